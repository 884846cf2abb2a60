//! Two ways to an event's fields, by kind and by number, lead to the same values: over the manual's examples and over
//! events with escapes, numbers, surrogate pairs and odd types.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use wellclient_core::event::{Body, CallInfo, Event, EventKind, Field, FieldValue, decode};

/// The server's events.
const NAMES: [&str; 18] = [
    "agentLoggedOn",
    "agentLoggedOff",
    "agentReady",
    "agentNotReady",
    "agentWorkingAfterCall",
    "agentAllocated",
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
    "recordStarted",
    "recordStopped",
];

type Fields = BTreeMap<&'static str, String>;

fn by_number(event: &Event) -> Fields {
    let text = |value| match value {
        FieldValue::Text(text) | FieldValue::Json(text) => text.into_owned(),
        FieldValue::Integer(number) => number.to_string(),
        FieldValue::Truth(truth) => truth.to_string(),
    };
    event
        .fields()
        .map(|(field, value)| (field.name(), text(value)))
        .collect()
}

/// Collects the fields of views.
struct Views(Fields);

impl Views {
    fn put(&mut self, field: Field, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.0.insert(field.name(), value.to_string());
        }
    }

    fn call(&mut self, info: CallInfo<'_>) {
        self.put(Field::CallId, Some(info.call_id));
        self.put(Field::ConnectionId, info.connection_id);
        self.put(Field::LocalState, info.local_state());
        self.put(Field::AgentStatus, info.agent_status());
        self.put(Field::Cause, info.cause);
        self.put(
            Field::OriginCallInfoCallId,
            info.origin_call_info.and_then(|origin| origin.call_id),
        );
        self.put(
            Field::OriginCallInfoCallingDevice,
            info.origin_call_info.and_then(|origin| origin.calling_device),
        );
        self.put(
            Field::OriginCallInfoCalledDevice,
            info.origin_call_info.and_then(|origin| origin.called_device),
        );
    }

    fn of(event: &Event) -> Fields {
        let mut all = Self(Fields::new());
        let meta = event.meta();
        all.put(
            Field::EventName,
            Some(meta.event_name).filter(|name| !name.is_empty()),
        );
        all.put(Field::EventTime, meta.event_time);
        all.put(Field::EventType, meta.event_type);
        all.put(
            Field::Serial,
            meta.serial.filter(|serial| i64::try_from(*serial).is_ok()),
        );
        all.put(Field::Producer, meta.producer);
        all.put(Field::Namespace, meta.namespace);
        all.put(Field::SrcDeviceId, meta.src_device_id);
        all.put(Field::DeviceId, meta.device_id);
        if let Some(agent) = event.agent_event() {
            all.put(Field::AgentId, agent.agent_id);
            all.put(Field::AgentMode, agent.agent_mode());
            all.put(Field::Devices, agent.devices.json());
            all.put(Field::QueueId, agent.queue_id);
            all.put(Field::Reason, agent.reason);
            assert_eq!(
                agent.devices.json().is_some(),
                agent.devices.iter().next().is_some()
            );
        }
        if let Some(info) = event.call_info() {
            all.call(info);
        }
        all.body(event.body());
        all.0
    }

    fn body(&mut self, body: Body<'_>) {
        match body {
            Body::ServiceInitiated(event) => self.put(Field::InitiatedDevice, Some(event.initiated_device)),
            Body::Originated(event) => {
                self.put(Field::CallingDevice, Some(event.calling_device));
                self.put(Field::CalledDevice, event.called_device);
            }
            Body::Delivered(event) => {
                self.put(Field::AlertingDevice, Some(event.alerting_device));
                self.put(Field::IsOwn, Some(event.is_own));
                self.put(Field::CallingDevice, event.calling_device);
                self.put(Field::CalledDevice, event.called_device);
                self.put(Field::LastRedirectionDevice, event.last_redirection_device);
                self.put(Field::TrunkGroup, event.trunk_group);
                self.put(Field::TrunkMember, event.trunk_member);
                self.put(Field::OriginalCallId, event.original_call_id);
                self.put(Field::UserData, event.user_data);
                self.put(Field::Split, event.split);
                self.put(Field::CallCause, event.call_cause);
                self.put(Field::CallType, event.call_type);
            }
            Body::Established(event) => {
                self.put(Field::AnsweringDevice, Some(event.answering_device));
                self.put(Field::CallingDevice, event.calling_device);
                self.put(Field::CalledDevice, event.called_device);
                self.put(Field::TrunkGroup, event.trunk_group);
                self.put(Field::TrunkMember, event.trunk_member);
                self.put(Field::Split, event.split);
                self.put(Field::UserData, event.user_data);
                self.put(Field::SipCallId, event.sip_call_id);
            }
            Body::ConnectionCleared(event) => {
                self.put(Field::ReleasingDevice, Some(event.releasing_device));
                self.put(Field::HangupDevice, event.hangup_device);
            }
            Body::Held(event) => self.put(Field::HoldingDevice, Some(event.holding_device)),
            Body::Retrieved(event) => {
                self.put(Field::RetrievingDevice, Some(event.retrieving_device));
                self.put(Field::SipCallId, event.sip_call_id);
            }
            Body::Transferred(event) => {
                self.put(Field::PrimaryOldCall, event.primary_old_call);
                self.put(Field::SecondaryOldCall, event.secondary_old_call);
                self.put(Field::TransferringDevice, event.transferring_device);
                self.put(Field::TransferredToDevice, event.transferred_to_device);
                self.put(Field::NewCall, event.new_call);
            }
            Body::Conferenced(event) => {
                self.put(Field::PrimaryOldCall, event.primary_old_call);
                self.put(Field::SecondaryOldCall, event.secondary_old_call);
                self.put(Field::ConferencingDevice, event.conferencing_device);
                self.put(Field::AddedParty, event.added_party);
                self.put(Field::NewCall, event.new_call);
            }
            Body::Failed(event) => {
                self.put(Field::FailedCode, event.failed_code());
                self.put(Field::FailedMsg, event.failed_msg);
                self.put(Field::CalledDevice, event.called_device);
            }
            Body::RecordStarted(event) => {
                self.put(Field::RecordId, event.record_id);
                self.put(Field::FileName, event.file_name);
                self.put(Field::IsSuccess, event.is_success);
            }
            Body::RecordStopped(event) => {
                self.put(Field::RecordId, event.record_id);
                self.put(Field::FileName, event.file_name);
                self.put(Field::IsSuccess, event.is_success);
            }
            _ => {}
        }
    }
}

/// A value by the JSON, read by other means: its text, `None` where it says nothing.
fn told(field: Field, value: &Value) -> Option<String> {
    let text = match (field, value) {
        (_, Value::Null) => return None,
        (Field::UserData | Field::Devices, value) => return Some(value.to_string()),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Number(number)) => number.to_string(),
        (_, Value::Bool(truth)) => truth.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// A JSON text of `text`, each character as itself or escaped, by turns.
fn escaped(text: &str, turns: &[bool]) -> String {
    let mut json = String::from('"');
    for (c, escape) in text.chars().zip(turns.iter().cycle()) {
        if *escape || c.is_control() || matches!(c, '"' | '\\') {
            for unit in c.encode_utf16(&mut [0; 2]) {
                json.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            json.push(c);
        }
    }
    json + "\""
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[0-9]{4}@test\\.cc",
        1 => "[a\"\\\\\u{1}é席𝄞 ]{0,6}",
        1 => Just("0".to_owned()),
        1 => any::<String>(),
    ]
}

/// The JSON of a value.
fn any_value() -> impl Strategy<Value = String> {
    let text = (any_text(), proptest::collection::vec(any::<bool>(), 1..4));
    prop_oneof![
        8 => text.prop_map(|(text, turns)| escaped(&text, &turns)),
        2 => any::<u32>().prop_map(|number| number.to_string()),
        1 => any::<i32>().prop_map(|number| number.to_string()),
        1 => proptest::sample::select(vec!["true", "false", "null", "[]", "[\"x\"]", "{}", "{\"Voice\":\"8001@test.cc\"}",
            "\"2017.03.18 14:13:24\"", "\"2017.3.18 1:13:24\"", "\"true\"", "\"1\""])
            .prop_map(str::to_owned),
    ]
}

/// The JSON of an event of this name, and of what kind it is if its fields suffice.
fn any_event() -> impl Strategy<Value = String> {
    let keys: Vec<&str> = Field::ALL
        .iter()
        .map(|field| field.name())
        .filter(|name| !name.contains('.') && *name != "eventName")
        .collect();
    let count = keys.len();
    let values = proptest::collection::vec(proptest::option::weighted(0.8, any_value()), count);
    let origin = proptest::option::of(proptest::collection::vec(any_value(), 3));
    let name = proptest::sample::select(NAMES.to_vec());
    let order = Just((0..=count + 1).collect::<Vec<usize>>()).prop_shuffle();
    (name, values, origin, order).prop_map(move |(name, values, origin, order)| {
        let mut parts: Vec<Option<String>> = keys
            .iter()
            .zip(values)
            .map(|(key, value)| Some(format!("\"{key}\": {}", value?)))
            .collect();
        parts.push(Some(format!("\"eventName\":\"{name}\"")));
        parts.push(origin.map(|of| {
            format!(
                "\"originCallInfo\":{{\"callId\":{},\"callingDevice\":{},\"calledDevice\":{}}}",
                of[0], of[1], of[2]
            )
        }));
        let parts = order.into_iter().filter_map(|at| parts[at].take());
        format!("{{{}}}", parts.collect::<Vec<_>>().join(",\n "))
    })
}

#[test]
fn every_example_is_the_same_both_ways() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/events");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let event = decode(&std::fs::read(entry.unwrap().path()).unwrap()).unwrap();
        assert_eq!(Views::of(&event), by_number(&event), "{}", event.name());
        assert_ne!(event.kind(), EventKind::Other);
        count += 1;
    }
    assert_eq!(count, 16);
}

#[test]
fn a_field_that_its_kind_does_not_have_is_none() {
    let event = decode(
        br#"{"eventName":"held","callId":"c","holdingDevice":"8001","split":"q","agentMode":"Ready"}"#,
    );
    let event = event.unwrap();
    assert_eq!(
        (event.field(Field::Split), event.field(Field::AgentMode)),
        (None, None)
    );
    assert_eq!((event.agent_event(), event.agent_id()), (None, None));
    // A recording's fields of the call are those of a call that is named.
    let event = decode(br#"{"eventName":"recordStarted","cause":"x"}"#).unwrap();
    assert_eq!((event.field(Field::Cause), event.call_info()), (None, None));
}

#[test]
fn values_that_are_no_part_of_the_json_do_not_show_in_it() {
    let text = r#" {"eventName":"h\u0065ld","callId":"\ud834\udd1e-1","holdingDevice":8001,"cause":"\"\u00e9\\",
        "eventTime":"2017.3.8 1:2:3"} "#;
    let event = decode(text.as_bytes()).unwrap();
    let Body::Held(held) = event.body() else {
        panic!("{event:?}")
    };
    assert_eq!(
        (held.info.call_id.as_str(), held.holding_device.as_str()),
        ("𝄞-1", "8001")
    );
    assert_eq!((held.info.cause, event.name()), (Some("\"é\\"), "held"));
    assert_eq!(by_number(&event)["eventTime"], "2017.03.08 01:02:03");
    assert_eq!((event.raw(), event.shared_raw().as_str()), (text, text));
    assert_eq!(event.clone(), event);
    assert_ne!(event, decode(text.replace("8001", "8002").as_bytes()).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// By kind and by number the same; each as the JSON has it; the JSON as it came.
    #[test]
    fn generated_events_are_the_same_both_ways(text in any_event()) {
        let json: Value = serde_json::from_str(&text).unwrap();
        let event = decode(text.as_bytes()).unwrap();
        let fields = by_number(&event);
        prop_assert_eq!(event.raw(), &text);
        prop_assert_eq!(&Views::of(&event), &fields);
        prop_assert_eq!(event.kind() == EventKind::Other, event.body() == Body::Other);

        // Where a field is absent, another stands for it.
        let stands_in = [
            "callId",
            "initiatedDevice",
            "callingDevice",
            "calledDevice",
            "alertingDevice",
            "answeringDevice",
            "releasingDevice",
            "holdingDevice",
            "retrievingDevice",
        ];
        for (field, value) in event.fields() {
            if field == Field::IsOwn {
                // In no JSON of the server's: it compares two fields.
                let own = fields["alertingDevice"] == *fields.get("srcDeviceId").unwrap_or(&String::new());
                prop_assert_eq!(value, FieldValue::Truth(own));
                continue;
            }
            let path = format!("/{}", field.name().replace('.', "/"));
            let expected = json.pointer(&path).and_then(|value| told(field, value));
            let given = match value {
                FieldValue::Json(json) => serde_json::from_str::<Value>(&json).unwrap().to_string(),
                _ => fields[field.name()].clone(),
            };
            let is_as_told = expected.as_ref() == Some(&given)
                || (stands_in.contains(&field.name()) && expected.as_deref().is_none_or(|id| id == "0"))
                || (field == Field::EventTime && expected.as_deref().is_some_and(|time| time.starts_with("2017.3.18")))
                || (field == Field::IsSuccess && ["true", "false"].contains(&given.as_str()));
            prop_assert!(is_as_told, "{}: {}", field.name(), given);
        }
        // And nothing that all events can have is left out.
        for field in [Field::EventType, Field::Namespace, Field::SrcDeviceId, Field::DeviceId] {
            let expected = json.get(field.name()).and_then(|value| told(field, value));
            prop_assert_eq!(fields.get(field.name()), expected.as_ref());
        }
    }
}
