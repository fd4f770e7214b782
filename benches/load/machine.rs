//! Processes under measurement: where they run, what they use, and that they end.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::wire;

/// The core of the server under measurement; the generator has the other one.
pub const SERVER_CORE: &str = "1";
/// The core of the generator.
pub const OWN_CORE: &str = "0";

/// Where a scenario pins nothing.
pub const EVERY_CORE: &str = "0-1";

/// Clock ticks a second in `/proc/PID/stat`: 100 on Linux, whatever the kernel's own rate.
const TICKS: f64 = 100.0;

/// A child process; dropping it stops it.
pub struct Process(Child);

impl Process {
    /// Starts it on `core`, or on any.
    pub fn start(mut command: Command, core: Option<&str>) -> Self {
        if let Some(core) = core {
            let mut pinned = Command::new("taskset");
            pinned.args(["-c", core]).arg(command.get_program()).args(command.get_args());
            for (name, value) in command.get_envs() {
                match value {
                    Some(value) => pinned.env(name, value),
                    None => pinned.env_remove(name),
                };
            }
            if let Some(folder) = command.get_current_dir() {
                pinned.current_dir(folder);
            }
            command = pinned;
        }
        Self(command.stdin(Stdio::null()).spawn().unwrap_or_else(|cause| {
            panic!("{} does not start: {cause}", command.get_program().display())
        }))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Seconds of a core that it has used.
    pub fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id())).unwrap_or_default();
        // The command's name in parentheses may hold spaces; user and system time follow it.
        let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
        let ticks = after.split_whitespace().skip(11).take(2);
        ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS
    }

    /// Resident memory in KiB.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }

    /// Asks it to end and waits; it is killed when it takes too long.
    pub fn stop(&mut self, signal: &str) {
        let _ = Command::new("kill").args([signal, &self.id().to_string()]).status();
        let until = Instant::now() + Duration::from_secs(25);
        while Instant::now() < until {
            if !matches!(self.0.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            self.stop("-TERM");
        }
    }
}

/// A private folder; dropping it removes it.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("leadbell-load-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Puts the generator on `core`, or lets it run on any (`0-1`).
pub fn own_core(core: &str) {
    let own = std::process::id().to_string();
    let done = Command::new("taskset").args(["-a", "-p", "-c", core, &own]).output();
    assert!(done.is_ok_and(|done| done.status.success()), "taskset (util-linux) is needed");
}

/// A port that was free a moment ago.
pub fn free_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address")
}

/// Waits until `GET path` answers 200.
pub fn wait_for(address: SocketAddr, path: &str, within: Duration) {
    let until = Instant::now() + within;
    while !answers(address, path) {
        assert!(Instant::now() < until, "nothing answers at {address}{path}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn answers(address: SocketAddr, path: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let mut head = [0; 12];
    stream.write_all(&wire::get(path)).is_ok()
        && stream.read_exact(&mut head).is_ok()
        && head.ends_with(b"200")
}
