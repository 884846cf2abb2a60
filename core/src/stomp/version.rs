//! The protocol's versions and how one of them is agreed on.

use std::fmt;
use std::str::FromStr;

/// A version of the protocol; later versions compare greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// STOMP 1.0: no escaping, no heart-beats, no version headers.
    V1_0,
    /// STOMP 1.1.
    V1_1,
    /// STOMP 1.2.
    V1_2,
}

/// The text is not one of `1.0`, `1.1` and `1.2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a STOMP version that is spoken here ({})", Version::ACCEPT)]
pub struct UnknownVersion;

impl Version {
    /// The `accept-version` header that offers every version.
    pub const ACCEPT: &'static str = "1.0,1.1,1.2";

    /// The version as `version` and `accept-version` headers write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
        }
    }

    /// The highest version that an `accept-version` header's value names and that is spoken here (STOMP 1.2,
    /// "Protocol Negotiation"); `None` if there is none in common.
    ///
    /// A CONNECT without that header means [`Version::V1_0`]: that is for the caller to say.
    pub fn highest_common(accept_version_header: &str) -> Option<Self> {
        accept_version_header
            .split(',')
            .filter_map(|version| version.trim().parse().ok())
            .max()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Version {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "1.0" => Ok(Self::V1_0),
            "1.1" => Ok(Self::V1_1),
            "1.2" => Ok(Self::V1_2),
            _ => Err(UnknownVersion),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_and_negotiated() {
        assert!(Version::V1_0 < Version::V1_1 && Version::V1_1 < Version::V1_2);
        for version in [Version::V1_0, Version::V1_1, Version::V1_2] {
            assert_eq!(version.to_string().parse(), Ok(version));
        }
        assert_eq!("1.3".parse::<Version>(), Err(UnknownVersion));
        let rows = [
            (Version::ACCEPT, Some(Version::V1_2)),
            ("1.1,1.0", Some(Version::V1_1)),
            ("1.0,1.1,2.0", Some(Version::V1_1)),
            (" 1.0 , 1.2 ", Some(Version::V1_2)),
            ("1.0", Some(Version::V1_0)),
            ("2.0", None),
            ("", None),
            (",,", None),
            ("1.2.0", None),
        ];
        for (header, version) in rows {
            assert_eq!(Version::highest_common(header), version, "{header:?}");
        }
    }
}
