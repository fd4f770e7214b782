//! `PostgreSQL` for tests: a server that is given or private, and databases from a template.

use std::str::FromStr as _;
use std::sync::OnceLock;

use leadbell::bus::Bus;
use leadbell::db::{Db, Target};
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

struct Private {
    _server: Guarded,
    address: String,
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
    let bin = process::find("initdb")?.canonicalize().ok()?.parent()?.to_path_buf();
    let home = std::env::temp_dir().join(format!("leadbell-pg-{}", std::process::id()));
    std::fs::create_dir_all(&home).ok()?;
    let user = unprivileged();
    if let Some((uid, gid)) = user {
        std::os::unix::fs::chown(&home, Some(uid), Some(gid)).ok()?;
    }
    let server = Guarded::start(SCRIPT, &[bin.to_str()?, home.to_str()?], user).ok()?;
    // It listens before it lets anyone in; this file's last line tells the difference.
    let state = home.join("data/postmaster.pid");
    let is_ready = || std::fs::read_to_string(&state).is_ok_and(|text| text.contains("ready"));
    if !process::wait_for(is_ready) {
        let log = std::fs::read_to_string(home.join("log")).unwrap_or_default();
        process::say_not_run(&format!("a private PostgreSQL ({log})"));
        return None;
    }
    let address = format!("postgres://postgres@localhost/postgres?host={}", home.display());
    Some(Private { _server: server, address })
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
pub struct Database {
    name: String,
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

impl Database {
    /// A copy of the migrated template.
    pub async fn migrated() -> Self {
        let template = TEMPLATE.get_or_init(template).await;
        let name = new_name();
        admin(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { name }
    }

    /// An empty database.
    pub async fn empty() -> Self {
        let name = new_name();
        admin(&format!("CREATE DATABASE {name}")).await;
        Self { name }
    }

    /// How to connect to it.
    pub fn options(&self) -> PgConnectOptions {
        options(&address().expect("PostgreSQL")).database(&self.name)
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
        let admin = address().expect("PostgreSQL");
        let (before, after) = admin.split_once('?').unwrap_or((&admin, ""));
        let server = before.rsplit_once('/').map_or(before, |(server, _)| server);
        format!("{server}/{}?{after}", self.name)
    }

    /// Removes it and whoever is connected.
    pub async fn drop_it(&self) {
        admin(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).await;
    }
}

async fn template() -> String {
    let made = Database::empty().await;
    let db = Db::open(&made.target(), Bus::local()).await.expect("the migrations");
    db.close().await;
    made.name
}

fn new_name() -> String {
    format!("leadbell_{}", leadbell::ids::new_id().simple())
}

fn options(address: &str) -> PgConnectOptions {
    PgConnectOptions::from_str(address).expect("LEADBELL_TEST_PG").disable_statement_logging()
}

async fn admin(text: &str) {
    let address = address().expect("PostgreSQL");
    let mut conn = options(&address).connect().await.expect("PostgreSQL");
    sqlx::query(AssertSqlSafe(text.to_owned())).execute(&mut conn).await.expect(text);
}
