//! The server's events: the manual's examples in every field, and whatever else may come.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use wellclient_core::event::{
    AgentMode, AgentStatus, Body, DecodeEventError, Event, EventKind, EventTime, FailedCode, Field,
    FieldValue, LocalState, Origin, decode,
};
use wellclient_core::id::{AgentRef, CallRef, DeviceRef};

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/vectors/events")
        .join(format!("{name}.json"));
    std::fs::read_to_string(path).unwrap()
}

fn read(json: &Value) -> Event {
    decode(json.to_string().as_bytes()).unwrap()
}

fn dev(text: &str) -> Option<DeviceRef<'_>> {
    Some(DeviceRef::from(text))
}

/// The common fields of every example, compared with its JSON read by other means.
#[test]
fn every_example_has_its_common_fields_and_its_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/events");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        let event = decode(text.as_bytes()).unwrap();
        let field = |name: &str| json[name].as_str();
        let meta = event.meta();
        assert_eq!(event.raw(), text);
        assert_eq!(event.origin, Origin::Server);
        assert_eq!(Some(event.name()), field("eventName"));
        assert_eq!(
            meta.event_time.map(|time| time.to_string()).as_deref(),
            field("eventTime")
        );
        assert_eq!(meta.event_type, field("eventType"));
        assert_eq!(meta.serial, json["serial"].as_u64());
        assert_eq!(meta.namespace, field("namespace"));
        assert_eq!(meta.src_device_id.map(DeviceRef::as_str), field("srcDeviceId"));
        assert_eq!(meta.device_id.map(DeviceRef::as_str), field("deviceId"));
        let producer = meta.producer.unwrap();
        assert!(json["topics"].as_array().unwrap().contains(&producer.into()));
        assert!(producer.starts_with("CtiWorker_") || producer.starts_with("CtiRouter_"));
        assert_eq!(event.call_id().map(CallRef::as_str), field("callId"));
        assert_eq!(event.agent_id().map(AgentRef::as_str), field("agentId"));
        if let Some(info) = event.call_info() {
            assert_eq!(info.connection_id, field("connectionId"));
            assert_eq!(
                info.local_state().as_ref().map(LocalState::as_str),
                field("localState")
            );
        }
        if let Some(agent) = event.agent_event() {
            assert_eq!(
                agent.agent_mode().as_ref().map(AgentMode::as_str),
                field("agentMode")
            );
            let devices: Vec<_> = agent.devices.iter().collect();
            assert_eq!(devices.len(), 1);
            assert_eq!(devices[0].0, "Voice");
            assert_eq!(Some(devices[0].1.as_str()), json["devices"]["Voice"].as_str());
        }
        count += 1;
    }
    assert_eq!(count, 16);
}

/// The fields of each kind.
#[test]
fn every_example_has_the_fields_of_its_kind() {
    let read = |name: &str| decode(example(name).as_bytes()).unwrap();
    assert!(matches!(read("agentLoggedOn").body(), Body::AgentLoggedOn(_)));
    assert!(matches!(read("agentLoggedOff").body(), Body::AgentLoggedOff(_)));
    assert!(matches!(read("agentReady").body(), Body::AgentReady(_)));
    assert!(matches!(read("agentNotReady").body(), Body::AgentNotReady(_)));
    assert!(matches!(
        read("agentWorkingAfterCall").body(),
        Body::AgentWorkingAfterCall(_)
    ));
    assert!(matches!(read("agentAllocated").body(), Body::AgentAllocated(_)));
    let it = read("serviceInitiated");
    let Body::ServiceInitiated(event) = it.body() else {
        panic!()
    };
    assert_eq!(event.initiated_device.as_str(), "8001@zhen04.cc");
    let it = read("originated");
    let Body::Originated(event) = it.body() else {
        panic!()
    };
    assert_eq!(
        (event.calling_device.as_str(), event.called_device),
        ("8001@zhen04.cc", dev("8002@zhen04.cc"))
    );
    for (name, alerting, calling) in [
        ("delivered", "8004@test0016.cc", "8003@test0016.cc"),
        ("delivered-2", "8003@test0016.cc", "8004@test0016.cc"),
    ] {
        let it = read(name);
        let Body::Delivered(event) = it.body() else {
            panic!()
        };
        assert_eq!(
            (
                event.alerting_device.as_str(),
                event.calling_device,
                event.called_device
            ),
            (alerting, dev(calling), dev(alerting))
        );
        assert_eq!(
            (event.user_data, event.split, event.original_call_id),
            (None, None, None)
        );
    }
    let it = read("established");
    let Body::Established(event) = it.body() else {
        panic!()
    };
    assert_eq!(event.answering_device.as_str(), "8002@zhen04.cc");
    assert_eq!(
        (event.calling_device, event.called_device),
        (dev("8001@zhen04.cc"), dev("8002@zhen04.cc"))
    );
    let it = read("connectionCleared");
    let Body::ConnectionCleared(event) = it.body() else {
        panic!()
    };
    assert_eq!(
        (event.releasing_device.as_str(), event.hangup_device),
        ("8002@zhen04.cc", None)
    );
    let it = read("held");
    let Body::Held(event) = it.body() else { panic!() };
    assert_eq!(event.holding_device.as_str(), "8002@zhen04.cc");
    let it = read("retrieved");
    let Body::Retrieved(event) = it.body() else {
        panic!()
    };
    assert_eq!(event.retrieving_device.as_str(), "8002@zhen04.cc");
    let id = || Some(CallRef::from("10549a5f-41c8-4309-a1ad-faa61c8f3777"));
    let it = read("transferred");
    let Body::Transferred(event) = it.body() else {
        panic!()
    };
    assert_eq!(
        (event.primary_old_call, event.secondary_old_call, event.new_call),
        (None, id(), id())
    );
    assert_eq!(
        (event.transferring_device, event.transferred_to_device),
        (dev("8002@zhen04.cc"), dev("8003@zhen04.cc"))
    );
    let origin = event.info.origin_call_info.unwrap();
    assert_eq!(
        (origin.call_id, origin.calling_device, origin.called_device),
        (None, None, None)
    );
    let id = || Some(CallRef::from("b81b0af2-e40a-4e0e-a8ce-47be9474f245"));
    let it = read("conferenced");
    let Body::Conferenced(event) = it.body() else {
        panic!()
    };
    assert_eq!(
        (event.primary_old_call, event.secondary_old_call, event.new_call),
        (None, id(), id())
    );
    assert_eq!(
        (event.conferencing_device, event.added_party),
        (dev("8001@zhen04.cc"), dev("8003@zhen04.cc"))
    );
}

#[test]
fn what_the_examples_do_not_show() {
    let it = read(&json!({
        "eventName": "delivered", "callId": "c", "alertingDevice": "a@b", "lastRedirectionDevice": "r@b",
        "trunkGroup": 7, "trunkMember": "3", "originalCallId": "0", "userData": {"k": [1]}, "split": "q",
        "callCause": "CALLBACK", "callType": "SMART_IVR", "cause": "ODD", "originCallInfo": {"callId": "o", "callingDevice": "x@b"},
        "agentStatus": "Dailing",
    }));
    let Body::Delivered(event) = it.body() else {
        panic!()
    };
    assert_eq!(event.info.agent_status(), Some(AgentStatus::Dailing));
    assert_eq!(event.last_redirection_device, dev("r@b"));
    assert_eq!((event.trunk_group, event.trunk_member), (Some("7"), Some("3")));
    assert_eq!(
        (event.original_call_id, event.user_data),
        (None, Some(r#"{"k":[1]}"#))
    );
    assert_eq!((event.split, event.call_cause), (Some("q"), Some("CALLBACK")));
    assert_eq!(event.call_type, Some("SMART_IVR"));
    assert_eq!(event.info.cause, Some("ODD"));
    let origin = event.info.origin_call_info.unwrap();
    assert_eq!(
        (origin.call_id, origin.calling_device, origin.called_device),
        (Some("o".into()), dev("x@b"), None)
    );
    let it = read(
        &json!({"eventName": "failed", "callId": "c", "failedCode": 11, "failedMsg": "m",
            "calledDevice": "d"}),
    );
    let Body::Failed(event) = it.body() else { panic!() };
    assert_eq!(
        (event.failed_code(), event.failed_msg),
        (Some(FailedCode::NoAnswer), Some("m"))
    );
    let it = read(&json!({"eventName": "recordStarted", "recordId": 5, "fileName": "f", "isSuccess": true}));
    let Body::RecordStarted(event) = it.body() else {
        panic!()
    };
    assert_eq!(
        (event.record_id, event.is_success, event.info),
        (Some("5"), Some(true), None)
    );
    let event = read(
        &json!({"eventName": "agentReady", "eventTopics": ["x", "CtiRouter_1", "CtiRouter_2"],
            "serial": "7"}),
    );
    assert_eq!(
        (event.meta().producer, event.meta().serial),
        (Some("CtiRouter_1"), Some(7))
    );
}

#[test]
fn unknown_names_fields_and_words_survive() {
    let text = " {\"eventName\" : \"somethingNew\", \"x\": [1.50, \"\\u00e9\"],\n\"callId\":\"c\"} ";
    let event = decode(text.as_bytes()).unwrap();
    assert_eq!(
        (event.name(), event.body(), event.raw()),
        ("somethingNew", Body::Other, text)
    );
    let event = read(&json!({"eventName": "agentReady", "agentMode": "Lunch", "new": 1}));
    assert_eq!(
        event.agent_event().unwrap().agent_mode(),
        Some(AgentMode::from("Lunch"))
    );
    assert!(event.raw().contains("\"new\":1"));
}

/// A known name without what it cannot do without is kept as it came, as no known kind.
#[test]
fn incomplete_events_are_kept() {
    for name in [
        "serviceInitiated",
        "originated",
        "delivered",
        "established",
        "connectionCleared",
        "held",
        "retrieved",
        "transferred",
        "conferenced",
        "failed",
    ] {
        for incomplete in [
            json!({"eventName": name}),
            json!({"eventName": name, "callId": "0"}),
        ] {
            let event = read(&incomplete);
            assert_eq!(
                (event.name(), event.body(), event.kind()),
                (name, Body::Other, EventKind::Other)
            );
        }
    }
}

#[test]
fn odd_types_cost_only_their_field() {
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(""),
        json!([]),
        json!([["x"]]),
        json!({}),
        json!({"a": {}}),
    ];
    let sound: Value = serde_json::from_str(&example("transferred")).unwrap();
    let fields: Vec<String> = sound.as_object().unwrap().keys().cloned().collect();
    for field in fields {
        for value in &odd {
            let mut event = sound.clone();
            event[&field] = value.clone();
            let decoded = read(&event);
            assert_eq!(decoded.raw(), event.to_string());
            if field != "eventName" {
                assert!(matches!(decoded.body(), Body::Transferred(_)), "{field} {value}");
            }
        }
    }
    for serial in [
        "-1",
        "1.5",
        "18446744073709551616",
        "[1]",
        "\"x\"",
        "{}",
        "null",
        "true",
    ] {
        let event = decode(format!(r#"{{"eventName":"agentReady","serial":{serial}}}"#).as_bytes()).unwrap();
        assert_eq!(event.meta().serial, None, "{serial}");
    }
    let event = decode(br#"{"eventName":"agentReady","serial":18446744073709551615}"#).unwrap();
    assert_eq!(event.meta().serial, Some(u64::MAX));
    for time in [
        "2017.03.18",
        "2017.02.30 00:00:00",
        "x",
        "2017.03.18 25:00:00",
        "99999999999.01.01 00:00:00",
    ] {
        assert_eq!(
            read(&json!({"eventName": "agentReady", "eventTime": time}))
                .meta()
                .event_time,
            None
        );
    }
    assert!(EventTime::parse("2017.03.18 14:13:24") < EventTime::parse("2017.03.18 14:13:25"));
}

#[test]
fn malformed_texts_are_errors_without_the_text() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let malformed: [&[u8]; 18] = [
        b"",
        b" ",
        b"null",
        b"1",
        b"\"secret\"",
        b"[]",
        b"[{}]",
        b"{",
        b"}",
        b"{}{}",
        b"{} secret",
        b"{\"a\"}",
        b"{\"a\":}",
        b"{a:1}",
        b"{'a':1}",
        b"\xef\xbb\xbf{}",
        b"{\"eventName\":\"a\0\"}",
        b"{\"serial\":01}",
    ];
    for text in malformed {
        let error = decode(text).unwrap_err();
        assert!(matches!(error, DecodeEventError::NotAnObject { .. }), "{error}");
        assert!(!error.to_string().contains("secret"));
    }
    assert_eq!(
        decode(b"{\"eventName\":\"\xff\"}").unwrap_err(),
        DecodeEventError::NotUtf8
    );
    // Depth in a field that is not looked at costs nothing, and a list is not an event, whatever is in it.
    assert!(decode(deep.as_bytes()).is_ok_and(|event| event.body() == Body::Other));
    assert!(decode(br#"["agentReady","x","y"]"#).is_err());
}

fn text_of(value: FieldValue<'_>) -> String {
    match value {
        FieldValue::Text(text) | FieldValue::Json(text) => text.into_owned(),
        value => panic!("{value:?}"),
    }
}

/// Of a key that comes again the last value holds, whatever it is, as with `JSON.parse`.
#[test]
fn the_last_of_two_keys_holds() {
    let object = json!({
        "eventName": "delivered", "callId": "c", "alertingDevice": "a@b", "callingDevice": "x@b", "serial": 7,
        "eventTime": "2017.03.18 14:13:24", "topics": ["CtiWorker_1"], "userData": {"k": "v"}, "split": "q",
        "originCallInfo": {"callId": "o", "callingDevice": "x@b"}, "namespace": "b",
    });
    let fields = |event: &Event| -> Vec<_> {
        let fields = Field::ALL
            .iter()
            .filter_map(|field| Some((*field, event.field(*field)?)));
        fields.map(|told| format!("{told:?}")).collect()
    };
    let names: Vec<String> = object.as_object().unwrap().keys().cloned().collect();
    for name in &names {
        for first in [
            json!("other"),
            json!(3),
            json!(null),
            json!(["CtiWorker_2"]),
            json!({"callId": "no"}),
        ] {
            let twice = format!("{{\"{name}\":{first},{}", &object.to_string()[1..]);
            let event = decode(twice.as_bytes()).unwrap();
            assert_eq!(fields(&event), fields(&read(&object)), "{twice}");
            assert_eq!(event.raw(), twice);
        }
        // Also where it says nothing.
        let mut without = object.clone();
        let text = object.to_string();
        let none = format!("{},\"{name}\":null}}", &text[..text.len() - 1]);
        without[name] = Value::Null;
        assert_eq!(
            fields(&decode(none.as_bytes()).unwrap()),
            fields(&read(&without)),
            "{none}"
        );
    }
    for (fields, field, value) in [
        (
            r#""eventTopics":["CtiRouter_1"],"eventTopics":["CtiRouter_2"]"#,
            Field::Producer,
            "CtiRouter_2",
        ),
        (
            r#""originCallInfo":{"callId":"o","callId":"p"}"#,
            Field::OriginCallInfoCallId,
            "p",
        ),
        (
            r#""userData":{"data":{"a":1},"data":{"a":2}}"#,
            Field::UserData,
            r#"{"a":2}"#,
        ),
    ] {
        let text = format!(r#"{{"eventName":"delivered","callId":"c","alertingDevice":"a@b",{fields}}}"#);
        let event = decode(text.as_bytes()).unwrap();
        assert_eq!(event.field(field).map(text_of).as_deref(), Some(value), "{text}");
    }
}

/// Half of a surrogate pair, as cutting a text can leave it, is U+FFFD wherever it stands.
#[test]
fn half_a_surrogate_pair_costs_no_event() {
    for (written, meant) in [
        (r"\ud83d", "\u{fffd}"),
        (r"\uD83Dx", "\u{fffd}x"),
        (r"\ude00", "\u{fffd}"),
        (r"\ude00\ud83d", "\u{fffd}\u{fffd}"),
        (r"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}"),
        (r"\\ud83d", r"\ud83d"),
        (r"\u961f\ud83d", "队\u{fffd}"),
    ] {
        for name in [
            "callId",
            "callingDevice",
            "split",
            "namespace",
            "callType",
            "cause",
            "trunkGroup",
        ] {
            let text = format!(
                r#"{{"eventName":"delivered","callId":"c","alertingDevice":"a@b","{name}":"{written}","x":"{written}"}}"#
            );
            let event = decode(text.as_bytes()).unwrap();
            let field = Field::ALL.iter().find(|field| field.name() == name).unwrap();
            assert_eq!(event.field(*field).map(text_of).as_deref(), Some(meant), "{text}");
            assert_eq!((event.kind(), event.raw()), (EventKind::Delivered, text.as_str()));
        }
        let text = format!(
            r#"{{"{written}":1,"topics":["{written}","CtiWorker_1"],"eventName":"{written}","callId":"c","userData":{{"k":"{written}"}}}}"#
        );
        let event = decode(text.as_bytes()).unwrap();
        assert_eq!((event.name(), event.raw()), (meant, text.as_str()));
        assert_eq!(event.meta().producer, Some("CtiWorker_1"));
    }
}

/// A number that fits nowhere, and depth in a field that is a text, are absent.
#[test]
fn a_value_that_is_none_costs_no_event() {
    let deep = format!("{}{}", "{\"x\":".repeat(1000), "1".to_owned() + &"}".repeat(1000));
    for value in ["1e999", "-1e999", &deep, "[[1e999]]"] {
        for name in ["serial", "split", "topics", "eventTopics", "devices", "eventTime"] {
            let text = format!(
                r#"{{"eventName":"delivered","callId":"c","alertingDevice":"a@b","{name}":{value}}}"#
            );
            let event = decode(text.as_bytes()).unwrap();
            assert_eq!((event.kind(), event.meta().serial), (EventKind::Delivered, None));
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(any_key(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "eventName",
            "callId",
            "serial",
            "topics",
            "devices",
            "originCallInfo",
            "userData",
            "newCall",
            "agentId",
            "alertingDevice",
            "callingDevice",
            "isSuccess",
            "eventTime",
            "failedCode",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(event) = decode(&bytes) {
            prop_assert_eq!(event.raw().as_bytes(), &bytes[..]);
        }
    }

    #[test]
    fn any_damage_is_read_or_refused(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = example("transferred").into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(event) = decode(&bytes) {
            prop_assert_eq!(event.raw().as_bytes(), &bytes[..]);
        }
    }

    /// Any JSON object is an event, any other JSON is none, and the text is kept.
    #[test]
    fn any_object_is_an_event(
        json in any_json(),
        name in proptest::sample::select(vec!["delivered", "agentReady", "conferenced", "failed", "x"]),
    ) {
        let mut json = json;
        if let Some(object) = json.as_object_mut() {
            object.insert("eventName".into(), name.into());
        }
        let text = json.to_string();
        match decode(text.as_bytes()) {
            Ok(event) => {
                prop_assert!(json.is_object());
                prop_assert_eq!((event.raw(), event.name()), (text.as_str(), name));
            }
            Err(_) => prop_assert!(!json.is_object(), "{}", text),
        }
    }
}
