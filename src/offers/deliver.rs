//! The one file that a page of a site with offers loads: the engine, and the site's rules.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use brotli::enc::BrotliEncoderParams;
use ring::digest::{SHA256, digest};
use serde_json::json;

use super::known;
use super::rules::Rule;
use crate::cache::Cache;
use crate::clock::MINUTE;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::sites::{self, Site};
use crate::web::{Path, Problem, assets};

const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// A page that still asks by an earlier name gets what there is now.
const FOR_A_WHILE: &str = "public, max-age=60";

/// What rules are called by: another set has another name.
pub fn name_of(rules: &[Rule]) -> Result<String> {
    if rules.is_empty() {
        return Ok(String::new());
    }
    let digest = digest(&SHA256, &serde_json::to_vec(rules)?);
    let hex = |text: String, byte: &u8| text + &format!("{byte:02x}");
    Ok(digest.as_ref().iter().take(6).fold(String::new(), hex))
}

/// The script: the built engine with the rules as its `d`.
pub fn script(rules: &[Rule]) -> Result<String> {
    let engine = assets::shown("engine").and_then(assets::file);
    let engine = engine.ok_or_else(|| Error::Internal("no engine was built".into()))?;
    let engine = String::from_utf8_lossy(&engine);
    // What could end a script element cannot: it is no part of a page.
    Ok(format!("{engine}\nexport const d={};\n", json!({ "rules": rules })))
}

/// The same as browsers take it.
struct Built {
    name: String,
    plain: Vec<u8>,
    brotli: Vec<u8>,
}

struct Kept(Cache<Built>);

impl Default for Kept {
    fn default() -> Self {
        Self(Cache::new(MINUTE))
    }
}

/// Brotli of the highest quality: it is made once, and sent often.
pub fn pack(plain: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let params = BrotliEncoderParams { quality: 11, lgwin: 16, ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &plain[..], &mut packed, &params)
        .map_err(|cause| Error::Internal(format!("brotli: {cause}")))?;
    Ok(packed)
}

async fn built(ctx: &Ctx, site: &Site) -> Result<Arc<Built>> {
    let load = async {
        let active = known::active(ctx, site.id).await?;
        let (name, plain) = (name_of(&active.rules)?, script(&active.rules)?.into_bytes());
        let brotli = pack(&plain)?;
        Ok(Some(Built { name, plain, brotli }))
    };
    let key = format!("{} {}", site.id, site.offers);
    let found = ctx.local.of::<Kept>().0.get(&ctx.clock, &key, load).await?;
    found.ok_or_else(|| Error::Internal("rules that are not there".into()))
}

/// The script of a site.
pub async fn module(
    State(ctx): State<Ctx>,
    Path((key, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let site = sites::by_key(&ctx, &key).await?.ok_or_else(Problem::not_found)?;
    let has_any = site.has_form || !site.offers.is_empty();
    if !has_any || assets::shown("engine").is_none() {
        return Err(Problem::not_found());
    }
    let built = built(&ctx, &site).await?;
    let name = if built.name.is_empty() { "none" } else { &built.name };
    let is_current = file == format!("{name}-{}.js", assets::shown_hash("engine"));
    let takes = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let takes_brotli = takes.is_some_and(|takes| takes.contains("br"));
    let body = if takes_brotli { built.brotli.clone() } else { built.plain.clone() };
    let mut answer = Response::new(Body::from(body));
    let headers = answer.headers_mut();
    let fixed = HeaderValue::from_static;
    headers.insert(header::CONTENT_TYPE, fixed("text/javascript; charset=utf-8"));
    let cache = if is_current { FOR_GOOD } else { FOR_A_WHILE };
    headers.insert(header::CACHE_CONTROL, fixed(cache));
    headers.insert(header::VARY, fixed("accept-encoding"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, fixed("*"));
    headers.insert("cross-origin-resource-policy", fixed("cross-origin"));
    if takes_brotli {
        headers.insert(header::CONTENT_ENCODING, fixed("br"));
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::i18n::Language;
    use crate::offers::first::exit_offer;
    use crate::offers::known::rule;
    use crate::offers::store::OfferRow;

    /// Twenty offers as owners make them: no two alike.
    fn twenty() -> Vec<Rule> {
        let triggers = [
            json!([{"on": "exit"}]),
            json!([{"on": "time", "seconds": 30}, {"on": "scroll", "percent": 60}]),
            json!([{"on": "click", "selector": "#prices .buy"}]),
            json!([{"on": "pages", "count": 3}, {"on": "exit"}]),
            json!([{"on": "cart", "least": 75.0}]),
        ];
        let audiences = [
            json!({"lead": false}),
            json!({"pages": [{"how": "glob", "value": "/shop/*"}], "device": "phone"}),
            json!({"channel": "paid", "utm": {"campaign": "summer-sale"}, "returning": true}),
            json!({"country": ["DE", "AT", "CH"], "hours": "closed", "share": 50}),
        ];
        let row = |n: usize| {
            let mut definition = exit_offer(Language::default());
            definition.triggers = serde_json::from_value(triggers[n % 5].clone()).unwrap();
            definition.audience = serde_json::from_value(audiences[n % 4].clone()).unwrap();
            let id =
                Uuid::from_u128(0x1234_5678_9abc_def0_u128.wrapping_mul(0x9e37_79b9 + n as u128));
            rule(&OfferRow::new(id, Uuid::nil(), format!("Offer number {n}"), definition))
        };
        (0..20).map(row).collect()
    }

    #[test]
    fn engine_and_twenty_offers_are_no_more_than_four_kilobytes() {
        let script = script(&twenty()).unwrap();
        assert!(script.contains("export const d={\"rules\":[{"));
        let packed = pack(script.as_bytes()).unwrap();
        assert!(packed.len() <= 4_096, "{}", packed.len());
    }
}
