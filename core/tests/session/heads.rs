//! What an environment says of the heads of requests, and of its broker's CONNECT, is sent, and shown nowhere.

use std::time::Duration;

use wellclient_core::command::{Command, LoginRequest};
use wellclient_core::environment::Environment;
use wellclient_core::http::Method;
use wellclient_core::session::{
    HttpResponse, Input, Output, SavedSession, Session, SessionConfig, SocketAction, WatchAccount,
};
use wellclient_core::time::Now;

const KEY: &str = "hunter2-key";
const PASSCODE: &str = "hunter3-code";

/// What goes out until the broker is logged in to: method or `ws`, then the headers; and all that was shown.
fn sent(environment: Environment, watch: bool) -> (Vec<String>, String, String) {
    let mut config = SessionConfig::new(environment);
    config.journal = true;
    config.settings.use_ws_log = true;
    config.settings.debug = true;
    let mut session = Session::new(config).unwrap();
    let (mut sent, mut connect, mut shown) = (Vec::new(), String::new(), String::new());
    let id = session.next_command();
    let mut inputs = vec![match watch {
        true => Input::Watch {
            id,
            account: WatchAccount::new("5003", "123456", "test.cc"),
            agents: vec!["5001@test.cc".into()],
        },
        false => Input::Command {
            id,
            command: Command::Login(LoginRequest::new("5001", "123456", "test.cc", "8001")),
        },
    }];
    while let Some(input) = inputs.pop() {
        session.handle_input(Now::at(Duration::from_secs(1), 1_800_000_000_000), input);
        loop {
            let output = session.poll_output();
            shown.push_str(&format!("{output:?}\n"));
            match output {
                Output::Request { id, request } => {
                    let headers = request.headers().map(|(name, value)| format!("{name}={value}"));
                    let headers: Vec<String> = headers
                        .filter(|header| !header.starts_with("content-type"))
                        .collect();
                    sent.push(format!("{} {}", request.method, headers.join(" ")));
                    let result = Ok(HttpResponse {
                        status: 200,
                        retry_after: None,
                        body: br#"{"sessionId":"1"}"#.to_vec(),
                    });
                    inputs.push(Input::Response { id, result });
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Open { headers, .. },
                } => {
                    let headers = headers.iter();
                    let headers = headers.map(|header| format!("{}={}", header.name, header.value.expose()));
                    sent.push(format!("ws {}", headers.collect::<Vec<_>>().join(" ")));
                    inputs.push(Input::Connected { socket });
                }
                Output::Socket {
                    socket,
                    action: SocketAction::Send(text),
                } => {
                    connect = text;
                    let error = format!("ERROR\nmessage:no such login\n\nnot {PASSCODE} and not {KEY}\0");
                    session.handle_input(
                        Now::at(Duration::from_secs(2), 1_800_000_000_000),
                        Input::Received {
                            socket,
                            bytes: error.as_bytes(),
                        },
                    );
                }
                Output::Timeout(_) => break,
                _ => {}
            }
        }
    }
    shown.push_str(&format!("{session:?}"));
    let now = Now::at(Duration::from_secs(2), 1_800_000_000_000);
    shown.push_str(&session.event_log().text(now.wall));
    (sent, connect, shown)
}

fn environment() -> Environment {
    Environment::custom("http://cti.example:8080/sdk", None).unwrap()
}

#[test]
fn origin_is_sent_as_a_page_of_the_server_would() {
    let (requests, connect, _) = sent(environment(), false);
    let origin = "origin=http://cti.example:8080";
    assert_eq!(requests, [format!("POST {origin}"), format!("ws {origin}")]);
    assert!(
        !connect.contains("login:") && !connect.contains("passcode:"),
        "{connect}"
    );
    let (requests, ..) = sent(environment().with_origin("").unwrap(), false);
    assert_eq!(requests, ["POST ", "ws "]);
    let (requests, ..) = sent(environment().with_origin("https://desk.example").unwrap(), false);
    assert_eq!(requests[1], "ws origin=https://desk.example");
}

/// As a browser sends it, from a page of the server itself and from one of another.
#[test]
fn a_get_tells_the_origin_of_a_page_elsewhere() {
    let there = environment().with_origin("https://desk.example").unwrap();
    for (environment, expected) in [(environment(), None), (there, Some("https://desk.example"))] {
        let mut session = Session::new(SessionConfig::new(environment)).unwrap();
        let id = session.next_command();
        let saved = SavedSession {
            agent: "5001@test.cc".into(),
            device: "8001@test.cc".into(),
            session_id: "1".into(),
            password: None,
            state: None,
        };
        let now = Now::at(Duration::from_secs(1), 1_800_000_000_000);
        session.handle_input(
            now,
            Input::Recover {
                id,
                saved: saved.into(),
            },
        );
        let account = std::iter::from_fn(|| match session.poll_output() {
            Output::Timeout(_) => None,
            output => Some(output),
        });
        let mut requests = account.filter_map(|output| match output {
            Output::Request { request, .. } => Some(request),
            _ => None,
        });
        let request = requests.next().unwrap();
        assert_eq!(request.method, Method::Get);
        let origin = request.headers().find(|(name, _)| *name == "origin");
        assert_eq!(origin.map(|(_, value)| value), expected);
    }
}

#[test]
fn headers_and_the_broker_s_login_are_sent_and_not_shown() {
    for watch in [false, true] {
        let environment = environment()
            .with_header("X-Api-Key", KEY)
            .and_then(|environment| environment.with_header("X-Tenant", "t 1"))
            .and_then(|environment| environment.with_broker_login(Some("desk"), Some(PASSCODE.into())))
            .unwrap();
        let (requests, connect, shown) = sent(environment, watch);
        let head = format!("origin=http://cti.example:8080 x-api-key={KEY} x-tenant=t 1");
        assert_eq!(requests, [format!("POST {head}"), format!("ws {head}")]);
        assert!(
            connect.contains(&format!("login:desk\npasscode:{PASSCODE}\n")),
            "{connect}"
        );
        assert!(shown.contains("no such login") && shown.contains("Journal"));
        assert!(!shown.contains(KEY) && !shown.contains(PASSCODE), "{shown}");
    }
}
