//! Approvals.

use domain::{Approval, Comment, Digest, UpdateId};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    db::{At, from_json, on, parse, to_json},
};

#[derive(sqlx::FromRow)]
struct Row {
    by_name: String,
    roles: String,
    at: OffsetDateTime,
    content: String,
    comment: String,
}

impl TryFrom<Row> for Approval {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            by: parse(&row.by_name)?,
            roles: from_json(&row.roles)?,
            at: row.at,
            content: Digest::parse(&row.content).map_err(|e| Error::Decode(Box::new(e)))?,
            comment: Comment::parse(&row.comment).map_err(|e| Error::Decode(Box::new(e)))?,
        })
    }
}

impl Tx {
    /// A person's approval; it replaces an earlier one of the same person.
    pub async fn put_approval(&mut self, update: UpdateId, approval: &Approval) -> Result<()> {
        on!(self, conn => sqlx::query(
            "INSERT INTO approvals (update_id, by_name, roles, at, content, comment) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (update_id, by_name) DO UPDATE
             SET roles = excluded.roles, at = excluded.at, content = excluded.content, comment = excluded.comment")
            .bind(update.0).bind(approval.by.as_str()).bind(to_json(&approval.roles)?).bind(At(approval.at))
            .bind(approval.content.to_string()).bind(approval.comment.as_str())
            .execute(conn).await.map(drop))
    }

    /// Of one update, oldest first.
    pub(crate) async fn approvals(&mut self, update: Uuid) -> Result<Vec<Approval>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "SELECT by_name, roles, at, content, comment FROM approvals WHERE update_id = $1 ORDER BY at, by_name")
            .bind(update).fetch_all(conn).await)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}
