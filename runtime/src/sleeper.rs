//! A task's sleep until the alarm of its session goes.

use std::pin::Pin;

use tokio::time::{Instant, Sleep};
use wellclient_core::session::{Input, SocketId};

use crate::alarm::Minder;
use crate::effect::Effect;
use crate::shared::Shared;

/// The alarm is minded by the task of this socket, as long as it is the present one and this is there.
pub(crate) struct Minding<'a> {
    shared: &'a Shared,
    socket: SocketId,
}

impl<'a> Minding<'a> {
    pub(crate) fn new(shared: &'a Shared, socket: SocketId) -> Self {
        shared.lock().let_mind(socket, true);
        shared.effect(Effect::Alarm);
        Self { shared, socket }
    }
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

    /// When this task is to wake up, if it minds the alarm.
    fn due(&self) -> Option<Instant> {
        let inner = self.shared.lock();
        let alarm = inner.alarm.filter(|_| inner.minder() == self.minder)?;
        let goes = alarm.goes(inner.waiting.is_empty());
        Some(self.shared.client.clock.instant(goes))
    }

    /// Waits for the alarm as it is now, and has the core act. Without end where somebody else minds it.
    pub(crate) async fn minds(&mut self) {
        let due = self.due();
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
