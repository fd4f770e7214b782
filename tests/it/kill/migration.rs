//! The program is killed while it migrates; the next run takes it up. Hazard 35.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use leadbell::bus::Bus;
use leadbell::db::{Db, Durability, Target};
use leadbell::sql;

use crate::support::program::{leadbell, said};
use crate::support::{Database, TempFolder, block_on, has_postgres, process};

/// What a complete schema has.
async fn tables(target: &Target) -> Vec<String> {
    const SQLITE: &str = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    const POSTGRES: &str = "SELECT CAST(tablename AS TEXT) FROM pg_tables \
         WHERE schemaname = 'public' ORDER BY tablename";
    let db = Db::open(target, Bus::local()).await.expect("the database");
    let mut read = db.read().await.expect("a connection");
    let text = if matches!(target, Target::Sqlite(..)) { SQLITE } else { POSTGRES };
    let rows = sql!(read, fetch_all as (String,), text).expect("the tables");
    drop(read);
    db.close().await;
    rows.into_iter().map(|(name,)| name).collect()
}

fn file(folder: &Path) -> Target {
    Target::Sqlite(folder.join("leadbell.db"), Durability::Full)
}

mod a_migration_that_was_killed_runs_again {
    use super::*;

    /// Dies at the `nth` write or sync of the database's files.
    fn dying(folder: &Path, nth: u32) -> Command {
        let plain = leadbell(folder);
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-e", "signal=none", "-o", "/dev/null"]);
        for name in ["leadbell.db", "leadbell.db-wal", "leadbell.db-journal"] {
            command.arg("-P").arg(folder.join(name));
        }
        let calls = "write,pwrite64,fdatasync,fsync";
        command.arg("-e").arg(format!("inject={calls}:signal=KILL:when={nth}"));
        command.arg(plain.get_program()).arg("migrate").env_clear();
        for (name, value) in plain.get_envs().filter_map(|(name, value)| Some((name, value?))) {
            command.env(name, value);
        }
        command.current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    #[test]
    fn sqlite() {
        if process::find("strace").is_none() {
            return process::say_not_run("strace");
        }
        block_on(async {
            let whole = TempFolder::new("whole");
            let wanted = tables(&file(whole.path())).await;
            let (mut nth, mut killed) = (1, 0);
            loop {
                let folder = TempFolder::new("migration");
                if dying(folder.path(), nth).status().expect("strace").success() {
                    break;
                }
                killed += 1;
                let again = leadbell(folder.path()).arg("migrate").output().expect("a run");
                assert!(again.status.success(), "killed at {nth}: {}", said(&again));
                assert_eq!(tables(&file(folder.path())).await, wanted, "killed at {nth}");
                nth = nth * 3 / 2 + 1;
            }
            assert!(killed >= 5, "it was killed {killed} times only");
        });
    }

    #[test]
    fn postgres() {
        if !has_postgres() {
            return process::say_not_run("PostgreSQL");
        }
        block_on(async {
            let whole = Database::migrated().await;
            let wanted = tables(&whole.target()).await;
            whole.drop_it().await;
            let (folder, database) = (TempFolder::new("migration"), Database::empty().await);
            let migrate = || {
                let mut command = leadbell(folder.path());
                command.arg("migrate").env("LEADBELL_DATABASE_URL", database.url());
                command.stdout(Stdio::null()).stderr(Stdio::piped());
                command
            };
            // Somebody's unfinished table holds the migration up in its middle.
            let middle = &wanted[wanted.len() / 2];
            let mut other = database.connect().await;
            let hold = format!("BEGIN; CREATE TABLE {middle} (id BIGINT)");
            sqlx::raw_sql(sqlx::AssertSqlSafe(hold)).execute(&mut other).await.expect("a table");
            let mut running = migrate().spawn().expect("the program");
            let mut watcher = database.connect().await;
            let waits = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                 AND datname = current_database()";
            for left in (0..200).rev() {
                let (count,): (i64,) =
                    sqlx::query_as(waits).fetch_one(&mut watcher).await.expect("a count");
                if count > 0 {
                    break;
                }
                assert!(left > 0, "the migration does not wait");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            running.kill().expect("kill -9");
            running.wait().expect("its end");
            sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("the table is gone");
            let again = migrate().output().expect("a run");
            assert!(again.status.success(), "{}", said(&again));
            assert_eq!(tables(&database.target()).await, wanted);
            drop((other, watcher));
            database.drop_it().await;
        });
    }
}
