//! What an event says, as far as another can undo it: after that the same may happen again.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::event::{Body, Event, EventTime};
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
enum What {
    LoggedOn,
    LoggedOff,
    Mode,
    ComesIn,
    Leaves,
    /// The own device leaves: for this agent the call is over.
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
        let (device, what) = match event.body() {
            Body::AgentLoggedOn(_) => (None, What::LoggedOn),
            Body::AgentLoggedOff(_) => (None, What::LoggedOff),
            Body::AgentReady(_)
            | Body::AgentNotReady(_)
            | Body::AgentWorkingAfterCall(_)
            | Body::AgentAllocated(_) => (None, What::Mode),
            Body::ServiceInitiated(event) => (Some(event.initiated_device), What::ComesIn),
            Body::Originated(event) => (Some(event.calling_device), What::ComesIn),
            Body::Delivered(event) => (Some(event.alerting_device), What::ComesIn),
            Body::Established(event) => (Some(event.answering_device), What::ComesIn),
            Body::ConnectionCleared(event) if event.releasing_device == own => (Some(own), What::Ends),
            Body::ConnectionCleared(event) => (Some(event.releasing_device), What::Leaves),
            Body::Held(event) => (Some(event.holding_device), What::Held),
            Body::Retrieved(event) => (Some(event.retrieving_device), What::Retrieved),
            Body::Failed(event) => (event.called_device, What::Fails),
            Body::Transferred(event) => (event.transferring_device, What::Transferred),
            Body::Conferenced(_) => (None, What::Conferenced),
            Body::RecordStarted(_) => (None, What::Recorded),
            Body::RecordStopped(_) => (None, What::NotRecorded),
            _ => (None, What::Nothing),
        };
        Self {
            call: event.call_id().map_or(0, |call: CallRef<'_>| hash(&call)),
            device: device.map_or(0, |device| hash(&device)),
            producer: hash(&event.producer()),
            time: event.time(),
            what,
        }
    }

    /// Whether the later event undoes what this one says, so that it can be said again.
    pub(super) fn is_undone_by(&self, later: &Self) -> bool {
        use What::{
            ComesIn, Conferenced, Ends, Fails, Held, Leaves, LoggedOff, LoggedOn, Mode, NotRecorded, Nothing,
            Recorded, Retrieved, Transferred,
        };
        if self.call != later.call && !matches!(self.what, Recorded | NotRecorded) {
            return false;
        }
        // Said again after that, it would have a later time, by the same clock.
        if self.producer == later.producer && later.time > self.time {
            return false;
        }
        let same_device = self.device == later.device;
        match (self.what, later.what) {
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

fn hash(of: &impl Hash) -> u32 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    // Zero is for none.
    (hasher.finish() as u32).max(1)
}
