//! An agent who is watched leaves the second call: nobody tells why, so who is in the held call is in doubt, however the second
//! one stood.

use serde_json::{Value, json};
use wellclient_core::doubt::Doubt;
use wellclient_core::session::{Input, WatchAccount};
use wellclient_core::time::Now;

use crate::desk::told::EXPERT;
use crate::desk::{CUSTOMER, Desk, ME, config, told};

const TARGET: &str = "8006@test.cc";

/// 5001 has a customer on hold and has called the expert, who answers or not.
fn consults(answers: bool) -> Desk {
    let mut desk = Desk::new(config());
    let id = desk.session.next_command();
    let account = WatchAccount::new("5009", "Pa55", "test.cc");
    let agents = vec!["5001@test.cc".into()];
    desk.input(Input::Watch { id, account, agents });
    desk.session_begins();
    for name in ["agentLoggedOff", "agentLoggedOn", "agentReady"] {
        let event = json!({"eventName": name, "agentId": "5001@test.cc", "agentMode": "Ready", "deviceId": ME,
            "devices": {"Voice": ME}});
        desk.tells(event);
    }
    desk.tells(told::rings("C1", CUSTOMER, ME));
    desk.tells(told::answered("C1", CUSTOMER, ME));
    desk.tells(told::held("C1"));
    desk.tells(told::dialled("C2", EXPERT));
    desk.tells(told::rings("C2", ME, EXPERT));
    if answers {
        desk.tells(told::answered("C2", ME, EXPERT));
    }
    desk
}

fn other(name: &str, field: &str) -> Value {
    json!({"eventName": name, "callId": "C2", field: EXPERT})
}

/// Whether the parties of C1 are in doubt, and who they are.
fn held_call(desk: &Desk) -> (bool, Vec<String>) {
    let now = Now::at(desk.now, 1_500_000_000_000);
    let snapshot = desk.session.watched_snapshot(now, &"5001".into()).unwrap();
    let call = snapshot
        .calls
        .iter()
        .find(|call| call.call_id.as_str() == "C1")
        .unwrap();
    assert_eq!(snapshot.verified, !call.doubts.has(Doubt::Parties));
    let mut parties: Vec<_> = call
        .parties
        .iter()
        .map(|party| party.device.number().to_owned())
        .collect();
    parties.sort();
    (call.doubts.has(Doubt::Parties), parties)
}

#[test]
fn who_is_in_the_held_call_is_in_doubt() {
    let conference = json!({"eventName": "conferenced", "callId": "C2", "primaryOldCall": "0", "secondaryOldCall": "C2",
        "newCall": "C2", "conferencingDevice": EXPERT, "addedParty": TARGET});
    let handed_on = json!({"eventName": "transferred", "callId": "C2", "primaryOldCall": "0", "secondaryOldCall": "C2",
        "newCall": "C2", "transferringDevice": EXPERT, "transferredToDevice": TARGET, "cause": "SINGLESTEPTRANSFER"});
    let expert = "8005";
    for (what, events, shown) in [
        ("plain", vec![], expert),
        ("the expert holds", vec![other("held", "holdingDevice")], expert),
        (
            "held and back",
            vec![
                other("held", "holdingDevice"),
                other("retrieved", "retrievingDevice"),
            ],
            expert,
        ),
        (
            "both hold",
            vec![other("held", "holdingDevice"), told::held("C2")],
            expert,
        ),
        (
            "a conference",
            vec![told::rings("C2", EXPERT, TARGET), conference],
            expert,
        ),
        (
            "handed on, rings",
            vec![
                told::rings("C2", ME, TARGET),
                handed_on,
                told::cleared("C2", EXPERT, EXPERT),
            ],
            "8006",
        ),
    ] {
        let mut desk = consults(true);
        events.into_iter().for_each(|event| desk.tells(event));
        desk.tells(told::cleared("C2", ME, ME));
        let (in_doubt, parties) = held_call(&desk);
        assert!(in_doubt, "{what}");
        assert!(parties.contains(&shown.to_owned()), "{what} {parties:?}");
        // Back in the held call: as it was.
        desk.tells(told::retrieved("C1"));
        let was = (false, vec!["13800000000".to_owned(), "8001".to_owned()]);
        assert_eq!(held_call(&desk), was, "{what}");
    }
}

/// There is nobody who could be in it.
#[test]
fn where_nobody_was_there_it_is_as_it_was() {
    let mut rings = consults(false);
    rings.tells(told::cleared("C2", ME, ME));
    assert!(!held_call(&rings).0);
    let mut left = consults(true);
    left.tells(told::cleared("C2", EXPERT, EXPERT));
    left.tells(told::cleared("C2", ME, ME));
    assert!(!held_call(&left).0);
}

/// Nobody has such an id.
#[test]
fn an_agent_with_an_empty_part_is_refused() {
    let environment = config().environment;
    let account = WatchAccount::new("5009", "Pa55", "test.cc");
    for (agent, fits) in [
        ("5001", true),
        ("5001@test.cc", true),
        ("", false),
        ("5001@", false),
        ("@test.cc", false),
        ("@", false),
    ] {
        let checked = account.check(&environment, &[agent.into()]);
        assert_eq!(checked.is_ok(), fits, "{agent:?}");
    }
}
