//! The command line.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use leadbell::app::App;
use leadbell::cli;
use leadbell::clock::Clock;
use leadbell::config::Config;
use leadbell::error::Result;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// It gives freed memory back to the system, which the C library keeps: after a rush, or after one
/// password, many megabytes. What it is told stands in `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Live chat, capture forms and a small CRM for a web site.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// The settings file; without it, leadbell.toml where there is one.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server (the default).
    Serve,
    /// Brings the database's schema up to date and ends.
    Migrate,
    /// A demonstration: a server with an account, and a shop on another origin.
    Demo,
    /// Accounts' owners.
    #[command(subcommand)]
    Owner(Owner),
    /// Writes database, files and key into one archive, also while the server runs.
    Backup {
        /// The archive to make, such as leadbell.tar.gz.
        file: PathBuf,
        /// Replaces a file that is there.
        #[arg(long)]
        force: bool,
    },
    /// Puts an archive back; what it replaces is kept beside it.
    Restore {
        /// The archive.
        file: PathBuf,
    },
    /// Succeeds when the server that these settings describe is ready.
    Healthcheck,
    /// Prints the OpenAPI document of the JSON interface.
    Openapi,
}

#[derive(Subcommand)]
enum Owner {
    /// Opens a further account with its owner, also while the server runs.
    Create {
        /// The account's name.
        #[arg(long)]
        account: String,
        /// The owner's e-mail address: the login.
        #[arg(long)]
        email: String,
        /// The owner's name.
        #[arg(long)]
        name: String,
        /// The language of mails to the owner: en, de, fr, ro or ru.
        #[arg(long, default_value = "en")]
        language: String,
        /// Reads the password from the first line of the input; without it one is made and shown.
        #[arg(long)]
        password_stdin: bool,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // The provider is installed once, before the first TLS connection.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("leadbell: {cause}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(asked: Cli) -> Result<()> {
    let command = asked.command.unwrap_or(Command::Serve);
    let folder = if matches!(command, Command::Demo) { "demo-data" } else { "data" };
    let settings = || settings(asked.config, folder);
    match command {
        Command::Serve => serve(settings()?).await,
        Command::Migrate => cli::migrate(&settings()?).await,
        Command::Demo => demo(settings()?).await,
        Command::Owner(Owner::Create { account, email, name, language, password_stdin }) => {
            let password = password_stdin.then(first_line).transpose()?;
            let asked = cli::OwnerRequest { account, email, name, language, password };
            say(&cli::create_owner(&settings()?, asked).await?)
        }
        Command::Backup { file, force } => say(&cli::backup(&settings()?, &file, force).await?),
        Command::Restore { file } => say(&cli::restore(&settings()?, &file).await?),
        Command::Healthcheck => cli::healthcheck(&settings()?).await,
        Command::Openapi => say(&cli::openapi()),
    }
}

/// Reads the settings, and has the log and the figures follow them.
fn settings(file: Option<PathBuf>, folder: &str) -> Result<Config> {
    let config = Config::load(file, folder)?;
    log(&config);
    leadbell::web::metrics::install();
    Ok(config)
}

#[allow(clippy::unnecessary_wraps, reason = "the last word of a command")]
fn say(sentence: &str) -> Result<()> {
    println!("{sentence}");
    Ok(())
}

async fn serve(config: Config) -> Result<()> {
    let app = App::start(config, Clock::system()).await?;
    // Whoever reads that it listens may stop it the next moment.
    stop_on_signal(app.ctx.stop.clone())?;
    tracing::info!(address = %app.address()?, url = %app.ctx.public_url, "listening");
    app.run().await
}

async fn demo(config: Config) -> Result<()> {
    let demo = cli::demo(config).await?;
    stop_on_signal(demo.app.ctx.stop.clone())?;
    say(&demo.sentence()?)?;
    demo.run().await
}

fn stop_on_signal(stop: CancellationToken) -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("stopping");
        stop.cancel();
    });
    Ok(())
}

fn first_line() -> Result<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn log(config: &Config) {
    let colours = coloured(std::io::stderr().is_terminal(), std::env::var_os("NO_COLOR"));
    // The setting was read as one before.
    let filter: Targets = config.log.parse().unwrap_or_default();
    let lines = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(std::io::stderr)
        .with_ansi(colours);
    if config.log_json {
        lines.json().finish().with(filter).init();
    } else {
        lines.finish().with(filter).init();
    }
}

/// Colours are for somebody who looks and has not asked for none (<https://no-color.org>).
fn coloured(is_terminal: bool, no_color: Option<OsString>) -> bool {
    is_terminal && no_color.is_none_or(|value| value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_has_colours_only_on_a_terminal_that_wants_them() {
        assert!(coloured(true, None) && coloured(true, Some("".into())));
        assert!(!coloured(true, Some("1".into())) && !coloured(false, None));
    }
}
