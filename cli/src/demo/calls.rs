//! The chapters of an agent's ordinary day.

use wellclient::{
    AgentMode, CallDataEntry, CallId, Command, ConnectionState, LoginRequest, MakeCallOptions, Reply,
    SessionPhase, Verb,
};

use super::desk::{DOMAIN, Desk, Seat};
use super::stage::{Stage, failed};
use super::words::{confer, consult, hang_up, hold, leave, lend, ready, retrieve, transfer};
use crate::failure::Failure;
use crate::said::said;
use Seat::{Ann, Ben, Supervisor};

type Done = Result<(), Failure>;

const CUSTOMER: &str = "5550100";

pub(super) async fn sign_on(stage: &mut Stage) -> Done {
    stage
        .chapter(
            said!("Signing on", "签入"),
            said!(
                "Two agents and a supervisor log in, each on an extension; the agents get ready.",
                "两名座席和一名班长各在一个分机上登录；座席进入就绪。"
            ),
        )
        .await?;
    for seat in [Ann, Ben, Supervisor] {
        let login = LoginRequest::new(seat.job_number(), "123456", DOMAIN, seat.ext());
        stage.act(seat, Command::Login(login)).await?;
        stage
            .claim(
                seat,
                said!("is logged in, and not ready", "已登录，处于离席"),
                |desk| {
                    let now = desk.now();
                    now.phase == SessionPhase::LoggedIn
                        && now.agent.is_some_and(|agent| agent.mode == AgentMode::NotReady)
                },
            )
            .await?;
    }
    for seat in [Ann, Ben] {
        stage.act(seat, ready()).await?;
        stage
            .claim(seat, said!("is ready", "已就绪"), |desk| {
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
            said!("An outside call", "外线来电"),
            said!(
                "A customer calls 8001; the client answers by itself. Ann holds and retrieves.",
                "客户呼叫 8001，客户端自动接听。Ann 保持后取回。"
            ),
        )
        .await?;
    let call = stage.call_in(CUSTOMER, "8001").await?;
    stage
        .claim(
            Ann,
            said!(
                "the call is answered, unasked: 8001 talks with the customer",
                "通话已自动接听：8001 与客户通话"
            ),
            |desk| desk.talks_with(&call, &[CUSTOMER]),
        )
        .await?;
    stage.act(Ann, hold(&call)).await?;
    stage
        .claim(
            Ann,
            said!(
                "her leg is on hold, the customer's is not",
                "她的一方处于保持，客户一方不是"
            ),
            |desk| {
                let legs = desk.call(&call).map(|call| call.parties).unwrap_or_default();
                desk.leg(&call) == ConnectionState::Hold
                    && legs
                        .iter()
                        .any(|p| p.device.number() == CUSTOMER && p.leg == ConnectionState::Connected)
            },
        )
        .await?;
    stage.act(Ann, retrieve(&call)).await?;
    stage
        .claim(Ann, said!("they talk again", "双方恢复通话"), |desk| {
            desk.talks_with(&call, &[CUSTOMER])
        })
        .await?;
    stage.claim_truth().await
}

/// Goes on with the call of [`outside_call`].
pub(super) async fn consult_and_transfer(stage: &mut Stage) -> Done {
    stage
        .chapter(
            said!("Consulting and transferring", "咨询与转移"),
            said!(
                "Ann asks Ben while the customer is on hold, then hands the customer over.",
                "Ann 保持客户，咨询 Ben，然后把客户转移给他。"
            ),
        )
        .await?;
    let Some(held) = stage
        .desk(Ann)
        .now()
        .calls
        .first()
        .map(|call| call.call_id.clone())
    else {
        return Err(failed(&said!("the customer's call is gone", "客户的通话不见了")));
    };
    let consultation = stage.call(Ann, consult(&held, "8002")).await?;
    stage
        .claim(
            Ann,
            said!(
                "has two calls: the customer on hold, Ben on the line",
                "有两通电话：客户在保持，Ben 在通话"
            ),
            |desk| desk.leg(&held) == ConnectionState::Hold && desk.talks_with(&consultation, &["8002"]),
        )
        .await?;
    stage
        .claim(
            Ann,
            said!(
                "may transfer, confer or cancel now, but not consult again",
                "现在可以转移、会议或取消咨询，但不能再次咨询"
            ),
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
        .claim(
            Ann,
            said!("is out of both calls", "已离开两通电话"),
            |desk| desk.is_idle(),
        )
        .await?;
    stage
        .claim(
            Ben,
            said!(
                "talks with the customer, in the customer's call",
                "与客户通话，用的是客户的那通电话"
            ),
            |desk| {
                desk.talks_with(&held, &[CUSTOMER])
                    && desk.call(&held).is_some_and(|call| call.call_id == held)
            },
        )
        .await?;
    stage.claim_truth().await?;
    stage.hang_up(CUSTOMER).await?;
    stage
        .claim(Ben, said!("has no call any more", "已没有通话"), |desk| {
            desk.is_idle()
        })
        .await?;
    stage.claim_truth().await
}

/// Ann has the customer on hold, and talks with Ben.
async fn consulting(stage: &mut Stage) -> Result<(CallId, CallId), Failure> {
    let held = stage.call_in(CUSTOMER, "8001").await?;
    stage
        .claim(Ann, said!("talks with the customer", "与客户通话"), |desk| {
            desk.talks_with(&held, &[CUSTOMER])
        })
        .await?;
    let consulted = stage.call(Ann, consult(&held, "8002")).await?;
    stage
        .claim(Ann, said!("talks with Ben", "与 Ben 通话"), |desk| {
            desk.talks_with(&consulted, &["8002"])
        })
        .await?;
    Ok((held, consulted))
}

pub(super) async fn conference(stage: &mut Stage) -> Done {
    stage
        .chapter(
            said!("A conference", "会议"),
            said!(
                "Ann consults Ben again, and brings all three together. Then one after the other hangs up.",
                "Ann 再次咨询 Ben，把三方合为会议，然后各方依次挂断。"
            ),
        )
        .await?;
    let (held, consulted) = consulting(stage).await?;
    stage.act(Ann, confer(&held, &consulted)).await?;
    stage
        .claim(
            Ann,
            said!("is in a conference of three", "在三方会议中"),
            |desk| {
                desk.talks_with(&held, &[CUSTOMER, "8002"])
                    && desk.call(&held).is_some_and(|call| call.conference)
            },
        )
        .await?;
    stage
        .claim(
            Ben,
            said!("is in the same conference", "在同一会议中"),
            |desk| {
                desk.call(&held)
                    .is_some_and(|call| call.conference && call.leg == ConnectionState::Connected)
            },
        )
        .await?;
    stage.claim_truth().await?;
    stage.act(Ben, leave(&held)).await?;
    stage
        .claim(Ben, said!("has left", "已离开"), |desk| desk.is_idle())
        .await?;
    stage
        .claim(
            Ann,
            said!("still talks with the customer", "仍与客户通话"),
            |desk| desk.talks_with(&held, &[CUSTOMER]),
        )
        .await?;
    stage.act(Ann, hang_up()).await?;
    stage
        .claim(Ann, said!("has no call any more", "已没有通话"), |desk| {
            desk.is_idle()
        })
        .await?;
    stage.claim_truth().await
}

/// Leaves a call of Ben's with the customer for the supervisor.
pub(super) async fn call_data(stage: &mut Stage) -> Done {
    stage
        .chapter(
            said!("Data that travels with a call", "随路数据"),
            said!(
                "Ann notes a customer number on the call, transfers it in a single step, and Ben reads it.",
                "Ann 在通话上记下客户编号，单步转移，Ben 读取。"
            ),
        )
        .await?;
    let call = stage.call_in(CUSTOMER, "8001").await?;
    stage
        .claim(Ann, said!("talks with the customer", "与客户通话"), |desk| {
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
        .claim(Ann, said!("is out of the call", "已离开通话"), |desk| {
            desk.is_idle()
        })
        .await?;
    stage
        .claim(Ben, said!("talks with the customer", "与客户通话"), |desk| {
            desk.talks_with(&call, &[CUSTOMER])
        })
        .await?;
    let reply = stage
        .act(Ben, Command::GetCallData { call: call.clone() })
        .await?;
    let read = matches!(&reply, Reply::CallData(data) if data.get("customer") == Some("K-4711"));
    stage
        .claim(
            Ben,
            said!(
                "reads what Ann has noted: customer K-4711",
                "读到 Ann 所记：customer K-4711"
            ),
            |_| read,
        )
        .await?;
    stage.claim_truth().await
}

pub(super) async fn recording(stage: &mut Stage) -> Done {
    stage
        .chapter(
            said!("Calling out, and recording", "呼出与录音"),
            said!("Ann calls a customer through the outside line. Calls are recorded; a part of this one is not.", "Ann 经外线呼叫客户。通话默认录音；这通有一段不录。"),
        )
        .await?;
    let number = "5550122".to_owned();
    let options = MakeCallOptions {
        prefix: Some("9".to_owned()),
        ..MakeCallOptions::default()
    };
    let call = stage.call(Ann, Command::MakeCall { number, options }).await?;
    stage
        .claim(
            Ann,
            said!("the customer has answered", "客户已接听"),
            |desk| desk.talks_with(&call, &["95550122"]),
        )
        .await?;
    let is_recorded = |on| {
        let call = call.clone();
        move |desk: &Desk| desk.call(&call).is_some_and(|call| call.recording == on)
    };
    stage
        .claim(
            Ann,
            said!("the call is recorded from its start", "通话从一开始就在录音"),
            is_recorded(true),
        )
        .await?;
    stage.act(Ann, Command::StopRecording).await?;
    stage
        .claim(
            Ann,
            said!("it is recorded no more", "已停止录音"),
            is_recorded(false),
        )
        .await?;
    stage.act(Ann, Command::StartRecording).await?;
    stage
        .claim(
            Ann,
            said!("it is recorded again", "又开始录音"),
            is_recorded(true),
        )
        .await?;
    stage.claim_truth().await
}

pub(super) async fn wait_return(stage: &mut Stage) -> Done {
    stage
        .chapter(
            said!("A call that comes back", "会转回的电话"),
            said!("Ann lends her customer to Ben. She waits on hold, and has the customer back when Ben is done.", "Ann 把客户暂交 Ben，自己保持等待；Ben 结束后客户转回。"),
        )
        .await?;
    let (held, consulted) = consulting(stage).await?;
    stage.act(Ann, lend(&held, &consulted)).await?;
    stage
        .claim(Ann, said!("waits on hold", "保持等待"), |desk| {
            desk.leg(&held) == ConnectionState::Hold && desk.call(&consulted).is_none()
        })
        .await?;
    stage
        .claim(Ben, said!("talks with the customer", "与客户通话"), |desk| {
            desk.leg(&held) == ConnectionState::Connected
        })
        .await?;
    stage.act(Ben, leave(&held)).await?;
    stage
        .claim(Ben, said!("is done", "已结束"), |desk| desk.is_idle())
        .await?;
    stage
        .claim(Ann, said!("has the customer back", "客户已转回"), |desk| {
            desk.leg(&held) == ConnectionState::Connected
        })
        .await?;
    stage.act(Ann, leave(&held)).await?;
    stage
        .claim(Ann, said!("has no call any more", "已没有通话"), |desk| {
            desk.is_idle()
        })
        .await?;
    stage.claim_truth().await
}

pub(super) async fn sign_off(stage: &mut Stage) -> Done {
    stage
        .chapter(
            said!("Signing off", "签出"),
            said!(
                "Everybody logs out; the server and the clients agree that nothing is left.",
                "所有人登出；服务器与客户端一致认为什么都没有留下。"
            ),
        )
        .await?;
    for seat in [Ann, Ben, Supervisor] {
        stage.act(seat, Command::Logout).await?;
        stage
            .claim(seat, said!("is logged out", "已登出"), |desk| {
                desk.now().phase == SessionPhase::LoggedOut
            })
            .await?;
    }
    stage
        .claim_switch(
            said!(
                "nobody is logged in, and no call is left",
                "没有人登录，也没有通话"
            ),
            |state| state.calls.is_empty() && state.agents.iter().all(|agent| agent.device_id.is_none()),
        )
        .await
}
