//! What `simulate` says at first: addresses that can be opened, commands that can be copied, and no secret of its owner's.

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;

use common::http::{ask, asking, post, status};
use common::{Running, program, run, simulator, tail, text};
use serde_json::{Value, json};

/// A configuration with this token, in a file of its own.
fn configuration(name: &str, token: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("wellclient-{}-{name}.json", std::process::id()));
    let configuration = json!({ "token": token, "listen": "127.0.0.1:0" });
    fs::write(&path, configuration.to_string()).unwrap();
    path
}

/// A simulator, and all that it says at first.
fn welcome(arguments: &[&str]) -> (Running, String) {
    let mut running = Running::start(program(&[&["simulate"][..], arguments].concat()));
    running.line("its welcome", |line| line.starts_with("Ctrl-C ends it"));
    let said = running.printed.join("\n");
    (running, said)
}

/// The status of the request that a line of `curl` makes.
fn copied(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let url = words.iter().find(|word| word.starts_with("http://")).unwrap();
    let (_, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    let header = line
        .split_once("-H '")
        .map(|(_, rest)| rest.split('\'').next().unwrap());
    let header = header.map_or_else(String::new, |header| format!("{header}\r\n"));
    let body = line
        .split_once("-d '")
        .map(|(_, rest)| rest.split('\'').next().unwrap());
    let (method, body) = body.map_or(("GET", ""), |body| ("POST", body));
    status(&ask(url, &format!("{method} /{path}"), &header, body)).to_owned()
}

/// The lines that are there to be copied.
fn commands(said: &str) -> Vec<&str> {
    let commands: Vec<&str> = said.lines().filter(|line| line.contains("curl ")).collect();
    assert_eq!(commands.len(), 3, "{said}");
    commands
}

#[test]
fn what_can_be_copied_works() {
    let (_running, said) = welcome(&["--listen", "127.0.0.1:0"]);
    assert!(!said.contains("token") && !said.contains("device"), "{said}");
    // Nobody is there to be called, which is no question of who may.
    let statuses: Vec<String> = commands(&said).into_iter().map(copied).collect();
    assert!(!statuses.contains(&"401".to_owned()), "{statuses:?}");
    assert_eq!(statuses[2], "200");
}

#[test]
fn a_configured_token_is_stood_for_and_never_told() {
    let secret = "s3cret/of-the.owner~1==";
    let file = configuration("token", secret);
    let (_running, said) = welcome(&["--config", file.to_str().unwrap()]);
    assert!(!said.contains(secret), "{said}");
    let stands = format!("Token         TOKEN stands for the token in {}", file.display());
    assert!(said.lines().any(|line| line == stands), "{said}");
    assert!(said.contains("/?token=TOKEN in a browser"), "{said}");
    for command in commands(&said) {
        assert_eq!(copied(command), "401", "{command}");
        assert_ne!(copied(&command.replace("TOKEN", secret)), "401", "{command}");
    }
    fs::remove_file(file).unwrap();
}

#[test]
fn a_token_that_no_header_can_carry_is_an_error_at_the_start() {
    for (name, token) in [
        ("space", "two words"),
        ("lines", "one\r\nset-cookie: a"),
        ("umlaut", "schlüssel"),
        ("cookie", "a;b"),
    ] {
        let file = configuration(name, token);
        let done = run(&["simulate", "--config", file.to_str().unwrap()]);
        let told = text(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{told}");
        assert!(
            told.contains("no header can carry this token") && !told.contains(token),
            "{told}"
        );
        assert_eq!(text(&done.stdout), "");
        fs::remove_file(file).unwrap();
    }
}

#[test]
fn for_other_devices_there_is_an_address_or_the_reason_why_not() {
    let (_running, said) = welcome(&["--listen", "0.0.0.0:0"]);
    let here = said
        .lines()
        .find(|line| line.starts_with("Open http://127.0.0.1:"))
        .unwrap();
    let token = here.split_once("?token=").unwrap().1.split(' ').next().unwrap();
    let others = said
        .lines()
        .find_map(|line| line.strip_prefix("From another device: http://"));
    match others {
        Some(address) => {
            assert!(address.ends_with(&format!("/?token={token}")), "{said}");
            assert!(
                !address.starts_with("127.") && !address.starts_with("0."),
                "{said}"
            );
        }
        None => assert!(said.contains("No other device reaches it"), "{said}"),
    }
    for command in commands(&said) {
        assert_ne!(copied(command), "401", "{command}");
    }
    let mut board = Running::start(program(&["wallboard", "--demo", "--listen", "0.0.0.0:0"]));
    board.line("the other address", |line| {
        line.starts_with("From another device: http://") || line.starts_with("No other device reaches it")
    });
}

/// What a page is told, without a WebSocket.
fn floor_events(url: &str) -> impl Iterator<Item = Value> {
    let lines = BufReader::new(asking(url, "GET /floor/events", "", "")).lines();
    let mut lines = lines.map(Result::unwrap);
    let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    assert!(head[0].contains(" 200 "), "{head:?}");
    assert!(
        head.contains(&"content-type: text/event-stream".to_owned()),
        "{head:?}"
    );
    lines.filter_map(|line| {
        let data = line.strip_prefix("data: ")?;
        Some(serde_json::from_str(data).unwrap())
    })
}

/// Nobody is logged out of a call: a telephone with one stays, and says why.
#[test]
fn a_telephone_in_a_call_is_not_taken_away() {
    let (_running, url) = simulator(&[]);
    let mut told = floor_events(&url);
    let mut desk = |mode: &str, calls: usize| {
        let is_so = |told: &Value| {
            let desk = &told["data"];
            told["kind"] == "desk"
                && desk["agent"]["mode"] == mode
                && desk["calls"].as_array().is_some_and(|all| all.len() == calls)
        };
        told.find(is_so).unwrap()
    };
    let take_away = || ask(&url, "DELETE /floor/desks/5001@test.cc", "", "");
    let control = |action: Value| post(&url, "/simulator/control", &action.to_string());
    post(
        &url,
        "/floor/desks",
        r#"{"agent":"5001","ext":"8001","ready":true}"#,
    );
    desk("Ready", 0);
    control(json!({ "do": "call_in", "from": "13800138000", "to": "8001" }));
    desk("Ready", 1);
    let refused = take_away();
    assert_eq!(status(&refused), "409", "{refused}");
    for why in [
        "This cannot be done while a call is up.",
        "通话中不能执行此操作。",
    ] {
        assert!(refused.contains(why), "{refused}");
    }
    control(json!({ "do": "hang_up", "device": "13800138000" }));
    desk("Ready", 0);
    assert_eq!(status(&take_away()), "204");
    told.find(|told| told["kind"] == "state" && told["data"]["agents"][0]["agentMode"] == "Logout")
        .unwrap();
    assert_eq!(status(&take_away()), "404");
}

#[test]
fn what_pages_are_told_comes_without_a_websocket_too() {
    let (_running, url) = simulator(&[]);
    let mut told = floor_events(&url);
    let mut next = |is_it: &dyn Fn(&Value) -> bool| told.find(is_it).unwrap();
    for kind in ["whole", "start", "state", "ready"] {
        next(&|told| told["kind"] == kind);
    }
    let mut agent = tail(&url, &["--json"]);
    agent.event("agentLoggedOn");
    next(&|told| told["kind"] == "heard" && told["data"]["event"] == "agentLoggedOn");
    next(&|told| told["kind"] == "state" && told["data"]["agents"][0]["agentId"] == "5001@test.cc");
    // Where nothing happens a server that is there says so.
    next(&|told| told["kind"] == "alive");
}
