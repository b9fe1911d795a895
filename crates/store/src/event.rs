//! The audit trail. Events are only ever added.

use domain::{Digest, Event, NewEvent};
use time::OffsetDateTime;

use crate::{
    Error, Result, Tx,
    db::{At, on},
};

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: OffsetDateTime,
    actor: String,
    action: String,
    subject: String,
    data: String,
    previous: String,
    hash: String,
}

fn digest(text: &str) -> Result<Digest> {
    Digest::parse(text).map_err(|e| Error::Decode(Box::new(e)))
}

impl TryFrom<Row> for Event {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            seq: row.seq,
            at: row.at,
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            data: row.data,
            previous: digest(&row.previous)?,
            hash: digest(&row.hash)?,
        })
    }
}

impl Tx {
    /// The chain's head: the last event's number and hash.
    pub async fn chain_head(&mut self) -> Result<(i64, Digest)> {
        let (seq, hash): (i64, String) =
            on!(self, conn => sqlx::query_as("SELECT seq, hash FROM chain WHERE id = 1").fetch_one(conn).await)?;
        Ok((seq, digest(&hash)?))
    }

    /// The head, held until the transaction ends: two writers cannot follow the same event.
    async fn hold_chain_head(&mut self) -> Result<(i64, Digest)> {
        match self {
            // BEGIN IMMEDIATE: there is one writer.
            Self::Sqlite(_) => self.chain_head().await,
            Self::Postgres(tx) => {
                let (seq, hash): (i64, String) =
                    sqlx::query_as("SELECT seq, hash FROM chain WHERE id = 1 FOR UPDATE").fetch_one(&mut **tx).await?;
                Ok((seq, digest(&hash)?))
            }
        }
    }

    /// Adds an event at the end of the chain. Call it last in a transaction: it is the one lock all writers share.
    pub async fn append_event(&mut self, new: NewEvent) -> Result<Event> {
        let (seq, previous) = self.hold_chain_head().await?;
        let event = Event::chained(new, seq + 1, previous);
        on!(self, conn => sqlx::query(
            "INSERT INTO events (seq, at, actor, action, subject, data, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(event.seq).bind(At(event.at)).bind(&event.actor).bind(&event.action).bind(&event.subject).bind(&event.data)
            .bind(event.previous.to_string()).bind(event.hash.to_string())
            .execute(conn).await.map(drop))?;
        on!(self, conn => sqlx::query("UPDATE chain SET seq = $1, hash = $2 WHERE id = 1")
            .bind(event.seq).bind(event.hash.to_string()).execute(conn).await.map(drop))?;
        Ok(event)
    }

    /// Events after `seq`, in order, at most `most`.
    pub async fn events_after(&mut self, seq: i64, most: i64) -> Result<Vec<Event>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as("SELECT * FROM events WHERE seq > $1 ORDER BY seq LIMIT $2")
            .bind(seq).bind(most).fetch_all(conn).await)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// The latest events about one subject, newest first. Done steps are left out: there are hundreds of them, and the
    /// publication shows each.
    pub async fn events_about(&mut self, subject: &str, most: i64) -> Result<Vec<Event>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "SELECT * FROM events WHERE subject = $1 AND action <> 'step.done' ORDER BY seq DESC LIMIT $2")
            .bind(subject).bind(most).fetch_all(conn).await)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}
