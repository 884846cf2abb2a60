//! What is in doubt is shown so, and each event with the state at it: by `tail`, and by `replay` of its journal.

mod common;

use common::http::{delete, post};
use common::{Running, run, simulator, tail, text, with_password};

const CUSTOMER: &str = "13700000042";

#[test]
fn who_may_have_left_in_a_gap_has_a_question_mark() {
    let (_server, url) = simulator(&[]);
    let journal = std::env::temp_dir().join(format!("wellclient-{}-doubt.journal", std::process::id()));
    let mut agent = tail(
        &url,
        &[
            "--stdin",
            "--ready",
            "--attempts",
            "10",
            "--journal",
            journal.to_str().unwrap(),
        ],
    );
    agent.line("log-in", |line| line.contains("is logged in on"));
    let who = ["--agent", "5002@test.cc", "--ext", "8002", "--ready"];
    let mut other = Running::start(with_password(&[&["tail", "--env", &url], &who[..]].concat()));
    other.line("log-in", |line| line.contains("is logged in on"));

    let control = |action: &str| post(&url, "/simulator/control", action);
    control(&format!(r#"{{"do":"call_in","from":"{CUSTOMER}","to":"8001"}}"#));
    agent.line("the call", |line| line.contains("established C1"));
    agent.write("consult C1 8002");
    let held = agent.line("hold", |line| line.contains("held C1"));
    assert!(
        held.contains("C1") && held.contains("8001 hold") && !held.contains("C2"),
        "{held}"
    );
    let begun = agent.line("consultation", |line| line.contains("serviceInitiated C2"));
    assert!(!begun.contains("8002"), "{begun}");
    let rings = agent.line("ringing", |line| line.contains("delivered C2"));
    assert!(rings.contains("8002 alerting"), "{rings}");
    agent.line("the answer", |line| line.contains("established C2"));
    agent.write("conference C1 C2");
    agent.line("conference", |line| line.contains("conference: confirmed"));

    post(
        &url,
        "/simulator/faults",
        r#"{"kind":"refuse","status":503,"times":1000}"#,
    );
    post(
        &url,
        "/simulator/faults",
        r#"{"kind":"drop","how":"abrupt","agent":"5001@test.cc"}"#,
    );
    agent.line("the gap", |line| line.contains("event channel waiting"));
    control(&format!(r#"{{"do":"hang_up","device":"{CUSTOMER}"}}"#));
    other.line("the end", |line| line.contains("connectionCleared"));
    delete(&url, "/simulator/faults");
    let back = agent.line("the link", |line| line.contains("wsReconnectSucceed"));
    let in_doubt = format!("{CUSTOMER} connected?");
    assert!(back.contains(&in_doubt) && back.contains("unverified"), "{back}");
    agent.write("drop C1");
    agent.line("drop", |line| line.contains("dropConnection: "));
    agent.write("quit");
    assert_eq!(agent.end(), 0, "{}", agent.printed.join("\n"));

    let done = run(&["replay", journal.to_str().unwrap(), "--text"]);
    std::fs::remove_file(&journal).unwrap();
    let replayed = text(&done.stdout);
    let back = replayed
        .lines()
        .find(|line| line.contains("wsReconnectSucceed"))
        .unwrap();
    assert!(back.contains(&in_doubt) && back.contains("unverified"), "{back}");
    let certain = replayed
        .lines()
        .find(|line| line.contains("established C1"))
        .unwrap();
    assert!(!certain.contains('?'), "{certain}");
}
