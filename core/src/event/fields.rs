//! An event's fields by name, each with its type: what a binding hands on to a language without sum types.

use std::borrow::Cow;

/// The value of a [`Field`](crate::vocabulary::Field).
#[derive(Clone, PartialEq, Debug)]
pub enum FieldValue<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A number; times are milliseconds since 1970 UTC.
    Integer(i64),
    /// Yes or no.
    Truth(bool),
    /// A structure, as JSON.
    Json(Cow<'a, str>),
}

/// A text that is borrowed.
pub(super) fn text<T: ?Sized + AsRef<str>>(text: &T) -> Option<FieldValue<'_>> {
    Some(FieldValue::Text(Cow::Borrowed(text.as_ref())))
}

/// A structure that is borrowed.
pub(super) fn json(json: &str) -> FieldValue<'_> {
    FieldValue::Json(Cow::Borrowed(json))
}

/// The text of an id or a word.
macro_rules! word {
    ($of:expr) => {
        text($of.as_str())
    };
}
pub(super) use word;

/// The text of an id or a word that may be absent.
macro_rules! optional {
    ($of:expr) => {
        $of.as_ref().and_then(|value| text(value.as_str()))
    };
}
pub(super) use optional;
