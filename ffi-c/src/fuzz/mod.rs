//! The body of a fuzz target: a program that calls the C functions in any order, with any text, any number and stale handles,
//! but keeps its word where it gives a pointer: NULL, or what it points to is there.

mod calls;
mod program;

use std::sync::atomic::Ordering;

use crate::client::well_is_phone_number;
use crate::command::well_command_free;
use crate::event::*;
use crate::handle::*;
use crate::outcome::*;
use crate::replay::well_replay_free;
use crate::session::*;
use crate::snapshot::*;
use crate::status::well_status::*;
use crate::status::{well_last_error, well_status_name, well_status_text};
use crate::subscription::well_subscription_free;
use program::*;

/// As many calls are made.
const MOST_CALLS: usize = 60;

/// Calls what the octets say.
///
/// # Panics
///
/// Something does not hold: a bug.
pub fn fuzz_c_abi(data: &[u8]) {
    Program::new(data).runs();
}

impl Program<'_> {
    fn runs(&mut self) {
        for _ in 0..MOST_CALLS {
            if self.octets.is_empty() {
                break;
            }
            self.calls();
        }
        self.ends();
    }

    fn calls(&mut self) {
        // SAFETY: each pointer is NULL or leads to what there is, which outlives the call.
        unsafe {
            match self.below(20) {
                0 => self.new_session(),
                1 | 2 => self.verb(),
                3 => self.log_in(),
                4 => self.poll(),
                5 | 6 => self.feed(),
                7 => self.replayed(),
                8..=10 => self.event(),
                11 | 12 => self.snapshot(),
                13 => self.outcome(),
                14 => self.frees(),
                15 => self.saved(),
                16 => self.log(),
                17 => self.subscribes(),
                18 => {
                    let number = i32::from(self.next()) - 20;
                    let language = i32::from(self.next()) - 2;
                    let _ = (
                        well_status_name(number),
                        well_status_text(number, language),
                        well_last_error(),
                    );
                    let text = self.text();
                    well_is_phone_number(text);
                }
                _ => self.asks(),
            }
        }
    }

    /// What was given is let go of, whatever has happened.
    fn ends(&mut self) {
        if self.session.id != 0 {
            let closed = well_session_close(self.session, 10_000);
            assert!(matches!(closed, WELL_OK | WELL_TIMED_OUT), "{closed:?}");
            assert_eq!(closed, WELL_OK, "closing takes for ever");
        }
        for id in std::mem::take(&mut self.handles).into_iter().skip(4) {
            well_event_free(well_event_t { id });
            well_outcome_free(well_outcome_t { id });
            well_snapshot_free(well_snapshot_t { id });
            well_command_free(well_command_t { id });
            well_subscription_free(well_subscription_t { id });
            well_replay_free(well_replay_t { id });
            well_session_free(well_session_t { id });
        }
        let left = self.given.load(Ordering::SeqCst);
        assert_eq!(left, 0, "callbacks that were not let go of");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fuzz target's seeds, what it has found among them, and programs as chance makes them, always the same.
    #[test]
    fn programs_of_any_octets_hold() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/c_abi");
        let seeds: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
        assert!(seeds.len() >= 3);
        for seed in seeds {
            fuzz_c_abi(&std::fs::read(seed.unwrap().path()).unwrap());
        }
        let mut state = 1_u64;
        // Under Miri each takes seconds.
        for length in (0..300).step_by(if cfg!(miri) { 13 } else { 1 }) {
            let mut octets = Vec::new();
            while octets.len() < length {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                octets.extend_from_slice(&state.to_be_bytes()[..4]);
            }
            fuzz_c_abi(&octets);
        }
    }
}
