//! What an event says, as far as another can undo it: after that the same may happen again.

use super::fingerprint::Fingerprint;
use crate::event::{Body, Event, EventKind, EventTime};
use crate::id::{CallRef, DeviceRef};

/// What an event says of a device in a call, or of the agent. Only hashes are kept, since many are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    call: u32,
    device: u32,
    producer: u32,
    time: Option<EventTime>,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    LoggedOn,
    LoggedOff,
    Mode,
    ComesIn,
    Leaves,
    /// The agent's device leaves: for this agent the call is over.
    Ends,
    Held,
    Retrieved,
    Fails,
    Transferred,
    Conferenced,
    Recorded,
    NotRecorded,
    Nothing,
}

impl Said {
    pub(super) fn by(event: &Event, own: DeviceRef<'_>) -> Self {
        let device = match event.body() {
            Body::ServiceInitiated(event) => Some(event.initiated_device),
            Body::Originated(event) => Some(event.calling_device),
            Body::Delivered(event) => Some(event.alerting_device),
            Body::Established(event) => Some(event.answering_device),
            Body::ConnectionCleared(event) => Some(event.releasing_device),
            Body::Held(event) => Some(event.holding_device),
            Body::Retrieved(event) => Some(event.retrieving_device),
            Body::Failed(event) => event.called_device,
            Body::Transferred(event) => event.transferring_device,
            _ => None,
        };
        Self {
            call: event.call_id().map_or(0, |call: CallRef<'_>| hash(call.as_str())),
            device: device.map_or(0, |device| hash(device.as_str())),
            producer: hash(event.producer()),
            time: event.time(),
            what: What::of(event, own),
        }
    }

    /// Whether an event that says this can undo it at all: of most that is all that is to be known.
    pub(super) fn may_be_undone_by(&self, later: What) -> bool {
        self.what.is_undone_by(later, true)
    }

    /// Whether the later event undoes what this one says, so that it can be said again.
    pub(super) fn is_undone_by(&self, later: &Self) -> bool {
        if self.call != later.call && !matches!(self.what, What::Recorded | What::NotRecorded) {
            return false;
        }
        // Said again after that, it would have a later time, by the same clock.
        if self.producer == later.producer && later.time > self.time {
            return false;
        }
        self.what.is_undone_by(later.what, self.device == later.device)
    }
}

impl What {
    pub(super) fn of(event: &Event, own: DeviceRef<'_>) -> Self {
        match event.kind() {
            EventKind::AgentLoggedOn => Self::LoggedOn,
            EventKind::AgentLoggedOff => Self::LoggedOff,
            kind if kind.is_agent_event() => Self::Mode,
            EventKind::ServiceInitiated
            | EventKind::Originated
            | EventKind::Delivered
            | EventKind::Established => Self::ComesIn,
            EventKind::ConnectionCleared => match event.releasing_device() {
                Some(device) if device == own => Self::Ends,
                _ => Self::Leaves,
            },
            EventKind::Held => Self::Held,
            EventKind::Retrieved => Self::Retrieved,
            EventKind::Failed => Self::Fails,
            EventKind::Transferred => Self::Transferred,
            EventKind::Conferenced => Self::Conferenced,
            EventKind::RecordStarted => Self::Recorded,
            EventKind::RecordStopped => Self::NotRecorded,
            _ => Self::Nothing,
        }
    }

    fn is_undone_by(self, later: Self, same_device: bool) -> bool {
        use What::{
            ComesIn, Conferenced, Ends, Fails, Held, Leaves, LoggedOff, LoggedOn, Mode, NotRecorded, Nothing,
            Recorded, Retrieved, Transferred,
        };
        match (self, later) {
            (Nothing, _) | (_, Nothing) => false,
            (LoggedOff, LoggedOn) | (LoggedOn, LoggedOff) | (Mode, Mode | LoggedOn) => true,
            (LoggedOn | LoggedOff | Mode, _) | (_, LoggedOn | LoggedOff | Mode) => false,
            (Recorded, NotRecorded) | (NotRecorded, Recorded) => true,
            (Ends, ComesIn | Held | Retrieved | Transferred | Conferenced) => true,
            (Ends, _) => false,
            (_, Ends) => true,
            (ComesIn | Held | Retrieved | Fails | Transferred, Leaves) => same_device,
            (Leaves, ComesIn | Held | Retrieved) | (Fails, ComesIn) => same_device,
            (Held, Retrieved) | (Retrieved, Held) | (Transferred, Retrieved) => same_device,
            (Conferenced, Leaves) | (Leaves, Transferred | Conferenced) => true,
            _ => false,
        }
    }
}

/// Zero is for none.
fn hash(text: &str) -> u32 {
    (Fingerprint::NEW.text(text).get() as u32).max(1)
}
