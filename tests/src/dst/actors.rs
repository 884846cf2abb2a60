//! Who acts: agents, supervisors, people outside.

use wellclient_core::command::{AgentModeRequest, Command, LoginRequest};
use wellclient_core::id::{AgentId, CallId, DeviceId};
use wellclient_core::model::{Call, ConnectionState};
use wellclient_core::snapshot::SessionPhase;
use wellclient_simulator::Control;
use wellclient_simulator::pbx::PbxState;

use super::deeds::Switch;
use crate::lab::{Dice, Lab, Traffic};

/// What an agent does now; `None` where the agent can only wait.
pub(super) fn agent(lab: &Lab, switch: &Switch, desk: usize, seat: usize, dice: u64) -> Option<Command> {
    match lab.seats[seat].session.phase() {
        SessionPhase::LoggedOut => Some(Command::Login(log_in(desk, dice))),
        SessionPhase::LoggedIn => {
            let beside = switch.call_waiting.then(|| what_rings_beside(lab, seat, dice));
            let beside = beside.flatten();
            Some(beside.unwrap_or_else(|| Traffic::new(dice).command(lab, seat)))
        }
        _ => None,
    }
}

/// Half of the time an agent attends to a call that rings beside another one first.
fn what_rings_beside(lab: &Lab, seat: usize, dice: u64) -> Option<Command> {
    let session = &lab.seats[seat].session;
    let (own, calls) = (session.identity()?.1, session.model()?.calls());
    let rings = |call: &&Call| call.leg(own) == ConnectionState::Alerting;
    let call = calls.iter().find(rings).filter(|_| calls.len() > 1)?.id.clone();
    let mut dice = Dice::new(dice ^ 0x00be_51de);
    dice.chance(500).then(|| match dice.below(5) {
        0 => Command::Drop { call: Some(call) },
        _ => Command::Answer { call },
    })
}

pub(super) fn log_in(desk: usize, dice: u64) -> LoginRequest {
    let mut request = Lab::request(desk);
    if Dice::new(dice).chance(400) {
        request.agent_mode = AgentModeRequest::Ready;
    }
    request
}

/// What a supervisor does now.
pub(super) fn supervisor(lab: &Lab, desks: usize, own: &DeviceId, dice: u64) -> Command {
    let mut dice = Dice::new(dice);
    let state = lab.pbx.state();
    let (call, device) = some_leg(&state, &mut dice);
    let other = dice.below(desks);
    let agent = AgentId::from(format!("{}@test.cc", 5000 + other));
    let its_device = DeviceId::from(format!("{}@test.cc", 8000 + other));
    let number = if dice.chance(500) {
        own.number().to_owned()
    } else {
        "13700137000".to_owned()
    };
    match dice.below(14) {
        0..=1 => Command::ForceDrop { device, call },
        2..=3 => Command::ForceTake { device, call, number },
        4..=5 => Command::ForceJoin { device, call, number },
        6..=8 => Command::ForceListen {
            call,
            device: own.clone(),
        },
        9..=10 => Command::ForceReady {
            agent,
            device: its_device,
        },
        11 => Command::ForceNotReady {
            agent,
            device: its_device,
        },
        12 => Command::ForceLogout {
            agent,
            device: its_device,
        },
        _ => Command::ReleaseAllocatedAgent { agent },
    }
}

fn some_leg(state: &PbxState, dice: &mut Dice) -> (CallId, DeviceId) {
    let legs = state
        .calls
        .iter()
        .flat_map(|call| call.legs.iter().map(move |leg| (&call.call_id, &leg.device_id)));
    let legs: Vec<_> = legs.collect();
    match dice.pick(&legs) {
        Some((call, device)) => (CallId::from(call.as_str()), DeviceId::from(device.as_str())),
        None => (CallId::from("none"), DeviceId::from("8001@test.cc")),
    }
}

/// A call from outside.
pub(super) fn caller(to: usize, dice: u64) -> Option<Control> {
    let mut dice = Dice::new(dice);
    let from = format!("139{:08}", dice.below(100_000_000));
    let to = (if dice.chance(300) { 5000 } else { 8000 }) + to;
    let n = dice.below(1000);
    let call =
        serde_json::json!({ "do": "call_in", "from": from, "to": to.to_string(), "user_data": { "n": n } });
    serde_json::from_value(call).ok()
}

/// What somebody outside does with a call.
pub(super) fn outside(state: &PbxState, dice: u64) -> Option<Control> {
    let mut dice = Dice::new(dice);
    let legs = state.calls.iter().flat_map(|call| {
        let outside = call.legs.iter().filter(|leg| leg.device_id.len() > 12);
        outside.map(move |leg| (&call.call_id, &leg.device_id, leg.state))
    });
    let legs: Vec<_> = legs.collect();
    let (call, device, leg) = dice.pick(&legs)?;
    let (device, call_id) = ((*device).clone(), Some((*call).clone()));
    Some(match (*leg, dice.below(4)) {
        ("alerting", 0..=2) => Control::Answer { device, call_id },
        ("connected", 0) => Control::Hold { device, call_id },
        ("hold", 0..=2) => Control::Retrieve { device, call_id },
        (_, 3) => Control::SetCallData {
            call_id: (*call).clone(),
            data: [("o".to_owned(), dice.below(9).into())].into(),
        },
        _ => Control::HangUp { device, call_id },
    })
}
