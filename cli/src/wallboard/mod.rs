//! `wellclient wallboard`: many agents in the terminal or as a page, by watching, with nobody logged in or out.

mod board;
mod opening;
mod page;
mod run;
mod series;
mod serve;
mod table;
#[cfg(test)]
mod tests;
mod view;
mod words;

use std::net::SocketAddr;
use std::path::PathBuf;

use wellclient::{Language, SessionConfig, Watch, WatchAccount};

use crate::failure::Failure;
use crate::language::{self, say};
use crate::outcome::log_in_failed;
use crate::password::{self, TIMES};
use crate::print::{clean, tell};
use crate::runtime::on_runtime;
use crate::server::{self, Way};
use crate::signals::Signals;
use crate::softphone::demo;
use crate::softphone::login::Known;
use crate::web::listen_at;
use opening::End;

/// Who is to be watched, and by whom.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
The password comes from --password-file, from the environment variable WELLCLIENT_PASSWORD, or from \
the terminal. Nobody is logged in or out by watching. Counts and plots begin when the wallboard does; \
the counts begin again at midnight. Nothing is known of an agent before an event tells it: ? says so.

Examples:
  wellclient wallboard --demo                     a simulated call center: nothing else is needed
  wellclient wallboard --demo --listen 127.0.0.1:8090          the same as a page, in a browser
  wellclient wallboard --env http://127.0.0.1:8080 --account 5009@test.cc --agents 5001,5002,5003")]
pub(crate) struct Args {
    /// Watch a simulated call center
    #[arg(long, conflicts_with_all = ["env", "account", "agents", "login_url", "dialect", "proxy", "ca"])]
    demo: bool,
    /// The server: the name of an environment (CMB-PRO, CMB-DEV, CMB-PRO2, AWS-PRO, AWS-HTTPS), or the URL
    /// of its API, such as http://127.0.0.1:8080
    #[arg(long, value_name = "NAME|URL", required_unless_present = "demo")]
    env: Option<String>,
    #[command(flatten)]
    way: Way,
    /// The supervisor's account that watches
    #[arg(long, value_name = "5009@test.cc", required_unless_present = "demo")]
    account: Option<String>,
    /// The agents, separated by commas
    #[arg(
        long,
        value_name = "AGENTS",
        value_delimiter = ',',
        required_unless_present = "demo"
    )]
    agents: Vec<String>,
    /// Read the password from the first line of this file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Show it as a page there, in place of the terminal, in its reader's language; on an address that
    /// others reach, it takes the token that is in the address it prints
    #[arg(long, value_name = "ADDR", value_parser = listen_at)]
    listen: Option<SocketAddr>,
    #[command(flatten)]
    language: language::Asked,
}

/// Shows it until it is ended.
pub(crate) fn run(args: Args) -> Result<(), Failure> {
    let language = args.language.speak();
    if args.demo {
        return on_runtime(async move {
            let mut known = Known::default();
            let mut demo = demo::Demo::before_work(&mut known).await?;
            let environment = args.way.environment(&known.server)?;
            let account = WatchAccount::new("5009", known.password.unwrap_or_else(|| "".into()), "test.cc");
            let client = wellclient::Client::builder().no_proxy().build();
            let client = client.map_err(Failure::failed)?;
            let watch = client.watch(SessionConfig::new(environment), account, demo::team());
            let watch = watch.map_err(Failure::failed)?;
            // They come when they are watched: so nothing of them is unknown.
            watch.open().await.map_err(Failure::failed)?;
            demo.begin_work().await?;
            let shown = show(watch, args.listen, language).await;
            demo.end().await;
            match shown? {
                End::Told | End::Unopened => Ok(()),
                End::Refused { why, .. } => Err(log_in_failed(&why, language, "")),
            }
        });
    }
    let environment = args.way.environment(&args.env.unwrap_or_default())?;
    let own = environment.default_domain.as_deref().unwrap_or_default();
    let account = server::agent(args.account.unwrap_or_default().trim(), own)
        .map_err(|why| server::wrong("--account", &why))?;
    let domain = account.domain().to_owned();
    let agents = server::agents("--agents", &args.agents, &domain)?;
    if agents.is_empty() {
        return Err(Failure::Usage(say!(
            "--agents names nobody",
            "--agents 没有列出任何座席"
        )));
    }
    let given = password::without_asking(args.password_file.as_deref())?;
    let typed = given.is_none();
    let mut password = match given {
        Some(password) => password,
        None => password::require(None, account.as_str())?,
    };
    let config = SessionConfig::new(environment).with_dialect(args.way.dialect);
    on_runtime(async move {
        let client = args.way.client()?;
        let mut signals = Signals::new()?;
        let mut asked = 1;
        loop {
            let who = WatchAccount::new(account.job_number(), password.clone(), domain.clone());
            let watch = client.watch(config.clone(), who, agents.clone());
            let why = match show(watch.map_err(Failure::failed)?, args.listen, language).await? {
                End::Told => return Ok(()),
                End::Unopened => return Err(Failure::before_log_in()),
                End::Refused { why, password: true } if typed && asked < TIMES => why,
                End::Refused { why, .. } => return Err(log_in_failed(&why, language, "")),
            };
            tell(&clean(&why.sentence(language)));
            asked += 1;
            tokio::select! {
                () = signals.next() => return Err(Failure::before_log_in()),
                again = password::ask_beside(account.as_str().to_owned()) => match again {
                    Some(again) => password = again,
                    None => return Err(log_in_failed(&why, language, "")),
                },
            }
        }
    })
}

/// In the terminal, or as a page.
async fn show(watch: Watch, listen: Option<SocketAddr>, language: Language) -> Result<End, Failure> {
    match listen {
        Some(listen) => serve::run(watch, listen).await,
        None => run::run(watch, language).await,
    }
}
