//! The supervisor's chapter.

use wellclient::{AgentMode, Command};

use super::desk::Seat;
use super::stage::Stage;
use super::words::{hang_up, leave};
use crate::failure::Failure;
use Seat::{Ben, Supervisor};

const CUSTOMER: &str = "5550100";

/// Goes on with Ben's call of the chapter before.
pub(super) async fn supervise(stage: &mut Stage) -> Result<(), Failure> {
    let text = "The supervisor listens to Ben's call unheard, takes it over, and sends Ben on a break.";
    stage.chapter("A supervisor steps in", text).await?;
    let Some(call) = stage
        .desk(Ben)
        .now()
        .calls
        .first()
        .map(|call| call.call_id.clone())
    else {
        return Err(Failure::failed("the demo failed: Ben's call is gone"));
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
        .claim(Supervisor, "listens to Ben and the customer", |desk| {
            desk.talks_with(&call, &[Ben.ext(), CUSTOMER])
        })
        .await?;
    stage
        .claim(
            Ben,
            "has noticed nothing: two parties, he and the customer",
            |desk| desk.talks_with(&call, &[CUSTOMER]),
        )
        .await?;
    stage.act(Supervisor, leave(&call)).await?;
    stage
        .claim(Supervisor, "listens no more", |desk| desk.is_idle())
        .await?;
    let take = Command::ForceTake {
        device: Ben.device(),
        call: call.clone(),
        number: Supervisor.ext().to_owned(),
    };
    stage.act(Supervisor, take).await?;
    stage
        .claim(Supervisor, "talks with the customer", |desk| {
            desk.talks_with(&call, &[CUSTOMER])
        })
        .await?;
    stage
        .claim(Ben, "is out of the call", |desk| desk.is_idle())
        .await?;
    let force = Command::ForceNotReady {
        agent: Ben.agent(),
        device: Ben.device(),
    };
    stage.act(Supervisor, force).await?;
    stage
        .claim(Ben, "is not ready", |desk| {
            desk.now()
                .agent
                .is_some_and(|agent| agent.mode == AgentMode::NotReady)
        })
        .await?;
    stage.claim_truth().await?;
    stage.act(Supervisor, hang_up()).await?;
    stage
        .claim(Supervisor, "has no call any more", |desk| desk.is_idle())
        .await?;
    stage.claim_truth().await
}
