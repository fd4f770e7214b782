//! The npm peers: installed beside this file from exact pins, driven with the same frames.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::machine::{Process, SERVER_CORE, free_port, wait_for};
use crate::relay::{Dialect, Side};
use crate::wire;

/// Which peer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    Ws,
    SocketIo,
}

/// Both, in the order of the table.
pub const BOTH: [Peer; 2] = [Peer::Ws, Peer::SocketIo];

/// A running peer.
pub struct Running {
    pub process: Process,
    pub address: SocketAddr,
}

/// Installs what is missing; why not, where npm cannot.
pub fn install() -> Result<(), String> {
    let folder = folder();
    if folder.join("node_modules/.package-lock.json").exists() {
        return Ok(());
    }
    let done = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .status();
    match done {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("npm ci failed in benches/load/peers".into()),
        Err(cause) => Err(format!("npm: {cause}")),
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/load/peers")
}

impl Peer {
    /// Starts it on the server's core.
    pub fn start(self) -> Running {
        let address = free_port();
        let mut command = Command::new("node");
        command.current_dir(folder()).env("PORT", address.port().to_string());
        command.env("NODE_ENV", "production").arg(match self {
            Self::Ws => "ws.mjs",
            Self::SocketIo => "socketio.mjs",
        });
        let process = Process::start(command, Some(SERVER_CORE));
        wait_for(address, "/health", Duration::from_secs(10));
        Running { process, address }
    }

    pub fn dialect(self) -> Dialect {
        match self {
            Self::Ws => Dialect::Ws,
            Self::SocketIo => Dialect::SocketIo,
        }
    }

    /// The sides of `count` pairs, one after the other.
    pub fn sides(self, count: usize) -> Vec<Side> {
        let side = |pair: usize, side: char| match self {
            Self::Ws => Side {
                path: format!("/{pair}/{side}"),
                frame: wire::text_frame(r#"{"t":"typing"}"#),
                ..Side::default()
            },
            Self::SocketIo => Side {
                path: format!("/socket.io/?EIO=4&transport=websocket&pair={pair}&side={side}"),
                frame: wire::text_frame(r#"42["typing"]"#),
                ..Side::default()
            },
        };
        (0..count).flat_map(|pair| [side(pair, 'a'), side(pair, 'b')]).collect()
    }

    /// The sides of rooms: one who speaks, then those who listen.
    pub fn rooms(self, rooms: usize, listeners: usize) -> Vec<Side> {
        let side = |room: usize| match self {
            Self::Ws => Side {
                path: format!("/room/{room}"),
                frame: wire::text_frame(r#"{"t":"typing"}"#),
                ..Side::default()
            },
            Self::SocketIo => Side {
                path: format!("/socket.io/?EIO=4&transport=websocket&room={room}"),
                frame: wire::text_frame(r#"42["typing"]"#),
                ..Side::default()
            },
        };
        (0..rooms).flat_map(|room| std::iter::repeat_n(side(room), listeners + 1)).collect()
    }
}
