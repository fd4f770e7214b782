//! What a page sends of a form, checked, and what follows.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use crate::attachments;
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::forms::answers::{self, Drawn};
use crate::forms::contact::take;
use crate::forms::definition::{Do, Field, FieldKind};
use crate::forms::known;
use crate::forms::public::{Follows, Granting, without_files};
use crate::forms::store::{self, FormRow};
use crate::forms::submission::{Checked, Submission, Which, check};
use crate::leads::Built;
use crate::leads::contact::typo_hint;
use crate::sites::Site;
use crate::visitors::authenticate;
use crate::web::Problem;

/// Files of all fields of a form together.
const MOST_FILES: usize = 40;

/// Whose it is, what is left of it once it is checked, and of a built form which, with its answers.
type Read = (Option<Uuid>, Checked, Option<Sent>);

/// What was sent of a built form.
pub(super) struct Sent {
    pub form: FormRow,
    pub built: Built,
    /// Files that belong to it.
    pub files: Vec<Uuid>,
}

/// Reads what was sent of a form.
pub(super) async fn read(ctx: &Ctx, site: &Site, given: &mut Submission) -> Result<Read, Problem> {
    Ok(match given.form {
        Which::Contact => {
            take(given)?;
            let checked = check(given, site)?;
            (sender(ctx, site, given.token.as_deref()).await?, checked, None)
        }
        Which::Built(id) => {
            let row = store::of_site(&mut ctx.db.read().await?, site.id, id).await?;
            let row = row.ok_or_else(Problem::not_found)?;
            let visitor = sender(ctx, site, given.token.as_deref()).await?;
            let facts = facts(ctx, site, &row, visitor).await?;
            let files = files(ctx, &row, given, visitor).await?;
            let (checked, sent) = answered(given, site, row, &facts, &files)?;
            (visitor, checked, Some(sent))
        }
    })
}

/// Whose token it is.
pub(super) async fn sender(
    ctx: &Ctx,
    site: &Site,
    token: Option<&str>,
) -> Result<Option<Uuid>, Problem> {
    Ok(match token {
        Some(token) => authenticate(ctx, site, token).await?,
        None => None,
    })
}

/// What is known of a visitor.
pub(super) async fn facts(
    ctx: &Ctx,
    site: &Site,
    form: &FormRow,
    visitor: Option<Uuid>,
) -> Result<known::Facts, Problem> {
    Ok(match visitor {
        Some(visitor) => known::Facts::read(ctx, site, form, visitor).await?,
        None => known::Facts::default(),
    })
}

/// The names of the sender's files, by their ids.
async fn files(
    ctx: &Ctx,
    form: &FormRow,
    given: &Submission,
    visitor: Option<Uuid>,
) -> Result<BTreeMap<Uuid, String>, Problem> {
    let fields = form.definition.0.fields().filter(|field| field.kind == FieldKind::File);
    let answer = |field: &Field| given.answers.as_ref().and_then(|all| all.get(&field.key));
    let mut ids: Vec<Uuid> = fields.flat_map(|field| answers::files(answer(field))).collect();
    ids.truncate(MOST_FILES);
    Ok(match visitor {
        Some(visitor) if !ids.is_empty() => {
            attachments::names(&mut ctx.db.read().await?, visitor, &ids).await?
        }
        _ => BTreeMap::new(),
    })
}

/// The answers of a built form, checked.
fn answered(
    given: &Submission,
    site: &Site,
    row: FormRow,
    facts: &known::Facts,
    files: &BTreeMap<Uuid, String>,
) -> Result<(Checked, Sent), Problem> {
    let mut definition = row.definition.0.clone();
    without_files(site, &mut definition);
    let definition = &definition;
    let mut answers = given.answers.clone().unwrap_or_default();
    facts.complete(definition, &mut answers);
    // What was drawn before a change, or of a form that is off by now, is taken as it is.
    let drawn = match given.rev == Some(row.rev) && row.is_on() {
        _ if given.caught => Drawn::Elsewhere,
        true => Drawn::Now,
        false => Drawn::Before,
    };
    let checked = answers::check(
        definition,
        &answers,
        answers::Reading { country: &site.settings.country, drawn, files },
    );
    let asks = definition.consent || site.settings.consent_required;
    let mut errors = checked.as_ref().err().cloned().unwrap_or_default();
    if asks && given.consent != Some(true) && drawn != Drawn::Before {
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
    let (message, files) = (answered.message(), answered.files());
    let lines = json!({ "form": row.id, "name": row.name, "lines": answered.lines });
    let answers::Answered { name, phone, phone_given, email, email_given, .. } = answered;
    let checked = Checked { name, phone, phone_given, email, email_given, message };
    let built = Built { form: row.id, answers: lines };
    Ok((checked, Sent { form: row, built, files }))
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
