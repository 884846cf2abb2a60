//! What may be done now: each verb allowed, or why not.

use std::fmt;

use client::{Action as Core, Verb as CoreVerb};

use crate::reason::Reason;
use crate::vocabulary::Verb;

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&CoreVerb::from(*self), f)
    }
}

/// The verb of this name in the manual; none if there is no such verb.
#[uniffi::export]
pub fn verb_named(name: &str) -> Option<Verb> {
    Verb::of(name.parse().ok()?)
}

/// A verb, and whether it may be used now. Advice for a desktop's buttons: the server has the last word.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct Action {
    /// The verb.
    pub verb: Verb,
    /// Whether it is allowed.
    pub allowed: bool,
    /// Why not.
    pub reason: Option<Reason>,
}

pub(crate) fn actions(core: Vec<Core>) -> Vec<Action> {
    let action = |core: Core| {
        Some(Action {
            verb: Verb::of(core.verb)?,
            allowed: core.is_allowed(),
            reason: core.permission.err().map(Reason::from),
        })
    };
    core.into_iter().filter_map(action).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_is_there_by_its_name() {
        for verb in CoreVerb::ALL {
            let ours = verb_named(verb.name()).unwrap();
            assert_eq!(ours.to_string(), verb.name());
            assert_eq!(CoreVerb::from(ours), *verb);
        }
        assert_eq!(verb_named("heartbeat"), None);
    }
}
