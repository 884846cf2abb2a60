//! What the session makes of its event channel.

use super::Session;
use super::life::Step;
use super::link::{LinkInput, LinkOutput};
use super::output::LogKind;
use crate::event::{AnomalyKind, Derived, LinkChanged};
use crate::link_state::LinkState;
use crate::time::Now;

impl Session {
    /// Tells the link of something; [`Session::attend_link`] sees to what comes of it.
    pub(super) fn tell_link(&mut self, now: Now, input: LinkInput<'_>) {
        if let Some(online) = self.life.online_mut() {
            online.link_input(&mut self.cx, now.monotonic, input);
        }
    }

    /// Sees to what has come of the link, until nothing more does.
    pub(super) fn attend_link(&mut self, now: Now) {
        while let Some(output) = self.life.online_mut().and_then(|online| online.poll_link()) {
            match output.without(&self.cx.secrets) {
                LinkOutput::Connecting => self.link_changed(LinkState::Connecting, None),
                LinkOutput::Up => {
                    self.link_changed(LinkState::Active, None);
                    self.step(now, Step::LinkUp);
                }
                LinkOutput::Down(why) => {
                    let text = format!("the event channel is lost: {why}");
                    self.cx.say(now, LogKind::Error, text);
                    self.cx.commands.gap();
                    if let Some(online) = self.life.online_mut() {
                        online.tracker.mark_unverified();
                    }
                    self.link_changed(LinkState::Waiting, Some(why));
                }
                LinkOutput::Retrying(why) => {
                    let text = format!("the event channel could not be opened: {why}");
                    self.cx.say(now, LogKind::Error, text);
                    self.link_changed(LinkState::Waiting, Some(why));
                }
                LinkOutput::StillLost(why) => {
                    let text = format!("the event channel could not be opened: {why}");
                    self.cx.say(now, LogKind::Error, text);
                }
                LinkOutput::GaveUp(why) => {
                    self.link_changed(LinkState::Lost, Some(why.clone()));
                    self.step(now, Step::LinkLost(why));
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

    fn link_changed(&mut self, state: LinkState, reason: Option<String>) {
        self.cx
            .report(Derived::LinkChanged(LinkChanged { state, reason }));
    }
}
