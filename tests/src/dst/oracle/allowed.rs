//! What a session allows, the switch accepts; and what a desktop is to offer and the switch accepts, it allows. The
//! switch is asked on a copy.

use std::time::Duration;

use wellclient_core::actions::Action;
use wellclient_core::command::{
    AgentModeRequest, CallDataEntry, Command, MakeCallOptions, Participation, Verb,
};
use wellclient_core::doubt::Doubt;
use wellclient_core::http::Api;
use wellclient_core::id::CallId;
use wellclient_core::model::ConnectionState;
use wellclient_core::refusal::Refusal;
use wellclient_core::snapshot::Snapshot;
use wellclient_simulator::pbx::Pbx;

use super::found::Found;
use super::server;
use crate::dst::known::{Known, Passes};
use crate::lab::{Lab, api_request};

const NUMBER: &str = "13600136000";

pub(super) fn check(
    lab: &Lab,
    seat: usize,
    desk: usize,
    hides_held: bool,
    passes: &mut Passes,
) -> Vec<Found> {
    let chair = &lab.seats[seat];
    let snapshot = chair.snapshot(lab.now());
    // What is under way may change what can be done.
    let idle = chair.issued.values().all(|issued| issued.outcome.is_some());
    let nothing_open = lab
        .ledger
        .as_ref()
        .is_some_and(|ledger| ledger.waits_for(seat).next().is_none());
    let (Some(saved), true) = (chair.session.saved(), snapshot.verified && nothing_open && idle) else {
        return Vec::new();
    };
    let config = chair.session.config();
    let api = Api::new(
        config.environment.clone(),
        config.dialect,
        saved.agent,
        saved.device,
    );
    let Ok(api) = api else { return Vec::new() };
    let ask = |command: &Command| {
        let request = api.request(command).ok()?.with_session(saved.session_id.clone());
        let mut copy = lab.pbx.clone();
        Some(accepts(
            &mut copy,
            lab.now(),
            &api_request(&request),
            queries(command.verb()),
        ))
    };
    let mut found = Vec::new();
    let mut compare = |action: &Action, call: Option<&CallId>| {
        let (verb, allowed) = (action.verb, action.is_allowed());
        // Where it is not known how it is, neither is forbidden.
        let switches = matches!(verb, Verb::StartRecording | Verb::StopRecording);
        let in_doubt = || {
            snapshot
                .calls
                .iter()
                .any(|call| call.doubts.has(Doubt::Recording))
        };
        if switches && in_doubt() {
            return;
        }
        let Some(command) = command(verb, call, &snapshot) else {
            return;
        };
        let Some(status) = ask(&command) else { return };
        // An HTTP session that has expired is renewed, and says nothing.
        if status == Err(426) {
            return;
        }
        match (allowed, status.is_ok()) {
            (true, false) if hides_held && has_unknown_call(lab, desk, &snapshot) => {
                passes.note(Known::HeldHidden);
            }
            (true, false) if status == Err(451) => passes.note(Known::PhoneOffline),
            (true, false) if has_unknown_party(lab, desk, &snapshot) => passes.note(Known::WhoWasThere),
            (true, false) if is_listener(lab, desk, call) => passes.note(Known::Listeners),
            (true, false) => found.push((
                format!("allowed: {verb}, not accepted"),
                format!("{status:?} {command:?}"),
            )),
            (false, true) if is_of_the_protocol(action) || !is_offered(lab, desk, verb, call) => {
                passes.note(Known::NarrowDesktop)
            }
            (false, true) => found.push((
                format!("allowed: {verb} is not, but accepted"),
                format!("{command:?}"),
            )),
            _ => {}
        }
    };
    for action in &snapshot.actions {
        compare(action, None);
    }
    for call in &snapshot.calls {
        for action in &call.actions {
            compare(action, Some(&call.call_id));
        }
    }
    found
}

/// Whether the switch has a call on hold that the session has not.
fn has_unknown_call(lab: &Lab, desk: usize, snapshot: &Snapshot) -> bool {
    let Some(ledger) = &lab.ledger else { return false };
    let known = |id: &str| snapshot.calls.iter().any(|call| call.call_id.as_str() == id);
    let calls = server::calls(ledger.now(), desk);
    calls
        .iter()
        .any(|(call, leg)| leg.state == "hold" && !known(&call.call_id))
}

/// What the switch answers: accepted only if something comes of it, unless it is a question.
fn accepts(
    pbx: &mut Pbx,
    now: Duration,
    request: &wellclient_simulator::pbx::ApiRequest,
    query: bool,
) -> Result<(), u16> {
    pbx.advance(now);
    while pbx.poll_event().is_some() {}
    let before = pbx.state();
    let status = pbx.handle(now, request).status;
    let told = pbx.poll_event().is_some();
    let changed = query || told || pbx.state() != before;
    if (200..300).contains(&status) && changed {
        Ok(())
    } else {
        Err(status)
    }
}

fn queries(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::GetCallData | Verb::SetCallData | Verb::SetAgentMode | Verb::AgentGreeting
    )
}

fn command(verb: Verb, call: Option<&CallId>, snapshot: &Snapshot) -> Option<Command> {
    let number = || NUMBER.to_owned();
    let held = snapshot
        .calls
        .iter()
        .find(|call| call.leg == ConnectionState::Hold);
    // What rings beside is neither of the two.
    let other = |of: &CallId| {
        snapshot
            .calls
            .iter()
            .find(|call| call.call_id != *of && call.leg != ConnectionState::Alerting)
            .map(|call| call.call_id.clone())
    };
    let pair = || {
        let held = held.map(|call| call.call_id.clone()).or_else(|| call.cloned())?;
        let consulted = other(&held).unwrap_or_else(|| CallId::from("none"));
        Some((held, consulted))
    };
    Some(match (verb, call.cloned()) {
        (Verb::Logout, None) => Command::Logout,
        (Verb::SetAgentMode, None) => Command::SetAgentMode {
            mode: AgentModeRequest::Ready,
            reason: None,
        },
        (Verb::MakeCall, None) => Command::MakeCall {
            number: number(),
            options: MakeCallOptions::default(),
        },
        (Verb::StartRecording, None) => Command::StartRecording,
        (Verb::StopRecording, None) => Command::StopRecording,
        (Verb::Answer, Some(call)) => Command::Answer { call },
        (Verb::Drop, Some(call)) => Command::Drop { call: Some(call) },
        (Verb::Hold, Some(call)) => Command::Hold { call },
        (Verb::Retrieve, Some(call)) => Command::Retrieve { call },
        (Verb::SingleStepTransfer, Some(call)) => Command::SingleStepTransfer {
            call,
            number: number(),
        },
        (Verb::SingleStepConference, Some(call)) => Command::SingleStepConference {
            call,
            number: number(),
            participation: Participation::Active,
        },
        (Verb::Consult, Some(call)) => Command::Consult {
            call,
            number: number(),
        },
        (Verb::SingleTransferWaitReturn, Some(call)) => Command::SingleTransferWaitReturn {
            call,
            number: number(),
        },
        (Verb::Conference, Some(_)) => {
            pair().map(|(held, consulted)| Command::Conference { held, consulted })?
        }
        (Verb::CancelConsult, Some(_)) => {
            pair().map(|(held, consulted)| Command::CancelConsult { held, consulted })?
        }
        (Verb::Transfer, Some(_)) => pair().map(|(held, consulted)| Command::Transfer { held, consulted })?,
        (Verb::TransferWaitReturn, Some(_)) => {
            pair().map(|(held, consulted)| Command::TransferWaitReturn { held, consulted })?
        }
        (Verb::SetCallData, Some(call)) => Command::SetCallData {
            call,
            entries: vec![CallDataEntry::new("k", "v")],
        },
        (Verb::GetCallData, Some(call)) => Command::GetCallData { call },
        (Verb::AgentGreeting, Some(call)) => Command::AgentGreeting {
            call,
            message: "1".to_owned(),
        },
        _ => return None,
    })
}

/// Whether the two calls share a party that the session does not know to be in one of them.
fn has_unknown_party(lab: &Lab, desk: usize, snapshot: &Snapshot) -> bool {
    let (state, own) = (lab.pbx.state(), server::device_id(desk));
    let calls = server::calls(&state, desk);
    let knows = |call: &str, device: &str| {
        let shown = snapshot.calls.iter().find(|shown| shown.call_id.as_str() == call);
        shown.is_some_and(|shown| shown.parties.iter().any(|party| party.device.as_str() == device))
    };
    let [(one, _), (other, _)] = calls.as_slice() else {
        return false;
    };
    let others = one.legs.iter().filter(|leg| leg.device_id != own);
    let mut shared = others.filter(|leg| server::leg(other, &leg.device_id).is_some());
    shared.any(|leg| !knows(&one.call_id, &leg.device_id) || !knows(&other.call_id, &leg.device_id))
}

/// A guard of time, which the protocol wants; and who waits does so until the call comes back, though there are switches that
/// let it be taken back early.
fn is_of_the_protocol(action: &Action) -> bool {
    matches!(
        action.permission,
        Err(Refusal::TooSoon { .. } | Refusal::ComesBack)
    )
}

/// What the own device listens to looks to it like any call.
fn is_listener(lab: &Lab, desk: usize, call: Option<&CallId>) -> bool {
    let state = lab.pbx.state();
    let calls = server::calls(&state, desk);
    calls
        .iter()
        .any(|(of, leg)| leg.spy && call.is_none_or(|call| of.call_id == call.as_str()))
}

/// What a desktop offers (protocol, section 9), by the state of the switch.
fn is_offered(lab: &Lab, desk: usize, verb: Verb, call: Option<&CallId>) -> bool {
    let state = lab.pbx.state();
    let calls = server::calls(&state, desk);
    let Some(call) = call else {
        return match verb {
            Verb::MakeCall | Verb::Logout => {
                let mode = server::agent(&state, desk).map(|agent| agent.agent_mode);
                calls.is_empty() && mode != Some("Allocated")
            }
            _ => true,
        };
    };
    let Some((of, leg)) = calls.iter().find(|(of, _)| of.call_id == call.as_str()) else {
        return false;
    };
    // What rings beside is answered or refused, and counts in nothing else.
    if leg.state == "alerting" {
        return matches!(verb, Verb::Answer | Verb::Drop);
    }
    let calls: Vec<_> = calls.iter().filter(|(_, leg)| leg.state != "alerting").collect();
    if calls.len() > 1 {
        let held = calls.iter().filter(|(_, leg)| leg.state == "hold").count();
        let pair = calls.len() == 2 && held == 1 && calls.iter().any(|(_, leg)| leg.state == "connected");
        let of_two = matches!(verb, Verb::Conference | Verb::Transfer | Verb::CancelConsult);
        return verb == Verb::Retrieve || (of_two && pair);
    }
    let conference = of.conference || of.legs.len() > 2;
    match leg.state {
        "initiated" => verb == Verb::Drop,
        "hold" => verb == Verb::Retrieve,
        _ if conference => verb == Verb::Drop,
        _ => matches!(
            verb,
            Verb::Drop | Verb::Hold | Verb::Consult | Verb::SingleStepTransfer | Verb::SingleStepConference
        ),
    }
}
