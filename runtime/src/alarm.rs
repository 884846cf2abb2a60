//! The time that a session waits for, and which of its tasks does: the socket's, so that a heart-beat wakes no other, or else the
//! driver.

use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use wellclient_core::session::SocketId;

use crate::effect::ToSocket;

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

impl Alarm {
    pub(crate) fn set(at: Duration, now: Duration) -> Self {
        Self {
            at,
            is_far: at >= now + A_WHILE,
        }
    }

    pub(crate) fn is_by(self, at: Duration) -> bool {
        self.at <= at
    }

    /// When it goes, in a session of which nobody waits for anything or in one of which somebody does.
    pub(crate) fn goes(self, is_idle: bool) -> Duration {
        match self.is_far && is_idle {
            true => together(self.at),
            false => self.at,
        }
    }
}

/// Who sleeps until the alarm goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Minder {
    Driver,
    Socket(SocketId),
}

/// The socket that there is.
pub(crate) struct PresentSocket {
    pub(crate) id: SocketId,
    /// It closes when this does.
    pub(crate) queue: UnboundedSender<ToSocket>,
    pub(crate) minds_alarm: bool,
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
    fn only_what_is_far_off_waits_and_only_where_nobody_else_does() {
        let seconds = Duration::from_secs_f64;
        let (far, near) = (seconds(8.01), seconds(2.01));
        for (at, is_idle, goes) in [(far, true, 8.125), (far, false, 8.01), (near, true, 2.01)] {
            assert_eq!(Alarm::set(at, seconds(1.0)).goes(is_idle), seconds(goes));
        }
    }

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
