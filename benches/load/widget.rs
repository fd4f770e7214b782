//! What the widget costs a host page: its bytes, and the main thread of a browser.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::report::Row;
use crate::server::Home;
use crate::world;

const KIB: f64 = 1_024.0;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[derive(Deserialize)]
struct Manifest {
    modules: Modules,
}

#[derive(Deserialize)]
struct Modules {
    panel: String,
    form: String,
    pow: String,
    lang: std::collections::BTreeMap<String, String>,
}

/// The compressed sizes of the built files.
pub fn bytes() -> Result<Vec<Row>, String> {
    let dist = root().join("widget/dist");
    let text = std::fs::read(dist.join("manifest.json")).map_err(|cause| cause.to_string())?;
    let Manifest { modules } = serde_json::from_slice(&text).map_err(|cause| cause.to_string())?;
    let size = |name: &str| -> Result<f64, String> {
        let about = dist.join(format!("{name}.br")).metadata();
        let about = about.map_err(|cause| format!("{name}.br: {cause}"))?;
        #[allow(clippy::cast_precision_loss, reason = "some thousands")]
        Ok(about.len() as f64 / KIB)
    };
    let (loader, panel) = (size("w.js")?, size(&modules.panel)?);
    let form = size(&modules.form)? + size(&modules.pow)?;
    let mut language = 0.0_f64;
    for name in modules.lang.values() {
        language = language.max(size(name)?);
    }
    let row = |name: &str, size: f64| Row::new(format!("{name}, brotli"), size, "KiB");
    Ok(vec![
        row("loader", loader).at_most(2.0, 1.5),
        row("chat panel", panel).at_most(12.0, 9.0),
        row("form with its proof of work", form).at_most(8.0, 6.0),
        row("largest language", language).at_most(2.0, 2.0),
        row("all of the widget", loader + panel + form + language).at_most(24.0, 18.0),
    ])
}

/// What the page's script reports; see `page.mjs`.
#[derive(Deserialize)]
struct Page {
    config: f64,
    requests: f64,
    script: f64,
    slowed: f64,
    longest: f64,
    shift: f64,
    usable: f64,
    usable_slowest: f64,
}

/// Loads a host page with the tag in Chromium.
pub fn page(home: &Home) -> Result<Vec<Row>, String> {
    let tenants = world::tenants(home, 1);
    let (_process, _) = home.start(true);
    let modules = install()?;
    let done = Command::new("node")
        .arg(root().join("benches/load/page.mjs"))
        .env("NODE_MODULES", modules)
        .env("SERVER", format!("http://{}", home.address))
        .env("PAGE_PORT", home.page.port().to_string())
        .env("SITE", &tenants[0].site)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|cause| format!("node: {cause}"))?;
    let page: Page = serde_json::from_slice(&done.stdout)
        .map_err(|cause| format!("page.mjs: {cause}: {}", String::from_utf8_lossy(&done.stdout)))?;
    Ok(vec![
        Row::new("site config, brotli", page.config / KIB, "KiB").at_most(1.0, 1.0),
        Row::new("requests of the widget on a page view", page.requests, "")
            .note("loader, config, and the page view itself"),
        Row::new("main thread while the page loads", page.script, "ms")
            .at_most(30.0, 10.0)
            .note("our scripts: compile, evaluate, call; 4 times this machine's; median of 11"),
        Row::new("the same with the CPU really slowed 4 times", page.slowed, "ms")
            .note("Chromium's own slowing; median of 11"),
        Row::new("longest task with a script of ours", page.longest, "ms")
            .at_most(50.0, 50.0)
            .note("4 times this machine's; worst of 11"),
        Row::new("layout shift", page.shift, "").at_most(0.0, 0.0),
        Row::new("from click to usable panel, warm", page.usable, "ms").at_most(100.0, 50.0).note(
            format!("no hover before it; median of 7, slowest {:.0} ms", page.usable_slowest),
        ),
    ])
}

/// The folder of playwright-core; installed when it is missing.
fn install() -> Result<PathBuf, String> {
    let widget = root().join("widget");
    let modules = widget.join("node_modules");
    if !modules.join("playwright-core").exists() {
        let done = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&widget)
            .stdout(Stdio::null())
            .status();
        if !done.is_ok_and(|done| done.success()) {
            return Err("npm ci failed in widget".into());
        }
    }
    Ok(modules)
}
