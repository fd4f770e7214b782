//! How far visitors come in a form: the figures of its fields. Pure.

use serde::Serialize;
use utoipa::ToSchema;

use super::definition::Definition;
use super::store::VisitRow;

/// How far visitors came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FormFunnel)]
pub struct Funnel {
    /// Visits in which it was seen.
    pub views: i64,
    /// In which something was filled in.
    pub starts: i64,
    /// How often it was sent, by visitors without consent, too.
    pub submissions: i64,
    /// By step.
    pub steps: Vec<StepFigures>,
    /// By field, in their order.
    pub fields: Vec<FieldFigures>,
}

/// Of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FormFunnelStep)]
pub struct StepFigures {
    /// Visits that came to one of its fields.
    pub views: i64,
}

/// Of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FormFunnelField)]
pub struct FieldFigures {
    /// Which.
    pub key: String,
    /// What is read; empty: the usual word for its kind.
    pub label: String,
    /// Visits that came to it.
    pub views: i64,
    /// For which it was the last one, and the form was not sent.
    pub drops: i64,
    /// Milliseconds in it: as many visits took longer as took less.
    pub median_ms: Option<i64>,
}

/// Counts visits.
pub fn funnel(definition: &Definition, visits: &[VisitRow], submissions: i64) -> Funnel {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let came = |visit: &VisitRow, key: &str| visit.spent.0.iter().any(|(seen, _)| seen == key);
    let fields = definition.fields().map(|field| {
        let at = |visit: &&VisitRow| came(visit, &field.key);
        let is_last = |visit: &&VisitRow| {
            !visit.sent && visit.spent.0.last().is_some_and(|(last, _)| *last == field.key)
        };
        let mut times: Vec<i64> = visits
            .iter()
            .flat_map(|visit| &visit.spent.0)
            .filter(|(key, _)| *key == field.key)
            .map(|(_, ms)| *ms)
            .collect();
        times.sort_unstable();
        FieldFigures {
            key: field.key.clone(),
            label: field.label.clone(),
            views: count(visits.iter().filter(at).count()),
            drops: count(visits.iter().filter(is_last).count()),
            median_ms: times.get(times.len() / 2).copied(),
        }
    });
    let fields = fields.collect();
    let steps = definition.steps.iter().map(|step| {
        let at = |visit: &&VisitRow| step.fields.iter().any(|field| came(visit, &field.key));
        StepFigures { views: count(visits.iter().filter(at).count()) }
    });
    Funnel {
        views: count(visits.len()),
        starts: count(visits.iter().filter(|visit| visit.started).count()),
        submissions,
        steps: steps.collect(),
        fields,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sqlx::types::Json;

    use super::*;

    #[test]
    fn a_field_is_left_where_it_was_the_last_and_nothing_was_sent() {
        let definition = json!({"steps": [
            {"fields": [{"key": "a", "kind": "name"}, {"key": "b", "kind": "email"}]},
            {"fields": [{"key": "c", "kind": "long", "label": "C"}]},
        ]});
        let definition = serde_json::from_value(definition).unwrap();
        let visit = |sent, spent: &[(&str, i64)]| VisitRow {
            started: !spent.is_empty(),
            sent,
            spent: Json(spent.iter().map(|(key, ms)| ((*key).to_owned(), *ms)).collect()),
        };
        let visits = [
            visit(false, &[]),
            visit(false, &[("a", 100), ("b", 900)]),
            visit(true, &[("a", 300), ("b", 500), ("c", 7_000)]),
            visit(false, &[("a", 200)]),
        ];
        let found = funnel(&definition, &visits, 2);
        assert_eq!((found.views, found.starts, found.submissions), (4, 3, 2));
        let steps: Vec<i64> = found.steps.iter().map(|step| step.views).collect();
        assert_eq!(steps, [3, 1]);
        let fields: Vec<_> =
            found.fields.iter().map(|one| (one.views, one.drops, one.median_ms)).collect();
        assert_eq!(fields, [(3, 1, Some(200)), (2, 1, Some(900)), (1, 0, Some(7_000))]);
    }
}
