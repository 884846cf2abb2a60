//! Why something has not happened, or may not be done now: a kind for programs, sentences for people.

use std::fmt;
use std::time::Duration;

use crate::vocabulary::ReasonKind;
use client::core::http::Language;
use client::{AgentId, CommandError, DeviceId, Error, Refusal, Rejection, SavedError};

/// Why something has not happened, or may not be done now. Its text is the English sentence with code and status.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
#[uniffi::export(Display)]
pub struct Reason {
    /// Why, for programs to branch on.
    pub kind: ReasonKind,
    /// The same as a word: `loggedInElsewhere`.
    pub code: String,
    /// The HTTP status, where the server gave one.
    pub status: Option<i32>,
    /// The other agent that the server names (459).
    pub agent: Option<AgentId>,
    /// The other device that the server names (455).
    pub device: Option<DeviceId>,
    /// How long to wait before trying again, where the server or a guard says.
    pub retry_after: Option<Duration>,
    /// A sentence for the agent, in English.
    pub english: String,
    /// A sentence for the agent, in Chinese.
    pub chinese: String,
    /// The beginning of the server's refusing reply, without secrets.
    #[uniffi(default = None)]
    pub body: Option<String>,
    /// `failedCode`, in the server's numbers; of `Failed`. Its meaning: `call_failure`.
    #[uniffi(default = None)]
    pub failed_code: Option<String>,
    /// `failedMsg`, in the server's words; of `Failed`.
    #[uniffi(default = None)]
    pub failed_msg: Option<String>,
    /// Why the call ended, in the server's words; of `CallEnded`. What stands in the way, in a word
    /// (`certificateExpired`, `proxyCredentials`, …), where it is known; of `Unreachable` and `NoEventChannel`.
    #[uniffi(default = None)]
    pub cause: Option<String>,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.english, self.code)?;
        if let Some(status) = self.status {
            write!(f, ", {status}")?;
        }
        f.write_str(")")
    }
}

impl From<&Error> for Reason {
    fn from(error: &Error) -> Self {
        let (code, rejected) = match error {
            Error::Rejected(error) => (error.code(), Some(error)),
            Error::Unknown(unknown) => (unknown.code(), None),
        };
        let rejection = match rejected {
            Some(CommandError::Rejected(rejection)) => Some(rejection),
            _ => None,
        };
        Self {
            kind: ReasonKind::of(code),
            code: code.to_owned(),
            status: error.status().map(i32::from),
            agent: rejection.and_then(|rejection| rejection.agent.clone()),
            device: rejection.and_then(|rejection| rejection.device.clone()),
            retry_after: error.retry_after(),
            english: error.sentence(Language::En),
            chinese: error.sentence(Language::Zh),
            body: rejection
                .map(|rejection| rejection.body.clone())
                .filter(|body| !body.is_empty()),
            failed_code: rejected
                .and_then(CommandError::failed_code)
                .map(ToString::to_string),
            failed_msg: rejected.and_then(CommandError::failed_msg).map(str::to_owned),
            cause: rejected.and_then(CommandError::cause).map(str::to_owned),
        }
    }
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        Self::from(&Error::Rejected(refusal.into()))
    }
}

impl From<Rejection> for Reason {
    fn from(rejection: Rejection) -> Self {
        Self::from(&Error::Rejected(rejection.into()))
    }
}

impl From<SavedError> for Reason {
    fn from(error: SavedError) -> Self {
        Self {
            kind: ReasonKind::Argument,
            code: "argument".to_owned(),
            status: None,
            agent: None,
            device: None,
            retry_after: None,
            english: error.to_string(),
            chinese: "已保存的会话无法识别。".to_owned(),
            body: None,
            failed_code: None,
            failed_msg: None,
            cause: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use client::core::http::Reason as Status;

    use super::*;

    #[test]
    fn its_text_has_sentence_code_and_status() {
        let rejection = Rejection::without_status(Status::ExtensionInUse);
        let reason = Reason {
            status: Some(459),
            ..Reason::from(rejection)
        };
        assert!(reason.to_string().ends_with("(extensionInUse, 459)"), "{reason}");
        assert_eq!(reason.kind, ReasonKind::ExtensionInUse);
        assert_ne!(reason.english, reason.chinese);
        assert_eq!(reason.body, None);
    }

    #[test]
    fn the_server_s_own_words_are_kept() {
        let rejection = Rejection {
            body: "no such gate".to_owned(),
            ..Rejection::without_status(Status::ExtensionInUse)
        };
        assert_eq!(Reason::from(rejection).body.as_deref(), Some("no such gate"));
    }
}
