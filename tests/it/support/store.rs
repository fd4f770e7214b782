//! A request as the form makes it, without the form.

use leadbell::clock::Millis;
use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::ids;
use leadbell::leads::{self, Capture, Captured, Form, Verdict};
use serde_json::json;

use super::Shop;

/// One of somebody who came directly and says only who they are, with a key of its own.
pub fn request(shop: &Shop, name: &str, phone: Option<&str>, now: Millis) -> Capture {
    Capture {
        account: shop.account,
        site: shop.site,
        visitor: None,
        conversation: None,
        form: Form::Contact,
        client_key: ids::new_id(),
        name: name.to_owned(),
        phone: phone.map(ToOwned::to_owned),
        phone_given: phone.unwrap_or_default().to_owned(),
        email: None,
        email_given: String::new(),
        message: String::new(),
        consent_at: None,
        page_url: "https://shop.example/".into(),
        page_title: "Shop".into(),
        channel: "direct".into(),
        source: json!({ "channel": "direct" }),
        language: "en".into(),
        address: "192.0.2.1".into(),
        user_agent: "Mozilla/5.0".into(),
        verdict: Verdict::Valid,
        built: None,
        now,
    }
}

/// Stores a request.
#[derive(Clone)]
pub struct Store(pub Capture);

impl Write for Store {
    type Out = Captured;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Captured> {
        leads::capture(tx, &self.0).await
    }
}
