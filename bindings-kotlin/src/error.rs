//! What is thrown: by commands, by everything else, and by the program's own callbacks.

use client::core::environment::EnvironmentError;
use wellclient_foreign::{HostError, TimedOut};

use crate::reason::Reason;
use crate::store_fault::StoreFault;

/// A command that has not done what was asked, or of which nobody can tell.
#[derive(Clone, PartialEq, Debug, thiserror::Error, uniffi::Error)]
pub enum CommandError {
    /// It has not happened and will not.
    #[error("{reason}")]
    Rejected {
        /// Why not.
        reason: Reason,
    },
    /// Nobody can tell whether it has happened; the snapshot will, once the event channel is back.
    #[error("{reason}")]
    Unknown {
        /// Why nobody can tell.
        reason: Reason,
    },
}

impl From<client::Error> for CommandError {
    fn from(error: client::Error) -> Self {
        let reason = Reason::from(&error);
        match error {
            client::Error::Rejected(_) => Self::Rejected { reason },
            client::Error::Unknown(_) => Self::Unknown { reason },
        }
    }
}

/// What fails beside commands.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, uniffi::Error)]
pub enum WellError {
    /// There is no such environment, or one of its URLs cannot be used.
    #[error("{reason}")]
    Environment {
        /// Why.
        reason: String,
    },
    /// The client, or a session, cannot be made: TLS, proxy, threads, a time that is out of its range.
    #[error("{reason}")]
    Setup {
        /// Why.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("{reason}")]
    File {
        /// Which, and why.
        reason: String,
    },
    /// A journal's line that cannot be read.
    #[error("{reason}")]
    Journal {
        /// Why.
        reason: String,
    },
    /// What is no saved session, damaged, or of another version of the library.
    #[error("{reason}")]
    Saved {
        /// Why.
        reason: String,
    },
    /// A session store that cannot be written or read.
    #[error("{reason}")]
    Store {
        /// What is wrong with it, for programs.
        fault: StoreFault,
        /// The same for people.
        reason: String,
    },
    /// The simulator does not do that.
    #[error("{reason}")]
    Simulator {
        /// Why.
        reason: String,
    },
    /// Not done in time; it goes on. Call again to wait for it.
    #[error("{reason}")]
    TimedOut {
        /// What may be the matter.
        reason: String,
    },
    /// Called from inside a callback, where nothing may wait.
    #[error("{reason}")]
    InCallback {
        /// For people.
        reason: String,
    },
    /// The client is closed.
    #[error("{reason}")]
    Closed {
        /// For people.
        reason: String,
    },
    /// A text that cannot be read: a number to dial, a command's JSON.
    #[error("{reason}")]
    Argument {
        /// What is wrong with it.
        reason: String,
    },
}

/// A sentence that begins with a setting's name, with that as it is written here.
fn in_camel_case(sentence: &str) -> String {
    let (name, rest) = sentence.split_at(sentence.find(' ').unwrap_or(sentence.len()));
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel + rest
}

impl WellError {
    /// Nothing may wait inside a callback.
    pub(crate) fn check_outside() -> Result<(), Self> {
        if wellclient_foreign::in_callback() {
            return Err(Self::InCallback {
                reason: "a callback cannot wait for its own end: call this from another thread".to_owned(),
            });
        }
        Ok(())
    }

    pub(crate) fn argument(error: impl std::fmt::Display) -> Self {
        Self::Argument {
            reason: error.to_string(),
        }
    }

    pub(crate) fn config(error: client::ConfigError) -> Self {
        Self::Setup {
            reason: in_camel_case(&error.to_string()),
        }
    }

    pub(crate) fn file(path: &str, error: &std::io::Error) -> Self {
        Self::File {
            reason: format!("{path}: {error}"),
        }
    }

    /// A journal's file.
    pub(crate) fn journal(path: &str, error: &std::io::Error) -> Self {
        Self::File {
            reason: match path {
                "" => "journal is empty".to_owned(),
                path => format!("journal, {path}: {error}"),
            },
        }
    }
}

impl From<EnvironmentError> for WellError {
    fn from(error: EnvironmentError) -> Self {
        Self::Environment {
            reason: error.to_string(),
        }
    }
}

impl From<HostError> for WellError {
    fn from(error: HostError) -> Self {
        Self::Setup {
            reason: error.to_string(),
        }
    }
}

impl From<TimedOut> for WellError {
    fn from(error: TimedOut) -> Self {
        Self::TimedOut {
            reason: error.to_string(),
        }
    }
}

/// A callback of the program's that has thrown: told in the diagnostics, and to nobody else.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, uniffi::Error)]
pub enum CallbackError {
    /// It has thrown.
    #[error("{reason}")]
    Thrown {
        /// What.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for CallbackError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Thrown { reason: error.reason }
    }
}
