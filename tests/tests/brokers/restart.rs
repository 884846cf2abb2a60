//! A broker whose power is cut in the middle of a call, and that comes back.

use wellclient::{LinkState, Verb};
use wellclient_simulator::Heard;

use crate::broker::{Broker, Kind};
use crate::support::{Desk, persistent, soon, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rabbitmq() {
    calls_go_on(Broker::start(Kind::RabbitMq).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn artemis() {
    calls_go_on(Broker::start(Kind::Artemis).await).await;
}

/// The broker takes seconds to come up, which is more than other tests wait for anything.
async fn is_back(desk: &Desk) {
    let back = async {
        while desk.session.snapshot().link != LinkState::Active || !desk.is_put_right() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(60), back).await;
    assert!(waited.is_ok(), "not back: {:?}", desk.session.snapshot().link);
}

async fn calls_go_on(mut broker: Broker) {
    let floor = broker.floor().await;
    let mut a = floor.desk(1, persistent(broker.config(&floor))).await;
    let mut b = floor.desk(2, persistent(broker.config(&floor))).await;
    let kept = floor.call_in("8001");
    a.answers(&kept).await;
    let ended = floor.call_in("8002");
    b.answers(&ended).await;
    a.sees("delivered(C1) established(C1)").await;
    b.sees("delivered(C2) established(C2)").await;

    broker.kill();
    a.until_link("waiting").await;
    b.until_link("waiting").await;
    // Meanwhile one call is held, by request and reply alone, and the other ends without a word.
    soon(a.session.hold_call(&kept)).await.unwrap();
    floor.control(wellclient_simulator::Control::HangUp {
        device: "8002".into(),
        call_id: None,
    });
    broker.start_again().await;
    is_back(&a).await;
    is_back(&b).await;
    until("the simulator publishes again", || {
        let log = floor.simulator.log();
        let joined = log
            .iter()
            .filter(|seen| matches!(seen.heard, Heard::BrokerJoined { .. }));
        joined.count() == 2
    })
    .await;
    // What was published meanwhile comes late, and may have the server asked once more.
    let held = "C1 hold [13800000000:connected 8001:hold]";
    until("one call is held", || a.is_put_right() && a.screen() == held).await;
    until("the other is over", || b.is_put_right() && b.screen().is_empty()).await;
    assert!(a.session.snapshot().calls[0].allows(Verb::Retrieve));

    // From here on all is as before.
    soon(a.session.retrieve_call(&kept)).await.unwrap();
    let talks = "C1 connected [13800000000:connected 8001:connected]";
    until("they talk again", || a.is_put_right() && a.screen() == talks).await;
    a.hangs_up(&kept).await;
    for desk in [&mut a, &mut b] {
        desk.works().await;
    }
    let log = floor.simulator.log();
    let missed = log
        .iter()
        .any(|seen| matches!(seen.heard, Heard::BrokerMissed { .. }));
    assert!(!missed, "the simulator has lost an event");
}
