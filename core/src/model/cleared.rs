//! What a call was just before a party left it: the facts of the derived `connectionCleared` (manual 3.2.1).

use std::sync::Arc;

use smol_str::SmolStr;

use super::call::{Call, ConnectionState, Party, Role};
use super::perspective::{Moment, Perspective};
use crate::doubt::Doubt;
use crate::event::{CallCleared, ConnectionCleared, Event, FailedCode};
use crate::id::{CallId, DeviceId, DeviceRef};
use crate::vocabulary::CallEnd;

/// The facts, before the event they belong to is shared.
#[derive(Clone, PartialEq, Debug)]
pub struct ClearedFacts {
    call: CallId,
    is_established: bool,
    created: Moment,
    established: Option<Moment>,
    party: Option<DeviceId>,
    is_caller: Option<bool>,
    is_out_call: bool,
    is_own: bool,
    ends: Option<Ends>,
    failure: Option<(Option<FailedCode>, Option<SmolStr>)>,
}

impl ClearedFacts {
    /// `releasing` has left; `ends` say why the call has ended, if it was the agent's device. `left` is whom the agent's device has
    /// waited for, on hold, if that one has hung up.
    pub(super) fn of(
        call: &Call,
        releasing: DeviceRef<'_>,
        own: &Perspective,
        left: Option<DeviceRef<'_>>,
        ends: impl FnOnce() -> Ends,
    ) -> Self {
        let all = || call.parties.iter().filter(|party| party.device != own.device);
        // Who only rings is in the call once it is answered: where somebody else is, or was, it is no third party.
        let was_talk = call.established.is_some() && !call.departed.is_empty();
        let is_talk = releasing == own.device && (was_talk || all().any(|party| party.leg.is_up()));
        let only_rings = |party: &&Party| {
            let leg = party.leg;
            is_talk && matches!(leg, ConnectionState::Alerting | ConnectionState::Queued)
        };
        // Who gets the call by a transfer from here is no third party, answered or not. Who was consulted is the only other
        // one, though.
        let others = || {
            all()
                .filter(|party| !only_rings(party))
                .map(|party| &party.device)
        };
        let is_heir = |device: &DeviceId| call.handed_to.is_some() && call.heir.as_ref() == Some(device);
        let is_alone = call.departed.is_empty() && others().all(is_heir);
        let mut others = others().filter(|device| is_alone || !is_heir(device));
        // Both sides may have gone already: then the last to go was the other party. Of a call that was not put through
        // only the dialling is told.
        let dialled = [call.called.as_ref(), call.calling.as_ref()];
        let mut dialled = dialled.into_iter().flatten();
        // Who is left talks to nobody here.
        let left = left.and_then(|left| call.departed.iter().find(|(device, _)| *device == left));
        let party = left
            .map(|(device, _)| device)
            .or_else(|| others.next())
            .or_else(|| call.departed.last().map(|(device, _)| device))
            .or_else(|| dialled.find(|device| **device != own.device));
        // Who has only rung was in no call of three: the other party is who called.
        let has_only_rung = releasing == own.device
            && call.established.is_none()
            && matches!(
                call.leg(&own.device),
                ConnectionState::Alerting | ConnectionState::Queued
            );
        let caller = call.calling.as_ref().filter(|calling| {
            let is_known = call.party(*calling).is_some() || call.has_departed(calling.borrowed());
            has_only_rung && is_known && **calling != own.device
        });
        let several = caller.is_none() && (call.conference || left.is_none() && others.next().is_some());
        let party = caller.or(party);
        let role = call.role(&own.device);
        let gone = call.departed.iter().map(|(device, _)| device);
        let parties = call.parties.iter().map(|party| &party.device);
        let mut devices = parties.chain(gone).chain(party);
        Self {
            call: call.id.clone(),
            is_established: call.established.is_some(),
            created: call.created,
            established: call.established.filter(|_| !call.doubts.has(Doubt::Established)),
            party: party.filter(|_| !several).cloned(),
            is_caller: role
                .filter(|role| *role != Role::Unknown && !several)
                .map(|role| role == Role::Calling),
            is_out_call: devices.any(|device| !own.internal.contains(device)),
            is_own: releasing == own.device,
            ends: (releasing == own.device).then(ends),
            failure: call.failure.clone(),
        }
    }

    /// Whether the call has ended for the agent's device.
    pub fn is_own(&self) -> bool {
        self.is_own
    }

    /// The call, by the id that it has in the model.
    pub fn call(&self) -> &CallId {
        &self.call
    }

    /// The agent has asked for this end.
    pub fn asked_for_here(&mut self) {
        if let Some(ends) = &mut self.ends {
            ends.told = ends.if_asked_for;
        }
    }

    /// The derived event for `event`.
    pub fn into_cleared(self, event: Arc<Event>) -> CallCleared {
        let end = self.ends.map(|ends| ends.told);
        let failure = self.failure.filter(|_| end == Some(CallEnd::Failed));
        let (failed_code, failed_msg) = failure.unwrap_or_default();
        CallCleared {
            call_id: self.call,
            event,
            is_established: self.is_established,
            create_time_id: self.created.wall.unix_ms,
            established_time_id: self.established.map(|at| at.wall.unix_ms),
            party_device: self.party,
            is_caller: self.is_caller,
            is_out_call: self.is_out_call,
            is_own: self.is_own,
            end_reason: end,
            failed_code,
            failed_msg,
        }
    }
}

/// Why a call has ended for the agent's device.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Ends {
    /// As far as the server tells.
    told: CallEnd,
    /// So, if the agent is known to have asked for it, where the server does not tell who hung up.
    if_asked_for: CallEnd,
}

impl Ends {
    pub(super) const TRANSFERRED: Self = Self {
        told: CallEnd::Transferred,
        if_asked_for: CallEnd::Transferred,
    };

    pub(super) fn of(call: &Call, event: &ConnectionCleared<'_>, own: DeviceRef<'_>, unseen: bool) -> Self {
        let by_own = event.hangup_device.map(|device| device == own);
        let end = |by_own| end_of(call, event, own, unseen, by_own);
        Self {
            told: end(by_own),
            // Who hangs up first is cleared first.
            if_asked_for: end(by_own.or((!call.is_left_alone()).then_some(true))),
        }
    }
}

/// By the call's state just before, and by what the server tells.
fn end_of(
    call: &Call,
    event: &ConnectionCleared<'_>,
    own: DeviceRef<'_>,
    unseen: bool,
    by_own: Option<bool>,
) -> CallEnd {
    if call.handed_to.is_some() {
        return CallEnd::Transferred;
    }
    if unseen {
        return CallEnd::Unseen;
    }
    let cause = Cause::of(event.info.cause);
    let is_left_alone = call.is_left_alone();
    let rings_here = matches!(call.leg(own), ConnectionState::Alerting | ConnectionState::Queued);
    match (cause, by_own) {
        _ if rings_here && call.answered_elsewhere => CallEnd::AnsweredElsewhere,
        (Some(Cause::AnsweredElsewhere), _) if rings_here => CallEnd::AnsweredElsewhere,
        (Some(Cause::NoAnswer), _) if rings_here => CallEnd::NotAnswered,
        (Some(Cause::Cancelled), _) | (_, Some(false)) if rings_here => CallEnd::CallerGaveUp,
        (Some(Cause::Busy | Cause::Rejected), _) | (_, Some(true)) if rings_here => CallEnd::Rejected,
        _ if rings_here && is_left_alone => CallEnd::CallerGaveUp,
        _ if rings_here => CallEnd::NotTold,

        _ if call.failure.is_some() => CallEnd::Failed,
        (_, Some(true)) if call.established.is_some() => CallEnd::HungUp,
        (_, Some(false)) if call.established.is_some() => CallEnd::HungUpByOther,
        _ if call.established.is_some() && is_left_alone => CallEnd::HungUpByOther,
        _ if call.established.is_some() => CallEnd::NotTold,

        (Some(Cause::NoWay), _) => CallEnd::Failed,
        (Some(Cause::Busy), _) => CallEnd::Busy,
        (Some(Cause::NoAnswer), _) => CallEnd::NotAnswered,
        (Some(Cause::Cancelled), _) | (_, Some(true)) => CallEnd::Cancelled,
        (Some(Cause::Rejected), _) | (_, Some(false)) => CallEnd::RejectedByOther,
        _ => CallEnd::NotTold,
    }
}

/// Whether this SIP hang-up cause says that who was called could not be reached, or did not want to be.
pub(crate) fn was_not_reached(cause: Option<&str>) -> bool {
    let cause = Cause::of(cause);
    matches!(
        cause,
        Some(Cause::Busy | Cause::NoAnswer | Cause::Rejected | Cause::NoWay)
    )
}

/// Whether it says that the leg was cleared before it was answered: another device was quicker, the caller gave up, or it rang
/// for too long.
pub(crate) fn was_not_answered(cause: Option<&str>) -> bool {
    let cause = Cause::of(cause);
    matches!(
        cause,
        Some(Cause::AnsweredElsewhere | Cause::Cancelled | Cause::NoAnswer)
    )
}

/// The SIP hang-up causes that say more than that it is over, by FreeSWITCH's names.
enum Cause {
    Busy,
    NoAnswer,
    Rejected,
    Cancelled,
    AnsweredElsewhere,
    /// It cannot be put through.
    NoWay,
}

impl Cause {
    fn of(cause: Option<&str>) -> Option<Self> {
        Some(match cause? {
            "USER_BUSY" => Self::Busy,
            "NO_ANSWER" | "NO_USER_RESPONSE" | "ALLOTTED_TIMEOUT" => Self::NoAnswer,
            "CALL_REJECTED" => Self::Rejected,
            "ORIGINATOR_CANCEL" => Self::Cancelled,
            "LOSE_RACE" | "PICKED_OFF" | "ANSWERED_ELSEWHERE" => Self::AnsweredElsewhere,
            "UNALLOCATED_NUMBER"
            | "NO_ROUTE_TRANSIT_NET"
            | "NO_ROUTE_DESTINATION"
            | "DESTINATION_OUT_OF_ORDER"
            | "INVALID_NUMBER_FORMAT"
            | "NUMBER_CHANGED"
            | "NETWORK_OUT_OF_ORDER"
            | "NORMAL_TEMPORARY_FAILURE"
            | "NORMAL_CIRCUIT_CONGESTION"
            | "SWITCH_CONGESTION"
            | "EXCHANGE_ROUTING_ERROR"
            | "GATEWAY_DOWN"
            | "INCOMPATIBLE_DESTINATION"
            | "SUBSCRIBER_ABSENT"
            | "USER_NOT_REGISTERED" => Self::NoWay,
            _ => return None,
        })
    }
}

/// A synthesized event, applied, with what a cleared call was.
pub type Correction = (Event, Option<ClearedFacts>);
