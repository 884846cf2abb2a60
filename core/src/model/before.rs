//! What a call was before it came to ring here: it can be another's, into which the own device is called.

use std::borrow::Cow;

use serde::Deserialize;

use super::call::{Call, ConnectionState, Role};
use super::effect::Effect;
use super::perspective::Perspective;
use super::step::Step;
use crate::event::{Delivered, OriginCallInfo};
use crate::id::{DeviceId, DeviceRef};

/// Who is in it already, as far as anything tells; whether they are there still, and how, nobody tells.
#[derive(Default)]
pub(super) struct Before {
    parties: Vec<(DeviceId, Role, ConnectionState)>,
}

/// Who called whom at first: the server's own keys of the call data, of which every `delivered` has some.
#[derive(Default, Deserialize)]
struct Original<'a> {
    #[serde(rename = "originalANI", borrow)]
    calling: Option<Cow<'a, str>>,
    #[serde(rename = "originalDNIS", borrow)]
    called: Option<Cow<'a, str>>,
}

impl Before {
    /// By `originCallInfo`, or by the call data; `None` of a call that is made to the agent's device, as far as they tell.
    pub(super) fn of(event: &Delivered<'_>, own: &Perspective) -> Option<Self> {
        let internal = &own.internal;
        let by = event
            .calling_device
            .filter(|_| event.call_cause != Some("NEWCALL"))?;
        let (calling, called) = first_ends(event);
        let is = |first: &Option<DeviceId>, device: DeviceRef<'_>| {
            let mut first = first.iter();
            first.any(|first| first.number() == device.number())
        };
        let took_part = |device| is(&calling, device) || is(&called, device);
        // Passed on by a colleague, who waits for it, unless the next events tell otherwise.
        if let Some(passer) = event.last_redirection_device {
            let stays =
                internal.contains(&passer.to_owned()) && took_part(passer) && passer != event.alerting_device;
            let waits = (passer.to_owned(), Role::Unknown, ConnectionState::Hold);
            return stays.then(|| Self { parties: vec![waits] });
        }
        let here = [Some(event.alerting_device), event.called_device];
        let is_the_agent =
            |first: &Option<DeviceId>| first.iter().any(|first| is_number_of(own, first.number()));
        let is_here = |first: &Option<DeviceId>| {
            is_the_agent(first) || here.into_iter().flatten().any(|device| is(first, device))
        };
        let is_told = origin(event).is_some();
        if let Some(called) = called_instead(event, by, own) {
            let there = (called.to_owned(), Role::Called, ConnectionState::Connected);
            return Some(Self {
                parties: is_told.then_some(there).into_iter().collect(),
            });
        }
        let is_by_another = calling.is_some() && !is(&calling, by);
        // An outside caller may have dialled the number of a queue, or of the trunk: as a rule that is no extension's.
        let is_to_another = called.is_some() && !is_here(&called);
        let is_to_extension = is_to_another && called.iter().any(|called| internal.contains(called));
        let is_by_colleague = is_to_another && internal.contains(&by.to_owned());
        // An outside number can have been called since; unless it is the own one that was, the call data tells who was before.
        let (_, before) = ends_in_data(event);
        let was_to_extension =
            !is_here(&called) && !is_here(&before) && before.iter().any(|before| internal.contains(before));
        let is_to_another_one = is_by_colleague || is_told && (is_to_extension || was_to_extension);
        if !is_by_another && !is_to_another_one {
            // Call data alone, which every call has, does not tell for sure.
            return is_to_extension.then(Self::default);
        }
        let is_transferred = !took_part(by);
        let ends = [(calling, Role::Calling), (called, Role::Called)];
        let mut ends = ends.into_iter().filter_map(|(end, role)| Some((end?, role)));
        // Unless who calls the own device into it took part at first, it has been transferred since: not by the customer.
        let other = match is_transferred {
            true => ends.find(|(end, _)| !internal.contains(end)),
            false => ends.find(|(end, _)| end.number() != by.number()),
        };
        Some(Self {
            parties: other
                .map(|(end, role)| (end, role, ConnectionState::Connected))
                .into_iter()
                .collect(),
        })
    }

    pub(super) fn bring_in(&self, call: &mut Call, step: &Step<'_>, effect: &mut Effect) {
        for (device, role, leg) in &self.parties {
            if call.party(device).is_none() && step.own.device != *device {
                step.enter(call, device.borrowed(), *role, *leg, effect);
                if let Some(party) = call.party_mut(device.borrowed()) {
                    party.verified = false;
                }
            }
        }
    }
}

/// Who is called, where that is somebody else than who rings: as a rule the own device comes in to listen to that one. Nothing tells
/// it from the number of a queue, but that this is no extension's, or is the queue's name. Colleagues call each other by theirs.
fn called_instead<'a>(event: &Delivered<'a>, by: DeviceRef<'_>, own: &Perspective) -> Option<DeviceRef<'a>> {
    let rings = event.alerting_device;
    let is_other = |called: &DeviceRef<'_>| called.number() != rings.number() && *called != by;
    // Some switches ring the telephone first from which the call is made.
    let called = event.called_device.filter(is_other).filter(|_| by != rings)?;
    let is_extension = |device: DeviceRef<'_>| own.internal.contains_number(device.number());
    let is_plain = event.split == Some(called.number()) || is_number_of(own, called.number());
    (!is_plain && (is_extension(called) || is_extension(by))).then_some(called)
}

/// Who calls the agent need not call the extension.
fn is_number_of(own: &Perspective, number: &str) -> bool {
    number == own.agent.job_number()
}

/// `originCallInfo`, where it says anything.
fn origin<'a>(event: &Delivered<'a>) -> Option<OriginCallInfo<'a>> {
    let is_told =
        |origin: &OriginCallInfo<'_>| origin.calling_device.is_some() || origin.called_device.is_some();
    event.info.origin_call_info.filter(is_told)
}

fn first_ends(event: &Delivered<'_>) -> (Option<DeviceId>, Option<DeviceId>) {
    match origin(event) {
        Some(origin) => (
            origin.calling_device.map(DeviceRef::to_owned),
            origin.called_device.map(DeviceRef::to_owned),
        ),
        None => ends_in_data(event),
    }
}

/// By the server's own keys of the call data.
fn ends_in_data(event: &Delivered<'_>) -> (Option<DeviceId>, Option<DeviceId>) {
    let data = event.user_data.and_then(|data| serde_json::from_str(data).ok());
    let Original { calling, called } = data.unwrap_or_default();
    let device = |text: Cow<'_, str>| whole(&text, event.alerting_device);
    (calling.map(device), called.map(device))
}

/// A device that may be told by its number alone.
fn whole(text: &str, like: DeviceRef<'_>) -> DeviceId {
    match text.contains('@') {
        true => DeviceId::from(text),
        false => DeviceId::new(text, like.domain()),
    }
}
