//! Why a control action is refused, for people and for programs.

use super::dial::Unreachable;
use super::refusal::Refusal;

/// Why a [`Control`](super::Control) was refused. Nothing has changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ControlError {
    /// No such agent, extension or number.
    #[error("no such party: {0}")]
    NoSuchParty(String),
    /// No such call, or that party is not in it.
    #[error("no such call")]
    NoSuchCall,
    /// The party is in several calls: name one.
    #[error("which call? the party is in {0}")]
    WhichCall(usize),
    /// The called party is in a call.
    #[error("busy: {0}")]
    Busy(String),
    /// The called party is offline, or the agent not logged in.
    #[error("not reachable: {0}")]
    NotReachable(String),
    /// Not possible in the present state.
    #[error("not possible now: {0}")]
    WrongState(WrongState),
}

impl ControlError {
    /// Its name for programs, `busy`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoSuchParty(_) => "no_such_party",
            Self::NoSuchCall => "no_such_call",
            Self::WhichCall(_) => "which_call",
            Self::Busy(_) => "busy",
            Self::NotReachable(_) => "not_reachable",
            Self::WrongState(state) => state.name(),
        }
    }

    /// Who, or how many, it is about, where the name alone does not say it.
    pub fn of(&self) -> Option<String> {
        match self {
            Self::NoSuchParty(party) | Self::Busy(party) | Self::NotReachable(party) => Some(party.clone()),
            Self::WhichCall(calls) => Some(calls.to_string()),
            Self::NoSuchCall | Self::WrongState(_) => None,
        }
    }
}

impl From<WrongState> for ControlError {
    fn from(state: WrongState) -> Self {
        Self::WrongState(state)
    }
}

impl From<Unreachable> for ControlError {
    fn from(lost: Unreachable) -> Self {
        let device = lost.device.as_str().to_owned();
        if lost.is_busy() {
            Self::Busy(device)
        } else {
            Self::NotReachable(device)
        }
    }
}

/// What stands in the way of something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum WrongState {
    /// The leg rings no more, or never has.
    NotRinging,
    /// The leg has not been answered.
    NotConnected,
    /// The leg is not on hold.
    NotHeld,
    /// The leg waits for its call to come back by itself.
    ComesBack,
    /// Another call of the extension is being dialled.
    Dialling,
    /// The extension listens to another call.
    ListensElsewhere,
    /// The party only listens in the call.
    Listener,
    /// The agent is logged out.
    AgentLoggedOut,
    /// The agent is not ready.
    AgentNotReady,
    /// The agent is in a call.
    AgentInCall,
    /// Nobody is ready.
    NoAgentReady,
}

impl WrongState {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::NotRinging,
        Self::NotConnected,
        Self::NotHeld,
        Self::ComesBack,
        Self::Dialling,
        Self::ListensElsewhere,
        Self::Listener,
        Self::AgentLoggedOut,
        Self::AgentNotReady,
        Self::AgentInCall,
        Self::NoAgentReady,
    ];

    /// Its name for programs.
    pub const fn name(self) -> &'static str {
        self.name_and_sentence().0
    }

    pub(super) const fn sentence(self) -> &'static str {
        self.name_and_sentence().1
    }

    const fn name_and_sentence(self) -> (&'static str, &'static str) {
        match self {
            Self::NotRinging => ("not_ringing", "the connection does not ring"),
            Self::NotConnected => ("not_connected", "the connection is not connected"),
            Self::NotHeld => ("not_held", "the connection is not on hold"),
            Self::ComesBack => ("comes_back", "the call comes back by itself"),
            Self::Dialling => ("dialling", "another call of the extension is being set up"),
            Self::ListensElsewhere => ("listens_elsewhere", "the extension listens to another call"),
            Self::Listener => ("listener", "a listener takes no part in the call"),
            Self::AgentLoggedOut => ("agent_logged_out", "the agent is logged out"),
            Self::AgentNotReady => ("agent_not_ready", "the agent is not ready"),
            Self::AgentInCall => ("agent_in_call", "the agent is in a call"),
            Self::NoAgentReady => ("no_agent_ready", "no agent is ready"),
        }
    }
}

impl std::fmt::Display for WrongState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.sentence())
    }
}

impl From<WrongState> for Refusal {
    fn from(state: WrongState) -> Self {
        Self::WrongState(state.sentence())
    }
}
