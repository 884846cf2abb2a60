//! What happens in calls, as events tell it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};
use wellclient_core::id::{CallId, DeviceId};

use super::call::{Call, Ends, Leg, LegId, LegMode};
use super::invitation::Invitation;

/// What happened in a call, with the fields of its own.
#[derive(Clone, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub(super) enum Happened {
    ServiceInitiated {
        initiated_device: DeviceId,
    },
    Originated {
        calling_device: DeviceId,
        called_device: DeviceId,
    },
    Delivered {
        alerting_device: DeviceId,
        calling_device: DeviceId,
        called_device: DeviceId,
        #[serde(skip_serializing_if = "Option::is_none")]
        last_redirection_device: Option<DeviceId>,
        call_type: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        call_cause: Option<&'static str>,
        #[serde(flatten)]
        luggage: Luggage,
        /// The call was made to somebody else.
        #[serde(skip)]
        passed_on: bool,
    },
    Established {
        answering_device: DeviceId,
        calling_device: DeviceId,
        called_device: DeviceId,
        #[serde(flatten)]
        luggage: Luggage,
        sip_call_id: String,
        #[serde(skip)]
        passed_on: bool,
    },
    ConnectionCleared {
        releasing_device: DeviceId,
        hangup_device: DeviceId,
        cause: &'static str,
    },
    Held {
        holding_device: DeviceId,
    },
    Retrieved {
        retrieving_device: DeviceId,
        sip_call_id: String,
    },
    Transferred {
        primary_old_call: CallId,
        secondary_old_call: CallId,
        transferring_device: DeviceId,
        transferred_to_device: DeviceId,
        new_call: CallId,
        cause: &'static str,
    },
    Conferenced {
        primary_old_call: CallId,
        secondary_old_call: CallId,
        conferencing_device: DeviceId,
        added_party: DeviceId,
        new_call: CallId,
    },
    Failed {
        failed_code: String,
        failed_msg: &'static str,
        called_device: DeviceId,
        cause: &'static str,
    },
    RecordStarted {
        record_id: String,
        file_name: String,
        is_success: bool,
        #[serde(skip)]
        at: DeviceId,
    },
    RecordStopped {
        record_id: String,
        is_success: bool,
        #[serde(skip)]
        at: DeviceId,
    },
}

/// What rides with a call.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Luggage {
    #[serde(skip_serializing_if = "Option::is_none")]
    trunk_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trunk_member: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<String>,
    user_data: UserData,
}

/// The entries stand in an object of their own: `{"data":{…}}`.
#[derive(Clone, Default, Serialize)]
struct UserData {
    data: Map<String, Value>,
}

impl Luggage {
    fn of(call: &Call) -> Self {
        Self {
            trunk_group: call.trunk.group.clone(),
            trunk_member: call.trunk.member.clone(),
            split: call.trunk.split.clone(),
            user_data: UserData {
                data: call
                    .own_data()
                    .into_iter()
                    .chain(call.data.iter().cloned())
                    .collect(),
            },
        }
    }
}

impl Happened {
    pub(super) fn delivered(call: &Call, leg: &Leg) -> Self {
        Self::Delivered {
            alerting_device: leg.device.clone(),
            calling_device: leg.calling.clone(),
            called_device: leg.called.clone(),
            last_redirection_device: leg.redirected_by.clone(),
            call_type: call.kind.name(),
            call_cause: leg.is_first_called().then_some("NEWCALL"),
            luggage: Luggage::of(call),
            passed_on: !leg.is_first_called(),
        }
    }

    /// Somebody is called who does not ring.
    pub(super) fn delivered_nowhere(call: &Call, lost: &DeviceId, invitation: &Invitation) -> Self {
        let leg = Leg::new(
            LegId::NONE,
            lost.clone(),
            LegMode::Alerting,
            invitation.calling.clone(),
            lost.clone(),
        );
        Self::delivered(call, &invitation.of(leg))
    }

    pub(super) fn established(call: &Call, leg: &Leg) -> Self {
        Self::Established {
            answering_device: leg.device.clone(),
            calling_device: leg.calling.clone(),
            called_device: leg.called.clone(),
            luggage: Luggage::of(call),
            sip_call_id: sip_call_id(call),
            passed_on: !leg.is_first_called(),
        }
    }

    pub(super) fn retrieved(call: &Call, device: &DeviceId) -> Self {
        Self::Retrieved {
            retrieving_device: device.clone(),
            sip_call_id: sip_call_id(call),
        }
    }

    /// As this leg is told it: `established` names who called whom by the first event that the leg has had, whoever has left
    /// since. The reference has these devices, and no others.
    pub(super) fn told_to(&self, leg: Option<&Leg>) -> Cow<'_, Self> {
        let first = leg.and_then(|leg| leg.first_told.as_ref());
        match (self, first) {
            (Self::Established { .. }, Some(Ends { calling, called, .. })) => {
                Cow::Owned(self.between(calling, called))
            }
            _ => Cow::Borrowed(self),
        }
    }

    /// As the topics of 2.x have it, where it is another there: the reference forgets devices that have left, and reads the other
    /// one of a conference's old calls.
    pub(super) fn told_by_2x(&self, leg: Option<&Leg>) -> Option<Self> {
        match self {
            Self::Conferenced {
                primary_old_call,
                secondary_old_call,
                conferencing_device,
                added_party,
                new_call,
            } => Some(Self::Conferenced {
                primary_old_call: secondary_old_call.clone(),
                secondary_old_call: primary_old_call.clone(),
                conferencing_device: conferencing_device.clone(),
                added_party: added_party.clone(),
                new_call: new_call.clone(),
            }),
            Self::Established { .. } => {
                let leg = leg?;
                let first = leg.first_told.as_ref().filter(|first| !first.gone.is_empty())?;
                let there = |end| {
                    if first.gone.contains(end) {
                        &leg.device
                    } else {
                        end
                    }
                };
                Some(self.between(there(&first.calling), there(&first.called)))
            }
            _ => None,
        }
    }

    /// The same, of a call between these.
    fn between(&self, calling: &DeviceId, called: &DeviceId) -> Self {
        let mut same = self.clone();
        if let Self::Established {
            calling_device,
            called_device,
            ..
        } = &mut same
        {
            calling_device.clone_from(calling);
            called_device.clone_from(called);
        }
        same
    }

    /// Who calls whom, where it is told to whom a call is new.
    fn ends(&self) -> Option<(&DeviceId, &DeviceId)> {
        match self {
            Self::Originated {
                calling_device,
                called_device,
            }
            | Self::Delivered {
                calling_device,
                called_device,
                ..
            } => Some((calling_device, called_device)),
            _ => None,
        }
    }

    /// What the leg knows once it has been told.
    pub(super) fn is_told_to(&self, leg: &mut Leg) {
        leg.told_of.extend(self.parties().into_iter().cloned());
        if let Some((calling, called)) = self.ends() {
            leg.first_told.get_or_insert_with(|| Ends {
                calling: calling.clone(),
                called: called.clone(),
                gone: BTreeSet::new(),
            });
        }
        if let Self::ConnectionCleared { releasing_device, .. } = self {
            leg.told_of.remove(releasing_device);
            let first = leg.first_told.as_mut();
            let first = first.filter(|first| [&first.calling, &first.called].contains(&releasing_device));
            if let Some(first) = first {
                first.gone.insert(releasing_device.clone());
            }
        }
    }

    /// `eventName`, and the class in `_type`.
    pub(super) fn names(&self) -> (&'static str, &'static str) {
        match self {
            Self::ServiceInitiated { .. } => ("serviceInitiated", "ServiceInitiatedEvent"),
            Self::Originated { .. } => ("originated", "OriginatedEvent"),
            Self::Delivered { .. } => ("delivered", "DeliveredEvent"),
            Self::Established { .. } => ("established", "EstablishedEvent"),
            Self::ConnectionCleared { .. } => ("connectionCleared", "ConnectionClearedEvent"),
            Self::Held { .. } => ("held", "HeldEvent"),
            Self::Retrieved { .. } => ("retrieved", "RetrievedEvent"),
            Self::Transferred { .. } => ("transferred", "TransferredEvent"),
            Self::Conferenced { .. } => ("conferenced", "ConferencedEvent"),
            Self::Failed { .. } => ("failed", "FailedEvent"),
            Self::RecordStarted { .. } => ("recordStarted", "RecordStartedEvent"),
            Self::RecordStopped { .. } => ("recordStopped", "RecordStoppedEvent"),
        }
    }

    /// The device that changed.
    pub(super) fn device(&self) -> &DeviceId {
        match self {
            Self::ServiceInitiated {
                initiated_device: device,
            }
            | Self::Originated {
                calling_device: device,
                ..
            }
            | Self::Delivered {
                alerting_device: device,
                ..
            }
            | Self::Established {
                answering_device: device,
                ..
            }
            | Self::ConnectionCleared {
                releasing_device: device,
                ..
            }
            | Self::Held {
                holding_device: device,
            }
            | Self::Retrieved {
                retrieving_device: device,
                ..
            }
            | Self::Transferred {
                transferring_device: device,
                ..
            }
            | Self::Conferenced {
                added_party: device, ..
            }
            | Self::Failed {
                called_device: device,
                ..
            }
            | Self::RecordStarted { at: device, .. }
            | Self::RecordStopped { at: device, .. } => device,
        }
    }

    /// Those whom it names as being in the call.
    pub(super) fn parties(&self) -> Vec<&DeviceId> {
        match self {
            Self::ServiceInitiated { initiated_device } => vec![initiated_device],
            Self::Originated { calling_device, .. } => vec![calling_device],
            Self::Delivered {
                alerting_device: device,
                calling_device,
                called_device,
                ..
            }
            | Self::Established {
                answering_device: device,
                calling_device,
                called_device,
                ..
            } => vec![device, calling_device, called_device],
            Self::Transferred {
                transferring_device: by,
                transferred_to_device: to,
                ..
            }
            | Self::Conferenced {
                conferencing_device: by,
                added_party: to,
                ..
            } => vec![by, to],
            Self::ConnectionCleared { .. }
            | Self::Held { .. }
            | Self::Retrieved { .. }
            | Self::Failed { .. }
            | Self::RecordStarted { .. }
            | Self::RecordStopped { .. } => Vec::new(),
        }
    }

    /// The state that the copy for `copy_for` shows; a hint, and odd where the manual's examples are.
    pub(super) fn local_state(&self, copy_for: &DeviceId, call: &Call) -> &'static str {
        match self {
            Self::ServiceInitiated { .. } | Self::Originated { .. } => "Initiate",
            Self::Delivered { .. } => "Alerting",
            Self::Established { .. } | Self::Retrieved { .. } => "Connect",
            Self::ConnectionCleared { .. } => "Queued",
            Self::Held { .. } => "Hold",
            Self::Failed { .. } => "Fail",
            Self::Transferred {
                transferring_device, ..
            } if transferring_device == copy_for => "Queued",
            Self::Transferred { .. }
            | Self::Conferenced { .. }
            | Self::RecordStarted { .. }
            | Self::RecordStopped { .. } => call.leg(copy_for).map_or("None", |leg| local_state(leg.mode)),
        }
    }

    /// Who comes into a call that was there before can only learn from how that was made who else is in it.
    pub(super) fn tells_origin(&self) -> bool {
        match self {
            Self::Transferred { .. } | Self::Conferenced { .. } => true,
            Self::Delivered { passed_on, .. } | Self::Established { passed_on, .. } => *passed_on,
            _ => false,
        }
    }
}

/// `localState` of a leg.
pub(super) fn local_state(mode: LegMode) -> &'static str {
    match mode {
        LegMode::Initiated => "Initiate",
        LegMode::Alerting => "Alerting",
        LegMode::Connected => "Connect",
        LegMode::Held => "Hold",
    }
}

fn sip_call_id(call: &Call) -> String {
    format!("{}@{}", call.id, call.origin.calling.domain())
}
