//! Follows the simulator: what it hears and does, and its state whenever that has changed.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, MissedTickBehavior, interval};
use wellclient_simulator::Handle;

use super::board::Board;
use super::stays::Stays;

/// The state is told so often at most.
const PULSE: Duration = Duration::from_millis(100);
/// And looked at so often where nothing was heard: some things happen without a sound.
const QUIET: Duration = Duration::from_secs(1);

/// Looks until it is told to end.
pub(super) async fn look(simulator: Handle, board: Arc<Board>) {
    let mut observations = simulator.observe();
    let now = simulator.state().now_ms;
    let started_at = unix_ms() - i64::try_from(now).unwrap_or(0);
    board.starts(&json!({ "startedAt": started_at, "url": simulator.base_url() }));
    let mut pulse = interval(PULSE);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut last, mut changed, mut looked) = (Value::Null, true, Instant::now());
    let (mut stays, mut told) = (Stays::default(), Value::Null);
    loop {
        tokio::select! {
            observed = observations.recv() => {
                changed = true;
                match observed {
                    Ok(observation) => board.heard(&json!(observation)),
                    Err(RecvError::Lagged(missed)) => board.heard(&json!({ "what": "missed", "count": missed })),
                    Err(RecvError::Closed) => return,
                }
            }
            _ = pulse.tick() => {
                if !changed && looked.elapsed() < QUIET {
                    continue;
                }
                (changed, looked) = (false, Instant::now());
                // Without a page, too: the next one shows the minute before it was opened.
                stays.are(&simulator.state(), started_at, unix_ms());
                let now = stays.json();
                if now != told {
                    board.stays(&now);
                    told = now;
                }
                if !board.is_watched() {
                    continue;
                }
                let state = state(&simulator);
                if state != last {
                    board.state(&state);
                    last = state;
                }
            }
        }
    }
}

/// All but the time, and the logs that clients have uploaded.
pub(super) fn state(simulator: &Handle) -> Value {
    let state = simulator.state();
    json!({
        "agents": state.agents,
        "extensions": state.extensions,
        "calls": state.calls,
        "faults": simulator.faults().list(),
    })
}

/// The time, in milliseconds since 1970 UTC.
pub(super) fn unix_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
