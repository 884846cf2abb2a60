//! Something that is said, in both languages: which one is shown, the page knows.

use std::fmt;

use serde::Serialize;
use wellclient::Language;

use crate::language;

/// A sentence with its parts, in both languages.
macro_rules! said {
    ($en:literal, $zh:literal $($parts:tt)*) => {
        $crate::said::Said { en: format!($en $($parts)*), zh: format!($zh $($parts)*) }
    };
}
pub(crate) use said;

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

    pub(crate) fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }

    /// What there is in one language only.
    pub(crate) fn as_is(text: &str) -> Self {
        Self::of(|_| text.to_owned())
    }
}

/// In the language of the person at the terminal.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.in_language(language::spoken()))
    }
}
