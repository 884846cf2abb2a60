//! The STOMP session on its own: octets in, frames out.

use super::*;

const MS: Duration = Duration::from_millis(1);

fn session(config: StompConfig) -> StompSession {
    StompSession::new(config, 7, Duration::ZERO)
}

fn outputs(session: &mut StompSession) -> Vec<String> {
    std::iter::from_fn(|| session.poll_output())
        .filter_map(|output| match output {
            Output::Frame { bytes, .. } => Some(String::from_utf8(bytes).unwrap()),
            Output::Heartbeat => Some("beat".to_owned()),
            Output::Close { code, .. } => Some(format!("close {code}")),
            _ => None,
        })
        .collect()
}

fn event(agent: &str, name: &str) -> PublishedEvent {
    PublishedEvent {
        agent: agent.to_owned(),
        name: name.to_owned(),
        json: format!(r#"{{"eventName":"{name}"}}"#),
        json_2x: None,
        at: Duration::ZERO,
    }
}

fn connected(config: StompConfig, version: &str) -> StompSession {
    let mut session = session(config);
    let connect = format!("CONNECT\naccept-version:{version}\nhost:x\nheart-beat:1000,2000\n\n\0");
    session.receive(Duration::ZERO, connect.as_bytes());
    let greeting = outputs(&mut session);
    assert_eq!(greeting.len(), 1, "{greeting:?}");
    session
}

#[test]
fn each_version_is_greeted() {
    for (offer, version) in [("1.0", "1.0"), ("1.1,1.0", "1.1"), ("1.0,1.1,1.2,9.0", "1.2")] {
        let mut session = session(StompConfig::default());
        session.receive(
            Duration::ZERO,
            format!("STOMP\naccept-version:{offer}\n\n\0").as_bytes(),
        );
        let greeting = outputs(&mut session).concat();
        assert!(greeting.starts_with("CONNECTED\n"), "{greeting}");
        assert!(greeting.contains(&format!("\nversion:{version}\n")), "{greeting}");
        assert!(greeting.contains("\nheart-beat:10000,10000\n"), "{greeting}");
    }
}

#[test]
fn both_topic_styles_get_the_event_once_each() {
    let mut session = connected(StompConfig::default(), "1.2");
    session.receive(
        MS,
        b"SUBSCRIBE\nid:0\ndestination:/topic/event.agent.*.5001@test_cc\nack:client\n\n\0\n\
          SUBSCRIBE\nid:1\ndestination:/topic/csta/agent/5001@test.cc\nreceipt:r\n\n\0",
    );
    assert_eq!(outputs(&mut session), ["RECEIPT\nreceipt-id:r\n\n\0"]);
    session.publish(MS, &event("5001@test.cc", "held"));
    session.publish(MS, &event("5002@test.cc", "held"));
    let frames = outputs(&mut session);
    assert_eq!(
        frames,
        [
            "MESSAGE\ndestination:/topic/event.agent.held.5001@test_cc\nsubscription:0\n\
             message-id:simulator-7-1\nack:simulator-7-1\ncontent-type:application/json;charset=UTF-8\n\
             content-length:20\n\n{\"eventName\":\"held\"}\0",
            "MESSAGE\ndestination:/topic/csta/agent/5001@test.cc\nsubscription:1\n\
             message-id:simulator-7-2\ncontent-type:application/json;charset=UTF-8\n\
             content-length:20\n\n{\"eventName\":\"held\"}\0",
        ]
    );
    session.receive(MS, b"UNSUBSCRIBE\nid:0\n\n\0UNSUBSCRIBE\nid:nowhere\n\n\0");
    session.publish(MS, &event("5001@test.cc", "held"));
    assert_eq!(outputs(&mut session).len(), 1);
}

#[test]
fn version_1_0_subscribes_by_destination_alone() {
    let mut session = connected(StompConfig::default(), "1.0");
    session.receive(MS, b"SUBSCRIBE\ndestination:/topic/csta/agent/5001@test.cc\n\n\0");
    session.publish(MS, &event("5001@test.cc", "held"));
    let frame = outputs(&mut session).concat();
    assert!(
        frame.starts_with("MESSAGE\n") && !frame.contains("subscription:"),
        "{frame}"
    );
    session.receive(
        MS,
        b"UNSUBSCRIBE\ndestination:/topic/csta/agent/5001@test.cc\n\n\0",
    );
    session.publish(MS, &event("5001@test.cc", "held"));
    assert!(outputs(&mut session).is_empty());
}

#[test]
fn heartbeats_are_early_and_a_silent_client_is_cut_after_three_intervals() {
    let mut session = connected(
        StompConfig {
            heartbeat_receive_ms: 500,
            ..Default::default()
        },
        "1.1",
    );
    // Server sends at max(10 000, 2000), wants one each max(500, 1000): cut at 3000.
    assert_eq!(session.next_deadline(), Some(3000 * MS));
    session.receive(2999 * MS, b"\n");
    session.advance(3000 * MS);
    assert!(outputs(&mut session).is_empty());
    session.heard(5000 * MS);
    assert_eq!(session.next_deadline(), Some(7500 * MS));
    session.advance(7500 * MS);
    assert_eq!(outputs(&mut session), ["beat"]);
    session.advance(8000 * MS);
    assert_eq!(outputs(&mut session), ["close 1000"]);
    assert_eq!(session.next_deadline(), None);
}

#[test]
fn what_cannot_be_ends_in_error_and_close() {
    let rows: &[(&str, &str)] = &[
        ("NONSENSE\n\n\0", ""),
        ("SUBSCRIBE\nid:0\n\n\0", "destination"),
        ("SUBSCRIBE\nid:0\ndestination:/queue/x\n\n\0", "/topic/"),
        ("SUBSCRIBE\ndestination:/topic/x\n\n\0", "id"),
        ("SUBSCRIBE\nid:0\ndestination:/topic/x\nack:maybe\n\n\0", "ack"),
        (
            "SUBSCRIBE\nid:0\ndestination:/topic/x\n\n\0SUBSCRIBE\nid:0\ndestination:/topic/x\n\n\0",
            "already",
        ),
        ("CONNECT\naccept-version:1.2\n\n\0", "already"),
        ("MESSAGE\n\n\0", "server"),
        ("SEND\ndestination\n\n\0", ""),
        ("SEND\ndestination:\\x\n\n\0", ""),
        ("UNSUBSCRIBE\n\n\0", "id"),
    ];
    for (input, word) in rows {
        let mut session = connected(StompConfig::default(), "1.2");
        session.receive(MS, input.as_bytes());
        let frames = outputs(&mut session);
        let [error, close] = frames.as_slice() else {
            panic!("{input:?}: {frames:?}")
        };
        assert!(
            error.starts_with("ERROR\n") && error.contains(word),
            "{input:?}: {error}"
        );
        assert_eq!(close, "close 1002", "{input:?}");
        session.receive(MS, b"SEND\ndestination:/app/x\nreceipt:1\n\n\0");
        assert!(outputs(&mut session).is_empty());
    }
}

#[test]
fn before_connect_nothing_else_is_taken() {
    for input in [
        "SUBSCRIBE\nid:0\ndestination:/topic/x\n\n\0",
        "CONNECT\naccept-version:3.0\n\n\0",
    ] {
        let mut session = session(StompConfig::default());
        session.receive(MS, input.as_bytes());
        let frames = outputs(&mut session);
        assert!(frames.concat().contains("version:1.0,1.1,1.2"), "{frames:?}");
        assert_eq!(frames.last().map(String::as_str), Some("close 1002"));
    }
    let mut session = session(StompConfig::default());
    session.advance(session.next_deadline().unwrap());
    assert_eq!(outputs(&mut session), ["close 1002"]);
}

#[test]
fn disconnect_is_receipted_then_closed() {
    let goodbye = b"DISCONNECT\nreceipt:bye\n\n\0";
    let mut session = connected(StompConfig::default(), "1.2");
    session.receive(MS, goodbye);
    assert_eq!(
        outputs(&mut session),
        ["RECEIPT\nreceipt-id:bye\n\n\0", "close 1000"]
    );
    let mut session = connected(
        StompConfig {
            receipts: false,
            ..Default::default()
        },
        "1.2",
    );
    session.receive(MS, b"SEND\ndestination:/app/x\nreceipt:1\n\n\0");
    session.receive(MS, goodbye);
    assert_eq!(outputs(&mut session), ["close 1000"]);
}
