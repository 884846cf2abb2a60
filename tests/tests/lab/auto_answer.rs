//! `autoAnswer`: what rings is answered, once, and again while it rings if a try has come to nothing.

use std::time::Duration;

use wellclient_core::command::{Command, MakeCallOptions};
use wellclient_core::model::ConnectionState;
use wellclient_core::session::{Outcome, SessionConfig};
use wellclient_simulator::Control;
use wellclient_tests::lab::{EventFate, EventRule, Fate, Lab, RequestRule};

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn answering(on: bool) -> SessionConfig {
    let mut config = Lab::config(1);
    config.settings.auto_answer = on;
    config
}

fn legs(lab: &Lab, seat: usize) -> Vec<ConnectionState> {
    let calls = lab.seats[seat].snapshot(lab.now()).calls;
    calls.iter().map(|call| call.leg).collect()
}

fn when_answered(lab: &mut Lab, times: u32, fate: Fate) {
    lab.network.requests.push(RequestRule {
        seat: None,
        text: "/answer".into(),
        times,
        fate,
    });
}

fn make_call() -> Command {
    Command::MakeCall {
        number: "8002".into(),
        options: MakeCallOptions::default(),
    }
}

fn hang_up(lab: &mut Lab, device: &str) {
    lab.outside(Control::HangUp {
        device: device.into(),
        call_id: None,
    })
    .unwrap();
}

#[test]
fn auto_answer() {
    for on in [true, false] {
        let mut lab = Lab::new(1);
        let seat = lab.logged_in(1, answering(on));
        lab.call_in("13800000000", "8001");
        lab.run_for(seconds(2));
        let leg = if on {
            ConnectionState::Connected
        } else {
            ConnectionState::Alerting
        };
        assert_eq!(legs(&lab, seat), [leg]);
        assert_eq!(lab.seats[seat].requests("/answer").len(), usize::from(on));
        assert!(
            lab.seats[seat].issued.len() == 1,
            "it is no command of the application's"
        );
    }
}

#[test]
fn a_call_is_answered_automatically_once_whatever_comes_twice() {
    let mut lab = Lab::new(2);
    let seat = lab.logged_in(1, answering(true));
    let twice = EventRule {
        seat: None,
        name: "delivered".into(),
        times: 9,
        fate: EventFate::Twice,
    };
    lab.network.events.push(twice);
    lab.call_in("13800000000", "8001");
    lab.run_for(seconds(2));
    lab.cut(seat);
    lab.run_for(seconds(10));
    assert_eq!(lab.seats[seat].requests("/answer").len(), 1);
    assert_eq!(legs(&lab, seat), [ConnectionState::Connected]);
}

#[test]
fn a_call_that_was_not_seen_to_ring_is_answered_when_it_is_found() {
    let mut lab = Lab::new(3);
    let seat = lab.logged_in(1, answering(true));
    lab.network.events.push(EventRule {
        seat: None,
        name: String::new(),
        times: 1,
        fate: EventFate::Lost,
    });
    lab.call_in("13800000000", "8001");
    lab.cut(seat);
    lab.run_for(seconds(10));
    assert_eq!(legs(&lab, seat), [ConnectionState::Connected]);
}

#[test]
fn calls_that_go_out_are_not_answered() {
    let mut lab = Lab::new(4);
    let seat = lab.logged_in(1, answering(true));
    lab.logged_in(2, answering(false));
    assert!(matches!(lab.settle(seat, make_call()), Outcome::Confirmed(_)));
    lab.run_for(seconds(5));
    assert!(lab.seats[seat].requests("/answer").is_empty());
}

/// Whatever the server, or something before it, makes of the first tries.
#[test]
fn a_try_that_comes_to_nothing_is_made_again_while_the_call_rings() {
    let busy = Fate::Instead {
        status: 429,
        retry_after: Some("3".into()),
        body: String::new(),
    };
    for fate in [
        Fate::status(503),
        Fate::status(404),
        Fate::status(409),
        busy.clone(),
        Fate::html(),
        Fate::LostBefore,
        Fate::LostAfter,
        Fate::NeverSent,
        // Accepted, and not carried out.
        Fate::status(204),
    ] {
        for times in [1, 2] {
            let mut lab = Lab::new(5);
            let seat = lab.logged_in(1, answering(true));
            when_answered(&mut lab, times, fate.clone());
            lab.call_in("13800000000", "8001");
            lab.run_for(seconds(12));
            assert_eq!(
                legs(&lab, seat),
                [ConnectionState::Connected],
                "{times} times {fate:?}"
            );
            lab.run_for(seconds(60));
            let tries = lab.seats[seat].requests("/answer");
            assert!(tries.len() <= 3, "{times} times {fate:?}: {tries:?}");
            let apart = tries.windows(2).map(|two| two[1] - two[0]).min();
            let least = if fate == busy { 3 } else { 1 };
            assert!(
                apart.is_none_or(|apart| apart >= seconds(least)),
                "{times} times {fate:?}: {tries:?}"
            );
        }
    }
}

#[test]
fn a_server_that_goes_on_refusing_is_not_pestered_and_nothing_is_sent_when_the_call_has_ended() {
    let mut lab = Lab::new(6);
    let seat = lab.logged_in(1, answering(true));
    when_answered(&mut lab, 1000, Fate::status(503));
    lab.call_in("13800000000", "8001");
    lab.run_for(seconds(25));
    hang_up(&mut lab, "13800000000");
    lab.run_for(seconds(1));
    let tries = lab.seats[seat].requests("/answer").len();
    assert!((4..=8).contains(&tries), "{tries}");
    lab.run_for(seconds(120));
    assert_eq!(lab.seats[seat].requests("/answer").len(), tries);
}

/// The agent's own answer to one call does not keep another from being answered.
#[test]
fn an_answer_by_hand_that_is_not_settled_does_not_stop_the_next_call_s() {
    let mut lab = Lab::new(7);
    let seat = lab.logged_in(1, answering(true));
    when_answered(&mut lab, 2, Fate::status(204));
    let first = lab.call_in("13800000000", "8001");
    lab.run_for(Duration::from_millis(200));
    let call = first.as_str().into();
    let by_hand = lab.command(seat, Command::Answer { call });
    lab.run_for(Duration::from_millis(200));
    hang_up(&mut lab, "13800000000");
    lab.run_for(seconds(1));
    lab.call_in("13900000000", "8001");
    lab.run_for(seconds(2));
    assert_eq!(legs(&lab, seat), [ConnectionState::Connected]);
    assert!(!matches!(lab.outcome(seat, by_hand), Outcome::Confirmed(_)));
}

/// Nor does one for this call that comes to nothing.
#[test]
fn an_answer_by_hand_that_fails_is_followed_by_an_automatic_one() {
    let mut lab = Lab::new(8);
    let seat = lab.logged_in(1, answering(true));
    when_answered(&mut lab, 2, Fate::status(503));
    let call = lab.call_in("13800000000", "8001");
    lab.run_for(Duration::from_millis(200));
    let call = call.as_str().into();
    lab.settle(seat, Command::Answer { call });
    lab.run_for(seconds(10));
    assert_eq!(legs(&lab, seat), [ConnectionState::Connected]);
}
