//! A log-in and a log-out, with all that a session does between.

use std::time::Duration;

use wellclient::{
    AgentId, Client, CommandError, DeviceId, Dialect, Environment, Error, Language, LoginMode, LoginRequest,
    Reason, Secret, Session, SessionConfig, SessionOptions, Success,
};

use super::report::Report;
use crate::failure::Failure;
use crate::language::{say, spoken};
use crate::password::{self, TIMES};
use crate::print::{clean, tell};
use crate::said::{Said, said};
use crate::signals::Signals;

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

/// Logs in, looks, and logs out; and logs out where it is interrupted.
pub(super) async fn examine(
    client: &Client,
    environment: Environment,
    dialect: Dialect,
    account: Account,
    signals: &mut Signals,
    report: &mut Report,
) -> Result<(), Failure> {
    let mut config = SessionConfig::new(environment).with_dialect(dialect);
    // Somebody's call may come in meanwhile.
    config.settings.auto_answer = false;
    config.settings.debug = true;
    let options = SessionOptions {
        logout_on_close: true,
        ..SessionOptions::default()
    };
    let session = client.session_with(config, options).map_err(Failure::failed)?;
    let examined = tokio::select! {
        biased;
        () = signals.next() => Err(interrupted()),
        examined = steps(&session, dialect, account, report) => examined,
    };
    tokio::select! {
        () = session.close() => {}
        () = signals.next() => {}
    }
    examined
}

pub(super) fn interrupted() -> Failure {
    Failure::Failed(say!("interrupted", "已中断"))
}

async fn steps(
    session: &Session,
    dialect: Dialect,
    account: Account,
    report: &mut Report,
) -> Result<(), Failure> {
    let mut events = session.events();
    let (agent, device) = (account.agent.clone(), account.device.clone());
    match log_in(session, account).await {
        Ok(_) => report.ok(
            &said!("log-in", "登录"),
            &said!(
                "{agent} on {device}: session, subscription, agentLoggedOn",
                "{agent} 在 {device}：会话、订阅、agentLoggedOn"
            ),
        )?,
        Err(error) => return login_failed(&error, report),
    }
    heartbeat(&mut events, report).await?;
    client_state(session, dialect, report).await?;
    match session.logout().await {
        Ok(_) => report.ok(&said!("log-out", "登出"), &Said::as_is("agentLoggedOff")),
        Err(error) => report.failed(
            &said!("log-out", "登出"),
            &Said::of(|language| error.sentence(language)),
            &said!("the agent may still be logged in", "座席可能仍处于登录状态"),
        ),
    }
}

/// Logs in; a password that was mistyped is asked for again.
async fn log_in(session: &Session, account: Account) -> Result<Success, Error> {
    let Account {
        agent,
        device,
        password,
        typed,
    } = account;
    let mut login = LoginRequest {
        // An agent who is at work is left in peace.
        login_mode: LoginMode::Stop,
        ..LoginRequest::new(agent.job_number(), password, agent.domain(), device.number())
    };
    for _ in 1..TIMES {
        match session.agent_login(login.clone()).await {
            Err(error) if typed && is_password(&error) => {
                tell(&clean(&error.sentence(spoken())));
                match password::ask_beside(agent.as_str().to_owned()).await {
                    Some(password) => login.password = password,
                    None => return Err(error),
                }
            }
            settled => return settled,
        }
    }
    session.agent_login(login).await
}

fn is_password(error: &Error) -> bool {
    matches!(
        error,
        Error::Rejected(CommandError::Rejected(rejection)) if rejection.reason == Reason::WrongCredentials
    )
}

fn login_failed(error: &Error, report: &mut Report) -> Result<(), Failure> {
    let log_in = said!("log-in", "登录");
    let detail = Said::of(|language| match (error.status(), language) {
        (Some(status), Language::En) => format!("{status}: {}", error.sentence(language)),
        (Some(status), Language::Zh) => format!("{status}：{}", error.sentence(language)),
        (None, _) => error.sentence(language),
    });
    let reason = match error {
        Error::Rejected(CommandError::Rejected(rejection)) => Some(rejection.reason),
        _ => None,
    };
    let hint = match reason {
        // The server has understood all there was to understand.
        Some(Reason::AlreadyLoggedIn | Reason::LoggedInElsewhere) => {
            let Said { en, zh } = detail;
            let detail = said!("{en} That was not changed.", "{zh}未作改动。");
            return report.skipped(&log_in, &detail);
        }
        Some(Reason::WrongCredentials) => said!(
            "is the password right, and the agent's domain?",
            "密码和座席的域是否正确？"
        ),
        Some(Reason::ExtensionNotRegistered) => said!(
            "is the telephone of this extension online?",
            "这个分机的话机在线吗？"
        ),
        Some(Reason::ExtensionInUse) => said!(
            "another agent sits at this extension: give another one with --ext",
            "这个分机正由其他座席使用：用 --ext 换一个"
        ),
        Some(Reason::NotFound) => said!(
            "is the dialect right? --dialect 2.x or 4.x",
            "协议版本是否正确？--dialect 2.x 或 4.x"
        ),
        Some(_) => said!(
            "the server knows why; ask whoever runs it",
            "原因由服务器决定，请询问其管理员"
        ),
        None => said!(
            "is the dialect right? events come only on the topics of the server's own release",
            "协议版本是否正确？事件只出现在服务器所属版本的主题上"
        ),
    };
    report.failed(&log_in, &detail, &hint)
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
    let heartbeat = said!("heartbeat", "心跳");
    let needed = said!(
        "without it the server logs agents out after 3 minutes",
        "没有心跳，服务器会在 3 分钟后将座席登出"
    );
    match answered.await {
        Ok(Some(line)) if line.kind == wellclient::LogKind::Log => {
            report.ok(&heartbeat, &said!("accepted", "已接受"))
        }
        Ok(Some(line)) => report.failed(&heartbeat, &Said::as_is(&line.content), &needed),
        Ok(None) | Err(_) => report.failed(&heartbeat, &said!("no answer", "没有应答"), &needed),
    }
}

async fn client_state(session: &Session, dialect: Dialect, report: &mut Report) -> Result<(), Failure> {
    let client_state = said!("client state", "客户端状态");
    let error = match session.get_client_state().await {
        Ok(state) => {
            let agent = state.agent.unwrap_or_default();
            let mode = agent.agent_mode.unwrap_or_else(|| "unknown".to_owned());
            return report.ok(&client_state, &said!("agent mode {mode}", "座席状态 {mode}"));
        }
        Err(error) => Said::of(|language| error.sentence(language)),
    };
    if dialect == Dialect::V2 {
        let Said { en, zh } = error;
        let why = said!("releases 2.x need not have it ({en})", "2.x 版本可以没有（{zh}）");
        return report.skipped(&client_state, &why);
    }
    let hint = said!(
        "without it calls cannot be checked after a lost connection; is it a server of 2.x?",
        "没有它，断线后无法核对通话；服务器是 2.x 吗？"
    );
    report.failed(&client_state, &error, &hint)
}
