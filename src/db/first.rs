//! The first connection to `PostgreSQL`. A pool would only say that it waited in vain.

use std::io::ErrorKind;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Error as Cause};
use tokio::time::{Instant, sleep, timeout};

use crate::error::{Error, Result};

/// How long a server may take to answer, or to be ready when it has only just started.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two tries while it starts.
const PAUSE: Duration = Duration::from_millis(200);

/// Connects; a refusal names the setting and the reason, and no password.
pub(super) async fn connect(to: &PgConnectOptions) -> Result<PgConnection> {
    let until = Instant::now() + PATIENCE;
    loop {
        match timeout(PATIENCE, to.connect()).await {
            Ok(Ok(conn)) => return Ok(conn),
            Ok(Err(cause)) if is_starting(&cause) && Instant::now() < until => sleep(PAUSE).await,
            Ok(Err(cause)) => return Err(refusal(&reason(&cause, to).await)),
            Err(_) => {
                let seconds = PATIENCE.as_secs();
                return Err(refusal(&format!("{} does not answer in {seconds} s", place(to))));
            }
        }
    }
}

fn refusal(reason: &str) -> Error {
    Error::Invalid(format!("LEADBELL_DATABASE_URL: {reason}"))
}

fn code(cause: &Cause) -> Option<String> {
    let Cause::Database(cause) = cause else { return None };
    cause.code().map(Into::into)
}

fn is_starting(cause: &Cause) -> bool {
    code(cause).as_deref() == Some("57P03")
}

/// Host and port, or the folder of a socket.
fn place(to: &PgConnectOptions) -> String {
    match to.get_socket() {
        Some(folder) => folder.display().to_string(),
        None => format!("{}:{}", to.get_host(), to.get_port()),
    }
}

async fn reason(cause: &Cause, to: &PgConnectOptions) -> String {
    let place = place(to);
    match cause {
        Cause::Database(said) => {
            let said = said.message();
            match code(cause).as_deref() {
                Some("28P01" | "28000") => format!("{place} refuses the login: {said}"),
                _ => format!("{place} answers: {said}"),
            }
        }
        Cause::Io(cause) => match cause.kind() {
            ErrorKind::ConnectionRefused => {
                format!("no PostgreSQL listens at {place}: the connection is refused")
            }
            ErrorKind::NotFound if to.get_socket().is_some() => {
                format!("no PostgreSQL has its socket in {place}")
            }
            _ if is_unknown(to).await => format!("the host {} is unknown", to.get_host()),
            _ => format!("{place} cannot be reached: {cause}"),
        },
        Cause::Tls(cause) => format!("{place} gives no TLS as it is asked for: {cause}"),
        other => format!("{place} does not speak as PostgreSQL does: {other}"),
    }
}

async fn is_unknown(to: &PgConnectOptions) -> bool {
    to.get_socket().is_none()
        && tokio::net::lookup_host((to.get_host(), to.get_port())).await.is_err()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    async fn refused(url: &str) -> String {
        let to: PgConnectOptions = url.parse().unwrap();
        let refused = timeout(PATIENCE, connect(&to)).await.expect("a quick answer");
        let text = refused.map(|_| "it connected").unwrap_err().to_string();
        assert!(!text.contains("secret"), "{text}");
        text
    }

    /// A server that refuses whoever comes, with this code and these words.
    async fn refusing(code: &str, words: &str) -> u16 {
        let fields = format!("SFATAL\0VFATAL\0C{code}\0M{words}\0\0");
        let length = u32::try_from(fields.len() + 4).unwrap();
        let answer = [b"E", length.to_be_bytes().as_slice(), fields.as_bytes()].concat();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut heard = [0; 1024];
                // It is asked for TLS first, which it has not.
                let _ = stream.read(&mut heard).await;
                let _ = stream.write_all(b"N").await;
                let _ = stream.read(&mut heard).await;
                let _ = stream.write_all(&answer).await;
            }
        });
        port
    }

    #[tokio::test]
    async fn where_nobody_listens_the_setting_and_the_place_are_named() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let text = refused(&format!("postgres://ann:secret@127.0.0.1:{port}/x")).await;
        let wanted = "the connection is refused";
        assert_eq!(
            text,
            format!("LEADBELL_DATABASE_URL: no PostgreSQL listens at 127.0.0.1:{port}: {wanted}")
        );
        let text = refused("postgres://ann:secret@nobody.invalid/x").await;
        assert_eq!(text, "LEADBELL_DATABASE_URL: the host nobody.invalid is unknown");
        let text = refused("postgres:///x?host=/nowhere&password=secret").await;
        assert_eq!(text, "LEADBELL_DATABASE_URL: no PostgreSQL has its socket in /nowhere");
    }

    #[tokio::test]
    async fn what_the_server_objects_to_is_said_in_its_words() {
        for (code, words, wanted) in [
            (
                "28P01",
                "password authentication failed for user \"ann\"",
                "refuses the login: password authentication failed for user \"ann\"",
            ),
            ("3D000", "database \"x\" does not exist", "answers: database \"x\" does not exist"),
        ] {
            let port = refusing(code, words).await;
            let text = refused(&format!("postgres://ann:secret@127.0.0.1:{port}/x")).await;
            assert_eq!(text, format!("LEADBELL_DATABASE_URL: 127.0.0.1:{port} {wanted}"));
        }
    }
}
