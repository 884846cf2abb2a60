//! Which notices are wanted.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use wellclient_core::event::{Event, EventKind};

use crate::notice::Notice;

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
            Self::Kind(kind) => event.kind() == kind,
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
    pub(crate) logs: Option<bool>,
    pub(crate) outcomes: bool,
}

impl Filter {
    pub(crate) fn choose_kinds(&mut self, kinds: impl IntoIterator<Item = EventKind>) {
        let chosen = self.events.get_or_insert_default();
        chosen.kinds |= bits(kinds);
    }

    pub(crate) fn choose_names(&mut self, names: impl Iterator<Item = String>) {
        self.events.get_or_insert_default().names.extend(names);
    }

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
        self.kinds & bit(event.kind()) != 0 || self.names.iter().any(|name| name == event.name())
    }
}

/// What a subscription has come to want besides.
#[derive(Debug, Default)]
pub(crate) struct Also {
    /// A bit for each kind.
    kinds: AtomicU64,
    logs: AtomicBool,
}

impl Also {
    pub(crate) fn add_kinds(&self, kinds: impl IntoIterator<Item = EventKind>) {
        self.kinds.fetch_or(bits(kinds), Ordering::Relaxed);
    }

    pub(crate) fn add_logs(&self) {
        self.logs.store(true, Ordering::Relaxed);
    }

    pub(crate) fn wants(&self, notice: &Notice) -> bool {
        match notice {
            Notice::Event(event) => self.kinds.load(Ordering::Relaxed) & bit(event.kind()) != 0,
            Notice::Log(_) => self.logs.load(Ordering::Relaxed),
            _ => false,
        }
    }
}

const _: () = assert!(EventKind::ALL.len() <= u64::BITS as usize);

fn bit(kind: EventKind) -> u64 {
    1 << kind as u32
}

fn bits(kinds: impl IntoIterator<Item = EventKind>) -> u64 {
    kinds.into_iter().fold(0, |bits, kind| bits | bit(kind))
}
