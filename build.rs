//! Writes the disposable mail domains as one sorted text. As tens of thousands of Rust strings they
//! would take three times the room in the program, and a table of them in memory.

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut domains = mailchecker::blacklist();
    domains.sort_unstable();
    domains.dedup();
    let folder = std::env::var_os("OUT_DIR").expect("cargo names a folder");
    std::fs::write(std::path::Path::new(&folder).join("disposable.txt"), domains.join("\n"))
}
