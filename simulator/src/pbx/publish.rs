//! Events: their JSON, as the manual's section 6 shows it, one copy for each device that has an agent.

use serde::Serialize;
use serde_json::{Map, Value};
use wellclient_core::id::{AgentId, CallId, DeviceId};
use wellclient_core::time::Wall;

use super::agent::{Mode, Standing};
use super::api::PublishedEvent;
use super::call::{Call, Leg, LegId, LegMode, Origin};
use super::invitation::Invitation;
use super::switch::{Pbx, ms};

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
            calling_device: call.who_is_there(&leg.calling, &leg.device).clone(),
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

    /// `eventName`, and the class in `_type`.
    fn names(&self) -> (&'static str, &'static str) {
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
    fn device(&self) -> &DeviceId {
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

    /// The state that the copy for `copy_for` shows; a hint, and odd where the manual's examples are.
    fn local_state(&self, copy_for: &DeviceId, call: &Call) -> &'static str {
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
    fn tells_origin(&self) -> bool {
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallEvent<'a> {
    event_name: &'a str,
    event_src: &'a DeviceId,
    event_time: &'a str,
    event_type: &'a str,
    serial: u64,
    params: Params<'a>,
    #[serde(rename = "_type")]
    class: String,
    topics: [String; 7],
    namespace: &'a str,
    src_device_id: &'a DeviceId,
    call_id: &'a CallId,
    device_id: &'a DeviceId,
    local_state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin_call_info: Option<OriginCallInfo<'a>>,
    connection_id: String,
    #[serde(flatten)]
    happened: &'a Happened,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OriginCallInfo<'a> {
    call_id: &'a CallId,
    calling_device: &'a DeviceId,
    called_device: &'a DeviceId,
}

impl<'a> From<&'a Origin> for OriginCallInfo<'a> {
    fn from(origin: &'a Origin) -> Self {
        Self {
            call_id: &origin.call,
            calling_device: &origin.calling,
            called_device: &origin.called,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AgentEvent<'a> {
    event_name: &'a str,
    event_time: &'a str,
    event_type: &'a str,
    serial: u64,
    params: Params<'a>,
    #[serde(rename = "_type")]
    class: String,
    topics: [String; 7],
    namespace: &'a str,
    src_device_id: &'a DeviceId,
    device_id: &'a DeviceId,
    agent_id: &'a AgentId,
    agent_mode: &'a str,
    devices: Devices<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'a str,
}

#[derive(Serialize)]
struct Devices<'a> {
    #[serde(rename = "Voice")]
    voice: &'a DeviceId,
}

#[derive(Serialize)]
struct Params<'a> {
    #[serde(rename = "_amqpTopic")]
    amqp_topic: String,
    agent: &'a AgentId,
    #[serde(rename = "subscriptionId")]
    subscription_id: &'static str,
}

impl<'a> Params<'a> {
    fn of(agent: &'a AgentId, namespace: &str) -> Self {
        Self {
            amqp_topic: format!("event.csta.{namespace}"),
            agent,
            subscription_id: "http%3A%2F%2Fsdkserver%3A58080%2Fevent-sink%2Fcsta",
        }
    }
}

impl Pbx {
    /// Tells everybody who hears of the changed device.
    pub(super) fn tell(&mut self, call: &CallId, happened: &Happened) {
        if let Some(known) = self.calls.get(call) {
            let audience = known.audience(happened.device());
            self.tell_only(&audience, call, happened);
        }
    }

    /// Tells these devices, as far as they have agents.
    pub(super) fn tell_only(&mut self, audience: &[DeviceId], call: &CallId, happened: &Happened) {
        let Some(known) = self.calls.get(call) else { return };
        let (name, class) = happened.names();
        let time = self.event_time();
        for device in audience {
            let Some((agent, cross_ref)) = self
                .extensions
                .get(device)
                .and_then(|extension| extension.agent.as_ref().map(|agent| (agent, extension.cross_ref)))
            else {
                continue;
            };
            self.worker.serial += self.random.step(9);
            let changed = happened.device();
            // The manual's connectionCleared, delivered and held name the copy's own connection; its
            // conferenced the added party's.
            let connection_of = if let Happened::Conferenced { .. } = happened {
                changed
            } else {
                device
            };
            let event = CallEvent {
                event_name: name,
                event_src: device,
                event_time: &time,
                event_type: "csta",
                serial: self.worker.serial,
                params: Params::of(agent, device.domain()),
                class: format!("component.cti.event.{class}"),
                topics: [
                    format!("agent:{agent}"),
                    "extension".into(),
                    format!("crossRefId:{cross_ref}"),
                    self.worker.name.clone(),
                    name.into(),
                    format!("device:{device}"),
                    "csta".into(),
                ],
                namespace: device.domain(),
                src_device_id: device,
                call_id: call,
                device_id: changed,
                local_state: happened.local_state(device, known),
                origin_call_info: happened.tells_origin().then(|| (&known.origin).into()),
                connection_id: format!("{connection_of}|{call}"),
                happened,
            };
            let json = serde_json::to_string(&event).unwrap_or_default();
            let agent = agent.as_str().to_owned();
            self.events.push_back(PublishedEvent {
                agent,
                name: name.into(),
                json,
                at: self.now,
            });
        }
    }

    /// Tells the agent on `device` of a mode.
    pub(super) fn tell_agent(
        &mut self,
        agent: &AgentId,
        device: &DeviceId,
        name: &'static str,
        standing: &Standing,
    ) {
        let time = self.event_time();
        self.router.serial += self.random.step(9);
        let mut class: String = name.into();
        class.get_mut(..1).map(str::make_ascii_uppercase);
        let event = AgentEvent {
            event_name: name,
            event_time: &time,
            event_type: "agent",
            serial: self.router.serial,
            params: Params::of(agent, device.domain()),
            class: format!("component.cti.event.{class}Event"),
            topics: [
                self.router.name.clone(),
                format!("agent:{agent}"),
                name.into(),
                format!("agent:{}", agent.domain()),
                format!("device:{device}"),
                "agent".into(),
                "csta".into(),
            ],
            namespace: agent.domain(),
            src_device_id: device,
            device_id: device,
            agent_id: agent,
            agent_mode: standing.mode.name(),
            devices: Devices { voice: device },
            reason: if standing.mode == Mode::NotReady {
                &standing.reason
            } else {
                ""
            },
        };
        let json = serde_json::to_string(&event).unwrap_or_default();
        let agent = agent.as_str().to_owned();
        self.events.push_back(PublishedEvent {
            agent,
            name: name.into(),
            json,
            at: self.now,
        });
    }

    /// The wall clock as `eventTime` shows it.
    pub(super) fn event_time(&self) -> String {
        self.time_text(self.now)
    }

    pub(super) fn time_text(&self, at: std::time::Duration) -> String {
        let elapsed = i64::try_from(ms(at)).unwrap_or(i64::MAX);
        let unix_ms = self.config.wall_start_ms().saturating_add(elapsed);
        let t = Wall {
            unix_ms,
            utc_offset_s: 8 * 3600,
        }
        .local();
        format!(
            "{:04}.{:02}.{:02} {:02}:{:02}:{:02}",
            t.year(),
            t.month(),
            t.day(),
            t.hour(),
            t.minute(),
            t.second()
        )
    }
}
