//! Thousands of connections in one thread: non-blocking sockets, one poll, no allocation for a
//! frame. The generator has one core, so it must cost less than the server that it measures.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use socket2::{Domain, Socket, Type};

use crate::wire::{self, Part, opcode};

/// Source addresses in use: one alone has 28 000 ports.
const SOURCES: u8 = 50;
/// What one read takes at most.
const SCRATCH: usize = 256 * 1_024;

/// A connection's place in the table.
pub type Id = usize;

/// What happened on a connection.
pub enum Event<'a> {
    /// The socket is open.
    Open,
    /// A text frame.
    Text(&'a [u8]),
    /// An HTTP answer.
    Answer(u16, &'a [u8]),
    /// It is gone: the close code, the status that refused the socket, or 0.
    Closed(u16),
}

/// What a scenario does with events.
pub trait Client {
    fn on(&mut self, net: &mut Net, id: Id, event: Event<'_>);
}

impl<F: FnMut(&mut Net, Id, Event<'_>)> Client for F {
    fn on(&mut self, net: &mut Net, id: Id, event: Event<'_>) {
        self(net, id, event);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Http,
    Upgrading,
    Socket,
}

struct Conn {
    stream: TcpStream,
    mode: Mode,
    /// What arrived of a part that is not whole.
    rest: Vec<u8>,
    /// What the kernel has not taken yet.
    out: Vec<u8>,
}

/// The table of connections to one server.
pub struct Net {
    poll: Poll,
    events: Option<Events>,
    conns: Vec<Option<Conn>>,
    scratch: Vec<u8>,
    target: SocketAddr,
    next_source: u8,
    /// The connection whose events are being handed over: its writes go out together afterwards.
    current: Option<Id>,
}

impl Net {
    pub fn to(target: SocketAddr) -> Self {
        Self {
            poll: Poll::new().expect("a poll"),
            events: Some(Events::with_capacity(1_024)),
            conns: Vec::new(),
            scratch: vec![0; SCRATCH],
            target,
            next_source: 0,
            current: None,
        }
    }

    /// Connects from the next source address.
    pub fn connect(&mut self) -> Id {
        self.next_source = self.next_source % SOURCES + 1;
        let source = SocketAddr::from((Ipv4Addr::new(127, 0, 0, self.next_source), 0));
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a descriptor");
        socket.bind(&source.into()).expect("a loopback address");
        socket.set_nonblocking(true).expect("a setting");
        socket.set_tcp_nodelay(true).expect("a setting");
        let _ = socket.connect(&self.target.into());
        let mut stream = TcpStream::from_std(socket.into());
        let id = self.conns.len();
        let both = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut stream, Token(id), both).expect("a registration");
        self.conns.push(Some(Conn { stream, mode: Mode::Http, rest: vec![], out: vec![] }));
        id
    }

    /// Connects and asks for a socket; [`Event::Open`] follows.
    pub fn open(&mut self, path: &str, headers: &str) -> Id {
        let id = self.connect();
        if let Some(conn) = &mut self.conns[id] {
            conn.mode = Mode::Upgrading;
        }
        self.write(id, &wire::upgrade(path, headers));
        id
    }

    /// Writes raw bytes: a request, or one or more frames.
    pub fn write(&mut self, id: Id, bytes: &[u8]) {
        let Some(Some(conn)) = self.conns.get_mut(id) else { return };
        let at_once = conn.out.is_empty() && self.current != Some(id);
        let taken = if at_once { conn.stream.write(bytes).unwrap_or(0) } else { 0 };
        conn.out.extend_from_slice(&bytes[taken..]);
    }

    /// Drops all connections without a word.
    pub fn cut_all(&mut self) {
        self.conns.clear();
    }

    /// How many connections were made.
    pub fn len(&self) -> usize {
        self.conns.len()
    }

    /// Turns for some time.
    pub fn turn_for(&mut self, client: &mut impl Client, long: Duration) {
        let until = Instant::now() + long;
        while Instant::now() < until {
            self.turn(client, Duration::from_millis(50));
        }
    }

    /// Waits for events, at most `wait`, and hands them over.
    pub fn turn(&mut self, client: &mut impl Client, wait: Duration) {
        let mut events = self.events.take().expect("turns do not nest");
        if self.poll.poll(&mut events, Some(wait)).is_ok() {
            for event in &events {
                let Token(id) = event.token();
                if event.is_writable() {
                    self.flush(id);
                }
                if event.is_readable() || event.is_read_closed() || event.is_error() {
                    self.read(client, id);
                }
            }
        }
        self.events = Some(events);
    }

    fn flush(&mut self, id: Id) {
        let Some(Some(conn)) = self.conns.get_mut(id) else { return };
        while !conn.out.is_empty() {
            match conn.stream.write(&conn.out) {
                Ok(taken) => drop(conn.out.drain(..taken)),
                Err(_) => return,
            }
        }
    }

    fn read(&mut self, client: &mut impl Client, id: Id) {
        let mut bytes = std::mem::take(&mut self.scratch);
        while let Some(Some(conn)) = self.conns.get_mut(id) {
            let kept = conn.rest.len();
            bytes[..kept].copy_from_slice(&conn.rest);
            match conn.stream.read(&mut bytes[kept..]) {
                Ok(0) => self.gone(client, id, 0),
                Ok(taken) => {
                    conn.rest.clear();
                    let arrived = kept + taken;
                    self.current = Some(id);
                    let used = self.consume(client, id, &bytes[..arrived]);
                    self.current = None;
                    self.flush(id);
                    if let Some(Some(conn)) = self.conns.get_mut(id) {
                        conn.rest.extend_from_slice(&bytes[used..arrived]);
                    }
                    if arrived == bytes.len() {
                        continue;
                    }
                }
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => {}
                Err(_) => self.gone(client, id, 0),
            }
            break;
        }
        self.scratch = bytes;
    }

    /// Hands over what is whole; returns how many bytes that was.
    fn consume(&mut self, client: &mut impl Client, id: Id, bytes: &[u8]) -> usize {
        let mut used = 0;
        while let Some(Some(conn)) = self.conns.get_mut(id) {
            let left = &bytes[used..];
            let part = match conn.mode {
                Mode::Socket => wire::next_frame(left),
                Mode::Http | Mode::Upgrading => wire::next_answer(left),
            };
            match part {
                Part::Incomplete => break,
                Part::Answer { status: 101, to, .. } => {
                    used += to;
                    conn.mode = Mode::Socket;
                    client.on(self, id, Event::Open);
                }
                Part::Answer { status, .. } if conn.mode == Mode::Upgrading => {
                    self.gone(client, id, status);
                }
                Part::Answer { status, from, to } => {
                    used += to;
                    client.on(self, id, Event::Answer(status, &left[from..to]));
                }
                Part::Frame { opcode, from, to } => {
                    used += to;
                    self.frame(client, id, opcode, &left[from..to]);
                }
            }
        }
        used
    }

    fn frame(&mut self, client: &mut impl Client, id: Id, opcode: u8, payload: &[u8]) {
        match opcode {
            opcode::TEXT => client.on(self, id, Event::Text(payload)),
            opcode::PING => {
                let mut pong = Vec::new();
                wire::put_frame(&mut pong, opcode::PONG, payload);
                self.write(id, &pong);
            }
            opcode::CLOSE => {
                let code = payload.first_chunk().map_or(0, |code| u16::from_be_bytes(*code));
                self.gone(client, id, code);
            }
            _ => {}
        }
    }

    fn gone(&mut self, client: &mut impl Client, id: Id, code: u16) {
        self.conns[id] = None;
        client.on(self, id, Event::Closed(code));
    }
}
