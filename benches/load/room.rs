//! Fan-out: one socket's frames, not stored, go to a room of many.

use std::net::SocketAddr;
use std::time::Duration;

use crate::chat::Chat;
use crate::machine::Process;
use crate::net::{Client, Event, Id, Net};
use crate::relay::{self, Dialect, MEASURED, Side, WARM_UP};
use crate::report::Row;
use crate::server::Home;
use crate::sockets;
use crate::world::{self, Visitor};

/// Rooms, each with one who speaks.
pub const ROOMS: usize = 4;
/// Sockets that hear a room's frames.
pub const LISTENERS: usize = 100;
/// Frames under way in each room.
const UNDER_WAY: usize = 8;

/// A visitor types, and everybody of the team sees it.
pub fn fan_out(home: &Home, with_peers: bool) -> Result<Vec<Row>, String> {
    let tenants = world::tenants(home, ROOMS);
    let (process, _) = home.start(true);
    let visitors = world::visitors(home, &tenants, ROOMS)?;
    let mut chat = Chat::open(home, &tenants, &visitors)?;
    chat.closed_loop(1, Duration::from_millis(200))?;
    drop(chat);
    let team = |place: usize| std::iter::repeat_n(tenants[place].side(home), LISTENERS);
    let room =
        |(place, visitor): (usize, &Visitor)| [visitor.side()].into_iter().chain(team(place));
    let sides: Vec<Side> = visitors.iter().enumerate().flat_map(room).collect();
    let ours = measure(&process, home.address, Dialect::Leadbell, &sides)?;
    drop(process);
    let beside = sockets::both(with_peers, |peer| {
        let running = peer.start();
        measure(&running.process, running.address, peer.dialect(), &peer.rooms(ROOMS, LISTENERS))
    })?;
    let gate = beside.map_or(300_000.0, |[ws, _]| 1.7 * ws);
    Ok(vec![
        Row::new("fan-out to a room, deliveries a core-second", ours, "")
            .at_least(gate, 500_000.0)
            .peers(beside)
            .note(format!("{ROOMS} teams of {LISTENERS} sockets; the gate is 1.7 × ws")),
    ])
}

/// What one who speaks and those who listen do: the last of a room to hear lets the next be said.
struct Talk<'a> {
    dialect: Dialect,
    sides: &'a [Side],
    delivered: u32,
    lost: usize,
}

impl Client for Talk<'_> {
    fn on(&mut self, net: &mut Net, id: Id, event: Event<'_>) {
        let place = id % (LISTENERS + 1);
        match event {
            Event::Text(text) if place > 0 && self.dialect.is_delivery(text) => {
                self.delivered += 1;
                if place == LISTENERS {
                    net.write(id - LISTENERS, &self.sides[id - LISTENERS].frame);
                }
            }
            Event::Text(text) => {
                if let Some(pong) = self.dialect.pong(text) {
                    net.write(id, &pong);
                }
            }
            Event::Closed(_) => self.lost += 1,
            _ => {}
        }
    }
}

/// Deliveries per core-second. The place of each side is its connection's.
fn measure(
    process: &Process,
    address: SocketAddr,
    dialect: Dialect,
    sides: &[Side],
) -> Result<f64, String> {
    let mut net = Net::to(address);
    relay::open_all(&mut net, dialect, sides, 100)?;
    let mut talk = Talk { dialect, sides, delivered: 0, lost: 0 };
    for (id, side) in sides.iter().enumerate().step_by(LISTENERS + 1) {
        net.write(id, &side.frame.repeat(UNDER_WAY));
    }
    net.turn_for(&mut talk, WARM_UP);
    let (cpu, before) = (process.cpu(), talk.delivered);
    net.turn_for(&mut talk, MEASURED);
    let used = process.cpu() - cpu;
    let delivered = talk.delivered - before;
    if talk.lost > 0 || delivered < 1_000 {
        return Err(format!("{} sockets were lost, {delivered} frames came", talk.lost));
    }
    Ok(f64::from(delivered) / used)
}
