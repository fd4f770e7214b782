//! The program in a process of its own, killed, stopped, traced and starved.

mod cluster;
mod ends;
mod full_disk;
mod load;
mod migration;
mod postgres_restarts;
mod refusals;
mod sync;

use std::process::Command;
use std::time::Duration;

use leadbell::bus::Bus;
use leadbell::clock::Clock;
use leadbell::db::{Backend, Db, Durability, Target};
use leadbell::ids;
use serde_json::{Value, json};
use tokio::time::sleep;
use url::Url;

use crate::support::program::leadbell;
use crate::support::{Database, Shop, TempFolder, Visitor, process};

const PAUSE: Duration = Duration::from_millis(20);

/// An installation that outlives its processes.
struct Place {
    folder: TempFolder,
    database: Option<Database>,
    listen: String,
    shop: Shop,
}

impl Place {
    async fn new(backend: Backend) -> Self {
        let database = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(Database::migrated().await),
        };
        Self::on(TempFolder::new("kill"), database).await
    }

    /// With its data in a folder, and with a database or a file in that folder.
    async fn on(folder: TempFolder, database: Option<Database>) -> Self {
        let settings = settings();
        std::fs::write(folder.path().join("leadbell.toml"), settings).expect("the settings");
        let db = open(&folder, database.as_ref()).await;
        let shop = Shop::open_in(&db, "shop", Clock::system().now()).await;
        db.close().await;
        Self { folder, database, listen: free_port(), shop }
    }

    /// A further node of it, on the same database.
    fn beside(&self) -> Self {
        let folder = TempFolder::new("beside");
        std::fs::write(folder.path().join("leadbell.toml"), settings()).expect("the settings");
        let (database, shop) = (self.database.clone(), self.shop.clone());
        Self { folder, database, listen: free_port(), shop }
    }

    fn command(&self) -> Command {
        let mut command = leadbell(self.folder.path());
        command.env("LEADBELL_LISTEN", &self.listen);
        if let Some(database) = &self.database {
            command.env("LEADBELL_DATABASE_URL", database.url());
        }
        command
    }

    fn url(&self) -> Url {
        Url::parse(&format!("http://{}/", self.listen)).expect("an address")
    }

    fn visitor(&self, number: usize) -> Visitor {
        Visitor::new(self.url(), &self.shop, &format!("198.51.100.{number}"))
    }

    async fn db(&self) -> Db {
        open(&self.folder, self.database.as_ref()).await
    }
}

fn free_port() -> String {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|taken| taken.local_addr());
    port.expect("a free port").to_string()
}

/// So that nobody is held back.
fn settings() -> String {
    let limits = [
        "socket_frames",
        "messages_visitor",
        "messages_address",
        "forms_visitor",
        "forms_address",
        "forms_site",
        "visitors_address",
        "sockets_address",
    ];
    let limits: String = limits.map(|name| format!("{name} = 1000000")).join("\n");
    format!("trusted_proxies = '127.0.0.0/8'\n[limits]\n{limits}")
}

async fn open(folder: &TempFolder, database: Option<&Database>) -> Db {
    let file = || Target::Sqlite(folder.path().join("leadbell.db"), Durability::Full);
    let target = database.map_or_else(file, Database::target);
    Db::open(&target, Bus::local()).await.expect("the database")
}

/// Posts until the server answers at all.
async fn post(visitor: &Visitor, path: &str, body: &Value) -> (u16, Value) {
    let mut body = body.clone();
    body["site"] = json!(visitor.site);
    if let Some(token) = &visitor.token {
        body["token"] = json!(token);
    }
    let http = reqwest::Client::new();
    loop {
        let request = http
            .post(visitor.base.join(path).expect("a path"))
            .header("origin", visitor.origin.clone().unwrap_or_default())
            .header("x-forwarded-for", &visitor.address)
            .header("user-agent", &visitor.user_agent)
            .body(body.to_string());
        if let Ok(answer) = request.send().await {
            let status = answer.status().as_u16();
            if let Ok(text) = answer.text().await
                && status != 503
            {
                return (status, serde_json::from_str(&text).unwrap_or_default());
            }
        }
        sleep(PAUSE).await;
    }
}

/// Looks at the page until the server has answered.
async fn arrive(mut visitor: Visitor) -> Visitor {
    let (url, title) = visitor.page.clone();
    let view =
        json!({"view": ids::new_id(), "url": url, "title": title, "referrer": "", "lang": "en"});
    let (status, body) = post(&visitor, "/v1/view", &view).await;
    assert_eq!(status, 200, "no token: {body}");
    visitor.token = body["token"].as_str().map(ToOwned::to_owned);
    visitor.id = body["visitor"].as_str().and_then(|id| id.parse().ok());
    visitor
}

fn there(backend: Backend) -> bool {
    let there = backend == Backend::Sqlite || crate::support::has_postgres();
    if !there {
        process::say_not_run("PostgreSQL");
    }
    there
}
