//! `aperiodic token`.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Subcommand;
use domain::{NewEvent, Role, UserName};
use serde_json::{Value, json};
use store::Token as Row;
use time::Duration;
use uuid::Uuid;
use workflow::{Portal, ids};

use super::{Global, output};
use crate::auth::{new_secret, secret_hash};

#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token; it is printed once and kept nowhere
    Create {
        /// Whose name stands in the audit trail
        #[arg(long)]
        user: UserName,
        /// `viewer`, `tester`, `approver`, `release_engineer`, `security` or `admin`; may be given several times
        #[arg(long = "role", required = true, value_parser = role)]
        roles: Vec<Role>,
        /// How long it lives: 12h, 30d
        #[arg(long, default_value = "30d", value_parser = lifetime)]
        expires: Duration,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List tokens
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a token worthless at once
    Revoke {
        /// The token's id, from the list
        id: Uuid,
    },
}

fn role(text: &str) -> Result<Role, String> {
    let known = || Role::ALL.map(Role::as_str).join(", ");
    Role::parse(text).ok_or_else(|| format!("expected one of {}", known()))
}

/// `12h` or `30d`, at most a year.
fn lifetime(text: &str) -> Result<Duration, String> {
    let wrong = || "expected hours or days such as 12h or 30d, at most 365d".to_owned();
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let hours = match unit {
        "h" => number,
        "d" => number.checked_mul(24).ok_or_else(wrong)?,
        _ => return Err(wrong()),
    };
    if (1..=365 * 24).contains(&hours) { Ok(Duration::hours(hours)) } else { Err(wrong()) }
}

impl Token {
    pub async fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let (_, portal) = global.open().await?;
        match self {
            Self::Create { user, roles, expires, json } => create(global, &portal, user, roles, expires, json).await?,
            Self::List { json } => list(&portal, json).await?,
            Self::Revoke { id } => revoke(global, &portal, id).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn create(
    global: &Global,
    portal: &Portal,
    user: UserName,
    roles: Vec<Role>,
    expires: Duration,
    json: bool,
) -> anyhow::Result<()> {
    let (secret, now) = (new_secret(), portal.now());
    let token = Row {
        id: ids::new_id(now),
        token_hash: secret_hash(&secret),
        person: user,
        roles: roles.into_iter().collect(),
        created_at: now,
        expires_at: now + expires,
        revoked_at: None,
    };
    let mut tx = portal.db.begin().await?;
    tx.insert_token(&token).await?;
    let data = json!({ "user": token.person, "roles": token.roles, "expires": token.expires_at.to_string() });
    tx.append_event(event(global, portal, "token.created", token.id, data)?).await?;
    tx.commit().await?;
    if json {
        return output::json(&json!({ "id": token.id, "token": secret, "user": token.person, "roles": token.roles }));
    }
    output::line(&secret)
}

fn event(global: &Global, portal: &Portal, action: &str, id: Uuid, data: Value) -> anyhow::Result<NewEvent> {
    let actor = global.actor()?.name.to_string();
    Ok(NewEvent { at: portal.now(), actor, action: action.to_owned(), subject: id.to_string(), data })
}

async fn list(portal: &Portal, json: bool) -> anyhow::Result<()> {
    let (tokens, now) = (portal.db.read().await?.tokens().await?, portal.now());
    let state = |token: &Row| match token.revoked_at {
        Some(_) => "revoked",
        None if token.expires_at <= now => "expired",
        None => "valid",
    };
    let roles = |token: &Row| token.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(",");
    if json {
        let tokens: Vec<Value> = tokens
            .iter()
            .map(|t| json!({ "id": t.id, "user": t.person, "roles": t.roles, "state": state(t), "expires_at": t.expires_at.unix_timestamp() }))
            .collect();
        return output::json(&json!({ "tokens": tokens }));
    }
    let row = |t: &Row| {
        vec![t.id.to_string(), t.person.to_string(), roles(t), state(t).to_owned(), t.expires_at.date().to_string()]
    };
    output::table(&["id", "user", "roles", "state", "expires"], &tokens.iter().map(row).collect::<Vec<_>>())
}

async fn revoke(global: &Global, portal: &Portal, id: Uuid) -> anyhow::Result<()> {
    let mut tx = portal.db.begin().await?;
    if !tx.revoke_token(id, portal.now()).await? {
        bail!("there is no valid token {id}");
    }
    tx.append_event(event(global, portal, "token.revoked", id, json!({}))?).await?;
    tx.commit().await.context("revoking the token")?;
    output::line(&format!("Revoked {id}."))
}
