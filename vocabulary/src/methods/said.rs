//! What is said of a verb's method, in each language's spelling.

use std::fmt::Write as _;

use crate::text::snake;
use crate::verb::{Argument, Gives, Verb};

/// Whose spelling, and whose marks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    Rust,
    C,
    Cpp,
    Python,
    Swift,
    /// Kotlin's, by way of UniFFI.
    Uniffi,
    /// Java's, in KDoc.
    Kotlin,
}

impl Tongue {
    /// A verb's method.
    fn method(self, verb: &str) -> String {
        match self {
            Self::Rust => format!("[`Session::{0}`](Session::{0})", snake(verb)),
            Self::C => format!("`well_session_{}`", snake(verb)),
            Self::Cpp => format!("`{}`", snake(verb)),
            Self::Python => format!("``{}``", snake(verb)),
            Self::Swift | Self::Uniffi => format!("`{verb}`"),
            Self::Kotlin => format!("[{verb}]"),
        }
    }

    /// What is answered, and how one has it.
    fn gives(self, gives: Gives) -> &'static str {
        match (gives, self) {
            (Gives::Nothing, _) => "",
            (Gives::Call, Self::C) => "The outcome has the new `call_id`.",
            (Gives::Call, _) => "Returns the id of the new call.",
            (Gives::PendingMode, Self::Rust) => {
                "The reply is then [`Reply::PendingMode`](crate::Reply::PendingMode)."
            }
            (Gives::PendingMode, Self::C) => "The outcome then has `pending_mode`.",
            (Gives::PendingMode, Self::Cpp) => "Returns the pending mode then.",
            (Gives::PendingMode, Self::Python) => "``Confirmed.pending_mode`` then says which it is.",
            (Gives::PendingMode, _) => "The result then has `pendingMode`.",
            (Gives::CallData, Self::C) => "Read it from the outcome with `well_outcome_entry`.",
            (Gives::ClientState, Self::C) => "Read it from the outcome with `well_outcome_client_state`.",
            (Gives::Prefixes, Self::C) => "Read them from the outcome with `well_outcome_prefix`.",
            (Gives::CallData | Gives::ClientState | Gives::Prefixes, _) => "",
        }
    }

    /// A text of the table in this language: verbs by their methods, code by its marks.
    fn spelled(self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (verb, after) = after.split_once('}').unwrap_or((after, ""));
            out += before;
            out += &self.method(verb);
            rest = after;
        }
        out += rest;
        match self {
            Self::Python if !out.contains("``") => out.replace('`', "``"),
            _ => out,
        }
    }
}

/// What it does: `Puts a call on hold (manual 2.8).`
pub(crate) fn summary(verb: &Verb, tongue: Tongue) -> String {
    let doc = tongue.spelled(&verb.doc);
    match (&verb.manual, doc.strip_suffix('.')) {
        (Some(section), Some(sentence)) => format!("{sentence} (manual {section})."),
        _ => doc,
    }
}

/// All that is said of it but when it fails.
pub(crate) fn whole(verb: &Verb, tongue: Tongue) -> String {
    let more = tongue.spelled(&verb.more);
    joined([summary(verb, tongue), more, tongue.gives(verb.gives).to_owned()])
}

/// How it fails: by what error, and when.
pub(crate) fn failures(verb: &Verb, tongue: Tongue) -> Vec<(&'static str, String)> {
    let [rejected, failed, unknown] = match tongue {
        Tongue::Rust => [
            "[`Error::Rejected`]",
            "[`Error::Rejected`] with [`CommandError::Failed`](crate::CommandError::Failed)",
            "[`Error::Unknown`]",
        ],
        Tongue::C => ["Rejected", "Rejected with `WELL_REASON_FAILED`", "Unknown"],
        Tongue::Cpp => ["Rejected", "Rejected with `Reason::failed`", "Unknown"],
        Tongue::Python => ["Rejected", "Failed", "UnknownOutcome"],
        Tongue::Swift => [
            "`CommandError.rejected`",
            "`CommandError.rejected` with the kind `.failed`",
            "`CommandError.unknown`",
        ],
        Tongue::Uniffi | Tongue::Kotlin => [
            "CommandException.Rejected",
            "CommandException.Rejected with `ReasonKind.FAILED`",
            "CommandException.Unknown",
        ],
    };
    let when = [
        (rejected, verb.rejected_if.as_str()),
        (failed, verb.failed_if.as_str()),
        (unknown, "nothing shows whether it was carried out"),
    ];
    let when = when.into_iter().filter(|(_, clause)| !clause.is_empty());
    when.map(|(error, clause)| (error, format!("if {}.", tongue.spelled(clause))))
        .collect()
}

/// The same as sentences.
pub(crate) fn failing(verb: &Verb, tongue: Tongue) -> String {
    let sentences = failures(verb, tongue).into_iter();
    let sentences: Vec<String> = sentences.map(|(error, when)| format!("{error} {when}")).collect();
    sentences.join(" ")
}

/// A list's item, the lines behind the first indented.
pub(crate) fn item(indent: usize, mark: &str, begin: &str, more: &str, text: &str) -> String {
    let width = 110 - indent - mark.chars().count() - begin.chars().count();
    let lines = crate::text::wrap(text, width);
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let begin = if at == 0 { begin } else { more };
        let _ = writeln!(out, "{:indent$}{mark}{begin}{line}", "");
    }
    out
}

/// Tags of documentation: what is said of each argument, and of each failure.
pub(crate) fn tags(verb: &Verb, tongue: Tongue, indent: usize, mark: &str) -> String {
    let mut out = String::new();
    for argument in &verb.arguments {
        let name = match tongue {
            Tongue::Cpp => &argument.c,
            _ => &argument.id,
        };
        let text = format!("{name} {}", argument.doc);
        out += &item(indent, mark, "@param ", "    ", &text);
    }
    if tongue != Tongue::Cpp {
        for (error, when) in failures(verb, tongue) {
            out += &item(indent, mark, "@throws ", "    ", &format!("{error} {when}"));
        }
    }
    out
}

pub(crate) fn joined<const N: usize>(sentences: [String; N]) -> String {
    let there: Vec<String> = sentences
        .into_iter()
        .filter(|sentence| !sentence.is_empty())
        .collect();
    there.join(" ")
}

/// As a comment of several paragraphs.
pub(crate) fn paragraphs(indent: usize, mark: &str, paragraphs: &[String]) -> String {
    let there: Vec<String> = paragraphs
        .iter()
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| crate::text::comment(indent, mark, paragraph))
        .collect();
    there.join(&format!("{:indent$}{}\n", "", mark.trim_end()))
}

/// `call`, `jobNumber` in Rust's spelling.
pub(crate) fn rust_id(argument: &Argument) -> String {
    snake(&argument.id)
}

/// One line where it fits into so many columns, else `broken`.
pub(crate) fn fitting(width: usize, line: String, broken: impl FnOnce() -> String) -> String {
    if line.lines().all(|line| line.chars().count() <= width) {
        line
    } else {
        broken()
    }
}
