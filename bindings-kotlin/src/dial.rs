//! Numbers to dial (manual 5.4 and 8.7).

use std::time::Duration;

use client::DialString as Core;

use crate::error::WellError;

/// The manual's check of a number (5.4): digits only, or a main number, `-`, waits `W` or `w`, and an extension. Other texts
/// are dialled too, unless `phoneNumbersOnly` is set.
#[uniffi::export]
pub fn is_phone_number(text: &str) -> bool {
    client::is_phone_number(text)
}

/// A number of the manual's dial form, taken apart (8.7).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct DialString {
    /// What is dialled first.
    pub main_number: String,
    /// How long to wait then; zero where there is no extension.
    pub wait: Duration,
    /// What is dialled behind it.
    pub extension: Option<String>,
}

impl From<Core> for DialString {
    fn from(core: Core) -> Self {
        Self {
            main_number: core.main_number().to_owned(),
            wait: core.wait(),
            extension: core.extension().map(str::to_owned),
        }
    }
}

/// Takes a number to dial apart: `938834600-Ww8002`. Fails with `Argument`, which says what is wrong with it.
#[uniffi::export]
pub fn parse_dial_string(text: &str) -> Result<DialString, WellError> {
    Ok(Core::parse(text).map_err(WellError::argument)?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_apart_or_told_why_not() {
        let dialled = parse_dial_string("938834600-Ww8002").unwrap();
        assert_eq!(dialled.main_number, "938834600");
        assert_eq!(dialled.wait, Duration::from_millis(1500));
        assert_eq!(dialled.extension.as_deref(), Some("8002"));
        for text in ["", "-", "+86", "1-2-3", "二"] {
            assert!(
                matches!(parse_dial_string(text), Err(WellError::Argument { .. })),
                "{text}"
            );
            assert!(!is_phone_number(text), "{text}");
        }
    }
}
