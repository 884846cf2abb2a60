//! What a call was before it came to ring here: it can be another's, into which the own device is called.

use std::borrow::Cow;

use serde::Deserialize;

use super::call::{Call, ConnectionState, Role};
use super::effect::Effect;
use super::step::Step;
use crate::event::Delivered;
use crate::id::{DeviceId, DeviceRef};
use crate::numbers::InternalNumbers;

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
    /// By `originCallInfo`, or by the call data; `None` of a call that is made to the own device, as far as they tell.
    pub(super) fn of(event: &Delivered<'_>, internal: &InternalNumbers) -> Option<Self> {
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
        let is_here = |first: &Option<DeviceId>| here.into_iter().flatten().any(|device| is(first, device));
        let is_by_another = calling.is_some() && !is(&calling, by);
        // An outside caller may have dialled the number of a queue.
        let is_to_another = internal.contains(&by.to_owned()) && called.is_some() && !is_here(&called);
        if !is_by_another && !is_to_another {
            return None;
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

fn first_ends(event: &Delivered<'_>) -> (Option<DeviceId>, Option<DeviceId>) {
    match event.info.origin_call_info {
        Some(origin) if origin.calling_device.is_some() || origin.called_device.is_some() => (
            origin.calling_device.map(DeviceRef::to_owned),
            origin.called_device.map(DeviceRef::to_owned),
        ),
        _ => {
            let data = event.user_data.and_then(|data| serde_json::from_str(data).ok());
            let Original { calling, called } = data.unwrap_or_default();
            let device = |text: Cow<'_, str>| whole(&text, event.alerting_device);
            (calling.map(device), called.map(device))
        }
    }
}

/// A device that may be told by its number alone.
fn whole(text: &str, like: DeviceRef<'_>) -> DeviceId {
    match text.contains('@') {
        true => DeviceId::from(text),
        false => DeviceId::new(text, like.domain()),
    }
}
