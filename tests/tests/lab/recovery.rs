//! Taking up a saved session after the program has crashed.

use std::time::Duration;

use wellclient_core::command::{Command, MakeCallOptions};
use wellclient_core::id::DeviceId;
use wellclient_core::model::ConnectionState;
use wellclient_core::session::{CommandError, Outcome, SavedSession};
use wellclient_core::snapshot::SessionPhase;
use wellclient_simulator::Control;
use wellclient_tests::lab::{ConnectFate, Fate, Lab, PASSWORD, RequestRule, disagreement};

/// The agent logs in, `before` happens, the program dies; what was saved.
fn crash(lab: &mut Lab, before: impl FnOnce(&mut Lab, usize)) -> SavedSession {
    let seat = lab.logged_in(1, Lab::config(1));
    before(lab, seat);
    lab.run_for(Duration::from_secs(2));
    let saved = lab.seats[seat].session.saved().expect("an agent is logged in");
    lab.cut(seat);
    lab.seats[seat].crashed = true;
    lab.run_for(Duration::from_secs(5));
    saved
}

fn take_up(lab: &mut Lab, saved: SavedSession, auto_answer: bool) -> (usize, Outcome) {
    let mut config = Lab::config(2);
    config.settings.auto_answer = auto_answer;
    let seat = lab.sit(config);
    let outcome = lab.recover(seat, saved);
    lab.run_for(Duration::from_secs(2));
    (seat, outcome)
}

fn call_out(lab: &mut Lab, seat: usize, number: &str) {
    let options = MakeCallOptions::default();
    let outcome = lab.settle(
        seat,
        Command::MakeCall {
            number: number.into(),
            options,
        },
    );
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
}

fn hold(lab: &mut Lab, seat: usize) {
    lab.run_for(Duration::from_secs(2));
    let call = lab.seats[seat].session.model().unwrap().calls()[0].id.clone();
    let outcome = lab.settle(seat, Command::Hold { call });
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
}

fn recovered(lab: &Lab, seat: usize) -> serde_json::Value {
    let events = lab.seats[seat].named("recoverStateSuccess");
    assert_eq!(events.len(), 1);
    serde_json::from_str(events[0].1.raw()).unwrap()
}

fn the_leg(lab: &Lab, seat: usize) -> (ConnectionState, Option<bool>) {
    let snapshot = lab.seats[seat].snapshot(lab.now());
    (snapshot.calls[0].leg, snapshot.calls[0].outgoing)
}

#[test]
fn with_no_call() {
    let mut lab = Lab::new(1);
    let saved = crash(&mut lab, |_, _| {});
    let (seat, outcome) = take_up(&mut lab, saved, true);
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    let told = recovered(&lab, seat);
    assert_eq!(told["agentId"], "5001@test.cc");
    assert_eq!(told["extensionId"], "8001@test.cc");
    assert_eq!(told["agentMode"], "NotReady");
    assert!(told.get("call").is_none_or(serde_json::Value::is_null));
    let chair = &lab.seats[seat];
    assert!(chair.snapshot(lab.now()).verified);
    assert!(chair.requests("/login").is_empty(), "no password is needed");
    assert!(chair.named("agentLoggedOn").is_empty());
    // The heartbeat goes on, and events arrive.
    lab.run_for(Duration::from_secs(400));
    assert_eq!(lab.seats[seat].session.phase(), SessionPhase::LoggedIn);
    lab.call_in("13800000000", "8001");
    lab.run_for(Duration::from_secs(1));
    assert_eq!(the_leg(&lab, seat), (ConnectionState::Connected, Some(false)));
    assert_eq!(lab.complaints(), Vec::<String>::new());
}

#[test]
fn with_a_call_ringing_in() {
    for auto_answer in [false, true] {
        let mut lab = Lab::new(2);
        let saved = crash(&mut lab, |lab, _| {
            lab.call_in("13800000000", "8001");
        });
        let (seat, _) = take_up(&mut lab, saved, auto_answer);
        let told = recovered(&lab, seat);
        assert_eq!(told["call"]["state"], "delivered");
        assert_eq!(told["call"]["callingDevice"], "13800000000@test.cc");
        let leg = if auto_answer {
            ConnectionState::Connected
        } else {
            ConnectionState::Alerting
        };
        assert_eq!(the_leg(&lab, seat), (leg, Some(false)));
        assert_eq!(
            lab.seats[seat].requests("/answer").len(),
            usize::from(auto_answer)
        );
        assert_eq!(disagreement(&lab, seat, true), None);
    }
}

#[test]
fn with_a_call_established_nothing_is_answered_again() {
    for incoming in [true, false] {
        let mut lab = Lab::new(3);
        let saved = crash(&mut lab, |lab, seat| {
            if incoming {
                lab.call_in("13800000000", "8001");
                lab.run_for(Duration::from_secs(1));
                let call = lab.seats[seat].session.model().unwrap().calls()[0].id.clone();
                lab.settle(seat, Command::Answer { call });
            } else {
                call_out(lab, seat, "13800000000");
            }
        });
        let (seat, _) = take_up(&mut lab, saved, true);
        assert_eq!(recovered(&lab, seat)["call"]["state"], "established");
        assert_eq!(the_leg(&lab, seat), (ConnectionState::Connected, Some(!incoming)));
        let memory = lab.seats[seat].session.call_memory();
        let mut calls = memory.as_object().unwrap().values();
        let call = calls.find(|call| call.is_object()).unwrap();
        assert_eq!(call["8001@test.cc"]["isCalling"], !incoming, "{call}");
        assert_eq!(call["13800000000@test.cc"]["isCalling"], incoming, "{call}");
        assert!(lab.seats[seat].requests("/answer").is_empty());
        assert_eq!(disagreement(&lab, seat, true), None);
    }
}

#[test]
fn with_a_call_ringing_out() {
    let mut lab = Lab::new(4);
    let saved = crash(&mut lab, |lab, seat| call_out(lab, seat, "8005"));
    let (seat, _) = take_up(&mut lab, saved, true);
    let told = recovered(&lab, seat);
    assert_eq!(told["call"]["state"], "delivered");
    assert_eq!(told["call"]["callingDevice"], "8001@test.cc");
    assert_eq!(told["call"]["calledDevice"], "8005@test.cc");
    assert_eq!(the_leg(&lab, seat).1, Some(true));
    assert!(
        lab.seats[seat].requests("/answer").is_empty(),
        "an outgoing call is not answered"
    );
    assert_eq!(disagreement(&lab, seat, true), None);
}

#[test]
fn with_a_call_on_hold() {
    let mut lab = Lab::new(5);
    let saved = crash(&mut lab, |lab, seat| {
        call_out(lab, seat, "13800000000");
        hold(lab, seat);
    });
    let (seat, _) = take_up(&mut lab, saved, true);
    assert_eq!(the_leg(&lab, seat), (ConnectionState::Hold, Some(true)));
    let call = lab.seats[seat].session.model().unwrap().calls()[0].id.clone();
    assert!(matches!(
        lab.settle(seat, Command::Retrieve { call }),
        Outcome::Confirmed(_)
    ));
    assert_eq!(disagreement(&lab, seat, true), None);
}

#[test]
fn what_cannot_be_taken_up() {
    let refused = |spoil: fn(&mut Lab, &mut SavedSession)| {
        let mut lab = Lab::new(6);
        let mut saved = crash(&mut lab, |_, _| {});
        spoil(&mut lab, &mut saved);
        let (seat, outcome) = take_up(&mut lab, saved, true);
        assert_eq!(lab.seats[seat].session.phase(), SessionPhase::LoggedOut);
        assert!(lab.seats[seat].named("recoverStateSuccess").is_empty());
        let requests = lab.seats[seat].requests("");
        lab.run_for(Duration::from_secs(200));
        assert!(lab.seats[seat].is_unplugged());
        assert_eq!(lab.seats[seat].requests(""), requests, "something still runs");
        outcome
    };
    let logged_out = refused(|lab, _| {
        lab.outside(Control::KickAgent { agent: "5001".into() });
    });
    assert!(
        matches!(logged_out, Outcome::Rejected(CommandError::Refused(_))),
        "{logged_out:?}"
    );
    let elsewhere = refused(|_, saved| saved.device = DeviceId::from("8009@test.cc"));
    assert!(
        matches!(elsewhere, Outcome::Rejected(CommandError::Refused(_))),
        "{elsewhere:?}"
    );
    let expired = refused(|lab, _| {
        lab.outside(Control::ExpireSessions { agent: None });
    });
    let Outcome::Rejected(CommandError::Rejected(why)) = &expired else {
        panic!("{expired:?}")
    };
    assert_eq!(why.status, Some(426));
    let no_channel = refused(|lab, _| lab.network.connect = ConnectFate::Refused(None));
    assert!(
        matches!(no_channel, Outcome::Rejected(CommandError::NoEventChannel(_))),
        "{no_channel:?}"
    );
    let unreadable = refused(|lab, _| {
        let rule = RequestRule {
            seat: None,
            text: "/client-state".into(),
            times: 9,
            fate: Fate::html(),
        };
        lab.network.requests.push(rule);
    });
    assert!(
        matches!(unreadable, Outcome::Rejected(CommandError::BadReply(_))),
        "{unreadable:?}"
    );
}

#[test]
fn an_expired_session_is_renewed_where_the_password_is_there() {
    let mut lab = Lab::new(7);
    let saved = crash(&mut lab, |_, _| {});
    lab.outside(Control::ExpireSessions { agent: None });
    let (seat, outcome) = take_up(
        &mut lab,
        SavedSession {
            password: Some(PASSWORD.into()),
            ..saved
        },
        true,
    );
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    assert_eq!(lab.seats[seat].session.metrics().renewals, 1);
}

/// The server's numbers go on where they were, so that nothing of it is in doubt.
#[test]
fn who_is_logged_out_later_is_told_so_once() {
    let mut lab = Lab::new(4);
    let saved = crash(&mut lab, |_, _| {});
    let (seat, outcome) = take_up(&mut lab, saved, true);
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    let agent = "5001".to_owned();
    drop(lab.outside(Control::KickAgent { agent }));
    lab.run_for(Duration::from_secs(5));
    let chair = &lab.seats[seat];
    assert_eq!(chair.session.phase(), SessionPhase::LoggedOut);
    assert_eq!(chair.named("agentLoggedOff").len(), 1);
    assert_eq!(chair.named("anomaly").len(), 0);
}
