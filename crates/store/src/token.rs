//! API tokens.

use std::collections::BTreeSet;

use domain::{Role, UserName};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    db::{At, from_json, on, parse, to_json},
};

/// A token; the secret itself is shown once and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub id: Uuid,
    pub token_hash: String,
    pub person: UserName,
    pub roles: BTreeSet<Role>,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub revoked_at: Option<OffsetDateTime>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    token_hash: String,
    person: String,
    roles: String,
    created_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    revoked_at: Option<OffsetDateTime>,
}

impl TryFrom<Row> for Token {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            token_hash: row.token_hash,
            person: parse(&row.person)?,
            roles: from_json(&row.roles)?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        })
    }
}

impl Tx {
    pub async fn insert_token(&mut self, token: &Token) -> Result<()> {
        on!(self, conn => sqlx::query(
            "INSERT INTO tokens (id, token_hash, person, roles, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(token.id).bind(&token.token_hash).bind(token.person.as_str()).bind(to_json(&token.roles)?)
            .bind(At(token.created_at)).bind(At(token.expires_at))
            .execute(conn).await.map(drop))
    }

    /// The token, unless it has expired or was revoked.
    pub async fn valid_token(&mut self, token_hash: &str, now: OffsetDateTime) -> Result<Option<Token>> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "SELECT * FROM tokens WHERE token_hash = $1 AND expires_at > $2 AND revoked_at IS NULL")
            .bind(token_hash).bind(At(now)).fetch_optional(conn).await)?;
        row.map(TryInto::try_into).transpose()
    }

    /// All tokens, newest first.
    pub async fn tokens(&mut self) -> Result<Vec<Token>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as("SELECT * FROM tokens ORDER BY created_at DESC, id LIMIT 1000")
            .fetch_all(conn).await)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// False when there is no such token or it was revoked before.
    pub async fn revoke_token(&mut self, id: Uuid, now: OffsetDateTime) -> Result<bool> {
        on!(self, conn => sqlx::query("UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
            .bind(id).bind(At(now)).execute(conn).await.map(|done| done.rows_affected() == 1))
    }
}
