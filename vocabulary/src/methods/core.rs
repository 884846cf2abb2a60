//! The core's commands, and their rows as JSON: `core/src/command/`.

use std::fmt::Write as _;

use super::said::rust_id;
use crate::docs::head;
use crate::text::{comment, snake};
use crate::verb::{Argument, Kind, Verb};

pub(crate) fn files(verbs: &[Verb]) -> Vec<(&'static str, String)> {
    vec![
        ("core/src/command/commands.rs", commands(verbs)),
        ("core/src/command/json_rows.rs", rows(verbs)),
    ]
}

/// The type that a command holds it by.
fn held(argument: &Argument) -> String {
    let held = match argument.kind {
        Kind::Text => "String",
        Kind::Mode => "AgentModeRequest",
        Kind::Participation => "Participation",
        Kind::CallData => "Vec<CallDataEntry>",
        Kind::Login => "LoginRequest",
        Kind::Options => "MakeCallOptions",
        Kind::CallId | Kind::DeviceId | Kind::AgentId => argument.kind.id_type().unwrap_or_default(),
    };
    match argument.optional {
        true => format!("Option<{held}>"),
        false => held.to_owned(),
    }
}

fn commands(verbs: &[Verb]) -> String {
    let mut out = head("The commands: one for each verb, with what it takes.", "verbs");
    out += "use super::parts::{AgentModeRequest, CallDataEntry, LoginRequest, MakeCallOptions, Participation};\n\
            use crate::id::{AgentId, CallId, DeviceId};\n\n\
            /// One thing that a session is asked to do. The manual's method name is given with each.\n\
            #[derive(Clone, PartialEq, Eq, Debug)]\n#[non_exhaustive]\npub enum Command {\n";
    for verb in verbs {
        let manual = verb
            .manual
            .as_ref()
            .map(|section| format!(" (manual, section {section})"));
        let doc = spelled(&verb.doc);
        out += &comment(
            4,
            "/// ",
            &format!("`{}`{}. {doc}", verb.name, manual.unwrap_or_default()),
        );
        match verb.arguments.as_slice() {
            [] => {
                let _ = writeln!(out, "    {},", verb.id);
            }
            [login] if login.kind == Kind::Login => {
                let _ = writeln!(out, "    {}({}),", verb.id, held(login));
            }
            arguments => {
                let _ = writeln!(out, "    {} {{", verb.id);
                for argument in arguments {
                    out += &comment(8, "/// ", &argument.doc);
                    let _ = writeln!(out, "        {}: {},", rust_id(argument), held(argument));
                }
                out += "    },\n";
            }
        }
    }
    out += "}\n\nimpl Command {\n    /// The calls that it is about.\n    \
            pub fn calls(&self) -> impl Iterator<Item = &CallId> {\n        \
            let (one, other) = match self {\n";
    out += &by_calls(verbs, |names| match names {
        [one] if one.optional => format!("({}.as_ref(), None)", rust_id(one)),
        [one] => format!("(Some({}), None)", rust_id(one)),
        [one, other] => format!("(Some({}), Some({}))", rust_id(one), rust_id(other)),
        _ => panic!("a verb is about two calls at most"),
    });
    out += "            _ => (None, None),\n        };\n        one.into_iter().chain(other)\n    }\n\n    \
            /// The same, to be changed.\n    \
            pub(super) fn calls_mut(&mut self) -> impl Iterator<Item = &mut CallId> {\n        \
            let (one, other) = match self {\n";
    out += &by_calls(verbs, |names| match names {
        [one] if one.optional => format!("({}.as_mut(), None)", rust_id(one)),
        [one] => format!("(Some({}), None)", rust_id(one)),
        [one, other] => format!("(Some({}), Some({}))", rust_id(one), rust_id(other)),
        _ => panic!("a verb is about two calls at most"),
    });
    out += "            _ => (None, None),\n        };\n        one.into_iter().chain(other)\n    }\n\n    \
            /// The number that it was given to dial.\n    pub fn number(&self) -> Option<&str> {\n        match self {\n";
    let dials = verbs.iter().filter(|verb| {
        verb.arguments
            .iter()
            .any(|argument| argument.name == "phoneNumber")
    });
    let dials: Vec<String> = dials
        .map(|verb| format!("Self::{} {{ number, .. }}", verb.id))
        .collect();
    let _ = writeln!(out, "            {} => Some(number),", dials.join(" | "));
    out + "            _ => None,\n        }\n    }\n}\n"
}

/// The arms of a match over the verbs that are about calls, those with the same names in one.
fn by_calls(verbs: &[Verb], arm: impl Fn(&[&Argument]) -> String) -> String {
    let mut arms: Vec<(String, Vec<String>)> = Vec::new();
    for verb in verbs {
        let is_call = |argument: &&Argument| argument.kind == Kind::CallId;
        let calls: Vec<&Argument> = verb.arguments.iter().filter(is_call).collect();
        if calls.is_empty() {
            continue;
        }
        let names: Vec<String> = calls.iter().map(|argument| rust_id(argument)).collect();
        let rest = if calls.len() < verb.arguments.len() {
            ", .."
        } else {
            ""
        };
        let pattern = format!("Self::{} {{ {}{rest} }}", verb.id, names.join(", "));
        let value = arm(&calls);
        match arms.iter_mut().find(|(there, _)| *there == value) {
            Some((_, patterns)) => patterns.push(pattern),
            None => arms.push((value, vec![pattern])),
        }
    }
    let arms = arms
        .iter()
        .map(|(value, patterns)| format!("            {} => {value},\n", patterns.join(" | ")));
    arms.collect()
}

fn rows(verbs: &[Verb]) -> String {
    let mut out = head("Which arguments each verb has in a command as JSON.", "verbs");
    out += "use super::commands::Command;\n\
            use super::json_arguments::{Argument, Arguments, Fields, argument, commands, only};\n\
            use super::json_error::CommandJsonError;\nuse super::parts::LoginRequest;\n\
            use crate::json::JsonObject;\nuse crate::vocabulary::Verb;\n\n\
            /// Other names of arguments, by verb.\npub(super) const ALIASES: &[(Verb, &str, &str)] = &[\n";
    for verb in verbs {
        for (alias, name) in &verb.aliases {
            let _ = writeln!(out, "    (Verb::{}, \"{alias}\", \"{name}\"),", verb.id);
        }
    }
    out += "];\n\ncommands! {\n";
    for verb in verbs {
        let row = match verb.arguments.as_slice() {
            [] => String::new(),
            [login] if login.kind == Kind::Login => format!("({}: {})", rust_id(login), held(login)),
            arguments => {
                let each = arguments.iter().map(|argument| {
                    let default = match argument.kind {
                        Kind::Participation => " or default",
                        _ => "",
                    };
                    format!("{}: \"{}\"{default}", rust_id(argument), argument.name)
                });
                format!(" {{ {} }}", each.collect::<Vec<_>>().join(", "))
            }
        };
        let _ = writeln!(out, "    {}{row},", verb.id);
    }
    out + "}\n"
}

/// Verbs by the manual's names.
fn spelled(text: &str) -> String {
    text.replace(['{', '}'], "`")
}

/// The method's name in Rust.
pub(super) fn method(verb: &Verb) -> String {
    snake(&verb.name)
}
