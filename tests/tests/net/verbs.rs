//! The other verbs over real sockets: supervisors, allocation, recording, data, the log, prefixes, the
//! client state.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::support::{Desk, Floor, OUTSIDE, PASSWORD, soon, until};
use serde_json::json;
use wellclient::{
    AgentId, AgentMode, AgentModeRequest, CallDataEntry, CallId, CommandError, DeviceId, Error, Evidence,
    MakeCallOptions, Reason, Refusal, SessionPhase, Success,
};
use wellclient_simulator::Control;

/// 8001 talks to 8002; 5003 at 8003 is the supervisor.
async fn supervised() -> (Floor, [Desk; 3], CallId) {
    let floor = Floor::new().await;
    let [mut a, mut b, s] = floor.desks().await;
    let call = a.talks_to(&mut b).await;
    (floor, [a, b, s], call)
}

fn refused_with<T: std::fmt::Debug>(answer: Result<T, Error>, status: u16) -> Reason {
    match answer {
        Err(Error::Rejected(CommandError::Rejected(rejection))) => {
            assert_eq!(rejection.status, Some(status), "{rejection:?}");
            rejection.reason
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_drops() {
    let (floor, [mut a, mut b, mut s], call) = supervised().await;
    let done = soon(s.session.force_drop(&b.device(), &call)).await.unwrap();
    assert_eq!(done.evidence(), Some(&Evidence::Reply));
    b.sees("connectionCleared(C1-8002)").await;
    a.sees("connectionCleared(C1-8002) connectionCleared(C1-8001)")
        .await;
    refused_with(soon(s.session.force_drop(&b.device(), &call)).await, 404);
    floor.ends_quietly([&mut a, &mut b, &mut s]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_joins() {
    let (floor, [mut a, mut b, mut s], call) = supervised().await;
    soon(s.session.force_join(&b.device(), &call, "8003"))
        .await
        .unwrap();
    s.sees("delivered(C1)").await;
    s.answers(&call).await;
    s.sees("established(C1) conferenced(C1)").await;
    for desk in [&mut a, &mut b] {
        desk.sees("delivered(C1) established(C1) conferenced(C1)").await;
        desk.shows("C1 connected conference [8001:connected 8002:connected 8003:connected]");
    }
    s.hangs_up(&call).await;
    b.hangs_up(&call).await;
    s.sees("connectionCleared(C1-8003)").await;
    b.sees("connectionCleared(C1-8003) connectionCleared(C1-8002)")
        .await;
    a.sees("connectionCleared(C1-8003) connectionCleared(C1-8002) connectionCleared(C1-8001)")
        .await;
    floor.ends_quietly([&mut a, &mut b, &mut s]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_takes_a_call() {
    let (floor, [mut a, mut b, mut s], call) = supervised().await;
    soon(s.session.force_take(&b.device(), &call, "8003"))
        .await
        .unwrap();
    b.sees("delivered(C1) transferred(C1) connectionCleared(C1-8002)")
        .await;
    b.shows("");
    s.sees("delivered(C1) transferred(C1) connectionCleared(C1-8002)")
        .await;
    s.answers(&call).await;
    s.sees("established(C1)").await;
    a.sees("delivered(C1) transferred(C1) connectionCleared(C1-8002) established(C1)")
        .await;
    for desk in [&a, &s] {
        desk.shows("C1 connected [8001:connected 8003:connected]");
    }
    s.hangs_up(&call).await;
    s.sees("connectionCleared(C1-8003)").await;
    a.sees("connectionCleared(C1-8003) connectionCleared(C1-8001)")
        .await;
    floor.ends_quietly([&mut a, &mut b, &mut s]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_listens_and_nobody_else_learns_of_it() {
    let floor = Floor::new().await;
    let [mut a, mut b] = floor.desks().await;
    let mut config = floor.config();
    config.timing.doubt = Duration::from_millis(10);
    let mut s = floor.desk(3, config).await;
    let call = a.talks_to(&mut b).await;
    soon(s.session.force_listen(&call, &s.device())).await.unwrap();
    s.sees("delivered(C1) established(C1)").await;
    assert_eq!(s.leg(&call).as_str(), "connected");
    assert_eq!(floor.legs(&call), "8001:connected 8002:connected 8003:connected");
    s.hangs_up(&call).await;
    s.sees("connectionCleared(C1-8003)").await;
    for desk in [&a, &b] {
        desk.shows("C1 connected [8001:connected 8002:connected]");
    }
    // And once more, to the end of the call.
    soon(s.session.force_listen(&call, &s.device())).await.unwrap();
    a.hangs_up(&call).await;
    a.sees("connectionCleared(C1-8001)").await;
    b.sees("connectionCleared(C1-8001) connectionCleared(C1-8002)")
        .await;
    s.sees(
        "delivered(C1) established(C1) connectionCleared(C1-8001) connectionCleared(C1-8002) \
         connectionCleared(C1-8003)",
    )
    .await;
    floor.ends_quietly([&mut a, &mut b]).await;
    // Nobody told the listener of both parties, so the leaving of one is looked into; nothing was wrong.
    until("the account agrees", || s.session.snapshot().verified).await;
    assert_eq!((s.screen(), s.session.metrics().corrections), (String::new(), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_sets_modes_and_logs_out() {
    let floor = Floor::new().await;
    let [mut a, mut b, mut s] = floor.desks().await;
    let agent = AgentId::from("5001@test.cc");
    soon(s.session.force_not_ready(&agent, &a.device()))
        .await
        .unwrap();
    a.sees("agentNotReady").await;
    assert_eq!(a.session.snapshot().agent.unwrap().mode, AgentMode::NotReady);
    soon(s.session.force_ready(&agent, &a.device())).await.unwrap();
    a.sees("agentReady").await;
    assert_eq!(
        refused_with(soon(s.session.force_ready(&agent, &b.device())).await, 453),
        Reason::IllegalExtension
    );
    soon(s.session.force_logout(&agent, &a.device())).await.unwrap();
    a.sees("agentLoggedOff").await;
    assert_eq!(a.session.snapshot().phase, SessionPhase::LoggedOut);
    assert_eq!(
        refused_with(soon(s.session.force_logout(&agent, &a.device())).await, 458),
        Reason::AlreadyLoggedOut
    );
    soon(s.session.super_logout("5002")).await.unwrap();
    b.sees("agentLoggedOff").await;
    assert_eq!(
        (floor.mode(1), floor.mode(2), floor.mode(3)),
        ("Logout".into(), "Logout".into(), "Ready".into())
    );
    // Who was logged out can log in again, with the same session.
    a.log_in().await;
    floor.ends_quietly([&mut a, &mut s]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_allocation_guards_and_ends() {
    let floor = Floor::new().await;
    let [mut a, mut s] = floor.desks().await;
    floor.control(Control::AllocateAgent { agent: "5001".into() });
    a.sees("agentAllocated").await;
    assert_eq!(a.session.snapshot().agent.unwrap().mode, AgentMode::Allocated);
    let refused = Err(Error::Rejected(CommandError::Refused(Refusal::Allocated)));
    assert_eq!(
        soon(a.session.make_call(OUTSIDE, MakeCallOptions::default()))
            .await
            .map(|_| ()),
        refused.clone()
    );
    assert_eq!(soon(a.session.logout()).await.map(|_| ()), refused);
    assert_eq!((floor.requests("makeCall"), floor.requests("logout")), (0, 0));
    soon(s.session.release_allocated_agent(&AgentId::from("5001@test.cc")))
        .await
        .unwrap();
    a.sees("agentReady").await;
    // The call that it was for ends it too.
    floor.control(Control::AllocateAgent { agent: "5001".into() });
    let call = floor.call_in("8001");
    a.sees("agentAllocated delivered(C1)").await;
    a.answers(&call).await;
    a.hangs_up(&call).await;
    a.sees("established(C1) connectionCleared(C1-8001) agentReady")
        .await;
    floor.ends_quietly([&mut a, &mut s]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recording() {
    let floor = Floor::with(json!({"record_calls": true})).await;
    let [mut a, mut b] = floor.desks().await;
    let call = a.calls("8002").await;
    b.sees("delivered(C1)").await;
    b.answers(&call).await;
    a.sees("serviceInitiated(C1) originated(C1) delivered(C1) established(C1) recordStarted(C1)")
        .await;
    b.sees("established(C1) recordStarted(C1)").await;
    assert!(a.session.snapshot().calls[0].recording && b.session.snapshot().calls[0].recording);
    assert_eq!(soon(a.session.start_recording()).await, Ok(Success::AlreadySo));
    let done = soon(a.session.stop_recording()).await.unwrap();
    assert_eq!(done.evidence(), Some(&Evidence::Event("recordStopped".into())));
    a.sees("recordStopped(C1)").await;
    assert!(!a.session.snapshot().calls[0].recording && b.session.snapshot().calls[0].recording);
    assert_eq!(soon(a.session.stop_recording()).await, Ok(Success::AlreadySo));
    let done = soon(a.session.start_recording()).await.unwrap();
    assert_eq!(done.evidence(), Some(&Evidence::Event("recordStarted".into())));
    a.sees("recordStarted(C1)").await;
    floor.control(
        serde_json::from_value(
            json!({"do": "set_extension", "device": "8002", "condition": "recording_disabled"}),
        )
        .unwrap(),
    );
    assert_eq!(
        refused_with(soon(b.session.stop_recording()).await, 466),
        Reason::RecordingDisabled
    );
    // What still runs at the end ends with the call.
    a.hangs_up(&call).await;
    a.sees("connectionCleared(C1-8001)").await;
    b.sees("connectionCleared(C1-8001) connectionCleared(C1-8002)")
        .await;
    refused_with(soon(a.session.start_recording()).await, 409);
    floor.ends_quietly([&mut a, &mut b]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn call_data_travels_with_the_call() {
    let (floor, [mut a, mut b, mut s], call) = supervised().await;
    let entries = vec![
        CallDataEntry::new("客户", "甲 & 乙 \"%\\"),
        CallDataEntry::new("order", "7"),
    ];
    soon(a.session.set_call_data(&call, entries.clone()))
        .await
        .unwrap();
    let read = soon(b.session.get_call_data(&call)).await.unwrap();
    assert_eq!(read.entries, entries);
    let shown: BTreeMap<_, _> = floor.simulator.state().calls[0].user_data.clone();
    assert_eq!(shown["客户"], "甲 & 乙 \"%\\");
    // It goes along with a transfer.
    soon(b.session.single_step_transfer(&call, "8003")).await.unwrap();
    s.sees("delivered(C1) transferred(C1) connectionCleared(C1-8002)")
        .await;
    let data = &s.last("delivered")["userData"]["data"];
    assert_eq!(
        (&data["order"], &data["originalANI"]),
        (&json!("7"), &json!("8001@test.cc"))
    );
    s.hangs_up(&call).await;
    s.sees("connectionCleared(C1-8003)").await;
    a.sees("delivered(C1) transferred(C1) connectionCleared(C1-8002)")
        .await;
    a.sees("connectionCleared(C1-8003) connectionCleared(C1-8001)")
        .await;
    b.sees("delivered(C1) transferred(C1) connectionCleared(C1-8002)")
        .await;
    refused_with(soon(a.session.get_call_data(&call)).await, 404);
    floor.ends_quietly([&mut a, &mut b, &mut s]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prefixes_and_what_else_a_call_is_made_with() {
    let floor = Floor::with(json!({"agent_trunks": ["9", "0571", "9"]})).await;
    let [mut a] = floor.desks().await;
    assert_eq!(soon(a.session.get_my_prefix()).await.unwrap(), ["9", "0571"]);
    let session = a.session.clone();
    until("the snapshot shows them", || {
        session.snapshot().prefixes == ["9", "0571"]
    })
    .await;
    let options = MakeCallOptions {
        prefix: Some("0571".into()),
        origin_for_display: Some("95555".into()),
        cpa: Some(true),
        context_id: Some("task 7".into()),
        ..MakeCallOptions::default()
    };
    let call = soon(a.session.make_call("88880000", options)).await.unwrap();
    floor.names.give(&call);
    a.sees("serviceInitiated(C1) originated(C1) delivered(C1)").await;
    let made = &floor.simulator.state().calls[0];
    assert_eq!(made.called_device, "057188880000@test.cc");
    assert_eq!(made.context_id.as_deref(), Some("task 7"));
    a.hangs_up(&call).await;
    a.sees("connectionCleared(C1-8001)").await;
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_state_and_a_greeting() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    let state = soon(a.session.get_client_state()).await.unwrap();
    assert!(state.agent.as_ref().unwrap().active_call.is_none());
    let call = floor.call_in("8001");
    a.answers(&call).await;
    let state = soon(a.session.get_client_state()).await.unwrap();
    let active = state.agent.unwrap().active_call.unwrap();
    assert_eq!(active.call_id, Some(call.clone()));
    soon(a.session.agent_greeting(&call, "welcome")).await.unwrap();
    assert_eq!(
        floor.simulator.state().calls[0].greeting.as_deref(),
        Some("welcome")
    );
    a.hangs_up(&call).await;
    a.sees("delivered(C1) established(C1) connectionCleared(C1-8001)")
        .await;
    refused_with(soon(a.session.agent_greeting(&call, "welcome")).await, 404);
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_event_log_reaches_the_server_under_its_name() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    a.session.log("a word of the application's: 你好");
    let call = floor.call_in("8001");
    a.answers(&call).await;
    a.hangs_up(&call).await;
    soon(a.session.upload_log()).await.unwrap();
    let logs = floor.simulator.state().logs;
    let [log] = logs.as_slice() else {
        panic!("{} logs", logs.len())
    };
    let stamp = log
        .filename
        .strip_prefix("testccw5001w")
        .and_then(|rest| rest.strip_suffix("txt"));
    let stamp = stamp.unwrap_or_else(|| panic!("{}", log.filename));
    assert!(
        stamp.len() == 6 && stamp.bytes().all(|b| b.is_ascii_digit()),
        "{stamp}"
    );
    for word in [
        "a word of the application's: 你好",
        "agentLoggedOn",
        call.as_str(),
        "answerCall",
        "established",
    ] {
        assert!(log.text.contains(word), "{word} is missing");
    }
    assert!(!log.text.contains(PASSWORD));
    a.sees("delivered(C1) established(C1) connectionCleared(C1-8001)")
        .await;
    // The log to read here says the same.
    let here = a.session.event_log();
    assert!(here.get_log().contains("你好"));
    assert_eq!(here.search_log("你好").len(), 1);
    here.clear_log();
    assert_eq!(here.search_log("你好").len(), 0);
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn modes_and_their_refusals() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    assert_eq!(
        soon(a.session.set_agent_mode(AgentModeRequest::Ready, None)).await,
        Ok(Success::AlreadySo)
    );
    soon(a.session.set_agent_mode(AgentModeRequest::NotReady, Some("1")))
        .await
        .unwrap();
    // Another reason is a change, though the mode is the same.
    let again = soon(a.session.set_agent_mode(AgentModeRequest::NotReady, Some("2")))
        .await
        .unwrap();
    assert_eq!(again.evidence(), Some(&Evidence::Event("agentNotReady".into())));
    a.sees("agentNotReady agentNotReady").await;
    for (condition, status, reason) in [
        ("quota_reached", 465, Reason::QuotaReached),
        ("task_not_assigned", 483, Reason::TaskNotAssigned),
    ] {
        let action = json!({"do": "set_agent", "agent": "5001", "condition": condition});
        floor.control(serde_json::from_value(action).unwrap());
        let answer = soon(a.session.set_agent_mode(AgentModeRequest::Ready, None)).await;
        assert_eq!(refused_with(answer, status), reason);
    }
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_of_nobody_s_call_is_refused_by_the_server() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    // An id that would break out of its place in the path, were it not encoded.
    let odd = CallId::from("../../x?y#z%7C\u{e9}");
    for answer in [
        soon(a.session.answer_call(&odd)).await,
        soon(a.session.hold_call(&odd)).await,
        soon(a.session.force_drop(&DeviceId::from("8002@test.cc"), &odd)).await,
    ] {
        refused_with(answer, 404);
    }
    let broken = soon(a.session.answer_call(&CallId::from("a\r\nb"))).await;
    assert!(matches!(broken, Err(Error::Rejected(_))), "{broken:?}");
    floor.ends_quietly([&mut a]).await;
}
