//! A floor of agents at desks: sessions of the library, over real sockets, against a simulator in the same
//! process.

// Each test program uses its own part of it.
#![allow(dead_code)]

mod desk;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use wellclient::{
    CallId, CallRef, Client, Dialect, Environment, LoginRequest, ReconnectPolicy, SessionConfig,
};
use wellclient_simulator::{
    Control, ControlReply, Fault, Heard, Observation, PbxConfig, Simulator, SimulatorConfig, StompConfig,
};

pub(crate) use desk::Desk;

pub(crate) const DOMAIN: &str = "test.cc";
pub(crate) const PASSWORD: &str = "123456";
pub(crate) const OUTSIDE: &str = "13800000000";

/// Fails the test if `what` takes longer than anything here may.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(15), what)
        .await
        .expect("this should have happened by now")
}

/// Begins something, and does not wait for it.
pub(crate) async fn begin<T>(what: impl Future<Output = T>) {
    let mut what = std::pin::pin!(what);
    std::future::poll_fn(|context| {
        // It may even be done by now.
        let _ = what.as_mut().poll(context);
        std::task::Poll::Ready(())
    })
    .await;
}

/// Waits until `holds`. What it looks at tells nobody of its changes, so it looks again and again.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(15), async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waited.await.is_ok(), "this should be so by now: {what}");
}

/// A simulator whose outside lines do nothing by themselves.
pub(crate) async fn simulator(pbx: Value) -> Simulator {
    simulator_with(SimulatorConfig {
        pbx: manual_pbx(pbx),
        ..SimulatorConfig::default()
    })
    .await
}

fn manual_pbx(pbx: Value) -> PbxConfig {
    let mut pbx: PbxConfig = serde_json::from_value(pbx).unwrap();
    pbx.outside = serde_json::from_value(json!([{"pattern": "?????*", "then": "manual"}])).unwrap();
    pbx
}

pub(crate) async fn simulator_with(config: SimulatorConfig) -> Simulator {
    Simulator::start(config).await.unwrap()
}

pub(crate) fn fault(json: Value) -> Fault {
    serde_json::from_value(json).unwrap()
}

/// A session's configuration: nothing is answered by itself, and a call may follow another at once.
pub(crate) fn config(simulator: &Simulator) -> SessionConfig {
    config_at(&simulator.base_url())
}

pub(crate) fn config_at(base_url: &str) -> SessionConfig {
    let environment = Environment::custom(base_url, None).unwrap();
    let mut config = SessionConfig::new(environment);
    config.settings.auto_answer = false;
    config.timing.between_calls = Duration::ZERO;
    config
}

pub(crate) fn agent(number: u32) -> LoginRequest {
    LoginRequest::new(
        (5000 + number).to_string(),
        PASSWORD,
        DOMAIN,
        (8000 + number).to_string(),
    )
}

/// Tries again at once when the event channel is lost, and often.
pub(crate) fn persistent(mut config: SessionConfig) -> SessionConfig {
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 10_000,
        delay: Duration::from_millis(10),
    };
    config
}

/// Calls by the names that tests give them: C1, C2, … in the order of their making.
#[derive(Clone, Default)]
pub(crate) struct Names(Arc<Mutex<Vec<CallId>>>);

impl Names {
    pub(crate) fn give(&self, call: &CallId) -> String {
        let mut known = self.0.lock().unwrap();
        let at = known.iter().position(|id| id == call).unwrap_or_else(|| {
            known.push(call.clone());
            known.len() - 1
        });
        format!("C{}", at + 1)
    }

    /// The name that was given, or the id itself.
    pub(crate) fn of<'a>(&self, call: impl Into<CallRef<'a>>) -> String {
        let call = call.into();
        let known = self.0.lock().unwrap();
        known
            .iter()
            .position(|id| *id == call)
            .map_or_else(|| call.to_string(), |at| format!("C{}", at + 1))
    }
}

/// A simulator, a client, and the names of calls.
pub(crate) struct Floor {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
    pub(crate) names: Names,
    pub(crate) dialect: Dialect,
}

impl Floor {
    pub(crate) async fn new() -> Self {
        Self::with(json!({})).await
    }

    pub(crate) async fn with(pbx: Value) -> Self {
        Self {
            simulator: simulator(pbx).await,
            client: Client::builder().no_proxy().build().unwrap(),
            names: Names::default(),
            dialect: Dialect::V4,
        }
    }

    /// With an event channel that behaves so.
    pub(crate) async fn with_stomp(stomp: StompConfig) -> Self {
        let pbx = manual_pbx(json!({}));
        let simulator = simulator_with(SimulatorConfig {
            pbx,
            stomp,
            ..SimulatorConfig::default()
        })
        .await;
        Self {
            simulator,
            ..Self::new().await
        }
    }

    pub(crate) fn speaking(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    pub(crate) fn config(&self) -> SessionConfig {
        config(&self.simulator).with_dialect(self.dialect)
    }

    /// Agents 5001, 5002, … at 8001, 8002, …, ready.
    pub(crate) async fn desks<const COUNT: usize>(&self) -> [Desk; COUNT] {
        let mut desks = Vec::new();
        for number in 1..=COUNT {
            desks.push(self.desk(u32::try_from(number).unwrap(), self.config()).await);
        }
        desks.try_into().unwrap_or_else(|_| unreachable!())
    }

    pub(crate) async fn desk(&self, number: u32, config: SessionConfig) -> Desk {
        let mut desk = Desk::new(self.client.session(config), self.names.clone(), number);
        desk.log_in().await;
        desk
    }

    /// An agent in a call with the outside, on C1.
    pub(crate) async fn desk_in_a_call(&self, config: SessionConfig) -> (Desk, CallId) {
        let mut desk = self.desk(1, config).await;
        let call = self.call_in("8001");
        desk.answers(&call).await;
        desk.sees("delivered(C1) established(C1)").await;
        (desk, call)
    }

    pub(crate) fn control(&self, action: Control) -> ControlReply {
        self.simulator.control(action).unwrap()
    }

    /// An outside party calls; the call gets its name.
    pub(crate) fn call_in(&self, to: &str) -> CallId {
        self.call_in_with(to, json!({}))
    }

    pub(crate) fn call_in_with(&self, to: &str, more: Value) -> CallId {
        let mut action = json!({"do": "call_in", "from": OUTSIDE, "to": to});
        action
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let reply = self.control(serde_json::from_value(action).unwrap());
        let call = CallId::from(reply.call_id.unwrap());
        self.names.give(&call);
        call
    }

    pub(crate) fn outside_answers(&self) {
        self.control(Control::Answer {
            device: OUTSIDE.into(),
            call_id: None,
        });
    }

    pub(crate) fn outside_hangs_up(&self) {
        self.control(Control::HangUp {
            device: OUTSIDE.into(),
            call_id: None,
        });
    }

    pub(crate) fn add_fault(&self, json: Value) -> u64 {
        self.simulator.faults().add(fault(json)).unwrap()
    }

    /// The legs of a call as the switch has them: `8001:connected 8002:hold`; empty if there is no such call.
    pub(crate) fn legs(&self, call: &CallId) -> String {
        let state = self.simulator.state();
        let Some(call) = state.calls.iter().find(|known| known.call_id == call.as_str()) else {
            return String::new();
        };
        let legs = call
            .legs
            .iter()
            .map(|leg| format!("{}:{}", number_of(&leg.device_id), leg.state));
        legs.collect::<Vec<_>>().join(" ")
    }

    /// Nothing is left of any call; nobody has seen anything beyond what the test looked at, and no model
    /// had to be put right.
    pub(crate) async fn ends_quietly<const COUNT: usize>(&self, desks: [&mut Desk; COUNT]) {
        assert_eq!(self.simulator.state().calls, [], "calls are left at the switch");
        for desk in desks {
            desk.ends_quietly().await;
        }
    }

    /// How many requests of a verb the simulator has answered.
    pub(crate) fn requests(&self, verb: &str) -> usize {
        requests(&self.simulator, verb)
    }

    /// What an agent's mode is at the switch.
    pub(crate) fn mode(&self, number: u32) -> String {
        mode_at(&self.simulator, number)
    }
}

pub(crate) fn requests(simulator: &Simulator, verb: &str) -> usize {
    let of =
        |seen: &&Observation| matches!(&seen.heard, Heard::Request { verb: heard, .. } if *heard == verb);
    simulator.log().iter().filter(of).count()
}

pub(crate) fn mode_at(simulator: &Simulator, number: u32) -> String {
    let id = format!("{}@{DOMAIN}", 5000 + number);
    let agents: BTreeMap<String, &'static str> = simulator
        .state()
        .agents
        .into_iter()
        .map(|agent| (agent.agent_id, agent.agent_mode))
        .collect();
    agents
        .get(&id)
        .map_or_else(|| "nobody".to_owned(), |mode| (*mode).to_owned())
}

/// `8001` of `8001@test.cc`.
pub(crate) fn number_of(device: &str) -> &str {
    device.split_once('@').map_or(device, |(number, _)| number)
}

/// How many event connections are open at the simulator, in a test that is short enough for its log.
pub(crate) fn connections(simulator: &Simulator) -> usize {
    let log = simulator.log();
    let opened = log
        .iter()
        .filter(|seen| matches!(seen.heard, Heard::Opened { .. }))
        .count();
    let closed = log
        .iter()
        .filter(|seen| matches!(seen.heard, Heard::Closed { .. }))
        .count();
    opened - closed
}

/// Counts the open event connections of a simulator from now on, however many there are.
pub(crate) fn count_connections(simulator: &Simulator) -> Arc<AtomicIsize> {
    let open = Arc::new(AtomicIsize::new(0));
    let (counted, mut heard) = (Arc::clone(&open), simulator.observe());
    tokio::spawn(async move {
        while let Ok(observation) = heard.recv().await {
            match observation.heard {
                Heard::Opened { .. } => counted.fetch_add(1, Ordering::SeqCst),
                Heard::Closed { .. } => counted.fetch_sub(1, Ordering::SeqCst),
                _ => continue,
            };
        }
    });
    open
}
