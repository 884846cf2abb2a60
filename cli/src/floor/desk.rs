//! One telephone: a session of the library, and the clerk who notes on the board what it tells.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};
use wellclient::{
    Body, Command, CommandId, Events, LogKind, Notice, Outcome, ReconnectPolicy, Reply, Session, Snapshot,
    Verb,
};

use super::board::Board;
use super::lookout::unix_ms;
use super::view::{self, Beside};
use crate::library;
use crate::link::Link;
use crate::print::clean;
use crate::said::Said;
use crate::softphone::calls::Calls;
use crate::softphone::engine::{Plan, reason};
use crate::softphone::events::{self, Tone};
use crate::softphone::words::{self, Word};

/// Some things change with the time alone: that it is too soon for another call.
const PULSE: Duration = Duration::from_millis(500);

/// A telephone.
pub(super) struct Desk {
    pub(super) session: Session,
    begun: mpsc::UnboundedSender<Begun>,
}

/// What has begun at a telephone.
enum Begun {
    /// With the reason for another mode.
    Command(CommandId, Verb, Option<String>),
    Reconnect,
}

impl Desk {
    /// Lets it begin, and everything that it tells be noted.
    pub(super) fn new(session: Session, seat: Seat, policy: &ReconnectPolicy, board: Arc<Board>) -> Self {
        board.seats(&seat.id, seat.serial);
        let events = session.subscribe().outcomes(true).stream();
        let (begun, told) = mpsc::unbounded_channel();
        let clerk = Clerk {
            seat,
            session: session.clone(),
            board,
            calls: Calls::default(),
            link: Link::new(policy, Plan::stable()),
            under_way: Vec::new(),
            pending_reason: None,
            asks: None,
            trouble: None,
            shown: Value::Null,
        };
        tokio::spawn(clerk.work(events, told));
        Self { session, begun }
    }

    /// Begins a command; how it ends is told on the board.
    pub(super) fn begin(&self, command: Command) -> CommandId {
        let (verb, reason) = (command.verb(), reason(&command));
        let id = self.session.begin(command).id();
        // Nobody notes it any more if the session has ended.
        let _ = self.begun.send(Begun::Command(id, verb, reason));
        id
    }

    /// Tries a lost link at once.
    pub(super) fn reconnect(&self) {
        let _ = self.begun.send(Begun::Reconnect);
        self.session.reconnect();
    }
}

/// Whose telephone it is.
pub(super) struct Seat {
    /// The agent.
    pub(super) id: String,
    /// The extension.
    pub(super) ext: String,
    /// An agent has one telephone after the other.
    pub(super) serial: u64,
}

struct Clerk {
    seat: Seat,
    session: Session,
    board: Arc<Board>,
    calls: Calls,
    link: Link,
    under_way: Vec<(CommandId, Verb, Option<String>)>,
    /// Why the pending mode was asked for: no event tells it.
    pending_reason: Option<String>,
    asks: Option<Said>,
    trouble: Option<Said>,
    shown: Value,
}

impl Clerk {
    /// Notes what comes, until the session has ended.
    async fn work(mut self, mut events: Events, mut begun: mpsc::UnboundedReceiver<Begun>) {
        let mut pulse = interval(PULSE);
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                // What has begun is known before its end is told.
                biased;
                Some(what) = begun.recv() => self.begins(what),
                notice = events.next() => match notice {
                    Some(notice) => {
                        while let Ok(what) = begun.try_recv() {
                            self.begins(what);
                        }
                        self.notice(notice);
                    }
                    None => return,
                },
                _ = pulse.tick() => {}
            }
            self.show();
        }
    }

    fn begins(&mut self, what: Begun) {
        match what {
            Begun::Reconnect => self.link.asked(),
            Begun::Command(id, verb, reason) => {
                if verb == Verb::Login {
                    self.trouble = None;
                }
                self.under_way.push((id, verb, reason));
            }
        }
    }

    /// Notes the telephone as it is now, if that is another than before.
    fn show(&mut self) {
        let snapshot = self.look();
        let agent = snapshot.agent.as_ref();
        if agent.is_none_or(|agent| agent.pending_mode.is_none()) {
            self.pending_reason = None;
        }
        let beside = Beside {
            id: &self.seat.id,
            ext: &self.seat.ext,
            link: &self.link,
            asks: self.asks.as_ref(),
            trouble: self.trouble.as_ref(),
            pending_reason: self.pending_reason.as_deref(),
            under_way: self.under_way.iter().map(|(_, verb, _)| verb.name()).collect(),
        };
        let view = view::view(&snapshot, &self.calls, &beside);
        if view != self.shown {
            self.board.desk(&self.seat.id, self.seat.serial, &view);
            self.shown = view;
        }
    }

    /// The session as it is; each call has its name from now on.
    fn look(&mut self) -> Snapshot {
        let snapshot = self.session.snapshot();
        let now = Duration::from_millis(u64::try_from(unix_ms()).unwrap_or(0));
        self.calls.are(&snapshot.calls, now);
        snapshot
    }

    fn notice(&mut self, notice: Notice) {
        self.look();
        match notice {
            Notice::Event(event) => {
                let mut own = json!({ "event": event.name(), "origin": event.origin.as_str() });
                if let Body::LinkChanged(changed) = event.body() {
                    self.link.changed(changed.state, monotonic());
                    own["link"] = changed.state.as_str().into();
                }
                let tone = events::words(&event, wellclient::Language::En).0;
                let call = event.call_id().and_then(|id| self.calls.name(&id.to_owned()));
                let said = Said::of(|language| {
                    let (_, words) = events::words(&event, language);
                    match &call {
                        Some(call) => format!("{words} {call}"),
                        None => words,
                    }
                });
                self.tell(tone, said, own);
            }
            Notice::Log(line) if line.kind == LogKind::Log => {}
            Notice::Log(line) => self.tell(Tone::Bad, library::said(&line), json!({})),
            Notice::Settled { id, outcome } => self.settled(id, &outcome),
            Notice::AskLogin { rejection, .. } => {
                self.asks = Some(Said::of(|language| clean(&rejection.sentence(language))));
            }
            Notice::Lagged { missed, .. } => {
                self.tell(Tone::Bad, events::missed(missed), json!({}));
            }
            _ => {}
        }
    }

    fn settled(&mut self, id: CommandId, outcome: &Outcome) {
        let at = self.under_way.iter().position(|(known, ..)| *known == id);
        let Some((_, verb, reason)) = at.map(|at| self.under_way.remove(at)) else {
            return;
        };
        if verb == Verb::Login {
            self.asks = None;
        }
        let status = outcome
            .status()
            .map_or_else(String::new, |status| format!(" ({status})"));
        let said = Said::of(|language| {
            let label = words::verb(verb, language).trim_end_matches('…');
            let end = match outcome {
                Outcome::Confirmed(confirmation) => match &confirmation.reply {
                    Reply::CallData(data) => {
                        let entries = data.entries.iter();
                        let entries = entries.map(|entry| format!("{}={}", entry.key, entry.value));
                        entries.collect::<Vec<_>>().join("  ")
                    }
                    Reply::PendingMode(_) => Word::PendingMode.of(language).to_owned(),
                    _ => Word::Done.of(language).to_owned(),
                },
                Outcome::AlreadySo => Word::AlreadySo.of(language).to_owned(),
                other => format!("{}{status}", other.sentence(language).unwrap_or_default()),
            };
            words::about(label, &clean(&end), language)
        });
        if matches!(outcome.reply(), Reply::PendingMode(_)) {
            self.pending_reason = reason;
        }
        let good = outcome.is_good();
        if verb == Verb::Login && !good {
            self.trouble = Some(said.clone());
        }
        let tone = if good { Tone::Good } else { Tone::Bad };
        let about = json!({ "verb": verb.name(), "outcome": outcome.name(), "command": id.0 });
        self.tell(tone, said, about);
    }

    /// A line among the telephone's events.
    fn tell(&self, tone: Tone, said: Said, more: Value) {
        let tone = match tone {
            Tone::Plain => "plain",
            Tone::Dim => "dim",
            Tone::Good => "good",
            Tone::Bad => "bad",
            Tone::Note => "note",
        };
        let mut line = json!({ "desk": self.seat.id, "at": unix_ms(), "tone": tone, "said": said });
        if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
            line.extend(more);
        }
        self.board.told(&self.seat.id, self.seat.serial, &line);
    }
}

/// By a clock that only goes on.
fn monotonic() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}
