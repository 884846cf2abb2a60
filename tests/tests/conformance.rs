//! The conformance suite through the testee of the Rust API: all scenarios pass, together they touch everything, and a
//! testee that lies is found out.

use std::collections::BTreeSet;

use wellclient::Verb;
use wellclient::event::EventKind;
use wellclient_tests::conformance::{Scenario, folder, play, run};

const TESTEE: &str = env!("CARGO_BIN_EXE_testee-rust");

fn scenarios() -> Vec<Scenario> {
    Scenario::read_all(&folder()).unwrap()
}

fn scenario(name: &str) -> Scenario {
    Scenario::read(&folder().join(name).with_extension("json")).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_passes() {
    let outcomes = run(scenarios(), vec![TESTEE.to_owned()], 4, |_| {}).await;
    let failed = outcomes.iter().filter_map(|outcome| {
        let why = outcome.result.as_ref().err()?;
        Some(format!("{}: {why}\n\n", outcome.name))
    });
    let failed: Vec<String> = failed.collect();
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.concat());
}

/// What the README shows, works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_example_passes() {
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let (_, example) = readme.split_once("```json\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let example = Scenario::parse("example", example).unwrap();
    play(&example, &[TESTEE.to_owned()]).await.unwrap();
}

#[test]
fn every_verb_is_given_and_every_kind_of_event_is_seen() {
    let scenarios = scenarios();
    let verbs: BTreeSet<&str> = scenarios.iter().flat_map(Scenario::verbs).collect();
    let kinds: BTreeSet<&str> = scenarios.iter().flat_map(Scenario::kinds).collect();
    let unused: Vec<&str> = Verb::ALL
        .iter()
        .map(|verb| verb.name())
        .filter(|verb| !verbs.contains(verb))
        .collect();
    let unseen: Vec<&str> = EventKind::ALL
        .iter()
        .map(|kind| kind.name())
        .filter(|kind| !kinds.contains(kind))
        .collect();
    assert_eq!((unused, unseen), (vec![], vec![]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_testee_that_lies_is_found_out() {
    for (lie, found) in [
        (
            "wrong-field",
            "field answeringDevice is 8001@test.cc in its raw text, but was told as 8009",
        ),
        (
            "lost-field",
            "field answeringDevice is 8001@test.cc in its raw text, but was not told",
        ),
        ("event-twice", "expected connectionCleared, came established"),
        ("settled-twice", "was replied to twice"),
        ("secret", "a secret was said, in a line `log`"),
        ("crash", "something terrible has happened"),
        ("crash", "it has ended with exit status: 3"),
        ("nonsense", "a testee does not say `hello`"),
    ] {
        let why = lied(lie).await;
        assert!(why.contains(found), "{lie}: {why}");
    }
}

/// These take as long as the runner is patient.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_testee_that_says_nothing_is_not_waited_for_for_ever() {
    let (event, settled, silent) =
        tokio::join!(lied("swallowed-event"), lied("never-settled"), lied("silent"));
    for (why, what) in [
        (event, "established callId=$call was expected"),
        (settled, "the reply to do agentLogin"),
        (silent, "the reply to open"),
    ] {
        assert!(
            why.contains(what) && why.contains("nothing came in time"),
            "{why}"
        );
    }
}

async fn lied(lie: &str) -> String {
    let program = [TESTEE.to_owned(), format!("--lie={lie}")];
    play(&scenario("auto-answer"), &program).await.unwrap_err()
}

#[tokio::test]
async fn a_testee_that_is_no_program_or_ends_at_once() {
    for (program, found) in [
        (vec!["/there/is/no/such/program".to_owned()], "cannot be started"),
        (vec!["true".to_owned()], "ended before it was ready"),
        (vec![], "no testee"),
    ] {
        let why = play(&scenario("inbound"), &program).await.unwrap_err();
        assert!(why.contains(found), "{why}");
    }
}

/// What a scenario expects, and does not come, is said with what came in its place, and without secrets.
#[tokio::test]
async fn a_failure_is_readable() {
    let why = lied("wrong-field").await;
    for word in ["step ", "the last lines:", "→ do", "$call", "password=***"] {
        assert!(why.contains(word), "{word} is missing in {why}");
    }
    assert!(!why.contains(wellclient_tests::conformance::PASSWORD));
}
