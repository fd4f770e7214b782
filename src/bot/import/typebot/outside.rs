//! What the bot tells others, and asks them.

use base64::Engine as _;
use serde_json::Value as Json;

use super::source::{Part, is, list, parts, text};
use super::{Builder, Here, Why, set};
use crate::bot::script::{Does, Header, Http, Save, markup};

/// Blocks that ask a model's provider.
const MODELS: &[&str] = &[
    "OpenAI",
    "openai",
    "anthropic",
    "mistral",
    "groq",
    "together-ai",
    "open-router",
    "perplexity",
    "deepseek",
    "dify-ai",
    "chat-node",
    "elevenlabs",
    "zemantic-ai",
];

impl<'a> Builder<'a> {
    pub(super) fn outside(&mut self, here: &Here<'a>, kind: &str) -> Vec<Does> {
        match kind {
            "Webhook" | "Zapier" | "Make.com" | "Pabbly" => self.request(here, kind),
            "Email" => {
                let to: Vec<&str> =
                    here.list("/options/recipients").iter().filter_map(Json::as_str).collect();
                self.mail(here, &to)
            }
            "gmail" => {
                let to: Vec<&str> = here.text("/options/to").split(',').map(str::trim).collect();
                self.mail(here, &to)
            }
            "Chatwoot" if here.text("/options/task") != "Close widget" => {
                vec![Does::Handover { department: None, text: String::new() }]
            }
            "zendesk" => vec![Does::Handover { department: None, text: String::new() }],
            _ => {
                let action = ["/options/action", "/options/task"].map(|path| here.text(path));
                let note = action.into_iter().find(|action| !action.is_empty()).unwrap_or("");
                let why = if MODELS.contains(&kind) { Why::Model } else { Why::Service };
                let kind = if kind.trim().is_empty() { "?" } else { kind };
                vec![self.lost(here, kind, note, why)]
            }
        }
    }

    fn request(&mut self, here: &Here<'a>, kind: &str) -> Vec<Does> {
        let url = here.text("/options/webhook/url").trim();
        if url.is_empty() {
            return vec![self.lost(here, kind, here.text("/webhookId"), Why::Missing)];
        }
        let method = here.text("/options/webhook/method");
        let method = if method.is_empty() { "POST" } else { method };
        if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method) {
            return vec![self.lost(here, kind, &format!("{method} {url}"), Why::Missing)];
        }
        let mut all = Vec::new();
        let (mut save, mut after) = (Vec::new(), Vec::new());
        for one in here.list("/options/responseVariableMapping") {
            let Some(variable) = self.source.variable(text(one, "/variableId")) else { continue };
            match path(text(one, "/bodyPath")) {
                Where::Nowhere => {}
                Where::Status => after.push(set(&variable, "{{@status}}")),
                Where::Body(path) => save.push(Save { path, variable }),
                Where::Code => {
                    let code = text(one, "/bodyPath");
                    all.push(self.lost(here, &format!("{kind}: {variable}"), code, Why::Code));
                }
            }
        }
        let http = Http {
            method: method.to_owned(),
            url: self.url(here, url),
            headers: self.headers(here),
            body: if method == "GET" { String::new() } else { self.body(here) },
            save,
            failed: None,
        };
        all.push(Does::Http(Box::new(http)));
        all.append(&mut after);
        all
    }

    /// The address with the parameters that are kept apart from it.
    fn url(&self, here: &Here<'a>, url: &str) -> String {
        let mut url = self.source.filled(url);
        let encoded = |words: &str| -> String {
            let parts = parts(words).into_iter().map(|part| match part {
                Part::Words(words) => markup::escape_part(words),
                Part::Variable(name) => self.source.reference(name),
            });
            parts.collect()
        };
        let mut sign = '?';
        for one in here.list("/options/webhook/queryParams") {
            let key = text(one, "/key");
            if !key.is_empty() {
                url = format!("{url}{sign}{}={}", encoded(key), encoded(text(one, "/value")));
                sign = '&';
            }
        }
        url
    }

    fn headers(&self, here: &Here<'a>) -> Vec<Header> {
        let all = here.list("/options/webhook/headers").iter();
        all.filter(|one| !text(one, "/key").is_empty())
            .map(|one| {
                let (name, value) = (text(one, "/key").to_owned(), text(one, "/value"));
                let value = match value.strip_prefix("Basic ") {
                    Some(pair) if pair.contains(':') && !pair.contains("{{") => {
                        format!("Basic {}", base64::prelude::BASE64_STANDARD.encode(pair.trim()))
                    }
                    _ => self.source.filled(value),
                };
                Header { name, value }
            })
            .collect()
    }

    /// A body of its own, or every variable as JSON.
    fn body(&self, here: &Here<'a>) -> String {
        if is(here.block, "/options/isCustomBody") {
            return self.source.filled(here.text("/options/webhook/body"));
        }
        let all = self.source.variables().into_iter();
        let pairs: serde_json::Map<String, Json> =
            all.map(|(name, _)| (name.clone(), format!("{{{{{name}}}}}").into())).collect();
        if pairs.is_empty() { String::new() } else { Json::Object(pairs).to_string() }
    }

    /// Mail to the visitor keeps its address; any other goes to the site's own addresses.
    fn mail(&mut self, here: &Here<'a>, to: &[&str]) -> Vec<Does> {
        let mut body = self.source.filled(here.text("/options/body"));
        let is_own = is(here.block, "/options/isCustomBody") || here.text("/type") == "gmail";
        if !is_own || body.trim().is_empty() {
            let all = self.source.variables().into_iter();
            let lines: Vec<String> =
                all.map(|(name, _)| format!("{name}: {{{{{name}}}}}")).collect();
            body = lines.join("\n");
        } else if is(here.block, "/options/isBodyCode") {
            body = without_tags(&body);
        }
        let subject = self.source.filled(here.text("/options/subject"));
        let name = text(self.source.root, "/name");
        let subject = if subject.trim().is_empty() { name.to_owned() } else { subject };
        let (visitors, others): (Vec<&&str>, Vec<&&str>) =
            to.iter().filter(|to| !to.is_empty()).partition(|to| to.contains("{{"));
        let copies = ["/options/cc", "/options/bcc"].map(|path| list(here.block, path));
        let copies = copies.into_iter().flatten().filter_map(Json::as_str);
        let others: Vec<&str> = others.into_iter().copied().chain(copies).collect();
        if !others.is_empty() {
            self.tell(&here.id, &others.join(", "), Why::Recipients);
        }
        let mut all: Vec<Does> = visitors
            .into_iter()
            .map(|to| Does::Mail {
                to: Some(self.source.filled(to)),
                subject: subject.clone(),
                text: body.clone(),
            })
            .collect();
        if !others.is_empty() || all.is_empty() {
            all.push(Does::Mail { to: None, subject, text: body });
        }
        let parts = [("attachmentsVariableId", "Attachments"), ("replyTo", "Reply-To")];
        for (part, what) in parts {
            let value = here.text(&format!("/options/{part}"));
            if !value.is_empty() {
                all.push(self.lost(here, what, value, Why::Missing));
            }
        }
        all
    }
}

/// Where something is in an answer.
enum Where {
    Nowhere,
    Status,
    Body(String),
    Code,
}

/// A path of Typebot's: the answer is `data`, beside its `statusCode`.
fn path(path: &str) -> Where {
    let path = path.trim();
    if path == "statusCode" {
        return Where::Status;
    }
    let Some(inner) = path.strip_prefix("data") else {
        let is_plain = path.chars().all(|c| c.is_alphanumeric() || "._-".contains(c));
        return if is_plain { Where::Nowhere } else { Where::Code };
    };
    let dotted = inner.replace("[\"", ".").replace("['", ".").replace("\"]", "");
    let dotted = dotted.replace("']", "").replace('[', ".").replace(']', "").replace("?.", ".");
    let is_plain = dotted.chars().all(|c| c.is_alphanumeric() || "._- ".contains(c));
    match dotted.strip_prefix('.') {
        Some(rest) if is_plain => Where::Body(rest.to_owned()),
        None if dotted.is_empty() => Where::Body(String::new()),
        None if is_plain => Where::Nowhere,
        _ => Where::Code,
    }
}

/// The words of a page.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let (tag, after) = tag.split_once('>').unwrap_or(("", ""));
        if ["br", "/p", "/div", "/h1", "/h2", "/li", "/tr"].iter().any(|end| tag.starts_with(end)) {
            out.push('\n');
        }
        rest = after;
    }
    out.push_str(rest);
    out.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
