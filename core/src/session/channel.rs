//! What the session makes of its event channel.

use super::Session;
use super::life::Step;
use super::link::Loss;
use super::link::{LinkInput, LinkOutput};
use super::output::LogKind;
use super::state::Life;
use crate::event::{AnomalyKind, Derived, EventKind, LinkChanged};
use crate::link_state::LinkState;
use crate::time::Now;

impl Session {
    /// Tells the link of something; [`Session::attend_link`] sees to what comes of it.
    pub(super) fn tell_link(&mut self, now: Now, input: LinkInput<'_>) {
        if let Some(online) = self.life.channel_mut() {
            online.link_input(&mut self.cx, now.monotonic, input);
        }
    }

    /// Sees to what has come of the link, until nothing more does.
    pub(super) fn attend_link(&mut self, now: Now) {
        while let Some(output) = self.life.channel_mut().and_then(|online| online.poll_link()) {
            match output.without(&self.cx.secrets) {
                LinkOutput::Connecting => self.link_changed(LinkState::Connecting, None),
                LinkOutput::Up => {
                    self.link_changed(LinkState::Active, None);
                    self.step(now, Step::LinkUp);
                }
                LinkOutput::Down(loss) if matches!(self.life, Life::Parted(_)) => {
                    self.step(now, Step::LinkLost(loss.why));
                }
                LinkOutput::Down(loss) => {
                    let text = format!("the event channel is lost: {}", loss.why);
                    self.cx.say(now, LogKind::Error, text);
                    self.cx.commands.gap();
                    if let Some(online) = self.life.online_mut() {
                        online.tracker.mark_unverified();
                    }
                    self.link_changed(LinkState::Waiting, Some(loss));
                }
                LinkOutput::Retrying(loss) => {
                    let text = format!("the event channel could not be opened: {}", loss.why);
                    self.cx.say(now, LogKind::Error, text);
                    self.link_changed(LinkState::Waiting, Some(loss));
                }
                LinkOutput::StillLost(loss) => {
                    let text = format!("the event channel could not be opened: {}", loss.why);
                    self.cx.say(now, LogKind::Error, text);
                }
                LinkOutput::GaveUp(loss) => {
                    self.link_changed(LinkState::Lost, Some(loss.clone()));
                    self.step(now, Step::LinkLost(loss.why));
                }
                // The agent is logged out; only a log-in elsewhere is of interest.
                LinkOutput::Event(event) if matches!(self.life, Life::Parted(_)) => {
                    if event.is_ok_and(|event| event.kind() == EventKind::AgentLoggedOn) {
                        self.step(now, Step::LoggedOn);
                    }
                }
                LinkOutput::Event(Ok(event)) => self.server_event(now, event),
                LinkOutput::Event(Err(error)) => {
                    self.cx.odd(now, AnomalyKind::Malformed, error.to_string());
                    if let Some(online) = self.life.online_mut() {
                        online.tracker.doubt_all();
                    }
                    self.doubt(now);
                }
                output @ (LinkOutput::Socket(..) | LinkOutput::Violation(_) | LinkOutput::Trace(_)) => {
                    self.cx.pass_on(now, output);
                }
            }
        }
    }

    /// Something does not fit: the server is asked in a while.
    pub(super) fn doubt(&mut self, now: Now) {
        if let Ok(agent) = self.life.logged_in_now() {
            agent.online.doubt(&mut self.cx, now);
        }
    }

    fn link_changed(&mut self, state: LinkState, loss: Option<Loss>) {
        let end = loss.as_ref().map(|loss| loss.end);
        let reason = loss.map(|loss| loss.why);
        self.cx
            .report(Derived::LinkChanged(LinkChanged { state, reason, end }));
    }
}
