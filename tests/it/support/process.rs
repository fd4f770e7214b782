//! Servers that a test process starts for itself.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// Runs `script` in a shell that outlives neither this process nor the value: when the pipe to it
/// closes, also because this process was killed, the line `cat >/dev/null` in the script ends and
/// the rest of the script cleans up.
pub struct Guarded {
    stdin: Option<ChildStdin>,
    child: Child,
}

impl Guarded {
    /// Starts the script as `user` (uid, gid), where one is given, with `args` as `$1`, `$2`, …
    pub fn start(script: &str, args: &[&str], user: Option<(u32, u32)>) -> std::io::Result<Self> {
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh"]).args(args).stdin(Stdio::piped());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        // A group of its own: Ctrl-C ends the tests, and the end of the tests ends this.
        command.process_group(0).current_dir("/");
        if let Some((uid, gid)) = user {
            command.uid(uid).gid(gid);
        }
        let mut child = command.spawn()?;
        Ok(Self { stdin: child.stdin.take(), child })
    }

    /// Gives the script a line to read.
    pub fn tell(&mut self, line: &str) {
        let pipe = self.stdin.as_mut().expect("the pipe");
        writeln!(pipe, "{line}").and_then(|()| pipe.flush()).expect("the script listens");
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}

/// Finds a program on the path or where Debian keeps the servers of `PostgreSQL`.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(program));
    on_path.chain(debian(program)).find(|file| file.is_file())
}

fn debian(program: &str) -> Vec<PathBuf> {
    let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") else { return Vec::new() };
    let mut found: Vec<PathBuf> =
        versions.flatten().map(|version| version.path().join("bin").join(program)).collect();
    found.sort_unstable();
    found.reverse();
    found
}

/// Waits until `ready` is true; false when it never was.
pub fn wait_for(mut ready: impl FnMut() -> bool) -> bool {
    for _ in 0..600 {
        if ready() {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    false
}

/// Whether something listens on a Unix socket.
pub fn listens(socket: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(socket).is_ok()
}

/// Says on the terminal that a part was not tested; the test runner does not swallow this.
pub fn say_not_run(what: &str) {
    let line = format!("NOT RUN: {what} is not there: install it, or see tests/it/support\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
}
