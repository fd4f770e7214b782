//! Accounts for tests.

use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use leadbell::clock::Millis;
use leadbell::ctx::Ctx;
use leadbell::db::{Db, Tx, Write};
use leadbell::error::Result;
use leadbell::{ids, sites, sql};
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

/// The origin of every shop's pages.
pub const ORIGIN: &str = "https://shop.example";
/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// An account with an owner, the usual statuses, and one site.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The account.
    pub account: Uuid,
    /// Its owner.
    pub owner: Uuid,
    /// `owner@NAME.example`, who is also notified.
    pub owner_email: String,
    /// The site.
    pub site: Uuid,
    /// The site's public key.
    pub key: String,
}

impl Shop {
    /// Makes it.
    pub async fn open(ctx: &Ctx, name: &str) -> Self {
        Self::open_in(&ctx.db, name, ctx.clock.now()).await
    }

    /// Makes it in a database that no server has open.
    pub async fn open_in(db: &Db, name: &str, now: Millis) -> Self {
        let shop = Self {
            account: ids::new_id(),
            owner: ids::new_id(),
            owner_email: format!("owner@{name}.example"),
            site: ids::new_id(),
            key: sites::new_key(),
        };
        let owner_email = &shop.owner_email;
        let settings = json!({
            "notify": [owner_email], "language": "en", "time_zone": "Europe/Berlin",
            "hours": [], "country": "DE",
        });
        let open = Open { shop: shop.clone(), name: name.to_owned(), settings, now };
        db.write(open).await.expect("a shop");
        shop
    }

    /// Changes settings of the site: the given ones replace those of the same name.
    pub async fn set(&self, ctx: &Ctx, changes: Value) {
        ctx.db.write(Set { site: self.site, changes }).await.expect("the settings");
    }

    /// Says whether a script is published on the site, and has that count at once.
    pub async fn has_script(&self, ctx: &Ctx, has_script: bool) {
        let Self { account, site, .. } = *self;
        ctx.db.write(Scripted { account, site, has_script }).await.expect("the site");
        sites::changed(ctx, account);
    }

    /// Adds a person to the team, with [`PASSWORD`]: `owner`, `manager` or `operator`.
    pub async fn person(&self, ctx: &Ctx, email: &str, role: &'static str) -> Uuid {
        self.person_in(&ctx.db, email, role, ctx.clock.now()).await
    }

    /// The same in a database that no server has open.
    pub async fn person_in(&self, db: &Db, email: &str, role: &'static str, now: Millis) -> Uuid {
        let id = ids::new_id();
        let person = Person { id, account: self.account, email: email.to_owned(), role, now };
        db.write(person).await.expect("a person");
        id
    }
}

struct Scripted {
    account: Uuid,
    site: Uuid,
    has_script: bool,
}

impl Write for Scripted {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        if !self.has_script {
            return sites::set_scripts(tx, self.account, self.site, &[]).await;
        }
        let script = ids::new_id();
        let version = ids::new_id();
        sql!(tx, execute, SCRIPT, script, self.account, SMALL_TALK, version)?;
        sql!(tx, execute, VERSION, version, self.account, script, SMALL_TALK)?;
        sites::set_scripts(tx, self.account, self.site, &[version]).await
    }
}

/// A script that asks on and on.
const SMALL_TALK: &str = r#"{"format": "leadbell.script/1", "name": "Small talk", "language": "en",
    "entries": [{"on": "start", "to": "q"}], "steps": [{"id": "q", "kind": "question",
    "text": "What else?", "ask": {"type": "text"}, "next": "q"}]}"#;
const SCRIPT: &str = "INSERT INTO scripts (id, account_id, name, language, draft, rev, \
     version_id, version_rev, changed_at) VALUES ($1, $2, 'Small talk', 'en', $3, 1, $4, 1, 0)";
const VERSION: &str = "INSERT INTO script_versions (id, account_id, script_id, number, \
     definition, note, at) VALUES ($1, $2, $3, 1, $4, '', 0)";
const ACCOUNT: &str = "INSERT INTO accounts (id, name, created_at) VALUES ($1, $2, $3)";
const STATUS: &str =
    "INSERT INTO statuses (id, account_id, name, kind, position) VALUES ($1, $2, $3, $3, $4)";
const SITE: &str = "INSERT INTO sites (id, account_id, key, name, allowed_origins, settings, \
     created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";

struct Open {
    shop: Shop,
    name: String,
    settings: Value,
    now: Millis,
}

impl Write for Open {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Shop { account, owner, owner_email, site, key } = &self.shop;
        let (name, now) = (self.name.as_str(), self.now);
        sql!(tx, execute, ACCOUNT, account, name, now)?;
        let owner = Person {
            id: *owner,
            account: *account,
            email: owner_email.clone(),
            role: "owner",
            now,
        };
        owner.run(tx).await?;
        for (kind, place) in ["new", "working", "converted", "refused", "postponed"].iter().zip(0..)
        {
            sql!(tx, execute, STATUS, ids::new_id(), account, *kind, place)?;
        }
        let settings = Json(&self.settings);
        sql!(tx, execute, SITE, site, account, key.as_str(), name, Json([ORIGIN]), settings, now)?;
        Ok(())
    }
}

const PERSON: &str = "INSERT INTO users (id, account_id, email, name, role, language, \
     password_hash, active, created_at) VALUES ($1, $2, $3, $4, $5, 'en', $6, $7, $8)";

struct Person {
    id: Uuid,
    account: Uuid,
    email: String,
    role: &'static str,
    now: Millis,
}

impl Write for Person {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let (email, hash) = (self.email.as_str(), password_hash());
        let name = email.split('@').next().unwrap_or(email);
        sql!(
            tx,
            execute,
            PERSON,
            self.id,
            self.account,
            email,
            name,
            self.role,
            hash,
            true,
            self.now
        )?;
        Ok(())
    }
}

const SET: &str = "UPDATE sites SET settings = $1 WHERE id = $2";
const SETTINGS: &str = "SELECT settings FROM sites WHERE id = $1";

struct Set {
    site: Uuid,
    changes: Value,
}

impl Write for Set {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let (Json(mut settings),) = sql!(tx, fetch_one as (Json<Value>,), SETTINGS, self.site)?;
        for (name, value) in self.changes.as_object().into_iter().flatten() {
            settings[name] = value.clone();
        }
        sql!(tx, execute, SET, Json(&settings), self.site)?;
        Ok(())
    }
}

/// Of [`PASSWORD`], with parameters that cost nothing.
fn password_hash() -> String {
    let params = Params::new(8, 1, 1, None).expect("parameters");
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    hasher.hash_password(PASSWORD.as_bytes()).expect("a hash").to_string()
}
