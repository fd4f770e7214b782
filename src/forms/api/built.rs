//! What a page sends of a form, checked, and what follows.

use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::forms::contact::take;
use crate::forms::definition::Do;
use crate::forms::public::{Follows, Granting};
use crate::forms::store::{self, FormRow};
use crate::forms::submission::{Checked, Submission, Which, check};
use crate::forms::{answers, known};
use crate::leads::Built;
use crate::leads::contact::typo_hint;
use crate::sites::Site;
use crate::visitors::authenticate;
use crate::web::Problem;

/// Whose it is, what is left of it once it is checked, and of a built form which, with its answers.
type Read = (Option<Uuid>, Checked, Option<(FormRow, Built)>);

/// Reads what was sent of a form.
pub(super) async fn read(ctx: &Ctx, site: &Site, given: &mut Submission) -> Result<Read, Problem> {
    Ok(match given.form {
        Which::Contact => {
            take(given)?;
            let checked = check(given, site)?;
            let visitor = match &given.token {
                Some(token) => authenticate(ctx, site, token).await?,
                None => None,
            };
            (visitor, checked, None)
        }
        Which::Built(id) => {
            let row = store::of_site(&mut ctx.db.read().await?, site.id, id).await?;
            let row = row.ok_or_else(Problem::not_found)?;
            let (visitor, facts) = facts(ctx, site, &row, given.token.as_deref()).await?;
            let (checked, built) = answered(given, site, &row, &facts)?;
            (visitor, checked, Some((row, built)))
        }
    })
}

/// Whose token it is, and what is known of them.
pub(super) async fn facts(
    ctx: &Ctx,
    site: &Site,
    form: &FormRow,
    token: Option<&str>,
) -> Result<(Option<Uuid>, known::Facts), Problem> {
    let visitor = match token {
        Some(token) => authenticate(ctx, site, token).await?,
        None => None,
    };
    let facts = match visitor {
        Some(visitor) => known::Facts::read(ctx, site, form, visitor).await?,
        None => known::Facts::default(),
    };
    Ok((visitor, facts))
}

/// The answers of a built form, checked.
fn answered(
    given: &Submission,
    site: &Site,
    row: &FormRow,
    facts: &known::Facts,
) -> Result<(Checked, Built), Problem> {
    let definition = &row.definition.0;
    let mut answers = given.answers.clone().unwrap_or_default();
    facts.complete(definition, &mut answers);
    // What was drawn before a change, or of a form that is off by now, is taken as it is.
    let is_older = given.rev != Some(row.rev) || !row.active || row.deleted_at.is_some();
    let checked = answers::check(definition, &answers, &site.settings.country, is_older);
    let asks = definition.consent || site.settings.consent_required;
    let mut errors = checked.as_ref().err().cloned().unwrap_or_default();
    if asks && given.consent != Some(true) && !is_older {
        errors.insert("consent".into(), "consent_required");
    }
    let has_contact = |it: &answers::Answered| it.phone.is_some() || it.email.is_some();
    if checked.as_ref().is_ok_and(|it| !has_contact(it)) {
        errors.insert("contact".into(), "contact_required");
    }
    let answered = match checked {
        Ok(answered) if errors.is_empty() => answered,
        answered => {
            let email = answered.map(|it| it.email_given).unwrap_or_default();
            let problem = Problem::fields(errors).detail("Some fields are not right.");
            return Err(match typo_hint(&email) {
                Some(hint) => problem.with("hints", json!({ "email": hint })),
                None => problem,
            });
        }
    };
    let message = answered.message();
    let lines = json!({ "form": row.id, "name": row.name, "lines": answered.lines });
    let answers::Answered { name, phone, phone_given, email, email_given, .. } = answered;
    let checked = Checked { name, phone, phone_given, email, email_given, message };
    Ok((checked, Built { form: row.id, answers: lines }))
}

/// Who has sent a form.
pub(super) struct Grant<'a> {
    pub site: Arc<Site>,
    pub visitor: Option<Uuid>,
    /// None: it is in quarantine.
    pub lead: Option<Uuid>,
    pub submission: Uuid,
    pub email: Option<&'a str>,
    pub language: String,
    pub now: Millis,
}

/// What follows a form; its magnet is given.
pub(super) async fn follow(ctx: &Ctx, row: &FormRow, to: Grant<'_>) -> Follows {
    let after = &row.definition.0.after;
    let follows = Follows::of(after);
    let magnet = after.magnet.filter(|_| after.does == Do::Magnet);
    let (Some(magnet), Some(lead)) = (magnet, to.lead) else { return follows };
    let Grant { site, visitor, submission, language, now, .. } = to;
    let (ctx_, email) = (ctx.clone(), to.email.map(str::to_owned));
    let granting =
        Granting { ctx: ctx_, site, magnet, visitor, lead, submission, email, language, now };
    // The lead is stored: what goes wrong now does not lose it.
    match ctx.db.write(granting).await {
        Ok(Some(given)) => follows.with(given),
        Ok(None) => follows,
        Err(cause) => {
            tracing::error!(%cause, "a form's magnet was not given");
            follows
        }
    }
}
