//! The runtime's own behaviour over real sockets: handles, subscribers, callbacks, closing, runtimes that
//! come and go.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use crate::support::{self, Desk, Floor, agent, begin, config_at, connections, mode_at, soon, until};
use serde_json::json;
use wellclient::core::http::Method;
use wellclient::core::stomp::Version;
use wellclient::{
    AgentMode, AgentModeRequest, BuildError, CallId, Client, Command, CommandError, Error, EventKind, Events,
    LoginMode, LoginRequest, Notice, Refusal, Session, SessionOptions, SessionPhase, Subscription, Unknown,
};
use wellclient_simulator::{Simulator, SimulatorConfig};

/// The simplest executor there is, to show that nothing needs tokio's.
fn wait<T>(what: impl Future<Output = T>) -> T {
    struct Unpark(thread::Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut what = std::pin::pin!(what);
    loop {
        match what.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(result) => return result,
            Poll::Pending => thread::park(),
        }
    }
}

async fn toggles(session: &Session, times: usize) {
    for time in 0..times {
        let mode = if time % 2 == 0 {
            AgentModeRequest::NotReady
        } else {
            AgentModeRequest::Ready
        };
        soon(session.set_agent_mode(mode, None)).await.unwrap();
    }
}

async fn names(events: &mut Events, count: usize) -> Vec<String> {
    let mut names = Vec::new();
    while names.len() < count {
        if let Notice::Event(event) = soon(events.next()).await.unwrap() {
            names.push(event.name().to_owned());
        }
    }
    names
}

/// The stream ends, whatever still waits in it.
async fn ends(events: &mut Events) {
    soon(async { while events.next().await.is_some() {} }).await;
}

fn closed<T>(answer: Result<T, Error>) -> bool {
    matches!(
        answer,
        Err(Error::Rejected(CommandError::Refused(Refusal::Closed)) | Error::Unknown(Unknown::Closed))
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clones_in_many_tasks_and_subscribers_that_all_see_the_same() {
    let floor = Floor::new().await;
    let [a] = floor.desks().await;
    let mut streams: Vec<Events> = (0..20).map(|_| a.session.events()).collect();
    let tasks: Vec<_> = (0..50)
        .map(|number| {
            let session = a.session.clone();
            tokio::spawn(async move {
                match number % 3 {
                    0 => soon(session.get_client_state()).await.map(|_| ()).unwrap(),
                    1 => soon(session.get_my_prefix()).await.map(|_| ()).unwrap(),
                    _ => assert_eq!(session.snapshot().phase, SessionPhase::LoggedIn),
                }
            })
        })
        .collect();
    toggles(&a.session, 10).await;
    for task in tasks {
        soon(task).await.unwrap();
    }
    for stream in &mut streams {
        let expected: Vec<_> = ["agentNotReady", "agentReady"]
            .into_iter()
            .cycle()
            .take(10)
            .collect();
        assert_eq!(names(stream, 10).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_subscriber_lags_alone_and_is_told_the_state() {
    let floor = Floor::new().await;
    let [a] = floor.desks().await;
    let mut slow = a.session.subscribe().capacity(4).stream();
    let mut quick = a.session.subscribe().capacity(100).stream();
    toggles(&a.session, 9).await;
    assert_eq!(names(&mut quick, 9).await.len(), 9);
    let Notice::Lagged { missed, snapshot } = soon(slow.next()).await.unwrap() else {
        panic!("it did not lag")
    };
    assert_eq!(missed, 9);
    assert_eq!(snapshot.agent.unwrap().mode, AgentMode::NotReady);
    assert!(slow.try_next().is_none());
    // What comes next comes after that state.
    toggles(&a.session, 2).await;
    assert_eq!(
        names(&mut slow, 1).await,
        ["agentReady"],
        "the first of the two changed nothing"
    );
    // And one that fills up to the brim does not lag.
    let mut exact = a.session.subscribe().capacity(4).stream();
    toggles(&a.session, 4).await;
    assert_eq!(names(&mut exact, 4).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outcomes_come_in_their_place_among_the_events() {
    let floor = Floor::new().await;
    let [a] = floor.desks().await;
    let mut notices = a.session.subscribe().outcomes(true).capacity(100).stream();
    // Refused before the server is asked at all: its outcome is there when this returns.
    let refused = a.session.begin(Command::Drop { call: None });
    let pause = a.session.begin(Command::SetAgentMode {
        mode: AgentModeRequest::NotReady,
        reason: None,
    });
    let mut told = Vec::new();
    while told.len() < 3 {
        match soon(notices.next()).await.unwrap() {
            Notice::Event(event) => told.push(event.name().to_owned()),
            Notice::Settled { id, outcome } => told.push(format!("{} {}", id.0, outcome.name())),
            _ => {}
        }
    }
    let expected = [
        format!("{} rejected", refused.id().0),
        "agentNotReady".to_owned(),
        format!("{} confirmed", pause.id().0),
    ];
    assert_eq!(told, expected);
    assert!(soon(pause).await.is_good());
    assert_eq!(soon(refused).await.code(), Some("noCall"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_subscriber_misses_no_outcome() {
    let floor = Floor::new().await;
    let [a] = floor.desks().await;
    let mut slow = a.session.subscribe().outcomes(true).capacity(2).stream();
    toggles(&a.session, 9).await;
    let mut settled = 0;
    let mut lagged = 0;
    while settled < 9 {
        match soon(slow.next()).await.unwrap() {
            Notice::Settled { .. } => settled += 1,
            Notice::Lagged { missed, .. } => lagged += missed,
            _ => {}
        }
    }
    assert_eq!(lagged, 9, "every event, and no outcome");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_that_was_begun_asks_in_its_stream() {
    let floor = Floor::new().await;
    let [a] = floor.desks().await;
    let other = floor.client.session(floor.config()).unwrap();
    let mut notices = other.subscribe().outcomes(true).capacity(100).stream();
    let login = other.begin(Command::Login(LoginRequest {
        login_mode: LoginMode::Ask,
        ext: "8002".to_owned(),
        ..agent(1)
    }));
    let asked = loop {
        if let Notice::AskLogin { id, rejection } = soon(notices.next()).await.unwrap() {
            break (id, rejection);
        }
    };
    assert_eq!(asked.0, login.id());
    assert_eq!(asked.1.device, Some(a.device()));
    other.answer_ask(true);
    assert!(soon(login).await.is_good());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_dropped_inside_its_own_callback_is_called_no_more() {
    let floor = Floor::new().await;
    let [a] = floor.desks().await;
    let called = Arc::new(AtomicUsize::new(0));
    let own: Arc<Mutex<Option<Subscription>>> = Arc::default();
    let subscription = a.session.on(EventKind::AgentNotReady, {
        let (called, own) = (Arc::clone(&called), Arc::clone(&own));
        move |_| {
            called.fetch_add(1, Ordering::SeqCst);
            drop(own.lock().unwrap().take().expect("called again"));
        }
    });
    *own.lock().unwrap() = Some(subscription);
    // One that stays, to know when the others have had their turn.
    let (heard, hears) = mpsc::channel();
    let _others = a
        .session
        .on(EventKind::AgentNotReady, move |event| heard.send(event).unwrap());
    toggles(&a.session, 6).await;
    for _ in 0..3 {
        tokio::task::block_in_place(|| hears.recv_timeout(std::time::Duration::from_secs(15))).unwrap();
    }
    assert_eq!(called.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panicking_callback_harms_nobody() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    let _panics = a.session.on(EventKind::AgentNotReady, |_| {
        panic!("the application's own affair")
    });
    let (heard, hears) = mpsc::channel();
    a.session
        .on_any(move |notice| heard.send(notice.to_string()).unwrap())
        .detach();
    toggles(&a.session, 4).await;
    for expected in ["agentNotReady", "agentReady", "agentNotReady", "agentReady"] {
        let text =
            tokio::task::block_in_place(|| hears.recv_timeout(std::time::Duration::from_secs(15))).unwrap();
        assert!(text.contains(expected), "{text}");
    }
    a.sees("agentNotReady agentReady agentNotReady agentReady").await;
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_handle_dropped_inside_a_callback() {
    let floor = Floor::new().await;
    let session = floor.client.session(floor.config()).unwrap();
    let mut events = session.events();
    let own: Arc<Mutex<Option<Session>>> = Arc::default();
    let subscription = session.on(EventKind::AgentLoggedOn, {
        let own = Arc::clone(&own);
        move |_| drop(own.lock().unwrap().take())
    });
    subscription.detach();
    let login = soon(session.agent_login(agent(1)));
    *own.lock().unwrap() = Some(session.clone());
    login.await.unwrap();
    until("the callback has dropped its handle", || {
        own.lock().unwrap().is_none()
    })
    .await;
    drop(session);
    ends(&mut events).await;
    until("the event channel is closed", || {
        connections(&floor.simulator) == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropped_or_closed_with_and_without_logging_out() {
    let floor = Floor::new().await;
    for logout_on_close in [false, true] {
        for closes in [false, true] {
            let options = SessionOptions {
                logout_on_close,
                ..SessionOptions::default()
            };
            let session = floor.client.session_with(floor.config(), options).unwrap();
            soon(session.agent_login(agent(1))).await.unwrap();
            let mut events = session.events();
            let twin = session.clone();
            drop(session);
            assert_eq!(
                twin.snapshot().phase,
                SessionPhase::LoggedIn,
                "a clone keeps it open"
            );
            if closes {
                let other = twin.clone();
                tokio::join!(soon(twin.close()), soon(other.close()));
                soon(twin.close()).await;
                assert_eq!(twin.snapshot().phase, SessionPhase::Closed);
                assert!(closed(soon(twin.get_client_state()).await));
                assert!(
                    twin.events().next().await.is_none(),
                    "nothing comes of a closed session"
                );
            }
            drop(twin);
            ends(&mut events).await;
            until("the event channel is closed", || {
                connections(&floor.simulator) == 0
            })
            .await;
            let mode = if logout_on_close { "Logout" } else { "NotReady" };
            assert_eq!(
                floor.mode(1),
                mode,
                "logout_on_close: {logout_on_close}, closes: {closes}"
            );
        }
    }
    assert_eq!(floor.client.metrics().commands, 0, "no session is open any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_closes_all_its_sessions() {
    let floor = Floor::new().await;
    let mut sessions = Vec::new();
    for number in 1..=8 {
        let options = SessionOptions {
            logout_on_close: number % 2 == 0,
            ..SessionOptions::default()
        };
        let session = floor.client.session_with(floor.config(), options).unwrap();
        soon(session.agent_login(agent(number))).await.unwrap();
        sessions.push(session);
    }
    let idle = floor.client.session(floor.config()).unwrap();
    assert_eq!(floor.client.metrics().commands, 8);
    soon(floor.client.close()).await;
    for (number, session) in (1..).zip(&sessions) {
        assert_eq!(session.snapshot().phase, SessionPhase::Closed);
        assert_eq!(
            floor.mode(number),
            if number % 2 == 0 { "Logout" } else { "NotReady" }
        );
    }
    assert_eq!(idle.snapshot().phase, SessionPhase::Closed);
    until("all event channels are closed", || {
        connections(&floor.simulator) == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_while_commands_are_pending_and_the_server_is_silent() {
    let floor = Floor::new().await;
    let options = SessionOptions {
        logout_on_close: true,
        ..SessionOptions::default()
    };
    let session = floor.client.session_with(floor.config(), options).unwrap();
    soon(session.agent_login(agent(1))).await.unwrap();
    for verb in ["getClientState", "makeCall", "logout"] {
        floor.add_fault(json!({"kind": "http", "on": {"verb": verb}, "reply": "hang"}));
    }
    let (one, two) = (session.clone(), session.clone());
    let pending = [
        tokio::spawn(async move { one.get_client_state().await.map(|_| ()) }),
        tokio::spawn(async move { two.make_call("8002", Default::default()).await.map(|_| ()) }),
    ];
    let faults = floor.simulator.faults();
    until("both are under way", || {
        faults.list().iter().filter(|fault| fault.struck == 1).count() == 2
    })
    .await;
    // Nor is the log-out answered: that is waited for, but not for ever.
    soon(session.close()).await;
    for outcome in pending {
        assert_eq!(soon(outcome).await.unwrap(), Err(Error::Unknown(Unknown::Closed)));
    }
    until("the event channel is closed", || {
        connections(&floor.simulator) == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn futures_dropped_in_mid_command_leave_all_in_order() {
    let floor = Floor::new().await;
    let [mut a, mut b] = floor.desks().await;
    let call = a.talks_to(&mut b).await;
    begin(a.session.hold_call(&call)).await;
    a.sees("held(C1)").await;
    begin(a.session.retrieve_call(&call)).await;
    begin(a.session.get_client_state()).await;
    a.sees("retrieved(C1)").await;
    b.sees("held(C1) retrieved(C1)").await;
    begin(a.session.drop_connection(Some(call.clone()))).await;
    a.sees("connectionCleared(C1-8001)").await;
    b.sees("connectionCleared(C1-8001) connectionCleared(C1-8002)")
        .await;
    let metrics = a.session.metrics();
    // Log-in, call, and the four that nobody waited for.
    let session = a.session.clone();
    until("all are settled", || session.metrics().commands == 6).await;
    assert_eq!(metrics.commands_failed, 0);
    floor.ends_quietly([&mut a, &mut b]).await;
}

/// A simulator on a runtime of its own, for tests that have none.
fn elsewhere() -> (tokio::runtime::Runtime, Simulator) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let simulator = runtime
        .block_on(Simulator::start(SimulatorConfig::default()))
        .unwrap();
    (runtime, simulator)
}

#[test]
fn outside_of_any_runtime() {
    let (runtime, simulator) = elsewhere();
    assert!(matches!(Client::new(), Err(BuildError::NoRuntime)));
    let client = Client::builder().no_proxy().own_runtime(2).build().unwrap();
    let threads: Vec<_> = (1..=6)
        .map(|number| {
            let (client, config) = (client.clone(), config_at(&simulator.base_url()));
            thread::spawn(move || {
                let session = client.session(config).unwrap();
                let mut events = session.events();
                // By the client's own means, and by an executor that knows nothing of tokio.
                client.block_on(session.agent_login(agent(number))).unwrap();
                wait(events.wait_for(EventKind::AgentLoggedOn)).unwrap();
                let call = wait(session.make_call(&format!("80{number}9"), Default::default())).unwrap();
                let named = CallId::from(session.snapshot().calls[0].call_id.as_str());
                assert_eq!(call, named);
                client.block_on(session.drop_connection(None)).unwrap();
                wait(session.logout()).unwrap();
                wait(session.close());
                wait(async { while events.next().await.is_some() {} });
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    drop(client);
    runtime.block_on(until("all connections are gone", || connections(&simulator) == 0));
    assert_eq!(simulator.state().calls, []);
    runtime.block_on(simulator.shutdown());
}

#[test]
fn a_probe_outside_of_any_runtime() {
    let (runtime, simulator) = elsewhere();
    let client = Client::builder().no_proxy().own_runtime(1).build().unwrap();
    let server = config_at(&simulator.base_url()).environment;
    let patience = Duration::from_secs(20);
    let login = server.login.to_string();
    assert_eq!(wait(client.probe_http(Method::Post, &login, patience)), Ok(401));
    let events = wait(client.probe_events(server.events.as_str(), patience));
    assert_eq!(events.unwrap().version, Version::V1_2);
    runtime.block_on(simulator.shutdown());
}

#[tokio::test]
async fn a_client_with_a_runtime_of_its_own_dropped_inside_another() {
    let floor = Floor::new().await;
    let client = Client::builder().no_proxy().own_runtime(1).build().unwrap();
    let session = client
        .session_with(
            floor.config(),
            SessionOptions {
                logout_on_close: true,
                ..SessionOptions::default()
            },
        )
        .unwrap();
    soon(session.agent_login(agent(1))).await.unwrap();
    drop(client);
    // The session keeps what it needs.
    soon(session.get_client_state()).await.unwrap();
    drop(session);
    until("the agent is logged out", || floor.mode(1) == "Logout").await;
    until("the event channel is closed", || {
        connections(&floor.simulator) == 0
    })
    .await;
}

/// The application's runtime ends before its sessions do: all that is pending settles, and nothing hangs.
#[test]
fn a_runtime_that_ends_under_its_sessions() {
    let (elsewhere, simulator) = elsewhere();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let client = runtime
        .block_on(async { Client::builder().no_proxy().build() })
        .unwrap();
    let session = client
        .session_with(
            config_at(&simulator.base_url()),
            SessionOptions {
                logout_on_close: true,
                ..SessionOptions::default()
            },
        )
        .unwrap();
    wait(session.agent_login(agent(1))).unwrap();
    for verb in ["getClientState", "logout"] {
        let hangs = json!({"kind": "http", "on": {"verb": verb}, "reply": "hang"});
        simulator.faults().add(support::fault(hangs)).unwrap();
    }
    let pending = thread::spawn({
        let session = session.clone();
        move || wait(session.get_client_state())
    });
    elsewhere.block_on(until("it is under way", || {
        simulator.faults().list()[0].struck == 1
    }));
    // It is even closing, and waits for the log-out.
    let mut close = Box::pin(session.close());
    assert!(
        close
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_pending()
    );
    assert_eq!(session.snapshot().phase, SessionPhase::LoggingOut);
    runtime.shutdown_background();
    assert_eq!(
        pending.join().unwrap().map(|_| ()),
        Err(Error::Unknown(Unknown::Closed))
    );
    wait(close);
    assert!(closed(wait(session.get_client_state())));
    wait(async { while session.events().next().await.is_some() {} });
    // One that is made too late is closed from the start.
    let late = client.session(config_at(&simulator.base_url())).unwrap();
    assert!(closed(wait(late.agent_login(agent(2)))));
    wait(client.close());
    elsewhere.block_on(until("the event channel is closed", || {
        connections(&simulator) == 0
    }));
    assert_eq!(mode_at(&simulator, 1), "NotReady");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logged_off_by_somebody_else_with_a_command_pending() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    let id = floor.add_fault(json!({"kind": "http", "on": {"verb": "setAgentMode"}, "reply": "hang"}));
    let session = a.session.clone();
    let pending = tokio::spawn(async move { session.set_agent_mode(AgentModeRequest::NotReady, None).await });
    let faults = floor.simulator.faults();
    until("it is under way", || {
        faults
            .list()
            .iter()
            .any(|fault| fault.id == id && fault.struck == 1)
    })
    .await;
    floor.control(wellclient_simulator::Control::KickAgent { agent: "5001".into() });
    a.sees("agentLoggedOff").await;
    assert_eq!(
        soon(pending).await.unwrap(),
        Err(Error::Unknown(Unknown::LoggedOff))
    );
    floor.simulator.faults().clear();
    let mut again = Desk::new(a.session.clone(), floor.names.clone(), 1);
    again.log_in().await;
    floor.ends_quietly([&mut again]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_change_while_it_runs() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    let mut logs = a.session.events();
    a.session.set_debug(true);
    a.session.log("a word");
    let line = soon(async {
        loop {
            if let Some(Notice::Log(line)) = logs.next().await
                && line.content == "a word"
            {
                return line;
            }
        }
    })
    .await;
    assert_eq!(line.kind, wellclient::LogKind::Log);
    let mut settings = a.session.settings();
    assert!(settings.debug && !settings.auto_answer);
    settings.auto_answer = true;
    a.session.set_config(settings);
    floor.call_in("8001");
    a.sees("delivered(C1) established(C1)").await;
    assert!(a.session.get_call_memory().contains("13800000000"));
    floor.outside_hangs_up();
    a.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
        .await;
    floor.ends_quietly([&mut a]).await;
}
