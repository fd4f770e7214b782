//! Point-to-point frames that are not stored: pairs of sockets play ping-pong, and what the
//! server delivers is set against the core time that it used.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::machine::Process;
use crate::net::{Client, Event, Id, Net};
use crate::wire;

/// Pairs of sockets.
pub const PAIRS: usize = 200;
/// Frames under way between the two of a pair: a busy server's queues, and a chat where one
/// answers the other and each frame costs a read and a write of its own.
pub const UNDER_WAY: [usize; 2] = [16, 1];
/// All sockets open within this.
const OPEN_WITHIN: Duration = Duration::from_mins(1);
/// Until everything is warm.
pub const WARM_UP: Duration = Duration::from_secs(1);
/// How long is measured.
pub const MEASURED: Duration = Duration::from_secs(4);

/// How a server's sockets begin and what its deliveries look like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Leadbell,
    Ws,
    SocketIo,
}

/// One socket: how it opens and what it sends.
#[derive(Clone, Default)]
pub struct Side {
    pub path: String,
    /// Whole header lines.
    pub headers: String,
    /// The first frame, once it is open.
    pub hello: Vec<u8>,
    /// The frame that goes to the other side.
    pub frame: Vec<u8>,
}

impl Dialect {
    /// Takes a frame of the beginning; true when the socket is ready with it.
    pub fn begins(self, net: &mut Net, id: Id, side: &Side, event: &Event<'_>) -> bool {
        match (self, event) {
            (Self::Ws, Event::Open) | (Self::SocketIo, Event::Text([b'4', b'0', ..])) => true,
            (Self::Leadbell, Event::Open) => {
                net.write(id, &side.hello);
                false
            }
            (Self::Leadbell, Event::Text(text)) => wire::find(text, b"\"welcome\"").is_some(),
            (Self::SocketIo, Event::Text([b'0', ..])) => {
                net.write(id, &wire::text_frame("40"));
                false
            }
            _ => false,
        }
    }

    /// Whether this is a frame that somebody sent.
    pub fn is_delivery(self, text: &[u8]) -> bool {
        let mark: &[u8] = match self {
            Self::SocketIo => b"[\"typing\"",
            Self::Leadbell | Self::Ws => b"\"typing\"",
        };
        wire::find(text, mark).is_some()
    }

    /// What a server's own ping is answered with.
    pub fn pong(self, text: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Leadbell if text.starts_with(b"{\"t\":\"ping\"") => {
                Some(wire::text_frame(r#"{"t":"pong"}"#))
            }
            Self::SocketIo if text == b"2" => Some(wire::text_frame("3")),
            _ => None,
        }
    }
}

/// Opens every side, at most `at_once` at a time, and returns how long that took.
pub fn open_all(
    net: &mut Net,
    dialect: Dialect,
    sides: &[Side],
    at_once: usize,
) -> Result<Duration, String> {
    let begun = Instant::now();
    let first = net.len();
    let mut ready = 0;
    let mut refused = None;
    while ready < sides.len() {
        let opened = net.len() - first;
        for side in &sides[opened..sides.len().min(ready + at_once)] {
            net.open(&side.path, &side.headers);
        }
        net.turn(
            &mut |net: &mut Net, id: Id, event: Event<'_>| {
                if let Event::Closed(code) = event {
                    refused = Some(code);
                } else if dialect.begins(net, id, &sides[id - first], &event) {
                    ready += 1;
                }
            },
            Duration::from_millis(100),
        );
        if let Some(code) = refused {
            return Err(format!("a socket was refused or closed with {code}"));
        }
        if begun.elapsed() > OPEN_WITHIN {
            return Err(format!("only {ready} of {} sockets opened in a minute", sides.len()));
        }
    }
    Ok(begun.elapsed())
}

/// What the two sides of every pair do: answer each delivery with a frame.
struct PingPong<'a> {
    dialect: Dialect,
    sides: &'a [Side],
    delivered: u32,
    lost: usize,
}

impl Client for PingPong<'_> {
    fn on(&mut self, net: &mut Net, id: Id, event: Event<'_>) {
        match event {
            Event::Text(text) if self.dialect.is_delivery(text) => {
                self.delivered += 1;
                net.write(id, &self.sides[id].frame);
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

/// Deliveries per core-second, once for each of [`UNDER_WAY`]; `sides` are pairs, one after the
/// other.
pub fn measure(
    process: &Process,
    address: SocketAddr,
    dialect: Dialect,
    sides: &[Side],
) -> Result<[f64; 2], String> {
    let mut found = [0.0; 2];
    for (found, under_way) in found.iter_mut().zip(UNDER_WAY) {
        let mut net = Net::to(address);
        open_all(&mut net, dialect, sides, 100)?;
        *found = play(process, &mut net, dialect, sides, under_way)?;
    }
    Ok(found)
}

/// The place of each side is its connection's.
fn play(
    process: &Process,
    net: &mut Net,
    dialect: Dialect,
    sides: &[Side],
    under_way: usize,
) -> Result<f64, String> {
    let mut play = PingPong { dialect, sides, delivered: 0, lost: 0 };
    for (id, side) in sides.iter().enumerate().step_by(2) {
        net.write(id, &side.frame.repeat(under_way));
    }
    net.turn_for(&mut play, WARM_UP);
    let (cpu, before) = (process.cpu(), play.delivered);
    net.turn_for(&mut play, MEASURED);
    let used = process.cpu() - cpu;
    let delivered = play.delivered - before;
    if play.lost > 0 || delivered < 1_000 {
        return Err(format!("{} sockets were lost, {delivered} frames came", play.lost));
    }
    Ok(f64::from(delivered) / used)
}
