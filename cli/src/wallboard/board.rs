//! What a wallboard knows: the agents as they are watched, the day's counts, the last hours.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::civil::{Date, DateTime};
use wellclient::event::CallCleared;
use wellclient::{
    AgentId, AgentMode, Body, CallEnd, CallSnapshot, ConnectionState, Event, Language, LinkState, Notice,
    Snapshot,
};

use super::series::Series;
use crate::softphone::words::is_mode_doubtful;

/// When something is told.
#[derive(Clone, Copy)]
pub(crate) struct Now {
    /// By a clock that only goes on.
    pub(crate) monotonic: Duration,
    /// By the clock on the wall.
    pub(crate) wall: DateTime,
    /// The same in milliseconds since 1970 UTC.
    pub(crate) unix_ms: i64,
}

impl Now {
    /// This moment.
    pub(crate) fn since(began: Instant) -> Self {
        let zoned = jiff::Zoned::now();
        Self {
            monotonic: began.elapsed(),
            wall: zoned.datetime(),
            unix_ms: zoned.timestamp().as_millisecond(),
        }
    }
}

/// So long a page stays that somebody has turned to; then they turn by themselves again.
const BY_HAND: Duration = Duration::from_secs(60);

/// Calls that are over.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Counts {
    pub(crate) answered: u32,
    pub(crate) missed: u32,
    pub(crate) made: u32,
}

/// How many there are now, and of how many of them that is in doubt.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Count {
    pub(crate) all: usize,
    pub(crate) doubtful: usize,
}

/// The wallboard.
pub(crate) struct Board {
    pub(crate) language: Language,
    pub(crate) rows: Vec<Snapshot>,
    pub(crate) link: LinkState,
    /// Why it does not stand.
    pub(crate) trouble: Option<String>,
    pub(crate) opening: bool,
    pub(crate) total: Counts,
    by_agent: BTreeMap<String, Counts>,
    /// The longest that a call has rung today.
    pub(crate) longest: Duration,
    /// Who talked for certain, and with those of whom that is in doubt.
    pub(crate) talking: Series,
    pub(crate) perhaps_talking: Series,
    pub(crate) ended: Series,
    /// The page that somebody has turned to, and until when it stays.
    by_hand: Option<(usize, Duration)>,
    pub(crate) now: Now,
    /// Since when is counted.
    pub(crate) since: DateTime,
    day: Date,
}

impl Board {
    pub(crate) fn new(language: Language, now: Now) -> Self {
        Self {
            language,
            rows: Vec::new(),
            link: LinkState::Off,
            trouble: None,
            opening: true,
            total: Counts::default(),
            by_agent: BTreeMap::new(),
            longest: Duration::ZERO,
            talking: Series::default(),
            perhaps_talking: Series::default(),
            ended: Series::default(),
            by_hand: None,
            now,
            since: now.wall,
            day: now.wall.date(),
        }
    }

    /// The agents as they are now.
    pub(crate) fn are(&mut self, rows: Vec<Snapshot>, link: LinkState, now: Now) {
        self.time_is(now);
        self.rows = rows;
        self.link = link;
        let talking = self.talking_now();
        self.talking.most(now.monotonic, talking.certain() as u64);
        self.perhaps_talking.most(now.monotonic, talking.all as u64);
        self.ended.add(now.monotonic, 0);
        // What rings in doubt may have been answered long ago.
        let rings = self.rings_longest().filter(|call| !call.unverified);
        self.longest = self.longest.max(rings.map_or(Duration::ZERO, |call| call.age));
    }

    /// The channel stands, and the broker keeps this agent's events to itself.
    pub(crate) fn is_refused(&self, row: &Snapshot) -> bool {
        self.link == LinkState::Active && row.link == LinkState::Lost
    }

    /// The watch tells.
    pub(crate) fn take(&mut self, notice: &Notice, now: Now) {
        if let Notice::Event(event) = notice {
            self.event(event, now);
        }
    }

    /// It tells an event.
    pub(crate) fn event(&mut self, event: &Event, now: Now) {
        self.time_is(now);
        if let (Body::CallCleared(cleared), Some(agent)) = (event.body(), &event.watched)
            && let Some(end) = cleared.end_reason
        {
            self.ended(agent, cleared, end);
        }
    }

    fn time_is(&mut self, now: Now) {
        self.now = now;
        // A new day.
        if now.wall.date() != self.day {
            self.day = now.wall.date();
            self.since = now.wall;
            self.total = Counts::default();
            self.by_agent.clear();
            self.longest = Duration::ZERO;
        }
    }

    fn ended(&mut self, agent: &AgentId, cleared: &CallCleared, end: CallEnd) {
        let one = match (cleared.is_caller, cleared.is_established) {
            // Another has answered it: nobody has missed it.
            _ if end == CallEnd::AnsweredElsewhere => return,
            // Nobody has seen what became of it.
            (is_caller, false) if end == CallEnd::Unseen && is_caller != Some(true) => return,
            (Some(true), _) => Counts {
                made: 1,
                ..Counts::default()
            },
            (_, true) => Counts {
                answered: 1,
                ..Counts::default()
            },
            (_, false) => Counts {
                missed: 1,
                ..Counts::default()
            },
        };
        self.total.add(one);
        let agent = self.by_agent.entry(agent.as_str().to_owned()).or_default();
        agent.add(one);
        self.ended.add(self.now.monotonic, 1);
        // A call that was met when it was up already has rung nobody knows how long.
        let until = match cleared.is_established {
            true => cleared.established_time_id,
            false => Some(self.now.unix_ms),
        };
        if let Some(until) = until.filter(|_| one.made == 0) {
            let rang = u64::try_from(until - cleared.create_time_id).unwrap_or(0);
            self.longest = self.longest.max(Duration::from_millis(rang));
        }
    }

    /// The counts of an agent.
    pub(crate) fn counts(&self, agent: &AgentId) -> Counts {
        self.by_agent.get(agent.as_str()).copied().unwrap_or_default()
    }

    fn ringing(&self) -> impl Iterator<Item = &CallSnapshot> {
        let calls = self.rows.iter().flat_map(|row| &row.calls);
        calls.filter(|call| call.leg == ConnectionState::Alerting)
    }

    /// How many calls ring for these agents.
    pub(crate) fn waiting(&self) -> Count {
        self.ringing().map(|call| call.unverified).collect()
    }

    /// The call that has rung the longest; one of which it is in doubt only where no other rings.
    pub(crate) fn rings_longest(&self) -> Option<&CallSnapshot> {
        self.ringing().max_by_key(|call| (!call.unverified, call.age))
    }

    /// How many are in a mode, without a call in which they talk.
    pub(crate) fn in_mode(&self, mode: &AgentMode) -> Count {
        let idle = self.rows.iter().filter(|row| talks_in_doubt(row).is_none());
        let agents = idle.filter_map(|row| row.agent.as_ref());
        let in_mode = agents.filter(|agent| agent.mode == *mode);
        in_mode.map(is_mode_doubtful).collect()
    }

    /// How many talk.
    pub(crate) fn talking_now(&self) -> Count {
        self.rows.iter().filter_map(talks_in_doubt).collect()
    }

    /// The page that somebody has turned to, unless that is long ago.
    pub(crate) fn by_hand(&self) -> Option<usize> {
        let (page, until) = self.by_hand?;
        (self.now.monotonic < until).then_some(page)
    }

    /// Turns to the next page of so many, or to the one before this.
    pub(crate) fn turn(&mut self, forward: bool, (page, pages): (usize, usize)) {
        // They are counted from 1.
        let next = if forward { page } else { page + pages - 2 };
        self.by_hand = Some((next % pages, self.now.monotonic + BY_HAND));
    }
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.answered += more.answered;
        self.missed += more.missed;
        self.made += more.made;
    }
}

impl Count {
    pub(crate) const fn certain(self) -> usize {
        self.all - self.doubtful
    }
}

/// Of each whether it is in doubt.
impl FromIterator<bool> for Count {
    fn from_iter<T: IntoIterator<Item = bool>>(doubts: T) -> Self {
        let mut count = Self::default();
        for is_doubtful in doubts {
            count.all += 1;
            count.doubtful += usize::from(is_doubtful);
        }
        count
    }
}

/// Whether it is in doubt that an agent is connected with somebody, or has put somebody on hold; `None` where it is not so.
fn talks_in_doubt(row: &Snapshot) -> Option<bool> {
    let is_up = |call: &&CallSnapshot| matches!(call.leg, ConnectionState::Connected | ConnectionState::Hold);
    let calls = row.calls.iter().filter(is_up);
    // One that is certain will do.
    calls.map(|call| call.unverified).min()
}
