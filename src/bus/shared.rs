//! Counts that the nodes of one installation share: so many in a period, all of which may come at
//! once. Redis forgets each by itself; while it is away every node counts for itself.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{RedisResult, Script};
use ring::digest;

use crate::error::{Error, Result};

/// Nobody waits longer for Redis: the node's own count is good enough.
const PATIENCE: Duration = Duration::from_millis(250);

/// When the count is empty again is all that is stored (GCRA). Answers with the milliseconds to
/// wait; 0 where one more was counted. A time that a clock ran ahead to is not believed.
const TAKE: &str = "\
    local now, one, room = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]) \
    local empty = tonumber(redis.call('GET', KEYS[1]) or now) \
    empty = math.min(math.max(empty, now), now + room) \
    local wait = empty + one - room - now \
    if wait > 0 then return wait end \
    redis.call('SET', KEYS[1], string.format('%.0f', empty + one), 'PX', empty + one - now) \
    return 0";

/// Takes one back.
const GIVE_BACK: &str = "\
    local empty = tonumber(redis.call('GET', KEYS[1]) or 0) - tonumber(ARGV[2]) \
    local left = empty - tonumber(ARGV[1]) \
    if left < 1 then return redis.call('DEL', KEYS[1]) end \
    redis.call('SET', KEYS[1], string.format('%.0f', empty), 'PX', left) \
    return 1";

/// So many in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub most: u32,
    /// In how long.
    pub period: Duration,
}

impl Rate {
    /// Milliseconds of one, and of the whole period.
    fn millis(self) -> (u64, u64) {
        let most = u64::from(self.most.max(1));
        let one = (u64::try_from(self.period.as_millis()).unwrap_or(u64::MAX) / most).max(1);
        (one, one.saturating_mul(most))
    }
}

/// The shared counts. Cloning shares the connection.
#[derive(Clone)]
pub struct SharedCounts {
    link: ConnectionManager,
    installation: String,
}

impl SharedCounts {
    pub(super) fn new(client: redis::Client, installation: &str) -> Result<Self> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let link = ConnectionManager::new_lazy_with_config(client, config)
            .map_err(|cause| Error::Invalid(format!("LEADBELL_REDIS_URL: {cause}")))?;
        Ok(Self { link, installation: installation.to_owned() })
    }

    /// Counts one more under a key at `now`; the error is how many milliseconds to wait. What Redis
    /// does not answer in time is let through.
    pub async fn take(&self, key: &str, rate: Rate, now: i64) -> Result<(), u64> {
        match self.run(TAKE, key, rate, now).await {
            Some(wait) if wait > 0 => Err(wait),
            _ => Ok(()),
        }
    }

    /// Takes one back.
    pub async fn give_back(&self, key: &str, rate: Rate, now: i64) {
        self.run(GIVE_BACK, key, rate, now).await;
    }

    /// Forgets a count.
    pub async fn forget(&self, key: &str) {
        let mut link = self.link.clone();
        let mut command = redis::cmd("DEL");
        let gone = command.arg(self.name(key)).query_async::<()>(&mut link);
        let _ = tokio::time::timeout(PATIENCE, gone).await;
    }

    async fn run(&self, script: &str, key: &str, rate: Rate, now: i64) -> Option<u64> {
        let (one, room) = rate.millis();
        let script = Script::new(script);
        let mut call = script.key(self.name(key));
        call.arg(now).arg(one).arg(room);
        let mut link = self.link.clone();
        let asked = call.invoke_async::<u64>(&mut link);
        let answer: Option<RedisResult<u64>> = tokio::time::timeout(PATIENCE, asked).await.ok();
        answer.and_then(RedisResult::ok)
    }

    /// A key is stored as a digest: it may hold an address of a person.
    fn name(&self, key: &str) -> String {
        let digest = digest::digest(&digest::SHA256, key.as_bytes());
        let digest = URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16]);
        format!("leadbell:{}:count:{digest}", self.installation)
    }
}
