//! The last events in their order, and the model before them: what a late event is put into. What replies tell between them
//! keeps its place, too.
//!
//! Each event is applied once, to the model as of now. A copy of that model, taken now and then, becomes the model before
//! the events that are kept when all that it was made of are too old to be reordered.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use super::effect::Effect;
use super::limits::REORDER_WINDOW;
use super::order::Order;
use super::perspective::{Moment, Perspective};
use super::state::Model;
use super::step::Step;
use crate::event::{Event, Origin};
use crate::id::CallId;

/// The last events, and the model before them.
#[derive(Clone, Default, Debug)]
pub(super) struct History {
    /// What the events before all that are kept have made.
    base: Model,
    entries: VecDeque<Entry>,
    /// So many of them are settled: nothing is put before them any more.
    settled: usize,
    /// What the first so many of them have made.
    checkpoint: Option<(usize, Model)>,
}

/// An event in its place, or what a reply has told.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    what: What,
    /// None of a reply: nothing is put between it and what came before it but what belongs before that.
    pub(super) order: Order,
    pub(super) at: Moment,
    /// It does not fit what came before it, and the server has not been asked since.
    pub(super) misfit: bool,
    /// The server has been asked since.
    is_answered: bool,
}

#[derive(Clone)]
enum What {
    Event(Arc<Event>),
    Reply(Told),
}

/// What a reply does to the model.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) edit: Arc<dyn Fn(&mut Model) + Send + Sync>,
    /// The call of which it tells the data, and what that is: the same told again is kept once.
    pub(super) data_of: Option<(CallId, Arc<str>)>,
}

impl fmt::Debug for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Which one it is, its order tells.
            Self::Event(event) => event.kind().fmt(f),
            Self::Reply(_) => f.write_str("Reply"),
        }
    }
}

impl Entry {
    pub(super) fn of(event: &Arc<Event>, order: Order, at: Moment) -> Self {
        Self {
            what: What::Event(Arc::clone(event)),
            order,
            at,
            misfit: false,
            is_answered: false,
        }
    }

    /// The event; `None` of a reply.
    pub(super) fn event(&self) -> Option<&Arc<Event>> {
        match &self.what {
            What::Event(event) => Some(event),
            What::Reply(_) => None,
        }
    }

    /// Does to the model what it tells.
    pub(super) fn apply(&self, model: &mut Model, own: &Perspective) -> Effect {
        match &self.what {
            What::Event(event) => model.apply(&Step {
                own,
                event,
                order: &self.order,
                at: self.at,
                trusted: event.origin == Origin::Synthesized,
            }),
            What::Reply(told) => {
                (told.edit)(model);
                Effect::default()
            }
        }
    }

    fn tells_data_of(&self) -> Option<&(CallId, Arc<str>)> {
        match &self.what {
            What::Event(_) => None,
            What::Reply(told) => told.data_of.as_ref(),
        }
    }
}

impl History {
    /// Those that are not settled, the oldest first.
    pub(super) fn open(&self) -> impl Iterator<Item = &Entry> {
        self.entries.range(self.settled.min(self.entries.len())..)
    }

    /// Whether more are open than are to be.
    pub(super) fn is_full(&self) -> bool {
        let open = self.entries.len() - self.settled;
        let events = || self.open().filter(|entry| entry.event().is_some()).count();
        open > REORDER_WINDOW && (open > 2 * REORDER_WINDOW || events() > REORDER_WINDOW)
    }

    /// The place of the first open one of which this is so.
    pub(super) fn place(&self, is: impl Fn(&Entry) -> bool) -> Option<usize> {
        self.open().position(is).map(|place| self.settled + place)
    }

    /// Adds an event, of which `current` tells already.
    pub(super) fn push(&mut self, entry: Entry, current: &Model) {
        self.entries.push_back(entry);
        if self.checkpoint.is_none() && self.entries.len() >= REORDER_WINDOW {
            self.checkpoint = Some((self.entries.len(), current.clone()));
        }
    }

    /// Adds what a reply tells, of which `current` tells already. Answers false where no event is kept that it comes after.
    pub(super) fn tell(&mut self, told: Told, current: &Model) -> bool {
        let Some(at) = self.open().last().map(|entry| entry.at) else {
            return false;
        };
        let last = self.entries.back().and_then(Entry::tells_data_of);
        let is_told_again = last.is_some() && last == told.data_of.as_ref();
        let is_in_checkpoint = |(count, _): &(usize, Model)| *count == self.entries.len();
        if is_told_again && !self.checkpoint.as_ref().is_some_and(is_in_checkpoint) {
            self.entries.pop_back();
        }
        let entry = Entry {
            what: What::Reply(told),
            order: Order::default(),
            at,
            misfit: false,
            is_answered: false,
        };
        self.push(entry, current);
        true
    }

    /// Puts an event before that at `place`. Answers the model then, and what the event has brought to light.
    pub(super) fn insert(&mut self, place: usize, entry: Entry, own: &Perspective) -> (Model, Effect) {
        let (mut done, mut model) = match self.checkpoint.take_if(|(count, _)| *count <= place) {
            Some((count, model)) => {
                self.checkpoint = Some((count, model.clone()));
                (count, model)
            }
            // It was made without this event.
            None => {
                self.checkpoint = None;
                (0, self.base.clone())
            }
        };
        self.entries.insert(place, entry);
        let mut brought = Effect::default();
        while let Some(entry) = self.entries.get_mut(done) {
            let effect = entry.apply(&mut model, own);
            entry.misfit = effect.needs_resync() && !entry.is_answered;
            if done == place {
                brought = effect;
            }
            done += 1;
        }
        (model, brought)
    }

    /// Folds all that are kept once more. Answers the model now.
    pub(super) fn anew(&mut self, own: &Perspective) -> Model {
        self.checkpoint = None;
        let mut model = self.base.clone();
        for entry in &mut self.entries {
            let effect = entry.apply(&mut model, own);
            entry.misfit = effect.needs_resync() && !entry.is_answered;
        }
        model
    }

    /// The server has been asked: nothing more can be done about what does not fit.
    pub(super) fn is_answered(&mut self) {
        for entry in &mut self.entries {
            (entry.misfit, entry.is_answered) = (false, true);
        }
    }

    /// Settles the oldest open one.
    pub(super) fn settle_next(&mut self) -> Option<&Entry> {
        let entry = self.entries.get(self.settled)?;
        self.settled += 1;
        Some(entry)
    }

    /// Lets go of settled ones, as far as there is a model after them.
    pub(super) fn compact(&mut self, current: &Model) {
        if self.settled == self.entries.len() {
            if !self.entries.is_empty() {
                self.begin_anew(current);
            }
        } else if let Some((count, model)) = self.checkpoint.take_if(|(count, _)| *count <= self.settled) {
            self.base = model;
            self.entries.drain(..count);
            self.settled -= count;
        }
    }

    /// Nothing is put before what is told by now.
    pub(super) fn begin_anew(&mut self, current: &Model) {
        self.base = current.clone();
        self.entries.clear();
        self.entries.shrink_to(4);
        self.settled = 0;
        self.checkpoint = None;
    }

    /// The model before the open ones.
    pub(super) fn settled(&mut self, own: &Perspective) -> &Model {
        for entry in self.entries.drain(..self.settled) {
            entry.apply(&mut self.base, own);
        }
        if let Some((count, _)) = &mut self.checkpoint {
            *count -= self.settled;
        }
        self.settled = 0;
        &self.base
    }

    /// Changes what the settled ones have made, and what follows from it.
    pub(super) fn change(&mut self, own: &Perspective, edit: impl Fn(&mut Model)) {
        self.settled(own);
        edit(&mut self.base);
        if let Some((_, model)) = &mut self.checkpoint {
            edit(model);
        }
    }
}
