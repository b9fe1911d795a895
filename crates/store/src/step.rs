//! The steps of publications.

use domain::{Channel, Phase, PublicationId, Step, StepId, StepKind, StepOutput, StepState};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    db::{At, from_json, on, parse_option, to_json, word},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    publication_id: Uuid,
    position: i32,
    phase: String,
    kind: String,
    channel: String,
    region: Option<String>,
    arch: Option<String>,
    required: bool,
    state: String,
    reason: Option<String>,
    until: Option<OffsetDateTime>,
    output: Option<String>,
    attempts: i32,
    started_at: Option<OffsetDateTime>,
    finished_at: Option<OffsetDateTime>,
    memo: Option<String>,
    done_bytes: Option<i64>,
    total_bytes: Option<i64>,
}

fn missing(column: &str) -> Error {
    Error::Decode(format!("steps.{column} is empty where the state needs it").into())
}

impl Row {
    fn state(&self) -> Result<StepState> {
        let reason = || self.reason.clone().ok_or_else(|| missing("reason"));
        let at = || self.finished_at.ok_or_else(|| missing("finished_at"));
        Ok(match self.state.as_str() {
            "pending" => StepState::Pending,
            "waiting" => StepState::Waiting { until: self.until.ok_or_else(|| missing("until"))?, reason: reason()? },
            "done" => StepState::Done { output: self.output()?, at: at()? },
            "failed" => StepState::Failed { reason: reason()?, at: at()? },
            "skipped" => StepState::Skipped { reason: reason()? },
            other => return Err(Error::Decode(format!("unknown step state \"{other}\"").into())),
        })
    }

    fn output(&self) -> Result<StepOutput> {
        from_json(self.output.as_deref().ok_or_else(|| missing("output"))?)
    }

    fn progress(&self) -> Option<(u64, u64)> {
        Some((u64::try_from(self.done_bytes?).ok()?, u64::try_from(self.total_bytes?).ok()?))
    }

    fn step(self) -> Result<Step> {
        Ok(Step {
            id: StepId(self.id),
            publication: PublicationId(self.publication_id),
            position: self.position,
            phase: word(Phase::parse(&self.phase), &self.phase)?,
            kind: word(StepKind::parse(&self.kind), &self.kind)?,
            channel: word(Channel::parse(&self.channel), &self.channel)?,
            region: parse_option(self.region.as_deref())?,
            arch: parse_option(self.arch.as_deref())?,
            required: self.required,
            state: self.state()?,
            attempts: self.attempts,
            started_at: self.started_at,
            progress: self.progress(),
            memo: self.memo,
        })
    }
}

/// The columns that a state fills: reason, until, output, `finished_at`.
type StateColumns = (Option<String>, Option<OffsetDateTime>, Option<String>, Option<OffsetDateTime>);

fn columns(state: &StepState) -> Result<StateColumns> {
    Ok(match state {
        StepState::Pending => (None, None, None, None),
        StepState::Waiting { until, reason } => (Some(reason.clone()), Some(*until), None, None),
        StepState::Done { output, at } => (None, None, Some(to_json(output)?), Some(*at)),
        StepState::Failed { reason, at } => (Some(reason.clone()), None, None, Some(*at)),
        StepState::Skipped { reason } => (Some(reason.clone()), None, None, None),
    })
}

impl Tx {
    pub async fn insert_step(&mut self, step: &Step) -> Result<()> {
        on!(self, conn => sqlx::query(
            "INSERT INTO steps (id, publication_id, position, phase, kind, channel, region, arch, required, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .bind(step.id.0).bind(step.publication.0).bind(step.position).bind(step.phase.as_str()).bind(step.kind.as_str())
            .bind(step.channel.as_str()).bind(step.region.as_ref().map(AsRef::as_ref))
            .bind(step.arch.as_ref().map(AsRef::as_ref)).bind(step.required).bind(step.state.as_str())
            .execute(conn).await.map(drop))
    }

    /// Of one publication, by position.
    pub async fn steps(&mut self, publication: PublicationId) -> Result<Vec<Step>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "SELECT * FROM steps WHERE publication_id = $1 ORDER BY position")
            .bind(publication.0).fetch_all(conn).await)?;
        rows.into_iter().map(Row::step).collect()
    }

    /// Writes what an attempt changed. Call it in one transaction with [`Tx::renew_claim`].
    pub async fn save_step(&mut self, step: &Step) -> Result<()> {
        let (reason, until, output, finished_at) = columns(&step.state)?;
        on!(self, conn => sqlx::query(
            "UPDATE steps SET state = $2, reason = $3, until = $4, output = $5, finished_at = $6, attempts = $7,
             started_at = $8, memo = $9 WHERE id = $1")
            .bind(step.id.0).bind(step.state.as_str()).bind(reason).bind(until.map(At)).bind(output).bind(finished_at.map(At))
            .bind(step.attempts).bind(step.started_at.map(At)).bind(&step.memo)
            .execute(conn).await.map(drop))
    }

    /// How many bytes a running step has done.
    pub async fn note_progress(&mut self, step: StepId, done: u64, total: u64) -> Result<()> {
        let (done, total) = (i64::try_from(done).unwrap_or(i64::MAX), i64::try_from(total).unwrap_or(i64::MAX));
        on!(self, conn => sqlx::query("UPDATE steps SET done_bytes = $2, total_bytes = $3 WHERE id = $1")
            .bind(step.0).bind(done).bind(total).execute(conn).await.map(drop))
    }
}
