//! What the session makes of its event channel.

use super::Session;
use super::life::Step;
use super::link::{Link, LinkInput, LinkOutput, Loss};
use super::output::LogKind;
use super::socket::SocketId;
use super::state::Life;
use crate::event::{AnomalyKind, Derived, EventKind, LinkChanged};
use crate::http::{Obstacle, Unreached};
use crate::time::Now;
use crate::vocabulary::LinkState;

/// With so many outputs that wait, no more is made of what was received.
const ENOUGH: usize = 256;

impl Session {
    /// Tells the link of something; [`Session::attend_link`] sees to what comes of it.
    pub(super) fn tell_link(&mut self, now: Now, input: LinkInput<'_>) {
        if let Some(link) = self.life.link_mut() {
            link.handle(now.monotonic, input, &mut self.cx.link());
        }
    }

    /// Sees to what has come of the link, until nothing more does; of what was received the rest waits where there are enough
    /// outputs.
    pub(super) fn attend_link(&mut self, now: Now) {
        self.attend(now);
        while self.cx.outputs.len() < ENOUGH && self.read_on(now) {}
    }

    /// Sees to all that was received, however much comes of it.
    pub(super) fn take_in_all(&mut self) {
        while self.take_in_more() {}
    }

    /// Takes in more of what was received; whether there was any. The timers wait for it.
    pub(super) fn take_in_more(&mut self) -> bool {
        let Some(now) = self.cx.clock else { return false };
        let went_on = self.read_on(now);
        if went_on && !self.has_more() {
            self.run_timers(now);
        }
        went_on
    }

    /// Whether there is more in what was received.
    pub(super) fn has_more(&self) -> bool {
        self.life.link().is_some_and(Link::has_more)
    }

    fn read_on(&mut self, now: Now) -> bool {
        if !self.has_more() {
            return false;
        }
        if let Some(link) = self.life.link_mut() {
            link.read_on(now.monotonic, &mut self.cx.link());
        }
        self.attend(now);
        true
    }

    fn attend(&mut self, now: Now) {
        while let Some(output) = self.life.link_mut().and_then(Link::poll) {
            match output.without(&self.cx.secrets) {
                LinkOutput::Connecting => self.link_changed(LinkState::Connecting, None),
                LinkOutput::Stands(topic) => self.topic_stands(now, topic),
                LinkOutput::OnlyNow(topic) => {
                    let text = "the broker confirms a subscription late: what came before may be missed";
                    self.cx.say(now, LogKind::Error, text);
                    match &mut self.life {
                        Life::Watching(watching) => {
                            if let Some(watched) = watching.by_topic(topic) {
                                watched.doubt();
                            }
                        }
                        _ => {
                            self.cx.commands.gap();
                            self.step(now, Step::SubscribedLate);
                        }
                    }
                }
                LinkOutput::Refused(topic, words) => self.topic_refused(now, topic, words),
                LinkOutput::Up => {
                    self.link_changed(LinkState::Active, None);
                    self.step(now, Step::LinkUp);
                }
                LinkOutput::Down(loss) if matches!(self.life, Life::Parted(_)) => {
                    self.step(now, Step::LinkLost(loss.why));
                }
                // The broker takes no subscription: nothing would ever confirm what is waited for.
                LinkOutput::Down(loss)
                    if loss.is_final && matches!(self.life, Life::LoggingIn(..) | Life::Recovering(..)) =>
                {
                    self.link_changed(LinkState::Lost, Some(loss.clone()));
                    self.step(now, Step::LinkLost(loss.why));
                }
                LinkOutput::Down(loss) => {
                    let text = format!("the event channel is lost: {}", loss.why);
                    self.cx.say(now, LogKind::Error, text);
                    self.cx.commands.gap();
                    self.life.doubt();
                    self.link_changed(LinkState::Waiting, Some(loss));
                }
                LinkOutput::Retrying(loss) if loss.is_final && self.life.waits_for_link() => {
                    self.link_changed(LinkState::Lost, Some(loss.clone()));
                    self.step(now, Step::LinkLost(loss.why));
                }
                LinkOutput::Retrying(loss) => {
                    // Some of those who are watched may have been heard of.
                    if matches!(self.life, Life::Watching(_)) {
                        self.life.doubt();
                    }
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
                LinkOutput::Event(topic, event) if matches!(self.life, Life::Watching(_)) => {
                    self.watched_event(now, topic, event);
                }
                // The agent is logged out; only a log-in elsewhere is of interest.
                LinkOutput::Event(_, event) if matches!(self.life, Life::Parted(_)) => {
                    if event.is_ok_and(|event| event.kind() == EventKind::AgentLoggedOn) {
                        self.step(now, Step::LoggedOn);
                    }
                }
                LinkOutput::Event(_, Ok(event)) => self.server_event(now, event),
                LinkOutput::Event(_, Err(error)) => {
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

    /// A WebSocket is closed, or could not be opened; the server may have answered it by another status than 101.
    pub(super) fn disconnected(
        &mut self,
        now: Now,
        socket: SocketId,
        reason: Unreached,
        retry_after: Option<String>,
        status: Option<u16>,
    ) {
        let retry_after = retry_after.and_then(|value| crate::http::retry_after(&value, now.wall));
        let stays = reason.obstacle.is_some_and(Obstacle::stays);
        let input = LinkInput::Disconnected {
            socket,
            reason,
            retry_after,
            // Not allowed, or not there: asking again changes nothing.
            is_final: stays || matches!(status, Some(401 | 403 | 404)),
        };
        self.tell_link(now, input);
    }

    /// Something does not fit: the server is asked in a while.
    pub(super) fn doubt(&mut self, now: Now) {
        if let Ok(agent) = self.life.logged_in_now() {
            agent.online.doubt(&mut self.cx, now);
        }
    }

    fn link_changed(&mut self, state: LinkState, loss: Option<Loss>) {
        let end = loss.as_ref().map(|loss| loss.end);
        let reason = loss.map(|loss| loss.why.text);
        self.cx.report(Derived::LinkChanged(LinkChanged {
            state,
            reason,
            end_reason: end,
        }));
    }
}
