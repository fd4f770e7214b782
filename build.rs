//! Writes the marks of the disposable mail domains, sorted. As tens of thousands of Rust strings
//! they would take ten times the room in the program.

#[path = "src/guard/mark.rs"]
mod mark;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/guard/mark.rs");
    let mut marks: Vec<_> = mailchecker::blacklist().into_iter().map(mark::mark).collect();
    marks.sort_unstable();
    marks.dedup();
    let folder = std::env::var_os("OUT_DIR").expect("cargo names a folder");
    std::fs::write(std::path::Path::new(&folder).join("disposable.bin"), marks.concat())
}
