//! Somebody on a host page, as the widget speaks for them.

use leadbell::ids;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::{Answer, ORIGIN, Shop, Socket};

/// A browser on a shop's page. Every field may be changed before it speaks.
#[derive(Clone)]
pub struct Visitor {
    /// The server.
    pub base: Url,
    /// The site's key.
    pub site: String,
    /// The page's origin; `None` sends no such header.
    pub origin: Option<String>,
    /// The network address, as a trusted proxy tells it.
    pub address: String,
    /// The browser.
    pub user_agent: String,
    /// The page's address and title.
    pub page: (String, String),
    /// Where the visitor came from.
    pub referrer: String,
    /// The page's language.
    pub lang: String,
    /// The token, once the server has given one.
    pub token: Option<String>,
    /// The visitor's id, once the server has made it.
    pub id: Option<Uuid>,
    http: reqwest::Client,
}

impl Visitor {
    /// Somebody new at `base`, from a network address.
    pub fn new(base: Url, shop: &Shop, address: &str) -> Self {
        Self {
            base,
            site: shop.key.clone(),
            origin: Some(ORIGIN.to_owned()),
            address: address.to_owned(),
            user_agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                         Chrome/140.0.0.0 Safari/537.36"
                .to_owned(),
            page: (format!("{ORIGIN}/lamps"), "Lamps".to_owned()),
            referrer: String::new(),
            lang: "en".to_owned(),
            token: None,
            id: None,
            http: reqwest::Client::builder().cookie_store(true).build().expect("a client"),
        }
    }

    /// Sends a JSON body as the widget does. `site`, and the token where there is one, are added
    /// unless the body has them (null removes them).
    pub async fn post(&self, path: &str, mut body: Value) -> Answer {
        if let Some(fields) = body.as_object_mut() {
            fields.entry("site").or_insert_with(|| json!(self.site));
            if let Some(token) = &self.token {
                fields.entry("token").or_insert_with(|| json!(token));
            }
            fields.retain(|_, value| !value.is_null());
        }
        self.send(self.http.post(self.at(path)), &body).await
    }

    async fn send(&self, request: RequestBuilder, body: &Value) -> Answer {
        let request = self
            .head(request)
            .header("content-type", "text/plain;charset=UTF-8")
            .body(body.to_string());
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Gets a path of the server.
    pub async fn get(&self, path: &str) -> Answer {
        let request = self.head(self.http.get(self.at(path)));
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// Uploads a file under an id of this client.
    pub async fn upload(&self, id: Uuid, name: &str, content: &[u8]) -> Answer {
        let mut url = self.at("/v1/files");
        url.query_pairs_mut().append_pair("id", &id.to_string()).append_pair("name", name);
        let mut request = self.head(self.http.post(url)).body(content.to_vec());
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        Answer::read(request.send().await.expect("an answer")).await
    }

    fn head(&self, mut request: RequestBuilder) -> RequestBuilder {
        if let Some(origin) = &self.origin {
            request = request.header("origin", origin);
        }
        request
            .header("x-forwarded-for", &self.address)
            .header("user-agent", &self.user_agent)
            .header("accept-language", &self.lang)
    }

    fn at(&self, path: &str) -> Url {
        self.base.join(path).expect("a path")
    }

    /// Looks at the page: gets a token the first time.
    pub async fn view(&mut self) -> Answer {
        let (url, title) = self.page.clone();
        let answer = self
            .post(
                "/v1/view",
                json!({
                    "view": ids::new_id(), "url": url, "title": title,
                    "referrer": self.referrer, "lang": self.lang,
                }),
            )
            .await;
        if let Some(token) = answer.body["token"].as_str() {
            self.token = Some(token.to_owned());
            self.id = answer.body["visitor"].as_str().and_then(|id| id.parse().ok());
        }
        answer
    }

    /// Goes to another page and looks at it.
    pub async fn go(&mut self, url: &str, title: &str) -> Answer {
        self.page = (url.to_owned(), title.to_owned());
        self.view().await
    }

    /// Opens the form: gives the answer with the form token.
    pub async fn form(&self) -> Answer {
        self.post("/v1/form", json!({})).await
    }

    /// A submission as the widget makes it, with the given fields over the usual ones. A new key
    /// each time unless `fields` has one.
    pub fn submission(&self, fields: &Value) -> Value {
        let (url, title) = &self.page;
        let mut body = json!({
            "key": ids::new_id(), "form": "contact",
            "page": {"url": url, "title": title}, "lang": self.lang,
        });
        for (name, value) in fields.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        body
    }

    /// Posts the form at once, with the given fields over the usual ones. A form token is not
    /// added: without one, or within its time trap, a submission is suspect.
    pub async fn submit(&self, fields: Value) -> Answer {
        self.post("/v1/submit", self.submission(&fields)).await
    }

    /// Opens the form, takes half a minute to fill it in (moves the clock), and posts it.
    pub async fn fill_in(&self, app: &super::TestApp, fields: Value) -> Answer {
        let form = self.form().await.expect(200);
        app.ctx.clock.advance(30_000);
        let mut body = self.submission(&fields);
        body["form_token"] = form.body["form_token"].clone();
        self.post("/v1/submit", body).await
    }

    /// Opens the socket, which must succeed.
    pub async fn socket(&self) -> Socket {
        self.try_socket().await.unwrap_or_else(|status| panic!("the socket answered {status}"))
    }

    /// Opens the socket, or gives the status with which the server refused it.
    pub async fn try_socket(&self) -> Result<Socket, u16> {
        let mut headers = vec![
            ("x-forwarded-for", self.address.clone()),
            ("user-agent", self.user_agent.clone()),
        ];
        headers.extend(self.origin.clone().map(|origin| ("origin", origin)));
        let token = self.token.as_ref().map(|token| format!(", t.{token}")).unwrap_or_default();
        headers.push(("sec-websocket-protocol", format!("leadbell.v1{token}")));
        Socket::open(&self.base, "/v1/socket", &headers).await
    }
}
