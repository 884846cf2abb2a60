//! An event's fields by name: the same values as in its JSON, for every example of the manual.

use std::path::Path;

use serde_json::{Value, json};
use wellclient_core::event::{Body, EventKind, Field, FieldType, FieldValue, decode};

fn as_json(value: FieldValue<'_>) -> Value {
    match value {
        FieldValue::Text(text) => text.into_owned().into(),
        FieldValue::Integer(number) => number.into(),
        FieldValue::Truth(truth) => truth.into(),
        FieldValue::Json(json) => serde_json::from_str(&json).unwrap(),
    }
}

/// Every field of a server's event is its JSON's field of that name, and no field is left out but those that are no
/// part of the events' vocabulary.
#[test]
fn every_example_gives_its_fields_by_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/events");
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        let event = decode(text.as_bytes()).unwrap();
        for (field, value) in event
            .fields()
            .filter(|(field, _)| ![Field::Producer, Field::IsOwn].contains(field))
        {
            let path = format!("/{}", field.name().replace('.', "/"));
            assert_eq!(
                Some(&as_json(value)),
                json.pointer(&path),
                "{}: {}",
                event.name(),
                field.name()
            );
        }
        let given: Vec<&str> = event.fields().map(|(field, _)| field.name()).collect();
        let beside = ["eventSrc", "params", "_type", "topics", "originCallInfo"];
        for (name, value) in json.as_object().unwrap() {
            let absent = value.as_str() == Some("0");
            assert!(
                absent || beside.contains(&name.as_str()) || given.contains(&name.as_str()),
                "{name}"
            );
        }
    }
}

/// The manual (6.7) tells the own ringing from another's by two fields; this says it in one.
#[test]
fn whose_telephone_rings_is_a_field_of_delivered() {
    let rows = [
        (json!({"srcDeviceId": "8001@b"}), true),
        (json!({"srcDeviceId": "8002@b"}), false),
        (json!({"srcDeviceId": ""}), false),
        (json!({}), false),
    ];
    for (beside, own) in rows {
        let mut json = json!({"eventName": "delivered", "callId": "c", "alertingDevice": "8001@b"});
        json.as_object_mut()
            .unwrap()
            .extend(beside.as_object().unwrap().clone());
        let event = decode(json.to_string().as_bytes()).unwrap();
        assert_eq!(event.field(Field::IsOwn), Some(FieldValue::Truth(own)), "{json}");
        let Body::Delivered(ringing) = event.body() else {
            panic!()
        };
        assert_eq!(ringing.is_own, own, "{json}");
    }
    // Without the device that rings it is no `delivered` at all; and no other event of the server's has the field.
    for name in ["delivered", "established"] {
        let json =
            json!({"eventName": name, "callId": "c", "srcDeviceId": "8001@b", "answeringDevice": "8001@b"});
        let event = decode(json.to_string().as_bytes()).unwrap();
        assert_eq!(event.field(Field::IsOwn), None, "{json}");
    }
}

#[test]
fn values_have_the_type_of_their_field_and_names_are_unique() {
    let event = decode(
        json!({"eventName": "recordStarted", "callId": "c", "recordId": 7, "isSuccess": "true", "serial": 3})
            .to_string()
            .as_bytes(),
    )
    .unwrap();
    for (field, value) in event.fields() {
        let found = match value {
            FieldValue::Text(_) => FieldType::Text,
            FieldValue::Integer(_) => FieldType::Integer,
            FieldValue::Truth(_) => FieldType::Truth,
            FieldValue::Json(_) => FieldType::Json,
        };
        assert_eq!(found, field.field_type(), "{}", field.name());
    }
    assert_eq!(event.field(Field::IsSuccess), Some(FieldValue::Truth(true)));
    assert_eq!(event.field(Field::AgentMode), None);

    let mut names: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Field::ALL.len());
    let mut kinds: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
    kinds.dedup();
    assert_eq!(kinds.len(), EventKind::ALL.len());
}
