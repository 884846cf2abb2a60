//! A proxy's name and password: in no trace, error, log, journal or `Debug`, whether they are right or wrong.

mod support;

use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::json;
use support::tinyproxy::Tinyproxy;
use support::tls::{Front, authority, trusting};
use support::{agent, config_at, soon};
use tracing_subscriber::EnvFilter;
use wellclient::SessionOptions;

const NAME: &str = "pr0xy-clerk";
const SECRET: &str = "pr0xy-s3cret";
/// Of both, as it goes to the proxy.
const BASIC: &str = "cHIweHktY2xlcms6cHIweHktczNjcmV0";
/// Of the wrong one.
const WRONG: &str = "wr0ng-s3cret";

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
    fn note(&mut self, what: &impl Debug) {
        write!(self, "{what:?}\n{what:#?}\n").unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nowhere() {
    let mut seen = Sink::default();
    let writer = seen.clone();
    // Everything, of all crates, at the finest.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace"))
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let simulator = support::simulator(json!({})).await;
    let authority = authority();
    let front = Front::start(simulator.addr(), &authority, &["127.0.0.1"], None).await;
    let proxy = Tinyproxy::new("secrets", &format!("BasicAuth {NAME} {SECRET}")).await;
    for password in [SECRET, WRONG] {
        for url in [simulator.base_url(), front.url()] {
            let builder = proxy.client(&format!("{NAME}:{password}@"));
            let builder = builder.tls(trusting(&authority));
            seen.note(&builder);
            let client = builder.build().unwrap();
            seen.note(&client);
            let options = SessionOptions {
                journal: Some(Box::new(seen.clone())),
                ..SessionOptions::default()
            };
            let mut config = config_at(&url);
            config.settings.debug = true;
            config.settings.use_ws_log = true;
            let session = client.session_with(config, options).unwrap();
            let mut any = seen.clone();
            let subscription = session.on_any(move |notice| any.note(&notice));
            let ended = soon(session.agent_login(agent(1))).await;
            assert_eq!(ended.is_ok(), password == SECRET, "{ended:?}");
            seen.note(&ended);
            if let Err(error) = &ended {
                seen.note(&error.to_string());
            }
            seen.note(&session);
            seen.note(&session.event_log().get_log());
            soon(session.close()).await;
            drop(subscription);
        }
    }
    let text = String::from_utf8_lossy(&seen.0.lock().unwrap()).into_owned();
    assert!(text.contains("agentLoggedOn") && text.contains("refuses the name and the password"));
    assert!(text.contains("wellclient::event"), "the traces are there");
    for secret in [NAME, SECRET, WRONG, BASIC] {
        let at = text.find(secret).unwrap_or(text.len());
        let before: String = text[..at].chars().rev().take(200).collect();
        let before: String = before.chars().rev().collect();
        assert_eq!(at, text.len(), "{secret} is there, after: {before}");
    }
}
