//! An agent at work: looks at what may be done, thinks for a moment, does it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use wellclient::lock::Mutex;
use wellclient::{
    AgentModeRequest, CallDataEntry, CallId, Client, Command, ConnectionState, Environment, LoginRequest,
    MakeCallOptions, Notice, Outcome, Participation, Session, SessionConfig, SessionPhase, Snapshot, Verb,
};

use super::latency::Histogram;
use super::rng::Rng;

/// Longer than any deadline of a command.
const SETTLES: Duration = Duration::from_secs(90);

/// What all agents are to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    Work,
    /// Do nothing; calls stay as they are.
    Pause,
    /// Hang up, and do nothing.
    HangUp,
    /// Hang up, log out, and go.
    GoHome,
}

/// What all agents count together.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) calls: AtomicU64,
    pub(super) events: AtomicU64,
    pub(super) latencies: Mutex<BTreeMap<&'static str, Histogram>>,
    pub(super) outcomes: Mutex<BTreeMap<String, u64>>,
    pub(super) violations: Mutex<Vec<String>>,
}

/// One agent with a session.
pub(super) struct Desk {
    pub(super) number: u32,
    pub(super) session: Session,
    sessions: u32,
    rng: Rng,
    orders: watch::Receiver<Order>,
    idle: Arc<watch::Sender<Order>>,
    tally: Arc<Tally>,
}

impl Desk {
    pub(super) fn new(
        client: &Client,
        environment: &Environment,
        (number, sessions): (u32, u32),
        seed: u64,
        orders: watch::Receiver<Order>,
        tally: &Arc<Tally>,
    ) -> Result<Self, String> {
        let mut config = SessionConfig::new(environment.clone());
        config.settings.auto_answer = false;
        let session = client.session(config).map_err(|error| error.to_string())?;
        let counted = Arc::clone(tally);
        session
            .on_any(move |notice| {
                if let Notice::Event(event) = notice
                    && event.call_id().is_some()
                {
                    counted.events.fetch_add(1, Ordering::Relaxed);
                }
            })
            .detach();
        let first = *orders.borrow();
        Ok(Self {
            number,
            session,
            sessions,
            rng: Rng::new(seed ^ (u64::from(number) << 32)),
            orders,
            idle: Arc::new(watch::Sender::new(first)),
            tally: Arc::clone(tally),
        })
    }

    /// The last order that the agent has followed.
    pub(super) fn followed(&self) -> watch::Receiver<Order> {
        self.idle.subscribe()
    }

    pub(super) async fn work(mut self) {
        loop {
            let order = *self.orders.borrow_and_update();
            let snapshot = self.session.snapshot();
            let next = match order {
                Order::Work => self.deed(&snapshot),
                Order::Pause => None,
                Order::HangUp | Order::GoHome => self.hang_up(&snapshot),
            };
            if let Some(command) = next {
                self.act(command).await;
            } else if order == Order::GoHome && snapshot.phase == SessionPhase::LoggedIn && !self.has_calls()
            {
                self.act(Command::Logout).await;
            } else {
                if order != Order::Work {
                    self.idle.send_replace(order);
                }
                if order == Order::GoHome && snapshot.phase == SessionPhase::LoggedOut {
                    self.session.close().await;
                    return;
                }
            }
            let think = Duration::from_millis(40 + self.rng.below(200));
            tokio::select! {
                () = sleep(think) => {}
                changed = self.orders.changed() => if changed.is_err() { return },
            }
        }
    }

    fn has_calls(&self) -> bool {
        !self.session.snapshot().calls.is_empty()
    }

    /// What the agent does next, if anything.
    fn deed(&mut self, snapshot: &Snapshot) -> Option<Command> {
        if snapshot.phase == SessionPhase::LoggedOut {
            return Some(self.log_in());
        }
        let may = |verb| {
            let action = snapshot.actions.iter().find(|action| action.verb == verb);
            action.is_some_and(|action| action.is_allowed())
        };
        if snapshot.calls.is_empty() {
            // Of two neighbours one calls, so that they do not only find each other busy.
            let calls = self.number.is_multiple_of(2) || self.rng.percent(5);
            return match may(Verb::MakeCall) && calls && self.rng.percent(60) {
                true => Some(self.make_call()),
                false if may(Verb::SetAgentMode) && self.rng.percent(1) => Some(self.change_mode()),
                false => None,
            };
        }
        let held = snapshot
            .calls
            .iter()
            .find(|call| call.leg == ConnectionState::Hold);
        let other = snapshot
            .calls
            .iter()
            .find(|call| call.leg == ConnectionState::Connected);
        if let (Some(held), Some(other)) = (held, other) {
            let (verb, held, consulted) = (self.rng.below(4), held.call_id.clone(), other.call_id.clone());
            return Some(match verb {
                0 if other.allows(Verb::Transfer) => Command::Transfer { held, consulted },
                1 if other.allows(Verb::Conference) => Command::Conference { held, consulted },
                2 if other.allows(Verb::CancelConsult) => Command::CancelConsult { held, consulted },
                _ => Command::Drop {
                    call: Some(consulted),
                },
            });
        }
        // One of them, whichever has something to be done with.
        let start = self.rng.below(snapshot.calls.len() as u64) as usize;
        let call = &snapshot.calls[start];
        let (id, chance) = (call.call_id.clone(), self.rng.below(100));
        if call.allows(Verb::Answer) {
            return Some(match chance {
                0..90 => Command::Answer { call: id },
                _ => Command::Drop { call: Some(id) },
            });
        }
        if call.allows(Verb::Retrieve) {
            return Some(Command::Retrieve { call: id });
        }
        let (verb, command) = match chance {
            // Talk on.
            0..55 => return None,
            55..59 => (Verb::Hold, Command::Hold { call: id }),
            59..63 => (
                Verb::Consult,
                Command::Consult {
                    call: id,
                    number: self.colleague(),
                },
            ),
            63..66 => {
                let number = self.colleague();
                (
                    Verb::SingleStepTransfer,
                    Command::SingleStepTransfer { call: id, number },
                )
            }
            66..68 => {
                let (number, participation) = (self.colleague(), Participation::Active);
                let command = Command::SingleStepConference {
                    call: id,
                    number,
                    participation,
                };
                (Verb::SingleStepConference, command)
            }
            68..71 => (Verb::SetCallData, set_data(id, self.rng.next())),
            _ => (Verb::Drop, Command::Drop { call: Some(id) }),
        };
        call.allows(verb).then_some(command)
    }

    fn hang_up(&self, snapshot: &Snapshot) -> Option<Command> {
        let call = snapshot
            .calls
            .iter()
            .find(|call| call.allows(Verb::Drop) || call.allows(Verb::Retrieve))?;
        let id = call.call_id.clone();
        Some(match call.allows(Verb::Drop) {
            true => Command::Drop { call: Some(id) },
            false => Command::Retrieve { call: id },
        })
    }

    fn log_in(&self) -> Command {
        let (agent, ext) = ((5000 + self.number).to_string(), (8000 + self.number).to_string());
        let mut request = LoginRequest::new(agent, "123456", "test.cc", ext);
        request.agent_mode = AgentModeRequest::Ready;
        Command::Login(request)
    }

    fn make_call(&mut self) -> Command {
        let number = match self.rng.below(10) {
            0 => format!("1390000{:04}", self.rng.below(10_000)),
            1 => self.colleague(),
            _ => (8000 + (self.number ^ 1)).to_string(),
        };
        Command::MakeCall {
            number,
            options: MakeCallOptions::default(),
        }
    }

    fn change_mode(&mut self) -> Command {
        let (mode, reason) = match self.rng.percent(70) {
            true => (AgentModeRequest::Ready, None),
            false => (AgentModeRequest::NotReady, Some("tea".to_owned())),
        };
        Command::SetAgentMode { mode, reason }
    }

    fn colleague(&mut self) -> String {
        let other = 1 + self.rng.below(u64::from(self.sessions) - 1);
        let other = (u64::from(self.number) + other) % u64::from(self.sessions);
        (8000 + other).to_string()
    }

    async fn act(&self, command: Command) {
        let verb = command.verb();
        let began = Instant::now();
        let Ok(outcome) = timeout(SETTLES, self.session.command(command)).await else {
            let said = format!("{verb} of {} has not settled after {SETTLES:?}", self.number);
            self.tally.violations.lock().push(said);
            return;
        };
        if matches!(outcome, Outcome::Confirmed(_)) {
            let mut latencies = self.tally.latencies.lock();
            latencies.entry(verb.name()).or_default().add(began.elapsed());
            if verb == Verb::MakeCall {
                self.tally.calls.fetch_add(1, Ordering::Relaxed);
            }
        }
        let name = format!("{verb}: {}", outcome.name());
        *self.tally.outcomes.lock().entry(name).or_default() += 1;
    }
}

fn set_data(call: CallId, number: u64) -> Command {
    let entries = vec![CallDataEntry::new("ticket", number.to_string())];
    Command::SetCallData { call, entries }
}
