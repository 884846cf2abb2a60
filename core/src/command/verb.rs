//! Verbs: the kinds of command, by the manual's method names.

use std::fmt;
use std::str::FromStr;

use crate::vocabulary::Verb;

impl FromStr for Verb {
    type Err = UnknownVerb;

    fn from_str(name: &str) -> Result<Self, UnknownVerb> {
        let found = Self::ALL.iter().find(|verb| verb.name() == name);
        found.copied().ok_or(UnknownVerb)
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Not the name of a verb.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not the name of a verb")]
pub struct UnknownVerb;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for &verb in Verb::ALL {
            assert_eq!(verb.name().parse(), Ok(verb));
            assert_eq!(serde_json::to_string(&verb).unwrap(), format!("\"{verb}\""));
        }
        for name in ["", "Login", "makecall", "makeCall ", "heartbeat"] {
            assert_eq!(name.parse::<Verb>(), Err(UnknownVerb));
        }
    }
}
