//! What a session has in every state: its configuration, its tables, and the words it says.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::commands::Commands;
use super::config::SessionConfig;
use super::link::{Link, LinkContext};
use super::outcome::{CommandError, Outcome};
use super::output::{LogKind, LogLine, Output};
use super::random::Random;
use super::renewing::Renewing;
use super::requests::{Intent, Lane, Requests};
use super::timers::{Timer, Timers};
use crate::event::{Anomaly, AnomalyKind, Derived, Event};
use crate::event_log::EventLog;
use crate::http::Cookies;
use crate::id::{AgentId, CommandId};
use crate::journal::Writer;
use crate::metrics::Metrics;
use crate::secret::Met;
use crate::time::Now;
use crate::vocabulary::SessionEnd;

/// Before the account is asked for once more, while a log-in or a recovery waits for it.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// How often it is asked for again.
pub(super) const ACCOUNT_TRIES: u32 = 3;

/// No driver's clock goes on for as long as this; times that are added to it do not overflow.
const END_OF_TIME: Duration = Duration::from_secs(u64::MAX / 4);

#[derive(Debug)]
pub(super) struct Context {
    pub(super) config: SessionConfig,
    pub(super) timers: Timers,
    pub(super) requests: Requests,
    pub(super) renewing: Renewing,
    /// Of the present log-in.
    pub(super) cookies: Cookies,
    pub(super) commands: Commands,
    pub(super) log: EventLog,
    pub(super) metrics: Metrics,
    pub(super) journal: Writer,
    /// What must not be said.
    pub(super) secrets: Met,
    pub(super) outputs: VecDeque<Output>,
    /// How often an agent has been logged off.
    pub(super) log_offs: u64,
    /// Why the last agent is not logged in any more.
    pub(super) session_end: Option<SessionEnd>,
    /// The time of the last input.
    pub(super) clock: Option<Now>,
    random: Random,
    /// The last socket that was asked for.
    sockets: u64,
}

impl Context {
    pub(super) fn new(config: SessionConfig) -> Self {
        let mut log = EventLog::new();
        if !config.event_log {
            log.disable();
        }
        let journal = Writer::new(&config);
        Self {
            outputs: journal.header(&config).map(Output::Journal).into_iter().collect(),
            random: Random::new(config.seed),
            secrets: Met::of(config.environment.secrets().cloned().collect()),
            config,
            timers: Timers::default(),
            requests: Requests::default(),
            renewing: Renewing::default(),
            cookies: Cookies::default(),
            commands: Commands::default(),
            log,
            metrics: Metrics::default(),
            journal,
            log_offs: 0,
            session_end: None,
            clock: None,
            sockets: 0,
        }
    }

    /// Takes the time of an input, which never goes back. Answers how far the wall clock has run ahead, milliseconds,
    /// if that means that the machine slept.
    pub(super) fn tick(&mut self, mut now: Now) -> (Now, Option<i64>) {
        now.monotonic = now.monotonic.min(END_OF_TIME);
        let Some(last) = self.clock.replace(now) else {
            return (now, None);
        };
        now.monotonic = now.monotonic.max(last.monotonic);
        self.clock = Some(now);
        let jump = millis(self.config.timing.clock_jump);
        let passed = now.wall.unix_ms.saturating_sub(last.wall.unix_ms);
        // Of most inputs this is all that is to be known.
        if passed <= jump {
            return (now, None);
        }
        let ahead = passed.saturating_sub(millis(now.monotonic - last.monotonic));
        (now, Some(ahead).filter(|ahead| *ahead > jump))
    }

    pub(super) fn link(&mut self) -> LinkContext<'_> {
        LinkContext {
            timers: &mut self.timers,
            random: &mut self.random,
            sockets: &mut self.sockets,
        }
    }

    /// How long a request that is tried again waits because the server has asked for that; zero where it has not.
    pub(super) fn asked_to_wait(&mut self, retry_after: Option<Duration>) -> Duration {
        let policy = self.config.reconnect;
        retry_after.map_or(Duration::ZERO, |asked| policy.heeding(asked, &mut self.random))
    }

    /// Asks for the account again, after a time that grows with the tries.
    pub(super) fn ask_later(&mut self, now: Now, tries: u32, error: &CommandError) {
        let wait = ASK_AGAIN.saturating_mul(1 << tries.min(3));
        let wait = wait.max(self.asked_to_wait(error.retry_after()));
        // Where the session has to be renewed for it first, not before that may be tried again.
        let at = self.renewing.not_before().max(now.monotonic + wait);
        self.timers.arm(Timer::Account, at);
    }

    /// The event log without secrets, however the server has written them.
    pub(super) fn readable_log(&self) -> EventLog {
        let mask = self.secrets.mask();
        self.log
            .revised(|text| mask.touches(text).then(|| mask.text(text)))
    }

    /// The log-in's time is over, and its channel does not stand: what the last attempt has met.
    pub(super) fn not_opened(&self, link: &Link) -> CommandError {
        let why = link.trouble().cloned();
        let mut why = why.unwrap_or_else(|| "no answer in time".into());
        why.text = self.secrets.hide_in_line(why.text);
        CommandError::NoEventChannel(why)
    }

    /// Lines that nobody has looked through are, before what is to be looked for is forgotten.
    pub(super) fn forget_secrets(&mut self) {
        if let Some(mask) = self.secrets.forgotten() {
            self.log
                .revise(|text| mask.touches(text).then(|| mask.text(text)));
        }
    }

    pub(super) fn submit(&mut self, intent: Intent, lane: Lane) {
        self.requests.submit(intent, lane);
    }

    /// Tells of something that the library has derived.
    pub(super) fn report(&mut self, derived: Derived) {
        self.report_of(None, derived);
    }

    /// So, of the agent who is watched.
    pub(super) fn report_of(&mut self, watched: Option<&Arc<AgentId>>, derived: Derived) {
        let mut event = Event::derived(derived);
        event.watched = watched.cloned();
        self.outputs.push_back(Output::Event(Arc::new(event)));
    }

    pub(super) fn anomaly(&mut self, now: Now, anomaly: Anomaly) {
        self.anomaly_of(now, None, anomaly);
    }

    /// So, of the agent who is watched.
    pub(super) fn anomaly_of(&mut self, now: Now, watched: Option<&Arc<AgentId>>, mut anomaly: Anomaly) {
        anomaly.detail = self.secrets.hide(anomaly.detail);
        if self.secrets.mask().touches(&anomaly.event) {
            anomaly.event = self.secrets.mask().text(&anomaly.event).into();
        }
        self.metrics.anomalies += 1;
        self.log
            .record(now.wall, format!("anomaly {}: {}", anomaly.kind, anomaly.detail));
        self.report_of(watched, Derived::Anomaly(anomaly));
    }

    /// An anomaly that is about no event.
    pub(super) fn odd(&mut self, now: Now, kind: AnomalyKind, detail: impl Into<String>) {
        self.anomaly(
            now,
            Anomaly {
                kind,
                call_id: None,
                event: Default::default(),
                detail: detail.into(),
            },
        );
    }

    pub(super) fn say(&mut self, now: Now, kind: LogKind, content: impl Into<String>) {
        let content = self.secrets.hide(content.into());
        self.say_plain(now, kind, content);
    }

    /// Says what has no secret in it.
    fn say_plain(&mut self, now: Now, kind: LogKind, content: String) {
        self.log.record(now.wall, content.as_str());
        if kind != LogKind::Log || self.config.settings.debug {
            self.outputs.push_back(Output::Log(LogLine { kind, content }));
        }
    }

    /// A failure: an error, and an alert for the agent if those are wanted.
    pub(super) fn complain(&mut self, now: Now, content: String) {
        let content = self.secrets.hide(content);
        self.say(now, LogKind::Error, content.clone());
        if self.config.settings.use_error_alert {
            self.outputs.push_back(Output::Log(LogLine {
                kind: LogKind::Alert,
                content,
            }));
        }
    }

    /// Settles a command before anything was sent.
    pub(super) fn refuse(&mut self, now: Now, id: CommandId, what: &str, error: impl Into<CommandError>) {
        self.settle(now, id, what, now.monotonic, Outcome::Rejected(error.into()));
    }

    /// Settles a command. Nothing is sent for it any more.
    pub(super) fn settle(&mut self, now: Now, id: CommandId, what: &str, issued: Duration, outcome: Outcome) {
        self.timers.disarm(Timer::Check(id));
        self.timers.disarm(Timer::Deadline(id));
        let with_driver = self.requests.withdraw(id);
        let good = matches!(outcome, Outcome::Confirmed(_) | Outcome::AlreadySo);
        // What has happened was sent long ago.
        if let Some(id) = with_driver.filter(|_| !good) {
            self.outputs.push_back(Output::CancelRequest { id });
        }
        self.metrics.settled(now.monotonic.saturating_sub(issued), good);
        let text = match &outcome {
            Outcome::Confirmed(_) => "confirmed".to_owned(),
            Outcome::AlreadySo => "already so".to_owned(),
            Outcome::Rejected(error) => format!("rejected: {error}"),
            Outcome::Unknown(unknown) => format!("unknown: {unknown}"),
        };
        let line = format!("{what} #{}: {text}", id.0);
        if good {
            // The verb's name and a number.
            self.say_plain(now, LogKind::Log, line);
        } else {
            self.complain(now, line);
        }
        self.outputs.push_back(Output::Settled { id, outcome });
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
