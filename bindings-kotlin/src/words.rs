//! Closed and open lists of words, as enums whose text is the word.

use std::fmt;

use client::event::FailedCode;
use client::{AgentMode as Mode, ConnectionState as Leg, Role as CoreRole};

/// An enum with the variants of one of the core's, made from it.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident of $core:path { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
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

/// As [`mirror`], of an enum of the core's that can grow.
macro_rules! mirror_open {
    ($(#[$doc:meta])* $name:ident of $core:path { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
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

/// What an agent is doing (manual 6.1 and 6.15). Its text is the server's word.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Enum)]
#[uniffi::export(Display)]
pub enum AgentMode {
    /// Takes calls.
    Ready,
    /// Takes no calls.
    NotReady,
    /// Wrapping up after a call.
    WorkNotReady,
    /// Reserved for an outbound task.
    Allocated,
    /// Logged out.
    Logout,
    /// The server does not know.
    Unknown,
    /// A word that this version does not know.
    Other {
        /// As the server writes it.
        word: String,
    },
}

impl From<&Mode> for AgentMode {
    fn from(mode: &Mode) -> Self {
        match mode {
            Mode::Ready => Self::Ready,
            Mode::NotReady => Self::NotReady,
            Mode::WorkNotReady => Self::WorkNotReady,
            Mode::Allocated => Self::Allocated,
            Mode::Logout => Self::Logout,
            Mode::Unknown => Self::Unknown,
            other => Self::Other {
                word: other.to_string(),
            },
        }
    }
}

impl fmt::Display for AgentMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other { word } => f.write_str(word),
            known => fmt::Debug::fmt(known, f),
        }
    }
}

mirror! {
    /// The state of one leg, a connection between a device and a call (ECMA-269, connection states).
    ConnectionState of Leg {
        /// No connection.
        Null,
        /// Off hook, not dialled yet.
        Initiated,
        /// Ringing.
        Alerting,
        /// Connected; on the calling side from dialling on.
        Connected,
        /// On hold, put there by this party.
        Hold,
        /// In a queue.
        Queued,
        /// Could not be put through.
        Fail,
    }
}

mirror! {
    /// How a party came into the call.
    Role of CoreRole {
        /// It made the call.
        Calling,
        /// It was called.
        Called,
        /// A supervisor who listens in, and takes no part.
        Listening,
        /// The events have not told.
        Unknown,
    }
}

mirror_open! {
    /// What a `failedCode` means: why a call could not be put through (4.x).
    CallFailure of FailedCode {
        /// Busy.
        Busy,
        /// Call reminder.
        CallReminder,
        /// Not reachable.
        NotReachable,
        /// Incoming calls barred.
        IncomingBarred,
        /// Forwarded.
        Forwarded,
        /// Switched off.
        PowerOff,
        /// Out of service.
        OutOfService,
        /// The number does not exist.
        DoesNotExist,
        /// On hold.
        HoldOn,
        /// Line busy.
        LineBusy,
        /// No answer.
        NoAnswer,
        /// Unknown.
        Unknown,
    }
}

/// What a `failedCode` means: that of the event `failed`, or of a call's snapshot.
#[uniffi::export]
pub fn call_failure(failed_code: &str) -> CallFailure {
    FailedCode::from(failed_code).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_code_has_a_meaning() {
        assert_eq!(call_failure("11"), CallFailure::NoAnswer);
        assert_eq!(call_failure("14"), CallFailure::Unknown);
        assert_eq!(call_failure("99"), CallFailure::Other);
    }

    #[test]
    fn a_mode_s_text_is_the_server_s_word() {
        for word in [
            "Ready",
            "NotReady",
            "WorkNotReady",
            "Allocated",
            "Logout",
            "Unknown",
            "Lunch",
        ] {
            assert_eq!(AgentMode::from(&Mode::from(word)).to_string(), word);
        }
    }
}
