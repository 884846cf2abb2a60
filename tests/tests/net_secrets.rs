//! Passwords and session ids: not in the journal, the event log, uploads, traces, events, errors, or any
//! `Debug`.

mod support;

use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use support::{Floor, OUTSIDE, soon};
use tracing_subscriber::EnvFilter;
use wellclient::{
    AgentModeRequest, Client, EventKind, LoginMode, LoginRequest, MakeCallOptions, Notice, ReconnectPolicy,
    SessionOptions, TlsOptions,
};
use wellclient_simulator::Control;

const PASSWORD: &str = "Tr0ub4dor&3+%=ü";

/// Where everything is written that anybody could read.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn note(&self, what: &impl Debug) {
        let text = format!("{what:?}\n{what:#?}\n");
        self.clone().write_all(text.as_bytes()).unwrap();
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// The forms that a secret takes on its way: as it is, in a form, in JSON.
fn forms(secret: &str) -> Vec<String> {
    let form: String = secret
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    let json = serde_json::to_string(secret).unwrap();
    let bytes = format!("{:?}", secret.as_bytes());
    vec![
        secret.to_owned(),
        form,
        json.trim_matches('"').to_owned(),
        secret.escape_debug().to_string(),
        bytes,
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nowhere() {
    let traces = Sink::default();
    let writer = traces.clone();
    // Everything, of all crates, at the finest.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace"))
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let (journal, seen) = (Sink::default(), Sink::default());
    let floor = Floor::with(json!({"agents": [{"from": 5000, "to": 5999, "password": PASSWORD}]})).await;
    let client = Client::builder().no_proxy().build().unwrap();
    seen.note(&Client::builder());
    seen.note(&client);
    seen.note(&TlsOptions {
        client_key_pem: PASSWORD.as_bytes().to_vec(),
        ..TlsOptions::default()
    });

    let mut config = floor.config();
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 100,
        delay: Duration::from_millis(10),
    };
    config.settings.debug = true;
    config.settings.use_ws_log = true;
    seen.note(&config);
    let options = SessionOptions {
        logout_on_close: true,
        journal: Some(Box::new(journal.clone())),
        ..SessionOptions::default()
    };
    seen.note(&options);
    let session = client.session_with(config.clone(), options).unwrap();
    let mut events = session.subscribe().capacity(10_000).stream();
    seen.note(&events);
    let any = seen.clone();
    let subscription = session.on_any(move |notice| any.note(&notice));
    seen.note(&subscription);

    let mut request = LoginRequest::new("5001", PASSWORD, "test.cc", "8001");
    request.login_mode = LoginMode::Ask;
    seen.note(&request);
    let mut ids: Vec<String> = Vec::new();

    // A log-in that fails, in words that quote what was sent.
    for body in [
        json!({"error": "wrong", "password": PASSWORD}).to_string(),
        format!("user 5001 with password {PASSWORD} and sessionId=SECRET-SESSION-7"),
    ] {
        let fault = json!({"kind": "http", "on": {"verb": "session", "times": 1},
            "reply": {"status": {"code": 401, "body": body}}});
        floor.add_fault(fault);
        let failed = soon(session.agent_login(request.clone())).await;
        seen.note(&failed);
        seen.note(&failed.unwrap_err().to_string());
    }
    ids.push("SECRET-SESSION-7".into());

    // One that is forced, and one that is asked for.
    let other = client.session(config.clone()).unwrap();
    soon(other.agent_login(request.clone())).await.unwrap();
    ids.push(other.saved().unwrap().session_id.expose().to_owned());
    let asked = seen.clone();
    let login = session.agent_login_asking(request.clone(), move |rejection| async move {
        asked.note(&rejection);
        true
    });
    seen.note(&soon(login).await);
    let saved = session.saved().unwrap();
    ids.push(saved.session_id.expose().to_owned());
    seen.note(&saved);

    // Calls, faults, renewals, refusals that quote the session, a link that is lost.
    let call = soon(session.make_call(OUTSIDE, MakeCallOptions::default()))
        .await
        .unwrap();
    floor.outside_answers();
    for reply in [
        json!({"status": {"code": 500, "body": format!("{{\"sessionId\":\"{}\",\"x\":1}}", ids[2])}}),
        json!({"status": {"code": 409, "body": format!("the session {} is not {PASSWORD}", ids[2])}}),
        json!("cut"),
        json!("html"),
        json!("redirect"),
    ] {
        let fault = json!({"kind": "http", "on": {"verb": "getClientState", "times": 1}, "reply": reply});
        floor.add_fault(fault);
        let failed = soon(session.get_client_state()).await;
        seen.note(&failed);
    }
    floor.control(Control::ExpireSessions { agent: None });
    seen.note(&soon(session.hold_call(&call)).await);
    ids.push(session.saved().unwrap().session_id.expose().to_owned());
    assert_ne!(ids[2], ids[3], "the session was renewed");
    seen.note(&soon(session.set_agent_mode(AgentModeRequest::NotReady, Some("why"))).await);
    session.log("a word");
    session.error("a bad word");
    floor.add_fault(json!({"kind": "garbage", "bytes": 1000}));
    soon(events.wait_for(EventKind::WsReconnectSucceed))
        .await
        .unwrap();
    soon(session.drop_connection(Some(call))).await.unwrap();
    seen.note(&session);
    seen.note(&session.snapshot());
    seen.note(&serde_json::to_string(&session.snapshot()).unwrap());
    seen.note(&session.metrics());
    seen.note(&session.identity());
    seen.note(&session.get_call_memory());
    seen.note(&session.event_log());
    let log = session.event_log().get_log();
    seen.note(&log);
    soon(session.upload_log()).await.unwrap();
    soon(session.close()).await;
    while let Some(notice) = events.next().await {
        if let Notice::Event(event) = &notice {
            seen.note(&event.raw());
        }
        seen.note(&notice);
    }
    client.close().await;

    let uploaded = floor
        .simulator
        .state()
        .logs
        .iter()
        .map(|log| log.text.clone())
        .collect::<String>();
    let observed = format!("{:?}", floor.simulator.log());
    let places = [
        ("the journal", journal.text()),
        ("what was seen", seen.text()),
        ("the traces", traces.text()),
        ("the uploaded log", uploaded),
        ("the simulator's log", observed),
    ];
    // Each place holds what it is to hold, so its silence about secrets means something.
    for ((place, text), word) in places.iter().zip([
        "agentLoggedOn",
        "agentLoggedOn",
        "agentLoggedOn",
        "agentLoggedOn",
        "agentLoggedOn",
    ]) {
        assert!(text.contains(word), "{word} is missing in {place}");
    }
    let secrets = ids.iter().map(String::as_str).chain([PASSWORD]);
    for secret in secrets.flat_map(forms) {
        for (place, text) in &places {
            if let Some(at) = text.find(&secret) {
                let before: String = text[..at]
                    .chars()
                    .rev()
                    .take(200)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .collect();
                panic!("a secret is in {place}, after: {before}");
            }
        }
    }
}
