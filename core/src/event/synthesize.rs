//! Events that the library makes in the server's vocabulary, for what it finds to have happened unseen.

use serde_json::{Map, Value, json};

use super::{
    AgentEvent, AgentMode, Body, CallInfo, ConnectionCleared, Delivered, Established, Event, Held, Meta,
    Origin, Originated, Retrieved,
};
use crate::id::{AgentId, CallId, DeviceId};

/// Makes events for one agent on one device.
pub(crate) struct Synthesizer<'a> {
    pub(crate) agent: &'a AgentId,
    pub(crate) device: &'a DeviceId,
}

impl Synthesizer<'_> {
    pub(crate) fn agent_mode(&self, mode: AgentMode) -> Event {
        let event = AgentEvent {
            agent: Some(self.agent.clone()),
            mode: Some(mode.clone()),
            ..AgentEvent::default()
        };
        let (name, body) = match mode {
            AgentMode::Ready => ("agentReady", Body::AgentReady(event)),
            AgentMode::WorkNotReady => ("agentWorkingAfterCall", Body::AgentWorkingAfterCall(event)),
            AgentMode::Allocated => ("agentAllocated", Body::AgentAllocated(event)),
            AgentMode::Logout => ("agentLoggedOff", Body::AgentLoggedOff(event)),
            _ => ("agentNotReady", Body::AgentNotReady(event)),
        };
        self.event(
            name,
            "agent",
            self.device,
            body,
            json!({ "agentId": self.agent.as_str(), "agentMode": mode }),
        )
    }

    pub(crate) fn originated(&self, call: &CallId, called: Option<&DeviceId>) -> Event {
        let body = Body::Originated(Originated {
            info: info(call),
            calling: self.device.clone(),
            called: called.cloned(),
        });
        self.call_event(
            "originated",
            call,
            self.device,
            body,
            json!({ "callingDevice": self.device.as_str(), "calledDevice": text(called) }),
        )
    }

    pub(crate) fn delivered(
        &self,
        call: &CallId,
        alerting: &DeviceId,
        calling: Option<&DeviceId>,
        called: Option<&DeviceId>,
    ) -> Event {
        let body = Body::Delivered(Box::new(Delivered {
            info: info(call),
            alerting: alerting.clone(),
            calling: calling.cloned(),
            called: called.cloned(),
            last_redirection: None,
            trunk_group: None,
            trunk_member: None,
            original_call: None,
            user_data: None,
            split: None,
            call_cause: None,
        }));
        let fields = json!({ "alertingDevice": alerting.as_str(), "callingDevice": text(calling),
            "calledDevice": text(called) });
        self.call_event("delivered", call, alerting, body, fields)
    }

    pub(crate) fn established(
        &self,
        call: &CallId,
        answering: &DeviceId,
        calling: Option<&DeviceId>,
        called: Option<&DeviceId>,
    ) -> Event {
        let body = Body::Established(Box::new(Established {
            info: info(call),
            answering: answering.clone(),
            calling: calling.cloned(),
            called: called.cloned(),
            trunk_group: None,
            trunk_member: None,
            split: None,
            user_data: None,
            sip_call: None,
        }));
        let fields = json!({ "answeringDevice": answering.as_str(), "callingDevice": text(calling),
            "calledDevice": text(called) });
        self.call_event("established", call, answering, body, fields)
    }

    pub(crate) fn held(&self, call: &CallId) -> Event {
        let body = Body::Held(Held {
            info: info(call),
            holding: self.device.clone(),
        });
        self.call_event(
            "held",
            call,
            self.device,
            body,
            json!({ "holdingDevice": self.device.as_str() }),
        )
    }

    pub(crate) fn retrieved(&self, call: &CallId) -> Event {
        let body = Body::Retrieved(Retrieved {
            info: info(call),
            retrieving: self.device.clone(),
            sip_call: None,
        });
        self.call_event(
            "retrieved",
            call,
            self.device,
            body,
            json!({ "retrievingDevice": self.device.as_str() }),
        )
    }

    pub(crate) fn connection_cleared(&self, call: &CallId, releasing: &DeviceId) -> Event {
        let body = Body::ConnectionCleared(Box::new(ConnectionCleared {
            info: info(call),
            releasing: releasing.clone(),
            hangup: None,
        }));
        self.call_event(
            "connectionCleared",
            call,
            releasing,
            body,
            json!({ "releasingDevice": releasing.as_str() }),
        )
    }

    fn call_event(
        &self,
        name: &'static str,
        call: &CallId,
        changed: &DeviceId,
        body: Body,
        mut fields: Value,
    ) -> Event {
        if let Some(fields) = fields.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
            fields.insert("callId".into(), call.as_str().into());
        }
        self.event(name, "csta", changed, body, fields)
    }

    fn event(
        &self,
        name: &'static str,
        kind: &'static str,
        changed: &DeviceId,
        body: Body,
        fields: Value,
    ) -> Event {
        let mut object = Map::new();
        object.insert("eventName".into(), name.into());
        object.insert("eventType".into(), kind.into());
        object.insert("synthesized".into(), true.into());
        object.insert("namespace".into(), self.device.domain().into());
        object.insert("srcDeviceId".into(), self.device.as_str().into());
        object.insert("deviceId".into(), changed.as_str().into());
        if let Value::Object(fields) = fields {
            object.extend(fields);
        }
        let mut event = Event::made(Origin::Synthesized, name, body, Value::Object(object).to_string());
        event.meta = Meta {
            name: name.into(),
            event_type: Some(kind.into()),
            namespace: Some(self.device.domain().into()),
            src_device: Some(self.device.clone()),
            device: Some(changed.clone()),
            ..Meta::default()
        };
        event
    }
}

fn info(call: &CallId) -> CallInfo {
    CallInfo {
        call: call.clone(),
        connection: None,
        local_state: None,
        agent_status: None,
        origin: None,
        cause: None,
    }
}

fn text(device: Option<&DeviceId>) -> Option<&str> {
    device.map(DeviceId::as_str)
}
