//! The methods of `Session` as UniFFI has them for Kotlin and Swift: `bindings-kotlin/src/verbs/methods.rs`.

use std::fmt::Write as _;

use super::core::method;
use super::said::{Tongue, paragraphs, rust_id, tags, whole};
use crate::docs::head;
use crate::verb::{Argument, Gives, Kind, Verb};

pub(crate) fn file(verbs: &[Verb]) -> (&'static str, String) {
    let mut out = head("The methods of the verbs that take plain arguments.", "verbs");
    out += "use client::{AgentId, CallId, DeviceId};\n\n\
            use super::{AgentModeRequest, Done, Participation};\n\
            use crate::error::CommandError;\n\
            use crate::outcome::{CallData, CallDataEntry, ClientState};\n\
            use crate::session::Session;\n\n\
            /// The verbs. Each ends when its command is settled, after `Timing.command` at the latest. A caller that goes away does\n\
            /// not take the command back.\n\
            #[uniffi::export]\nimpl Session {\n";
    for verb in verbs.iter().filter(|verb| !verb.by_hand) {
        out += &paragraphs(4, "/// ", &[whole(verb, Tongue::Uniffi)]);
        out += "    ///\n";
        out += &tags(verb, Tongue::Uniffi, 4, "/// ");
        let open = verb.arguments.iter().filter(|argument| may_be_absent(argument));
        let defaults: Vec<String> = open
            .map(|argument| format!("{} = None", rust_id(argument)))
            .collect();
        if !defaults.is_empty() {
            let _ = writeln!(out, "    #[uniffi::method(default({}))]", defaults.join(", "));
        }
        let parameters = verb
            .arguments
            .iter()
            .map(|argument| format!(", {}: {}", rust_id(argument), taken(argument)));
        let parameters: String = parameters.collect();
        let passed: Vec<String> = verb.arguments.iter().map(passed).collect();
        let call = format!("self.session.{}({})", method(verb), passed.join(", "));
        let (answer, body) = match verb.gives {
            Gives::Nothing | Gives::PendingMode => ("Done", format!("self.done({call}).await")),
            Gives::Call => (
                "Result<CallId, CommandError>",
                format!("Ok(self.settle({call}).await?)"),
            ),
            Gives::Prefixes => (
                "Result<Vec<String>, CommandError>",
                format!("Ok(self.settle({call}).await?)"),
            ),
            Gives::CallData => (
                "Result<CallData, CommandError>",
                format!("Ok(self.settle({call}).await?.into())"),
            ),
            Gives::ClientState => (
                "Result<ClientState, CommandError>",
                format!("Ok(self.settle({call}).await?.into())"),
            ),
        };
        let _ = writeln!(
            out,
            "    pub async fn {}(&self{parameters}) -> {answer} {{\n        {body}\n    }}\n",
            method(verb)
        );
    }
    out.truncate(out.trim_end().len());
    ("bindings-kotlin/src/verbs/methods.rs", out + "\n}\n")
}

/// Whether it has a default.
pub(super) fn may_be_absent(argument: &Argument) -> bool {
    argument.optional || argument.kind == Kind::Participation
}

fn taken(argument: &Argument) -> String {
    let kind = match argument.kind {
        Kind::Text => "String",
        Kind::Mode => "AgentModeRequest",
        Kind::Participation => "Participation",
        Kind::CallData => "Vec<CallDataEntry>",
        Kind::CallId | Kind::DeviceId | Kind::AgentId => argument.kind.id_type().unwrap_or_default(),
        Kind::Login | Kind::Options => panic!("verbs that take {} are by hand", argument.name),
    };
    match may_be_absent(argument) {
        true => format!("Option<{kind}>"),
        false => kind.to_owned(),
    }
}

fn passed(argument: &Argument) -> String {
    let id = rust_id(argument);
    match (argument.kind, argument.optional) {
        (Kind::CallId | Kind::DeviceId | Kind::AgentId, true) => id,
        (Kind::Text, true) => format!("{id}.as_deref()"),
        (Kind::Mode, _) => format!("{id}.into()"),
        (Kind::Participation, _) => format!("{id}.map(Into::into).unwrap_or_default()"),
        (Kind::CallData, _) => format!("{id}.into_iter().map(Into::into).collect()"),
        _ => format!("&{id}"),
    }
}
