//! The core's views of the server's call events: `core/src/event/views.rs`.

use std::fmt::Write as _;

use super::part::{Common, case, common};
use crate::docs::{head, kind_doc};
use crate::table::{Family, FieldType, Kind, Member, Vocabulary};
use crate::text::comment;

pub(super) fn file(vocabulary: &Vocabulary) -> (&'static str, String) {
    let kinds: Vec<&Kind> = vocabulary
        .kinds
        .iter()
        .filter(|kind| kind.family == Family::Call)
        .collect();
    let words = words(vocabulary, &kinds);
    let mut out = head(
        "Views of the server's call events, each field optional unless the event means nothing without it.",
        "events",
    );
    let _ = write!(
        out,
        "use super::call::{{CallInfo, rings_here}};\nuse super::wire::Wire;\nuse crate::id::{{CallRef, DeviceRef}};\n\
         use crate::vocabulary::{{EventKind, Field, {}}};\n\n",
        words.join(", ")
    );
    for kind in kinds {
        out += &view(vocabulary, kind);
    }
    ("core/src/event/views.rs", out)
}

/// The lists of words that the views read.
fn words(vocabulary: &Vocabulary, kinds: &[&Kind]) -> Vec<String> {
    let members = kinds.iter().flat_map(|kind| vocabulary.members(kind));
    let mut words: Vec<String> = members.filter_map(|member| list(vocabulary, &member)).collect();
    words.sort();
    words.dedup();
    words
}

fn list(vocabulary: &Vocabulary, member: &Member<'_>) -> Option<String> {
    let name = member.is?;
    vocabulary
        .lists
        .iter()
        .any(|list| list.name == name)
        .then(|| name.to_owned())
}

fn view(vocabulary: &Vocabulary, kind: &Kind) -> String {
    let name = case(kind);
    let mut out = comment(0, "/// ", &kind_doc(kind));
    let _ = write!(
        out,
        "#[derive(Clone, Copy, PartialEq, Debug)]\npub struct {name}<'a> {{\n"
    );
    let (mut read, mut words_read) = (String::new(), String::new());
    match common(kind) {
        Common::CallIfNamed => {
            out += "    /// The common fields, where the server names the call.\n    pub info: Option<CallInfo<'a>>,\n";
            read += "            info: CallInfo::of(wire),\n";
        }
        _ => {
            out += "    /// The common fields.\n    pub info: CallInfo<'a>,\n";
            read += "            info: CallInfo::of(wire)?,\n";
        }
    }
    for member in vocabulary.members(kind) {
        let field = member.field.member();
        let doc = format!("`{}`. {}", member.field.name, member.field.doc);
        if kind.adds.contains(&member.field.name) {
            // What is read out of other fields has a function of its own in `call.rs`.
            let _ = writeln!(out, "{}    pub {field}: bool,", comment(4, "/// ", &doc));
            let _ = writeln!(read, "            {field}: rings_here(wire),");
            continue;
        }
        let (kind_of, get) = match (member.is, member.field.kind) {
            (Some("CallId"), _) => ("CallRef<'a>", "call_at"),
            (Some("DeviceId"), _) => ("DeviceRef<'a>", "device_at"),
            (_, FieldType::Truth) => ("bool", "truth_at"),
            (_, FieldType::Text | FieldType::Json) => ("&'a str", "text_at"),
            (_, FieldType::Integer) => panic!(
                "{}: no server's event has a number but `serial`",
                member.field.name
            ),
        };
        let must = if member.needed { "?" } else { "" };
        let _ = writeln!(
            read,
            "            {field}: wire.{get}(const {{ EventKind::{name}.place(Field::{}) }}){must},",
            member.field.id
        );
        let whole = match member.needed {
            true => kind_of.to_owned(),
            false => format!("Option<{kind_of}>"),
        };
        match list(vocabulary, &member) {
            None => {
                let _ = writeln!(out, "{}    pub {field}: {whole},", comment(4, "/// ", &doc));
            }
            // A word becomes one of the list when it is asked for.
            Some(list) => {
                let _ = writeln!(out, "    {field}: {whole},");
                let doc = comment(4, "/// ", &doc);
                let body = match member.needed {
                    true => format!("{list}::from(self.{field})"),
                    false => format!("self.{field}.map({list}::from)"),
                };
                let answer = if member.needed {
                    list
                } else {
                    format!("Option<{list}>")
                };
                let _ = write!(
                    words_read,
                    "\n{doc}    pub fn {field}(&self) -> {answer} {{\n        {body}\n    }}\n"
                );
            }
        }
    }
    let needs = matches!(common(kind), Common::Call);
    let (answer, begin, end) = match needs {
        true => ("Option<Self>", "Some(Self {", "})"),
        false => ("Self", "Self {", "}"),
    };
    let _ = write!(
        out,
        "}}\n\nimpl<'a> {name}<'a> {{\n    pub(super) fn of(wire: &'a Wire) -> {answer} {{\n        {begin}\n{read}        {end}\n    }}\n{words_read}}}\n\n"
    );
    out
}
