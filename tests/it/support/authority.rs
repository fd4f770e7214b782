//! A certificate authority of a test's own, by the program `openssl`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{TempFolder, process};

/// An authority that nobody knows.
pub struct Authority {
    folder: TempFolder,
}

impl Authority {
    /// Makes one; `None`, after saying so, where openssl is not there.
    pub fn new() -> Option<Self> {
        if process::find("openssl").is_none() {
            process::say_not_run("openssl");
            return None;
        }
        let made = Self { folder: TempFolder::new("authority") };
        made.openssl(&[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=Our own authority",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
        ]);
        Some(made)
    }

    /// Its certificate: `LEADBELL_SMTP_CA`.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Makes `chain.pem` and `key.pem` for a host in a folder.
    pub fn sign(&self, host: &str, into: &Path) {
        let names = format!("subjectAltName=DNS:{host}");
        std::fs::write(self.folder.path().join("names"), names).expect("the names");
        self.openssl(&[
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            &format!("/CN={host}"),
            "-keyout",
            "host.key",
            "-out",
            "host.csr",
        ]);
        self.openssl(&[
            "x509",
            "-req",
            "-in",
            "host.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            "names",
            "-out",
            "host.pem",
        ]);
        for (from, to) in [("host.pem", "chain.pem"), ("host.key", "key.pem")] {
            std::fs::copy(self.folder.path().join(from), into.join(to)).expect("a copy");
        }
    }

    fn openssl(&self, words: &[&str]) {
        let mut command = Command::new("openssl");
        command.args(words).current_dir(self.folder.path());
        let made = command.stdin(Stdio::null()).output().expect("openssl");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
}
