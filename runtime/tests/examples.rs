//! The examples run to their ends, against the simulator.

#![allow(
    clippy::duplicate_mod,
    reason = "each example is a program with what it shares"
)]

use std::error::Error;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use wellclient_simulator::pbx::{FarEnd, OutsideRule};
use wellclient_simulator::{Control, Heard, Simulator, SimulatorConfig};

#[path = "../examples/inbound_desktop.rs"]
mod inbound_desktop;
#[path = "../examples/outbound_dialler.rs"]
mod outbound_dialler;
#[path = "../examples/supervisor_wallboard.rs"]
mod supervisor_wallboard;

/// An example that has not ended by then has failed.
const PATIENCE: Duration = Duration::from_secs(60);

fn ends_well(example: fn() -> Result<(), Box<dyn Error>>) {
    let (sender, ended) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = sender.send(example().map_err(|error| error.to_string()));
    });
    assert_eq!(ended.recv_timeout(PATIENCE), Ok(Ok(())));
}

#[test]
fn inbound_desktop_ends_well() {
    ends_well(inbound_desktop::main);
}

#[test]
fn outbound_dialler_ends_well() {
    ends_well(outbound_dialler::main);
}

#[test]
fn supervisor_wallboard_ends_well() {
    ends_well(supervisor_wallboard::main);
}

/// An example in a process of its own, at a simulator of the test's.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    simulator: Simulator,
}

impl Program {
    /// This program again, with the one test that runs the example; the example finds the URL among the arguments.
    async fn start(test: &str) -> Self {
        let mut config = SimulatorConfig::default();
        config.pbx.outside = vec![OutsideRule {
            pattern: "*".to_owned(),
            line: FarEnd::Manual,
        }];
        let simulator = Simulator::start(config).await.unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", &simulator.base_url()])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            child,
            lines,
            simulator,
        }
    }

    async fn says(&mut self, words: &str) {
        let mut said = Vec::new();
        let found = tokio::time::timeout(PATIENCE, async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                said.push(line);
                if said.last().is_some_and(|line| line.contains(words)) {
                    return true;
                }
            }
            false
        });
        assert_eq!(found.await, Ok(true), "no {words:?} in {said:?}");
    }

    async fn interrupt(&self) {
        let pid = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args(["-INT", &pid]).status().await.unwrap();
        assert!(sent.success());
    }

    fn control(&self, action: &str) {
        self.simulator
            .control(serde_json::from_str::<Control>(action).unwrap())
            .unwrap();
    }

    /// What the server was asked that ends calls or log-ins, and makes calls, in order.
    fn asked(&self) -> Vec<&'static str> {
        let verbs = ["makeCall", "dropConnection", "logout"];
        let log = self.simulator.log();
        log.iter()
            .filter_map(|each| match each.heard {
                Heard::Request { verb, .. } => Some(verb),
                _ => None,
            })
            .filter(|verb| verbs.contains(verb))
            .collect()
    }

    async fn ends_well(mut self) {
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await.unwrap();
        assert!(ended.unwrap().success());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_dialler_ends_after_the_call_that_is_up() {
    let mut dialler = Program::start("outbound_dialler_ends_well").await;
    let mut seen = dialler.simulator.observe();
    while !matches!(seen.recv().await.unwrap().heard, Heard::Event { ref event, .. } if *event == "delivered")
    {
    }
    dialler.control(r#"{"do":"answer","device":"5550100"}"#);
    dialler.interrupt().await;
    dialler.says("ends after the call that is up").await;
    assert_eq!(dialler.asked(), ["makeCall"]);
    dialler.control(r#"{"do":"hang_up","device":"5550100"}"#);
    dialler.says("5550100: answered").await;
    dialler.says("logged out").await;
    assert_eq!(dialler.asked(), ["makeCall", "logout"]);
    dialler.ends_well().await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_desktop_ends_after_the_call_and_hangs_up_at_the_second_ctrl_c() {
    for again in [false, true] {
        let mut desktop = Program::start("inbound_desktop_ends_well").await;
        desktop.says("ready for calls").await;
        desktop.control(r#"{"do":"call_in","from":"5550100","to":"8001"}"#);
        desktop.says("talking").await;
        desktop.interrupt().await;
        desktop.says("a call is up: ends when it is over").await;
        assert!(desktop.asked().is_empty());
        if again {
            desktop.interrupt().await;
        } else {
            desktop.control(r#"{"do":"hang_up","device":"5550100"}"#);
        }
        desktop.says("the call is over").await;
        desktop.says("logged out").await;
        let expected: &[&str] = if again {
            &["dropConnection", "logout"]
        } else {
            &["logout"]
        };
        assert_eq!(desktop.asked(), expected);
        desktop.ends_well().await;
    }
}
