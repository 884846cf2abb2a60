//! Bodies of every size and kind, through a broker, to the application as they were.

use std::sync::Arc;

use serde_json::json;
use wellclient::event::Event;
use wellclient::{EventKind, LinkState, Origin};

use crate::broker::Broker;
use crate::raw::Raw;
use crate::support::{Desk, Floor, persistent};

crate::with_each_broker!(
    large_bodies_arrive_whole,
    any_text_arrives_as_it_was,
    nonsense_between_events_is_told_and_passed_over,
    what_is_too_large_costs_the_link_and_no_more,
);

const TOPIC: &str = "/topic/event.agent.custom.";

/// An agent, and a hand at the broker.
async fn desk_and_hand(broker: &Broker, number: u32) -> (Floor, Desk, Raw, String) {
    let floor = broker.floor().await;
    let desk = floor.desk(number, persistent(broker.config(&floor))).await;
    let hand = Raw::connect(&broker.url(), "1.2").await;
    let topic = format!("{TOPIC}{}@test_cc", 5000 + number);
    (floor, desk, hand, topic)
}

async fn custom(desk: &mut Desk) -> Arc<Event> {
    loop {
        let event = desk.next().await;
        if event.name() == "custom" && event.origin == Origin::Server {
            return event;
        }
    }
}

async fn large_bodies_arrive_whole(broker: &Broker) {
    let (_floor, mut desk, mut hand, topic) = desk_and_hand(broker, 31).await;
    for size in [64 << 10, 7 << 20] {
        let body = json!({"eventName": "custom", "text": "x".repeat(size)}).to_string();
        hand.publish(&topic, body.as_str()).await;
        // Not by assert_eq: it would print it.
        assert!(custom(&mut desk).await.raw() == body, "{size} octets");
    }
    assert_eq!(desk.session.metrics().reconnects, 0);
    desk.works().await;
}

async fn any_text_arrives_as_it_was(broker: &Broker) {
    let (_floor, mut desk, mut hand, topic) = desk_and_hand(broker, 32).await;
    for text in [
        "𝄞 \u{10ffff} 😀",
        "nul \0 esc \u{1b} del \u{7f}",
        "\r\n\\c\\n\\r:",
        "坐席",
        "\u{feff}\u{2028}",
    ] {
        let body = json!({"eventName": "custom", "text": text}).to_string();
        hand.publish(&topic, body.as_str()).await;
        let event = custom(&mut desk).await;
        assert_eq!(event.raw(), body);
        let read: serde_json::Value = serde_json::from_str(event.raw()).unwrap();
        assert_eq!(read["text"], text);
    }
    assert_eq!(desk.session.metrics().anomalies, 0);
}

/// No event, of which the application is told; what comes behind it arrives.
async fn nonsense_between_events_is_told_and_passed_over(broker: &Broker) {
    let (_floor, mut desk, mut hand, topic) = desk_and_hand(broker, 33).await;
    let good = json!({"eventName": "custom"}).to_string();
    for bad in ["", "no JSON", "{\"eventName\":\"cu\0stom\"}", "[1,2]"] {
        hand.publish(&topic, bad).await;
        hand.publish(&topic, good.as_str()).await;
        assert_eq!(custom(&mut desk).await.raw(), good, "after {bad:?}");
        let told = desk
            .derived
            .iter()
            .any(|event| event.kind() == EventKind::Anomaly);
        assert!(told, "{bad:?}");
        desk.derived.clear();
    }
    assert_eq!(desk.session.snapshot().link, LinkState::Active);
    assert_eq!(desk.session.metrics().reconnects, 0);
}

async fn what_is_too_large_costs_the_link_and_no_more(broker: &Broker) {
    let (_floor, mut desk, mut hand, topic) = desk_and_hand(broker, 34).await;
    let body = json!({"eventName": "custom", "text": "x".repeat(9 << 20)}).to_string();
    hand.publish(&topic, body).await;
    let reason = desk.until_link("waiting").await;
    assert!(reason.contains("8388608"), "{reason}");
    desk.works().await;
}
