//! A message that is no event leaves its text behind, without secrets and not all too long.

use std::time::Duration;

use wellclient_core::event::{AnomalyKind, Body};

use crate::desk::{Desk, config};

#[test]
fn what_is_no_event_is_quoted() {
    let long = format!("{{\"callId\":\"{}", "席".repeat(100_000));
    for (message, quoted) in [
        (
            r#"{"eventName":"delivered","callId":"keepme","#,
            r#""callId":"keepme","#,
        ),
        ("[1,\n2]", "[1, 2]"),
        ("\u{feff}{\"callId\":\"keepme\"}", "keepme"),
        (long.as_str(), "席席席"),
    ] {
        let mut desk = Desk::logged_in(config());
        let secrets = r#","sessionId":"5e55-10n","password":"Pa55"#;
        let frame = format!("MESSAGE\nsubscription:sub-0\nmessage-id:1\n\n{message}{secrets}\0");
        desk.receives(frame.as_bytes());
        let Body::Anomaly(anomaly) = desk.events[0].body() else {
            panic!("{:?}", desk.events)
        };
        assert_eq!(anomaly.kind, AnomalyKind::Malformed);
        assert!(anomaly.detail.contains(quoted), "{}", anomaly.detail);
        assert!(anomaly.detail.chars().count() < 600);
        let log = log(&desk);
        assert!(
            log.contains(quoted) && !log.contains("5e55-10n") && !log.contains("Pa55"),
            "{log}"
        );
        assert!(!anomaly.detail.contains("5e55-10n") && !anomaly.detail.contains("Pa55"));
    }
    // Octets that are no text are quoted as well as it goes.
    let mut desk = Desk::logged_in(config());
    desk.receives(b"MESSAGE\nsubscription:sub-0\n\n{\"callId\":\"keep\xffme\"}\0");
    assert!(log(&desk).contains("keep\u{fffd}me"));
    desk.later(Duration::from_secs(5));
    assert!(desk.is_asked("client-state"), "the model is in doubt");
}

/// An object without a name is an event that nobody knows.
#[test]
fn an_event_without_a_name_is_delivered() {
    for message in [
        r#"{"callId":"c","x":1}"#,
        "{}",
        r#"{"eventName":null}"#,
        r#"{"eventName":["delivered"]}"#,
    ] {
        let mut desk = Desk::logged_in(config());
        desk.receives(format!("MESSAGE\nsubscription:sub-0\n\n{message}\0").as_bytes());
        let event = &desk.events[0];
        assert_eq!((event.name(), event.raw()), ("", message));
        assert!(matches!(event.body(), Body::Other));
    }
}

fn log(desk: &Desk) -> String {
    desk.session
        .event_log()
        .lines()
        .map(|line| line.to_string())
        .collect()
}
