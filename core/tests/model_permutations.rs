//! Every order of up to seven events, every single copy, and every gap, of every scene: the model comes out right, or does
//! not believe what is not so.
//!
//! A scene of more than seven events has every seven consecutive ones in every order, the rest as they were sent. Orders
//! that lead to the same state are followed as one from there on, so what is looked at are the states, not the orders.

mod trace;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

use trace::{Numbering, Scene, describe, fold, now, scenes};
use wellclient_core::doubt::Doubt;
use wellclient_core::event::{AgentMode, Event};
use wellclient_core::http::reply::{ActiveCall, CallDirection, ClientAgent, ClientState};
use wellclient_core::id::DeviceId;
use wellclient_core::model::{Call, ConnectionState, Model, Role, Tracker};

/// How many consecutive events are told in every order.
const WINDOW: usize = 7;

/// The one scene that has an order in which bare events leave the model sure of itself and wrong. The call comes back to 8000
/// under its id, and its second ring is told in the place of what came before the first answer: a consultation may be
/// transferred while it rings, and then its target rings on. Each event fits the one before it, so nothing tells this from
/// what it looks like. None may be added.
const UNKNOWABLE: &str = "transfer: 8000 is the target, leaves, and the call comes back to it";

/// A state, and how it is come to.
struct State {
    tracker: Tracker,
    /// How many orders lead here.
    orders: u64,
    /// One of them.
    example: Vec<usize>,
}

/// What a tracker is, but for the order in which it remembers what it has seen: its `Debug`.
struct Print {
    text: String,
    skips: bool,
}

impl fmt::Write for Print {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match text {
            "seen" => self.skips = true,
            "clock" => self.skips = false,
            _ => {}
        }
        if !self.skips {
            self.text.push_str(text);
        }
        Ok(())
    }
}

/// Equal where nothing that comes can tell the two apart. Events without numbers are never put before others, so of
/// those that came only the model counts.
fn print(tracker: &Tracker, numbering: Numbering) -> String {
    let mut print = Print {
        text: String::new(),
        skips: false,
    };
    match numbering {
        Numbering::Serials => write!(print, "{tracker:?}").unwrap(),
        _ => write!(print, "{:?} {}", tracker.model(), tracker.is_doubtful()).unwrap(),
    }
    print.text
}

/// The states that all orders of `events` lead to.
fn permuted(from: &Tracker, events: &[Arc<Event>], at: usize, numbering: Numbering) -> Vec<State> {
    let start = State {
        tracker: from.clone(),
        orders: 1,
        example: Vec::new(),
    };
    let mut layer = vec![(0_u32, start)];
    for _ in events {
        let mut next: BTreeMap<(u32, String), State> = BTreeMap::new();
        for (come, state) in &layer {
            for (index, event) in events
                .iter()
                .enumerate()
                .filter(|(index, _)| come & (1 << index) == 0)
            {
                let mut tracker = state.tracker.clone();
                tracker.offer(now(at), event);
                let come = come | 1 << index;
                let key = (come, print(&tracker, numbering));
                if let Some(known) = next.get_mut(&key) {
                    known.orders += state.orders;
                    continue;
                }
                let example = [&state.example[..], &[index]].concat();
                let orders = state.orders;
                next.insert(
                    key,
                    State {
                        tracker,
                        orders,
                        example,
                    },
                );
            }
        }
        layer = next.into_iter().map(|((come, _), state)| (come, state)).collect();
    }
    layer.into_iter().map(|(_, state)| state).collect()
}

/// What is believed and is not so, held against the model of all events in their order. Of what that one doubts itself
/// nothing is said.
fn false_belief(found: &Model, truth: &Model, own: &DeviceId) -> Option<String> {
    if !found.agent().doubts.has(Doubt::Mode) && found.agent().mode != truth.agent().mode {
        return Some(format!("mode {}", found.agent().mode));
    }
    let missing = truth.calls().iter().find(|call| found.call(&call.id).is_none());
    if let Some(call) = missing.filter(|_| found.is_complete()) {
        return Some(format!("no {}", trace::short(&call.id)));
    }
    let sure = found.calls().iter().filter(|call| !call.doubts.has(Doubt::Leg));
    sure.into_iter().find_map(|call| {
        let id = trace::short(&call.id);
        match truth.calls().iter().find(|twin| twin.id == call.id) {
            None => Some(format!("a ghost {id}")),
            Some(twin) => false_of_call(call, twin, own).map(|what| format!("{id}: {what}")),
        }
    })
}

/// Whether the caller has dialled yet, the account does not tell.
fn alike(mine: ConnectionState, real: ConnectionState) -> bool {
    use ConnectionState::{Connected, Initiated};
    mine == real || matches!((mine, real), (Connected, Initiated) | (Initiated, Connected))
}

fn false_of_call(call: &Call, twin: &Call, own: &DeviceId) -> Option<String> {
    if !twin.doubts.has(Doubt::Leg) && !alike(call.leg(own), twin.leg(own)) {
        return Some(format!("own leg {}", call.leg(own).as_str()));
    }
    let others = |call: &Call| {
        let others = call
            .parties
            .iter()
            .filter(|party| party.device != *own && party.verified);
        others.cloned().collect::<Vec<_>>()
    };
    let twin_knows_all = !twin.doubts.has(Doubt::Parties);
    for party in others(call) {
        let device = party.device.number();
        match twin.party(&party.device) {
            None if twin_knows_all => return Some(format!("{device} is in it")),
            Some(real) if real.verified && !alike(real.leg, party.leg) => {
                return Some(format!("{device} {}", party.leg.as_str()));
            }
            _ => {}
        }
    }
    let missing = others(twin)
        .into_iter()
        .find(|party| call.party(&party.device).is_none());
    if let Some(party) = missing.filter(|_| !call.doubts.has(Doubt::Parties)) {
        return Some(format!("{} is not in it", party.device.number()));
    }
    let both = call.is_verified() && twin.is_verified();
    (both && call.conference != twin.conference).then(|| format!("conference {}", call.conference))
}

/// The account that the server would give: the mode and one call, of several the one that is not on hold.
fn account(truth: &Model, own: &DeviceId) -> ClientState {
    let calls = truth.calls();
    let shown = calls
        .iter()
        .find(|call| call.leg(own) != ConnectionState::Hold)
        .or(calls.first());
    let active_call = shown.map(|call| {
        let calls_out = call.role(own) == Some(Role::Calling);
        let state = match call.leg(own) {
            ConnectionState::Alerting => "Alerting",
            ConnectionState::Hold => "Hold",
            // Until somebody answers, as the switch says it.
            _ if call.established.is_none() => "Initiate",
            _ => "Connect",
        };
        let other = call.other_party(own).map(|party| party.device.clone());
        let (ani, dnis) = match calls_out {
            true => (Some(own.clone()), other.clone()),
            false => (other.clone(), Some(own.clone())),
        };
        ActiveCall {
            call_id: Some(call.id.clone()),
            state: Some(state.into()),
            direction: Some(if calls_out {
                CallDirection::Out
            } else {
                CallDirection::In
            }),
            other_side: other,
            ani,
            dnis,
            ..ActiveCall::default()
        }
    });
    let agent = ClientAgent {
        // A mode that no event of the scene tells is none of the account's either.
        agent_mode: Some(&truth.agent().mode)
            .filter(|mode| **mode != AgentMode::Unknown)
            .map(ToString::to_string),
        active_call,
        ..ClientAgent::default()
    };
    ClientState {
        agent: Some(agent),
        extension: Some("{}".into()),
    }
}

/// The models after 0, 1, 2, … events, as the server sent them.
fn in_order(scene: &Scene) -> Vec<Tracker> {
    let mut tracker = scene.tracker();
    let mut all = vec![tracker.clone()];
    for (index, event) in scene.events(Numbering::Serials).iter().enumerate() {
        tracker.offer(now(index), event);
        all.push(tracker.clone());
    }
    all
}

/// Where the windows of a scene begin.
fn windows(scene: &Scene) -> std::ops::RangeInclusive<usize> {
    0..=scene.steps.len().saturating_sub(WINDOW)
}

fn steps(scene: &Scene, from: usize, order: &[usize]) -> String {
    let steps = order.iter().map(|index| scene.steps[from + index].as_str());
    steps.collect::<Vec<_>>().join(", ")
}

/// How a model is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Wrong {
    /// It does not ask.
    Sure(String),
    /// It asks, and still is when the account has come.
    ForGood(String),
    /// It asks, and is not when the account has come.
    ForAWhile(String),
}

fn wrong(found: &Tracker, truth: &Tracker, at: usize) -> Option<Wrong> {
    let (truth, own) = (truth.model(), &found.perspective().device);
    let what = false_belief(found.model(), truth, own)?;
    if !found.is_doubtful() {
        return Some(Wrong::Sure(what));
    }
    let mut asked = found.clone();
    asked.reconcile(now(at), &account(truth, own));
    Some(match false_belief(asked.model(), truth, own) {
        Some(what) => Wrong::ForGood(what),
        None => Wrong::ForAWhile(what),
    })
}

/// Each scene with each window of it in each order, and the rest as it was sent. Tells `look` of each state from there on: the
/// scene, how the window was told, how many events have come, the state, and the one that it should be.
fn every_order(numbering: Numbering, look: impl Fn(&Scene, &str, usize, &Tracker, &Tracker) + Sync) {
    let scenes = scenes();
    let next = AtomicUsize::new(0);
    let work = || {
        let next = || scenes.get(next.fetch_add(1, Ordering::Relaxed));
        std::iter::from_fn(next)
            .map(|scene| every_order_of(scene, numbering, &look))
            .sum::<u64>()
    };
    let orders: u64 = std::thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        let done = |worker: ScopedJoinHandle<'_, u64>| worker.join().unwrap_or_else(|why| resume_unwind(why));
        workers.into_iter().map(done).sum()
    });
    assert!(orders > 800_000, "{orders} are not all");
}

fn every_order_of(
    scene: &Scene,
    numbering: Numbering,
    look: &impl Fn(&Scene, &str, usize, &Tracker, &Tracker),
) -> u64 {
    let mut orders = 0;
    let (truth, events) = (in_order(scene), scene.events(numbering));
    for from in windows(scene) {
        let to = (from + WINDOW).min(events.len());
        let mut before = scene.tracker();
        fold(&mut before, &events[..from]);
        for state in permuted(&before, &events[from..to], to, numbering) {
            orders += state.orders;
            let told = steps(scene, from, &state.example);
            let mut tracker = state.tracker;
            look(scene, &told, to, &tracker, &truth[to]);
            for done in to..events.len() {
                tracker.offer(now(done), &events[done]);
                look(scene, &told, done + 1, &tracker, &truth[done + 1]);
            }
        }
    }
    orders
}

/// The same, to the last role and the last doubt.
#[track_caller]
fn same(found: &Tracker, expected: &Tracker, what: impl Fn() -> String) {
    assert_eq!(describe(found), describe(expected), "{}", what());
    assert!(found.model().agrees_with(expected.model()), "{}", what());
    assert_eq!(found.is_doubtful(), expected.is_doubtful(), "{}", what());
    assert_eq!(
        found.model().is_verified(),
        expected.model().is_verified(),
        "{}",
        what()
    );
}

#[test]
fn numbered_events_come_to_the_same_in_every_order() {
    every_order(Numbering::Serials, |scene, told, done, found, expected| {
        same(found, expected, || {
            format!("{}, after {done}: {told}", scene.name)
        });
    });
}

/// What is wrong with events that no number orders, but for what is known. Answers how many states those are.
fn unordered(numbering: Numbering, known: &[&str]) -> usize {
    let unknowable = AtomicUsize::new(0);
    every_order(numbering, |scene, told, done, found, expected| {
        let name = scene.name.as_str();
        match wrong(found, expected, done) {
            None => {}
            Some(Wrong::Sure(_)) if known.contains(&name) => {
                unknowable.fetch_add(1, Ordering::Relaxed);
            }
            Some(wrong) => panic!("{name}, {numbering:?}, after {done}: {wrong:?}: {told}"),
        }
    });
    unknowable.into_inner()
}

#[test]
fn events_with_times_come_to_nothing_false_in_any_order() {
    unordered(Numbering::Times, &[]);
}

#[test]
fn bare_events_come_to_nothing_false_in_any_order() {
    assert_eq!(unordered(Numbering::Nothing, &[UNKNOWABLE]), 1);
}

/// Each event once more, at each later place: a copy that is known as one changes nothing, and one that may be the same thing
/// happening again makes the model ask: a bare one, or one that has been undone in its own second.
#[test]
fn a_copy_at_any_later_place() {
    let (mut copies, mut undone) = (0, 0);
    for (scene, numbering) in everything() {
        let (truth, events) = (in_order(&scene), scene.events(numbering));
        let mut before = scene.tracker();
        for at in 0..events.len() {
            before.offer(now(at), &events[at]);
            for (copied, copy) in events[..=at].iter().enumerate() {
                copies += 1;
                let (mut once, mut twice) = (before.clone(), before.clone());
                twice.offer(now(at), copy);
                for done in at + 1..=events.len() {
                    if done > at + 1 {
                        once.offer(now(done - 1), &events[done - 1]);
                        twice.offer(now(done - 1), &events[done - 1]);
                    }
                    let what = || {
                        let (copied, at) = (&scene.steps[copied], &scene.steps[at]);
                        format!("{}, {numbering:?}: {copied} again after {at}", scene.name)
                    };
                    let differs = || describe(&twice) != describe(&once);
                    let is_asked = twice.is_doubtful() && (!once.is_doubtful() || differs());
                    match numbering {
                        Numbering::Times if is_asked => {
                            // Two events share a second.
                            assert!(copied % 2 == 0 && copied < at, "{}", what());
                            undone += 1;
                        }
                        Numbering::Nothing => {}
                        _ => {
                            same(&twice, &once, what);
                            continue;
                        }
                    }
                    let wrong = wrong(&twice, &truth[done], done);
                    assert_eq!(wrong, None, "{}", what());
                }
            }
        }
    }
    assert!(copies > 4_000, "{copies} are not all");
    assert!((1..250).contains(&undone), "{undone} are doubted");
}

/// A cut before and after each event, and with it any number of events lost: from then on, and with the account too, nothing is
/// believed that is not so.
#[test]
fn a_gap_of_any_length_at_any_place() {
    let mut gaps = 0;
    for (scene, numbering) in everything() {
        let (truth, events) = (in_order(&scene), scene.events(numbering));
        for from in 0..=events.len() {
            for to in from..=events.len() {
                gaps += 1;
                let mut tracker = scene.tracker();
                fold(&mut tracker, &events[..from]);
                tracker.mark_unverified();
                for done in to..=events.len() {
                    if done > to {
                        tracker.offer(now(done), &events[done - 1]);
                    }
                    let (real, own) = (truth[done].model(), &scene.device);
                    let lost = &scene.steps[from..to];
                    let name = &scene.name;
                    let mut asked = tracker.clone();
                    asked.reconcile(now(done), &account(real, own));
                    for (when, tracker) in [("", &tracker), ("asked ", &asked)] {
                        let found = false_belief(tracker.model(), real, own);
                        assert!(
                            found.is_none(),
                            "{name}, {numbering:?}, {when}after {done} without {lost:?}: {found:?}"
                        );
                    }
                }
            }
        }
    }
    assert!(gaps > 6_000, "{gaps} are not all");
}

fn everything() -> impl Iterator<Item = (Scene, Numbering)> {
    let all = [Numbering::Serials, Numbering::Times, Numbering::Nothing];
    scenes()
        .into_iter()
        .flat_map(move |scene| all.map(|numbering| (scene.clone(), numbering)))
}

/// The account says what is known already: there is nothing to correct, and nothing is believed less.
#[test]
fn an_account_that_agrees_changes_nothing() {
    let mut agreed = 0;
    for scene in scenes() {
        for (done, known) in in_order(&scene).into_iter().enumerate() {
            let is_moving = |call: &Call| call.parties.iter().any(|party| party.leaving);
            if !known.model().is_verified() || known.model().calls().iter().any(is_moving) {
                continue;
            }
            agreed += 1;
            let mut asked = known.clone();
            let corrections = asked.reconcile(now(done), &account(known.model(), &scene.device));
            let told: Vec<_> = corrections.iter().map(|(event, _)| event.name()).collect();
            assert_eq!(told, Vec::<&str>::new(), "{} after {done}", scene.name);
            same(&asked, &known, || format!("{} after {done}", scene.name));
            assert!(asked.model().is_complete(), "{} after {done}", scene.name);
        }
    }
    assert!(agreed > 300, "{agreed} are not all");
}
