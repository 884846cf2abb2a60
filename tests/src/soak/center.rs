//! The call center, in a process of its own: a simulator that is asked by lines of JSON.

use std::io;
use std::process::Stdio;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{mpsc, oneshot};
use wellclient_simulator::pbx::{FarEnd, OutsideRule, Password};
use wellclient_simulator::{BrokerConfig, Control, Fault, PbxConfig, Simulator, SimulatorConfig};

/// Who may log in at a RabbitMQ as it comes.
const USER: &str = "guest";

/// One line to it. Each is answered by one.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ask {
    State,
    Fault(Fault),
    ClearFaults,
    Control(Control),
}

/// Is the call center, until the standard input ends. The first line in names a broker, or none; the first one out says
/// where it listens.
pub async fn serve() -> io::Result<()> {
    let mut asked = BufReader::new(tokio::io::stdin()).lines();
    let Some(broker) = asked.next_line().await? else {
        return Ok(());
    };
    let customer = OutsideRule {
        pattern: "?????*".to_owned(),
        line: FarEnd::Answer {
            after_ms: 100,
            hang_up_after_ms: Some(1500),
        },
    };
    let config = SimulatorConfig {
        pbx: PbxConfig {
            outside: vec![customer],
            ring_timeout_ms: 5_000,
            ..PbxConfig::default()
        },
        broker: (!broker.is_empty()).then(|| BrokerConfig {
            url: broker,
            login: Some(USER.to_owned()),
            passcode: Some(Password::new(USER)),
            virtual_host: None,
        }),
        ..SimulatorConfig::default()
    };
    let simulator = Simulator::start(config).await?;
    let mut out = tokio::io::stdout();
    let mut say = async move |value: Value| {
        out.write_all(format!("{value}\n").as_bytes()).await?;
        out.flush().await
    };
    say(json!({ "url": simulator.base_url() })).await?;
    while let Some(line) = asked.next_line().await? {
        let answer = match serde_json::from_str(&line)? {
            Ask::State => serde_json::to_value(simulator.state())?,
            Ask::Fault(fault) => done(simulator.faults().add(fault)),
            Ask::ClearFaults => {
                simulator.faults().clear();
                json!({})
            }
            Ask::Control(control) => done(simulator.control(control)),
        };
        say(answer).await?;
    }
    simulator.shutdown().await;
    Ok(())
}

fn done<T, E: std::fmt::Display>(result: Result<T, E>) -> Value {
    match result {
        Ok(_) => json!({}),
        Err(error) => json!({ "refused": error.to_string() }),
    }
}

/// The other side of it. It ends with this.
pub struct Center {
    _child: Child,
    lines: mpsc::Sender<(String, oneshot::Sender<Value>)>,
    /// Where its API is.
    pub url: String,
}

impl Center {
    /// Starts it by these words.
    pub async fn start(words: &[String], broker: Option<&str>) -> io::Result<Self> {
        let [program, arguments @ ..] = words else {
            return Err(io::Error::other("no program"));
        };
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let no_pipe = || io::Error::other("no pipe to the server");
        let stdin = child.stdin.take().ok_or_else(no_pipe)?;
        let stdout = child.stdout.take().ok_or_else(no_pipe)?;
        let (lines, asked) = mpsc::channel(64);
        tokio::spawn(talk(stdin, stdout, asked));
        let mut center = Self {
            _child: child,
            lines,
            url: String::new(),
        };
        let said = center.line(broker.unwrap_or_default().to_owned()).await?;
        center.url = said["url"].as_str().unwrap_or_default().to_owned();
        Ok(center)
    }

    /// The truth, as `GET /simulator/state` has it.
    pub async fn state(&self) -> io::Result<Value> {
        self.ask(&Ask::State).await
    }

    /// Adds a fault.
    pub async fn fault(&self, fault: Fault) -> io::Result<()> {
        match self.ask(&Ask::Fault(fault)).await?["refused"].as_str() {
            Some(why) => Err(io::Error::other(format!("a fault is refused: {why}"))),
            None => Ok(()),
        }
    }

    /// Ends all faults.
    pub async fn clear_faults(&self) -> io::Result<()> {
        self.ask(&Ask::ClearFaults).await.map(drop)
    }

    /// Whether it could be done.
    pub async fn control(&self, action: Control) -> io::Result<bool> {
        Ok(self.ask(&Ask::Control(action)).await?["refused"].is_null())
    }

    async fn ask(&self, ask: &Ask) -> io::Result<Value> {
        self.line(serde_json::to_string(ask)?).await
    }

    async fn line(&self, text: String) -> io::Result<Value> {
        let ended = || io::Error::other("the server has ended");
        let (answer, answered) = oneshot::channel();
        self.lines.send((text, answer)).await.map_err(|_| ended())?;
        answered.await.map_err(|_| ended())
    }
}

/// A line and its answer at a time, wholly, even where nobody waits for the answer any more.
async fn talk(
    mut stdin: ChildStdin,
    stdout: ChildStdout,
    mut asked: mpsc::Receiver<(String, oneshot::Sender<Value>)>,
) -> io::Result<()> {
    let mut answers = BufReader::new(stdout).lines();
    while let Some((text, answer)) = asked.recv().await {
        stdin.write_all(format!("{text}\n").as_bytes()).await?;
        let Some(line) = answers.next_line().await? else {
            break;
        };
        // Whoever asked may have gone.
        let _ = answer.send(serde_json::from_str(&line)?);
    }
    Ok(())
}
