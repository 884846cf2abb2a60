//! The words of the field, as enums: kinds of event and their fields, verbs, reasons, states.
//!
//! `fields`, `kinds`, `reasons`, `shapes`, `verbs` and `words` are generated from the tables in `vocabulary/tables`. What a list of
//! words can do is said here.

mod field_set;
mod field_type;
mod fields;
mod kinds;
mod reasons;
mod shape;
mod shapes;
mod verbs;
mod when;
mod words;

pub(crate) use field_set::{FieldSet, WIRE_FIELDS};
pub use field_type::FieldType;
pub use fields::Field;
pub use kinds::EventKind;
pub use reasons::{Reason, Refusal, Unknown};
pub(crate) use shape::Shape;
pub(crate) use shapes::{CALL, COMMON};
pub use verbs::{CALL_VERBS, OTHER_VERBS, Verb};
pub(crate) use when::When;
pub use words::{
    AgentMode, AgentStatus, AnomalyKind, CallEnd, ConnectionState, Doubt, FailedCode, LinkEnd, LinkState,
    LocalState, LogKind, Origin, Role, SessionEnd, SessionPhase,
};

/// A server's list: a word that is not in it is kept as it came.
macro_rules! open_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A word that is not in the list, as it came.
            Other(smol_str::SmolStr),
        }

        impl $name {
            /// The word as the server writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Other(other.into()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
use open_words;

/// A list of the library's own that is whole.
macro_rules! closed_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        $crate::vocabulary::said!($name { $($variant = $word,)* });
    };
}
use closed_words;

/// A list of the library's own that a later version may make longer.
macro_rules! growing_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        $crate::vocabulary::said!($name { $($variant = $word,)* });
    };
}
use growing_words;

/// Its words, and what they are in JSON.
macro_rules! said {
    ($name:ident { $($variant:ident = $word:literal,)* }) => {
        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// A word for programs; the same in JSON.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = std::borrow::Cow::<str>::deserialize(deserializer)?;
                let found = Self::ALL.iter().find(|known| known.as_str() == word);
                let unknown = || serde::de::Error::unknown_variant(&word, &[$($word),*]);
                found.copied().ok_or_else(unknown)
            }
        }
    };
}
use said;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_kinds_read_back() {
        for &kind in EventKind::ALL {
            assert_eq!(EventKind::from_name(kind.name()), Some(kind));
        }
        for name in ["", "Established", "established ", "fooBar"] {
            assert_eq!(EventKind::from_name(name), None);
        }
    }

    #[test]
    fn a_server_s_word_that_is_not_known_is_kept() {
        assert_eq!(AgentMode::from("Ready"), AgentMode::Ready);
        assert_eq!(AgentMode::from("Lunch").as_str(), "Lunch");
        assert_eq!(FailedCode::from("11"), FailedCode::NoAnswer);
    }

    #[test]
    fn a_word_of_our_own_reads_back_and_no_other_does() {
        for &end in CallEnd::ALL {
            let json = serde_json::to_string(&end).unwrap();
            assert_eq!(json, format!("\"{end}\""));
            assert_eq!(serde_json::from_str::<CallEnd>(&json).unwrap(), end);
        }
        assert!(serde_json::from_str::<CallEnd>("\"HungUp\"").is_err());
    }
}
