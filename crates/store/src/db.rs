//! Connections and transactions on either engine.

use std::{str::FromStr, time::Duration};

use sqlx::{
    Encode, PgPool, Postgres, Sqlite, SqlitePool, Transaction, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgPoolOptions, PgTypeInfo},
    sqlite::{
        SqliteArgumentsBuffer, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
        SqliteTypeInfo,
    },
};
use time::{OffsetDateTime, UtcOffset, format_description::BorrowedFormatItem, macros::format_description};

pub type Error = sqlx::Error;
pub type Result<T> = std::result::Result<T, Error>;

/// A pool on either engine.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction on either engine. Dropped without [`Tx::commit`], it changes nothing.
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one query against whichever engine the transaction is on: the SQL is written once.
macro_rules! on {
    ($tx:expr, $conn:ident => $query:expr) => {
        match $tx {
            crate::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $query
            }
            crate::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $query
            }
        }
    };
}
pub(crate) use on;

/// Busy writers wait this long for `SQLite`'s one writer; longer than any of our transactions takes.
const BUSY: Duration = Duration::from_secs(15);

impl Db {
    /// Opens `sqlite:PATH` (made when missing) or `postgres://…`; does not migrate.
    pub async fn connect(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            Self::sqlite(url).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let pool =
                PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(10)).connect(url).await?;
            Ok(Self::Postgres(pool))
        } else {
            Err(Error::Configuration("database.url must start with sqlite: or postgres://".into()))
        }
    }

    async fn sqlite(url: &str) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        // Every connection to `:memory:` is a database of its own.
        let most = if url.contains(":memory:") { 1 } else { 8 };
        Ok(Self::Sqlite(SqlitePoolOptions::new().max_connections(most).connect_with(options).await?))
    }

    /// Brings the tables to this version's form.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite(pool) => sqlx::migrate!("../../migrations/sqlite").run(pool).await?,
            Self::Postgres(pool) => sqlx::migrate!("../../migrations/postgres").run(pool).await?,
        }
        Ok(())
    }

    /// Begins a transaction that will write. `SQLite` takes the write lock at once, so that a later write cannot fail
    /// on a stale snapshot.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that only reads: one consistent view.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Which engine, in a word.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}

/// A time as it is bound. `SQLite` compares times as text, and sqlx writes a fraction of a second only where there is
/// one: `…:05.5Z` would sort before `…:05Z`. Written here with as many digits as `PostgreSQL` keeps, always.
pub(crate) struct At(pub OffsetDateTime);

const SQLITE_TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

impl Type<Sqlite> for At {
    fn type_info() -> SqliteTypeInfo {
        <OffsetDateTime as Type<Sqlite>>::type_info()
    }
}

impl Encode<'_, Sqlite> for At {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> std::result::Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode(self.0.to_offset(UtcOffset::UTC).format(SQLITE_TIME)?, buffer)
    }
}

impl Type<Postgres> for At {
    fn type_info() -> PgTypeInfo {
        <OffsetDateTime as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for At {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode_by_ref(&self.0, buffer)
    }
}

/// Reads a checked value back from its column.
pub(crate) fn parse<T: FromStr>(text: &str) -> Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().map_err(|e: T::Err| Error::Decode(Box::new(e)))
}

/// Like [`parse`] for a column that may be empty.
pub(crate) fn parse_option<T: FromStr>(text: Option<&str>) -> Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.map(parse).transpose()
}

/// A word of a closed set.
pub(crate) fn word<T>(value: Option<T>, text: &str) -> Result<T> {
    value.ok_or_else(|| Error::Decode(format!("unknown word \"{text}\"").into()))
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::Decode(Box::new(e)))
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Encode(Box::new(e)))
}
