//! Subscriptions: what they are told, and what they are not, by kinds, names, log lines and outcomes.

use std::sync::mpsc;
use std::time::Duration;

use crate::support::{Floor, agent, soon};
use wellclient::event::EventKind::{
    AgentLoggedOff, AgentLoggedOn, AgentNotReady, CallCleared, ConnectionCleared, LinkChanged,
};
use wellclient::{EventKind, Events, Notice, SubscriptionBuilder};

/// What a notice is, in a word.
fn word(notice: &Notice) -> String {
    match notice {
        Notice::Event(event) => event.name().to_owned(),
        Notice::Log(_) => "log".to_owned(),
        Notice::Settled { outcome, .. } => outcome.name().to_owned(),
        other => other.to_string(),
    }
}

/// All that a stream holds, to its end, without repetitions.
async fn words(mut events: Events) -> Vec<String> {
    let mut words = Vec::new();
    while let Some(notice) = soon(events.next()).await {
        words.push(word(&notice));
    }
    words.dedup();
    words
}

/// The kinds of all events that a stream holds.
async fn kinds(mut events: Events) -> Vec<EventKind> {
    let mut kinds = Vec::new();
    while let Some(Notice::Event(event)) = soon(events.next()).await {
        kinds.push(event.kind());
    }
    kinds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_is_told_what_it_wants() {
    let floor = Floor::new().await;
    let mut config = floor.config();
    config.settings.debug = true;
    let session = floor.client.session(config).unwrap();
    let told = |builder: SubscriptionBuilder<'_>| builder.stream();
    let everything = session.events();
    let kinds = told(session.subscribe().kinds([AgentLoggedOn, AgentLoggedOff]));
    let names = told(session.subscribe().names(["agentLoggedOff", "fooBar"]));
    let both = told(
        session
            .subscribe()
            .names(["agentLoggedOff"])
            .kinds([AgentLoggedOn]),
    );
    let twice = told(session.subscribe().kinds([AgentLoggedOff]).kinds([AgentLoggedOn]));
    let silent = told(session.subscribe().logs(false));
    let logs = told(session.subscribe().kinds([]).logs(true));
    let outcomes = told(session.subscribe().kinds([]).outcomes(true));
    let unknown = told(session.subscribe().names(["agentloggedon"]));
    let (heard, hears) = mpsc::channel();
    let called = session
        .subscribe()
        .kinds([AgentLoggedOn])
        .outcomes(true)
        .call(move |notice| heard.send(word(&notice)).unwrap());

    soon(session.agent_login(agent(1))).await.unwrap();
    session.log("a word");
    soon(session.logout()).await.unwrap();
    for expected in ["agentLoggedOn", "confirmed", "confirmed"] {
        let told = tokio::task::block_in_place(|| hears.recv_timeout(Duration::from_secs(15)));
        assert_eq!(told.unwrap(), expected);
    }
    drop(called);
    soon(session.close()).await;

    let both_ends = ["agentLoggedOn", "agentLoggedOff"];
    assert_eq!(words(kinds).await, both_ends);
    assert_eq!(words(names).await, ["agentLoggedOff"]);
    assert_eq!(words(both).await, both_ends);
    assert_eq!(words(twice).await, both_ends);
    assert_eq!(words(logs).await, ["log"]);
    assert_eq!(words(outcomes).await, ["confirmed"]);
    assert!(words(unknown).await.is_empty());
    let (everything, silent) = (words(everything).await, words(silent).await);
    for name in ["agentLoggedOn", "agentLoggedOff", LinkChanged.name()] {
        assert!(everything.iter().any(|told| told == name) && silent.iter().any(|told| told == name));
    }
    assert!(everything.iter().any(|told| told == "log"));
    assert!(!silent.iter().any(|told| told == "log"));
    assert!(!everything.iter().any(|told| told == "confirmed"));
}

/// The server's `connectionCleared` and the library's have one name, and two kinds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_may_be_that_of_two_kinds() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    let cleared = a.session.subscribe().kinds([ConnectionCleared]).stream();
    let ended = a.session.subscribe().kinds([CallCleared]).stream();
    let either = a.session.subscribe().names(["connectionCleared"]).stream();
    let modes = a.session.subscribe().kinds([AgentNotReady]).stream();
    let mut waits = a.session.events();
    let (heard, hears) = mpsc::channel();
    let _called = a.session.on("connectionCleared", move |event| {
        heard.send(event.kind()).unwrap();
    });
    let call = a.calls("8009").await;
    a.hangs_up(&call).await;
    let first = soon(waits.wait_for("connectionCleared")).await.unwrap();
    assert_eq!(first.kind(), CallCleared);
    assert_eq!(first.name(), "connectionCleared");
    let raw = soon(waits.wait_for(ConnectionCleared)).await.unwrap();
    assert_eq!(raw.name(), "connectionCleared");
    for expected in [CallCleared, ConnectionCleared] {
        let told = tokio::task::block_in_place(|| hears.recv_timeout(Duration::from_secs(15)));
        assert_eq!(told, Ok(expected));
    }
    soon(a.session.close()).await;
    let mut of_kinds = kinds(cleared).await;
    of_kinds.extend(kinds(ended).await);
    let mut of_name = kinds(either).await;
    of_kinds.sort();
    of_name.sort();
    assert_eq!(of_name, of_kinds);
    of_name.dedup();
    assert_eq!(of_name, [ConnectionCleared, CallCleared]);
    assert!(words(modes).await.is_empty());
}
