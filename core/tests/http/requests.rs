//! Every request that the manual's client was seen to send, in both of its releases, built again and
//! compared.

use serde_json::Value;
use url::form_urlencoded;
use wellclient_core::command::{Command, LoginRequest, Verb};
use wellclient_core::environment::{Dialect, Environment};
use wellclient_core::http::{Api, HttpRequest};
use wellclient_core::secret::Secret;
use wellclient_core::time::Wall;

const VECTORS: &str = include_str!("../../../tests/vectors/requests.json");
const BASE: &str = "http://127.0.0.1:1";

/// Verbs whose requests are not among the captured ones; `no_verb_is_left_out` holds them against the rest.
const NOT_CAPTURED: [Verb; 2] = [Verb::GetMyPrefix, Verb::UploadLog];

fn vectors() -> Value {
    serde_json::from_str(VECTORS).unwrap()
}

fn session() -> Secret {
    Secret::from(vectors()["sessionId"].as_str().unwrap())
}

fn api(dialect: Dialect) -> Api {
    let vectors = vectors();
    let id = |name: &str| vectors[name].as_str().unwrap().to_owned();
    let environment = Environment::custom(BASE, None).unwrap();
    Api::new(environment, dialect, id("agent").into(), id("device").into()).unwrap()
}

/// The command of a captured case; `None` is the heartbeat, which is no command.
fn command(case: &Value) -> Option<Command> {
    let mut fields = case["args"].as_object().unwrap().clone();
    fields.insert("verb".into(), case["verb"].clone());
    match case["verb"].as_str().unwrap() {
        "heartbeat" => None,
        _ => Some(Command::from_json(&Value::from(fields).to_string()).unwrap()),
    }
}

/// What we send for a captured case.
fn requests(api: &Api, case: &Value) -> Vec<HttpRequest> {
    match command(case) {
        None => vec![api.heartbeat().with_session(session())],
        Some(Command::Login(login)) => login_requests(api, &login),
        Some(command) => vec![api.request(&command).unwrap().with_session(session())],
    }
}

fn login_requests(api: &Api, login: &LoginRequest) -> Vec<HttpRequest> {
    let authenticate = api.authenticate(login).unwrap();
    let log_in = api.login(login, &session()).unwrap();
    match api.dialect() {
        Dialect::V2 => vec![authenticate, api.heartbeat().with_session(session()), log_in],
        Dialect::V4 => {
            let prefixes = api.request(&Command::GetMyPrefix).unwrap();
            vec![authenticate, log_in, prefixes.with_session(session())]
        }
    }
}

fn assert_same(sent: &HttpRequest, captured: &Value, what: &str) {
    assert_eq!(sent.method.name(), captured["method"].as_str().unwrap(), "{what}");
    // The 2.x release doubles this base path.
    let path = captured["path"]
        .as_str()
        .unwrap()
        .replace("/api/csta/api/csta/", "/api/csta/");
    assert_eq!(sent.url, format!("{BASE}{path}"), "{what}");

    let mut headers: Vec<(String, String)> = sent.headers().map(|(n, v)| (n.into(), v.into())).collect();
    headers.sort();
    let expected = captured["headers"].as_object().unwrap();
    let mut expected: Vec<(String, String)> = expected
        .iter()
        .map(|(n, v)| (n.clone(), v.as_str().unwrap().to_owned()))
        .collect();
    expected.sort();
    assert_eq!(headers, expected, "{what}");

    match &captured["body"] {
        Value::Null => assert_eq!(sent.body.as_str(), None, "{what}"),
        // The releases do not encode the form, so that it has to be put together again to be compared.
        Value::String(form) => {
            let body = sent.body.as_str().unwrap();
            assert!(body.bytes().all(|b| b.is_ascii_graphic()), "{what}");
            let pairs: Vec<_> = form_urlencoded::parse(body.as_bytes()).collect();
            let decoded: Vec<_> = pairs
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            assert_eq!((decoded.len(), decoded.join("&")), (3, form.clone()), "{what}");
        }
        body => {
            let sent: Value = serde_json::from_str(sent.body.as_str().unwrap()).unwrap();
            assert_eq!(&sent, body, "{what}");
        }
    }
}

#[test]
fn every_captured_request_is_the_same() {
    let vectors = vectors();
    let cases = vectors["cases"].as_array().unwrap();
    let mut compared = (0, 0);
    for case in cases {
        let what = case["case"].as_str().unwrap();
        for (dialect, captured) in [
            (Dialect::V2, &case["requests_2x"]),
            (Dialect::V4, &case["requests_4x"]),
        ] {
            let sent = requests(&api(dialect), case);
            let what = format!("{what} in {dialect}");
            let Some(captured) = captured.as_array() else {
                // Not in that release: the request is nevertheless there, as in the other one.
                assert_eq!((dialect, captured), (Dialect::V2, &Value::Null), "{what}");
                let [sent] = &*sent else { panic!("{what}") };
                let bar = HttpRequest {
                    url: sent.url.replace('|', "%7C"),
                    ..sent.clone()
                };
                assert_same(&bar, &case["requests_4x"][0], &what);
                continue;
            };
            assert_eq!(sent.len(), captured.len(), "{what}");
            for (sent, captured) in sent.iter().zip(captured) {
                assert_same(sent, captured, &what);
                match dialect {
                    Dialect::V2 => compared.0 += 1,
                    Dialect::V4 => compared.1 += 1,
                }
            }
        }
    }
    assert_eq!(compared, (31, 37), "captured requests in 2.x and 4.x");
}

#[test]
fn no_verb_is_left_out() {
    let vectors = vectors();
    let cases = vectors["cases"].as_array().unwrap();
    let captured: Vec<Verb> = cases
        .iter()
        .filter_map(command)
        .map(|command| command.verb())
        .collect();
    for verb in Verb::ALL {
        assert_ne!(captured.contains(verb), NOT_CAPTURED.contains(verb), "{verb}");
    }
}

#[test]
fn the_password_s_own_characters_survive_the_form() {
    let password = "p&w=1 +%密\u{7}";
    let request = api(Dialect::V4).authenticate(&LoginRequest::new("5001", password, "test.cc", "8001"));
    let request = request.unwrap();
    assert_eq!(
        request.body.as_str(),
        Some("username=5001&password=p%26w%3D1+%2B%25%E5%AF%86%07&namespace=test.cc")
    );
}

#[test]
fn a_forced_logout_names_the_session_in_4x() {
    for (dialect, body) in [
        (Dialect::V2, r#"{"func":"Logout","agentId":"5001@test.cc"}"#),
        (
            Dialect::V4,
            r#"{"func":"Logout","agentId":"5001@test.cc","sessionId":"sess-1"}"#,
        ),
    ] {
        let request = api(dialect).logout_forced(&session());
        assert_eq!(
            (request.method.name(), &*request.url),
            ("POST", &*format!("{BASE}/api/csta/agent/state"))
        );
        assert_eq!(request.body.as_str(), Some(body));
        assert_eq!(request.session_id, Some(session()));
    }
}

#[test]
fn an_uploaded_log() {
    let noon = Wall {
        unix_ms: 1_498_104_000_000,
        utc_offset_s: 0,
    }; // 2017-06-22 04:00 UTC
    let name = wellclient_core::http::log_name(
        "bzkun.cc",
        "50012",
        Wall {
            utc_offset_s: 8 * 3600,
            ..noon
        },
    );
    assert_eq!(name, "bzkunccw50012w062212txt");
    let request = api(Dialect::V4).upload_log(&name, "[…]: line\n").unwrap();
    assert_eq!(
        request.url,
        format!("{BASE}/client-log/upload?filename=bzkunccw50012w062212txt")
    );
    assert_eq!(
        (request.method.name(), request.body.as_str()),
        ("POST", Some("[…]: line\n"))
    );
    assert_eq!(
        request.headers().collect::<Vec<_>>(),
        [("content-type", "text/xml")]
    );
}

#[test]
fn a_base_path_stays_in_front() {
    let environment = Environment::custom("https://cti.example:5088/sdk/", None).unwrap();
    let api = Api::new(
        environment,
        Dialect::V4,
        "5001@test.cc".into(),
        "8001@test.cc".into(),
    )
    .unwrap();
    assert_eq!(
        api.heartbeat().url,
        "https://cti.example:5088/sdk/api/csta/agent/heartbeat/5001@test.cc"
    );
}

#[test]
fn debug_shows_no_secret() {
    let api = api(Dialect::V4);
    let login = LoginRequest::new("5001", "hunter2", "test.cc", "8001");
    let session = Secret::from("s3cr3t");
    let requests = [
        api.authenticate(&login).unwrap(),
        api.login(&login, &session).unwrap(),
        api.logout_forced(&session),
        api.client_state().with_session(session),
        api.upload_log("name", "a long log ".repeat(1000)).unwrap(),
    ];
    for request in requests {
        let shown = format!("{request:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("s3cr3t"), "{shown}");
        assert!(shown.len() < 400, "{shown}");
    }
}
