//! The demonstration's host page: a small shop on an origin of its own, with a strict policy.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::ids;

/// What the pages need to carry the tag.
#[derive(Clone)]
pub(super) struct Shop {
    /// The origin of the Leadbell server.
    pub server: String,
    /// The site's key.
    pub site_key: String,
}

#[derive(Clone, Copy)]
enum Shelf {
    Beans,
    Brewing,
    Delivery,
}

#[derive(Template)]
#[template(path = "demo/shop.html")]
struct ShopPage<'a> {
    title: &'static str,
    page: Shelf,
    server: &'a str,
    site_key: &'a str,
    nonce: &'a str,
}

impl Shop {
    pub(super) fn routes(self) -> Router {
        Router::new()
            .route("/", get(|State(shop): State<Self>| async move { shop.show(Shelf::Beans) }))
            .route("/shop.css", get(style))
            .route("/{page}", get(inner))
            .with_state(self)
    }

    fn show(&self, page: Shelf) -> Response {
        let nonce = ids::random_token(16);
        let title = match page {
            Shelf::Beans => "Fernweh Coffee: roasted to order",
            Shelf::Brewing => "Brewing · Fernweh Coffee",
            Shelf::Delivery => "Delivery · Fernweh Coffee",
        };
        let template =
            ShopPage { title, page, server: &self.server, site_key: &self.site_key, nonce: &nonce };
        let socket = self.server.replacen("http", "ws", 1);
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src data:; \
             script-src 'nonce-{nonce}' 'strict-dynamic'; connect-src {} {socket}; \
             require-trusted-types-for 'script'; base-uri 'none'; frame-ancestors 'none'",
            self.server
        );
        match template.render() {
            Ok(text) => ([(header::CONTENT_SECURITY_POLICY, policy)], Html(text)).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

async fn inner(State(shop): State<Shop>, Path(page): Path<String>) -> Response {
    match page.as_str() {
        "brewing" => shop.show(Shelf::Brewing),
        "delivery" => shop.show(Shelf::Delivery),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("../../templates/demo/shop.css"),
    )
}
