//! `wellclient simulate`: the simulated CTI server, for any client.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use wellclient_simulator::pbx::{Password, PbxConfig};
use wellclient_simulator::{BrokerConfig, Heard, Observation, Script, Simulator, SimulatorConfig, Token};

use crate::failure::Failure;
use crate::floor::{self, Floor};
use crate::print::{BAD, BOLD, DIM, DOES, GOOD, NOTE, Out, clean};
use crate::signals::Signals;
use crate::web::{address, new_token};

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

Its address in a browser is the floor: the call center to look at, with a telephone for everybody who
wants to be an agent there.

It listens on this machine only, unless --listen says otherwise; then the floor and the control API
take the token that is in the address it prints. Ctrl-C ends it.")]
pub(crate) struct Args {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
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
    /// Print JSON lines
    #[arg(long)]
    json: bool,
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
    let agents = describe_agents(&config);
    let domain = config.pbx.domains.first().cloned().unwrap_or_default();
    let (token, guard) = guard(listen, config.token)?;
    let client = floor::client()?;
    let pbx = config.pbx.clone();
    let broker = args.broker(config.broker.clone());
    let config = SimulatorConfig {
        listen,
        broker,
        token: guard,
        ..config
    };
    let mut floor = None;
    let simulator = Simulator::start_with(config, |simulator| {
        let floor = floor.insert(Floor::new(simulator, client, pbx));
        floor.routes()
    });
    let simulator = simulator.await.map_err(|error| {
        if error.kind() == std::io::ErrorKind::InvalidInput {
            return Failure::Usage(format!("--broker: {error}"));
        }
        let hint = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                "; is another one running? --listen 127.0.0.1:0 takes a free port"
            }
            _ => "",
        };
        Failure::Failed(format!("cannot listen on {listen}: {error}{hint}"))
    })?;
    let mut out = Out::new();
    let ran = serve(
        &simulator,
        script.as_ref(),
        &args,
        &Welcome {
            agents: &agents,
            domain: &domain,
            token: token.as_deref(),
        },
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
    out.line("ended")
}

/// What lets others in beyond this machine, and a token of this run where none is configured.
fn guard(listen: SocketAddr, configured: Option<Token>) -> Result<(Option<String>, Option<Token>), Failure> {
    // An empty one would let everybody in.
    let configured = configured.filter(|token| !token.is(""));
    if listen.ip().is_loopback() || configured.is_some() {
        return Ok((None, configured));
    }
    let token = new_token()?;
    let guard = Token::new(&token);
    Ok((Some(token), Some(guard)))
}

/// What is said at first, besides where it listens.
struct Welcome<'a> {
    agents: &'a str,
    domain: &'a str,
    /// That of this run; a configured one its owner knows.
    token: Option<&'a str>,
}

async fn serve(
    simulator: &Simulator,
    script: Option<&Script>,
    args: &Args,
    says: &Welcome<'_>,
    out: &mut Out,
    signals: &mut Signals,
) -> Result<(), Failure> {
    let mut observations = simulator.observe();
    welcome(simulator, args, says, out)?;
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

fn welcome(simulator: &Simulator, args: &Args, says: &Welcome<'_>, out: &mut Out) -> Result<(), Failure> {
    let Welcome {
        agents,
        domain,
        token,
    } = says;
    let url = simulator.base_url();
    let floor = address(simulator.addr(), *token);
    let bearer = token.map_or_else(String::new, |token| {
        format!(" -H 'Authorization: Bearer {token}'")
    });
    if args.json {
        return out.json(&json!({
            "what": "listening",
            "url": url,
            "login": format!("{url}/login"),
            "events": format!("ws://{}/mvc/stomp/websocket", simulator.addr()),
            "control": format!("{url}/simulator/control"),
            "floor": floor,
            "token": token,
        }));
    }
    let call_in = r#"{"do":"call_in","from":"5550100","to":"8001"}"#;
    out.line(&format!(
        "{BOLD}The simulated CTI server listens at {url}{BOLD:#}\n\
         {BOLD}Open {floor} in a browser to look at it and to work there{BOLD:#}\n\
         \n\
         Environment   API      {url}\n              \
                       login    {url}/login\n              \
                       events   ws://{}/mvc/stomp/websocket\n\
         {agents}\n\
         Log in        WELLCLIENT_PASSWORD=123456 wellclient tail --env {url} \\
                           --agent 5001@{domain} --ext 8001 --ready\n\
         A call in     curl -s{bearer} {url}/simulator/control -d '{call_in}'\n\
         Cut a line    curl -s{bearer} {url}/simulator/faults -d '{{\"kind\":\"drop\"}}'\n\
         The truth     curl -s{bearer} {url}/simulator/state\n\
         \n\
         {DIM}Ctrl-C ends it. What it hears:{DIM:#}",
        simulator.addr(),
    ))
}

fn describe_agents(config: &SimulatorConfig) -> String {
    let pbx = &config.pbx;
    let ranges = |ranges: Vec<(u64, u64)>| -> String {
        let texts: Vec<String> = ranges
            .into_iter()
            .map(|(from, to)| format!("{from}–{to}"))
            .collect();
        texts.join(", ")
    };
    let agents = ranges(pbx.agents.iter().map(|range| (range.from, range.to)).collect());
    let extensions = ranges(
        pbx.extensions
            .iter()
            .map(|range| (range.from, range.to))
            .collect(),
    );
    // Passwords are secrets even here, unless they are the well-known one.
    let known = config
        .pbx
        .agents
        .iter()
        .all(|range| range.password == wellclient_simulator::pbx::Password::new("123456"));
    let password = if known {
        "123456"
    } else {
        "as in the configuration"
    };
    format!(
        "Agents        {agents}, password {password}\nExtensions    {extensions}\nDomains       {}",
        pbx.domains.join(", ")
    )
}

fn show(observation: &Observation, json: bool, out: &mut Out) -> Result<(), Failure> {
    if json {
        return out.json(observation);
    }
    let at = observation.at_ms as f64 / 1000.0;
    let (style, what) = words(&observation.heard);
    out.line(&format!("{DIM}{at:9.3}{DIM:#} {style}{what}{style:#}"))
}

fn words(heard: &Heard) -> (anstyle::Style, String) {
    let plain = anstyle::Style::new();
    match heard {
        Heard::Request {
            method,
            path,
            verb,
            status,
            fault,
            ..
        } => {
            let status_text = status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
            let fault = fault.map_or_else(String::new, |fault| format!(", fault {fault}"));
            let style = match status {
                Some(200..=299) => GOOD,
                _ => BAD,
            };
            (
                style,
                format!("{status_text:<9} {verb:<22} {method} {}{fault}", clean(path)),
            )
        }
        Heard::Opened { connection } => (DOES, format!("WebSocket {connection} opened")),
        Heard::Refused { status, fault } => (BAD, format!("WebSocket refused with {status}, fault {fault}")),
        Heard::FrameIn {
            connection,
            command,
            destination,
        } => {
            let destination = destination
                .as_deref()
                .map_or_else(String::new, |to| format!(" {}", clean(to)));
            (DOES, format!("WebSocket {connection} → {command}{destination}"))
        }
        Heard::FrameOut { connection, command } => (DIM, format!("WebSocket {connection} ← {command}")),
        Heard::FrameWithheld {
            connection,
            command,
            fault,
        } => (
            BAD,
            format!("WebSocket {connection} ← {command} withheld, fault {fault}"),
        ),
        Heard::Closed { connection, reason } => {
            (DOES, format!("WebSocket {connection} closed: {}", clean(reason)))
        }
        Heard::Event { agent, event } => (plain, format!("event     {event:<22} {}", clean(agent))),
        Heard::BrokerJoined { version, slashes } => {
            let topics = match slashes {
                true => "of 2.x and 4.x",
                false => "of 4.x only",
            };
            (
                GOOD,
                format!("broker    joined, STOMP {version}, topics {topics}"),
            )
        }
        Heard::BrokerLost { reason } => (BAD, format!("broker    {}; trying again", clean(reason))),
        Heard::BrokerMissed { agent, event } => (
            BAD,
            format!("broker    away for too long: {event} of {} is lost", clean(agent)),
        ),
        Heard::FaultAdded { fault, kind } => (NOTE, format!("fault {fault} added: {kind}")),
        Heard::FaultRemoved { fault: Some(fault) } => (NOTE, format!("fault {fault} removed")),
        Heard::FaultRemoved { fault: None } => (NOTE, "all faults removed".to_owned()),
        Heard::Note { text } => (BOLD, clean(text)),
        other => (plain, serde_json::to_string(other).unwrap_or_default()),
    }
}

fn missed_some(missed: u64, json: bool, out: &mut Out) -> Result<(), Failure> {
    if json {
        return out.json(&json!({ "what": "missed", "count": missed }));
    }
    out.line(&format!(
        "{BAD}{missed} lines are missing here: too much happened{BAD:#}"
    ))
}

fn script_ended(
    ended: Result<(), wellclient_simulator::ScriptError>,
    json: bool,
    out: &mut Out,
) -> Result<(), Failure> {
    match ended {
        Ok(()) if json => out.json(&json!({ "what": "script_ended" })),
        Ok(()) => out.line(&format!("{BOLD}the script has ended; the server goes on{BOLD:#}")),
        Err(error) => Err(Failure::Failed(format!("the script: {error}"))),
    }
}

fn read_script(path: &Path) -> Result<Script, Failure> {
    let name = path.display();
    read(path)?
        .parse()
        .map_err(|error| Failure::Failed(format!("{name}: {error}")))
}

fn read_config(path: &Path) -> Result<SimulatorConfig, Failure> {
    let name = path.display();
    serde_json::from_str(&read(path)?).map_err(|error| Failure::Failed(format!("{name}: {error}")))
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::Failed(format!("{} cannot be read: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_this_machine_there_is_a_token_that_is_not_empty() {
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
        for configured in [None, Some(Token::new(""))] {
            let (told, guard) = guard(everywhere, configured).unwrap();
            assert!(guard.unwrap().is(&told.unwrap()));
        }
        let (told, own) = guard(everywhere, Some(Token::new("own"))).unwrap();
        assert!(told.is_none() && own.unwrap().is("own"));
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let (told, none) = guard(here, None).unwrap();
        assert!(told.is_none() && none.is_none());
    }
}
