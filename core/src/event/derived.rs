//! What the library's own events hold: the manual's inner events (manual 3.2) and what it reports of itself.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::id::{AgentId, CallId, DeviceId};
use crate::vocabulary::LinkState;
use crate::vocabulary::{AgentMode, AnomalyKind};
use crate::vocabulary::{LinkEnd, SessionEnd};

/// `loginFailed` (manual 3.2.2).
#[derive(Clone, PartialEq, Debug)]
pub struct LoginFailed {
    /// The HTTP status; 0 where the server was not reached.
    pub status: u16,
    /// The server's words, or what went wrong.
    pub response_text: String,
}

/// `wsReconnectSucceed`.
#[derive(Clone, PartialEq, Debug)]
pub struct WsReconnectSucceed {
    /// The agent's mode by the client state; `Logout` where that cannot be had.
    pub agent_mode: AgentMode,
    /// The active call by the client state.
    pub active_call: Option<ActiveCall>,
}

/// The one call that a client state shows.
#[derive(Clone, PartialEq, Debug)]
pub struct ActiveCall {
    /// `callId`.
    pub call_id: CallId,
    /// As JSON, in the reference client's names: `callId callingDevice calledDevice state direction createTimeId
    /// establishedTimeId`. `state` is the server's word; the times are milliseconds since 1970 UTC by this machine's clock.
    pub json: Arc<str>,
}

/// `recoverStateSuccess`: in place of `agentLoggedOn` when a saved session is taken up again.
#[derive(Clone, PartialEq, Debug)]
pub struct RecoverStateSuccess {
    /// `agentId`.
    pub agent_id: AgentId,
    /// `extensionId`.
    pub extension_id: DeviceId,
    /// `agentMode`.
    pub agent_mode: AgentMode,
    /// `agentName`.
    pub agent_name: Option<String>,
    /// `call`.
    pub call: Option<RecoveredCall>,
}

/// The call that was found when a session was taken up again.
#[derive(Clone, PartialEq, Debug)]
pub struct RecoveredCall {
    /// `callId`.
    pub call_id: CallId,
    /// `callingDevice`.
    pub calling_device: Option<DeviceId>,
    /// `calledDevice`.
    pub called_device: Option<DeviceId>,
    /// `state`: `established`, else `delivered`.
    pub established: bool,
}

impl RecoveredCall {
    /// The manual's `state`: `established` or `delivered`.
    pub const fn state(&self) -> &'static str {
        if self.established {
            "established"
        } else {
            "delivered"
        }
    }
}

/// `linkChanged`: the event channel's state.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkChanged {
    /// The new state.
    pub state: LinkState,
    /// Why, for a loss, in words.
    pub reason: Option<String>,
    /// Why, for a loss.
    pub end_reason: Option<LinkEnd>,
}

/// `sessionEnded`: the agent is not logged in here any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionEnded {
    /// Why.
    pub end_reason: SessionEnd,
}

/// `modelCorrected`: calls that are other than was told, beyond what an event says itself: it is late, or does not name them, or their
/// data is another: by the server's word, or set by this session.
#[derive(Clone, PartialEq, Debug)]
pub struct ModelCorrected {
    /// The calls that are different now, or gone, or back. Look at the snapshot.
    pub calls: Vec<CallId>,
}

/// `anomaly`: something did not fit.
#[derive(Clone, PartialEq, Debug)]
pub struct Anomaly {
    /// What kind of thing.
    pub kind: AnomalyKind,
    /// The call, where there is one.
    pub call_id: Option<CallId>,
    /// The event that did not fit, by name.
    pub event: SmolStr,
    /// For people.
    pub detail: String,
}

impl AnomalyKind {
    /// Whether the model may differ from the server's state until it has been checked.
    pub fn needs_resync(self) -> bool {
        matches!(
            self,
            Self::TooLate
                | Self::Ended
                | Self::Impossible
                | Self::Gap
                | Self::Unordered
                | Self::Limit
                | Self::Incomplete
                | Self::Malformed
        )
    }
}
