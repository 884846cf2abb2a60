//! The order in which the model sees the events.
//!
//! Events come duplicated, late and out of order. The tracker keeps the last ones and puts each into its
//! place by the number that its producer gave it; the model is what folding them in that order gives. So any
//! duplication, and any reordering within the window, comes to the same model. What is older than the
//! window, or has no number and contradicts what came before, is reported and makes the model doubtful until
//! it is checked with the server.

use std::sync::Arc;
use std::time::Duration;

use smol_str::SmolStr;

use super::call::Call;
use super::effect::Effect;
use super::history::{Entry, History, Told};
use super::limits::may_be_late;
use super::mark::Mark;
use super::offered::{Offered, Verdict};
use super::order::Order;
use super::perspective::Perspective;
use super::producers::{FarBelow, Place, Producers};
use super::seen::{Seen, Sight};
use super::server_clock::{ServerClock, WorkerClocks};
use super::state::Model;
use super::step::Step;
use crate::event::{Anomaly, AnomalyKind, Event, EventKind};
use crate::id::{CallId, DeviceId};
use crate::time::Now;

/// Keeps the model of one agent on one device.
#[derive(Clone, Debug)]
pub struct Tracker {
    own: Perspective,
    history: History,
    /// What all events have made.
    current: Model,
    producers: Producers,
    seen: Seen,
    clock: ServerClock,
    workers: WorkerClocks,
    misfit: Misfit,
}

/// Whether something came that does not fit, and that the server has not been asked about.
#[derive(Clone, Copy, Default, Debug)]
struct Misfit {
    /// For good, until checked.
    lasting: bool,
    /// As long as the window is folded as it is: a late event can dispel it.
    window: bool,
}

impl Tracker {
    /// A tracker that knows nothing yet.
    pub fn new(own: Perspective) -> Self {
        Self {
            own,
            history: History::default(),
            current: Model::default(),
            producers: Producers::default(),
            seen: Seen::default(),
            clock: ServerClock::default(),
            workers: WorkerClocks::default(),
            misfit: Misfit::default(),
        }
    }

    pub(super) fn clock(&self) -> ServerClock {
        self.clock
    }

    pub(super) fn set_clock(&mut self, clock: ServerClock) {
        self.clock = clock;
    }

    /// The model as of now.
    pub fn model(&self) -> &Model {
        &self.current
    }

    /// From whose side.
    pub fn perspective(&self) -> &Perspective {
        &self.own
    }

    /// Whether something came that order alone cannot put right: ask the server.
    pub fn is_doubtful(&self) -> bool {
        self.misfit.lasting || self.misfit.window
    }

    /// Takes an event in. `now` is when it came.
    pub fn offer(&mut self, now: Now, event: &Arc<Event>) -> Offered {
        self.tidy(now);
        let mut offered = Offered::nothing();
        let foreign = self.foreign(event);
        if !(event.kind().is_agent_event() || event.kind().is_call_event()) {
            if is_known_name(event.name()) && event.kind() == EventKind::Other && foreign.is_none() {
                offered.anomalies.push(Anomaly::new(
                    AnomalyKind::Incomplete,
                    event,
                    "a field that it needs is missing",
                ));
                self.doubt_all();
            }
            return offered;
        }
        let too_long = || event.has_long_id().then_some("an id in it is too long");
        let refused = foreign.map(|detail| (AnomalyKind::Foreign, detail));
        let refused = refused.or_else(|| Some((AnomalyKind::Limit, too_long()?)));
        if let Some((kind, detail)) = refused {
            offered.verdict = Verdict::Refused;
            offered.anomalies.push(Anomaly::new(kind, event, detail));
            // What it tells of has happened all the same.
            if kind == AnomalyKind::Limit {
                self.doubt_all();
            }
            return offered;
        }
        if let Some(time) = event.time() {
            self.clock.note(now, time);
        }
        let order = Order::of_known(event, self.producers.iter().map(|producer| &producer.name));
        if let Some((worker, time)) = order.producer.as_ref().zip(order.time) {
            self.workers.note(now, worker, time);
        }
        let sight = self.seen.add(event, &order, self.own.device.borrowed());
        if sight == Sight::Copy {
            offered.verdict = Verdict::Duplicate;
            offered
                .anomalies
                .push(Anomaly::new(AnomalyKind::Duplicate, event, "it has been seen"));
            return offered;
        }
        if self.is_older_by_time(event, &order) {
            self.doubt_order(now);
        }
        let before = (sight == Sight::Alike).then(|| self.current.clone());
        let entry = Entry::of(event, order, now.into());
        let far_below = self.producers.note_far_below(&entry.order);
        let rises = far_below == Some(FarBelow::Rises);
        let place = self.producers.place(&entry.order, now.monotonic, rises);
        let may_be_anew = far_below.is_some() && !matches!(place, Place::Reset);
        match place {
            Place::Last => self.append(entry, event, &mut offered),
            Place::Amid => match self.index_of(&entry.order) {
                Some(index) => self.insert(index, entry, event, &mut offered),
                None => self.append(entry, event, &mut offered),
            },
            Place::Reset => {
                offered.anomalies.push(Anomaly::new(
                    AnomalyKind::SerialReset,
                    event,
                    "the numbers began again",
                ));
                self.doubt_all();
                self.settle_all();
                self.producers.forget(&entry.order);
                self.change(|model| model.numbers_begin_anew(&entry.order));
                self.append(entry, event, &mut offered);
            }
            Place::BeforeAll => {
                offered.verdict = Verdict::Refused;
                offered.anomalies.push(Anomaly::new(
                    AnomalyKind::TooLate,
                    event,
                    "older than all that is kept",
                ));
                self.doubt_all();
            }
        }
        if may_be_anew {
            offered.anomalies.push(Anomaly::new(
                AnomalyKind::SerialReset,
                event,
                "the numbers may have begun again",
            ));
            self.doubt_all();
        }
        // What looks like a copy can be the same thing happening again.
        if before.is_some_and(|before| {
            !before.agrees_with(&self.current) || before.recordings_differ(&self.current)
        }) {
            self.doubt_order(now);
        }
        offered
    }

    /// Applies what the library itself found out; newer than all that came before.
    pub(super) fn apply_trusted(&mut self, now: Now, event: &Event) -> Effect {
        while self.settle_oldest() {}
        let step = Step {
            own: &self.own,
            event,
            order: &self.order_of_now(event),
            at: now.into(),
            trusted: true,
        };
        let effect = self.current.apply(&step);
        self.history.begin_anew(&self.current);
        effect
    }

    /// The server has been asked: nothing more can be done about what did not fit.
    pub fn clear_doubt(&mut self) {
        self.history.is_answered();
        if !self.current.has_come_in_order() {
            self.tell(Model::is_in_order);
        }
        self.misfit = Misfit::default();
    }

    /// There was a gap in the event channel: whatever the model says may have changed unseen.
    pub fn mark_unverified(&mut self) {
        self.settle_all();
        self.change(|model| {
            model.doubt();
            model.ended.may_be_back();
        });
    }

    /// Something came that cannot be put right by what comes after it.
    pub fn doubt_all(&mut self) {
        self.misfit.lasting = true;
        self.change(Model::doubt);
    }

    /// So, where nothing numbers the events: what comes now may be as old, and vouches for nothing.
    fn doubt_order(&mut self, now: Now) {
        self.doubt_all();
        self.change(|model| model.disorder = Some(now.monotonic));
    }

    /// Forgets all calls and the agent's mode; the numbers are kept, so that what was on its way is known as
    /// old.
    pub fn reset(&mut self) {
        self.settle_all();
        let ended = self
            .current
            .calls
            .iter()
            .map(|call| call.id.clone())
            .collect::<Vec<_>>();
        self.change(|model| {
            model.agent = Model::default().agent;
            model.calls.clear();
            model.is_in_order();
            for id in &ended {
                model.remember_end(id.clone(), Order::default(), false);
            }
        });
        self.misfit = Misfit::default();
    }

    /// Lets go of events that are too old to be reordered; call it now and then.
    pub fn tidy(&mut self, now: Now) {
        let is_over = |entry: &Entry| !may_be_late(entry.at.monotonic, now.monotonic);
        while self.history.open().next().is_some_and(is_over) {
            self.settle_oldest();
        }
        self.history.compact(&self.current);
    }

    /// Legs that a transfer left behind and that no `connectionCleared` has taken away since `before`.
    pub fn handed_over_before(&self, before: Duration) -> bool {
        let overdue = |call: &Call| {
            call.handed_to
                .as_ref()
                .is_some_and(|(_, at)| at.monotonic <= before)
        };
        self.current.calls.iter().any(overdue)
    }

    /// What has been sent by now, as far as it has come, or its time tells.
    pub fn mark(&self, now: Duration) -> Mark {
        let numbers = self.producers.iter();
        let bare = self.history.open().filter(|entry| entry.order.serial.is_none());
        Mark {
            numbers: numbers
                .clone()
                .map(|producer| (producer.name.clone(), producer.newest, producer.newest_time))
                .collect(),
            last: numbers
                .map(|producer| (producer.name.clone(), producer.last_time))
                .collect(),
            time: bare.filter_map(|entry| entry.order.time).max(),
            clocks: self.workers.show(now).collect(),
        }
    }

    /// A reply tells something. It is newer than all that has come; what comes late is put in its place before it.
    pub(super) fn tell(&mut self, edit: impl Fn(&mut Model) + Send + Sync + 'static) {
        self.tell_of(None, edit);
    }

    /// So; or what a call's data is.
    pub(super) fn tell_of(
        &mut self,
        data_of: Option<(CallId, Arc<str>)>,
        edit: impl Fn(&mut Model) + Send + Sync + 'static,
    ) {
        edit(&mut self.current);
        let edit: Arc<dyn Fn(&mut Model) + Send + Sync> = Arc::new(edit);
        let told = Told {
            edit: Arc::clone(&edit),
            data_of,
        };
        match self.history.tell(told, &self.current) {
            true => self.keep_the_last(),
            false => self.history.change(&self.own, |model| edit(model)),
        }
    }

    /// Changes the model from before the events that are kept: none of them undoes it.
    pub(super) fn change(&mut self, edit: impl Fn(&mut Model)) {
        edit(&mut self.current);
        self.history.change(&self.own, edit);
    }

    /// Something is known now that was so from the beginning: the events that are kept are folded once more.
    pub(super) fn see_anew(&mut self) {
        self.current = self.history.anew(&self.own);
        self.misfit.window = self.history.open().any(|entry| entry.misfit);
    }

    fn foreign(&self, event: &Event) -> Option<&'static str> {
        if event.src_device().is_some_and(|device| device != self.own.device) {
            return Some("delivered for another device");
        }
        if event.agent_id().is_some_and(|agent| agent != self.own.agent) {
            return Some("of another agent");
        }
        None
    }

    /// Whether it has no number and its time is before that of another such event that has been taken in.
    fn is_older_by_time(&self, event: &Event, order: &Order) -> bool {
        let is_call = event.call_id().is_some();
        order.serial.is_none()
            && self.history.open().any(|entry| {
                entry.order.serial.is_none()
                    && entry
                        .event()
                        .is_some_and(|event| event.call_id().is_some() == is_call)
                    && entry.order.time > order.time
                    && order.time.is_some()
            })
    }

    /// The first that its producer has given a higher number.
    fn index_of(&self, order: &Order) -> Option<usize> {
        let (name, serial) = order.number()?;
        let later = |(by, number): (&SmolStr, u64)| by == name && number > serial;
        self.history
            .place(|entry| entry.order.number().is_some_and(later))
    }

    fn append(&mut self, mut entry: Entry, event: &Event, offered: &mut Offered) {
        self.producers.note(&entry.order, entry.at.monotonic);
        let effect = entry.apply(&mut self.current, &self.own);
        entry.misfit = effect.needs_resync();
        self.misfit.window |= entry.misfit;
        offered.verdict = Verdict::Applied;
        offered.take(effect, event);
        self.history.push(entry, &self.current);
        self.keep_the_last();
    }

    fn insert(&mut self, index: usize, entry: Entry, event: &Event, offered: &mut Offered) {
        offered.verdict = Verdict::Late;
        offered.anomalies.push(Anomaly::new(
            AnomalyKind::Late,
            event,
            "newer events came before it",
        ));
        let mut unordered = self.current.clone();
        entry.apply(&mut unordered, &self.own);
        let (model, effect) = self.history.insert(index, entry, &self.own);
        self.misfit.window = self.history.open().any(|entry| entry.misfit);
        offered.take(effect, event);
        let unnamed = std::mem::take(&mut offered.corrected);
        offered.corrected = differences(&unordered, &model);
        offered.corrected.extend(unnamed);
        self.current = model;
        self.keep_the_last();
    }

    fn keep_the_last(&mut self) {
        while self.history.is_full() {
            self.settle_oldest();
            self.history.compact(&self.current);
        }
    }

    /// What was told before is not folded again, since it was of another device.
    pub(super) fn sees_from(&mut self, device: DeviceId) {
        self.settle_all();
        self.own.device = device;
    }

    pub(super) fn settle_all(&mut self) {
        while self.settle_oldest() {}
        self.history.compact(&self.current);
    }

    /// What has come of the oldest event that could still be reordered stays; whether there was one.
    fn settle_oldest(&mut self) -> bool {
        let Some(entry) = self.history.settle_next() else {
            return false;
        };
        self.misfit.lasting |= entry.misfit;
        self.producers.settle(&entry.order);
        true
    }

    /// The place of the library's own event: after all that its kind of producer has sent.
    fn order_of_now(&self, event: &Event) -> Order {
        let kind = if event.call_id().is_some() {
            "CtiWorker_"
        } else {
            "CtiRouter_"
        };
        match self.producers.last_like(kind) {
            Some(producer) => Order {
                producer: Some(producer.name.clone()),
                serial: Some(producer.newest),
                time: producer.newest_time,
            },
            None => Order::default(),
        }
    }
}

fn is_known_name(name: &str) -> bool {
    const NAMES: [&str; 11] = [
        "serviceInitiated",
        "originated",
        "delivered",
        "established",
        "connectionCleared",
        "held",
        "retrieved",
        "transferred",
        "conferenced",
        "failed",
        "",
    ];
    NAMES.contains(&name)
}

fn differences(expected: &Model, found: &Model) -> Vec<CallId> {
    let mut ids: Vec<CallId> = Vec::new();
    for call in expected.calls() {
        if !found.calls.iter().any(|twin| twin.agrees_with(call)) {
            ids.push(call.id.clone());
        }
    }
    for call in found.calls() {
        if !expected.calls.iter().any(|twin| twin.id == call.id) {
            ids.push(call.id.clone());
        }
    }
    ids
}
