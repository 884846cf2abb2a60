//! A call that has ended rings again under its id: handed back by a colleague, say. Where no number tells that this is newer than
//! the end, it may be late news of before: so it is shown, in doubt, and the server is asked.

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::model::ConnectionState;

/// Who tells of it, and how.
#[derive(Clone, Copy, Debug)]
struct Teller {
    worker: &'static str,
    numbers: bool,
    /// By how many seconds its clock is ahead of that of the worker that has told before.
    ahead: i64,
}

impl Teller {
    fn tells(self, desk: &mut Desk, second: i64, mut event: Value) {
        let second = 12 * 3600 + second + self.ahead;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        event["topics"] = json!([self.worker]);
        event["eventTime"] = format!("2026.11.29 {hour:02}:{minute:02}:{second:02}").into();
        if self.numbers {
            desk.skips(2);
            let base = if self.worker == FIRST.worker { 0 } else { 7_000_000 };
            event["serial"] = (desk.serial() + base).into();
        }
        desk.tells_bare(event);
    }

    /// Whether a number proves that it comes after what the first has told.
    fn is_proven(self) -> bool {
        self.worker == FIRST.worker && self.numbers
    }
}

const FIRST: Teller = Teller {
    worker: "CtiWorker_31dv7",
    numbers: true,
    ahead: 0,
};

fn tellers() -> impl Iterator<Item = Teller> {
    let workers = ["CtiWorker_31dv7", "CtiWorker_x81kk"];
    let numbered = move |worker| [true, false].map(|numbers| (worker, numbers));
    let ahead = |(worker, numbers)| {
        [-3600, -90, -5, 0, 5, 90, 3600].map(|ahead| Teller {
            worker,
            numbers,
            ahead,
        })
    };
    workers.into_iter().flat_map(numbered).flat_map(ahead)
}

/// A server: whether it has an account, and whether the call is there.
#[derive(Clone, Copy, Debug)]
struct Server {
    has_account: bool,
    state: Option<&'static str>,
}

impl Server {
    fn serves(self, desk: &mut Desk, seconds: u64) {
        let call = self
            .state
            .map(|state| json!({"callId": "C1", "state": state, "direction": "In", "otherSide": CUSTOMER}));
        let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady",
            "activeCall": call}, "extension": {}});
        for _ in 0..seconds * 4 {
            while desk.is_asked("heartbeat") {
                desk.answers("heartbeat", 200, "");
            }
            while desk.is_asked("client-state") {
                match self.has_account {
                    true => desk.answers("client-state", 200, &account.to_string()),
                    false => desk.answers("client-state", 404, ""),
                }
            }
            while desk.is_asked("user-data") {
                desk.answers("user-data", if self.state.is_some() { 200 } else { 404 }, "{}");
            }
            desk.later(std::time::Duration::from_millis(250));
        }
    }
}

/// The call was here once, told by the first worker, as `numbered` as the rest.
fn was_here(server: Server, numbered: bool) -> Desk {
    let mut desk = Desk::logged_in(config());
    Server {
        state: None,
        ..server
    }
    .serves(&mut desk, 1);
    if !server.has_account {
        desk.cut();
        desk.seconds(5);
        Server {
            state: None,
            ..server
        }
        .serves(&mut desk, 1);
        let mode = json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady"});
        desk.tells(mode);
    }
    let first = Teller {
        numbers: numbered,
        ..FIRST
    };
    first.tells(&mut desk, 0, told::rings("C1", CUSTOMER, ME));
    first.tells(&mut desk, 2, told::answered("C1", CUSTOMER, ME));
    first.tells(&mut desk, 9, told::cleared("C1", ME, ME));
    assert!(desk.snapshot().calls.is_empty());
    Server {
        state: None,
        ..server
    }
    .serves(&mut desk, 20);
    desk.forgets();
    desk
}

fn each(mut check: impl FnMut(&str, bool, bool, Teller)) {
    for has_account in [true, false] {
        for numbered in [true, false] {
            for teller in tellers() {
                let about = format!("account {has_account}, numbered {numbered}, {teller:?}");
                check(&about, has_account, numbered, teller);
            }
        }
    }
}

#[test]
fn a_call_that_rings_again_is_shown_and_goes_on() {
    each(|about, has_account, numbered, teller| {
        let server = |state| Server { has_account, state };
        let mut desk = was_here(server(None), numbered);
        teller.tells(&mut desk, 130, told::rings("C1", CUSTOMER, ME));
        let call = desk.call("C1");
        assert_eq!(call.leg, ConnectionState::Alerting, "{about}");
        let is_proven = teller.is_proven() && numbered;
        assert_eq!(!call.unverified, is_proven, "{about}");
        server(Some("Alerting")).serves(&mut desk, 5);
        assert_eq!(desk.call("C1").leg, ConnectionState::Alerting, "{about}");
        assert!(
            is_proven || desk.count("user-data") + desk.count("client-state") > 0,
            "{about}"
        );
        assert_eq!(!desk.call("C1").unverified, has_account || is_proven, "{about}");
        teller.tells(&mut desk, 136, told::answered("C1", CUSTOMER, ME));
        assert_eq!(desk.call("C1").leg, ConnectionState::Connected, "{about}");
        server(Some("Connect")).serves(&mut desk, 20);
        assert_eq!(desk.call("C1").leg, ConnectionState::Connected, "{about}");
        teller.tells(&mut desk, 160, told::cleared("C1", ME, CUSTOMER));
        assert!(desk.snapshot().calls.is_empty(), "{about}");
    });
}

/// It was late news of before: nothing of it is believed, and it goes again.
#[test]
fn late_news_of_a_call_that_is_over_is_in_doubt_and_goes_again() {
    each(|about, has_account, numbered, teller| {
        let server = Server {
            has_account,
            state: None,
        };
        let mut desk = was_here(server, numbered);
        if teller.is_proven() && numbered {
            return;
        }
        teller.tells(&mut desk, 130, told::rings("C1", CUSTOMER, ME));
        teller.tells(&mut desk, 132, told::answered("C1", CUSTOMER, ME));
        let call = desk.call("C1");
        assert!(call.unverified && !desk.snapshot().verified, "{about}");
        for _ in 0..30 {
            server.serves(&mut desk, 1);
            let calls = desk.snapshot().calls;
            assert!(calls.iter().all(|call| call.unverified), "{about}");
        }
        assert!(desk.snapshot().calls.is_empty(), "{about}");
    });
}

/// Of one that is told by its number to be older, nothing comes back.
#[test]
fn what_a_number_tells_to_be_older_stays_over() {
    let server = Server {
        has_account: true,
        state: None,
    };
    let mut desk = was_here(server, true);
    let serial = desk.serial() - 1;
    let mut event = told::rings("C1", CUSTOMER, ME);
    event["eventTime"] = "2026.11.29 12:00:00".into();
    desk.tells_as(serial, event);
    assert!(desk.snapshot().calls.is_empty());
}

/// The worker was started anew, and numbers from the beginning.
#[test]
fn a_worker_that_numbers_anew_tells_of_a_call_that_rings_again() {
    for (has_account, state) in [(true, "Alerting"), (false, "Alerting")] {
        let server = Server {
            has_account,
            state: None,
        };
        let mut desk = was_here(server, true);
        let mut event = told::rings("C1", CUSTOMER, ME);
        event["eventTime"] = "2026.11.29 12:00:40".into();
        desk.tells_as(17, event);
        assert_eq!(desk.call("C1").leg, ConnectionState::Alerting, "{has_account}");
        Server {
            has_account,
            state: Some(state),
        }
        .serves(&mut desk, 20);
        assert_eq!(desk.call("C1").leg, ConnectionState::Alerting, "{has_account}");
    }
}
