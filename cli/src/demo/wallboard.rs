//! The wallboard's chapter: agents who are watched.

use wellclient::{AgentMode, ConnectionState, Snapshot, Watch};

use super::desk::Seat;
use super::stage::Stage;
use crate::failure::Failure;
use Seat::{Ann, Ben};

const CUSTOMER: &str = "5550101";

pub(super) async fn wallboard(stage: &mut Stage) -> Result<(), Failure> {
    let text = "A wallboard watches Ann and Ben by an account of its own: one event channel, nobody logged in, nothing sent.";
    stage.chapter("A wallboard looks on", text).await?;
    let watch = stage.watch("5009", &[Ann, Ben]).await?;
    stage
        .claim_board(&watch, "nothing is known before an event tells it", |watch| {
            [Ann, Ben]
                .iter()
                .all(|seat| row(watch, *seat).is_some_and(|row| !row.verified))
        })
        .await?;
    stage.call_in(CUSTOMER, "8001").await?;
    stage
        .claim_board(&watch, "Ann talks with the customer", |watch| {
            let row = row(watch, Ann);
            row.is_some_and(|row| {
                row.calls
                    .iter()
                    .any(|call| call.leg == ConnectionState::Connected)
            })
        })
        .await?;
    stage.show_board(&watch)?;
    stage.hang_up(CUSTOMER).await?;
    stage
        .claim_board(&watch, "Ann has no call any more", |watch| {
            row(watch, Ann).is_some_and(|row| row.calls.is_empty())
        })
        .await?;
    watch.close().await;
    stage
        .claim(Ann, "is logged in as before", |desk| {
            desk.now()
                .agent
                .is_some_and(|agent| agent.mode != AgentMode::Logout)
        })
        .await?;
    stage.claim_truth().await
}

fn row(watch: &Watch, seat: Seat) -> Option<Snapshot> {
    watch.snapshot(seat.agent())
}
