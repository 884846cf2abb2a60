//! What a session tells, with the fields of each event by their types.

use wellclient::event::{AgentEvent, Body, CallInfo, Event, Meta};
use wellclient::{CallId, Notice};
use wellclient_tests::conformance::Line;

/// A notice as the line to be said of it.
pub(crate) fn told(session: &str, notice: &Notice) -> Option<Line> {
    Some(match notice {
        Notice::Event(event) => of_event(Line::new("event").with("session", session), event),
        Notice::Log(line) => Line::new("log")
            .with("session", session)
            .with("kind", line.kind.as_str())
            .with("content", &line.content),
        Notice::Lagged { missed, .. } => Line::new("lagged")
            .with("session", session)
            .with("missed", missed),
        #[allow(unreachable_patterns, reason = "more kinds of notice may come")]
        _ => return None,
    })
}

fn of_event(line: Line, event: &Event) -> Line {
    let line = line
        .with("kind", event.kind().name())
        .with("origin", event.origin.as_str())
        .with("late", event.late)
        .with_some("watched", event.watched.as_deref())
        .with("raw", event.raw());
    let mut fields = Fields(line);
    fields.meta(&event.meta());
    if let Some(agent) = event.agent_event() {
        fields.agent(&agent);
    }
    if let Some(call) = event.call_info() {
        fields.call(&call);
    }
    fields.body(event.body());
    fields.0
}

/// The fields said so far.
pub(crate) struct Fields(Line);

impl Fields {
    pub(crate) fn put(&mut self, name: &str, value: impl ToString) {
        self.0.put(format!("field.{name}"), value);
    }

    pub(crate) fn put_some(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    fn meta(&mut self, meta: &Meta<'_>) {
        self.put_some("eventName", Some(meta.event_name).filter(|name| !name.is_empty()));
        self.put_some("eventTime", meta.event_time);
        self.put_some("eventType", meta.event_type);
        self.put_some("serial", meta.serial);
        self.put_some("producer", meta.producer);
        self.put_some("namespace", meta.namespace);
        self.put_some("srcDeviceId", meta.src_device_id);
        self.put_some("deviceId", meta.device_id);
    }

    fn agent(&mut self, event: &AgentEvent<'_>) {
        self.put_some("agentId", event.agent_id);
        self.put_some("agentMode", event.agent_mode());
        let devices = event
            .devices
            .iter()
            .map(|(medium, device)| (medium.to_string(), device.as_str().into()));
        let devices: serde_json::Map<String, serde_json::Value> = devices.collect();
        if !devices.is_empty() {
            self.put("devices", serde_json::Value::Object(devices));
        }
        self.put_some("queueId", event.queue_id);
        self.put_some("reason", event.reason);
    }

    fn call(&mut self, info: &CallInfo<'_>) {
        self.put("callId", info.call_id);
        self.put_some("connectionId", info.connection_id);
        self.put_some("localState", info.local_state());
        self.put_some("agentStatus", info.agent_status());
        self.put_some("cause", info.cause);
        if let Some(origin) = &info.origin_call_info {
            self.put_some("originCallInfo.callId", origin.call_id);
            self.put_some("originCallInfo.callingDevice", origin.calling_device);
            self.put_some("originCallInfo.calledDevice", origin.called_device);
        }
    }

    fn body(&mut self, body: Body<'_>) {
        if !self.of_call(&body) {
            self.derived(body);
        }
    }

    fn derived(&mut self, body: Body<'_>) {
        match body {
            Body::CallCleared(event) => {
                self.put("callId", &event.call_id);
                self.put("isEstablished", event.is_established);
                self.put("createTimeId", event.create_time_id);
                self.put_some("establishedTimeId", event.established_time_id);
                self.put_some("partyDevice", event.party_device.as_ref());
                self.put_some("isCaller", event.is_caller);
                self.put("isOutCall", event.is_out_call);
                self.put("isOwn", event.is_own);
                self.put_some("endReason", event.end_reason);
                self.put_some("failedCode", event.failed_code.as_ref());
                self.put_some("failedMsg", event.failed_msg.as_ref());
                self.put("data", event.event.raw());
                if let Body::ConnectionCleared(cleared) = event.event.body() {
                    self.put("releasingDevice", cleared.releasing_device);
                    self.put_some("hangupDevice", cleared.hangup_device);
                    self.put_some("cause", cleared.info.cause);
                }
            }
            Body::LoginFailed(event) => {
                self.put("status", event.status);
                self.put("responseText", &event.response_text);
            }
            Body::WsReconnectSucceed(event) => {
                self.put("agentMode", &event.agent_mode);
                self.put_some("activeCall", event.active_call.as_ref().map(|call| &call.json));
                self.put_some("callId", event.active_call.as_ref().map(|call| &call.call_id));
            }
            Body::RecoverStateSuccess(event) => {
                self.put("agentId", &event.agent_id);
                self.put("extensionId", &event.extension_id);
                self.put("agentMode", &event.agent_mode);
                self.put_some("agentName", event.agent_name.as_ref());
                if let Some(call) = &event.call {
                    self.put("callId", &call.call_id);
                    self.put_some("callingDevice", call.calling_device.as_ref());
                    self.put_some("calledDevice", call.called_device.as_ref());
                    self.put("state", call.state());
                }
            }
            Body::LinkChanged(event) => {
                self.put("state", event.state);
                self.put_some("reason", event.reason.as_ref());
                self.put_some("endReason", event.end_reason);
            }
            Body::SessionEnded(event) => self.put("endReason", event.end_reason),
            Body::ModelCorrected(event) => {
                let calls: Vec<&str> = event.calls.iter().map(CallId::as_str).collect();
                self.put("calls", serde_json::Value::from(calls));
            }
            Body::Anomaly(event) => {
                self.put("kind", event.kind.as_str());
                self.put_some("callId", event.call_id.as_ref());
                self.put("event", &event.event);
                self.put("detail", &event.detail);
            }
            _ => {}
        }
    }
}
