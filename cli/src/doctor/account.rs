//! A log-in and a log-out, with all that a session does between.

use std::time::Duration;

use wellclient::{
    AgentId, Client, CommandError, DeviceId, Dialect, Environment, Error, Language, LoginMode, LoginRequest,
    Reason, Secret, Session, SessionConfig,
};

use super::report::Report;
use crate::failure::Failure;
use crate::password::{self, TIMES};
use crate::print::{clean, tell};

/// The first heartbeat follows the log-in at once.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Whom to log in.
pub(super) struct Account {
    pub(super) agent: AgentId,
    pub(super) device: DeviceId,
    pub(super) password: Secret,
    /// At the terminal: a wrong one is asked for again.
    pub(super) typed: bool,
}

/// Logs in, looks, and logs out.
pub(super) async fn examine(
    client: &Client,
    environment: Environment,
    dialect: Dialect,
    account: Account,
    report: &mut Report,
) -> Result<(), Failure> {
    let Account {
        agent,
        device,
        password,
        typed,
    } = account;
    let mut config = SessionConfig::new(environment).with_dialect(dialect);
    // Somebody's call may come in meanwhile.
    config.settings.auto_answer = false;
    config.settings.debug = true;
    let session = client.session(config).map_err(Failure::failed)?;
    let mut events = session.events();
    let mut login = LoginRequest {
        // An agent who is at work is left in peace.
        login_mode: LoginMode::Stop,
        ..LoginRequest::new(agent.job_number(), password, agent.domain(), device.number())
    };
    let mut asked = 1;
    let logged_in = loop {
        match session.agent_login(login.clone()).await {
            Err(error) if typed && asked < TIMES && is_password(&error) => {
                tell(&clean(&error.sentence(Language::En)));
                asked += 1;
                login.password = password::ask(agent.as_str())?;
            }
            settled => break settled,
        }
    };
    match logged_in {
        Ok(_) => report.ok(
            "log-in",
            &format!("{agent} on {device}: session, subscription, agentLoggedOn"),
        )?,
        Err(error) => {
            login_failed(&error, report)?;
            session.close().await;
            return Ok(());
        }
    }
    heartbeat(&mut events, report).await?;
    client_state(&session, dialect, report).await?;
    match session.logout().await {
        Ok(_) => report.ok("log-out", "agentLoggedOff")?,
        Err(error) => report.failed(
            "log-out",
            &error.sentence(Language::En),
            "the agent may still be logged in",
        )?,
    }
    session.close().await;
    Ok(())
}

fn is_password(error: &Error) -> bool {
    matches!(
        error,
        Error::Rejected(CommandError::Rejected(rejection)) if rejection.reason == Reason::WrongCredentials
    )
}

fn login_failed(error: &Error, report: &mut Report) -> Result<(), Failure> {
    let sentence = error.sentence(Language::En);
    let detail = match error.status() {
        Some(status) => format!("{status}: {sentence}"),
        None => sentence,
    };
    let reason = match error {
        Error::Rejected(CommandError::Rejected(rejection)) => Some(rejection.reason),
        _ => None,
    };
    let hint = match reason {
        // The server has understood all there was to understand.
        Some(Reason::AlreadyLoggedIn | Reason::LoggedInElsewhere) => {
            return report.skipped("log-in", &format!("{detail} That was not changed."));
        }
        Some(Reason::WrongCredentials) => "is the password right, and the agent's domain?",
        Some(Reason::ExtensionNotRegistered) => "is the telephone of this extension online?",
        Some(Reason::ExtensionInUse) => "another agent sits at this extension: give another one with --ext",
        Some(Reason::NotFound) => "is the dialect right? --dialect 2.x or 4.x",
        Some(_) => "the server knows why; ask whoever runs it",
        None => "is the dialect right? events come only on the topics of the server's own release",
    };
    report.failed("log-in", &detail, hint)
}

async fn heartbeat(events: &mut wellclient::Events, report: &mut Report) -> Result<(), Failure> {
    let answered = tokio::time::timeout(HEARTBEAT, async {
        while let Some(notice) = events.next().await {
            if let wellclient::Notice::Log(line) = notice
                && line.content.contains("/api/csta/agent/heartbeat/")
            {
                return Some(line);
            }
        }
        None
    });
    match answered.await {
        Ok(Some(line)) if line.kind == wellclient::LogKind::Log => report.ok("heartbeat", "accepted"),
        Ok(Some(line)) => report.failed(
            "heartbeat",
            &line.content,
            "without it the server logs agents out after 3 minutes",
        ),
        Ok(None) | Err(_) => report.failed(
            "heartbeat",
            "no answer",
            "without it the server logs agents out after 3 minutes",
        ),
    }
}

async fn client_state(session: &Session, dialect: Dialect, report: &mut Report) -> Result<(), Failure> {
    match session.get_client_state().await {
        Ok(state) => {
            let agent = state.agent.unwrap_or_default();
            report.ok(
                "client state",
                &format!("agent mode {}", agent.agent_mode.as_deref().unwrap_or("unknown")),
            )
        }
        Err(error) if dialect == Dialect::V2 => report.skipped(
            "client state",
            &format!("releases 2.x need not have it ({})", error.sentence(Language::En)),
        ),
        Err(error) => {
            let hint = "without it calls cannot be checked after a lost connection; is it a server of 2.x?";
            report.failed("client state", &error.sentence(Language::En), hint)
        }
    }
}
