//! The way out for HTTP, inside TLS; its addresses are tested beside the code.

use std::sync::Arc;

use axum::http::Method;
use leadbell::outgoing::{Ask, NoAnswer, Outgoing};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::support::{Authority, TempFolder};

/// A server for `localhost` whose certificate `authority` signed: its port.
async fn server(authority: &Authority) -> u16 {
    let folder = TempFolder::new("tls");
    authority.sign("localhost", folder.path());
    let chain = CertificateDer::pem_file_iter(folder.path().join("chain.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.path().join("key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.map(Result::unwrap).collect(), key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut asked = [0; 1_024];
            let _ = stream.read(&mut asked).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello").await;
        }
    });
    port
}

fn ask(host: &str, port: u16) -> Ask {
    Ask::new(Method::GET, format!("https://{host}:{port}/").parse().unwrap())
}

#[tokio::test]
async fn a_host_is_believed_by_its_certificate_only() {
    let Some(authority) = Authority::new() else { return };
    let port = server(&authority).await;
    let allowed = || vec!["127.0.0.0/8".parse().unwrap()];
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority.certificate()).unwrap()).unwrap();

    let known = Outgoing::trusting(allowed(), roots).unwrap();
    assert_eq!(known.send(ask("localhost", port)).await.unwrap().into_body(), "hello");
    // The certificate is for another name.
    let answer = known.send(ask("127.0.0.1", port)).await;
    assert!(matches!(answer, Err(NoAnswer::Failed(_))), "{answer:?}");

    let public = Outgoing::new(allowed()).unwrap();
    let answer = public.send(ask("localhost", port)).await;
    assert!(matches!(answer, Err(NoAnswer::Failed(_))), "{answer:?}");
    // A name is looked up and its address checked like one that is written out.
    let answer = Outgoing::new(vec![]).unwrap().send(ask("localhost", port)).await;
    assert!(matches!(answer, Err(NoAnswer::Refused(_))), "{answer:?}");
}
