//! What goes wrong all day: faults of the network and the server, each for a while.
//!
//! No event is lost without a trace: what such a loss takes from a client for good is the simulation's to weigh.

use std::time::Duration;

use serde_json::{Value, json};
use wellclient_simulator::{Control, Fault};

use super::center::Center;
use super::rng::Rng;

/// How long from one trouble to the next.
const EVERY: Duration = Duration::from_millis(700);

/// Brings troubles until it is dropped.
pub(super) async fn bring(center: &Center, rng: &mut Rng, sessions: u32) -> Result<(), String> {
    loop {
        tokio::time::sleep(EVERY).await;
        let agent = format!("{}@test.cc", 5000 + rng.below(u64::from(sessions)));
        if rng.percent(2) {
            let agent = Some(agent);
            center
                .control(Control::ExpireSessions { agent })
                .await
                .map_err(|error| error.to_string())?;
            continue;
        }
        let fault: Fault = serde_json::from_value(trouble(rng, &agent)).map_err(|error| error.to_string())?;
        center.fault(fault).await.map_err(|error| error.to_string())?;
    }
}

fn trouble(rng: &mut Rng, agent: &str) -> Value {
    let few = json!({"times": 1 + rng.below(5)});
    let theirs = json!({"agent": agent, "times": 2 + rng.below(6)});
    match rng.below(11) {
        0 | 1 => json!({"kind": "drop", "how": "abrupt", "agent": agent}),
        2 => json!({"kind": "drop", "how": "clean", "agent": agent}),
        3 => json!({"kind": "half_open", "agent": agent}),
        4 => json!({"kind": "duplicate", "on": theirs}),
        5 => json!({"kind": "delay", "ms": 50 + rng.below(600), "on": theirs}),
        6 => json!({"kind": "reorder", "window": 3, "flush_ms": 400, "on": theirs}),
        7 => json!({"kind": "http", "on": few, "reply": {"status": {"code": 503, "retry_after_s": 1}}}),
        8 => json!({"kind": "http", "on": few, "reply": "cut", "carried_out": true}),
        9 => json!({"kind": "http", "on": few, "delay_ms": 300, "carried_out": true}),
        _ => json!({"kind": "http", "on": few, "reply": "cut"}),
    }
}
