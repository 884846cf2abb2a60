//! The numbers that stand for words: fixed, never reused, grouped with gaps. Each list can grow: be ready for a number
//! that is not in the list you were compiled with. All but `choices.rs` is generated from the tables in `vocabulary/tables`.
//!
//! What comes in from a program is read as a plain number, since it can be any: see `numbers.rs`.

mod choices;
mod events;
mod reasons;
mod verbs;
mod words;

pub use choices::*;
pub use events::*;
pub use reasons::*;
pub use verbs::*;
pub use words::*;

#[cfg(test)]
mod tests {
    use client::core::event::{EventKind, Field};
    use client::core::http::Reason;
    use client::{Doubt, Doubts, SessionEnd, Verb};

    use super::*;

    #[test]
    fn every_kind_and_verb_has_its_number() {
        for kind in EventKind::ALL {
            let other = well_event_kind_t::from(*kind) == well_event_kind_t::WELL_EVENT_OTHER;
            assert_eq!(other, *kind == EventKind::Other, "{kind:?}");
        }
        for verb in Verb::ALL {
            let number = well_verb_t::of(*verb).unwrap();
            assert_eq!(well_verb_t::read(number as i32), Some(*verb));
        }
    }

    #[test]
    fn fields_can_be_walked() {
        let mut count = 0;
        let mut at = 0;
        while let Some(field) = well_field_t::after(at) {
            at = field as i32;
            count += 1;
        }
        assert_eq!(count, Field::ALL.len());
    }

    #[test]
    fn every_doubt_has_a_bit_of_its_own() {
        let bits: Vec<u32> = Doubt::ALL
            .iter()
            .map(|doubt| well_doubt_t::bits(Doubts::from(*doubt)))
            .collect();
        assert!(bits.iter().all(|bits| bits.count_ones() == 1), "{bits:?}");
        assert_eq!(bits.iter().fold(0, |all, bits| all | bits), 0b1_1111_1111);
    }

    #[test]
    fn reasons_have_the_numbers_of_their_statuses() {
        for status in 400..500 {
            let number = well_reason_t::of(Some(Reason::of_status(status).code()));
            assert!(
                number == well_reason_t::WELL_REASON_OTHER || number as i32 == i32::from(status),
                "{status}"
            );
        }
        assert_eq!(well_reason_t::of(None), well_reason_t::WELL_REASON_NONE);
    }

    #[test]
    fn what_has_not_ended_says_so() {
        assert_eq!(
            well_session_end_t::from(None::<SessionEnd>),
            well_session_end_t::WELL_SESSION_END_NONE
        );
    }
}
