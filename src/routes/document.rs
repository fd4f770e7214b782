//! The document of the JSON interface (OpenAPI 3.1): what each feature says of its routes, and
//! what holds for all of them.

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, Content, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{OpenApi, ToSchema as _};

use crate::notify::push;
use crate::web::ProblemBody;
use crate::{attachments, bot, chat, forms, live, offers, people, visitors};

/// What every route may answer.
const ALWAYS: &[(&str, &str)] = &[
    ("408", "`too_slow`: the request, or its answer, took longer than 30 s"),
    ("500", "`internal`: in the server's log under the request's id"),
    ("503", "`unavailable` for a moment, or `stopping`: try again after `retry-after` seconds"),
];

/// The document of this release.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    for part in [
        people::document(),
        visitors::Document::openapi(),
        attachments::Document::openapi(),
        forms::Document::openapi(),
        chat::document(),
        live::Document::openapi(),
        bot::Document::openapi(),
        offers::Document::openapi(),
        push::Document::openapi(),
    ] {
        document.merge(part);
    }
    everywhere(&mut document);
    document
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Leadbell"),
    paths(super::health, super::ready),
    components(schemas(ProblemBody)),
    tags(
        (name = "widget", description = "What host pages fetch and send. The request's `Origin` \
            must be on the site's list; there are no cookies"),
        (name = "inbox", description = "What the console's inbox reads and changes"),
        (name = "scripts", description = "The chatbot's scripts, and what it knows"),
        (name = "people", description = "What the console changes of a person"),
        (name = "server", description = "For whoever runs the server"),
    )
)]
struct Document;

/// Adds what holds for every route, so that no feature has to say it.
fn everywhere(document: &mut utoipa::openapi::OpenApi) {
    let components = document.components.get_or_insert_with(Components::new);
    for (name, scheme) in schemes() {
        components.add_security_scheme(name, scheme);
    }
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        let responses = &mut operation.responses.responses;
        for (status, words) in ALWAYS {
            let response = ResponseBuilder::new().description(*words).build();
            responses.entry((*status).to_owned()).or_insert(response.into());
        }
        for (status, response) in responses {
            if let RefOr::T(response) = response
                && status.starts_with(['4', '5'])
            {
                is_problem(response);
            }
        }
    }
}

fn is_problem(response: &mut Response) {
    let schema = Ref::from_schema_name(ProblemBody::name());
    let content = Content::new(Some(RefOr::<utoipa::openapi::Schema>::Ref(schema)));
    response.content.insert("application/problem+json".to_owned(), content.into());
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, post, put, delete, .. } = path;
    [get, post, put, delete].into_iter().flatten()
}

fn schemes() -> [(&'static str, SecurityScheme); 4] {
    let key = |name: &str, words: &str| ApiKeyValue::with_description(name, words);
    [
        (
            "visitor",
            SecurityScheme::ApiKey(ApiKey::Header(key(
                "Sec-WebSocket-Protocol",
                "`leadbell.v1, t.TOKEN` with the visitor's token, which `viewPage` gives. In JSON \
                 bodies the token is the field `token`.",
            ))),
        ),
        (
            "bearer",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some("The visitor's token, where the body is a file."))
                    .build(),
            ),
        ),
        (
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(key(
                "__Host-leadbell",
                "The session of the console's login; `leadbell` where the server's address is not \
                 HTTPS.",
            ))),
        ),
        (
            "csrf",
            SecurityScheme::ApiKey(ApiKey::Header(key(
                "x-csrf-token",
                "The session's token against forged changes, which `me` gives.",
            ))),
        ),
    ]
}
