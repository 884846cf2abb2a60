//! The session store: what is in it when the process is killed, and what comes of it when the session is taken up.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use crate::support::{Floor, agent, mode_at, soon, until};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use wellclient::{
    AgentModeRequest, CallId, ConnectionState, LogKind, Notice, SavedSession, Session, SessionOptions,
    SessionPhase, SessionStore, StoreError,
};

/// A folder of a test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("wellclient-store-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn store(&self) -> SessionStore {
        SessionStore::new(self.0.join("desk.session"), [7; 32])
    }

    fn files(&self) -> Vec<String> {
        let files = std::fs::read_dir(&self.0).unwrap();
        files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `kept-desk`, which is killed with the test if not before.
struct KeptDesk {
    process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl KeptDesk {
    async fn start(floor: &Floor, store: &SessionStore, more: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_kept-desk"))
            .arg(floor.simulator.base_url())
            .arg(store.path())
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut desk = Self {
            process,
            input,
            output,
        };
        assert_eq!(desk.line().await, "ready");
        desk
    }

    async fn line(&mut self) -> String {
        soon(self.output.next_line())
            .await
            .unwrap()
            .expect("it has ended")
    }

    async fn say(&mut self, line: &str) -> Value {
        self.input
            .write_all(format!("{line}\n").as_bytes())
            .await
            .unwrap();
        serde_json::from_str(&self.line().await).unwrap()
    }

    async fn does(&mut self, command: Value) -> Value {
        let outcome = self.say(&command.to_string()).await;
        assert_eq!(outcome["outcome"], "confirmed", "{outcome}");
        outcome
    }

    /// Looks at its screen until it is so.
    async fn shows(&mut self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..10_000 {
            let shown = self.say("snapshot").await;
            if is_so(&shown) {
                return shown;
            }
        }
        panic!("this should be shown by now: {what}");
    }

    /// `kill -9`.
    async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }

    /// Closes the session without a log-out.
    async fn end(mut self) {
        drop(self.input);
        assert!(soon(self.process.wait()).await.unwrap().success());
    }
}

/// What the store has is what is to be taken up: this is in it.
async fn is_kept(store: &SessionStore, words: &[&str]) {
    let mut text = String::new();
    let current = tokio::time::timeout(Duration::from_secs(15), async {
        while text.is_empty() || !words.iter().all(|word| text.contains(word)) {
            tokio::time::sleep(Duration::from_millis(5)).await;
            let saved = store.load().unwrap();
            text = serde_json::to_string(&saved.map(|saved| saved.state)).unwrap();
        }
    });
    assert!(current.await.is_ok(), "{words:?} should be kept by now: {text}");
}

async fn taken_up(floor: &Floor, store: &SessionStore, auto_answer: bool) -> Session {
    let saved = store.load().unwrap().expect("there is a saved session");
    let mut config = floor.config();
    config.settings.auto_answer = auto_answer;
    let session = session_with(floor, config, store);
    soon(session.recover(saved)).await.unwrap();
    session
}

fn session_with(floor: &Floor, config: wellclient::SessionConfig, store: &SessionStore) -> Session {
    let options = SessionOptions {
        store: Some(store.clone()),
        ..SessionOptions::default()
    };
    floor.client.session_with(config, options).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_a_consultation_everything_is_there_again() {
    let (floor, folder) = (Floor::new().await, Folder::new("consultation"));
    let store = folder.store();
    let mut killed = KeptDesk::start(&floor, &store, &[]).await;
    let held = floor.call_in_with("8001", json!({"user_data": {"customer": "张三"}}));
    killed
        .shows("the call", |shown| shown["calls"][0]["callId"] == held.as_str())
        .await;
    killed.does(json!({"verb": "answerCall", "callId": held})).await;
    killed.does(json!({"verb": "getMyPrefix"})).await;
    killed
        .does(json!({"verb": "setAgentMode", "mode": "NotReady", "reason": "break"}))
        .await;
    let made = killed
        .does(json!({"verb": "consult", "callId": held, "phoneNumber": OUTSIDE_2}))
        .await;
    let second = CallId::from(made["reply"]["callId"].as_str().unwrap());
    let before = killed
        .shows("both calls, the data and the prefixes", |shown| {
            let calls = shown["calls"].as_array().unwrap();
            calls.len() == 2 && calls[0]["data"] != Value::Null && shown["prefixes"] != json!([])
        })
        .await;
    let data = before["calls"][0]["data"].as_str().unwrap();
    assert!(data.contains("张三"), "{data}");
    is_kept(
        &store,
        &[
            held.as_str(),
            second.as_str(),
            "hold",
            "张三",
            "NotReady",
            "prefixes\":[\"",
        ],
    )
    .await;
    killed.kill().await;

    let (logins, answers) = (floor.requests("login"), floor.requests("answerCall"));
    let session = taken_up(&floor, &store, true).await;
    until("both calls are there", || session.snapshot().calls.len() == 2).await;
    let snapshot = session.snapshot();
    let legs = |id: &CallId| {
        snapshot
            .calls
            .iter()
            .find(|call| call.call_id == *id)
            .unwrap()
            .leg
    };
    assert_eq!(
        (legs(&held), legs(&second)),
        (ConnectionState::Hold, ConnectionState::Connected)
    );
    assert_eq!(snapshot.calls[1].consultation_of.as_ref(), Some(&held));
    assert_eq!(
        serde_json::to_value(&snapshot.calls[0].data).unwrap(),
        before["calls"][0]["data"]
    );
    assert_eq!(
        serde_json::to_value(snapshot.calls[0].established).unwrap(),
        before["calls"][0]["established"]
    );
    assert!(snapshot.calls[0].talking.unwrap().as_millis() > 0);
    let agent = snapshot.agent.as_ref().unwrap();
    assert_eq!(
        (agent.id.as_str(), agent.device.as_str()),
        ("5001@test.cc", "8001@test.cc")
    );
    assert_eq!(agent.pending_mode.as_deref(), Some("NotReady"));
    assert_eq!(
        serde_json::to_value(&snapshot.prefixes).unwrap(),
        before["prefixes"]
    );
    assert!(!snapshot.calls_complete, "there might be more");
    soon(session.cancel_consult(&held, &second)).await.unwrap();
    assert_eq!(floor.requests("login"), logins);
    assert_eq!(floor.requests("answerCall"), answers);

    // The session goes on to keep the store, and removes it with the log-out.
    floor.outside_hangs_up();
    until("the call has ended", || session.snapshot().calls.is_empty()).await;
    soon(session.logout()).await.unwrap();
    until("the store is removed", || store.load().unwrap().is_none()).await;
    assert_eq!(folder.files(), Vec::<String>::new());
}

/// Another outside line.
const OUTSIDE_2: &str = "13900000000";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_a_call_it_is_not_answered_again() {
    let (floor, folder) = (Floor::new().await, Folder::new("call"));
    let store = folder.store();
    let killed = KeptDesk::start(&floor, &store, &["auto-answer"]).await;
    let call = floor.call_in("8001");
    until("it is answered", || floor.legs(&call).contains("8001:connected")).await;
    is_kept(&store, &[call.as_str(), "connected"]).await;
    killed.kill().await;
    let second = KeptDesk::start(&floor, &store, &["auto-answer"]).await;
    second.end().await;
    // Closed without a log-out it is there still.
    let session = taken_up(&floor, &store, true).await;
    let snapshot = session.snapshot();
    assert_eq!(snapshot.calls.len(), 1);
    assert_eq!(snapshot.calls[0].call_id, call);
    assert!(snapshot.calls[0].talking.is_some());
    assert_eq!((floor.requests("login"), floor.requests("answerCall")), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_each_step_it_goes_on_with_the_next() {
    let (floor, folder) = (Floor::new().await, Folder::new("steps"));
    let store = folder.store();
    let mut desk = KeptDesk::start(&floor, &store, &[]).await;
    let held = floor.call_in("8001");
    is_kept(&store, &[held.as_str(), "alerting"]).await;
    desk.kill().await;

    desk = KeptDesk::start(&floor, &store, &[]).await;
    desk.does(json!({"verb": "answerCall", "callId": held})).await;
    is_kept(&store, &[held.as_str(), "\"established\":1"]).await;
    desk.kill().await;

    desk = KeptDesk::start(&floor, &store, &[]).await;
    let made = desk
        .does(json!({"verb": "consult", "callId": held, "phoneNumber": OUTSIDE_2}))
        .await;
    let second = made["reply"]["callId"].as_str().unwrap().to_owned();
    is_kept(&store, &[held.as_str(), &second, "hold"]).await;
    desk.kill().await;

    desk = KeptDesk::start(&floor, &store, &[]).await;
    desk.does(json!({"verb": "transferCall", "holdCallId": held, "consultCallId": second}))
        .await;
    desk.shows("no call", |shown| shown["calls"] == json!([])).await;
    is_kept(&store, &["\"calls\":[]"]).await;
    desk.kill().await;

    desk = KeptDesk::start(&floor, &store, &[]).await;
    let shown = desk.say("snapshot").await;
    assert_eq!(shown["calls"], json!([]));
    desk.does(json!({"verb": "logout"})).await;
    until("the store is removed", || store.load().unwrap().is_none()).await;
    desk.end().await;
    assert_eq!((floor.requests("login"), floor.requests("answerCall")), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_there_as_long_as_the_agent_is_logged_in() {
    let (floor, folder) = (Floor::new().await, Folder::new("life"));
    let store = folder.store();
    let session = session_with(&floor, floor.config(), &store);
    assert_eq!(store.load().unwrap(), None, "nobody is logged in");
    for wish in [true, false] {
        soon(session.agent_login(agent(1))).await.unwrap();
        until("it is written", || store.load().unwrap().is_some()).await;
        if wish {
            soon(session.logout()).await.unwrap();
        } else {
            floor.control(
                serde_json::from_value(json!({"do": "kick_agent", "agent": "5001@test.cc"})).unwrap(),
            );
        }
        until("it is removed", || store.load().unwrap().is_none()).await;
    }
    // A change right before the end is in it.
    soon(session.agent_login(agent(1))).await.unwrap();
    soon(session.set_agent_mode(AgentModeRequest::Ready, None))
        .await
        .unwrap();
    soon(session.close()).await;
    is_kept(&store, &["\"Ready\""]).await;
    let session = taken_up(&floor, &store, false).await;
    assert_eq!(session.snapshot().agent.unwrap().mode.as_str(), "Ready");
    assert_eq!(mode_at(&floor.simulator, 1), "Ready");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_with_a_log_out_removes_it_only_where_that_succeeds() {
    let (floor, folder) = (Floor::new().await, Folder::new("closing"));
    let store = folder.store();
    for refused in [true, false] {
        let options = SessionOptions {
            logout_on_close: true,
            store: Some(store.clone()),
            ..SessionOptions::default()
        };
        let session = floor.client.session_with(floor.config(), options).unwrap();
        soon(session.agent_login(agent(1))).await.unwrap();
        if refused {
            floor.add_fault(json!({"kind": "http", "on": {"verb": "logout", "times": 1}, "reply": {"status": {"code": 460}}}));
        }
        soon(session.close()).await;
        assert_eq!(session.snapshot().phase, SessionPhase::Closed);
        assert_eq!(store.load().unwrap().is_some(), refused);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_cannot_be_written_is_told_once_and_the_session_goes_on() {
    let (floor, folder) = (Floor::new().await, Folder::new("unwritable"));
    let store = SessionStore::new(folder.0.join("no such folder/desk.session"), [7; 32]);
    let session = session_with(&floor, floor.config(), &store);
    let mut events = session.events();
    soon(session.agent_login(agent(1))).await.unwrap();
    let told = soon(async {
        loop {
            if let Some(Notice::Log(line)) = events.next().await
                && line.content.contains("desk.session")
            {
                return line;
            }
        }
    });
    let line = told.await;
    assert_eq!(line.kind, LogKind::Error);
    assert!(line.content.contains("cannot be written"), "{}", line.content);
    for mode in [AgentModeRequest::Ready, AgentModeRequest::NotReady] {
        soon(session.set_agent_mode(mode, None)).await.unwrap();
    }
    soon(session.close()).await;
    while let Some(notice) = events.next().await {
        let again = matches!(notice, Notice::Log(line) if line.content.contains("desk.session"));
        assert!(!again, "it is told again");
    }
}

fn saved(session_id: &str) -> SavedSession {
    SavedSession {
        agent: "5001@test.cc".into(),
        device: "8001@test.cc".into(),
        session_id: session_id.into(),
        password: Some("Pa55-w0rd&more".into()),
        state: None,
    }
}

#[test]
fn what_is_saved_is_loaded_and_nobody_else_can_read_it() {
    let folder = Folder::new("file");
    let store = folder.store();
    store.save(&saved("first")).unwrap();
    store.save(&saved("second")).unwrap();
    assert_eq!(store.load().unwrap(), Some(saved("second")));
    assert_eq!(folder.files(), ["desk.session"]);
    let bytes = std::fs::read(store.path()).unwrap();
    assert!(!bytes.windows(4).any(|part| part == b"Pa55"), "it is not sealed");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(store.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(format!("{store:?}").contains("StoreKey(…)"), "{store:?}");
    // What a process that was killed while it wrote has left.
    let half = std::fs::File::create(folder.0.join(".desk.session.0.3.new")).unwrap();
    half.set_modified(SystemTime::now() - Duration::from_secs(120))
        .unwrap();
    assert!(store.load().unwrap().is_some());
    assert_eq!(folder.files(), ["desk.session"]);
    store.remove().unwrap();
    store.remove().unwrap();
    assert_eq!(store.load().unwrap(), None);
}

#[test]
fn what_is_none_is_an_error_and_stays() {
    let folder = Folder::new("none");
    let store = folder.store();
    let code = |store: &SessionStore| store.load().unwrap_err().code();
    store.save(&saved("first")).unwrap();
    let path = store.path().to_owned();
    assert_eq!(code(&SessionStore::new(&path, [8; 32])), "otherKey");
    assert_eq!(code(&SessionStore::unsealed(&path)), "needsKey");
    let good = std::fs::read(&path).unwrap();
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 1;
    for (bytes, expected) in [
        (&bad[..], "damaged"),
        (&good[..good.len() / 2], "truncated"),
        (b"PK\x03\x04 and so on", "notAStore"),
        (b"wellsess\x02", "version"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(code(&store), expected);
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
    // One that begins as a store does and goes on for 64 GiB is not read to its end.
    std::fs::write(&path, b"wellsess\x01").unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_len(64 << 30).unwrap();
    assert_eq!(code(&store), "damaged");
    std::fs::remove_file(&path).unwrap();
    SessionStore::unsealed(&path).save(&saved("first")).unwrap();
    assert_eq!(code(&store), "notSealed");
    is_refused_as_no_file(&path);
}

fn is_refused_as_no_file(path: &Path) {
    std::fs::remove_file(path).unwrap();
    std::fs::create_dir(path).unwrap();
    let store = SessionStore::unsealed(path);
    assert!(matches!(
        store.load(),
        Err(StoreError::File { doing: "read", .. })
    ));
    assert!(matches!(
        store.save(&saved("first")),
        Err(StoreError::File { doing: "written", .. })
    ));
    let beside = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "something is left beside it");
}
