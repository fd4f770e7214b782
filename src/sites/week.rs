//! The working hours as they are typed: a line a day, such as `9:00–13:00, 14:00–18:00`.

use serde::Deserialize;

use super::{Hours, hours};
use crate::i18n::Say;
use crate::web::FieldErrors;

/// Field and label of every day.
pub(super) const DAYS: [(&str, Say); 7] = [
    ("monday", Say::of("day-monday")),
    ("tuesday", Say::of("day-tuesday")),
    ("wednesday", Say::of("day-wednesday")),
    ("thursday", Say::of("day-thursday")),
    ("friday", Say::of("day-friday")),
    ("saturday", Say::of("day-saturday")),
    ("sunday", Say::of("day-sunday")),
];

/// The lines of a week; an empty one is a day off.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "the days")]
pub struct Week {
    pub monday: String,
    pub tuesday: String,
    pub wednesday: String,
    pub thursday: String,
    pub friday: String,
    pub saturday: String,
    pub sunday: String,
}

impl Week {
    /// The lines of stored hours.
    pub fn of(hours: &[Hours]) -> Self {
        let line = |day: i8| {
            let mut stretches: Vec<(&str, &str)> = hours
                .iter()
                .filter(|hours| hours.days.contains(&day))
                .map(|hours| (hours.from.as_str(), hours.to.as_str()))
                .collect();
            stretches.sort_unstable();
            let lines: Vec<String> =
                stretches.into_iter().map(|(from, to)| format!("{from}–{to}")).collect();
            lines.join(", ")
        };
        Self {
            monday: line(1),
            tuesday: line(2),
            wednesday: line(3),
            thursday: line(4),
            friday: line(5),
            saturday: line(6),
            sunday: line(7),
        }
    }

    fn lines(&self) -> [&str; 7] {
        [
            &self.monday,
            &self.tuesday,
            &self.wednesday,
            &self.thursday,
            &self.friday,
            &self.saturday,
            &self.sunday,
        ]
    }

    /// Field, label and line of every day, for the template.
    pub fn rows(&self) -> Vec<(&'static str, Say, &str)> {
        let rows = DAYS.into_iter().zip(self.lines());
        rows.map(|((field, label), line)| (field, label, line)).collect()
    }

    /// The hours to store: the same stretch on several days is one entry.
    pub(super) fn read(&self, errors: &mut FieldErrors) -> Vec<Hours> {
        let mut found: Vec<Hours> = Vec::new();
        for ((day, line), (field, _)) in (1_i8..).zip(self.lines()).zip(DAYS) {
            for typed in line.split([',', ';']).map(str::trim).filter(|typed| !typed.is_empty()) {
                let Some((from, to)) = stretch(typed) else {
                    errors.add(field, Say::of("wrong-hours"));
                    continue;
                };
                match found.iter_mut().find(|hours| hours.from == from && hours.to == to) {
                    Some(hours) if hours.days.contains(&day) => {}
                    Some(hours) => hours.days.push(day),
                    None => found.push(Hours { days: vec![day], from, to }),
                }
            }
        }
        found
    }
}

/// Reads `9–18`, `09:00 - 18:30`, `0:00–24:00`.
fn stretch(typed: &str) -> Option<(String, String)> {
    let (from, to) = typed.split_once(['-', '–', '—'])?;
    let (from, to) = (moment(from.trim())?, moment(to.trim())?);
    (from != to && from != "24:00").then_some((from, to))
}

fn moment(typed: &str) -> Option<String> {
    let typed = typed.replace('.', ":");
    let full = if typed.contains(':') { typed } else { format!("{typed}:00") };
    if full == "24:00" {
        return Some(full);
    }
    let time = hours::clock_time(&full)?;
    Some(format!("{:02}:{:02}", time.hour(), time.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (typed, from, to) in [
            ("9-18", "09:00", "18:00"),
            ("09:00–18:30", "09:00", "18:30"),
            ("8.15 — 17.45", "08:15", "17:45"),
            ("0:00-24:00", "00:00", "24:00"),
            ("22-4", "22:00", "04:00"),
        ] {
            assert_eq!(stretch(typed), Some((from.into(), to.into())), "{typed}");
        }
        for typed in ["9", "9-9", "25-26", "9:5-10", "24:00-8", "a-b", "9:00–18:00–20:00", ""] {
            assert_eq!(stretch(typed), None, "{typed}");
        }
    }

    #[test]
    fn days_with_the_same_hours_are_stored_together_and_shown_again() {
        let week = Week {
            monday: "9–13, 14–18".into(),
            tuesday: "9–13, 14–18".into(),
            saturday: "10:00–14:00".into(),
            ..Week::default()
        };
        let mut errors = FieldErrors::default();
        let hours = week.read(&mut errors);
        assert!(errors.is_empty());
        assert_eq!(hours.len(), 3);
        assert_eq!(hours[0].days, [1, 2]);
        let shown = Week::of(&hours);
        assert_eq!(shown.tuesday, "09:00–13:00, 14:00–18:00");
        assert_eq!(shown.sunday, "");
    }
}
