//! How an enum of the core's becomes one of Kotlin's and Swift's.

/// One of a list of words, by its word.
pub(crate) trait Word: Sized {
    fn read(word: &str) -> Option<Self>;
}

/// An enum of the core's that is whole.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident of $core:path { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, uniffi::Enum)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl From<$core> for $name {
            fn from(core: $core) -> Self {
                match core {
                    $(<$core>::$variant => Self::$variant,)+
                }
            }
        }
    };
}
pub(crate) use mirror;

/// How an enum of the core's own words is found by one.
macro_rules! by_word {
    ($($name:ident)+) => {
        $(impl $crate::mirror::Word for $name {
            fn read(word: &str) -> Option<Self> {
                let found = client::core::vocabulary::$name::ALL.iter().find(|known| known.as_str() == word);
                found.map(|known| Self::from(*known))
            }
        })+
    };
}
pub(crate) use by_word;

/// As [`mirror`], of an enum of the core's that can grow.
macro_rules! mirror_open {
    ($(#[$doc:meta])* $name:ident of $core:path { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, uniffi::Enum)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// What this version does not know.
            Other,
        }

        impl From<$core> for $name {
            fn from(core: $core) -> Self {
                match core {
                    $(<$core>::$variant => Self::$variant,)+
                    _ => Self::Other,
                }
            }
        }
    };
}
pub(crate) use mirror_open;

/// A list of the server's words: another word is kept.
macro_rules! mirror_words {
    ($(#[$doc:meta])* $name:ident of $core:path { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[doc = " Its text is the server's word."]
        #[derive(Clone, PartialEq, Eq, Debug, uniffi::Enum)]
        #[uniffi::export(Display)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A word that this version does not know.
            Other {
                /// As the server writes it.
                word: String,
            },
        }

        impl From<&$core> for $name {
            fn from(core: &$core) -> Self {
                match core {
                    $(<$core>::$variant => Self::$variant,)+
                    other => Self::Other { word: other.to_string() },
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str(<$core>::$variant.as_str()),)+
                    Self::Other { word } => f.write_str(word),
                }
            }
        }

        impl $crate::mirror::Word for $name {
            fn read(word: &str) -> Option<Self> {
                Some(Self::from(&<$core>::from(word)))
            }
        }
    };
}
pub(crate) use mirror_words;

/// The verbs.
macro_rules! verbs {
    ($($(#[$doc:meta])* $verb:ident,)+) => {
        /// A command, by its kind. Its text is the manual's name: `makeCall`.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
        #[uniffi::export(Display)]
        pub enum Verb {
            $($(#[$doc])* $verb,)+
        }

        impl Verb {
            pub(crate) fn of(core: client::Verb) -> Option<Self> {
                match core {
                    $(client::Verb::$verb => Some(Self::$verb),)+
                    _ => None,
                }
            }
        }

        impl From<Verb> for client::Verb {
            fn from(verb: Verb) -> Self {
                match verb {
                    $(Verb::$verb => Self::$verb,)+
                }
            }
        }
    };
}
pub(crate) use verbs;

/// The kinds of reason, by their words.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal,)+) => {
        /// Why, for programs. The first are the library's guards (nothing was sent), then other errors, then why nobody
        /// can tell, then the server's refusals by their status (manual 2.2).
        #[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
        pub enum ReasonKind {
            $($(#[$doc])* $kind,)+
        }

        impl ReasonKind {
            /// By the core's word.
            pub(crate) fn of(code: &str) -> Self {
                match code {
                    $($code => Self::$kind,)+
                    _ => Self::Other,
                }
            }
        }
    };
}
pub(crate) use kinds;
