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

/// The call that the account shows: one that is not on hold before those that are, and of several the one that the device came
/// to first, which need not be the oldest.
pub(super) fn shown(state: &PbxState, desk: usize) -> Option<&str> {
    let device = device_id(desk);
    is_in(state, desk).then_some(())?;
    let extension = state.extensions.iter().find(|known| known.device_id == device)?;
    let calls = extension.calls.iter().map(String::as_str);
    let is_active = |id: &&str| {
        let leg = call(state, id).and_then(|call| leg(call, &device));
        leg.is_some_and(|leg| leg.state != "hold")
    };
    calls.clone().find(is_active).or(calls.clone().next())
}
