//! Making calls, and what is done to one connection.

use serde::{Deserialize, Serialize};
use wellclient_core::id::{AgentId, CallId, DeviceId};

use super::{Verdict, parse};
use crate::pbx::Pbx;
use crate::pbx::agent::Mode;
use crate::pbx::api::ApiReply;
use crate::pbx::call::{Joins, Leg, LegMode};
use crate::pbx::control_error::WrongState;
use crate::pbx::dial::{self, Destination, Unreachable};
use crate::pbx::exchange::{NORMAL, Wishes};
use crate::pbx::happened::Happened;
use crate::pbx::invitation::Invitation;
use crate::pbx::refusal::Refusal;
use crate::pbx::routes::LegVerb;

/// The body of `POST /api/csta/callControl/calls`; what it shows to whom on a display has no bearing here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MakeCall {
    from: DeviceId,
    to: String,
    context_id: Option<String>,
    /// `"1"`: call progress is analysed.
    cpa: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    call_id: CallId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    #[serde(alias = "consultationParticipant", alias = "conferenceParticipant")]
    transfer_to: String,
    #[serde(default)]
    participation_type: Participation,
}

#[derive(Deserialize, Default, PartialEq)]
enum Participation {
    #[default]
    Active,
    Silent,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OtherCall {
    consult_call_id: CallId,
}

impl Pbx {
    pub(super) fn make_call(&mut self, me: &AgentId, request: MakeCall) -> Verdict {
        let MakeCall {
            from,
            to,
            context_id,
            cpa,
        } = request;
        let extension = self.extension(&from).filter(|_| from.domain() == me.domain());
        let extension = extension.ok_or(Refusal::NotFound("no such extension"))?;
        if !extension.registered {
            return Err(Refusal::NotRegistered);
        }
        let agent = extension.agent.clone().and_then(|agent| self.agents.get(&agent));
        if agent.is_some_and(|agent| agent.standing.mode == Mode::Allocated) {
            return Err(Refusal::WrongState("the agent is allocated"));
        }
        let to = dialable(to)?;
        if self.active_call(&from).is_some() {
            return Err(Refusal::WrongState("the extension is in a call"));
        }
        let wishes = Wishes {
            context_id,
            analysed: cpa.as_deref() == Some("1"),
        };
        let call_id = self.place(&from, &to, wishes);
        Ok(ApiReply::json(&Made { call_id }))
    }

    pub(super) fn leg_verb(&mut self, call: &CallId, leg: &Leg, verb: LegVerb, body: &[u8]) -> Verdict {
        // Connected as it is, to answer changes nothing: the original client does, where it answers by itself.
        if leg.spy && !matches!(verb, LegVerb::Drop | LegVerb::Answer) {
            return Err(WrongState::Listener.into());
        }
        match verb {
            LegVerb::Drop => self.hang_up(call, leg),
            LegVerb::Answer => self.answer_leg(call, leg)?,
            LegVerb::Hold => self.hold_leg(call, leg)?,
            LegVerb::Retrieve => self.retrieve_leg(call, leg)?,
            LegVerb::Consult => self.consult(call, leg, &target(body)?.transfer_to)?,
            LegVerb::SingleStepTransfer => {
                self.single_step_transfer(call, leg, &target(body)?.transfer_to)?
            }
            LegVerb::SingleStepTransferAndWait => {
                self.transfer_to_wait(call, leg, &target(body)?.transfer_to)?
            }
            LegVerb::SingleStepConference => self.single_step_conference(call, leg, &target(body)?)?,
            LegVerb::Conference => self.conference(call, leg, &other_call(body)?)?,
            LegVerb::CancelConsult => self.cancel_consult(call, leg, &other_call(body)?)?,
            LegVerb::Transfer => self.transfer(call, leg, &other_call(body)?)?,
            LegVerb::TransferAndWait => self.transfer_and_wait(call, leg, &other_call(body)?)?,
        }
        Ok(ApiReply::done())
    }

    pub(in crate::pbx) fn answer_leg(&mut self, call: &CallId, leg: &Leg) -> Result<(), WrongState> {
        match leg.mode {
            LegMode::Alerting => {}
            LegMode::Connected => return Ok(()),
            LegMode::Initiated | LegMode::Held => return Err(WrongState::NotRinging),
        }
        self.may_leave_others(&leg.device)?;
        self.hold_others(call, &leg.device);
        self.answer(call, &leg.device);
        Ok(())
    }

    /// The call that the device talks in can be put on hold for another; not one that it is making, or listens to.
    fn may_leave_others(&self, device: &DeviceId) -> Result<(), WrongState> {
        let engaged = self.engaged_call(device).and_then(|call| call.leg(device));
        if self.is_dialling(device) {
            Err(WrongState::Dialling)
        } else if engaged.is_some_and(|leg| leg.spy) {
            Err(WrongState::ListensElsewhere)
        } else {
            Ok(())
        }
    }

    /// Who takes a second call holds the first.
    fn hold_others(&mut self, call: &CallId, device: &DeviceId) {
        let is_connected = |id: &CallId| {
            let leg = self.calls.get(id).and_then(|known| known.leg(device));
            id != call && leg.is_some_and(|leg| leg.mode == LegMode::Connected)
        };
        let connected: Vec<CallId> = self
            .calls_of(device)
            .iter()
            .filter(|id| is_connected(id))
            .cloned()
            .collect();
        for other in connected {
            self.hold(&other, device);
        }
    }

    pub(in crate::pbx) fn hold_leg(&mut self, call: &CallId, leg: &Leg) -> Result<(), WrongState> {
        match leg.mode {
            LegMode::Connected => self.hold(call, &leg.device),
            LegMode::Held => {}
            LegMode::Initiated | LegMode::Alerting => return Err(WrongState::NotConnected),
        }
        Ok(())
    }

    /// Takes a call back; another that is connected is held first.
    pub(in crate::pbx) fn retrieve_leg(&mut self, call: &CallId, leg: &Leg) -> Result<(), WrongState> {
        match leg.mode {
            LegMode::Held => {}
            LegMode::Connected => return Ok(()),
            LegMode::Initiated | LegMode::Alerting => return Err(WrongState::NotHeld),
        }
        if leg.waiting.is_some() && !self.config.takes_back_early {
            return Err(WrongState::ComesBack);
        }
        self.may_leave_others(&leg.device)?;
        let other = self.engaged_call(&leg.device).map(|other| other.id.clone());
        if let Some(other) = other {
            self.hold(&other, &leg.device);
        }
        self.retrieve(call, &leg.device);
        Ok(())
    }

    /// Holds the call, if it is not held yet, and makes another.
    fn consult(&mut self, call: &CallId, leg: &Leg, number: &str) -> Result<(), Refusal> {
        must_be_up(leg)?;
        if self
            .engaged_call(&leg.device)
            .is_some_and(|engaged| engaged.id != *call)
        {
            return Err(Refusal::WrongState("the extension is in another call"));
        }
        self.hold(call, &leg.device);
        self.place(&leg.device, number, Wishes::default());
        Ok(())
    }

    /// The target rings in the call, and the transferring device leaves it, whatever becomes of the target.
    fn single_step_transfer(&mut self, call: &CallId, leg: &Leg, number: &str) -> Result<(), Refusal> {
        must_be_up(leg)?;
        let target = self.target_in(call, &leg.device, number)?;
        let by = &leg.device;
        let invitation = self.passed_on(call, by);
        let (to, lost) = self.invite(call, target, &invitation);
        self.hand_on(call, by, &to);
        let transferred = Happened::Transferred {
            primary_old_call: CallId::from("0"),
            secondary_old_call: call.clone(),
            transferring_device: by.clone(),
            transferred_to_device: to,
            new_call: call.clone(),
            cause: "SINGLESTEPTRANSFER",
        };
        self.tell(call, &transferred);
        let mut left = Vec::new();
        left.extend(self.release(call, by, by, NORMAL));
        let (hung_up, cause) = match &lost {
            Some(lost) => {
                self.tell_lost(call, lost);
                (&lost.device, dial::cause(&lost.code))
            }
            None => (by, NORMAL),
        };
        self.settle(call, &mut left, hung_up, cause);
        self.rest_all(left);
        Ok(())
    }

    /// The device stays, on hold, while the other party talks to the target; then it takes the call back. So it must be free
    /// to: beside another call, unless that rings, it waits for nobody.
    fn transfer_to_wait(&mut self, call: &CallId, leg: &Leg, number: &str) -> Result<(), Refusal> {
        must_be_up(leg)?;
        let is_up = |id: &CallId| {
            let leg = self.calls.get(id).and_then(|known| known.leg(&leg.device));
            leg.is_some_and(|leg| leg.mode != LegMode::Alerting)
        };
        if self
            .calls_of(&leg.device)
            .iter()
            .any(|id| id != call && is_up(id))
        {
            return Err(Refusal::WrongState("the extension is in another call"));
        }
        let target = self.target_in(call, &leg.device, number)?;
        let invitation = self.passed_on(call, &leg.device);
        let with = self.to_wait_with(call, leg);
        self.hold(call, &leg.device);
        let (_, lost) = self.invite(call, target, &invitation);
        if let Some(lost) = &lost {
            self.tell_lost(call, lost);
        }
        // Who waited already waits on for the one before.
        if lost.is_none() || leg.waiting.is_some() {
            self.wait_for(call, &leg.device, with);
        } else if leg.mode == LegMode::Connected {
            self.retrieve(call, &leg.device);
        }
        Ok(())
    }

    fn single_step_conference(&mut self, call: &CallId, leg: &Leg, asked: &Target) -> Result<(), Refusal> {
        must_be_up(leg)?;
        let target = self.target_in(call, &leg.device, &asked.transfer_to)?;
        let mut invitation = Invitation::from(leg.device.clone());
        invitation.joins = Joins::Conference(leg.device.clone());
        invitation.silent = asked.participation_type == Participation::Silent;
        if let (_, Some(lost)) = self.invite(call, target, &invitation) {
            self.tell_lost(call, &lost);
        }
        Ok(())
    }

    /// Whom to call into a call there is, if they can be reached; nobody who is in it.
    fn target_in(
        &mut self,
        call: &CallId,
        by: &DeviceId,
        number: &str,
    ) -> Result<Result<Destination, Unreachable>, Refusal> {
        let found = self.destination(by.domain(), number);
        let device = match &found {
            Ok(found) => &found.device,
            Err(lost) => &lost.device,
        };
        let is_in_it = self
            .calls
            .get(call)
            .is_some_and(|known| known.leg(device).is_some());
        if is_in_it {
            return Err(Refusal::WrongState("that party is in the call"));
        }
        Ok(found)
    }

    /// Calls the target into the call. Gives who that is, and why they do not ring.
    fn invite(
        &mut self,
        call: &CallId,
        target: Result<Destination, Unreachable>,
        invitation: &Invitation,
    ) -> (DeviceId, Option<Unreachable>) {
        match target {
            Ok(found) => {
                let device = found.device.clone();
                self.ring(call, found, invitation);
                (device, None)
            }
            Err(lost) => {
                self.tell_nowhere(call, &lost, invitation);
                (lost.device.clone(), Some(lost))
            }
        }
    }

    /// The other party calls the target, sent there by `by`.
    fn passed_on(&self, call: &CallId, by: &DeviceId) -> Invitation {
        let other = self.calls.get(call).and_then(|known| known.other_party(by));
        let mut invitation = Invitation::from(other.map_or(by, |leg| &leg.device).clone());
        invitation.redirected_by = Some(by.clone());
        invitation
    }

    /// `to` takes the place of `by`, who does not end a conference by leaving it so.
    pub(super) fn hand_on(&mut self, call: &CallId, by: &DeviceId, to: &DeviceId) {
        if let Some(known) = self.calls.get_mut(call) {
            known.owner.take_if(|owner| owner == by);
            known.replace(by, to);
        }
    }
}

pub(super) fn must_be_up(leg: &Leg) -> Result<(), Refusal> {
    if leg.is_up() {
        Ok(())
    } else {
        Err(Refusal::WrongState("the connection is not connected"))
    }
}

fn target(body: &[u8]) -> Result<Target, Refusal> {
    let mut target: Target = parse(body)?;
    target.transfer_to = dialable(target.transfer_to)?;
    Ok(target)
}

fn other_call(body: &[u8]) -> Result<CallId, Refusal> {
    parse::<OtherCall>(body).map(|other| other.consult_call_id)
}

/// The longest number, with its prefix, in bytes: as long as a client may send.
const LONGEST: usize = 128;

/// A number is dialled as it stands, whatever people have written between its digits.
pub(in crate::pbx) fn dialable(number: String) -> Result<String, Refusal> {
    if !number.is_empty() && number.len() <= LONGEST && !number.contains(char::is_control) {
        Ok(number)
    } else {
        Err(Refusal::Malformed("that cannot be dialled"))
    }
}
