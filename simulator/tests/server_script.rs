//! Scripts that run against a simulator with an agent on it.

mod common;

use common::*;
use tokio::task::JoinHandle;
use wellclient_simulator::{Script, ScriptError, Simulator};

fn script(text: &str) -> Script {
    text.parse().unwrap()
}

/// An agent that logs in and then answers every call.
async fn answering_agent(simulator: &Simulator) -> JoinHandle<()> {
    let addr = simulator.addr();
    let mut stomp = Stomp::subscribed(addr, PLAIN).await;
    let agent = Agent::session(addr, "5001").await;
    tokio::spawn(async move {
        agent.log_in().await;
        agent.set_mode("Ready").await;
        loop {
            let frame = match stomp.next().await {
                Incoming::Frame(frame) => frame,
                _ => return,
            };
            let event: serde_json::Value = serde_json::from_slice(frame.body()).unwrap();
            if event["eventName"] == "delivered" {
                let call = event["callId"].as_str().unwrap();
                let connection = format!("8001@test.cc%7C{call}");
                agent
                    .post(
                        &format!("/api/csta/callControl/calls/{call}/connections/{connection}/answer"),
                        "",
                    )
                    .await;
            }
        }
    })
}

#[tokio::test]
async fn a_call_from_ringing_to_its_end() {
    let simulator = simulator().await;
    let mut observations = simulator.observe();
    let text = r#"
        {"when": {"event": "agentReady", "agent": "5001@test.cc"}}
        {"after_ms": 10, "control": {"do": "call_in", "from": "13800000000", "to": "8001"}, "save": "call"}
        {"when": {"event": "established"}, "timeout_ms": 20000, "after_ms": 10}
        {"when": {"request": "answerCall"}, "timeout_ms": 20000}
        {"control": {"do": "hang_up", "device": "13800000000", "call_id": "$call"}}
        {"when": {"event": "connectionCleared"}, "timeout_ms": 20000, "note": "over"}
    "#;
    let script = script(text);
    let run = simulator.run_script(&script);
    let (done, agent) = soon(async { tokio::join!(run, answering_agent(&simulator)) }).await;
    done.unwrap();
    heard(
        &mut observations,
        |heard| matches!(heard, wellclient_simulator::Heard::Note { text } if text == "over"),
    )
    .await;
    assert!(
        serde_json::to_value(simulator.state()).unwrap()["calls"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    agent.abort();
}

#[tokio::test]
async fn repeats_and_faults() {
    let simulator = simulator().await;
    let text = r#"[
        {"fault": {"kind": "no_receipt"}},
        {"repeat": {"times": 3, "steps": [
            {"at_ms": 5, "fault": {"kind": "lose", "on": {"event": "held"}}},
            {"repeat": {"times": 2, "steps": [{"fault": {"kind": "no_connected"}}]}}
        ]}}
    ]"#;
    soon(simulator.run_script(&script(text))).await.unwrap();
    let kinds: Vec<_> = simulator
        .faults()
        .list()
        .iter()
        .map(|standing| standing.fault.kind())
        .collect();
    let round = ["lose", "no_connected", "no_connected"];
    assert_eq!(kinds, [&["no_receipt"][..], &round, &round, &round].concat());
    soon(simulator.run_script(&script(r#"{"clear_faults": true}"#)))
        .await
        .unwrap();
    assert!(simulator.faults().list().is_empty());
}

#[tokio::test]
async fn what_fails_names_its_line() {
    let simulator = simulator().await;
    let refused = script("\n{\"control\":{\"do\":\"hang_up\",\"device\":\"8001\"}}");
    let failed = soon(simulator.run_script(&refused)).await;
    assert!(
        matches!(failed, Err(ScriptError::Failed { line: 2, .. })),
        "{failed:?}"
    );
    let never = script("{\"note\":\"x\"}\n{\"when\":{\"event\":\"held\"},\"timeout_ms\":20}");
    let late = soon(simulator.run_script(&never)).await;
    let awaited = "event held".to_owned();
    assert_eq!(
        late,
        Err(ScriptError::TimedOut {
            line: 2,
            timeout_ms: 20,
            awaited
        })
    );
}

#[tokio::test]
async fn a_script_ends_with_its_simulator() {
    let simulator = simulator().await;
    let faults = simulator.faults();
    let script = script("{\"fault\":{\"kind\":\"no_receipt\"}}\n{\"when\":{\"event\":\"held\"}}");
    let waiting = simulator.run_script(&script);
    // Dropping a run in the middle leaves the simulator as it is.
    tokio::select! {
        done = waiting => panic!("{done:?}"),
        () = async { while faults.list().is_empty() { tokio::task::yield_now().await } } => {}
    }
    soon(simulator.shutdown()).await;
}

#[test]
fn the_samples_can_be_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        if let Err(error) = text.parse::<Script>() {
            panic!("{}: {error}", path.display());
        }
        read += 1;
    }
    assert_eq!(read, 2);
}

/// What the guide shows can be sent.
#[test]
fn the_guide_is_right() {
    let guide = include_str!("../../docs/simulator.md");
    let pieces = guide.lines().flat_map(|line| line.split(['`', '\'']));
    let mut read = 0;
    for fault in pieces.filter(|piece| piece.starts_with("{\"kind\"") && !piece.contains('…')) {
        serde_json::from_str::<wellclient_simulator::Fault>(fault)
            .unwrap_or_else(|error| panic!("{fault}: {error}"))
            .check()
            .unwrap();
        read += 1;
    }
    assert!(read >= 12, "{read}");
    for action in guide
        .lines()
        .flat_map(|line| line.split('\''))
        .filter(|piece| piece.starts_with("{\"do\""))
    {
        serde_json::from_str::<wellclient_simulator::Control>(action).unwrap();
        read += 1;
    }
    assert!(read >= 14, "{read}");
    let (_, sample) = guide.split_once("```\n# A customer").unwrap();
    let (sample, _) = sample.split_once("```").unwrap();
    format!("# A customer{sample}").parse::<Script>().unwrap();
}
