//! The wallboard's chapter: agents who are watched.

use wellclient::{AgentMode, ConnectionState, Snapshot, Watch};

use super::desk::Seat;
use super::stage::Stage;
use crate::failure::Failure;
use crate::said::said;
use Seat::{Ann, Ben};

const CUSTOMER: &str = "5550101";

pub(super) async fn wallboard(stage: &mut Stage) -> Result<(), Failure> {
    let text = said!(
        "A wallboard watches Ann and Ben by an account of its own: one event channel, nobody logged in, nothing sent.",
        "墙板用自己的账号监看 Ann 和 Ben：一条事件通道，不登录任何座席，不发送任何操作。"
    );
    stage
        .chapter(said!("A wallboard looks on", "墙板监看"), text)
        .await?;
    let watch = stage.watch("5009", &[Ann, Ben]).await?;
    stage
        .claim_board(
            &watch,
            said!("nothing is known before an event tells it", "有事件之前一无所知"),
            |watch| {
                [Ann, Ben]
                    .iter()
                    .all(|seat| row(watch, *seat).is_some_and(|row| !row.verified))
            },
        )
        .await?;
    stage.call_in(CUSTOMER, "8001").await?;
    stage
        .claim_board(
            &watch,
            said!("Ann talks with the customer", "Ann 与客户通话"),
            |watch| {
                let row = row(watch, Ann);
                row.is_some_and(|row| {
                    row.calls
                        .iter()
                        .any(|call| call.leg == ConnectionState::Connected)
                })
            },
        )
        .await?;
    stage.show_board(&watch)?;
    stage.hang_up(CUSTOMER).await?;
    stage
        .claim_board(
            &watch,
            said!("Ann has no call any more", "Ann 已没有通话"),
            |watch| row(watch, Ann).is_some_and(|row| row.calls.is_empty()),
        )
        .await?;
    watch.close().await;
    stage
        .claim(
            Ann,
            said!("is logged in as before", "仍与之前一样登录"),
            |desk| {
                desk.now()
                    .agent
                    .is_some_and(|agent| agent.mode != AgentMode::Logout)
            },
        )
        .await?;
    stage.claim_truth().await
}

fn row(watch: &Watch, seat: Seat) -> Option<Snapshot> {
    watch.snapshot(seat.agent())
}
