//! Why something has not happened, or may not be done now: a kind for programs, sentences for people.

use std::fmt;
use std::time::Duration;

use client::core::http::Language;
use client::{AgentId, CommandError, DeviceId, Error, Refusal, Rejection, SavedError};

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
            fn of(code: &str) -> Self {
                match code {
                    $($code => Self::$kind,)+
                    _ => Self::Other,
                }
            }

            #[cfg(test)]
            const CODES: &'static [&'static str] = &[$($code,)+];
        }
    };
}

kinds! {
    /// No agent is logged in.
    NotLoggedIn = "notLoggedIn",
    /// This session has an agent already.
    SessionInUse = "sessionInUse",
    /// A log-in, log-out or recovery is under way.
    Busy = "busy",
    /// The session is closed.
    Closed = "closed",
    /// A call is up.
    CallUp = "callUp",
    /// The agent is reserved for an outbound task.
    Allocated = "allocated",
    /// The number is empty or, with `phone_numbers_only`, no phone number.
    BadNumber = "badNumber",
    /// The number is the own extension.
    OwnExtension = "ownExtension",
    /// Too soon after the last call made: `retry_after`.
    TooSoon = "tooSoon",
    /// There is no such call.
    NoCall = "noCall",
    /// There are several calls: say which.
    SeveralCalls = "severalCalls",
    /// The own leg is not in a state for it.
    WrongState = "wrongState",
    /// The call has not been answered yet.
    NotEstablished = "notEstablished",
    /// Not in a conference.
    InConference = "inConference",
    /// It takes one held and one connected call.
    NeedsConsultation = "needsConsultation",
    /// There is another call: retrieve, transfer, confer or cancel first.
    InConsultation = "inConsultation",
    /// The saved session cannot be taken up again.
    NotRecoverable = "notRecoverable",
    /// So many commands are not settled (256) that no further one is taken.
    TooManyCommands = "tooManyCommands",
    /// The same party is in both calls, which therefore cannot become one.
    SameParty = "sameParty",
    /// The call is recorded already.
    Recorded = "recorded",
    /// The call is not recorded.
    NotRecorded = "notRecorded",
    /// This is a watch: it looks on, and does nothing.
    Watching = "watching",
    /// The watch is not open: nobody is followed.
    NotWatching = "notWatching",
    /// An argument cannot be sent; nothing was.
    Argument = "argument",
    /// The server was not reached; nothing was carried out.
    Unreachable = "unreachable",
    /// The event channel could not be opened, so the log-in was not sent.
    NoEventChannel = "noEventChannel",
    /// A watch: the broker refuses the events of the agent, or of every agent.
    SubscriptionRefused = "subscriptionRefused",
    /// The server's answer makes no sense.
    BadReply = "badReply",
    /// The server reports by an event that it has not worked: `failed_code`, `failed_message`.
    Failed = "failed",
    /// The call ended before it was carried out: `cause`.
    CallEnded = "callEnded",
    /// Unknown: accepted, but nothing showed in time that it was carried out.
    NotConfirmed = "notConfirmed",
    /// Unknown: sent, but no reply came.
    NoReply = "noReply",
    /// Unknown: the event channel is down.
    LinkLost = "linkLost",
    /// Unknown: the agent was logged off meanwhile.
    LoggedOff = "loggedOff",
    /// Unknown: the session was closed meanwhile.
    SessionClosed = "sessionClosed",
    /// 3xx: the address is wrong, or a portal is in between.
    Redirected = "redirected",
    /// 400.
    BadRequest = "badRequest",
    /// 401: user name, password or domain is wrong.
    WrongCredentials = "wrongCredentials",
    /// 403.
    Forbidden = "forbidden",
    /// 404: often a call that is over.
    NotFound = "notFound",
    /// 423: the agent is deleted or disabled.
    AgentNotUsable = "agentNotUsable",
    /// 426: the HTTP session has expired and could not be renewed.
    SessionExpired = "sessionExpired",
    /// 429.
    TooManyRequests = "tooManyRequests",
    /// 451: no telephone is online for the extension.
    ExtensionNotRegistered = "extensionNotRegistered",
    /// 452.
    IllegalAgent = "illegalAgent",
    /// 453.
    IllegalExtension = "illegalExtension",
    /// 454: this agent is logged in on this extension already.
    AlreadyLoggedIn = "alreadyLoggedIn",
    /// 455: this agent is logged in on another extension: `device`.
    LoggedInElsewhere = "loggedInElsewhere",
    /// 456.
    IllegalExtensionState = "illegalExtensionState",
    /// 457.
    ExtensionNotAuthorised = "extensionNotAuthorised",
    /// 458.
    AlreadyLoggedOut = "alreadyLoggedOut",
    /// 459: another agent is on the extension: `agent`; forcing does not help.
    ExtensionInUse = "extensionInUse",
    /// 460: not while a call is up.
    ExtensionBusy = "extensionBusy",
    /// 461: the tenant's limit of agents is reached.
    AgentLimitReached = "agentLimitReached",
    /// 462.
    AllocationFailed = "allocationFailed",
    /// 465: the outbound quota is reached.
    QuotaReached = "quotaReached",
    /// 466.
    RecordingDisabled = "recordingDisabled",
    /// 483.
    TaskNotAssigned = "taskNotAssigned",
    /// 5xx.
    ServerError = "serverError",
    /// A success whose reply cannot be read.
    UnreadableReply = "unreadableReply",
    /// Another refusal of the server: `status` says which.
    Other = "other",
}

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
    pub failed_message: Option<String>,
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
            failed_message: rejected.and_then(CommandError::failed_message).map(str::to_owned),
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
            failed_message: None,
            cause: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use client::core::http::Reason as Status;

    use super::*;

    #[test]
    fn every_status_has_a_kind() {
        for status in 300..700 {
            let code = Status::of_status(status).code();
            assert!(ReasonKind::CODES.contains(&code), "{code}");
        }
        assert!(ReasonKind::CODES.contains(&Status::UnreadableReply.code()));
    }

    #[test]
    fn codes_are_those_of_the_errors_guide() {
        // The guide's tables are of the core; a word that is missing here would be `Other`.
        let guide = include_str!("../../docs/errors.md");
        for code in ReasonKind::CODES {
            assert!(guide.contains(&format!("`{code}`")), "{code}");
        }
    }

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
