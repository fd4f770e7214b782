//! What somebody of the team chose to be for visitors, and how much they take on at once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::users;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;

/// What somebody is for visitors.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// They answer, and are given conversations.
    Online,
    /// They are given nothing new, and keep what they have unless its visitor waits for long.
    Away,
    /// They are not there.
    Offline,
}

impl Availability {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Online, Self::Away, Self::Offline];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Away => "away",
            Self::Offline => "offline",
        }
    }

    /// Reads a stored or sent word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// The most conversations at once that can be set.
pub const MOST_AT_ONCE: i64 = 100;

/// Notes what somebody has chosen; false where it was that before.
pub async fn choose(tx: &mut Tx<'_>, user: Uuid, chosen: Availability) -> Result<bool> {
    users::set_availability(tx, user, chosen.as_str()).await
}

/// Sets how many conversations somebody has at once; false where the account has no such person.
pub async fn set_capacity(
    tx: &mut Tx<'_>,
    account: Uuid,
    user: Uuid,
    capacity: i64,
) -> Result<bool> {
    users::set_capacity(tx, account, user, capacity).await
}

/// Notes when somebody was given a conversation.
pub async fn had_a_turn(tx: &mut Tx<'_>, user: Uuid, at: Millis) -> Result<()> {
    users::set_assigned_at(tx, user, at).await
}

/// Has whoever gives out conversations of this account at the same time wait until the commit.
pub async fn take_turn(tx: &mut Tx<'_>, account: Uuid) -> Result<()> {
    users::lock_account(tx, account).await
}
