//! What a session says, held against the switch's own state.

use wellclient_core::doubt::Doubt;
use wellclient_core::id::CallId;
use wellclient_core::model::{Call, ConnectionState};
use wellclient_core::snapshot::SessionPhase;
use wellclient_simulator::pbx::{CallState, LegState};

use super::laboratory::Lab;

/// Whether the server's account has been taken over: what it shows is believed, though there may be more.
pub fn is_put_right(lab: &Lab, seat: usize) -> bool {
    let snapshot = lab.seats[seat].snapshot(lab.now());
    let mode = snapshot.agent.is_some_and(|agent| !agent.doubts.has(Doubt::Mode));
    mode && snapshot.calls.iter().all(|call| !call.unverified)
}

/// How the model of a logged-in session differs from the switch; `None` if it does not, or says that it may.
///
/// Compared are the agent's mode, the ids of the device's calls, the own leg, and in a call of two the
/// other party. Not compared is what a client cannot see. Whoever comes into a call is not told who is
/// there already, and the client state shows one call and, of a conference, no party. So a held call beside
/// an active one may be missing, the others in what is, or is taken for, a conference are left out, and the
/// other party of a call of two may be unknown, or not alone by what `originCallInfo` told, unless the
/// switch has been asked since (`audited`). The caller's leg is `initiated` at the switch until somebody
/// answers; in CSTA's words it is connected from dialling on.
pub fn disagreement(lab: &Lab, seat: usize, audited: bool) -> Option<String> {
    let chair = &lab.seats[seat];
    let (agent, device) = chair.session.identity()?;
    let snapshot = chair.snapshot(lab.now());
    let state = lab.pbx.state();
    let there = state.agents.iter().find(|known| known.agent_id == agent.as_str());
    let logged_in = there.is_some_and(|known| known.device_id.as_deref() == Some(device.as_str()));
    if snapshot.phase != SessionPhase::LoggedIn || !snapshot.verified {
        return None;
    }
    if !logged_in {
        return Some(format!("{agent} is taken for logged in, and is not"));
    }
    let model = chair.session.model()?;
    let mode = there.map_or("", |known| known.agent_mode);
    if model.agent().mode.as_str() != mode {
        return Some(format!("{agent} is {mode}, taken for {}", model.agent().mode));
    }
    let leg_of = |call: &CallState| {
        call.legs
            .iter()
            .find(|leg| leg.device_id == device.as_str())
            .cloned()
    };
    let real: Vec<(CallState, LegState)> = state
        .calls
        .iter()
        .filter_map(|call| Some((call.clone(), leg_of(call)?)))
        .collect();
    for call in model.calls() {
        let Some((truth, leg)) = real.iter().find(|(truth, _)| truth.call_id == call.id.as_str()) else {
            return Some(format!("{agent} has a ghost call: {call:?}"));
        };
        let is_up = matches!(leg.state, "connected" | "hold");
        let shown = audited && is_up && (leg.state != "hold" || real.len() == 1);
        if let Some(difference) = differs(call, truth, leg, device.as_str(), shown) {
            return Some(format!(
                "{agent}: {difference}\n model {call:?}\n truth {truth:?}"
            ));
        }
    }
    let has_active = real.iter().any(|(_, leg)| leg.state != "hold");
    let missing = real.iter().find(|(truth, leg)| {
        let invisible = leg.state == "hold" && (has_active || real.len() > 1);
        model.call(&CallId::from(&truth.call_id)).is_none() && !invisible
    });
    missing.map(|(truth, _)| format!("{agent} does not know of {truth:?}"))
}

fn differs(call: &Call, truth: &CallState, leg: &LegState, own: &str, shown: bool) -> Option<String> {
    let mine = call.leg(own);
    let agrees = match leg.state {
        "initiated" => matches!(mine, ConnectionState::Initiated | ConnectionState::Connected),
        "alerting" => mine == ConnectionState::Alerting,
        "connected" => mine == ConnectionState::Connected,
        _ => mine == ConnectionState::Hold,
    };
    if !agrees {
        return Some(format!(
            "the own leg is {}, taken for {}",
            leg.state,
            mine.as_str()
        ));
    }
    let others = || {
        truth
            .legs
            .iter()
            .filter(|party| party.device_id != own && !party.spy)
    };
    if leg.spy || others().count() != 1 {
        return None;
    }
    let other = others().next()?;
    let known: Vec<&str> = call
        .parties
        .iter()
        .map(|party| party.device.as_str())
        .filter(|device| *device != own)
        .collect();
    // Of a call that was transferred, only `originCallInfo` tells who may be in it.
    let transferred = !call.former_ids.is_empty();
    let is_known = known.contains(&other.device_id.as_str());
    let unknown = known.is_empty() || is_known || transferred;
    // The account names the other side; that somebody who was called in beside it has gone, it does not say.
    let right = is_known || (unknown && !shown) || call.conference;
    (!right).then(|| format!("the other party is {}, taken for {known:?}", other.device_id))
}
