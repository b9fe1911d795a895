//! Updates and their facts. Every write is guarded by the state it starts from and tells whether it took effect.

use domain::{
    Alias, ComposeId, Decision, Facts, Kind, ProductId, PublicationId, Reason, ReleaseVersion, Update, UpdateId,
    update::Act,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    db::{At, from_json, on, parse, parse_option, to_json, word},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    alias: String,
    product: String,
    release: String,
    compose: String,
    version: String,
    kind: String,
    images: String,
    imported_by: String,
    imported_at: OffsetDateTime,
    rejected_by: Option<String>,
    rejected_at: Option<OffsetDateTime>,
    rejected_reason: Option<String>,
    publication: Option<Uuid>,
    published_at: Option<OffsetDateTime>,
    superseded_by: Option<String>,
    withdrawn_by: Option<String>,
    withdrawn_at: Option<OffsetDateTime>,
    withdrawn_reason: Option<String>,
}

fn decision(by: Option<&str>, at: Option<OffsetDateTime>, reason: Option<&str>) -> Result<Option<Decision>> {
    let (Some(by), Some(at), Some(reason)) = (by, at, reason) else { return Ok(None) };
    let reason = Reason::parse(reason).map_err(|e| Error::Decode(Box::new(e)))?;
    Ok(Some(Decision { by: parse(by)?, at, reason }))
}

impl Row {
    fn facts(&self) -> Result<Facts> {
        Ok(Facts {
            imported: Act { by: parse(&self.imported_by)?, at: self.imported_at },
            approvals: Vec::new(),
            rejection: decision(self.rejected_by.as_deref(), self.rejected_at, self.rejected_reason.as_deref())?,
            publication: self.publication.map(PublicationId),
            published_at: self.published_at,
            superseded_by: parse_option(self.superseded_by.as_deref())?,
            withdrawal: decision(self.withdrawn_by.as_deref(), self.withdrawn_at, self.withdrawn_reason.as_deref())?,
        })
    }

    fn update(self) -> Result<Update> {
        Ok(Update {
            id: UpdateId(self.id),
            alias: parse(&self.alias)?,
            product: parse(&self.product)?,
            release: parse(&self.release)?,
            compose: parse(&self.compose)?,
            version: parse(&self.version)?,
            kind: word(Kind::parse(&self.kind), &self.kind)?,
            images: from_json(&self.images)?,
            facts: self.facts()?,
        })
    }
}

impl Tx {
    /// A new candidate; facts other than the import are not written.
    pub async fn insert_update(&mut self, update: &Update) -> Result<()> {
        on!(self, conn => sqlx::query(
            "INSERT INTO updates (id, alias, product, release, compose, version, kind, images, imported_by, imported_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .bind(update.id.0).bind(update.alias.as_str()).bind(update.product.as_str()).bind(update.release.as_str())
            .bind(update.compose.as_str()).bind(update.version.to_string()).bind(update.kind.as_str())
            .bind(to_json(&update.images)?).bind(update.facts.imported.by.as_str()).bind(At(update.facts.imported.at))
            .execute(conn).await.map(drop))
    }

    async fn complete(&mut self, row: Row) -> Result<Update> {
        let mut update = row.update()?;
        update.facts.approvals = self.approvals(update.id.0).await?;
        Ok(update)
    }

    async fn complete_all(&mut self, rows: Vec<Row>) -> Result<Vec<Update>> {
        let mut updates = Vec::with_capacity(rows.len());
        for row in rows {
            updates.push(self.complete(row).await?);
        }
        Ok(updates)
    }

    pub async fn update(&mut self, alias: &Alias) -> Result<Option<Update>> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as("SELECT * FROM updates WHERE alias = $1")
            .bind(alias.as_str()).fetch_optional(conn).await)?;
        match row {
            Some(row) => self.complete(row).await.map(Some),
            None => Ok(None),
        }
    }

    pub async fn update_by_id(&mut self, id: UpdateId) -> Result<Option<Update>> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as("SELECT * FROM updates WHERE id = $1")
            .bind(id.0).fetch_optional(conn).await)?;
        match row {
            Some(row) => self.complete(row).await.map(Some),
            None => Ok(None),
        }
    }

    pub async fn updates_of_compose(&mut self, compose: &ComposeId) -> Result<Vec<Update>> {
        let rows = on!(self, conn => sqlx::query_as("SELECT * FROM updates WHERE compose = $1 ORDER BY product")
            .bind(compose.as_str()).fetch_all(conn).await)?;
        self.complete_all(rows).await
    }

    /// Updates on which somebody still has something to do, newest first.
    pub async fn open_updates(&mut self, most: i64) -> Result<Vec<Update>> {
        let rows = on!(self, conn => sqlx::query_as(
            "SELECT * FROM updates WHERE published_at IS NULL AND rejected_at IS NULL
             ORDER BY imported_at DESC, alias LIMIT $1")
            .bind(most).fetch_all(conn).await)?;
        self.complete_all(rows).await
    }

    /// Updates that were published or rejected, latest import first.
    pub async fn closed_updates(&mut self, most: i64) -> Result<Vec<Update>> {
        let rows = on!(self, conn => sqlx::query_as(
            "SELECT * FROM updates WHERE published_at IS NOT NULL OR rejected_at IS NOT NULL
             ORDER BY imported_at DESC, alias LIMIT $1")
            .bind(most).fetch_all(conn).await)?;
        self.complete_all(rows).await
    }

    /// All that were ever published, withdrawn ones included; the newest version of a release first.
    pub async fn published_updates(&mut self) -> Result<Vec<Update>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "SELECT * FROM updates WHERE published_at IS NOT NULL ORDER BY product, release, published_at DESC")
            .fetch_all(conn).await)?;
        rows.into_iter().map(Row::update).collect()
    }

    /// The update the public pages point to for a product and release.
    pub async fn current_update(&mut self, product: &ProductId, release: &ReleaseVersion) -> Result<Option<Update>> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "SELECT * FROM updates WHERE product = $1 AND release = $2 AND published_at IS NOT NULL
             AND superseded_by IS NULL AND withdrawn_at IS NULL ORDER BY published_at DESC LIMIT 1")
            .bind(product.as_str()).bind(release.as_str()).fetch_optional(conn).await)?;
        row.map(Row::update).transpose()
    }

    /// The one that would be current if `update` were not: the latest published that is not withdrawn.
    pub async fn published_before(&mut self, update: &Update) -> Result<Option<Update>> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "SELECT * FROM updates WHERE product = $1 AND release = $2 AND id <> $3 AND published_at IS NOT NULL
             AND withdrawn_at IS NULL ORDER BY published_at DESC LIMIT 1")
            .bind(update.product.as_str()).bind(update.release.as_str()).bind(update.id.0)
            .fetch_optional(conn).await)?;
        row.map(Row::update).transpose()
    }

    /// Those whose place this update took.
    pub async fn superseded_by(&mut self, alias: &Alias) -> Result<Vec<Update>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "SELECT * FROM updates WHERE superseded_by = $1 ORDER BY published_at DESC")
            .bind(alias.as_str()).fetch_all(conn).await)?;
        rows.into_iter().map(Row::update).collect()
    }

    /// Another update of the product and release whose publication or withdrawal has not turned the pages yet. One
    /// that has only its last steps left stands in nobody's way.
    pub async fn other_in_publication(&mut self, update: &Update) -> Result<Option<Alias>> {
        let alias: Option<String> = on!(self, conn => sqlx::query_scalar(
            "SELECT u.alias FROM updates u JOIN publications p ON p.update_id = u.id
             JOIN steps s ON s.publication_id = p.id AND s.kind = 'site'
             WHERE u.product = $1 AND u.release = $2 AND u.id <> $3 AND p.finished_at IS NULL AND s.state <> 'done' LIMIT 1")
            .bind(update.product.as_str()).bind(update.release.as_str()).bind(update.id.0)
            .fetch_optional(conn).await)?;
        parse_option(alias.as_deref())
    }

    /// Another update of the product and release whose pointers and pages are turning at this moment: a step of its flip
    /// has begun, and its pages have not turned.
    pub async fn other_turning(&mut self, update: &Update) -> Result<Option<Alias>> {
        let alias: Option<String> = on!(self, conn => sqlx::query_scalar(
            "SELECT u.alias FROM updates u JOIN publications p ON p.update_id = u.id
             JOIN steps s ON s.publication_id = p.id AND s.kind = 'site'
             WHERE u.product = $1 AND u.release = $2 AND u.id <> $3 AND p.finished_at IS NULL AND s.state <> 'done'
             AND EXISTS (SELECT 1 FROM steps f WHERE f.publication_id = p.id AND f.phase = 'flip' AND f.started_at IS NOT NULL)
             LIMIT 1")
            .bind(update.product.as_str()).bind(update.release.as_str()).bind(update.id.0)
            .fetch_optional(conn).await)?;
        parse_option(alias.as_deref())
    }

    /// Locks all updates of the product and release on `PostgreSQL`, so that what is read next stays true until the end
    /// of the transaction: two publications of one release cannot start at once.
    pub async fn lock_release(&mut self, product: &ProductId, release: &ReleaseVersion) -> Result<()> {
        match self {
            // BEGIN IMMEDIATE holds the one write lock already.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(tx) => {
                sqlx::query("SELECT id FROM updates WHERE product = $1 AND release = $2 ORDER BY id FOR UPDATE")
                    .bind(product.as_str())
                    .bind(release.as_str())
                    .execute(&mut **tx)
                    .await
                    .map(drop)
            }
        }
    }

    pub async fn reject_update(&mut self, id: UpdateId, decision: &Decision) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE updates SET rejected_by = $2, rejected_at = $3, rejected_reason = $4
             WHERE id = $1 AND rejected_at IS NULL AND publication IS NULL")
            .bind(id.0).bind(decision.by.as_str()).bind(At(decision.at)).bind(decision.reason.as_str())
            .execute(conn).await.map(|done| done.rows_affected() == 1))
    }

    pub async fn start_update(&mut self, id: UpdateId, publication: PublicationId) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE updates SET publication = $2 WHERE id = $1 AND publication IS NULL AND rejected_at IS NULL")
            .bind(id.0).bind(publication.0).execute(conn).await.map(|done| done.rows_affected() == 1))
    }

    pub async fn finish_update(&mut self, id: UpdateId, at: OffsetDateTime) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE updates SET published_at = $2 WHERE id = $1 AND publication IS NOT NULL AND published_at IS NULL")
            .bind(id.0).bind(At(at)).execute(conn).await.map(|done| done.rows_affected() == 1))
    }

    pub async fn supersede_update(&mut self, id: UpdateId, by: &Alias) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE updates SET superseded_by = $2 WHERE id = $1 AND published_at IS NOT NULL AND superseded_by IS NULL")
            .bind(id.0).bind(by.as_str()).execute(conn).await.map(|done| done.rows_affected() == 1))
    }

    pub async fn restore_update(&mut self, id: UpdateId) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE updates SET superseded_by = NULL WHERE id = $1 AND superseded_by IS NOT NULL AND withdrawn_at IS NULL")
            .bind(id.0).execute(conn).await.map(|done| done.rows_affected() == 1))
    }

    pub async fn withdraw_update(&mut self, id: UpdateId, decision: &Decision) -> Result<bool> {
        on!(self, conn => sqlx::query(
            "UPDATE updates SET withdrawn_by = $2, withdrawn_at = $3, withdrawn_reason = $4
             WHERE id = $1 AND published_at IS NOT NULL AND withdrawn_at IS NULL")
            .bind(id.0).bind(decision.by.as_str()).bind(At(decision.at)).bind(decision.reason.as_str())
            .execute(conn).await.map(|done| done.rows_affected() == 1))
    }
}
