//! `wellclient simulate`: the simulated CTI server, for any client.

mod heard;
mod welcome;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use wellclient_simulator::pbx::{Password, PbxConfig};
use wellclient_simulator::{BrokerConfig, Observation, Script, Simulator, SimulatorConfig, Token};

use crate::failure::Failure;
use crate::floor::{self, Floor};
use crate::language::{Asked, pick, say};
use crate::lines::without_mark;
use crate::print::{BAD, BOLD, Out};
use crate::refused;
use crate::signals::Signals;
use crate::web::{listen_at, new_token};
use heard::show;
use welcome::{Pass, Welcome};

/// How the simulator is to run.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  wellclient simulate
  wellclient simulate --listen 127.0.0.1:0 --json     a free port; the first line says which
  wellclient simulate --broker ws://127.0.0.1:15674/ws    events go through a RabbitMQ, or any STOMP broker
  wellclient simulate --script day.jsonl              callers and faults by a script:
      {\"when\":{\"event\":\"agentReady\",\"agent\":\"5001@test.cc\"}}
      {\"control\":{\"do\":\"call_in\",\"from\":\"5550100\",\"to\":\"8001\"},\"save\":\"call\"}
      {\"after_ms\":2000,\"control\":{\"do\":\"hang_up\",\"device\":\"5550100\",\"call_id\":\"$call\"}}

Its address in a browser is the floor: the call center to look at, with a telephone for everybody who \
wants to be an agent there.

It listens on this machine only, unless --listen says otherwise; then the floor and the control API \
take the token that is in the address it prints. Ctrl-C ends it.")]
pub(crate) struct Args {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", value_parser = listen_at)]
    listen: Option<SocketAddr>,
    /// Play this script (JSON lines)
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Agents, extensions, outside lines, broker habits (JSON; every field may be absent)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Publish the events at this STOMP broker; the event channel becomes a way through to it
    #[arg(long, value_name = "URL")]
    broker: Option<String>,
    /// Whom to log in as at the broker; the passcode is read from WELLCLIENT_BROKER_PASSCODE
    #[arg(long, value_name = "NAME", requires = "broker")]
    broker_login: Option<String>,
    /// The same ids of calls and sessions, serials and clock in every run [default: others in each, by this machine's clock]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Print JSON lines, which are in English
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    language: Asked,
}

/// Where the passcode for the broker is read from: an argument would be seen by everybody on the machine.
const PASSCODE: &str = "WELLCLIENT_BROKER_PASSCODE";

impl Args {
    /// The broker of the arguments, else that of the file.
    fn broker(&self, file: Option<BrokerConfig>) -> Option<BrokerConfig> {
        let Some(url) = &self.broker else { return file };
        let passcode = std::env::var(PASSCODE).ok().filter(|text| !text.is_empty());
        Some(BrokerConfig {
            url: url.clone(),
            login: self.broker_login.clone(),
            passcode: passcode.map(|text| Password::new(&text)),
            virtual_host: None,
        })
    }
}

/// Without a seed, of the arguments or of the file, this is not the run before it again, but a server that is started anew: no
/// id comes back, and its clock does not either.
fn set_apart(pbx: &mut PbxConfig, seed: Option<u64>) {
    pbx.seed = seed.or(pbx.seed);
    if pbx.seed.is_none() {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        pbx.seed = u64::try_from(now.as_nanos()).ok();
        pbx.wall_start_ms = pbx.wall_start_ms.or(i64::try_from(now.as_millis()).ok());
    }
}

/// Runs it until it is interrupted.
pub(crate) async fn run(args: Args) -> Result<(), Failure> {
    args.language.speak();
    let mut signals = Signals::new()?;
    let script = args.script.as_deref().map(read_script).transpose()?;
    let (mut config, from_file) = match &args.config {
        Some(path) => (read_config(path)?, true),
        None => (SimulatorConfig::default(), false),
    };
    set_apart(&mut config.pbx, args.seed);
    let listen = match (args.listen, from_file) {
        (Some(listen), _) => listen,
        (None, true) => config.listen,
        (None, false) => SocketAddr::from(([127, 0, 0, 1], 8080)),
    };
    let file = args
        .config
        .as_deref()
        .unwrap_or(Path::new(""))
        .display()
        .to_string();
    let (pass, guard) = guard(listen, config.token.take(), &file)?;
    let welcome = Welcome::new(&config, pass, file);
    let client = floor::client()?;
    let pbx = config.pbx.clone();
    let broker = args.broker(config.broker.clone());
    let config = SimulatorConfig {
        listen,
        broker,
        token: guard,
        ..config
    };
    let (mut floor, mut observations) = (None, None);
    let simulator = Simulator::start_with(config, |simulator| {
        // Before anybody can connect: who waits for the server is the first to be heard.
        observations = Some(simulator.observe());
        let floor = floor.insert(Floor::new(simulator, client, pbx));
        floor.routes()
    });
    let simulator = simulator.await.map_err(|error| {
        if error.kind() == std::io::ErrorKind::InvalidInput {
            return Failure::Usage(say!(
                "--broker: {error}",
                "--broker：应为 ws://主机:端口/路径 形式的网址"
            ));
        }
        let hint = match error.kind() {
            std::io::ErrorKind::AddrInUse => pick(
                "; is another one running? --listen 127.0.0.1:0 takes a free port",
                "；是否已有一个在运行？--listen 127.0.0.1:0 使用空闲端口",
            ),
            _ => "",
        };
        Failure::Failed(say!(
            "cannot listen on {listen}: {error}{hint}",
            "无法在 {listen} 监听：{error}{hint}"
        ))
    })?;
    let mut out = Out::new();
    let ran = serve(
        &simulator,
        observations.unwrap_or_else(|| simulator.observe()),
        script.as_ref(),
        &args,
        &welcome,
        &mut out,
        &mut signals,
    )
    .await;
    if let Some(floor) = floor {
        floor.end().await;
    }
    simulator.shutdown().await;
    ran?;
    if args.json {
        return out.json(&json!({ "what": "ended" }));
    }
    out.line(pick("ended", "已结束"))
}

/// Who may come in: beyond this machine with a token, of this run where none is configured in the file.
fn guard(
    listen: SocketAddr,
    configured: Option<Token>,
    file: &str,
) -> Result<(Pass, Option<Token>), Failure> {
    // An empty one would let everybody in.
    match configured.filter(|token| !token.is("")) {
        Some(token) if token.can_be_sent() => Ok((Pass::Configured, Some(token))),
        Some(_) => Err(Failure::Failed(say!(
            "{file}: no header can carry this token; it must be visible ASCII without quotes, commas, semicolons and backslashes",
            "{file}：请求头无法携带这个 token；它应为可见的 ASCII 字符，不含空格、引号、逗号、分号和反斜杠"
        ))),
        None if listen.ip().is_loopback() => Ok((Pass::Anybody, None)),
        None => {
            let token = new_token()?;
            let guard = Token::new(&token);
            Ok((Pass::OfThisRun(token), Some(guard)))
        }
    }
}

async fn serve(
    simulator: &Simulator,
    mut observations: Receiver<Observation>,
    script: Option<&Script>,
    args: &Args,
    welcome: &Welcome,
    out: &mut Out,
    signals: &mut Signals,
) -> Result<(), Failure> {
    match args.json {
        true => welcome.json(simulator, out)?,
        false => welcome.say(simulator, out)?,
    }
    let mut playing = std::pin::pin!(async {
        match script {
            Some(script) => simulator.run_script(script).await,
            None => std::future::pending().await,
        }
    });
    let mut played = false;
    loop {
        tokio::select! {
            biased;
            () = signals.next() => return Ok(()),
            observed = observations.recv() => match observed {
                Ok(observation) => show(&observation, args.json, out)?,
                Err(RecvError::Lagged(missed)) => missed_some(missed, args.json, out)?,
                Err(RecvError::Closed) => return Ok(()),
            },
            ended = &mut playing, if !played => {
                played = true;
                script_ended(ended, args.json, out)?;
            }
        }
    }
}

fn missed_some(missed: u64, json: bool, out: &mut Out) -> Result<(), Failure> {
    if json {
        return out.json(&json!({ "what": "missed", "count": missed }));
    }
    let missed = say!(
        "{missed} lines are missing here: too much happened",
        "此处缺少 {missed} 行：事情发生得太多"
    );
    out.line(&format!("{BAD}{missed}{BAD:#}"))
}

fn script_ended(
    ended: Result<(), wellclient_simulator::ScriptError>,
    json: bool,
    out: &mut Out,
) -> Result<(), Failure> {
    match ended {
        Ok(()) if json => out.json(&json!({ "what": "script_ended" })),
        Ok(()) => {
            let ended = pick(
                "the script has ended; the server goes on",
                "脚本已结束；服务器继续运行",
            );
            out.line(&format!("{BOLD}{ended}{BOLD:#}"))
        }
        Err(error) => {
            let why = refused::script(&error);
            Err(Failure::Failed(say!("the script: {why}", "脚本：{why}")))
        }
    }
}

fn read_script(path: &Path) -> Result<Script, Failure> {
    let name = path.display();
    read(path)?
        .parse()
        .map_err(|error| Failure::in_file(name, refused::script(&error)))
}

fn read_config(path: &Path) -> Result<SimulatorConfig, Failure> {
    let name = path.display();
    serde_json::from_str(&read(path)?).map_err(|error| Failure::in_file(name, refused::malformed(&error)))
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map(without_mark)
        .map_err(|error| Failure::unreadable(path.display(), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_this_machine_there_is_a_token_that_is_not_empty() {
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
        for configured in [None, Some(Token::new(""))] {
            let (Pass::OfThisRun(told), Some(guard)) = guard(everywhere, configured, "").unwrap() else {
                panic!("no token of this run");
            };
            assert!(guard.is(&told) && guard.can_be_sent());
        }
        let (pass, own) = guard(everywhere, Some(Token::new("own")), "").unwrap();
        assert!(matches!(pass, Pass::Configured) && own.unwrap().is("own"));
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let (pass, none) = guard(here, None, "").unwrap();
        assert!(matches!(pass, Pass::Anybody) && none.is_none());
    }

    #[test]
    fn a_token_that_cannot_be_sent_is_refused_and_not_told() {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        for unfit in ["of two words", "a\r\nx: y", "密码"] {
            let Err(Failure::Failed(why)) = guard(here, Some(Token::new(unfit)), "day.json") else {
                panic!("{unfit:?} was taken");
            };
            assert!(why.starts_with("day.json: ") && !why.contains(unfit), "{why}");
        }
    }
}
