//! Events that nothing numbers: one that cannot be in its order puts the model in doubt, and until the server has been
//! asked nothing that may be as old takes the doubt away.

use crate::trace;
use std::sync::Arc;
use std::time::Duration;

use crate::words::{
    CUSTOMER, EXPERT, ME, answered, cleared, consultation, held, recording, retrieved, rings, transferred,
};
use serde_json::{Value, json};
use wellclient_core::doubt::Doubt;
use wellclient_core::event::{AgentMode, decode};
use wellclient_core::model::{REORDER_AGE, Tracker};
use wellclient_core::time::Now;

const COLLEAGUE: &str = "8003@test.cc";

/// 8001's model, and a clock.
struct Desk {
    tracker: Tracker,
    now: Duration,
}

impl Desk {
    fn told(events: &[Value]) -> Self {
        let tracker = trace::scene("inbound: 8001 not answered").tracker();
        let now = Duration::from_secs(1000);
        let mut desk = Self { tracker, now };
        events.iter().for_each(|event| desk.tells(event));
        desk
    }

    fn tells(&mut self, event: &Value) {
        let event = Arc::new(decode(event.to_string().as_bytes()).unwrap());
        self.tracker.offer(Now::at(self.now, 1_500_000_000_000), &event);
    }

    /// Whether the own leg of C1 is believed.
    fn is_sure(&self) -> bool {
        let call = self.tracker.model().call("C1").expect("the call is there");
        !call.doubts.has(Doubt::Leg)
    }

    fn is_sure_of_the_mode(&self) -> bool {
        !self.tracker.model().agent().doubts.has(Doubt::Mode)
    }
}

fn at(second: u64, mut event: Value) -> Value {
    event["eventTime"] = format!("2017.03.18 14:13:{second:02}").into();
    event
}

fn mode(name: &str, mode: &str) -> Value {
    json!({"eventName": name, "agentId": "5001@test.cc", "agentMode": mode})
}

/// 8001 and 8003 talk, and 8005 rings in the same call.
fn talking_beside_a_ring() -> Vec<Value> {
    vec![
        rings("C1", COLLEAGUE, ME),
        answered("C1", COLLEAGUE, ME),
        rings("C1", COLLEAGUE, EXPERT),
    ]
}

#[track_caller]
fn fits(before: &[Value], event: Value) -> bool {
    assert!(!Desk::told(before).tracker.is_doubtful());
    !Desk::told(&[before, &[event]].concat()).tracker.is_doubtful()
}

#[test]
fn who_transfers_a_call_has_answered_it_and_who_gets_it_has_not() {
    let before = talking_beside_a_ring();
    assert!(fits(&before, transferred("C1", COLLEAGUE, EXPERT)));
    assert!(
        !fits(&before, transferred("C1", EXPERT, "8009@test.cc")),
        "it rings there"
    );
    assert!(
        !fits(&before, transferred("C1", COLLEAGUE, ME)),
        "it is answered here"
    );
    assert!(
        !fits(&before[..1], transferred("C1", ME, EXPERT)),
        "it rings here"
    );
    assert!(fits(&before[..2], transferred("C1", ME, EXPERT)));
}

#[test]
fn who_has_left_a_call_does_not_transfer_it() {
    let mut before = talking_beside_a_ring();
    before.push(answered("C1", COLLEAGUE, EXPERT));
    let transfer = transferred("C1", COLLEAGUE, "8009@test.cc");
    assert!(fits(&before, transfer.clone()));
    before.push(cleared("C1", COLLEAGUE, COLLEAGUE));
    assert!(!fits(&before, transfer));
}

#[test]
fn only_who_transfers_is_in_both_calls() {
    let before = consultation("C1", "C2");
    let transfer = |by: &str| {
        json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1", "secondaryOldCall": "C2",
            "transferringDevice": by, "transferredToDevice": EXPERT, "newCall": "C1", "cause": "TRANSFER"})
    };
    assert!(fits(&before, transfer(ME)));
    assert!(!fits(&before, transfer(CUSTOMER)));
}

/// By a number or not: a call that the own device transfers has been there.
#[test]
fn a_call_that_is_transferred_from_here_was_seen_to_begin() {
    let mut transfer = transferred("C1", ME, EXPERT);
    assert!(!fits(&[], transfer.clone()));
    transfer["serial"] = 7.into();
    transfer["topics"] = json!(["CtiWorker_31dv7"]);
    assert!(!fits(&[], transfer));
}

/// The time tells that the order is lost. What comes after that and fits may be as old.
#[test]
fn once_the_order_is_lost_nothing_vouches_for_a_leg_for_a_while() {
    let lost = [
        at(10, rings("C1", CUSTOMER, ME)),
        at(12, answered("C1", CUSTOMER, ME)),
        at(18, recording("C1", true)),
        at(15, held("C1")),
    ];
    let mut desk = Desk::told(&lost);
    assert!(!desk.is_sure());
    desk.tells(&at(16, retrieved("C1")));
    assert!(!desk.is_sure());
    desk.now += REORDER_AGE + Duration::from_millis(1);
    desk.tells(&at(50, held("C1")));
    assert!(desk.is_sure(), "it is too long ago");

    let mut desk = Desk::told(&lost);
    desk.tracker.clear_doubt();
    desk.tells(&at(20, retrieved("C1")));
    assert!(desk.is_sure(), "the server has been asked");
}

/// Without number and time, what looks like a copy may be the same thing happening again, or late.
#[test]
fn what_changes_something_and_looks_like_a_copy_loses_the_order() {
    let alternating = [
        rings("C1", CUSTOMER, ME),
        answered("C1", CUSTOMER, ME),
        held("C1"),
        retrieved("C1"),
    ];
    let mut desk = Desk::told(&alternating);
    assert!(desk.is_sure());
    desk.tells(&held("C1"));
    assert!(!desk.is_sure() && desk.tracker.is_doubtful());
    desk.tells(&retrieved("C1"));
    assert!(!desk.is_sure());
}

/// Two modes in one second: which was first? A third that says the same as the second may come from before.
#[test]
fn a_mode_in_doubt_is_not_made_sure_by_one_that_may_be_as_old() {
    let mut desk = Desk::told(&[mode("agentReady", "Ready"), mode("agentNotReady", "NotReady")]);
    assert!(!desk.is_sure_of_the_mode());
    desk.tells(&mode("agentLoggedOn", "NotReady"));
    assert!(!desk.is_sure_of_the_mode());
    let mut lunch = mode("agentNotReady", "NotReady");
    lunch["reason"] = "lunch".into();
    desk.tells(&lunch);
    assert!(!desk.is_sure_of_the_mode());
    desk.now += REORDER_AGE + Duration::from_millis(1);
    desk.tells(&mode("agentWorkingAfterCall", "WorkNotReady"));
    assert!(desk.is_sure_of_the_mode(), "it is too long ago");

    let mut sure = Desk::told(&[mode("agentReady", "Ready")]);
    sure.tells(&mode("agentLoggedOn", "Ready"));
    assert!(sure.is_sure_of_the_mode(), "nothing was in doubt");
}

/// The agent has logged in at 14:13:20 by the server, and is ready.
fn logged_in() -> Desk {
    Desk::told(&[
        at(20, mode("agentLoggedOn", "Ready")),
        at(22, mode("agentReady", "Ready")),
    ])
}

/// Nothing old logs out an agent who has logged in after it.
#[test]
fn an_old_log_out_is_refused() {
    let is_out = |desk: &Desk| desk.tracker.model().agent().mode == AgentMode::Logout;
    let off = |second| at(second, mode("agentLoggedOff", "Logout"));
    let long = REORDER_AGE + Duration::from_millis(1);
    for (second, wait, goes) in [
        (15, Duration::ZERO, false),
        (15, long, false),
        (20, Duration::ZERO, false),
        (22, Duration::ZERO, true),
        (25, Duration::ZERO, true),
        (25, long, true),
    ] {
        let mut desk = logged_in();
        desk.now += wait;
        desk.tells(&off(second));
        assert_eq!(is_out(&desk), goes, "{second}, {wait:?}");
    }
    // In the second of the log-in, only who asks for it goes.
    for asks in [false, true] {
        let mut desk = Desk::told(&[at(20, mode("agentLoggedOn", "Ready"))]);
        if asks {
            desk.tracker.will_log_off();
        }
        desk.tells(&off(20));
        assert_eq!(is_out(&desk), asks);
    }
}

/// Had it been newer, nothing would ring here any more: what came by then may be older.
#[test]
fn a_log_out_that_is_refused_leaves_what_rings_after_it_in_doubt() {
    let mut desk = logged_in();
    desk.tells(&at(20, mode("agentLoggedOff", "Logout")));
    desk.tells(&rings("C1", CUSTOMER, ME));
    assert!(!desk.is_sure());
    desk.now += REORDER_AGE + Duration::from_millis(1);
    desk.tells(&answered("C1", CUSTOMER, ME));
    assert!(desk.is_sure(), "it is too long ago");

    let mut asked = logged_in();
    asked.tells(&at(20, mode("agentLoggedOff", "Logout")));
    asked.tracker.clear_doubt();
    asked.tells(&rings("C1", CUSTOMER, ME));
    assert!(asked.is_sure(), "the server has been asked");
}

#[test]
fn a_mode_of_before_is_refused() {
    let mut desk = logged_in();
    desk.tells(&at(21, mode("agentNotReady", "NotReady")));
    assert_eq!(desk.tracker.model().agent().mode, AgentMode::Ready);
    assert!(desk.tracker.is_doubtful());
}
