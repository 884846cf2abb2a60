//! The switch: a sans-IO CTI server. Requests and times go in; replies and, per agent, events come out.
//!
//! **After each [`Pbx::handle`], [`Pbx::control`] and [`Pbx::advance`], drain [`Pbx::poll_event`] until it gives
//! `None`, then sleep until [`Pbx::next_deadline`].**

mod api;
mod config;
mod control;
mod state;

use std::collections::VecDeque;
use std::time::Duration;

pub use api::{ApiReply, ApiRequest, PublishedEvent};
pub use config::{
    AgentCondition, AgentRange, ExtensionCondition, ExtensionRange, FarEnd, OutsideRule, Password, PbxConfig,
};
pub use control::{Control, ControlError, ControlReply};
pub use state::{AgentState, CallState, ExtensionState, LegState, LogState, PbxState};

/// The switch.
pub struct Pbx {
    config: PbxConfig,
    now: Duration,
    events: VecDeque<PublishedEvent>,
}

impl Pbx {
    /// A switch at time zero, with nobody logged in.
    pub fn new(config: PbxConfig) -> Self {
        Self { config, now: Duration::ZERO, events: VecDeque::new() }
    }

    /// One HTTP request, stripped of its transport.
    pub fn handle(&mut self, now: Duration, _request: &ApiRequest) -> ApiReply {
        self.advance(now);
        ApiReply::with(404, &self.config.domains)
    }

    /// Something that happens outside: callers, phones, faults.
    pub fn control(&mut self, now: Duration, _action: Control) -> Result<ControlReply, ControlError> {
        self.advance(now);
        Err(ControlError::NoSuchCall)
    }

    /// When [`Pbx::advance`] next has something to do.
    pub fn next_deadline(&self) -> Option<Duration> {
        None
    }

    /// Lets time pass: fires all that is due, in time order. Time never goes back.
    pub fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
    }

    /// The next event, in the order published.
    pub fn poll_event(&mut self) -> Option<PublishedEvent> {
        self.events.pop_front()
    }

    /// The truth, to compare a client's model with.
    pub fn state(&self) -> PbxState {
        PbxState::default()
    }
}
