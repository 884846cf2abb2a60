//! A laboratory: core sessions against the switch, in virtual time. No sockets, no clock, no threads; one queue of what
//! happens next, and dice with a seed, so that every run can be had again.

mod broker;
mod network;
mod seat;
mod traffic;
mod truth;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

pub use broker::Broker;
pub use network::{ConnectFate, Dice, EventFate, EventRule, Fate, Network, RequestRule, Weather};
pub use seat::{Issued, Said, Seat};
pub use traffic::Traffic;
pub use truth::{Facts, disagreement};

use wellclient_core::command::{Command, LoginRequest};
use wellclient_core::environment::Environment;
use wellclient_core::http::HttpRequest;
use wellclient_core::id::{CommandId, RequestId};
use wellclient_core::session::{
    HttpResponse, Input, Outcome, Output, SavedSession, Session, SessionConfig, SocketId, TransportError,
};
use wellclient_core::stomp::HEARTBEAT;
use wellclient_simulator::pbx::{AgentRange, ApiReply, ApiRequest, Password, Pbx};
use wellclient_simulator::{Control, ControlReply, PbxConfig};

use broker::Connection;

/// Everybody's password.
pub const PASSWORD: &str = "Pa55-w0rd&more";

/// How long the client waits for a reply before it gives up, and says so to the session.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Sessions, the switch, and what is between them.
pub struct Lab {
    /// The switch.
    pub pbx: Pbx,
    /// The sessions.
    pub seats: Vec<Seat>,
    /// What is between them.
    pub network: Network,
    /// How the broker behaves.
    pub broker: Broker,
    /// What has been true of the switch; kept only if it is there.
    pub facts: Option<Facts>,
    /// Corrections of a model that no synthesized event has told of.
    pub untold: Vec<String>,
    /// Whether corrections are watched for that.
    pub watches: bool,
    now: Duration,
    queue: BTreeMap<(Duration, u64), Happening>,
    happenings: u64,
    /// For when a look at the switch's timers is queued.
    switch_wakes: BTreeSet<Duration>,
    topics: HashMap<String, Vec<(usize, SocketId)>>,
}

/// Something that is going to happen.
#[derive(Debug)]
enum Happening {
    Wake(usize),
    Switch,
    Request {
        seat: usize,
        id: RequestId,
        request: Box<ApiRequest>,
        answer: Answer,
    },
    Reply {
        seat: usize,
        id: RequestId,
        about_state: bool,
        result: Result<HttpResponse, TransportError>,
    },
    Opened {
        seat: usize,
        socket: SocketId,
    },
    Closed {
        seat: usize,
        socket: SocketId,
        retry_after: Option<String>,
    },
    ToBroker {
        seat: usize,
        socket: SocketId,
        bytes: Vec<u8>,
    },
    ToClient {
        seat: usize,
        socket: SocketId,
        bytes: Vec<u8>,
    },
    Pong {
        seat: usize,
        socket: SocketId,
    },
    BrokerBeats {
        seat: usize,
        socket: SocketId,
    },
    BrokerListens {
        seat: usize,
        socket: SocketId,
    },
}

/// What becomes of a reply.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Answer {
    Give(Duration),
    Lose,
    Never,
}

impl Lab {
    /// A laboratory with the default switch.
    pub fn new(seed: u64) -> Self {
        Self::with(
            PbxConfig {
                seed,
                ..PbxConfig::default()
            },
            seed,
        )
    }

    /// A laboratory with another switch. Everybody's password is [`PASSWORD`].
    pub fn with(mut config: PbxConfig, seed: u64) -> Self {
        config.agents = vec![AgentRange {
            password: Password::new(PASSWORD),
            to: 7999,
            ..AgentRange::default()
        }];
        Self {
            pbx: Pbx::new(config),
            seats: Vec::new(),
            network: Network::new(seed),
            broker: Broker::default(),
            facts: None,
            untold: Vec::new(),
            watches: false,
            now: Duration::ZERO,
            queue: BTreeMap::new(),
            happenings: 0,
            switch_wakes: BTreeSet::new(),
            topics: HashMap::new(),
        }
    }

    /// A session's configuration: the defaults, incoming calls not answered by themselves.
    pub fn config(seed: u64) -> SessionConfig {
        let environment =
            Environment::custom("http://cti.test/sdk", None).unwrap_or_else(|error| panic!("{error}"));
        let mut config = SessionConfig::new(environment);
        config.settings.auto_answer = false;
        config.seed = seed;
        config
    }

    /// One more session; its number.
    pub fn sit(&mut self, config: SessionConfig) -> usize {
        self.seats.push(Seat::new(Session::new(config)));
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
        let kept = self.facts.as_ref().map(|_| command.clone());
        let sound = kept.is_some()
            && self.seats[seat].snapshot(self.now).verified
            && disagreement(self, seat, true).is_none();
        let since = sound.then_some(self.now);
        let (now, chair) = (self.now, &mut self.seats[seat]);
        let id = chair.session.command(chair.clock(now), command);
        chair.commands.extend(kept.map(|command| (id, command)));
        chair.issue((now, since), id, verb, mode);
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
        let (now, chair) = (self.now, &mut self.seats[seat]);
        let id = chair.session.recover(chair.clock(now), saved);
        chair.issue(
            (now, None),
            id,
            wellclient_core::command::Verb::Login,
            Some(Default::default()),
        );
        self.drain(seat);
        self.outcome(seat, id)
    }

    /// Does something else with a session.
    pub fn with_session<T>(
        &mut self,
        seat: usize,
        act: impl FnOnce(&mut Session, wellclient_core::time::Now) -> T,
    ) -> T {
        let (now, chair) = (self.now, &mut self.seats[seat]);
        let clock = chair.clock(now);
        let result = act(&mut chair.session, clock);
        self.drain(seat);
        result
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
    fn step(&mut self, until: Duration) -> bool {
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
        let at = self.now + self.network.delay();
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
            other => self.reach_session(other),
        }
    }

    /// What goes into a session; a machine that sleeps gets it when it wakes.
    fn reach_session(&mut self, happening: Happening) {
        let seat = match &happening {
            Happening::Reply { seat, .. }
            | Happening::Opened { seat, .. }
            | Happening::Closed { seat, .. }
            | Happening::ToClient { seat, .. }
            | Happening::Pong { seat, .. } => *seat,
            _ => return,
        };
        if let Some(until) = self.seats[seat].asleep_until {
            return self.push(until, happening);
        }
        match happening {
            Happening::Reply {
                id,
                about_state,
                result,
                ..
            } => {
                let watch = about_state && self.watches;
                let before = watch.then(|| truth::Before::of(&self.seats[seat])).flatten();
                self.input(seat, Input::Response { id, result });
                if let Some(before) = before {
                    self.untold.extend(before.untold(seat, &self.seats[seat]));
                }
            }
            Happening::Opened { socket, .. } if self.seats[seat].sockets.contains_key(&socket) => {
                self.input(seat, Input::Connected { socket });
            }
            Happening::Closed {
                socket, retry_after, ..
            } => {
                let reason = "the connection is broken".to_owned();
                self.input(
                    seat,
                    Input::Disconnected {
                        socket,
                        reason,
                        retry_after,
                    },
                );
            }
            Happening::ToClient { socket, bytes, .. } if self.is_alive(seat, socket) => {
                self.input(
                    seat,
                    Input::Received {
                        socket,
                        bytes: &bytes,
                    },
                );
            }
            Happening::Pong { socket, .. } => self.input(seat, Input::Pong { socket }),
            _ => {}
        }
    }

    fn is_alive(&self, seat: usize, socket: SocketId) -> bool {
        self.seats[seat]
            .sockets
            .get(&socket)
            .is_some_and(|connection| !connection.dead)
    }

    fn input(&mut self, seat: usize, input: Input<'_>) {
        let (now, chair) = (self.now, &mut self.seats[seat]);
        if !chair.crashed {
            chair.session.handle_input(chair.clock(now), input);
            self.drain(seat);
        }
    }

    fn wake(&mut self, seat: usize) {
        let (now, chair) = (self.now, &mut self.seats[seat]);
        chair.wakes = chair.wakes.split_off(&(now + Duration::from_nanos(1)));
        if chair.asleep_until.is_some_and(|until| until > now) {
            return;
        }
        if chair.asleep_until.take().is_some() || chair.due.is_some_and(|due| due <= now) {
            self.input(seat, Input::Timeout);
        } else {
            self.queue_wake(seat);
        }
    }

    /// Carries out all that a session wants done.
    fn drain(&mut self, seat: usize) {
        loop {
            let output = self.seats[seat].session.poll_output();
            if let Output::Timeout(due) = output {
                return self.arm(seat, due);
            }
            let now = self.now;
            self.seats[seat].note(now, &output);
            match output {
                Output::Request { id, request } => self.send_request(seat, id, &request),
                Output::OpenSocket { socket, .. } => self.open(seat, socket),
                Output::Send { socket, frame } => self.soon(Happening::ToBroker {
                    seat,
                    socket,
                    bytes: frame,
                }),
                Output::Ping { socket } => self.ping(seat, socket),
                Output::CloseSocket { socket } => self.forget(seat, socket),
                Output::Journal(line) => self.seats[seat].journal.push(line),
                Output::Settled { id, outcome } => self.check_confirmed(seat, id, &outcome),
                _ => {}
            }
        }
    }

    fn arm(&mut self, seat: usize, due: Option<Duration>) {
        let chair = &mut self.seats[seat];
        // A timer of the machine's own clock, which stood still while it slept.
        let due = due.map(|due| (due + chair.slept).max(self.now));
        chair.due = due;
        self.queue_wake(seat);
    }

    fn queue_wake(&mut self, seat: usize) {
        let chair = &mut self.seats[seat];
        let Some(due) = chair.due.filter(|_| !chair.crashed) else {
            return;
        };
        if chair.wakes.first().is_none_or(|first| due < *first) {
            chair.wakes.insert(due);
            self.push(due, Happening::Wake(seat));
        }
    }

    fn send_request(&mut self, seat: usize, id: RequestId, request: &HttpRequest) {
        let api = api_request(request);
        let text = format!(
            "{} {} {}",
            request.method,
            request.url,
            String::from_utf8_lossy(&api.body)
        );
        let about_state = request.url.ends_with("/client-state");
        let lost = |never_sent| {
            Err(TransportError {
                never_sent,
                message: "the connection broke".into(),
            })
        };
        let reply = |result| Happening::Reply {
            seat,
            id,
            about_state,
            result,
        };
        let arrives = |answer| Happening::Request {
            seat,
            id,
            request: Box::new(api),
            answer,
        };
        match self.network.fate_of_request(seat, &text) {
            Fate::Fine => self.soon(arrives(Answer::Give(Duration::ZERO))),
            Fate::Slow(more) if more < PATIENCE => self.soon(arrives(Answer::Give(more))),
            Fate::NeverEnds => {}
            Fate::NeverSent => self.soon(reply(lost(true))),
            Fate::LostBefore => self.soon(reply(lost(false))),
            Fate::LostAfter => self.soon(arrives(Answer::Lose)),
            Fate::Slow(_) | Fate::Silence { carried_out: true } => {
                let given_up = reply(lost(false));
                self.soon(arrives(Answer::Never));
                self.push(self.now + PATIENCE, given_up);
            }
            Fate::Silence { carried_out: false } => self.push(self.now + PATIENCE, reply(lost(false))),
            Fate::Instead {
                status,
                retry_after,
                body,
            } => {
                self.soon(reply(Ok(HttpResponse {
                    status,
                    retry_after,
                    body: body.into_bytes(),
                })));
            }
        }
    }

    fn serve(&mut self, seat: usize, id: RequestId, request: &ApiRequest, answer: Answer) {
        let reply = self.pbx.handle(self.now, request);
        let about_state = request.path.ends_with("/client-state");
        let (result, more) = match answer {
            Answer::Give(more) => (Ok(http_response(reply)), more),
            Answer::Lose => (
                Err(TransportError {
                    never_sent: false,
                    message: "the connection broke".into(),
                }),
                Duration::ZERO,
            ),
            Answer::Never => return self.publish(),
        };
        let at = self.now + self.network.delay() + more;
        self.push(
            at,
            Happening::Reply {
                seat,
                id,
                about_state,
                result,
            },
        );
        self.publish();
    }

    /// What the switch has to tell goes on its way.
    fn publish(&mut self) {
        while let Some(event) = self.pbx.poll_event() {
            if let Some(facts) = &mut self.facts {
                facts.told(self.now, &event.json);
            }
            let mut listeners = Vec::new();
            for topic in topics_of(&event.agent) {
                listeners.extend(self.topics.get(&topic).into_iter().flatten().copied());
            }
            for (seat, socket) in listeners {
                self.tell(seat, socket, &event.name, &event.json);
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
    }

    fn tell(&mut self, seat: usize, socket: SocketId, name: &str, json: &str) {
        if self.network.dice.chance(self.network.weather.break_socket) {
            return self.hang_up(seat, socket);
        }
        let goes_dead = self.network.dice.chance(self.network.weather.half_open);
        let fate = self.network.fate_of_event(seat, name);
        let delay = self.network.delay();
        let Some(connection) = self.seats[seat].sockets.get_mut(&socket) else {
            return;
        };
        connection.dead |= goes_dead;
        let Some(bytes) = connection.message(json) else {
            return;
        };
        let in_turn = connection.last_arrival.max(self.now + delay);
        let message = |bytes| Happening::ToClient { seat, socket, bytes };
        match fate {
            EventFate::Lost => return,
            EventFate::Late(more) => return self.push(in_turn + more, message(bytes)),
            EventFate::Arrives | EventFate::Twice => connection.last_arrival = in_turn,
        }
        if fate == EventFate::Twice {
            self.push(in_turn, message(bytes.clone()));
        }
        self.push(in_turn, message(bytes));
    }

    fn open(&mut self, seat: usize, socket: SocketId) {
        match self.network.fate_of_connect() {
            ConnectFate::Opens => {
                self.seats[seat].sockets.insert(socket, Connection::new(self.now));
                self.soon(Happening::Opened { seat, socket });
            }
            ConnectFate::Refused(retry_after) => self.soon(Happening::Closed {
                seat,
                socket,
                retry_after,
            }),
            ConnectFate::Hangs => {}
        }
    }

    fn ping(&mut self, seat: usize, socket: SocketId) {
        if self.is_alive(seat, socket) {
            self.soon(Happening::Pong { seat, socket });
        }
    }

    fn broker_hears(&mut self, seat: usize, socket: SocketId, bytes: &[u8]) {
        let (now, broker) = (self.now, &self.broker);
        let Some(connection) = self.seats[seat]
            .sockets
            .get_mut(&socket)
            .filter(|connection| !connection.dead)
        else {
            return;
        };
        connection.last_heard = now;
        let answered = connection.receive(broker, bytes);
        let mut at = connection.last_arrival;
        let plan = connection.plan;
        for bytes in answered.frames {
            at = at.max(now + self.network.delay());
            self.push(at, Happening::ToClient { seat, socket, bytes });
        }
        if let Some(connection) = self.seats[seat].sockets.get_mut(&socket) {
            connection.last_arrival = at;
        }
        if let Some(topic) = answered.subscribed {
            self.topics.entry(topic).or_default().push((seat, socket));
        }
        if answered.connected {
            if let Some(every) = plan.send_every {
                self.push(now + every, Happening::BrokerBeats { seat, socket });
            }
            if let Some((every, times)) = plan.expect_every.zip(self.broker.cut_after) {
                self.push(
                    now + every.mul_f64(times),
                    Happening::BrokerListens { seat, socket },
                );
            }
        }
        if answered.closes {
            self.hang_up(seat, socket);
        }
    }

    fn broker_beats(&mut self, seat: usize, socket: SocketId) {
        let Some(connection) = self.seats[seat].sockets.get(&socket) else {
            return;
        };
        let Some(every) = connection.plan.send_every else {
            return;
        };
        let at = connection.last_arrival.max(self.now + self.network.delay());
        self.push(
            at,
            Happening::ToClient {
                seat,
                socket,
                bytes: HEARTBEAT.to_vec(),
            },
        );
        self.push(self.now + every, Happening::BrokerBeats { seat, socket });
    }

    /// Cuts a client that has been silent for too long.
    fn broker_listens(&mut self, seat: usize, socket: SocketId) {
        let Some(connection) = self.seats[seat].sockets.get(&socket) else {
            return;
        };
        let Some((every, times)) = connection.plan.expect_every.zip(self.broker.cut_after) else {
            return;
        };
        let due = connection.last_heard + every.mul_f64(times);
        if due > self.now {
            return self.push(due, Happening::BrokerListens { seat, socket });
        }
        if connection.dead {
            return self.forget(seat, socket);
        }
        self.hang_up(seat, socket);
    }

    /// The server's end closes, and the client learns of it.
    fn hang_up(&mut self, seat: usize, socket: SocketId) {
        let dead = self.seats[seat]
            .sockets
            .get(&socket)
            .is_none_or(|connection| connection.dead);
        self.forget(seat, socket);
        if !dead {
            self.soon(Happening::Closed {
                seat,
                socket,
                retry_after: None,
            });
        }
    }

    fn forget(&mut self, seat: usize, socket: SocketId) {
        let Some(connection) = self.seats[seat].sockets.remove(&socket) else {
            return;
        };
        if let Some((_, topic)) = connection.subscription
            && let Some(listeners) = self.topics.get_mut(&topic)
        {
            listeners.retain(|listener| *listener != (seat, socket));
        }
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

/// A request without its transport.
fn api_request(request: &HttpRequest) -> ApiRequest {
    let after_scheme = request
        .url
        .split_once("://")
        .map_or(request.url.as_str(), |(_, rest)| rest);
    let target = after_scheme.find('/').map_or("/", |at| &after_scheme[at..]);
    let (path, query) = target
        .split_once('?')
        .map_or((target, None), |(path, query)| (path, Some(query)));
    ApiRequest {
        method: request.method.name().to_owned(),
        path: path.to_owned(),
        query: query.map(str::to_owned),
        session_id: request
            .session_id
            .as_ref()
            .map(|secret| secret.expose().to_owned()),
        content_type: request.content_type.map(str::to_owned),
        body: request.body.as_str().unwrap_or_default().as_bytes().to_vec(),
    }
}

fn http_response(reply: ApiReply) -> HttpResponse {
    let retry_after = reply
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
    HttpResponse {
        status: reply.status,
        retry_after: retry_after.map(|(_, value)| value.clone()),
        body: reply.body.unwrap_or_default().into_bytes(),
    }
}
