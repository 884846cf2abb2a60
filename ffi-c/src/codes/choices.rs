//! What a program chooses between, and how a command ended.

use client::core::event::FieldType;
use client::{Dialect, Language, Outcome};

use crate::numbers::{DialectIn, LanguageIn};

use well_dialect_t::*;
use well_language_t::*;

/// The language of a sentence.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_language_t {
    /// English.
    WELL_LANGUAGE_EN = 0,
    /// Chinese.
    WELL_LANGUAGE_ZH = 1,
}

/// Which release of the manual's JavaScript client to speak like.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_dialect_t {
    /// Releases 2.x of 2017.
    WELL_DIALECT_V2 = 2,
    /// Releases 4.x of 2019.
    WELL_DIALECT_V4 = 4,
}

/// How a session's callbacks are called.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_delivery_t {
    /// On the client's dispatcher thread, one after the other.
    WELL_DELIVERY_DISPATCHER = 0,
    /// Inside of `well_session_poll_event`, on the thread that calls it: for programs with a loop of their own.
    WELL_DELIVERY_PUMPED = 1,
}

/// Which proxy to use.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_proxy_t {
    /// That of the system: its settings and environment variables.
    WELL_PROXY_SYSTEM = 0,
    /// None.
    WELL_PROXY_NONE = 1,
    /// That of `proxy_url`.
    WELL_PROXY_URL = 2,
}

/// When to try again after the event channel is lost.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_reconnect_t {
    /// What the manual's client does (3.2.3): `WELL_RECONNECT_MANUAL_2` in the dialect 2.x, `WELL_RECONNECT_MANUAL_4_0`
    /// in 4.x.
    WELL_RECONNECT_MANUAL = 0,
    /// `reconnect_attempts` times, `reconnect_delay_ms` apart.
    WELL_RECONNECT_FIXED = 1,
    /// Exponential with full jitter: a random delay up to `reconnect_delay_ms` * 2^n, at most `reconnect_cap_ms`;
    /// `reconnect_attempts` times, 0 for ever.
    WELL_RECONNECT_BACKOFF = 2,
    /// The default, made for a server that many sessions lose at once. The first attempt comes at a random time within
    /// `reconnect_window_ms`, each further one after one to one and a half times that, or one to two where the link was
    /// up again for a moment. The link is reported lost `reconnect_give_up_ms` after the loss. If the first link of a
    /// log-in fails, the next attempt follows after 1 to 2 s, and each further one after twice as long, up to the
    /// window.
    WELL_RECONNECT_SPREAD = 3,
    /// The manual's client of releases 2.x: 5 times, 1 s apart.
    WELL_RECONNECT_MANUAL_2 = 4,
    /// The manual's client of releases 4.0 to 4.2: 10 times, 3 s apart.
    WELL_RECONNECT_MANUAL_4_0 = 5,
    /// The manual's client since October 2018: 30 times, 3 s apart.
    WELL_RECONNECT_MANUAL_2018 = 6,
}

/// What a log-in does where the agent is logged in already (454, 455; manual 2.2).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_login_mode_t {
    /// Log out there and log in here.
    WELL_LOGIN_FORCE = 0,
    /// Fail.
    WELL_LOGIN_STOP = 1,
    /// Ask the application which of the two.
    WELL_LOGIN_ASK = 2,
}

/// The answer to a log-in's question.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_answer_t {
    /// Let the log-in fail.
    WELL_ANSWER_STOP = 0,
    /// Log out there and log in here.
    WELL_ANSWER_FORCE = 1,
    /// The answer comes later, by `well_session_answer_ask`.
    WELL_ANSWER_LATER = 2,
}

/// How somebody takes part in a single-step conference (manual 2.11).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_participation_t {
    /// Hears and is heard.
    WELL_PARTICIPATION_ACTIVE = 0,
    /// Only hears.
    WELL_PARTICIPATION_SILENT = 1,
}

/// How grave a line of diagnostics is.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_diagnostics_level_t {
    /// Something is wrong.
    WELL_LEVEL_ERROR = 1,
    /// Something may be wrong.
    WELL_LEVEL_WARN = 2,
    /// Something of note.
    WELL_LEVEL_INFO = 3,
    /// What happens.
    WELL_LEVEL_DEBUG = 4,
    /// Everything.
    WELL_LEVEL_TRACE = 5,
}

/// How a command ended.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_outcome_kind_t {
    /// It has happened.
    WELL_OUTCOME_CONFIRMED = 0,
    /// What was asked for was so already.
    WELL_OUTCOME_ALREADY_SO = 1,
    /// It has not happened and will not.
    WELL_OUTCOME_REJECTED = 2,
    /// Nobody can tell: see the snapshot once the event channel is back.
    WELL_OUTCOME_UNKNOWN = 3,
}

/// What type a field has.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_field_type_t {
    /// A text.
    WELL_TYPE_TEXT = 0,
    /// A number; times are milliseconds since 1970 UTC.
    WELL_TYPE_INTEGER = 1,
    /// Yes or no.
    WELL_TYPE_TRUTH = 2,
    /// A structure, as JSON.
    WELL_TYPE_JSON = 3,
}

impl well_language_t {
    pub(crate) fn read(number: LanguageIn) -> Option<Language> {
        match number {
            n if n == WELL_LANGUAGE_EN as i32 => Some(Language::En),
            n if n == WELL_LANGUAGE_ZH as i32 => Some(Language::Zh),
            _ => None,
        }
    }
}

impl well_dialect_t {
    pub(crate) fn read(number: DialectIn) -> Option<Dialect> {
        match number {
            n if n == WELL_DIALECT_V2 as i32 => Some(Dialect::V2),
            n if n == WELL_DIALECT_V4 as i32 => Some(Dialect::V4),
            _ => None,
        }
    }
}

impl From<&Outcome> for well_outcome_kind_t {
    fn from(value: &Outcome) -> Self {
        match value {
            Outcome::Confirmed(_) => Self::WELL_OUTCOME_CONFIRMED,
            Outcome::AlreadySo => Self::WELL_OUTCOME_ALREADY_SO,
            Outcome::Rejected(_) => Self::WELL_OUTCOME_REJECTED,
            Outcome::Unknown(_) => Self::WELL_OUTCOME_UNKNOWN,
        }
    }
}

impl From<FieldType> for well_field_type_t {
    fn from(value: FieldType) -> Self {
        match value {
            FieldType::Text => Self::WELL_TYPE_TEXT,
            FieldType::Integer => Self::WELL_TYPE_INTEGER,
            FieldType::Truth => Self::WELL_TYPE_TRUTH,
            FieldType::Json => Self::WELL_TYPE_JSON,
        }
    }
}
