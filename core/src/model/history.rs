//! The last events in their order, and the model before them: what a late event is put into.
//!
//! Each event is applied once, to the model as of now. A copy of that model, taken now and then, becomes the model before
//! the events that are kept when all that it was made of are too old to be reordered.

use std::collections::VecDeque;
use std::sync::Arc;

use super::effect::Effect;
use super::limits::REORDER_WINDOW;
use super::order::Order;
use super::perspective::{Moment, Perspective};
use super::state::Model;
use super::step::Step;
use crate::event::{Event, Origin};

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

/// An event in its place.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) event: Arc<Event>,
    pub(super) order: Order,
    pub(super) at: Moment,
    /// It does not fit what came before it.
    pub(super) misfit: bool,
}

impl Entry {
    pub(super) fn step<'a>(&'a self, own: &'a Perspective) -> Step<'a> {
        Step {
            own,
            event: &self.event,
            order: &self.order,
            at: self.at,
            trusted: self.event.origin == Origin::Synthesized,
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
        self.entries.len() - self.settled > REORDER_WINDOW
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
            let effect = model.apply(&entry.step(own));
            entry.misfit = effect.needs_resync();
            if done == place {
                brought = effect;
            }
            done += 1;
        }
        (model, brought)
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
            self.base.apply(&entry.step(own));
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
