//! Fingerprints of what events say: quick to make, and the same in every run.
//!
//! They tell one event from another, and keep nobody out: who can send events can as well send the same one twice.

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd1b5_4a32_d192_ed03;

/// A fingerprint of what it was made of so far.
#[derive(Clone, Copy)]
pub(super) struct Fingerprint(u64);

impl Fingerprint {
    pub(super) const NEW: Self = Self(FIRST);

    pub(super) fn number(self, number: u64) -> Self {
        Self(mix(self.0 ^ number, SECOND))
    }

    /// A text; where it ends counts, too.
    pub(super) fn text(self, text: &str) -> Self {
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        let of_words = words
            .iter()
            .fold(self, |so_far, word| so_far.number(u64::from_le_bytes(*word)));
        let last = rest.iter().fold(0, |last, octet| last << 8 | u64::from(*octet));
        of_words.number(last).number(text.len() as u64)
    }

    pub(super) fn get(self) -> u64 {
        mix(self.0, FIRST)
    }
}

/// Both halves of the product.
fn mix(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn texts_that_differ_have_other_fingerprints() {
        let mut seen = HashSet::new();
        let mut texts = vec![String::new()];
        for number in 0..2000 {
            texts.push(format!("6aee1dda-d4a2-4d3c-8fab-{number:012x}"));
            texts.push(number.to_string());
            texts.push("\0".repeat(number + 1));
        }
        for text in &texts {
            assert!(seen.insert(Fingerprint::NEW.text(text).get()), "{text}");
            assert!(seen.insert(Fingerprint::NEW.number(7).text(text).get()), "{text}");
        }
        let parts = |one, other| Fingerprint::NEW.text(one).text(other).get();
        assert_ne!(parts("ab", "c"), parts("a", "bc"));
        assert_ne!(parts("", "a"), parts("a", ""));
    }
}
