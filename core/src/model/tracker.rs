//! The order in which the model sees the events.
//!
//! Events come duplicated, late and out of order. The tracker keeps the last ones and puts each into its
//! place by the number that its producer gave it; the model is what folding them in that order gives. So any
//! duplication, and any reordering within the window, comes to the same model. What is older than the
//! window, or has no number and contradicts what came before, is reported and makes the model doubtful until
//! it is checked with the server.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use smol_str::SmolStr;

use super::call::Call;
use super::cleared::ClearedFacts;
use super::effect::Effect;
use super::history::{Entry, History, Told};
use super::limits::{REORDER_AGE, may_be_late};
use super::mark::Mark;
use super::order::Order;
use super::perspective::Perspective;
use super::seen::{Seen, Sight};
use super::server_clock::{ServerClock, WorkerClocks};
use super::state::Model;
use super::step::Step;
use crate::event::{Anomaly, AnomalyKind, Event, EventKind, EventTime};
use crate::id::{CallId, DeviceId};
use crate::time::Now;

/// A number this far below the newest is hardly that of a late event: the producer may have been started anew.
const FAR_BELOW: u64 = 10_000;

/// Producers whose numbers are remembered.
const PRODUCERS: usize = 16;

/// No event is on its way for longer, by its producer's own clock.
const LATEST_MS: i64 = REORDER_AGE.as_millis() as i64;

/// What became of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Applied, as the newest.
    Applied,
    /// Applied, at its place among newer ones.
    Late,
    /// Known already: dropped.
    Duplicate,
    /// Not applied; the anomalies say why.
    Refused,
    /// Says nothing about the model.
    Irrelevant,
}

/// What came of offering an event.
#[derive(Debug)]
pub struct Offered {
    /// What became of it.
    pub verdict: Verdict,
    /// What did not fit.
    pub anomalies: Vec<Anomaly>,
    /// What the call was, for a `connectionCleared`.
    pub cleared: Option<ClearedFacts>,
    /// Calls that the event changed beyond what it says itself: it is late, or does not name them.
    pub corrected: Vec<CallId>,
}

impl Offered {
    /// What comes of an event that says nothing about the model.
    pub(crate) fn nothing() -> Self {
        Self {
            verdict: Verdict::Irrelevant,
            anomalies: Vec::new(),
            cleared: None,
            corrected: Vec::new(),
        }
    }
}

/// Keeps the model of one agent on one device.
#[derive(Clone, Debug)]
pub struct Tracker {
    own: Perspective,
    history: History,
    /// What all events have made.
    current: Model,
    producers: VecDeque<Producer>,
    seen: Seen,
    clock: ServerClock,
    workers: WorkerClocks,
    misfit: Misfit,
}

/// What is known of one producer's numbers.
#[derive(Clone, Debug)]
struct Producer {
    name: SmolStr,
    newest: u64,
    newest_time: Option<EventTime>,
    /// When that came.
    newest_at: Duration,
    /// The newest number that has left the window.
    settled: Option<u64>,
    /// The last number that was far below the newest.
    far_below: Option<u64>,
}

/// A number far below the newest: the first, or one after another such.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum FarBelow {
    Alone,
    Rises,
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
            producers: VecDeque::new(),
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
        let far_below = self.note_far_below(&entry.order);
        let place = self.place(&entry.order, now.monotonic, far_below == Some(FarBelow::Rises));
        let may_be_anew = far_below.is_some() && !matches!(place, Place::Reset);
        match place {
            Place::Last => self.append(entry, event, &mut offered),
            Place::At(index) => self.insert(index, entry, event, &mut offered),
            Place::Reset => {
                offered.anomalies.push(Anomaly::new(
                    AnomalyKind::SerialReset,
                    event,
                    "the numbers began again",
                ));
                self.doubt_all();
                self.settle_all();
                self.producers
                    .retain(|producer| Some(&producer.name) != entry.order.producer.as_ref());
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
                .map(|producer| (producer.name.clone(), producer.newest, producer.newest_time))
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

    fn place(&self, order: &Order, now: Duration, rises: bool) -> Place {
        let Some((name, serial)) = order.number() else {
            return Place::Last;
        };
        let Some(producer) = self.producers.iter().find(|producer| producer.name == *name) else {
            return Place::Last;
        };
        if serial >= producer.newest {
            return Place::Last;
        }
        // A lower number at a later time, or when nothing can be late any more, or so late; or far lower ones that rise: the
        // producer was started anew.
        let times = order.time.zip(producer.newest_time);
        let is_over = !may_be_late(producer.newest_at, now);
        let is_anew = |(time, newest): (EventTime, EventTime)| {
            time > newest || newest.civil_ms().saturating_sub(time.civil_ms()) > LATEST_MS
        };
        if is_over || rises || times.is_some_and(is_anew) {
            return Place::Reset;
        }
        if producer.settled.is_some_and(|settled| serial <= settled) {
            return Place::BeforeAll;
        }
        let later = |entry: &Entry| {
            entry
                .order
                .number()
                .is_some_and(|(by, number)| by == name && number > serial)
        };
        self.history.place(later).map_or(Place::Last, Place::At)
    }

    /// Takes note of a number that is far below its producer's newest.
    fn note_far_below(&mut self, order: &Order) -> Option<FarBelow> {
        let (name, serial) = order.number()?;
        let mut producers = self.producers.iter_mut();
        let producer = producers.find(|producer| producer.name == *name)?;
        if producer.newest.saturating_sub(serial) <= FAR_BELOW {
            return None;
        }
        match producer.far_below.replace(serial) {
            Some(last) if serial > last => Some(FarBelow::Rises),
            _ => Some(FarBelow::Alone),
        }
    }

    fn append(&mut self, mut entry: Entry, event: &Event, offered: &mut Offered) {
        self.note_number(&entry.order, entry.at.monotonic);
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

    fn note_number(&mut self, order: &Order, at: Duration) {
        let Some((name, serial)) = order.number() else {
            return;
        };
        let known = self.producers.iter().position(|producer| producer.name == *name);
        let mut producer = known
            .and_then(|index| self.producers.remove(index))
            .unwrap_or_else(|| Producer {
                name: name.clone(),
                newest: serial,
                newest_time: None,
                newest_at: at,
                settled: None,
                far_below: None,
            });
        producer.newest = producer.newest.max(serial);
        producer.newest_time = producer.newest_time.max(order.time);
        producer.newest_at = at;
        if self.producers.len() == PRODUCERS {
            self.producers.pop_front();
        }
        // The one heard of last stands last.
        self.producers.push_back(producer);
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
        if let Some((name, serial)) = entry.order.number()
            && let Some(producer) = self.producers.iter_mut().find(|producer| producer.name == *name)
        {
            producer.settled = producer.settled.max(Some(serial));
        }
        true
    }

    /// The place of the library's own event: after all that its kind of producer has sent.
    fn order_of_now(&self, event: &Event) -> Order {
        let kind = if event.call_id().is_some() {
            "CtiWorker_"
        } else {
            "CtiRouter_"
        };
        let like = |producer: &&Producer| producer.name.starts_with(kind);
        match self.producers.iter().rev().find(like) {
            Some(producer) => Order {
                producer: Some(producer.name.clone()),
                serial: Some(producer.newest),
                time: producer.newest_time,
            },
            None => Order::default(),
        }
    }
}

enum Place {
    Last,
    At(usize),
    BeforeAll,
    Reset,
}

impl Offered {
    fn take(&mut self, effect: Effect, event: &Event) {
        self.cleared = effect.cleared;
        self.corrected.extend(effect.unnamed);
        self.anomalies.extend(
            effect
                .anomalies
                .into_iter()
                .map(|(kind, detail)| Anomaly::new(kind, event, detail)),
        );
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
