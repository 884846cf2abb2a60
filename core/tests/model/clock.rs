//! The server's clock: since when a call is up, by an account that tells when it was answered.

use crate::trace;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use wellclient_core::event::decode;
use wellclient_core::http::reply::{ActiveCall, CallDirection, ClientAgent, ClientState};
use wellclient_core::model::{Tracker, call_memory};
use wellclient_core::time::Now;

/// 2017-03-18 14:13:00 by a server in UTC.
const SERVER_MS: i64 = 1_489_846_380_000;

/// This machine's wall clock goes wrong by so much.
const WRONG_MS: i64 = 1_234_567;

fn now(second: u64) -> Now {
    Now::at(Duration::from_secs(100_000 + second), SERVER_MS + WRONG_MS)
}

/// An event of this time by the server's clock comes at that second of this machine's.
fn comes(tracker: &mut Tracker, second: u64, time: &str) {
    let event = json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready", "eventTime": time});
    let event = Arc::new(decode(event.to_string().as_bytes()).unwrap());
    tracker.offer(now(second), &event);
}

/// The account shows a call that was answered then.
fn account(answered: &str) -> ClientState {
    let call = ActiveCall {
        call_id: Some("C1".into()),
        state: Some("Connect".into()),
        direction: Some(CallDirection::In),
        answer_time: Some(answered.into()),
        other_side: Some("13800000000@test.cc".into()),
        ..ActiveCall::default()
    };
    ClientState {
        agent: Some(ClientAgent {
            agent_mode: Some("Ready".into()),
            active_call: Some(call),
            ..ClientAgent::default()
        }),
        extension: Some("{}".into()),
    }
}

fn tracker() -> Tracker {
    trace::scene("inbound: 8001 not answered").tracker()
}

/// For how many seconds the call has been up at that second, when the account is read.
fn talk_time(tracker: &mut Tracker, second: u64, answered: &str) -> u64 {
    tracker.reconcile(now(second), &account(answered));
    let established = tracker.model().call("C1").unwrap().established.unwrap();
    established.elapsed(now(second).monotonic).as_secs()
}

#[test]
fn the_event_that_was_least_on_its_way_sets_the_clock() {
    let mut tracker = tracker();
    comes(&mut tracker, 4, "2017.03.18 14:13:00");
    comes(&mut tracker, 10, "2017.03.18 14:13:10");
    comes(&mut tracker, 23, "2017.03.18 14:13:20");
    assert_eq!(talk_time(&mut tracker, 60, "2017.03.18 14:13:30"), 30);
}

#[test]
fn a_clock_that_was_set_back_is_followed() {
    let mut tracker = tracker();
    comes(&mut tracker, 0, "2017.03.18 14:13:00");
    comes(&mut tracker, 20, "2017.03.18 13:13:20");
    assert_eq!(talk_time(&mut tracker, 60, "2017.03.18 13:13:30"), 30);
}

/// An application that shows when the call was answered has the same time as one that shows for how long.
#[test]
fn the_wall_clock_and_the_talk_time_agree() {
    let mut tracker = tracker();
    comes(&mut tracker, 0, "2017.03.18 14:13:00");
    assert_eq!(talk_time(&mut tracker, 60, "2017.03.18 14:13:30"), 30);
    let memory = call_memory(tracker.model());
    let call = &memory["C1"];
    let answered = now(30).wall.unix_ms;
    assert_eq!(call["establishedTimeId"], answered);
    assert_eq!(
        call["createTimeId"], answered,
        "it was there when it was answered"
    );
}
