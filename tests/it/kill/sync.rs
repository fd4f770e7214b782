//! The order of the sync and the answer, as strace sees it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use leadbell::db::Backend;
use serde_json::json;
use tokio::time::sleep;

use super::{Place, arrive, post};
use crate::support::program::Program;
use crate::support::{block_on, process};

mod the_disk_has_it_before_the_client_hears_so {
    use super::*;

    /// Runs the program under strace, which stays behind it (`-D`).
    fn traced(place: &Place, strace: PathBuf, log: &Path) -> Command {
        let plain = place.command();
        let mut command = Command::new(strace);
        command.args(["-D", "-f", "-s", "48", "-e"]);
        command.arg("trace=recvfrom,read,readv,write,writev,sendto,sendmsg,fsync,fdatasync");
        command.arg("-o").arg(log).arg(plain.get_program()).env_clear();
        for (name, value) in plain.get_envs().filter_map(|(name, value)| Some((name, value?))) {
            command.env(name, value);
        }
        command.current_dir(place.folder.path());
        command
    }

    #[test]
    fn sqlite() {
        let Some(strace) = process::find("strace") else {
            return process::say_not_run("strace");
        };
        block_on(async {
            let place = Place::new(Backend::Sqlite).await;
            let log = place.folder.path().join("strace.log");
            let program = Program::serve(traced(&place, strace, &log));
            let visitor = arrive(place.visitor(1)).await;
            let (_, form) = post(&visitor, "/v1/form", &json!({})).await;
            sleep(Duration::from_millis(2_500)).await;
            let anna = json!({
                "name": "Anna", "email": "anna@example.com", "form_token": form["form_token"],
            });
            let body = visitor.submission(&anna);
            let (status, body) = post(&visitor, "/v1/submit", &body).await;
            assert_eq!(status, 201, "{body}");
            assert!(program.terminate());
            sleep(Duration::from_millis(300)).await;
            let trace = std::fs::read_to_string(&log).expect("the trace");
            let lines: Vec<&str> = trace.lines().collect();
            let asked = lines.iter().position(|line| line.contains("POST /v1/submit"));
            let asked = asked.expect("the request");
            let answered = lines[asked..].iter().position(|line| line.contains("HTTP/1.1 201"));
            let between = &lines[asked..asked + answered.expect("the answer")];
            let synced = |line: &&str| {
                (line.contains("fdatasync") || line.contains("fsync")) && line.ends_with("= 0")
            };
            assert!(between.iter().any(synced), "no sync in {between:#?}");
        });
    }
}
