//! The verbs: from a routed request to what it does.

mod agent;
mod data;
mod leg;
mod merge;
mod recording;
mod session;
mod supervise;

use serde::de::DeserializeOwned;
use wellclient_core::id::{AgentId, CallId, DeviceId};

use super::Pbx;
use super::api::{ApiReply, ApiRequest};
use super::call::{Call, Leg};
use super::refusal::Refusal;
use super::routes::{Route, form_value, route};

pub(super) use leg::dialable;

type Verdict = Result<ApiReply, Refusal>;

impl Pbx {
    pub(super) fn serve(&mut self, request: &ApiRequest) -> Verdict {
        let body = &request.body;
        let route = route(&self.config, &request.method, &request.path)?;
        match route {
            Route::FormLogin => return self.form_login(body),
            Route::UploadLog => return self.upload_log(request.query.as_deref(), body),
            _ => {}
        }
        let me = self.session_agent(request.session_id.as_deref())?;
        match route {
            // Both are served above, without a session.
            Route::FormLogin | Route::UploadLog => Err(Refusal::NotFound("no such resource")),
            Route::AgentState => self.agent_state(&me, parse(body)?),
            Route::Heartbeat(agent) => self.heartbeat(&me, &agent),
            Route::ClientState => self.client_state(&me),
            Route::Prefixes { domain, agent } => self.prefixes(&me, &domain, &agent),
            Route::Release(agent) => self.release_allocated(&me, &agent),
            Route::MakeCall => self.make_call(&me, parse(body)?),
            Route::Connection { call, device, verb } => {
                let leg = self.leg_of(&me, &call, &device)?;
                self.leg_verb(&call, &leg, verb, body)
            }
            Route::SetData(call) => self.set_user_data(&me, &call, parse(body)?),
            Route::GetData(call) => self.user_data(&me, &call),
            Route::Spy(call) => {
                let device = query_value(request, "deviceId")?;
                self.spy(&me, &call, &DeviceId::from(device))
            }
            Route::Greeting(call) => self.greeting(&me, &call, parse(body)?),
            Route::StartRecording => {
                self.recording(&me, &DeviceId::from(query_value(request, "extension")?), true)
            }
            Route::StopRecording => {
                self.recording(&me, &DeviceId::from(query_value(request, "extension")?), false)
            }
        }
    }

    /// The call, if it is of the agent's tenant.
    fn call_of(&self, me: &AgentId, call: &CallId) -> Result<&Call, Refusal> {
        let known = self
            .calls
            .get(call)
            .filter(|known| known.origin.calling.domain() == me.domain());
        known.ok_or(Refusal::NotFound("no such call"))
    }

    fn leg_of(&self, me: &AgentId, call: &CallId, device: &DeviceId) -> Result<Leg, Refusal> {
        let leg = self.call_of(me, call)?.leg(device);
        leg.cloned().ok_or(Refusal::NotFound("no such connection"))
    }
}

pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|_| Refusal::Malformed("the body is not the JSON that this verb takes"))
}

fn query_value(request: &ApiRequest, name: &str) -> Result<String, Refusal> {
    let value = request.query.as_deref().and_then(|query| form_value(query, name));
    value
        .filter(|value| !value.is_empty())
        .ok_or(Refusal::Malformed("a query parameter is missing"))
}
