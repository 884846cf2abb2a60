//! Events that the library makes in the server's vocabulary, for what it finds to have happened unseen.
//!
//! They are written as JSON and decoded like the server's.

use serde_json::{Value, json};

use super::decode::synthesized;
use super::envelope::Event;
use crate::id::{AgentId, CallId, DeviceId};
use crate::vocabulary::AgentMode;

/// Makes events for one agent on one device.
pub(crate) struct Synthesizer<'a> {
    pub(crate) agent: &'a AgentId,
    pub(crate) device: &'a DeviceId,
}

impl Synthesizer<'_> {
    pub(crate) fn logged_on(&self, mode: &AgentMode) -> Event {
        let fields = json!({ "agentId": self.agent.as_str(), "agentMode": mode });
        self.event("agentLoggedOn", "agent", self.device, fields)
    }

    pub(crate) fn agent_mode(&self, mode: AgentMode) -> Event {
        let name = match mode {
            AgentMode::Ready => "agentReady",
            AgentMode::WorkNotReady => "agentWorkingAfterCall",
            AgentMode::Allocated => "agentAllocated",
            AgentMode::Logout => "agentLoggedOff",
            _ => "agentNotReady",
        };
        let fields = json!({ "agentId": self.agent.as_str(), "agentMode": mode });
        self.event(name, "agent", self.device, fields)
    }

    pub(crate) fn originated(&self, call: &CallId, called: Option<&DeviceId>) -> Event {
        let fields = json!({ "callingDevice": self.device.as_str(), "calledDevice": text(called) });
        self.call_event("originated", call, self.device, fields)
    }

    pub(crate) fn delivered(
        &self,
        call: &CallId,
        alerting: &DeviceId,
        calling: Option<&DeviceId>,
        called: Option<&DeviceId>,
    ) -> Event {
        let fields = json!({ "alertingDevice": alerting.as_str(), "callingDevice": text(calling),
            "calledDevice": text(called) });
        self.call_event("delivered", call, alerting, fields)
    }

    pub(crate) fn established(
        &self,
        call: &CallId,
        answering: &DeviceId,
        calling: Option<&DeviceId>,
        called: Option<&DeviceId>,
    ) -> Event {
        let fields = json!({ "answeringDevice": answering.as_str(), "callingDevice": text(calling),
            "calledDevice": text(called) });
        self.call_event("established", call, answering, fields)
    }

    pub(crate) fn held(&self, call: &CallId) -> Event {
        let fields = json!({ "holdingDevice": self.device.as_str() });
        self.call_event("held", call, self.device, fields)
    }

    pub(crate) fn retrieved(&self, call: &CallId) -> Event {
        let fields = json!({ "retrievingDevice": self.device.as_str() });
        self.call_event("retrieved", call, self.device, fields)
    }

    pub(crate) fn connection_cleared(&self, call: &CallId, releasing: &DeviceId) -> Event {
        let fields = json!({ "releasingDevice": releasing.as_str() });
        self.call_event("connectionCleared", call, releasing, fields)
    }

    fn call_event(&self, name: &str, call: &CallId, changed: &DeviceId, mut fields: Value) -> Event {
        if let Some(fields) = fields.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
            fields.insert("callId".into(), call.as_str().into());
        }
        self.event(name, "csta", changed, fields)
    }

    fn event(&self, name: &str, event_type: &str, changed: &DeviceId, fields: Value) -> Event {
        let mut event = json!({
            "eventName": name,
            "eventType": event_type,
            "synthesized": true,
            "namespace": self.device.domain(),
            "srcDeviceId": self.device.as_str(),
            "deviceId": changed.as_str(),
        });
        if let (Some(event), Value::Object(fields)) = (event.as_object_mut(), fields) {
            event.extend(fields);
        }
        synthesized(&event.to_string())
    }
}

fn text(device: Option<&DeviceId>) -> Option<&str> {
    device.map(DeviceId::as_str)
}
