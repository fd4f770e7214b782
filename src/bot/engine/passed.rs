//! By which steps of a version a run has come.

use serde::{Deserialize, Serialize};

/// Steps by their places in a version, which stay as they are once it is published. As text it is
/// a hexadecimal digit for each four of them, so that runs which went the same way have the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Passed(Vec<u8>);

impl Passed {
    /// It has come by the step at this place.
    pub fn add(&mut self, place: usize) {
        let digit = place / 4;
        if self.0.len() <= digit {
            self.0.resize(digit + 1, 0);
        }
        self.0[digit] |= 1 << (place % 4);
    }

    /// The places, in their order.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        let is_in = |digit: u8| (0..4).filter(move |bit| digit & (1 << bit) != 0);
        self.0
            .iter()
            .enumerate()
            .flat_map(move |(n, digit)| is_in(*digit).map(move |bit| n * 4 + bit))
    }
}

impl From<String> for Passed {
    fn from(text: String) -> Self {
        let digit = |digit: char| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        Self(text.chars().map(|one| digit(one).unwrap_or_default()).collect())
    }
}

impl From<Passed> for String {
    fn from(passed: Passed) -> Self {
        passed.0.iter().filter_map(|digit| char::from_digit(u32::from(*digit), 16)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_kept_once_and_read_back_from_their_text() {
        let mut passed = Passed::default();
        for place in [0, 9, 3, 9, 1_000] {
            passed.add(place);
        }
        let text = String::from(passed.clone());
        assert!(text.starts_with("902") && text.len() == 251, "{text}");
        let read = Passed::from(text);
        assert_eq!(read, passed);
        assert_eq!(read.places().collect::<Vec<_>>(), [0, 3, 9, 1_000]);
    }
}
