//! Composes.

use domain::{Compose, ComposeId, Digest, UserName};
use time::OffsetDateTime;

use crate::{
    Error, Result, Tx,
    db::{At, on, parse},
};

/// A compose with who imported it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCompose {
    pub compose: Compose,
    pub imported_by: UserName,
    pub imported_at: OffsetDateTime,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    release: String,
    compose_type: String,
    label: Option<String>,
    version: String,
    location: String,
    content: String,
    imported_by: String,
    imported_at: OffsetDateTime,
}

impl TryFrom<Row> for StoredCompose {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let compose = Compose {
            id: parse(&row.id)?,
            release: parse(&row.release)?,
            compose_type: row.compose_type,
            label: row.label,
            version: parse(&row.version)?,
            location: row.location,
            content: Digest::parse(&row.content).map_err(|e| Error::Decode(Box::new(e)))?,
        };
        Ok(Self { compose, imported_by: parse(&row.imported_by)?, imported_at: row.imported_at })
    }
}

impl Tx {
    pub async fn insert_compose(&mut self, stored: &StoredCompose) -> Result<()> {
        let compose = &stored.compose;
        on!(self, conn => sqlx::query(
            "INSERT INTO composes (id, release, compose_type, label, version, location, content, imported_by, imported_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(compose.id.as_str()).bind(compose.release.as_str()).bind(&compose.compose_type).bind(&compose.label)
            .bind(compose.version.to_string()).bind(&compose.location).bind(compose.content.to_string())
            .bind(stored.imported_by.as_str()).bind(At(stored.imported_at))
            .execute(conn).await.map(drop))
    }

    pub async fn compose(&mut self, id: &ComposeId) -> Result<Option<StoredCompose>> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as("SELECT * FROM composes WHERE id = $1")
            .bind(id.as_str()).fetch_optional(conn).await)?;
        row.map(TryInto::try_into).transpose()
    }

    /// The latest composes, newest import first.
    pub async fn recent_composes(&mut self, most: i64) -> Result<Vec<StoredCompose>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as("SELECT * FROM composes ORDER BY imported_at DESC, id LIMIT $1")
            .bind(most).fetch_all(conn).await)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}
