//! The journal's sink, which may block, be slow or fail: the session goes on, and what is written replays.

mod support;

use std::io::{self, Write};
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use std::time::Duration;

use support::{Floor, agent, soon, until};
use wellclient::core::journal::Replay;
use wellclient::{
    AgentModeRequest, Command, MakeCallOptions, Session, SessionConfig, SessionOptions, SessionPhase,
};

/// A file whose test decides what becomes of each line.
#[derive(Clone)]
struct Tape(Arc<(Mutex<State>, Condvar)>);

struct State {
    text: Vec<u8>,
    lines: usize,
    /// As many lines as are taken; the next one blocks, or fails.
    takes: usize,
    fails: bool,
    dropped: bool,
}

impl Tape {
    fn new(takes: usize) -> Self {
        let state = State {
            text: Vec::new(),
            lines: 0,
            takes,
            fails: false,
            dropped: false,
        };
        Self(Arc::new((Mutex::new(state), Condvar::new())))
    }

    fn state<T>(&self, what: impl FnOnce(&mut State) -> T) -> T {
        let result = what(&mut self.0.0.lock().unwrap());
        self.0.1.notify_all();
        result
    }

    fn takes(&self, lines: usize) {
        self.state(|state| state.takes = lines);
    }

    fn lines(&self) -> usize {
        self.state(|state| state.lines)
    }

    fn dropped(&self) -> bool {
        self.state(|state| state.dropped)
    }

    fn text(&self) -> String {
        self.state(|state| String::from_utf8(state.text.clone()).unwrap())
    }
}

/// The end of a [`Tape`] that is written to.
struct Sink(Tape);

impl Write for Sink {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let (state, changed) = &*self.0.0;
        let state = state.lock().unwrap();
        if state.fails && state.lines == state.takes {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        let mut state = changed
            .wait_while(state, |state| state.lines >= state.takes)
            .unwrap();
        state.lines += 1;
        state.text.extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.0.state(|state| state.dropped = true);
    }
}

fn session(floor: &Floor, config: SessionConfig, tape: &Tape) -> Session {
    let options = SessionOptions {
        journal: Some(Box::new(Sink(tape.clone()))),
        ..SessionOptions::default()
    };
    floor.client.session_with(config, options).unwrap()
}

/// What `tracing` has warned of in this process.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<u8>>>);

impl Write for Warnings {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

static WARNINGS: LazyLock<Warnings> = LazyLock::new(|| {
    let warnings = Warnings::default();
    let writer = warnings.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    warnings
});

fn warned(of: &str) -> usize {
    let warnings = WARNINGS.0.lock().unwrap();
    String::from_utf8_lossy(&warnings).matches(of).count()
}

/// Feeds a journal to a session of its own; the last line of it is whole, as all are.
fn replay(text: &str) -> Replay {
    assert!(text.ends_with('\n'));
    let mut lines = text.lines();
    let mut replay = Replay::new(lines.next().unwrap()).unwrap();
    for line in lines {
        replay.feed(line, |_| {}).unwrap();
    }
    replay
}

/// Log-outs of these numbers, which no request can hold, so nothing comes of them but a line in the journal.
fn note(session: &Session, number: usize, length: usize) {
    let job_number = format!("#{number:04}#{}", "x".repeat(length));
    drop(session.begin(Command::SuperLogout { job_number }));
}

/// The numbers of [`note`] in a journal.
fn notes(text: &str) -> Vec<usize> {
    let notes = text.lines().filter(|line| line.contains("superLogout"));
    notes
        .map(|line| line.split('#').nth(1).unwrap().parse().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sink_that_blocks_for_ever_holds_up_nothing() {
    LazyLock::force(&WARNINGS);
    let floor = Floor::new().await;
    let tape = Tape::new(0);
    let mut config = floor.config();
    config.timing.heartbeat = Duration::from_millis(100);
    let session = session(&floor, config, &tape);
    soon(session.agent_login(agent(1))).await.unwrap();
    let call = soon(session.make_call("8002", MakeCallOptions::default()))
        .await
        .unwrap();
    soon(session.drop_connection(Some(call))).await.unwrap();
    let before = floor.requests("heartbeat");
    until("the heart beats", || floor.requests("heartbeat") >= before + 3).await;
    soon(session.close()).await;
    assert_eq!(session.snapshot().phase, SessionPhase::Closed);
    assert_eq!(warned("sink is stuck"), 1);
    assert_eq!((tape.lines(), tape.dropped()), (0, false));
    // When it goes on after all, nothing is missing.
    tape.takes(usize::MAX);
    until("the sink is let go", || tape.dropped()).await;
    assert_eq!(replay(&tape.text()).session().phase(), SessionPhase::Closed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_sink_gets_every_line_in_order_and_is_waited_for() {
    let floor = Floor::new().await;
    let tape = Tape::new(0);
    let session = session(&floor, floor.config(), &tape);
    soon(session.agent_login(agent(1))).await.unwrap();
    for number in 0..40 {
        note(&session, number, 600);
        tape.takes(number);
    }
    until("the sink has taken what it may", || tape.lines() == 39).await;
    soon(session.set_agent_mode(AgentModeRequest::Ready, None))
        .await
        .unwrap();
    let seen = session.snapshot();
    let closing = tokio::spawn({
        let session = session.clone();
        async move { session.close().await }
    });
    until("the session is closed", || {
        session.snapshot().phase == SessionPhase::Closed
    })
    .await;
    tape.takes(50);
    until("the sink has taken what it may", || tape.lines() == 50).await;
    assert!(!closing.is_finished() && !tape.dropped(), "there are lines left");
    tape.takes(usize::MAX);
    soon(closing).await.unwrap();
    assert!(tape.dropped(), "the sink is dropped before close returns");
    let text = tape.text();
    assert_eq!(notes(&text), (0..40).collect::<Vec<_>>());
    // All up to the last line, which is the close, gives the state that was seen.
    let close = text.rfind("{\"at\"").unwrap();
    let replayed = replay(&text[..close]);
    assert_eq!(replayed.session().phase(), SessionPhase::LoggedIn);
    let shown = replayed.session().snapshot(replayed.now());
    assert_eq!(shown.agent.unwrap().mode, seen.agent.unwrap().mode);
    assert_eq!(replay(&text).session().phase(), SessionPhase::Closed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sink_that_fails_ends_the_journal_and_not_the_session() {
    LazyLock::force(&WARNINGS);
    let floor = Floor::new().await;
    let tape = Tape::new(8);
    tape.state(|state| state.fails = true);
    let session = session(&floor, floor.config(), &tape);
    soon(session.agent_login(agent(1))).await.unwrap();
    for number in 0..40 {
        note(&session, number, 600);
    }
    until("the sink is let go", || tape.dropped()).await;
    soon(session.set_agent_mode(AgentModeRequest::Ready, None))
        .await
        .unwrap();
    soon(session.close()).await;
    assert_eq!(warned("the journal cannot be written"), 1);
    let text = tape.text();
    assert_eq!(text.lines().count(), 8);
    replay(&text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sink_too_far_behind_ends_the_journal_without_a_hole() {
    const MEGABYTE: usize = 1 << 20;
    LazyLock::force(&WARNINGS);
    let floor = Floor::new().await;
    let tape = Tape::new(0);
    let session = session(&floor, floor.config(), &tape);
    soon(session.agent_login(agent(1))).await.unwrap();
    for number in 0..24 {
        note(&session, number, MEGABYTE);
    }
    until("it is told", || warned("bytes behind") == 1).await;
    // There would be room again for what comes now; but then a part would be missing.
    tape.takes(usize::MAX);
    until("the sink is let go", || tape.dropped()).await;
    note(&session, 99, 600);
    soon(session.set_agent_mode(AgentModeRequest::Ready, None))
        .await
        .unwrap();
    soon(session.close()).await;
    let text = tape.text();
    assert_eq!(
        notes(&text),
        (0..16).collect::<Vec<_>>(),
        "16 MiB and one line more"
    );
    assert_eq!(replay(&text).session().phase(), SessionPhase::LoggedIn);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sink_that_panics_harms_nobody() {
    struct Panics;
    impl Write for Panics {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            panic!("the application's own affair")
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let floor = Floor::new().await;
    let options = SessionOptions {
        journal: Some(Box::new(Panics)),
        ..SessionOptions::default()
    };
    let session = floor.client.session_with(floor.config(), options).unwrap();
    soon(session.agent_login(agent(1))).await.unwrap();
    soon(session.logout()).await.unwrap();
    soon(session.close()).await;
    assert_eq!(session.snapshot().phase, SessionPhase::Closed);
}
