//! The switch: a sans-IO CTI server. Requests and times go in; replies and, per agent, events come out.
//!
//! **After each [`Pbx::handle`], [`Pbx::control`] and [`Pbx::advance`], drain [`Pbx::poll_event`] until it
//! gives `None`, then sleep until [`Pbx::next_deadline`].**
//!
//! What the manual leaves open is settled so:
//!
//! - Whoever has left a call hears no more of it. So the party that hangs up first gets one
//!   `connectionCleared`, the one that remains gets two: the other's and its own.
//! - A call to somebody who is busy, offline or unknown never rings: the caller gets its own
//!   `connectionCleared`, with the cause. With `cpa` it gets `delivered failed` before it. To oneself counts as busy.
//! - Who is called into a call and cannot be reached is told of as one who rings and is gone at once:
//!   `delivered connectionCleared`. Who is in the call already is refused with 409.
//! - A single-step transfer lets the transferring device go at once, whatever the target does. If the target does
//!   not answer, it is cleared with `NO_ANSWER`, and so is the party that was transferred.
//! - A single-step conference is `conferenced` when the added party answers.
//! - `established` names the ends of the first event of the call that the receiver was sent; `held` and `retrieved`, devices that
//!   it has been told of. Who still rings when its caller has left is told by another `delivered` who calls now; who comes in
//!   later, who else rings.
//! - Who rejects a call with `cpa` is busy: `failed`, then `connectionCleared`.
//! - Transfer and wait: the transferring leg stays in the call, on hold, while the other party talks to the
//!   target; when the target has gone the leg is taken back by itself. Single-step: `held delivered established …
//!   connectionCleared retrieved`, to all of them. After a consultation: the device gets `connectionCleared` of the
//!   consultation, the two others `transferred`; then `connectionCleared retrieved`. If the other party goes first,
//!   everybody is cleared. The waiting device may hang up: then the others go on. It may take the call back early:
//!   then all three talk, and are `conferenced`.
//! - Recording is on from the start of each call, for each agent in it, through hold, transfer and conference, and
//!   ends with the leg: `recordStopped` comes of `stopRecording` only. It is switched in the connected call only (409).
//! - To retrieve a call while another is connected holds the other one first (CSTA alternate call).
//! - Cancelling a consultation leaves its call and takes the held one back (CSTA reconnect call).
//! - An allocation is over when it is released, or when the call made under it ends.
//! - `Logout` during a call is refused with 460, whoever asks. Who is logged out all the same, by a missing
//!   heartbeat, leaves the call behind: it goes on, and its events reach nobody.
//! - Where a second call may wait, answering it holds the first.
//! - The dialler calls the customer first. Who answers gets the agent, who was allocated for it.
//! - A request that only repeats the present state is not an error: 204 and no event.

mod agent;
mod api;
mod call;
mod config;
mod control;
mod control_error;
mod dial;
mod exchange;
mod happened;
mod invitation;
mod producer;
mod publish;
mod refusal;
mod routes;
mod seeded;
mod sessions;
mod state;
mod switch;
mod timers;
mod truth;
mod verbs;

use std::time::Duration;

use timers::Timer;

pub use api::{ApiReply, ApiRequest, PublishedEvent};
pub use config::{
    AgentCondition, AgentRange, ExtensionCondition, ExtensionRange, FarEnd, OutsideRule, Password, PbxConfig,
};
pub use control::{Control, ControlReply};
pub use control_error::{ControlError, WrongState};
pub use state::{AgentState, CallState, ExtensionState, LegState, LogState, PbxState};
pub use switch::Pbx;

impl Pbx {
    /// One HTTP request, stripped of its transport. What was due by `now` happens first.
    pub fn handle(&mut self, now: Duration, request: &ApiRequest) -> ApiReply {
        self.advance(now);
        self.serve(request).unwrap_or_else(ApiReply::from)
    }

    /// Something that happens outside: callers, phones, faults. What was due by `now` happens first.
    ///
    /// # Errors
    /// Why it cannot be; nothing has changed then.
    pub fn control(&mut self, now: Duration, action: Control) -> Result<ControlReply, ControlError> {
        self.advance(now);
        self.act(action)
    }

    /// When [`Pbx::advance`] next has something to do.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.timers.next()
    }

    /// Lets time pass: fires all that is due, in time order. Time never goes back.
    pub fn advance(&mut self, now: Duration) {
        while let Some((at, timer)) = self.timers.take(now) {
            self.now = self.now.max(at);
            self.fire(timer);
        }
        self.now = self.now.max(now);
    }

    /// The next event, in the order published.
    pub fn poll_event(&mut self) -> Option<PublishedEvent> {
        self.events.pop_front()
    }

    fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::RingOver(leg) | Timer::NoAnswer(leg) => self.no_answer(leg),
            Timer::Answer(leg) => self.far_end_answers(leg),
            Timer::HangUp(leg) => self.far_end_hangs_up(leg),
            Timer::Heartbeat(agent) => self.heartbeat_due(&agent),
            Timer::WrapUp(agent) => self.wrap_up_over(&agent),
        }
    }
}
