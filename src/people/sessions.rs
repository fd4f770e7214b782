//! Sessions: a random token in a cookie, its hash in the database.

use uuid::Uuid;

use crate::bus::Topic;
use crate::clock::{DAY, MINUTE, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::realtime;
use crate::{ids, keys};

use super::store::sessions as store;

/// A session ends this long after it was last used.
pub(super) const IDLE: Millis = 14 * DAY;
/// A session ends this long after the login, whatever happens.
pub(super) const LONGEST: Millis = 90 * DAY;
/// A login whose second factor is still due ends after this.
const CODE_DUE: Millis = 10 * MINUTE;
/// The time of the last use is noted this often.
pub(super) const NOTE_EVERY: Millis = 10 * MINUTE;

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's token.
    pub hash: Vec<u8>,
    /// What every change must bring along.
    pub csrf: String,
    /// The password was right, the code has not been given yet.
    pub second_factor_due: bool,
    /// When the person signed in.
    pub created_at: Millis,
    /// When it was last noted as used.
    pub seen_at: Millis,
    /// When it ends, unless it is used before.
    pub expires_at: Millis,
}

impl Session {
    /// When it ends if it is used at `now`.
    pub(super) fn expiry(&self, now: Millis) -> Millis {
        (now + IDLE).min(self.created_at + LONGEST)
    }
}

/// A session that has not been stored yet, and its token for the cookie.
pub(super) struct Fresh {
    pub token: String,
    pub session: Session,
    pub address: String,
    pub user_agent: String,
}

impl Fresh {
    pub fn new(second_factor_due: bool, address: String, user_agent: &str, now: Millis) -> Self {
        let token = ids::random_token(32);
        let session = Session {
            hash: keys::hash(&token),
            csrf: ids::random_token(24),
            second_factor_due,
            created_at: now,
            seen_at: now,
            expires_at: now + if second_factor_due { CODE_DUE } else { IDLE },
        };
        Self { token, session, address, user_agent: user_agent.chars().take(300).collect() }
    }
}

/// What every socket of a person follows, so that it ends with their access.
pub fn user_topic(user: Uuid) -> Topic {
    Topic { kind: b'u', id: user }
}

/// What every socket of a session follows, so that it ends with the session.
pub fn session_topic(session: &Session) -> Topic {
    topic(&session.hash)
}

fn topic(hash: &[u8]) -> Topic {
    let mut id = [0; 16];
    id.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
    Topic { kind: b's', id: Uuid::from_bytes(id) }
}

/// Ends every session of a person, and every socket, on all nodes after the commit.
pub(super) async fn end_all(tx: &mut Tx<'_>, user: Uuid) -> Result<()> {
    store::end_all(tx, user).await?;
    tx.publish(user_topic(user), realtime::ending(realtime::close::SIGNED_OUT));
    Ok(())
}

/// Ends one session, and its sockets on all nodes after the commit.
pub(super) async fn end(tx: &mut Tx<'_>, hash: &[u8]) -> Result<()> {
    if store::end(tx, hash).await? {
        tx.publish(topic(hash), realtime::ending(realtime::close::SIGNED_OUT));
    }
    Ok(())
}
