//! The account shows one call. An event can be lost without a trace, so a call beside that one is asked about by itself, as often as
//! the account is read: one that the server does not know ends.

use crate::desk::{Desk, ME, config, told};
use serde_json::json;
use wellclient_core::event::Origin;
use wellclient_core::model::ConnectionState;

const SECOND: &str = "13900000000@test.cc";

/// A server that shows one call, and knows some.
struct Server {
    shows: (&'static str, &'static str),
    knows: &'static [&'static str],
}

impl Server {
    fn account(&self) -> String {
        let (call, state) = self.shows;
        json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady",
            "activeCall": {"callId": call, "state": state}}, "extension": {}})
        .to_string()
    }

    fn serves(&self, desk: &mut Desk, seconds: u64) {
        for _ in 0..seconds * 4 {
            while desk.is_asked("heartbeat") {
                desk.answers("heartbeat", 200, "");
            }
            while desk.is_asked("client-state") {
                desk.answers("client-state", 200, &self.account());
            }
            for call in ["C1", "C2", "C3"] {
                let asked = format!("{call}/user-data");
                while desk.is_asked(&asked) {
                    match self.knows.contains(&call) {
                        true => desk.answers(&asked, 200, "{}"),
                        false => desk.answers(&asked, 404, ""),
                    }
                }
            }
            desk.later(std::time::Duration::from_millis(250));
        }
    }
}

fn legs(desk: &Desk) -> Vec<(String, ConnectionState)> {
    let calls = desk.snapshot().calls;
    let legs = calls.iter().map(|call| (call.call_id.to_string(), call.leg));
    legs.collect()
}

/// The agent consults; or has one on hold, takes a second call, and consults for that.
fn consulting(desk: &mut Desk) {
    desk.consults("C1", "C2");
}

fn with_two_on_hold(desk: &mut Desk) {
    desk.talks("C3");
    desk.tells(told::held("C3"));
    desk.consults("C1", "C2");
}

/// A second call rings beside the one in which the agent talks.
fn rung_at(desk: &mut Desk) {
    desk.talks("C2");
    desk.tells(told::rings("C1", SECOND, ME));
}

/// A second call was answered, and the first put on hold for it.
fn in_a_second(desk: &mut Desk) {
    desk.talks("C1");
    desk.tells(told::held("C1"));
    desk.tells(told::rings("C2", SECOND, ME));
    desk.tells(told::answered("C2", SECOND, ME));
}

/// The agent dials for a consultation, and nobody has answered.
fn dialling(desk: &mut Desk) {
    desk.talks("C1");
    desk.tells(told::held("C1"));
    desk.tells(told::initiated("C2"));
    desk.tells(told::dialled("C2", told::EXPERT));
    desk.tells(told::rings("C2", ME, told::EXPERT));
}

/// Whoever is in C1 hangs up while C2 is up, and nobody tells.
#[test]
fn a_call_beside_the_shown_one_that_ends_unseen_is_found_to_be_over() {
    type Begins = fn(&mut Desk);
    let tables: [(Begins, &[&str]); 5] = [
        (consulting, &["C2"]),
        (with_two_on_hold, &["C2", "C3"]),
        (rung_at, &["C2"]),
        (in_a_second, &["C2"]),
        (dialling, &["C2"]),
    ];
    for (which, (begins, knows)) in tables.into_iter().enumerate() {
        let mut desk = Desk::logged_in(config());
        begins(&mut desk);
        assert!(desk.snapshot().verified, "{which}");
        desk.forgets();
        let server = Server {
            shows: ("C2", "Connect"),
            knows,
        };
        server.serves(&mut desk, 60);
        server.serves(&mut desk, 15);
        let left: Vec<String> = legs(&desk).into_iter().map(|(call, _)| call).collect();
        assert!(
            !left.contains(&"C1".to_owned()) && left.len() == knows.len(),
            "{which}: {left:?}"
        );
        let told = desk.named("connectionCleared");
        let told: Vec<Origin> = told.iter().map(|event| event.origin).collect();
        assert_eq!(told, [Origin::Derived, Origin::Synthesized], "{which}");
    }
}

/// Where the server knows it, nothing is in doubt, however often it is asked; and that is seldom.
#[test]
fn one_that_goes_on_stays_as_it_is() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    desk.forgets();
    let server = Server {
        shows: ("C2", "Connect"),
        knows: &["C1", "C2"],
    };
    server.serves(&mut desk, 600);
    assert!(desk.snapshot().verified && desk.snapshot().calls_complete);
    assert_eq!(legs(&desk)[0], ("C1".to_owned(), ConnectionState::Hold));
    let asked = desk.count("C1/user-data");
    assert!((9..=11).contains(&asked), "{asked}");
    assert_eq!(desk.count("client-state"), asked);
    assert_eq!(desk.count("C2/user-data"), 0);
    assert!(desk.events.is_empty(), "{:?}", desk.events);
}

/// One 404 is a hiccup: in doubt until it is taken back, and then all is as sure as before.
#[test]
fn one_404_ends_nothing() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let well = Server {
        shows: ("C2", "Connect"),
        knows: &["C1", "C2"],
    };
    well.serves(&mut desk, 61);
    for asked in ["heartbeat", "client-state"] {
        desk.seconds(59);
        desk.answers(asked, 200, &well.account());
    }
    desk.answers("C1/user-data", 404, "");
    assert!(desk.call("C1").unverified && !desk.call("C2").unverified);
    assert!(!desk.snapshot().verified && !desk.snapshot().calls_complete);
    well.serves(&mut desk, 5);
    assert!(
        desk.snapshot().verified && desk.snapshot().calls_complete,
        "{:?}",
        desk.snapshot()
    );
    well.serves(&mut desk, 60);
    assert_eq!(legs(&desk).len(), 2);
}

/// A server that does not know the data of the call that it shows cannot tell of others by that.
#[test]
fn a_server_without_call_data_ends_nothing() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    let server = Server {
        shows: ("C2", "Connect"),
        knows: &[],
    };
    server.serves(&mut desk, 600);
    assert_eq!(legs(&desk).len(), 2);
}
