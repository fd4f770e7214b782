//! The form of a new experiment with forms or scripts: one in the place of another. (That of an
//! offer is set up with the offer.)

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{goal as name_of, kind};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result as Written;
use crate::experiments::{Arm, Goal, Kind, Plan, Subject, forget, store, subjects_of};
use crate::i18n::Say;
use crate::people::{Action, ChangeForm, Layout, Login, PageLogin};
use crate::web::{FieldErrors, Id, Page, Problem, page};

/// The largest weight.
const MOST: u32 = 1_000;
/// The kinds that are set up here.
const KINDS: [Kind; 2] = [Kind::Form, Kind::Script];

/// What can be chosen, by kind.
type Choices = Vec<(Kind, Vec<Subject>)>;

/// The form as it was typed. A choice is written as `KIND:ID`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct NewForm {
    name: String,
    base: String,
    base_weight: String,
    second: String,
    second_weight: String,
    third: String,
    third_weight: String,
    goal: String,
}

impl Default for NewForm {
    fn default() -> Self {
        let (none, one) = (String::new(), || "1".to_owned());
        Self {
            name: none.clone(),
            base: none.clone(),
            base_weight: one(),
            second: none.clone(),
            second_weight: one(),
            third: none,
            third_weight: one(),
            goal: Goal::Lead.as_str().into(),
        }
    }
}

impl NewForm {
    /// Checks every field; what is wrong is a sentence beside it.
    fn check(&self, account: Uuid, choices: &Choices) -> Result<Plan, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.name("name", &self.name);
        let base = find(choices, &self.base);
        if base.is_none() {
            errors.add("base", Say::of("wrong-empty"));
        }
        let kind = base.map_or(Kind::Form, |(kind, _)| kind);
        let mut arms: Vec<Arm> = Vec::new();
        let typed = [
            ("base", &self.base, "base_weight", &self.base_weight),
            ("second", &self.second, "second_weight", &self.second_weight),
            ("third", &self.third, "third_weight", &self.third_weight),
        ];
        for (field, choice, weight_field, weight) in typed {
            if choice.is_empty() {
                if field == "second" {
                    errors.add(field, Say::of("wrong-empty"));
                }
                continue;
            }
            let Some((found, subject)) = find(choices, choice) else {
                errors.add(field, Say::of("wrong-empty"));
                continue;
            };
            let key = subject.id.to_string();
            if found != kind {
                errors.add(field, Say::of("experiments-wrong-kind"));
            } else if base.is_some_and(|(_, base)| base.site != subject.site) {
                errors.add(field, Say::of("experiments-wrong-site"));
            } else if arms.iter().any(|arm| arm.key == key) {
                errors.add(field, Say::of("experiments-wrong-twice"));
            }
            let weight = weight.trim().parse().ok().filter(|weight| (1..=MOST).contains(weight));
            if weight.is_none() {
                let say =
                    Say::of("wrong-number").with("least", 1_i64).with("most", i64::from(MOST));
                errors.add(weight_field, say);
            }
            arms.push(Arm { key, name: subject.name.clone(), weight: weight.unwrap_or(1) });
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let (subject, site) = base.map_or((Uuid::nil(), None), |(_, base)| (base.id, base.site));
        let goal = Goal::parse(&self.goal);
        Ok(Plan { account, site, kind, subject, name, goal, arms })
    }
}

fn find<'a>(choices: &'a Choices, wanted: &str) -> Option<(Kind, &'a Subject)> {
    let (kind, id) = wanted.split_once(':')?;
    let (kind, id) = (Kind::parse(kind)?, id.parse::<Uuid>().ok()?);
    let (_, subjects) = choices.iter().find(|(one, _)| *one == kind)?;
    Some((kind, subjects.iter().find(|subject| subject.id == id)?))
}

#[derive(Template)]
#[template(path = "console/experiments/new.html")]
struct NewPage {
    page: Layout,
    form: NewForm,
    errors: FieldErrors,
    choices: Choices,
    goals: Vec<(&'static str, Say)>,
}

impl NewPage {
    /// Whether there are two of a kind, so that one can be tried out against the other.
    fn can_begin(&self) -> bool {
        self.choices.iter().any(|(_, subjects)| subjects.len() > 1)
    }
}

async fn choices(ctx: &Ctx, login: &Login) -> Written<Choices> {
    let mut all = Vec::new();
    for kind in KINDS {
        all.push((kind, subjects_of(ctx, kind, login.account.id).await?));
    }
    Ok(all)
}

async fn render(
    ctx: &Ctx,
    login: &Login,
    form: NewForm,
    errors: FieldErrors,
    choices: Choices,
) -> Result<Page, Problem> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let layout = Layout::new(ctx, login, login.t("experiments-new"), "offers").await?;
    let goals = Goal::ALL.iter().map(|goal| (goal.as_str(), name_of(*goal))).collect();
    page(status, &NewPage { page: layout, form, errors, choices, goals })
}

/// The empty form.
pub async fn show(State(ctx): State<Ctx>, PageLogin(login): PageLogin) -> Result<Page, Problem> {
    login.require(Action::ChangeScripts)?;
    let choices = choices(&ctx, &login).await?;
    render(&ctx, &login, NewForm::default(), FieldErrors::default(), choices).await
}

/// Begins it.
pub async fn add(State(ctx): State<Ctx>, form: ChangeForm<NewForm>) -> Result<Response, Problem> {
    let (login, form) = (form.0, form.1);
    login.require(Action::ChangeScripts)?;
    let choices = choices(&ctx, &login).await?;
    match form.check(login.account.id, &choices) {
        Ok(plan) => {
            ctx.db.write(Begin { plan, now: ctx.clock.now() }).await?;
            forget(&ctx);
            Ok(Redirect::to("/console/experiments?done=begun").into_response())
        }
        Err(errors) => Ok(render(&ctx, &login, form, errors, choices).await?.into_response()),
    }
}

struct Begin {
    plan: Plan,
    now: Millis,
}

impl Write for Begin {
    type Out = bool;
    async fn run(&self, tx: &mut Tx<'_>) -> Written<bool> {
        store::keep(tx, &self.plan, self.now).await
    }
}

#[derive(Deserialize)]
pub struct Nothing {}

/// Ends a running period: from now on everybody gets what the others were held against.
pub async fn end(
    State(ctx): State<Ctx>,
    Id(id): Id,
    form: ChangeForm<Nothing>,
) -> Result<Response, Problem> {
    let login = form.0;
    login.require(Action::ChangeScripts)?;
    let account = login.account.id;
    let found = store::by_id(&mut ctx.db.read().await?, account, id).await?;
    let kept = found.ok_or_else(Problem::not_found)?;
    if kept.kind.is_none_or(|kind| !KINDS.contains(&kind)) {
        return Err(Problem::not_found());
    }
    ctx.db.write(EndIt { id, now: ctx.clock.now() }).await?;
    forget(&ctx);
    Ok(Redirect::to(&format!("/console/experiments/{id}")).into_response())
}

struct EndIt {
    id: Uuid,
    now: Millis,
}

impl Write for EndIt {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Written<()> {
        store::end(tx, self.id, self.now).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Choices {
        let of = |n: u128, name: &str, site: u128| Subject {
            id: Uuid::from_u128(n),
            name: name.into(),
            site: Some(Uuid::from_u128(site)),
        };
        let forms = vec![of(1, "Short", 1), of(2, "Long", 1), of(4, "Elsewhere", 2)];
        vec![(Kind::Form, forms), (Kind::Script, vec![of(3, "Ask", 1)])]
    }

    fn value(kind: &str, n: u128) -> String {
        format!("{kind}:{}", Uuid::from_u128(n))
    }

    fn form() -> NewForm {
        let (base, second) = (value("form", 1), value("form", 2));
        NewForm { name: "Length".into(), base, second, ..NewForm::default() }
    }

    #[test]
    fn the_first_choice_is_the_subject_and_all_are_arms() {
        let plan = form().check(Uuid::nil(), &choices()).unwrap();
        assert_eq!((plan.kind, plan.subject), (Kind::Form, Uuid::from_u128(1)));
        let names: Vec<&str> = plan.arms.iter().map(|arm| arm.name.as_str()).collect();
        assert_eq!(names, ["Short", "Long"]);
        assert!(plan.is_experiment());
    }

    #[test]
    fn every_wrong_field_has_its_sentence() {
        let wrong = NewForm {
            name: " ".into(),
            second: value("script", 3),
            second_weight: "0".into(),
            third: value("form", 1),
            third_weight: "x".into(),
            ..form()
        };
        let errors = wrong.check(Uuid::nil(), &choices()).unwrap_err();
        for field in ["name", "second", "second_weight", "third", "third_weight"] {
            assert!(errors.has(field), "{field}");
        }
        let elsewhere = NewForm { second: value("form", 4), ..form() };
        assert!(elsewhere.check(Uuid::nil(), &choices()).unwrap_err().has("second"));
        let other = NewForm { base: value("form", 9), second: String::new(), ..form() };
        let errors = other.check(Uuid::nil(), &choices()).unwrap_err();
        assert!(errors.has("base") && errors.has("second"));
    }
}
