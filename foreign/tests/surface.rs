//! What the foreign surfaces share, against the simulator: callbacks on one thread, the pump, closing, diagnostics, replay.
#![cfg(feature = "simulator")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::time::Duration;

use wellclient::{
    Client, Command, Environment, EventKind, LoginRequest, Notice, Session, SessionConfig, SessionOptions,
};
use wellclient_foreign::{Host, Mailbox, Replay, Simulator, Taken, TimedOut, Told, in_callback, logging};

const LIMIT: Duration = Duration::from_secs(20);

fn host() -> Host {
    Host::start(1, Client::builder().no_proxy()).unwrap()
}

fn config(simulator: &Simulator) -> SessionConfig {
    SessionConfig::new(Environment::custom(simulator.base_url(), None).unwrap())
}

fn log_in(host: &Host, session: &Session) {
    let login = session.begin(Command::Login(LoginRequest::new(
        "5001", "123456", "test.cc", "8001",
    )));
    assert!(host.wait(LIMIT, login).unwrap().is_good());
}

#[test]
fn more_threads_than_a_client_has_work_for_are_refused() {
    for threads in [0, 65, 1_000_000_000] {
        let refused = Host::start(threads, Client::builder().no_proxy()).unwrap_err();
        let words = format!("threads must be from 1 to 64, not {threads}");
        assert_eq!(refused.to_string(), words);
    }
    let host = Host::start(64, Client::builder().no_proxy()).unwrap();
    assert_eq!(host.handle().metrics().num_workers(), 64);
    host.close(LIMIT).unwrap();
}

#[test]
fn callbacks_come_on_one_thread_in_order_and_end() {
    let (simulator, host) = (Simulator::start("{}").unwrap(), host());
    let session = host.client().session(config(&simulator)).unwrap();
    let (tell, told) = mpsc::channel();
    host.dispatcher()
        .attach(session.subscribe().outcomes(true).stream(), move |what| {
            let name = match &what {
                Told::Notice(Notice::Event(event)) => event.name().to_owned(),
                Told::Notice(Notice::Settled { outcome, .. }) => outcome.name().to_owned(),
                Told::Notice(_) => return,
                Told::End => "end".to_owned(),
            };
            let thread = std::thread::current().id();
            tell.send((name, in_callback(), thread)).unwrap();
        });
    log_in(&host, &session);
    host.close(LIMIT).unwrap();
    let told: Vec<_> = told.iter().collect();
    let names: Vec<&str> = told.iter().map(|(name, ..)| name.as_str()).collect();
    let at = |name| names.iter().position(|told| *told == name);
    assert!(at("agentLoggedOn") < at("confirmed"), "{names:?}");
    assert_eq!(names.last(), Some(&"end"));
    assert!(
        told.iter()
            .all(|(_, inside, thread)| *inside && *thread == told[0].2)
    );
    assert!(!in_callback());
}

#[test]
fn a_callback_that_panics_has_had_its_turn() {
    let (simulator, host) = (Simulator::start("{}").unwrap(), host());
    let session = host.client().session(config(&simulator)).unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    host.dispatcher().attach(session.events(), {
        let calls = Arc::clone(&calls);
        move |_| {
            calls.fetch_add(1, Ordering::SeqCst);
            panic!("on purpose");
        }
    });
    log_in(&host, &session);
    host.close(LIMIT).unwrap();
    assert!(calls.load(Ordering::SeqCst) > 2);
}

#[test]
fn closing_waits_for_a_callback_and_can_be_asked_again() {
    let (simulator, host) = (Simulator::start("{}").unwrap(), host());
    let session = host.client().session(config(&simulator)).unwrap();
    let (entered, leave) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    host.dispatcher()
        .attach(session.subscribe().kinds([EventKind::AgentLoggedOn]).stream(), {
            let (entered, leave) = (Arc::clone(&entered), Arc::clone(&leave));
            move |told| {
                if matches!(told, Told::Notice(_)) {
                    entered.wait();
                    leave.wait();
                }
            }
        });
    log_in(&host, &session);
    entered.wait();
    assert_eq!(host.close(Duration::from_millis(20)), Err(TimedOut));
    leave.wait();
    // From several threads: each returns when all has ended.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| host.close(LIMIT).unwrap());
        }
    });
    let late = session.begin(Command::Logout);
    assert_eq!(host.wait(LIMIT, late).unwrap().code(), Some("closed"));
}

#[test]
fn a_host_that_is_dropped_open_tells_the_end_all_the_same() {
    let simulator = Simulator::start("{}").unwrap();
    let (tell, told) = mpsc::channel();
    let host = host();
    let session = host.client().session(config(&simulator)).unwrap();
    host.dispatcher().attach(session.events(), move |what| {
        if matches!(what, Told::End) {
            tell.send(()).unwrap();
        }
    });
    log_in(&host, &session);
    drop(session);
    drop(host);
    told.recv_timeout(LIMIT).unwrap();
}

#[test]
fn who_is_detached_hears_no_more_and_is_let_go_of() {
    let (simulator, host) = (Simulator::start("{}").unwrap(), host());
    let session = host.client().session(config(&simulator)).unwrap();
    let held = std::sync::Arc::new(());
    let (tell, told) = mpsc::channel();
    let attachment = host.dispatcher().attach(session.events(), {
        let held = std::sync::Arc::clone(&held);
        move |what| {
            let _held = &held;
            tell.send(matches!(what, Told::End)).unwrap();
        }
    });
    attachment.detach();
    attachment.detach();
    session.error("nobody hears this");
    // Its end is not waited for, nor counted twice.
    host.close(LIMIT).unwrap();
    attachment.detach();
    assert!(told.try_iter().next().is_none());
    assert_eq!(std::sync::Arc::strong_count(&held), 1);
}

#[test]
fn a_mailbox_is_taken_from_until_nothing_and_then_to_its_end() {
    let (simulator, host) = (Simulator::start("{}").unwrap(), host());
    let session = host.client().session(config(&simulator)).unwrap();
    let mailbox = Mailbox::new(
        session.subscribe().kinds([EventKind::AgentLoggedOn]).stream(),
        1024,
    );
    assert!(matches!(mailbox.take(Some(Duration::ZERO)), Taken::Nothing));
    log_in(&host, &session);
    assert!(mailbox.wait(Some(LIMIT)));
    assert!(matches!(
        mailbox.take(Some(LIMIT)),
        Taken::Notice(Notice::Event(_))
    ));
    assert!(matches!(mailbox.take(Some(Duration::ZERO)), Taken::Nothing));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| mailbox.take(None));
        host.close(LIMIT).unwrap();
        assert!(matches!(waiting.join().unwrap(), Taken::End));
    });
    assert!(matches!(mailbox.take(None), Taken::End));
}

#[test]
fn a_journal_replays_to_the_same_state() {
    #[derive(Clone, Default)]
    struct Journal(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Journal {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let (simulator, host) = (Simulator::start("{}").unwrap(), host());
    let journal = Journal::default();
    let options = SessionOptions {
        journal: Some(Box::new(journal.clone())),
        ..SessionOptions::default()
    };
    let session = host.client().session_with(config(&simulator), options).unwrap();
    log_in(&host, &session);
    let then = session.snapshot();
    host.close(LIMIT).unwrap();
    let text = String::from_utf8(journal.0.lock().unwrap().clone()).unwrap();
    let mut lines = text.lines();
    let mut replay = Replay::new(lines.next().unwrap()).unwrap();
    let mut agents = Vec::new();
    for line in lines {
        replay.feed(line).unwrap();
        agents.extend(replay.snapshot().agent.map(|agent| (agent.id, agent.mode)));
    }
    let agent = then.agent.unwrap();
    assert!(agents.contains(&(agent.id, agent.mode)));
    let mut names = Vec::new();
    while let Some(notice) = replay.next_notice() {
        if let Notice::Event(event) = notice {
            names.push(event.name().to_owned());
        }
    }
    assert!(names.contains(&"agentLoggedOn".to_owned()), "{names:?}");
    assert!(Replay::new("{}").is_err());
    assert!(replay.feed("garbage").is_err());
}

#[test]
fn diagnostics_go_where_they_are_wanted() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    logging::set(tracing::Level::WARN, {
        let lines = Arc::clone(&lines);
        move |line| lines.lock().unwrap().push((line.clone(), in_callback()))
    })
    .unwrap();
    tracing::warn!(target: "wellclient::test", number = 7, "something");
    tracing::info!(target: "wellclient::test", "less");
    logging::unset();
    tracing::error!(target: "wellclient::test", "nobody hears this");
    let lines = lines.lock().unwrap();
    let ours: Vec<_> = lines
        .iter()
        .filter(|(line, _)| line.target == "wellclient::test")
        .collect();
    assert_eq!(ours.len(), 1);
    assert_eq!(ours[0].0.message, "something number=7");
    assert!(ours[0].1);
}
