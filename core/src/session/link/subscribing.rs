//! The topics that are asked for on an event channel; when all of them stand, so does the channel.

use std::time::Duration;

use super::io::{LinkContext, LinkOutput, Loss};
use super::stage::Stage;
use super::{Link, State};
use crate::session::socket::SocketAction;
use crate::session::timers::{LinkTimer, Timer};
use crate::session::topics::{News, TopicId};
use crate::stomp::{Command, Frame};
use crate::vocabulary::LinkEnd;

/// Where one topic after the other is refused, the channel is opened again ten times a second at most.
const REOPEN: Duration = Duration::from_millis(100);

impl Link {
    /// Wants the events of one more topic.
    pub(in crate::session) fn add_topic(
        &mut self,
        now: Duration,
        destination: String,
        cx: &mut LinkContext<'_>,
    ) -> TopicId {
        let id = self.topics.add(destination);
        self.subscribe(now, cx);
        id
    }

    /// Does not want those of this topic any more.
    pub(in crate::session) fn remove_topic(&mut self, now: Duration, id: TopicId, cx: &mut LinkContext<'_>) {
        let is_known = self.topics.remove(id);
        if let Some(terms) = self.terms()
            && is_known
        {
            let frame = Frame::new(Command::Unsubscribe).with_header("id", id.name());
            self.send(now, terms.version, Some(terms.plan), frame, cx);
        }
        self.go_on(now, cx);
    }

    /// Asks for the topics that are wanted and have not been asked for.
    fn subscribe(&mut self, now: Duration, cx: &mut LinkContext<'_>) {
        let Some(terms) = self.terms() else { return };
        while let Some((id, destination)) = self.topics.ask_next() {
            self.step(now, self.settle, cx);
            let frame = Frame::new(Command::Subscribe)
                .with_header("id", id.name())
                .with_header("destination", destination)
                .with_header("ack", "auto")
                .with_header("receipt", id.receipt());
            self.send(now, terms.version, Some(terms.plan), frame, cx);
        }
    }

    /// By an event, or by a RECEIPT; whether that is news. Where an event comes first, those before it may have come as well.
    pub(super) fn stands(&mut self, id: TopicId, by_event: bool) -> bool {
        let news = self.topics.stands(id);
        match news {
            Some(News::Stands) => self.outputs.push_back(LinkOutput::Stands(id)),
            Some(News::OnlyNow) if !by_event => self.outputs.push_back(LinkOutput::OnlyNow(id)),
            Some(News::OnlyNow) | None => {}
        }
        news.is_some()
    }

    /// Asks for what is left to be asked for. When all of it stands, so does the channel.
    pub(super) fn go_on(&mut self, now: Duration, cx: &mut LinkContext<'_>) {
        self.subscribe(now, cx);
        if !self.topics.all_stand() {
            return;
        }
        match &mut self.state {
            State::Open(open) => match open.stage {
                Stage::Subscribing(terms) => {
                    open.stage = Stage::Active(terms);
                    self.outputs.push_back(LinkOutput::Up);
                    cx.timers.disarm(Timer::Link(LinkTimer::Step));
                    cx.timers.disarm(Timer::Link(LinkTimer::GiveUp));
                    self.trouble = None;
                    self.pace.up(now);
                }
                Stage::Active(_) => cx.timers.disarm(Timer::Link(LinkTimer::Step)),
                Stage::Handshaking => {}
            },
            State::Opening | State::Waiting { .. } => {}
        }
    }

    /// The broker refuses a topic, and after that takes nothing any more: goes on without the topic, at once, or when the last
    /// such attempt is long enough ago.
    pub(super) fn refused(&mut self, now: Duration, id: TopicId, words: String, cx: &mut LinkContext<'_>) {
        self.act(SocketAction::Close);
        self.topics.remove(id);
        cx.timers.disarm_link();
        let at = self.begun + REOPEN;
        let loss = Loss::new(LinkEnd::BrokerError, words.as_str());
        if self.is_active() {
            self.outputs.push_back(LinkOutput::Down(loss));
        } else if now < at {
            self.outputs.push_back(LinkOutput::Retrying(loss));
        }
        self.outputs.push_back(LinkOutput::Refused(id, words));
        if now < at {
            cx.timers.arm(Timer::Link(LinkTimer::Reconnect), at);
            self.state = State::Waiting {
                not_before: at,
                if_asked: at,
            };
        } else {
            self.start(now, cx);
        }
    }
}
