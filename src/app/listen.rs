//! The accept loop: bounded headers and times, back-off when descriptors run out.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::stream::Bounded;
use crate::realtime::Received;
use crate::web::{Peer, Problem};

/// A client has this long to send its request's head.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// A request, with its body, is answered within this time: a client that sends its body a byte at
/// a time does not hold a connection for ever. What it asked to be written is written all the same.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// A file over a slow line takes longer: each second that so many bytes came in is not counted.
const PACE: u64 = 8 * 1_024;
/// The largest request head.
const HEAD_LIMIT: usize = 16 * 1_024;
/// The wait after `accept` failed, as it does when descriptors run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Connections that may wait to be accepted, as far as the system lets so many: after a restart
/// every open page comes back at once, and one that finds no place tries again a second later.
const BACKLOG: u32 = 16_384;

/// Takes the address.
pub(super) fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

pub(super) async fn serve(
    listener: TcpListener,
    routes: Router,
    stop: &CancellationToken,
    connections: &TaskTracker,
) {
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let _ = stream.set_nodelay(true);
                    let work = connection(stream, Peer(peer), routes.clone(), stop.clone());
                    connections.spawn(work);
                }
                Err(cause) => {
                    tracing::warn!(%cause, "no connection could be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    routes: Router,
    stop: CancellationToken,
) {
    let stream = Bounded::new(stream);
    let received = stream.received();
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(received.clone());
        let (routes, received) = (routes.clone(), received.clone());
        async move {
            tokio::select! {
                answer = routes.oneshot(request.map(Body::new)) => answer,
                () = patience(&received) => Ok(too_slow()),
            }
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    tokio::select! {
        ended = connection.as_mut() => return log(ended),
        () = stop.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    log(connection.await);
}

/// Waits until a request has taken too long for what came in of it.
async fn patience(received: &Received) {
    let (begun, before) = (Instant::now(), received.total());
    loop {
        let grace = Duration::from_secs((received.total() - before) / PACE);
        let until = begun + ANSWER_WITHIN + grace;
        if Instant::now() >= until {
            return;
        }
        tokio::time::sleep_until(until).await;
    }
}

fn too_slow() -> Response {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow").into_response()
}

fn log(ended: Result<(), hyper::Error>) {
    if let Err(cause) = ended {
        tracing::debug!(%cause, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::super::stream::TAKE_WITHIN;
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_a_byte_at_a_time_is_not_waited_for() {
        let routes = Router::new().route("/", post(|body: String| async move { body }));
        let (ours, theirs) = tokio::io::duplex(64 * 1_024);
        let peer = Peer(SocketAddr::from(([127, 0, 0, 1], 1)));
        let served = tokio::spawn(connection(ours, peer, routes, CancellationToken::new()));
        let (mut from, mut to) = tokio::io::split(theirs);
        let begun = tokio::time::Instant::now();
        to.write_all(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9000\r\n\r\n").await.unwrap();
        tokio::spawn(async move {
            while to.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        let mut answer = String::new();
        let _ = from.read_to_string(&mut answer).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        served.await.unwrap();
        assert!(begun.elapsed() < ANSWER_WITHIN + HEAD_WITHIN, "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_file_that_comes_at_a_slow_lines_pace_is_waited_for() {
        const SIZE: usize = 100;
        let routes =
            Router::new().route("/", post(|body: String| async move { body.len().to_string() }));
        let (ours, theirs) = tokio::io::duplex(64 * 1_024);
        let peer = Peer(SocketAddr::from(([127, 0, 0, 1], 1)));
        let served = tokio::spawn(connection(ours, peer, routes, CancellationToken::new()));
        let (mut from, mut to) = tokio::io::split(theirs);
        let begun = tokio::time::Instant::now();
        let length = SIZE * 16 * 1_024;
        let head = format!(
            "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
        );
        to.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..SIZE {
            to.write_all(&vec![b'x'; 16 * 1_024]).await.unwrap();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        let mut answer = String::new();
        from.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with(&length.to_string()), "{answer}");
        served.await.unwrap();
        assert!(begun.elapsed() > 3 * ANSWER_WITHIN, "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_nothing_of_its_answer_is_let_go_of() {
        let routes = Router::new().route("/", get(|| async { "x".repeat(100_000) }));
        let (ours, mut theirs) = tokio::io::duplex(1_024);
        let peer = Peer(SocketAddr::from(([127, 0, 0, 1], 1)));
        let served = tokio::spawn(connection(ours, peer, routes, CancellationToken::new()));
        let begun = tokio::time::Instant::now();
        theirs.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        // A byte now and then changes nothing.
        let (mut from, _to) = tokio::io::split(theirs);
        tokio::spawn(async move {
            while from.read_u8().await.is_ok() {
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        });
        served.await.unwrap();
        assert!(begun.elapsed() <= TAKE_WITHIN + HEAD_WITHIN, "{:?}", begun.elapsed());
    }
}
