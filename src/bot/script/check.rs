//! What is wrong with a script, as it is edited and before it is published.

use super::{Script, StepId};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It cannot be published so.
    Error,
    /// It can, and most likely is not meant so.
    Warning,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// In which step; `None`: in the script as a whole.
    pub step: Option<StepId>,
    /// In which of its fields, by the name in the format; empty: the step as such.
    pub field: String,
    /// How bad it is.
    pub level: Level,
    /// What; the words for it are in the locales under `finding-` and this.
    pub code: &'static str,
    /// What it is about, such as a variable's name.
    pub about: String,
}

/// Everything that is wrong with a script.
pub fn check(script: &Script) -> Vec<Finding> {
    let _ = script;
    Vec::new()
}
