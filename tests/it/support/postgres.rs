//! `PostgreSQL` for tests: a server that is given or private, and databases from a template.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::OnceLock;

use leadbell::bus::Bus;
use leadbell::db::{Db, Target};
use leadbell::ids;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection};
use tokio::sync::OnceCell;

use super::process::{self, Guarded};

/// Starts a server without syncs, and takes everything down when the pipe to it closes.
const SCRIPT: &str = r#"
bin=$1 home=$2
"$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$home/log" 2>&1
"$bin/postgres" -D "$home/data" -k "$home" -c listen_addresses= -c fsync=off \
    -c full_page_writes=off -c max_connections=400 -c shared_buffers=64MB >>"$home/log" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT "$server"
wait "$server"
rm -rf "$home"
"#;

/// The same for a server that is restarted, as often as a line with a way to stop comes.
const RESTARTED: &str = r#"
bin=$1 home=$2
"$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$home/log" 2>&1
control() {
    "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w -o "-k $home -c listen_addresses= \
        -c fsync=off -c max_connections=100 -c shared_buffers=32MB" "$@" >/dev/null 2>&1
}
control start
while read -r way; do
    control restart -m "$way"
    echo x >>"$home/restarts"
done
control stop -m immediate
rm -rf "$home"
"#;

struct Private {
    server: Guarded,
    home: PathBuf,
    address: String,
}

/// A server of one test's own, which may be restarted.
pub struct OwnPostgres {
    private: Private,
    restarts: usize,
}

impl OwnPostgres {
    /// Starts it; `None`, after saying so, where it is not installed.
    pub fn start() -> Option<Self> {
        let home = format!("leadbell-own-pg-{}", ids::new_id().simple());
        let Some(private) = start_in(&std::env::temp_dir().join(home), RESTARTED) else {
            process::say_not_run("PostgreSQL");
            return None;
        };
        Some(Self { private, restarts: 0 })
    }

    /// A migrated database on it.
    pub async fn database(&self) -> Database {
        let made = Database::on(self.private.address.clone()).await;
        made.migrate().await;
        made
    }

    /// Restarts it: `fast` ends every connection in order, `immediate` is a crash.
    pub fn restart(&mut self, way: &str) {
        self.private.server.tell(way);
        self.restarts += 1;
        let marks = self.private.home.join("restarts");
        let restarted = || {
            std::fs::read_to_string(&marks).is_ok_and(|text| text.lines().count() >= self.restarts)
        };
        assert!(process::wait_for(restarted), "PostgreSQL did not come back");
    }
}

static SERVER: OnceLock<Option<Private>> = OnceLock::new();

/// The address of a database from which others can be made.
pub fn address() -> Option<String> {
    if let Ok(given) = std::env::var("LEADBELL_TEST_PG") {
        return Some(given).filter(|given| !given.is_empty() && given != "off");
    }
    SERVER.get_or_init(start).as_ref().map(|server| server.address.clone())
}

fn start() -> Option<Private> {
    start_in(&std::env::temp_dir().join(format!("leadbell-pg-{}", std::process::id())), SCRIPT)
}

fn start_in(home: &Path, script: &str) -> Option<Private> {
    let bin = process::find("initdb")?.canonicalize().ok()?.parent()?.to_path_buf();
    std::fs::create_dir_all(home).ok()?;
    let user = unprivileged();
    if let Some((uid, gid)) = user {
        std::os::unix::fs::chown(home, Some(uid), Some(gid)).ok()?;
    }
    let server = Guarded::start(script, &[bin.to_str()?, home.to_str()?], user).ok()?;
    // It listens before it lets anyone in; this file's last line tells the difference.
    let state = home.join("data/postmaster.pid");
    let is_ready = || std::fs::read_to_string(&state).is_ok_and(|text| text.contains("ready"));
    if !process::wait_for(is_ready) {
        let log = std::fs::read_to_string(home.join("log")).unwrap_or_default();
        process::say_not_run(&format!("a private PostgreSQL ({log})"));
        return None;
    }
    let address = format!("postgres://postgres@localhost/postgres?host={}", home.display());
    Some(Private { server, home: home.to_path_buf(), address })
}

/// `PostgreSQL` refuses to run as root: somebody else, when this is root.
fn unprivileged() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt as _;
    if std::fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].iter().find_map(|name| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

/// A database of one test, dropped by [`Database::drop_it`].
#[derive(Clone)]
pub struct Database {
    server: String,
    name: String,
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

impl Database {
    /// A copy of the migrated template.
    pub async fn migrated() -> Self {
        let template = TEMPLATE.get_or_init(template).await;
        Self::make(given(), &format!(" TEMPLATE {template}")).await
    }

    /// An empty database.
    pub async fn empty() -> Self {
        Self::on(given()).await
    }

    /// An empty database on the server of this address.
    async fn on(server: String) -> Self {
        Self::make(server, "").await
    }

    async fn make(server: String, from: &str) -> Self {
        let made = Self { name: format!("leadbell_{}", ids::new_id().simple()), server };
        made.admin(&format!("CREATE DATABASE {}{from}", made.name)).await;
        made
    }

    async fn migrate(&self) {
        let db = Db::open(&self.target(), Bus::local()).await.expect("the migrations");
        db.close().await;
    }

    /// How to connect to it.
    pub fn options(&self) -> PgConnectOptions {
        options(&self.server).database(&self.name)
    }

    /// What the application opens.
    pub fn target(&self) -> Target {
        Target::Postgres(Box::new(self.options()), 8)
    }

    /// A connection beside the application's.
    pub async fn connect(&self) -> PgConnection {
        self.options().connect().await.expect("a connection")
    }

    /// Its address for the program's settings.
    pub fn url(&self) -> String {
        let (before, after) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let server = before.rsplit_once('/').map_or(before, |(server, _)| server);
        format!("{server}/{}?{after}", self.name)
    }

    /// Removes it and whoever is connected.
    pub async fn drop_it(&self) {
        self.admin(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).await;
    }

    async fn admin(&self, text: &str) {
        let mut conn = options(&self.server).connect().await.expect("PostgreSQL");
        sqlx::query(AssertSqlSafe(text.to_owned())).execute(&mut conn).await.expect(text);
    }
}

async fn template() -> String {
    let made = Database::empty().await;
    made.migrate().await;
    made.name
}

fn given() -> String {
    address().expect("PostgreSQL")
}

fn options(address: &str) -> PgConnectOptions {
    PgConnectOptions::from_str(address).expect("LEADBELL_TEST_PG").disable_statement_logging()
}
