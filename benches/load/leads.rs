//! Form posts: each by its own visitor, with a signed form token that has come of age, stored
//! with lead, events and jobs before it is answered.

use std::time::Duration;

use leadbell::bus::Bus;
use leadbell::config::Config;
use leadbell::db::Db;
use leadbell::{ids, sql};

use crate::http;
use crate::net::Net;
use crate::report::Row;
use crate::server::{Home, ORIGIN};
use crate::wire;
use crate::world::{self, Visitor};

/// Connections in a closed loop.
const CONNECTIONS: usize = 64;
/// A form sent sooner than this after it was opened is suspect.
const COME_OF_AGE: Duration = Duration::from_secs(5);

/// Seconds at the gate's rate.
const SECONDS: u32 = 5;
/// The goal on either database.
const GOAL: f64 = 6_000.0;

/// What is expected of a server.
pub struct Expected {
    name: &'static str,
    pinned: bool,
    /// Submissions a second.
    rate: u32,
    /// The 99th percentile in milliseconds.
    p99: Option<f64>,
}

pub const PINNED: Expected =
    Expected { name: "SQLite, one core", pinned: true, rate: 2_500, p99: Some(15.0) };
pub const UNPINNED: Expected =
    Expected { name: "SQLite, not pinned", pinned: false, rate: 1_500, p99: None };
pub const POSTGRES: Expected =
    Expected { name: "PostgreSQL", pinned: true, rate: 1_500, p99: None };

/// Measures throughput, then latency at the rate of the gate, on one server.
pub fn measure(home: &Home, expected: &Expected) -> Result<Vec<Row>, String> {
    let Expected { name, pinned, rate, p99 } = *expected;
    let tenants = world::tenants(home, 10);
    let (mut process, _) = home.start(pinned);
    let count = (rate * SECONDS) as usize;
    let visitors = world::visitors(home, &tenants, 2 * count)?;
    let posts = posts(home, &visitors)?;
    std::thread::sleep(COME_OF_AGE);

    let cpu = process.cpu();
    let fast = http::run(&mut Net::to(home.address), &posts[..count], CONNECTIONS, None)?;
    let cpu = process.cpu() - cpu;
    let mut paced =
        http::run(&mut Net::to(home.address), &posts[count..], 256, Some(f64::from(rate)))?;
    for (status, body) in fast.answers.iter().chain(&paced.answers) {
        if *status != 201 {
            return Err(format!("answered {status}: {}", String::from_utf8_lossy(body)));
        }
    }
    process.stop("-TERM");
    let valid = valid(home);
    if valid < 2 * count {
        return Err(format!("{valid} of {} submissions were stored as valid", 2 * count));
    }
    let each = cpu * 1_000_000.0 / f64::from(rate * SECONDS);
    let per_second = f64::from(rate * SECONDS) / fast.took.as_secs_f64();
    let tail = Row::new(format!("lead submission p99, {name}"), paced.latencies.at(0.99), "ms");
    let tail = match p99 {
        Some(gate) => tail.at_most(gate, gate),
        None => tail,
    };
    let middle = paced.latencies.at(0.5);
    Ok(vec![
        Row::new(format!("lead submissions, {name}"), per_second, "/s")
            .at_least(f64::from(rate), GOAL)
            .note(format!("closed loop, {CONNECTIONS} connections, {each:.0} µs of a core each")),
        tail.note(format!("open loop, {rate}/s offered, p50 {middle:.1} ms, body about 450 bytes")),
    ])
}

/// One post for each visitor.
fn posts(home: &Home, visitors: &[Visitor]) -> Result<Vec<Vec<u8>>, String> {
    let forms: Vec<Vec<u8>> = visitors
        .iter()
        .map(|visitor| {
            let body = format!(r#"{{"site":"{}","token":"{}"}}"#, visitor.site, visitor.token);
            wire::post("/v1/form", ORIGIN, &body)
        })
        .collect();
    let tokens = http::run(&mut Net::to(home.address), &forms, CONNECTIONS, None)?.answers;
    let post = |(place, (status, body)): (usize, &(u16, Vec<u8>))| {
        let form = wire::field(body, "\"form_token\"");
        let form = form.ok_or_else(|| format!("/v1/form answered {status}"))?;
        Ok(wire::post("/v1/submit", ORIGIN, &submission(place, &visitors[place], form)))
    };
    tokens.iter().enumerate().map(post).collect()
}

/// What one person leaves: a name, a phone number and an address of their own.
pub fn submission(place: usize, visitor: &Visitor, form: &str) -> String {
    format!(
        r#"{{"site":"{}","token":"{}","form_token":"{form}","key":"{}","form":"contact","name":"Anna Berg {place}","phone":"+49151{:08}","email":"anna.berg{place}@posteo.de","message":"Please call me back about lamp number {place}.","consent":true,"website":"","page":{{"url":"{ORIGIN}/lamps","title":"Lamps"}},"lang":"en"}}"#,
        visitor.site,
        visitor.token,
        ids::new_id(),
        20_000_000 + place,
    )
}

/// How many submissions the database holds as valid.
fn valid(home: &Home) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let config = Config::load(Some(home.settings()), "data").expect("good settings");
        let db = Db::open(&config.database, Bus::local()).await.expect("a database");
        let mut read = db.read().await.expect("a connection");
        let count = sql!(
            read,
            fetch_one as (i64,),
            "SELECT COUNT(*) FROM submissions WHERE verdict = 'valid'"
        );
        drop(read);
        db.close().await;
        count.map_or(0, |(count,)| usize::try_from(count).unwrap_or(0))
    })
}

/// Opens and sends a form for each visitor, slowly enough to be taken for people.
pub fn leave(home: &Home, visitors: &[Visitor]) -> Result<(), String> {
    let posts = posts(home, visitors)?;
    std::thread::sleep(COME_OF_AGE);
    let answers = http::run(&mut Net::to(home.address), &posts, 8, None)?.answers;
    match answers.iter().find(|(status, _)| *status != 201) {
        Some((status, body)) => {
            Err(format!("answered {status}: {}", String::from_utf8_lossy(body)))
        }
        None => Ok(()),
    }
}
