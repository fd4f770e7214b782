//! Stored chat on one database: throughput in a closed loop, latency in an open one.

use std::time::Duration;

use crate::chat::Chat;
use crate::report::Row;
use crate::server::Home;
use crate::world;

/// Accounts, each with one operator who is online.
const TENANTS: usize = 50;
/// Visitors with an open socket and a conversation.
const VISITORS: usize = 500;
const WARM_UP: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(5);

/// What is expected of a database: each a gate and a goal.
pub struct Expected {
    name: &'static str,
    /// Messages a second.
    rate: (f64, f64),
    /// From sent to acknowledged at the gate's rate, 99th percentile in milliseconds.
    ack: Option<(f64, f64)>,
    /// From sent to delivered at 5 000 a second, 99th percentile in milliseconds.
    delivery: Option<(f64, f64)>,
}

pub const SQLITE: Expected = Expected {
    name: "SQLite, synchronous=FULL",
    rate: (15_000.0, 30_000.0),
    ack: Some((10.0, 10.0)),
    delivery: Some((5.0, 3.0)),
};

pub const POSTGRES: Expected = Expected {
    name: "PostgreSQL, fsync on",
    rate: (30_000.0, 60_000.0),
    ack: None,
    delivery: Some((5.0, 3.0)),
};

/// Measures all of it on one server.
pub fn measure(home: &Home, expected: &Expected) -> Result<Vec<Row>, String> {
    let name = expected.name;
    let tenants = world::tenants(home, TENANTS);
    let (process, _) = home.start(true);
    let visitors = world::visitors(home, &tenants, VISITORS)?;
    let mut chat = Chat::open(home, &tenants, &visitors)?;
    chat.closed_loop(1, WARM_UP)?;

    let cpu = process.cpu();
    let best = chat.closed_loop(4, MEASURED)?;
    let cpu = (process.cpu() - cpu) / MEASURED.as_secs_f64();
    let (gate, goal) = expected.rate;
    let mut rows = vec![
        Row::new(format!("stored messages, {name}"), best, "/s").at_least(gate, goal).note(format!(
            "closed loop, {VISITORS} visitors × 4, {TENANTS} operators, text 120 bytes, {:.0} µs of a core each",
            cpu * 1_000_000.0 / best
        )),
    ];

    chat.seen.forget();
    let offered = gate.min(best * 0.9);
    chat.open_loop(offered, MEASURED)?;
    let how = format!("open loop, {offered:.0}/s offered, {VISITORS} visitors");
    let p99 =
        Row::new(format!("ack p99 at the gate's rate, {name}"), chat.seen.acks.at(0.99), "ms");
    let p99 = match expected.ack {
        Some((gate, goal)) => p99.at_most(gate, goal),
        None => p99,
    };
    rows.push(p99.note(format!("{how}, p50 {:.1} ms", chat.seen.acks.at(0.5))));

    chat.seen.forget();
    chat.open_loop(5_000.0, MEASURED)?;
    let p99 = Row::new(format!("send to deliver p99, {name}"), chat.seen.deliveries.at(0.99), "ms");
    let p99 = match expected.delivery {
        Some((gate, goal)) => p99.at_most(gate, goal),
        None => p99,
    };
    rows.push(p99.note(format!(
        "open loop, 5 000/s stored, p50 {:.1} ms, ack p99 {:.1} ms",
        chat.seen.deliveries.at(0.5),
        chat.seen.acks.at(0.99)
    )));
    Ok(rows)
}
