//! Versions, as programs print them.

use std::fmt;

/// The numbers between the dots: compares as versions do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(Vec<u64>);

impl Version {
    /// The first dotted number in `text`: `git version 2.39.5` has 2.39.5.
    pub(crate) fn find(text: &str) -> Option<Self> {
        text.split(|c: char| !c.is_ascii_digit() && c != '.')
            .map(|word| word.trim_matches('.'))
            .filter(|word| word.contains('.'))
            .find_map(|word| word.split('.').map(|part| part.parse().ok()).collect())
            .map(Self)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u64::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_in_what_programs_print() {
        for (text, version) in [
            ("cargo 1.95.0 (f2d3ce0bd 2026-03-21)", "1.95.0"),
            ("git version 2.39.5", "2.39.5"),
            ("cmake version 3.25.1\n\nCMake suite", "3.25.1"),
            ("openjdk version \"17.0.9\" 2023-10-17", "17.0.9"),
            ("Python 3.11.2", "3.11.2"),
            ("rustfmt 1.9.0-stable (5980761 2026-04-14)", "1.9.0"),
            ("ends with 2.5.", "2.5"),
        ] {
            assert_eq!(Version::find(text).unwrap().to_string(), version, "{text}");
        }
    }

    #[test]
    fn absent_or_beyond_any_number() {
        for text in ["", "no version", "7", "a . b", "99999999999999999999.1"] {
            assert_eq!(Version::find(text), None, "{text}");
        }
    }

    #[test]
    fn compared_number_by_number() {
        let version = |text| Version::find(text).unwrap();
        assert!(version("1.100.0") > version("1.88"));
        assert!(version("1.88.0") >= version("1.88"));
        assert!(version("1.87.9") < version("1.88"));
    }
}
