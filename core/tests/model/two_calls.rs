//! Two calls that become one, however the server names them; and a call that is handed on and comes back.

use std::sync::Arc;

use crate::trace::{call, now, scene};
use serde_json::{Value, json};
use wellclient_core::actions::{call_action, recording_action};
use wellclient_core::command::Verb;
use wellclient_core::doubt::Doubt;
use wellclient_core::event::{Event, decode};
use wellclient_core::id::{CallId, CommandId, DeviceId};
use wellclient_core::model::{Call, ConnectionState, Role, Tracker};
use wellclient_core::refusal::Refusal;

const A: &str = "8001@test.cc";
const B: &str = "13800000000@test.cc";
const C: &str = "8002@test.cc";

/// The session of 8001, and the events that it is told.
struct Told {
    tracker: Tracker,
    count: usize,
    anomalies: usize,
    /// Calls that the last event has changed and does not name.
    corrected: Vec<CallId>,
}

impl Told {
    fn new() -> Self {
        let tracker = scene("inbound: 8001 answered, the agent hangs up first").tracker();
        Self {
            tracker,
            count: 0,
            anomalies: 0,
            corrected: Vec::new(),
        }
    }

    fn hears(&mut self, of: &str, name: &str, mut fields: Value) {
        self.count += 1;
        fields["eventName"] = name.into();
        fields["callId"] = call(of).as_str().into();
        fields["serial"] = (100_000 + self.count).into();
        fields["topics"] = json!(["CtiWorker_31dv7"]);
        let event: Arc<Event> = Arc::new(decode(fields.to_string().as_bytes()).unwrap());
        let offered = self.tracker.offer(now(self.count), &event);
        self.anomalies += offered.anomalies.len();
        self.corrected = offered.corrected;
    }

    /// B calls A, who answers.
    fn rings_and_is_answered(&mut self) {
        let ends = json!({ "alertingDevice": A, "callingDevice": B, "calledDevice": A });
        self.hears("C1", "delivered", ends);
        let ends = json!({ "answeringDevice": A, "callingDevice": B, "calledDevice": A });
        self.hears("C1", "established", ends);
        self.hears(
            "C1",
            "recordStarted",
            json!({ "recordId": "r1", "isSuccess": true }),
        );
    }

    /// A consults C, who answers.
    fn consults(&mut self) {
        self.hears("C1", "held", json!({ "holdingDevice": A }));
        let ends = json!({ "callingDevice": A, "calledDevice": C });
        self.hears("C2", "originated", ends);
        let ends = json!({ "alertingDevice": C, "callingDevice": A, "calledDevice": C });
        self.hears("C2", "delivered", ends);
        let ends = json!({ "answeringDevice": C, "callingDevice": A, "calledDevice": C });
        self.hears("C2", "established", ends);
        self.hears(
            "C2",
            "recordStarted",
            json!({ "recordId": "r2", "isSuccess": true }),
        );
    }

    /// A hands C1 on to whom it has consulted in C2, and waits.
    fn hands_on(&mut self) {
        let since = now(self.count).monotonic;
        self.tracker
            .will_wait(CommandId(1), since, &call("C1"), Some(&call("C2")));
        self.hears(
            "C2",
            "connectionCleared",
            json!({ "releasingDevice": A, "hangupDevice": A }),
        );
    }

    fn only(&self) -> &Call {
        match self.tracker.model().calls() {
            [only] => only,
            calls => panic!("{calls:?}"),
        }
    }
}

fn own() -> DeviceId {
    DeviceId::from(A)
}

/// An id as the server writes it: `"0"` is none.
fn written(name: &str) -> String {
    match name {
        "0" => "0".to_owned(),
        name => call(name).as_str().to_owned(),
    }
}

/// Protocol, section 7: either order of the old ids, one of them or both `"0"`, and `callId` any of the three.
#[test]
fn a_conference_is_one_call_whichever_way_it_is_told() {
    let orders = [
        ("C1", "C2"),
        ("C2", "C1"),
        ("0", "C1"),
        ("0", "C2"),
        ("C1", "0"),
        ("C2", "0"),
        ("0", "0"),
    ];
    for (first, second) in orders {
        for of in ["C1", "C2", "C3"] {
            for new in ["C1", "C2", "C3"] {
                let mut told = Told::new();
                told.rings_and_is_answered();
                told.consults();
                let fields = json!({
                    "primaryOldCall": written(first), "secondaryOldCall": written(second),
                    "newCall": written(new), "conferencingDevice": A, "addedParty": C,
                });
                told.hears(of, "conferenced", fields);
                let case = format!("{first} {second}, callId {of}, newCall {new}");
                let one = told.only();
                assert_eq!(one.id, call(new), "{case}");
                assert!(one.conference, "{case}");
                assert_eq!(one.parties.len(), 3, "{case}");
                for device in [A, B, C] {
                    assert_eq!(
                        one.leg(&DeviceId::from(device)),
                        ConnectionState::Connected,
                        "{case}"
                    );
                }
                // Who called in the call that was held.
                assert_eq!(one.role(&own()), Some(Role::Called), "{case}");
                assert_eq!(one.role(&DeviceId::from(B)), Some(Role::Calling), "{case}");
                assert_eq!(told.anomalies, 0, "{case}");
                assert!(!told.tracker.is_doubtful(), "{case}");
                // An application that folds events learns of the other, too.
                for unnamed in ["C1", "C2"] {
                    let is_named = [first, second, of, new].contains(&unnamed);
                    let is_told = told.corrected.contains(&call(unnamed));
                    assert!(is_named || is_told, "{case}");
                }
            }
        }
    }
}

/// `"0"` is none: somebody has been invited into the only call.
#[test]
fn a_conference_in_a_single_step_is_the_same_call() {
    for (first, second) in [("0", "C1"), ("C1", "0")] {
        let mut told = Told::new();
        told.rings_and_is_answered();
        let ends = json!({ "alertingDevice": C, "callingDevice": A, "calledDevice": C });
        told.hears("C1", "delivered", ends);
        let ends = json!({ "answeringDevice": C, "callingDevice": A, "calledDevice": C });
        told.hears("C1", "established", ends);
        let fields = json!({
            "primaryOldCall": written(first), "secondaryOldCall": written(second), "newCall": written("C1"),
            "conferencingDevice": A, "addedParty": C,
        });
        told.hears("C1", "conferenced", fields);
        assert_eq!(
            (told.only().id.clone(), told.only().parties.len()),
            (call("C1"), 3)
        );
        assert!(told.only().conference);
        assert_eq!(told.anomalies, 0);
    }
}

/// Protocol, section 7: the consultation ends, the first call stays on hold, and comes back by itself.
#[test]
fn who_hands_a_call_on_waits_for_it() {
    let mut told = handed_on();
    assert_eq!(told.only().id, call("C1"));
    assert_eq!(told.only().leg(&own()), ConnectionState::Hold);
    // Who was consulted is in it now, as far as anything tells.
    let guest = told.only().party(&DeviceId::from(C)).unwrap();
    assert_eq!((guest.leg, guest.verified), (ConnectionState::Connected, false));
    assert!(told.only().doubts.has(Doubt::Parties));
    let may = |told: &Told, verb| call_action(told.tracker.model(), &own(), &call("C1"), verb);
    assert_eq!(may(&told, Verb::Drop), Ok(()));
    assert_eq!(may(&told, Verb::Retrieve), Err(Refusal::ComesBack));
    told.hears(
        "C1",
        "connectionCleared",
        json!({ "releasingDevice": C, "hangupDevice": C }),
    );
    told.hears("C1", "retrieved", json!({ "retrievingDevice": A }));
    assert_eq!(told.only().leg(&own()), ConnectionState::Connected);
    assert_eq!((told.only().parties.len(), told.anomalies), (2, 0));
    assert!(told.tracker.model().is_verified(), "who came in has gone");
    // From now on a call on hold is one like any other.
    told.hears("C1", "held", json!({ "holdingDevice": A }));
    assert!(may(&told, Verb::Drop).is_err());
    assert_eq!(may(&told, Verb::Retrieve), Ok(()));
}

/// A hands its call on, after a consultation.
fn handed_on() -> Told {
    let mut told = Told::new();
    told.rings_and_is_answered();
    told.consults();
    told.hands_on();
    told
}

/// Who was in the consultation is not known where it was passed on to here: with one of them gone, others may be left.
#[test]
fn a_call_that_others_may_have_come_into_is_not_known_again() {
    let mut told = Told::new();
    told.rings_and_is_answered();
    told.hears("C1", "held", json!({ "holdingDevice": A }));
    let ends = json!({
        "alertingDevice": A, "callingDevice": C, "calledDevice": A, "lastRedirectionDevice": "8003@test.cc",
    });
    told.hears("C2", "delivered", ends);
    let ends = json!({ "answeringDevice": A, "callingDevice": C, "calledDevice": A });
    told.hears("C2", "established", ends);
    told.hands_on();
    let cleared = json!({ "releasingDevice": C, "hangupDevice": C });
    told.hears("C1", "connectionCleared", cleared);
    assert!(told.only().doubts.has(Doubt::Parties));
}

/// Taken back while the two others talk: all three are there, with or without a word that it is a conference.
#[test]
fn a_call_that_is_taken_back_early_has_all_three() {
    for is_told in [true, false] {
        let mut told = handed_on();
        told.hears("C1", "retrieved", json!({ "retrievingDevice": A }));
        if is_told {
            let fields = json!({
                "primaryOldCall": "0", "secondaryOldCall": call("C1").as_str(), "newCall": call("C1").as_str(),
                "conferencingDevice": A, "addedParty": C,
            });
            told.hears("C1", "conferenced", fields);
        }
        let parties = told
            .only()
            .parties
            .iter()
            .map(|party| (party.device.as_str(), party.leg));
        let connected = |device| (device, ConnectionState::Connected);
        assert_eq!(
            parties.collect::<Vec<_>>(),
            [connected(B), connected(A), connected(C)]
        );
        assert_eq!(
            (told.only().conference, told.tracker.model().is_verified()),
            (is_told, is_told)
        );
        told.hears(
            "C1",
            "connectionCleared",
            json!({ "releasingDevice": C, "hangupDevice": C }),
        );
        assert!(told.tracker.model().is_verified(), "who came in has gone");
        assert_eq!((told.only().parties.len(), told.anomalies), (2, 0));
    }
}

/// Whoever was seen neither to ring nor to answer here may have any leg: who had the consultation on hold, and who was in
/// another call before. What they do next tells.
#[test]
fn who_comes_in_unseen_is_not_known_to_talk() {
    let joins = |told: &mut Told, added: &str| {
        let fields = json!({
            "primaryOldCall": "0", "secondaryOldCall": call("C1").as_str(), "newCall": call("C1").as_str(),
            "conferencingDevice": A, "addedParty": added,
        });
        told.hears("C1", "conferenced", fields);
    };
    let party = |told: &Told, device: &str| {
        let party = told.only().party(&DeviceId::from(device)).unwrap();
        (party.leg, party.verified)
    };
    let mut told = Told::new();
    told.rings_and_is_answered();
    told.consults();
    told.hears("C2", "held", json!({ "holdingDevice": C }));
    told.hands_on();
    assert_eq!(party(&told, C), (ConnectionState::Hold, false));
    told.hears("C1", "retrieved", json!({ "retrievingDevice": A }));
    joins(&mut told, C);
    assert_eq!(party(&told, C), (ConnectionState::Hold, false));
    told.hears("C1", "retrieved", json!({ "retrievingDevice": C }));
    assert_eq!(party(&told, C), (ConnectionState::Connected, true));
    assert_eq!(told.anomalies, 0);
    assert!(told.tracker.model().is_verified());

    let mut told = Told::new();
    told.rings_and_is_answered();
    joins(&mut told, C);
    assert_eq!(party(&told, C), (ConnectionState::Connected, false));
}

/// What may have happened unseen meanwhile stays in doubt.
#[test]
fn a_gap_while_a_call_is_handed_on_is_not_forgotten() {
    let mut told = handed_on();
    told.tracker.mark_unverified();
    told.hears(
        "C1",
        "connectionCleared",
        json!({ "releasingDevice": C, "hangupDevice": C }),
    );
    told.hears("C1", "retrieved", json!({ "retrievingDevice": A }));
    assert!(told.only().doubts.has(Doubt::Parties));
}

/// The end of another call brings nobody into the one that was handed on in a single step.
#[test]
fn who_waits_in_a_single_step_is_told_who_comes_in() {
    let mut told = Told::new();
    told.rings_and_is_answered();
    told.consults();
    told.tracker
        .will_wait(CommandId(1), now(told.count).monotonic, &call("C1"), None);
    told.hears(
        "C2",
        "connectionCleared",
        json!({ "releasingDevice": A, "hangupDevice": A }),
    );
    assert_eq!(told.only().parties.len(), 2);
    assert!(told.tracker.model().is_verified());
}

/// The consulted party learns by `transferred` that its call is another now. Who transferred it stays, on hold.
#[test]
fn who_transfers_may_stay_in_the_call() {
    let mut told = Told::new();
    let (agent, customer) = ("8003@test.cc", B);
    let ends = json!({ "alertingDevice": A, "callingDevice": agent, "calledDevice": A });
    told.hears("C2", "delivered", ends);
    let ends = json!({ "answeringDevice": A, "callingDevice": agent, "calledDevice": A });
    told.hears("C2", "established", ends);
    let fields = json!({
        "primaryOldCall": call("C1").as_str(), "secondaryOldCall": call("C2").as_str(),
        "newCall": call("C1").as_str(), "transferringDevice": agent, "transferredToDevice": A,
        "originCallInfo": { "callingDevice": customer, "calledDevice": agent },
    });
    told.hears("C1", "transferred", fields);
    assert_eq!(told.only().id, call("C1"));
    assert_eq!(told.only().leg(&DeviceId::from(agent)), ConnectionState::Hold);
    told.hears("C1", "retrieved", json!({ "retrievingDevice": agent }));
    let party = told.only().party(&DeviceId::from(agent)).unwrap();
    assert_eq!((party.leg, party.leaving), (ConnectionState::Connected, false));
    assert_eq!(told.anomalies, 0);
}

/// A server that tells `transferred` to the waiting side, too.
#[test]
fn a_call_that_was_transferred_can_come_back() {
    let mut told = Told::new();
    told.rings_and_is_answered();
    told.consults();
    let fields = json!({
        "primaryOldCall": call("C1").as_str(), "secondaryOldCall": call("C2").as_str(),
        "newCall": call("C1").as_str(), "transferringDevice": A, "transferredToDevice": C,
    });
    told.hears("C1", "transferred", fields);
    told.hears(
        "C2",
        "connectionCleared",
        json!({ "releasingDevice": A, "hangupDevice": A }),
    );
    told.hears("C1", "retrieved", json!({ "retrievingDevice": A }));
    assert_eq!(told.only().leg(&own()), ConnectionState::Connected);
    let hold = call_action(told.tracker.model(), &own(), &call("C1"), Verb::Hold);
    assert_eq!(hold, Ok(()));
}

#[test]
fn recording_is_switched_where_it_is_the_other_way() {
    let mut told = Told::new();
    let may = |told: &Told| [true, false].map(|on| recording_action(told.tracker.model(), &own(), on).err());
    assert_eq!(may(&told), [Some(Refusal::NoCall), Some(Refusal::NoCall)]);
    told.rings_and_is_answered();
    assert!(told.only().recording);
    assert_eq!(may(&told), [Some(Refusal::Recorded), None]);
    told.hears(
        "C1",
        "recordStopped",
        json!({ "recordId": "r1", "isSuccess": true }),
    );
    assert!(!told.only().recording);
    assert_eq!(may(&told), [None, Some(Refusal::NotRecorded)]);
    // Nobody speaks in a call on hold.
    told.hears("C1", "held", json!({ "holdingDevice": A }));
    let on_hold = Refusal::WrongState {
        leg: ConnectionState::Hold,
    };
    assert_eq!(may(&told), [Some(on_hold.clone()), Some(on_hold)]);
}

/// `recordStopped` that has not worked has stopped nothing.
#[test]
fn a_recording_that_could_not_be_stopped_goes_on() {
    let mut told = Told::new();
    told.rings_and_is_answered();
    told.hears(
        "C1",
        "recordStopped",
        json!({ "recordId": "r1", "isSuccess": false }),
    );
    assert!(told.only().recording);
}
