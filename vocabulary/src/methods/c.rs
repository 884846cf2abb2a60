//! C's functions for the verbs, `ffi-c/src/verbs/`, and what its tests know of them.

use std::fmt::Write as _;

use super::core::method;
use super::said::{Tongue, failing, item, joined, paragraphs, rust_id, whole};
use crate::docs::head;
use crate::verb::{Argument, Gives, Group, Kind, Verb};

pub(crate) fn files(verbs: &[Verb]) -> Vec<(&'static str, String)> {
    let groups = [
        (
            "ffi-c/src/verbs/agent_verbs.rs",
            Group::Agent,
            "The agent's verbs but the log-in.",
        ),
        (
            "ffi-c/src/verbs/call_verbs.rs",
            Group::Call,
            "The verbs of calls but the one that makes one.",
        ),
        (
            "ffi-c/src/verbs/data_verbs.rs",
            Group::Data,
            "The verbs for what goes with calls, and for what the server knows.",
        ),
        (
            "ffi-c/src/verbs/supervise_verbs.rs",
            Group::Supervise,
            "The supervisor's verbs (manual chapter 4).",
        ),
    ];
    let files = groups.into_iter().map(|(path, group, what)| {
        let verbs = verbs.iter().filter(|verb| verb.group == group && !verb.by_hand);
        (path, functions(what, &verbs.collect::<Vec<_>>()))
    });
    files.collect()
}

fn functions(what: &str, verbs: &[&Verb]) -> String {
    let mut out = head(what, "verbs");
    out += &uses(verbs);
    for verb in verbs {
        out += &function(verb);
    }
    out
}

/// What is imported: only what these need.
fn uses(verbs: &[&Verb]) -> String {
    let has = |kind: Kind| {
        verbs
            .iter()
            .any(|verb| verb.arguments.iter().any(|argument| argument.kind == kind))
    };
    let text_at = |optional: bool| {
        let is_text = |argument: &Argument| argument.optional == optional && is_text(argument);
        verbs.iter().any(|verb| verb.arguments.iter().any(is_text))
    };
    let ids = [Kind::AgentId, Kind::CallId, Kind::DeviceId]
        .into_iter()
        .filter(|kind| has(*kind));
    let mut client: Vec<&str> = ids.filter_map(Kind::id_type).collect();
    client.push("Command");
    client.sort_unstable();
    let mut out = String::new();
    if text_at(true) || text_at(false) {
        out += "use std::ffi::c_char;\n\n";
    }
    let _ = writeln!(out, "use client::{{{}}};\n", client.join(", "));
    let mut own: Vec<&str> = vec!["start"];
    own.extend(has(Kind::Mode).then_some("agent"));
    own.extend(has(Kind::Participation).then_some("call"));
    own.extend(has(Kind::CallData).then_some("data"));
    own.sort_unstable();
    let _ = writeln!(out, "use super::{{{}}};", own.join(", "));
    if has(Kind::CallData) {
        out += "use super::data::well_call_data_t;\n";
    }
    out += "use crate::callback::well_completion_t;\nuse crate::handle::{well_command_t, well_session_t};\n";
    let mut numbers = Vec::new();
    numbers.extend(has(Kind::Mode).then_some("AgentModeIn"));
    numbers.extend(has(Kind::Participation).then_some("ParticipationIn"));
    if !numbers.is_empty() {
        let _ = writeln!(out, "use crate::numbers::{{{}}};", numbers.join(", "));
    }
    out += "use crate::status::{entry, well_status};\n";
    let mut texts = Vec::new();
    texts.extend(text_at(true).then_some("optional"));
    texts.extend(text_at(false).then_some("required"));
    if !texts.is_empty() {
        let _ = writeln!(out, "use crate::text::{{{}}};", texts.join(", "));
    }
    out + "\n"
}

fn is_text(argument: &Argument) -> bool {
    matches!(
        argument.kind,
        Kind::CallId | Kind::DeviceId | Kind::AgentId | Kind::Text
    )
}

fn function(verb: &Verb) -> String {
    let more = match verb
        .arguments
        .iter()
        .any(|argument| matches!(argument.kind, Kind::Mode | Kind::Participation))
    {
        true => ", `WELL_BAD_ARGUMENT`",
        false => "",
    };
    let texts = match verb.arguments.iter().any(is_text) {
        true => "`WELL_BAD_UTF8`, ",
        false => "",
    };
    let whole = joined([whole(verb, Tongue::C), failing(verb, Tongue::C)]);
    let errors = format!(
        "Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, \
         `WELL_WRONG_HANDLE`, {texts}`WELL_CLOSED`, `WELL_FORKED`{more}. Any thread, also inside a callback. \
         Since 0.1."
    );
    let mut out = paragraphs(0, "/// ", &[whole]) + "///\n";
    for argument in &verb.arguments {
        out += &item(0, "/// ", "- ", "  ", &said(argument));
    }
    let settled = "`completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its `drop` is \
                   called whatever happens.";
    out += &item(0, "/// ", "- ", "  ", settled);
    let command = "`command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it (`well_command_free`).";
    out += &item(0, "/// ", "- ", "  ", command);
    let later = "Returns at once, and the command is settled later: after `command_ms` at the latest.";
    out += "///\n";
    out += &paragraphs(0, "/// ", &[format!("{later} {errors}")]);
    let _ = writeln!(
        out,
        "#[unsafe(no_mangle)]\npub unsafe extern \"C\" fn well_session_{}(\n    session: well_session_t,",
        method(verb)
    );
    for argument in &verb.arguments {
        let _ = match argument.kind {
            Kind::Mode => writeln!(out, "    {}: AgentModeIn,", argument.c),
            Kind::Participation => writeln!(out, "    {}: ParticipationIn,", argument.c),
            Kind::CallData => {
                let id = rust_id(argument);
                writeln!(out, "    {id}: *const well_call_data_t,\n    count: usize,")
            }
            _ => writeln!(out, "    {}: *const c_char,", argument.c),
        };
    }
    out += "    completion: *const well_completion_t,\n    command: *mut well_command_t,\n) -> well_status {\n    \
            // SAFETY: the caller's word for all pointers.\n    \
            let completion = unsafe { well_completion_t::take(completion) };\n";
    let fields: Vec<String> = verb.arguments.iter().map(field).collect();
    let given = match fields.as_slice() {
        [] => format!("Command::{}", verb.id),
        fields => format!("Command::{} {{ {} }}", verb.id, fields.join(", ")),
    };
    let _ = write!(
        out,
        "    // SAFETY: as above.\n    entry(|| unsafe {{\n        let given = {given};\n        \
         start(session, Ok(given), completion, None, command)\n    }})\n}}\n\n"
    );
    out
}

/// What an argument is.
fn said(argument: &Argument) -> String {
    let (c, doc) = (&argument.c, &argument.doc);
    match argument.kind {
        Kind::Mode => format!("`{c}`: {doc} `WELL_MODE_READY` or `WELL_MODE_NOT_READY`."),
        Kind::CallData => format!("`{}`: {doc} There are `count` of them.", rust_id(argument)),
        _ if argument.optional => format!("`{c}` (may be NULL): {doc}"),
        _ => format!("`{c}`: {doc}"),
    }
}

/// A field of the command, from the argument.
fn field(argument: &Argument) -> String {
    let (id, c) = (rust_id(argument), &argument.c);
    let value = match (argument.kind, argument.optional) {
        (Kind::Mode, _) => format!("agent::mode({c})?"),
        (Kind::Participation, _) => format!("call::participation({c})?"),
        (Kind::CallData, _) => format!("data::entries({id}, count)?"),
        (Kind::Text, false) => format!("required(\"{c}\", {c})?.to_owned()"),
        (Kind::Text, true) => format!("optional(\"{c}\", {c})?.map(str::to_owned)"),
        (kind, false) => format!(
            "{}::from(required(\"{c}\", {c})?)",
            kind.id_type().unwrap_or_default()
        ),
        (kind, true) => format!(
            "optional(\"{c}\", {c})?.map({}::from)",
            kind.id_type().unwrap_or_default()
        ),
    };
    format!("{id}: {value}")
}

/// Whether a verb answers a text, a list, or nothing.
pub(super) fn cpp_answer(gives: Gives) -> Option<&'static str> {
    match gives {
        Gives::Nothing => None,
        Gives::Call => Some("CallId"),
        Gives::PendingMode => Some("std::optional<std::string>"),
        Gives::CallData => Some("std::vector<CallDataEntry>"),
        Gives::ClientState => Some("ClientState"),
        Gives::Prefixes => Some("std::vector<std::string>"),
    }
}
