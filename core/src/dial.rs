//! Numbers to dial: plain digits, or a main number and the extension behind it (manual, section 8.7).

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::id::DeviceRef;
use crate::numbers::InternalNumbers;

/// The most that is dialled, in bytes, the prefix counted: far beyond E.164's 15 digits with prefix, waits and extension.
pub const MAX_DIAL_BYTES: usize = 128;

/// The manual's check of a number (`isPhoneNumber`, sections 5.4 and 8.7): digits only, or
/// `<main number>-[W|w]*<extension>`.
///
/// No verb asks it: any other text is sent too, `*72` or `+8613800000000`, and the server decides. Use it before, or set
/// [`phone_numbers_only`](crate::session::SessionConfig::phone_numbers_only).
pub fn is_phone_number(text: &str) -> bool {
    DialString::parse(text).is_ok()
}

/// A number of the manual's dial form, taken apart.
///
/// Only the digits `0`–`9`, one `-`, and `W` and `w` right behind it are accepted. Not accepted: `+`, `*` and `#`; spaces,
/// dots and brackets; digits of other scripts.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DialString {
    main: String,
    behind: Option<Behind>,
}

/// What follows the `-`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Behind {
    waits: String,
    extension: String,
}

/// Why a text is not of the dial form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DialError {
    /// There is nothing.
    #[error("the number is empty")]
    Empty,
    /// More than [`MAX_DIAL_BYTES`].
    #[error("the number is longer than {MAX_DIAL_BYTES} bytes")]
    TooLong,
    /// Nothing before the `-`.
    #[error("there is no main number before the dash")]
    NoMainNumber,
    /// Nothing to send behind the `-`.
    #[error("there is no extension after the dash")]
    NoExtension,
    /// More than one `-`.
    #[error("there is more than one dash")]
    MoreThanOneDash,
    /// Something that is not a digit.
    #[error("unexpected {character:?} at character {at}")]
    Unexpected {
        /// Where, in characters from 1.
        at: usize,
        /// What.
        character: char,
    },
}

/// Whether a call to `number` can show as one to `device`: they are the same, but for a prefix that the server strips or
/// adds, or `number` is an agent's or a group's, which stands for an extension.
pub(crate) fn reaches(number: &str, device: DeviceRef<'_>, internal: &InternalNumbers) -> bool {
    let number = number.split('@').next().unwrap_or(number);
    let told = device.as_str().split('@').next().unwrap_or_default();
    let dialled = dialled_digits(number);
    let shown = digits(told);
    let shorter = dialled.len().min(shown.len());
    let is_alias =
        number.len() <= LONGEST_ALIAS && !internal.contains_number(number) && internal.contains_number(told);
    let is_suffix = shorter > LONGEST_ALIAS && (dialled.ends_with(&shown) || shown.ends_with(&dialled));
    number == told || dialled == told || is_suffix || is_alias
}

/// What is dialled first: of the dial form its main number, of anything else its digits.
fn dialled_digits(number: &str) -> String {
    match DialString::parse(number) {
        Ok(dial) => dial.main,
        Err(_) => digits(number),
    }
}

/// Without what people write between digits, and the `+` before them.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Numbers of agents and groups are short; what is longer is a line's.
const LONGEST_ALIAS: usize = 6;

impl DialString {
    /// Reads a number.
    ///
    /// # Errors
    /// [`DialError`] says why it is none.
    pub fn parse(text: &str) -> Result<Self, DialError> {
        if text.is_empty() {
            return Err(DialError::Empty);
        }
        if text.len() > MAX_DIAL_BYTES {
            return Err(DialError::TooLong);
        }
        let Some((main, behind)) = text.split_once('-') else {
            all_digits(text, 1)?;
            return Ok(Self {
                main: text.to_owned(),
                behind: None,
            });
        };
        if behind.contains('-') {
            return Err(DialError::MoreThanOneDash);
        }
        if main.is_empty() {
            return Err(DialError::NoMainNumber);
        }
        all_digits(main, 1)?;
        let extension = behind.trim_start_matches(['W', 'w']);
        let waits = behind.strip_suffix(extension).unwrap_or_default();
        if extension.is_empty() {
            return Err(DialError::NoExtension);
        }
        all_digits(extension, main.len() + waits.len() + 2)?;
        let behind = Behind {
            waits: waits.to_owned(),
            extension: extension.to_owned(),
        };
        Ok(Self {
            main: main.to_owned(),
            behind: Some(behind),
        })
    }

    /// The number that is dialled first.
    pub fn main_number(&self) -> &str {
        &self.main
    }

    /// The extension that is sent once the main number has answered.
    pub fn extension(&self) -> Option<&str> {
        self.behind.as_ref().map(|behind| &*behind.extension)
    }

    /// How long to wait between the two: a second for each `W`, half a second for each `w`.
    pub fn wait(&self) -> Duration {
        let waits = self.behind.as_ref().map_or("", |behind| &behind.waits);
        waits
            .chars()
            .map(|c| Duration::from_millis(if c == 'W' { 1000 } else { 500 }))
            .sum()
    }
}

fn all_digits(text: &str, first: usize) -> Result<(), DialError> {
    match text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
        None => Ok(()),
        Some((index, character)) => Err(DialError::Unexpected {
            at: first + index,
            character,
        }),
    }
}

impl FromStr for DialString {
    type Err = DialError;

    fn from_str(text: &str) -> Result<Self, DialError> {
        Self::parse(text)
    }
}

impl fmt::Display for DialString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.main)?;
        match &self.behind {
            None => Ok(()),
            Some(Behind { waits, extension }) => write!(f, "-{waits}{extension}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_manual_s_examples_and_their_kin() {
        for (text, main, wait, extension) in [
            ("8007", "8007", 0, None),
            ("938834600-WW8001", "938834600", 2000, Some("8001")),
            ("938834600-Ww8002", "938834600", 1500, Some("8002")),
            ("938834600-ww8002", "938834600", 1000, Some("8002")),
            ("938834600-8002", "938834600", 0, Some("8002")),
        ] {
            let dial = DialString::parse(text).unwrap();
            assert_eq!((dial.main_number(), dial.extension()), (main, extension));
            assert_eq!(dial.wait(), Duration::from_millis(wait));
            assert_eq!(dial.to_string(), text);
            assert!(is_phone_number(text));
        }
    }

    #[test]
    fn refused() {
        let unexpected = |at, character| DialError::Unexpected { at, character };
        let long = "8".repeat(MAX_DIAL_BYTES + 1);
        for (text, error) in [
            ("", DialError::Empty),
            (&*long, DialError::TooLong),
            ("-", DialError::NoMainNumber),
            ("-W8001", DialError::NoMainNumber),
            ("123-", DialError::NoExtension),
            ("123-Ww", DialError::NoExtension),
            ("1-2-3", DialError::MoreThanOneDash),
            ("--", DialError::MoreThanOneDash),
            ("+8613800000000", unexpected(1, '+')),
            ("12 34", unexpected(3, ' ')),
            ("123W8001", unexpected(4, 'W')),
            ("123-W80w01", unexpected(8, 'w')),
            ("123-x8001", unexpected(5, 'x')),
            ("*98", unexpected(1, '*')),
            ("8001\n", unexpected(5, '\n')),
            ("8001\0", unexpected(5, '\0')),
            ("８００１", unexpected(1, '８')),
            ("12é-1", unexpected(3, 'é')),
            ("8001@test.cc", unexpected(5, '@')),
        ] {
            assert_eq!(DialString::parse(text), Err(error), "{text:?}");
            assert!(!is_phone_number(text));
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_back(text in "[0-9Ww-]{0,16}") {
            if let Ok(dial) = DialString::parse(&text) {
                prop_assert_eq!(dial.to_string(), text);
            }
        }

        #[test]
        fn the_form_is_read(main in "[0-9]{1,20}", waits in "[Ww]{0,8}", extension in "[0-9]{1,8}") {
            let dial = DialString::parse(&format!("{main}-{waits}{extension}")).unwrap();
            prop_assert_eq!(dial.extension(), Some(&*extension));
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            prop_assert_eq!(is_phone_number(&text), DialString::parse(&text).is_ok());
        }
    }
}
