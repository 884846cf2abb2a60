//! An event as JSON: a server's as it came, a derived one in the manual's field names.

use serde_json::{Value, json};

use super::envelope::{Content, Derived, Event};
use crate::shared_text::SharedText;

impl Event {
    /// The event as JSON: a server's exactly as it came, the library's own in the manual's field names. That
    /// of a derived event is written when it is first asked for.
    pub fn raw(&self) -> &str {
        self.shared_json().as_str()
    }

    /// The same, to be kept without a copy.
    pub fn shared_raw(&self) -> SharedText {
        self.shared_json().clone()
    }

    pub(super) fn shared_json(&self) -> &SharedText {
        match &self.content {
            Content::Wire(wire) => &wire.text,
            Content::Derived(report) => report.json.get_or_init(|| {
                let mut json = written(&report.derived);
                let length = json.len();
                json.push('\0');
                SharedText::first_part(json.into(), length)
            }),
        }
    }
}

fn written(derived: &Derived) -> String {
    let mut object = json!({ "eventName": derived.name() });
    if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), describe(derived)) {
        object.extend(fields);
    }
    match derived {
        // The raw event goes in as it came, not read and written again.
        Derived::CallCleared(cleared) => splice(&object, "data", cleared.event.raw()),
        Derived::WsReconnectSucceed(event) => match &event.active_call {
            Some(call) => splice(&object, "activeCall", &call.json),
            None => object.to_string(),
        },
        _ => object.to_string(),
    }
}

/// `object` with one more field whose value is JSON already.
fn splice(object: &Value, key: &str, json: &str) -> String {
    let mut text = object.to_string();
    text.pop();
    text.push_str(&format!(",\"{key}\":{json}}}"));
    text
}

fn describe(derived: &Derived) -> Value {
    match derived {
        Derived::CallCleared(event) => event.describe(),
        Derived::LoginFailed(event) => event.describe(),
        Derived::WsDisconnected => json!({ "msg": "websocket disconnect" }),
        Derived::WsReconnectSucceed(event) => event.describe(),
        Derived::RecoverStateSuccess(event) => event.describe(),
        Derived::LinkChanged(event) => event.describe(),
        Derived::SessionEnded(event) => event.describe(),
        Derived::ModelCorrected(event) => event.describe(),
        Derived::Anomaly(event) => event.describe(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::event::{
        ActiveCall, AgentMode, Anomaly, AnomalyKind, CallCleared, LinkChanged, LoginFailed, ModelCorrected,
        RecoverStateSuccess, RecoveredCall, SessionEnded, WsReconnectSucceed, decode,
    };
    use crate::vocabulary::LinkState;
    use crate::vocabulary::{CallEnd, FailedCode, LinkEnd, SessionEnd};

    /// Every field in its place: what reads the JSON may compare it as text.
    #[test]
    fn the_json_of_each_derived_event() {
        let cleared = decode(br#"{ "eventName":"connectionCleared" }"#).unwrap();
        let all = [
            (
                Derived::CallCleared(CallCleared {
                    call_id: "c".into(),
                    event: Arc::new(cleared),
                    is_established: true,
                    create_time_id: 1,
                    established_time_id: None,
                    party_device: None,
                    is_caller: None,
                    is_out_call: false,
                    is_own: true,
                    end_reason: Some(CallEnd::Failed),
                    failed_code: Some(FailedCode::from("1")),
                    failed_msg: Some("busy now".into()),
                }),
                concat!(
                    r#"{"callId":"c","createTimeId":1,"endReason":"failed","establishedTimeId":"","#,
                    r#""eventName":"connectionCleared","failedCode":"1","failedMsg":"busy now","#,
                    r#""isCaller":"","isEstablished":true,"isEstatblished":true,"isOutCall":false,"isOwn":true,"#,
                    r#""partyDevice":"","data":{ "eventName":"connectionCleared" }}"#
                ),
            ),
            (
                Derived::LoginFailed(LoginFailed {
                    status: 459,
                    response_text: "no".into(),
                }),
                r#"{"eventName":"loginFailed","responseText":"no","status":459}"#,
            ),
            (
                Derived::WsDisconnected,
                r#"{"eventName":"wsDisconnected","msg":"websocket disconnect"}"#,
            ),
            (
                Derived::WsReconnectSucceed(WsReconnectSucceed {
                    agent_mode: AgentMode::Ready,
                    active_call: Some(ActiveCall {
                        call_id: "c".into(),
                        json: r#"{"callId": "c"}"#.into(),
                    }),
                }),
                r#"{"agentMode":"Ready","eventName":"wsReconnectSucceed","activeCall":{"callId": "c"}}"#,
            ),
            (
                Derived::RecoverStateSuccess(RecoverStateSuccess {
                    agent_id: "5001@a".into(),
                    extension_id: "8001@a".into(),
                    agent_mode: AgentMode::NotReady,
                    agent_name: None,
                    call: Some(RecoveredCall {
                        call_id: "c".into(),
                        calling_device: Some("8002@a".into()),
                        called_device: None,
                        established: false,
                    }),
                }),
                concat!(
                    r#"{"agentId":"5001@a","agentMode":"NotReady","agentName":null,"call":{"callId":"c","#,
                    r#""calledDevice":null,"callingDevice":"8002@a","state":"delivered"},"#,
                    r#""eventName":"recoverStateSuccess","extensionId":"8001@a"}"#
                ),
            ),
            (
                Derived::SessionEnded(SessionEnded {
                    end_reason: SessionEnd::Replaced,
                }),
                r#"{"endReason":"replaced","eventName":"sessionEnded"}"#,
            ),
            (
                Derived::ModelCorrected(ModelCorrected {
                    calls: vec!["a".into(), "b".into()],
                }),
                r#"{"calls":["a","b"],"eventName":"modelCorrected"}"#,
            ),
            (
                Derived::Anomaly(Anomaly {
                    kind: AnomalyKind::Gap,
                    call_id: None,
                    event: "held".into(),
                    detail: "d".into(),
                }),
                r#"{"callId":null,"detail":"d","event":"held","eventName":"anomaly","kind":"gap"}"#,
            ),
        ];
        for (derived, json) in all {
            let event = Event::derived(derived);
            assert_eq!((event.raw(), event.raw()), (json, json));
        }
    }

    #[test]
    fn a_derived_event_s_json_is_written_when_it_is_first_asked_for() {
        let event = Event::derived(Derived::LinkChanged(LinkChanged {
            state: LinkState::Waiting,
            reason: Some("a \"cable\"".into()),
            end_reason: Some(LinkEnd::Silent),
        }));
        let is_written = |event: &Event| match &event.content {
            Content::Derived(report) => report.json.get().is_some(),
            Content::Wire(_) => panic!("it is derived"),
        };
        assert_eq!((event.name(), event.call_id()), ("linkChanged", None));
        assert!(event.fields().count() > 1 && format!("{:?}", event.body()).contains("Waiting"));
        let twin = event.clone();
        assert!(!is_written(&event), "nobody has asked for it");
        let json = event.raw();
        assert_eq!(
            json,
            r#"{"endReason":"silent","eventName":"linkChanged","reason":"a \"cable\"","state":"waiting"}"#
        );
        assert!(
            is_written(&twin) && std::ptr::eq(twin.raw(), json),
            "once, for all who share it"
        );
        assert_eq!(event.shared_raw().as_str(), json);
        assert_eq!(
            event,
            Event::derived(Derived::LinkChanged(LinkChanged {
                state: LinkState::Waiting,
                reason: Some("a \"cable\"".into()),
                end_reason: Some(LinkEnd::Silent),
            }))
        );
    }
}
