//! A way to a server that a test can cut or slow down: a proxy that copies bytes.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, split};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// A listener on loopback whose connections lead to another place.
pub struct Proxy {
    address: SocketAddr,
    open: watch::Sender<bool>,
    delay: watch::Sender<Duration>,
}

impl Proxy {
    /// Leads to `host:port`, or to the path of a Unix socket.
    pub async fn to(place: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (open, delay) = (watch::Sender::new(true), watch::Sender::new(Duration::ZERO));
        let way = Way { place: place.to_owned(), open: open.subscribe(), delay: delay.subscribe() };
        tokio::spawn(accept(listener, way));
        Self { address, open, delay }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts every connection; new ones are hung up on.
    pub fn cut(&self) {
        self.open.send_replace(false);
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.open.send_replace(true);
    }

    /// From now on whatever goes either way comes so much later.
    pub fn delay(&self, by: Duration) {
        self.delay.send_replace(by);
    }
}

/// Where it leads, and how.
#[derive(Clone)]
struct Way {
    place: String,
    open: watch::Receiver<bool>,
    delay: watch::Receiver<Duration>,
}

async fn accept(listener: TcpListener, mut way: Way) {
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { continue };
                if *way.open.borrow() {
                    tokio::spawn(lead(client, way.clone()));
                }
            }
            // The test is over.
            gone = async { while way.open.changed().await.is_ok() {} } => return gone,
        }
    }
}

async fn lead(client: TcpStream, way: Way) {
    if way.place.starts_with('/') {
        let Ok(server) = UnixStream::connect(&way.place).await else { return };
        carry(client, server, way).await;
    } else {
        let Ok(server) = TcpStream::connect(&way.place).await else { return };
        carry(client, server, way).await;
    }
}

async fn carry(client: TcpStream, server: impl AsyncRead + AsyncWrite + Unpin, mut way: Way) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = split(server);
    tokio::select! {
        () = copy(from_client, to_server, &way.delay) => {}
        () = copy(from_server, to_client, &way.delay) => {}
        _ = way.open.wait_for(|open| !open) => {}
    }
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    delay: &watch::Receiver<Duration>,
) {
    let mut bytes = vec![0; 16 * 1_024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let by = *delay.borrow();
        if !by.is_zero() {
            tokio::time::sleep(by).await;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}
