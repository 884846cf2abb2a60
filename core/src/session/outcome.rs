//! How a command ends: confirmed, already so, rejected, or unknown. A reply of HTTP alone is not an end.

use std::time::Duration;

use smol_str::SmolStr;

use crate::event::FailedCode;
use crate::http::reply::{CallData, ClientState, ReplyError};
use crate::http::{ArgumentError, Language, Obstacle, Rejection, Unreached};
use crate::id::CallId;
use crate::one_line::one_line;
use crate::refusal::Refusal;
pub use crate::vocabulary::Unknown;

/// How a command ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// It has happened.
    Confirmed(Confirmation),
    /// What was asked for was so already; the server accepted and had nothing to do.
    AlreadySo,
    /// It has not happened and will not.
    Rejected(CommandError),
    /// Nobody can tell: see the snapshot once the event channel is back.
    Unknown(Unknown),
}

impl Outcome {
    /// It has happened, and the reply says nothing of interest.
    pub(super) fn confirmed_by(evidence: Evidence) -> Self {
        Self::Confirmed(Confirmation {
            evidence,
            reply: Reply::None,
        })
    }
}

/// That a command has happened, and how that is known.
#[derive(Clone, PartialEq, Debug)]
pub struct Confirmation {
    /// How it is known.
    pub evidence: Evidence,
    /// What the server answered.
    pub reply: Reply,
}

/// How it is known that a command has happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Evidence {
    /// Its event arrived.
    Event(SmolStr),
    /// The server's reply says it all: it is a query, or what it does is told to somebody else.
    Reply,
    /// The server's account of its state shows it.
    State,
}

/// What the server answered.
#[derive(Clone, PartialEq, Debug, Default)]
#[non_exhaustive]
pub enum Reply {
    /// Nothing of interest.
    #[default]
    None,
    /// `makeCall`, `consult`: the call that was made.
    Call(CallId),
    /// `setAgentMode` during a call: the mode takes effect when the call ends.
    PendingMode(String),
    /// `getCallData`.
    CallData(CallData),
    /// `getClientState`.
    ClientState(Box<ClientState>),
    /// `getMyPrefix`.
    Prefixes(Vec<String>),
}

/// Why a command was rejected.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// The library refused: nothing was sent.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// An argument cannot be sent: nothing was sent.
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    /// The server refused.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The server was not reached: nothing was carried out.
    #[error("The server cannot be reached: {0}")]
    Unreachable(Unreached),
    /// The event channel could not be opened, so the log-in was not sent.
    #[error("The event channel cannot be opened: {0}")]
    NoEventChannel(Unreached),
    /// A watch: the broker refuses the events of the agent, or of every agent; the broker's words.
    #[error("The broker refuses to send these events: {0}")]
    SubscriptionRefused(String),
    /// The server's answer makes no sense.
    #[error(transparent)]
    BadReply(#[from] ReplyError),
    /// The server says that it has not worked: `failed` of who was called or invited, `recordStarted` with `isSuccess`
    /// false.
    #[error("The server reports a failure{}", described(.failed_code.as_ref(), .failed_msg.as_deref()))]
    Failed {
        /// `failedCode`.
        failed_code: Option<FailedCode>,
        /// `failedMsg`.
        failed_msg: Option<SmolStr>,
    },
    /// The call ended before it was carried out.
    #[error("The call ended before this was carried out{}", described(None, .cause.as_deref()))]
    CallEnded {
        /// `cause` of its end, in the server's words.
        cause: Option<SmolStr>,
    },
}

/// With a capital, unless it begins with a name such as `callId`, and with a full stop.
fn sentence_of(mut text: String) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let is_word = first.bytes().all(|byte| byte.is_ascii_lowercase());
    if let (true, Some(letter)) = (is_word, text.get_mut(..1)) {
        letter.make_ascii_uppercase();
    }
    if !text.ends_with(['.', '?', '!']) {
        text.push('.');
    }
    text
}

fn described(code: Option<&FailedCode>, text: Option<&str>) -> String {
    match (code, text) {
        (Some(code), Some(text)) => format!(": {code}, {text}"),
        (Some(code), None) => format!(": {code}"),
        (None, Some(text)) => format!(": {text}"),
        (None, None) => String::new(),
    }
}

impl CommandError {
    pub(super) fn failed() -> Self {
        Self::Failed {
            failed_code: None,
            failed_msg: None,
        }
    }

    /// The HTTP status, where the server gave one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Rejected(rejection) => rejection.status,
            _ => None,
        }
    }

    /// A sentence for the agent, on one line, whatever the server's words in it are.
    pub fn sentence(&self, language: Language) -> String {
        one_line(&self.said(language)).into_owned()
    }

    fn said(&self, language: Language) -> String {
        match (self, language) {
            (Self::Refused(refusal), Language::Zh) => refusal.message_zh().to_owned(),
            (Self::Rejected(rejection), language) => rejection.sentence(language),
            (Self::Argument(error), language) => error.sentence(language),
            (Self::Unreachable(why), Language::Zh) => why.after_zh("无法连接服务器"),
            (Self::NoEventChannel(why), Language::Zh) => why.after_zh("无法建立事件连接（WebSocket）"),
            (Self::SubscriptionRefused(_), Language::Zh) => "服务器拒绝订阅该座席的事件。".to_owned(),
            (Self::BadReply(_), Language::Zh) => "服务器的应答无法识别。".to_owned(),
            (
                Self::Failed {
                    failed_code,
                    failed_msg,
                },
                Language::Zh,
            ) => {
                let more = described(failed_code.as_ref(), failed_msg.as_deref());
                format!("服务器报告操作失败{}。", more.replacen(": ", "：", 1))
            }
            (Self::CallEnded { .. }, Language::Zh) => "操作尚未完成，通话已结束。".to_owned(),
            (error, Language::En) => sentence_of(error.to_string()),
        }
    }

    /// `failedCode` of a [`CommandError::Failed`], where the server gave one.
    pub fn failed_code(&self) -> Option<&FailedCode> {
        match self {
            Self::Failed { failed_code, .. } => failed_code.as_ref(),
            _ => None,
        }
    }

    /// `failedMsg` of a [`CommandError::Failed`], where the server gave one.
    pub fn failed_msg(&self) -> Option<&str> {
        match self {
            Self::Failed { failed_msg, .. } => failed_msg.as_deref(),
            _ => None,
        }
    }

    /// `cause` of a [`CommandError::CallEnded`], where the server gave one; what stands in the way to the server
    /// ([`Obstacle::code`](crate::http::Obstacle::code)), where it is not reached and that can be told.
    pub fn cause(&self) -> Option<&str> {
        match self {
            Self::CallEnded { cause } => cause.as_deref(),
            Self::Unreachable(why) | Self::NoEventChannel(why) => why.obstacle.map(Obstacle::code),
            _ => None,
        }
    }

    /// Whether the same request may have another answer soon: the server is not reached, in trouble, or asks to wait.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Rejected(why) => matches!(why.status, Some(408 | 425 | 429 | 500..)),
            Self::Unreachable(_) | Self::BadReply(_) => true,
            _ => false,
        }
    }

    /// How long the server, or a guard, asks to wait before trying again.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Rejected(rejection) => rejection.retry_after,
            Self::Refused(Refusal::TooSoon { wait }) => Some(*wait),
            _ => None,
        }
    }
}

impl Unknown {
    /// A sentence for the agent.
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::En => sentence_of(self.to_string()),
            Language::Zh => self.message_zh().to_owned(),
        }
    }
}
