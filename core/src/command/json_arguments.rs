//! How each type of argument is read from a command as JSON, and written.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::json_error::CommandJsonError;
use super::parts::{
    AgentModeRequest, CallDataEntry, LoginMode, LoginRequest, MakeCallOptions, Participation,
};
use crate::id::{AgentId, CallId, DeviceId};
use crate::json::JsonObject;
use crate::secret::Secret;
use crate::vocabulary::Verb;

/// The arguments of one command that have not been read yet.
pub(super) struct Arguments<'a> {
    pub(super) verb: Verb,
    pub(super) fields: BTreeMap<String, &'a RawValue>,
}

impl Arguments<'_> {
    /// Puts other names right, but where both are given.
    pub(super) fn rename(&mut self, aliases: &[(Verb, &str, &str)]) {
        for (_, alias, name) in aliases.iter().filter(|(verb, ..)| *verb == self.verb) {
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

    pub(super) fn none_left(self) -> Result<(), CommandJsonError> {
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
pub(super) trait Argument: Sized {
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
pub(super) trait Fields: Sized {
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
        pub(super) fn names(verb: Verb) -> &'static [&'static str] {
            match verb {
                $(Verb::$verb => only([$(<$of as Fields>::NAMES,)? $(&[$($name),*],)?]),)*
            }
        }

        pub(super) fn read(a: &mut Arguments<'_>) -> Result<Command, CommandJsonError> {
            Ok(match a.verb {
                $(Verb::$verb => Command::$verb $(({
                    let $fields = Fields::read_fields(a)?;
                    $fields
                }))? $({
                    $($field: argument!(a, $name $(or $default)?),)*
                })?,)*
            })
        }

        pub(super) fn write(command: &Command, o: JsonObject) -> JsonObject {
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

pub(super) use {argument, commands};

/// The one list of names, if there is one.
pub(super) fn only<const N: usize>(lists: [&'static [&'static str]; N]) -> &'static [&'static str] {
    lists.first().copied().unwrap_or_default()
}

fields! {
    LoginRequest {
        job_number: "jobNumber",
        password: "password",
        domain: "domain" or default,
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
