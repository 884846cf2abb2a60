//! A day in a call center, by dice: agents who call, answer, hold, consult, transfer and hang up, callers
//! from outside, supervisors who interfere.

use std::time::Duration;

use wellclient_core::command::{AgentModeRequest, CallDataEntry, Command, MakeCallOptions, Participation};
use wellclient_core::id::{AgentId, CallId, DeviceId};
use wellclient_core::model::ConnectionState;
use wellclient_core::snapshot::SessionPhase;
use wellclient_simulator::Control;

use super::laboratory::Lab;
use super::network::Dice;

/// Who makes things happen.
#[derive(Debug)]
pub struct Traffic {
    /// Where chance comes from.
    pub dice: Dice,
    /// Between two things that happen, from … to.
    pub pace: (Duration, Duration),
    callers: usize,
}

impl Traffic {
    /// Something happens every two seconds or so.
    pub fn new(seed: u64) -> Self {
        let pace = (Duration::from_millis(100), Duration::from_secs(4));
        Self {
            dice: Dice::new(seed ^ 0x007a_ff1c),
            pace,
            callers: 0,
        }
    }

    /// So many things happen, one after the other.
    pub fn run(&mut self, lab: &mut Lab, things: usize) {
        for _ in 0..things {
            let wait = self.dice.between(self.pace);
            lab.run_for(wait);
            self.thing(lab);
        }
    }

    fn thing(&mut self, lab: &mut Lab) {
        let seat = self.dice.below(lab.seats.len());
        match self.dice.below(10) {
            0 => self.call_from_outside(lab),
            1 => self.outside_acts(lab),
            _ => self.agent_acts(lab, seat),
        }
    }

    fn call_from_outside(&mut self, lab: &mut Lab) {
        self.callers += 1;
        let from = format!("139{:08}", self.callers % 100_000_000);
        let to = self.some_device(lab);
        let call = serde_json::json!({ "do": "call_in", "from": from, "to": to, "user_data": { "n": self.callers } });
        if let Ok(control) = serde_json::from_value(call) {
            lab.outside(control);
        }
    }

    fn outside_acts(&mut self, lab: &mut Lab) {
        let state = lab.pbx.state();
        let legs: Vec<(String, String)> = state
            .calls
            .iter()
            .flat_map(|call| {
                call.legs
                    .iter()
                    .map(|leg| (call.call_id.clone(), leg.device_id.clone()))
            })
            .filter(|(_, device)| device.len() > 12)
            .collect();
        let Some((call, device)) = self.dice.pick(&legs).cloned() else {
            return;
        };
        let call_id = Some(call);
        let control = match self.dice.below(4) {
            0 => Control::Hold { device, call_id },
            1 => Control::Retrieve { device, call_id },
            2 => Control::Answer { device, call_id },
            _ => Control::HangUp { device, call_id },
        };
        lab.outside(control);
    }

    fn agent_acts(&mut self, lab: &mut Lab, seat: usize) {
        match lab.seats[seat].session.phase() {
            SessionPhase::LoggedOut => {
                lab.command(seat, Command::Login(Lab::request(seat)));
            }
            SessionPhase::LoggedIn => {
                let command = self.command(lab, seat);
                lab.command(seat, command);
            }
            _ => {}
        }
    }

    /// A command that makes sense as far as the session knows; now and then one that does not.
    pub fn command(&mut self, lab: &Lab, seat: usize) -> Command {
        let session = &lab.seats[seat].session;
        let own = session.identity().map(|(_, device)| device.clone());
        let calls: Vec<(CallId, ConnectionState)> = session
            .model()
            .map(|model| model.calls())
            .unwrap_or_default()
            .iter()
            .map(|call| {
                (
                    call.id.clone(),
                    own.as_ref().map_or(ConnectionState::Null, |own| call.leg(own)),
                )
            })
            .collect();
        if self.dice.chance(60) {
            return self.whatever(lab, calls.first().map(|(id, _)| id.clone()));
        }
        let held = calls
            .iter()
            .find(|(_, leg)| *leg == ConnectionState::Hold)
            .map(|(id, _)| id.clone());
        let other = calls
            .iter()
            .find(|(_, leg)| *leg != ConnectionState::Hold)
            .cloned();
        match (held, other) {
            (None, None) => self.idle(lab, seat),
            (None, Some((call, ConnectionState::Alerting))) => match self.dice.below(6) {
                0 => Command::Drop { call: Some(call) },
                _ => Command::Answer { call },
            },
            (None, Some((call, _))) => self.talking(lab, call),
            (Some(call), None) => match self.dice.below(3) {
                0 => Command::Drop { call: Some(call) },
                _ => Command::Retrieve { call },
            },
            (Some(held), Some((consulted, _))) => match self.dice.below(6) {
                0 => Command::Conference { held, consulted },
                1 => Command::Transfer { held, consulted },
                2 => Command::CancelConsult { held, consulted },
                3 => Command::TransferWaitReturn { held, consulted },
                4 => Command::Retrieve { call: held },
                _ => Command::Drop {
                    call: Some(consulted),
                },
            },
        }
    }

    fn idle(&mut self, lab: &Lab, seat: usize) -> Command {
        match self.dice.below(12) {
            0 => self.set_mode(),
            1 if self.dice.chance(200) && seat > 0 => Command::Logout,
            2 => Command::GetClientState,
            3 => Command::StartRecording,
            4..=6 => Command::MakeCall {
                number: "13800138000".into(),
                options: self.options(),
            },
            _ => Command::MakeCall {
                number: self.some_device(lab),
                options: self.options(),
            },
        }
    }

    fn options(&mut self) -> MakeCallOptions {
        MakeCallOptions {
            cpa: self.dice.chance(300).then_some(true),
            ..MakeCallOptions::default()
        }
    }

    fn talking(&mut self, lab: &Lab, call: CallId) -> Command {
        let number = if self.dice.chance(300) {
            "13900139000".into()
        } else {
            self.some_device(lab)
        };
        match self.dice.below(14) {
            0..=2 => Command::Hold { call },
            3..=6 => Command::Consult { call, number },
            7 => Command::SingleStepTransfer { call, number },
            8 => Command::SingleStepConference {
                call,
                number,
                participation: Participation::Active,
            },
            9 => Command::SingleTransferWaitReturn { call, number },
            10 if self.dice.chance(400) => Command::StartRecording,
            10 => Command::StopRecording,
            11 => Command::SetCallData {
                call,
                entries: vec![CallDataEntry::new("k", "v")],
            },
            _ => Command::Drop { call: Some(call) },
        }
    }

    /// Anything at all, and what supervisors do.
    fn whatever(&mut self, lab: &Lab, call: Option<CallId>) -> Command {
        let state = lab.pbx.state();
        let some_call = state.calls.get(self.dice.below(state.calls.len()));
        let call_id = some_call
            .map(|call| CallId::from(&call.call_id))
            .or(call)
            .unwrap_or_else(|| "none".into());
        let leg = some_call.and_then(|call| call.legs.get(self.dice.below(call.legs.len())));
        let device = leg.map_or_else(
            || DeviceId::from("8001@test.cc"),
            |leg| DeviceId::from(&leg.device_id),
        );
        let number = self.some_device(lab);
        let agent = AgentId::from(format!("500{}@test.cc", self.dice.below(lab.seats.len())));
        let its_device = DeviceId::from(agent.as_str().replacen('5', "8", 1));
        match self.dice.below(16) {
            0 => Command::ForceDrop {
                device,
                call: call_id,
            },
            1 => Command::ForceTake {
                device,
                call: call_id,
                number,
            },
            2 => Command::ForceJoin {
                device,
                call: call_id,
                number,
            },
            3 => Command::ForceListen {
                call: call_id,
                device: DeviceId::from(format!("{number}@test.cc")),
            },
            4 => Command::ForceReady {
                agent,
                device: its_device,
            },
            5 => Command::ForceNotReady {
                agent,
                device: its_device,
            },
            6 if self.dice.chance(300) => Command::ForceLogout {
                agent,
                device: its_device,
            },
            7 => self.set_mode(),
            8 => Command::Hold { call: call_id },
            9 => Command::Answer { call: call_id },
            10 => Command::Drop { call: Some(call_id) },
            11 => Command::GetCallData { call: call_id },
            12 => Command::GetMyPrefix,
            13 => Command::StopRecording,
            14 => Command::UploadLog,
            _ => Command::ReleaseAllocatedAgent { agent },
        }
    }

    fn set_mode(&mut self) -> Command {
        let ready = self.dice.chance(500);
        let mode = if ready {
            AgentModeRequest::Ready
        } else {
            AgentModeRequest::NotReady
        };
        let reason = (!ready && self.dice.chance(300)).then(|| "lunch".to_owned());
        Command::SetAgentMode { mode, reason }
    }

    fn some_device(&mut self, lab: &Lab) -> String {
        (8000 + self.dice.below(lab.seats.len())).to_string()
    }
}
