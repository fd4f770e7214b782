use std::collections::BTreeSet;

use super::*;
use crate::bot::script::check::check;
use crate::bot::script::{Does, markup};
use crate::i18n::LANGUAGES;

#[test]
fn every_ready_script_is_good_in_every_language() {
    for which in Ready::ALL {
        for language in LANGUAGES {
            let script = ready(which, language);
            assert_eq!(check(&script), [], "{which:?} {language}");
            let json = serde_json::to_value(&script).unwrap();
            assert!(!json.to_string().contains("\"ready-"), "{which:?} {language}: {json}");
            assert_eq!(serde_json::from_value::<Script>(json).unwrap(), script);
            assert!(script.steps.len() > 8 && script.language == language);
        }
    }
}

#[test]
fn a_ready_script_says_the_same_in_every_language_but_for_the_words() {
    for which in Ready::ALL {
        let shape = |language| {
            let script = ready(which, language);
            let steps = script.steps.into_iter();
            steps
                .map(|step| (step.id, step.at, step.next, std::mem::discriminant(&step.does)))
                .collect::<Vec<_>>()
        };
        assert!(LANGUAGES.iter().all(|language| shape(language) == shape("en")), "{which:?}");
    }
}

#[test]
fn its_steps_stand_from_left_to_right_and_none_upon_another() {
    for which in Ready::ALL {
        let script = ready(which, "en");
        let places: BTreeSet<_> = script.steps.iter().map(|step| step.at).collect();
        assert_eq!(places.len(), script.steps.len(), "{which:?}");
        let start = script.step(script.start().unwrap()).unwrap();
        assert!(script.steps.iter().all(|step| step.at[0] >= start.at[0]));
    }
}

#[test]
fn qualifying_asks_for_budget_authority_need_and_time() {
    let script = ready(Ready::Qualify, "de");
    let asked: Vec<&str> = script
        .steps
        .iter()
        .filter_map(|step| match &step.does {
            Does::Question(question) => question.variable.as_deref(),
            _ => None,
        })
        .collect();
    assert_eq!(asked, ["Need", "Budget", "Authority", "Time", "Name", "Phone", "Email"]);
    let handover = |step: &&Step| matches!(step.does, Does::Handover { .. });
    assert_eq!(script.steps.iter().filter(handover).count(), 1);
}

#[test]
fn every_variable_of_the_texts_is_one_of_the_script() {
    for which in Ready::ALL {
        for step in ready(which, "ru").steps {
            if let Does::Message { text } = &step.does {
                assert!(!text.contains('$') && !text.contains("{ "), "{text}");
                let rich = markup::read(text, &|_| "x".to_owned());
                assert!(!rich.plain().contains('*'), "{text}");
            }
        }
    }
}

#[test]
fn a_ready_script_is_found_by_its_name() {
    for which in Ready::ALL {
        assert_eq!(Ready::named(which.code()), Some(which));
    }
    assert_eq!(Ready::named("unknown"), None);
}
