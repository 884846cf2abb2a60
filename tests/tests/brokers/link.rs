//! The link: heart-beats both ways over minutes, and a client that does not read for a while.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::json;
use wellclient::LinkState;

use crate::broker::{Broker, config_with};
use crate::raw::{Raw, USER, send};
use crate::relay::Relay;
use crate::support::soon;

crate::with_each_broker!(
    heart_beats_hold_a_link_for_minutes,
    who_does_not_read_hinders_nobody
);

/// With nothing else to say: a heart-beat every five seconds each way, and neither side finds the other silent. A busy machine
/// may hold one up for some seconds.
async fn heart_beats_hold_a_link_for_minutes(broker: &Broker) {
    const MINUTES: u64 = 2;
    const EVERY: u64 = 5;
    let floor = broker.floor().await;
    let relay = Relay::new(broker, None).await;
    let mut config = config_with(&floor, &relay.url, USER, USER);
    config.timing.stomp_heartbeat = Duration::from_secs(EVERY);
    let mut desk = floor.desk(51, config).await;
    let began = Instant::now();
    let wanted = usize::try_from(MINUTES * 60 / EVERY).unwrap();
    let beats = || [0, 1].map(|side: usize| relay.seen.beats[side].load(Ordering::SeqCst));
    while beats().iter().any(|beats| *beats < wanted) {
        assert!(
            began.elapsed() < Duration::from_secs(MINUTES * 90),
            "{:?}",
            beats()
        );
        assert_eq!(desk.session.snapshot().link, LinkState::Active);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(
        began.elapsed() > Duration::from_secs(MINUTES * 45),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(desk.session.metrics().reconnects, 0);
    assert_eq!(relay.seen.connections.load(Ordering::SeqCst), 1);
    desk.works().await;
}

/// What the broker holds for it comes in order, when it reads again; meanwhile another agent's calls go on.
async fn who_does_not_read_hinders_nobody(broker: &Broker) {
    const MESSAGES: usize = 400;
    let floor = broker.floor().await;
    let relay = Relay::new(broker, None).await;
    let mut slow = floor.desk(56, config_with(&floor, &relay.url, USER, USER)).await;
    let mut quick = floor.desk(57, broker.config(&floor)).await;
    relay.reads(false);
    let mut hand = Raw::connect(&broker.url(), "1.2").await;
    // 25 MB: more than the buffers in between hold.
    let padding = "x".repeat(64 << 10);
    for number in 0..MESSAGES {
        let body = json!({"eventName": "custom", "number": number, "padding": padding}).to_string();
        hand.send(&send("/topic/event.agent.custom.5056@test_cc", body))
            .await;
    }
    quick.works().await;
    relay.reads(true);
    for number in 0..MESSAGES {
        let event = soon(slow.next()).await;
        let read: serde_json::Value = serde_json::from_str(event.raw()).unwrap();
        assert_eq!(read["number"], number);
    }
    assert_eq!(slow.session.metrics().reconnects, 0);
    slow.works().await;
}
