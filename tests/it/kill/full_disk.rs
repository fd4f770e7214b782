//! The disk is full: nothing is acknowledged falsely, reads go on, and writes too once there is
//! room again, without a restart. Hazard 30.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use leadbell::db::Backend;
use leadbell::{ids, sql};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Place, arrive};
use crate::support::program::Program;
use crate::support::{Socket, TempFolder, Visitor, block_on, process};

/// Writes that may pass before the full disk is felt: there is room in the log.
const MOST: usize = 2_000;

/// Somebody who fills in the form over and over, and what was acknowledged of it.
struct Forms {
    visitor: Visitor,
    form_token: Value,
    acked: BTreeSet<String>,
}

impl Forms {
    async fn open(visitor: Visitor) -> Self {
        let form = visitor.form().await.expect(200);
        // Nobody fills in a form within two seconds.
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        Self { visitor, form_token: form.body["form_token"].clone(), acked: BTreeSet::new() }
    }

    /// A request with a long message.
    fn request(&self) -> Value {
        let key = ids::new_id();
        self.visitor.submission(&json!({
            "key": key, "form_token": self.form_token, "name": "Anna",
            "email": format!("anna.{}@example.com", key.simple()),
            "message": format!("{key} ").repeat(100),
        }))
    }

    /// Sends a request; false when it was refused with 503, retryable, in the words for machines.
    async fn send(&mut self, request: &Value) -> bool {
        let answer = self.visitor.post("/v1/submit", request.clone()).await;
        if answer.status == 503 {
            assert_eq!(answer.code(), "unavailable");
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
            return false;
        }
        answer.expect(201);
        self.acked.insert(request["key"].as_str().expect("a key").to_owned());
        true
    }

    /// Sends one after another until one is refused, and gives that one.
    async fn until_refused(&mut self) -> Value {
        for _ in 0..MOST {
            let request = self.request();
            if !self.send(&request).await {
                return request;
            }
        }
        panic!("the disk does not fill up")
    }
}

/// Writes one message after another until one is refused, and gives that one's id.
async fn until_refused(page: &mut Socket, acked: &mut Vec<Uuid>) -> Uuid {
    for _ in 0..MOST {
        let id = ids::new_id();
        page.send(json!({"t": "send", "id": id, "text": "x".repeat(4_000)})).await;
        let answer = loop {
            let frame = page.next().await.expect("an open socket");
            if frame["t"] == "ack" || frame["t"] == "nack" {
                break frame;
            }
        };
        if answer["t"] == "nack" {
            assert_eq!(answer["code"], "unavailable");
            return id;
        }
        acked.push(id);
    }
    panic!("the disk does not fill up")
}

/// Fills the disk, writes until it is felt, makes room, and writes on.
async fn through(place: &Place, program: Program, fill: impl Fn(), make_room: impl Fn()) {
    let visitor = arrive(place.visitor(1)).await;
    let mut page = visitor.socket().await;
    page.hello(None, 0).await;
    let mut acked = vec![ids::new_id()];
    let conversation = page.say_as(acked[0], "There is room").await["conversation"].clone();
    let mut forms = Forms::open(visitor.clone()).await;

    fill();
    let refused_form = forms.until_refused().await;
    let refused_message = until_refused(&mut page, &mut acked).await;
    forms.until_refused().await;
    for path in ["/healthz".to_owned(), "/readyz".to_owned(), format!("/s/{}", place.shop.key)] {
        visitor.get(&path).await.expect(200);
    }
    let welcome = visitor.socket().await.hello(None, 0).await;
    assert_eq!((&welcome["conversation"], &welcome["head"]), (&conversation, &json!(acked.len())));

    make_room();
    assert!(forms.send(&refused_form).await, "there is room again");
    page.say_as(refused_message, "At last").await;
    acked.push(refused_message);
    drop(page);
    assert!(program.terminate());
    check(place, acked, forms.acked).await;
}

/// What was acknowledged is what is stored.
async fn check(place: &Place, acked: Vec<Uuid>, forms: BTreeSet<String>) {
    const MESSAGES: &str = "SELECT client_id, number FROM messages ORDER BY number";
    const KEYS: &str = "SELECT client_key FROM submissions";
    let db = place.db().await;
    let mut read = db.read().await.expect("the database");
    let stored = sql!(read, fetch_all as (Uuid, i64), MESSAGES).expect("the messages");
    assert_eq!(stored, acked.into_iter().zip(1..).collect::<Vec<_>>());
    let keys = sql!(read, fetch_all as (Uuid,), KEYS).expect("the submissions");
    assert_eq!(keys.into_iter().map(|(key,)| key.to_string()).collect::<BTreeSet<_>>(), forms);
    drop(read);
    db.close().await;
}

fn run(words: &[&str]) -> bool {
    Command::new(words[0]).args(&words[1..]).status().is_ok_and(|status| status.success())
}

/// A small disk of its own.
struct SmallDisk(String);

impl SmallDisk {
    /// Mounts it; `None`, after saying so, where that is not allowed.
    fn mount(at: &Path) -> Option<Self> {
        let at = at.display().to_string();
        if run(&["mount", "-t", "tmpfs", "-o", "size=16m", "leadbell-test", &at]) {
            return Some(Self(at));
        }
        process::say_not_run("the right to mount a small disk");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        run(&["umount", "--lazy", &self.0]);
        let _ = std::fs::remove_dir(&self.0);
    }
}

mod a_full_disk_refuses_writes_and_is_recovered_from_without_a_restart {
    use super::*;

    #[test]
    fn sqlite() {
        let folder = TempFolder::new("full");
        let Some(_disk) = SmallDisk::mount(folder.path()) else { return };
        let ballast = folder.path().join("ballast");
        block_on(async {
            let place = Place::on(folder, None).await;
            let program = Program::serve(place.command());
            let fill = || {
                let mut file = File::create(&ballast).expect("a file");
                while file.write_all(&[7; 4_096]).is_ok() {}
            };
            through(&place, program, fill, || std::fs::remove_file(&ballast).expect("room")).await;
        });
    }
}

mod a_file_that_may_not_grow_is_a_full_disk {
    use super::*;

    #[test]
    fn sqlite() {
        if process::find("prlimit").is_none() {
            return process::say_not_run("prlimit");
        }
        block_on(async {
            let place = Place::new(Backend::Sqlite).await;
            let plain = place.command();
            // Beyond the limit a write fails, as with a quota, where the signal is ignored.
            let mut command = Command::new("sh");
            command.args(["-c", "trap '' XFSZ; exec \"$0\""]).arg(plain.get_program());
            command.env_clear().current_dir(place.folder.path());
            for (name, value) in plain.get_envs().filter_map(|(name, value)| Some((name, value?))) {
                command.env(name, value);
            }
            let program = Program::serve(command);
            let pid = program.pid();
            let limit = |soft: &str| {
                let (pid, limit) = (format!("--pid={pid}"), format!("--fsize={soft}:"));
                assert!(run(&["prlimit", &pid, &limit]), "prlimit");
            };
            let fill = || {
                let size = |name| {
                    let file = place.folder.path().join(name);
                    std::fs::metadata(file).map_or(0, |file| file.len())
                };
                let largest = size("leadbell.db").max(size("leadbell.db-wal"));
                limit(&(largest + 100_000).to_string());
            };
            through(&place, program, fill, || limit("unlimited")).await;
        });
    }
}
