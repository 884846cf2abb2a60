//! Texts that must not be seen: passwords and session ids.

mod encoded;
mod entity;
mod mask;
mod met;
mod reader;
mod spelling;
mod stands;

pub(crate) use mask::cover;
pub use mask::{Mask, may_cover};
pub(crate) use met::Met;

use std::fmt;

use zeroize::Zeroizing;

/// A password or a session id.
///
/// It is overwritten when dropped, `Debug` shows `Secret(…)`, and there is no `Display` and no `Serialize`,
/// so that it reaches a log, an error or a file only by someone calling [`Secret::expose`].
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself, for the one place that puts it on the wire.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    /// Takes the text over: no copy of it stays behind.
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl PartialEq for Secret {
    /// Takes the same time wherever texts of one length differ.
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.0.as_bytes(), other.0.as_bytes());
        let difference = ours.iter().zip(theirs).fold(0, |sum, (a, b)| sum | (a ^ b));
        ours.len() == theirs.len() && std::hint::black_box(difference) == 0
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", Secret::from("hunter2")), "Secret(…)");
        assert_eq!(
            format!("{:#?}", Some(Secret::from(String::from("hunter2")))),
            "Some(\n    Secret(…),\n)"
        );
    }

    #[test]
    fn equal_only_to_the_same_text() {
        let secret = Secret::from("hunter2");
        assert_eq!(secret, secret.clone());
        for other in ["", "hunter", "hunter3", "Hunter2", "hunter22"] {
            assert_ne!(secret, Secret::from(other));
        }
        assert!(Secret::from("").is_empty());
    }
}
