//! The chapters in which something goes wrong, and what becomes of it.

use wellclient::{Command, ConnectionState, EventKind, LinkState, Origin, Refusal, Verb};
use wellclient_simulator::Fault;
use wellclient_simulator::fault::{DropHow, Events};

use super::desk::Seat;
use super::stage::Stage;
use super::words::{hang_up, hold, make_call, retrieve};
use crate::failure::Failure;
use Seat::{Ann, Ben};

type Done = Result<(), Failure>;

const CUSTOMER: &str = "5550133";

/// Goes on with Ann's outbound call.
pub(super) async fn refusals(stage: &mut Stage) -> Done {
    let text = "What cannot be done now is refused with a reason, by the client itself or by the server.";
    stage.chapter("What may not be done", text).await?;
    stage.refused(Ann, make_call("8007"), Refusal::CallUp).await?;
    stage.refused(Ann, Command::Logout, Refusal::CallUp).await?;
    let Some(call) = stage
        .desk(Ann)
        .now()
        .calls
        .first()
        .map(|call| call.call_id.clone())
    else {
        return Err(Failure::failed("the demo failed: Ann's call is gone"));
    };
    stage
        .claim(
            Ann,
            "every verb is listed as allowed, or with the reason why not",
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
        .claim(Ann, "has no call any more", |desk| desk.is_idle())
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
    let text = "The network delivers every event three times, and one of them late. The calls stay right.";
    stage.chapter("Events twice and out of order", text).await?;
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
            "will hold `originated` back until others have overtaken it",
            Fault::Delay {
                ms: 60,
                on: originated,
            },
        )
        .await?;
    stage
        .fault(
            "delivers three copies of each event",
            Fault::Duplicate { copies: 2, on: all },
        )
        .await?;
    let call = stage.call(Ben, make_call(CUSTOMER)).await?;
    stage
        .claim(Ben, "the customer has answered: they talk", |desk| {
            desk.talks_with(&call, &[CUSTOMER])
        })
        .await?;
    stage.act(Ben, hold(&call)).await?;
    stage
        .claim(Ben, "the call is on hold", |desk| {
            desk.leg(&call) == ConnectionState::Hold
        })
        .await?;
    stage.act(Ben, retrieve(&call)).await?;
    stage
        .claim(Ben, "they talk again", |desk| desk.talks_with(&call, &[CUSTOMER]))
        .await?;
    stage
        .claim(Ben, "what came late was put in its place", |desk| {
            desk.session.metrics().late >= 1
        })
        .await?;
    stage
        .claim(Ben, "the copies were recognised and dropped", |desk| {
            desk.session.metrics().duplicates >= 4
        })
        .await?;
    stage.repair("is itself again")?;
    stage.claim_truth().await
}

/// Goes on with Ben's call.
pub(super) async fn lost_event(stage: &mut Stage) -> Done {
    let text = "The event that Ben's call is on hold never arrives. The client asks the server instead.";
    stage.chapter("An event is lost", text).await?;
    let Some(call) = stage
        .desk(Ben)
        .now()
        .calls
        .first()
        .map(|call| call.call_id.clone())
    else {
        return Err(Failure::failed("the demo failed: Ben's call is gone"));
    };
    let next_held = Events {
        agent: Some(Ben.agent().to_string()),
        event: Some("held".to_owned()),
        times: Some(1),
        ..Events::default()
    };
    stage
        .fault("will lose the next `held`", Fault::Lose { on: next_held })
        .await?;
    stage.act(Ben, hold(&call)).await?;
    stage
        .claim(
            Ben,
            "holdCall was confirmed all the same, by a `held` that is marked as synthesized",
            |desk| {
                desk.has_heard(|event| event.origin == Origin::Synthesized && event.kind() == EventKind::Held)
            },
        )
        .await?;
    stage
        .claim(Ben, "the call is on hold", |desk| {
            desk.leg(&call) == ConnectionState::Hold
        })
        .await?;
    stage.act(Ben, retrieve(&call)).await?;
    stage.claim_truth().await
}

/// Goes on with Ben's call.
pub(super) async fn cut_line(stage: &mut Stage) -> Done {
    let text =
        "Ben's event channel is cut in the middle of the call, and the customer hangs up before it is back.";
    stage.chapter("The line is cut", text).await?;
    let Some(call) = stage
        .desk(Ben)
        .now()
        .calls
        .first()
        .map(|call| call.call_id.clone())
    else {
        return Err(Failure::failed("the demo failed: Ben's call is gone"));
    };
    let ben = Some(Ben.agent().to_string());
    let refuse = Fault::Refuse {
        status: 503,
        retry_after_s: None,
        times: None,
        for_ms: None,
    };
    stage.fault("will refuse attempts to reconnect", refuse).await?;
    stage
        .fault(
            "cuts Ben's event channel",
            Fault::Drop {
                how: DropHow::Abrupt,
                agent: ben,
            },
        )
        .await?;
    stage
        .claim(
            Ben,
            "knows that the channel is down, and marks the call as unverified",
            |desk| {
                let now = desk.now();
                now.link != LinkState::Active
                    && !now.verified
                    && desk.call(&call).is_some_and(|call| call.unverified)
            },
        )
        .await?;
    stage.hang_up(CUSTOMER).await?;
    stage.repair("refuses no more")?;
    stage
        .claim(Ben, "is connected again, told by `wsReconnectSucceed`", |desk| {
            desk.now().link == LinkState::Active
                && desk.has_heard(|event| event.kind() == EventKind::WsReconnectSucceed)
        })
        .await?;
    stage
        .claim(
            Ben,
            "got the `connectionCleared` that was missed, marked as synthesized",
            |desk| {
                desk.has_heard(|event| {
                    event.origin == Origin::Synthesized && event.kind() == EventKind::ConnectionCleared
                })
            },
        )
        .await?;
    stage
        .claim(Ben, "has no ghost call, and a model that is verified", |desk| {
            desk.is_idle() && desk.now().verified
        })
        .await?;
    stage.claim_truth().await
}
