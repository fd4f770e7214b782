//! A real mail server (aiosmtpd) in a process of its own.

use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use url::Url;

use super::{Authority, TempFolder, TestMail, process};

const PROGRAM: &str = include_str!("smtp.py");

/// How the server answers the next mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It takes them.
    Take,
    /// A passing refusal.
    RefuseForNow,
    /// A final refusal.
    Refuse,
    /// It asks for a login.
    WantLogin,
    /// It takes a mail at the second try.
    Greylist,
    /// It takes a mail and cuts the line before it says so.
    TakeAndHangUp,
    /// It takes a mail after two seconds.
    Slow,
}

/// How a connection to the server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// It is not.
    None,
    /// By STARTTLS, and no mail before it.
    Upgraded,
    /// From the first byte.
    Wrapped,
}

impl Tls {
    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Upgraded => "starttls",
            Self::Wrapped => "wrapped",
        }
    }
}

/// A mail server on loopback.
pub struct Smtp {
    folder: TempFolder,
    tls: Tls,
    child: Option<Child>,
    port: u16,
    read: usize,
}

static PYTHON: OnceLock<Option<String>> = OnceLock::new();

impl Smtp {
    /// Starts one; `None`, after saying so, where aiosmtpd is not there.
    pub fn start() -> Option<Self> {
        let folder = TempFolder::new("smtp");
        let mut server = Self { folder, tls: Tls::None, child: None, port: 0, read: 0 };
        server.answer(Mode::Take);
        if python().is_none() {
            process::say_not_run("aiosmtpd (Python)");
            return None;
        }
        server.start_again();
        Some(server)
    }

    /// What the application is told: `LEADBELL_SMTP_URL`.
    pub fn url(&self) -> Url {
        Url::parse(&format!("smtp://127.0.0.1:{}", self.port)).expect("an address")
    }

    /// The same for a secured server, by the name in its certificate.
    pub fn secure_url(&self) -> Url {
        let (scheme, mode) = match self.tls {
            Tls::None => ("smtp", ""),
            Tls::Upgraded => ("smtp", "?tls=required"),
            Tls::Wrapped => ("smtps", ""),
        };
        Url::parse(&format!("{scheme}://localhost:{}{mode}", self.port)).expect("an address")
    }

    /// Starts it again with a certificate from an authority, for the name `localhost`.
    pub fn secure(&mut self, tls: Tls, authority: &Authority) {
        self.stop();
        authority.sign("localhost", self.folder.path());
        self.tls = tls;
        self.start_again();
    }

    /// Changes how it answers from now on.
    pub fn answer(&self, mode: Mode) {
        let text = match mode {
            Mode::Take => "take",
            Mode::RefuseForNow => "451",
            Mode::Refuse => "550",
            Mode::WantLogin => "530",
            Mode::Greylist => "greylist",
            Mode::TakeAndHangUp => "hang up",
            Mode::Slow => "slow",
        };
        let path = self.folder.path();
        std::fs::write(path.join("mode.new"), text).expect("the mode");
        std::fs::rename(path.join("mode.new"), path.join("mode")).expect("the mode");
    }

    /// Takes it down; connections are refused until [`Smtp::start_again`].
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Starts it again on the same port.
    pub fn start_again(&mut self) {
        let (folder, port) = (self.folder.path(), self.port.to_string());
        let _ = std::fs::remove_file(folder.join("port"));
        let child = Command::new(python().expect("Python"))
            .args(["-c", PROGRAM])
            .arg(folder)
            .arg(port)
            .arg(self.tls.word())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn();
        self.child = Some(child.expect("Python"));
        let mut listening = None;
        process::wait_for(|| {
            listening = std::fs::read_to_string(folder.join("port")).ok();
            listening.is_some()
        });
        self.port = listening.and_then(|text| text.parse().ok()).expect("the mail server's port");
    }

    /// The mails that it took since the last call, oldest first.
    pub fn mails(&mut self) -> Vec<TestMail> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder");
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
        files.sort_unstable();
        let new = files.split_off(self.read);
        self.read += new.len();
        new.iter().map(|path| TestMail::read(&std::fs::read(path).expect("a mail"))).collect()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The first Python that knows aiosmtpd.
fn python() -> Option<&'static str> {
    PYTHON
        .get_or_init(|| {
            let given = std::env::var("LEADBELL_TEST_PYTHON").unwrap_or_default();
            let candidates = [given.as_str(), "python3", "/usr/bin/python3"];
            let knows = |python: &&&str| {
                let mut command = Command::new(python);
                command.args(["-c", "import aiosmtpd.smtp"]).stderr(Stdio::null());
                command.status().is_ok_and(|status| status.success())
            };
            candidates.iter().filter(|name| !name.is_empty()).find(knows).map(ToString::to_string)
        })
        .as_deref()
}
