//! What cannot be read is refused the same way everywhere: a problem for programs, a page for
//! people.

use reqwest::{Client, Method, RequestBuilder};
use uuid::Uuid;

use crate::support::{Answer, ORIGIN, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";

fn ask(app: &TestApp, method: &str, path: &str) -> RequestBuilder {
    let method = Method::from_bytes(method.as_bytes()).expect("a method");
    Client::new().request(method, app.url.join(path).expect("a path")).header("origin", ORIGIN)
}

async fn read(request: RequestBuilder) -> Answer {
    Answer::read(request.send().await.expect("an answer")).await
}

/// Checks that an answer is a problem.
#[track_caller]
fn is_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.code()), (status, code), "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.body["status"], status);
    assert_eq!(answer.header("x-request-id"), answer.body["request_id"]);
}

both! {
    async fn metrics_are_for_this_machine_and_not_for_whom_its_proxy_serves(app) {
        assert_eq!(read(ask(app, "GET", "/metrics")).await.status, 200);
        for name in ["x-forwarded-for", "forwarded", "x-real-ip", "via"] {
            let through = ask(app, "GET", "/metrics").header(name, "127.0.0.1");
            assert_eq!(read(through).await.status, 404, "{name}");
        }
    }

    async fn a_bad_query_path_or_body_is_a_problem(app) {
        let shop = app.shop().await;
        let owner = app.operator(&shop).await;
        let messages = format!("/api/v1/conversations/{}/messages?limit=", Uuid::nil());
        for path in [
            "/api/v1/conversations?filter=anybodys",
            "/api/v1/conversations?site=a&site=b",
            &format!("{messages}many"),
            &format!("{messages}9999999999999999999999"),
            "/console/leads?before=1&before=2",
            "/login?next=1&next=2",
        ] {
            is_problem(&owner.get(path).await, 400, "invalid_query");
        }
        for path in ["/s/%FF", "/w/%FF", "/reset/%FF", "/invite/%FF"] {
            is_problem(&owner.get(path).await, 400, "invalid_path");
        }
        for kind in ["application/json", "text/plain", FORM, "nonsense"] {
            for path in ["/v1/view", "/v1/form", "/v1/submit"] {
                let request = ask(app, "POST", path).header("content-type", kind).body("{");
                is_problem(&read(request).await, 400, "invalid_json");
                let request = ask(app, "POST", path).header("content-type", kind).body("[]");
                is_problem(&read(request).await, 422, "invalid_json");
            }
        }
        let large = ask(app, "POST", "/v1/view").body("x".repeat(3 << 20));
        is_problem(&read(large).await, 413, "unreadable_body");
        is_problem(&owner.get("/api/v1/socket").await, 403, "origin_not_allowed");
        is_problem(&owner.get("/v1/socket").await, 400, "not_a_socket");
    }

    async fn a_method_that_an_address_does_not_take_is_a_problem(app) {
        let answer = read(ask(app, "GET", "/v1/submit")).await;
        is_problem(&answer, 405, "method_not_allowed");
        assert_eq!(answer.header("allow"), "POST");
        assert_eq!(answer.header("access-control-allow-origin"), ORIGIN, "the page can read it");
        for (method, path) in [("POST", "/healthz"), ("DELETE", "/api/v1/me"), ("PUT", "/login")] {
            is_problem(&read(ask(app, method, path)).await, 405, "method_not_allowed");
        }
    }

    async fn a_form_of_another_type_is_a_problem_and_a_page_in_front_of_a_person(app) {
        app.shop().await;
        for (kind, body, status, code) in [
            ("application/json", "{}", 415, "unsupported_media_type"),
            (FORM, "email=1&email=2", 400, "unreadable_form"),
        ] {
            let request = || {
                let url = app.url.join("/login").expect("a path");
                Client::new().post(url).header("content-type", kind).body(body)
            };
            is_problem(&read(request()).await, status, code);
            let page = read(request().header("accept", "text/html,*/*;q=0.8")).await;
            assert_eq!(page.status, status);
            assert!(page.header("content-type").starts_with("text/html"), "{}", page.text);
            assert!(page.text.contains("could not read this"), "{}", page.text);
        }
        for (method, path, status) in
            [("GET", "/login?next=1&next=2", 400), ("GET", "/reset/%FF", 400), ("PUT", "/login", 405)]
        {
            let page = read(ask(app, method, path).header("accept", "text/html")).await;
            assert_eq!(page.status, status, "{path}");
            assert!(page.header("content-type").starts_with("text/html"), "{path}");
        }
    }
}
