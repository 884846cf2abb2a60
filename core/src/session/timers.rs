//! Every time that a session waits for, in one table.
//!
//! A timer is armed where its reason arises, and it is disarmed before it is acted on. It is fired in one place,
//! `Session::run_timers`.

use std::time::Duration;

use crate::id::CommandId;

/// Something that a session waits for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Timer {
    /// Something about the event channel.
    Link(LinkTimer),
    /// The next heartbeat of the agent.
    Heartbeat,
    /// Asking the server for its account.
    Account,
    /// Asking it again about calls that it says not to know.
    Unknown,
    /// Looking again whether a call rings that is to be answered.
    AutoAnswer,
    /// Trying again to take a call back after a consultation.
    AutoRetrieve,
    /// Asking the server whether the agent is logged in: `agentLoggedOn` has not come.
    LoginCheck,
    /// The end of a log-in or a recovery.
    LoginDeadline,
    /// The end of waiting for the log-out before closing.
    LeaveDeadline,
    /// The end of waiting for a log-in elsewhere, after the agent was logged out.
    PartedDeadline,
    /// Asking the server what became of a command.
    Check(CommandId),
    /// The end of a command.
    Deadline(CommandId),
}

/// What the event channel waits for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum LinkTimer {
    /// The next attempt.
    Reconnect,
    /// Telling that it is lost.
    GiveUp,
    /// The end of the present step of opening it.
    Step,
    /// Having heard nothing for too long.
    Silence,
    /// A ping, where the server sends no heart-beats.
    Ping,
    /// The next heart-beat to send.
    Beat,
}

/// The timers that are armed, the soonest last.
#[derive(Default, Debug)]
pub(super) struct Timers(Vec<(Duration, Timer)>);

impl Timers {
    /// Disarms all but those of the event channel.
    pub(super) fn retain_link(&mut self) {
        self.0.retain(|(_, timer)| matches!(timer, Timer::Link(_)));
    }

    /// Arms a timer, anew if it was armed.
    pub(super) fn arm(&mut self, timer: Timer, at: Duration) {
        self.disarm(timer);
        let place = self.0.partition_point(|entry| *entry > (at, timer));
        self.0.insert(place, (at, timer));
    }

    /// Arms a timer, unless it is armed for a sooner time.
    pub(super) fn arm_by(&mut self, timer: Timer, at: Duration) {
        if self.at(timer).is_none_or(|armed| at < armed) {
            self.arm(timer, at);
        }
    }

    pub(super) fn disarm(&mut self, timer: Timer) {
        self.0.retain(|(_, armed)| *armed != timer);
    }

    pub(super) fn disarm_link(&mut self) {
        self.0.retain(|(_, armed)| !matches!(armed, Timer::Link(_)));
    }

    /// Disarms all timers and gives their memory back.
    pub(super) fn clear(&mut self) {
        self.0 = Vec::new();
    }

    /// When a timer is due; `None` if it is not armed.
    pub(super) fn at(&self, timer: Timer) -> Option<Duration> {
        let armed = self.0.iter().find(|(_, armed)| *armed == timer);
        armed.map(|(at, _)| *at)
    }

    /// When the first is due.
    pub(super) fn next(&self) -> Option<Duration> {
        self.0.last().map(|(at, _)| *at)
    }

    /// Disarms the first timer that is due.
    pub(super) fn take_due(&mut self, now: Duration) -> Option<Timer> {
        let (_, timer) = self.0.pop_if(|(at, _)| *at <= now)?;
        Some(timer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_soonest_comes_first_and_each_once() {
        let mut timers = Timers::default();
        timers.arm(Timer::Heartbeat, seconds(60));
        timers.arm(Timer::Deadline(CommandId(1)), seconds(15));
        timers.arm(Timer::Account, seconds(20));
        timers.arm(Timer::Account, seconds(5));
        timers.arm_by(Timer::Account, seconds(9));
        assert_eq!(timers.next(), Some(seconds(5)));
        assert_eq!(timers.take_due(seconds(4)), None);
        let mut fired = Vec::new();
        while let Some(timer) = timers.take_due(seconds(30)) {
            fired.push(timer);
        }
        assert_eq!(fired, [Timer::Account, Timer::Deadline(CommandId(1))]);
        assert_eq!(timers.next(), Some(seconds(60)));
        timers.clear();
        assert_eq!(timers.next(), None);
    }

    #[test]
    fn those_of_the_link_go_together() {
        let mut timers = Timers::default();
        timers.arm(Timer::Link(LinkTimer::Beat), seconds(1));
        timers.arm(Timer::Heartbeat, seconds(2));
        timers.arm(Timer::Link(LinkTimer::Silence), seconds(3));
        timers.disarm_link();
        assert_eq!(timers.at(Timer::Link(LinkTimer::Silence)), None);
        assert_eq!(timers.next(), Some(seconds(2)));
    }
}
