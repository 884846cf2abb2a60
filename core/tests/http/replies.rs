//! Replies of the server: what is taken from them, and what becomes of malformed ones.

use proptest::prelude::*;
use wellclient_core::command::CallDataEntry;
use wellclient_core::http::reply::{
    self, ActiveCall, CallDirection, ClientState, MAX_REPLY_BYTES, MAX_SESSION_ID_BYTES, ReplyError,
};

/// No JSON object, each with its error.
fn malformed() -> Vec<(Vec<u8>, ReplyError)> {
    let not_json = |line, column| ReplyError::NotJson { line, column };
    vec![
        (b"".to_vec(), ReplyError::Empty),
        (b" \r\n\t".to_vec(), ReplyError::Empty),
        ("\u{feff}".into(), ReplyError::Empty),
        (b"\xff\xfe{}".to_vec(), ReplyError::NotUtf8),
        (b"<!DOCTYPE html><html></html>".to_vec(), ReplyError::Html),
        (b"\n  <html>".to_vec(), ReplyError::Html),
        (b"OK".to_vec(), not_json(1, 1)),
        (b"{".to_vec(), not_json(1, 1)),
        (b"{\"a\":1,}".to_vec(), not_json(1, 8)),
        (b"{} {}".to_vec(), not_json(1, 4)),
        (b"{\"a\":\"\x01\"}".to_vec(), not_json(1, 6)),
        (b"{\"a\":NaN}".to_vec(), not_json(1, 6)),
        ("[".repeat(100_000).into(), not_json(1, 100_000)),
        (vec![b' '; MAX_REPLY_BYTES + 1], ReplyError::TooLong),
    ]
}

/// The last of two keys holds, and half of a surrogate pair is U+FFFD, as in events.
#[test]
fn odd_json_is_json() {
    let id = reply::session_id(br#"{"sessionId":"a","\ud800":"\udc00","sessionId":"b"}"#).unwrap();
    assert_eq!(id.expose(), "b");
    let state =
        br#"{"agent":{"agentId":"x","agentId":"5001@test.cc","agentName":"Li \ud83d"},"extension":{}}"#;
    let agent = ClientState::from_reply(state).unwrap().agent.unwrap();
    assert_eq!(agent.agent_id, Some("5001@test.cc".into()));
    assert_eq!(agent.agent_name.as_deref(), Some("Li \u{fffd}"));
    for body in [
        r#"{"k":"v","k":"\ud83d"}"#,
        r#"{"data":{"k":"v"},"data":{"k":"\ud83d"}}"#,
        r#"{"entries":[],"entries":[{"key":"k","value":"\ud83d"}]}"#,
    ] {
        let data = reply::call_data(body.as_bytes()).unwrap();
        assert_eq!(data.entries, [CallDataEntry::new("k", "\u{fffd}")], "{body}");
        assert_eq!(data.raw, body);
        assert_eq!(data.to_object(), r#"{"k":"\ufffd"}"#);
    }
}

#[test]
fn malformed_replies_are_typed_errors() {
    for (body, error) in malformed() {
        let what = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        assert_eq!(reply::session_id(&body).err(), Some(error.clone()), "{what}");
        assert_eq!(reply::prefixes(&body).err(), Some(error.clone()), "{what}");
        assert_eq!(
            ClientState::from_reply(&body).err(),
            Some(error.clone()),
            "{what}"
        );
        assert_eq!(
            (reply::made_call(&body), reply::pending_mode(&body)),
            (None, None),
            "{what}"
        );
        match error {
            ReplyError::Empty => assert_eq!(reply::call_data(&body), Ok(Default::default()), "{what}"),
            error => assert_eq!(reply::call_data(&body).err(), Some(error), "{what}"),
        }
    }
    for body in ["null", "7", "\"text\"", "[]", "true"] {
        let error = Some(ReplyError::WrongType("content"));
        assert_eq!(reply::prefixes(body.as_bytes()).err(), error, "{body}");
        assert_eq!(ClientState::from_reply(body.as_bytes()).err(), error, "{body}");
        assert!(reply::session_id(body.as_bytes()).is_err(), "{body}");
        assert_eq!(reply::made_call(body.as_bytes()), None);
    }
}

#[test]
fn deep_nesting_does_not_overflow() {
    let deep = format!(
        r#"{{"deep":{}{},"sessionId":"s"}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(reply::session_id(deep.as_bytes()).unwrap().expose(), "s");
    assert_eq!(
        reply::call_data(deep.as_bytes()).unwrap().get("sessionId"),
        Some("s")
    );
    assert!(matches!(
        reply::prefixes(deep.as_bytes()),
        Err(ReplyError::NotJson { line: 1, .. })
    ));
    assert!(matches!(
        ClientState::from_reply(deep.as_bytes()),
        Err(ReplyError::NotJson { line: 1, .. })
    ));
}

#[test]
fn session_ids() {
    let read = |body: &str| reply::session_id(body.as_bytes());
    assert_eq!(
        read(r#"{"a":[1],"sessionId":"sess-1","b":null}"#)
            .unwrap()
            .expose(),
        "sess-1"
    );
    assert_eq!(read("\u{feff}{\"sessionId\":\"\\u0041\"}").unwrap().expose(), "A");
    let long = "x".repeat(MAX_SESSION_ID_BYTES);
    assert_eq!(
        read(&format!(r#"{{"sessionId":"{long}"}}"#)).unwrap().expose(),
        long
    );
    for (body, error) in [
        ("{}", ReplyError::Missing("sessionId")),
        (r#"{"sessionid":"x"}"#, ReplyError::Missing("sessionId")),
        (r#"{"sessionId":null}"#, ReplyError::Missing("sessionId")),
        (r#"{"sessionId":7}"#, ReplyError::WrongType("sessionId")),
        (r#"{"sessionId":["x"]}"#, ReplyError::WrongType("sessionId")),
        (r#"{"sessionId":""}"#, ReplyError::BadSessionId),
        (r#"{"sessionId":"a\r\nX-Evil: 1"}"#, ReplyError::BadSessionId),
        (r#"{"sessionId":"a b"}"#, ReplyError::BadSessionId),
        (r#"{"sessionId":"席"}"#, ReplyError::BadSessionId),
        (&format!(r#"{{"sessionId":"x{long}"}}"#), ReplyError::BadSessionId),
    ] {
        assert_eq!(read(body), Err(error), "{body:.60}");
    }
}

#[test]
fn made_calls_and_pending_modes() {
    assert_eq!(
        reply::made_call(br#"{"callId":"c1-uuid"}"#),
        Some("c1-uuid".into())
    );
    assert_eq!(
        reply::pending_mode(br#"{"pendingMode":"Ready"}"#).as_deref(),
        Some("Ready")
    );
    // A number stands for its text, as in the events that name the call.
    assert_eq!(reply::made_call(br#"{"callId":70}"#), Some("70".into()));
    for none in ["0", r#""0""#] {
        assert_eq!(
            reply::made_call(format!(r#"{{"callId":{none}}}"#).as_bytes()),
            None
        );
    }
    for value in [r#""""#, "7.5", "null", "{}", &format!("\"{}\"", "x".repeat(513))] {
        assert_eq!(
            reply::made_call(format!(r#"{{"callId":{value}}}"#).as_bytes()),
            None
        );
        assert_eq!(
            reply::pending_mode(format!(r#"{{"pendingMode":{value}}}"#).as_bytes()),
            None
        );
    }
}

#[test]
fn prefixes_are_distinct_and_in_order() {
    let read = |body: &str| reply::prefixes(body.as_bytes());
    let trunks = r#"{"agentTrunks":[{"scanPrefix":"9"},{"scanPrefix":"0"},{"scanPrefix":"9","x":1},{},7,null,
        {"scanPrefix":null},{"scanPrefix":""},{"scanPrefix":8}]}"#;
    assert_eq!(read(trunks), Ok(vec!["9".into(), "0".into(), "8".into()]));
    for body in ["{}", r#"{"agentTrunks":null}"#, r#"{"agentTrunks":[]}"#] {
        assert_eq!(read(body), Ok(vec![]));
    }
    for body in [r#"{"agentTrunks":{}}"#, r#"{"agentTrunks":"9"}"#] {
        assert_eq!(read(body), Err(ReplyError::WrongType("agentTrunks")));
    }
}

#[test]
fn call_data_in_each_of_its_shapes() {
    let two = [
        CallDataEntry::new("z", "8001"),
        CallDataEntry::new("a", "19099092"),
    ];
    for body in [
        r#"{"entries":[{"key":"z","value":"8001"},{"key":"a","value":"19099092"}]}"#,
        r#"[{"key":"z","value":"8001","more":[]},{"key":"a","value":19099092}]"#,
        r#"{"z":"8001","a":"19099092"}"#,
    ] {
        let data = reply::call_data(body.as_bytes()).unwrap();
        assert_eq!((&*data.entries, &*data.raw), (&two[..], body));
        assert_eq!((data.get("a"), data.get("b")), (Some("19099092"), None));
    }
    let data = reply::call_data(br#"{"n":null,"o":{"k":[1]},"b":true,"entries":"e"}"#).unwrap();
    let values: Vec<_> = data.entries.iter().map(|e| (&*e.key, &*e.value)).collect();
    assert_eq!(
        values,
        [("n", ""), ("o", r#"{"k":[1]}"#), ("b", "true"), ("entries", "e")]
    );
    for body in ["{}", "[]", "null", r#"{"entries":[]}"#] {
        assert_eq!(reply::call_data(body.as_bytes()).unwrap().entries, []);
    }
    for body in [
        "7",
        "\"x\"",
        "true",
        "[7]",
        r#"[{"value":"x"}]"#,
        r#"{"entries":[{"key":7}]}"#,
    ] {
        assert!(
            matches!(reply::call_data(body.as_bytes()), Err(ReplyError::WrongType(_))),
            "{body}"
        );
    }
}

const STATE: &str = r#"{
    "agent": {"agentId":"5001@test.cc","extensionId":"8001@test.cc","agentMode":"Ready","agentName":"Li",
        "namespace":"test.cc","activeCall":{"callId":"c1","ani":"8001@test.cc","dnis":"8002@test.cc",
        "state":"Connect","direction":"Out","otherSide":"8002@test.cc","ringTime":"2017.03.18 14:13:24",
        "answerTime":"2017.03.18 14:13:30"}},
    "extension": {"b":1,"a":2}}"#;

#[test]
fn a_whole_client_state() {
    let state = ClientState::from_reply(STATE.as_bytes()).unwrap();
    let agent = state.agent.clone().unwrap();
    assert_eq!(agent.agent_name.as_deref(), Some("Li"));
    assert_eq!(
        agent.active_call,
        Some(ActiveCall {
            call_id: Some("c1".into()),
            ani: Some("8001@test.cc".into()),
            dnis: Some("8002@test.cc".into()),
            state: Some("Connect".into()),
            direction: Some(CallDirection::Out),
            other_side: Some("8002@test.cc".into()),
            ring_time: Some("2017.03.18 14:13:24".into()),
            answer_time: Some("2017.03.18 14:13:30".into()),
        })
    );
    let (agent, device) = ("5001@test.cc".into(), "8001@test.cc".into());
    assert!(state.is_usable_for(&agent, &device));
    assert!(!state.is_usable_for(&"5002@test.cc".into(), &device));
    assert!(!state.is_usable_for(&agent, &"8002@test.cc".into()));
    for (from, to) in [
        ("\"Ready\"", "\"Logout\""),
        ("\"Ready\"", "7"),
        ("\"extension\"", "\"x\""),
    ] {
        let state = ClientState::from_reply(STATE.replacen(from, to, 1).as_bytes()).unwrap();
        assert!(!state.is_usable_for(&agent, &device), "{to}");
    }
}

#[test]
fn fields_of_other_types_are_absent() {
    for value in ["null", "7.5", "true", "[]", "{}", "\"\""] {
        let body = format!(
            r#"{{"agent":{{"agentId":{value},"extensionId":{value},"agentMode":{value},"agentName":{value},
            "namespace":{value},"activeCall":{{"callId":{value},"ani":{value},"direction":{value},
            "ringTime":{value}}}}}}}"#
        );
        let agent = ClientState::from_reply(body.as_bytes()).unwrap().agent.unwrap();
        // Something that cannot be read may be a call; nothing is none.
        let is_nothing = matches!(value, "null" | "{}" | "\"\"");
        assert_eq!(
            agent.active_call,
            Some(ActiveCall::default()).filter(|_| !is_nothing)
        );
        assert_eq!(
            agent,
            reply::ClientAgent {
                active_call: agent.active_call.clone(),
                ..Default::default()
            }
        );
    }
    for body in [
        "{}",
        r#"{"agent":7,"extension":"x"}"#,
        r#"{"agent":null,"extension":[]}"#,
    ] {
        assert_eq!(
            ClientState::from_reply(body.as_bytes()),
            Ok(ClientState::default())
        );
    }
}

#[test]
fn errors_quote_nothing_of_the_reply() {
    for body in [
        r#""s3cr3t""#,
        r#"{"sessionId":["s3cr3t"]}"#,
        r#"{"sessionId":"s3cr3t" x"#,
    ] {
        let error = reply::session_id(body.as_bytes()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cr3t"));
    }
}

proptest! {
    #[test]
    fn any_reply_is_survived(body in any::<Vec<u8>>()) {
        prop_assert!(reply::session_id(&body).is_err());
        prop_assert!(reply::made_call(&body).is_none());
        let _ = (reply::call_data(&body), reply::prefixes(&body), ClientState::from_reply(&body));
    }

    #[test]
    fn any_cut_of_a_reply_is_an_error(at in 1..STATE.len() - 1) {
        prop_assert!(ClientState::from_reply(&STATE.as_bytes()[..at]).is_err());
    }
}
