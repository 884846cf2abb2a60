//! An event's fields by name, each with its type: what a binding hands on to a language without sum types.

use std::borrow::Cow;

use crate::vocabulary::Field;

/// The value of a [`Field`].
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

impl Field {
    /// The field of this name.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        let mut at = place(name);
        loop {
            // Some places are free: a name that is not there comes to one.
            let (known, field) = (*BY_NAME.get(at)?)?;
            if known.as_bytes() == name {
                return Some(field);
            }
            at = (at + 1) % PLACES;
        }
    }
}

/// Places in the table of names: many more than there are fields, so that few come to the same.
const PLACES: usize = 256;

/// Where in the table a name's place is, or comes before it. By these numbers few names come to the same.
const fn place(name: &[u8]) -> usize {
    let [first, .., last] = name else { return 0 };
    let [_, middle, ..] = name.split_at(name.len() / 2).1 else {
        return name.len();
    };
    (*first as usize * 36 + *middle as usize * 39 + *last as usize * 27 + name.len() * 54) % PLACES
}

/// Each field, by its name's place or the next free one.
static BY_NAME: [Option<(&str, Field)>; PLACES] = {
    let mut table = [None; PLACES];
    let mut number = 0;
    while number < Field::ALL.len() {
        let field = Field::ALL[number];
        let mut at = place(field.name().as_bytes());
        while table[at].is_some() {
            at = (at + 1) % PLACES;
        }
        table[at] = Some((field.name(), field));
        number += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::WIRE_FIELDS;

    #[test]
    fn a_field_is_found_by_its_number() {
        for (number, field) in Field::ALL.iter().enumerate() {
            assert_eq!(*field as usize, number);
            assert_eq!(Field::named(field.name().as_bytes()), Some(*field));
        }
        // The last bit is for a key that is no field.
        const { assert!(WIRE_FIELDS < 64) };
    }
}
