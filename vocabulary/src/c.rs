//! C's enums, and how the core's become them: `ffi-c/src/codes/`.

use std::fmt::Write as _;

use crate::docs::{head, kind_doc, verb_doc};
use crate::table::{FieldType, List, Vocabulary};
use crate::text::{comment, pascal, shout};

pub(crate) fn files(vocabulary: &Vocabulary) -> Vec<(&'static str, String)> {
    vec![
        ("ffi-c/src/codes/words.rs", words(vocabulary)),
        ("ffi-c/src/codes/events.rs", events(vocabulary)),
        ("ffi-c/src/codes/verbs.rs", verbs(vocabulary)),
        ("ffi-c/src/codes/reasons.rs", reasons(vocabulary)),
    ]
}

/// An enum, its constants each with number and comment.
fn list<'a>(name: &str, doc: &str, constants: impl Iterator<Item = (String, i32, String)> + 'a) -> String {
    let mut out = comment(0, "/// ", doc);
    let _ = writeln!(
        out,
        "#[repr(i32)]\n#[derive(Clone, Copy, PartialEq, Eq, Debug)]\npub enum well_{name}_t {{"
    );
    for (constant, number, doc) in constants {
        let _ = writeln!(out, "{}    WELL_{constant} = {number},", comment(4, "/// ", &doc));
    }
    out + "}\n\n"
}

fn words(vocabulary: &Vocabulary) -> String {
    let lists: Vec<&List> = vocabulary.lists.iter().filter(|list| list.c.is_some()).collect();
    let names: Vec<&str> = lists.iter().map(|list| list.name.as_str()).collect();
    let mut out = head("The short lists of words.", "words");
    out += "use std::ffi::c_char;\n\n";
    let _ = write!(out, "use client::{{{}, Doubts}};\n\n", names.join(", "));
    out += "use crate::text::optional;\n\n";
    for of in &lists {
        out += &words_of(of);
    }
    for of in &vocabulary.lists {
        out += &read_words(of);
    }
    out += "impl well_doubt_t {\n    /// The bits of a set.\n    \
            pub(crate) fn bits(doubts: Doubts) -> u32 {\n        \
            doubts.iter().fold(0, |bits, doubt| bits | (Self::from(doubt) as i32).cast_unsigned())\n    }\n}\n";
    out
}

/// The enum of a list, and 0 for what is not in it.
fn constants(of: &List, name: &str, prefix: &str) -> String {
    let zero = [("NONE", &of.none), ("OTHER", &of.otherwise)];
    let zero = zero
        .into_iter()
        .filter_map(|(word, doc)| Some((format!("{prefix}_{word}"), 0, doc.clone()?)));
    let words = of.words.iter().map(|word| {
        let number = word.number.unwrap_or_default();
        (format!("{prefix}_{}", shout(&word.id)), number, word.doc.clone())
    });
    let more = of.more_c.iter();
    let more = more.map(|more| {
        (
            format!("{prefix}_{}", shout(&more.id)),
            more.number,
            more.doc.clone(),
        )
    });
    let mut constants: Vec<_> = zero.chain(words).chain(more).collect();
    constants.sort_by_key(|(_, number, _)| *number);
    list(name, &of.doc, constants.into_iter())
}

/// A list that is read from its words.
fn read_words(of: &List) -> String {
    let (Some(name), Some(prefix)) = (&of.c_word, &of.prefix) else {
        return String::new();
    };
    let mut out = constants(of, name, prefix);
    let doc = format!(
        "The constant for a word that an event or a snapshot has: for a `switch`. `word` is NUL-terminated UTF-8. \
         `WELL_{prefix}_OTHER` for NULL, for a text that is not UTF-8, and for a word that is not in the list. {}",
        of.doc
    );
    out += &(comment(0, "/// ", &doc) + "///\n/// Any thread. Since 0.1.\n");
    let _ = write!(
        out,
        "#[unsafe(no_mangle)]\npub unsafe extern \"C\" fn well_{name}_of(word: *const c_char) -> well_{name}_t {{\n    \
         // SAFETY: the caller's word.\n    let word = unsafe {{ optional(\"word\", word) }};\n    \
         match word.ok().flatten() {{\n"
    );
    for word in &of.words {
        let constant = shout(&word.id);
        let _ = writeln!(
            out,
            "        Some(\"{}\") => well_{name}_t::WELL_{prefix}_{constant},",
            word.word
        );
    }
    let _ = write!(
        out,
        "        _ => well_{name}_t::WELL_{prefix}_OTHER,\n    }}\n}}\n\n"
    );
    out
}

fn words_of(of: &List) -> String {
    let (Some(name), Some(prefix)) = (&of.c, &of.prefix) else {
        return String::new();
    };
    let mut out = constants(of, name, prefix);
    let core = &of.name;
    let reference = if of.open { "&" } else { "" };
    let _ = write!(
        out,
        "impl From<{reference}{core}> for well_{name}_t {{\n    fn from(value: {reference}{core}) -> Self {{\n        match value {{\n"
    );
    for word in &of.words {
        let _ = writeln!(
            out,
            "            {core}::{} => Self::WELL_{prefix}_{},",
            word.id,
            shout(&word.id)
        );
    }
    // Where the core's list grows, this one grows with it: there is nothing else.
    if of.otherwise.is_some() {
        let _ = writeln!(out, "            _ => Self::WELL_{prefix}_OTHER,");
    } else if of.grows {
        let last = if of.none.is_some() {
            "NONE".to_owned()
        } else {
            of.words.first().map(|word| shout(&word.id)).unwrap_or_default()
        };
        let _ = writeln!(
            out,
            "            // The core's list has no other word.\n            _ => Self::WELL_{prefix}_{last},"
        );
    }
    out += "        }\n    }\n}\n\n";
    if of.none.is_some() {
        let _ = write!(
            out,
            "impl From<Option<{core}>> for well_{name}_t {{\n    fn from(value: Option<{core}>) -> Self {{\n        \
             value.map_or(Self::WELL_{prefix}_NONE, Self::from)\n    }}\n}}\n\n"
        );
    }
    out
}

fn events(vocabulary: &Vocabulary) -> String {
    let mut out = head(
        "The kinds of event, and the fields that an event can have.",
        "events",
    );
    out += "use client::core::event::{EventKind, Field};\n\nuse crate::numbers::FieldIn;\n\n";
    let kinds = vocabulary.kinds.iter().map(|kind| {
        let doc = if kind.name == "other" {
            kind.doc.clone()
        } else {
            kind_doc(kind)
        };
        (format!("EVENT_{}", shout(&kind.name)), kind.number, doc)
    });
    let own = [
        (
            "EVENT_LAGGED".to_owned(),
            100,
            "This subscriber was too slow: `well_event_missed` says how many were dropped; take a snapshot."
                .to_owned(),
        ),
        (
            "EVENT_LOG".to_owned(),
            101,
            "A log line, to `well_session_poll_event` only; callbacks get them by `well_session_on_log`."
                .to_owned(),
        ),
    ];
    let mut kinds: Vec<_> = kinds.chain(own).collect();
    kinds.sort_by_key(|(_, number, _)| *number);
    out += &list("event_kind", "What kind of event it is.", kinds.into_iter());
    let mut fields: Vec<_> = vocabulary
        .fields
        .iter()
        .map(|field| {
            let kind = match field.kind {
                FieldType::Text => "Text",
                FieldType::Integer => "Integer",
                FieldType::Truth => "Truth",
                FieldType::Json => "JSON",
            };
            let doc = format!("{kind}. `{}`: {}", field.name, field.doc);
            (format!("FIELD_{}", shout(&field.id)), field.number, doc)
        })
        .collect();
    fields.sort_by_key(|(_, number, _)| *number);
    out += &list(
        "field",
        "A field that an event can have, by the manual's name (chapter 6, and 3.2 for the derived events). \
         `well_event_text` and its like read it.",
        fields.into_iter(),
    );
    out += "impl From<EventKind> for well_event_kind_t {\n    fn from(kind: EventKind) -> Self {\n        match kind {\n";
    for kind in &vocabulary.kinds {
        let _ = writeln!(
            out,
            "            EventKind::{} => Self::WELL_EVENT_{},",
            pascal(&kind.name),
            shout(&kind.name)
        );
    }
    out += "            _ => Self::WELL_EVENT_OTHER,\n        }\n    }\n}\n\n\
            /// Each field with its number, rising.\nconst FIELDS: &[(Field, well_field_t)] = &[\n";
    let mut rising: Vec<_> = vocabulary.fields.iter().collect();
    rising.sort_by_key(|field| field.number);
    for field in rising {
        let _ = writeln!(
            out,
            "    (Field::{}, well_field_t::WELL_FIELD_{}),",
            field.id,
            shout(&field.id)
        );
    }
    out + "];\n\nimpl well_field_t {\n    pub(crate) fn read(number: FieldIn) -> Option<Field> {\n        \
           let at = FIELDS.binary_search_by_key(&number, |(_, known)| *known as i32);\n        \
           FIELDS.get(at.ok()?).map(|(field, _)| *field)\n    }\n\n    \
           /// The field after this one in the list; the first, after 0.\n    \
           pub(crate) fn after(number: FieldIn) -> Option<Self> {\n        \
           let later = FIELDS.iter().map(|(_, known)| *known);\n        \
           later.into_iter().find(|known| *known as i32 > number)\n    }\n}\n"
}

fn verbs(vocabulary: &Vocabulary) -> String {
    let mut out = head("The verbs.", "verbs");
    out += "use client::Verb;\n\nuse crate::numbers::VerbIn;\n\n";
    let verbs = vocabulary.verbs.iter();
    let verbs = verbs.map(|verb| (format!("VERB_{}", shout(&verb.id)), verb.number, verb_doc(verb)));
    out += &list("verb", "The verbs, by the manual's method names.", verbs);
    out += "/// Each verb with its number.\nconst VERBS: &[(Verb, well_verb_t)] = &[\n";
    for verb in &vocabulary.verbs {
        let _ = writeln!(
            out,
            "    (Verb::{}, well_verb_t::WELL_VERB_{}),",
            verb.id,
            shout(&verb.id)
        );
    }
    out + "];\n\nimpl well_verb_t {\n    pub(crate) fn read(number: VerbIn) -> Option<Verb> {\n        \
           let found = VERBS.iter().find(|(_, known)| *known as i32 == number);\n        \
           found.map(|(verb, _)| *verb)\n    }\n\n    \
           pub(crate) fn of(verb: Verb) -> Option<Self> {\n        \
           let found = VERBS.iter().find(|(known, _)| *known == verb);\n        \
           found.map(|(_, number)| *number)\n    }\n}\n"
}

/// A reason's constant; two groups have a word that reads alike.
fn constant(code: &str) -> String {
    shout(code)
}

fn reasons(vocabulary: &Vocabulary) -> String {
    let mut out = head("Reasons: why not.", "reasons");
    let none = (
        "REASON_NONE".to_owned(),
        0,
        "No reason: it has worked.".to_owned(),
    );
    let all = vocabulary.reasons.all().map(|reason| {
        (
            format!("REASON_{}", constant(&reason.code)),
            reason.number,
            reason.doc.clone(),
        )
    });
    let mut all: Vec<_> = std::iter::once(none).chain(all).collect();
    all.sort_by_key(|(_, number, _)| *number);
    out += &list(
        "reason",
        "Why a command was not carried out, or is not allowed now. From 1: the library's guards, when nothing was sent; \
         from 100: other errors; from 200: why nobody can tell; from 300: the server's refusals, by status (manual 2.2).",
        all.into_iter(),
    );
    out += "impl well_reason_t {\n    /// Of the word that the library has for it.\n    \
            pub(crate) fn of(code: Option<&str>) -> Self {\n        match code {\n            None => Self::WELL_REASON_NONE,\n";
    for reason in vocabulary.reasons.all() {
        let _ = writeln!(
            out,
            "            Some(\"{}\") => Self::WELL_REASON_{},",
            reason.code,
            constant(&reason.code)
        );
    }
    out + "            Some(_) => Self::WELL_REASON_OTHER,\n        }\n    }\n}\n"
}
