//! The methods of Rust's `Session`: `runtime/src/verbs/methods.rs`.

use std::fmt::Write as _;

use super::core::method;
use super::said::{Tongue, failures, item, paragraphs, rust_id, whole};
use crate::docs::head;
use crate::verb::{Argument, Gives, Kind, Verb};

pub(crate) fn file(verbs: &[Verb]) -> (&'static str, String) {
    let mut out = head("The methods of the verbs that take plain arguments.", "verbs");
    out += "use wellclient_core::command::{AgentModeRequest, CallDataEntry, Command, Participation};\n\
            use wellclient_core::http::reply::{CallData, ClientState};\n\
            use wellclient_core::id::{AgentId, CallId, DeviceId};\n\n\
            use super::Done;\nuse crate::error::Error;\nuse crate::session::Session;\n\n\
            /// # Verbs\n///\n\
            /// Each ends when its command is settled, after [`Timing::command`](crate::Timing::command) at the latest. Dropping the\n\
            /// future does not take the command back. Beside the reasons given with each, [`Error::Rejected`] can mean that an\n\
            /// argument cannot be sent, or that the server cannot be reached: then nothing was carried out.\n\
            impl Session {\n";
    for verb in verbs.iter().filter(|verb| !verb.by_hand) {
        out += &paragraphs(4, "/// ", &[whole(verb, Tongue::Rust)]);
        if !verb.arguments.is_empty() {
            out += "    ///\n";
        }
        for argument in &verb.arguments {
            let text = format!("`{}`: {}", rust_id(argument), argument.doc);
            out += &item(4, "/// ", "- ", "  ", &text);
        }
        out += "    ///\n    /// # Errors\n";
        for (error, when) in failures(verb, Tongue::Rust) {
            out += &item(4, "/// ", "- ", "  ", &format!("{error} {when}"));
        }
        let parameters = verb
            .arguments
            .iter()
            .map(|argument| format!(", {}: {}", rust_id(argument), taken(argument)));
        let parameters: String = parameters.collect();
        let fields = verb.arguments.iter().map(owned);
        let command = match fields.collect::<Vec<_>>().join(", ") {
            fields if fields.is_empty() => format!("Command::{}", verb.id),
            fields => format!("Command::{} {{ {fields} }}", verb.id),
        };
        let (answer, ending) = match verb.gives {
            Gives::Nothing | Gives::PendingMode => ("Done", "done"),
            Gives::Call => ("Result<CallId, Error>", "call_made"),
            Gives::CallData => ("Result<CallData, Error>", "call_data"),
            Gives::ClientState => ("Result<ClientState, Error>", "client_state"),
            Gives::Prefixes => ("Result<Vec<String>, Error>", "prefixes"),
        };
        let _ = writeln!(
            out,
            "    pub async fn {}(&self{parameters}) -> {answer} {{\n        self.{ending}({command}).await\n    }}\n",
            method(verb)
        );
    }
    out.truncate(out.trim_end().len());
    ("runtime/src/verbs/methods.rs", out + "\n}\n")
}

fn taken(argument: &Argument) -> &'static str {
    match (argument.kind, argument.optional) {
        (Kind::CallId, false) => "&CallId",
        (Kind::CallId, true) => "Option<CallId>",
        (Kind::DeviceId, false) => "&DeviceId",
        (Kind::DeviceId, true) => "Option<DeviceId>",
        (Kind::AgentId, false) => "&AgentId",
        (Kind::AgentId, true) => "Option<AgentId>",
        (Kind::Text, false) => "&str",
        (Kind::Text, true) => "Option<&str>",
        (Kind::Mode, _) => "AgentModeRequest",
        (Kind::Participation, _) => "Participation",
        (Kind::CallData, _) => "Vec<CallDataEntry>",
        (Kind::Login | Kind::Options, _) => panic!("verbs that take {} are by hand", argument.name),
    }
}

/// A field of the command, from the argument.
fn owned(argument: &Argument) -> String {
    let id = rust_id(argument);
    match (argument.kind, argument.optional) {
        (Kind::CallId | Kind::DeviceId | Kind::AgentId, false) => format!("{id}: {id}.clone()"),
        (Kind::Text, false) => format!("{id}: {id}.to_owned()"),
        (Kind::Text, true) => format!("{id}: {id}.map(str::to_owned)"),
        _ => id,
    }
}
