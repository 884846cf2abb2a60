//! The time that a session waits for, and which of its tasks does: the socket's, so that a heart-beat wakes no other, or else the
//! driver.

use std::pin::Pin;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{Instant, Sleep};
use wellclient_core::session::{Input, SocketId};

use crate::effect::{Effect, ToSocket};
use crate::shared::{Inner, Shared};

/// What is so far off need not come to the millisecond in an idle session: heart-beats are sent early by more than [`TICK`].
const A_WHILE: Duration = Duration::from_secs(4);

/// So far apart are the moments in which idle sessions of a client wake, so that many do together.
const TICK: Duration = Duration::from_millis(125);

/// A time that the core waits for.
#[derive(Clone, Copy)]
pub(crate) struct Alarm {
    at: Duration,
    /// It was a while off when it was set.
    is_far: bool,
}

/// The socket that there is, and whether its task minds the alarm.
pub(crate) struct PresentSocket {
    pub(crate) id: SocketId,
    /// It closes when this does.
    pub(crate) queue: UnboundedSender<ToSocket>,
    minds_alarm: bool,
}

/// Who sleeps until the alarm goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Minder {
    Driver,
    Socket(SocketId),
}

impl PresentSocket {
    pub(crate) fn new(id: SocketId, queue: UnboundedSender<ToSocket>) -> Self {
        Self {
            id,
            queue,
            minds_alarm: false,
        }
    }
}

impl Inner {
    /// The core waits for this time; whether that is sooner than it was.
    pub(crate) fn set_alarm(&mut self, at: Option<Duration>, now: impl FnOnce() -> Duration) -> bool {
        let Some(at) = at.filter(|at| self.alarm.is_none_or(|alarm| *at < alarm.at)) else {
            return false;
        };
        let is_far = at >= now() + A_WHILE;
        self.alarm = Some(Alarm { at, is_far });
        true
    }

    pub(crate) fn minder(&self) -> Minder {
        let socket = self.socket.as_ref().filter(|socket| socket.minds_alarm);
        socket.map_or(Minder::Driver, |socket| Minder::Socket(socket.id))
    }

    fn let_mind(&mut self, socket: SocketId, minds_alarm: bool) {
        if let Some(present) = self.socket.as_mut().filter(|present| present.id == socket) {
            present.minds_alarm = minds_alarm;
        }
    }
}

impl Shared {
    /// Tells who minds the alarm that it comes sooner.
    pub(crate) fn tell_minder(&self, inner: &Inner) {
        match inner.minder() {
            Minder::Socket(socket) => inner.tell_socket(socket, ToSocket::Alarm),
            Minder::Driver => self.effect(Effect::Alarm),
        }
    }

    /// The alarm is minded by the task of this socket, as long as it is the present one, until what is answered is dropped.
    pub(crate) fn mind_alarm(&self, socket: SocketId) -> Minding<'_> {
        self.lock().let_mind(socket, true);
        self.effect(Effect::Alarm);
        Minding { shared: self, socket }
    }

    /// When this task is to wake up, if it minds the alarm.
    fn due(&self, minder: Minder) -> Option<Instant> {
        let inner = self.lock();
        let Alarm { at, is_far } = inner.alarm.filter(|_| inner.minder() == minder)?;
        let may_wait = is_far && inner.waiting.is_empty();
        Some(
            self.client
                .clock
                .instant(if may_wait { together(at) } else { at }),
        )
    }
}

/// See [`Shared::mind_alarm`].
pub(crate) struct Minding<'a> {
    shared: &'a Shared,
    socket: SocketId,
}

impl Drop for Minding<'_> {
    fn drop(&mut self) {
        self.shared.lock().let_mind(self.socket, false);
        self.shared.effect(Effect::Alarm);
    }
}

/// A task's sleep until the alarm goes.
pub(crate) struct Sleeper<'a> {
    shared: &'a Shared,
    minder: Minder,
    sleep: Pin<&'a mut Sleep>,
    set_to: Option<Instant>,
}

impl<'a> Sleeper<'a> {
    /// Whose time is of no matter before this.
    pub(crate) fn new(shared: &'a Shared, minder: Minder, sleep: Pin<&'a mut Sleep>) -> Self {
        Self {
            shared,
            minder,
            sleep,
            set_to: None,
        }
    }

    /// Waits for the alarm as it is now, and has the core act. Without end where somebody else minds it.
    pub(crate) async fn minds(&mut self) {
        let due = self.shared.due(self.minder);
        if let Some(due) = due.filter(|_| due != self.set_to) {
            self.sleep.as_mut().reset(due);
        }
        self.set_to = due;
        match due {
            Some(_) => self.sleep.as_mut().await,
            None => std::future::pending().await,
        }
        self.set_to = None;
        self.shared.act_as(Some(self.minder), |inner, now| {
            inner.alarm = None;
            inner.core.handle_input(now, Input::Timeout);
        });
    }
}

/// The next moment in which idle sessions wake.
fn together(at: Duration) -> Duration {
    let ticks = at.as_nanos().div_ceil(TICK.as_nanos());
    u32::try_from(ticks).map_or(at, |ticks| TICK.saturating_mul(ticks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_wait_comes_together_and_never_sooner() {
        let at = Duration::from_millis;
        for (wanted, comes) in [(0, 0), (1, 125), (125, 125), (126, 250), (8_001, 8_125)] {
            assert_eq!(together(at(wanted)), at(comes));
        }
        assert_eq!(together(Duration::from_nanos(125_000_001)), at(125) + at(125));
        assert_eq!(together(Duration::MAX), Duration::MAX);
    }
}
