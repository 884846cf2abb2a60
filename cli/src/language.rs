//! Which language a person is spoken to in: as asked for, else as the system's `LANG` says.

use std::ffi::OsString;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum as _;
use wellclient::Language;

/// Whether it is Chinese.
static CHINESE: AtomicBool = AtomicBool::new(false);

/// The language of the person at the terminal.
pub(crate) fn spoken() -> Language {
    match CHINESE.load(Ordering::Relaxed) {
        true => Language::Zh,
        false => Language::En,
    }
}

/// The language that these arguments ask for is spoken, else the one of this name, else the environment's: before they are
/// understood, for whoever is told that they are not.
pub(crate) fn speak_as_asked(arguments: &[OsString], otherwise: Option<&str>) {
    let known = |name: &str| Choice::from_str(name, true).ok();
    let asked = asked(arguments).or(otherwise);
    speak(choose(asked.and_then(known)));
}

/// What stands behind `--lang`.
fn asked(arguments: &[OsString]) -> Option<&str> {
    let mut texts = arguments.iter().skip(1).map(|argument| argument.to_str());
    let mut asked = None;
    while let Some(text) = texts.next() {
        match text.and_then(|text| text.strip_prefix("--lang")) {
            Some("") => asked = texts.next().flatten(),
            Some(value) => asked = value.strip_prefix('=').or(asked),
            None => {}
        }
    }
    asked
}

fn speak(language: Language) {
    CHINESE.store(language == Language::Zh, Ordering::Relaxed);
}

/// A word in the language of the person at the terminal.
pub(crate) fn pick<'a>(en: &'a str, zh: &'a str) -> &'a str {
    match spoken() {
        Language::En => en,
        Language::Zh => zh,
    }
}

/// A sentence with its parts, in the language of the person at the terminal.
macro_rules! say {
    ($en:literal, $zh:literal $($parts:tt)*) => {
        match $crate::language::spoken() {
            wellclient::Language::En => format!($en $($parts)*),
            wellclient::Language::Zh => format!($zh $($parts)*),
        }
    };
}
pub(crate) use say;

/// A table of what is said: an enum `Word`, and each word of it in a language.
macro_rules! words {
    ($($word:ident = $en:literal, $zh:literal;)*) => {
        /// Something that is said.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Word {
            $($word,)*
        }

        impl Word {
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$word),*];

            /// In this language.
            pub(crate) const fn of(self, language: wellclient::Language) -> &'static str {
                match (self, language) {
                    $((Self::$word, wellclient::Language::En) => $en, (Self::$word, wellclient::Language::Zh) => $zh,)*
                }
            }
        }
    };
}
pub(crate) use words;

/// Which language is asked for.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// The language [default: as LANG says]
    #[arg(long, value_enum, value_name = "en|zh", hide_possible_values = true)]
    lang: Option<Choice>,
}

impl Asked {
    /// As [`Asked::speak`], where it is people who read.
    pub(crate) fn speak_to_people(self, json: bool) {
        match json {
            true => speak(Language::En),
            false => drop(self.speak()),
        }
    }

    /// It is spoken from now on.
    pub(crate) fn speak(self) -> Language {
        let language = choose(self.lang);
        speak(language);
        language
    }
}

/// A language, as an argument.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Choice {
    /// English
    En,
    /// Chinese
    Zh,
}

/// The language that is asked for, or else the environment's.
fn choose(asked: Option<Choice>) -> Language {
    match asked {
        Some(Choice::En) => Language::En,
        Some(Choice::Zh) => Language::Zh,
        None => of_environment(|name| std::env::var(name).ok()),
    }
}

/// As POSIX has it: the first of the three that is set counts.
fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) if locale.to_ascii_lowercase().starts_with("zh") => Language::Zh,
        _ => Language::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_language_that_is_asked_for_counts() {
        for (arguments, language) in [
            (&["wellclient", "tail", "--lang", "zh"][..], Some("zh")),
            (&["wellclient", "--lang=zh", "--lang", "en"][..], Some("en")),
            (&["wellclient", "--language", "zh"][..], None),
            (&["wellclient", "--lang"][..], None),
            (&[][..], None),
        ] {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            assert_eq!(asked(&arguments), language, "{arguments:?}");
        }
    }

    #[test]
    fn the_first_variable_that_is_set_counts() {
        let with = |set: &'static [(&'static str, &'static str)]| {
            of_environment(move |name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(with(&[]), Language::En);
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8")]), Language::Zh);
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Language::En);
        assert_eq!(with(&[("LANG", "en_GB"), ("LC_MESSAGES", "ZH_TW")]), Language::Zh);
        assert_eq!(with(&[("LC_ALL", ""), ("LANG", "zh")]), Language::Zh);
    }
}
