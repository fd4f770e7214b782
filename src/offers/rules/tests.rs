//! The vectors that this and the page's own code share, and properties.

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;

/// One case.
#[derive(Debug, Serialize, Deserialize)]
struct Case {
    name: String,
    rules: Vec<Rule>,
    #[serde(default)]
    cap: Cap,
    now: Snapshot,
    /// The place of the rule that shows.
    shows: Option<usize>,
}

#[test]
fn every_shared_case_is_decided_as_written() {
    let text = include_str!("../../../widget/test/offer-vectors.json");
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    assert!(cases.len() > 100, "{}", cases.len());
    for case in cases {
        assert_eq!(decide(&case.rules, case.cap, &case.now), case.shows, "{}", case.name);
    }
}

fn rule() -> impl Strategy<Value = Rule> {
    let triggers = prop::collection::vec(
        prop_oneof![
            Just(Trigger::Exit),
            Just(Trigger::Back),
            Just(Trigger::Call),
            (0_u32..60).prop_map(|seconds| Trigger::Time { seconds }),
            (0_u32..100).prop_map(|percent| Trigger::Scroll { percent }),
        ],
        0..3,
    );
    let again = || {
        use crate::offers::definition::Again;
        prop_oneof![
            Just(Again::Never),
            Just(Again::Visit),
            Just(Again::Always),
            (1_u32..9).prop_map(Again::Days),
        ]
    };
    (triggers, again(), again(), again(), "[a-c]").prop_map(
        |(triggers, seen, closed, converted, id)| Rule {
            id,
            name: String::new(),
            triggers,
            audience: Audience::default(),
            frequency: Frequency { seen, closed, converted },
            from: None,
            until: None,
            inline: false,
        },
    )
}

proptest! {
    #[test]
    fn nothing_shows_over_something_else_and_the_caps_hold(
        rules in prop::collection::vec(rule(), 0..6),
        seconds in 0_u32..90, scroll in 0_u32..=100, visit in 1_i64..4, busy: bool,
        shown in prop::collection::vec((0_i64..200_000_000, 1_i64..4), 0..6),
        most in 0_u32..4,
    ) {
        let cap = Cap { visit: most, day: most };
        let now = Snapshot {
            now: 200_000_000, seconds, scroll, visit, busy, shown: shown.clone(),
            fired: vec!["exit".into()], ..Snapshot::default()
        };
        let decided = decide(&rules, cap, &now);
        if busy {
            prop_assert_eq!(decided, None);
        }
        let in_visit = shown.iter().filter(|at| at.1 == visit).count();
        if most > 0 && in_visit >= most as usize {
            prop_assert_eq!(decided, None);
        }
        if let Some(place) = decided {
            // Nothing before it could show, and it could alone.
            prop_assert_eq!(decide(&rules[..place], cap, &now), None);
            prop_assert_eq!(decide(&rules[place..=place], cap, &now), Some(0));
        }
    }

    #[test]
    fn any_pattern_and_any_address_are_compared_in_good_time(
        pattern in "[a-c*/?]{0,40}", path in "[a-c/?#=&]{0,400}",
    ) {
        use crate::offers::definition::{How, PageRule};
        for how in [How::Glob, How::Contains, How::Query, How::Regex] {
            let page = PageRule { how, value: pattern.clone(), not: false };
            let audience = Audience { pages: vec![page], ..Audience::default() };
            let now = Snapshot { url: format!("https://a.b/{path}"), ..Snapshot::default() };
            audience::has(&audience, &now);
        }
    }
}
