//! Consultations, transfers and conferences over real sockets: what each agent sees of them, and what her
//! screen shows.

use crate::support::{self, Desk, Floor, OUTSIDE, soon};
use serde_json::{Value, json};
use wellclient::{CallId, Dialect, Participation, Refusal, Verb};

/// An outside caller is held by 8001 on C1, who talks to 8002 on C2.
struct Consultation {
    floor: Floor,
    a: Desk,
    b: Desk,
    held: CallId,
    consulted: CallId,
}

async fn consultation(dialect: Dialect, pbx: Value) -> Consultation {
    let floor = Floor::with(pbx).await.speaking(dialect);
    let [mut a, mut b] = floor.desks().await;
    let held = floor.call_in("8001");
    a.answers(&held).await;
    a.sees("delivered(C1) established(C1)").await;
    let consulted = a.consults(&held, &mut b).await;
    a.shows("C1 hold [13800000000:connected 8001:hold]; C2 connected [8001:connected 8002:connected]");
    b.shows("C2 connected [8001:connected 8002:connected]");
    let calls = a.session.snapshot().calls;
    assert_eq!(calls[1].consultation_of.as_ref(), Some(&held));
    for verb in [Verb::Conference, Verb::Transfer, Verb::CancelConsult] {
        assert!(calls[0].allows(verb) && calls[1].allows(verb), "{verb}");
    }
    assert!(calls[0].allows(Verb::Retrieve) && !calls[1].allows(Verb::Hold));
    Consultation {
        floor,
        a,
        b,
        held,
        consulted,
    }
}

/// The three of them in a conference on C1.
async fn conference(dialect: Dialect, pbx: Value) -> Consultation {
    let mut c = consultation(dialect, pbx).await;
    soon(c.a.session.conference(&c.held, &c.consulted)).await.unwrap();
    c.a.sees("conferenced(C1)").await;
    c.b.sees("conferenced(C1)").await;
    c.a.shows("C1 connected conference [13800000000:connected 8001:connected 8002:connected]");
    c.b.shows("C1 connected conference [13800000000:connected 8001:connected 8002:connected]");
    assert_eq!(c.b.session.snapshot().calls[0].former_ids, [c.consulted.clone()]);
    assert_eq!(
        c.floor.legs(&c.held),
        "13800000000:connected 8001:connected 8002:connected"
    );
    assert!(matches!(
        c.a.session.may(Verb::Hold, &c.held),
        Err(Refusal::InConference)
    ));
    c
}

/// 8001 called 8003's place, 8002: they talk on C1. Then 8003.
async fn talking() -> (Floor, [Desk; 3], CallId) {
    let floor = Floor::new().await;
    let [mut a, mut b, c] = floor.desks().await;
    let call = a.talks_to(&mut b).await;
    (floor, [a, b, c], call)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_consultation() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let mut c = consultation(dialect, json!({})).await;
        soon(c.a.session.cancel_consult(&c.held, &c.consulted))
            .await
            .unwrap();
        c.a.sees("connectionCleared(C2-8001) retrieved(C1)").await;
        c.b.sees("connectionCleared(C2-8001) connectionCleared(C2-8002)")
            .await;
        c.a.shows("C1 connected [13800000000:connected 8001:connected]");
        c.floor.outside_hangs_up();
        c.a.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
            .await;
        c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_consulted_party_hangs_up_and_the_first_call_is_retrieved_if_wanted() {
    for wanted in [false, true] {
        let mut c = consultation(Dialect::V4, json!({})).await;
        c.a.session.set_retrieve_after_consultation(wanted);
        c.b.hangs_up(&c.consulted).await;
        c.b.sees("connectionCleared(C2-8002)").await;
        c.a.sees("connectionCleared(C2-8002) connectionCleared(C2-8001)")
            .await;
        if !wanted {
            c.a.shows("C1 hold [13800000000:connected 8001:hold]");
            soon(c.a.session.retrieve_call(&c.held)).await.unwrap();
        }
        c.a.sees("retrieved(C1)").await;
        c.a.shows("C1 connected [13800000000:connected 8001:connected]");
        c.a.hangs_up(&c.held).await;
        c.a.sees("connectionCleared(C1-8001)").await;
        assert_eq!(c.floor.requests("retrieveCall"), 1);
        c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_held_party_hangs_up() {
    let mut c = consultation(Dialect::V4, json!({})).await;
    c.floor.outside_hangs_up();
    c.a.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
        .await;
    c.a.shows("C2 connected [8001:connected 8002:connected]");
    c.a.hangs_up(&c.consulted).await;
    c.a.sees("connectionCleared(C2-8001)").await;
    c.b.sees("connectionCleared(C2-8001) connectionCleared(C2-8002)")
        .await;
    c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_calls_change_places() {
    let mut c = consultation(Dialect::V4, json!({})).await;
    soon(c.a.session.retrieve_call(&c.held)).await.unwrap();
    c.a.sees("held(C2) retrieved(C1)").await;
    c.b.sees("held(C2)").await;
    c.a.shows("C1 connected [13800000000:connected 8001:connected]; C2 hold [8001:hold 8002:connected]");
    soon(c.a.session.retrieve_call(&c.consulted)).await.unwrap();
    c.a.sees("held(C1) retrieved(C2)").await;
    c.b.sees("retrieved(C2)").await;
    soon(c.a.session.cancel_consult(&c.held, &c.consulted))
        .await
        .unwrap();
    c.a.hangs_up(&c.held).await;
    c.a.sees("connectionCleared(C2-8001) retrieved(C1) connectionCleared(C1-8001)")
        .await;
    c.b.sees("connectionCleared(C2-8001) connectionCleared(C2-8002)")
        .await;
    c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transfer_after_consultation() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let floor = Floor::new().await.speaking(dialect);
        let [mut a, mut b, mut c] = floor.desks().await;
        let held = a.talks_to(&mut b).await;
        let consulted = b.consults(&held, &mut c).await;
        a.sees("held(C1)").await;
        soon(b.session.transfer_call(&held, &consulted)).await.unwrap();
        b.sees("transferred(C1) connectionCleared(C1-8002) connectionCleared(C2-8002)")
            .await;
        a.sees("transferred(C1) connectionCleared(C1-8002)").await;
        c.sees("transferred(C1) connectionCleared(C1-8002)").await;
        b.shows("");
        a.shows("C1 connected [8001:connected 8003:connected]");
        c.shows("C1 connected [8001:connected 8003:connected]");
        // What was C2 for the third is C1 now, by either id.
        assert_eq!(
            c.session.snapshot().calls[0].former_ids,
            std::slice::from_ref(&consulted)
        );
        assert!(c.session.may(Verb::Hold, &held).is_ok() && c.session.may(Verb::Hold, &consulted).is_ok());
        c.hangs_up(&held).await;
        c.sees("connectionCleared(C1-8003)").await;
        a.sees("connectionCleared(C1-8003) connectionCleared(C1-8001)")
            .await;
        floor.ends_quietly([&mut a, &mut b, &mut c]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transfer_while_the_consulted_party_still_rings() {
    let (floor, [mut a, mut b, mut c], held) = talking().await;
    let consulted = soon(b.session.consult(&held, "8003")).await.unwrap();
    floor.names.give(&consulted);
    b.sees("held(C1) serviceInitiated(C2) originated(C2) delivered(C2)")
        .await;
    c.sees("delivered(C2)").await;
    soon(b.session.transfer_call(&held, &consulted)).await.unwrap();
    b.sees("transferred(C1) connectionCleared(C1-8002) connectionCleared(C2-8002)")
        .await;
    a.sees("held(C1) transferred(C1) connectionCleared(C1-8002)")
        .await;
    c.sees("transferred(C1) connectionCleared(C1-8002) delivered(C1)")
        .await;
    // That 8003 still rings was never told to 8001.
    a.shows("C1 connected [8001:connected 8003:connected]");
    c.shows("C1 alerting [8001:connected 8003:alerting]");
    c.answers(&held).await;
    a.sees("established(C1)").await;
    c.sees("established(C1)").await;
    a.hangs_up(&held).await;
    a.sees("connectionCleared(C1-8001)").await;
    c.sees("connectionCleared(C1-8001) connectionCleared(C1-8003)")
        .await;
    floor.ends_quietly([&mut a, &mut b, &mut c]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conference_that_its_maker_leaves_first() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let mut c = conference(dialect, json!({})).await;
        c.a.hangs_up(&c.held).await;
        c.a.sees("connectionCleared(C1-8001)").await;
        c.b.sees("connectionCleared(C1-8001) connectionCleared(C1-13800000000) connectionCleared(C1-8002)")
            .await;
        c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
    }
    // Where the maker does not matter, the others talk on.
    let mut c = conference(Dialect::V4, json!({"owner_ends_conference": false})).await;
    c.a.hangs_up(&c.held).await;
    c.a.sees("connectionCleared(C1-8001)").await;
    c.b.sees("connectionCleared(C1-8001)").await;
    assert_eq!(c.floor.legs(&c.held), "13800000000:connected 8002:connected");
    c.b.hangs_up(&c.held).await;
    c.b.sees("connectionCleared(C1-8002)").await;
    c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conference_that_the_consulted_party_leaves_first() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let mut c = conference(dialect, json!({})).await;
        c.b.hangs_up(&c.held).await;
        c.b.sees("connectionCleared(C1-8002)").await;
        c.a.sees("connectionCleared(C1-8002)").await;
        c.a.shows("C1 connected [13800000000:connected 8001:connected]");
        c.a.hangs_up(&c.held).await;
        c.a.sees("connectionCleared(C1-8001)").await;
        c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conference_that_its_maker_leaves_last() {
    let mut c = conference(Dialect::V4, json!({})).await;
    c.b.hangs_up(&c.held).await;
    c.floor.outside_hangs_up();
    c.a.sees("connectionCleared(C1-8002) connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
        .await;
    c.b.sees("connectionCleared(C1-8002)").await;
    c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conference_that_the_customer_leaves_first() {
    let mut c = conference(Dialect::V4, json!({})).await;
    c.floor.outside_hangs_up();
    for desk in [&mut c.a, &mut c.b] {
        desk.sees("connectionCleared(C1-13800000000)").await;
        desk.shows("C1 connected [8001:connected 8002:connected]");
    }
    c.b.hangs_up(&c.held).await;
    c.a.sees("connectionCleared(C1-8002) connectionCleared(C1-8001)")
        .await;
    c.b.sees("connectionCleared(C1-8002)").await;
    c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fourth_party_by_consulting_from_a_conference() {
    let mut c = conference(Dialect::V4, json!({})).await;
    let mut config = c.floor.config();
    config.timing.doubt = std::time::Duration::from_millis(10);
    let mut d = c.floor.desk(3, config).await;
    let third = c.a.consults(&c.held, &mut d).await;
    c.b.sees("held(C1)").await;
    soon(c.a.session.conference(&c.held, &third)).await.unwrap();
    for desk in [&mut c.a, &mut c.b, &mut d] {
        desk.sees("conferenced(C1)").await;
    }
    c.a.shows("C1 connected conference [13800000000:connected 8001:connected 8002:connected 8003:connected]");
    c.b.shows("C1 connected conference [13800000000:connected 8001:connected 8002:connected 8003:connected]");
    d.shows("C1 connected conference [13800000000:connected 8001:connected 8003:connected]");
    c.a.hangs_up(&c.held).await;
    c.a.sees("connectionCleared(C1-8001)").await;
    c.b.sees("connectionCleared(C1-8001) connectionCleared(C1-13800000000) connectionCleared(C1-8002)")
        .await;
    d.sees(
        "connectionCleared(C1-8001) connectionCleared(C1-13800000000) connectionCleared(C1-8002) \
         connectionCleared(C1-8003)",
    )
    .await;
    c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
    // Nobody told 8003 of 8002, whose leaving is therefore looked into; nothing was wrong.
    support::until("the account agrees", || d.session.snapshot().verified).await;
    assert_eq!((d.screen(), d.session.metrics().corrections), (String::new(), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_single_step_transfer_as_each_party_sees_it() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let floor = Floor::new().await.speaking(dialect);
        let [mut a, mut b, mut c] = floor.desks().await;
        let call = a.talks_to(&mut b).await;
        soon(b.session.single_step_transfer(&call, "8003")).await.unwrap();
        b.sees("delivered(C1) transferred(C1) connectionCleared(C1-8002)")
            .await;
        b.shows("");
        a.sees("delivered(C1) transferred(C1) connectionCleared(C1-8002)")
            .await;
        a.shows("C1 connected [8001:connected 8003:alerting]");
        c.sees("delivered(C1) transferred(C1) connectionCleared(C1-8002)")
            .await;
        c.shows("C1 alerting [8001:connected 8003:alerting]");
        c.answers(&call).await;
        for desk in [&mut a, &mut c] {
            desk.sees("established(C1)").await;
            desk.shows("C1 connected [8001:connected 8003:connected]");
        }
        c.hangs_up(&call).await;
        a.sees("connectionCleared(C1-8003) connectionCleared(C1-8001)")
            .await;
        c.sees("connectionCleared(C1-8003)").await;
        floor.ends_quietly([&mut a, &mut b, &mut c]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_single_step_conference_or_transfer_to_nowhere() {
    let (floor, [mut a, mut b, mut c], call) = talking().await;
    // Called, and gone at once: the call is as it was.
    soon(
        b.session
            .single_step_conference(&call, "777", Participation::Active),
    )
    .await
    .unwrap();
    for desk in [&mut a, &mut b] {
        desk.sees("delivered(C1) connectionCleared(C1-777)").await;
        desk.shows("C1 connected [8001:connected 8002:connected]");
        assert_eq!(desk.session.snapshot().calls[0].failed_code, None);
    }
    // Who transfers is cleared at once, and then the other side.
    soon(b.session.single_step_transfer(&call, "777")).await.unwrap();
    b.sees("delivered(C1) transferred(C1) connectionCleared(C1-8002)")
        .await;
    a.sees(
        "delivered(C1) transferred(C1) connectionCleared(C1-8002) connectionCleared(C1-777) \
         connectionCleared(C1-8001)",
    )
    .await;
    assert_eq!(a.last("connectionCleared")["cause"], "UNALLOCATED_NUMBER");
    c.shows("");
    floor.ends_quietly([&mut a, &mut b, &mut c]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn single_step_conferences_active_and_silent_with_four_parties() {
    let floor = Floor::new().await;
    let [mut a, mut b, mut c, mut d] = floor.desks().await;
    let call = a.talks_to(&mut b).await;
    soon(
        b.session
            .single_step_conference(&call, "8003", Participation::Active),
    )
    .await
    .unwrap();
    c.sees("delivered(C1)").await;
    c.answers(&call).await;
    c.sees("established(C1) conferenced(C1)").await;
    for desk in [&mut a, &mut b] {
        desk.sees("delivered(C1) established(C1) conferenced(C1)").await;
        desk.shows("C1 connected conference [8001:connected 8002:connected 8003:connected]");
    }
    assert!(c.session.snapshot().calls[0].conference);
    soon(
        a.session
            .single_step_conference(&call, "8004", Participation::Silent),
    )
    .await
    .unwrap();
    d.sees("delivered(C1)").await;
    d.answers(&call).await;
    d.sees("established(C1) conferenced(C1)").await;
    for desk in [&mut a, &mut b] {
        desk.sees("delivered(C1) established(C1) conferenced(C1)").await;
        desk.shows("C1 connected conference [8001:connected 8002:connected 8003:connected 8004:connected]");
    }
    c.sees("delivered(C1) established(C1) conferenced(C1)").await;
    let silent: Vec<_> = floor.simulator.state().calls[0]
        .legs
        .iter()
        .map(|leg| leg.silent)
        .collect();
    assert_eq!(silent, [false, false, false, true]);
    b.hangs_up(&call).await;
    a.hangs_up(&call).await;
    d.hangs_up(&call).await;
    a.sees("connectionCleared(C1-8002) connectionCleared(C1-8001)")
        .await;
    b.sees("connectionCleared(C1-8002)").await;
    c.sees(
        "connectionCleared(C1-8002) connectionCleared(C1-8001) connectionCleared(C1-8004) \
         connectionCleared(C1-8003)",
    )
    .await;
    d.sees("connectionCleared(C1-8002) connectionCleared(C1-8001) connectionCleared(C1-8004)")
        .await;
    floor.ends_quietly([&mut a, &mut b, &mut c, &mut d]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transfer_that_returns_after_a_consultation() {
    let mut c = consultation(Dialect::V4, json!({})).await;
    soon(c.a.session.transfer_wait_return(&c.held, &c.consulted))
        .await
        .unwrap();
    c.a.sees("connectionCleared(C2-8001)").await;
    c.b.sees("transferred(C1)").await;
    assert_eq!(c.a.leg(&c.held).as_str(), "hold");
    c.b.shows("C1 connected [13800000000:connected 8001:hold 8002:connected]");
    assert_eq!(
        c.floor.legs(&c.held),
        "13800000000:connected 8001:hold 8002:connected"
    );
    c.b.hangs_up(&c.held).await;
    c.b.sees("connectionCleared(C1-8002)").await;
    c.a.sees("connectionCleared(C1-8002) retrieved(C1)").await;
    assert_eq!(c.a.leg(&c.held).as_str(), "connected");
    c.floor.outside_hangs_up();
    c.a.sees("connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
        .await;
    c.floor.ends_quietly([&mut c.a, &mut c.b]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_single_step_transfer_that_returns() {
    let (floor, [mut a, mut b, mut c], call) = talking().await;
    soon(b.session.single_transfer_wait_return(&call, "8003"))
        .await
        .unwrap();
    c.sees("delivered(C1)").await;
    c.answers(&call).await;
    for desk in [&mut a, &mut b] {
        desk.sees("held(C1) delivered(C1) established(C1)").await;
    }
    c.sees("established(C1)").await;
    b.shows("C1 hold [8001:connected 8002:hold 8003:connected]");
    c.hangs_up(&call).await;
    c.sees("connectionCleared(C1-8003)").await;
    for desk in [&mut a, &mut b] {
        desk.sees("connectionCleared(C1-8003) retrieved(C1)").await;
        desk.shows("C1 connected [8001:connected 8002:connected]");
    }
    a.hangs_up(&call).await;
    a.sees("connectionCleared(C1-8001)").await;
    b.sees("connectionCleared(C1-8001) connectionCleared(C1-8002)")
        .await;
    floor.ends_quietly([&mut a, &mut b, &mut c]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consultation_that_leads_nowhere() {
    let floor = Floor::new().await;
    let [mut a] = floor.desks().await;
    let held = floor.call_in("8001");
    a.answers(&held).await;
    a.sees("delivered(C1) established(C1)").await;
    let lost = soon(a.session.consult(&held, "777")).await.unwrap();
    floor.names.give(&lost);
    a.sees("held(C1) serviceInitiated(C2) originated(C2) connectionCleared(C2-8001)")
        .await;
    a.shows(&format!("C1 hold [{OUTSIDE}:connected 8001:hold]"));
    soon(a.session.retrieve_call(&held)).await.unwrap();
    floor.outside_hangs_up();
    a.sees("retrieved(C1) connectionCleared(C1-13800000000) connectionCleared(C1-8001)")
        .await;
    floor.ends_quietly([&mut a]).await;
}
