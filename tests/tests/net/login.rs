//! Logging in over real sockets: every refusal, and what force, stop and ask do where the agent is logged
//! in already.

use std::sync::mpsc;
use std::time::Duration;

use crate::support::{self, Desk, Floor, begin, connections, fault, soon, until};
use serde_json::json;
use wellclient::{
    AgentModeRequest, Body, CommandError, Error, EventKind, LinkState, LoginMode, LoginRequest, Reason,
    Refusal, Rejection, Session, SessionPhase, Unknown,
};

fn request(agent: &str, ext: &str, mode: LoginMode) -> LoginRequest {
    let mut request = LoginRequest::new(agent, support::PASSWORD, support::DOMAIN, ext);
    request.login_mode = mode;
    request.agent_mode = AgentModeRequest::Ready;
    request
}

fn rejection<T: std::fmt::Debug>(answer: Result<T, Error>) -> Rejection {
    match answer {
        Err(Error::Rejected(CommandError::Rejected(rejection))) => rejection,
        other => panic!("{other:?}"),
    }
}

/// Nothing of a log-in is left running.
async fn is_logged_out(session: &Session, floor: &Floor, others: usize) {
    let snapshot = session.snapshot();
    assert_eq!(
        (snapshot.phase, snapshot.link),
        (SessionPhase::LoggedOut, LinkState::Off)
    );
    until("the event channel is closed", || {
        connections(&floor.simulator) == others
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_status_has_its_reason() {
    let floor = Floor::with(json!({
        "agent_limit": 3,
        "agent_conditions": {"5010@test.cc": "deleted", "5011@test.cc": "disabled",
            "5012@test.cc": "allocation_fails",
            "5013@test.cc": "task_not_assigned"},
        "extension_conditions": {"8010@test.cc": "illegal_state", "8011@test.cc": "not_authorised"},
    }))
    .await;
    let [_a, _b] = floor.desks().await;
    floor.control(serde_json::from_value(json!({"do": "unregister", "device": "8012"})).unwrap());
    floor.call_in("8013");
    let session = floor.client.session(floor.config()).unwrap();
    let mut events = session.subscribe().kinds([EventKind::LoginFailed]).stream();
    for (agent, ext, status, reason) in [
        ("4999", "8003", 401, Reason::WrongCredentials),
        ("5010", "8003", 423, Reason::AgentNotUsable),
        ("5011", "8003", 423, Reason::AgentNotUsable),
        ("5003", "8012", 451, Reason::ExtensionNotRegistered),
        ("5003", "7000", 453, Reason::IllegalExtension),
        ("5001", "8001", 454, Reason::AlreadyLoggedIn),
        ("5001", "8003", 455, Reason::LoggedInElsewhere),
        ("5003", "8010", 456, Reason::IllegalExtensionState),
        ("5003", "8011", 457, Reason::ExtensionNotAuthorised),
        ("5003", "8002", 459, Reason::ExtensionInUse),
        ("5003", "8013", 460, Reason::ExtensionBusy),
        ("5012", "8003", 462, Reason::AllocationFailed),
        ("5013", "8003", 483, Reason::TaskNotAssigned),
    ] {
        let rejected = rejection(soon(session.agent_login(request(agent, ext, LoginMode::Stop))).await);
        assert_eq!(
            (rejected.status, rejected.reason),
            (Some(status), reason),
            "{agent} {ext}"
        );
        assert_eq!(
            rejected.device.map(|d| d.to_string()),
            (status == 455).then(|| "8001@test.cc".to_owned())
        );
        assert_eq!(
            rejected.agent.map(|a| a.to_string()),
            (status == 459).then(|| "5002@test.cc".to_owned())
        );
        let told = soon(events.wait_for(EventKind::LoginFailed)).await.unwrap();
        let Body::LoginFailed(failed) = told.body() else {
            panic!("{told:?}")
        };
        assert_eq!(failed.status, status);
        assert!(!told.raw().contains(support::PASSWORD));
        is_logged_out(&session, &floor, 2).await;
    }
    // These two the simulator has no reason to give.
    for (status, reason) in [(452, Reason::IllegalAgent), (458, Reason::AlreadyLoggedOut)] {
        floor.add_fault(json!({"kind": "http", "on": {"verb": "login", "times": 1},
                "reply": {"status": {"code": status}}}));
        let rejected = rejection(soon(session.agent_login(request("5003", "8003", LoginMode::Force))).await);
        assert_eq!((rejected.status, rejected.reason), (Some(status), reason));
        is_logged_out(&session, &floor, 2).await;
    }
    // The same session logs in after all that; then the tenant is full.
    soon(session.agent_login(request("5003", "8003", LoginMode::Stop)))
        .await
        .unwrap();
    let full = floor.client.session(floor.config()).unwrap();
    let rejected = rejection(soon(full.agent_login(request("5004", "8004", LoginMode::Force))).await);
    assert_eq!(
        (rejected.status, rejected.reason),
        (Some(461), Reason::AgentLimitReached)
    );
    is_logged_out(&full, &floor, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_or_domain_and_odd_ones_that_are_right() {
    let password = "p&w=1 %+ü\"";
    let floor = Floor::with(json!({"agents": [{"from": 5000, "to": 5999, "password": password}]})).await;
    let session = floor.client.session(floor.config()).unwrap();
    for (password, domain) in [("wrong", "test.cc"), (password, "other.cc"), ("", "test.cc")] {
        let answer = soon(session.agent_login(LoginRequest::new("5001", password, domain, "8001"))).await;
        assert_eq!(rejection(answer).reason, Reason::WrongCredentials);
        is_logged_out(&session, &floor, 0).await;
    }
    soon(session.agent_login(LoginRequest::new("5001", password, "test.cc", "8001")))
        .await
        .unwrap();
    assert_eq!(floor.mode(1), "NotReady");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_state_of_a_session_guards_its_log_in() {
    let floor = Floor::new().await;
    let [a] = floor.desks().await;
    let again = soon(a.session.agent_login(request("5001", "8001", LoginMode::Force))).await;
    assert_eq!(
        again.unwrap_err(),
        Error::Rejected(CommandError::Refused(Refusal::AlreadyLoggedIn))
    );
    let session = floor.client.session(floor.config()).unwrap();
    let call = soon(session.make_call("8001", Default::default())).await;
    assert_eq!(
        call.unwrap_err(),
        Error::Rejected(CommandError::Refused(Refusal::NotLoggedIn))
    );
    let odd = soon(session.agent_login(request("50\n01", "8001", LoginMode::Force))).await;
    assert!(
        matches!(odd, Err(Error::Rejected(CommandError::Argument(_)))),
        "{odd:?}"
    );
    session.close().await;
    let closed = soon(session.agent_login(request("5002", "8002", LoginMode::Force))).await;
    assert_eq!(
        closed.unwrap_err(),
        Error::Rejected(CommandError::Refused(Refusal::Closed))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn force_logs_the_agent_out_elsewhere() {
    for ext in ["8001", "8005"] {
        let floor = Floor::new().await;
        let [mut old] = floor.desks().await;
        let session = floor.client.session(floor.config()).unwrap();
        soon(session.agent_login(request("5001", ext, LoginMode::Force)))
            .await
            .unwrap();
        old.sees("agentLoggedOff").await;
        assert_eq!(
            floor.simulator.state().agents[0].device_id.as_deref(),
            Some(&*format!("{ext}@test.cc"))
        );
        let snapshot = session.snapshot();
        assert_eq!(snapshot.phase, SessionPhase::LoggedIn);
        assert_eq!(snapshot.agent.unwrap().device.number(), ext);
        is_logged_out(&old.session, &floor, 1).await;
        assert_eq!(floor.requests("logout"), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stop_leaves_the_agent_where_she_is() {
    let floor = Floor::new().await;
    let [mut old] = floor.desks().await;
    let session = floor.client.session(floor.config()).unwrap();
    for ext in ["8001", "8005"] {
        let rejected = rejection(soon(session.agent_login(request("5001", ext, LoginMode::Stop))).await);
        assert!(rejected.login_mode_applies());
    }
    // With nobody to ask, `ask` fails as `stop` does.
    let rejected = rejection(soon(session.agent_login(request("5001", "8005", LoginMode::Ask))).await);
    assert_eq!(rejected.reason, Reason::LoggedInElsewhere);
    is_logged_out(&session, &floor, 1).await;
    assert_eq!(floor.requests("logout"), 0);
    floor.ends_quietly([&mut old]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ask_does_what_the_answer_says() {
    let floor = Floor::new().await;
    let [mut old] = floor.desks().await;
    let session = floor.client.session(floor.config()).unwrap();
    let (asked, question) = mpsc::channel();
    let login = session.agent_login_asking(request("5001", "8005", LoginMode::Ask), {
        let asked = asked.clone();
        move |rejection| async move {
            asked.send(rejection).unwrap();
            false
        }
    });
    let rejected = rejection(soon(login).await);
    assert_eq!(rejected, question.try_recv().unwrap());
    assert_eq!(rejected.device.unwrap().as_str(), "8001@test.cc");
    is_logged_out(&session, &floor, 1).await;

    let login = session.agent_login_asking(
        request("5001", "8005", LoginMode::Ask),
        move |rejection| async move {
            tokio::task::yield_now().await;
            asked.send(rejection).unwrap();
            true
        },
    );
    soon(login).await.unwrap();
    assert_eq!(question.try_recv().unwrap().reason, Reason::LoggedInElsewhere);
    old.sees("agentLoggedOff").await;
    assert_eq!(session.snapshot().agent.unwrap().device.as_str(), "8005@test.cc");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ask_asks_nobody_where_all_is_well_and_in_other_modes() {
    let floor = Floor::new().await;
    let session = floor.client.session(floor.config()).unwrap();
    let never = |_: Rejection| async { panic!("nothing is to be asked") };
    soon(session.agent_login_asking(request("5001", "8001", LoginMode::Ask), never))
        .await
        .unwrap();
    let other = floor.client.session(floor.config()).unwrap();
    let rejected =
        rejection(soon(other.agent_login_asking(request("5001", "8002", LoginMode::Stop), never)).await);
    assert_eq!(rejected.reason, Reason::LoggedInElsewhere);
    let rejected =
        rejection(soon(other.agent_login_asking(request("5002", "8001", LoginMode::Ask), never)).await);
    assert_eq!(
        rejected.reason,
        Reason::ExtensionInUse,
        "forcing would not help, so nothing is asked"
    );
    soon(other.agent_login_asking(request("5001", "8002", LoginMode::Force), never))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_never_comes_fails_when_its_time_is_over() {
    let floor = Floor::new().await;
    let [mut old] = floor.desks().await;
    let mut config = floor.config();
    config.timing.ask = Duration::from_millis(100);
    for panics in [false, true] {
        let session = floor.client.session(config.clone()).unwrap();
        let login =
            session.agent_login_asking(request("5001", "8005", LoginMode::Ask), move |_| async move {
                assert!(!panics, "the application's own affair");
                std::future::pending().await
            });
        assert_eq!(rejection(soon(login).await).reason, Reason::LoggedInElsewhere);
        is_logged_out(&session, &floor, 1).await;
        // It can be tried again.
        let again = rejection(soon(session.agent_login(request("5001", "8005", LoginMode::Stop))).await);
        assert_eq!(again.reason, Reason::LoggedInElsewhere);
    }
    floor.ends_quietly([&mut old]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_while_asking() {
    let floor = Floor::new().await;
    let [mut old] = floor.desks().await;
    let session = floor.client.session(floor.config()).unwrap();
    let (asked, question) = tokio::sync::oneshot::channel();
    let login = tokio::spawn({
        let session = session.clone();
        async move {
            let ask = session.agent_login_asking(request("5001", "8005", LoginMode::Ask), |_| async move {
                asked.send(()).unwrap();
                std::future::pending().await
            });
            ask.await
        }
    });
    soon(question).await.unwrap();
    soon(session.close()).await;
    assert_eq!(soon(login).await.unwrap(), Err(Error::Unknown(Unknown::Closed)));
    assert_eq!(session.snapshot().phase, SessionPhase::Closed);
    until("the event channel is closed", || {
        connections(&floor.simulator) == 1
    })
    .await;
    floor.ends_quietly([&mut old]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_that_nobody_waits_for_goes_on() {
    let floor = Floor::new().await;
    let session = floor.client.session(floor.config()).unwrap();
    let mut events = session.events();
    begin(session.agent_login(request("5001", "8001", LoginMode::Force))).await;
    soon(events.wait_for(EventKind::AgentLoggedOn)).await.unwrap();
    until("the log-in is over", || {
        session.snapshot().phase == SessionPhase::LoggedIn
    })
    .await;
}

/// The question can hold the last handle of the session, and goes when it need not be asked: then the
/// session does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_holds_the_session() {
    let floor = Floor::new().await;
    let session = floor.client.session(floor.config()).unwrap();
    let held = session.clone();
    let decide = move |_: Rejection| async move { held.identity().is_some() };
    begin(session.agent_login_asking(request("5001", "8001", LoginMode::Ask), decide)).await;
    let mut events = session.events();
    drop(session);
    // The end of the stream is the end of the session.
    soon(async { while events.next().await.is_some() {} }).await;
    until("the event channel is closed", || {
        connections(&floor.simulator) == 0
    })
    .await;
    assert_eq!(
        floor.mode(1),
        "Ready",
        "a session that is dropped logs nobody out unless told to"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recovery_takes_up_where_the_application_left() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    let call = floor.call_in("8001");
    a.answers(&call).await;
    a.sees("delivered(C1) established(C1)").await;
    let saved = a.session.saved().unwrap();
    a.session.close().await;
    let mut again = Desk::new(
        floor.client.session(floor.config()).unwrap(),
        floor.names.clone(),
        1,
    );
    soon(again.session.recover(saved.clone())).await.unwrap();
    let told = again.derives(EventKind::RecoverStateSuccess).await;
    let Body::RecoverStateSuccess(state) = told.body() else {
        panic!("{told:?}")
    };
    let found = state.call.as_ref().unwrap();
    assert_eq!((&found.call_id, found.established), (&call, true));
    again.shows("C1 connected [13800000000:connected 8001:connected]");
    assert_eq!(floor.requests("login"), 1);
    again.hangs_up(&call).await;
    again.sees("connectionCleared(C1-8001)").await;
    // Else the account could tell of the log-out before the event does.
    until("that was the only call", || again.session.snapshot().verified).await;
    soon(again.session.logout()).await.unwrap();
    again.sees("agentLoggedOff").await;
    // Logged out, there is nothing to take up.
    let answer = soon(again.session.recover(saved)).await;
    assert_eq!(
        answer,
        Err(Error::Rejected(CommandError::Refused(Refusal::NotRecoverable)))
    );
    is_logged_out(&again.session, &floor, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_http_session_that_expires_at_the_worst_time() {
    let floor = Floor::new().await;
    let [_old] = floor.desks().await;
    // Between the two requests of the log-in, and between the two `Login`s of a forced one.
    for verb in ["login", "logout"] {
        let fault = fault(
            json!({"kind": "http", "on": {"verb": verb, "times": 1}, "reply": {"status": {"code": 426}}}),
        );
        floor.simulator.faults().add(fault).unwrap();
        let session = floor.client.session(floor.config()).unwrap();
        soon(session.agent_login(request("5001", "8005", LoginMode::Force)))
            .await
            .unwrap();
        assert_eq!(session.metrics().renewals, 1, "{verb}");
    }
}
