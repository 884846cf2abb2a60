//! Each verb by its typed method, and how it ends.

use tokio::sync::oneshot;
use wellclient::lock::Mutex;
use wellclient::{Error, LoginMode, LoginRequest, MakeCallOptions, Rejection, Session, Success};
use wellclient_tests::conformance::Line;

use crate::ends::{answered, mode, outcome, with_call, with_rejection};
use crate::lies::Liar;
use crate::request::{Failure, part};
use crate::verb_calls;

type Question = Mutex<Option<oneshot::Sender<bool>>>;

/// Gives a command, and waits for its end.
pub(crate) async fn run(
    session: &Session,
    line: &Line,
    question: &std::sync::Arc<Question>,
    liar: &Liar,
) -> Result<Line, Failure> {
    let settled = Line::new("settled").with("id", part(line, "id")?);
    match part(line, "verb")? {
        "agentLogin" => Ok(outcome(settled, log_in(session, line, question, liar).await?)),
        "makeCall" => {
            let options = MakeCallOptions {
                prefix: line.get("prefix").map(str::to_owned),
                dest_for_display: line.get("destForDisplay").map(str::to_owned),
                origin_for_display: line.get("originForDisplay").map(str::to_owned),
                cpa: line.get("cpa").map(str::parse).transpose()?,
                context_id: line.get("contextId").map(str::to_owned),
            };
            let made = session.make_call(part(line, "phoneNumber")?, options).await;
            Ok(answered(settled, made, with_call))
        }
        other => match verb_calls::call(session, line, settled).await? {
            Some(end) => Ok(end),
            None => Err(format!("no such verb: {other}").into()),
        },
    }
}

async fn log_in(
    session: &Session,
    line: &Line,
    question: &std::sync::Arc<Question>,
    liar: &Liar,
) -> Result<Result<Success, Error>, Failure> {
    let mut request = LoginRequest::new(
        part(line, "jobNumber")?,
        part(line, "password")?,
        part(line, "domain")?,
        part(line, "ext")?,
    );
    request.login_mode = match line.get("loginMode") {
        Some("stop") => LoginMode::Stop,
        Some("ask") => LoginMode::Ask,
        _ => LoginMode::Force,
    };
    request.agent_mode = line.get("agentMode").map(mode).unwrap_or_default();
    if request.login_mode != LoginMode::Ask {
        return Ok(session.agent_login(request).await);
    }
    let ask = Line::new("ask")
        .with("session", part(line, "session")?)
        .with("id", part(line, "id")?);
    let (liar, question) = (liar.clone(), std::sync::Arc::clone(question));
    let decide = move |rejection: Rejection| {
        let (sender, answer) = oneshot::channel();
        *question.lock() = Some(sender);
        let ask = ask.with("error", rejection.reason.code());
        liar.say(with_rejection(ask, &rejection));
        async move { answer.await.unwrap_or(false) }
    };
    Ok(session.agent_login_asking(request, decide).await)
}
