//! What an admin has set, as text: the file's values, and the environment's over them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use toml::{Table, Value};

use super::Limits;
use crate::error::{Error, Result};

/// The settings by their name in the file, until they are read.
#[derive(Default)]
pub(super) struct Given {
    texts: BTreeMap<String, Text>,
    pub limits: Limits,
}

struct Text {
    text: String,
    /// The file; `None` for the environment.
    file: Option<String>,
}

impl Given {
    pub fn read_toml(&mut self, text: &str, file: &Path) -> Result<()> {
        let file = file.display().to_string();
        let table: Table = text.parse().map_err(|cause: toml::de::Error| {
            let before = cause.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Error::Invalid(format!(
                "{file}, line {line}: this is not TOML ({}); write name = value, and a text in \
                 quotes",
                cause.message()
            ))
        })?;
        for (name, value) in table {
            let text = match value {
                Value::Table(limits) if name == "limits" => {
                    self.limits
                        .read(&limits)
                        .map_err(|reason| Error::Invalid(format!("{file}: {reason}")))?;
                    continue;
                }
                Value::String(text) => text,
                Value::Integer(number) => number.to_string(),
                Value::Boolean(is) => is.to_string(),
                _ => {
                    return Err(Error::Invalid(format!(
                        "{file}: `{name}` must be a text in quotes, a whole number, true or false"
                    )));
                }
            };
            self.texts.insert(name, Text { text, file: Some(file.clone()) });
        }
        Ok(())
    }

    pub fn read_environment(
        &mut self,
        variables: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<()> {
        for (variable, text) in variables {
            let variable = variable.to_string_lossy();
            let Some(name) = variable.strip_prefix("LEADBELL_") else { continue };
            // Tests hand their own settings to the processes that they start.
            if name.starts_with("TEST_") || name.starts_with("E2E_") {
                continue;
            }
            let text = text
                .into_string()
                .map_err(|_| Error::Invalid(format!("{variable}: the value is not UTF-8")))?;
            let name = name.to_lowercase();
            // An empty variable takes nothing from the file; an empty key is refused.
            if name != "secret_key" && text.trim().is_empty() && self.texts.contains_key(&name) {
                continue;
            }
            self.texts.insert(name, Text { text, file: None });
        }
        Ok(())
    }

    /// A setting as `understand` makes it of its text; `None` where it is not given or empty.
    pub fn read<T>(
        &mut self,
        name: &str,
        understand: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>> {
        if self.texts.get(name).is_some_and(|one| one.text.trim().is_empty()) {
            self.texts.remove(name);
        }
        self.read_secret(name, |text| understand(text.trim()))
    }

    /// The same to the letter: an empty one is not taken for none.
    pub fn read_secret<T>(
        &mut self,
        name: &str,
        understand: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>> {
        let Some(Text { text, file }) = self.texts.remove(name) else { return Ok(None) };
        understand(&text).map(Some).map_err(|reason| {
            let named = named(name, file.as_deref());
            Error::Invalid(format!("{named}: {reason}"))
        })
    }

    /// To be called when all are read: what is left is no setting.
    pub fn refuse_unknown(self) -> Result<()> {
        match self.texts.into_iter().next() {
            None => Ok(()),
            Some((name, Text { file: Some(file), .. })) => {
                Err(Error::Invalid(format!("{file}: there is no setting `{name}`")))
            }
            Some((name, Text { file: None, .. })) => Err(Error::Invalid(format!(
                "{}: there is no setting of this name",
                named(&name, None)
            ))),
        }
    }
}

/// The name in the README, and where it stands when that is the file.
fn named(name: &str, file: Option<&str>) -> String {
    let variable = format!("LEADBELL_{}", name.to_uppercase());
    match file {
        Some(file) => format!("{variable} (`{name}` in {file})"),
        None => variable,
    }
}
