//! An outcome in words and plain data: for programs in other languages, for JSON, for a person.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::outcome::{CommandError, Evidence, Outcome, Reply};
use crate::http::{Language, Rejection};

impl Outcome {
    /// `confirmed`, `alreadySo`, `rejected` or `unknown`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Confirmed(_) => "confirmed",
            Self::AlreadySo => "alreadySo",
            Self::Rejected(_) => "rejected",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Whether what was asked for is so: confirmed, or already so.
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Confirmed(_) | Self::AlreadySo)
    }

    /// How it is known; `None` unless confirmed.
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Confirmed(confirmation) => Some(&confirmation.evidence),
            _ => None,
        }
    }

    /// What the server answered.
    pub fn reply(&self) -> &Reply {
        match self {
            Self::Confirmed(confirmation) => &confirmation.reply,
            _ => &Reply::None,
        }
    }

    /// Why not, in a word for programs: [`CommandError::code`] or [`Unknown::code`](super::Unknown::code); `None` where it is good.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Rejected(error) => Some(error.code()),
            Self::Unknown(unknown) => Some(unknown.code()),
            _ => None,
        }
    }

    /// Why not, in a sentence for the agent; `None` where it is good.
    pub fn sentence(&self, language: Language) -> Option<String> {
        match self {
            Self::Rejected(error) => Some(error.sentence(language)),
            Self::Unknown(unknown) => Some(unknown.sentence(language)),
            _ => None,
        }
    }

    /// The HTTP status of a refusal, where the server gave one.
    pub fn status(&self) -> Option<u16> {
        self.error().and_then(CommandError::status)
    }

    /// How long the server, or a guard, asks to wait before trying again.
    pub fn retry_after(&self) -> Option<Duration> {
        self.error().and_then(CommandError::retry_after)
    }

    /// The server's refusal, where it was the server.
    pub fn rejection(&self) -> Option<&Rejection> {
        match self.error() {
            Some(CommandError::Rejected(rejection)) => Some(rejection),
            _ => None,
        }
    }

    /// Why it was rejected, where it was.
    pub fn error(&self) -> Option<&CommandError> {
        match self {
            Self::Rejected(error) => Some(error),
            _ => None,
        }
    }

    /// The fields of the outcome: `outcome`, and where there are any `evidence`, `reply`, `error`, `status`, `agentId`
    /// and `deviceId` (the others that the server names), `failedCode`, `failedMsg`, `cause`, `retryAfterMs`, `en`, `zh`.
    pub fn to_json(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert(name.to_owned(), value);
            }
        };
        let rejection = self.rejection();
        let wait = self
            .retry_after()
            .map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        put("outcome", Some(self.name().into()));
        put("evidence", self.evidence().map(|evidence| evidence.word().into()));
        put("reply", self.reply().to_json());
        put("error", self.code().map(Value::from));
        put("status", self.status().map(Value::from));
        put(
            "agentId",
            rejection
                .and_then(|r| r.agent.as_ref())
                .map(|id| id.as_str().into()),
        );
        put(
            "deviceId",
            rejection
                .and_then(|r| r.device.as_ref())
                .map(|id| id.as_str().into()),
        );
        let error = self.error();
        let failed_code = error.and_then(CommandError::failed_code);
        put("failedCode", failed_code.map(|code| code.as_str().into()));
        put(
            "failedMsg",
            error.and_then(CommandError::failed_msg).map(Value::from),
        );
        put("cause", error.and_then(CommandError::cause).map(Value::from));
        put("retryAfterMs", wait.map(Value::from));
        put("en", self.sentence(Language::En).map(Value::from));
        put("zh", self.sentence(Language::Zh).map(Value::from));
        fields
    }
}

impl Evidence {
    /// `event:<name>`, `reply` or `state`.
    pub fn word(&self) -> Cow<'static, str> {
        match self {
            Self::Event(name) => Cow::Owned(format!("event:{name}")),
            Self::Reply => Cow::Borrowed("reply"),
            Self::State => Cow::Borrowed("state"),
        }
    }
}

impl Reply {
    /// The reply as an object: `callId`, `pendingMode`, `entries`, `clientState` or `prefixes`; `None` where there is
    /// none.
    pub fn to_json(&self) -> Option<Value> {
        Some(match self {
            Self::None => return None,
            Self::Call(call) => json!({ "callId": call }),
            Self::PendingMode(mode) => json!({ "pendingMode": mode }),
            Self::CallData(data) => json!({ "entries": data.entries }),
            Self::ClientState(state) => json!({ "clientState": state }),
            Self::Prefixes(prefixes) => json!({ "prefixes": prefixes }),
        })
    }
}

impl CommandError {
    /// A word for programs: a guard's own ([`crate::refusal::Refusal::code`]), what the server's status means
    /// ([`crate::http::Reason::code`]), or `argument`, `unreachable`, `noEventChannel`, `badReply`, `failed`, `callEnded`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Argument(_) => "argument",
            Self::Rejected(rejection) => rejection.reason.code(),
            Self::Unreachable(_) => "unreachable",
            Self::SubscriptionRefused(_) => "subscriptionRefused",
            Self::NoEventChannel(_) => "noEventChannel",
            Self::BadReply(_) => "badReply",
            Self::Failed { .. } => "failed",
            Self::CallEnded { .. } => "callEnded",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Refusal;
    use crate::session::Unknown;
    use crate::time::Wall;

    #[test]
    fn a_guard_s_refusal_has_its_code_and_both_languages() {
        let outcome = Outcome::Rejected(CommandError::Refused(Refusal::CallUp));
        let fields = outcome.to_json();
        assert_eq!(fields.get("outcome"), Some(&"rejected".into()));
        assert_eq!(fields.get("error"), Some(&"callUp".into()));
        assert_eq!(fields.get("zh"), Some(&"通话中不能执行此操作。".into()));
        assert!(!outcome.is_good());
    }

    #[test]
    fn a_refusal_names_the_other_device() {
        let wall = Wall {
            unix_ms: 0,
            utc_offset_s: 0,
        };
        let rejection = Rejection::read(455, Some("3"), br#"{"deviceId":"8001@test.cc"}"#, wall);
        let fields = Outcome::Rejected(rejection.into()).to_json();
        assert_eq!(fields.get("error"), Some(&"loggedInElsewhere".into()));
        assert_eq!(fields.get("status"), Some(&455.into()));
        assert_eq!(fields.get("deviceId"), Some(&"8001@test.cc".into()));
        assert_eq!(fields.get("retryAfterMs"), Some(&3000.into()));
    }

    #[test]
    fn a_good_one_says_no_more_than_there_is() {
        assert_eq!(Outcome::AlreadySo.to_json().len(), 1);
    }

    #[test]
    fn what_nobody_knows_has_a_word_and_a_sentence_in_both_languages() {
        let words = [
            (
                Unknown::NotConfirmed,
                "notConfirmed",
                "It is not known whether this was carried out. Check before you do it again.",
                "请求已被接受，但不知是否已执行。请先确认，再重试。",
            ),
            (
                Unknown::NoReply("reset".into()),
                "noReply",
                "It is not known whether this was carried out. Check before you do it again. There was no usable answer: reset.",
                "没有收到可用的应答，不知是否已执行。请先确认，再重试。",
            ),
            (
                Unknown::LinkLost,
                "linkLost",
                "The connection is down. It is not known whether this was carried out. Wait for the connection and check before you do it again.",
                "连接已断开，不知是否已执行。请等连接恢复后先确认，再重试。",
            ),
            (
                Unknown::LoggedOff,
                "loggedOff",
                "The agent was logged off. It is not known whether this was carried out. Log in and check.",
                "座席已登出，不知是否已执行。请登录后确认。",
            ),
            (
                Unknown::Closed,
                "sessionClosed",
                "The session was closed. It is not known whether this was carried out.",
                "会话已关闭，不知是否已执行。",
            ),
        ];
        for (unknown, code, en, zh) in words {
            let fields = Outcome::Unknown(unknown).to_json();
            assert_eq!(fields.get("error"), Some(&code.into()));
            assert_eq!(fields.get("en"), Some(&en.into()));
            assert_eq!(fields.get("zh"), Some(&zh.into()));
        }
    }
}
