//! A transfer of two calls under which one of them ends, or is taken away: it has come to nothing, and that is known.

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::id::CommandId;

const SUPERVISOR: &str = "8009@test.cc";

/// The same without a word of who has hung up.
fn silent(mut event: Value) -> Value {
    event.as_object_mut().unwrap().remove("hangupDevice");
    event
}

/// What the request comes to.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Reply {
    Accepted,
    Lost,
    BadGateway,
    Slow,
}

const REPLIES: [Reply; 4] = [Reply::Accepted, Reply::Lost, Reply::BadGateway, Reply::Slow];

fn asked(desk: &mut Desk, verb: &str, reply: Reply) -> CommandId {
    let path = if verb == "transferCall" {
        "/transfer"
    } else {
        "/transferAndWait"
    };
    let id = desk.asks(json!({"verb": verb, "holdCallId": "C1", "consultCallId": "C2"}));
    match reply {
        Reply::Accepted => desk.answers(path, 204, ""),
        Reply::Lost => desk.loses(path),
        Reply::BadGateway => desk.answers(path, 502, ""),
        Reply::Slow => {}
    }
    id
}

/// The server answers what it is asked: C2 is up, if it is.
fn passes(desk: &mut Desk, seconds: u64, shows: Option<&str>) {
    let call = shows.map(
        |call| json!({"callId": call, "state": "Connect", "direction": "Out", "otherSide": told::EXPERT}),
    );
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady",
        "activeCall": call}, "extension": {}});
    for _ in 0..seconds * 4 {
        while desk.is_asked("client-state") {
            desk.answers("client-state", 200, &account.to_string());
        }
        while desk.is_asked("user-data") {
            let known = shows.is_some_and(|call| desk.is_asked(&format!("{call}/user-data")));
            desk.answers("user-data", if known { 200 } else { 404 }, "{}");
        }
        desk.later(std::time::Duration::from_millis(250));
    }
}

/// Both hang up, the customer first: nothing was carried out.
#[test]
fn who_waits_for_a_call_that_has_ended_waits_in_vain() {
    for reply in REPLIES {
        for says_who in [true, false] {
            let tells = |desk: &mut Desk, event: Value| {
                desk.tells(if says_who { event } else { silent(event) });
            };
            let mut desk = Desk::logged_in(config());
            desk.consults("C1", "C2");
            let waits = asked(&mut desk, "transferWaitReturn", reply);
            tells(&mut desk, told::cleared("C1", CUSTOMER, CUSTOMER));
            tells(&mut desk, told::cleared("C1", ME, CUSTOMER));
            let about = format!("{reply:?} {says_who}");
            tells(&mut desk, told::cleared("C2", told::EXPERT, told::EXPERT));
            tells(&mut desk, told::cleared("C2", ME, told::EXPERT));
            assert_eq!(desk.word(waits), "rejected callEnded", "{about}");
        }
    }
}

/// So, where the server tells of the own legs alone, or clears the own one first.
#[test]
fn the_end_of_the_consultation_after_that_is_no_evidence() {
    let orders: [&[(&str, &str)]; 3] = [
        &[("C1", ME), ("C2", ME)],
        &[("C1", ME), ("C1", CUSTOMER), ("C2", ME), ("C2", told::EXPERT)],
        &[("C1", CUSTOMER), ("C1", ME), ("C2", ME), ("C2", told::EXPERT)],
    ];
    for reply in REPLIES {
        for order in orders {
            for by in [Some(told::EXPERT), Some(ME), None] {
                let mut desk = Desk::logged_in(config());
                desk.consults("C1", "C2");
                let waits = asked(&mut desk, "transferWaitReturn", reply);
                for (call, who) in order {
                    let hung_up = if *call == "C1" { Some(CUSTOMER) } else { by };
                    let event = told::cleared(call, who, hung_up.unwrap_or_default());
                    desk.tells(if hung_up.is_some() { event } else { silent(event) });
                }
                assert_eq!(
                    desk.word(waits),
                    "rejected callEnded",
                    "{reply:?} {order:?} {by:?}"
                );
            }
        }
    }
}

/// While the consultation goes on: within 4 s, for its end can have been on its way.
#[test]
fn the_end_of_the_held_call_alone_rejects_it() {
    for reply in [Reply::Accepted, Reply::Slow, Reply::Lost] {
        let mut desk = Desk::logged_in(config());
        desk.consults("C1", "C2");
        let waits = asked(&mut desk, "transferWaitReturn", reply);
        desk.tells(silent(told::cleared("C1", ME, ME)));
        passes(&mut desk, 5, Some("C2"));
        let word = desk.word(waits);
        match reply {
            Reply::Lost => assert!(
                ["rejected callEnded", "unknown notConfirmed"].contains(&word.as_str()),
                "{word}"
            ),
            _ => assert_eq!(word, "rejected callEnded", "{reply:?}"),
        }
    }
}

/// It was carried out, and after that the customer hangs up; that is told first.
#[test]
fn an_end_of_the_consultation_that_is_told_late_confirms_it() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let waits = asked(&mut desk, "transferWaitReturn", Reply::Accepted);
    let serial = desk.serial();
    desk.skips(10);
    desk.tells(told::cleared("C1", CUSTOMER, CUSTOMER));
    desk.tells(told::cleared("C1", ME, CUSTOMER));
    assert_eq!(desk.word(waits), "open");
    desk.tells_as(serial + 3, told::cleared("C2", ME, ME));
    assert_eq!(desk.word(waits), "confirmed event:connectionCleared");
}

/// The held call is taken by a supervisor, in a single step, which is told as the own device's doing.
#[test]
fn a_transfer_whose_held_call_is_taken_is_rejected_at_once() {
    for (reply, to) in REPLIES
        .into_iter()
        .flat_map(|reply| [(reply, SUPERVISOR), (reply, told::EXPERT)])
    {
        for verb in ["transferCall", "transferWaitReturn"] {
            let mut desk = Desk::logged_in(config());
            desk.consults("C1", "C2");
            let transfers = asked(&mut desk, verb, reply);
            desk.tells(told::rings("C1", CUSTOMER, to));
            desk.tells(told::transferred("C1", ME, to));
            desk.tells(told::cleared("C1", ME, ME));
            assert_eq!(
                desk.word(transfers),
                "rejected callEnded",
                "{verb} {reply:?} {to}"
            );
            assert_eq!(desk.snapshot().calls.len(), 1);
        }
    }
}

/// Somebody ends it for the agent, or the customer hangs up: the consultation, which the transfer would have taken with it, stands.
#[test]
fn a_transfer_whose_held_call_ends_is_rejected() {
    let ends: [&[Value]; 4] = [
        &[told::cleared("C1", ME, ME)],
        &[silent(told::cleared("C1", ME, ME))],
        &[
            told::cleared("C1", CUSTOMER, CUSTOMER),
            told::cleared("C1", ME, CUSTOMER),
        ],
        &[told::cleared("C1", ME, ME), told::cleared("C1", CUSTOMER, ME)],
    ];
    for reply in REPLIES {
        for end in ends {
            let mut desk = Desk::logged_in(config());
            desk.consults("C1", "C2");
            let transfers = asked(&mut desk, "transferCall", reply);
            end.iter().for_each(|event| desk.tells(event.clone()));
            passes(&mut desk, 5, Some("C2"));
            let word = desk.word(transfers);
            let is_known =
                word == "rejected callEnded" || reply == Reply::BadGateway && word == "rejected serverError";
            assert!(is_known, "{reply:?} {end:?}: {word}");
        }
    }
}

/// Both end for the agent, and nobody says by what: `transferred` may be lost.
#[test]
fn a_transfer_under_which_both_end_may_have_happened() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let transfers = asked(&mut desk, "transferCall", Reply::Accepted);
    desk.tells(told::cleared("C1", ME, ME));
    desk.tells(told::cleared("C2", ME, ME));
    passes(&mut desk, 5, None);
    assert_eq!(desk.word(transfers), "unknown notConfirmed");
}
