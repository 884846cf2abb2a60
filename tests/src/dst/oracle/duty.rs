//! Duties of a session: heartbeats while the agent is logged in, no busy loop, memory that is bounded.

use std::collections::VecDeque;
use std::time::Duration;

use wellclient_core::snapshot::{SessionPhase, Snapshot};

use super::found::Found;
use crate::lab::{PATIENCE, Said, Seat};

/// In so long a time …
const WINDOW: Duration = Duration::from_secs(10);
/// … no session asks for so much.
const MOST: usize = 200;
/// At once, none says so much.
const MOST_AT_ONCE: usize = 500;
/// All that a session holds, written out, is shorter.
const MOST_MEMORY: usize = 4 << 20;

/// What is remembered of one session.
#[derive(Default, Debug)]
pub(super) struct Duty {
    /// By the machine's monotonic clock: when the agent was last heard of by the server, as far as the session cares.
    heard: Option<Duration>,
    asked: VecDeque<Duration>,
}

impl Duty {
    pub(super) fn step(
        &mut self,
        chair: &Seat,
        now: Duration,
        news: &[(Duration, Said)],
        snapshot: &Snapshot,
    ) -> Option<Found> {
        let say = |what: &str, detail: String| Some((format!("duty: {what}"), detail));
        let at = chair.clock(now).monotonic;
        if news.len() > MOST_AT_ONCE {
            return say("too much at once", format!("{} outputs", news.len()));
        }
        let mut beats = false;
        for (_, said) in news {
            match said {
                Said::Request(line) => {
                    beats |= line.contains("/heartbeat/");
                    self.asked.push_back(at);
                }
                Said::Open(_) | Said::Ping(_) => self.asked.push_back(at),
                _ => {}
            }
        }
        while self.asked.front().is_some_and(|first| *first + WINDOW < at) {
            self.asked.pop_front();
        }
        if self.asked.len() > MOST {
            return say(
                "no rest",
                format!("{} requests within {WINDOW:?}", self.asked.len()),
            );
        }
        if snapshot.phase != SessionPhase::LoggedIn {
            self.heard = None;
            return None;
        }
        let last = *self.heard.get_or_insert(at);
        let longest = chair.session.config().timing.heartbeat + PATIENCE + Duration::from_secs(1);
        if at > last + longest {
            return say("heartbeat", format!("none for {:?}", at.saturating_sub(last)));
        }
        if beats {
            self.heard = Some(at);
        }
        None
    }
}

pub(super) fn at_the_end(chair: &Seat) -> Option<Found> {
    let size = format!("{:?}", chair.session).len();
    (size > MOST_MEMORY).then(|| ("duty: memory".to_owned(), format!("{size} bytes, written out")))
}
