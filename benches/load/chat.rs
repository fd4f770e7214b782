//! Stored chat: visitors write, the server commits and acknowledges, operators receive.

use std::time::{Duration, Instant};

use uuid::Uuid;

use leadbell::clock::{Clock, Millis};

use crate::net::{Client, Event, Id, Net};
use crate::relay::{self, Dialect, Side};
use crate::report::Latencies;
use crate::server::Home;
use crate::wire;
use crate::world::{Tenant, Visitor};

/// The text of a message: 120 bytes.
const TEXT: &str = "Good morning, I am looking at the tall reading lamp in brass. Does it come with \
                    a warm bulb, and is it in stock now?";

/// Open sockets of visitors (the first connections) and of operators (after them).
pub struct Chat {
    pub net: Net,
    pub seen: Seen,
}

/// What came back.
pub struct Seen {
    visitors: usize,
    /// When the message of that running number was due; the number is the end of its id.
    due: Vec<Instant>,
    now: Millis,
    /// From due until acknowledged.
    pub acks: Latencies,
    /// From due until the operator has it.
    pub deliveries: Latencies,
    /// Where each visitor's conversation is, once a message was acknowledged.
    pub conversations: Vec<String>,
    /// Visitors send again as soon as they are answered.
    again: bool,
    acknowledged: usize,
    delivered: usize,
    wrong: Option<String>,
    buffer: Vec<u8>,
}

impl Chat {
    /// Opens a socket for each visitor and each operator.
    pub fn open(home: &Home, tenants: &[Tenant], visitors: &[Visitor]) -> Result<Self, String> {
        let mut sides: Vec<Side> = visitors.iter().map(Visitor::side).collect();
        sides.extend(tenants.iter().map(|tenant| tenant.side(home)));
        let mut net = Net::to(home.address);
        relay::open_all(&mut net, Dialect::Leadbell, &sides, 100)?;
        let seen = Seen {
            visitors: visitors.len(),
            due: Vec::new(),
            now: Clock::system().now(),
            acks: Latencies::default(),
            deliveries: Latencies::default(),
            conversations: vec![String::new(); visitors.len()],
            again: false,
            acknowledged: 0,
            delivered: 0,
            wrong: None,
            buffer: Vec::new(),
        };
        Ok(Self { net, seen })
    }

    /// Each visitor keeps `under_way` messages unanswered for `long`. Messages a second.
    pub fn closed_loop(&mut self, under_way: usize, long: Duration) -> Result<f64, String> {
        self.seen.again = true;
        let begun = Instant::now();
        let before = self.seen.acknowledged;
        for visitor in 0..self.seen.visitors {
            for _ in 0..under_way {
                self.seen.send(&mut self.net, visitor, begun);
            }
        }
        while begun.elapsed() < long {
            self.turn(Duration::from_millis(20))?;
        }
        let (stored, took) = (self.seen.acknowledged - before, begun.elapsed());
        self.seen.again = false;
        self.settle()?;
        #[allow(clippy::cast_precision_loss, reason = "a count far below 2^52")]
        Ok(stored as f64 / took.as_secs_f64())
    }

    /// Visitors in turn send `rate` messages a second, whatever comes back.
    pub fn open_loop(&mut self, rate: f64, long: Duration) -> Result<(), String> {
        let begun = Instant::now();
        let mut sent = 0_u32;
        while begun.elapsed() < long {
            let now = begun.elapsed().as_secs_f64();
            while f64::from(sent) / rate <= now {
                let due = begun + Duration::from_secs_f64(f64::from(sent) / rate);
                self.seen.send(&mut self.net, sent as usize % self.seen.visitors, due);
                sent += 1;
            }
            self.turn(Duration::ZERO)?;
        }
        self.settle()
    }

    fn turn(&mut self, wait: Duration) -> Result<(), String> {
        self.net.turn(&mut self.seen, wait);
        self.seen.wrong.take().map_or(Ok(()), Err)
    }

    /// Waits until every message is acknowledged and delivered.
    fn settle(&mut self) -> Result<(), String> {
        let until = Instant::now() + Duration::from_secs(10);
        let sent = self.seen.due.len();
        while self.seen.acknowledged < sent || self.seen.delivered < sent {
            if Instant::now() > until {
                let (acks, came) = (self.seen.acknowledged, self.seen.delivered);
                return Err(format!("of {sent} messages {acks} were acknowledged, {came} came"));
            }
            self.turn(Duration::from_millis(20))?;
        }
        Ok(())
    }
}

impl Seen {
    /// Forgets the latencies measured so far.
    pub fn forget(&mut self) {
        self.acks = Latencies::default();
        self.deliveries = Latencies::default();
    }

    fn send(&mut self, net: &mut Net, visitor: Id, due: Instant) {
        let number = u32::try_from(self.due.len()).expect("fewer than 2^32 messages");
        self.due.push(due);
        let mut tail = [0x5a; 10];
        tail[6..].copy_from_slice(&number.to_be_bytes());
        let moment = u64::try_from(self.now).unwrap_or_default() + u64::from(number / 16);
        let id = uuid::Builder::from_unix_timestamp_millis(moment, &tail).into_uuid();
        let text = format!(r#"{{"t":"send","id":"{id}","text":"{TEXT}"}}"#);
        self.buffer.clear();
        wire::put_frame(&mut self.buffer, wire::opcode::TEXT, text.as_bytes());
        net.write(visitor, &self.buffer);
    }

    fn due(&self, frame: &[u8]) -> Option<Instant> {
        let id = Uuid::try_parse(wire::field(frame, "\"id\"")?).ok()?;
        let number = u32::from_be_bytes(*id.as_bytes().last_chunk()?);
        self.due.get(number as usize).copied()
    }
}

impl Client for Seen {
    fn on(&mut self, net: &mut Net, id: Id, event: Event<'_>) {
        match event {
            Event::Text(frame) if frame.starts_with(b"{\"t\":\"ack\"") => {
                let Some(due) = self.due(frame) else { return };
                self.acks.add(due.elapsed());
                self.acknowledged += 1;
                if let Some(place) = self.conversations.get_mut(id).filter(|known| known.is_empty())
                {
                    *place = wire::field(frame, "\"conversation\"").unwrap_or_default().into();
                }
                if self.again {
                    self.send(net, id, Instant::now());
                }
            }
            Event::Text(frame) if frame.starts_with(b"{\"t\":\"message\"") => {
                if id >= self.visitors
                    && let Some(due) = self.due(frame)
                {
                    self.deliveries.add(due.elapsed());
                    self.delivered += 1;
                }
            }
            Event::Text(frame) if frame.starts_with(b"{\"t\":\"nack\"") => {
                self.wrong = Some(String::from_utf8_lossy(frame).into_owned());
            }
            Event::Text(frame) => {
                if let Some(pong) = Dialect::Leadbell.pong(frame) {
                    net.write(id, &pong);
                }
            }
            Event::Closed(code) => self.wrong = Some(format!("socket {id} closed with {code}")),
            Event::Open | Event::Answer(..) => {}
        }
    }
}
