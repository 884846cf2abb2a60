//! What is wanted of all that a session tells: events by their kind or name, log lines, outcomes of commands.

use std::sync::Arc;

use wellclient_core::event::EventKind;

use crate::filter::Filter;
use crate::notice::Notice;
use crate::shared::Shared;
use crate::subscription::{Events, Subscription};

/// Notices that may wait in one subscription, unless it says otherwise.
const CAPACITY: usize = 1024;

/// A subscription in the making ([`Session::subscribe`](crate::Session::subscribe)): what it is told, and how.
///
/// ```
/// # fn example(session: &wellclient::Session) {
/// use wellclient::EventKind;
///
/// let calls = session.subscribe().kinds([EventKind::Delivered, EventKind::Established]).stream();
/// let errors = session.subscribe().kinds([]).logs(true).call(|line| eprintln!("{line}"));
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "it begins with `stream` or `call`"]
pub struct SubscriptionBuilder<'a> {
    session: &'a Arc<Shared>,
    filter: Filter,
    capacity: usize,
}

impl<'a> SubscriptionBuilder<'a> {
    pub(crate) fn new(session: &'a Arc<Shared>) -> Self {
        Self {
            session,
            filter: Filter::default(),
            capacity: CAPACITY,
        }
    }

    /// Only events of these kinds; together with names, and where it is said twice, of any that was said. Default: all
    /// events.
    pub fn kinds(mut self, kinds: impl IntoIterator<Item = EventKind>) -> Self {
        self.filter.choose_kinds(kinds);
        self
    }

    /// Only events of these names, of every [`crate::Origin`]; together with kinds, and where it is said twice, of any
    /// that was said. For events that have no kind: elsewhere [`SubscriptionBuilder::kinds`] is the better way.
    /// Default: all events.
    pub fn names<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.filter.choose_names(names.into_iter().map(Into::into));
        self
    }

    /// Whether to tell log lines, too ([`Notice::Log`]). Default: where all events are told.
    pub fn logs(mut self, logs: bool) -> Self {
        self.filter.logs = Some(logs);
        self
    }

    /// Whether to tell, in their place among the events, the outcomes of commands ([`Notice::Settled`]) and the
    /// questions of log-ins that were begun by [`Session::begin`](crate::Session::begin) ([`Notice::AskLogin`]). Default: no.
    pub fn outcomes(mut self, outcomes: bool) -> Self {
        self.filter.outcomes = outcomes;
        self
    }

    /// How many notices may wait to be read, at least one; whoever is slower gets [`Notice::Lagged`]. Default: 1024.
    pub fn capacity(mut self, capacity: usize) -> Self {
        self.capacity = capacity.max(1);
        self
    }

    /// From now on, to be read.
    pub fn stream(self) -> Events {
        Events::new(self.session, self.filter, self.capacity)
    }

    /// From now on, by calls on the runtime's threads, one after the other, until the subscription is dropped.
    pub fn call(self, callback: impl FnMut(Notice) + Send + 'static) -> Subscription {
        let runtime = &self.session.client.handle;
        Subscription::start(runtime, self.stream(), callback)
    }
}
