//! The long day, made short; and that its judge finds a lie.

#![cfg(unix)]

use std::time::Duration;

use serde_json::{Value, json};
use wellclient::{Client, Environment, LoginRequest, SessionConfig};
use wellclient_simulator::{Simulator, SimulatorConfig};
use wellclient_tests::soak::{Options, drifts, page, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_drifts_in_a_short_day() {
    let options = Options {
        time: Duration::from_secs(4),
        sessions: 10,
        outside: 4.0,
        shift: Duration::from_secs(3),
        seed: 7,
        broker: false,
        server: vec![env!("CARGO_BIN_EXE_soak").to_owned(), "center".to_owned()],
    };
    let report = run(&options, |_| {}).await.unwrap();
    assert_eq!(report.violations, Vec::<String>::new());
    assert!(report.calls > 0 && report.events > report.calls, "nobody worked");
    assert!(page(&options, &report).contains("No violation"));
}

#[tokio::test]
async fn a_claim_that_is_not_so_is_found() {
    const AGENT: &str = "5001@test.cc";
    const DEVICE: &str = "8001@test.cc";
    let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
    let client = Client::builder().no_proxy().build().unwrap();
    let environment = Environment::custom(&simulator.base_url(), None).unwrap();
    let session = client.session(SessionConfig::new(environment)).unwrap();
    let login = LoginRequest::new("5001", "123456", "test.cc", "8001");
    session.agent_login(login).await.unwrap();
    session
        .make_call("13800000000", Default::default())
        .await
        .unwrap();
    let (snapshot, truth) = (
        session.snapshot(),
        serde_json::to_value(simulator.state()).unwrap(),
    );
    assert_eq!(drifts(&snapshot, &truth, AGENT, DEVICE), Vec::<String>::new());

    let otherwise = |change: &dyn Fn(&mut Value)| {
        let mut state = truth.clone();
        change(&mut state);
        drifts(&snapshot, &state, AGENT, DEVICE).len()
    };
    assert_eq!(
        otherwise(&|state| state["agents"][0]["agentMode"] = json!("Ready")),
        1
    );
    assert_eq!(otherwise(&|state| state["calls"] = json!([])), 1);
    assert_eq!(
        otherwise(&|state| state["calls"][0]["legs"][0]["state"] = json!("hold")),
        1
    );
    assert_eq!(
        otherwise(&|state| {
            let mut other = state["calls"][0].clone();
            other["callId"] = json!("another");
            state["calls"].as_array_mut().unwrap().push(other);
        }),
        1
    );
    session.close().await;
    simulator.shutdown().await;
}
