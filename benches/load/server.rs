//! Leadbell under measurement: built for release, in a private folder, with limits that do not
//! get in the way of a few addresses that act for thousands of people.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::machine::{Folder, Process, SERVER_CORE, free_port, wait_for};

/// The origin of the pages that the sites allow.
pub const ORIGIN: &str = "https://shop.example";

/// A private folder with settings; servers are started in it one after the other.
pub struct Home {
    folder: Folder,
    binary: PathBuf,
    pub address: SocketAddr,
    /// Where a host page may be served: the sites allow that origin too.
    pub page: SocketAddr,
}

impl Home {
    /// Writes the settings. `database` is a PostgreSQL address; `None` is SQLite.
    pub fn new(binary: &Path, name: &str, database: Option<&str>) -> Self {
        let folder = Folder::new(name);
        let address = free_port();
        let database = database.map_or(String::new(), |url| format!("database_url = '{url}'\n"));
        let settings = format!(
            "listen = '{address}'\npublic_url = 'http://{address}'\ndata = '{}'\nlog = 'warn'\n\
             {database}\n[limits]\n{}",
            folder.path().join("data").display(),
            [
                "socket_frames = 4000000",
                "messages_visitor = 4000000",
                "messages_address = 400000000",
                "forms_visitor = 4000000",
                "forms_address = 4000000",
                "forms_site = 4000000",
                "visitors_address = 4000000",
                "views_visitor = 4000000",
                "views_address = 4000000",
                "sockets_address = 4000000",
                ""
            ]
            .join("\n")
        );
        std::fs::write(folder.path().join("leadbell.toml"), settings).expect("a settings file");
        Self { folder, binary: binary.to_owned(), address, page: free_port() }
    }

    pub fn settings(&self) -> PathBuf {
        self.folder.path().join("leadbell.toml")
    }

    /// Starts the server, pinned or not, and returns it with the time until it answered.
    pub fn start(&self, pinned: bool) -> (Process, Duration) {
        let mut command = Command::new(&self.binary);
        command.arg("--config").arg(self.settings()).current_dir(self.folder.path());
        command.stdout(Stdio::null());
        let begun = Instant::now();
        let process = Process::start(command, pinned.then_some(SERVER_CORE));
        wait_for(self.address, "/readyz", Duration::from_secs(20));
        (process, begun.elapsed())
    }
}

/// Builds the server as it ships: without the features that tests add to its dependencies.
pub fn build() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--release", "--bin", "leadbell"])
        .current_dir(root)
        .status();
    assert!(built.is_ok_and(|built| built.success()), "the server does not build");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    target.join("release/leadbell")
}
