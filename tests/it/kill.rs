//! The program is killed under load, again and again: whatever it acknowledged is there.
//!
//! `LEADBELL_TEST_KILL_ROUNDS` sets how often (20).

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use leadbell::bus::Bus;
use leadbell::clock::Clock;
use leadbell::db::{Backend, Db, Durability, Target};
use leadbell::{ids, sql};
use serde_json::{Value, json};
use tokio::time::sleep;
use url::Url;
use uuid::Uuid;

use crate::support::program::{Program, leadbell};
use crate::support::{Database, Shop, TempFolder, Visitor, block_on, process};

const CHATS: usize = 6;
const FORMS: usize = 3;
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
        let folder = TempFolder::new("kill");
        let database = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(Database::migrated().await),
        };
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|taken| taken.local_addr());
        let listen = port.expect("a free port").to_string();
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
        let settings = format!("trusted_proxies = '127.0.0.0/8'\n[limits]\n{limits}");
        std::fs::write(folder.path().join("leadbell.toml"), settings).expect("the settings");
        let db = open(&folder, database.as_ref()).await;
        let shop = Shop::open_in(&db, "shop", Clock::system().now()).await;
        db.close().await;
        Self { folder, database, listen, shop }
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
    visitor
}

/// What the clients and their conductor tell each other.
#[derive(Default)]
struct Load {
    stop: AtomicBool,
    messages: AtomicUsize,
    submissions: AtomicUsize,
}

impl Load {
    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn acked(&self) -> (usize, usize) {
        (self.messages.load(Ordering::Relaxed), self.submissions.load(Ordering::Relaxed))
    }

    /// Waits until so many more messages and submissions are acknowledged, or some seconds.
    async fn more(&self, messages: usize, submissions: usize, patience: Duration) {
        let (before, start) = (self.acked(), Instant::now());
        let enough =
            |now: (usize, usize)| now.0 >= before.0 + messages && now.1 >= before.1 + submissions;
        while !enough(self.acked()) && start.elapsed() < patience {
            sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Conversation, and message id → the number under which it was acknowledged.
type Acked = (Option<Uuid>, BTreeMap<Uuid, i64>);

/// Writes one message after another; the one without an answer is sent again under its id.
async fn chat(visitor: Visitor, load: Arc<Load>) -> Acked {
    let visitor = arrive(visitor).await;
    let (mut conversation, mut acked) = (None, BTreeMap::new());
    let mut pending = ids::new_id();
    'connect: while !load.is_over() || !acked.contains_key(&pending) {
        let Ok(mut socket) = visitor.try_socket().await else {
            sleep(PAUSE).await;
            continue;
        };
        let after = acked.values().max().copied().unwrap_or(0);
        socket.send(json!({"t": "hello", "conversation": conversation, "after": after})).await;
        loop {
            if acked.contains_key(&pending) {
                if load.is_over() {
                    break 'connect;
                }
                pending = ids::new_id();
            }
            socket.send(json!({"t": "send", "id": pending, "text": pending.to_string()})).await;
            loop {
                let Ok(frame) = socket.next().await else { continue 'connect };
                if frame["t"] == "nack" {
                    sleep(PAUSE).await;
                    break;
                }
                if frame["t"] == "ack" && frame["id"] == json!(pending) {
                    conversation = frame["conversation"].as_str().and_then(|id| id.parse().ok());
                    acked.insert(pending, frame["number"].as_i64().expect("a number"));
                    load.messages.fetch_add(1, Ordering::Relaxed);
                    break;
                }
            }
        }
    }
    (conversation, acked)
}

/// Posts one form after another; gives each key's acknowledged submission.
async fn forms(visitor: Visitor, load: Arc<Load>) -> BTreeMap<Uuid, Uuid> {
    let visitor = arrive(visitor).await;
    let (_, form) = post(&visitor, "/v1/form", &json!({})).await;
    // Nobody fills in a form within two seconds.
    sleep(Duration::from_millis(2_500)).await;
    let mut acked = BTreeMap::new();
    while !load.is_over() {
        let key = ids::new_id();
        let mut body = visitor.submission(&json!({
            "key": key, "name": "Anna", "email": format!("anna.{}@example.com", key.simple()),
        }));
        body["form_token"] = form["form_token"].clone();
        let (status, body) = post(&visitor, "/v1/submit", &body).await;
        match status {
            200 | 201 => {
                let id = body["submission"].as_str().and_then(|id| id.parse().ok());
                acked.insert(key, id.expect("an id"));
                load.submissions.fetch_add(1, Ordering::Relaxed);
            }
            _ => sleep(PAUSE).await,
        }
    }
    acked
}

/// Runs the clients through `rounds` lives of the server, each ended by `end`, and one more.
async fn through(place: &Place, rounds: u32, end: impl Fn(Program)) {
    let load = Arc::new(Load::default());
    let chats: Vec<_> =
        (0..CHATS).map(|n| tokio::spawn(chat(place.visitor(n), load.clone()))).collect();
    let posts: Vec<_> =
        (0..FORMS).map(|n| tokio::spawn(forms(place.visitor(100 + n), load.clone()))).collect();
    for _ in 0..rounds {
        let program = Program::serve(place.command());
        load.more(1, 0, Duration::from_secs(3)).await;
        sleep(Duration::from_millis(rand::random_range(0..600))).await;
        end(program);
    }
    let program = Program::serve(place.command());
    load.more(CHATS, FORMS, Duration::from_mins(1)).await;
    load.stop.store(true, Ordering::Relaxed);
    let (mut messages, mut submissions) = (Vec::new(), BTreeMap::new());
    for client in chats {
        messages.push(client.await.expect("a client"));
    }
    for client in posts {
        submissions.extend(client.await.expect("a client"));
    }
    assert!(program.terminate(), "the last server did not end well");
    check(&place.db().await, &messages, &submissions).await;
    if let Some(database) = &place.database {
        database.drop_it().await;
    }
}

const MESSAGES: &str =
    "SELECT client_id, number FROM messages WHERE conversation_id = $1 ORDER BY number";
const SUBMISSIONS: &str = "SELECT s.client_key, s.id, s.verdict = 'suspect' OR l.id IS NOT NULL \
     FROM submissions s LEFT JOIN leads l ON l.id = s.lead_id WHERE s.form = 'contact'";

async fn check(db: &Db, chats: &[Acked], submissions: &BTreeMap<Uuid, Uuid>) {
    let mut read = db.read().await.expect("the database");
    let mut count = 0;
    for (conversation, acked) in chats {
        let conversation = conversation.expect("an acknowledged message");
        let stored =
            sql!(read, fetch_all as (Uuid, i64), MESSAGES, conversation).expect("the messages");
        for (place, (_, number)) in (1_i64..).zip(&stored) {
            assert_eq!(*number, place, "a gap in the numbers of {conversation}");
        }
        let ids: BTreeSet<Uuid> = stored.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids.len(), stored.len(), "a message is there twice");
        let stored: BTreeMap<Uuid, i64> = stored.into_iter().collect();
        assert_eq!(&stored, acked, "what was acknowledged is what is stored");
        count += stored.len();
    }
    let stored = sql!(read, fetch_all as (Uuid, Uuid, bool), SUBMISSIONS).expect("the rows");
    let by_key: BTreeMap<Uuid, Uuid> = stored.iter().map(|(key, id, _)| (*key, *id)).collect();
    assert_eq!(by_key.len(), stored.len(), "a submission is there twice");
    for (key, id) in submissions {
        assert_eq!(by_key.get(key), Some(id), "an acknowledged submission is missing");
    }
    assert!(stored.iter().all(|(_, _, has_lead)| *has_lead), "a submission lost its lead");
    assert!(count > CHATS && !submissions.is_empty(), "there was no load");
    println!("{count} messages and {} submissions acknowledged", submissions.len());
    drop(read);
    db.close().await;
}

fn rounds() -> u32 {
    std::env::var("LEADBELL_TEST_KILL_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(20)
}

fn there(backend: Backend) -> bool {
    let there = backend == Backend::Sqlite || crate::support::has_postgres();
    if !there {
        process::say_not_run("PostgreSQL");
    }
    there
}

fn killed(backend: Backend) {
    if there(backend) {
        block_on(async {
            through(&Place::new(backend).await, rounds(), Program::kill).await;
        });
    }
}

fn terminated(backend: Backend) {
    if there(backend) {
        block_on(async {
            let end = |program: Program| assert!(program.terminate(), "it did not end well");
            through(&Place::new(backend).await, 5, end).await;
        });
    }
}

mod nothing_acknowledged_is_lost_when_it_is_killed {
    use super::*;

    #[test]
    fn sqlite() {
        killed(Backend::Sqlite);
    }

    #[test]
    fn postgres() {
        killed(Backend::Postgres);
    }
}

mod nothing_is_lost_when_it_is_told_to_stop_under_load {
    use super::*;

    #[test]
    fn sqlite() {
        terminated(Backend::Sqlite);
    }

    #[test]
    fn postgres() {
        terminated(Backend::Postgres);
    }
}

mod the_disk_has_it_before_the_client_hears_so {
    use super::*;

    /// Runs the program under strace, which stays behind it (`-D`).
    fn traced(place: &Place, strace: PathBuf, log: &std::path::Path) -> Command {
        let plain = place.command();
        let mut command = Command::new(strace);
        command.args(["-D", "-f", "-s", "48", "-e"]);
        command.arg("trace=recvfrom,read,readv,write,writev,sendto,sendmsg,fsync,fdatasync");
        command.arg("-o").arg(log).arg(plain.get_program()).env_clear();
        for (name, value) in plain.get_envs().filter_map(|(name, value)| Some((name, value?))) {
            command.env(name, value);
        }
        command.current_dir(place.folder.path());
        command
    }

    #[test]
    fn sqlite() {
        let Some(strace) = process::find("strace") else {
            return process::say_not_run("strace");
        };
        block_on(async {
            let place = Place::new(Backend::Sqlite).await;
            let log = place.folder.path().join("strace.log");
            let program = Program::serve(traced(&place, strace, &log));
            let visitor = arrive(place.visitor(1)).await;
            let (_, form) = post(&visitor, "/v1/form", &json!({})).await;
            sleep(Duration::from_millis(2_500)).await;
            let anna = json!({
                "name": "Anna", "email": "anna@example.com", "form_token": form["form_token"],
            });
            let body = visitor.submission(&anna);
            let (status, body) = post(&visitor, "/v1/submit", &body).await;
            assert_eq!(status, 201, "{body}");
            assert!(program.terminate());
            sleep(Duration::from_millis(300)).await;
            let trace = std::fs::read_to_string(&log).expect("the trace");
            let lines: Vec<&str> = trace.lines().collect();
            let asked = lines.iter().position(|line| line.contains("POST /v1/submit"));
            let asked = asked.expect("the request");
            let answered = lines[asked..].iter().position(|line| line.contains("HTTP/1.1 201"));
            let between = &lines[asked..asked + answered.expect("the answer")];
            let synced = |line: &&str| {
                (line.contains("fdatasync") || line.contains("fsync")) && line.ends_with("= 0")
            };
            assert!(between.iter().any(synced), "no sync in {between:#?}");
        });
    }
}
