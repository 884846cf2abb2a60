//! HTTP when it fails, over real sockets: expired sessions, redirects, pages, empty replies, errors,
//! hanging, cutting.

use std::time::Duration;

use crate::support::{self, Desk, Floor, agent, soon, until};
use serde_json::{Value, json};
use wellclient::core::event::AnomalyKind;
use wellclient::core::http::reply::ReplyError;
use wellclient::{
    Body, CallId, Client, CommandError, Error, EventKind, Evidence, Language, Reason, Rejection,
    SessionPhase, Success, Unknown,
};
use wellclient_simulator::Control;

fn struck(verb: &str, reply: Value) -> Value {
    json!({"kind": "http", "on": {"verb": verb}, "reply": reply})
}

fn rejection<T: std::fmt::Debug>(answer: Result<T, Error>) -> Rejection {
    match answer {
        Err(Error::Rejected(CommandError::Rejected(rejection))) => rejection,
        other => panic!("{other:?}"),
    }
}

/// Every request that follows a log-in by itself has had its answer.
async fn settled(floor: &Floor, agents: usize) {
    let answered = |verb| support::requests(&floor.simulator, verb) == agents;
    until("the log-ins are over", || {
        answered("heartbeat") && answered("getMyPrefix")
    })
    .await;
}

/// A floor whose client waits 300 ms for a reply, and a session that asks for the state after 100 ms and
/// settles by 1500 ms.
async fn hasty() -> (Floor, Desk, CallId) {
    let mut floor = Floor::new().await;
    floor.client = Client::builder()
        .no_proxy()
        .request_timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    let mut config = floor.config();
    config.timing.confirm = Duration::from_millis(100);
    config.timing.command = Duration::from_millis(1500);
    let mut a = floor.desk(1, config).await;
    let call = floor.call_in("8001");
    a.answers(&call).await;
    a.sees("delivered(C1) established(C1)").await;
    (floor, a, call)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_session_is_renewed_once_for_all_that_need_it() {
    let floor = Floor::new().await;
    let [mut a, mut b] = floor.desks().await;
    let call = a.talks_to(&mut b).await;
    settled(&floor, 2).await;
    floor.control(Control::ExpireSessions { agent: None });
    let [one, two, three] = [a.session.clone(), a.session.clone(), a.session.clone()];
    let (held, data, state) = tokio::join!(
        soon(one.hold_call(&call)),
        soon(two.get_call_data(&call)),
        soon(three.get_client_state()),
    );
    assert_eq!(held.unwrap().evidence(), Some(&Evidence::Event("held".into())));
    data.unwrap();
    state.unwrap();
    assert_eq!(a.session.metrics().renewals, 1);
    assert_eq!(floor.requests("session"), 3);
    b.hangs_up(&call).await;
    assert_eq!(floor.requests("session"), 4);
    a.sees("held(C1) connectionCleared(C1-8002) connectionCleared(C1-8001)")
        .await;
    b.sees("held(C1) connectionCleared(C1-8002)").await;
    floor.ends_quietly([&mut a, &mut b]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_cannot_be_renewed_or_expires_again() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    settled(&floor, 1).await;
    floor.control(Control::ExpireSessions { agent: None });
    let fault = floor.add_fault(struck("session", json!({"status": {"code": 503}})));
    let rejected = rejection(soon(a.session.get_client_state()).await);
    assert_eq!(rejected.reason, Reason::ServerError);
    assert_eq!(a.session.metrics().renewals, 0);
    floor.simulator.faults().remove(fault);
    // The password is not sent again so soon.
    let sessions = floor.requests("session");
    let rejected = rejection(soon(a.session.get_client_state()).await);
    assert_eq!(rejected.reason, Reason::SessionExpired);
    assert_eq!(floor.requests("session"), sessions);
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    // A server that says 426 whatever one does: renewed once, no more.
    let fault = floor.add_fault(struck("getClientState", json!({"status": {"code": 426}})));
    let sessions = floor.requests("session");
    let rejected = rejection(soon(a.session.get_client_state()).await);
    assert_eq!(rejected.reason, Reason::SessionExpired);
    assert_eq!(floor.requests("session"), sessions + 1);
    floor.simulator.faults().remove(fault);
    soon(a.session.get_client_state()).await.unwrap();
    // A password that is refused is not sent again: accounts are locked for that.
    floor.control(Control::ExpireSessions { agent: None });
    let fault = floor.add_fault(struck("session", json!({"status": {"code": 401}})));
    let rejected = rejection(soon(a.session.get_client_state()).await);
    assert_eq!(rejected.reason, Reason::WrongCredentials);
    floor.simulator.faults().remove(fault);
    let sessions = floor.requests("session");
    let rejected = rejection(soon(a.session.get_client_state()).await);
    assert_eq!(rejected.reason, Reason::SessionExpired);
    assert_eq!(floor.requests("session"), sessions);
    let told = a.derives(EventKind::Anomaly).await;
    let Body::Anomaly(anomaly) = told.body() else {
        panic!("{told:?}")
    };
    assert_eq!(anomaly.kind, AnomalyKind::CredentialsRefused);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redirects_are_not_followed() {
    let floor = Floor::new().await;
    floor.add_fault(struck("session", json!("redirect")));
    let session = floor.client.session(floor.config()).unwrap();
    let rejected = rejection(soon(session.agent_login(agent(1))).await);
    assert_eq!(
        (rejected.reason, rejected.status),
        (Reason::Redirected, Some(307))
    );
    assert_eq!(floor.requests("session"), 1, "the password goes nowhere else");
    floor.simulator.faults().clear();
    let [mut a] = floor.desks().await;
    floor.add_fault(struck("makeCall", json!("redirect")));
    let rejected = rejection(soon(a.session.make_call("8002", Default::default())).await);
    assert_eq!(rejected.reason, Reason::Redirected);
    assert_eq!(floor.requests("makeCall"), 1);
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_that_is_answered_by_something_else() {
    let floor = Floor::new().await;
    for (reply, error) in [
        (json!("html"), CommandError::BadReply(ReplyError::Html)),
        (json!("empty"), CommandError::BadReply(ReplyError::Empty)),
        (
            json!({"status": {"code": 200, "body": "{}"}}),
            CommandError::BadReply(ReplyError::Missing("sessionId")),
        ),
        (
            json!({"status": {"code": 200, "body": "{\"sessionId\":\"a\\r\\nb\"}"}}),
            CommandError::BadReply(ReplyError::BadSessionId),
        ),
        (
            json!({"status": {"code": 200, "body": "{\"sessionId\":7}"}}),
            CommandError::BadReply(ReplyError::WrongType("sessionId")),
        ),
    ] {
        let id = floor.add_fault(struck("session", reply));
        let session = floor.client.session(floor.config()).unwrap();
        let failed = soon(session.agent_login(agent(1))).await;
        assert_eq!(failed, Err(Error::Rejected(error)));
        assert_eq!(session.snapshot().phase, SessionPhase::LoggedOut);
        assert!(!failed.unwrap_err().sentence(Language::Zh).is_empty());
        floor.simulator.faults().remove(id);
    }
    let id = floor.add_fault(struck("session", json!("cut")));
    let session = floor.client.session(floor.config()).unwrap();
    let failed = soon(session.agent_login(agent(1))).await;
    assert!(
        matches!(failed, Err(Error::Rejected(CommandError::Unreachable(_)))),
        "{failed:?}"
    );
    floor.simulator.faults().remove(id);
    soon(session.agent_login(agent(1))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn server_errors_say_when_to_try_again() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    for (code, reason) in [
        (500, Reason::ServerError),
        (503, Reason::ServerError),
        (429, Reason::TooManyRequests),
        (404, Reason::NotFound),
        (299, Reason::Other),
    ] {
        let status = json!({"status": {"code": code, "body": "{\"message\":\"why\"}", "retry_after_s": 7}});
        let id = floor.add_fault(struck("getCallData", status));
        let answer = soon(a.session.get_call_data(&CallId::from("c"))).await;
        if code == 299 {
            // A success all the same, though of another shape than is known.
            assert_eq!(answer.unwrap().get("message"), Some("why"));
        } else {
            let rejected = rejection(answer);
            assert_eq!((rejected.status, rejected.reason), (Some(code), reason));
            assert_eq!(rejected.retry_after, Some(Duration::from_secs(7)));
            assert!(rejected.body.contains("why"));
        }
        floor.simulator.faults().remove(id);
    }
    for (reply, error) in [
        (json!("html"), ReplyError::Html),
        (json!("empty"), ReplyError::Empty),
    ] {
        let id = floor.add_fault(struck("getClientState", reply));
        let failed = soon(a.session.get_client_state()).await.unwrap_err();
        assert_eq!(failed, Error::Rejected(CommandError::BadReply(error)));
        floor.simulator.faults().remove(id);
    }
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accepted_but_not_carried_out() {
    let (floor, mut a, call) = hasty().await;
    for (reply, error) in [
        (json!("empty"), Error::Unknown(Unknown::NotConfirmed)),
        // A page is no server's answer: the request has not reached one.
        (
            json!("html"),
            Error::Rejected(CommandError::BadReply(ReplyError::Html)),
        ),
    ] {
        let id = floor.add_fault(struck("holdCall", reply));
        let outcome = soon(a.session.hold_call(&call)).await;
        assert_eq!(outcome, Err(error));
        floor.simulator.faults().remove(id);
    }
    a.shows("C1 connected [13800000000:connected 8001:connected]");
    floor.outside_hangs_up();
    a.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
        .await;
    floor.ends_quietly([&mut a]).await;
}

/// No reply comes, or the connection is cut: whether the request was carried out is told by its event.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn carried_out_without_a_reply() {
    let (floor, mut a, call) = hasty().await;
    for reply in [json!("hang"), json!("cut"), json!({"status": {"code": 204}})] {
        let mut fault = struck("holdCall", reply);
        fault["carried_out"] = json!(true);
        let id = floor.add_fault(fault);
        let held = soon(a.session.hold_call(&call)).await.unwrap();
        assert_eq!(held.evidence(), Some(&Evidence::Event("held".into())));
        floor.simulator.faults().remove(id);
        soon(a.session.retrieve_call(&call)).await.unwrap();
        a.sees("held(C1) retrieved(C1)").await;
    }
    // And a call that was made so, has its id from its events.
    floor.outside_hangs_up();
    a.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
        .await;
    for reply in [json!("cut"), json!("empty")] {
        let mut fault = struck("makeCall", reply);
        fault["carried_out"] = json!(true);
        let id = floor.add_fault(fault);
        let made = soon(a.session.make_call("8009", Default::default()))
            .await
            .unwrap();
        assert_eq!(floor.simulator.state().calls[0].call_id, made.as_str());
        let name = floor.names.give(&made);
        floor.simulator.faults().remove(id);
        a.hangs_up(&made).await;
        a.sees(&format!(
            "serviceInitiated({name}) originated({name}) delivered({name}) connectionCleared({name}-8001)"
        ))
        .await;
    }
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn not_carried_out_and_without_a_reply() {
    let (floor, mut a, call) = hasty().await;
    for reply in [json!("hang"), json!("cut")] {
        let id = floor.add_fault(struck("holdCall", reply));
        let outcome = soon(a.session.hold_call(&call)).await;
        assert!(
            matches!(outcome, Err(Error::Unknown(Unknown::NoReply(_)))),
            "{outcome:?}"
        );
        floor.simulator.faults().remove(id);
    }
    // A query that gets no reply has no other end.
    let id = floor.add_fault(struck("getMyPrefix", json!("hang")));
    let outcome = soon(a.session.get_my_prefix()).await;
    assert_eq!(outcome, Err(Error::Unknown(Unknown::NoReply("timed out".into()))));
    floor.simulator.faults().remove(id);
    a.shows("C1 connected [13800000000:connected 8001:connected]");
    floor.outside_hangs_up();
    a.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
        .await;
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_is_lost_is_replaced_by_the_servers_account() {
    let (floor, mut a, call) = hasty().await;
    floor.add_fault(json!({"kind": "lose", "on": {"event": "held", "times": 1}}));
    let held = soon(a.session.hold_call(&call)).await.unwrap();
    assert_eq!(held.evidence(), Some(&Evidence::State));
    let told = a.until_told(EventKind::Held).await;
    assert_eq!(told.origin, wellclient::Origin::Synthesized);
    a.shows("C1 hold [13800000000:connected 8001:hold]");
    // What was asked for is so already: once more is no harm.
    assert_eq!(soon(a.session.hold_call(&call)).await, Ok(Success::AlreadySo));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_without_its_reply_or_its_event() {
    let floor = Floor::new().await;
    let mut config = floor.config();
    config.timing.confirm = Duration::from_millis(100);
    for fault in [
        json!({"kind": "http", "on": {"verb": "login", "times": 1}, "carried_out": true, "reply": "cut"}),
        json!({"kind": "lose", "on": {"event": "agentLoggedOn", "times": 1}}),
        json!({"kind": "lose", "on": {"agent": "5001@test.cc", "times": 2}}),
    ] {
        floor.add_fault(fault.clone());
        let session = floor.client.session(config.clone()).unwrap();
        soon(session.agent_login(agent(1)))
            .await
            .unwrap_or_else(|error| panic!("{fault}: {error}"));
        until("the mode is known", || {
            session
                .snapshot()
                .agent
                .is_some_and(|agent| agent.mode == wellclient::AgentMode::NotReady)
        })
        .await;
        soon(session.logout()).await.unwrap();
        assert_eq!(floor.mode(1), "Logout");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_replies_keep_their_order_and_hold_up_nothing_else() {
    let floor = Floor::new().await;
    let [mut a, mut b] = floor.desks().await;
    let call = a.talks_to(&mut b).await;
    let id =
        floor.add_fault(json!({"kind": "http", "on": {"verb": "holdCall", "times": 1}, "delay_ms": 200}));
    let session = a.session.clone();
    let held = tokio::spawn({
        let (session, call) = (session.clone(), call.clone());
        async move { session.hold_call(&call).await }
    });
    let faults = floor.simulator.faults();
    until("the first request is there", || {
        !faults.list().iter().any(|fault| fault.id == id)
    })
    .await;
    // About the same call: after the first. About nothing in particular: at once.
    let retrieved = tokio::spawn({
        let (session, call) = (session.clone(), call.clone());
        async move { session.retrieve_call(&call).await }
    });
    soon(session.get_my_prefix()).await.unwrap();
    assert_eq!(floor.requests("holdCall"), 0, "the reply is still held back");
    soon(held).await.unwrap().unwrap();
    soon(retrieved).await.unwrap().unwrap();
    a.sees("held(C1) retrieved(C1)").await;
    b.sees("held(C1) retrieved(C1)").await;
    a.hangs_up(&call).await;
    a.sees("connectionCleared(C1-8001)").await;
    b.sees("connectionCleared(C1-8001) connectionCleared(C1-8002)")
        .await;
    floor.ends_quietly([&mut a, &mut b]).await;
}
