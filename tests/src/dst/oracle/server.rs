//! The switch, seen from one agent: pure reading.

use wellclient_simulator::PbxState;
use wellclient_simulator::pbx::{AgentState, CallState, LegState};

pub(super) fn agent_id(desk: usize) -> String {
    format!("{}@test.cc", 5000 + desk)
}

pub(super) fn device_id(desk: usize) -> String {
    format!("{}@test.cc", 8000 + desk)
}

pub(super) fn agent(state: &PbxState, desk: usize) -> Option<&AgentState> {
    let id = agent_id(desk);
    state.agents.iter().find(|agent| agent.agent_id == id)
}

/// Whether the agent is logged in on the desk's own device.
pub(super) fn is_in(state: &PbxState, desk: usize) -> bool {
    let device = device_id(desk);
    agent(state, desk).is_some_and(|agent| agent.device_id.as_ref() == Some(&device))
}

pub(super) fn call<'a>(state: &'a PbxState, id: &str) -> Option<&'a CallState> {
    state.calls.iter().find(|call| call.call_id == id)
}

pub(super) fn leg<'a>(call: &'a CallState, device: &str) -> Option<&'a LegState> {
    call.legs.iter().find(|leg| leg.device_id == device)
}

/// The calls of an agent, with the own leg in each: none for one who is logged off, wherever the phone is.
pub(super) fn calls(state: &PbxState, desk: usize) -> Vec<(&CallState, &LegState)> {
    if !is_in(state, desk) {
        return Vec::new();
    }
    let device = device_id(desk);
    let own = |call| Some((call, leg(call, &device)?));
    state.calls.iter().filter_map(own).collect()
}
