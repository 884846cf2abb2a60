//! What is known of the fields of one kind of event.

use super::{Field, FieldSet};

/// The fields of one kind, beside the common ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Those that it means nothing without.
    pub(crate) needed: FieldSet,
    /// All that it can have.
    pub(crate) fields: FieldSet,
    /// A field, and those that stand for it where the server leaves it out: the first that is there.
    pub(crate) stand_in: Option<(Field, &'static [Field])>,
}

impl Shape {
    /// What the whole family can have, what such an event means nothing without, and what else it can have.
    pub(crate) const fn of(family: FieldSet, needed: &[Field], more: &[Field]) -> Self {
        let needed = FieldSet::of(needed);
        Self {
            needed,
            fields: family.with(needed).with(FieldSet::of(more)),
            stand_in: None,
        }
    }

    /// The first of `others` that is there stands for `absent` where the server leaves that out.
    pub(crate) const fn standing_in(self, absent: Field, others: &'static [Field]) -> Self {
        Self {
            stand_in: Some((absent, others)),
            ..self
        }
    }
}
