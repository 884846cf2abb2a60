//! `wellclient softphone`: an agent's telephone in the terminal.

mod app;
mod ask;
pub(crate) mod calls;
pub(crate) mod demo;
pub(crate) mod engine;
pub(crate) mod events;
mod keys;
mod leaving;
pub(crate) mod login;
mod offer;
pub(crate) mod offers;
mod run;
mod team;
#[cfg(test)]
pub(crate) mod tests;
mod view;
pub(crate) mod words;

use std::path::PathBuf;

use crate::link::Attempts;

use crate::failure::Failure;
use crate::language;
use crate::password;
use crate::runtime::on_runtime;
use crate::server::{self, Way};
use login::Known;

/// Who is to be logged in, and where; the form asks for what is not given.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
A form asks for what is not given; with --env, --agent, --ext and a password (--password-file, or \
the environment variable WELLCLIENT_PASSWORD) it logs in at once. F1 shows the keys, F2 changes the \
language. NO_COLOR is honoured.

Ctrl-C logs out. While a call is up it asks; a second one hangs up, a third one ends at once and logs \
nobody out. A signal (SIGTERM, SIGHUP) ends it when the call is over; a second one \
hangs up, a third one ends at once.

Examples:
  wellclient softphone --demo                     a simulated call center: nothing else is needed
  wellclient softphone --demo --lang zh           the same in Chinese
  wellclient softphone --env http://127.0.0.1:8080 --agent 5001@test.cc --ext 8001
  wellclient softphone --env CMB-PRO --agent 5009 --ext 8009 --team 5001,5002    for a supervisor")]
pub(crate) struct Args {
    /// Work in a simulated call center: callers, colleagues, a team
    #[arg(long, conflicts_with_all = ["env", "login_url", "dialect", "proxy", "ca"])]
    demo: bool,
    /// The server: the name of an environment (CMB-PRO, CMB-DEV, CMB-PRO2, AWS-PRO, AWS-HTTPS), or the URL
    /// of its API, such as http://127.0.0.1:8080
    #[arg(long, value_name = "NAME|URL")]
    env: Option<String>,
    #[command(flatten)]
    way: Way,
    /// The agent
    #[arg(long, value_name = "5001@test.cc")]
    agent: Option<String>,
    /// The extension
    #[arg(long, value_name = "8001")]
    ext: Option<String>,
    /// Read the password from the first line of this file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Be ready for calls after logging in
    #[arg(long)]
    ready: bool,
    /// Leave incoming calls ringing
    #[arg(long)]
    no_auto_answer: bool,
    /// Agents for the supervisor's view, separated by commas
    #[arg(long, value_name = "AGENTS", value_delimiter = ',')]
    team: Vec<String>,
    #[command(flatten)]
    attempts: Attempts,
    #[command(flatten)]
    language: language::Asked,
    /// Leave the mouse to the terminal, to select text
    #[arg(long)]
    no_mouse: bool,
}

/// Shows the softphone until the agent leaves.
pub(crate) fn run(args: Args) -> Result<(), Failure> {
    let mut known = Known {
        server: args.env.clone().unwrap_or_default(),
        agent: args.agent.clone().unwrap_or_default(),
        ext: args.ext.clone().unwrap_or_default(),
        // That of the simulated call center is another one.
        password: match args.demo {
            true => None,
            false => password::without_asking(args.password_file.as_deref())?,
        },
        ready: args.ready || args.demo,
    };
    let domain = known.agent.split_once('@').map_or("", |(_, domain)| domain);
    let team = server::agents("--team", &args.team, domain)?;
    on_runtime(async move {
        let demo = match args.demo {
            true => Some(demo::Demo::start(&mut known).await?),
            false => None,
        };
        let reconnect = args.attempts.or(demo.as_ref().map(|_| demo::ATTEMPTS));
        let plan = engine::Plan {
            way: args.way,
            auto_answer: !(args.no_auto_answer || args.demo),
            reconnect,
        };
        let team = if team.is_empty() && args.demo {
            demo::team()
        } else {
            team
        };
        let look = run::Look {
            language: args.language.speak(),
            mouse: !args.no_mouse,
        };
        run::run(plan, demo, known, team, look).await
    })
}
