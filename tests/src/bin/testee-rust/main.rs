//! The testee of the Rust API: does what the runner says, and says what it sees.

mod ends;
mod event_fields;
mod events;
mod lies;
mod questions;
mod request;
mod verb_calls;
mod verbs;
mod watch;

use std::collections::HashMap;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, stdin};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use wellclient::lock::Mutex;
use wellclient::{
    AgentId, Client, DeviceId, Dialect, Environment, ReconnectPolicy, SavedSession, Secret, Session,
    SessionConfig, SessionOptions, Watch,
};
use wellclient_tests::conformance::Line;

use lies::Liar;
use request::{Failure, answer, part};

/// One session of the runner's.
struct Desk {
    session: Session,
    /// What it watches by, if it does.
    watch: Option<Watch>,
    /// Tells all that the session tells, to its end.
    telling: Option<JoinHandle<()>>,
    /// The log-in's question that waits for an answer.
    question: Arc<Mutex<Option<oneshot::Sender<bool>>>>,
}

impl Desk {
    fn watch(&self) -> Result<&Watch, Failure> {
        self.watch.as_ref().ok_or_else(|| "it is no watch".into())
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let liar = Liar::from_arguments();
    let client = Client::builder().no_proxy().build()?;
    let mut desks: HashMap<String, Desk> = HashMap::new();
    liar.say(
        Line::new("ready")
            .with("language", "rust")
            .with("version", env!("CARGO_PKG_VERSION")),
    );
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(text) = lines.next_line().await? {
        let line = Line::parse(&text)?;
        if line.word() == "quit" {
            break;
        }
        if let Err(why) = obey(&client, &mut desks, &line, &liar).await {
            liar.say(answer(&line).with("failed", why));
        }
    }
    client.close().await;
    Ok(())
}

async fn obey(
    client: &Client,
    desks: &mut HashMap<String, Desk>,
    line: &Line,
    liar: &Liar,
) -> Result<(), Failure> {
    let name = part(line, "session")?;
    if matches!(line.word(), "open" | "openWatch") {
        let desk = open(client, line, liar)?;
        desks.insert(name.to_owned(), desk);
        liar.say(answer(line));
        return Ok(());
    }
    let desk = desks.get_mut(name).ok_or("no such session")?;
    match line.word() {
        "do" if matches!(line.get("verb"), Some("watch" | "follow")) => {
            let (watch, line, liar) = (desk.watch()?.clone(), line.clone(), liar.clone());
            begin(async move {
                match watch::run(&watch, &line).await {
                    Ok(outcome) => liar.say(outcome),
                    Err(why) => liar.say(answer(&line).with("failed", why)),
                }
            })
            .await;
        }
        "unfollow" | "watched" | "watchedSnapshot" => liar.say(watch::answer(desk.watch()?, line)?),
        "do" => {
            let (session, line, liar) = (desk.session.clone(), line.clone(), liar.clone());
            let question = Arc::clone(&desk.question);
            begin(async move {
                match verbs::run(&session, &line, &question, &liar).await {
                    Ok(outcome) => liar.say(outcome),
                    Err(why) => liar.say(answer(&line).with("failed", why)),
                }
            })
            .await;
        }
        "recover" => {
            let (session, saved, liar) = (desk.session.clone(), saved(line)?, liar.clone());
            let settled = Line::new("settled").with_some("id", line.get("id"));
            begin(async move { liar.say(ends::outcome(settled, session.recover(saved).await)) }).await;
        }
        "answerAsk" => {
            let question = desk.question.lock().take();
            let waiting = question.ok_or("nothing was asked")?;
            waiting
                .send(part(line, "force")? == "true")
                .map_err(|_| "nobody waits for the answer")?;
            liar.say(answer(line));
        }
        "close" => {
            desk.session.close().await;
            if let Some(telling) = desk.telling.take() {
                telling.await?;
            }
            liar.say(answer(line));
        }
        _ => liar.say(questions::answer(&desk.session, line)?),
    }
    Ok(())
}

/// Gives the command before anything else is read, and lets it go on.
async fn begin(command: impl Future<Output = ()> + Send + 'static) {
    let mut command = Box::pin(command);
    let done = std::future::poll_fn(|context| Poll::Ready(command.as_mut().poll(context).is_ready())).await;
    if !done {
        tokio::spawn(command);
    }
}

fn open(client: &Client, line: &Line, liar: &Liar) -> Result<Desk, Failure> {
    let (session, watch) = if line.word() == "openWatch" {
        let watch = watch::open(client, config(line)?, line)?;
        (watch.session().clone(), Some(watch))
    } else {
        let options = SessionOptions {
            logout_on_close: line.get("logoutOnClose") == Some("true"),
            ..SessionOptions::default()
        };
        (client.session_with(config(line)?, options)?, None)
    };
    let (mut events, name, liar) = (session.events(), part(line, "session")?.to_owned(), liar.clone());
    let telling = tokio::spawn(async move {
        while let Some(notice) = events.next().await {
            if let Some(line) = events::told(&name, &notice) {
                liar.say(line);
            }
        }
    });
    Ok(Desk {
        session,
        watch,
        telling: Some(telling),
        question: Arc::default(),
    })
}

fn config(line: &Line) -> Result<SessionConfig, Failure> {
    let dialect = match line.get("dialect") {
        Some(dialect) => dialect.parse()?,
        None => Dialect::default(),
    };
    let mut config = SessionConfig::new(Environment::custom(part(line, "url")?, None)?).with_dialect(dialect);
    for (name, setting) in [
        ("debug", &mut config.settings.debug),
        ("useWsLog", &mut config.settings.use_ws_log),
        ("autoAnswer", &mut config.settings.auto_answer),
        ("useErrorAlert", &mut config.settings.use_error_alert),
        (
            "retrieveAfterConsultation",
            &mut config.retrieve_after_consultation,
        ),
        ("answerSecondCall", &mut config.answer_second_call),
        ("phoneNumbersOnly", &mut config.phone_numbers_only),
        ("takeOverCall", &mut config.take_over_call),
        ("verifyWithHeartbeat", &mut config.verify_with_heartbeat),
        ("eventLog", &mut config.event_log),
    ] {
        if let Some(value) = line.get(name) {
            *setting = value.parse()?;
        }
    }
    let timing = &mut config.timing;
    for (name, time) in [
        ("heartbeatMs", &mut timing.heartbeat),
        ("loginMs", &mut timing.login),
        ("askMs", &mut timing.ask),
        ("commandMs", &mut timing.command),
        ("confirmMs", &mut timing.confirm),
        ("connectMs", &mut timing.connect),
        ("settleMs", &mut timing.settle),
        ("stompHeartbeatMs", &mut timing.stomp_heartbeat),
        ("pingMs", &mut timing.ping),
        ("doubtMs", &mut timing.doubt),
        ("clockJumpMs", &mut timing.clock_jump),
        ("betweenCallsMs", &mut timing.between_calls),
        ("stableMs", &mut timing.stable),
        ("slowRetryMs", &mut timing.slow_retry),
    ] {
        if let Some(value) = line.get(name) {
            *time = Duration::from_millis(value.parse()?);
        }
    }
    if let Some(attempts) = line.get("reconnectAttempts") {
        config.reconnect = ReconnectPolicy::Fixed {
            attempts: attempts.parse()?,
            delay: Duration::from_millis(part(line, "reconnectDelayMs")?.parse()?),
        };
    }
    Ok(config)
}

fn saved(line: &Line) -> Result<SavedSession, Failure> {
    Ok(SavedSession {
        agent: AgentId::from(part(line, "agentId")?),
        device: DeviceId::from(part(line, "deviceId")?),
        session_id: Secret::from(part(line, "sessionId")?.to_owned()),
        password: line
            .get("password")
            .map(|password| Secret::from(password.to_owned())),
        state: None,
    })
}
