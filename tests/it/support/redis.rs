//! Redis for tests: a server that is given or private.

use std::sync::OnceLock;

use super::Proxy;
use super::process::{self, Guarded};

const SCRIPT: &str = r#"
server=$1 home=$2
"$server" --port 0 --unixsocket "$home/redis.sock" --save '' --appendonly no --dir "$home" \
    >"$home/log" 2>&1 &
child=$!
cat >/dev/null
kill -KILL "$child"
wait "$child"
rm -rf "$home"
"#;

struct Server {
    _server: Option<Guarded>,
    /// Where it listens: `host:port`, or the path of a socket.
    place: String,
}

static SERVER: OnceLock<Option<Server>> = OnceLock::new();

/// A way to a real Redis that can be cut.
pub struct Redis {
    way: Proxy,
}

impl Redis {
    /// Opens a way to it; `None`, after saying so, where there is none.
    pub async fn start() -> Option<Self> {
        let Some(server) = SERVER.get_or_init(start) else {
            process::say_not_run("Redis");
            return None;
        };
        Some(Self { way: Proxy::to(&server.place).await })
    }

    /// What the application is told: `LEADBELL_REDIS_URL`.
    pub fn url(&self) -> String {
        format!("redis://{}/", self.way.address())
    }

    /// Cuts every connection and lets none through.
    pub fn cut(&self) {
        self.way.cut();
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.way.mend();
    }

    /// Makes the way slow, by so much in each direction.
    pub fn delay(&self, by: std::time::Duration) {
        self.way.delay(by);
    }
}

fn start() -> Option<Server> {
    if let Ok(given) = std::env::var("LEADBELL_TEST_REDIS") {
        let place = given.trim_start_matches("redis://").trim_end_matches('/').to_owned();
        return (!matches!(place.as_str(), "" | "off")).then_some(Server { _server: None, place });
    }
    let program = process::find("redis-server")?;
    let home = std::env::temp_dir().join(format!("leadbell-redis-{}", std::process::id()));
    std::fs::create_dir_all(&home).ok()?;
    let server = Guarded::start(SCRIPT, &[program.to_str()?, home.to_str()?], None).ok()?;
    let socket = home.join("redis.sock");
    if !process::wait_for(|| process::listens(&socket)) {
        return None;
    }
    Some(Server { _server: Some(server), place: socket.to_str()?.to_owned() })
}
