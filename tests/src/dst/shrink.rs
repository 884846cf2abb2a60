//! What of a plan is needed for what went wrong: acts are left out as long as the same goes wrong without them.

use super::deeds::Deed;
use super::plan::Plan;
use super::world::run;
use super::{Violation, Wants};

/// Runs at most, for one plan.
const TRIES: usize = 600;

/// The shortest plan found that ends in the same kind of violation.
pub fn shrink(plan: &Plan, violation: &Violation, wants: &Wants) -> Plan {
    let mut tries = TRIES;
    let mut fails = |plan: &Plan| {
        tries = tries.saturating_sub(1);
        let again = run(plan, wants).violation;
        tries > 0 && again.is_some_and(|again| again.kind == violation.kind)
    };
    let mut best = plan.clone();
    // What comes after is not needed.
    let late = |plan: &Plan| plan.acts.iter().rposition(|act| act.at <= violation.at);
    if let Some(last) = late(&best) {
        let mut short = best.clone();
        short.acts.truncate(last + 1);
        short.acts.push(super::Act {
            at: violation.at.max(best.acts[last].at),
            deed: Deed::Quiet,
        });
        if fails(&short) {
            best = short;
        }
    }
    let mut size = best.acts.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        while at < best.acts.len() {
            let mut short = best.clone();
            short.acts.drain(at..(at + size).min(best.acts.len()));
            if fails(&short) {
                best = short;
            } else {
                at += size;
            }
        }
        if size == 1 {
            return best;
        }
        size = size.div_ceil(2);
        if size == 1 && best.acts.len() < 2 {
            return best;
        }
    }
}
