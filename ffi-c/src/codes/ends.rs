//! Why something has ended: a session, the event channel, a call for this agent.

use client::{CallEnd, LinkEnd, SessionEnd};

use well_call_end_t::*;
use well_link_end_t::*;
use well_session_end_t::*;

/// Why the agent is not logged in any more.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_session_end_t {
    /// It has not ended.
    WELL_SESSION_END_NONE = 0,
    /// The agent has logged out here.
    WELL_SESSION_END_LOGOUT = 1,
    /// The agent has logged in elsewhere.
    WELL_SESSION_END_REPLACED = 2,
    /// Somebody else has logged the agent out: a supervisor, an administrator, the server. Nobody tells who.
    WELL_SESSION_END_FORCED = 3,
    /// The server has logged the agent out because no heartbeat reached it for 3 minutes.
    WELL_SESSION_END_HEARTBEAT_EXPIRED = 4,
    /// The HTTP session expired and the server refused the password, so that no heartbeat was accepted any more.
    WELL_SESSION_END_CREDENTIALS_REFUSED = 5,
    /// The program has closed the session. The agent need not be logged out at the server.
    WELL_SESSION_END_CLOSED = 6,
}

/// Why the event channel was lost, or could not be opened.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_link_end_t {
    /// It was not lost.
    WELL_LINK_END_NONE = 0,
    /// The WebSocket could not be opened: no network, no such host, TLS, or the server has refused.
    WELL_LINK_END_NOT_OPENED = 1,
    /// Opening it took too long.
    WELL_LINK_END_TOO_SLOW = 2,
    /// The WebSocket was closed, or the connection broke.
    WELL_LINK_END_CLOSED = 3,
    /// Nothing was heard for two heart-beats.
    WELL_LINK_END_SILENT = 4,
    /// The broker has sent a STOMP ERROR.
    WELL_LINK_END_BROKER_ERROR = 5,
    /// What came was not STOMP.
    WELL_LINK_END_PROTOCOL = 6,
    /// The machine slept: what came meanwhile is lost.
    WELL_LINK_END_SLEPT = 7,
    /// No attempt has succeeded in the time that the policy allows.
    WELL_LINK_END_OUT_OF_TIME = 8,
}

/// Why a call has ended for this agent.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_call_end_t {
    /// It has not ended for this agent.
    WELL_CALL_END_NONE = 0,
    /// The agent's side has hung up a call that was answered.
    WELL_CALL_END_HUNG_UP = 1,
    /// The other side has hung up a call that was answered.
    WELL_CALL_END_HUNG_UP_BY_OTHER = 2,
    /// The agent, or a supervisor for the agent, has transferred it away.
    WELL_CALL_END_TRANSFERRED = 3,
    /// The agent's side has hung up before the call was answered there.
    WELL_CALL_END_CANCELLED = 20,
    /// The agent's side has refused a call that rang.
    WELL_CALL_END_REJECTED = 21,
    /// The caller has hung up while it rang.
    WELL_CALL_END_CALLER_GAVE_UP = 22,
    /// Another device has answered it.
    WELL_CALL_END_ANSWERED_ELSEWHERE = 23,
    /// It rang for too long.
    WELL_CALL_END_NOT_ANSWERED = 24,
    /// Who was called is busy.
    WELL_CALL_END_BUSY = 25,
    /// Who was called has refused it.
    WELL_CALL_END_REJECTED_BY_OTHER = 26,
    /// It could not be put through: see `WELL_FIELD_FAILED_CODE` and `WELL_FIELD_FAILED_MESSAGE`.
    WELL_CALL_END_FAILED = 27,
    /// It has ended unseen: the server does not know it any more.
    WELL_CALL_END_UNSEEN = 40,
    /// Nothing tells why; see `WELL_FIELD_CAUSE`.
    WELL_CALL_END_NOT_TOLD = 41,
}

const SESSION_ENDS: &[(SessionEnd, well_session_end_t)] = &[
    (SessionEnd::Logout, WELL_SESSION_END_LOGOUT),
    (SessionEnd::Replaced, WELL_SESSION_END_REPLACED),
    (SessionEnd::Forced, WELL_SESSION_END_FORCED),
    (SessionEnd::HeartbeatExpired, WELL_SESSION_END_HEARTBEAT_EXPIRED),
    (
        SessionEnd::CredentialsRefused,
        WELL_SESSION_END_CREDENTIALS_REFUSED,
    ),
    (SessionEnd::Closed, WELL_SESSION_END_CLOSED),
];

const LINK_ENDS: &[(LinkEnd, well_link_end_t)] = &[
    (LinkEnd::NotOpened, WELL_LINK_END_NOT_OPENED),
    (LinkEnd::TooSlow, WELL_LINK_END_TOO_SLOW),
    (LinkEnd::Closed, WELL_LINK_END_CLOSED),
    (LinkEnd::Silent, WELL_LINK_END_SILENT),
    (LinkEnd::BrokerError, WELL_LINK_END_BROKER_ERROR),
    (LinkEnd::Protocol, WELL_LINK_END_PROTOCOL),
    (LinkEnd::Slept, WELL_LINK_END_SLEPT),
    (LinkEnd::OutOfTime, WELL_LINK_END_OUT_OF_TIME),
];

const CALL_ENDS: &[(CallEnd, well_call_end_t)] = &[
    (CallEnd::HungUp, WELL_CALL_END_HUNG_UP),
    (CallEnd::HungUpByOther, WELL_CALL_END_HUNG_UP_BY_OTHER),
    (CallEnd::Transferred, WELL_CALL_END_TRANSFERRED),
    (CallEnd::Cancelled, WELL_CALL_END_CANCELLED),
    (CallEnd::Rejected, WELL_CALL_END_REJECTED),
    (CallEnd::CallerGaveUp, WELL_CALL_END_CALLER_GAVE_UP),
    (CallEnd::AnsweredElsewhere, WELL_CALL_END_ANSWERED_ELSEWHERE),
    (CallEnd::NotAnswered, WELL_CALL_END_NOT_ANSWERED),
    (CallEnd::Busy, WELL_CALL_END_BUSY),
    (CallEnd::RejectedByOther, WELL_CALL_END_REJECTED_BY_OTHER),
    (CallEnd::Failed, WELL_CALL_END_FAILED),
    (CallEnd::Unseen, WELL_CALL_END_UNSEEN),
    (CallEnd::NotTold, WELL_CALL_END_NOT_TOLD),
];

/// The number of an end in its list, `none` where there is no end.
fn number<E: PartialEq, N: Copy>(list: &[(E, N)], end: Option<E>, none: N) -> N {
    let found = list.iter().find(|(known, _)| Some(known) == end.as_ref());
    found.map_or(none, |(_, number)| *number)
}

impl From<Option<SessionEnd>> for well_session_end_t {
    fn from(end: Option<SessionEnd>) -> Self {
        number(SESSION_ENDS, end, WELL_SESSION_END_NONE)
    }
}

impl From<LinkEnd> for well_link_end_t {
    fn from(end: LinkEnd) -> Self {
        number(LINK_ENDS, Some(end), WELL_LINK_END_NONE)
    }
}

impl From<CallEnd> for well_call_end_t {
    fn from(end: CallEnd) -> Self {
        number(CALL_ENDS, Some(end), WELL_CALL_END_NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_has_its_number() {
        for end in SessionEnd::ALL {
            assert_ne!(
                well_session_end_t::from(Some(*end)),
                WELL_SESSION_END_NONE,
                "{end}"
            );
        }
        for end in LinkEnd::ALL {
            assert_ne!(well_link_end_t::from(*end), WELL_LINK_END_NONE, "{end}");
        }
        for end in CallEnd::ALL {
            assert_ne!(well_call_end_t::from(*end), WELL_CALL_END_NONE, "{end}");
        }
        assert_eq!(well_session_end_t::from(None), WELL_SESSION_END_NONE);
    }
}
