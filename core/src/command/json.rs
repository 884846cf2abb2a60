//! Commands as JSON, with the manual's argument names: `{"verb":"makeCall","phoneNumber":"8007","prefix":"9"}`.
//!
//! Which arguments a verb has stands in `json_rows.rs`; reading and writing both follow from that. A
//! derived `Deserialize` would not do: its errors are texts, which quote the value, and say neither which argument is of
//! the wrong type nor what it must be.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::commands::Command;
use super::json_arguments::Arguments;
use super::json_error::CommandJsonError;
use super::json_rows;
use super::verb::UnknownVerb;
use crate::json::JsonObject;
use crate::vocabulary::Verb;

impl Verb {
    /// The names of its arguments in a command as JSON, in the manual's order. `options` of `makeCall` may be left out:
    /// what it has may stand beside the number.
    pub fn arguments(self) -> &'static [&'static str] {
        json_rows::names(self)
    }
}

impl Command {
    /// Reads a command. Optional arguments may be absent or `null`; `makeCall` takes its options beside the
    /// number or under `options`. Other names of the manual's tables and of the reference client's own code are taken too:
    /// `callId` of `consult` and `conference`, `agentCode` of `superLogout`, `number` of `singleTransferWaitReturn`. A field `id`
    /// belongs to the caller and is passed over.
    ///
    /// # Errors
    /// [`CommandJsonError`] says what is missing, of the wrong type, or not known.
    pub fn from_json(text: &str) -> Result<Self, CommandJsonError> {
        let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(unreadable)?;
        let verb = fields.get("verb").ok_or(CommandJsonError::NoVerb)?;
        let verb: String = serde_json::from_str(verb.get()).map_err(|_| CommandJsonError::NoVerb)?;
        let verb: Verb = verb
            .parse()
            .map_err(|UnknownVerb| CommandJsonError::UnknownVerb {
                verb: verb.chars().take(64).collect(),
            })?;
        let mut arguments = Arguments { verb, fields };
        arguments
            .fields
            .retain(|name, value| !matches!(&**name, "verb" | "id") && value.get() != "null");
        arguments.rename(json_rows::ALIASES);
        let command = json_rows::read(&mut arguments)?;
        arguments.none_left()?;
        Ok(command)
    }

    /// Reads a command from a part of a JSON text that has been found well-formed already.
    ///
    /// # Errors
    /// There is no such verb, or an argument is missing, unknown or of the wrong type.
    pub fn from_raw_json(raw: &RawValue) -> Result<Self, CommandJsonError> {
        Self::from_json(raw.get())
    }

    /// Writes the command as [`Command::from_json`] reads it, the verb first; the password is written as
    /// `***`.
    pub fn to_json(&self) -> String {
        json_rows::write(self, JsonObject::new().text("verb", self.verb().name())).finish()
    }
}

fn unreadable(error: serde_json::Error) -> CommandJsonError {
    if error.is_data() {
        CommandJsonError::NotAnObject
    } else {
        CommandJsonError::NotJson {
            line: error.line(),
            column: error.column(),
        }
    }
}
