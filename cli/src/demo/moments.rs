//! What an agent's state was at each event: the session's journal, replayed alongside. What the session itself says of
//! its state is of now, which is later for whoever tells the events one after the other.

use std::collections::VecDeque;
use std::io::{self, Write};

use tokio::sync::mpsc;
use wellclient::Snapshot;
use wellclient_core::journal::Replay;
use wellclient_core::session::Output;

use crate::failure::Failure;
use crate::language::say;

/// A journal's sink: passes each line on.
struct Lines {
    begun: Vec<u8>,
    lines: mpsc::UnboundedSender<String>,
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            match byte {
                b'\n' => {
                    let line =
                        String::from_utf8(std::mem::take(&mut self.begun)).map_err(io::Error::other)?;
                    // Nobody reads any more when the demo ends.
                    self.lines.send(line).map_err(|_| io::ErrorKind::BrokenPipe)?;
                }
                _ => self.begun.push(*byte),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The state at each event, in the order of the events.
pub(super) struct Moments {
    lines: mpsc::UnboundedReceiver<String>,
    /// Begun by the journal's first line.
    replay: Option<Replay>,
    /// Of events that are still to be told.
    waiting: VecDeque<Snapshot>,
}

impl Moments {
    /// With the sink for the session's journal.
    pub(super) fn new() -> (Box<dyn Write + Send>, Self) {
        let (sender, lines) = mpsc::unbounded_channel();
        let sink = Lines {
            begun: Vec::new(),
            lines: sender,
        };
        let moments = Self {
            lines,
            replay: None,
            waiting: VecDeque::new(),
        };
        (Box::new(sink), moments)
    }

    /// The state at the next event. The journal tells it within moments of the session.
    pub(super) async fn next(&mut self) -> Result<Snapshot, Failure> {
        loop {
            if let Some(snapshot) = self.waiting.pop_front() {
                return Ok(snapshot);
            }
            let Some(line) = self.lines.recv().await else {
                return Err(Failure::Failed(say!(
                    "the demo failed: a journal has ended before its session",
                    "演示失败：日志在会话之前结束"
                )));
            };
            let Some(replay) = &mut self.replay else {
                self.replay = Some(Replay::new(&line).map_err(Failure::failed)?);
                continue;
            };
            let mut events = 0;
            let fed = replay.feed(&line, |output| {
                events += usize::from(matches!(output, Output::Event(_)))
            });
            fed.map_err(Failure::failed)?;
            if events > 0 {
                let snapshot = replay.session().snapshot(replay.now());
                self.waiting.extend(std::iter::repeat_n(snapshot, events));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wellclient::{
        CallId, Client, Command, ConnectionState, Environment, LoginRequest, Notice, Origin, Outcome, Reply,
    };
    use wellclient_simulator::{Simulator, SimulatorConfig};

    use super::super::desk::{DOMAIN, Desk, Seat};
    use super::super::words::{hang_up, hold, make_call, retrieve};

    async fn act(desk: &Desk, command: Command) -> Reply {
        match desk.session.command(command).await {
            Outcome::Confirmed(confirmation) => confirmation.reply,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_state_is_that_of_its_event_however_late_it_is_told() {
        let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
        let environment = Environment::custom(&simulator.base_url(), None).unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        let mut desk = Desk::new(&client, &environment, Seat::Ann, 1).unwrap();
        let login = LoginRequest::new(Seat::Ann.job_number(), "123456", DOMAIN, Seat::Ann.ext());
        act(&desk, Command::Login(login)).await;
        let Reply::Call(call) = act(&desk, make_call("5550100")).await else {
            panic!("no call");
        };
        let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
        while !desk.talks_with(&call, &["5550100"]) {
            assert!(tokio::time::Instant::now() < deadline);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        act(&desk, hold(&call)).await;
        act(&desk, retrieve(&call)).await;
        act(&desk, hang_up()).await;
        assert!(desk.is_idle());

        // Only now somebody looks.
        let mut told: Vec<(String, ConnectionState)> = Vec::new();
        while let Some(notice) = desk.waiting() {
            if let Notice::Event(event) = notice {
                let then = desk.moments.next().await.unwrap();
                if event.origin == Origin::Server {
                    told.push((event.name().to_owned(), leg(&then, &call)));
                }
            }
        }
        let expected = [
            ("established", ConnectionState::Connected),
            ("held", ConnectionState::Hold),
            ("retrieved", ConnectionState::Connected),
            ("connectionCleared", ConnectionState::Null),
        ];
        for (name, state) in expected {
            assert!(
                told.contains(&(name.to_owned(), state)),
                "{name} {state:?} in {told:?}"
            );
        }
        client.close().await;
        simulator.shutdown().await;
    }

    fn leg(snapshot: &super::Snapshot, call: &CallId) -> ConnectionState {
        let call = snapshot.calls.iter().find(|known| known.call_id == *call);
        call.map_or(ConnectionState::Null, |call| call.leg)
    }
}
