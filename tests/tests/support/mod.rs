//! A floor of agents at desks: sessions of the library, over real sockets, against a simulator in the same
//! process.

// Each test program uses its own part of it.
#![allow(dead_code, unused_imports)]

mod desk;
mod floor;
pub(crate) mod raw;
pub(crate) mod tinyproxy;
pub(crate) mod tls;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use wellclient::{
    CallId, CallRef, CommandError, Environment, Error, LinkState, LoginRequest, ReconnectPolicy, Session,
    SessionConfig, Unreached,
};
use wellclient_simulator::{Fault, Heard, Observation, PbxConfig, Simulator, SimulatorConfig};

pub(crate) use desk::Desk;
pub(crate) use floor::Floor;

pub(crate) const DOMAIN: &str = "test.cc";
pub(crate) const PASSWORD: &str = "123456";
pub(crate) const OUTSIDE: &str = "13800000000";

/// Longer than anything here takes on the busiest machine: it only ends a test that hangs.
const HANGS: Duration = Duration::from_secs(60);

/// Fails the test if `what` hangs.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(HANGS, what)
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

/// Logs in, is told of its events, and logs out.
pub(crate) async fn works(session: &Session) {
    soon(session.agent_login(agent(1))).await.unwrap();
    assert_eq!(session.snapshot().link, LinkState::Active);
    soon(session.logout()).await.unwrap();
}

/// Why a log-in does not reach the server.
pub(crate) async fn unreached(session: &Session) -> Unreached {
    match soon(session.agent_login(agent(1))).await {
        Err(Error::Rejected(CommandError::Unreachable(why))) => why,
        other => panic!("{other:?}"),
    }
}

/// Waits until `holds`. What it looks at tells nobody of its changes, so it looks again and again.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let waited = tokio::time::timeout(HANGS, async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waited.await.is_ok(), "this should be so by now: {what}");
}

/// A simulator whose outside lines do nothing by themselves. Calls are recorded only where `pbx` says so.
pub(crate) async fn simulator(pbx: Value) -> Simulator {
    simulator_with(SimulatorConfig {
        pbx: manual_pbx(pbx),
        ..SimulatorConfig::default()
    })
    .await
}

fn manual_pbx(mut pbx: Value) -> PbxConfig {
    if pbx.get("record_calls").is_none() {
        pbx["record_calls"] = json!(false);
    }
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
