//! A laboratory: core sessions against the switch, in virtual time. No sockets, no clock, no threads; one
//! queue of what happens next, and dice with a seed, so that every run can be had again.

mod broker;
mod driver;
mod elsewhere;
mod facts;
mod laboratory;
mod lagging;
mod ledger;
mod network;
mod seat;
mod sockets;
mod traffic;
mod truth;
mod untold;
mod witness;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

pub use broker::Broker;
pub use driver::api_request;
pub use facts::Facts;
pub use laboratory::{Lab, PASSWORD, PATIENCE};
pub use ledger::{Ledger, Open, Telling};
pub use network::{
    ConnectFate, Dice, EventFate, EventRule, Fate, Network, RequestRule, SecondWorker, Weather,
};
pub use seat::{Issued, Said, Seat};
pub use traffic::Traffic;
pub use truth::{disagreement, is_put_right};
pub use witness::{Deed, Witness};

use laboratory::Happening;
use lagging::Lagging;

use wellclient_core::command::{Command, LoginRequest};
use wellclient_core::environment::Environment;
use wellclient_core::id::CommandId;
use wellclient_core::session::{
    Input, Outcome, ReconnectPolicy, SavedSession, Session, SessionConfig, SocketId,
};
use wellclient_simulator::pbx::{AgentRange, Password, Pbx};
use wellclient_simulator::{Control, ControlReply, PbxConfig};

impl Lab {
    /// A laboratory with the default switch.
    pub fn new(seed: u64) -> Self {
        Self::with(
            PbxConfig {
                seed: Some(seed),
                ..PbxConfig::default()
            },
            seed,
        )
    }

    /// A laboratory with another switch. Everybody's password is [`PASSWORD`].
    pub fn with(mut config: PbxConfig, seed: u64) -> Self {
        config.agents = Self::agents();
        Self {
            pbx: Pbx::new(config),
            seats: Vec::new(),
            network: Network::new(seed),
            broker: Broker::default(),
            facts: None,
            ledger: None,
            witness: None,
            lagging: None,
            touched: BTreeSet::new(),
            told: 0,
            untold: Vec::new(),
            fared: None,
            watches: false,
            now: Duration::ZERO,
            queue: BTreeMap::new(),
            happenings: 0,
            switch_wakes: BTreeSet::new(),
            topics: HashMap::new(),
            cancelled: BTreeSet::new(),
        }
    }

    /// The switch's agents. Everybody's password is [`PASSWORD`].
    pub fn agents() -> Vec<AgentRange> {
        vec![AgentRange {
            password: Password::new(PASSWORD),
            to: 7999,
            ..AgentRange::default()
        }]
    }

    /// A session's configuration: the defaults, but incoming calls not answered by themselves, and reconnecting as the
    /// manual says, so that its times are exact.
    pub fn config(seed: u64) -> SessionConfig {
        let environment =
            Environment::custom("http://cti.test/sdk", None).unwrap_or_else(|error| panic!("{error}"));
        let mut config = SessionConfig::new(environment);
        config.settings.auto_answer = false;
        config.reconnect = ReconnectPolicy::MANUAL_4_0;
        config.seed = seed;
        config
    }

    /// One more session; its number.
    pub fn sit(&mut self, config: SessionConfig) -> usize {
        let session = Session::new(config).unwrap_or_else(|error| panic!("{error}"));
        self.seats.push(Seat::new(session));
        let seat = self.seats.len() - 1;
        self.drain(seat);
        seat
    }

    /// The lab's time: since the beginning.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// A log-in of agent 5000 + n on extension 8000 + n.
    pub fn request(number: usize) -> LoginRequest {
        LoginRequest::new(
            (5000 + number).to_string(),
            PASSWORD,
            "test.cc",
            (8000 + number).to_string(),
        )
    }

    /// Sits down, logs in as [`Lab::request`] says and waits for it.
    pub fn logged_in(&mut self, number: usize, config: SessionConfig) -> usize {
        let seat = self.sit(config);
        let outcome = self.settle(seat, Command::Login(Self::request(number)));
        assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
        self.run_for(Duration::from_secs(1));
        seat
    }

    /// Gives a command.
    pub fn command(&mut self, seat: usize, command: Command) -> CommandId {
        let mode = match &command {
            Command::Login(request) => Some(request.login_mode),
            _ => None,
        };
        let verb = command.verb();
        let kept = (self.facts.is_some() || self.witness.is_some()).then(|| command.clone());
        let sound = self.facts.is_some()
            && self.seats[seat].snapshot(self.now).verified
            && disagreement(self, seat, true).is_none();
        let since = sound.then_some(self.now);
        let version = self.ledger.as_ref().map_or(0, Ledger::version);
        let waits = self
            .ledger
            .as_ref()
            .is_some_and(|ledger| ledger.waits_for(seat).next().is_some());
        let sure = !waits && self.seats[seat].snapshot(self.now).verified;
        let (now, chair) = (self.now, &mut self.seats[seat]);
        let id = chair.session.command(chair.clock(now), command);
        chair.commands.extend(kept.map(|command| (id, command)));
        chair.issue((now, since), id, verb, mode);
        if let Some(issued) = chair.issued.get_mut(&id) {
            (issued.version, issued.sure) = (version, sure);
        }
        self.drain(seat);
        id
    }

    /// Gives a command and waits for its outcome.
    pub fn settle(&mut self, seat: usize, command: Command) -> Outcome {
        let id = self.command(seat, command);
        self.outcome(seat, id)
    }

    /// Waits for a command's outcome.
    pub fn outcome(&mut self, seat: usize, id: CommandId) -> Outcome {
        self.run_until(Duration::from_secs(200), |lab| {
            lab.seats[seat].outcome(id).is_some()
        });
        self.seats[seat]
            .outcome(id)
            .cloned()
            .unwrap_or_else(|| panic!("{id:?} is never settled"))
    }

    /// Takes up a saved session and waits for the outcome.
    pub fn recover(&mut self, seat: usize, saved: SavedSession) -> Outcome {
        let id = self.take_up(seat, saved);
        self.outcome(seat, id)
    }

    /// Takes up a saved session.
    pub fn take_up(&mut self, seat: usize, saved: SavedSession) -> CommandId {
        let (now, chair) = (self.now, &mut self.seats[seat]);
        let id = chair.session.next_command();
        chair.session.handle_input(
            chair.clock(now),
            Input::Recover {
                id,
                saved: saved.into(),
            },
        );
        chair.issue(
            (now, None),
            id,
            wellclient_core::command::Verb::Login,
            Some(Default::default()),
        );
        self.drain(seat);
        id
    }

    /// Something happens outside.
    pub fn outside(&mut self, control: Control) -> Option<ControlReply> {
        let reply = self.pbx.control(self.now, control).ok();
        self.publish();
        reply
    }

    /// An outside party calls; the call's id.
    pub fn call_in(&mut self, from: &str, to: &str) -> String {
        let json = serde_json::json!({ "do": "call_in", "from": from, "to": to });
        let control = serde_json::from_value(json).unwrap_or_else(|error| panic!("{error}"));
        self.outside(control)
            .and_then(|reply| reply.call_id)
            .unwrap_or_else(|| panic!("{from} cannot call {to}"))
    }

    /// The machine of a seat sleeps: its monotonic clock stands still, the wall's goes on.
    pub fn suspend(&mut self, seat: usize, time: Duration) {
        self.seats[seat].asleep_until = Some(self.now + time);
        self.seats[seat].slept += time;
        self.push(self.now + time, Happening::Wake(seat));
    }

    /// A seat's WebSockets break, and the client learns of it.
    pub fn cut(&mut self, seat: usize) {
        let sockets: Vec<SocketId> = self.seats[seat].sockets.keys().copied().collect();
        for socket in sockets {
            self.hang_up(seat, socket);
        }
    }

    /// A seat's WebSockets go dead, and nobody learns of it.
    pub fn go_dead(&mut self, seat: usize) {
        self.seats[seat]
            .sockets
            .values_mut()
            .for_each(|connection| connection.dead = true);
    }

    /// Lets time pass.
    pub fn run_for(&mut self, time: Duration) {
        self.run_to(self.now + time);
    }

    /// Lets time pass until then.
    pub fn run_to(&mut self, until: Duration) {
        while self.step(until) {}
        self.now = self.now.max(until);
    }

    /// Lets time pass until something is so, at most for so long. Answers whether it is.
    pub fn run_until(&mut self, at_most: Duration, mut done: impl FnMut(&Self) -> bool) -> bool {
        let until = self.now + at_most;
        while !done(self) {
            if !self.step(until) {
                self.now = self.now.max(until);
                return done(self);
            }
        }
        true
    }

    /// The next thing, if it is due by `until`.
    pub fn step(&mut self, until: Duration) -> bool {
        let Some(entry) = self.queue.first_entry().filter(|entry| entry.key().0 <= until) else {
            return false;
        };
        let ((at, _), happening) = entry.remove_entry();
        self.now = self.now.max(at);
        self.happen(happening);
        true
    }

    fn push(&mut self, at: Duration, happening: Happening) {
        self.happenings += 1;
        self.queue.insert((at, self.happenings), happening);
    }

    fn soon(&mut self, happening: Happening) {
        let at = self.now + self.network.delay(self.now, happening.seat() * 2);
        self.push(at, happening);
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Switch => {
                self.switch_wakes = self.switch_wakes.split_off(&(self.now + Duration::from_nanos(1)));
                self.pbx.advance(self.now);
                self.publish();
            }
            Happening::Request {
                seat,
                id,
                request,
                answer,
            } => self.serve(seat, id, &request, answer),
            Happening::ToBroker { seat, socket, bytes } => self.broker_hears(seat, socket, &bytes),
            Happening::BrokerBeats { seat, socket } => self.broker_beats(seat, socket),
            Happening::BrokerListens { seat, socket } => self.broker_listens(seat, socket),
            Happening::Wake(seat) => self.wake(seat),
            Happening::Cut { seat, socket } => self.hang_up(seat, socket),
            Happening::Dies { seat, socket } => {
                if let Some(connection) = self.seats[seat].sockets.get_mut(&socket) {
                    connection.dead = true;
                }
            }
            other => self.reach_session(other),
        }
    }

    /// What the switch has to tell goes on its way. Answers what that is, if it is written down.
    pub(crate) fn publish(&mut self) -> Vec<(String, Option<String>)> {
        self.write_down();
        if let (Some(lagging), Some(ledger)) = (&mut self.lagging, &self.ledger) {
            lagging.keep(self.now, ledger.version(), &self.pbx);
        }
        let mut told = Vec::new();
        while let Some(event) = self.pbx.poll_event() {
            if let Some(facts) = &mut self.facts {
                facts.told(self.now, &event.json);
            }
            self.told += 1;
            if let Some(ledger) = &mut self.ledger {
                let version = ledger.version();
                let about = |chair: &Seat| {
                    let own = chair
                        .session
                        .identity()
                        .is_some_and(|(agent, _)| agent.as_str() == event.agent);
                    own && !chair.crashed
                };
                for (seat, _) in self.seats.iter().enumerate().filter(|(_, chair)| about(chair)) {
                    ledger.told(seat, self.told, version, &event);
                }
                told.push((
                    event.name.clone(),
                    ledger::call_of(&event.json).map(str::to_owned),
                ));
            }
            let mut listeners = Vec::new();
            for topic in topics_of(&event.agent) {
                let here = self.topics.get(&topic).into_iter().flatten();
                listeners.extend(here.map(|(seat, socket)| (*seat, *socket, topic.clone())));
            }
            for (seat, socket, topic) in listeners {
                self.tell(seat, socket, &topic, &event);
            }
        }
        if let Some(facts) = &mut self.facts {
            facts.note(self.now, &self.pbx.state());
        }
        if let Some(due) = self.pbx.next_deadline()
            && self.switch_wakes.first().is_none_or(|first| due < *first)
        {
            self.switch_wakes.insert(due);
            self.push(due, Happening::Switch);
        }
        told
    }

    /// What the switch is now is kept, where that is wanted.
    fn write_down(&mut self) {
        if let Some(ledger) = &mut self.ledger {
            ledger.note(self.pbx.state());
        }
    }

    /// From now on it is kept what the switch is and tells, and who has changed what.
    pub fn keep_record(&mut self) {
        self.ledger = Some(Ledger::new(self.pbx.state()));
        self.witness = Some(Witness::default());
    }

    /// From now on the account is so much behind; the record is kept.
    pub fn lag(&mut self, by: Duration) {
        self.lagging = Some(Lagging::by(by));
        self.publish();
    }

    /// Something went into a session that the laboratory did not bring it.
    pub fn touch(&mut self, seat: usize) {
        self.touched.insert(seat);
    }

    /// Another switch is there from now on, which knows nothing of what was; nobody is told.
    pub fn replace_switch(&mut self, pbx: Pbx) {
        self.pbx = pbx;
        self.lagging.iter_mut().for_each(Lagging::forget);
        if let Some(ledger) = &mut self.ledger {
            let seats = self.seats.len();
            ledger.forgot(seats, self.told + 1, self.pbx.state());
            self.told += 1 + u64::try_from(ledger.since(ledger.version() - 1)[0].calls.len()).unwrap_or(0);
        }
        self.publish();
    }

    /// The sessions that something went into since this was asked last.
    pub fn take_touched(&mut self) -> BTreeSet<usize> {
        std::mem::take(&mut self.touched)
    }

    fn check_confirmed(&mut self, seat: usize, id: CommandId, outcome: &Outcome) {
        let (now, state) = (self.now, self.facts.as_ref().map(|_| self.pbx.state()));
        let (Some(facts), Some(state)) = (&mut self.facts, state) else {
            return;
        };
        facts.note(now, &state);
        let chair = &mut self.seats[seat];
        if let Some(lie) = facts.lie(chair, id, outcome) {
            chair.violations.push(lie);
        }
    }

    /// What the sessions must not have done, and did; empty if all is well.
    pub fn complaints(&self) -> Vec<String> {
        let mut complaints = self.untold.clone();
        for (seat, chair) in self.seats.iter().enumerate().filter(|(_, chair)| !chair.crashed) {
            complaints.extend(
                chair
                    .violations
                    .iter()
                    .map(|violation| format!("seat {seat}: {violation}")),
            );
            complaints.extend(
                chair
                    .overdue(self.now)
                    .iter()
                    .map(|id| format!("seat {seat}: {id:?} is overdue")),
            );
        }
        complaints
    }
}

/// Seeds to try: so many from 0 on, or those that the environment variable `LAB_SEEDS` names (`100..200`).
pub fn seeds(number: u64) -> std::ops::Range<u64> {
    let asked = std::env::var("LAB_SEEDS").ok();
    let range = asked.as_deref().and_then(|text| {
        let (from, to) = text.split_once("..")?;
        Some(from.parse().ok()?..to.parse().ok()?)
    });
    range.unwrap_or(0..number)
}

/// The topics of an agent, in both dialects.
fn topics_of(agent: &str) -> [String; 2] {
    [
        format!("/topic/event.agent.*.{}", agent.replace('.', "_")),
        format!("/topic/csta/agent/{agent}"),
    ]
}
