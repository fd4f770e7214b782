//! Redis for tests: a server that is given or private.

use std::sync::OnceLock;

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

/// A Redis that tests may use: its address.
pub struct Redis {
    _server: Option<Guarded>,
    address: String,
}

static SERVER: OnceLock<Option<Redis>> = OnceLock::new();

impl Redis {
    /// The shared one; `None`, after saying so, where there is none.
    pub fn address() -> Option<String> {
        let found = SERVER.get_or_init(start).as_ref().map(|redis| redis.address.clone());
        if found.is_none() {
            process::say_not_run("Redis");
        }
        found
    }
}

fn start() -> Option<Redis> {
    if let Ok(given) = std::env::var("LEADBELL_TEST_REDIS") {
        let is_set = !given.is_empty() && given != "off";
        return is_set.then_some(Redis { _server: None, address: given });
    }
    let program = process::find("redis-server")?;
    let home = std::env::temp_dir().join(format!("leadbell-redis-{}", std::process::id()));
    std::fs::create_dir_all(&home).ok()?;
    let server = Guarded::start(SCRIPT, &[program.to_str()?, home.to_str()?], None).ok()?;
    let socket = home.join("redis.sock");
    if !process::wait_for(|| process::listens(&socket)) {
        return None;
    }
    Some(Redis { _server: Some(server), address: format!("redis+unix://{}", socket.display()) })
}
