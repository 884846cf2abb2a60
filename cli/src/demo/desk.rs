//! One agent's desk: the session, and what has been heard on it.

use std::sync::Arc;

use wellclient::{
    AgentId, CallId, CallSnapshot, Client, ConfigError, ConnectionState, DeviceId, Environment, Event,
    Events, Notice, ReconnectPolicy, Session, SessionConfig, SessionOptions, Snapshot,
};

use crate::moments::Moments;

/// Who sits where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seat {
    /// 5001 on 8001.
    Ann,
    /// 5002 on 8002.
    Ben,
    /// 5003 on 8003.
    Supervisor,
}

impl Seat {
    pub(super) fn job_number(self) -> &'static str {
        match self {
            Self::Ann => "5001",
            Self::Ben => "5002",
            Self::Supervisor => "5003",
        }
    }

    pub(super) fn ext(self) -> &'static str {
        match self {
            Self::Ann => "8001",
            Self::Ben => "8002",
            Self::Supervisor => "8003",
        }
    }

    pub(super) fn agent(self) -> AgentId {
        AgentId::new(self.job_number(), DOMAIN)
    }

    pub(super) fn device(self) -> DeviceId {
        DeviceId::new(self.ext(), DOMAIN)
    }
}

pub(super) const DOMAIN: &str = "test.cc";

/// What anybody is heard to do on one desk.
pub(super) struct Desk {
    pub(super) seat: Seat,
    pub(super) session: Session,
    pub(super) events: Events,
    pub(super) moments: Moments,
    /// What has come since the chapter began.
    pub(super) heard: Vec<Arc<Event>>,
}

impl Desk {
    pub(super) fn new(
        client: &Client,
        environment: &Environment,
        seat: Seat,
        seed: u64,
    ) -> Result<Self, ConfigError> {
        let mut config = SessionConfig::new(environment.clone());
        config.seed = seed;
        // A demo has no patience: less than the defaults.
        config.reconnect = ReconnectPolicy::Fixed {
            // However long somebody looks.
            attempts: u32::MAX,
            delay: std::time::Duration::from_millis(400),
        };
        config.timing.confirm = std::time::Duration::from_millis(500);
        let (journal, moments) = Moments::new(None);
        let options = SessionOptions {
            journal: Some(journal),
            ..SessionOptions::default()
        };
        let session = client.session_with(config, options)?;
        let events = session.events();
        Ok(Self {
            seat,
            session,
            events,
            moments,
            heard: Vec::new(),
        })
    }

    pub(super) fn now(&self) -> Snapshot {
        self.session.snapshot()
    }

    /// What has come by now, without waiting.
    pub(super) fn waiting(&mut self) -> Option<Notice> {
        self.events.try_next()
    }

    /// The own leg of a call.
    pub(super) fn leg(&self, call: &CallId) -> ConnectionState {
        self.call(call).map_or(ConnectionState::Null, |call| call.leg)
    }

    /// A call, by any id that it has had.
    pub(super) fn call(&self, id: &CallId) -> Option<CallSnapshot> {
        self.now()
            .calls
            .into_iter()
            .find(|call| call.call_id == *id || call.former_ids.contains(id))
    }

    /// Whether the desk is in this call, with exactly these other parties, all connected.
    pub(super) fn talks_with(&self, call: &CallId, numbers: &[&str]) -> bool {
        let Some(call) = self.call(call) else { return false };
        let connected = |number: &str| {
            call.parties
                .iter()
                .any(|p| p.device.number() == number && p.leg == ConnectionState::Connected)
        };
        call.leg == ConnectionState::Connected
            && call.parties.len() == numbers.len() + 1
            && numbers.iter().all(|number| connected(number))
    }

    pub(super) fn is_idle(&self) -> bool {
        self.now().calls.is_empty()
    }

    pub(super) fn has_heard(&self, test: impl Fn(&Event) -> bool) -> bool {
        self.heard.iter().any(|event| test(event))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wellclient::{
        CallId, Client, Command, ConnectionState, Environment, LoginRequest, Notice, Origin, Outcome, Reply,
    };
    use wellclient_simulator::{Simulator, SimulatorConfig};

    use super::super::words::{hang_up, hold, make_call, retrieve};
    use super::{DOMAIN, Desk, Seat};

    async fn act(desk: &Desk, command: Command) -> Reply {
        match desk.session.command(command).await {
            Outcome::Confirmed(confirmation) => confirmation.reply,
            other => panic!("{other:?}"),
        }
    }

    /// A desk whose agent is logged in, its client and its server.
    async fn at_work() -> (Desk, Client, Simulator) {
        let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
        let environment = Environment::custom(&simulator.base_url(), None).unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        let desk = Desk::new(&client, &environment, Seat::Ann, 1).unwrap();
        let login = LoginRequest::new(Seat::Ann.job_number(), "123456", DOMAIN, Seat::Ann.ext());
        act(&desk, Command::Login(login)).await;
        (desk, client, simulator)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_state_is_that_of_its_event_however_late_it_is_told() {
        let (mut desk, client, simulator) = at_work().await;
        let Reply::Call(call) = act(&desk, make_call("5550100")).await else {
            panic!("no call");
        };
        let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
        while !desk.talks_with(&call, &["5550100"]) {
            assert!(tokio::time::Instant::now() < deadline);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        act(&desk, hold(&call)).await;
        act(&desk, retrieve(&call)).await;
        act(&desk, hang_up()).await;
        assert!(desk.is_idle());

        // Only now somebody looks.
        let mut told: Vec<(String, ConnectionState)> = Vec::new();
        while let Some(notice) = desk.waiting() {
            if let Notice::Event(event) = notice {
                let then = desk.moments.at(&event).await.unwrap();
                if event.origin == Origin::Server {
                    told.push((event.name().to_owned(), leg(&then, &call)));
                }
            }
        }
        let expected = [
            ("established", ConnectionState::Connected),
            ("held", ConnectionState::Hold),
            ("retrieved", ConnectionState::Connected),
            ("connectionCleared", ConnectionState::Null),
        ];
        for (name, state) in expected {
            assert!(
                told.contains(&(name.to_owned(), state)),
                "{name} {state:?} in {told:?}"
            );
        }
        client.close().await;
        simulator.shutdown().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_event_that_the_journal_masks_is_not_waited_for() {
        let (mut desk, client, simulator) = at_work().await;
        // The number holds the password's digits.
        act(&desk, make_call("13812345678")).await;
        act(&desk, hang_up()).await;
        let mut unknown = Vec::new();
        while let Some(notice) = desk.waiting() {
            if let Notice::Event(event) = notice {
                let then = tokio::time::timeout(Duration::from_secs(60), desk.moments.at(&event)).await;
                if then.expect("the journal has it").is_none() {
                    unknown.push(event.name().to_owned());
                }
            }
        }
        assert!(unknown.contains(&"originated".to_owned()), "{unknown:?}");
        assert!(!unknown.contains(&"serviceInitiated".to_owned()), "{unknown:?}");
        client.close().await;
        simulator.shutdown().await;
    }

    fn leg(snapshot: &super::Snapshot, call: &CallId) -> ConnectionState {
        let call = snapshot.calls.iter().find(|known| known.call_id == *call);
        call.map_or(ConnectionState::Null, |call| call.leg)
    }
}
