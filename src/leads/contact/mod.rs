//! Phone numbers and e-mail addresses: checked, brought into one spelling, and found in a text.
//! Pure: no clock, no database.

mod context;
mod email;
mod mask;
mod phone;
mod recognise;

pub use self::email::{MAX_EMAIL, normalise_email, typo_hint};
pub use self::phone::{MAX_PHONE, for_people, normalise_phone, warm};
pub use self::recognise::recognise;

/// A way to reach a person, in the one spelling by which leads are matched.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Contact {
    /// A phone number in E.164, such as `+4930123456`.
    Phone {
        /// The normalised number.
        value: String,
        /// As it was typed.
        given: String,
    },
    /// An e-mail address, in lower case.
    Email {
        /// The normalised address.
        value: String,
        /// As it was typed.
        given: String,
    },
}

impl Contact {
    /// The spelling by which leads are matched.
    pub fn value(&self) -> &str {
        match self {
            Self::Phone { value, .. } | Self::Email { value, .. } => value,
        }
    }
}
