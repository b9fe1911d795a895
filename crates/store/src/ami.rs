//! AMIs and the dates of their lives.

use domain::{Alias, Ami, AmiId, Region, UpdateId};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    db::{At, on, parse, parse_option},
};

#[derive(sqlx::FromRow)]
struct Row {
    region: String,
    id: String,
    update_id: Uuid,
    arch: String,
    name: String,
    snapshot: Option<String>,
    registered_at: OffsetDateTime,
    public_at: Option<OffsetDateTime>,
    deprecated_at: Option<OffsetDateTime>,
    private_at: Option<OffsetDateTime>,
    deregistered_at: Option<OffsetDateTime>,
    replaced_by: Option<String>,
}

impl TryFrom<Row> for Ami {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: parse(&row.id)?,
            update: UpdateId(row.update_id),
            region: parse(&row.region)?,
            arch: parse(&row.arch)?,
            name: row.name,
            snapshot: parse_option(row.snapshot.as_deref())?,
            registered_at: row.registered_at,
            public_at: row.public_at,
            deprecated_at: row.deprecated_at,
            private_at: row.private_at,
            deregistered_at: row.deregistered_at,
            replaced_by: parse_option(row.replaced_by.as_deref())?,
        })
    }
}

impl Tx {
    /// Writes an AMI down; the same one again changes nothing.
    pub async fn put_ami(&mut self, ami: &Ami) -> Result<()> {
        on!(self, conn => sqlx::query(
            "INSERT INTO amis (region, id, update_id, arch, name, snapshot, registered_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (region, id) DO NOTHING")
            .bind(ami.region.as_str()).bind(ami.id.as_str()).bind(ami.update.0).bind(ami.arch.as_str()).bind(&ami.name)
            .bind(ami.snapshot.as_ref().map(AsRef::as_ref)).bind(At(ami.registered_at))
            .execute(conn).await.map(drop))
    }

    /// Of one update, by region and arch.
    pub async fn amis(&mut self, update: UpdateId) -> Result<Vec<Ami>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "SELECT * FROM amis WHERE update_id = $1 ORDER BY region, arch")
            .bind(update.0).fetch_all(conn).await)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Every AMI that was ever verified public, for the public pages.
    pub async fn published_amis(&mut self) -> Result<Vec<Ami>> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "SELECT * FROM amis WHERE public_at IS NOT NULL ORDER BY update_id, region, arch")
            .fetch_all(conn).await)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    pub async fn ami_is_public(&mut self, region: &Region, id: &AmiId, at: OffsetDateTime) -> Result<()> {
        on!(self, conn => sqlx::query(
            "UPDATE amis SET public_at = COALESCE(public_at, $3), private_at = NULL WHERE region = $1 AND id = $2")
            .bind(region.as_str()).bind(id.as_str()).bind(At(at)).execute(conn).await.map(drop))
    }

    pub async fn ami_is_private(&mut self, region: &Region, id: &AmiId, at: OffsetDateTime) -> Result<()> {
        on!(self, conn => sqlx::query("UPDATE amis SET private_at = $3 WHERE region = $1 AND id = $2")
            .bind(region.as_str()).bind(id.as_str()).bind(At(at)).execute(conn).await.map(drop))
    }

    /// The date on which EC2 deprecates the AMI, and what took its place.
    pub async fn ami_deprecated(
        &mut self,
        region: &Region,
        id: &AmiId,
        at: OffsetDateTime,
        by: Option<&Alias>,
    ) -> Result<()> {
        on!(self, conn => sqlx::query("UPDATE amis SET deprecated_at = $3, replaced_by = $4 WHERE region = $1 AND id = $2")
            .bind(region.as_str()).bind(id.as_str()).bind(At(at)).bind(by.map(AsRef::as_ref))
            .execute(conn).await.map(drop))
    }
}
