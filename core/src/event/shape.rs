//! Which fields each kind of the server's events has, and which it means nothing without (manual chapter 6).

use crate::vocabulary::{COMMON, EventKind, Field, FieldSet, Shape};

impl EventKind {
    /// The fields that an event's table has places for.
    pub(super) const fn layout(self) -> FieldSet {
        COMMON.with(self.shape().fields)
    }

    /// The place of a field in the tables of this kind's events. A field of none of them is a mistake of this
    /// library, found when it is compiled.
    pub(super) const fn place(self, field: Field) -> usize {
        match self.layout().place(field) {
            Some(place) => place,
            None => panic!("no event of this kind has this field"),
        }
    }

    pub(super) const fn shape(self) -> Shape {
        SHAPES[self as usize]
    }
}

/// By the kinds' numbers, put together when this is compiled.
static SHAPES: [Shape; EventKind::ALL.len()] = {
    let mut shapes = [EventKind::Other.described(); EventKind::ALL.len()];
    let mut rest = EventKind::ALL;
    while let [kind, others @ ..] = rest {
        shapes[*kind as usize] = kind.described();
        rest = others;
    }
    shapes
};

/// The most fields that an event of any kind can have.
pub(super) const MOST_FIELDS: usize = {
    let mut most = 0;
    let mut rest = EventKind::ALL;
    while let [kind, others @ ..] = rest {
        let fields = COMMON.with(kind.described().fields).len();
        most = if fields > most { fields } else { most };
        rest = others;
    }
    most
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::CALL;

    /// Views look where the fields stand in one kind, for all kinds that share them.
    #[test]
    fn shared_fields_stand_in_the_same_places() {
        let alike = |set: FieldSet, one: EventKind, other: EventKind| {
            let mut fields = Field::ALL.iter().filter(|field| set.has(**field));
            fields.all(|field| one.layout().place(*field) == other.layout().place(*field))
        };
        for kind in EventKind::ALL.iter().copied() {
            assert!(alike(COMMON, kind, EventKind::Other));
            assert!(!kind.is_call_event() || alike(CALL, kind, EventKind::Held));
            assert!(!kind.is_agent_event() || kind.layout() == EventKind::AgentReady.layout());
            assert!(kind.layout().has_all(kind.shape().needed));
        }
    }
}
