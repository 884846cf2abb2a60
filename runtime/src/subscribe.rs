//! What is wanted of all that a session tells: events by their kind or name, log lines, outcomes of commands.

use wellclient_core::event::{Event, EventKind};

use crate::session::Session;
use crate::subscription::{Events, Notice, Subscription};

/// Notices that may wait in one subscription, unless it says otherwise.
const CAPACITY: usize = 1024;

/// A subscription in the making ([`Session::subscribe`]): what it is told, and how.
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
    session: &'a Session,
    filter: Filter,
    capacity: usize,
}

impl<'a> SubscriptionBuilder<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self {
            session,
            filter: Filter::default(),
            capacity: CAPACITY,
        }
    }

    /// Only events of these kinds; together with names, and where it is said twice, of any that was said. Default: all
    /// events.
    pub fn kinds(mut self, kinds: impl IntoIterator<Item = EventKind>) -> Self {
        let chosen = self.filter.events.get_or_insert_default();
        chosen.kinds = kinds
            .into_iter()
            .fold(chosen.kinds, |kinds, kind| kinds | bit(kind));
        self
    }

    /// Only events of these names, of every [`crate::Origin`]; together with kinds, and where it is said twice, of any
    /// that was said. For events that have no kind: elsewhere [`SubscriptionBuilder::kinds`] is the better way.
    /// Default: all events.
    pub fn names<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        let chosen = self.filter.events.get_or_insert_default();
        chosen.names.extend(names.into_iter().map(Into::into));
        self
    }

    /// Whether to tell log lines, too ([`Notice::Log`]). Default: where all events are told.
    pub fn logs(mut self, logs: bool) -> Self {
        self.filter.logs = Some(logs);
        self
    }

    /// Whether to tell, in their place among the events, the outcomes of commands ([`Notice::Settled`]) and the
    /// questions of log-ins that were begun by [`Session::begin`] ([`Notice::AskLogin`]). Default: no.
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
        Events::new(self.session.shared(), self.filter, self.capacity)
    }

    /// From now on, by calls on the runtime's threads, one after the other, until the subscription is dropped.
    pub fn call(self, callback: impl FnMut(Notice) + Send + 'static) -> Subscription {
        let runtime = &self.session.shared().client.handle;
        Subscription::start(runtime, self.stream(), callback)
    }
}

/// Which event is meant: one of a kind, or one of a name, for events that have no kind. It is made of a kind or of a
/// text.
///
/// An event whose fields cannot be read has its name, and the kind [`EventKind::Other`]; `connectionCleared` is the
/// name of two kinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventMatch<'a> {
    /// Of this kind.
    Kind(EventKind),
    /// Of this name.
    Name(&'a str),
}

impl EventMatch<'_> {
    /// Whether this event is meant.
    pub fn matches(self, event: &Event) -> bool {
        match self {
            Self::Kind(kind) => event.body.kind() == kind,
            Self::Name(name) => event.name() == name,
        }
    }
}

impl From<EventKind> for EventMatch<'_> {
    fn from(kind: EventKind) -> Self {
        Self::Kind(kind)
    }
}

impl<'a> From<&'a str> for EventMatch<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

/// What a subscription wants.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// `None` for all.
    events: Option<Chosen>,
    /// `None` where all events are wanted.
    logs: Option<bool>,
    outcomes: bool,
}

impl Filter {
    /// Whether it wants what concerns commands.
    pub(crate) fn follows_commands(&self) -> bool {
        self.outcomes
    }

    pub(crate) fn wants(&self, notice: &Notice) -> bool {
        match notice {
            Notice::Event(event) => self.events.as_ref().is_none_or(|chosen| chosen.holds(event)),
            Notice::Log(_) => self.logs.unwrap_or(self.events.is_none()),
            Notice::Settled { .. } | Notice::AskLogin { .. } => self.outcomes,
            Notice::Lagged { .. } => true,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Chosen {
    /// A bit for each kind.
    kinds: u64,
    names: Vec<String>,
}

impl Chosen {
    fn holds(&self, event: &Event) -> bool {
        self.kinds & bit(event.body.kind()) != 0 || self.names.iter().any(|name| name == event.name())
    }
}

const _: () = assert!(EventKind::ALL.len() <= u64::BITS as usize);

fn bit(kind: EventKind) -> u64 {
    1 << kind as u32
}
