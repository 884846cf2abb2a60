//! The core's enums: `core/src/vocabulary/`.

use std::fmt::Write as _;

use crate::docs::{head, kind_doc, verb_doc};
use crate::table::{Family, FieldType, List, Reason, Vocabulary};
use crate::text::{capitalised, comment, pascal};

pub(crate) fn files(vocabulary: &Vocabulary) -> Vec<(&'static str, String)> {
    vec![
        ("core/src/vocabulary/words.rs", words(vocabulary)),
        ("core/src/vocabulary/kinds.rs", kinds(vocabulary)),
        ("core/src/vocabulary/fields.rs", fields(vocabulary)),
        ("core/src/vocabulary/shapes.rs", shapes(vocabulary)),
        ("core/src/vocabulary/verbs.rs", verbs(vocabulary)),
        ("core/src/vocabulary/reasons.rs", reasons(vocabulary)),
    ]
}

fn words(vocabulary: &Vocabulary) -> String {
    let mut out = head("The short lists of words.", "words");
    for list in &vocabulary.lists {
        out += &words_of(list);
    }
    out
}

fn words_of(list: &List) -> String {
    let how = match (list.open, list.grows) {
        (true, _) => "open_words",
        (false, true) => "growing_words",
        (false, false) => "closed_words",
    };
    let mut out = format!(
        "super::{how}! {{\n{}    {} {{\n",
        comment(4, "/// ", &list.doc),
        list.name
    );
    for word in &list.words {
        out += &comment(8, "/// ", &word.doc);
        let _ = writeln!(out, "        {} = \"{}\",", word.id, word.word);
    }
    out + "    }\n}\n\n"
}

fn kinds(vocabulary: &Vocabulary) -> String {
    let mut out = head("The kinds of event.", "events");
    out += "/// What kind of event it is: [`Body`](crate::event::Body) without its fields.\n\
            #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]\n\
            #[non_exhaustive]\npub enum EventKind {\n";
    for kind in &vocabulary.kinds {
        let _ = writeln!(
            out,
            "{}    {},",
            comment(4, "/// ", &kind_doc(kind)),
            pascal(&kind.name)
        );
    }
    out += "}\n\nimpl EventKind {\n    /// Every kind.\n    pub const ALL: &'static [Self] = &[\n";
    for kind in &vocabulary.kinds {
        let _ = writeln!(out, "        Self::{},", pascal(&kind.name));
    }
    out += "    ];\n\n    /// A word for programs: the event's name, but `callCleared` for the derived `connectionCleared`, which\n    \
            /// shares its name with the server's, and `other`.\n    \
            pub const fn name(self) -> &'static str {\n        match self {\n";
    for kind in &vocabulary.kinds {
        let _ = writeln!(
            out,
            "            Self::{} => \"{}\",",
            pascal(&kind.name),
            kind.name
        );
    }
    out += "        }\n    }\n\n    /// The kind of this [name](EventKind::name).\n    \
            pub fn from_name(name: &str) -> Option<Self> {\n        Some(match name {\n";
    for kind in &vocabulary.kinds {
        let _ = writeln!(
            out,
            "            \"{}\" => Self::{},",
            kind.name,
            pascal(&kind.name)
        );
    }
    out += "            _ => return None,\n        })\n    }\n\n    \
            /// The kind of the server's event of this name; [`EventKind::Other`] for a name that this version does not\n    \
            /// know.\n    pub(crate) fn of_server(name: &str) -> Self {\n        match name {\n";
    for kind in &vocabulary.kinds {
        if matches!(kind.family, Family::Agent | Family::Call) {
            let _ = writeln!(
                out,
                "            \"{}\" => Self::{},",
                kind.name,
                pascal(&kind.name)
            );
        }
    }
    out += "            _ => Self::Other,\n        }\n    }\n";
    let family = |family: Family| {
        let kinds = vocabulary.kinds.iter().filter(|kind| kind.family == family);
        let names: Vec<String> = kinds
            .map(|kind| format!("Self::{}", pascal(&kind.name)))
            .collect();
        names.join(" | ")
    };
    let _ = write!(
        out,
        "\n    /// Whether it tells of the agent: log-in, log-out, mode.\n    \
         pub const fn is_agent_event(self) -> bool {{\n        matches!(self, {})\n    }}\n\n    \
         /// Whether it tells of a call: what a device does in one, or its recording.\n    \
         pub const fn is_call_event(self) -> bool {{\n        matches!(self, {})\n    }}\n}}\n",
        family(Family::Agent),
        family(Family::Call)
    );
    out
}

fn fields(vocabulary: &Vocabulary) -> String {
    let mut out = head("The fields that an event can have.", "events");
    out += "use super::FieldType;\n\n\
            /// A field that an event can have, by the manual's name (chapter 6, and 3.2 for the derived events).\n\
            #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]\n\
            #[repr(u8)]\n#[non_exhaustive]\npub enum Field {\n";
    for field in &vocabulary.fields {
        let doc = format!("`{}`: {}", field.name, field.doc);
        let _ = writeln!(out, "{}    {},", comment(4, "/// ", &doc), field.id);
    }
    out += "}\n\nimpl Field {\n    /// Every field.\n    pub const ALL: &'static [Self] = &[\n";
    for field in &vocabulary.fields {
        let _ = writeln!(out, "        Self::{},", field.id);
    }
    out += "    ];\n\n    /// The manual's name of it; a field of an inner object by its path, `originCallInfo.callId`.\n    \
            pub const fn name(self) -> &'static str {\n        match self {\n";
    for field in &vocabulary.fields {
        let _ = writeln!(out, "            Self::{} => \"{}\",", field.id, field.name);
    }
    out += "        }\n    }\n\n    /// The type of its values.\n    \
            pub const fn field_type(self) -> FieldType {\n        match self {\n";
    for (kind, name) in [
        (FieldType::Integer, "Integer"),
        (FieldType::Truth, "Truth"),
        (FieldType::Json, "Json"),
    ] {
        let such = vocabulary.fields.iter().filter(|field| field.kind == kind);
        let such: Vec<String> = such.map(|field| format!("Self::{}", field.id)).collect();
        let _ = writeln!(out, "            {} => FieldType::{name},", such.join(" | "));
    }
    out + "            _ => FieldType::Text,\n        }\n    }\n}\n"
}

fn shapes(vocabulary: &Vocabulary) -> String {
    let mut out = head(
        "Which fields each kind of the server's events has (manual chapter 6).",
        "events",
    );
    out += "use super::{EventKind, Field, FieldSet, Shape};\n\n";
    let list = |names: &[String]| {
        let ids = names
            .iter()
            .map(|name| format!("Field::{}", vocabulary.field(name).id));
        format!("&[{}]", ids.collect::<Vec<_>>().join(", "))
    };
    let families = &vocabulary.families;
    for (name, doc, fields) in [
        ("COMMON", "The fields that all events can have.", &families.all),
        (
            "AGENT",
            "The fields that all agent events can have.",
            &families.agent,
        ),
        (
            "CALL",
            "The fields that all call events can have.",
            &families.call,
        ),
    ] {
        let _ = write!(
            out,
            "/// {doc}\npub(crate) const {name}: FieldSet = FieldSet::of({});\n\n",
            list(fields)
        );
    }
    out += "impl EventKind {\n    /// What is known of its fields, beside those that all events can have.\n    \
            pub(crate) const fn described(self) -> Shape {\n        match self {\n";
    for kind in &vocabulary.kinds {
        let family = match kind.family {
            Family::Agent => "AGENT",
            Family::Call => "CALL",
            Family::Derived | Family::None => continue,
        };
        let name = pascal(&kind.name);
        let _ = write!(
            out,
            "            Self::{name} => Shape::of({family}, {}, {})",
            list(&kind.needs),
            list(&kind.fields)
        );
        for (absent, others) in &kind.stand_in {
            let _ = write!(
                out,
                ".standing_in(Field::{}, {})",
                vocabulary.field(absent).id,
                list(others)
            );
        }
        out += ",\n";
    }
    out + "            // Derived events have no JSON that is read, and of others nothing more is known.\n            \
           _ => Shape::of(FieldSet::of(&[]), &[], &[]),\n        }\n    }\n}\n"
}

fn verbs(vocabulary: &Vocabulary) -> String {
    let mut out = head("The verbs.", "verbs");
    out += "use serde::{Deserialize, Serialize};\n\n\
            use super::when::When;\nuse crate::command::Command;\n\n\
            /// The kind of a [`Command`], without its arguments.\n\
            #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]\n\
            #[non_exhaustive]\npub enum Verb {\n";
    for verb in &vocabulary.verbs {
        out += &comment(4, "/// ", &verb_doc(verb));
        let _ = writeln!(out, "    #[serde(rename = \"{}\")]\n    {},", verb.name, verb.id);
    }
    out += "}\n\nimpl Verb {\n    /// Every verb, in the manual's order.\n    pub const ALL: &'static [Self] = &[\n";
    for verb in &vocabulary.verbs {
        let _ = writeln!(out, "        Self::{},", verb.id);
    }
    out += "    ];\n\n    /// The manual's method name.\n    pub const fn name(self) -> &'static str {\n        match self {\n";
    for verb in &vocabulary.verbs {
        let _ = writeln!(out, "            Self::{} => \"{}\",", verb.id, verb.name);
    }
    out += "        }\n    }\n\n    /// When it may be used on a call; `None` for a verb that is about no call.\n    \
            pub(crate) const fn when(self) -> Option<When> {\n        match self {\n";
    let of_calls = || {
        vocabulary
            .verbs
            .iter()
            .filter_map(|verb| Some((verb, verb.when?)))
    };
    for (verb, when) in of_calls() {
        let _ = writeln!(out, "            Self::{} => Some(When::{when:?}),", verb.id);
    }
    out += "            _ => None,\n        }\n    }\n\n    /// Whether it is about one of the agent's own calls, and has to say about which.\n    \
            pub const fn needs_call(self) -> bool {\n        self.when().is_some() && !matches!(self, ";
    let with_choice: Vec<String> = of_calls()
        .filter(|(verb, _)| verb.may_leave_its_call_out())
        .map(|(verb, _)| format!("Self::{}", verb.id))
        .collect();
    out += &with_choice.join(" | ");
    out += ")\n    }\n}\n\nimpl Command {\n    /// Which verb it is.\n    \
            pub fn verb(&self) -> Verb {\n        match self {\n";
    for verb in &vocabulary.verbs {
        let _ = writeln!(out, "            Self::{0} {{ .. }} => Verb::{0},", verb.id);
    }
    let _ = write!(
        out,
        "        }}\n    }}\n}}\n\n/// The verbs about one of the agent's own calls, in the manual's order.\n\
         pub const CALL_VERBS: [Verb; {}] = [\n",
        of_calls().count()
    );
    for (verb, _) in of_calls() {
        let _ = writeln!(out, "    Verb::{},", verb.id);
    }
    let others = || vocabulary.verbs.iter().filter(|verb| verb.when.is_none());
    let _ = write!(
        out,
        "];\n\n/// All other verbs, in the manual's order: about no call, or about one of anybody's.\n\
         pub const OTHER_VERBS: [Verb; {}] = [\n",
        others().count()
    );
    for verb in others() {
        let _ = writeln!(out, "    Verb::{},", verb.id);
    }
    out + "];\n"
}

fn reasons(vocabulary: &Vocabulary) -> String {
    let reasons = &vocabulary.reasons;
    let mut out = head(
        "Why not: the guards, what the server's statuses mean, and why nobody can tell.",
        "reasons",
    );
    out += "use std::time::Duration;\n\nuse serde::{Deserialize, Serialize};\n\nuse crate::model::ConnectionState;\n\n";

    out += "/// Why something may not be done now. Nothing was sent.\n\
            #[derive(Clone, PartialEq, Eq, Debug)]\n#[non_exhaustive]\npub enum Refusal {\n";
    for reason in &reasons.refusal {
        out += &comment(4, "/// ", &reason.doc);
        match &reason.with {
            None => out += &format!("    {},\n", reason.id),
            Some(with) => {
                let name = with.name.as_deref().unwrap_or("value");
                let doc = comment(8, "/// ", &with.doc);
                let _ = writeln!(
                    out,
                    "    {} {{\n{doc}        {name}: {},\n    }},",
                    reason.id, with.kind
                );
            }
        }
    }
    out += "}\n\nimpl Refusal {\n";
    out += &words_for(&reasons.refusal, "&self");
    out += "}\n\n";

    out += "/// Why the server refused (manual 2.2).\n\
            #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]\n\
            #[serde(rename_all = \"camelCase\")]\n#[non_exhaustive]\npub enum Reason {\n";
    for reason in &reasons.status {
        let _ = writeln!(out, "{}    {},", comment(4, "/// ", &reason.doc), reason.id);
    }
    out += "}\n\nimpl Reason {\n    /// The reason that a status that is no success stands for.\n    \
            pub fn of_status(status: u16) -> Self {\n        match status {\n";
    for reason in &reasons.status {
        if let Some((first, last)) = reason.statuses {
            let pattern = if first == last {
                first.to_string()
            } else {
                format!("{first}..={last}")
            };
            let _ = writeln!(out, "            {pattern} => Self::{},", reason.id);
        }
    }
    out += "            _ => Self::Other,\n        }\n    }\n\n";
    out += &words_for(&reasons.status, "self");
    out += "}\n\n";

    out += "/// Why nobody can tell whether a command has happened.\n\
            #[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]\n#[non_exhaustive]\npub enum Unknown {\n";
    for reason in &reasons.unknown {
        let with = reason.with.as_ref().map(|with| format!("({})", with.kind));
        let shown = match with {
            Some(_) => format!("{}: {{0}}", reason.en.trim_end_matches('.')),
            None => reason.en.clone(),
        };
        let _ = writeln!(
            out,
            "{}    #[error(\"{shown}\")]\n    {}{},",
            comment(
                4,
                "/// ",
                &capitalised(reason.doc.trim_start_matches("Unknown: "))
            ),
            reason.id,
            with.unwrap_or_default()
        );
    }
    out += "}\n\nimpl Unknown {\n";
    out += &words_for(&reasons.unknown, "&self");
    out + "}\n"
}

/// The code and the sentences.
fn words_for(reasons: &[Reason], receiver: &str) -> String {
    let mut out = String::new();
    let mut list = |doc: &str, name: &str, value: &dyn Fn(&Reason) -> String| {
        let _ = write!(
            out,
            "    /// {doc}\n    pub const fn {name}({receiver}) -> &'static str {{\n        match self {{\n"
        );
        for reason in reasons {
            let with = if reason.with.is_some() { " { .. }" } else { "" };
            let _ = writeln!(
                out,
                "            Self::{}{with} => \"{}\",",
                reason.id,
                value(reason)
            );
        }
        out += "        }\n    }\n\n";
    };
    list(
        "A stable word for programs; the same in JSON.",
        "code",
        &|reason| reason.code.clone(),
    );
    list(
        "What happened and what to do, in English.",
        "message_en",
        &|reason| reason.en.clone(),
    );
    list(
        "What happened and what to do, in Chinese, in the manual's words where it has them.",
        "message_zh",
        &|reason| reason.zh.clone(),
    );
    out.truncate(out.trim_end().len());
    out + "\n"
}
