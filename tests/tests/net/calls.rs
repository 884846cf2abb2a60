//! Plain calls over real sockets: what each agent sees of them, and what her screen shows.

use crate::support::{Floor, OUTSIDE, soon};
use serde_json::json;
use wellclient::{Body, CommandError, Dialect, Error, EventKind, Evidence, Refusal, Success, Verb};
use wellclient_simulator::Control;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outbound_answered_and_the_far_end_hangs_up_in_both_dialects() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let floor = Floor::new().await.speaking(dialect);
        let [mut a] = floor.desks().await;
        let call = a.calls(OUTSIDE).await;
        a.sees("serviceInitiated(C1) originated(C1) delivered(C1)").await;
        a.shows("C1 connected [13800000000:alerting 8001:connected]");
        let shown = &a.session.snapshot().calls[0];
        assert_eq!((shown.outgoing, shown.established), (Some(true), None));
        assert!(shown.allows(Verb::Drop) && !shown.allows(Verb::Hold));
        floor.outside_answers();
        a.sees("established(C1)").await;
        a.shows("C1 connected [13800000000:connected 8001:connected]");
        let shown = &a.session.snapshot().calls[0];
        assert!(shown.established.is_some() && shown.allows(Verb::Hold) && shown.allows(Verb::Consult));
        assert_eq!(floor.legs(&call), "8001:connected 13800000000:connected");
        floor.outside_hangs_up();
        a.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
            .await;
        // 4.x has it once for each call.
        let legs: &[bool] = match dialect {
            Dialect::V4 => &[true],
            Dialect::V2 => &[false, true],
        };
        for own in legs.iter().copied() {
            let derived = a.derives(EventKind::CallCleared).await;
            let Body::CallCleared(facts) = derived.body() else {
                panic!("{derived:?}")
            };
            assert!(facts.is_established && facts.is_out_call);
            assert_eq!((facts.is_own, facts.is_caller), (own, Some(true)));
            assert_eq!(
                facts.party_device.as_ref().unwrap().as_str(),
                "13800000000@test.cc"
            );
        }
        floor.ends_quietly([&mut a]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_agent_hangs_up_and_a_server_skips_the_first_two_events() {
    let floor = Floor::with(json!({"service_initiated": false})).await;
    let [mut a] = floor.desks().await;
    let call = a.calls(OUTSIDE).await;
    floor.outside_answers();
    a.sees("delivered(C1) established(C1)").await;
    let outcome = soon(a.session.drop_connection(None)).await.unwrap();
    assert_eq!(
        outcome.evidence(),
        Some(&Evidence::Event("connectionCleared".into()))
    );
    a.sees("connectionCleared(C1-8001)").await;
    assert_eq!(floor.legs(&call), "");
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_lead_nowhere() {
    let floor = Floor::new().await;
    let [mut a, mut b] = floor.desks().await;
    for (pattern, code) in [("131*", "6"), ("132*", "1")] {
        let line = if code == "1" {
            json!({"then": "busy"})
        } else {
            json!({"then": "failed", "code": code})
        };
        let mut action = json!({"do": "set_outside", "pattern": pattern});
        action
            .as_object_mut()
            .unwrap()
            .extend(line.as_object().unwrap().clone());
        floor.control(serde_json::from_value(action).unwrap());
    }
    b.calls(OUTSIDE).await; // C1: 8002 is busy.
    b.sees("serviceInitiated(C1) originated(C1) delivered(C1)").await;
    for (number, code, cause) in [
        ("13100000", "6", "DESTINATION_OUT_OF_ORDER"),
        ("13200000", "1", "USER_BUSY"),
        ("8002", "1", "USER_BUSY"),
        ("777", "8", "UNALLOCATED_NUMBER"),
    ] {
        let call = a.calls(number).await;
        let name = floor.names.of(&call);
        a.sees(&format!(
            "serviceInitiated({name}) originated({name}) connectionCleared({name}-8001)"
        ))
        .await;
        assert_eq!(a.last("connectionCleared")["cause"], cause, "{number}");
        // With call progress analysis it is told why.
        let call = a.calls_analysed(number).await;
        let name = floor.names.of(&call);
        a.sees(&format!(
            "serviceInitiated({name}) originated({name}) delivered({name}) failed({name}) \
             connectionCleared({name}-8001)"
        ))
        .await;
        assert_eq!(a.last("failed")["failedCode"], code, "{number}");
        assert_eq!(a.last("connectionCleared")["cause"], cause, "{number}");
        a.shows("");
    }
    // It rings, and nobody answers.
    floor.control(
        serde_json::from_value(
            json!({"do": "set_outside", "pattern": "133*", "then": "no_answer", "after_ms": 1}),
        )
        .unwrap(),
    );
    let call = a.calls_analysed("13300000").await;
    let name = floor.names.of(&call);
    a.sees(&format!(
        "serviceInitiated({name}) originated({name}) delivered({name}) failed({name}) \
         connectionCleared({name}-13300000) connectionCleared({name}-8001)"
    ))
    .await;
    assert_eq!(a.last("connectionCleared")["cause"], "NO_ANSWER");
    floor.outside_hangs_up();
    b.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8002)")
        .await;
    floor.ends_quietly([&mut a, &mut b]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guards_of_make_call_send_nothing() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    let refused = |error: Error| match error {
        Error::Rejected(CommandError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    for (number, refusal) in [("", Refusal::BadNumber), ("8001", Refusal::OwnExtension)] {
        let error = soon(a.session.make_call(number, Default::default()))
            .await
            .unwrap_err();
        assert_eq!(refused(error), refusal, "{number}");
    }
    let call = a.calls(OUTSIDE).await;
    let error = soon(a.session.make_call("8002", Default::default()))
        .await
        .unwrap_err();
    assert_eq!(refused(error), Refusal::CallUp);
    assert_eq!(
        refused(soon(a.session.logout()).await.unwrap_err()),
        Refusal::CallUp
    );
    a.hangs_up(&call).await;
    a.sees("serviceInitiated(C1) originated(C1) delivered(C1) connectionCleared(C1-8001)")
        .await;
    assert_eq!(
        refused(soon(a.session.drop_connection(None)).await.unwrap_err()),
        Refusal::NoCall
    );
    assert_eq!(floor.requests("makeCall"), 1);
    assert_eq!(
        (floor.requests("logout"), floor.requests("dropConnection")),
        (0, 1)
    );
    floor.ends_quietly([&mut a]).await;

    // The pace that the manual's client keeps.
    let config = wellclient::SessionConfig {
        timing: wellclient::Timing {
            between_calls: std::time::Duration::from_secs(3600),
            ..Default::default()
        },
        ..floor.config()
    };
    let mut b = floor.desk(2, config).await;
    let call = b.calls("8003").await;
    b.hangs_up(&call).await;
    let error = soon(b.session.make_call("8003", Default::default()))
        .await
        .unwrap_err();
    assert!(error.retry_after().is_some_and(|wait| wait.as_secs() > 3000));
    assert!(matches!(refused(error), Refusal::TooSoon { .. }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inbound_answered_in_both_dialects() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let floor = Floor::new().await.speaking(dialect);
        let [mut a] = floor.desks().await;
        let call = floor.call_in_with("8001", json!({"user_data": {"k": "v"}, "split": "sales"}));
        a.sees("delivered(C1)").await;
        a.shows("C1 alerting [13800000000:connected 8001:alerting]");
        let shown = &a.session.snapshot().calls[0];
        assert_eq!(
            (shown.outgoing, shown.queue.as_deref()),
            (Some(false), Some("sales"))
        );
        let data: serde_json::Value = serde_json::from_str(shown.data.as_deref().unwrap()).unwrap();
        assert_eq!(
            (&data["k"], &data["originalDNIS"]),
            (&json!("v"), &json!("8001@test.cc"))
        );
        assert!(shown.allows(Verb::Answer) && shown.allows(Verb::Drop) && !shown.allows(Verb::Hold));
        a.answers(&call).await;
        a.sees("established(C1)").await;
        a.shows("C1 connected [13800000000:connected 8001:connected]");
        a.hangs_up(&call).await;
        a.sees("connectionCleared(C1-8001)").await;
        floor.ends_quietly([&mut a]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inbound_to_an_agent_abandoned_and_refused() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    floor.call_in("5001");
    a.sees("delivered(C1)").await;
    floor.outside_hangs_up();
    a.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
        .await;
    let call = floor.call_in("8001");
    a.sees("delivered(C2)").await;
    a.hangs_up(&call).await;
    a.sees("connectionCleared(C2-8001)").await;
    assert_eq!(floor.legs(&call), "");
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn auto_answer_answers_once_and_only_what_comes_in() {
    let floor = Floor::new().await;
    let mut config = floor.config();
    config.settings.auto_answer = true;
    let mut a = floor.desk(1, config).await;
    let [mut b] = [floor.desk(2, floor.config()).await];
    let call = floor.call_in("8001");
    a.sees("delivered(C1) established(C1)").await;
    assert_eq!(floor.legs(&call), "13800000000:connected 8001:connected");
    floor.outside_hangs_up();
    a.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
        .await;
    // Her own call that rings elsewhere is not hers to answer.
    let call = a.calls("8002").await;
    b.sees("delivered(C2)").await;
    a.sees("serviceInitiated(C2) originated(C2) delivered(C2)").await;
    a.hangs_up(&call).await;
    a.sees("connectionCleared(C2-8001)").await;
    b.sees("connectionCleared(C2-8001) connectionCleared(C2-8002)")
        .await;
    assert_eq!(floor.requests("answerCall"), 1);
    floor.ends_quietly([&mut a, &mut b]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn between_agents_whoever_hangs_up_first() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let floor = Floor::new().await.speaking(dialect);
        let [mut a, mut b] = floor.desks().await;
        let call = a.talks_to(&mut b).await;
        a.shows("C1 connected [8001:connected 8002:connected]");
        b.shows("C1 connected [8001:connected 8002:connected]");
        a.hangs_up(&call).await;
        a.sees("connectionCleared(C1-8001)").await;
        b.sees("connectionCleared(C1-8001) connectionCleared(C1-8002)")
            .await;
        let call = b.talks_to(&mut a).await;
        a.hangs_up(&call).await;
        a.sees("connectionCleared(C2-8001)").await;
        b.sees("connectionCleared(C2-8001) connectionCleared(C2-8002)")
            .await;
        floor.ends_quietly([&mut a, &mut b]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hold_and_retrieve_from_both_sides() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let floor = Floor::new().await.speaking(dialect);
        let [mut a, mut b] = floor.desks().await;
        let call = a.talks_to(&mut b).await;
        soon(a.session.hold_call(&call)).await.unwrap();
        a.sees("held(C1)").await;
        b.sees("held(C1)").await;
        a.shows("C1 hold [8001:hold 8002:connected]");
        b.shows("C1 connected [8001:hold 8002:connected]");
        assert!(a.session.may(Verb::Retrieve, &call).is_ok());
        assert!(matches!(
            a.session.may(Verb::Hold, &call),
            Err(Refusal::WrongState { .. })
        ));
        // Once more: it is so already, and no event comes.
        assert_eq!(soon(a.session.hold_call(&call)).await, Ok(Success::AlreadySo));
        soon(b.session.hold_call(&call)).await.unwrap();
        a.sees("held(C1)").await;
        b.sees("held(C1)").await;
        a.shows("C1 hold [8001:hold 8002:hold]");
        soon(a.session.retrieve_call(&call)).await.unwrap();
        soon(b.session.retrieve_call(&call)).await.unwrap();
        for desk in [&mut a, &mut b] {
            desk.sees("retrieved(C1) retrieved(C1)").await;
            desk.shows("C1 connected [8001:connected 8002:connected]");
        }
        a.hangs_up(&call).await;
        a.sees("connectionCleared(C1-8001)").await;
        b.sees("connectionCleared(C1-8001) connectionCleared(C1-8002)")
            .await;
        floor.ends_quietly([&mut a, &mut b]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_far_end_that_holds_and_a_phone_that_goes_offline() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    let call = floor.call_in("8001");
    a.answers(&call).await;
    floor.control(Control::Hold {
        device: OUTSIDE.into(),
        call_id: None,
    });
    a.sees("delivered(C1) established(C1) held(C1)").await;
    a.shows("C1 connected [13800000000:hold 8001:connected]");
    floor.control(Control::Retrieve {
        device: OUTSIDE.into(),
        call_id: None,
    });
    a.sees("retrieved(C1)").await;
    floor.control(Control::Unregister {
        device: "8001".into(),
    });
    a.sees("connectionCleared(C1-8001)").await;
    floor.ends_quietly([&mut a]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrap_up_and_a_mode_that_waits_for_the_end_of_the_call() {
    let floor = Floor::with(json!({"wrap_up_ms": 1})).await;
    let [mut a, mut b] = floor.desks().await;
    let call = a.talks_to(&mut b).await;
    let asked = soon(
        a.session
            .set_agent_mode(wellclient::AgentModeRequest::NotReady, Some("tea")),
    )
    .await;
    let wellclient::Reply::PendingMode(mode) = asked.unwrap().reply() else {
        panic!("no pending mode")
    };
    assert_eq!(mode, "NotReady");
    assert_eq!(
        a.session.snapshot().agent.unwrap().pending_mode.as_deref(),
        Some("NotReady")
    );
    a.hangs_up(&call).await;
    a.sees("connectionCleared(C1-8001) agentNotReady").await;
    assert_eq!(a.last("agentNotReady")["reason"], "tea");
    let shown = a.session.snapshot().agent.unwrap();
    assert_eq!((shown.reason.as_deref(), shown.pending_mode), (Some("tea"), None));
    b.sees("connectionCleared(C1-8001) connectionCleared(C1-8002) agentWorkingAfterCall agentReady")
        .await;
    floor.ends_quietly([&mut a, &mut b]).await;
}
