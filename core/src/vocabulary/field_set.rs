//! Sets of the fields that a server's event can have.

use super::Field;

/// How many fields a server's event can have: the first ones of [`Field::ALL`].
pub(crate) const WIRE_FIELDS: usize = Field::IsSuccess as usize + 1;

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

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) const fn has(self, field: Field) -> bool {
        self.0 & Self::bit(field) != 0
    }

    pub(crate) const fn has_number(self, number: usize) -> bool {
        number < WIRE_FIELDS && self.0 & (1 << number) != 0
    }

    pub(crate) const fn has_all(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    pub(crate) const fn add(&mut self, field: Field) {
        self.0 |= Self::bit(field);
    }

    pub(crate) const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The numbers of its fields, rising.
    pub(crate) fn numbers(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let number = rest.trailing_zeros() as usize;
            rest &= rest.checked_sub(1)?;
            Some(number)
        })
    }

    /// The place of this field among those of the set, counted in the order of [`Field::ALL`]; `None` if it is
    /// not in the set.
    pub(crate) const fn place(self, field: Field) -> Option<usize> {
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
                two.place(Field::CallId),
                two.place(Field::IsSuccess)
            ),
            (Some(0), None, Some(1))
        );
        assert!(two.numbers().eq([0, WIRE_FIELDS - 1]) && FieldSet::default().numbers().next().is_none());
        assert!(two.has(Field::IsSuccess) && !two.has(Field::Data) && all.has_all(two) && !two.has_all(all));
    }
}
