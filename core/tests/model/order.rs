//! Duplicated, late, reordered and lost events: the model comes out right, or says that it may not be.

use std::sync::Arc;

use crate::trace::{self, Numbering, Scene, describe, fold, folded, scenes};
use proptest::prelude::*;
use proptest::sample::Index;
use wellclient_core::event::Event;
use wellclient_core::model::{REORDER_WINDOW, Tracker};

fn any_scene() -> impl Strategy<Value = Scene> {
    proptest::sample::select(scenes())
}

/// A scene up to some event: what holds at the end of a call holds in the middle of it.
fn any_beginning() -> impl Strategy<Value = Scene> {
    (any_scene(), any::<Index>()).prop_map(|(mut scene, length)| {
        scene.steps.truncate(1 + length.index(scene.steps.len()));
        scene
    })
}

/// The events, each as much later as it has been told, some more than once.
fn disturbed(events: &[Arc<Event>], delays: &[usize], copies: &[(Index, usize)]) -> Vec<Arc<Event>> {
    let mut due: Vec<(usize, &Arc<Event>)> = events
        .iter()
        .enumerate()
        .map(|(index, event)| (index + delays[index % delays.len()], event))
        .collect();
    for (which, later) in copies {
        let index = which.index(events.len());
        due.push((index + later, &events[index]));
    }
    due.sort_by_key(|(at, _)| *at);
    due.into_iter().map(|(_, event)| Arc::clone(event)).collect()
}

fn offer_all(scene: &Scene, events: &[Arc<Event>]) -> Tracker {
    let mut tracker = scene.tracker();
    fold(&mut tracker, events);
    tracker
}

fn short_delays() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(prop_oneof![3 => Just(0_usize), 2 => 1..6_usize], 1..20)
}

fn any_copies() -> impl Strategy<Value = Vec<(Index, usize)>> {
    proptest::collection::vec((any::<Index>(), 0..24_usize), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None,
        ..ProptestConfig::default() })]

    /// Serials put any order right, whatever comes twice: the same model to the last role, and as sure of
    /// itself.
    #[test]
    fn numbered_events_converge(
        scene in any_beginning(),
        delays in proptest::collection::vec(0..REORDER_WINDOW - 8, 1..40),
        copies in proptest::collection::vec((any::<Index>(), 0..REORDER_WINDOW), 0..8),
    ) {
        let events = scene.events(Numbering::Serials);
        prop_assert!(events.len() <= REORDER_WINDOW, "{} is longer than the window", scene.name);
        let sent = disturbed(&events, &delays, &copies);
        let (expected, found) = (folded(&scene, Numbering::Serials), offer_all(&scene, &sent));
        prop_assert!(found.model().agrees_with(expected.model()), "{}", scene.name);
        prop_assert_eq!(describe(&found), describe(&expected), "{}", scene.name);
        prop_assert_eq!(found.is_doubtful(), expected.is_doubtful(), "{}", scene.name);
    }

    /// Any permutation at all of a whole call.
    #[test]
    fn any_permutation_of_numbered_events_converges(
        (scene, order) in any_scene().prop_flat_map(|scene| {
            let order: Vec<usize> = (0..scene.steps.len()).collect();
            (Just(scene), Just(order).prop_shuffle())
        }),
    ) {
        let events = scene.events(Numbering::Serials);
        let sent: Vec<_> = order.iter().map(|index| Arc::clone(&events[*index])).collect();
        let (expected, found) = (folded(&scene, Numbering::Serials), offer_all(&scene, &sent));
        prop_assert_eq!(describe(&found), describe(&expected), "{}", scene.name);
        prop_assert!(found.model().agrees_with(expected.model()));
    }

    /// Agent events and call events are numbered each on their own: how the two streams mix does not matter.
    #[test]
    fn two_producers_mix_in_any_way(
        calls in any_beginning().prop_filter("one agent", |scene| scene.device == trace::device("8001")),
        places in proptest::collection::vec(any::<Index>(), 4),
        delays in proptest::collection::vec(0..REORDER_WINDOW - 8, 1..40),
    ) {
        let agent = trace::scene("log_in: 8001 logs in not ready, and out").events(Numbering::Serials);
        let calls = calls.events(Numbering::Serials).into_iter().filter(|event| event.agent_id().is_none());
        let calls: Vec<_> = calls.collect();
        let expected = offer_all(&trace::scene("log_in: 8001 logs in ready"), &[&agent[..],
            &calls[..]].concat());
        let mut mixed = calls;
        for (event, place) in agent.iter().zip(places) {
            mixed.insert(place.index(mixed.len() + 1), Arc::clone(event));
        }
        prop_assume!(mixed.len() <= REORDER_WINDOW);
        let found = offer_all(&trace::scene("log_in: 8001 logs in ready"), &disturbed(&mixed, &delays, &[]));
        prop_assert_eq!(describe(&found), describe(&expected));
        prop_assert!(found.model().agrees_with(expected.model()));
    }

    /// A copy is the same text with the same time: dropped, though nothing numbers it. Undone in that second, it may be another:
    /// then it is asked.
    #[test]
    fn copies_of_events_with_times_change_nothing_or_are_asked_about(scene in any_beginning(), copies in any_copies()) {
        let events = scene.events(Numbering::Times);
        let sent = disturbed(&events, &[0], &copies);
        let (expected, found) = (folded(&scene, Numbering::Times), offer_all(&scene, &sent));
        match found.is_doubtful() {
            true => prop_assert!(!found.model().is_verified(), "{}", scene.name),
            false => {
                prop_assert!(!expected.is_doubtful());
                prop_assert_eq!(describe(&found), describe(&expected), "{}", scene.name);
            }
        }
    }

    /// With times alone, order is not always known: then it is said.
    #[test]
    fn events_with_times_converge_or_are_doubtful(
        scene in any_beginning(), delays in short_delays(), copies in any_copies(),
    ) {
        converges_or_doubts(&scene, Numbering::Times, &delays, &copies)?;
    }

    /// With nothing at all, likewise.
    #[test]
    fn bare_events_converge_or_are_doubtful(
        scene in any_beginning(), delays in short_delays(), copies in any_copies(),
    ) {
        converges_or_doubts(&scene, Numbering::Nothing, &delays, &copies)?;
    }

    /// What comes late about a call that is over does not bring it back, or, where nothing tells that it is late, in doubt.
    #[test]
    fn nothing_late_brings_a_call_back(
        scene in any_scene(), numbering in proptest::sample::select(vec![
            Numbering::Serials, Numbering::Times, Numbering::Nothing,
        ]),
        copies in proptest::collection::vec(any::<Index>(), 1..8),
    ) {
        let events = scene.events(numbering);
        let mut tracker = scene.tracker();
        fold(&mut tracker, &events);
        prop_assert!(tracker.model().calls().is_empty(), "{} is not whole", scene.name);
        for copy in copies {
            tracker.offer(trace::now(events.len()), &events[copy.index(events.len())]);
            let calls = tracker.model().calls();
            let may_be_anew = numbering == Numbering::Nothing && tracker.is_doubtful();
            let is_in_doubt = may_be_anew && calls.iter().all(|call| !call.is_verified());
            prop_assert!(calls.is_empty() || is_in_doubt, "{}", scene.name);
        }
    }
}

fn converges_or_doubts(
    scene: &Scene,
    numbering: Numbering,
    delays: &[usize],
    copies: &[(Index, usize)],
) -> Result<(), TestCaseError> {
    let sent = disturbed(&scene.events(numbering), delays, copies);
    // What the server meant, which only the numbers tell.
    let (expected, found) = (folded(scene, Numbering::Serials), offer_all(scene, &sent));
    let steps: Vec<_> = sent.iter().map(|event| event.name().to_owned()).collect();
    prop_assert!(
        found.model().agrees_with(expected.model()) || found.is_doubtful(),
        "{}: sure of {:?}, but it is {:?}; told {steps:?}",
        scene.name,
        describe(&found),
        describe(&expected),
    );
    Ok(())
}

/// In the order in which they were sent, events make the same model with and without numbers.
#[test]
fn numbers_do_not_matter_in_order() {
    for scene in scenes() {
        let expected = describe(&folded(&scene, Numbering::Serials));
        for numbering in [Numbering::Times, Numbering::Nothing] {
            assert_eq!(
                describe(&folded(&scene, numbering)),
                expected,
                "{} {numbering:?}",
                scene.name
            );
        }
    }
}
