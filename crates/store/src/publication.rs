//! Publications, and the lease under which a worker carries one out.

use domain::{Digest, Publication, PublicationId, Purpose, UpdateId};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    db::{At, on, parse, word},
};

/// A publication claimed by a worker; every write names the fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub publication: PublicationId,
    /// Grows with each claim: a worker whose lease was taken over holds an older one.
    pub fence: i64,
}

/// A publication with its lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPublication {
    pub publication: Publication,
    pub lease_owner: Option<String>,
    pub lease_until: Option<OffsetDateTime>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    purpose: String,
    update_id: Uuid,
    alias: String,
    product: String,
    release: String,
    requested_by: String,
    requested_at: OffsetDateTime,
    content: String,
    finished_at: Option<OffsetDateTime>,
    lease_owner: Option<String>,
    lease_until: Option<OffsetDateTime>,
}

impl TryFrom<Row> for StoredPublication {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let publication = Publication {
            id: PublicationId(row.id),
            purpose: word(Purpose::parse(&row.purpose), &row.purpose)?,
            update: UpdateId(row.update_id),
            alias: parse(&row.alias)?,
            product: parse(&row.product)?,
            release: parse(&row.release)?,
            requested_by: parse(&row.requested_by)?,
            requested_at: row.requested_at,
            content: Digest::parse(&row.content).map_err(|e| Error::Decode(Box::new(e)))?,
            finished_at: row.finished_at,
        };
        Ok(Self { publication, lease_owner: row.lease_owner, lease_until: row.lease_until })
    }
}

impl Tx {
    /// A new publication, due at once.
    pub async fn insert_publication(&mut self, publication: &Publication) -> Result<()> {
        on!(self, conn => sqlx::query(
            "INSERT INTO publications (id, purpose, update_id, requested_by, requested_at, content, due_at)
             VALUES ($1, $2, $3, $4, $5, $6, $5)")
            .bind(publication.id.0).bind(publication.purpose.as_str()).bind(publication.update.0)
            .bind(publication.requested_by.as_str()).bind(At(publication.requested_at)).bind(publication.content.to_string())
            .execute(conn).await.map(drop))
    }

    pub async fn publication(&mut self, id: PublicationId) -> Result<Option<StoredPublication>> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "SELECT p.*, u.alias, u.product, u.release FROM publications p JOIN updates u ON u.id = p.update_id WHERE p.id = $1")
            .bind(id.0).fetch_optional(conn).await)?;
        row.map(TryInto::try_into).transpose()
    }

    /// All of an update, oldest first.
    pub async fn publications_of(&mut self, update: UpdateId) -> Result<Vec<StoredPublication>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "SELECT p.*, u.alias, u.product, u.release FROM publications p JOIN updates u ON u.id = p.update_id
             WHERE p.update_id = $1 ORDER BY p.requested_at, p.id")
            .bind(update.0).fetch_all(conn).await)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Not finished, oldest first.
    pub async fn open_publications(&mut self, most: i64) -> Result<Vec<StoredPublication>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "SELECT p.*, u.alias, u.product, u.release FROM publications p JOIN updates u ON u.id = p.update_id
             WHERE p.finished_at IS NULL ORDER BY p.requested_at, p.id LIMIT $1")
            .bind(most).fetch_all(conn).await)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Claims the publication that is longest due and under nobody's lease.
    pub async fn claim_publication(
        &mut self,
        owner: &str,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> Result<Option<Claim>> {
        let row: Option<(Uuid, i64)> = match self {
            // One writer at a time: the row cannot be taken meanwhile.
            Self::Sqlite(tx) => {
                sqlx::query_as(
                    "UPDATE publications SET lease_owner = $1, lease_until = $3, fence = fence + 1
                 WHERE id = (SELECT id FROM publications WHERE finished_at IS NULL AND due_at <= $2
                             AND (lease_until IS NULL OR lease_until <= $2) ORDER BY due_at, id LIMIT 1)
                 RETURNING id, fence",
                )
                .bind(owner)
                .bind(At(now))
                .bind(At(until))
                .fetch_optional(&mut **tx)
                .await?
            }
            // Two replicas pass over each other's row.
            Self::Postgres(tx) => {
                sqlx::query_as(
                    "UPDATE publications SET lease_owner = $1, lease_until = $3, fence = fence + 1
                 WHERE id = (SELECT id FROM publications WHERE finished_at IS NULL AND due_at <= $2
                             AND (lease_until IS NULL OR lease_until <= $2) ORDER BY due_at, id LIMIT 1
                             FOR UPDATE SKIP LOCKED)
                 RETURNING id, fence",
                )
                .bind(owner)
                .bind(At(now))
                .bind(At(until))
                .fetch_optional(&mut **tx)
                .await?
            }
        };
        Ok(row.map(|(id, fence)| Claim { publication: PublicationId(id), fence }))
    }

    /// Holds the lease until then; false when somebody else has taken it. Locks the row for the transaction, so that
    /// what is written beside it is written under the lease.
    pub async fn renew_claim(&mut self, claim: Claim, until: OffsetDateTime) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE publications SET lease_until = $3 WHERE id = $1 AND fence = $2 AND lease_owner IS NOT NULL")
            .bind(claim.publication.0).bind(claim.fence).bind(At(until))
            .execute(conn).await.map(|done| done.rows_affected() == 1))
    }

    /// Gives the lease back; the publication is due again at `due`.
    pub async fn release_claim(&mut self, claim: Claim, due: OffsetDateTime) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE publications SET lease_owner = NULL, lease_until = NULL, due_at = $3 WHERE id = $1 AND fence = $2")
            .bind(claim.publication.0).bind(claim.fence).bind(At(due))
            .execute(conn).await.map(|done| done.rows_affected() == 1))
    }

    /// Makes a publication due now: somebody resumed it. A worker that holds it loses its lease, because it works on
    /// the rows as they were; otherwise it would give the claim back as not due for long.
    pub async fn wake_publication(&mut self, id: PublicationId, now: OffsetDateTime) -> Result<()> {
        on!(self, conn => sqlx::query(
            "UPDATE publications SET due_at = $2, lease_owner = NULL, lease_until = NULL, fence = fence + 1
             WHERE id = $1 AND finished_at IS NULL")
            .bind(id.0).bind(At(now)).execute(conn).await.map(drop))
    }

    /// Ends a publication from outside of its lease: steps that are not settled are left out, and whoever carries it
    /// out finds the fence moved.
    pub async fn close_publication(&mut self, id: PublicationId, reason: &str, at: OffsetDateTime) -> Result<bool> {
        let closed = on!(self, conn => sqlx::query(
            "UPDATE publications SET finished_at = $2, fence = fence + 1, lease_owner = NULL, lease_until = NULL
             WHERE id = $1 AND finished_at IS NULL")
            .bind(id.0).bind(At(at)).execute(conn).await.map(|done| done.rows_affected() == 1))?;
        on!(self, conn => sqlx::query(
            "UPDATE steps SET state = 'skipped', reason = $2, until = NULL
             WHERE publication_id = $1 AND state IN ('pending', 'waiting', 'failed')")
            .bind(id.0).bind(reason).execute(conn).await.map(drop))?;
        Ok(closed)
    }

    pub async fn finish_publication(&mut self, claim: Claim, at: OffsetDateTime) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE publications SET finished_at = $3, lease_owner = NULL, lease_until = NULL
             WHERE id = $1 AND fence = $2 AND finished_at IS NULL")
            .bind(claim.publication.0).bind(claim.fence).bind(At(at))
            .execute(conn).await.map(|done| done.rows_affected() == 1))
    }
}
