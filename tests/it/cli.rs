//! The command line, by running the program itself.

use std::net::TcpStream;

use leadbell::ids;

use crate::support::program::{Program, leadbell, said};
use crate::support::{TempFolder, process};

const OWNER: [&str; 8] =
    ["owner", "create", "--account", "Two", "--email", "o@two.example", "--name", "Olga"];

#[test]
fn a_backup_taken_while_the_server_runs_brings_everything_back_elsewhere() {
    let (from, to) = (TempFolder::new("from"), TempFolder::new("to"));
    let archive = from.path().join("archive.tar.gz");
    let server = Program::serve(leadbell(from.path()));
    let made = leadbell(from.path()).args(OWNER).output().unwrap();
    assert!(said(&made).contains("can sign in with the password"), "{}", said(&made));
    std::fs::write(from.path().join("files/a.txt"), "a stored file").unwrap();
    let saved = leadbell(from.path()).arg("backup").arg(&archive).output().unwrap();
    assert!(saved.status.success(), "{}", said(&saved));
    let refused = leadbell(from.path()).arg("restore").arg(&archive).output().unwrap();
    assert!(said(&refused).contains("another process uses this folder"), "{}", said(&refused));
    assert!(server.terminate());

    let restored = leadbell(to.path()).arg("restore").arg(&archive).output().unwrap();
    assert!(restored.status.success(), "{}", said(&restored));
    let again = leadbell(to.path()).args(OWNER).output().unwrap();
    assert!(said(&again).contains("is somebody's login already"), "{}", said(&again));
    let read = |name: &str| std::fs::read_to_string(to.path().join(name)).unwrap();
    assert_eq!(read("files/a.txt"), "a stored file");
    assert_eq!(
        read("secret.key"),
        std::fs::read_to_string(from.path().join("secret.key")).unwrap()
    );
    assert!(Program::serve(leadbell(to.path())).terminate());
}

#[cfg(unix)]
#[test]
fn the_data_folder_that_it_makes_is_its_own_users_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempFolder::new("data");
    for arguments in [["serve"].as_slice(), &["migrate"], &OWNER] {
        let data = folder.path().join(arguments[0]);
        let mut program = leadbell(folder.path());
        program.env("LEADBELL_DATA", &data).args(arguments);
        if arguments == ["serve"] {
            assert!(Program::serve(program).terminate());
        } else {
            assert!(program.output().unwrap().status.success());
        }
        let mode = data.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{arguments:?}");
    }
}

#[test]
fn a_backup_replaces_a_file_only_when_it_is_told_to() {
    let folder = TempFolder::new("data");
    assert!(leadbell(folder.path()).arg("migrate").status().unwrap().success());
    let archive = folder.path().join("archive.tar.gz");
    std::fs::write(&archive, "the only other copy").unwrap();
    let refused = leadbell(folder.path()).arg("backup").arg(&archive).output().unwrap();
    assert!(!refused.status.success());
    assert!(said(&refused).contains("is there already"), "{}", said(&refused));
    assert_eq!(std::fs::read(&archive).unwrap(), b"the only other copy");
    let saved = leadbell(folder.path()).args(["backup", "--force"]).arg(&archive).output().unwrap();
    assert!(saved.status.success(), "{}", said(&saved));
    assert_ne!(std::fs::read(&archive).unwrap(), b"the only other copy");
}

#[test]
fn a_password_that_it_makes_is_easily_read_and_typed() {
    let folder = TempFolder::new("data");
    let made = leadbell(folder.path()).args(OWNER).output().unwrap();
    let made = said(&made);
    let password = made.trim().rsplit(' ').next().unwrap_or_default();
    assert_eq!(password.len(), 16, "{made}");
    assert!(password.bytes().all(|byte| ids::READABLE.contains(&byte)), "{made}");
}

#[test]
fn a_log_that_is_no_terminal_is_written_without_colours() {
    let folder = TempFolder::new("data");
    let mut program = leadbell(folder.path());
    program.env("LEADBELL_LOG_JSON", "off").stderr(std::process::Stdio::piped());
    let mut child = program.spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().unwrap()));
    let line = lines.find_map(|line| line.ok().filter(|line| line.contains("listening")));
    child.kill().unwrap();
    child.wait().unwrap();
    let line = line.expect("its log");
    assert!(line.contains("INFO") && !line.contains('\u{1b}'), "{line}");
}

#[test]
fn a_restore_keeps_what_it_replaces_and_changes_nothing_when_the_archive_is_damaged() {
    let folder = TempFolder::new("data");
    assert!(leadbell(folder.path()).arg("migrate").status().unwrap().success());
    let archive = folder.path().join("archive.tar.gz");
    assert!(leadbell(folder.path()).arg("backup").arg(&archive).status().unwrap().success());
    leadbell(folder.path()).args(OWNER).output().unwrap();
    let whole = std::fs::read(&archive).unwrap();
    let cut = folder.path().join("cut.tar.gz");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let refused = leadbell(folder.path()).arg("restore").arg(&cut).output().unwrap();
    assert!(said(&refused).contains("is not a whole backup"), "{}", said(&refused));
    let kept = leadbell(folder.path()).args(OWNER).output().unwrap();
    assert!(said(&kept).contains("is somebody's login already"), "{}", said(&kept));

    let restored = leadbell(folder.path()).arg("restore").arg(&archive).output().unwrap();
    assert!(said(&restored).contains("What it replaced is in"), "{}", said(&restored));
    let fresh = leadbell(folder.path()).args(OWNER).output().unwrap();
    assert!(said(&fresh).contains("can sign in"), "{}", said(&fresh));
}

#[test]
fn a_damaged_database_is_refused_at_start_with_the_reason() {
    let folder = TempFolder::new("data");
    std::fs::write(folder.path().join("leadbell.db"), "this is not a database".repeat(100))
        .unwrap();
    let refused = leadbell(folder.path()).output().unwrap();
    assert!(!refused.status.success());
    assert!(
        said(&refused).contains("must be a readable and writable SQLite file"),
        "{}",
        said(&refused)
    );
}

#[test]
fn a_second_process_on_the_same_folder_and_a_wrong_setting_are_refused() {
    let folder = TempFolder::new("data");
    let server = Program::serve(leadbell(folder.path()));
    let second = leadbell(folder.path()).output().unwrap();
    assert!(said(&second).contains("another process uses this folder"), "{}", said(&second));
    let wrong = leadbell(folder.path()).env("LEADBELL_SMTP_URL", "mail").output().unwrap();
    assert!(said(&wrong).contains("LEADBELL_SMTP_URL"), "{}", said(&wrong));
    assert!(server.terminate());
}

/// Hazard 35.
#[test]
fn the_server_recovers_when_its_file_descriptors_ran_out() {
    if process::find("prlimit").is_none() {
        return process::say_not_run("prlimit");
    }
    let folder = TempFolder::new("data");
    let server = Program::serve(leadbell(folder.path()));
    let limit = format!("--pid={}", server.pid());
    let set = std::process::Command::new("prlimit").args([&limit, "--nofile=48"]).status();
    assert!(set.unwrap().success());
    let crowd: Vec<TcpStream> =
        (0..80).filter_map(|_| TcpStream::connect(server.address()).ok()).collect();
    assert!(crowd.len() > 40, "the crowd stayed out: {}", crowd.len());
    let ask = || {
        let mut command = leadbell(folder.path());
        command.arg("healthcheck").env("LEADBELL_LISTEN", server.address()).output().unwrap()
    };
    assert!(!ask().status.success(), "the crowd was too small to fill the table");
    drop(crowd);
    assert!(process::wait_for(|| ask().status.success()), "it did not recover");
    assert!(server.terminate());
}

#[test]
fn the_demonstration_says_where_it_is_and_its_shop_carries_the_tag() {
    let folder = TempFolder::new("demo");
    let mut command = leadbell(folder.path());
    command.arg("demo").stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    let shop = lines.find_map(|line| Some(line.ok()?.split_once("The shop")?.1.trim().to_owned()));
    let shop = shop.expect("the shop's address");
    let page = reqwest_get(&shop);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(page.contains("/w.js") && page.contains("data-site="), "{page}");
}

fn reqwest_get(url: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { reqwest::get(url).await.unwrap().text().await.unwrap() })
}
