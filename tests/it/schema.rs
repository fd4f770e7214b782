//! Both databases have the same tables and columns, and every statement fits both.

use std::collections::BTreeSet;

use leadbell::db::{Backend, rows};
use leadbell::{sql, statements};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqlSafeStr as _, SqliteConnection};

use crate::support::TestApp;
use crate::support::source::{Source, is_statement};

/// `table.column`, and whether it may be null.
type Columns = BTreeSet<(String, bool)>;

const SQLITE: &str = "SELECT m.name || '.' || c.name, c.\"notnull\" = 0 AND c.pk = 0 \
     FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
     AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'search_text%' \
     AND m.name <> '_sqlx_migrations'";
const POSTGRES: &str = "SELECT table_name || '.' || column_name, is_nullable = 'YES' \
     FROM information_schema.columns WHERE table_schema = 'public' \
     AND table_name <> '_sqlx_migrations'";
const SQLITE_INDEXES: &str = "SELECT name, FALSE FROM sqlite_master WHERE type = 'index' \
     AND name NOT LIKE 'sqlite_autoindex_%'";
const POSTGRES_INDEXES: &str = "SELECT relname::text, FALSE FROM pg_index \
     JOIN pg_class ON pg_class.oid = indexrelid \
     WHERE relnamespace = 'public'::regnamespace \
     AND relname NOT IN ('search_items_words', 'search_items_account') \
     AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)";

// Full text is the one thing for which each database has a table or a column of its own.
async fn read(app: &TestApp, text: &'static str) -> Columns {
    let mut db = app.ctx.db.read().await.expect("the database");
    sql!(db, fetch_all as (String, bool), text).expect("the schema").into_iter().collect()
}

mod the_migrations_make_the_same_tables_columns_and_indexes {
    use super::*;

    #[test]
    fn postgres() {
        crate::support::run(Backend::Postgres, |app| {
            Box::pin(async move {
                let other = TestApp::start(Backend::Sqlite).await;
                let (one, two) = (read(&other, SQLITE).await, read(app, POSTGRES).await);
                let differ: Vec<_> = one.symmetric_difference(&two).collect();
                assert!(one.len() > 100 && differ.is_empty(), "they differ in {differ:?}");
                let indexes = read(&other, SQLITE_INDEXES).await;
                let others = read(app, POSTGRES_INDEXES).await;
                let differ: Vec<_> = indexes.symmetric_difference(&others).collect();
                assert!(differ.is_empty(), "the indexes differ in {differ:?}");
            })
        });
    }
}

mod every_statement_is_understood {
    use super::*;

    #[test]
    fn sqlite() {
        crate::support::run(Backend::Sqlite, |app| {
            Box::pin(async move {
                let file = app.data().join("leadbell.db").display().to_string();
                let mut conn = SqliteConnection::connect(&file).await.expect("a connection");
                let mut broken = Vec::new();
                for (place, text) in statements::all(Backend::Sqlite) {
                    let prepared = conn.prepare(text.into_sql_str()).await;
                    broken.extend(prepared.err().map(|cause| format!("{place}: {text}: {cause}")));
                }
                for (place, head, columns, tail) in statements::rows(Backend::Sqlite) {
                    let text = rows::text(Backend::Sqlite, head, columns, 2, tail);
                    let prepared = conn.prepare(AssertSqlSafe(text).into_sql_str()).await;
                    broken.extend(prepared.err().map(|cause| format!("{place}: {head}: {cause}")));
                }
                assert!(broken.is_empty(), "{}", broken.join("\n"));
            })
        });
    }

    #[test]
    fn postgres() {
        crate::support::run(Backend::Postgres, |app| {
            Box::pin(async move {
                let mut conn = app.database().expect("a database").connect().await;
                let mut broken = Vec::new();
                for (place, text) in statements::all(Backend::Postgres) {
                    let prepared = conn.prepare(text.into_sql_str()).await;
                    let cause = prepared.err().filter(|cause| !is_only_untyped(cause));
                    broken.extend(cause.map(|cause| format!("{place}: {text}: {cause}")));
                }
                for (place, head, columns, tail) in statements::rows(Backend::Postgres) {
                    let text = rows::text(Backend::Postgres, head, columns, 2, tail);
                    let prepared = conn.prepare(AssertSqlSafe(text).into_sql_str()).await;
                    let cause = prepared.err().filter(|cause| !is_only_untyped(cause));
                    broken.extend(cause.map(|cause| format!("{place}: {head}: {cause}")));
                }
                assert!(broken.is_empty(), "{}", broken.join("\n"));
            })
        });
    }
}

/// 42P08, 42P18: a parameter's type is only known with its value. 42883, 42804: the same for one
/// in a list of values, which is taken for text until then.
fn is_only_untyped(cause: &sqlx::Error) -> bool {
    matches!(cause, sqlx::Error::Database(cause)
        if matches!(cause.code().as_deref(), Some("42P08" | "42P18" | "42883" | "42804")))
}

/// The built files in `widget/dist` are those of the sources beside them: see the manifest.
#[test]
fn the_widget_is_built_from_its_sources() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("widget");
    let sources = &leadbell::web::assets::manifest().sources;
    assert!(sources.len() > 20, "the manifest names no sources");
    let stale: Vec<&String> = sources
        .iter()
        .filter(|(file, hash)| {
            let bytes = std::fs::read(root.join(file)).unwrap_or_default();
            let digest = ring::digest::digest(&ring::digest::SHA256, &bytes);
            let hex =
                digest.as_ref().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
            hex != **hash
        })
        .map(|(file, _)| file)
        .collect();
    assert!(stale.is_empty(), "run `npm run build` in widget/: {stale:?} changed");
}

/// The lists that are prepared above have every constant of the source.
#[test]
fn the_lists_of_statements_are_complete() {
    let all = |backend| statements::all(backend).map(|(_, text)| text);
    let heads = |backend| statements::rows(backend).map(|(_, head, ..)| head);
    let both = [Backend::Sqlite, Backend::Postgres];
    let listed: BTreeSet<&str> =
        both.into_iter().flat_map(|backend| all(backend).chain(heads(backend))).collect();
    assert!(listed.len() > 100, "there are only {}", listed.len());
    let mut missing = Vec::new();
    for source in Source::all().iter().filter(|source| source.module() != "db") {
        for (_, text) in source.literals() {
            if source.holds_sql() && is_statement(text) && !listed.contains(text) {
                missing.push(format!("src/{}: {text}", source.path));
            }
        }
    }
    assert!(missing.is_empty(), "not in STATEMENTS: {missing:#?}");
}
