//! Why a JSON text is not a command.

use crate::vocabulary::Verb;

/// Why a text is not a command. No value that was given is ever part of it: it may be a password.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandJsonError {
    /// Not JSON.
    #[error("not JSON: line {line}, column {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1; 0 before the first character.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("a command is a JSON object")]
    NotAnObject,
    /// No `verb`, or one that is no text.
    #[error("the verb is missing, or no text")]
    NoVerb,
    /// A `verb` that is none.
    #[error("no such verb: {verb:?}")]
    UnknownVerb {
        /// The word as given, at most 64 characters of it.
        verb: String,
    },
    /// An argument that the verb needs is not there.
    #[error("{verb} needs {argument}")]
    Missing {
        /// The verb.
        verb: Verb,
        /// The argument's name.
        argument: &'static str,
    },
    /// An argument is there, but not of its type.
    #[error("{verb}: {argument} must be {expected}")]
    WrongType {
        /// The verb.
        verb: Verb,
        /// The argument's name.
        argument: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// Something is there that the verb does not take: a typing error, most likely.
    #[error("{verb} takes no argument {argument:?}")]
    Unknown {
        /// The verb.
        verb: Verb,
        /// The name as given, at most 64 characters of it.
        argument: String,
    },
}
