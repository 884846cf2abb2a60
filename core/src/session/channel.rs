//! What the session makes of its event channel.

use super::link::{Link, LinkOutput, LinkTarget};
use super::login::Phase;
use super::random::Random;
use super::{LogKind, Output, Session};
use crate::environment::Dialect;
use crate::event::{Anomaly, AnomalyKind, Derived, LinkChanged};
use crate::id::AgentId;
use crate::link_state::LinkState;
use crate::time::Now;

/// The topic of an agent's events.
fn topic(dialect: Dialect, agent: &AgentId) -> String {
    match dialect {
        Dialect::V4 => format!("/topic/event.agent.*.{}", agent.as_str().replace('.', "_")),
        Dialect::V2 => format!("/topic/csta/agent/{agent}"),
    }
}

impl Session {
    pub(super) fn make_link(&self, agent: &AgentId) -> Link {
        let config = &self.config;
        let target = LinkTarget {
            virtual_host: config.virtual_host.clone(),
            topic: topic(config.dialect, agent),
        };
        Link::new(
            target,
            config.reconnect,
            config.timing,
            config.settings.use_ws_log,
        )
        .number_from(self.last_socket)
    }

    /// Does something with the link, if there is one, and carries out what comes of it.
    pub(super) fn with_link(&mut self, now: Now, act: impl FnOnce(&mut Link, &mut Random)) {
        let Some(identity) = &mut self.identity else {
            return;
        };
        act(&mut identity.link, &mut self.random);
        while let Some(output) = self
            .identity
            .as_mut()
            .and_then(|identity| identity.link.outputs.pop_front())
        {
            self.link_output(now, output);
        }
    }

    fn link_output(&mut self, now: Now, output: LinkOutput) {
        match output {
            LinkOutput::Open(socket) => {
                let url = self.config.environment.events.to_string();
                self.link_changed(LinkState::Connecting, None);
                self.outputs.push_back(Output::OpenSocket { socket, url });
            }
            LinkOutput::Send(socket, frame) => self.outputs.push_back(Output::Send { socket, frame }),
            LinkOutput::Ping(socket) => self.outputs.push_back(Output::Ping { socket }),
            LinkOutput::Close(socket) => self.outputs.push_back(Output::CloseSocket { socket }),
            LinkOutput::Up => self.link_up(now),
            LinkOutput::Down(reason) => {
                self.say(
                    now,
                    LogKind::Error,
                    format!("the event channel is lost: {reason}"),
                );
                if let Some(identity) = &mut self.identity {
                    identity.tracker.mark_unverified();
                }
                self.link_changed(LinkState::Waiting, Some(reason));
            }
            LinkOutput::Retrying(reason) => {
                self.say(
                    now,
                    LogKind::Error,
                    format!("the event channel could not be opened: {reason}"),
                );
                self.link_changed(LinkState::Waiting, Some(reason));
            }
            LinkOutput::GaveUp(reason) => self.link_lost(now, reason),
            LinkOutput::Event(Ok(event)) => self.server_event(now, event),
            LinkOutput::Event(Err(error)) => {
                let detail = error.to_string();
                self.anomaly(now, anomaly(AnomalyKind::Malformed, detail));
                self.doubt(now);
            }
            LinkOutput::Violation(detail) => self.anomaly(now, anomaly(AnomalyKind::Protocol, detail)),
            LinkOutput::Trace(text) => {
                self.outputs.push_back(Output::Log(super::LogLine {
                    kind: LogKind::Log,
                    content: text,
                }));
            }
        }
    }

    fn link_up(&mut self, now: Now) {
        self.link_changed(LinkState::Active, None);
        match &self.phase {
            Phase::LoggingIn(_) => self.login_linked(now),
            Phase::Recovering(_) => self.recover_linked(),
            Phase::LoggedIn | Phase::LoggingOut(_) => {
                self.metrics.reconnects += 1;
                // An account that was asked for before may be older than what was missed.
                self.generation += 1;
                self.resync.after_reconnect = true;
                self.ask_state();
            }
            Phase::LoggedOut | Phase::Closed => {}
        }
    }

    fn link_lost(&mut self, now: Now, reason: String) {
        self.link_changed(LinkState::Lost, Some(reason.clone()));
        match &self.phase {
            Phase::LoggingIn(_) => self.login_unlinked(now, reason),
            Phase::Recovering(_) => self.recover_failed(now, super::CommandError::NoEventChannel(reason)),
            _ => {
                self.complain(now, format!("the event channel is lost for good: {reason}"));
                self.report(Derived::WsDisconnected);
            }
        }
    }

    fn link_changed(&mut self, state: LinkState, reason: Option<String>) {
        self.report(Derived::LinkChanged(LinkChanged { state, reason }));
    }
}

fn anomaly(kind: AnomalyKind, detail: String) -> Anomaly {
    Anomaly {
        kind,
        call: None,
        event: Default::default(),
        detail,
    }
}
