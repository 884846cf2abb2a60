//! A broker that refuses some of a watch's subscriptions: whom it allows is followed, who is refused is told, and the broker is
//! not stormed.

use std::collections::BTreeSet;
use std::time::Duration;

use wellclient_core::environment::Environment;
use wellclient_core::event::{AnomalyKind, Body};
use wellclient_core::id::AgentId;
use wellclient_core::session::{
    CommandError, HttpResponse, Input, Outcome, Output, Session, SessionConfig, SocketAction, SocketId,
    WatchAccount,
};
use wellclient_core::snapshot::LinkState;
use wellclient_core::time::Now;

/// How the broker refuses.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Manner {
    /// It names the subscription.
    Named,
    /// It does not.
    Unnamed,
    /// It closes the connection at once; where more was on the way, that is reset, and nothing can be read any more.
    Resets,
}

struct Broker {
    session: Session,
    now: Duration,
    manner: Manner,
    receipts: bool,
    is_allowed: fn(usize) -> bool,
    opened: Vec<Duration>,
    subscribes: usize,
    refused: BTreeSet<String>,
    settled: Vec<Outcome>,
}

fn agent(number: usize) -> AgentId {
    format!("{number}@test.cc").as_str().into()
}

impl Broker {
    /// Watches so many agents.
    fn watched(agents: usize, manner: Manner, receipts: bool, is_allowed: fn(usize) -> bool) -> Self {
        let environment = Environment::custom("http://cti.example", None).unwrap();
        let mut broker = Self {
            session: Session::new(SessionConfig::new(environment)).unwrap(),
            now: Duration::from_secs(1),
            manner,
            receipts,
            is_allowed,
            opened: Vec::new(),
            subscribes: 0,
            refused: BTreeSet::new(),
            settled: Vec::new(),
        };
        let id = broker.session.next_command();
        let account = WatchAccount::new("9000", "123456", "test.cc");
        let agents = (0..agents).map(agent).collect();
        broker.input(Input::Watch { id, account, agents });
        broker
    }

    fn input(&mut self, input: Input<'_>) {
        self.session
            .handle_input(Now::at(self.now, 1_800_000_000_000), input);
        let mut sent = Vec::new();
        loop {
            match self.session.poll_output() {
                Output::Request { id, .. } => {
                    let result = Ok(HttpResponse {
                        status: 200,
                        retry_after: None,
                        body: br#"{"sessionId":"5e55-10n"}"#.to_vec(),
                    });
                    return self.input(Input::Response { id, result });
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Open { .. },
                } => {
                    self.opened.push(self.now);
                    return self.input(Input::Connected { socket });
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Send(text),
                } => sent.push((socket, text)),
                Output::Event(event) => {
                    if let Body::Anomaly(anomaly) = event.body() {
                        assert_eq!(anomaly.kind, AnomalyKind::SubscriptionRefused);
                        let agent = event.watched.as_ref().unwrap().to_string();
                        assert!(self.refused.insert(agent), "told once");
                    }
                }
                Output::Settled { outcome, .. } => self.settled.push(outcome),
                Output::Timeout(_) => break,
                _ => {}
            }
        }
        self.answers(&sent);
    }

    fn answers(&mut self, sent: &[(SocketId, String)]) {
        for (at, (socket, text)) in sent.iter().enumerate() {
            let socket = *socket;
            let header = |name: &str| {
                text.lines()
                    .find_map(|line| line.strip_prefix(name))
                    .unwrap_or_default()
            };
            let receipt = header("receipt:");
            let answer = match text.split('\n').next() {
                Some("CONNECT") => "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0".to_owned(),
                Some("SUBSCRIBE") => {
                    self.subscribes += 1;
                    let agent = header("destination:/topic/event.agent.*.");
                    let number = agent.split('@').next().unwrap().parse().unwrap();
                    match ((self.is_allowed)(number), self.manner) {
                        (true, _) if self.receipts => format!("RECEIPT\nreceipt-id:{receipt}\n\n\0"),
                        (true, _) => continue,
                        (false, Manner::Resets) if at + 1 < sent.len() => {
                            let reason = "Broken pipe".into();
                            let input = Input::Disconnected {
                                socket,
                                reason,
                                retry_after: None,
                            };
                            return self.input(input);
                        }
                        (false, Manner::Unnamed) => "ERROR\nmessage:no\n\n\0".to_owned(),
                        (false, _) => format!("ERROR\nmessage:no\nreceipt-id:{receipt}\n\n\0"),
                    }
                }
                _ => continue,
            };
            let is_error = answer.starts_with("ERROR");
            let bytes = answer.as_bytes();
            self.input(Input::Received { socket, bytes });
            // Nothing is taken after it.
            if is_error {
                return;
            }
        }
    }

    fn later(&mut self, seconds: u64) {
        for _ in 0..seconds * 100 {
            self.now += Duration::from_millis(10);
            self.input(Input::Timeout);
        }
    }

    /// The most WebSockets in one second.
    fn most_at_once(&self) -> usize {
        let within = |from: &Duration| {
            let until = *from + Duration::from_secs(1);
            self.opened
                .iter()
                .filter(|at| *at >= from && **at < until)
                .count()
        };
        self.opened.iter().map(within).max().unwrap_or_default()
    }

    fn links(&self, state: LinkState) -> usize {
        let snapshots = self
            .session
            .watched_snapshots(Now::at(self.now, 1_800_000_000_000));
        snapshots.iter().filter(|snapshot| snapshot.link == state).count()
    }
}

const MANNERS: [(Manner, bool); 4] = [
    (Manner::Named, true),
    (Manner::Unnamed, true),
    (Manner::Resets, true),
    (Manner::Named, false),
];

#[test]
fn whom_the_broker_allows_is_followed() {
    let policies: [fn(usize) -> bool; 5] = [
        |it| it == 0,
        |it| it == 99,
        |it| it % 2 == 0,
        |it| it != 50,
        |it| it < 60,
    ];
    for (manner, receipts) in MANNERS {
        for (policy, is_allowed) in policies.into_iter().enumerate() {
            let what = format!("{manner:?} {receipts} {policy}");
            let mut broker = Broker::watched(100, manner, receipts, is_allowed);
            broker.later(90);
            assert!(
                matches!(broker.settled[..], [Outcome::Confirmed(_)]),
                "{what} {:?}",
                broker.settled
            );
            let refused: BTreeSet<_> = (0..100)
                .filter(|it| !is_allowed(*it))
                .map(|it| agent(it).to_string())
                .collect();
            assert_eq!(broker.refused, refused, "{what}");
            assert_eq!(broker.links(LinkState::Active), 100 - refused.len(), "{what}");
            assert_eq!(broker.links(LinkState::Lost), refused.len(), "{what}");
            // One channel for each that is refused, and few more.
            assert!(
                broker.opened.len() <= refused.len() + 4,
                "{what} {}",
                broker.opened.len()
            );
            assert!(broker.most_at_once() <= 12, "{what} {}", broker.most_at_once());
            assert!(broker.subscribes <= 600, "{what} {}", broker.subscribes);
        }
    }
}

#[test]
fn where_all_are_refused_opening_fails_and_says_so() {
    for (manner, receipts) in MANNERS {
        for agents in [1, 3, 10, 30, 100, 400] {
            let what = format!("{manner:?} {receipts} {agents}");
            let mut broker = Broker::watched(agents, manner, receipts, |_| false);
            broker.later(60);
            assert!(
                matches!(
                    broker.settled[..],
                    [Outcome::Rejected(CommandError::SubscriptionRefused(_))]
                ),
                "{what} {:?}",
                broker.settled
            );
            assert!(
                broker.opened.len() <= agents + 4,
                "{what} {}",
                broker.opened.len()
            );
            assert!(broker.most_at_once() <= 12, "{what} {}", broker.most_at_once());
        }
    }
}
