//! A supervisor's listening in, and the agent's greeting.

use serde::Deserialize;
use wellclient_core::id::{AgentId, CallId, DeviceId};

use super::Verdict;
use super::leg::must_be_up;
use crate::pbx::Pbx;
use crate::pbx::api::ApiReply;
use crate::pbx::call::LegMode;
use crate::pbx::happened::Happened;
use crate::pbx::refusal::Refusal;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Greeting {
    /// Which greeting; the field's name is the server's.
    agent_id: String,
    device_id: DeviceId,
}

impl Pbx {
    /// The device rings and is connected at once, to listen; nobody else learns of it.
    pub(super) fn spy(&mut self, me: &AgentId, call: &CallId, device: &DeviceId) -> Verdict {
        let known = self.call_of(me, call)?;
        if known.answered_at.is_none() {
            return Err(Refusal::WrongState("nobody talks in that call yet"));
        }
        // As if who calls there called the listener: the reference has the devices that it is told call each other.
        let (calling, _) = known.who_talks();
        let extension = self.extension(device).filter(|_| device.domain() == me.domain());
        let extension = extension.ok_or(Refusal::NotFound("no such extension"))?;
        if !extension.registered {
            return Err(Refusal::NotRegistered);
        }
        if !self.calls_of(device).is_empty() {
            return Err(Refusal::WrongState("the extension is in a call"));
        }
        let mut leg = self.new_leg(device, LegMode::Alerting, &calling, device);
        leg.spy = true;
        leg.rang_at = Some(self.now);
        self.add_leg(call, leg);
        if let Some((known, leg)) = self
            .calls
            .get(call)
            .and_then(|known| Some((known, known.leg(device)?)))
        {
            let delivered = Happened::delivered(known, leg);
            self.tell(call, &delivered);
        }
        self.answer(call, device);
        self.tell_who_rings(call);
        Ok(ApiReply::done())
    }

    pub(super) fn greeting(&mut self, me: &AgentId, call: &CallId, asked: Greeting) -> Verdict {
        must_be_up(&self.leg_of(me, call, &asked.device_id)?)?;
        if asked.agent_id.len() > 1024 {
            return Err(Refusal::TooLarge);
        }
        if let Some(known) = self.calls.get_mut(call) {
            known.greeting = Some(asked.agent_id);
        }
        Ok(ApiReply::done())
    }
}
