//! What an import says of what it could not take over.

use crate::bot::script::StepId;
use crate::i18n::Say;

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it is now.
    pub step: StepId,
    /// What it was, in the words of where it comes from.
    pub what: String,
    /// Why.
    pub why: Why,
}

/// Why something is not as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It took money.
    Payment,
    /// It was code.
    Code,
    /// It asked a model's provider.
    Model,
    /// It used a service that is not connected.
    Service,
    /// There is nothing like it here.
    Missing,
    /// It was shown in a frame, and is a link now.
    Framed,
    /// It was written to addresses of its own.
    Recipients,
    /// It led to another flow, whose script is to be chosen.
    Elsewhere,
    /// It was a link that is not safe.
    Unsafe,
}

impl Why {
    /// As the API names it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Code => "code",
            Self::Model => "model",
            Self::Service => "service",
            Self::Missing => "missing",
            Self::Framed => "framed",
            Self::Recipients => "recipients",
            Self::Elsewhere => "elsewhere",
            Self::Unsafe => "unsafe",
        }
    }
}

impl Note {
    /// The note in a sentence.
    pub fn say(&self) -> Say {
        let key = match self.why {
            Why::Payment => "import-payment",
            Why::Code => "import-code",
            Why::Model => "import-model",
            Why::Service => "import-service",
            Why::Missing => "import-missing",
            Why::Framed => "import-framed",
            Why::Recipients => "import-recipients",
            Why::Elsewhere => "import-elsewhere",
            Why::Unsafe => "import-unsafe",
        };
        Say::of(key).with("what", self.what.as_str())
    }
}

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is no JSON.
    Unreadable,
    /// It is JSON of something else.
    Unknown,
    /// It is of a version that is not read.
    Version(String),
    /// It is larger than a script may be.
    TooLarge,
}

impl Refused {
    /// The refusal in a sentence.
    pub fn say(&self) -> Say {
        match self {
            Self::Unreadable => Say::of("import-unreadable"),
            Self::Unknown => Say::of("import-unknown"),
            Self::Version(version) => Say::of("import-version").with("version", version.as_str()),
            Self::TooLarge => Say::of("import-too-large"),
        }
    }
}
