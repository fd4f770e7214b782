//! The load generator: starts a release server by itself, drives it, and prints a table.
//!
//! `cargo bench --bench load -- --gates` measures every gated figure, with the npm peers beside
//! them, and ends with 1 when a gate is missed. `-- leads stored-sqlite` runs single scenarios,
//! `--peers` adds the peers to them, `--binary FILE` measures a server that is built already.
//!
//! The server has one core, the generator the other one. Everything stays on loopback, in
//! private folders, and ends by itself.

mod bot;
mod chat;
mod http;
mod leads;
mod life;
mod machine;
mod net;
mod peers;
mod postgres;
mod relay;
mod report;
mod room;
mod server;
mod sockets;
mod stored;
mod widget;
mod wire;
mod world;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use report::Row;
use server::Home;

/// What a scenario has at hand.
struct Bench {
    binary: PathBuf,
    peers: bool,
    postgres: Option<postgres::Postgres>,
}

type Measure = fn(&mut Bench) -> Result<Vec<Row>, String>;

/// Every scenario, in the order of the table.
const SCENARIOS: &[(&str, Measure)] = &[
    ("idle", |bench| sockets::idle(&bench.home("idle"), bench.peers)),
    ("relay", |bench| sockets::point_to_point(&bench.home("relay"), bench.peers)),
    ("fan-out", |bench| room::fan_out(&bench.home("fan-out"), bench.peers)),
    ("stored-sqlite", |bench| stored::measure(&bench.home("stored"), &stored::SQLITE)),
    ("stored-postgres", |bench| {
        let home = bench.home_on_postgres("stored")?;
        stored::measure(&home, &stored::POSTGRES)
    }),
    ("bot", |bench| bot::measure(&bench.home("bot"), "SQLite, synchronous=FULL", true)),
    ("bot-postgres", |bench| {
        let home = bench.home_on_postgres("bot")?;
        bot::measure(&home, "PostgreSQL, fsync on", false)
    }),
    ("leads", |bench| leads::measure(&bench.home("leads"), &leads::PINNED)),
    ("leads-unpinned", |bench| {
        machine::own_core(machine::EVERY_CORE);
        let rows = leads::measure(&bench.home("leads-unpinned"), &leads::UNPINNED);
        machine::own_core(machine::OWN_CORE);
        rows
    }),
    ("leads-postgres", |bench| {
        let home = bench.home_on_postgres("leads")?;
        leads::measure(&home, &leads::POSTGRES)
    }),
    ("life", |bench| life::measure(&bench.home("life"))),
    ("binary", |bench| life::binary(&bench.binary)),
    ("bytes", |_| widget::bytes()),
    ("page", |bench| widget::page(&bench.home("page"))),
];

impl Bench {
    fn home(&self, name: &str) -> Home {
        Home::new(&self.binary, name, None)
    }

    /// A home on the private PostgreSQL, which is started by the first that needs it.
    fn home_on_postgres(&mut self, name: &str) -> Result<Home, String> {
        if self.postgres.is_none() {
            self.postgres = Some(postgres::Postgres::start()?);
        }
        let url = self.postgres.as_ref().map(|postgres| postgres.database(name));
        Ok(Home::new(&self.binary, &format!("{name}-postgres"), url.as_deref()))
    }
}

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let mut words: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let mut flag = |name: &str| {
        let place = words.iter().position(|word| word == name);
        place.map(|place| words.remove(place)).is_some()
    };
    let (gates, peers) = (flag("--gates"), flag("--peers"));
    let binary = words.iter().position(|word| word == "--binary").map(|place| {
        words.remove(place);
        {
            let file = words.remove(place);
            Path::new(&file).canonicalize().unwrap_or_else(|_| file.into())
        }
    });
    if let Some(word) = words.iter().find(|word| !SCENARIOS.iter().any(|(name, _)| name == word)) {
        let names: Vec<&str> = SCENARIOS.iter().map(|(name, _)| *name).collect();
        eprintln!("{word}: give --gates, or some of: {}", names.join(" "));
        return ExitCode::FAILURE;
    }
    if !gates && words.is_empty() {
        eprintln!("nothing to do: give --gates, or the names of scenarios");
        return ExitCode::SUCCESS;
    }
    let binary = binary.unwrap_or_else(server::build);
    machine::own_core(machine::OWN_CORE);
    let mut bench = Bench { binary, peers: peers || gates, postgres: None };
    let mut rows = Vec::new();
    for (name, measure) in SCENARIOS {
        if words.is_empty() || words.iter().any(|word| word == name) {
            eprintln!("{name} …");
            rows.extend(measure(&mut bench).unwrap_or_else(|why| vec![Row::failed(*name, why)]));
        }
    }
    drop(bench);
    if report::print(&rows) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
