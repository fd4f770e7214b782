//! Sockets: who follows which topic, what waits for each, and the life of one connection. Carries
//! encoded frames and topics; knows no feature.

mod hub;
mod outbox;
mod session;

pub use self::hub::{Hub, Link};
pub use self::outbox::{Outbox, Pushed};
pub use self::session::{Flow, Handshake, Received, Talk};

/// Why the server closed a socket; clients act on it.
pub mod close {
    /// The reader was too slow: reconnect and resume.
    pub const SLOW: u16 = 4000;
    /// Signed out, deactivated or blocked: do not reconnect.
    pub const SIGNED_OUT: u16 = 4001;
    /// What the socket began with holds no more, its token for instance: reconnect.
    pub const RENEW: u16 = 4002;
    /// The server restarts: reconnect.
    pub const RESTART: u16 = 1012;
    /// A frame that is not of the protocol, or too many of them.
    pub const POLICY: u16 = 1008;
    /// Broken framing.
    pub const PROTOCOL: u16 = 1002;
    /// Text that is not UTF-8.
    pub const BAD_TEXT: u16 = 1007;
    /// A frame over the limit.
    pub const TOO_BIG: u16 = 1009;
}

/// The kind of topic by which nodes tell each other who of a team is there; no socket follows it.
pub const NODES: u8 = b'n';
/// The same for the visitors who are on a page.
pub const NODES_VISITORS: u8 = b'w';
/// The same for who of a team looks at which conversation.
pub const NODES_LOOKING: u8 = b'k';

/// Whether a topic is no socket's, but the nodes' own.
fn is_between_nodes(topic: crate::bus::Topic) -> bool {
    matches!(topic.kind, NODES | NODES_VISITORS | NODES_LOOKING)
}

/// A frame's text that is not delivered, but ends every socket that follows the topic with this
/// close code. So a commit can end sockets, on all nodes.
pub fn ending(code: u16) -> String {
    format!("{ENDING}{code}")
}

/// No JSON text begins with it.
const ENDING: char = '\u{0}';

/// The close code of a frame that [`ending`] made.
fn is_ending(text: &str) -> Option<u16> {
    text.strip_prefix(ENDING)?.parse().ok()
}
