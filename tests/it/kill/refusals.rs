//! A database that cannot be used is refused at start, with the reason. Hazard 30.

use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};

use crate::support::program::{leadbell, said};
use crate::support::{TempFolder, process};

/// Runs the program with the rights that the files give, also where this is root.
fn without_privileges(folder: &TempFolder) -> Option<Output> {
    process::find("setpriv")?;
    let plain = leadbell(folder.path());
    let mut command = Command::new("setpriv");
    command.arg("--bounding-set=-dac_override,-dac_read_search").arg("--inh-caps=-all");
    command.arg(plain.get_program()).env_clear().current_dir(folder.path());
    for (name, value) in plain.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        command.env(name, value);
    }
    // Where it is not refused, it would serve for ever.
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().ok()?;
    if !process::wait_for(|| matches!(child.try_wait(), Ok(Some(_)))) {
        child.kill().ok()?;
    }
    child.wait_with_output().ok()
}

#[test]
fn a_read_only_database_is_refused_at_start_with_the_reason() {
    let folder = TempFolder::new("readonly");
    let made = leadbell(folder.path()).arg("migrate").output().expect("the program");
    assert!(made.status.success(), "{}", said(&made));
    let file = folder.path().join("leadbell.db");
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o444)).expect("the rights");
    let Some(refused) = without_privileges(&folder) else {
        return process::say_not_run("setpriv");
    };
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    let said = said(&refused);
    assert!(said.contains("leadbell.db cannot be opened"), "{said}");
    assert!(said.contains("readable and writable"), "{said}");
}
