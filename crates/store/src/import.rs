//! Imports asked for at the desk or through the API, carried out by a worker.

use domain::{Kind, UserName};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    db::{At, on, parse, word},
};

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    Queued,
    Running,
    Done,
    Failed,
}

impl ImportState {
    const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Done, Self::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    pub id: Uuid,
    pub location: String,
    /// None: by the compose's label.
    pub kind: Option<Kind>,
    pub requested_by: UserName,
    pub requested_at: OffsetDateTime,
    pub state: ImportState,
    pub message: Option<String>,
    pub done_bytes: i64,
    pub total_bytes: i64,
    pub finished_at: Option<OffsetDateTime>,
    pub fence: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    location: String,
    kind: Option<String>,
    requested_by: String,
    requested_at: OffsetDateTime,
    state: String,
    message: Option<String>,
    done_bytes: i64,
    total_bytes: i64,
    finished_at: Option<OffsetDateTime>,
    fence: i64,
}

impl TryFrom<Row> for ImportRow {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            location: row.location,
            kind: row.kind.as_deref().map(|kind| word(Kind::parse(kind), kind)).transpose()?,
            requested_by: parse(&row.requested_by)?,
            requested_at: row.requested_at,
            state: word(ImportState::ALL.into_iter().find(|s| s.as_str() == row.state), &row.state)?,
            message: row.message,
            done_bytes: row.done_bytes,
            total_bytes: row.total_bytes,
            finished_at: row.finished_at,
            fence: row.fence,
        })
    }
}

impl Tx {
    pub async fn insert_import(&mut self, import: &ImportRow) -> Result<()> {
        on!(self, conn => sqlx::query(
            "INSERT INTO imports (id, location, kind, requested_by, requested_at, state) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(import.id).bind(&import.location).bind(import.kind.map(Kind::as_str)).bind(import.requested_by.as_str())
            .bind(At(import.requested_at)).bind(import.state.as_str())
            .execute(conn).await.map(drop))
    }

    pub async fn recent_imports(&mut self, most: i64) -> Result<Vec<ImportRow>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as("SELECT * FROM imports ORDER BY requested_at DESC, id LIMIT $1")
            .bind(most).fetch_all(conn).await)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    pub async fn import(&mut self, id: Uuid) -> Result<Option<ImportRow>> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as("SELECT * FROM imports WHERE id = $1")
            .bind(id).fetch_optional(conn).await)?;
        row.map(TryInto::try_into).transpose()
    }

    /// Claims the oldest import that nobody is carrying out.
    pub async fn claim_import(&mut self, now: OffsetDateTime, until: OffsetDateTime) -> Result<Option<ImportRow>> {
        let row: Option<Row> = match self {
            Self::Sqlite(tx) => sqlx::query_as(
                "UPDATE imports SET state = 'running', lease_until = $2, fence = fence + 1
                 WHERE id = (SELECT id FROM imports WHERE finished_at IS NULL AND (lease_until IS NULL OR lease_until <= $1)
                             ORDER BY requested_at, id LIMIT 1)
                 RETURNING *").bind(At(now)).bind(At(until)).fetch_optional(&mut **tx).await?,
            Self::Postgres(tx) => sqlx::query_as(
                "UPDATE imports SET state = 'running', lease_until = $2, fence = fence + 1
                 WHERE id = (SELECT id FROM imports WHERE finished_at IS NULL AND (lease_until IS NULL OR lease_until <= $1)
                             ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
                 RETURNING *").bind(At(now)).bind(At(until)).fetch_optional(&mut **tx).await?,
        };
        row.map(TryInto::try_into).transpose()
    }

    /// Holds the lease and notes how far it is; false when somebody else has taken it.
    pub async fn renew_import(&mut self, import: &ImportRow, until: OffsetDateTime) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE imports SET lease_until = $3, done_bytes = $4, total_bytes = $5 WHERE id = $1 AND fence = $2")
            .bind(import.id).bind(import.fence).bind(At(until)).bind(import.done_bytes).bind(import.total_bytes)
            .execute(conn).await.map(|done| done.rows_affected() == 1))
    }

    pub async fn finish_import(
        &mut self,
        import: &ImportRow,
        state: ImportState,
        message: &str,
        at: OffsetDateTime,
    ) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE imports SET state = $3, message = $4, finished_at = $5, lease_until = NULL, done_bytes = $6, total_bytes = $7
             WHERE id = $1 AND fence = $2 AND finished_at IS NULL")
            .bind(import.id).bind(import.fence).bind(state.as_str()).bind(message).bind(At(at))
            .bind(import.done_bytes).bind(import.total_bytes)
            .execute(conn).await.map(|done| done.rows_affected() == 1))
    }
}
