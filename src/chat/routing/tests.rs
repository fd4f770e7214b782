//! What always holds of the engine, whatever the team and the queue.

use std::collections::HashMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;
use proptest::strategy::Strategy as Values;
use uuid::Uuid;

use super::engine::{Assignment, Operator, Waiting, assign};
use crate::clock::Millis;
use crate::people::Availability;
use crate::sites::Strategy;

const DEPARTMENTS: [Uuid; 3] = [Uuid::from_u128(901), Uuid::from_u128(902), Uuid::from_u128(903)];

fn state() -> impl Values<Value = Availability> {
    prop_oneof![
        3 => Just(Availability::Online),
        1 => Just(Availability::Away),
        1 => Just(Availability::Offline),
    ]
}

fn team() -> impl Values<Value = Vec<Operator>> {
    let one = (state(), subsequence(DEPARTMENTS.to_vec(), 0..=3), 0..5_i64, 0..6_i64, 0..20_i64);
    vec(one, 0..6).prop_map(|team| {
        let operator = |(place, (state, departments, capacity, open, assigned_at))| Operator {
            id: Uuid::from_u128(place),
            departments,
            state,
            capacity,
            open,
            assigned_at,
        };
        (1..).zip(team).map(operator).collect()
    })
}

fn queue() -> impl Values<Value = Vec<Waiting>> {
    let department = proptest::option::of(proptest::sample::select(DEPARTMENTS.to_vec()));
    let strategy = prop_oneof![
        1 => Just(Strategy::Manual),
        3 => Just(Strategy::RoundRobin),
        3 => Just(Strategy::LeastBusy),
    ];
    let one = (
        department,
        0..10_i64,
        proptest::option::of((1..8_u128).prop_map(Uuid::from_u128)),
        strategy,
    );
    vec(one, 0..12).prop_map(|queue| {
        let waiting = |(place, (department, queued_at, last_operator, strategy))| Waiting {
            id: Uuid::from_u128(place),
            department,
            queued_at,
            last_operator,
            strategy,
        };
        (101..).zip(queue).map(waiting).collect()
    })
}

/// Somebody online without departments who has nothing to do.
fn free(id: u128, capacity: i64) -> Operator {
    Operator {
        id: Uuid::from_u128(id),
        departments: Vec::new(),
        state: Availability::Online,
        capacity,
        open: 0,
        assigned_at: 0,
    }
}

fn waits(id: u128, queued_at: Millis, strategy: Strategy) -> Waiting {
    Waiting { id: Uuid::from_u128(id), department: None, queued_at, last_operator: None, strategy }
}

/// The team with what it was given, after it was given it.
fn after(team: &[Operator], given: &[Assignment]) -> Vec<Operator> {
    let mut team = team.to_vec();
    for one in given {
        let who = team.iter_mut().find(|who| who.id == one.operator);
        let who = who.expect("it was given to somebody of the team");
        who.open += 1;
        who.assigned_at = one.at;
    }
    team
}

fn counts(given: &[Assignment]) -> HashMap<Uuid, i64> {
    let mut counts = HashMap::new();
    for one in given {
        *counts.entry(one.operator).or_default() += 1;
    }
    counts
}

proptest! {
    #[test]
    fn nobody_gets_more_than_they_have_room_for(team in team(), queue in queue()) {
        let given = counts(&assign(&team, &queue, 50));
        for who in &team {
            let got = given.get(&who.id).copied().unwrap_or(0);
            prop_assert!(got == 0 || who.open + got <= who.capacity);
        }
    }

    #[test]
    fn nobody_who_is_away_or_offline_gets_anything(team in team(), queue in queue()) {
        for one in assign(&team, &queue, 50) {
            let who = team.iter().find(|who| who.id == one.operator).unwrap();
            prop_assert_eq!(who.state, Availability::Online);
        }
    }

    #[test]
    fn a_departments_chat_goes_to_its_people_only(team in team(), queue in queue()) {
        for one in assign(&team, &queue, 50) {
            let who = team.iter().find(|who| who.id == one.operator).unwrap();
            let chat = queue.iter().find(|chat| chat.id == one.conversation).unwrap();
            prop_assert!(chat.department.is_none_or(|it| who.departments.contains(&it)));
        }
    }

    #[test]
    fn each_chat_is_given_once_and_never_where_people_take_them_themselves(
        team in team(), queue in queue(),
    ) {
        let given = assign(&team, &queue, 50);
        let mut seen: Vec<Uuid> = given.iter().map(|one| one.conversation).collect();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), given.len());
        for id in seen {
            let chat = queue.iter().find(|chat| chat.id == id).unwrap();
            prop_assert_ne!(chat.strategy, Strategy::Manual);
        }
    }

    #[test]
    fn nothing_waits_while_somebody_who_may_have_it_has_room(team in team(), queue in queue()) {
        let given = assign(&team, &queue, 50);
        let team = after(&team, &given);
        for chat in queue.iter().filter(|chat| chat.strategy != Strategy::Manual) {
            if given.iter().all(|one| one.conversation != chat.id) {
                let idle = team.iter().find(|who| who.has_room() && who.answers_for(chat.department));
                prop_assert!(idle.is_none(), "{chat:?} waits for {idle:?}");
            }
        }
    }

    #[test]
    fn who_has_waited_longer_is_not_passed_over(team in team(), queue in queue()) {
        let given = assign(&team, &queue, 50);
        let waits = |chat: &&Waiting| given.iter().all(|one| one.conversation != chat.id);
        for older in queue.iter().filter(|chat| chat.strategy != Strategy::Manual).filter(waits) {
            for one in &given {
                let younger = queue.iter().find(|chat| chat.id == one.conversation).unwrap();
                let who = team.iter().find(|who| who.id == one.operator).unwrap();
                if (younger.queued_at, younger.id) > (older.queued_at, older.id) {
                    prop_assert!(!who.answers_for(older.department));
                }
            }
        }
    }

    #[test]
    fn the_last_operator_gets_their_visitor_back(mut team in team(), queue in queue()) {
        // Nobody's room runs out, so that nothing else decides.
        for who in &mut team {
            who.capacity += 20;
        }
        let given = assign(&team, &queue, 50);
        for chat in queue.iter().filter(|chat| chat.strategy != Strategy::Manual) {
            let last = team.iter().find(|who| Some(who.id) == chat.last_operator);
            if let Some(last) = last.filter(|who| who.has_room() && who.answers_for(chat.department)) {
                let one = given.iter().find(|one| one.conversation == chat.id).unwrap();
                prop_assert_eq!(one.operator, last.id);
            }
        }
    }

    #[test]
    fn in_turn_nobody_gets_two_more_than_another_who_has_room(
        rooms in vec(1..6_i64, 1..6), count in 0..30_u128,
    ) {
        let team: Vec<Operator> = (1..).zip(rooms).map(|(id, room)| free(id, room)).collect();
        let queue: Vec<Waiting> = (0..count).map(|id| waits(id, 1, Strategy::RoundRobin)).collect();
        let given = assign(&team, &queue, 50);
        let counts = counts(&given);
        let got = |who: &Operator| counts.get(&who.id).copied().unwrap_or(0);
        let most = team.iter().map(got).max().unwrap_or(0);
        for who in team.iter().filter(|who| got(who) < who.capacity) {
            prop_assert!(most - got(who) <= 1, "{who:?} got {}, somebody {most}", got(who));
        }
    }

    #[test]
    fn the_least_busy_is_never_busier_than_another_who_could_have_had_it(team in team(), queue in queue()) {
        let mut now = team;
        for one in assign(&now, &queue, 50) {
            let chat = queue.iter().find(|chat| chat.id == one.conversation).unwrap();
            let who = now.iter().find(|who| who.id == one.operator).unwrap();
            if chat.strategy == Strategy::LeastBusy && chat.last_operator != Some(who.id) {
                let able = now.iter().filter(|who| who.has_room() && who.answers_for(chat.department));
                prop_assert_eq!(Some(who.open), able.map(|who| who.open).min());
            }
            now = after(&now, &[one]);
        }
    }

    #[test]
    fn two_nodes_that_see_the_same_decide_the_same(
        team in team(), queue in queue(),
    ) {
        let (mut other_team, mut other_queue) = (team.clone(), queue.clone());
        other_team.reverse();
        other_queue.reverse();
        prop_assert_eq!(assign(&team, &queue, 50), assign(&other_team, &other_queue, 50));
    }

    #[test]
    fn turns_go_on_in_order_whatever_the_clock_says(team in team(), queue in queue(), now in -5..30_i64) {
        let given = assign(&team, &queue, now);
        let newest = team.iter().map(|who| who.assigned_at).max().unwrap_or(0);
        let mut before = newest;
        for one in given {
            prop_assert!(one.at > before && one.at >= now);
            before = one.at;
        }
    }

    /// Over a day of arrivals, endings, comings and goings.
    #[test]
    fn everybody_is_served_in_the_end(
        steps in vec((0..4_u8, 0..6_usize, state()), 0..60), team in team(), queue in queue(),
    ) {
        let (mut team, mut queue) = (team, queue);
        queue.retain(|chat| chat.strategy != Strategy::Manual);
        for who in &mut team {
            who.open = who.open.min(who.capacity);
        }
        let mut now = 50;
        let mut next = 1_000;
        for (what, place, state) in steps {
            now += 1;
            match what {
                0 => {
                    next += 1;
                    queue.push(waits(next, now, Strategy::RoundRobin));
                }
                1 => if let Some(who) = team.get_mut(place) { who.open = (who.open - 1).max(0) },
                _ => if let Some(who) = team.get_mut(place) { who.state = state },
            }
            serve(&mut team, &mut queue, now);
            for who in &team {
                prop_assert!(who.open <= who.capacity);
            }
        }
        // Everybody works until the evening.
        team.push(Operator { departments: DEPARTMENTS.to_vec(), ..free(77, 1) });
        for _ in 0..queue.len() {
            now += 1;
            serve(&mut team, &mut queue, now);
            for who in &mut team {
                who.state = Availability::Online;
                who.open = 0;
            }
        }
        serve(&mut team, &mut queue, now);
        prop_assert!(queue.is_empty());
    }
}

fn serve(team: &mut Vec<Operator>, queue: &mut Vec<Waiting>, now: Millis) {
    let given = assign(team, queue, now);
    *team = after(team, &given);
    queue.retain(|chat| given.iter().all(|one| one.conversation != chat.id));
}

#[test]
fn a_chat_that_nobody_may_have_holds_up_nothing_behind_it() {
    let sales = Waiting { department: Some(DEPARTMENTS[0]), ..waits(101, 1, Strategy::RoundRobin) };
    let given = assign(&[free(1, 5)], &[sales, waits(102, 2, Strategy::RoundRobin)], 50);
    let given: Vec<Uuid> = given.iter().map(|one| one.conversation).collect();
    assert_eq!(given, [Uuid::from_u128(102)]);
}

#[test]
fn turns_are_kept_from_one_time_to_the_next() {
    let mut team = vec![free(1, 9), free(2, 9), free(3, 9)];
    let mut order = Vec::new();
    for id in 101..107 {
        let given = assign(&team, &[waits(id, 1, Strategy::RoundRobin)], 50);
        team = after(&team, &given);
        order.push(given[0].operator.as_u128());
    }
    assert_eq!(order, [1, 2, 3, 1, 2, 3]);
}
