//! What a server costs when nothing happens: its start, its memory, its binary.

use std::path::Path;
use std::time::Duration;

use crate::chat::Chat;
use crate::leads;
use crate::report::Row;
use crate::server::Home;
use crate::world;

/// Chats, and as many leads.
const CHATS: usize = 1_000;
/// The server is left alone this long before its memory is read.
const IDLE: Duration = Duration::from_secs(15);
/// Starts; the slowest counts.
const STARTS: usize = 5;

/// Memory after work, then the start with what that work left in the database.
pub fn measure(home: &Home) -> Result<Vec<Row>, String> {
    let tenants = world::tenants(home, 10);
    let (mut process, _) = home.start(true);
    let visitors = world::visitors(home, &tenants, CHATS)?;
    let mut chat = Chat::open(home, &tenants, &visitors)?;
    chat.open_loop(500.0, Duration::from_secs(6))?;
    leads::leave(home, &visitors)?;
    drop(chat);
    std::thread::sleep(IDLE);
    #[allow(clippy::cast_precision_loss, reason = "a few thousand")]
    let memory = process.memory() as f64 / 1_024.0;
    process.stop("-TERM");

    let mut slowest = Duration::ZERO;
    for _ in 0..STARTS {
        let (_process, took) = home.start(true);
        slowest = slowest.max(took);
    }
    Ok(vec![
        Row::new("memory after 1 000 chats and leads, then idle", memory, "MiB")
            .at_most(40.0, 28.0)
            .note("resident set, 15 s after the last of them left; SQLite"),
        Row::new("start with an existing database", slowest.as_secs_f64() * 1_000.0, "ms")
            .at_most(100.0, 30.0)
            .note(format!("from exec to the first /readyz that says 200; slowest of {STARTS}")),
    ])
}

/// The size of the binary that ships.
pub fn binary(path: &Path) -> Result<Vec<Row>, String> {
    let about = path.metadata().map_err(|cause| cause.to_string())?;
    #[allow(clippy::cast_precision_loss, reason = "some millions")]
    let size = about.len() as f64 / 1_000_000.0;
    Ok(vec![Row::new("stripped release binary", size, "MB").at_most(20.0, 12.0)])
}
