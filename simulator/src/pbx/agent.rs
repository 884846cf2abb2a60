//! Agents and extensions: what is remembered of each.

use std::time::Duration;

use wellclient_core::id::{AgentId, DeviceId};

use super::config::{AgentCondition, ExtensionCondition, FarEnd};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    Ready,
    NotReady,
    WorkNotReady,
    Allocated,
    Logout,
}

impl Mode {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ready => "Ready",
            Self::NotReady => "NotReady",
            Self::WorkNotReady => "WorkNotReady",
            Self::Allocated => "Allocated",
            Self::Logout => "Logout",
        }
    }

    /// A mode that a client may ask for.
    pub(super) fn asked(name: &str) -> Option<Self> {
        match name {
            "Ready" => Some(Self::Ready),
            "NotReady" => Some(Self::NotReady),
            _ => None,
        }
    }

    /// The event that tells of it.
    pub(super) fn event(self) -> &'static str {
        match self {
            Self::Ready => "agentReady",
            Self::NotReady => "agentNotReady",
            Self::WorkNotReady => "agentWorkingAfterCall",
            Self::Allocated => "agentAllocated",
            Self::Logout => "agentLoggedOff",
        }
    }
}

/// A mode and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Standing {
    pub(super) mode: Mode,
    pub(super) reason: String,
}

impl Standing {
    pub(super) fn of(mode: Mode) -> Self {
        Self {
            mode,
            reason: String::new(),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Agent {
    /// Where the agent is logged in.
    pub(super) device: Option<DeviceId>,
    pub(super) standing: Standing,
    /// Since when.
    pub(super) since: Duration,
    /// Takes effect when the last call ends, or the allocation does.
    pub(super) pending: Option<Standing>,
    /// What work after the call, or an allocation, goes back to.
    pub(super) resume: Standing,
    pub(super) last_heard: Duration,
    pub(super) condition: AgentCondition,
}

impl Agent {
    pub(super) fn new(condition: AgentCondition) -> Self {
        Self {
            device: None,
            standing: Standing::of(Mode::Logout),
            since: Duration::ZERO,
            pending: None,
            resume: Standing::of(Mode::NotReady),
            last_heard: Duration::ZERO,
            condition,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Extension {
    pub(super) registered: bool,
    pub(super) condition: ExtensionCondition,
    /// What its phone does while no agent is logged in on it.
    pub(super) phone: FarEnd,
    pub(super) agent: Option<AgentId>,
    /// The monitor's number in `topics` (`crossRefId:1951`).
    pub(super) cross_ref: u64,
}
