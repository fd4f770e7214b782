//! Looks at scripts: what is wrong, how a draft runs, what became of runs.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::scripts::read;
use super::{called, findings};
use crate::bot::engine::{
    self, Act, Answer, End, Event, Facts, Machine, Passed, Scripts, State as Run, Waits,
};
use crate::bot::knowledge;
use crate::bot::script::{Script, check as checks, schema};
use crate::bot::store::figures::{self as counted, WayRow};
use crate::bot::store::scripts as store;
use crate::clock::{DAY, Millis};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::people::{Action, Change, Login};
use crate::web::{Id, LooseJson, Problem};

/// Days of figures.
const DAYS: i64 = 366;
/// A question that waits as long is left.
const SILENCE: Millis = DAY;

/// A draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScriptDraft)]
pub struct Draft {
    #[schema(value_type = Object)]
    script: Value,
}

/// Looks at a draft.
#[utoipa::path(
    post, path = "/api/v1/scripts/check", operation_id = "checkScript", tag = "scripts", request_body = Draft,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "what is wrong with it, in words", body = Object),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 422, description = "`invalid_json`, `unknown_field`, `invalid_fields`"),
    )
)]
pub async fn check(
    State(ctx): State<Ctx>,
    Change(login): Change,
    LooseJson(given): LooseJson<Draft>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::ChangeScripts)?;
    let script = read(given.script)?;
    let mut found = checks::check(&script);
    let mut db = ctx.db.read().await?;
    found.extend(called::findings(&ctx, &mut db, login.account.id, &script).await?);
    Ok(Json(json!({ "findings": findings(&found, login.language()) })))
}

/// A step of a trial.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScriptTrial)]
pub struct Attempt {
    #[schema(value_type = Object)]
    script: Value,
    /// As the step before gave it.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    state: Option<Run>,
    /// `type`: `start`, `answer`, `wake` or `reply`.
    #[schema(value_type = Object)]
    event: Tried,
    /// What is known of the visitor, such as `online`.
    #[serde(default)]
    #[schema(value_type = Object)]
    facts: Facts,
}

/// What comes in a trial; the number of the effect is the one that is waited for.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Tried {
    Start,
    Answer(Answer),
    Wake,
    Reply {
        status: u16,
        #[serde(default)]
        body: String,
    },
}

/// The draft alone: what it calls is not there.
struct Alone<'a>(&'a Script);

impl Scripts for Alone<'_> {
    fn version(&self, _: &str) -> Option<&Script> {
        Some(self.0)
    }

    fn published(&self, _: &str) -> Option<String> {
        None
    }
}

/// Runs a step of a draft with the real engine. Nothing is stored, and nobody is told.
#[utoipa::path(
    post, path = "/api/v1/scripts/try", operation_id = "tryScript", tag = "scripts", request_body = Attempt,
    security(("session" = [], "csrf" = [])),
    responses(
        (status = 200, description = "what it says and does, and the state for the next step", body = Object),
        (status = 400, description = "`invalid_json`"),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`csrf`, or `not_your_role`"),
        (status = 422, description = "`invalid_json`, `unknown_field`, `invalid_fields`"),
    )
)]
pub async fn attempt(
    State(ctx): State<Ctx>,
    Change(login): Change,
    LooseJson(given): LooseJson<Attempt>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::ChangeScripts)?;
    let script = read(given.script)?;
    let scripts = Alone(&script);
    let known = knowledge::all(&ctx, &mut ctx.db.read().await?, login.account.id).await?;
    let chance = (rand::random(), rand::random());
    let run = given.state.unwrap_or_else(|| engine::begin(&scripts, "draft", None, chance));
    let n = match run.waits {
        Waits::Timer(n) | Waits::Reply(n) => n,
        _ => 0,
    };
    let mut event = match given.event {
        Tried::Start => Event::Start,
        Tried::Answer(answer) => Event::Answer(answer),
        Tried::Wake => Event::Wake { n },
        Tried::Reply { status, body } => Event::Reply { n, status, body },
    };
    let (mut run, mut path, mut all) = (run, Vec::new(), Vec::new());
    for _ in 0..4 {
        let mut machine = Machine::new(&scripts, run, &given.facts);
        machine.take(&event);
        loop {
            let at = machine.at().cloned();
            let goes_on = machine.advance();
            path.extend(at.filter(|at| path.last() != Some(at)));
            if !goes_on {
                break;
            }
        }
        let (state, effects) = machine.end();
        run = state;
        let look = effects.iter().find_map(|effect| match &effect.act {
            Act::Look { text } => Some((effect.n, text.clone())),
            _ => None,
        });
        all.extend(effects);
        let Some((n, text)) = look else { break };
        let answer = knowledge::surest(&known, Uuid::nil(), &script.language, &text);
        event = Event::Found { n, answer: answer.map(|best| best.text.answer.clone()) };
    }
    let (said, effects): (Vec<_>, Vec<_>) =
        all.iter().partition(|effect| matches!(effect.act, Act::Say { .. }));
    let said = said.iter().filter_map(|effect| match &effect.act {
        Act::Say { text, content } => {
            Some(json!({ "text": text, "content": content, "step": effect.step }))
        }
        _ => None,
    });
    let waits = match run.waits {
        Waits::Answer => Some("answer"),
        Waits::Timer(_) => Some("timer"),
        Waits::Reply(_) => Some("reply"),
        Waits::Nothing | Waits::Look(_) => None,
    };
    let ended = run.end.map(|end| match end {
        End::End => "end",
        End::Handover | End::Lost => "handover",
        End::Cap => "cap",
    });
    Ok(Json(json!({
        "said": said.collect::<Vec<_>>(), "effects": effects, "at": run.at, "waits": waits,
        "ended": ended, "variables": run.variables, "path": path, "state": run,
    })))
}

/// The JSON Schema of scripts.
#[utoipa::path(
    get, path = "/api/v1/scripts/schema", operation_id = "getScriptSchema", tag = "scripts",
    security(("session" = [])),
    responses(
        (status = 200, description = "JSON Schema, draft 2020-12", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
    )
)]
pub async fn schema(login: Login) -> Result<impl IntoResponse, Problem> {
    login.require(Action::Chat)?;
    Ok(([(header::CONTENT_TYPE, "application/schema+json")], schema::text()))
}

/// Of which version, and of how many days.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    version: i64,
    #[serde(default = "month")]
    days: i64,
}

fn month() -> i64 {
    30
}

/// What became of the runs of a version.
#[utoipa::path(
    get, path = "/api/v1/scripts/{id}/figures", operation_id = "getScriptFigures", tag = "scripts", params(("id" = Uuid, Path), ("version" = i64, Query), ("days" = Option<i64>, Query)),
    security(("session" = [])),
    responses(
        (status = 200, description = "runs, contacts, handovers, and for each step how many runs came by, answered and left there, with the median time", body = Object),
        (status = 401, description = "`unauthorized`"),
        (status = 403, description = "`not_your_role`"),
        (status = 404, description = "`not_found`"),
    )
)]
pub async fn figures(
    State(ctx): State<Ctx>,
    login: Login,
    Id(id): Id,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, Problem> {
    login.require(Action::Chat)?;
    let mut db = ctx.db.read().await?;
    let found = store::version(&mut db, login.account.id, id, wanted.version).await?;
    let (version, definition) = found.ok_or_else(Problem::not_found)?;
    let script: Script = serde_json::from_str(&definition).map_err(Error::from)?;
    let now = ctx.clock.now();
    let since = now - wanted.days.clamp(1, DAYS) * DAY;
    let ways = counted::ways(&mut db, version, since, now - SILENCE).await?;
    let mut steps: BTreeMap<&str, Figures> = BTreeMap::new();
    for way in &ways {
        for place in Passed::from(way.passed.clone()).places() {
            let step = script.steps.get(place).map_or("", |step| &step.id);
            steps.entry(step).or_default().reached += way.runs;
        }
        steps.entry(&way.left_at).or_default().left += way.runs;
    }
    let answered = counted::answered(&mut db, version, since).await?;
    for row in &answered {
        let one = steps.entry(&row.step).or_default();
        (one.answered, one.median_ms) = (row.answered, row.median);
    }
    steps.remove("");
    let sum = |of: fn(&WayRow) -> i64| ways.iter().map(of).sum::<i64>();
    Ok(Json(json!({
        "runs": sum(|way| way.runs), "contacts": sum(|way| way.contacts),
        "handovers": sum(|way| way.handovers), "finished": sum(|way| way.finished),
        "steps": steps,
    })))
}

/// What became of runs at one step.
#[derive(Debug, Default, Serialize)]
struct Figures {
    /// Runs that came by it, each once.
    reached: i64,
    /// Runs in which it was answered.
    answered: i64,
    /// Runs that ended there, because nobody answered.
    left: i64,
    /// From the question to the answer.
    median_ms: Option<i64>,
}
