//! A bucket that speaks S3, in a process of its own (Python, its standard library alone).

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use leadbell::config::{Bucket, Storage};

use super::{TempFolder, process};

const PROGRAM: &str = include_str!("s3.py");
const KEY: &str = "AKIATEST";
const SECRET: &str = "a secret/with + and =";

/// The server, and what is stored in it.
pub struct S3 {
    folder: TempFolder,
    child: Child,
    port: u16,
}

impl S3 {
    /// Starts one; `None`, after saying so, where there is no Python.
    pub fn start() -> Option<Self> {
        let folder = TempFolder::new("s3");
        let child = Command::new("python3")
            .args(["-c", PROGRAM])
            .arg(folder.path())
            .args([KEY, SECRET])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn();
        let Ok(child) = child else {
            process::say_not_run("Python");
            return None;
        };
        let mut port = None;
        process::wait_for(|| {
            port = std::fs::read_to_string(folder.path().join("port")).ok();
            port.is_some()
        });
        let port = port.and_then(|text| text.parse().ok()).expect("the bucket's port");
        Some(Self { folder, child, port })
    }

    /// The setting for it.
    pub fn storage(&self) -> Storage {
        Storage::Bucket(Box::new(self.bucket()))
    }

    /// The same with another secret.
    pub fn wrong_storage(&self) -> Storage {
        Storage::Bucket(Box::new(Bucket { secret: "another".into(), ..self.bucket() }))
    }

    fn bucket(&self) -> Bucket {
        Bucket {
            tls: false,
            host: "127.0.0.1".into(),
            port: self.port,
            name: "chat".into(),
            prefix: "leadbell/".into(),
            region: "eu-test-1".into(),
            key: KEY.into(),
            secret: SECRET.into(),
        }
    }

    /// Has every request refused for now, or no longer.
    pub fn be_away(&self, away: bool) {
        let mark = self.folder.path().join("away");
        if away {
            std::fs::write(mark, "").expect("the mark");
        } else {
            std::fs::remove_file(mark).expect("the mark");
        }
    }

    /// The stored files.
    pub fn files(&self) -> Vec<PathBuf> {
        super::files_in(&self.folder.path().join("objects"))
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
