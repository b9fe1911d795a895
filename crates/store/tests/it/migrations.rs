//! Migrations: the same numbers and names on both engines, each applied over rows that are there already.

use std::{fs, path::PathBuf};

use sqlx::migrate::Migrator;
use store::Db;

use crate::{
    db::{empty_postgres, empty_sqlite},
    world::{approval, compose, event, publication, step, update},
};

fn folder(engine: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(engine)
}

fn files(engine: &str) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder(engine)).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The names of a file's tables with their columns, indexes aside.
fn tables(engine: &str, file: &str) -> Vec<String> {
    let text = fs::read_to_string(folder(engine).join(file)).unwrap();
    let word = |line: &str| line.split_whitespace().next().unwrap_or_default().to_owned();
    let is_column = |line: &&str| line.starts_with("    ") && !line.trim_start().starts_with("--");
    let is_table = |line: &&str| line.starts_with("CREATE TABLE") || line.starts_with("ALTER TABLE");
    text.lines()
        .filter(|line| is_column(line) || is_table(line))
        .map(|line| if is_table(&line) { line.to_owned() } else { word(line) })
        .collect()
}

#[test]
fn both_engines_have_the_same_migrations_of_the_same_tables() {
    let names = files("sqlite");
    assert_eq!(names, files("postgres"));
    assert!(!names.is_empty());
    for (number, name) in (1..).zip(&names) {
        assert!(name.starts_with(&format!("{number:04}_")), "{name} is not number {number}");
        assert_eq!(tables("sqlite", name), tables("postgres", name), "{name}");
    }
}

/// Applies the first `count` migrations.
async fn apply(db: &Db, count: usize) {
    let some = tempfile::tempdir().unwrap();
    for name in files(db.engine()).iter().take(count) {
        fs::copy(folder(db.engine()).join(name), some.path().join(name)).unwrap();
    }
    let migrator = Migrator::new(some.path()).await.unwrap();
    match db {
        Db::Sqlite(pool) => migrator.run(pool).await,
        Db::Postgres(pool) => migrator.run(pool).await,
    }
    .unwrap();
}

/// Rows in every table of the first migration.
async fn fill(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    tx.insert_compose(&compose(1)).await.unwrap();
    tx.insert_update(&update(1)).await.unwrap();
    tx.put_approval(update(1).id, &approval("alice", b"plan")).await.unwrap();
    let publication = publication(1, &update(1), 0);
    tx.insert_publication(&publication).await.unwrap();
    tx.insert_step(&step(1, &publication)).await.unwrap();
    tx.append_event(event("before")).await.unwrap();
    tx.next_serial().await.unwrap();
    tx.commit().await.unwrap();
}

async fn assert_rows(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let found = tx.update(&update(1).alias).await.unwrap().unwrap();
    assert_eq!(found.facts.approvals, [approval("alice", b"plan")]);
    assert_eq!(tx.compose(&found.compose).await.unwrap(), Some(compose(1)));
    let publication = publication(1, &update(1), 0);
    assert_eq!(tx.steps(publication.id).await.unwrap(), [step(1, &publication)]);
    assert_eq!(tx.events_about("before", 9).await.unwrap().len(), 1);
    assert_eq!(tx.next_serial().await.unwrap(), 2);
}

async fn migrate_over_rows(db: &Db, count: usize) {
    apply(db, count).await;
    fill(db).await;
    db.migrate().await.unwrap();
    db.migrate().await.unwrap();
    assert_rows(db).await;
    db.close().await;
}

#[tokio::test]
async fn every_migration_is_applied_over_rows_of_the_one_before() {
    for count in 1..=files("sqlite").len() {
        let (sqlite, _folder) = empty_sqlite().await;
        migrate_over_rows(&sqlite, count).await;
        if let Some(postgres) = empty_postgres().await {
            migrate_over_rows(&postgres, count).await;
        }
    }
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused() {
    let error = Db::connect("mysql://localhost/x").await.unwrap_err();
    assert!(error.to_string().contains("database.url must start with sqlite: or postgres://"), "{error}");
}
