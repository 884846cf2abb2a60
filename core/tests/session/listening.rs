//! Listening to a call of others, where the reply to that, or the telling of it, is lost: a listener takes no part, and a customer who
//! rings is answered.

use crate::desk::told::EXPERT;
use crate::desk::{CUSTOMER, Desk, ME, call, config, told};
use serde_json::{Value, json};
use wellclient_core::command::Verb;
use wellclient_core::id::CommandId;
use wellclient_core::model::Role;
use wellclient_core::refusal::Refusal;
use wellclient_core::session::{ReconnectPolicy, SessionConfig};

const COLLEAGUE: &str = "8002@test.cc";

fn by_itself() -> SessionConfig {
    let mut config = config();
    config.settings.auto_answer = true;
    config.reconnect = ReconnectPolicy::MANUAL_2;
    config
}

fn listens(desk: &mut Desk) -> CommandId {
    desk.asks(json!({"verb": "forceListen", "callId": "C7", "deviceId": ME}))
}

/// What becomes of the request.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Reply {
    Accepted,
    /// Refused, though it may have been carried out.
    Trouble(u16),
    Lost,
    /// None comes in time.
    None,
}

const REPLIES: [Reply; 6] = [
    Reply::Accepted,
    Reply::Trouble(500),
    Reply::Trouble(502),
    Reply::Trouble(504),
    Reply::Lost,
    Reply::None,
];

impl Reply {
    fn comes(self, desk: &mut Desk) {
        match self {
            Self::Accepted => desk.answers("/spy", 204, ""),
            Self::Trouble(status) => desk.answers("/spy", status, ""),
            Self::Lost => desk.loses("/spy"),
            Self::None => desk.seconds(16),
        }
    }
}

/// How the own leg is told, and who is told to be called.
fn ways() -> Vec<(&'static str, Vec<Value>)> {
    let mut ways = Vec::new();
    for (calling, called) in [
        (CUSTOMER, COLLEAGUE),
        (CUSTOMER, ME),
        (COLLEAGUE, ME),
        (COLLEAGUE, CUSTOMER),
    ] {
        let told = |name: &str, who: &str| {
            json!({"eventName": name, "callId": "C7", "callingDevice": calling, "calledDevice": called, who: ME,
                "originCallInfo": {"callId": "C7", "callingDevice": CUSTOMER, "calledDevice": COLLEAGUE}})
        };
        let rings = told("delivered", "alertingDevice");
        let stands = told("established", "answeringDevice");
        ways.push(("rings, and stands", vec![rings.clone(), stands.clone()]));
        ways.push(("stands", vec![stands]));
    }
    for unseen in UNSEEN {
        ways.push((unseen, Vec::new()));
    }
    ways
}

/// What the account shows of it after a cut.
const UNSEEN: [&str; 4] = ["In Connect", "Out Connect", "In Alerting", "no way Connect"];

fn account(call: Value) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call},
        "extension": {}})
    .to_string()
}

/// The leg comes: by these events, or unseen during a cut.
fn comes_in(desk: &mut Desk, way: &str, events: &[Value]) {
    events.iter().for_each(|event| desk.tells(event.clone()));
    if !UNSEEN.contains(&way) {
        return;
    }
    let (direction, state) = way.rsplit_once(' ').unwrap();
    desk.cut();
    desk.seconds(3);
    let (ani, dnis) = if direction == "In" {
        (CUSTOMER, ME)
    } else {
        (ME, CUSTOMER)
    };
    let mut shown = json!({"callId": "C7", "ani": ani, "dnis": dnis, "state": state, "otherSide": CUSTOMER});
    if direction != "no way" {
        shown["direction"] = direction.into();
    }
    while desk.is_asked("client-state") {
        desk.answers("client-state", 200, &account(shown.clone()));
    }
    if state == "Alerting" {
        desk.tells(told::answered("C7", CUSTOMER, ME));
    }
    desk.seconds(3);
}

#[track_caller]
fn only_listens(desk: &Desk, case: &str) {
    assert_eq!(desk.count("C7/connections"), 0, "{case}: {:?}", desk.requests);
    let shown = desk.call("C7");
    let own = shown
        .parties
        .iter()
        .find(|party| party.device.as_str() == ME)
        .unwrap();
    assert_eq!(own.role, Role::Listening, "{case}");
    for action in &shown.actions {
        let expected = if action.verb == Verb::Drop {
            Ok(())
        } else {
            Err(Refusal::Listening)
        };
        let is_about_the_leg = !matches!(action.verb, Verb::SetCallData | Verb::GetCallData);
        assert!(
            !is_about_the_leg || desk.may(action.verb, "C7") == expected,
            "{case}: {action:?}"
        );
    }
    assert_eq!(
        desk.may(Verb::StartRecording, ""),
        Err(Refusal::Listening),
        "{case}"
    );
}

/// Whatever becomes of the reply, however little is told, and whichever comes first.
#[test]
fn who_listens_takes_no_part_however_little_is_told() {
    for reply in REPLIES {
        for (way, events) in ways() {
            for leg_first in [false, true] {
                let case = format!("{reply:?}, {way}, {events:?}, {leg_first}");
                let mut desk = Desk::logged_in(by_itself());
                listens(&mut desk);
                if leg_first {
                    comes_in(&mut desk, way, &events);
                    only_listens(&desk, &case);
                    reply.comes(&mut desk);
                } else {
                    reply.comes(&mut desk);
                    comes_in(&mut desk, way, &events);
                }
                desk.seconds(30);
                only_listens(&desk, &case);
            }
        }
    }
}

/// It is saved while nothing has come yet, and taken up by another process.
#[test]
fn so_it_does_after_a_restart() {
    for reply in [None, Some(Reply::Accepted), Some(Reply::Lost)] {
        let mut before = Desk::logged_in(by_itself());
        listens(&mut before);
        if let Some(reply) = reply {
            reply.comes(&mut before);
        }
        let mut desk = Desk::new(by_itself());
        desk.takes_up(before.session.saved().unwrap());
        let shown = json!({"callId": "C7", "ani": CUSTOMER, "dnis": ME, "state": "Connect", "direction": "In",
            "otherSide": CUSTOMER});
        for _ in 0..2 {
            desk.answers("client-state", 200, &account(shown.clone()));
        }
        desk.seconds(5);
        only_listens(&desk, &format!("{reply:?}"));
    }
}

/// A customer who rings meanwhile has nothing to do with it.
#[test]
fn a_customer_who_rings_meanwhile_is_answered() {
    for reply in REPLIES {
        for before in [false, true] {
            let mut desk = Desk::logged_in(by_itself());
            listens(&mut desk);
            if !before {
                reply.comes(&mut desk);
            }
            desk.tells(told::rings("C9", CUSTOMER, ME));
            assert_eq!(desk.count("C9/connections"), 1, "{reply:?} {before}");
            desk.answers("/answer", 204, "");
            desk.tells(told::answered("C9", CUSTOMER, ME));
            assert_eq!(desk.may(Verb::Hold, "C9"), Ok(()), "{reply:?} {before}");
        }
    }
}

/// The server has refused it, before or after the call comes to ring here for another reason.
#[test]
fn a_call_that_was_refused_to_listen_to_is_answered_when_it_rings() {
    for status in [400, 403, 404, 409, 429, 460] {
        for rings_first in [false, true] {
            let case = format!("{status} {rings_first}");
            let mut desk = Desk::logged_in(by_itself());
            listens(&mut desk);
            if !rings_first {
                desk.answers("/spy", status, "");
            }
            desk.tells(told::rings("C7", CUSTOMER, ME));
            assert_eq!(desk.count("/answer"), usize::from(!rings_first), "{case}");
            if rings_first {
                desk.answers("/spy", status, "");
            }
            assert_eq!(desk.count("/answer"), 1, "{case}");
            assert_eq!(desk.may(Verb::Answer, "C7"), Ok(()), "{case}");
            desk.answers("/answer", 204, "");
            desk.tells(told::answered("C7", CUSTOMER, ME));
            assert_eq!(desk.may(Verb::Hold, "C7"), Ok(()), "{case}");
        }
    }
}

/// Nobody knows whether it was carried out, and the call rings on: who listens is connected by the switch, so it is handed on to the
/// agent, or was asked to join.
#[test]
fn what_rings_on_is_answered_where_the_outcome_is_unknown() {
    for reply in REPLIES {
        for rings_first in [false, true] {
            let case = format!("{reply:?} {rings_first}");
            let mut desk = Desk::logged_in(by_itself());
            let id = listens(&mut desk);
            if rings_first {
                desk.tells(told::rings("C7", CUSTOMER, ME));
            }
            reply.comes(&mut desk);
            desk.seconds(16);
            assert_ne!(desk.word(id), "open");
            if !rings_first {
                desk.tells(told::rings("C7", CUSTOMER, ME));
                desk.seconds(3);
                assert_eq!(desk.count("/answer"), 0, "{case}");
                assert_eq!(desk.may(Verb::Answer, "C7"), Err(Refusal::Listening), "{case}");
                desk.seconds(2);
            }
            let is_known = reply == Reply::Accepted;
            assert_eq!(desk.count("/answer"), usize::from(!is_known), "{case}");
            if !is_known {
                desk.answers("/answer", 204, "");
                desk.tells(told::answered("C7", CUSTOMER, ME));
                assert_eq!(desk.may(Verb::Hold, "C7"), Ok(()), "{case}");
            }
        }
    }
}

/// It is asked for twice: that it stands already refuses the second.
#[test]
fn a_second_request_that_is_refused_takes_nothing_back() {
    for first in [Reply::Trouble(500), Reply::Lost, Reply::Accepted] {
        let mut desk = Desk::logged_in(by_itself());
        listens(&mut desk);
        first.comes(&mut desk);
        desk.seconds(10);
        listens(&mut desk);
        desk.tells(told::rings("C7", CUSTOMER, ME));
        desk.answers("/spy", 409, "");
        desk.tells(told::answered("C7", CUSTOMER, ME));
        desk.seconds(10);
        only_listens(&desk, &format!("{first:?}"));
    }
}

/// Who puts a call on hold has a part in it, whatever was thought.
#[test]
fn who_holds_a_call_takes_part_in_it() {
    let mut desk = Desk::logged_in(by_itself());
    listens(&mut desk);
    desk.loses("/spy");
    desk.tells(told::answered("C7", CUSTOMER, ME));
    assert_eq!(desk.may(Verb::Hold, "C7"), Err(Refusal::Listening));
    desk.tells(told::held("C7"));
    assert_eq!(desk.may(Verb::Retrieve, "C7"), Ok(()));
    desk.tells(told::retrieved("C7"));
    assert_eq!(desk.may(Verb::Hold, "C7"), Ok(()));
}

/// Another device listens: the own one is no listener.
#[test]
fn who_has_another_listen_takes_part() {
    let mut desk = Desk::logged_in(by_itself());
    desk.asks(json!({"verb": "forceListen", "callId": "C7", "deviceId": EXPERT}));
    desk.loses("/spy");
    desk.tells(told::rings("C7", CUSTOMER, ME));
    assert_eq!(desk.count("/answer"), 1);
    assert!(
        desk.snapshot()
            .calls
            .iter()
            .any(|shown| shown.call_id == call("C7"))
    );
}
