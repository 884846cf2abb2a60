//! The doctor before a healthy server, a closed port, and one that speaks something else.

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

#[cfg(unix)]
use common::Running;
#[cfg(unix)]
use common::http::post;
use common::{PASSWORD, Runs as _, as_agent, json_lines, program, run, simulator, tail, text, with_password};
use serde_json::Value;

fn result<'a>(lines: &'a [Value], step: &str) -> &'a str {
    let found = lines.iter().find(|line| line["step"] == step);
    found.unwrap_or_else(|| panic!("no {step} in {lines:?}"))["result"]
        .as_str()
        .unwrap()
}

#[test]
fn a_healthy_server_passes_every_step() {
    let (_server, url) = simulator(&[]);
    for dialect in ["4.x", "2.x"] {
        let arguments = as_agent("doctor", &url, &["--json", "--dialect", dialect]);
        let done = with_password(&arguments).finish();
        let lines = json_lines(&done.stdout);
        assert!(done.status.success(), "{lines:?}");
        for step in [
            "environment",
            "name",
            "API",
            "login",
            "WebSocket",
            "STOMP",
            "log-in",
            "heartbeat",
            "log-out",
        ] {
            assert_eq!(result(&lines, step), "ok", "{step}");
        }
        assert_eq!(lines.last().unwrap()["summary"]["failed"], 0);
        assert!(!text(&done.stdout).contains(PASSWORD));
    }
}

#[test]
fn without_a_password_the_log_in_is_left_out() {
    let (_server, url) = simulator(&[]);
    let done = run(&["doctor", "--env", &url]);
    let told = text(&done.stdout);
    assert!(done.status.success(), "{told}");
    assert!(
        told.contains("skipped  log-in") && told.contains("0 failed, 1 skipped"),
        "{told}"
    );
}

#[test]
fn an_agent_at_work_is_left_in_peace() {
    let (_server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--json", "--stdin"]);
    agent.event("agentLoggedOn");
    let arguments = as_agent("doctor", &url, &["--json"]);
    let done = with_password(&arguments).finish();
    assert!(done.status.success());
    assert_eq!(result(&json_lines(&done.stdout), "log-in"), "skipped");
    agent.write(r#"{"verb":"snapshot"}"#);
    let snapshot = agent.json("snapshot", |line| line["type"] == "snapshot");
    assert_eq!(snapshot["snapshot"]["phase"], "loggedIn");
}

#[test]
fn a_wrong_password_is_told_apart() {
    let (_server, url) = simulator(&[]);
    let done = program(&as_agent("doctor", &url, &[]))
        .env("WELLCLIENT_PASSWORD", "not-the-password")
        .finish();
    let told = text(&done.stdout);
    assert_eq!(done.status.code(), Some(1));
    assert!(
        told.contains("failed   log-in") && told.contains("is the password right"),
        "{told}"
    );
}

#[test]
fn a_closed_port_is_found_at_tcp() {
    // Bound and given back: nobody listens there now.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let done = run(&["doctor", "--env", &format!("http://{address}"), "--json"]);
    let lines = json_lines(&done.stdout);
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(result(&lines, &format!("TCP {}", address.port())), "failed");
    assert_eq!(result(&lines, "API"), "skipped");
    assert!(
        lines
            .iter()
            .filter(|line| line["result"] == "failed")
            .all(|line| line["hint"].is_string())
    );
}

/// A server that answers whatever comes with these bytes.
fn answers(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let Ok(mut connection) = connection else { return };
            std::thread::spawn(move || {
                let mut request = [0; 1024];
                let _ = connection.read(&mut request);
                let _ = connection.write_all(bytes);
                // What else was sent is taken, so that closing does not cut the answer short.
                let _ = connection.shutdown(std::net::Shutdown::Write);
                let _ = std::io::copy(&mut connection, &mut std::io::sink());
            });
        }
    });
    format!("http://{address}")
}

#[test]
fn a_server_that_speaks_garbage_is_found_at_http() {
    let done = run(&[
        "doctor",
        "--env",
        &answers(b"\x15\x03\x01\x00\x02\x02\x16 garbage \x1b[31m\r\n"),
        "--json",
    ]);
    let lines = json_lines(&done.stdout);
    assert_eq!(done.status.code(), Some(1));
    for step in ["API", "login", "WebSocket"] {
        assert_eq!(result(&lines, step), "failed", "{step}");
    }
    assert_eq!(result(&lines, "STOMP"), "skipped");
}

#[test]
fn a_web_server_without_the_api_is_told_by_its_status() {
    let page = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let done = run(&["doctor", "--env", &answers(page)]);
    let told = text(&done.stdout);
    assert_eq!(done.status.code(), Some(1));
    assert!(
        told.contains("answers 404") && told.contains("is the base path right"),
        "{told}"
    );
}

#[test]
fn the_system_s_proxy_is_told_and_names_are_left_to_it() {
    let refused = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let proxy = answers(refused);
    let address = proxy.strip_prefix("http://").unwrap();
    let done = program(&["doctor", "--env", "http://cti.invalid:8080", "--json"])
        .env("HTTP_PROXY", format!("http://clerk:secret-word@{address}"))
        .finish();
    let lines = json_lines(&done.stdout);
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(result(&lines, "proxy"), "ok", "{lines:?}");
    assert_eq!(result(&lines, "TCP 8080"), "skipped");
    assert_eq!(result(&lines, "API"), "failed");
    let told = text(&done.stdout);
    assert!(told.contains(&proxy) && told.contains("answers 502"), "{told}");
    assert!(!told.contains("secret-word"));
}

#[test]
fn what_is_no_environment_fails_with_a_hint() {
    for wrong in ["nosuch", "ftp://x", "http://user:secret-word@x", "http://"] {
        let done = run(&["doctor", "--env", wrong, "--json"]);
        assert_eq!(done.status.code(), Some(2), "{wrong}");
        assert_eq!(result(&json_lines(&done.stdout), "environment"), "failed");
        assert!(!text(&done.stdout).contains("secret-word"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_mistyped_password_is_asked_for_again() {
    use common::terminal::Terminal;

    let (_server, url) = simulator(&[]);
    let mut terminal = Terminal::of_session(&as_agent("doctor", &url, &[]));
    for password in ["wrong", PASSWORD] {
        terminal.type_password("5001@test.cc", password);
    }
    terminal.see("log-out");
    assert!(terminal.child.wait().unwrap().success());
}

// Windows has no signals to send.
#[cfg(unix)]
#[test]
fn interrupted_it_leaves_nobody_logged_in() {
    let (mut server, url) = simulator(&[]);
    post(
        &url,
        "/simulator/faults",
        r#"{"kind":"http","on":{"verb":"heartbeat"},"delay_ms":60000}"#,
    );
    let mut doctor = Running::start(with_password(&as_agent("doctor", &url, &[])));
    server.json("the log-in", |line| line["event"] == "agentLoggedOn");
    doctor.signal("INT");
    assert_eq!(doctor.end(), 1);
    assert_eq!(doctor.printed.last().unwrap(), "wellclient: interrupted");
    server.json("the log-out", |line| line["event"] == "agentLoggedOff");
}

/// What is pasted into a ticket: a server may know the password from before, and a proxy has just been told its own.
#[test]
fn what_is_quoted_is_masked() {
    const AGENT: &str = "Hun7er-Blau42";
    const PROXY: &str = "PxSecret-4411-Qz";
    let server = answers(
        b"HTTP/1.1 302 X\r\nLocation: http://Hun7er-Blau42.PxSecret-4411-Qz.example/\r\nContent-Length: 0\r\n\r\n",
    );
    let through = server.replacen("http://", "http://clerk:PxSecret-4411-Qz@", 1);
    let direct = as_agent("doctor", &server, &[]);
    let by_proxy = as_agent("doctor", "https://cti.invalid", &["--proxy", &through]);
    for (arguments, secrets) in [(direct, &[AGENT][..]), (by_proxy, &[AGENT, PROXY])] {
        for json in [&[][..], &["--json"]] {
            let mut command = program(&[&arguments, json].concat());
            let done = command.env("WELLCLIENT_PASSWORD", AGENT).finish();
            let said = text(&done.stdout) + &text(&done.stderr);
            assert!(said.contains("points to http://"), "{said}");
            for secret in secrets {
                assert!(!said.contains(secret), "{said}");
            }
        }
    }
}
