//! The bodies as UniFFI has them, and how they are read: `bindings-kotlin/src/event/`.

use std::fmt::Write as _;

use super::part::{Common, Part, Shape, case, common, parts};
use crate::docs::{head, kind_doc};
use crate::table::{Kind, Vocabulary};
use crate::text::comment;

pub(super) fn files(vocabulary: &Vocabulary) -> Vec<(&'static str, String)> {
    vec![
        ("bindings-kotlin/src/event/body.rs", bodies(vocabulary)),
        ("bindings-kotlin/src/event/read.rs", reading(vocabulary)),
    ]
}

/// The enums that the bodies name.
fn named(vocabulary: &Vocabulary) -> Vec<String> {
    let all = vocabulary.kinds.iter().flat_map(|kind| parts(vocabulary, kind));
    let words = all.filter_map(|part| match part.shape {
        Shape::Words(name) | Shape::OpenWords(name) => Some(name),
        _ => None,
    });
    let mut words: Vec<String> = words.collect();
    words.sort();
    words.dedup();
    words
}

fn bodies(vocabulary: &Vocabulary) -> String {
    let mut out = head(
        "Each kind of event, with its fields by the manual's names.",
        "events",
    );
    let _ = write!(
        out,
        "use std::time::SystemTime;\n\nuse client::{{AgentId, CallId, DeviceId}};\n\n\
         use super::parts::{{AgentEvent, CallInfo}};\nuse crate::vocabulary::{{{}}};\n\n\
         /// What kind of event it is, with the fields of that kind.\n\
         #[derive(Clone, PartialEq, Debug, uniffi::Enum)]\npub enum EventBody {{\n",
        named(vocabulary).join(", ")
    );
    for kind in &vocabulary.kinds {
        let doc = match kind.name.as_str() {
            "other" => kind.doc.clone(),
            _ => kind_doc(kind),
        };
        out += &comment(4, "/// ", &doc);
        let mut fields = String::new();
        match common(kind) {
            Common::Agent => fields += "        /// Its fields.\n        agent: AgentEvent,\n",
            Common::Call => fields += "        /// The common fields.\n        call: CallInfo,\n",
            Common::CallIfNamed => {
                fields += "        /// The common fields, where the server names the call.\n        call: Option<CallInfo>,\n";
            }
            Common::None => {}
        }
        for part in parts(vocabulary, kind) {
            let doc = comment(8, "/// ", &part.doc);
            let _ = writeln!(fields, "{doc}        {}: {},", part.snake, rust_type(&part));
        }
        let _ = match fields.is_empty() {
            true => writeln!(out, "    {},", case(kind)),
            false => writeln!(out, "    {} {{\n{fields}    }},", case(kind)),
        };
    }
    out + "}\n"
}

fn rust_type(part: &Part) -> String {
    let plain = match &part.shape {
        Shape::Text | Shape::Json => "String",
        Shape::Truth => "bool",
        Shape::Integer => "i32",
        Shape::Time => "SystemTime",
        Shape::Calls => "Vec<CallId>",
        Shape::Id(name) => name,
        Shape::Words(name) | Shape::OpenWords(name) => name,
    };
    match part.needed {
        true => plain.to_owned(),
        false => format!("Option<{plain}>"),
    }
}

fn reading(vocabulary: &Vocabulary) -> String {
    let mut out = head("The body of an event, read from its fields.", "events");
    out += "use client::core::event as core;\nuse client::core::event::EventKind;\nuse client::core::vocabulary::Field;\n\n\
            use super::body::EventBody;\nuse super::fields::Fields;\n\n\
            impl From<&core::Event> for EventBody {\n    fn from(event: &core::Event) -> Self {\n        \
            // A kind is known only where all that it needs is there.\n        \
            of(event.kind(), Fields(event)).unwrap_or(Self::Other)\n    }\n}\n\n\
            fn of(kind: EventKind, fields: Fields<'_>) -> Option<EventBody> {\n    Some(match kind {\n";
    for kind in vocabulary.kinds.iter().filter(|kind| kind.name != "other") {
        out += &arm(vocabulary, kind);
    }
    out + "        _ => EventBody::Other,\n    })\n}\n"
}

fn arm(vocabulary: &Vocabulary, kind: &Kind) -> String {
    let mut fields = Vec::new();
    match common(kind) {
        Common::Agent => fields.push("agent: fields.agent()?".to_owned()),
        Common::Call => fields.push("call: fields.call()?".to_owned()),
        Common::CallIfNamed => fields.push("call: fields.call()".to_owned()),
        Common::None => {}
    }
    for part in parts(vocabulary, kind) {
        let read = match part.shape {
            Shape::Text | Shape::Json => "text",
            Shape::Truth => "truth",
            Shape::Integer => "integer",
            Shape::Time => "time",
            Shape::Calls => "calls",
            Shape::Id(_) => "id",
            Shape::Words(_) | Shape::OpenWords(_) => "word",
        };
        let must = if part.needed { "?" } else { "" };
        fields.push(format!("{}: fields.{read}(Field::{}){must}", part.snake, part.id));
    }
    match fields.is_empty() {
        true => format!("        EventKind::{0} => EventBody::{0},\n", case(kind)),
        false => format!(
            "        EventKind::{0} => EventBody::{0} {{ {1} }},\n",
            case(kind),
            fields.join(", ")
        ),
    }
}
