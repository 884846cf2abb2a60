//! Transfers and conferences, whichever of their calls the server names: from each side they are one call, of the right
//! parties, and no other is made of them.

use std::sync::Arc;

use crate::trace::now;
use serde_json::{Map, Value, json};
use wellclient_core::doubt::Doubt;
use wellclient_core::event::{Event, decode};
use wellclient_core::id::{AgentId, CallId, DeviceId};
use wellclient_core::model::{Call, ConnectionState, Perspective, Tracker};
use wellclient_core::numbers::InternalNumbers;

/// Holds the first call and consults.
const MAKER: &str = "8001@test.cc";
/// Is consulted.
const CONSULTED: &str = "8002@test.cc";
/// Is in the first call.
const HELD: &str = "8003@test.cc";

/// The session of one of them, and what it is told.
struct Desk {
    tracker: Tracker,
    own: &'static str,
    numbered: bool,
    count: usize,
}

impl Desk {
    fn of(own: &'static str, numbered: bool) -> Self {
        let tracker = Tracker::new(Perspective {
            agent: AgentId::from(own.replacen('8', "5", 1)),
            device: DeviceId::from(own),
            internal: InternalNumbers::default(),
        });
        Self {
            tracker,
            own,
            numbered,
            count: 0,
        }
    }

    fn hears(&mut self, name: &str, call: &str, fields: Value) {
        self.count += 1;
        let mut event = fields.as_object().cloned().unwrap_or_default();
        event.insert("eventName".into(), name.into());
        event.insert("callId".into(), call.into());
        event.insert("srcDeviceId".into(), self.own.into());
        if self.numbered {
            event.insert("serial".into(), self.count.into());
            event.insert("topics".into(), json!(["CtiWorker_a"]));
        }
        event.insert(
            "eventTime".into(),
            format!("2017.03.18 14:13:{:02}", self.count % 60).into(),
        );
        let event: Arc<Event> = Arc::new(decode(Value::Object(event).to_string().as_bytes()).unwrap());
        self.tracker.offer(now(self.count), &event);
    }

    fn is_in(&self, call: &str) -> bool {
        match call {
            "C1" => self.own != CONSULTED,
            _ => self.own != HELD,
        }
    }

    /// What this desk is told until both calls are up: 8003 calls 8001, who consults 8002.
    fn begin(own: &'static str, numbered: bool) -> Self {
        let mut desk = Self::of(own, numbered);
        let first = json!({ "callingDevice": HELD, "calledDevice": MAKER });
        let second = json!({ "callingDevice": MAKER, "calledDevice": CONSULTED });
        for (name, call, fields) in [
            ("originated", "C1", first.clone()),
            ("delivered", "C1", with(&first, "alertingDevice", MAKER)),
            ("established", "C1", with(&first, "answeringDevice", MAKER)),
            ("held", "C1", json!({ "holdingDevice": MAKER })),
            ("originated", "C2", second.clone()),
            ("delivered", "C2", with(&second, "alertingDevice", CONSULTED)),
            ("established", "C2", with(&second, "answeringDevice", CONSULTED)),
        ] {
            // Who dials is told of it.
            let caller = if call == "C1" { HELD } else { MAKER };
            if desk.is_in(call) && (name != "originated" || own == caller) {
                desk.hears(name, call, fields);
            }
        }
        desk
    }

    fn only(&self, case: &str) -> &Call {
        match self.tracker.model().calls() {
            [only] => only,
            calls => panic!("{case}: {calls:#?}"),
        }
    }
}

fn with(fields: &Value, name: &str, value: &str) -> Value {
    let mut fields = fields.clone();
    fields[name] = value.into();
    fields
}

/// Every way to name the calls: each of the three ids, `"0"`, or nothing, where nothing may stand.
fn namings() -> Vec<(String, Map<String, Value>)> {
    let optional = [None, Some("0"), Some("C1"), Some("C2"), Some("C3")];
    let mut namings = Vec::new();
    for call in ["0", "C1", "C2", "C3"] {
        for first in optional {
            for second in optional {
                for new in optional {
                    let mut fields = Map::new();
                    let named = [
                        ("primaryOldCall", first),
                        ("secondaryOldCall", second),
                        ("newCall", new),
                    ];
                    for (name, id) in named {
                        fields.extend(id.map(|id| (name.to_owned(), Value::from(id))));
                    }
                    namings.push((call.to_owned(), fields));
                }
            }
        }
    }
    namings
}

/// The id that the event tells that the call goes on by.
fn told_id(fields: &Map<String, Value>) -> Option<CallId> {
    let new = fields.get("newCall").and_then(Value::as_str);
    new.filter(|id| *id != "0").map(CallId::from)
}

/// Whether the event names any call. If not, it says nothing, and the server is asked.
fn names_any(call: &str, fields: &Map<String, Value>) -> bool {
    call != "0" || fields.values().any(|id| id != "0")
}

fn leg(call: &Call, device: &str) -> ConnectionState {
    call.leg(&DeviceId::from(device))
}

/// Protocol, section 7: either order, `"0"` and absent mean none, `callId` is the held, the consulted or the new id.
#[test]
fn a_conference_is_one_call_from_every_side() {
    for own in [MAKER, CONSULTED, HELD] {
        for numbered in [true, false] {
            for (call, naming) in namings() {
                let case = format!("{own}, numbered {numbered}: callId {call} {naming:?}");
                let mut desk = Desk::begin(own, numbered);
                let mut fields = Value::Object(naming.clone());
                fields["conferencingDevice"] = MAKER.into();
                fields["addedParty"] = CONSULTED.into();
                fields["originCallInfo"] =
                    json!({ "callId": "C1", "callingDevice": HELD, "calledDevice": MAKER });
                desk.hears("conferenced", &call, fields);
                if !names_any(&call, &naming) {
                    assert!(desk.tracker.is_doubtful(), "{case}");
                    assert!(desk.tracker.model().calls().len() <= 2, "{case}");
                    continue;
                }
                let one = desk.only(&case);
                assert!(one.conference, "{case}");
                assert_eq!(one.parties.len(), 3, "{case}");
                for device in [MAKER, CONSULTED, HELD] {
                    assert_eq!(leg(one, device), ConnectionState::Connected, "{case}: {device}");
                }
                if let Some(id) = told_id(&naming) {
                    assert_eq!(one.id, id, "{case}");
                }
                if own != MAKER {
                    assert!(
                        one.doubts.has(Doubt::Parties),
                        "{case}: nobody tells who is in the other call"
                    );
                }
            }
        }
    }
}

/// The same of a transfer: who gets the call, and who was held, go on in one; who transfers is in both till they are cleared.
#[test]
fn a_transfer_is_one_call_from_every_side() {
    for own in [MAKER, CONSULTED, HELD] {
        for (call, naming) in namings() {
            let case = format!("{own}: callId {call} {naming:?}");
            let mut desk = Desk::begin(own, true);
            let mut fields = Value::Object(naming.clone());
            fields["transferringDevice"] = MAKER.into();
            fields["transferredToDevice"] = CONSULTED.into();
            fields["originCallInfo"] =
                json!({ "callId": "C1", "callingDevice": HELD, "calledDevice": MAKER });
            desk.hears("transferred", &call, fields);
            if !names_any(&call, &naming) {
                assert!(desk.tracker.is_doubtful(), "{case}");
                continue;
            }
            if own == MAKER {
                let cleared = json!({ "releasingDevice": MAKER });
                desk.hears("connectionCleared", "C1", cleared.clone());
                desk.hears("connectionCleared", "C2", cleared);
                assert_eq!(desk.tracker.model().calls(), [], "{case}");
                continue;
            }
            let one = desk.only(&case);
            for device in [CONSULTED, HELD] {
                assert_eq!(leg(one, device), ConnectionState::Connected, "{case}: {device}");
            }
            let Some(id) = told_id(&naming) else { continue };
            assert_eq!(one.id, id, "{case}");
            desk.hears(
                "connectionCleared",
                id.as_str(),
                json!({ "releasingDevice": MAKER }),
            );
            let one = desk.only(&case);
            assert_eq!(one.parties.len(), 2, "{case}");
        }
    }
}

/// What names calls that are over is not about those that are there.
#[test]
fn an_old_conference_is_not_taken_for_the_call_that_goes_on() {
    let mut desk = Desk::begin(HELD, true);
    desk.hears("connectionCleared", "C1", json!({ "releasingDevice": HELD }));
    let ends = json!({ "callingDevice": MAKER, "calledDevice": HELD });
    desk.hears("delivered", "C5", with(&ends, "alertingDevice", HELD));
    desk.hears("established", "C5", with(&ends, "answeringDevice", HELD));
    let fields = json!({
        "primaryOldCall": "C1", "secondaryOldCall": "C2", "newCall": "C2",
        "conferencingDevice": MAKER, "addedParty": CONSULTED,
    });
    desk.hears("conferenced", "C1", fields);
    let call = desk.tracker.model().call(&CallId::from("C5")).unwrap();
    assert_eq!((call.conference, call.parties.len()), (false, 2));
}

/// Who is called into a call that was there before: by `originCallInfo`, or by the server's own keys of the call data.
#[test]
fn who_is_invited_knows_that_others_are_there() {
    let invited = json!({ "alertingDevice": CONSULTED, "callingDevice": MAKER, "calledDevice": CONSULTED });
    let origin = json!({ "callId": "C1", "callingDevice": HELD, "calledDevice": MAKER });
    let data = json!({ "data": { "originalANI": HELD, "originalDNIS": MAKER, "originalCallId": "C1" } });
    for (name, told) in [("originCallInfo", origin), ("userData", data)] {
        let mut fields = invited.clone();
        fields[name] = told;
        let mut desk = Desk::of(CONSULTED, true);
        desk.hears("delivered", "C1", fields.clone());
        let call = desk.only(name);
        assert!(call.doubts.has(Doubt::Parties), "{name}");
        assert!(!desk.tracker.model().is_verified(), "{name}");
        let devices: Vec<&str> = call.parties.iter().map(|party| party.device.as_str()).collect();
        assert_eq!(devices.len(), 3, "{name}: {devices:?}");
        assert!(!call.party(&DeviceId::from(HELD)).unwrap().verified, "{name}");
        // A call that is made, whoever makes it.
        fields["callCause"] = "NEWCALL".into();
        let mut desk = Desk::of(CONSULTED, true);
        desk.hears("delivered", "C1", fields);
        assert!(desk.tracker.model().is_verified(), "{name}");
        assert_eq!(desk.only(name).parties.len(), 2);
    }
}

/// Who invites, consults or hands on has got the call from another: the customer, who cannot have handed it on, is shown all
/// the same, in doubt; a colleague is not.
#[test]
fn who_comes_in_by_one_who_got_the_call_knows_of_the_customer() {
    const CUSTOMER: &str = "13800000000@test.cc";
    const FIRST: &str = "8009@test.cc";
    let invited = json!({ "alertingDevice": CONSULTED, "callingDevice": MAKER, "calledDevice": CONSULTED });
    let conferenced = json!({
        "primaryOldCall": "C1", "secondaryOldCall": "C2", "newCall": "C1",
        "conferencingDevice": MAKER, "addedParty": CONSULTED,
    });
    let transferred = json!({
        "primaryOldCall": "C1", "secondaryOldCall": "C2", "newCall": "C1",
        "transferringDevice": MAKER, "transferredToDevice": CONSULTED,
    });
    for (calling, called) in [(CUSTOMER, FIRST), (FIRST, CUSTOMER), (HELD, FIRST)] {
        let origin = json!({ "callId": "C1", "callingDevice": calling, "calledDevice": called });
        let with_origin = |fields: &Value| {
            let mut fields = fields.clone();
            fields["originCallInfo"] = origin.clone();
            fields
        };
        let mut rings = Desk::of(CONSULTED, true);
        rings.hears("delivered", "C1", with_origin(&invited));
        let mut confers = Desk::begin(CONSULTED, true);
        confers.hears("conferenced", "C1", with_origin(&conferenced));
        let mut gets = Desk::begin(CONSULTED, true);
        gets.hears("transferred", "C1", with_origin(&transferred));
        for (desk, how) in [(rings, "rings"), (confers, "confers"), (gets, "gets")] {
            let about = format!("{how}, {calling} had called {called}");
            let call = desk.only(&about);
            assert!(call.doubts.has(Doubt::Parties), "{about}");
            assert!(!desk.tracker.model().is_verified(), "{about}");
            let customer = call.party(&DeviceId::from(CUSTOMER));
            let is_unsure = customer.map(|party| !party.verified);
            assert_eq!(is_unsure, (calling != HELD).then_some(true), "{about}");
            assert!(call.party(&DeviceId::from(FIRST)).is_none(), "{about}");
            assert!(call.party(&DeviceId::from(HELD)).is_none(), "{about}");
        }
    }
}

/// What a server says of any call that comes in tells of no others: the number of a queue, and who calls.
#[test]
fn a_call_that_comes_in_by_a_queue_has_two_parties() {
    let customer = "13800000000@test.cc";
    let mut fields = json!({ "alertingDevice": MAKER, "callingDevice": customer, "calledDevice": MAKER });
    let data = json!({ "data": { "originalANI": "13800000000", "originalDNIS": "4008001234@test.cc" } });
    for (name, told) in [
        ("userData", data),
        ("userData", json!({ "originalANI": 7, "originalDNIS": null })),
        ("userData", json!("no object")),
        ("originCallInfo", json!({})),
        (
            "originCallInfo",
            json!({ "callingDevice": customer, "calledDevice": MAKER }),
        ),
    ] {
        fields[name] = told.clone();
        let mut desk = Desk::of(MAKER, true);
        desk.hears("delivered", "C1", fields.clone());
        assert!(desk.tracker.model().is_verified(), "{told}");
        assert_eq!(desk.only(name).parties.len(), 2, "{told}");
    }
}

/// Whose call data goes on: what the held call had stays, with the server's own keys; who was consulted has another's.
#[test]
fn the_held_call_keeps_its_data() {
    for own in [MAKER, CONSULTED, HELD] {
        let mut desk = Desk::of(own, true);
        let data = |ani: &str, key: &str| json!({ "data": { "originalANI": ani, key: 1 } });
        let first = json!({ "callingDevice": HELD, "calledDevice": MAKER, "userData": data(HELD, "first") });
        let second =
            json!({ "callingDevice": MAKER, "calledDevice": CONSULTED, "userData": data(MAKER, "second") });
        for (call, fields, called) in [("C1", first, MAKER), ("C2", second, CONSULTED)] {
            if desk.is_in(call) {
                desk.hears("delivered", call, with(&fields, "alertingDevice", called));
                desk.hears("established", call, with(&fields, "answeringDevice", called));
            }
            if call == "C1" && desk.is_in(call) {
                desk.hears("held", call, json!({ "holdingDevice": MAKER }));
            }
        }
        let fields = json!({
            "primaryOldCall": "C1", "secondaryOldCall": "C2", "newCall": "C1",
            "conferencingDevice": MAKER, "addedParty": CONSULTED,
        });
        desk.hears("conferenced", "C1", fields);
        assert!(
            desk.only(own).doubts.has(Doubt::Data),
            "{own}: the other call's may be there, too"
        );
        let call = desk.only(own).id.clone();
        desk.tracker
            .note_call_data(std::time::Duration::ZERO, &call, r#"{"first":1,"second":1}"#);
        let shown: Value = serde_json::from_str(desk.only(own).data.as_deref().unwrap()).unwrap();
        let ani = (own != CONSULTED).then_some(HELD);
        assert_eq!(shown.get("originalANI").and_then(Value::as_str), ani, "{own}");
        assert_eq!(
            (&shown["first"], &shown["second"]),
            (&json!(1), &json!(1)),
            "{own}"
        );
    }
}
