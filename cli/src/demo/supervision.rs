//! The supervisor's chapter.

use wellclient::{AgentMode, Command};

use super::desk::Seat;
use super::stage::{Stage, failed};
use super::words::{hang_up, leave};
use crate::failure::Failure;
use crate::said::said;
use Seat::{Ben, Supervisor};

const CUSTOMER: &str = "5550100";

/// Goes on with Ben's call of the chapter before.
pub(super) async fn supervise(stage: &mut Stage) -> Result<(), Failure> {
    let text = said!(
        "The supervisor listens to Ben's call unheard, takes it over, and sends Ben on a break.",
        "班长悄悄监听 Ben 的通话，接管过来，让 Ben 离席休息。"
    );
    stage
        .chapter(said!("A supervisor steps in", "班长介入"), text)
        .await?;
    let Some(call) = stage
        .desk(Ben)
        .now()
        .calls
        .first()
        .map(|call| call.call_id.clone())
    else {
        return Err(failed(&said!("Ben's call is gone", "Ben 的通话不见了")));
    };
    stage
        .act(
            Supervisor,
            Command::ForceListen {
                call: call.clone(),
                device: Supervisor.device(),
            },
        )
        .await?;
    stage
        .claim(
            Supervisor,
            said!("listens to Ben and the customer", "监听 Ben 与客户"),
            |desk| desk.talks_with(&call, &[Ben.ext(), CUSTOMER]),
        )
        .await?;
    stage
        .claim(
            Ben,
            said!(
                "has noticed nothing: two parties, he and the customer",
                "毫无察觉：通话中只有他和客户两方"
            ),
            |desk| desk.talks_with(&call, &[CUSTOMER]),
        )
        .await?;
    stage.act(Supervisor, leave(&call)).await?;
    stage
        .claim(Supervisor, said!("listens no more", "已不再监听"), |desk| {
            desk.is_idle()
        })
        .await?;
    let take = Command::ForceTake {
        device: Ben.device(),
        call: call.clone(),
        number: Supervisor.ext().to_owned(),
    };
    stage.act(Supervisor, take).await?;
    stage
        .claim(
            Supervisor,
            said!("talks with the customer", "与客户通话"),
            |desk| desk.talks_with(&call, &[CUSTOMER]),
        )
        .await?;
    stage
        .claim(Ben, said!("is out of the call", "已离开通话"), |desk| {
            desk.is_idle()
        })
        .await?;
    let force = Command::ForceNotReady {
        agent: Ben.agent(),
        device: Ben.device(),
    };
    stage.act(Supervisor, force).await?;
    stage
        .claim(Ben, said!("is not ready", "已离席"), |desk| {
            desk.now()
                .agent
                .is_some_and(|agent| agent.mode == AgentMode::NotReady)
        })
        .await?;
    stage.claim_truth().await?;
    stage.act(Supervisor, hang_up()).await?;
    stage
        .claim(
            Supervisor,
            said!("has no call any more", "已没有通话"),
            |desk| desk.is_idle(),
        )
        .await?;
    stage.claim_truth().await
}
