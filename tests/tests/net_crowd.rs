//! Many sessions in one client over real sockets, and what is left of them afterwards: no task, no socket.

mod support;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::json;
use support::{DOMAIN, PASSWORD, config_at, count_connections, soon, until};
use tokio::runtime::Runtime;
use tokio::sync::Barrier;
use wellclient::lock::Mutex;
use wellclient::{Client, ConnectionState, EventKind, LoginRequest, Session, SessionPhase};
use wellclient_simulator::{Control, Heard, Simulator};

const SESSIONS: usize = 300;

/// Files that this process has open. The two tests here would count each other's.
fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

static ALONE: Mutex<()> = Mutex::new(());

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

fn login(number: usize) -> LoginRequest {
    LoginRequest::new(
        (5000 + number).to_string(),
        PASSWORD,
        DOMAIN,
        (8000 + number).to_string(),
    )
}

fn alive(runtime: &Runtime) -> usize {
    runtime.handle().metrics().num_alive_tasks()
}

/// One agent's day: she logs in, the even call their odd neighbours, they talk, one of them hangs up, all
/// log out.
async fn day(session: Session, number: usize, all: Arc<Barrier>) {
    soon(session.agent_login(login(number))).await.unwrap();
    let mut events = session.events();
    soon(all.wait()).await;
    if number.is_multiple_of(2) {
        let call = soon(session.make_call(&(8001 + number).to_string(), Default::default()))
            .await
            .unwrap();
        soon(events.wait_for(EventKind::Established)).await.unwrap();
        // Half of the calls are ended here, half there.
        if number.is_multiple_of(4) {
            soon(session.drop_connection(Some(call))).await.unwrap();
        }
    } else {
        soon(events.wait_for(EventKind::Delivered)).await.unwrap();
        let call = session.snapshot().calls[0].call_id.clone();
        soon(session.answer_call(&call)).await.unwrap();
        if number % 4 == 3 {
            soon(session.drop_connection(Some(call))).await.unwrap();
        }
    }
    // The end of the call, for whoever did not bring it about.
    until("the call is over", || session.snapshot().calls.is_empty()).await;
    soon(all.wait()).await;
    soon(session.logout()).await.unwrap();
    let metrics = session.metrics();
    assert_eq!(
        (metrics.corrections, metrics.anomalies, metrics.commands_failed),
        (0, 0, 0),
        "at {number}"
    );
}

#[test]
fn three_hundred_log_in_and_call_each_other_and_leave_nothing_behind() {
    let _alone = ALONE.lock();
    let (servers, clients) = (runtime(), runtime());
    let simulator = servers.block_on(support::simulator(json!({})));
    let mut heard = simulator.observe();
    let counts = servers.spawn(async move {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        while let Ok(observation) = heard.recv().await {
            match observation.heard {
                Heard::Request {
                    verb,
                    status: Some(200..300),
                    ..
                } => *counts.entry(verb).or_default() += 1,
                Heard::Opened { .. } => *counts.entry("opened").or_default() += 1,
                Heard::Closed { .. } => *counts.entry("closed").or_default() += 1,
                _ => {}
            }
        }
        counts
    });
    let files = open_files();
    clients.block_on(async {
        let client = Client::builder().no_proxy().build().unwrap();
        let all = Arc::new(Barrier::new(SESSIONS));
        let days: Vec<_> = (0..SESSIONS)
            .map(|number| {
                tokio::spawn(day(
                    client.session(config_at(&simulator.base_url())).unwrap(),
                    number,
                    Arc::clone(&all),
                ))
            })
            .collect();
        for day in days {
            day.await.unwrap();
        }
    });
    // Every handle is gone: so is everything else, by itself.
    servers.block_on(async {
        until("no task is left", || alive(&clients) == 0).await;
        until("no socket is left", || open_files() <= files).await;
    });
    assert_eq!(simulator.state().calls, []);
    assert!(
        simulator
            .state()
            .agents
            .iter()
            .all(|agent| agent.agent_mode == "Logout")
    );
    servers.block_on(simulator.shutdown());
    let counts = servers.block_on(counts).unwrap();
    for (what, count) in [
        ("login", SESSIONS),
        ("logout", SESSIONS),
        ("makeCall", SESSIONS / 2),
        ("answerCall", SESSIONS / 2),
    ] {
        assert_eq!(counts.get(what), Some(&count), "{what}");
    }
    assert_eq!((counts["opened"], counts["closed"]), (SESSIONS, SESSIONS));
}

/// Opened, closed, dropped, with and without a log-in, by hundreds, one after the other and at once.
#[test]
fn two_thousand_sessions_come_and_go() {
    let _alone = ALONE.lock();
    let (servers, clients) = (runtime(), runtime());
    let simulator: Simulator = servers.block_on(support::simulator(json!({})));
    let connections = servers.block_on(async { count_connections(&simulator) });
    let files = open_files();
    let client = clients.block_on(async { Client::builder().no_proxy().build().unwrap() });
    clients.block_on(async {
        for round in 0..20 {
            let mut waits = Vec::new();
            for number in 0..100 {
                let session = client.session(config_at(&simulator.base_url())).unwrap();
                waits.push(tokio::spawn(async move {
                    if number % 10 == 0 {
                        soon(session.agent_login(login(number))).await.unwrap();
                    }
                    match number % 4 {
                        0 => soon(session.close()).await,
                        1 => drop(session.events()),
                        // In mid-log-in.
                        2 => support::begin(session.agent_login(login(200 + number))).await,
                        _ => assert_eq!(session.snapshot().phase, SessionPhase::LoggedOut),
                    }
                }));
            }
            for wait in waits {
                wait.await.unwrap();
            }
            until("this round is over", || connections.load(Ordering::SeqCst) == 0).await;
            assert_eq!(client.metrics().commands, 0, "round {round}: no session is open");
        }
    });
    drop(client);
    servers.block_on(async {
        until("no task is left", || alive(&clients) == 0).await;
        until("no socket is left", || open_files() <= files).await;
    });
    servers.block_on(simulator.shutdown());
}

/// What a call is to each side, at scale: every pair agrees with the switch at a moment when nothing moves.
#[test]
fn a_hundred_calls_at_once_are_as_the_switch_has_them() {
    let _alone = ALONE.lock();
    let runtime = runtime();
    runtime.block_on(async {
        let simulator = support::simulator(json!({})).await;
        let connections = count_connections(&simulator);
        let client = Client::builder().no_proxy().build().unwrap();
        let sessions: Vec<Session> = (0..100)
            .map(|_| client.session(config_at(&simulator.base_url())).unwrap())
            .collect();
        let logins = sessions.iter().enumerate().map(|(number, session)| {
            let session = session.clone();
            tokio::spawn(async move { soon(session.agent_login(login(number))).await.unwrap() })
        });
        for login in logins.collect::<Vec<_>>() {
            login.await.unwrap();
        }
        let calls: Vec<_> = (0..50).collect();
        for &number in &calls {
            let (caller, called) = (&sessions[number], &sessions[number + 50]);
            let call = soon(caller.make_call(&(8050 + number).to_string(), Default::default()))
                .await
                .unwrap();
            until("it rings", || !called.snapshot().calls.is_empty()).await;
            soon(called.answer_call(&call)).await.unwrap();
            if number % 2 == 0 {
                soon(called.hold_call(&call)).await.unwrap();
            }
        }
        for (number, session) in sessions.iter().enumerate() {
            let expected = match number {
                50.. if number % 2 == 0 => ConnectionState::Hold,
                _ => ConnectionState::Connected,
            };
            until("as it should be", || session.snapshot().calls[0].leg == expected).await;
            until("the other party, too", || {
                session.snapshot().calls[0].parties.iter().all(|party| {
                    let state = simulator.state();
                    let legs = state.calls.iter().flat_map(|call| &call.legs);
                    let mut truth = legs.filter(|leg| leg.device_id == party.device.as_str());
                    truth.next().is_some_and(|leg| leg.state == party.leg.as_str())
                })
            })
            .await;
        }
        client.close().await;
        until("all event channels are closed", || {
            connections.load(Ordering::SeqCst) == 0
        })
        .await;
        simulator.shutdown().await;
    });
}

/// When the server saw 41 agents begin something that a client at 20 a second is to begin for all of them at once.
async fn begun(log_in_again: bool, is_it: impl Fn(&Heard) -> bool) -> Vec<u64> {
    let simulator = support::simulator(json!({})).await;
    let builder = Client::builder().no_proxy();
    let client = builder.connecting_per_second(20).build().unwrap();
    let logins = (0..41).map(|number| {
        let session = client.session(config_at(&simulator.base_url())).unwrap();
        tokio::spawn(async move {
            soon(session.agent_login(login(number))).await.unwrap();
            session
        })
    });
    let mut sessions = Vec::new();
    for login in logins.collect::<Vec<_>>() {
        sessions.push(login.await.unwrap());
    }
    let mut before = 0;
    if log_in_again {
        before = simulator.log().len();
        simulator
            .control(Control::ExpireSessions { agent: None })
            .unwrap();
        let asking = sessions.into_iter().map(|session| {
            tokio::spawn(async move { soon(session.get_client_state()).await.map(|_| session).unwrap() })
        });
        for asked in asking.collect::<Vec<_>>() {
            asked.await.unwrap();
        }
    }
    let log = simulator.log();
    let begun = log.iter().skip(before).filter(|seen| is_it(&seen.heard));
    let times = begun.map(|seen| seen.at_ms).collect();
    client.close().await;
    simulator.shutdown().await;
    times
}

/// Between any 21 there is a second; half of it, where the machine is busy.
fn assert_one_by_one(times: &[u64]) {
    assert_eq!(times.len(), 41);
    for pair in times.windows(21) {
        assert!(pair[20] - pair[0] >= 500, "{times:?}");
    }
}

/// A crowd that logs in at once is led to the server one by one, at the client's rate.
#[test]
fn a_client_begins_no_more_event_channels_in_a_second_than_it_may() {
    let _alone = ALONE.lock();
    let opened = begun(false, |heard| matches!(heard, Heard::Opened { .. }));
    assert_one_by_one(&runtime().block_on(opened));
}

/// So it is where all sessions log in, and where the HTTP sessions of all have expired.
#[test]
fn a_client_begins_no_more_log_ins_in_a_second_than_it_may() {
    let _alone = ALONE.lock();
    for again in [false, true] {
        let asked = begun(again, |heard| {
            matches!(heard, Heard::Request { verb: "session", .. })
        });
        assert_one_by_one(&runtime().block_on(asked));
    }
}
