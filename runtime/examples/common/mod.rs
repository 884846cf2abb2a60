//! The server that the examples run against: the URL given on the command line, else a simulator in this
//! process.
#![allow(dead_code, reason = "each example uses its part")]

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use wellclient::{Environment, LoginRequest, WatchAccount};
use wellclient_simulator::pbx::{FarEnd, OutsideRule};
use wellclient_simulator::{Control, Simulator, SimulatorConfig};

/// A server to log in at.
pub(crate) struct Server {
    url: String,
    simulator: Option<Simulator>,
}

impl Server {
    /// By the first argument that is a URL.
    pub(crate) async fn from_arguments() -> Result<Self, Box<dyn Error>> {
        if let Some(url) = std::env::args()
            .skip(1)
            .find(|argument| argument.starts_with("http"))
        {
            return Ok(Self { url, simulator: None });
        }
        let mut config = SimulatorConfig::default();
        let answer = FarEnd::Answer {
            after_ms: 100,
            hang_up_after_ms: Some(100),
        };
        config.pbx.outside = vec![
            OutsideRule {
                pattern: "5550101".to_owned(),
                line: FarEnd::Busy,
            },
            OutsideRule {
                pattern: "555*".to_owned(),
                line: answer,
            },
        ];
        let simulator = Simulator::start(config).await?;
        Ok(Self {
            url: simulator.base_url(),
            simulator: Some(simulator),
        })
    }

    pub(crate) fn environment(&self) -> Result<Environment, Box<dyn Error>> {
        Ok(Environment::custom(&self.url, None)?)
    }

    pub(crate) fn is_simulated(&self) -> bool {
        self.simulator.is_some()
    }

    /// An agent of the simulator's; elsewhere the password is in `WELLCLIENT_PASSWORD`.
    pub(crate) fn agent(&self, job_number: &str, ext: &str) -> LoginRequest {
        LoginRequest::new(job_number, password(), "test.cc", ext)
    }

    /// A supervisor, to watch by; the password as an agent's.
    pub(crate) fn supervisor(&self, job_number: &str) -> WatchAccount {
        WatchAccount::new(job_number, password(), "test.cc")
    }

    /// Lets a customer call. At a real server, that is up to the customers.
    pub(crate) fn customer_calls(&self, ext: &str) -> Result<(), Box<dyn Error>> {
        if let Some(simulator) = &self.simulator {
            let call = format!(r#"{{"do":"call_in","from":"5550100","to":"{ext}"}}"#);
            simulator.control(serde_json::from_str::<Control>(&call)?)?;
        }
        Ok(())
    }

    /// Lets that customer hang up. At a real server, people talk as long as they like.
    pub(crate) fn customer_hangs_up(&self) -> Result<(), Box<dyn Error>> {
        if let Some(simulator) = &self.simulator {
            let call = r#"{"do":"hang_up","device":"5550100"}"#;
            simulator.control(serde_json::from_str::<Control>(call)?)?;
        }
        Ok(())
    }
}

/// Ctrl-C, each time it is pressed from now on.
#[cfg(unix)]
pub(crate) fn interrupts() -> io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

/// Ctrl-C, each time it is pressed from now on.
#[cfg(windows)]
pub(crate) fn interrupts() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}

/// Whether Ctrl-C was pressed, for a program without a person: it is looked at between two calls.
#[derive(Clone)]
pub(crate) struct Ending(Arc<AtomicBool>);

impl Ending {
    pub(crate) fn by_ctrl_c() -> io::Result<Self> {
        let ending = Self(Arc::default());
        let pressed = ending.clone();
        let mut interrupts = interrupts()?;
        tokio::spawn(async move {
            while interrupts.recv().await.is_some() {
                println!("ends after the call that is up");
                pressed.0.store(true, Ordering::Relaxed);
            }
        });
        Ok(ending)
    }

    pub(crate) fn is_wanted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

fn password() -> String {
    std::env::var("WELLCLIENT_PASSWORD").unwrap_or_else(|_| "123456".to_owned())
}
