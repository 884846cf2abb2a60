//! Commands as JSON, with the manual's argument names: `{"verb":"makeCall","phoneNumber":"8007","prefix":"9"}`.
//!
//! The tables at the end of this file say which arguments a verb has; reading and writing both follow from them. A
//! derived `Deserialize` would not do: its errors are texts, which quote the value, and say neither which argument is of
//! the wrong type nor what it must be.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{
    AgentModeRequest, CallDataEntry, Command, LoginMode, LoginRequest, MakeCallOptions, Participation,
    UnknownVerb, Verb,
};
use crate::id::{AgentId, CallId, DeviceId};
use crate::json::JsonObject;
use crate::secret::Secret;

/// Why a text is not a command. No value that was given is ever part of it: it may be a password.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandJsonError {
    /// Not JSON.
    #[error("not JSON: line {line}, column {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1; 0 before the first character.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("a command is a JSON object")]
    NotAnObject,
    /// No `verb`.
    #[error("the verb is missing")]
    NoVerb,
    /// A `verb` that is none.
    #[error("no such verb")]
    UnknownVerb,
    /// An argument that the verb needs is not there.
    #[error("{verb} needs {argument}")]
    Missing {
        /// The verb.
        verb: Verb,
        /// The argument's name.
        argument: &'static str,
    },
    /// An argument is there, but not of its type.
    #[error("{verb}: {argument} must be {expected}")]
    WrongType {
        /// The verb.
        verb: Verb,
        /// The argument's name.
        argument: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// Something is there that the verb does not take: a typing error, most likely.
    #[error("{verb} takes no argument {argument:?}")]
    Unknown {
        /// The verb.
        verb: Verb,
        /// The name as given, at most 64 characters of it.
        argument: String,
    },
}

impl Verb {
    /// The names of its arguments in a command as JSON, in the manual's order. `options` of `makeCall` may be left out:
    /// what it has may stand beside the number.
    pub fn arguments(self) -> &'static [&'static str] {
        names(self)
    }
}

impl Command {
    /// Reads a command. Optional arguments may be absent or `null`; `makeCall` takes its options beside the
    /// number or under `options`. The names that the reference client's own code has are taken too: `callId` of `consult`,
    /// `agentCode` of `superLogout`, `number` of `singleTransferWaitReturn`. A field `id` belongs to the caller and is passed over.
    ///
    /// # Errors
    /// [`CommandJsonError`] says what is missing, of the wrong type, or not known.
    pub fn from_json(text: &str) -> Result<Self, CommandJsonError> {
        let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(unreadable)?;
        let verb = fields.get("verb").ok_or(CommandJsonError::NoVerb)?;
        let verb: String = serde_json::from_str(verb.get()).map_err(|_| CommandJsonError::UnknownVerb)?;
        let verb: Verb = verb
            .parse()
            .map_err(|UnknownVerb| CommandJsonError::UnknownVerb)?;
        let mut arguments = Arguments { verb, fields };
        arguments
            .fields
            .retain(|name, value| !matches!(&**name, "verb" | "id") && value.get() != "null");
        arguments.rename_aliases();
        let command = read(&mut arguments)?;
        arguments.none_left()?;
        Ok(command)
    }

    /// As [`Command::from_json`], from JSON that has been found well-formed already.
    ///
    /// # Errors
    /// As [`Command::from_json`].
    pub fn from_raw_json(raw: &RawValue) -> Result<Self, CommandJsonError> {
        Self::from_json(raw.get())
    }

    /// Writes the command as [`Command::from_json`] reads it, the verb first; the password is written as
    /// `***`.
    pub fn to_json(&self) -> String {
        write(self, JsonObject::new().text("verb", self.verb().name())).finish()
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

/// The arguments of one command that have not been read yet.
struct Arguments<'a> {
    verb: Verb,
    fields: BTreeMap<String, &'a RawValue>,
}

/// Other names of arguments, by verb.
const ALIASES: [(Verb, &str, &str); 3] = [
    (Verb::Consult, "callId", "holdCallId"),
    (Verb::SuperLogout, "agentCode", "jobNumber"),
    (Verb::SingleTransferWaitReturn, "number", "phoneNumber"),
];

impl Arguments<'_> {
    /// Puts other names right, but where both are given.
    fn rename_aliases(&mut self) {
        let aliases = ALIASES.iter().filter(|(verb, ..)| *verb == self.verb);
        for (_, alias, name) in aliases {
            if !self.fields.contains_key(*name)
                && let Some(value) = self.fields.remove(*alias)
            {
                self.fields.insert((*name).to_owned(), value);
            }
        }
    }

    /// Takes an argument, which `read` makes of its JSON.
    fn take<T>(
        &mut self,
        argument: &'static str,
        expected: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, CommandJsonError> {
        let verb = self.verb;
        let raw = self.fields.remove(argument);
        let raw = raw.ok_or(CommandJsonError::Missing { verb, argument })?;
        read(raw.get()).ok_or(CommandJsonError::WrongType {
            verb,
            argument,
            expected,
        })
    }

    fn none_left(self) -> Result<(), CommandJsonError> {
        match self.fields.into_keys().next() {
            None => Ok(()),
            Some(name) => Err(CommandJsonError::Unknown {
                verb: self.verb,
                argument: name.chars().take(64).collect(),
            }),
        }
    }
}

/// What stands in a command under a name of its own.
trait Argument: Sized {
    fn read(a: &mut Arguments<'_>, name: &'static str) -> Result<Self, CommandJsonError>;
    fn write(&self, name: &str, o: JsonObject) -> JsonObject;
}

/// Optional: it may be absent.
impl<T: Argument> Argument for Option<T> {
    fn read(a: &mut Arguments<'_>, name: &'static str) -> Result<Self, CommandJsonError> {
        let given = a.fields.contains_key(name);
        given.then(|| T::read(a, name)).transpose()
    }

    fn write(&self, name: &str, o: JsonObject) -> JsonObject {
        match self {
            Some(value) => value.write(name, o),
            None => o,
        }
    }
}

macro_rules! texts {
    ($($type:ty: $text:ident, $expected:literal;)*) => {
        $(impl Argument for $type {
            fn read(a: &mut Arguments<'_>, name: &'static str) -> Result<Self, CommandJsonError> {
                a.take(name, $expected, |json| serde_json::from_str(json).ok())
            }

            fn write(&self, name: &str, o: JsonObject) -> JsonObject {
                o.text(name, self.$text())
            }
        })*
    };
}

texts! {
    String: as_str, "a string";
    CallId: as_str, "a string";
    DeviceId: as_str, "a string";
    AgentId: as_str, "a string";
    LoginMode: name, "\"force\", \"stop\" or \"ask\"";
    AgentModeRequest: name, "\"Ready\" or \"NotReady\"";
    Participation: name, "\"Active\" or \"Silent\"";
}

/// Read, and never written.
impl Argument for Secret {
    fn read(a: &mut Arguments<'_>, name: &'static str) -> Result<Self, CommandJsonError> {
        String::read(a, name).map(Self::from)
    }

    fn write(&self, name: &str, o: JsonObject) -> JsonObject {
        o.text(name, "***")
    }
}

/// The manual's client has `"1"` and `"0"` here.
impl Argument for bool {
    fn read(a: &mut Arguments<'_>, name: &'static str) -> Result<Self, CommandJsonError> {
        a.take(name, "true or false (or \"1\" or \"0\")", |json| match json {
            "true" | "1" | "\"1\"" => Some(true),
            "false" | "0" | "\"0\"" => Some(false),
            _ => None,
        })
    }

    fn write(&self, name: &str, o: JsonObject) -> JsonObject {
        o.flag(name, Some(*self))
    }
}

impl Argument for Vec<CallDataEntry> {
    fn read(a: &mut Arguments<'_>, name: &'static str) -> Result<Self, CommandJsonError> {
        let expected = "a list of {\"key\":…,\"value\":…} of strings";
        a.take(name, expected, |json| serde_json::from_str(json).ok())
    }

    fn write(&self, name: &str, o: JsonObject) -> JsonObject {
        let entry = |entry: &CallDataEntry| {
            let o = JsonObject::new();
            o.text("key", &entry.key).text("value", &entry.value)
        };
        o.objects(name, self.iter().map(entry))
    }
}

/// Written beside the number; read from there, or from an object of their own, which has nothing else.
impl Argument for MakeCallOptions {
    fn read(a: &mut Arguments<'_>, name: &'static str) -> Result<Self, CommandJsonError> {
        if !a.fields.contains_key(name) {
            return Self::read_fields(a);
        }
        let verb = a.verb;
        let read = |json: &str| {
            let mut fields: BTreeMap<String, &RawValue> = serde_json::from_str(json).ok()?;
            fields.retain(|_, value| value.get() != "null");
            let mut below = Arguments { verb, fields };
            Some(Self::read_fields(&mut below).and_then(|options| below.none_left().map(|()| options)))
        };
        a.take(name, "an object of the options", read)?
    }

    fn write(&self, _: &str, o: JsonObject) -> JsonObject {
        self.write_fields(o)
    }
}

/// Reads an argument; `or default` where it may be absent, and then is its type's default.
macro_rules! argument {
    ($a:ident, $name:literal) => {
        Argument::read($a, $name)?
    };
    ($a:ident, $name:literal or default) => {
        Option::read($a, $name)?.unwrap_or_default()
    };
}

/// What has fields that are arguments of their own.
trait Fields: Sized {
    const NAMES: &'static [&'static str];
    fn read_fields(a: &mut Arguments<'_>) -> Result<Self, CommandJsonError>;
    fn write_fields(&self, o: JsonObject) -> JsonObject;
}

macro_rules! fields {
    ($($type:ident { $($field:ident: $name:literal $(or $default:ident)?,)* })*) => {
        $(impl Fields for $type {
            const NAMES: &'static [&'static str] = &[$($name),*];

            fn read_fields(a: &mut Arguments<'_>) -> Result<Self, CommandJsonError> {
                Ok(Self { $($field: argument!(a, $name $(or $default)?),)* })
            }

            fn write_fields(&self, o: JsonObject) -> JsonObject {
                $(let o = self.$field.write($name, o);)*
                o
            }
        })*
    };
}

macro_rules! commands {
    ($($verb:ident $(($fields:ident: $of:ty))? $({ $($field:ident: $name:literal $(or $default:ident)?),* })?,)*) => {
        fn names(verb: Verb) -> &'static [&'static str] {
            match verb {
                $(Verb::$verb => only([$(<$of as Fields>::NAMES,)? $(&[$($name),*],)?]),)*
            }
        }

        fn read(a: &mut Arguments<'_>) -> Result<Command, CommandJsonError> {
            Ok(match a.verb {
                $(Verb::$verb => Command::$verb $(({
                    let $fields = Fields::read_fields(a)?;
                    $fields
                }))? $({
                    $($field: argument!(a, $name $(or $default)?),)*
                })?,)*
            })
        }

        fn write(command: &Command, o: JsonObject) -> JsonObject {
            match command {
                $(Command::$verb $(($fields))? $({ $($field),* })? => {
                    $(let o = $fields.write_fields(o);)?
                    $($(let o = $field.write($name, o);)*)?
                    o
                })*
            }
        }
    };
}

/// The one list of names, if there is one.
fn only<const N: usize>(lists: [&'static [&'static str]; N]) -> &'static [&'static str] {
    lists.first().copied().unwrap_or_default()
}

fields! {
    LoginRequest {
        job_number: "jobNumber",
        password: "password",
        domain: "domain",
        ext: "ext",
        login_mode: "loginMode" or default,
        agent_mode: "agentMode" or default,
    }
    MakeCallOptions {
        prefix: "prefix",
        dest_for_display: "destForDisplay",
        origin_for_display: "originForDisplay",
        cpa: "cpa",
        context_id: "contextId",
    }
}

commands! {
    Login(request: LoginRequest),
    Logout,
    SetAgentMode { mode: "mode", reason: "reason" },
    MakeCall { number: "phoneNumber", options: "options" },
    Answer { call: "callId" },
    Drop { call: "callId" },
    Hold { call: "callId" },
    Retrieve { call: "callId" },
    SingleStepTransfer { call: "callId", number: "phoneNumber" },
    SingleStepConference { call: "callId", number: "phoneNumber", participation: "type" or default },
    Consult { call: "holdCallId", number: "phoneNumber" },
    Conference { held: "holdCallId", consulted: "consultCallId" },
    CancelConsult { held: "holdCallId", consulted: "consultCallId" },
    Transfer { held: "holdCallId", consulted: "consultCallId" },
    TransferWaitReturn { held: "holdCallId", consulted: "consultCallId" },
    SingleTransferWaitReturn { call: "callId", number: "phoneNumber" },
    SetCallData { call: "callId", entries: "data" },
    GetCallData { call: "callId" },
    ForceDrop { device: "deviceId", call: "callId" },
    ForceJoin { device: "deviceId", call: "callId", number: "phoneNumber" },
    ForceTake { device: "deviceId", call: "callId", number: "phoneNumber" },
    ForceListen { call: "callId", device: "deviceId" },
    ForceReady { agent: "agentId", device: "deviceId" },
    ForceNotReady { agent: "agentId", device: "deviceId" },
    ForceLogout { agent: "agentId", device: "deviceId" },
    SuperLogout { job_number: "jobNumber" },
    ReleaseAllocatedAgent { agent: "agentId" },
    AgentGreeting { call: "callId", message: "msg" },
    StartRecording,
    StopRecording,
    GetClientState,
    GetMyPrefix,
    UploadLog,
}
