//! Pages: what is tried out, and what came of it.

mod new;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;

use super::figures::{self, Verdict};
use super::period::{Arm, Goal, Kind};
use super::report::{Line, Report};
use super::store::{self, Kept};
use crate::clock::Millis;
use crate::ctx::Ctx;
use crate::i18n::Say;
use crate::people::{Action, Layout, PageLogin};
use crate::sites::{self, Site};
use crate::web::{Id, Page, Problem, Query, page};

/// Routes of the pages.
pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/console/experiments", get(list))
        .route("/console/experiments/new", get(new::show).post(new::add))
        .route("/console/experiments/{id}", get(show))
        .route("/console/experiments/{id}/end", post(new::end))
}

#[derive(Template)]
#[template(path = "console/experiments/list.html")]
struct ListPage {
    page: Layout,
    tab: &'static str,
    periods: Vec<Kept>,
    sites: Vec<Site>,
    may_change: bool,
}

impl ListPage {
    /// Where it is tried out; empty where there is but one site.
    fn on(&self, kept: &Kept) -> &str {
        if self.sites.len() < 2 {
            return "";
        }
        let site = self.sites.iter().find(|site| Some(site.id) == kept.site);
        site.map_or("", |site| site.name.as_str())
    }
}

#[derive(Default, Deserialize)]
struct Done {
    done: Option<String>,
}

async fn list(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Query(done): Query<Done>,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let begun = done.done.is_some_and(|done| done == "begun").then(|| Say::of("experiments-done"));
    let mut db = ctx.db.read().await?;
    let periods = store::of_account(&mut db, login.account.id).await?;
    let sites = sites::of_account(&mut db, login.account.id).await?;
    drop(db);
    let title = login.t("experiments-title");
    let layout = Layout::new(&ctx, &login, title, "offers").await?.flash(begun);
    let may_change = login.user.role.may(Action::ChangeScripts);
    let tab = "experiments";
    page(StatusCode::OK, &ListPage { page: layout, tab, periods, sites, may_change })
}

#[derive(Template)]
#[template(path = "console/experiments/report.html")]
struct ReportPage {
    page: Layout,
    kept: Kept,
    report: Report,
    /// Whether it can be ended here: that of an offer is ended with the offer.
    may_end: bool,
    /// The other periods of the same subject: id, begin, end.
    others: Vec<(Uuid, Millis, Option<Millis>)>,
}

impl ReportPage {
    /// What an arm is called.
    fn name(&self, arm: &Arm) -> String {
        if arm.is_control() {
            self.page.t("experiments-control").to_string()
        } else if arm.name.is_empty() {
            arm.key.to_uppercase()
        } else {
            arm.name.clone()
        }
    }

    /// One sentence: what follows.
    fn sentence(&self) -> String {
        let say = match self.report.verdict {
            Verdict::Unfair(_) => Say::of("experiments-unfair"),
            Verdict::Early => Say::of("experiments-early")
                .with("visitors", self.report.visitors_missing)
                .with("goals", self.report.goals_missing),
            Verdict::Open => Say::of("experiments-open"),
            Verdict::Winner(place) => {
                let name = |place: usize| {
                    self.report
                        .lines
                        .get(place)
                        .map(|line| self.name(&line.arm))
                        .unwrap_or_default()
                };
                let key = if place == 0 { "experiments-keep" } else { "experiments-better" };
                Say::of(key).with("name", name(place)).with("base", name(0))
            }
        };
        self.page.say(say)
    }

    /// The note's colour.
    fn tone(&self) -> &'static str {
        match self.report.verdict {
            Verdict::Unfair(_) => " note-red",
            Verdict::Winner(_) => " note-green",
            Verdict::Early | Verdict::Open => "",
        }
    }

    /// Its icon.
    fn sign(&self) -> &'static str {
        match self.report.verdict {
            Verdict::Unfair(_) => "triangle-alert",
            Verdict::Winner(_) => "circle-check",
            Verdict::Early | Verdict::Open => "clock",
        }
    }

    /// Where a rate stands in a picture 200 wide.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
    fn at(&self, rate: &f64) -> String {
        format!("{:.1}", rate / self.report.most() * 200.0)
    }

    /// How wide the interval of a line is there.
    fn width(&self, line: &Line) -> String {
        let width = (line.interval.high - line.interval.low) / self.report.most() * 200.0;
        format!("{width:.1}")
    }

    /// By what it is judged.
    fn goal(&self) -> String {
        self.page.say(goal(self.kept.period.goal))
    }

    /// Goals that are lost for each thousand visitors if this arm is kept.
    fn loss(&self, line: &Line) -> String {
        self.page.lang.decimal(&(line.loss * 1_000.0))
    }
}

async fn show(
    State(ctx): State<Ctx>,
    PageLogin(login): PageLogin,
    Id(id): Id,
) -> Result<Page, Problem> {
    login.require(Action::SeeSites)?;
    let account = login.account.id;
    let mut db = ctx.db.read().await?;
    let kept = store::by_id(&mut db, account, id).await?.ok_or_else(Problem::not_found)?;
    let came = store::came(&mut db, id).await?;
    let others = match kept.kind {
        Some(kind) => store::of_subject(&mut db, account, kind, kept.subject).await?,
        None => Vec::new(),
    };
    drop(db);
    let others = others.into_iter().filter(|other| other.period.id != id);
    let layout = Layout::new(&ctx, &login, kept.name.clone(), "offers").await?;
    let is_here = kept.kind.is_some_and(|kind| kind != Kind::Offer);
    let may_change = login.user.role.may(Action::ChangeScripts);
    let template = ReportPage {
        page: layout,
        may_end: is_here && may_change && kept.ended_at.is_none(),
        report: Report::of(&kept.period, &came),
        others: others.map(|it| (it.period.id, it.period.started_at, it.ended_at)).collect(),
        kept,
    };
    page(StatusCode::OK, &template)
}

/// What a kind of subject is called.
fn kind(kind: Option<Kind>) -> Say {
    Say::of(match kind {
        Some(Kind::Offer) => "experiments-kind-offer",
        Some(Kind::Form) => "experiments-kind-form",
        Some(Kind::Script) => "experiments-kind-script",
        Some(Kind::Page) => "experiments-kind-page",
        None => "experiments-kind-other",
    })
}

/// What a goal is called.
fn goal(goal: Goal) -> Say {
    Say::of(match goal {
        Goal::Conversion => "experiments-conversions",
        Goal::Lead => "experiments-leads",
        Goal::ValidLead => "experiments-valid",
        Goal::Customer => "experiments-customers",
    })
}
