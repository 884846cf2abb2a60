//! Many scenarios, some at a time.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::play::play;
use super::scenario::Scenario;

/// How a scenario ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Which.
    pub name: String,
    /// Why it failed, for people.
    pub result: Result<(), String>,
    /// How long it took.
    pub took: Duration,
}

/// Where the scenarios are.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// Plays scenarios, at most so many at a time; the outcomes in the scenarios' order, each told as it comes.
pub async fn run(
    scenarios: Vec<Scenario>,
    program: Vec<String>,
    at_once: usize,
    mut tell: impl FnMut(&Outcome),
) -> Vec<Outcome> {
    let places = Arc::new(Semaphore::new(at_once.max(1)));
    let program: Arc<[String]> = program.into();
    let mut plays = JoinSet::new();
    for (at, scenario) in scenarios.into_iter().enumerate() {
        let (places, program) = (Arc::clone(&places), Arc::clone(&program));
        plays.spawn(async move {
            // It is never closed.
            let _place = places.acquire().await;
            let began = Instant::now();
            let result = play(&scenario, &program).await;
            let outcome = Outcome {
                name: scenario.name,
                result,
                took: began.elapsed(),
            };
            (at, outcome)
        });
    }
    let mut outcomes = Vec::new();
    while let Some(played) = plays.join_next().await {
        match played {
            Ok((at, outcome)) => {
                tell(&outcome);
                outcomes.push((at, outcome));
            }
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}
