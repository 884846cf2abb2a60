//! Events: their JSON, as the manual's section 6 shows it, one copy for each device that has an agent.

use serde::Serialize;
use wellclient_core::id::{AgentId, CallId, DeviceId};
use wellclient_core::time::Wall;

use super::agent::{Mode, Standing};
use super::api::PublishedEvent;
use super::call::{Call, LegMode, Origin};
use super::happened::Happened;
use super::switch::{Pbx, ms};

#[derive(Clone, Serialize)]
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

#[derive(Clone, Serialize)]
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

#[derive(Clone, Serialize)]
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
            let mut audience = known.audience(happened.device());
            // Nobody is told that a device is put on hold that was never named to them.
            if let Happened::Held { .. } | Happened::Retrieved { .. } = happened {
                audience = known.who_know(happened.device(), audience);
            }
            self.tell_only(&audience, call, happened);
        }
    }

    /// Tells who rings, and who calls there, to those who have come in later, or when somebody else called.
    pub(super) fn tell_who_rings(&mut self, call: &CallId) {
        let Some(known) = self.calls.get_mut(call) else {
            return;
        };
        known.call_for_who_has_left();
        let ringing = known.parties().filter(|leg| leg.mode == LegMode::Alerting);
        let missed = ringing.map(|leg| (known.who_miss(leg), Happened::delivered(known, leg)));
        let missed: Vec<_> = missed.collect();
        for (audience, delivered) in missed {
            self.tell_only(&audience, call, &delivered);
        }
    }

    /// Tells these devices, as far as they have agents.
    pub(super) fn tell_only(&mut self, audience: &[DeviceId], call: &CallId, happened: &Happened) {
        let Some(known) = self.calls.get(call) else { return };
        let (name, class) = happened.names();
        let time = self.event_time();
        let talking = listened_to(known, happened);
        let origin = talking.as_ref().unwrap_or(&known.origin);
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
            let leg = known.leg(device);
            let told = happened.told_to(leg);
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
                origin_call_info: happened.tells_origin().then(|| origin.into()),
                connection_id: format!("{connection_of}|{call}"),
                happened: &told,
            };
            let json = |event: &CallEvent<'_>| serde_json::to_string(event).unwrap_or_default();
            let json_2x = told.told_by_2x(leg).map(|told| {
                json(&CallEvent {
                    happened: &told,
                    ..event.clone()
                })
            });
            let agent = agent.as_str().to_owned();
            self.events.push_back(PublishedEvent {
                agent,
                name: name.into(),
                json: json(&event),
                json_2x,
                at: self.now,
            });
        }
        let Some(known) = self.calls.get_mut(call) else {
            return;
        };
        let talking = listened_to(known, happened);
        for leg in known.legs.iter_mut().filter(|leg| audience.contains(&leg.device)) {
            happened.is_told_to(leg);
            let talking = talking
                .iter()
                .flat_map(|talking| [&talking.calling, &talking.called]);
            leg.told_of.extend(talking.cloned());
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
            json_2x: None,
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

/// Who talks in the call to which somebody comes in to listen: nobody called the listener.
fn listened_to(call: &Call, happened: &Happened) -> Option<Origin> {
    let comes_in = matches!(
        happened,
        Happened::Delivered { .. } | Happened::Established { .. }
    );
    let listens = comes_in && call.leg(happened.device()).is_some_and(|leg| leg.spy);
    listens.then(|| {
        let (calling, called) = call.who_talks();
        Origin {
            call: call.id.clone(),
            calling,
            called,
        }
    })
}
