//! A private PostgreSQL: its own folder, a free port, `fsync` on, ended with the run.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::machine::{Folder, Process, free_port};

/// A running server; dropping it ends it and removes its data.
pub struct Postgres {
    port: u16,
    process: Process,
    _folder: Folder,
}

impl Postgres {
    /// Makes a cluster and starts it; why not, where PostgreSQL is not installed.
    pub fn start() -> Result<Self, String> {
        let programs = programs().ok_or("PostgreSQL (initdb, postgres) is not installed")?;
        let folder = Folder::new("postgres");
        let data = folder.path().join("data");
        let owner = owner(folder.path())?;
        let mut initdb = as_owner(owner, &programs.join("initdb"));
        initdb
            .args(["-A", "trust", "-U", "leadbell", "-E", "UTF8", "--locale", "C", "-D"])
            .arg(&data);
        let made = initdb.stdout(Stdio::null()).status().map_err(|cause| cause.to_string())?;
        if !made.success() {
            return Err("initdb failed".into());
        }
        let port = free_port().port();
        let mut command = as_owner(owner, &programs.join("postgres"));
        command.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k", ""]);
        for setting in ["fsync=on", "synchronous_commit=on", "max_connections=100"] {
            command.args(["-c", setting]);
        }
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let postgres = Self { port, process: Process::start(command, None), _folder: folder };
        postgres.wait(&programs)?;
        Ok(postgres)
    }

    /// A fresh database's address.
    pub fn database(&self, name: &str) -> String {
        let programs = programs().unwrap_or_default();
        let port = self.port.to_string();
        for (program, more) in [("dropdb", "--if-exists"), ("createdb", "--template=template0")] {
            let made = Command::new(programs.join(program))
                .args(["-h", "127.0.0.1", "-p", &port, "-U", "leadbell", more, name])
                .stderr(Stdio::null())
                .status();
            assert!(made.is_ok_and(|made| made.success()), "{program} {name} failed");
        }
        format!("postgres://leadbell@127.0.0.1:{port}/{name}")
    }

    fn wait(&self, programs: &Path) -> Result<(), String> {
        let until = Instant::now() + Duration::from_secs(20);
        let port = self.port.to_string();
        while Instant::now() < until {
            let mut ready = Command::new(programs.join("pg_isready"));
            ready.args(["-q", "-h", "127.0.0.1", "-p", &port]);
            if ready.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err("PostgreSQL does not become ready".into())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.process.stop("-INT");
    }
}

/// The folder with PostgreSQL's programs: the newest of Debian's, or the one on the path.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.reverse();
    found.extend(std::env::split_paths(&path));
    found
        .into_iter()
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, which gets the folder.
fn owner(folder: &Path) -> Result<Option<(u32, u32)>, String> {
    let is_root = std::fs::metadata(folder).is_ok_and(|about| about.uid() == 0);
    if !is_root {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd").map_err(|cause| cause.to_string())?;
    let line = ["postgres:", "nobody:"]
        .iter()
        .find_map(|name| users.lines().find(|line| line.starts_with(name)))
        .ok_or("no user to run PostgreSQL as")?;
    let mut ids = line.split(':').skip(2).filter_map(|id| id.parse::<u32>().ok());
    let (Some(user), Some(group)) = (ids.next(), ids.next()) else {
        return Err("no user to run PostgreSQL as".into());
    };
    std::os::unix::fs::chown(folder, Some(user), Some(group)).map_err(|cause| cause.to_string())?;
    Ok(Some((user, group)))
}

fn as_owner(owner: Option<(u32, u32)>, program: &Path) -> Command {
    let Some((user, group)) = owner else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={user}")).arg(format!("--regid={group}"));
    command.arg("--clear-groups").arg(program).current_dir("/");
    command
}
