//! Somebody of the team, in a browser with cookies.

use std::sync::Arc;

use reqwest::cookie::{CookieStore as _, Jar};
use reqwest::redirect::Policy;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::{Answer, Socket};

/// A browser on the console. Redirects are not followed: their target is in `location`.
#[derive(Clone)]
pub struct Operator {
    /// The server.
    pub base: Url,
    /// The session's CSRF token; sent with every change.
    pub csrf: String,
    cookies: Arc<Jar>,
    http: reqwest::Client,
}

impl Operator {
    /// A browser in which nobody has signed in, on the server or the node with this address.
    pub fn new(base: Url) -> Self {
        let cookies = Arc::new(Jar::default());
        let http = reqwest::Client::builder()
            .cookie_provider(cookies.clone())
            .redirect(Policy::none())
            .build()
            .expect("a client");
        Self { base, csrf: String::new(), cookies, http }
    }

    /// Signs in through the login page; the console must open afterwards.
    pub async fn sign_in(&mut self, email: &str, password: &str) {
        let answer = self.try_sign_in(email, password).await;
        assert_eq!(answer.status, 303, "no login: {}", answer.text);
        let inbox = self.page("/console/inbox").await;
        assert_eq!(inbox.status, 200, "the console stays closed: {}", inbox.text);
    }

    /// Fills in the login page and gives the answer.
    pub async fn try_sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.page("/login").await;
        self.form("/login", &[("email", email), ("password", password)]).await
    }

    /// Opens a page; remembers the CSRF token in it.
    pub async fn page(&mut self, path: &str) -> Answer {
        let answer = self.get(path).await;
        if let Some(csrf) = csrf_in(&answer.text) {
            self.csrf = csrf;
        }
        answer
    }

    /// Gets a path.
    pub async fn get(&self, path: &str) -> Answer {
        let request = self.http.get(self.at(path));
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Gets a path; `None` where the server does not answer.
    pub async fn try_get(&self, path: &str) -> Option<Answer> {
        Some(Answer::read(self.http.get(self.at(path)).send().await.ok()?).await)
    }

    /// Posts JSON with the CSRF token; `None` where the server does not answer.
    pub async fn try_post(&self, path: &str, body: Value) -> Option<Answer> {
        let request = self.http.post(self.at(path)).header("x-csrf-token", &self.csrf).json(&body);
        Some(Answer::read(request.send().await.ok()?).await)
    }

    /// Gets a path with a browser that asks for these languages.
    pub async fn get_in(&self, path: &str, languages: &str) -> Answer {
        let request = self.http.get(self.at(path)).header("accept", "text/html");
        let request = request.header("accept-language", languages);
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Posts a form with the CSRF token.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields = fields.to_vec();
        if !fields.iter().any(|(name, _)| *name == "csrf") {
            fields.push(("csrf", &self.csrf));
        }
        let request = self.http.post(self.at(path)).form(&fields);
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Posts a form in parts (RFC 7578) with the CSRF token, and a file: field, name, content.
    pub async fn parts(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &str, &[u8])>,
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields.iter().chain(&[("csrf", self.csrf.as_str())]) {
            let head = format!("--XXXX\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
        }
        if let Some((field, name, content)) = file {
            let how = format!("form-data; name=\"{field}\"; filename=\"{name}\"");
            body.extend_from_slice(
                format!("--XXXX\r\ncontent-disposition: {how}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--XXXX--\r\n");
        let request = self.http.post(self.at(path)).body(body);
        let request = request.header("content-type", "multipart/form-data; boundary=XXXX");
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Posts JSON with the CSRF token.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        let request = self.http.post(self.at(path)).header("x-csrf-token", &self.csrf).json(&body);
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Uploads a file under an id of this client.
    pub async fn upload(&self, id: Uuid, name: &str, content: &[u8]) -> Answer {
        let mut url = self.at("/api/v1/files");
        url.query_pairs_mut().append_pair("id", &id.to_string()).append_pair("name", name);
        let request = self.http.post(url).header("x-csrf-token", &self.csrf);
        let request = request.body(content.to_vec());
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Puts JSON with the CSRF token.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        let request = self.http.put(self.at(path)).header("x-csrf-token", &self.csrf).json(&body);
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Puts bytes with the CSRF token.
    pub async fn put_bytes(&self, path: &str, content: &[u8]) -> Answer {
        let request = self.http.put(self.at(path)).header("x-csrf-token", &self.csrf);
        Answer::read(request.body(content.to_vec()).send().await.expect("an answer")).await
    }

    /// Deletes with JSON and the CSRF token.
    pub async fn delete(&self, path: &str, body: Value) -> Answer {
        let request = self.http.delete(self.at(path)).header("x-csrf-token", &self.csrf);
        Answer::read(request.json(&body).send().await.expect("an answer")).await
    }

    /// Posts JSON without the CSRF token.
    pub async fn post_without_token(&self, path: &str, body: Value) -> Answer {
        let request = self.http.post(self.at(path)).json(&body);
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Opens the socket, which must succeed.
    pub async fn socket(&self) -> Socket {
        let origin = self.base.origin().ascii_serialization();
        let opened = self.try_socket(Some(&origin)).await;
        opened.unwrap_or_else(|status| panic!("the socket answered {status}"))
    }

    /// Opens the socket from an origin, or gives the status with which the server refused it.
    pub async fn try_socket(&self, origin: Option<&str>) -> Result<Socket, u16> {
        let mut headers = Vec::new();
        headers.extend(origin.map(|origin| ("origin", origin.to_owned())));
        headers.extend(self.cookie().map(|cookie| ("cookie", cookie)));
        Socket::open(&self.base, "/api/v1/socket", &headers).await
    }

    /// Takes a cookie, as if the server had set it.
    pub fn remember(&self, cookie: &str) {
        self.cookies.add_cookie_str(cookie, &self.base);
    }

    /// The `Cookie` header that this browser sends.
    pub fn cookie(&self) -> Option<String> {
        let header = self.cookies.cookies(&self.base)?;
        header.to_str().ok().map(ToOwned::to_owned)
    }

    fn at(&self, path: &str) -> Url {
        self.base.join(path).expect("a path")
    }
}

/// The content of `<meta name="csrf">`, or the value of the first `<input name="csrf">`.
fn csrf_in(page: &str) -> Option<String> {
    let tag = page.split('<').find(|tag| tag.contains(r#"name="csrf""#))?;
    let value = ["content=\"", "value=\""].iter().find_map(|name| tag.split_once(name))?.1;
    value.split('"').next().map(ToOwned::to_owned)
}
