//! The chapters of an agent's ordinary day.

use wellclient::{
    AgentMode, CallDataEntry, CallId, Command, ConnectionState, LoginRequest, MakeCallOptions, Reply,
    SessionPhase, Verb,
};

use super::desk::{DOMAIN, Desk, Seat};
use super::stage::Stage;
use super::words::{confer, consult, hang_up, hold, leave, lend, ready, retrieve, transfer};
use crate::failure::Failure;
use Seat::{Ann, Ben, Supervisor};

type Done = Result<(), Failure>;

const CUSTOMER: &str = "5550100";

pub(super) async fn sign_on(stage: &mut Stage) -> Done {
    stage
        .chapter(
            "Signing on",
            "Two agents and a supervisor log in, each on an extension; the agents get ready.",
        )
        .await?;
    for seat in [Ann, Ben, Supervisor] {
        let login = LoginRequest::new(seat.job_number(), "123456", DOMAIN, seat.ext());
        stage.act(seat, Command::Login(login)).await?;
        stage
            .claim(seat, "is logged in, and not ready", |desk| {
                let now = desk.now();
                now.phase == SessionPhase::LoggedIn
                    && now.agent.is_some_and(|agent| agent.mode == AgentMode::NotReady)
            })
            .await?;
    }
    for seat in [Ann, Ben] {
        stage.act(seat, ready()).await?;
        stage
            .claim(seat, "is ready", |desk| {
                desk.now()
                    .agent
                    .is_some_and(|agent| agent.mode == AgentMode::Ready)
            })
            .await?;
    }
    stage.claim_truth().await
}

pub(super) async fn outside_call(stage: &mut Stage) -> Done {
    stage
        .chapter(
            "An outside call",
            "A customer calls 8001; the client answers by itself. Ann holds and retrieves.",
        )
        .await?;
    let call = stage.call_in(CUSTOMER, "8001").await?;
    stage
        .claim(
            Ann,
            "the call is answered, unasked: 8001 talks with the customer",
            |desk| desk.talks_with(&call, &[CUSTOMER]),
        )
        .await?;
    stage.act(Ann, hold(&call)).await?;
    stage
        .claim(Ann, "her leg is on hold, the customer's is not", |desk| {
            let legs = desk.call(&call).map(|call| call.parties).unwrap_or_default();
            desk.leg(&call) == ConnectionState::Hold
                && legs
                    .iter()
                    .any(|p| p.device.number() == CUSTOMER && p.leg == ConnectionState::Connected)
        })
        .await?;
    stage.act(Ann, retrieve(&call)).await?;
    stage
        .claim(Ann, "they talk again", |desk| desk.talks_with(&call, &[CUSTOMER]))
        .await?;
    stage.claim_truth().await
}

/// Goes on with the call of [`outside_call`].
pub(super) async fn consult_and_transfer(stage: &mut Stage) -> Done {
    stage
        .chapter(
            "Consulting and transferring",
            "Ann asks Ben while the customer is on hold, then hands the customer over.",
        )
        .await?;
    let Some(held) = stage
        .desk(Ann)
        .now()
        .calls
        .first()
        .map(|call| call.call_id.clone())
    else {
        return Err(Failure::failed("the demo failed: the customer's call is gone"));
    };
    let consultation = stage.call(Ann, consult(&held, "8002")).await?;
    stage
        .claim(
            Ann,
            "has two calls: the customer on hold, Ben on the line",
            |desk| desk.leg(&held) == ConnectionState::Hold && desk.talks_with(&consultation, &["8002"]),
        )
        .await?;
    stage
        .claim(
            Ann,
            "may transfer, confer or cancel now, but not consult again",
            |desk| {
                let may = |verb| desk.call(&consultation).is_some_and(|call| call.allows(verb));
                may(Verb::Transfer)
                    && may(Verb::Conference)
                    && may(Verb::CancelConsult)
                    && !may(Verb::Consult)
            },
        )
        .await?;
    stage.act(Ann, transfer(&held, &consultation)).await?;
    stage
        .claim(Ann, "is out of both calls", |desk| desk.is_idle())
        .await?;
    stage
        .claim(Ben, "talks with the customer, in the customer's call", |desk| {
            desk.talks_with(&held, &[CUSTOMER]) && desk.call(&held).is_some_and(|call| call.call_id == held)
        })
        .await?;
    stage.claim_truth().await?;
    stage.hang_up(CUSTOMER).await?;
    stage
        .claim(Ben, "has no call any more", |desk| desk.is_idle())
        .await?;
    stage.claim_truth().await
}

/// Ann has the customer on hold, and talks with Ben.
async fn consulting(stage: &mut Stage) -> Result<(CallId, CallId), Failure> {
    let held = stage.call_in(CUSTOMER, "8001").await?;
    stage
        .claim(Ann, "talks with the customer", |desk| {
            desk.talks_with(&held, &[CUSTOMER])
        })
        .await?;
    let consulted = stage.call(Ann, consult(&held, "8002")).await?;
    stage
        .claim(Ann, "talks with Ben", |desk| {
            desk.talks_with(&consulted, &["8002"])
        })
        .await?;
    Ok((held, consulted))
}

pub(super) async fn conference(stage: &mut Stage) -> Done {
    stage
        .chapter(
            "A conference",
            "Ann consults Ben again, and brings all three together. Then one after the other hangs up.",
        )
        .await?;
    let (held, consulted) = consulting(stage).await?;
    stage.act(Ann, confer(&held, &consulted)).await?;
    stage
        .claim(Ann, "is in a conference of three", |desk| {
            desk.talks_with(&held, &[CUSTOMER, "8002"])
                && desk.call(&held).is_some_and(|call| call.conference)
        })
        .await?;
    stage
        .claim(Ben, "is in the same conference", |desk| {
            desk.call(&held)
                .is_some_and(|call| call.conference && call.leg == ConnectionState::Connected)
        })
        .await?;
    stage.claim_truth().await?;
    stage.act(Ben, leave(&held)).await?;
    stage.claim(Ben, "has left", |desk| desk.is_idle()).await?;
    stage
        .claim(Ann, "still talks with the customer", |desk| {
            desk.talks_with(&held, &[CUSTOMER])
        })
        .await?;
    stage.act(Ann, hang_up()).await?;
    stage
        .claim(Ann, "has no call any more", |desk| desk.is_idle())
        .await?;
    stage.claim_truth().await
}

/// Leaves a call of Ben's with the customer for the supervisor.
pub(super) async fn call_data(stage: &mut Stage) -> Done {
    stage
        .chapter(
            "Data that travels with a call",
            "Ann notes a customer number on the call, transfers it in a single step, and Ben reads it.",
        )
        .await?;
    let call = stage.call_in(CUSTOMER, "8001").await?;
    stage
        .claim(Ann, "talks with the customer", |desk| {
            desk.talks_with(&call, &[CUSTOMER])
        })
        .await?;
    let entries = vec![CallDataEntry::new("customer", "K-4711")];
    stage
        .act(
            Ann,
            Command::SetCallData {
                call: call.clone(),
                entries,
            },
        )
        .await?;
    stage
        .act(
            Ann,
            Command::SingleStepTransfer {
                call: call.clone(),
                number: "8002".to_owned(),
            },
        )
        .await?;
    stage
        .claim(Ann, "is out of the call", |desk| desk.is_idle())
        .await?;
    stage
        .claim(Ben, "talks with the customer", |desk| {
            desk.talks_with(&call, &[CUSTOMER])
        })
        .await?;
    let reply = stage
        .act(Ben, Command::GetCallData { call: call.clone() })
        .await?;
    let read = matches!(&reply, Reply::CallData(data) if data.get("customer") == Some("K-4711"));
    stage
        .claim(Ben, "reads what Ann has noted: customer K-4711", |_| read)
        .await?;
    stage.claim_truth().await
}

pub(super) async fn recording(stage: &mut Stage) -> Done {
    stage
        .chapter(
            "Calling out, and recording",
            "Ann calls a customer through the outside line. Calls are recorded; a part of this one is not.",
        )
        .await?;
    let number = "5550122".to_owned();
    let options = MakeCallOptions {
        prefix: Some("9".to_owned()),
        ..MakeCallOptions::default()
    };
    let call = stage.call(Ann, Command::MakeCall { number, options }).await?;
    stage
        .claim(Ann, "the customer has answered", |desk| {
            desk.talks_with(&call, &["95550122"])
        })
        .await?;
    let is_recorded = |on| {
        let call = call.clone();
        move |desk: &Desk| desk.call(&call).is_some_and(|call| call.recording == on)
    };
    stage
        .claim(Ann, "the call is recorded from its start", is_recorded(true))
        .await?;
    stage.act(Ann, Command::StopRecording).await?;
    stage
        .claim(Ann, "it is recorded no more", is_recorded(false))
        .await?;
    stage.act(Ann, Command::StartRecording).await?;
    stage
        .claim(Ann, "it is recorded again", is_recorded(true))
        .await?;
    stage.claim_truth().await
}

pub(super) async fn wait_return(stage: &mut Stage) -> Done {
    stage
        .chapter(
            "A call that comes back",
            "Ann lends her customer to Ben. She waits on hold, and has the customer back when Ben is done.",
        )
        .await?;
    let (held, consulted) = consulting(stage).await?;
    stage.act(Ann, lend(&held, &consulted)).await?;
    stage
        .claim(Ann, "waits on hold", |desk| {
            desk.leg(&held) == ConnectionState::Hold && desk.call(&consulted).is_none()
        })
        .await?;
    stage
        .claim(Ben, "talks with the customer", |desk| {
            desk.leg(&held) == ConnectionState::Connected
        })
        .await?;
    stage.act(Ben, leave(&held)).await?;
    stage.claim(Ben, "is done", |desk| desk.is_idle()).await?;
    stage
        .claim(Ann, "has the customer back", |desk| {
            desk.leg(&held) == ConnectionState::Connected
        })
        .await?;
    stage.act(Ann, leave(&held)).await?;
    stage
        .claim(Ann, "has no call any more", |desk| desk.is_idle())
        .await?;
    stage.claim_truth().await
}

pub(super) async fn sign_off(stage: &mut Stage) -> Done {
    stage
        .chapter(
            "Signing off",
            "Everybody logs out; the server and the clients agree that nothing is left.",
        )
        .await?;
    for seat in [Ann, Ben, Supervisor] {
        stage.act(seat, Command::Logout).await?;
        stage
            .claim(seat, "is logged out", |desk| {
                desk.now().phase == SessionPhase::LoggedOut
            })
            .await?;
    }
    stage
        .claim_switch("nobody is logged in, and no call is left", |state| {
            state.calls.is_empty() && state.agents.iter().all(|agent| agent.device_id.is_none())
        })
        .await
}
