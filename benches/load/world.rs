//! Who acts: tenants with a site and a signed-in operator, and visitors of their sites.

use leadbell::bus::Bus;
use leadbell::clock::{Clock, DAY, Millis};
use leadbell::config::Config;
use leadbell::db::{Db, Tx, Write};
use leadbell::error::{Error, Result};
use leadbell::people::{self, NewAccount, NewOwner, NewSite};
use leadbell::sites::{self, AnswersBy, Settings};
use leadbell::{ids, keys, sql};

use crate::http;
use crate::net::Net;
use crate::relay::Side;
use crate::server::{Home, ORIGIN};
use crate::wire;

/// An account with one site and one operator.
#[derive(Clone)]
pub struct Tenant {
    pub site: String,
    /// The operator's session cookie.
    pub session: String,
}

/// A visitor whom the server knows.
#[derive(Clone)]
pub struct Visitor {
    pub site: String,
    pub token: String,
}

struct Seed {
    count: usize,
    page: String,
    /// A script that answers on each site.
    script: Option<&'static str>,
    now: Millis,
}

const SESSION: &str = "INSERT INTO sessions (token_hash, user_id, csrf, second_factor_due, \
     created_at, seen_at, expires_at, address, user_agent) \
     VALUES ($1, $2, 'csrf', FALSE, $3, $3, $4, '127.0.0.1', 'load')";

const SCRIPT: &str = "INSERT INTO scripts (id, account_id, name, language, draft, rev, changed_at) \
     VALUES ($1, $2, 'Round', 'en', $3, 1, 0)";
const VERSION: &str = "INSERT INTO script_versions (id, account_id, script_id, number, definition, \
     note, at) VALUES ($1, $2, $3, 1, $4, '', 0)";

impl Write for Seed {
    type Out = Vec<Tenant>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Vec<Tenant>> {
        let mut tenants = Vec::new();
        for place in 0..self.count {
            let account = NewAccount {
                name: format!("Shop {place}"),
                owner: NewOwner {
                    email: format!("owner{place}@shop.example"),
                    name: "Ann".into(),
                    password_hash: "none".into(),
                    language: "en".into(),
                },
                site: Some(NewSite {
                    name: "Shop".into(),
                    origins: vec![ORIGIN.into(), self.page.clone()],
                    settings: Settings {
                        notify: vec!["sales@shop.example".into()],
                        answers_by: if self.script.is_some() {
                            AnswersBy::Bot
                        } else {
                            AnswersBy::People
                        },
                        ..Settings::default()
                    },
                }),
            };
            let created = people::create_account(tx, &account, self.now).await?;
            let created = created.ok_or_else(|| Error::Internal("an owner twice".into()))?;
            let session = ids::random_token(32);
            let hash = keys::hash(&session);
            sql!(tx, execute, SESSION, hash, created.owner.id, self.now, self.now + DAY)?;
            if let (Some(script), Some(site)) = (self.script, &created.site) {
                let (id, version) = (ids::new_id(), ids::new_id());
                sql!(tx, execute, SCRIPT, id, created.account.id, script)?;
                sql!(tx, execute, VERSION, version, created.account.id, id, script)?;
                sites::set_scripts(tx, created.account.id, site.id, &[version]).await?;
            }
            let site = created.site.map(|site| site.key).unwrap_or_default();
            tenants.push(Tenant { site, session });
        }
        Ok(tenants)
    }
}

/// Makes tenants in the database of a server that does not run yet.
pub fn tenants(home: &Home, count: usize) -> Vec<Tenant> {
    tenants_with(home, count, None)
}

/// The same, with a script that answers on each site.
pub fn tenants_with(home: &Home, count: usize, script: Option<&'static str>) -> Vec<Tenant> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let config = Config::load(Some(home.settings()), "data").expect("good settings");
        std::fs::create_dir_all(&config.data).expect("a data folder");
        let db = Db::open(&config.database, Bus::local()).await.expect("a database");
        let page = format!("http://{}", home.page);
        let seed = Seed { count, page, script, now: Clock::system().now() };
        let tenants = db.write(seed).await.expect("tenants");
        db.close().await;
        tenants
    })
}

/// Lets `count` visitors look at a page, spread over the tenants, and returns them with their
/// tokens.
pub fn visitors(home: &Home, tenants: &[Tenant], count: usize) -> Result<Vec<Visitor>, String> {
    let site = |place: usize| &tenants[place % tenants.len()].site;
    let views: Vec<Vec<u8>> = (0..count)
        .map(|place| {
            let body = format!(
                r#"{{"site":"{}","view":"{}","url":"{ORIGIN}/lamps","title":"Lamps","referrer":"https://www.google.com/","lang":"en"}}"#,
                site(place),
                ids::new_id()
            );
            wire::post("/v1/view", ORIGIN, &body)
        })
        .collect();
    let answers = http::run(&mut Net::to(home.address), &views, 64, None)?.answers;
    let visitor = |(place, (status, body)): (usize, (u16, Vec<u8>))| {
        let token = wire::field(&body, "\"token\"").map(str::to_owned);
        let token = token.ok_or_else(|| format!("/v1/view answered {status}"))?;
        Ok(Visitor { site: site(place).clone(), token })
    };
    answers.into_iter().enumerate().map(visitor).collect()
}

impl Visitor {
    /// Their socket.
    pub fn side(&self) -> Side {
        let hello = r#"{"t":"hello","conversation":null,"after":0,"page":{"url":"https://shop.example/lamps","title":"Lamps"}}"#;
        Side {
            path: "/v1/socket".into(),
            headers: format!(
                "Origin: {ORIGIN}\r\nSec-WebSocket-Protocol: leadbell.v1, t.{}\r\n",
                self.token
            ),
            hello: wire::text_frame(hello),
            frame: wire::text_frame(r#"{"t":"typing"}"#),
        }
    }
}

impl Tenant {
    /// The operator's socket.
    pub fn side(&self, home: &Home) -> Side {
        Side {
            path: "/api/v1/socket".into(),
            headers: format!(
                "Origin: http://{}\r\nCookie: leadbell={}\r\n",
                home.address, self.session
            ),
            hello: wire::text_frame(r#"{"t":"hello","open":null,"after":0}"#),
            frame: Vec::new(),
        }
    }
}
