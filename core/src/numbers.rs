//! Which numbers are the tenant's own extensions and which are outside lines.

use serde::{Deserialize, Serialize};

use crate::id::DeviceId;

/// The rule that tells internal numbers from outside ones: a prefix with a count of digits, and a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct InternalNumbers {
    /// What an extension begins with; empty for no such rule.
    pub prefix: String,
    /// The fewest digits after the prefix, at most `max_digits`.
    pub min_digits: usize,
    /// The most digits after the prefix.
    pub max_digits: usize,
    /// Further internal numbers, without a domain.
    pub listed: Vec<String>,
}

/// The reference client's rule: `8` and 3–5 more digits.
impl Default for InternalNumbers {
    fn default() -> Self {
        Self {
            prefix: "8".into(),
            min_digits: 3,
            max_digits: 5,
            listed: Vec::new(),
        }
    }
}

impl InternalNumbers {
    /// Whether the device is internal.
    pub fn contains(&self, device: &DeviceId) -> bool {
        self.contains_number(device.number())
    }

    /// Whether a number without a domain is internal.
    pub(crate) fn contains_number(&self, number: &str) -> bool {
        let by_rule = !self.prefix.is_empty()
            && number.strip_prefix(&self.prefix).is_some_and(|rest| {
                (self.min_digits..=self.max_digits).contains(&rest.len())
                    && rest.bytes().all(|b| b.is_ascii_digit())
            });
        by_rule || self.listed.iter().any(|listed| listed == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_internal_and_outside_lines_are_not() {
        let rule = InternalNumbers {
            listed: vec!["100".into()],
            ..InternalNumbers::default()
        };
        for internal in ["8001@a", "80012@a", "800123@a", "100@a", "8001"] {
            assert!(rule.contains(&DeviceId::from(internal)), "{internal}");
        }
        for outside in [
            "800@a",
            "8001234@a",
            "80o1@a",
            "13800000000@a",
            "917602176375@a",
            "",
            "8",
        ] {
            assert!(!rule.contains(&DeviceId::from(outside)), "{outside}");
        }
    }
}
