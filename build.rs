//! Packs what the program carries: the marks of the disposable mail domains, sorted (as tens of
//! thousands of Rust strings they would take ten times the room), and texts, deflated.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::DeflateEncoder;

#[path = "src/guard/mark.rs"]
mod mark;

fn main() -> io::Result<()> {
    let texts = ["docs/openapi.json", "docs/script.schema.json", "src/bot/ready/scripts.json"];
    let others = ["build.rs", "src/guard/mark.rs", "locales", "widget/dist"];
    for path in others.iter().chain(&texts) {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a folder"));
    let mut marks: Vec<_> = mailchecker::blacklist().into_iter().map(mark::mark).collect();
    marks.sort_unstable();
    marks.dedup();
    fs::write(out.join("disposable.bin"), marks.concat())?;
    for path in texts.map(Path::new) {
        pack(&fs::read(path)?, &out.join(name(path)).with_extension("z"))?;
    }
    for language in sorted(Path::new("locales"))? {
        let texts: io::Result<Vec<_>> = sorted(&language)?.iter().map(fs::read).collect();
        pack(&texts?.join(&b'\n'), &out.join(name(&language)).with_extension("ftl.z"))?;
    }
    link_small();
    plain(&out)
}

/// Has the linker pack the addresses that are set at start, which take a twentieth of the program.
/// Only where the C library here, and so that of the machines it is built for, reads them packed.
fn link_small() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if !is("CARGO_CFG_TARGET_ENV", "gnu") || !is("CARGO_CFG_TARGET_OS", "linux") {
        return;
    }
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let version = said.ok().and_then(|said| String::from_utf8(said.stdout).ok());
    let numbers = version.as_deref().and_then(|text| text.trim().strip_prefix("glibc 2."));
    if numbers.and_then(|minor| minor.parse::<u32>().ok()).is_some_and(|minor| minor >= 36) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The built scripts and style sheets as they are, for who does not take them compressed.
fn plain(out: &Path) -> io::Result<()> {
    let mut list = String::from("&[\n");
    for folder in ["", "console/"] {
        for path in sorted(&Path::new("widget/dist").join(folder))? {
            if path.extension().is_some_and(|ending| ending == "js" || ending == "css") {
                let file = name(&path);
                let packed = out.join(&file).with_extension("z");
                pack(&fs::read(&path)?, &packed)?;
                let packed = packed.display().to_string();
                writeln!(list, "({:?}, include_bytes!({packed:?})),", format!("{folder}{file}"))
                    .expect("text takes text");
            }
        }
    }
    fs::write(out.join("plain.rs"), list + "]")
}

fn pack(plain: &[u8], to: &Path) -> io::Result<()> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain)?;
    fs::write(to, encoder.finish()?)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries: io::Result<Vec<_>> = fs::read_dir(folder)?.map(|one| Ok(one?.path())).collect();
    entries.map(|mut paths| {
        paths.sort_unstable();
        paths
    })
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
