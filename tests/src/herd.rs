//! A herd: thousands of core sessions that lose their links together, against a server of a few lines, in virtual time.
//! Everything takes no time, so that what is seen is the policy and nothing else.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use wellclient_core::command::{Command, LoginRequest};
use wellclient_core::environment::Environment;
use wellclient_core::http::HttpRequest;
use wellclient_core::session::{
    HttpResponse, Input, Output, ReconnectPolicy, Session, SessionConfig, SocketAction, SocketId,
};
use wellclient_core::snapshot::LinkState;
use wellclient_core::time::{Now, Wall};

/// What the clock on the wall shows at first.
const START_MS: i64 = 1_790_000_000_000;

/// How the server answers who wants to open a WebSocket.
#[derive(Clone, Debug, Default)]
pub struct Server {
    /// Not before this.
    pub closed_until: Duration,
    /// With this `Retry-After`, while it is closed.
    pub retry_after: Option<String>,
    /// It drops what it has taken at once.
    pub drops: bool,
}

/// Sessions that are logged in.
pub struct Herd {
    /// The server.
    pub server: Server,
    /// How far the clock on the wall has been set ahead.
    pub wall_shift_ms: i64,
    now: Duration,
    seats: Vec<Seat>,
    due: BinaryHeap<Reverse<(Duration, usize)>>,
    opens: Vec<Duration>,
    told_lost: Vec<Duration>,
    back: Vec<Duration>,
}

struct Seat {
    session: Session,
    /// The next time of which it wants to hear.
    due: Option<Duration>,
    socket: Option<SocketId>,
}

impl Herd {
    /// So many, with seeds from `first_seed` on, each with its link up.
    pub fn new(size: usize, first_seed: u64, policy: ReconnectPolicy) -> Self {
        let mut herd = Self {
            server: Server::default(),
            wall_shift_ms: 0,
            now: Duration::ZERO,
            seats: Vec::with_capacity(size),
            due: BinaryHeap::new(),
            opens: Vec::new(),
            told_lost: Vec::new(),
            back: Vec::new(),
        };
        for seat in 0..size {
            let session = Session::new(config(first_seed + seat as u64, policy));
            herd.seats.push(Seat {
                session: session.unwrap_or_else(|error| panic!("{error}")),
                due: None,
                socket: None,
            });
            let request = LoginRequest::new("5001", "secret", "test.cc", "8001");
            let now = herd.clock();
            herd.seats[seat].session.command(now, Command::Login(request));
            herd.drain(seat);
        }
        herd.run_for(Duration::from_secs(60));
        assert_eq!(herd.up(), size, "all are logged in");
        herd
    }

    /// The present.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// How many have their link.
    pub fn up(&self) -> usize {
        let now = self.clock();
        let links = self.seats.iter().map(|seat| seat.session.snapshot(now).link);
        links.filter(|link| *link == LinkState::Active).count()
    }

    /// All lose their links now, and the server is closed for so long; what was counted is forgotten.
    pub fn lose_all(&mut self, closed_for: Duration) {
        self.server.closed_until = self.now + closed_for;
        self.opens.clear();
        self.told_lost.clear();
        self.back.clear();
        for seat in 0..self.seats.len() {
            self.cut(seat);
        }
    }

    /// Time passes.
    pub fn run_for(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(&Reverse((at, seat))) = self.due.peek().filter(|Reverse((at, _))| *at <= until) {
            self.due.pop();
            self.now = self.now.max(at);
            if self.seats[seat].due == Some(at) {
                self.input(seat, Input::Timeout);
            }
        }
        self.now = until;
    }

    /// Each hears the time, as one that looks at its clock.
    pub fn wake_all(&mut self) {
        for seat in 0..self.seats.len() {
            self.input(seat, Input::Timeout);
        }
    }

    /// When WebSockets were to be opened, since the links were lost.
    pub fn opens(&self) -> &[Duration] {
        &self.opens
    }

    /// When `wsDisconnected` was told.
    pub fn told_lost(&self) -> &[Duration] {
        &self.told_lost
    }

    /// When `wsReconnectSucceed` was told.
    pub fn back(&self) -> &[Duration] {
        &self.back
    }

    /// The clocks.
    pub fn clock(&self) -> Now {
        let elapsed = i64::try_from(self.now.as_millis()).unwrap_or(i64::MAX);
        Now {
            monotonic: self.now,
            wall: Wall {
                unix_ms: START_MS + elapsed + self.wall_shift_ms,
                utc_offset_s: 0,
            },
        }
    }

    fn input(&mut self, seat: usize, input: Input<'_>) {
        let now = self.clock();
        self.seats[seat].session.handle_input(now, input);
        self.drain(seat);
    }

    fn cut(&mut self, seat: usize) {
        if let Some(socket) = self.seats[seat].socket.take() {
            self.input(seat, disconnected(socket, None));
        }
    }

    fn drain(&mut self, seat: usize) {
        let now = self.clock();
        loop {
            let session = &mut self.seats[seat].session;
            match session.poll_output() {
                Output::Request { id, request } => {
                    let is_login = logs_in(&request);
                    let result = Ok(answer(&request));
                    session.handle_input(now, Input::Response { id, result });
                    if let Some(socket) = self.seats[seat].socket.filter(|_| is_login) {
                        let bytes = LOGGED_ON;
                        let session = &mut self.seats[seat].session;
                        session.handle_input(now, Input::Received { socket, bytes });
                    }
                }
                Output::Socket { socket, action } => self.serve(seat, socket, &action),
                Output::Event(event) => match event.name() {
                    "wsDisconnected" => self.told_lost.push(self.now),
                    "wsReconnectSucceed" => self.back.push(self.now),
                    _ => {}
                },
                Output::Timeout(due) => {
                    self.seats[seat].due = due;
                    self.due.extend(due.map(|at| Reverse((at, seat))));
                    return;
                }
                _ => {}
            }
        }
    }

    fn serve(&mut self, seat: usize, socket: SocketId, action: &SocketAction) {
        let now = self.clock();
        let session = &mut self.seats[seat].session;
        let mut say = |bytes| session.handle_input(now, Input::Received { socket, bytes });
        match action {
            SocketAction::Open { .. } => {
                self.opens.push(self.now);
                let is_closed = self.now < self.server.closed_until;
                let retry_after = self.server.retry_after.clone().filter(|_| is_closed);
                self.seats[seat].socket = (!is_closed).then_some(socket);
                let session = &mut self.seats[seat].session;
                match is_closed {
                    true => session.handle_input(now, disconnected(socket, retry_after)),
                    false => session.handle_input(now, Input::Connected { socket }),
                }
            }
            SocketAction::Send(text) if text.starts_with("CONNECT") => {
                say(b"CONNECTED\nversion:1.2\n\n\0");
            }
            SocketAction::Send(text) if text.starts_with("SUBSCRIBE") => {
                say(b"RECEIPT\nreceipt-id:subscribed\n\n\0");
                if self.server.drops {
                    let session = &mut self.seats[seat].session;
                    session.handle_input(now, disconnected(socket, None));
                    self.seats[seat].socket = None;
                }
            }
            SocketAction::Ping => session.handle_input(now, Input::Pong { socket }),
            SocketAction::Send(_) | SocketAction::Close => {}
        }
    }
}

/// The most in any second, wherever it begins.
pub fn busiest(times: &[Duration]) -> usize {
    let mut times = times.to_vec();
    times.sort();
    let within = |(first, from): (usize, &Duration)| {
        times.partition_point(|at| *at < *from + Duration::from_secs(1)) - first
    };
    times.iter().enumerate().map(within).max().unwrap_or(0)
}

/// The library's defaults, but nothing goes on of which nothing is to be seen here.
fn config(seed: u64, policy: ReconnectPolicy) -> SessionConfig {
    let environment = Environment::custom("http://cti.test/sdk", None);
    let mut config = SessionConfig::new(environment.unwrap_or_else(|error| panic!("{error}")));
    let rarely = Duration::from_secs(100_000);
    config.reconnect = policy;
    config.seed = seed;
    config.event_log = false;
    config.timing.heartbeat = Duration::from_secs(170);
    config.timing.ping = rarely;
    config
}

const LOGGED_ON: &[u8] = b"MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:/x\n\n{\"eventName\":\"agentLoggedOn\",\
    \"eventType\":\"agent\",\"agentId\":\"5001@test.cc\",\"agentMode\":\"NotReady\",\"devices\":[\"8001@test.cc\"]}\0";

fn logs_in(request: &HttpRequest) -> bool {
    request.url.ends_with("/agent/state")
}

fn answer(request: &HttpRequest) -> HttpResponse {
    let (status, body) = match request.url.as_str() {
        url if url.ends_with("/login") => (200, r#"{"sessionId":"0123456789"}"#),
        // There is no account here.
        url if url.ends_with("/client-state") => (404, ""),
        _ => (204, ""),
    };
    HttpResponse {
        status,
        retry_after: None,
        body: body.as_bytes().to_vec(),
    }
}

fn disconnected(socket: SocketId, retry_after: Option<String>) -> Input<'static> {
    Input::Disconnected {
        socket,
        reason: "gone".into(),
        retry_after,
    }
}
