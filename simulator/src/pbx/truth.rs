//! Telling the switch's truth.

use super::call::Call;
use super::state::{AgentState, CallState, ExtensionState, LegState, PbxState};
use super::switch::{Pbx, ms};

impl Pbx {
    /// The truth, to compare a client's model with.
    pub fn state(&self) -> PbxState {
        let mut calls: Vec<&Call> = self.calls.values().collect();
        calls.sort_by_key(|call| call.number);
        PbxState {
            now_ms: ms(self.now),
            agents: self.agent_states(),
            extensions: self.extension_states(),
            calls: calls.into_iter().map(call_state).collect(),
            sessions: self.sessions.count(self.now, self.session_lifetime()),
            logs: self.logs.iter().cloned().collect(),
        }
    }

    /// Whose session this is, if it is one.
    pub(crate) fn whose(&self, session_id: &str) -> Option<String> {
        let agent = self.sessions.find(session_id, self.now, self.session_lifetime());
        agent.map(|agent| agent.as_str().to_owned())
    }

    fn agent_states(&self) -> Vec<AgentState> {
        let states = self.agents.iter().map(|(id, agent)| AgentState {
            agent_id: id.as_str().into(),
            device_id: agent.device.as_ref().map(|device| device.as_str().into()),
            agent_mode: agent.standing.mode.name(),
            reason: agent.standing.reason.clone(),
            since_ms: ms(agent.since),
            pending_mode: agent.pending.as_ref().map(|pending| pending.mode.name()),
        });
        states.collect()
    }

    fn extension_states(&self) -> Vec<ExtensionState> {
        let states = self.extensions.iter().map(|(id, extension)| ExtensionState {
            device_id: id.as_str().into(),
            registered: extension.registered,
            agent_id: extension.agent.as_ref().map(|agent| agent.as_str().into()),
            calls: self
                .calls_of(id)
                .iter()
                .map(|call| call.as_str().into())
                .collect(),
        });
        states.collect()
    }
}

fn call_state(call: &Call) -> CallState {
    let legs = call.legs.iter().map(|leg| LegState {
        device_id: leg.device.as_str().into(),
        state: leg.mode.name(),
        caller: leg.caller,
        silent: leg.silent,
        spy: leg.spy,
        recording: leg.recording.is_some(),
    });
    CallState {
        call_id: call.id.as_str().into(),
        calling_device: call.origin.calling.as_str().into(),
        called_device: call.origin.called.as_str().into(),
        conference: call.conference,
        created_ms: ms(call.created_at),
        answered_ms: call.answered_at.map(ms),
        user_data: call.data.iter().cloned().collect(),
        own_data: call.own_data().into_iter().collect(),
        context_id: call.context_id.clone(),
        greeting: call.greeting.clone(),
        legs: legs.collect(),
    }
}
