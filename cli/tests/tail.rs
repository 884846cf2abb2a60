//! `simulate` and `tail`, each a process of its own, end to end.

mod common;

use common::http::post;
use common::{PASSWORD, Running, Runs as _, as_agent, program, run, simulator, tail, text};
use serde_json::{Value, json};

fn kind(outcome: &Value) -> &str {
    outcome["outcome"].as_str().unwrap()
}

/// Nowhere in what was printed, as text.
fn holds_no_secret(running: &Running) {
    assert!(
        !running.printed.iter().any(|line| line.contains(PASSWORD)),
        "{}",
        running.printed.join("\n")
    );
}

#[test]
fn a_program_makes_calls_by_json_lines() {
    let (mut server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--json", "--stdin"]);
    agent.write(r#"{"verb":"setAgentMode","mode":"Ready","id":1}"#);
    agent.event("agentLoggedOn");
    let login = agent.json("log-in", |line| line["verb"] == "agentLogin");
    assert_eq!(
        (kind(&login), &login["evidence"]),
        ("confirmed", &"event:agentLoggedOn".into())
    );
    assert_eq!(kind(&agent.outcome(1)), "confirmed");

    agent.write(r#"{"verb":"makeCall","phoneNumber":"5550100","id":2}"#);
    let call = agent.outcome(2)["reply"]["callId"].as_str().unwrap().to_owned();
    let established = agent.event("established");
    assert_eq!(established["event"]["callId"], call.as_str());
    assert_eq!(established["origin"], "server");

    agent.write(r#"{"verb":"makeCall","phoneNumber":"8007","id":3}"#);
    let refused = agent.outcome(3);
    assert_eq!(
        (kind(&refused), &refused["error"]),
        ("rejected", &"callUp".into())
    );
    assert!(refused["en"].is_string() && refused["zh"].as_str().unwrap().contains("通话"));

    agent.write(r#"{"verb":"snapshot","id":4}"#);
    let snapshot = agent.json("snapshot", |line| line["type"] == "snapshot");
    assert_eq!(snapshot["snapshot"]["calls"][0]["leg"], "connected");
    agent.write(&format!(r#"{{"verb":"holdCall","callId":"{call}","id":5}}"#));
    assert_eq!(agent.outcome(5)["evidence"], "event:held");
    agent.write(r#"{"verb":"memory","id":6}"#);
    let memory = agent.json("call memory", |line| line["type"] == "callMemory");
    assert_eq!(
        memory["callMemory"][&call]["8001@test.cc"]["connectionState"],
        "held"
    );

    agent.write(&format!(
        r#"{{"verb":"setCallData","callId":"{call}","data":[{{"key":"k","value":"v"}}],"id":7}}"#
    ));
    agent.write(&format!(r#"{{"verb":"getCallData","callId":"{call}","id":8}}"#));
    assert_eq!(agent.outcome(8)["reply"]["entries"][0]["value"], "v");
    agent.write(&format!(r#"{{"verb":"retrieveCall","callId":"{call}","id":9}}"#));
    assert_eq!(kind(&agent.outcome(9)), "confirmed");
    agent.write(r#"{"verb":"dropConnection","id":10}"#);
    assert_eq!(agent.outcome(10)["evidence"], "event:connectionCleared");

    agent.write(r#"{"verb":"log","id":11}"#);
    let log = agent.json("event log", |line| line["type"] == "eventLog");
    assert!(log["text"].as_str().unwrap().contains("---- Session started"));
    for (verb, kind) in [("log", "eventLog"), ("memory", "callMemory")] {
        agent.write(&json!({"verb": verb, "id": verb}).to_string());
        assert_eq!(agent.json(verb, |line| line["id"] == verb)["type"], kind);
    }
    agent.write(r#"{"verb":"metrics","id":12}"#);
    let metrics = agent.json("metrics", |line| line["type"] == "metrics");
    assert!(metrics["metrics"]["commands"].as_u64() >= Some(8));

    assert_eq!(agent.end(), 0);
    assert!(
        agent
            .printed
            .iter()
            .all(|line| serde_json::from_str::<Value>(line).is_ok())
    );
    holds_no_secret(&agent);
    server.json("log-out", |line| {
        line["verb"] == "logout" && line["status"] == 204
    });
    // Windows has no signals to send; there Ctrl-C is pressed elsewhere (`cargo xtask test windows`).
    #[cfg(unix)]
    {
        server.signal("INT");
        assert_eq!(server.end(), 0);
    }
    holds_no_secret(&server);
}

#[test]
fn lines_that_make_no_sense_are_answered_and_end_nothing() {
    let (_server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--json", "--stdin"]);
    agent.event("agentLoggedOn");
    let huge = format!("{{\"verb\":\"{}\"}}", "x".repeat(2 << 20));
    let deep = "[".repeat(100_000);
    let rows = [
        ("garbage", "no verb \"garbage\"; there are answer, "),
        ("[1]", "no verb"),
        ("hold", "holdCall needs callId"),
        ("{\"verb\":", "not a command"),
        ("{}", "the verb is missing"),
        (
            "{\"verb\":\"fly\"}",
            "no verb \"fly\"; there are snapshot, getCallMemory, getLog, metrics, quit, answerAsk, agentLogin, ",
        ),
        ("{\"verb\":7}", "the verb is missing, or no text"),
        ("{\"verb\":\"makeCall\"}", "needs phoneNumber"),
        ("{\"verb\":\"makeCall\",\"phoneNumber\":1}", "must be a string"),
        (
            "{\"verb\":\"holdCall\",\"callId\":\"1\",\"extra\":2}",
            "takes no argument",
        ),
        ("{\"verb\":\"answerAsk\"}", "needs force"),
        (
            "{\"verb\":\"makeCall\",\"phoneNumber\":\"1\",\"phoneNumber\":\"2\"}",
            "phoneNumber is given twice",
        ),
        (huge.as_str(), "longer than"),
        (deep.as_str(), "no verb"),
    ];
    for (number, (line, why)) in (1..).zip(rows) {
        agent.write(line);
        let error = agent.json(why, |line| line["type"] == "error");
        assert_eq!(error["line"], number);
        assert!(error["message"].as_str().unwrap().contains(why), "{error}");
    }
    agent.write(r#"{"verb":"holdCall","callId":"a/../b","id":1}"#);
    assert_eq!(kind(&agent.outcome(1)), "rejected");
    agent.write(r#"{"verb":"quit"}"#);
    assert_eq!(agent.end(), 0);
}

#[cfg(unix)]
#[test]
fn a_journal_that_nobody_reads_is_refused_at_once() {
    let fifo = std::env::temp_dir().join(format!("wellclient-{}.fifo", std::process::id()));
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().unwrap();
    assert!(made.success());
    let mut agent = tail("http://127.0.0.1:1", &["--journal", fifo.to_str().unwrap()]);
    let code = agent.end();
    std::fs::remove_file(&fifo).unwrap();
    assert_eq!(code, 1);
    assert!(
        agent.printed[0].contains(fifo.to_str().unwrap()),
        "{:?}",
        agent.printed
    );
}

#[cfg(unix)]
#[test]
fn a_person_follows_calls_and_ctrl_c_logs_out() {
    let (mut server, url) = simulator(&["--script", "tests/traces/call_in.jsonl"]);
    let journal = std::env::temp_dir().join(format!("wellclient-{}.journal", std::process::id()));
    let journal = journal.to_str().unwrap();
    let mut agent = tail(&url, &["--ready", "--journal", journal]);
    agent.line("end of the call", |line| line.contains("this call is over"));
    // A call may come, and end, before the log-in's outcome is told.
    agent.told("log-in", |line| {
        line.contains("5001@test.cc is logged in on 8001@test.cc")
    });
    agent.told("answered call", |line| {
        line.contains("established") && line.contains(" C1")
    });
    agent.signal("INT");
    agent.line("log-out", |line| line.contains("logging out"));
    assert_eq!(agent.end(), 0, "{}", agent.printed.join("\n"));
    holds_no_secret(&agent);
    server.json("log-out", |line| {
        line["verb"] == "logout" && line["status"] == 204
    });

    // What was recorded is the whole session.
    let replayed = run(&["replay", journal]);
    assert!(replayed.status.success(), "{}", text(&replayed.stderr));
    let lines = common::json_lines(&replayed.stdout);
    let names: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["event"]["eventName"].as_str())
        .collect();
    for name in ["agentLoggedOn", "delivered", "established", "connectionCleared"] {
        assert!(names.contains(&name), "{name} is not in {names:?}");
    }
    assert!(
        lines.last().unwrap()["snapshot"]["calls"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert!(!std::fs::read_to_string(journal).unwrap().contains(PASSWORD));
    assert!(run(&["replay", journal, "--text"]).status.success());
    std::fs::remove_file(journal).unwrap();
}

#[test]
fn a_log_in_that_is_refused_says_why() {
    let (_server, url) = simulator(&[]);
    let arguments = as_agent("tail", &url, &[]);
    let mut command = program(&arguments);
    command.env("WELLCLIENT_PASSWORD", "not-the-password");
    let done = command.finish();
    assert_eq!(done.status.code(), Some(1));
    let said = text(&done.stderr);
    assert!(said.contains("the log-in failed (401)"), "{said}");
    assert!(!(said + &text(&done.stdout)).contains("not-the-password"));

    let without = run(&arguments);
    assert_eq!(without.status.code(), Some(2));
    assert!(text(&without.stderr).contains("WELLCLIENT_PASSWORD"));
}

#[test]
fn an_agent_at_work_elsewhere_is_asked_about() {
    let (_server, url) = simulator(&[]);
    let mut first = tail(&url, &["--json"]);
    first.event("agentLoggedOn");

    let mut second = tail(&url, &["--json", "--stdin", "--mode", "ask"]);
    let ask = second.json("question", |line| line["type"] == "ask");
    assert_eq!(ask["status"], 454);
    second.write(r#"{"verb":"answerAsk","force":false,"id":1}"#);
    second.json("answer", |line| {
        line["type"] == "answerAsk" && line["taken"] == true
    });
    assert_eq!(second.end(), 1);

    let mut third = tail(&url, &["--json", "--stdin", "--mode", "ask"]);
    third.json("question", |line| line["type"] == "ask");
    third.write(r#"{"verb":"answerAsk","force":true,"id":1}"#);
    third.event("agentLoggedOn");
    // The first one is logged off, and says so.
    first.event("agentLoggedOff");
    assert_eq!(first.end(), 1);
    assert!(
        first
            .printed
            .iter()
            .any(|line| line.contains("the server has logged the agent off"))
    );
    third.write(r#"{"verb":"quit"}"#);
    assert_eq!(third.end(), 0);
}

/// Also where commands are awaited: there is nobody any more to carry them out.
#[test]
fn it_ends_when_there_is_nothing_more_to_follow() {
    let (_server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--stdin"]);
    agent.line("its log-in", |line| line.contains("is logged in on"));
    post(
        &url,
        "/simulator/control",
        r#"{"do":"kick_agent","agent":"5001"}"#,
    );
    agent.line("why", |line| line.contains("the server has logged the agent off"));
    assert_eq!(agent.end(), 1);

    let (server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--stdin", "--attempts", "1"]);
    agent.line("its log-in", |line| line.contains("is logged in on"));
    drop(server);
    agent.line("why", |line| line.contains("all attempts are used up"));
    assert_eq!(agent.end(), 1);

    // Who has logged out here may go on.
    let (_server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--stdin"]);
    agent.write("logout");
    agent.line("its end", |line| line.contains("session ended: logout"));
    agent.write("metrics");
    agent.line("an answer", |line| line.contains("\"commands\""));
    assert_eq!(agent.end(), 0);
}

#[test]
fn a_log_out_that_is_not_confirmed_is_no_success() {
    let (_server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--stdin"]);
    agent.line("its log-in", |line| line.contains("is logged in on"));
    let refused = r#"{"kind":"http","on":{"verb":"logout"},"reply":{"status":{"code":503}}}"#;
    post(&url, "/simulator/faults", refused);
    assert_eq!(agent.end(), 1);
    assert!(
        agent
            .printed
            .iter()
            .any(|line| line.contains("has not confirmed"))
    );
}

#[test]
fn a_port_that_is_taken_is_a_clear_message() {
    let (_server, url) = simulator(&[]);
    let address = url.strip_prefix("http://").unwrap();
    let done = run(&["simulate", "--listen", address]);
    assert_eq!(done.status.code(), Some(1));
    let said = text(&done.stderr);
    assert!(
        said.contains(address) && said.contains("--listen 127.0.0.1:0"),
        "{said}"
    );
}

/// What ends calls and log-ins at the server, in the order that it was asked.
fn asked(server: &Running) -> Vec<&str> {
    let verbs = ["dropConnection", "logout"];
    let asked = server.printed.iter().filter_map(|line| {
        verbs
            .into_iter()
            .find(|verb| line.contains(&format!("\"verb\":\"{verb}\"")))
    });
    asked.collect()
}

#[cfg(unix)]
#[test]
fn with_a_call_up_the_first_ctrl_c_waits_for_its_end() {
    let (mut server, url) = simulator(&["--script", "tests/traces/call_in_and_wait.jsonl"]);
    let mut agent = tail(&url, &["--ready"]);
    agent.line("answered call", |line| line.contains("established"));
    agent.signal("INT");
    agent.line("promise", |line| {
        line.contains("a call is up: ends when it is over; Ctrl-C again hangs up")
    });
    agent.signal("INT");
    agent.line("end of the call", |line| line.contains("this call is over"));
    assert_eq!(agent.end(), 0, "{}", agent.printed.join("\n"));
    server.json("log-out", |line| {
        line["verb"] == "logout" && line["status"] == 204
    });
    assert_eq!(asked(&server), ["dropConnection", "logout"]);
}

#[test]
fn quit_waits_for_the_end_of_the_call_and_a_second_one_hangs_up() {
    let (mut server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--json", "--stdin"]);
    agent.event("agentLoggedOn");
    agent.write(r#"{"verb":"makeCall","phoneNumber":"5550100","id":1}"#);
    agent.event("established");
    agent.write(r#"{"verb":"quit"}"#);
    agent.json("promise", |line| line["type"] == "ending");
    // It still takes commands.
    agent.write(r#"{"verb":"holdCall","callId":"nobody's","id":2}"#);
    assert_eq!(kind(&agent.outcome(2)), "rejected");
    agent.write(r#"{"verb":"quit"}"#);
    assert_eq!(agent.end(), 0, "{}", agent.printed.join("\n"));
    server.json("log-out", |line| {
        line["verb"] == "logout" && line["status"] == 204
    });
    assert_eq!(asked(&server), ["dropConnection", "logout"]);
}

/// Acts as the outside world, by the simulator's control API.
fn control(url: &str, action: &str) {
    post(url, "/simulator/control", action);
}

/// A server that is started anew does not begin its ids and its clock again, unless it is told to be the same.
#[test]
fn each_run_of_the_simulator_is_its_own_unless_it_has_a_seed() {
    let told = |more: &[&str]| {
        let (_server, url) = simulator(more);
        let mut agent = tail(&url, &["--json", "--stdin"]);
        agent.event("agentLoggedOn");
        agent.write(r#"{"verb":"makeCall","phoneNumber":"5550100","id":1}"#);
        let begun = agent.event("serviceInitiated")["event"].clone();
        ["callId", "serial", "topics", "eventTime"].map(|name| begun[name].clone())
    };
    let is_new_year = |told: &[Value; 4]| told[3].as_str().unwrap().starts_with("2026.01.01 08:00");
    let (one, other) = (told(&[]), told(&[]));
    assert_ne!((&one[0], &one[2]), (&other[0], &other[2]));
    assert!(
        one[3].as_str() <= other[3].as_str() && !is_new_year(&one),
        "{one:?} {other:?}"
    );
    let (one, other) = (told(&["--seed", "7"]), told(&["--seed", "7"]));
    assert_eq!(one[..3], other[..3]);
    assert!(is_new_year(&one) && is_new_year(&other));
}

#[test]
fn the_end_of_the_input_waits_for_the_end_of_the_call() {
    let (mut server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--json", "--stdin"]);
    agent.event("agentLoggedOn");
    agent.write(r#"{"verb":"makeCall","phoneNumber":"5550100","id":1}"#);
    agent.event("established");
    agent.stdin = None;
    agent.json("promise", |line| line["type"] == "ending");
    control(&url, r#"{"do":"hang_up","device":"5550100"}"#);
    assert_eq!(agent.end(), 0, "{}", agent.printed.join("\n"));
    server.json("log-out", |line| {
        line["verb"] == "logout" && line["status"] == 204
    });
    assert_eq!(asked(&server), ["logout"]);
}

#[test]
fn words_do_what_json_does_and_are_answered_in_words() {
    let (mut server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--stdin"]);
    agent.line("log-in", |line| {
        line.contains("5001@test.cc is logged in on 8001@test.cc")
    });
    agent.write("help hold");
    agent.line("how it is typed", |line| line == "holdCall <callId>");
    agent.write("call 5550100 contextId=x");
    agent.line("the call's name", |line| line.contains("C1 is call "));
    agent.line("its answer", |line| line.contains("established C1"));
    agent.write("hold C1");
    agent.line("hold", |line| line.ends_with("holdCall: confirmed by held"));
    agent.write("retrieve C2");
    agent.line("no such call", |line| {
        line == "there is no C2: the newest call is C1"
    });
    agent.write("retrieve c-2");
    agent.line("no such id", |line| line.contains("retrieveCall: rejected"));
    agent.write("consult C1 8002 now");
    agent.line("too much", |line| {
        line.starts_with("\"now\" is too much: consult ")
    });
    agent.write(r#"{"verb":"retrieveCall","callId":"?","id":7}"#);
    assert_eq!(kind(&agent.outcome(7)), "rejected");
    agent.write("log");
    agent.line("the event log", |line| line.contains("---- Session started"));
    agent.write("drop C1");
    agent.line("drop", |line| line.contains("dropConnection: confirmed"));
    agent.write("quit");
    assert_eq!(agent.end(), 0, "{}", agent.printed.join("\n"));
    server.json("log-out", |line| {
        line["verb"] == "logout" && line["status"] == 204
    });
    holds_no_secret(&agent);
    // Only what was asked in JSON is answered by it.
    let json = agent.printed.iter().filter(|line| line.starts_with('{'));
    assert_eq!(json.count(), 1, "{}", agent.printed.join("\n"));
}

#[test]
fn with_reconnect_it_waits_for_the_server_and_says_each_attempt() {
    // Nothing listens there any more.
    let (gone, url) = simulator(&[]);
    drop(gone);
    let mut agent = tail(&url, &["--json", "--reconnect", "--attempts", "10"]);
    agent.line("the first attempt", |line| {
        line.contains("address; attempt 2 in 1 s")
    });
    let address = url.strip_prefix("http://").unwrap();
    let mut server = Running::start(program(&["simulate", "--listen", address, "--json"]));
    server.json("address", |line| line["what"] == "listening");
    agent.event("agentLoggedOn");
    post(&url, "/simulator/faults", r#"{"kind":"drop"}"#);
    let attempt = agent.json("attempt", |line| line["type"] == "attempt");
    assert_eq!((&attempt["number"], &attempt["of"]), (&1.into(), &10.into()));
    agent.event("wsReconnectSucceed");
    agent.stdin = None;
    #[cfg(unix)]
    {
        agent.signal("INT");
        assert_eq!(agent.end(), 0, "{}", agent.printed.join("\n"));
        server.json("log-out", |line| {
            line["verb"] == "logout" && line["status"] == 204
        });
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_mistyped_password_is_asked_for_again() {
    use common::terminal::Terminal;

    let (_server, url) = simulator(&[]);
    let arguments = as_agent("tail", &url, &[]);
    let mut terminal = Terminal::of_session(&arguments);
    for _ in 0..2 {
        terminal.type_password("5001", "wrong");
        terminal.see("password or the domain is wrong");
    }
    terminal.type_password("5001", PASSWORD);
    terminal.see("is logged in on 8001");
    assert!(terminal.echoes());
    terminal.signal("INT");
    terminal.see("closed");
    assert!(terminal.child.wait().unwrap().success());

    // Given up at the question, the terminal is as it was.
    let mut terminal = Terminal::of_session(&arguments);
    terminal.type_password("5001", "wrong");
    terminal.see("Password of 5001");
    terminal.signal("INT");
    terminal.see("giving up");
    terminal.child.wait().unwrap();
    assert!(terminal.echoes());
}

/// A terminal in which an agent is logged in and lines are typed.
#[cfg(target_os = "linux")]
fn typing(url: &str) -> common::terminal::Terminal {
    let arguments = as_agent("tail", url, &["--stdin"]);
    let mut terminal = common::terminal::Terminal::of_session(&arguments);
    for password in ["wrong", PASSWORD] {
        terminal.type_password("5001", password);
    }
    terminal.see("is logged in on 8001");
    terminal.see("> ");
    assert!(terminal.is_raw());
    terminal
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_is_completed_and_stays_below_what_happens() {
    let (mut server, url) = simulator(&[]);
    let mut terminal = typing(&url);
    terminal.press("cal\t5550100 pre\t9\r");
    terminal.see("> call 5550100 prefix=9\r\n");
    terminal.see("C1 is call ");
    terminal.see("established C1");

    // Half a line, wide characters in it, while something happens.
    terminal.press("ho\t\t");
    terminal.see("hold      holdCall");
    terminal.press(" C1 座席");
    terminal.see("> hold C1 座席");
    control(&url, r#"{"do":"hang_up","device":"95550100"}"#);
    terminal.see("this call is over");
    // It is drawn again below it, and goes on where it was.
    terminal.see("> hold C1 座席");
    terminal.press("\u{17}\r");
    terminal.see("holdCall: rejected");

    // The line before comes back by the arrow key.
    terminal.press("\u{1b}[A\u{1b}[A");
    terminal.see("> call 5550100 prefix=9");
    terminal.press("\u{15}");
    control(&url, r#"{"do":"call_in","from":"5550101","to":"8001"}"#);
    terminal.see("established C2");

    // Ctrl-C and Ctrl-D ask while a call is up.
    terminal.press("\u{3}");
    terminal.see("a call is up: ends when it is over");
    terminal.press("drop \t");
    terminal.see("> drop C2");
    terminal.press("\r");
    terminal.see("closed");
    assert!(terminal.child.wait().unwrap().success());
    assert!(terminal.echoes() && !terminal.is_raw());
    server.json("log-out", |line| {
        line["verb"] == "logout" && line["status"] == 204
    });
}

#[cfg(target_os = "linux")]
#[test]
fn control_d_ends_and_a_stopped_program_goes_on_where_it_was() {
    let (_server, url) = simulator(&[]);
    let mut terminal = typing(&url);
    terminal.press("hel");
    terminal.see("> hel");
    terminal.stop_and_go_on();
    terminal.see("> hel");
    terminal.wait_until(|terminal| terminal.is_raw());
    terminal.press("p hold\r");
    terminal.see("holdCall <callId>");
    // More than is read at once.
    let lines = "help hold\r".repeat(400);
    terminal.press(&format!("\u{1b}[200~{lines}\u{1b}[201~"));
    for _ in 0..400 {
        terminal.see("holdCall <callId>");
    }
    terminal.press("\u{4}");
    terminal.see("closed");
    assert!(terminal.child.wait().unwrap().success());
    assert!(terminal.echoes() && !terminal.is_raw());
}

#[test]
fn what_is_piped_in_is_done_in_its_order_and_then_it_ends() {
    let (mut server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--json", "--stdin"]);
    for line in [
        "ready",
        "call 5550100",
        "setCallData C1 k=v",
        "getCallData C1",
        "drop C1",
        "quit",
    ] {
        agent.write(line);
    }
    assert_eq!(agent.end(), 0, "{}", agent.printed.join("\n"));
    server.json("log-out", |line| {
        line["verb"] == "logout" && line["status"] == 204
    });
    let outcomes = agent
        .printed
        .iter()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let outcomes = outcomes.filter(|line| line["type"] == "outcome");
    let outcomes: Vec<_> = outcomes
        .map(|line| (line["verb"].clone(), kind(&line).to_owned()))
        .collect();
    let verbs = [
        "agentLogin",
        "setAgentMode",
        "makeCall",
        "setCallData",
        "getCallData",
        "dropConnection",
    ];
    assert_eq!(
        outcomes,
        verbs.map(|verb| (Value::from(verb), "confirmed".to_owned()))
    );
}

#[test]
fn what_was_asked_for_in_words_is_answered_in_words() {
    let (_server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--stdin"]);
    for line in [
        "getMyPrefix",
        "call 5550100",
        "setCallData C1 customer=Li order=42",
        "getCallData C1",
        "getClientState",
        "drop C1",
        "quit",
    ] {
        agent.write(line);
    }
    assert_eq!(agent.end(), 0, "{}", agent.printed.join("\n"));
    let printed: Vec<&str> = agent.printed.iter().map(|line| line.trim()).collect();
    let after = |settled: &str| {
        let at = printed.iter().position(|line| line.contains(settled)).unwrap();
        printed[at + 1..].to_vec()
    };
    assert_eq!(after("getMyPrefix: confirmed")[0], "9");
    let data = after("getCallData: confirmed");
    for entry in ["customer=Li", "order=42"] {
        assert!(data[..8].contains(&entry), "{entry} is not in {data:?}");
    }
    let state = after("getClientState: confirmed");
    assert!(
        state[..12].contains(&"\"agentId\": \"5001@test.cc\","),
        "{state:?}"
    );
}

#[test]
fn an_answer_is_piped_in_before_its_question() {
    let (_server, url) = simulator(&[]);
    let mut first = tail(&url, &["--json"]);
    first.event("agentLoggedOn");
    let mut second = tail(&url, &["--stdin", "--mode", "ask"]);
    second.write("answerAsk true");
    second.write("ready");
    second.line("its log-in", |line| line.contains("is logged in on"));
    second.line("what follows", |line| line.contains("setAgentMode: confirmed"));
    assert_eq!(second.end(), 0, "{}", second.printed.join("\n"));
    first.event("agentLoggedOff");
}

#[cfg(target_os = "linux")]
#[test]
fn a_journal_that_cannot_be_written_is_told_of() {
    let (_server, url) = simulator(&[]);
    let mut agent = tail(&url, &["--journal", "/dev/full"]);
    agent.line("its end", |line| {
        line.contains("/dev/full cannot be written") && line.contains("the journal ends here")
    });
    agent.told("log-in", |line| line.contains("is logged in on"));
    agent.signal("INT");
    assert_eq!(agent.end(), 0);
}

#[test]
fn a_question_that_nobody_can_answer_any_more_is_answered_no() {
    let (_server, url) = simulator(&[]);
    let mut first = tail(&url, &["--json", "--stdin"]);
    first.event("agentLoggedOn");
    let mut second = tail(&url, &["--json", "--stdin", "--mode", "ask"]);
    second.stdin = None;
    assert_eq!(second.end(), 1, "{}", second.printed.join("\n"));
    assert!(
        second
            .printed
            .iter()
            .any(|line| line.contains("\"type\":\"ask\""))
    );
    first.write("getMyPrefix");
    first.json("it is still there", |line| {
        line["verb"] == "getMyPrefix" && kind(line) == "confirmed"
    });
}
