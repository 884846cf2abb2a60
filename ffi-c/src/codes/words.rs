//! The short lists.

use client::{
    AgentMode, ConnectionState, Dialect, Doubt, Doubts, Language, LinkState, LogKind, Origin, Outcome, Role,
    SessionPhase,
};

use crate::numbers::{DialectIn, LanguageIn};

use well_agent_mode_t::*;
use well_dialect_t::*;
use well_doubt_t::*;
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
    /// As the dialect's client of the manual (3.2.3): `WELL_RECONNECT_MANUAL_2` or `WELL_RECONNECT_MANUAL_4_0`.
    WELL_RECONNECT_MANUAL = 0,
    /// `reconnect_attempts` times, `reconnect_delay_ms` apart.
    WELL_RECONNECT_FIXED = 1,
    /// Exponential with full jitter: a random delay up to `reconnect_delay_ms` * 2^n, at most `reconnect_cap_ms`;
    /// `reconnect_attempts` times, 0 for ever.
    WELL_RECONNECT_BACKOFF = 2,
    /// The default, for a server that many sessions lose at once: the first attempt at any time within
    /// `reconnect_window_ms`, each further one after one to one and a half windows; told to be lost
    /// `reconnect_give_up_ms` after the loss.
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

/// Parts of the state that may differ from the server's, as bits: what has not been seen to be the server's since the last
/// gap in the event channel (`agent_doubts`, `doubts`).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_doubt_t {
    /// The agent's mode.
    WELL_DOUBT_MODE = 1,
    /// Why the agent is not ready.
    WELL_DOUBT_REASON = 2,
    /// Since when the agent has been in the mode.
    WELL_DOUBT_SINCE = 4,
    /// The mode that takes effect when the call ends.
    WELL_DOUBT_PENDING_MODE = 8,
    /// That the own device is in the call, and the state of its leg.
    WELL_DOUBT_LEG = 16,
    /// Who else is in the call: there may be others, and who is shown may have left.
    WELL_DOUBT_PARTIES = 32,
    /// The call data.
    WELL_DOUBT_DATA = 64,
    /// Whether the call is being recorded.
    WELL_DOUBT_RECORDING = 128,
    /// When the call was established.
    WELL_DOUBT_ESTABLISHED = 256,
}

/// Each doubt with its bit.
const DOUBTS: [(Doubt, well_doubt_t); 9] = [
    (Doubt::Mode, WELL_DOUBT_MODE),
    (Doubt::Reason, WELL_DOUBT_REASON),
    (Doubt::Since, WELL_DOUBT_SINCE),
    (Doubt::PendingMode, WELL_DOUBT_PENDING_MODE),
    (Doubt::Leg, WELL_DOUBT_LEG),
    (Doubt::Parties, WELL_DOUBT_PARTIES),
    (Doubt::Data, WELL_DOUBT_DATA),
    (Doubt::Recording, WELL_DOUBT_RECORDING),
    (Doubt::Established, WELL_DOUBT_ESTABLISHED),
];

impl well_doubt_t {
    /// The bits of a set.
    pub(crate) fn bits(doubts: Doubts) -> u32 {
        let among = DOUBTS.iter().filter(|(doubt, _)| doubts.has(*doubt));
        among.fold(0, |bits, (_, doubt)| bits | (*doubt as i32).cast_unsigned())
    }
}

/// What the agent is doing (`agentMode`).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_agent_mode_t {
    /// A word that is not in the list, or none: see the text.
    WELL_MODE_OTHER = 0,
    /// Takes calls.
    WELL_MODE_READY = 1,
    /// Takes no calls.
    WELL_MODE_NOT_READY = 2,
    /// Wrapping up after a call.
    WELL_MODE_WORK_NOT_READY = 3,
    /// Reserved for an outbound task.
    WELL_MODE_ALLOCATED = 4,
    /// Logged out.
    WELL_MODE_LOGOUT = 5,
    /// The server does not know.
    WELL_MODE_UNKNOWN = 6,
}

/// The state of one leg, a connection between a device and a call (ECMA-269, connection states).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_connection_state_t {
    /// No connection.
    WELL_STATE_NULL = 0,
    /// Off hook, not dialled yet.
    WELL_STATE_INITIATED = 1,
    /// Ringing.
    WELL_STATE_ALERTING = 2,
    /// Connected; on the calling side from dialling on.
    WELL_STATE_CONNECTED = 3,
    /// On hold, put there by this party.
    WELL_STATE_HOLD = 4,
    /// In a queue.
    WELL_STATE_QUEUED = 5,
    /// Could not be put through.
    WELL_STATE_FAIL = 6,
}

/// How a party came into a call.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_role_t {
    /// The events have not told.
    WELL_ROLE_UNKNOWN = 0,
    /// It made the call.
    WELL_ROLE_CALLING = 1,
    /// It was called.
    WELL_ROLE_CALLED = 2,
}

/// Where in its life a session is.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_phase_t {
    /// No agent is logged in.
    WELL_PHASE_LOGGED_OUT = 0,
    /// A log-in is under way.
    WELL_PHASE_LOGGING_IN = 1,
    /// A saved session is being taken up.
    WELL_PHASE_RECOVERING = 2,
    /// The agent is logged in.
    WELL_PHASE_LOGGED_IN = 3,
    /// A log-out is under way.
    WELL_PHASE_LOGGING_OUT = 4,
    /// Closed for good.
    WELL_PHASE_CLOSED = 5,
}

/// The state of the event channel.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_link_t {
    /// Not wanted.
    WELL_LINK_OFF = 0,
    /// Being opened.
    WELL_LINK_CONNECTING = 1,
    /// Events arrive.
    WELL_LINK_ACTIVE = 2,
    /// Lost; the next attempt is due.
    WELL_LINK_WAITING = 3,
    /// Lost, with all attempts used up (`wsDisconnected`); tried on slowly, see `slow_retry_ms`.
    WELL_LINK_LOST = 4,
}

/// What a log line is (manual 3.4, `msg.type`).
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_log_kind_t {
    /// For whoever watches.
    WELL_LOG_LOG = 0,
    /// Something failed.
    WELL_LOG_ERROR = 1,
    /// Something failed that the agent should see; only with `use_error_alert`.
    WELL_LOG_ALERT = 2,
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

/// Who made an event.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_origin_t {
    /// The server sent it.
    WELL_ORIGIN_SERVER = 0,
    /// The library made it, in the server's vocabulary, since the server's state was found to differ from the model's.
    WELL_ORIGIN_SYNTHESIZED = 1,
    /// The library derived it: the manual's inner events (3.2) and its own reports.
    WELL_ORIGIN_DERIVED = 2,
    /// The library tells of the subscription itself: `WELL_EVENT_LAGGED`, `WELL_EVENT_LOG`.
    WELL_ORIGIN_LIBRARY = 3,
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

impl From<&AgentMode> for well_agent_mode_t {
    fn from(mode: &AgentMode) -> Self {
        match mode {
            AgentMode::Ready => WELL_MODE_READY,
            AgentMode::NotReady => WELL_MODE_NOT_READY,
            AgentMode::WorkNotReady => WELL_MODE_WORK_NOT_READY,
            AgentMode::Allocated => WELL_MODE_ALLOCATED,
            AgentMode::Logout => WELL_MODE_LOGOUT,
            AgentMode::Unknown => WELL_MODE_UNKNOWN,
            _ => WELL_MODE_OTHER,
        }
    }
}

impl From<ConnectionState> for well_connection_state_t {
    fn from(value: ConnectionState) -> Self {
        match value {
            ConnectionState::Null => Self::WELL_STATE_NULL,
            ConnectionState::Initiated => Self::WELL_STATE_INITIATED,
            ConnectionState::Alerting => Self::WELL_STATE_ALERTING,
            ConnectionState::Connected => Self::WELL_STATE_CONNECTED,
            ConnectionState::Hold => Self::WELL_STATE_HOLD,
            ConnectionState::Queued => Self::WELL_STATE_QUEUED,
            ConnectionState::Fail => Self::WELL_STATE_FAIL,
        }
    }
}

impl From<Role> for well_role_t {
    fn from(value: Role) -> Self {
        match value {
            Role::Unknown => Self::WELL_ROLE_UNKNOWN,
            Role::Calling => Self::WELL_ROLE_CALLING,
            Role::Called => Self::WELL_ROLE_CALLED,
        }
    }
}

impl From<SessionPhase> for well_phase_t {
    fn from(value: SessionPhase) -> Self {
        match value {
            SessionPhase::LoggedOut => Self::WELL_PHASE_LOGGED_OUT,
            SessionPhase::LoggingIn => Self::WELL_PHASE_LOGGING_IN,
            SessionPhase::Recovering => Self::WELL_PHASE_RECOVERING,
            SessionPhase::LoggedIn => Self::WELL_PHASE_LOGGED_IN,
            SessionPhase::LoggingOut => Self::WELL_PHASE_LOGGING_OUT,
            SessionPhase::Closed => Self::WELL_PHASE_CLOSED,
        }
    }
}

impl From<LinkState> for well_link_t {
    fn from(value: LinkState) -> Self {
        match value {
            LinkState::Off => Self::WELL_LINK_OFF,
            LinkState::Connecting => Self::WELL_LINK_CONNECTING,
            LinkState::Active => Self::WELL_LINK_ACTIVE,
            LinkState::Waiting => Self::WELL_LINK_WAITING,
            LinkState::Lost => Self::WELL_LINK_LOST,
        }
    }
}

impl From<LogKind> for well_log_kind_t {
    fn from(value: LogKind) -> Self {
        match value {
            LogKind::Log => Self::WELL_LOG_LOG,
            LogKind::Error => Self::WELL_LOG_ERROR,
            LogKind::Alert => Self::WELL_LOG_ALERT,
        }
    }
}

impl From<Origin> for well_origin_t {
    fn from(value: Origin) -> Self {
        match value {
            Origin::Server => Self::WELL_ORIGIN_SERVER,
            Origin::Synthesized => Self::WELL_ORIGIN_SYNTHESIZED,
            Origin::Derived => Self::WELL_ORIGIN_DERIVED,
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

#[cfg(test)]
mod tests {
    use client::{Doubt, Doubts};

    use super::well_doubt_t;

    #[test]
    fn every_doubt_has_a_bit_of_its_own() {
        let bits = Doubt::ALL.map(|doubt| well_doubt_t::bits(Doubts::from(doubt)));
        assert!(bits.iter().all(|bits| bits.count_ones() == 1), "{bits:?}");
        assert_eq!(bits.iter().fold(0, |all, bits| all | bits), 0b1_1111_1111);
    }
}
