//! Something that is said, in both languages: which one is shown, the page knows.

use serde::Serialize;
use wellclient::Language;

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Said {
    pub(crate) en: String,
    pub(crate) zh: String,
}

impl Said {
    pub(crate) fn of(words: impl Fn(Language) -> String) -> Self {
        Self {
            en: words(Language::En),
            zh: words(Language::Zh),
        }
    }

    /// What there is in one language only.
    pub(crate) fn as_is(text: &str) -> Self {
        Self::of(|_| text.to_owned())
    }
}
