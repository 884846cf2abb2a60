//! What is said of a verb's method, in each language's spelling.

use crate::text::{pascal, snake};
use crate::verb::{Argument, Gives, Verb};

/// Whose spelling, and whose marks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    Rust,
    C,
    Cpp,
    Python,
    /// Kotlin's and Swift's, by way of UniFFI.
    Camel,
    /// Kotlin's and Java's own, in KDoc.
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
            Self::Camel => format!("`{verb}`"),
            Self::Kotlin => format!("[{verb}]"),
        }
    }

    /// What is answered, and how one has it.
    fn gives(self, gives: Gives) -> &'static str {
        match (gives, self) {
            (Gives::Nothing, _) => "",
            (Gives::Call, Self::C) => "The outcome has the new `call_id`.",
            (Gives::Call, Self::Cpp) => "Replies the new call's id.",
            (Gives::Call, _) => "Gives the new call's id.",
            (Gives::PendingMode, Self::Rust) => {
                "The reply is [`Reply::PendingMode`](crate::Reply::PendingMode) then."
            }
            (Gives::PendingMode, Self::C) => "The outcome has `pending_mode` then.",
            (Gives::PendingMode, Self::Cpp) => "Replies the mode that is pending then.",
            (Gives::PendingMode, Self::Python) => "``Confirmed.pending_mode`` says which then.",
            (Gives::PendingMode, _) => "The answer has `pendingMode` then.",
            (Gives::CallData, Self::C) => "`well_outcome_entry` reads it.",
            (Gives::ClientState, Self::C) => "`well_outcome_client_state` reads it.",
            (Gives::Prefixes, Self::C) => "`well_outcome_prefix` reads them.",
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

/// When it fails, as sentences.
pub(crate) fn failing(verb: &Verb, tongue: Tongue) -> String {
    let sentence = |begin: &str, clause: &str| match clause {
        "" => String::new(),
        clause => format!("{begin} {}.", tongue.spelled(clause)),
    };
    let (rejected, failed) = match tongue {
        Tongue::Python => ("Raises ``Rejected`` where", "Raises ``Failed`` where"),
        _ => ("Rejected where", "Failed where"),
    };
    joined([
        sentence(rejected, &verb.rejected_if),
        sentence(failed, &verb.failed_if),
    ])
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

/// The first line of a clause that stands alone.
pub(crate) fn sentence(clause: &str) -> String {
    format!("{}.", pascal(clause))
}

/// One line where it fits into so many columns, else `broken`.
pub(crate) fn fitting(width: usize, line: String, broken: impl FnOnce() -> String) -> String {
    if line.lines().all(|line| line.chars().count() <= width) {
        line
    } else {
        broken()
    }
}
