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

impl Field {
    /// The field of this name.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        let mut at = place(name);
        loop {
            // Some places are free: a name that is not there comes to one.
            let number = BY_NAME.get(at)?.checked_sub(1)?;
            let field = *Self::ALL.get(usize::from(number))?;
            if field.name().as_bytes() == name {
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

/// One more than the number of each field, by its name's place or the next free one; zero is free.
static BY_NAME: [u8; PLACES] = {
    let mut table = [0; PLACES];
    let mut number = 0;
    while number < Field::ALL.len() {
        let mut at = place(Field::ALL[number].name().as_bytes());
        while table[at] != 0 {
            at = (at + 1) % PLACES;
        }
        number += 1;
        table[at] = number as u8;
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
