use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

/// A server on loopback that gives every request the same answer, and counts them.
async fn server(answer: String) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, count) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = count.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.windows(4).any(|four| four == b"\r\n\r\n") {
                    if stream.read_buf(&mut head).await.unwrap_or(0) == 0 {
                        return;
                    }
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let _ = stream.write_all(answer.replace("HEAD", &head).as_bytes()).await;
            });
        }
    });
    (address, count)
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{body}")
}

fn outgoing(allowed: &[&str]) -> Outgoing {
    Outgoing::new(allowed.iter().map(|one| one.parse().unwrap()).collect()).unwrap()
}

fn get(url: &str) -> Ask {
    Ask::new(Method::GET, url.parse().unwrap())
}

#[tokio::test]
async fn this_machine_is_not_reached_however_its_address_is_spelled() {
    let (address, count) = server(ok("secret")).await;
    let (port, outgoing) = (address.port(), outgoing(&[]));
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "１２７.0.0.1",
        "127。0。0。1",
        "0",
        "0.0.0.0",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
    ] {
        let answer = outgoing.send(get(&format!("http://{host}:{port}/"))).await;
        assert!(matches!(answer, Err(NoAnswer::Refused(_))), "{host}: {answer:?}");
    }
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn other_schemes_and_addresses_with_a_password_are_refused() {
    let outgoing = outgoing(&["127.0.0.0/8"]);
    for url in ["ftp://127.0.0.1/", "file:///etc/passwd", "http://a:b@127.0.0.1/"] {
        let answer = outgoing.send(get(url)).await;
        assert!(matches!(answer, Err(NoAnswer::Refused(_))), "{url}: {answer:?}");
    }
}

#[tokio::test]
async fn what_the_admin_allows_is_reached_and_asked_whole() {
    let (address, _) = server(ok("HEAD")).await;
    let mut ask = get(&format!("http://{address}/a%20b?c=d#e"));
    ask.headers.insert("x-own", HeaderValue::from_static("1"));
    let answer = outgoing(&["127.0.0.0/8"]).send(ask).await.unwrap();
    let head = String::from_utf8(answer.into_body().to_vec()).unwrap();
    assert!(head.starts_with("GET /a%20b?c=d HTTP/1.1\r\n"), "{head}");
    assert!(head.contains(&format!("host: {address}\r\n")), "{head}");
    assert!(head.contains("x-own: 1\r\n") && head.contains("user-agent: Leadbell/"), "{head}");
}

#[tokio::test]
async fn a_redirect_is_checked_like_a_first_request() {
    let (inside, count) = server(ok("secret")).await;
    let to = format!("http://127.0.0.2:{}/", inside.port());
    let (outside, _) =
        server(format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n")).await;
    let ask = Ask { hops: 3, ..get(&format!("http://{outside}/")) };
    let answer = outgoing(&["127.0.0.1/32"]).send(ask.clone()).await;
    assert!(matches!(answer, Err(NoAnswer::Refused(_))), "{answer:?}");
    assert_eq!(count.load(Ordering::Relaxed), 0);
    let unasked = outgoing(&["127.0.0.1/32"]).send(Ask { hops: 0, ..ask }).await.unwrap();
    assert_eq!(unasked.status(), StatusCode::FOUND);
}

/// A resolver that gives these addresses, one list for each time that it is asked.
fn names(answers: Vec<Vec<SocketAddr>>) -> (connect::LookUp, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let names: connect::LookUp = Box::new(move |_, _| {
        let found = answers[counted.fetch_add(1, Ordering::Relaxed)].clone();
        Box::pin(async move { Ok(found) })
    });
    (names, count)
}

#[tokio::test]
async fn a_name_that_changes_its_mind_leads_to_no_address_that_was_not_checked() {
    let moved = "HTTP/1.1 302 Go\r\nlocation: /secret\r\ncontent-length: 0\r\n\r\n";
    let (open, asked) = server(moved.into()).await;
    let inside = SocketAddr::from(([127, 0, 0, 2], open.port()));
    let listener = TcpListener::bind(inside).await.unwrap();
    let url = format!("http://rebinding.example:{}/", open.port());
    let mut outgoing = outgoing(&["127.0.0.1/32"]);

    // It is looked up once for each request, and the connection goes to what was checked then.
    let (both, lookups) = names(vec![vec![inside, open], vec![inside]]);
    outgoing.names = both;
    let answer = outgoing.send(get(&url)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::FOUND);
    assert_eq!((lookups.load(Ordering::Relaxed), asked.load(Ordering::Relaxed)), (1, 1));
    let answer = outgoing.send(get(&url)).await;
    assert!(matches!(answer, Err(NoAnswer::Refused(_))), "{answer:?}");

    // In a redirect to itself as well.
    let (turns, lookups) = names(vec![vec![open], vec![inside]]);
    outgoing.names = turns;
    let answer = outgoing.send(Ask { hops: 1, ..get(&url) }).await;
    assert!(matches!(answer, Err(NoAnswer::Refused(_))), "{answer:?}");
    assert_eq!((lookups.load(Ordering::Relaxed), asked.load(Ordering::Relaxed)), (2, 2));

    let came = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(came.is_err(), "somebody came to {inside}");
}

#[tokio::test]
async fn redirects_come_to_an_end_and_take_no_secret_along() {
    let (second, _) = server(ok("HEAD")).await;
    let (first, _) = server(format!(
        "HTTP/1.1 307 Go\r\nlocation: http://{second}/there\r\ncontent-length: 0\r\n\r\n"
    ))
    .await;
    let outgoing = outgoing(&["127.0.0.0/8"]);
    let mut ask = Ask { hops: 1, ..get(&format!("http://{first}/")) };
    ask.headers.insert(header::AUTHORIZATION, HeaderValue::from_static("secret"));
    ask.headers.insert("x-own", HeaderValue::from_static("1"));
    let answer = outgoing.send(ask).await.unwrap();
    let head = String::from_utf8(answer.into_body().to_vec()).unwrap();
    assert!(head.starts_with("GET /there") && head.contains("x-own"), "{head}");
    assert!(!head.contains("secret"), "{head}");

    let again = "HTTP/1.1 302 Go\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n";
    let (circle, count) = server(again.into()).await;
    let ask = Ask { hops: 4, ..get(&format!("http://{circle}/")) };
    assert_eq!(outgoing.send(ask).await.unwrap().status(), StatusCode::FOUND);
    assert_eq!(count.load(Ordering::Relaxed), 5);
}

#[tokio::test]
async fn an_answer_is_bounded_in_size_and_time() {
    let outgoing = outgoing(&["127.0.0.0/8"]);
    let (address, _) = server(ok(&"x".repeat(2_000))).await;
    let ask = Ask { longest: 1_999, ..get(&format!("http://{address}/")) };
    let answer = outgoing.send(ask).await;
    assert!(matches!(answer, Err(NoAnswer::TooLong(1_999))), "{answer:?}");

    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let within = Duration::from_millis(50);
    let answer = outgoing.send(Ask { within, ..get(&url) }).await;
    assert!(matches!(answer, Err(NoAnswer::TooSlow(_))), "{answer:?}");
    drop(silent);
    let answer = outgoing.send(get(&url)).await;
    assert!(matches!(answer, Err(NoAnswer::Failed(_))), "{answer:?}");
}

#[test]
fn only_an_address_counts_as_allowed_not_a_name() {
    let outgoing = outgoing(&["127.0.0.0/8", "::1/128"]);
    for (url, is) in [
        ("http://127.0.0.1:80/", true),
        ("http://[::1]/", true),
        ("http://10.0.0.1/", false),
        ("http://localhost/", false),
    ] {
        assert_eq!(outgoing.is_allowed(&url.parse().unwrap()), is, "{url}");
    }
}
