//! `wellclient doctor`: how far a server can be reached and understood, step by step.

mod account;
mod network;
mod report;

use std::path::PathBuf;

use crate::failure::Failure;
use crate::password;
use crate::runtime::on_runtime;
use crate::server::{Server, identity};
use account::Account;
use report::Report;

/// Which server is to be examined.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
With --agent and --ext, and a password from --password-file, the environment variable
WELLCLIENT_PASSWORD or the terminal, it also logs the agent in and out again. It never forces a
log-in: an agent who is at work is left in peace. Nothing but this server is contacted.

Examples:
  wellclient doctor --env https://cti.example.com:5088
  wellclient doctor --env CMB-DEV --dialect 2.x --agent 5001 --ext 8001
  wellclient doctor --env http://127.0.0.1:8080 --json

Exit code 1 if a step failed.")]
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
    /// Print JSON lines
    #[arg(long)]
    json: bool,
}

/// Examines it.
pub(crate) fn run(args: Args) -> Result<(), Failure> {
    let mut report = Report::new(args.json);
    let environment = match args.server.environment() {
        Ok(environment) => environment,
        Err(Failure::Usage(why)) => {
            report.failed(
                "environment",
                &why,
                "an environment is a name, or a URL such as https://cti.example.com:5088",
            )?;
            return report.end();
        }
        Err(other) => return Err(other),
    };
    report.ok(
        "environment",
        &format!(
            "API {}, events {}, login {}",
            environment.api, environment.events, environment.login
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
    on_runtime(async {
        let client = args.server.client()?;
        let reached = network::examine(
            &client,
            &environment,
            args.server.way.proxy.is_some(),
            &mut report,
        )
        .await?;
        match account {
            _ if !reached => report.skipped("log-in", "the server does not answer as it should")?,
            None => report.skipped(
                "log-in",
                "give --agent and --ext, and a password, to try that too",
            )?,
            Some(account) => {
                let dialect = args.server.way.dialect;
                account::examine(&client, environment, dialect, account, &mut report).await?;
            }
        }
        report.end()
    })
}
