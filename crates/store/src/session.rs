//! Sessions of signed-in people, and sign-ins under way. Secrets come as hashes.

use domain::UserName;
use time::OffsetDateTime;

use crate::{
    Error, Result, Tx,
    db::{At, from_json, on, parse, to_json},
};

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub token_hash: String,
    pub person: UserName,
    /// The provider's `sub`.
    pub subject: String,
    /// As the provider said at sign-in.
    pub groups: Vec<String>,
    pub created_at: OffsetDateTime,
    pub seen_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

#[derive(sqlx::FromRow)]
struct Row {
    token_hash: String,
    person: String,
    subject: String,
    groups: String,
    created_at: OffsetDateTime,
    seen_at: OffsetDateTime,
    expires_at: OffsetDateTime,
}

impl TryFrom<Row> for Session {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            token_hash: row.token_hash,
            person: parse(&row.person)?,
            subject: row.subject,
            groups: from_json(&row.groups)?,
            created_at: row.created_at,
            seen_at: row.seen_at,
            expires_at: row.expires_at,
        })
    }
}

/// What a sign-in has to remember until the provider answers.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SignIn {
    pub state_hash: String,
    /// Binds the answer to the browser that began.
    pub browser_hash: String,
    pub nonce: String,
    /// The PKCE verifier.
    pub verifier: String,
    pub return_to: String,
    pub created_at: OffsetDateTime,
}

impl Tx {
    pub async fn insert_session(&mut self, session: &Session) -> Result<()> {
        on!(self, conn => sqlx::query(
            "INSERT INTO sessions (token_hash, person, subject, groups, created_at, seen_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(&session.token_hash).bind(session.person.as_str()).bind(&session.subject).bind(to_json(&session.groups)?)
            .bind(At(session.created_at)).bind(At(session.seen_at)).bind(At(session.expires_at))
            .execute(conn).await.map(drop))
    }

    /// The session, unless it has expired.
    pub async fn session(&mut self, token_hash: &str, now: OffsetDateTime) -> Result<Option<Session>> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "SELECT * FROM sessions WHERE token_hash = $1 AND expires_at > $2")
            .bind(token_hash).bind(At(now)).fetch_optional(conn).await)?;
        row.map(TryInto::try_into).transpose()
    }

    pub async fn touch_session(&mut self, token_hash: &str, now: OffsetDateTime) -> Result<()> {
        on!(self, conn => sqlx::query("UPDATE sessions SET seen_at = $2 WHERE token_hash = $1")
            .bind(token_hash).bind(At(now)).execute(conn).await.map(drop))
    }

    pub async fn delete_session(&mut self, token_hash: &str) -> Result<()> {
        on!(self, conn => sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
            .bind(token_hash).execute(conn).await.map(drop))
    }

    pub async fn delete_sessions_before(&mut self, now: OffsetDateTime) -> Result<u64> {
        on!(self, conn => sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
            .bind(At(now)).execute(conn).await.map(|done| done.rows_affected()))
    }

    pub async fn insert_sign_in(&mut self, sign_in: &SignIn) -> Result<()> {
        on!(self, conn => sqlx::query(
            "INSERT INTO sign_ins (state_hash, browser_hash, nonce, verifier, return_to, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(&sign_in.state_hash).bind(&sign_in.browser_hash).bind(&sign_in.nonce).bind(&sign_in.verifier)
            .bind(&sign_in.return_to).bind(At(sign_in.created_at))
            .execute(conn).await.map(drop))
    }

    /// Takes the sign-in out: an answer counts once.
    pub async fn take_sign_in(&mut self, state_hash: &str) -> Result<Option<SignIn>> {
        on!(self, conn => sqlx::query_as("DELETE FROM sign_ins WHERE state_hash = $1 RETURNING *")
            .bind(state_hash).fetch_optional(conn).await)
    }

    /// Forgets sign-ins begun before `then`, and gives how many are still open.
    pub async fn prune_sign_ins(&mut self, then: OffsetDateTime) -> Result<i64> {
        on!(self, conn => sqlx::query("DELETE FROM sign_ins WHERE created_at < $1").bind(At(then)).execute(conn).await.map(drop))?;
        on!(self, conn => sqlx::query_scalar("SELECT COUNT(*) FROM sign_ins").fetch_one(conn).await)
    }
}
