//! The chapters in which something goes wrong, and what becomes of it.

use wellclient::{Command, ConnectionState, EventKind, LinkState, Origin, Refusal, Verb};
use wellclient_simulator::Fault;
use wellclient_simulator::fault::{DropHow, Events};

use super::desk::Seat;
use super::stage::{Stage, failed};
use super::words::{hang_up, hold, make_call, retrieve};
use crate::failure::Failure;
use crate::said::said;
use Seat::{Ann, Ben};

type Done = Result<(), Failure>;

const CUSTOMER: &str = "5550133";

/// Goes on with Ann's outbound call.
pub(super) async fn refusals(stage: &mut Stage) -> Done {
    let text = said!(
        "What cannot be done now is refused with a reason, by the client itself or by the server.",
        "现在不能做的事会被拒绝并说明原因，由客户端自己或由服务器。"
    );
    stage
        .chapter(said!("What may not be done", "不能做的事"), text)
        .await?;
    stage.refused(Ann, make_call("8007"), Refusal::CallUp).await?;
    stage.refused(Ann, Command::Logout, Refusal::CallUp).await?;
    let Some(call) = stage
        .desk(Ann)
        .now()
        .calls
        .first()
        .map(|call| call.call_id.clone())
    else {
        return Err(failed(&said!("Ann's call is gone", "Ann 的通话不见了")));
    };
    stage
        .claim(
            Ann,
            said!(
                "every verb is listed as allowed, or with the reason why not",
                "每个操作都列出：可以执行，或不能执行的原因"
            ),
            |desk| {
                let call = desk.call(&call);
                let may = |verb| call.as_ref().is_some_and(|call| call.allows(verb));
                may(Verb::Hold) && may(Verb::Drop) && !may(Verb::Retrieve) && !may(Verb::Transfer)
            },
        )
        .await?;
    stage.show_actions(Ann)?;
    stage.act(Ann, hang_up()).await?;
    stage
        .claim(Ann, said!("has no call any more", "已没有通话"), |desk| {
            desk.is_idle()
        })
        .await?;
    stage
        .refused(Ann, make_call("8001"), Refusal::OwnExtension)
        .await?;
    stage.refused(Ann, make_call(""), Refusal::BadNumber).await?;
    stage
        .rejected(
            Ben,
            Command::ForceReady {
                agent: "5999@test.cc".into(),
                device: "8999@test.cc".into(),
            },
            458,
        )
        .await?;
    stage.claim_truth().await
}

/// Leaves a call of Ben's.
pub(super) async fn bad_network(stage: &mut Stage) -> Done {
    let text = said!(
        "The network delivers every event three times, and one of them late. The calls stay right.",
        "网络把每个事件送达三次，其中一个迟到。通话状态仍然正确。"
    );
    stage
        .chapter(said!("Events twice and out of order", "事件重复和乱序"), text)
        .await?;
    let all = Events {
        agent: Some(Ben.agent().to_string()),
        ..Events::default()
    };
    let originated = Events {
        event: Some("originated".to_owned()),
        ..all.clone()
    };
    stage
        .fault(
            said!(
                "will hold `originated` back until others have overtaken it",
                "将扣住 `originated`，直到其他事件先到"
            ),
            Fault::Delay {
                ms: 60,
                on: originated,
            },
        )
        .await?;
    stage
        .fault(
            said!("delivers three copies of each event", "每个事件送达三份"),
            Fault::Duplicate { copies: 2, on: all },
        )
        .await?;
    let call = stage.call(Ben, make_call(CUSTOMER)).await?;
    stage
        .claim(
            Ben,
            said!("the customer has answered: they talk", "客户已接听，双方通话"),
            |desk| desk.talks_with(&call, &[CUSTOMER]),
        )
        .await?;
    stage.act(Ben, hold(&call)).await?;
    stage
        .claim(Ben, said!("the call is on hold", "通话处于保持"), |desk| {
            desk.leg(&call) == ConnectionState::Hold
        })
        .await?;
    stage.act(Ben, retrieve(&call)).await?;
    stage
        .claim(Ben, said!("they talk again", "双方恢复通话"), |desk| {
            desk.talks_with(&call, &[CUSTOMER])
        })
        .await?;
    stage
        .claim(
            Ben,
            said!("what came late was put in its place", "迟到的事件已归位"),
            |desk| desk.session.metrics().late >= 1,
        )
        .await?;
    stage
        .claim(
            Ben,
            said!("the copies were recognised and dropped", "重复的事件已识别并丢弃"),
            |desk| desk.session.metrics().duplicates >= 4,
        )
        .await?;
    stage.repair(said!("is itself again", "恢复正常"))?;
    stage.claim_truth().await
}

/// Goes on with Ben's call.
pub(super) async fn lost_event(stage: &mut Stage) -> Done {
    let text = said!(
        "The event that Ben's call is on hold never arrives. The client asks the server instead.",
        "Ben 的通话进入保持的事件始终没有到达，客户端改为询问服务器。"
    );
    stage.chapter(said!("An event is lost", "事件丢失"), text).await?;
    let Some(call) = stage
        .desk(Ben)
        .now()
        .calls
        .first()
        .map(|call| call.call_id.clone())
    else {
        return Err(failed(&said!("Ben's call is gone", "Ben 的通话不见了")));
    };
    let next_held = Events {
        agent: Some(Ben.agent().to_string()),
        event: Some("held".to_owned()),
        times: Some(1),
        ..Events::default()
    };
    stage
        .fault(
            said!("will lose the next `held`", "将丢失下一个 `held`"),
            Fault::Lose { on: next_held },
        )
        .await?;
    stage.act(Ben, hold(&call)).await?;
    stage
        .claim(
            Ben,
            said!(
                "holdCall was confirmed all the same, by a `held` that is marked as synthesized",
                "holdCall 仍得到确认，依据是标为补发的 `held`"
            ),
            |desk| {
                desk.has_heard(|event| event.origin == Origin::Synthesized && event.kind() == EventKind::Held)
            },
        )
        .await?;
    stage
        .claim(Ben, said!("the call is on hold", "通话处于保持"), |desk| {
            desk.leg(&call) == ConnectionState::Hold
        })
        .await?;
    stage.act(Ben, retrieve(&call)).await?;
    stage.claim_truth().await
}

/// Goes on with Ben's call.
pub(super) async fn cut_line(stage: &mut Stage) -> Done {
    let text = said!(
        "Ben's event channel is cut in the middle of the call, and the customer hangs up before it is back.",
        "Ben 的事件通道在通话中被切断，恢复之前客户已挂断。"
    );
    stage.chapter(said!("The line is cut", "断线"), text).await?;
    let Some(call) = stage
        .desk(Ben)
        .now()
        .calls
        .first()
        .map(|call| call.call_id.clone())
    else {
        return Err(failed(&said!("Ben's call is gone", "Ben 的通话不见了")));
    };
    let ben = Some(Ben.agent().to_string());
    let refuse = Fault::Refuse {
        status: 503,
        retry_after_s: None,
        times: None,
        for_ms: None,
    };
    stage
        .fault(said!("will refuse attempts to reconnect", "将拒绝重连"), refuse)
        .await?;
    stage
        .fault(
            said!("cuts Ben's event channel", "切断 Ben 的事件通道"),
            Fault::Drop {
                how: DropHow::Abrupt,
                agent: ben,
            },
        )
        .await?;
    stage
        .claim(
            Ben,
            said!(
                "knows that the channel is down, and marks the call as unverified",
                "知道通道已断，并把通话标为未核实"
            ),
            |desk| {
                let now = desk.now();
                now.link != LinkState::Active
                    && !now.verified
                    && desk.call(&call).is_some_and(|call| call.unverified)
            },
        )
        .await?;
    stage.hang_up(CUSTOMER).await?;
    stage.repair(said!("refuses no more", "不再拒绝"))?;
    stage
        .claim(
            Ben,
            said!(
                "is connected again, told by `wsReconnectSucceed`",
                "已重新连接，由 `wsReconnectSucceed` 告知"
            ),
            |desk| {
                desk.now().link == LinkState::Active
                    && desk.has_heard(|event| event.kind() == EventKind::WsReconnectSucceed)
            },
        )
        .await?;
    stage
        .claim(
            Ben,
            said!(
                "got the `connectionCleared` that was missed, marked as synthesized",
                "收到错过的 `connectionCleared`，标为补发"
            ),
            |desk| {
                desk.has_heard(|event| {
                    event.origin == Origin::Synthesized && event.kind() == EventKind::ConnectionCleared
                })
            },
        )
        .await?;
    stage
        .claim(
            Ben,
            said!(
                "has no ghost call, and a model that is verified",
                "没有残留的通话，模型已核实"
            ),
            |desk| desk.is_idle() && desk.now().verified,
        )
        .await?;
    stage.claim_truth().await
}
