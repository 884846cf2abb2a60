//! What there is as long as an event channel is wanted: the HTTP session, the channel, the model that the events make,
//! and how far it is believed.

use std::time::Duration;

use super::belief::Belief;
use super::context::Context;
use super::link::{Link, LinkOutput, LinkTarget};
use super::outcome::Outcome;
use super::output::{LogKind, LogLine, Output};
use super::pending::Pending;
use super::requests::{Intent, Lane};
use super::timers::Timer;
use super::topics::Topics;
use crate::doubt::Doubt;
use crate::environment::Dialect;
use crate::event::{AnomalyKind, Event};
use crate::http::Api;
use crate::http::reply::ClientState;
use crate::id::{AgentId, CallId, DeviceId};
use crate::model::{Correction, Model, Perspective, Tracker};
use crate::secret::Secret;
use crate::time::Now;

/// A log line of a frame has at most so many characters: more than any event has.
const TRACED: usize = 16 << 10;

/// For so many times [`super::Timing::doubt`] an account may be behind the events. One that still contradicts them then is newer.
const BEHIND: u32 = 10;

#[derive(Debug)]
pub(super) struct Online {
    pub(super) session_id: Secret,
    pub(super) tracker: Tracker,
    pub(super) belief: Belief,
    link: Link,
}

impl Online {
    /// Wants the event channel of the agent of `api`.
    pub(super) fn open(cx: &mut Context, now: Now, api: &Api, session_id: Secret) -> Self {
        let config = &cx.config;
        let topics = Topics::one(topic(config.dialect, api.agent()));
        let own = Perspective {
            agent: api.agent().clone(),
            device: api.device().clone(),
            internal: config.internal.clone(),
        };
        Self {
            session_id,
            tracker: Tracker::new(own),
            belief: Belief::default(),
            link: cx.open_link(now, topics),
        }
    }

    /// Does not want it any more.
    pub(super) fn close(self, cx: &mut Context, now: Now) {
        cx.close_link(now, self.link);
    }

    pub(super) fn link(&self) -> &Link {
        &self.link
    }

    pub(super) fn link_mut(&mut self) -> &mut Link {
        &mut self.link
    }

    pub(super) fn model(&self) -> &Model {
        self.tracker.model()
    }

    /// Whether there is an unbroken chain of evidence at all: the channel is up, and the server does not refuse to answer, nor
    /// say otherwise.
    pub(super) fn is_believed(&self) -> bool {
        self.link.is_active() && !self.belief.owed && !self.belief.is_contradicted()
    }

    /// Whether an account contradicts what an unbroken channel has told, so that an event may be on its way behind it, or the
    /// account behind the events; and when to ask again. `is_first`: it is the first since a gap.
    pub(super) fn is_at_odds(
        &mut self,
        cx: &Context,
        now: Now,
        asked: Duration,
        state: &ClientState,
        is_first: bool,
    ) -> Option<Duration> {
        let is_unbroken = !is_first && (self.is_believed() || self.belief.is_contradicted());
        let may_be_ahead = is_unbroken && !self.tracker.is_doubtful();
        let contradicted = may_be_ahead.then(|| self.tracker.contradicted(now, state));
        // Whatever else is in doubt: what has been told to be over stays over.
        let is_told_over = |call: &&CallId| self.model().is_told_over(call);
        let over = shown(state).filter(is_told_over).cloned();
        let is_behind = self.is_behind(cx, asked, state);
        let soon = cx.config.timing.doubt;
        let patience = match over {
            Some(_) => soon.saturating_mul(BEHIND),
            None => soon,
        };
        let odd: Option<Vec<CallId>> = match (contradicted.flatten(), over) {
            (None, None) if !is_behind => None,
            (calls, call) => Some(calls.into_iter().flatten().chain(call).collect()),
        };
        let again = odd.and_then(|calls| self.belief.contradicts(now.monotonic, patience, calls));
        let again = again.or(is_behind.then_some(now.monotonic + soon));
        if let Some(again) = again {
            return Some(again.min(now.monotonic + soon));
        }
        // It shows one call: of another it neither says that it is there, nor takes back that it is not.
        for call in self.belief.believes() {
            let is_it = |shown: &CallId| self.model().is_the_same(&call, shown.borrowed());
            if !shown(state).is_some_and(is_it) {
                self.tracker.doubt_call(&call);
            }
        }
        None
    }

    /// An event may be of before the channel stood, and no account tells what has come of it since.
    pub(super) fn doubt_what_is_told(&mut self, event: &Event) {
        match event.call_id() {
            Some(call) => {
                let call = self.model().call(call).map(|call| call.id.clone());
                call.iter().for_each(|call| self.tracker.doubt_leg(call));
            }
            None if event.kind().is_agent_event() => self.tracker.doubt_mode(),
            None => {}
        }
    }

    /// Whether an account that was asked for then says what was so before events that are no older than an account may be.
    pub(super) fn is_behind(&self, cx: &Context, asked: Duration, state: &ClientState) -> bool {
        let age = cx.config.timing.doubt.saturating_mul(BEHIND);
        // Where the order of the events may be lost, the account tells it.
        let since = asked.saturating_sub(age);
        let is_denied = |call: &CallId| self.belief.unknown.has(call);
        let shows_held = self.belief.absent.shows_held();
        self.model().has_come_in_order()
            && self
                .belief
                .formers
                .are_shown(since, state, shows_held, self.model(), (self.own(), is_denied))
    }

    /// An event has been taken in.
    pub(super) fn note_former(&mut self, now: Now, event: &Event, tells: bool) {
        let (model, own) = (self.tracker.model(), &self.tracker.perspective().device);
        let tells_mode = tells && event.kind().is_agent_event();
        self.belief.formers.event(now.monotonic, tells_mode, model, own);
    }

    /// An account has been taken in.
    pub(super) fn note_account(&mut self, state: &ClientState) {
        let own = &self.tracker.perspective().device;
        let shows_held = self.belief.absent.shows_held();
        self.belief
            .formers
            .account(state, shows_held, self.tracker.model(), own);
    }

    /// An agent is logged in from now on.
    pub(super) fn begin_formers(&mut self) {
        let own = &self.tracker.perspective().device;
        self.belief.formers.begin(self.tracker.model(), own);
    }

    /// What the server has said not to know, and something has shown since, or has ended.
    pub(super) fn forget_what_is_sure(&mut self) {
        let model = self.tracker.model();
        let is_in_doubt = |id: &CallId| model.call(id).is_some_and(|call| call.doubts.has(Doubt::Leg));
        self.belief.unknown.keep(is_in_doubt);
    }

    /// The account leaves calls out, once more, of which the server says nothing when it is asked.
    pub(super) fn end_what_nobody_knows(&mut self, now: Now) -> Vec<Correction> {
        let in_vain: Vec<CallId> = self.belief.absent.asked_in_vain().collect();
        let is_in_doubt = |call: &CallId| {
            self.model()
                .call(call)
                .is_some_and(|call| call.doubts.has(Doubt::Leg))
        };
        let over: Vec<CallId> = in_vain.into_iter().filter(is_in_doubt).collect();
        let ended = over.iter().filter_map(|call| self.tracker.end_call(now, call));
        ended.collect()
    }

    pub(super) fn own(&self) -> &DeviceId {
        &self.tracker.perspective().device
    }

    /// How a command ends, if no reply is to come any more.
    pub(super) fn last_outcome(&self, pending: &Pending) -> Option<Outcome> {
        // While an account says other than the events, one of them may be lost: that none has come says nothing.
        let heard = match self.belief.is_contradicted() {
            true => Duration::ZERO,
            false => self.link.heard(),
        };
        pending.last_outcome(self.model(), self.tracker.perspective(), heard)
    }

    /// Asks the server for its account, unless it has been asked already, or has asked to wait.
    pub(super) fn ask(&mut self, cx: &mut Context) {
        if cx
            .requests
            .is_under_way(|intent| matches!(intent, Intent::Account { .. }))
        {
            return;
        }
        let not_before = self.belief.not_before;
        self.belief.for_doubt = false;
        if cx.clock.is_some_and(|now| now.monotonic < not_before) {
            return cx.timers.arm(Timer::Account, not_before);
        }
        cx.timers.disarm(Timer::Account);
        let generation = self.belief.generation;
        cx.submit(Intent::Account { generation }, Lane::Free);
    }

    /// Something does not fit: asks the server in a while, unless a late event explains it.
    pub(super) fn doubt(&mut self, cx: &mut Context, now: Now) {
        // An account that was asked for before says nothing about it.
        self.belief.generation += 1;
        let soon = now.monotonic + cx.config.timing.doubt;
        // Where there was no account, the next try can be an hour off; about each call the server can be asked all the same.
        if self.belief.unavailable {
            cx.timers.arm_by(Timer::Account, soon);
        } else if cx.timers.at(Timer::Account).is_none() {
            cx.timers.arm(Timer::Account, soon);
            self.belief.for_doubt = true;
        }
    }

    /// A late event has explained it.
    pub(super) fn forget_doubt(&mut self, cx: &mut Context) {
        if std::mem::take(&mut self.belief.for_doubt) {
            cx.timers.disarm(Timer::Account);
        }
    }
}

impl Context {
    /// Wants an event channel with these topics, where and how the configuration says.
    pub(super) fn open_link(&mut self, now: Now, topics: Topics) -> Link {
        let config = &self.config;
        let target = LinkTarget {
            url: config.environment.events.to_string(),
            virtual_host: config.virtual_host.clone(),
            login: config.environment.broker_login().map(str::to_owned),
            passcode: config.environment.broker_passcode().cloned(),
            policy: config.reconnect,
            timing: config.timing,
            trace: config.settings.use_ws_log,
        };
        Link::open(now.monotonic, target, topics, &mut self.link())
    }

    /// Does not want it any more.
    pub(super) fn close_link(&mut self, now: Now, link: Link) {
        for output in link.close(now.monotonic, &mut self.link()) {
            self.pass_on(now, output);
        }
    }

    /// What is done with the outputs of a link that concern nothing but it.
    pub(super) fn pass_on(&mut self, now: Now, output: LinkOutput) {
        match output {
            LinkOutput::Socket(socket, action) => {
                let action = self.dressed_action(now, action);
                self.outputs.push_back(Output::Socket { socket, action });
            }
            LinkOutput::Trace(content) => {
                let kind = LogKind::Log;
                let mut content = self.secrets.mask().text(&content);
                if let Some((end, _)) = content.char_indices().nth(TRACED) {
                    content.truncate(end);
                }
                self.outputs.push_back(Output::Log(LogLine { kind, content }));
            }
            LinkOutput::Violation(detail) => self.odd(now, AnomalyKind::Protocol, detail),
            // Of a link that is not wanted any more.
            LinkOutput::Connecting
            | LinkOutput::Stands(_)
            | LinkOutput::OnlyNow(_)
            | LinkOutput::Up
            | LinkOutput::Refused(..)
            | LinkOutput::Down(_)
            | LinkOutput::Retrying(_)
            | LinkOutput::StillLost(_)
            | LinkOutput::GaveUp(_)
            | LinkOutput::Event(..) => {}
        }
    }
}

/// The call that an account shows.
pub(super) fn shown(state: &ClientState) -> Option<&CallId> {
    state.agent.as_ref()?.active_call.as_ref()?.call_id.as_ref()
}

/// The topic of an agent's events.
pub(super) fn topic(dialect: Dialect, agent: &AgentId) -> String {
    match dialect {
        Dialect::V4 => format!("/topic/event.agent.*.{}", agent.as_str().replace('.', "_")),
        Dialect::V2 => format!("/topic/csta/agent/{agent}"),
    }
}
