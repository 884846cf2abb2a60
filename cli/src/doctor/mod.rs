//! `wellclient doctor`: how far a server can be reached and understood, step by step.

mod account;
mod network;
mod report;

use std::path::PathBuf;

use wellclient::Environment;

use crate::failure::Failure;
use crate::language::Asked;
use crate::password;
use crate::runtime::on_runtime;
use crate::said::{Said, said};
use crate::server::{Server, identity};
use crate::signals::Signals;
use account::Account;
use report::Report;

/// Which server is to be examined.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
With --agent and --ext, and a password from --password-file, the environment variable \
WELLCLIENT_PASSWORD or the terminal, it also logs the agent in and out again. It never forces a \
log-in: an agent who is at work is left in peace. Nothing but this server is contacted.

Examples:
  wellclient doctor --env https://cti.example.com:5088
  wellclient doctor --env CMB-DEV --dialect 2.x --agent 5001 --ext 8001
  wellclient doctor --env http://127.0.0.1:8080 --json

Exit code 1 if a step failed, 2 if there is no such environment.")]
pub(crate) struct Args {
    #[command(flatten)]
    server: Server,
    /// Log this agent in and out again
    #[arg(long, value_name = "5001@test.cc", requires = "ext")]
    agent: Option<String>,
    /// On this extension
    #[arg(long, value_name = "8001", requires = "agent")]
    ext: Option<String>,
    /// Read the password from the first line of this file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Print JSON lines, which are in English
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    language: Asked,
}

/// Examines it.
pub(crate) fn run(args: Args) -> Result<(), Failure> {
    args.language.speak_to_people(args.json);
    let mut report = Report::new(args.json);
    let environment = match args.server.environment() {
        Ok(environment) => environment,
        Err(Failure::Usage(why)) => {
            report.failed(
                &said!("environment", "环境"),
                &Said::as_is(&why),
                &said!(
                    "an environment is a name, or a URL such as https://cti.example.com:5088",
                    "环境是一个名称，或形如 https://cti.example.com:5088 的网址"
                ),
            )?;
            report.sum()?;
            return Err(Failure::UsageSaid);
        }
        Err(other) => return Err(other),
    };
    let Environment {
        api, events, login, ..
    } = &environment;
    report.ok(
        &said!("environment", "环境"),
        &said!(
            "API {api}, events {events}, login {login}",
            "API {api}，事件 {events}，登录 {login}"
        ),
    )?;
    let account = match (&args.agent, &args.ext) {
        (Some(agent), Some(ext)) => {
            let (agent, device) = identity(agent, ext, &environment)?;
            let given = password::without_asking(args.password_file.as_deref())?;
            let typed = given.is_none();
            let password = match given {
                Some(password) => Some(password),
                None => password::find(None, agent.as_str())?,
            };
            password.map(|password| Account {
                agent,
                device,
                password,
                typed,
            })
        }
        _ => None,
    };
    let password = account.iter().map(|account| &account.password);
    report.keep_secret(environment.secrets().chain(password));
    on_runtime(async {
        let mut signals = Signals::new()?;
        let client = args.server.client()?;
        let by_proxy = args.server.way.proxy.is_some();
        let reached = tokio::select! {
            biased;
            () = signals.next() => Err(account::interrupted()),
            reached = network::examine(&client, &environment, by_proxy, &mut report) => reached,
        };
        let reached = reached?;
        match account {
            _ if !reached => report.skipped(
                &said!("log-in", "登录"),
                &said!("the server does not answer as it should", "服务器没有正常应答"),
            )?,
            None => report.skipped(
                &said!("log-in", "登录"),
                &said!(
                    "give --agent and --ext, and a password, to try that too",
                    "给出 --agent、--ext 和密码，可以一并检查"
                ),
            )?,
            Some(account) => {
                let dialect = args.server.way.dialect;
                account::examine(&client, environment, dialect, account, &mut signals, &mut report).await?;
            }
        }
        report.end()
    })
}
