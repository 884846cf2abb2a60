//! Data: what rides with a call, the client state, prefixes, uploaded logs.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use wellclient_core::id::{AgentId, CallId, DeviceId};

use super::Verdict;
use crate::pbx::Pbx;
use crate::pbx::api::ApiReply;
use crate::pbx::call::{Call, LegMode};
use crate::pbx::happened::local_state;
use crate::pbx::refusal::Refusal;
use crate::pbx::routes::form_value;
use crate::pbx::state::LogState;

/// How many entries a call can carry.
const ENTRIES: usize = 256;
/// How many uploaded logs are kept, and how long one may be (bytes).
const LOGS: usize = 32;
const LOG_LENGTH: usize = 4 << 20;

#[derive(Serialize, Deserialize)]
pub(super) struct UserData {
    entries: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    key: String,
    value: Value,
}

#[derive(Serialize)]
struct ClientState<'a> {
    agent: ClientAgent<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extension: Option<ClientExtension<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClientAgent<'a> {
    agent_id: &'a AgentId,
    #[serde(skip_serializing_if = "Option::is_none")]
    extension_id: Option<&'a DeviceId>,
    agent_mode: &'static str,
    agent_name: String,
    namespace: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    active_call: Option<ActiveCall<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClientExtension<'a> {
    extension_id: &'a DeviceId,
    agent_id: &'a AgentId,
    namespace: &'a str,
    registered: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ActiveCall<'a> {
    call_id: &'a CallId,
    ani: &'a DeviceId,
    dnis: &'a DeviceId,
    state: &'static str,
    direction: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_side: Option<&'a DeviceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ring_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_time: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Prefixes<'a> {
    agent_id: &'a AgentId,
    agent_trunks: Vec<Trunk<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Trunk<'a> {
    scan_prefix: &'a str,
}

impl Pbx {
    pub(super) fn set_user_data(&mut self, me: &AgentId, call: &CallId, data: UserData) -> Verdict {
        let known = self.call_of(me, call)?;
        if known.data.len().saturating_add(data.entries.len()) > ENTRIES {
            return Err(Refusal::TooLarge);
        }
        if let Some(known) = self.calls.get_mut(call) {
            known.set_data(data.entries.into_iter().map(|entry| (entry.key, entry.value)));
        }
        Ok(ApiReply::done())
    }

    pub(super) fn user_data(&self, me: &AgentId, call: &CallId) -> Verdict {
        let data = self.call_of(me, call)?.data.iter().cloned();
        Ok(ApiReply::json(&UserData {
            entries: data.map(|(key, value)| Entry { key, value }).collect(),
        }))
    }

    /// Where the session's agent stands: one call only, the one that is not on hold before those that are.
    pub(super) fn client_state(&mut self, me: &AgentId) -> Verdict {
        let agent = self.agents.get(me).ok_or(Refusal::NoSuchAgent)?;
        let device = agent.device.as_ref();
        let active_call = device.and_then(|device| self.shown_call(device));
        let extension = device.and_then(|device| {
            let registered = self.extensions.get(device)?.registered;
            Some(ClientExtension {
                extension_id: device,
                agent_id: me,
                namespace: device.domain(),
                registered,
            })
        });
        let agent = ClientAgent {
            agent_id: me,
            extension_id: device,
            agent_mode: agent.standing.mode.name(),
            agent_name: format!("Agent {}", me.job_number()),
            namespace: me.domain(),
            active_call,
        };
        Ok(ApiReply::json(&ClientState { agent, extension }))
    }

    fn shown_call(&self, device: &DeviceId) -> Option<ActiveCall<'_>> {
        let first = || {
            let first = self.calls_of(device).first().filter(|_| self.config.shows_held)?;
            self.calls.get(first)
        };
        let call: &Call = self.active_call(device).or_else(first)?;
        let leg = call.leg(device)?;
        let mut others = call.parties().filter(|other| other.device != leg.device);
        let ringing = others.find(|other| other.mode == LegMode::Alerting);
        let other = call.other_party(device);
        let calls_here = call.leg(&leg.calling).filter(|_| leg.mode == LegMode::Alerting);
        let first = leg.first_told.as_ref();
        let state = match (leg.mode, ringing) {
            // Seen from the caller, `delivered` makes it Alerting.
            (LegMode::Initiated, Some(_)) => local_state(LegMode::Alerting),
            (mode, _) => local_state(mode),
        };
        let rang = if leg.caller {
            other.and_then(|other| other.rang_at)
        } else {
            leg.rang_at
        };
        // Who has come in since has rung later than the call.
        let rang = rang.map(|at| match leg.answered_at {
            Some(answered) if answered < at => call.created_at,
            _ => at,
        });
        Some(ActiveCall {
            call_id: &call.id,
            // Whoever has left since: the reference has these two in its model, and looks them up there.
            ani: first.map_or(&leg.calling, |first| &first.calling),
            dnis: first.map_or(&leg.called, |first| &first.called),
            state,
            direction: if leg.caller { "Out" } else { "In" },
            other_side: calls_here.or(other).map(|other| &other.device),
            ring_time: rang.map(|at| self.time_text(at)),
            answer_time: leg.answered_at.map(|at| self.time_text(at)),
        })
    }

    pub(super) fn prefixes(&mut self, me: &AgentId, domain: &str, agent: &AgentId) -> Verdict {
        if domain != me.domain() || agent.domain() != domain || self.agent(agent).is_none() {
            return Err(Refusal::NotFound("no such agent"));
        }
        let agent_trunks = self
            .config
            .agent_trunks
            .iter()
            .map(|prefix| Trunk { scan_prefix: prefix })
            .collect();
        Ok(ApiReply::json(&Prefixes {
            agent_id: agent,
            agent_trunks,
        }))
    }

    /// Keeps an event log. It needs no session: a client uploads it when something is amiss.
    pub(super) fn upload_log(&mut self, query: Option<&str>, body: &[u8]) -> Verdict {
        let filename = query
            .and_then(|query| form_value(query, "filename"))
            .filter(|name| !name.is_empty());
        let filename = filename.ok_or(Refusal::Malformed("a query parameter is missing"))?;
        if body.len() > LOG_LENGTH || filename.len() > 256 {
            return Err(Refusal::TooLarge);
        }
        if self.logs.len() >= LOGS {
            self.logs.pop_front();
        }
        self.logs.push_back(LogState {
            filename,
            text: String::from_utf8_lossy(body).into_owned(),
        });
        Ok(ApiReply::done())
    }
}
