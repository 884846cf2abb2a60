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

/// What type a [`Field`] has; the same in every event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FieldType {
    /// [`FieldValue::Text`].
    Text,
    /// [`FieldValue::Integer`].
    Integer,
    /// [`FieldValue::Truth`].
    Truth,
    /// [`FieldValue::Json`].
    Json,
}

impl Field {
    /// The field of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let mut at = place(name.as_bytes());
        loop {
            // Some places are free: a name that is not there comes to one.
            let number = BY_NAME.get(at)?.checked_sub(1)?;
            let field = *Self::ALL.get(usize::from(number))?;
            if field.name() == name {
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

/// How many fields a server's event can have: the first ones of [`Field::ALL`].
pub(super) const WIRE_FIELDS: usize = Field::IsSuccess as usize + 1;

/// Some of the fields that a server's event can have.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct FieldSet(u64);

impl FieldSet {
    pub(crate) const fn of(fields: &[Field]) -> Self {
        let mut set = Self(0);
        let mut rest = fields;
        while let [field, others @ ..] = rest {
            set.0 |= Self::bit(*field);
            rest = others;
        }
        set
    }

    /// None for a field that only derived events have.
    const fn bit(field: Field) -> u64 {
        if (field as usize) < WIRE_FIELDS {
            1 << field as u32
        } else {
            0
        }
    }

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn has(self, field: Field) -> bool {
        self.0 & Self::bit(field) != 0
    }

    pub(super) const fn has_number(self, number: usize) -> bool {
        number < WIRE_FIELDS && self.0 & (1 << number) != 0
    }

    pub(super) const fn has_all(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    pub(super) const fn add(&mut self, field: Field) {
        self.0 |= Self::bit(field);
    }

    pub(super) const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The numbers of its fields, rising.
    pub(super) fn numbers(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let number = rest.trailing_zeros() as usize;
            rest &= rest.checked_sub(1)?;
            Some(number)
        })
    }

    /// The place of this field among those of the set, counted in the order of [`Field::ALL`]; `None` if it is
    /// not in the set.
    pub(super) const fn place(self, field: Field) -> Option<usize> {
        let bit = Self::bit(field);
        if self.0 & bit == 0 {
            return None;
        }
        Some((self.0 & (bit - 1)).count_ones() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_number() {
        for (number, field) in Field::ALL.iter().enumerate() {
            assert_eq!(*field as usize, number);
            assert_eq!(Field::named(field.name()), Some(*field));
        }
        // The last bit is for a key that is no field.
        const { assert!(WIRE_FIELDS < 64) };
    }

    #[test]
    fn a_set_counts_its_fields_in_order() {
        let all = FieldSet::of(Field::ALL);
        assert_eq!(all.len(), WIRE_FIELDS);
        for (number, field) in Field::ALL.iter().enumerate() {
            assert_eq!(all.place(*field), (number < WIRE_FIELDS).then_some(number));
        }
        let two = FieldSet::of(&[Field::IsSuccess, Field::EventName]);
        assert_eq!(
            (
                two.place(Field::EventName),
                two.place(Field::Call),
                two.place(Field::IsSuccess)
            ),
            (Some(0), None, Some(1))
        );
        assert!(two.numbers().eq([0, WIRE_FIELDS - 1]) && FieldSet::default().numbers().next().is_none());
        assert!(two.has(Field::IsSuccess) && !two.has(Field::Data) && all.has_all(two) && !two.has_all(all));
    }
}
