//! The conformance suite with a broker in the middle.

use serde_json::{Value, json};
use wellclient_tests::conformance::{Scenario, folder, run};

use crate::broker::{Broker, Kind};
use crate::raw::USER;

const TESTEE: &str = env!("CARGO_BIN_EXE_testee-rust");

/// Scenarios that cannot be so, and why. Those with release 2.x are others: RabbitMQ wants no slash in a topic's name.
const LEFT_OUT: [(&str, &str); 3] = [
    ("login-unreachable", "the simulator answers in the broker's stead"),
    (
        "troubled-channel",
        "the simulator confirms and refuses subscriptions in the broker's stead",
    ),
    (
        "watching-refused",
        "the simulator refuses topics in the broker's stead",
    ),
];

/// One by one: they all have the same agents, and so the same topics.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rabbitmq() {
    let broker = Broker::shared(Kind::RabbitMq).await;
    let mut scenarios = Vec::new();
    for file in std::fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if path.extension().is_none_or(|kind| kind != "json")
            || LEFT_OUT.iter().any(|(left, _)| *left == name)
        {
            continue;
        }
        let mut scenario: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let mut sessions = scenario["sessions"].as_object().unwrap().values();
        if sessions.any(|session| session["open"]["dialect"] == "2.x") {
            continue;
        }
        scenario["simulator"]["broker"] = json!({"url": broker.url(), "login": USER, "passcode": USER});
        scenarios.push(Scenario::parse(name, &scenario.to_string()).unwrap());
    }
    scenarios.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(scenarios.len() > 40, "{}", scenarios.len());
    let outcomes = run(scenarios, vec![TESTEE.to_owned()], 1, |_| {}).await;
    let failed = outcomes.iter().filter_map(|outcome| {
        let why = outcome.result.as_ref().err()?;
        Some(format!("{}: {why}\n\n", outcome.name))
    });
    let failed: Vec<String> = failed.collect();
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.concat());
}
