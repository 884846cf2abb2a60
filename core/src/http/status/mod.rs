//! Rejections: what the server refuses, and how to say it to a person.

mod redact;
mod words;

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::reply::{self, ReplyError};
use crate::id::{AgentId, DeviceId};
use crate::one_line::is_unseen;
use crate::time::Wall;
pub use crate::vocabulary::Reason;

/// How much of a refusing reply is kept, in bytes.
pub const MAX_REJECTION_BODY: usize = 2048;

/// The longest that a server's `Retry-After` is believed.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

impl Reason {
    /// Whether a login that meets this may go on by its login mode: force, stop or ask.
    pub fn login_mode_applies(self) -> bool {
        matches!(self, Self::AlreadyLoggedIn | Self::LoggedInElsewhere)
    }
}

/// The languages that sentences are there in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

/// A request that the server refused. `Display` is [`Rejection::sentence`] in English.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rejection {
    /// The HTTP status, where there was one.
    pub status: Option<u16>,
    /// What it means.
    pub reason: Reason,
    /// The other agent that the server names (459).
    pub agent: Option<AgentId>,
    /// The other device that the server names (455).
    pub device: Option<DeviceId>,
    /// How long the server asks to wait before trying again; at most a day.
    pub retry_after: Option<Duration>,
    /// The beginning of the reply, at most [`MAX_REJECTION_BODY`] bytes, with `***` for what looks like a
    /// session id or a password.
    pub body: String,
}

impl Rejection {
    /// Whether the server says that it does not know what is asked about (404); a page for a browser is not its word.
    pub fn is_not_found(&self) -> bool {
        self.status == Some(404) && !reply::is_page(self.body.as_bytes())
    }

    /// Whether what was asked for may have been done all the same: trouble in the server or on the way to it (5xx), where
    /// nobody asks to come again later.
    pub(crate) fn may_be_done(&self) -> bool {
        self.status.is_some_and(|status| status >= 500) && self.retry_after.is_none()
    }

    /// Reads a reply that is no success. `retry_after` is the header's value: seconds, or a date, which is
    /// compared with `wall`.
    pub fn read(status: u16, retry_after: Option<&str>, body: &[u8], wall: Wall) -> Self {
        let reply = reply::object(body).unwrap_or_default();
        Self {
            status: Some(status),
            reason: Reason::of_status(status),
            agent: named(&reply, "agentId")
                .or_else(|| named(&reply, "agent"))
                .map(Into::into),
            device: named(&reply, "deviceId").map(Into::into),
            retry_after: retry_after.and_then(|value| self::retry_after(value, wall)),
            body: Self::words(body),
        }
    }

    /// What is kept of a refusal's text.
    pub(crate) fn words(body: &[u8]) -> String {
        redact::redacted(body, MAX_REJECTION_BODY)
    }

    /// A success whose reply cannot be read.
    pub fn unreadable(status: u16, error: &ReplyError) -> Self {
        Self {
            status: Some(status),
            body: error.to_string(),
            ..Self::without_status(Reason::UnreadableReply)
        }
    }

    /// A refusal without an HTTP status.
    pub fn without_status(reason: Reason) -> Self {
        Self {
            status: None,
            reason,
            agent: None,
            device: None,
            retry_after: None,
            body: String::new(),
        }
    }

    /// Whether a login that meets this may go on by its login mode: only 454 and 455.
    pub fn login_mode_applies(&self) -> bool {
        self.reason.login_mode_applies()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Language::En))
    }
}

impl std::error::Error for Rejection {}

/// Where in a reply the values stand of what is named like a secret.
pub(crate) fn named_secrets(body: &[u8]) -> Vec<std::ops::Range<usize>> {
    redact::places(body)
}

/// An id in the reply that can be shown to a person.
fn named(reply: &Value, name: &str) -> Option<String> {
    reply::word(reply, name).filter(|id| !id.contains(is_unseen))
}

/// The value of `Retry-After` (RFC 9110, 10.2.3).
pub(crate) fn retry_after(value: &str, wall: Wall) -> Option<Duration> {
    let value = value.trim();
    let wait = if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than fit are a long time, too.
        value.parse().map_or(MAX_RETRY_AFTER, Duration::from_secs)
    } else {
        let date = http_date(value)?;
        let ms = date.as_millisecond().saturating_sub(wall.unix_ms);
        Duration::from_millis(u64::try_from(ms).unwrap_or(0))
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

/// A `Retry-After` that is a date, in seconds from the reply's own `Date`: the server's clock need not go as this machine's
/// does. Anything else as it is.
pub fn retry_after_in_seconds(value: &str, date: Option<&str>) -> String {
    let until = http_date(value.trim());
    let from = date.and_then(|date| http_date(date.trim()));
    match until.zip(from) {
        Some((until, from)) => until
            .as_second()
            .saturating_sub(from.as_second())
            .max(0)
            .to_string(),
        None => value.to_owned(),
    }
}

/// A date in any of the three forms of HTTP (RFC 9110, 5.6.7), or with another zone than GMT.
fn http_date(value: &str) -> Option<Timestamp> {
    match httpdate::parse_http_date(value) {
        Ok(date) => date.try_into().ok(),
        Err(_) => Some(jiff::fmt::rfc2822::parse(value).ok()?.timestamp()),
    }
}

#[cfg(test)]
mod tests;
