//! Signing in: the password, then the code where a second factor is set up.

use axum::http::HeaderValue;
use uuid::Uuid;

use super::guest::Guest;
use super::sessions::{self, Fresh};
use super::store::users::Credentials;
use super::store::{sessions as session_store, users};
use super::throttle::{self, Try};
use super::{Login, cookies, password, totp};
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::keys;
use crate::web::Problem;

/// Bytes of an e-mail address.
const LONGEST_EMAIL: usize = 254;

/// What a password was worth.
pub(super) enum Checked {
    /// It does not fit, or there is no such person: the same answer for both.
    Wrong,
    /// It fits.
    Right(Box<Credentials>),
}

/// Checks a login. Tries are counted by network and person, so that nobody can lock somebody
/// else's account; an unknown person costs the same time.
pub(super) async fn check(
    ctx: &Ctx,
    guest: &Guest,
    email: &str,
    given: &str,
) -> Result<Checked, Problem> {
    // Nobody's address is longer, or has control characters: such a one is not looked for.
    let email = email.trim();
    let email = email[..email.floor_char_boundary(LONGEST_EMAIL + 1)].to_lowercase();
    let may_exist = email.len() <= LONGEST_EMAIL && !email.chars().any(char::is_control);
    let pair = format!("{} {email}", guest.network);
    // The network first: past its limit nothing more is remembered for it.
    throttle::take(ctx, Try::PasswordNetwork, &guest.network).await?;
    if let Err(refused) = throttle::take(ctx, Try::Password, &pair).await {
        throttle::give_back(ctx, Try::PasswordNetwork, &guest.network).await;
        return Err(refused);
    }
    let found =
        if may_exist { users::by_email(&mut ctx.db.read().await?, &email).await? } else { None };
    let known = found.filter(|found| found.user.active);
    let stored = known.as_ref().and_then(|known| known.password_hash.as_deref());
    let given = &given[..given.floor_char_boundary(password::LONGEST + 1)];
    let fits = password::verify(ctx, given, stored).await?;
    match known {
        Some(known) if fits => {
            throttle::forget(ctx, Try::Password, &pair).await;
            throttle::give_back(ctx, Try::PasswordNetwork, &guest.network).await;
            Ok(Checked::Right(Box::new(known)))
        }
        _ => Ok(Checked::Wrong),
    }
}

/// Checks the password of somebody who is signed in, before a change of what protects them.
pub(super) async fn confirm(
    ctx: &Ctx,
    guest: &Guest,
    login: &Login,
    given: &str,
) -> Result<bool, Problem> {
    let checked = check(ctx, guest, &login.user.email, given).await?;
    Ok(matches!(checked, Checked::Right(_)))
}

/// Starts a session in place of the one that the browser had, and gives its cookie.
pub(super) async fn start(
    ctx: &Ctx,
    guest: &Guest,
    user: Uuid,
    second_factor_due: bool,
) -> Result<HeaderValue> {
    let fresh = fresh(ctx, guest, second_factor_due);
    let cookie = cookies::session(ctx, &fresh.token);
    ctx.db.write(Start { user, fresh, old: guest.session.clone() }).await?;
    Ok(cookie)
}

pub(super) fn fresh(ctx: &Ctx, guest: &Guest, second_factor_due: bool) -> Fresh {
    Fresh::new(second_factor_due, guest.address.clone(), &guest.user_agent, ctx.clock.now())
}

struct Start {
    user: Uuid,
    fresh: Fresh,
    old: Option<Vec<u8>>,
}

impl Write for Start {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        if let Some(old) = &self.old {
            sessions::end(tx, old).await?;
        }
        session_store::insert(tx, self.user, &self.fresh).await
    }
}

/// Takes the code of the second factor, or a recovery code: each works once. Gives the cookie of
/// a full session, or `None` when the code does not fit.
pub(super) async fn pass_code(
    ctx: &Ctx,
    guest: &Guest,
    login: &Login,
    given: &str,
) -> Result<Option<HeaderValue>, Problem> {
    let user = login.user.id;
    throttle::take(ctx, Try::Code, &user.to_string()).await?;
    let stored = users::by_id(&mut ctx.db.read().await?, user).await?;
    let Some(sealed) = stored.and_then(|stored| stored.totp_secret) else { return Ok(None) };
    let code = match totp::recovery_code(given) {
        Some(code) => Code::Recovery(keys::hash(&code)),
        None => match totp::check(ctx, &sealed, given)? {
            Some(step) => Code::Step(step),
            None => return Ok(None),
        },
    };
    let fresh = fresh(ctx, guest, false);
    let cookie = cookies::session(ctx, &fresh.token);
    let passed = ctx.db.write(Pass { user, code, fresh, old: login.session.hash.clone() }).await?;
    if passed {
        throttle::forget(ctx, Try::Code, &user.to_string()).await;
    }
    Ok(passed.then_some(cookie))
}

enum Code {
    Step(i64),
    Recovery(Vec<u8>),
}

struct Pass {
    user: Uuid,
    code: Code,
    fresh: Fresh,
    old: Vec<u8>,
}

impl Write for Pass {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let spent = match &self.code {
            Code::Step(step) => users::spend_step(tx, self.user, *step).await?,
            Code::Recovery(hash) => users::spend_code(tx, self.user, hash).await?,
        };
        if spent && session_store::end(tx, &self.old).await? {
            session_store::insert(tx, self.user, &self.fresh).await?;
            return Ok(true);
        }
        Ok(false)
    }
}

/// Ends the session of this browser, and its sockets on all nodes.
pub(super) async fn sign_out(ctx: &Ctx, login: &Login) -> Result<()> {
    ctx.db.write(End { hash: login.session.hash.clone() }).await
}

struct End {
    hash: Vec<u8>,
}

impl Write for End {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        sessions::end(tx, &self.hash).await
    }
}
