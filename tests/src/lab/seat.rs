//! One session, its machine's clocks, and all that it has said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use wellclient_core::command::{Command, LoginMode, Verb};
use wellclient_core::event::{Event, Origin};
use wellclient_core::http::Rejection;
use wellclient_core::id::{CommandId, RequestId};
use wellclient_core::session::{LogLine, Outcome, Output, Session, SocketAction, SocketId};
use wellclient_core::snapshot::Snapshot;
use wellclient_core::time::{Now, Wall};

use super::broker::Connection;

/// The wall clock at the beginning: milliseconds since 1970 UTC.
const START_MS: i64 = 1_767_225_600_000;

/// Something that a session has said.
#[derive(Clone, Debug)]
pub enum Said {
    /// An event for the application.
    Event(Arc<Event>),
    /// A command is settled.
    Settled(CommandId, Outcome),
    /// Force the log-in or let it fail?
    Asked(CommandId, Box<Rejection>),
    /// A log line for the application.
    Log(LogLine),
    /// Method and URL of a request.
    Request(String),
    /// It wants a WebSocket.
    Open(SocketId),
    /// It does not want a request any more.
    Cancelled(RequestId),
    /// A message on the WebSocket.
    Sent(SocketId, String),
    /// A WebSocket ping.
    Ping(SocketId),
    /// It wants a WebSocket closed.
    Close(SocketId),
    /// Closed for good.
    Closed,
}

impl Said {
    /// What an output says; `None` for one that says nothing to anybody.
    pub fn of(output: &Output) -> Option<Self> {
        Some(match output {
            Output::Event(event) => Self::Event(Arc::clone(event)),
            Output::Settled { id, outcome } => Self::Settled(*id, outcome.clone()),
            Output::AskLogin { id, rejection } => Self::Asked(*id, rejection.clone()),
            Output::Log(line) => Self::Log(line.clone()),
            Output::Request { request, .. } => Self::Request(format!("{} {}", request.method, request.url)),
            Output::CancelRequest { id } => Self::Cancelled(*id),
            Output::Socket { socket, action } => match action {
                SocketAction::Open { .. } => Self::Open(*socket),
                SocketAction::Send(text) => Self::Sent(*socket, text.clone()),
                SocketAction::Ping => Self::Ping(*socket),
                SocketAction::Close => Self::Close(*socket),
            },
            Output::Closed => Self::Closed,
            Output::Journal(_) | Output::Timeout(_) => return None,
        })
    }

    /// One line, to compare by: events by origin and raw text.
    pub fn line(&self) -> String {
        match self {
            Self::Event(event) => format!("{:?} late={} {}", event.origin, event.late, event.raw()),
            Self::Sent(socket, text) => format!("{socket:?} {text}"),
            other => format!("{other:?}"),
        }
    }
}

/// A command that was given.
#[derive(Clone, Debug)]
pub struct Issued {
    /// What kind.
    pub verb: Verb,
    /// When, by the machine's monotonic clock.
    pub at: Duration,
    /// When it must be settled, by the same clock.
    pub deadline: Duration,
    /// Since when, in the lab's time, what confirms it must have been so. `None` where the model was wrong
    /// when it was given, or said that it might be: then it was about something else than the agent thought.
    pub since: Option<Duration>,
    /// The version of the switch then; only while there is a ledger.
    pub version: usize,
    /// Whether the session knew then all that the switch had told, and said so.
    pub sure: bool,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

/// A session and its machine.
#[derive(Debug)]
pub struct Seat {
    /// The session.
    pub session: Session,
    /// What it has said, with the lab's time, while [`Seat::records`].
    pub heard: Vec<(Duration, Said)>,
    /// Whether what it says is kept.
    pub records: bool,
    /// Its journal.
    pub journal: Vec<String>,
    /// Every command given.
    pub issued: BTreeMap<CommandId, Issued>,
    /// What each of them was; kept only while there are [`super::Facts`] to check them by.
    pub commands: BTreeMap<CommandId, Command>,
    /// What a session must not do, and this one has done.
    pub violations: Vec<String>,
    /// The program has crashed: nothing goes in or out any more.
    pub crashed: bool,
    /// Added to the wall clock, milliseconds.
    pub wall_shift: i64,
    pub(super) slept: Duration,
    pub(super) asleep_until: Option<Duration>,
    pub(super) sockets: BTreeMap<SocketId, Connection>,
    /// When its timer is due, in the lab's time.
    pub(super) due: Option<Duration>,
    /// For when a wake-up is queued.
    pub(super) wakes: BTreeSet<Duration>,
    closed: bool,
}

impl Seat {
    pub(super) fn new(session: Session) -> Self {
        Self {
            session,
            heard: Vec::new(),
            records: true,
            journal: Vec::new(),
            issued: BTreeMap::new(),
            commands: BTreeMap::new(),
            violations: Vec::new(),
            crashed: false,
            wall_shift: 0,
            slept: Duration::ZERO,
            asleep_until: None,
            sockets: BTreeMap::new(),
            due: None,
            wakes: BTreeSet::new(),
            closed: false,
        }
    }

    /// The machine's clocks.
    pub fn clock(&self, now: Duration) -> Now {
        let elapsed = i64::try_from(now.as_millis()).unwrap_or(i64::MAX);
        let wall = Wall {
            unix_ms: START_MS + elapsed + self.wall_shift,
            utc_offset_s: 8 * 3600,
        };
        Now {
            monotonic: now.saturating_sub(self.slept),
            wall,
        }
    }

    pub(super) fn issue(
        &mut self,
        (now, since): (Duration, Option<Duration>),
        id: CommandId,
        verb: Verb,
        mode: Option<LoginMode>,
    ) {
        let at = self.clock(now).monotonic;
        let timing = self.session.config().timing;
        let allowed = match mode {
            Some(LoginMode::Ask) => timing.login * 2 + timing.ask,
            Some(_) => timing.login,
            None => timing.command,
        };
        let deadline = at + allowed;
        if self
            .issued
            .insert(
                id,
                Issued {
                    verb,
                    at,
                    deadline,
                    since,
                    version: 0,
                    sure: false,
                    outcome: None,
                },
            )
            .is_some()
        {
            self.violations.push(format!("{id:?} was given twice"));
        }
    }

    pub(super) fn note(&mut self, now: Duration, output: &Output) {
        let Some(said) = Said::of(output) else { return };
        if self.closed {
            self.violations
                .push(format!("said after it was closed: {}", said.line()));
        }
        self.closed |= matches!(said, Said::Closed);
        if let Said::Settled(id, outcome) = &said {
            self.settled(now, *id, outcome);
        }
        if self.records {
            self.heard.push((now, said));
        }
    }

    fn settled(&mut self, now: Duration, id: CommandId, outcome: &Outcome) {
        let at = self.clock(now).monotonic;
        let Some(issued) = self.issued.get_mut(&id) else {
            return self
                .violations
                .push(format!("{id:?} is settled but was not given"));
        };
        if issued.outcome.is_some() {
            self.violations
                .push(format!("{id:?} ({}) is settled twice", issued.verb));
        }
        if at > issued.deadline {
            let (verb, late) = (issued.verb, at - issued.deadline);
            self.violations
                .push(format!("{id:?} ({verb}) is settled {late:?} after its deadline"));
        }
        issued.outcome = Some(outcome.clone());
    }

    /// Commands that are not settled, though they should be by now.
    pub fn overdue(&self, now: Duration) -> Vec<CommandId> {
        let at = self.clock(now).monotonic;
        let late = self
            .issued
            .iter()
            .filter(|(_, issued)| issued.outcome.is_none() && issued.deadline <= at);
        late.map(|(id, _)| *id).collect()
    }

    /// How a command ended, if it has.
    pub fn outcome(&self, id: CommandId) -> Option<&Outcome> {
        self.issued.get(&id).and_then(|issued| issued.outcome.as_ref())
    }

    /// Whether its machine sleeps.
    pub fn is_asleep(&self) -> bool {
        self.asleep_until.is_some()
    }

    /// When its machine wakes up, in the lab's time, if it sleeps.
    pub fn wakes_at(&self) -> Option<Duration> {
        self.asleep_until
    }

    /// The state as of now.
    pub fn snapshot(&self, now: Duration) -> Snapshot {
        self.session.snapshot(self.clock(now))
    }

    /// The events heard, with their times.
    pub fn events(&self) -> impl Iterator<Item = (Duration, &Arc<Event>)> {
        self.heard.iter().filter_map(|(at, said)| match said {
            Said::Event(event) => Some((*at, event)),
            _ => None,
        })
    }

    /// The events of one name, with their times.
    pub fn named(&self, name: &str) -> Vec<(Duration, Arc<Event>)> {
        self.events()
            .filter(|(_, event)| event.name() == name)
            .map(|(at, event)| (at, Arc::clone(event)))
            .collect()
    }

    /// The events that the library made itself, in the server's words.
    pub fn synthesized(&self) -> Vec<Arc<Event>> {
        self.events()
            .filter(|(_, event)| event.origin == Origin::Synthesized)
            .map(|(_, e)| Arc::clone(e))
            .collect()
    }

    /// When each request went out whose method and URL contain `text`.
    pub fn requests(&self, text: &str) -> Vec<Duration> {
        let of = |(at, said): &(Duration, Said)| match said {
            Said::Request(line) if line.contains(text) => Some(*at),
            _ => None,
        };
        self.heard.iter().filter_map(of).collect()
    }

    /// When each WebSocket was asked for.
    pub fn opens(&self) -> Vec<Duration> {
        let of = |(at, said): &(Duration, Said)| matches!(said, Said::Open(_)).then_some(*at);
        self.heard.iter().filter_map(of).collect()
    }

    /// All that was heard and asked of a call, line by line, for a test that fails.
    pub fn story(&self, text: &str) -> String {
        let lines = self
            .heard
            .iter()
            .filter(|(_, said)| !matches!(said, Said::Sent(..)));
        let lines = lines
            .map(|(at, said)| format!("{at:?} {}", said.line()))
            .filter(|line| line.contains(text));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Whether no WebSocket of it is open at the server.
    pub fn is_unplugged(&self) -> bool {
        self.sockets.is_empty()
    }
}
