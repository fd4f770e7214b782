//! The program itself in a process of its own, for what a test cannot do to its own process.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// A running `leadbell`, killed when this is dropped.
pub struct Program {
    /// Where it answers, such as `http://127.0.0.1:4711`.
    pub url: String,
    child: Child,
}

/// A command of the program with `folder` as its data and no other settings.
pub fn leadbell(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadbell"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.current_dir(folder).env("LEADBELL_DATA", folder).env("LEADBELL_LOG_JSON", "true");
    command.env("LEADBELL_LISTEN", "127.0.0.1:0");
    command
}

/// What a finished command printed, both ways.
pub fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

impl Program {
    /// Starts a command that serves, and waits until it says where.
    pub fn serve(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program");
        let lines = BufReader::new(child.stderr.take().expect("its log"));
        let (tell, told) = std::sync::mpsc::channel();
        // The log is read to its end, so that the program never waits for a reader.
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                let line: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
                if let Some(url) = line["fields"]["url"].as_str() {
                    let _ = tell.send(url.trim_end_matches('/').to_owned());
                }
            }
        });
        let url = told.recv_timeout(std::time::Duration::from_secs(20)).expect("an address");
        Self { url, child }
    }

    /// The address without its scheme: host and port.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// SIGTERM, then waits; whether it ended well.
    pub fn terminate(mut self) -> bool {
        let told = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status();
        told.is_ok_and(|status| status.success())
            && self.child.wait().is_ok_and(|status| status.success())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
