//! Working hours: pure, in the site's time zone, right across daylight saving.
//!
//! A stretch is a pair of instants: its wall-clock ends are resolved by RFC 5545 ("compatible"): a
//! time in the hour that a spring day lacks moves forward, one in the hour that an autumn day has
//! twice is the first. So a day has no stretch twice, and none is lost.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::{Hours, Settings};
use crate::clock::Millis;

/// Whether somebody is expected to answer at `now`. A site without hours is always open.
pub fn is_open(settings: &Settings, now: Millis) -> bool {
    settings.hours.is_empty()
        || stretches(settings, now, 0).any(|(from, to)| (from..to).contains(&now))
}

/// When it opens next; `None` when it is open at `now`.
pub fn opens_at(settings: &Settings, now: Millis) -> Option<Millis> {
    if is_open(settings, now) {
        return None;
    }
    stretches(settings, now, 8).map(|(from, _)| from).filter(|from| *from > now).min()
}

/// The stretches that begin between yesterday and `ahead` days from now, as instants.
fn stretches(
    settings: &Settings,
    now: Millis,
    ahead: i64,
) -> impl Iterator<Item = (Millis, Millis)> {
    let zone = zone(&settings.time_zone);
    let today = Timestamp::from_millisecond(now).map(|now| now.to_zoned(zone.clone()).date()).ok();
    let days = (-1..=ahead).filter_map(move |day| today?.checked_add(day.days()).ok());
    days.flat_map(move |date| {
        let zone = zone.clone();
        settings.hours.iter().filter_map(move |hours| stretch(hours, date, &zone))
    })
}

fn stretch(hours: &Hours, date: Date, zone: &TimeZone) -> Option<(Millis, Millis)> {
    if !hours.days.contains(&date.weekday().to_monday_one_offset()) {
        return None;
    }
    let (from, to) = (clock_time(&hours.from)?, end_time(&hours.to)?);
    let ends_on = if to.is_none_or(|to| to <= from) { date.tomorrow().ok()? } else { date };
    let instant = |date: Date, time: Time| {
        let zoned = date.to_datetime(time).to_zoned(zone.clone()).ok()?;
        Some(zoned.timestamp().as_millisecond())
    };
    Some((instant(date, from)?, instant(ends_on, to.unwrap_or(Time::midnight()))?))
}

/// The time zone of that name; UTC where the name is not known.
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// Whether a time zone of that name is known.
pub fn is_zone(name: &str) -> bool {
    name.contains(|c: char| c.is_ascii_alphabetic()) && TimeZone::get(name).is_ok()
}

/// The names of all time zones that belong to a place.
pub fn zones() -> Vec<String> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let is_place = |name: &String| name.contains('/') && !name.starts_with("Etc/");
    let mut names: Vec<String> = names.filter(is_place).collect();
    names.sort_unstable();
    names
}

/// Reads `HH:MM`.
pub fn clock_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let is_short = |part: &str| (1..=2).contains(&part.len());
    if !is_short(hour) || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// Reads an end: `Some(None)` is `24:00`.
#[allow(clippy::option_option, reason = "unreadable, midnight, or a time")]
fn end_time(text: &str) -> Option<Option<Time>> {
    if text == "24:00" { Some(None) } else { clock_time(text).map(Some) }
}

/// The days in the order of the week, Monday first.
pub const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(zone: &str, hours: &[(&[i8], &str, &str)]) -> Settings {
        let hours = hours.iter().map(|(days, from, to)| Hours {
            days: days.to_vec(),
            from: (*from).into(),
            to: (*to).into(),
        });
        Settings { time_zone: zone.into(), hours: hours.collect(), ..Settings::default() }
    }

    fn at(text: &str) -> Millis {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    const EVERY_DAY: &[i8] = &[1, 2, 3, 4, 5, 6, 7];

    #[test]
    fn a_site_without_hours_is_always_open() {
        let settings = settings("Europe/Berlin", &[]);
        assert!(is_open(&settings, at("2026-11-22T03:00:00Z")));
        assert_eq!(opens_at(&settings, at("2026-11-22T03:00:00Z")), None);
    }

    #[test]
    fn the_hours_are_in_the_sites_zone_and_the_end_is_not_in_them() {
        let settings = settings("Europe/Berlin", &[(&[1, 2, 3, 4, 5], "09:00", "18:00")]);
        assert!(!is_open(&settings, at("2026-11-23T07:59:59Z")));
        assert!(is_open(&settings, at("2026-11-23T08:00:00Z")));
        assert!(is_open(&settings, at("2026-11-23T16:59:59Z")));
        assert!(!is_open(&settings, at("2026-11-23T17:00:00Z")));
    }

    #[test]
    fn after_fridays_end_it_opens_on_monday() {
        let settings = settings("Europe/Berlin", &[(&[1, 2, 3, 4, 5], "09:00", "18:00")]);
        let friday_evening = at("2026-11-20T20:00:00Z");
        assert_eq!(opens_at(&settings, friday_evening), Some(at("2026-11-23T08:00:00Z")));
    }

    #[test]
    fn a_lunch_break_is_closed() {
        let settings = settings("UTC", &[(&[1], "09:00", "12:00"), (&[1], "13:00", "17:00")]);
        assert_eq!(
            opens_at(&settings, at("2026-11-23T12:30:00Z")),
            Some(at("2026-11-23T13:00:00Z"))
        );
    }

    #[test]
    fn a_night_shift_runs_into_the_next_day() {
        let settings = settings("UTC", &[(&[6], "22:00", "04:00")]);
        assert!(is_open(&settings, at("2026-11-22T03:59:00Z")));
        assert!(!is_open(&settings, at("2026-11-22T04:00:00Z")));
        assert!(!is_open(&settings, at("2026-11-22T22:30:00Z")));
    }

    #[test]
    fn a_day_until_24_00_and_the_next_from_midnight_leave_no_gap() {
        let settings = settings("Europe/Berlin", &[(EVERY_DAY, "00:00", "24:00")]);
        let start = at("2026-10-20T00:00:00Z");
        // Ten days across the end of daylight saving, every ten minutes.
        for step in 0..10 * 24 * 6 {
            assert!(is_open(&settings, start + step * 600_000), "step {step}");
        }
    }

    #[test]
    fn on_the_day_the_clock_goes_forward_it_still_opens_at_nine() {
        let settings = settings("Europe/Berlin", &[(EVERY_DAY, "09:00", "18:00")]);
        // Daylight saving begins on 29 March 2026: nine o'clock is 08:00 UTC before, 07:00 after.
        assert_eq!(
            opens_at(&settings, at("2026-03-28T05:00:00Z")),
            Some(at("2026-03-28T08:00:00Z"))
        );
        assert_eq!(
            opens_at(&settings, at("2026-03-29T05:00:00Z")),
            Some(at("2026-03-29T07:00:00Z"))
        );
    }

    #[test]
    fn an_opening_in_the_missing_hour_moves_forward_and_happens_once() {
        let settings = settings("Europe/Berlin", &[(&[7], "02:30", "06:00")]);
        // 02:30 does not exist on 29 March 2026; it becomes 03:30, which is 01:30 UTC.
        assert_eq!(
            opens_at(&settings, at("2026-03-29T00:00:00Z")),
            Some(at("2026-03-29T01:30:00Z"))
        );
        assert!(is_open(&settings, at("2026-03-29T01:30:00Z")));
    }

    #[test]
    fn an_opening_in_the_doubled_hour_happens_once() {
        let settings = settings("Europe/Berlin", &[(&[7], "02:30", "06:00")]);
        // On 25 October 2026 02:30 comes twice: at 00:30 and at 01:30 UTC. The first counts.
        let first = at("2026-10-25T00:30:00Z");
        assert_eq!(opens_at(&settings, at("2026-10-25T00:00:00Z")), Some(first));
        let openings = (0..24 * 60)
            .map(|minute| at("2026-10-24T22:00:00Z") + minute * 60_000)
            .filter(|&now| is_open(&settings, now) && !is_open(&settings, now - 60_000))
            .collect::<Vec<_>>();
        assert_eq!(openings, [first]);
    }

    #[test]
    fn hours_without_a_day_never_open() {
        assert_eq!(opens_at(&settings("UTC", &[(&[], "09:00", "18:00")]), 0), None);
    }
}
