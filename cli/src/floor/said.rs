//! Something that is said, in both languages: which one is shown, the page knows.

use serde::Serialize;
use wellclient::Language;

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Said {
    pub(super) en: String,
    pub(super) zh: String,
}

impl Said {
    pub(super) fn of(words: impl Fn(Language) -> String) -> Self {
        Self {
            en: words(Language::En),
            zh: words(Language::Zh),
        }
    }

    /// What there is in one language only.
    pub(super) fn as_is(text: &str) -> Self {
        Self::of(|_| text.to_owned())
    }
}
