//! Call data: what is believed of it, and what is only of before.

use std::time::Duration;

use wellclient_core::command::{CallDataEntry, Command};
use wellclient_core::id::CallId;
use wellclient_core::session::Outcome;
use wellclient_tests::lab::{Fate, Lab, RequestRule};

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn confirmed(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
}

fn set(call: &CallId, key: &str) -> Command {
    Command::SetCallData {
        call: call.clone(),
        entries: vec![CallDataEntry {
            key: key.into(),
            value: "v".into(),
        }],
    }
}

/// Both are asked about their data just before their calls become one, and the answers come after that: none of them is about
/// the one call, which has the data of both.
#[test]
fn what_is_said_of_a_call_before_it_went_into_another_is_not_said_of_that() {
    let mut lab = Lab::new(1);
    let first = lab.logged_in(1, Lab::config(1));
    let second = lab.logged_in(2, Lab::config(2));
    let held = CallId::from(lab.call_in("13800000000", "8001"));
    lab.run_for(seconds(1));
    confirmed(&lab.settle(first, Command::Answer { call: held.clone() }));
    let (call, number) = (held.clone(), "8002".to_owned());
    confirmed(&lab.settle(first, Command::Consult { call, number }));
    lab.run_for(seconds(1));
    let consulted = lab.seats[second].snapshot(lab.now()).calls[0].call_id.clone();
    let call = consulted.clone();
    confirmed(&lab.settle(second, Command::Answer { call }));
    lab.run_for(seconds(1));
    lab.network.requests.push(RequestRule {
        seat: None,
        text: "GET ".into(),
        times: 2,
        fate: Fate::Slow(seconds(2)),
    });
    confirmed(&lab.settle(second, set(&consulted, "of the second")));
    confirmed(&lab.settle(first, set(&held, "of the first")));
    confirmed(&lab.settle(first, Command::Conference { held, consulted }));
    lab.run_for(seconds(10));
    for seat in [first, second] {
        let calls = lab.seats[seat].snapshot(lab.now()).calls;
        let data = calls[0].data.as_deref().unwrap_or_default();
        assert!(
            data.contains("of the first") && data.contains("of the second"),
            "{data}"
        );
    }
}
