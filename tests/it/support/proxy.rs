//! A way to a server that a test can cut: a proxy that copies bytes.

use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// A listener on loopback whose connections lead to another place.
pub struct Proxy {
    address: SocketAddr,
    open: watch::Sender<bool>,
}

impl Proxy {
    /// Leads to `host:port`, or to the path of a Unix socket.
    pub async fn to(place: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let open = watch::Sender::new(true);
        tokio::spawn(accept(listener, place.to_owned(), open.subscribe()));
        Self { address, open }
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
}

async fn accept(listener: TcpListener, place: String, mut open: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { continue };
                if *open.borrow() {
                    tokio::spawn(lead(client, place.clone(), open.clone()));
                }
            }
            // The test is over.
            gone = async { while open.changed().await.is_ok() {} } => return gone,
        }
    }
}

async fn lead(client: TcpStream, place: String, open: watch::Receiver<bool>) {
    if place.starts_with('/') {
        let Ok(server) = UnixStream::connect(&place).await else { return };
        carry(client, server, open).await;
    } else {
        let Ok(server) = TcpStream::connect(&place).await else { return };
        carry(client, server, open).await;
    }
}

async fn carry(
    mut client: TcpStream,
    mut server: impl AsyncRead + AsyncWrite + Unpin,
    mut open: watch::Receiver<bool>,
) {
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => {}
        _ = open.wait_for(|open| !open) => {}
    }
}
