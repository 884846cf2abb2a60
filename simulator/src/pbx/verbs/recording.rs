//! Recording: on from the start of each call, for each agent in it. An agent can stop her own, and start it again; both
//! are for this call only.

use wellclient_core::id::{AgentId, CallId, DeviceId};

use super::Verdict;
use crate::pbx::Pbx;
use crate::pbx::api::ApiReply;
use crate::pbx::call::LegMode;
use crate::pbx::config::ExtensionCondition;
use crate::pbx::control_error::WrongState;
use crate::pbx::happened::Happened;
use crate::pbx::refusal::Refusal;

impl Pbx {
    /// Starts or stops recording the extension's connected call; nobody speaks in one on hold. To repeat either changes
    /// nothing.
    pub(super) fn recording(&mut self, me: &AgentId, device: &DeviceId, on: bool) -> Verdict {
        let extension = self.extension(device).filter(|_| device.domain() == me.domain());
        let condition = extension.ok_or(Refusal::NotFound("no such extension"))?.condition;
        if self.config.recording_disabled || condition == ExtensionCondition::RecordingDisabled {
            return Err(Refusal::RecordingDisabled);
        }
        let leg = self
            .active_call(device)
            .and_then(|call| Some((call.id.clone(), call.leg(device)?)));
        let recording = leg.filter(|(_, leg)| leg.mode == LegMode::Connected);
        let (call, leg) = recording.ok_or(Refusal::WrongState("the extension is not connected in a call"))?;
        if leg.spy {
            return Err(WrongState::Listener.into());
        }
        match (on, leg.recording.is_some()) {
            (true, false) => self.start_recording(&call, device),
            (false, true) => self.stop_recording(&call, device),
            (true, true) | (false, false) => {}
        }
        Ok(ApiReply::done())
    }

    /// Who has just been connected is recorded, if it is an agent and not a listener.
    pub(in crate::pbx) fn record_from_the_start(&mut self, call: &CallId, device: &DeviceId) {
        let has_agent = self
            .extensions
            .get(device)
            .is_some_and(|extension| extension.agent.is_some());
        let leg = self.calls.get(call).and_then(|known| known.leg(device));
        let is_due = leg.is_some_and(|leg| !leg.spy && leg.recording.is_none());
        if self.config.record_calls && has_agent && is_due {
            self.start_recording(call, device);
        }
    }

    fn start_recording(&mut self, call: &CallId, device: &DeviceId) {
        let record_id = self.random.token();
        let file_name = format!("{}/{}-{record_id}.wav", device.domain(), device.number());
        if let Some(leg) = self.calls.get_mut(call).and_then(|known| known.leg_mut(device)) {
            leg.recording = Some(record_id.clone());
        }
        let started = Happened::RecordStarted {
            record_id,
            file_name,
            is_success: true,
            at: device.clone(),
        };
        self.tell_only(std::slice::from_ref(device), call, &started);
    }

    fn stop_recording(&mut self, call: &CallId, device: &DeviceId) {
        let leg = self.calls.get_mut(call).and_then(|known| known.leg_mut(device));
        if let Some(record_id) = leg.and_then(|leg| leg.recording.take()) {
            let stopped = Happened::RecordStopped {
                record_id,
                is_success: true,
                at: device.clone(),
            };
            self.tell_only(std::slice::from_ref(device), call, &stopped);
        }
    }
}
