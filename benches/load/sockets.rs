//! Many sockets: what an idle one costs, how fast all come back, and what a relayed frame costs.

use std::time::Duration;

use crate::chat::Chat;
use crate::machine::Process;
use crate::net::{Event, Id, Net};
use crate::peers::{self, Peer};
use crate::relay::{self, Dialect, PAIRS, Side, UNDER_WAY};
use crate::report::Row;
use crate::server::Home;
use crate::wire;
use crate::world::{self, Visitor};

/// Sockets of visitors who say nothing.
const IDLE: u16 = 10_000;
/// Memory is read this long after the last socket has opened.
const SETTLE: Duration = Duration::from_secs(3);

/// Idle memory, and the time until all are back after all were cut off.
pub fn idle(home: &Home, with_peers: bool) -> Result<Vec<Row>, String> {
    let tenants = world::tenants(home, 10);
    let (process, _) = home.start(true);
    let visitors = world::visitors(home, &tenants, usize::from(IDLE))?;
    let sides: Vec<Side> = visitors.iter().map(Visitor::side).collect();
    let mut net = Net::to(home.address);
    let each = growth(&process, &mut net, Dialect::Leadbell, &sides)?;
    net.cut_all();
    let back = relay::open_all(&mut net, Dialect::Leadbell, &sides, sides.len())?;
    drop((process, net));
    let beside = both(with_peers, |peer| {
        let running = peer.start();
        let sides = peer.sides(usize::from(IDLE / 2));
        growth(&running.process, &mut Net::to(running.address), peer.dialect(), &sides)
    })?;
    Ok(vec![
        Row::new("memory of an idle visitor socket", each, "KiB")
            .at_most(6.0, 4.0)
            .peers(beside)
            .note(format!("growth of the resident set over {IDLE} sockets")),
        Row::new("10 000 sockets reconnecting at once", back.as_secs_f64(), "s")
            .at_most(3.0, 1.0)
            .note("all cut off at once, until every one is welcomed; one core each side"),
    ])
}

/// KiB for each socket.
fn growth(
    process: &Process,
    net: &mut Net,
    dialect: Dialect,
    sides: &[Side],
) -> Result<f64, String> {
    let before = process.memory();
    relay::open_all(net, dialect, sides, 200)?;
    let mut answer = |net: &mut Net, id: Id, event: Event<'_>| {
        if let Event::Text(text) = event
            && let Some(pong) = dialect.pong(text)
        {
            net.write(id, &pong);
        }
    };
    net.turn_for(&mut answer, SETTLE);
    let grown = u32::try_from(process.memory().saturating_sub(before)).unwrap_or(u32::MAX);
    Ok(f64::from(grown) / f64::from(IDLE))
}

/// Frames from one socket to another that are not stored.
pub fn point_to_point(home: &Home, with_peers: bool) -> Result<Vec<Row>, String> {
    let tenants = world::tenants(home, PAIRS);
    let (process, _) = home.start(true);
    let visitors = world::visitors(home, &tenants, PAIRS)?;
    let mut chat = Chat::open(home, &tenants, &visitors)?;
    chat.closed_loop(1, Duration::from_millis(200))?;
    let sides: Vec<Side> = chat
        .seen
        .conversations
        .iter()
        .zip(&visitors)
        .zip(&tenants)
        .flat_map(|((conversation, visitor), tenant)| {
            let typing = format!(r#"{{"t":"typing","conversation":"{conversation}"}}"#);
            let operator = Side { frame: wire::text_frame(&typing), ..tenant.side(home) };
            [visitor.side(), operator]
        })
        .collect();
    drop(chat);
    let ours = relay::measure(&process, home.address, Dialect::Leadbell, &sides)?;
    drop(process);
    let beside = both(with_peers, |peer| {
        let running = peer.start();
        let sides = peer.sides(PAIRS);
        relay::measure(&running.process, running.address, peer.dialect(), &sides)
    })?;
    let place = |place: usize| beside.map(|[ws, io]| [ws[place], io[place]]);
    let gate = place(0).map_or(150_000.0, |[ws, _]| 4.0 * ws);
    let how = |place: usize| {
        format!("{PAIRS} pairs of visitor and operator, {} frames under way each", UNDER_WAY[place])
    };
    let name = "point-to-point, not stored, a core-second";
    Ok(vec![
        Row::new(name, ours[0], "")
            .at_least(gate, 250_000.0)
            .peers(place(0))
            .note(format!("{}; the gate is 4 × ws", how(0))),
        Row::new(format!("{name}, sparse"), ours[1], "")
            .peers(place(1))
            .note(format!("{}: mostly the kernel's own read and write", how(1))),
    ])
}

/// The same with each peer, where they are wanted.
pub fn both<T>(
    wanted: bool,
    work: impl Fn(Peer) -> Result<T, String>,
) -> Result<Option<[T; 2]>, String> {
    if !wanted {
        return Ok(None);
    }
    peers::install()?;
    let [first, second] = peers::BOTH;
    Ok(Some([work(first)?, work(second)?]))
}
