//! How a verb ends, as a `Result`.

use std::time::Duration;

use wellclient_core::http::Language;
use wellclient_core::session::{CommandError, Confirmation, Evidence, Outcome, Reply, Unknown};

/// A verb that has done what was asked.
#[derive(Clone, PartialEq, Debug)]
pub enum Success {
    /// It has happened.
    Confirmed(Confirmation),
    /// It was so already.
    AlreadySo,
}

impl Success {
    /// How it is known; `None` where it was so already.
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Confirmed(confirmation) => Some(&confirmation.evidence),
            Self::AlreadySo => None,
        }
    }

    /// What the server answered.
    pub fn reply(self) -> Reply {
        match self {
            Self::Confirmed(confirmation) => confirmation.reply,
            Self::AlreadySo => Reply::None,
        }
    }
}

/// A verb that has not done what was asked, or of which nobody can tell.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Error {
    /// It has not happened and will not.
    #[error(transparent)]
    Rejected(#[from] CommandError),
    /// Nobody can tell whether it has happened; the snapshot will, once the event channel is back.
    #[error(transparent)]
    Unknown(#[from] Unknown),
}

impl Error {
    /// The HTTP status, where the server gave one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Rejected(error) => error.status(),
            Self::Unknown(_) => None,
        }
    }

    /// How long to wait before trying again, where the server or a guard says.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Rejected(error) => error.retry_after(),
            Self::Unknown(_) => None,
        }
    }

    /// A sentence for the agent.
    pub fn sentence(&self, language: Language) -> String {
        match self {
            Self::Rejected(error) => error.sentence(language),
            Self::Unknown(unknown) => unknown.sentence(language),
        }
    }
}

pub(crate) fn result(outcome: Outcome) -> Result<Success, Error> {
    match outcome {
        Outcome::Confirmed(confirmation) => Ok(Success::Confirmed(confirmation)),
        Outcome::AlreadySo => Ok(Success::AlreadySo),
        Outcome::Rejected(error) => Err(Error::Rejected(error)),
        Outcome::Unknown(unknown) => Err(Error::Unknown(unknown)),
    }
}
