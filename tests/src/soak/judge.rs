//! What a session claims, against what the switch says: only what is in doubt may be otherwise.
//!
//! That there is nobody else in a call is not compared: who was there already is not told to those who come in, and to
//! tell that apart takes the simulation's ledger, which counts each event.

use serde_json::Value;
use wellclient::{CallSnapshot, ConnectionState, Doubt, SessionPhase, Snapshot};

/// A claim that is not so, as a sentence.
pub type Drift = String;

/// What the session of `device` claims and the switch's state denies.
pub fn drifts(snapshot: &Snapshot, state: &Value, agent: &str, device: &str) -> Vec<Drift> {
    let truth = list(&state["agents"]).find(|known| known["agentId"] == agent);
    let mode = truth
        .and_then(|agent| agent["agentMode"].as_str())
        .unwrap_or("Logout");
    if snapshot.phase != SessionPhase::LoggedIn {
        return match mode {
            "Logout" => Vec::new(),
            _ => vec![format!(
                "{agent}: {:?} here, {mode} at the switch",
                snapshot.phase
            )],
        };
    }
    let mut drifts = Vec::new();
    if let Some(claimed) = snapshot
        .agent
        .as_ref()
        .filter(|agent| !agent.doubts.has(Doubt::Mode))
        && claimed.mode.as_str() != mode
    {
        drifts.push(format!(
            "{agent}: {} here, {mode} at the switch",
            claimed.mode.as_str()
        ));
    }
    for call in &snapshot.calls {
        call_drifts(call, state, device, &mut drifts);
    }
    if snapshot.calls_complete {
        let unknown = list(&state["calls"])
            .filter(|call| leg(call, device).is_some())
            .filter(|call| {
                !snapshot
                    .calls
                    .iter()
                    .any(|known| call["callId"] == known.call_id.as_str())
            });
        drifts.extend(unknown.map(|call| format!("{agent}: claims no call {}", call["callId"])));
    }
    drifts
}

fn call_drifts(call: &CallSnapshot, state: &Value, device: &str, drifts: &mut Vec<Drift>) {
    if call.unverified {
        return;
    }
    let id = call.call_id.as_str();
    let Some(truth) = list(&state["calls"]).find(|known| known["callId"] == id) else {
        drifts.push(format!("{device}: call {id} is not at the switch"));
        return;
    };
    let mut compare = |device: &str, claimed: ConnectionState| {
        let truth = leg(truth, device).unwrap_or("null");
        // In CSTA the caller's leg is connected from dialling on.
        let dials = truth == "initiated" && claimed == ConnectionState::Connected;
        if claimed.as_str() != truth && !dials {
            drifts.push(format!(
                "{device}: {claimed:?} in {id} here, {truth} at the switch"
            ));
        }
    };
    compare(device, call.leg);
    for party in call.parties.iter().filter(|party| party.verified && !party.own) {
        compare(party.device.as_str(), party.leg);
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn leg<'a>(call: &'a Value, device: &str) -> Option<&'a str> {
    let leg = list(&call["legs"]).find(|leg| leg["deviceId"] == device)?;
    leg["state"].as_str()
}
