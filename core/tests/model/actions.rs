//! What a desktop enables, situation by situation, and which call a consultation was made from.

use crate::trace::{Numbering, allowed, call, device, folded, scene};
use wellclient_core::actions::{call_action, logout_action, make_call_action};
use wellclient_core::command::Verb;
use wellclient_core::model::Tracker;
use wellclient_core::refusal::Refusal;

/// The scene's first events.
fn after(events: usize, name: &str) -> Tracker {
    let mut scene = scene(name);
    scene.steps.truncate(events);
    folded(&scene, Numbering::Serials)
}

fn verbs(tracker: &Tracker, id: &str) -> String {
    allowed(tracker.model(), &tracker.perspective().device, &call(id)).join(" ")
}

#[test]
fn exactly_the_desktop_s_verbs() {
    const INBOUND: &str = "inbound: 8001 answered, the agent hangs up first";
    const OUTBOUND: &str = "outbound: 8001 answered, the agent hangs up first";
    const TALKING: &str = "drop hold consult singleStepTransfer singleStepConference";
    const CONFERS: &str = "conference: 8001 confers, holds the conference and takes it back";
    for (name, events, id, expected) in [
        (INBOUND, 1, "C1", "answer drop"),
        (INBOUND, 2, "C1", TALKING),
        (OUTBOUND, 1, "C1", "drop"),
        (OUTBOUND, 2, "C1", "drop"),
        (OUTBOUND, 3, "C1", "drop"),
        (OUTBOUND, 4, "C1", TALKING),
        ("outbound: 8001 busy", 3, "C1", "drop"),
        ("hold: 8001 holds and retrieves", 3, "C1", "retrieve"),
        ("hold: 8001 holds and retrieves", 4, "C1", TALKING),
        (
            "hold: 8001 is held and retrieved by the other party",
            5,
            "C1",
            TALKING,
        ),
        (CONFERS, 7, "C1", "retrieve conference transferCall cancelConsult"),
        (CONFERS, 7, "C2", "conference transferCall cancelConsult"),
        (CONFERS, 8, "C1", "drop"),
        (CONFERS, 8, "C2", "drop"),
        (CONFERS, 9, "C1", "retrieve"),
        (CONFERS, 10, "C1", "drop"),
        ("conference: 8001 confers; C, then A: three", 9, "C1", TALKING),
        ("consultation: 8001 cancels", 8, "C1", "retrieve"),
        ("consultation: 8001 cancels", 9, "C1", TALKING),
        (INBOUND, 3, "C1", ""),
    ] {
        let tracker = after(events, name);
        assert_eq!(verbs(&tracker, id), expected, "{name} after {events}: {id}");
        let idle = tracker.model().calls().is_empty();
        assert_eq!(
            make_call_action(tracker.model()).is_ok(),
            idle,
            "{name} after {events}"
        );
        assert_eq!(logout_action(tracker.model()).is_ok(), idle);
    }
}

#[test]
fn an_allocated_agent_neither_calls_nor_logs_out() {
    let tracker = after(3, "log_in: 8001 is allocated, calls, wraps up and is released");
    assert_eq!(make_call_action(tracker.model()), Err(Refusal::Allocated));
    assert_eq!(logout_action(tracker.model()), Err(Refusal::Allocated));
}

#[test]
fn each_refusal_says_why() {
    let own = device("8001");
    let why = |tracker: &Tracker, id: &str, verb| {
        call_action(tracker.model(), &own, &call(id), verb)
            .unwrap_err()
            .code()
    };
    let consults = after(7, "consultation: 8001 cancels");
    assert_eq!(why(&consults, "C2", Verb::Drop), "inConsultation");
    for verb in [
        Verb::Hold,
        Verb::SingleStepTransfer,
        Verb::SingleTransferWaitReturn,
    ] {
        assert_eq!(why(&consults, "C2", verb), "inConsultation", "{verb}");
    }
    assert_eq!(why(&consults, "C1", Verb::Drop), "wrongState");
    assert_eq!(why(&consults, "C9", Verb::Drop), "noCall");
    let rings = after(6, "consultation: 8001 cancels");
    assert_eq!(why(&rings, "C2", Verb::Conference), "notEstablished");
    assert_eq!(
        why(
            &after(8, "conference: 8001 confers; C, then B: two"),
            "C1",
            Verb::Hold
        ),
        "inConference"
    );
    assert_eq!(
        why(&after(3, "outbound: 8001 not answered"), "C1", Verb::Hold),
        "notEstablished"
    );
    assert_eq!(
        why(
            &after(2, "inbound: 8001 answered, the agent hangs up first"),
            "C1",
            Verb::Conference
        ),
        "needsConsultation"
    );
    let gone = after(
        8,
        "new_call_id: 8001 transfers; its legs are cleared by their old ids",
    );
    assert_eq!(why(&gone, "C1", Verb::Retrieve), "wrongState");
}

#[test]
fn a_consultation_knows_its_call() {
    let own = device("8001");
    for events in 0..8 {
        let tracker = after(events, "consultation: 8001 cancels");
        let model = tracker.model();
        let of = |id: &str| {
            model
                .call(&call(id))
                .and_then(|call| model.consultation_of(call, &own))
                .map(|held| held.id.clone())
        };
        assert_eq!(of("C2"), (events >= 4).then(|| call("C1")), "{events}");
        assert_eq!(of("C1"), None);
    }
    let confers = after(8, "conference: 8001 confers; C, then B: two");
    let [only] = confers.model().calls() else { panic!() };
    assert_eq!(confers.model().consultation_of(only, &own), None);
}
