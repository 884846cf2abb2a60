//! Recorded events and journals, in order and out of it, whole and damaged.

mod common;

use std::io::Write as _;
use std::process::{Output, Stdio};

use common::{Runs as _, json_lines, program, run, text};
use serde_json::{Value, json};

const WHO: [&str; 4] = ["--agent", "5001@test.cc", "--device", "8001@test.cc"];

fn replay(trace: &str) -> Vec<Value> {
    let done = run(&[&["replay", &format!("tests/traces/{trace}")], &WHO[..]].concat());
    assert!(done.status.success(), "{trace}: {}", text(&done.stderr));
    json_lines(&done.stdout)
}

/// Replays what is given on standard input.
fn replay_input(input: &[u8], more: &[&str]) -> Output {
    let mut command = program(&[&["replay", "-"], more].concat());
    let mut child = command.stdin(Stdio::piped()).begin();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn summary(lines: &[Value]) -> &Value {
    &lines.last().unwrap()["summary"]
}

fn names(lines: &[Value]) -> Vec<&str> {
    lines.iter().filter_map(|line| line["event"].as_str()).collect()
}

#[test]
fn a_call_is_rebuilt_event_by_event() {
    let lines = replay("in_order.jsonl");
    assert_eq!(
        names(&lines),
        [
            "agentLoggedOn",
            "agentReady",
            "delivered",
            "established",
            "held",
            "retrieved",
            "connectionCleared",
            "connectionCleared",
        ]
    );
    let call = lines[2]["callId"].as_str().unwrap();
    let legs: Vec<Value> = lines[2..8]
        .iter()
        .map(|line| {
            let parties = &line["calls"][call]["parties"];
            json!([
                parties["8001@test.cc"]["state"],
                parties["13800000000@test.cc"]["state"]
            ])
        })
        .collect();
    let gone = Value::Null;
    assert_eq!(
        legs,
        [
            json!(["alerting", "connected"]),
            json!(["connected", "connected"]),
            json!(["hold", "connected"]),
            json!(["connected", "connected"]),
            json!(["connected", gone]),
            json!([gone, gone]),
        ]
    );
    assert_eq!(
        lines[3]["calls"][call]["parties"]["13800000000@test.cc"]["role"],
        "calling"
    );
    assert_eq!(lines[3]["calls"][call]["conference"], false);
    let cleared = &lines[7]["derived"][0];
    assert_eq!(
        (
            &cleared["eventName"],
            &cleared["isOwn"],
            &cleared["isEstablished"],
            &cleared["isOutCall"]
        ),
        (
            &json!("connectionCleared"),
            &json!(true),
            &json!(true),
            &json!(true)
        ),
    );
    let from_events =
        cleared["establishedTimeId"].as_i64().unwrap() - cleared["createTimeId"].as_i64().unwrap();
    assert!(
        (0..=2000).contains(&from_events),
        "times come from the events, not from today"
    );
    assert_eq!(
        *summary(&lines),
        json!({
            "events": 8, "duplicates": 0, "late": 0, "passedOver": 0, "anomalies": {}, "calls": {},
            "agentMode": "Ready", "doubtful": false,
        })
    );
}

#[test]
fn copies_change_nothing() {
    let (once, twice) = (replay("in_order.jsonl"), replay("duplicated.jsonl"));
    let applied: Vec<&Value> = twice.iter().filter(|line| line["verdict"] == "applied").collect();
    let original: Vec<&Value> = once.iter().filter(|line| line["verdict"] == "applied").collect();
    assert_eq!(applied, original);
    assert_eq!(
        (&summary(&twice)["events"], &summary(&twice)["duplicates"]),
        (&json!(16), &json!(8))
    );
    assert_eq!(summary(&twice)["anomalies"], json!({ "duplicate": 8 }));
    assert_eq!(summary(&twice)["doubtful"], false);
}

#[test]
fn order_is_restored() {
    let lines = replay("shuffled.jsonl");
    assert_eq!(summary(&lines)["late"], 3);
    assert_eq!(summary(&lines)["doubtful"], false);
    assert_eq!(summary(&lines)["calls"], json!({}));
    let late = lines.iter().find(|line| line["event"] == "held").unwrap();
    assert_eq!(late["verdict"], "late");
    let call = late["callId"].as_str().unwrap();
    assert_eq!(
        late["calls"][call]["parties"]["8001@test.cc"]["state"], "connected",
        "retrieved came after it"
    );
    assert_eq!(
        late["derived"][0],
        json!({ "eventName": "modelCorrected", "calls": [call] })
    );
}

/// Protocol, section 5: `agentLoggedOff` empties the call model, also in a replay.
#[test]
fn who_is_logged_off_has_no_calls() {
    let event = |serial: u32, name: &str, more: Value| {
        let mut event = json!({ "eventName": name, "serial": serial, "topics": ["CtiWorker_w"], "srcDeviceId": "8001@test.cc" });
        event
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        event.to_string()
    };
    let call = json!({
        "callId": "C1", "deviceId": "8001@test.cc", "alertingDevice": "8001@test.cc",
        "callingDevice": "13800000000@test.cc", "calledDevice": "8001@test.cc",
    });
    let agent = json!({ "agentId": "5001@test.cc", "deviceId": "8001@test.cc" });
    let events = [
        event(1, "delivered", call),
        event(2, "agentLoggedOff", agent.clone()),
        event(3, "agentLoggedOn", agent),
    ];
    let done = replay_input(events.join("\n").as_bytes(), &WHO);
    let lines = json_lines(&done.stdout);
    assert_ne!(lines[0]["calls"], json!({}));
    assert_eq!(lines[1]["calls"], json!({}));
    assert_eq!(summary(&lines)["calls"], json!({}));
}

#[test]
fn the_reference_s_event_log_is_read_too() {
    let (plain, log) = (replay("in_order.jsonl"), replay("event_log.txt"));
    assert_eq!(names(&plain), names(&log));
    let legs = |lines: &[Value]| lines.iter().map(|line| line["calls"].clone()).collect::<Vec<_>>();
    assert_eq!(legs(&plain), legs(&log));
    assert_eq!(summary(&log)["anomalies"], json!({}));
}

#[test]
fn a_file_of_something_else_has_no_event_in_it() {
    let done = replay_input(b"{\"a\":1}\n{\"level\":\"info\",\"msg\":\"started\"}\n", &WHO);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    assert!(text(&done.stderr).contains("has no event in it"));
    let told = json_lines(&done.stdout);
    let kinds = told
        .iter()
        .filter_map(|line| line["anomalies"][0]["kind"].as_str());
    assert_eq!(kinds.collect::<Vec<_>>(), ["malformed", "malformed"]);
}

#[test]
fn lines_of_garbage_are_told_and_passed_by() {
    let lines = replay("garbage.jsonl");
    let malformed: Vec<&Value> = lines.iter().filter(|line| line["line"].is_u64()).collect();
    let numbers: Vec<&Value> = malformed.iter().map(|line| &line["line"]).collect();
    assert_eq!(numbers, [3, 5, 7, 8]);
    assert!(
        malformed
            .iter()
            .all(|line| line["anomalies"][0]["kind"] == "malformed")
    );
    assert_eq!(summary(&lines)["events"], 10);
    assert_eq!(
        summary(&lines)["anomalies"],
        json!({ "malformed": 4, "incomplete": 1 })
    );
    assert_eq!(
        summary(&lines)["calls"],
        json!({}),
        "the call went on beside the garbage"
    );
    assert_eq!(
        summary(&lines)["doubtful"],
        true,
        "an event that cannot be read may have said anything"
    );
}

#[test]
fn input_of_any_kind_comes_to_an_end() {
    let deep = "[".repeat(200_000);
    let nested = format!("{{\"a\":{}", "{\"a\":".repeat(100_000));
    let long = format!("{{\"eventName\":\"{}\"}}", "x".repeat(2 << 20));
    for input in [
        &b""[..],
        b"\n\n\n",
        b"\x00\x01\x02",
        deep.as_bytes(),
        nested.as_bytes(),
        long.as_bytes(),
    ] {
        for more in [&[][..], &["--text"], &["--html", "-"], &["--svg", "-"]] {
            let done = replay_input(input, &[&WHO[..], more].concat());
            assert_eq!(done.status.code(), Some(1));
            assert!(text(&done.stderr).contains("standard input has no event in it"));
        }
    }
    let lines = json_lines(&replay_input(long.as_bytes(), &WHO).stdout);
    assert_eq!(lines[0]["anomalies"][0]["detail"], "longer than 1 MiB");
}

#[test]
fn nothing_in_an_event_can_move_the_terminal_s_cursor() {
    let event = "{\"eventName\":\"x\\u001b[2J\",\"callId\":\"\\u001b]0;title\\u0007\"}\n";
    let done = replay_input(event.as_bytes(), &[&WHO[..], &["--text"]].concat());
    assert!(!done.stdout.contains(&0x1b) && !done.stdout.contains(&7));
}

#[test]
fn what_cannot_be_replayed_is_said() {
    let trace = "tests/traces/in_order.jsonl";
    for (arguments, code, why) in [
        (&["replay", trace][..], 2, "--agent and --device"),
        (
            &["replay", "tests/traces/no_such_file"],
            1,
            "no_such_file cannot be opened",
        ),
        (&["replay", trace, "--text", "--json"], 2, "cannot be used with"),
    ] {
        let done = run(arguments);
        assert_eq!(done.status.code(), Some(code), "{arguments:?}");
        assert!(text(&done.stderr).contains(why), "{}", text(&done.stderr));
    }
    let done = run(&[&["replay", "tests/traces"], &WHO[..]].concat());
    assert_eq!(done.status.code(), Some(1), "a folder");
    for (journal, why) in [
        ("{\"journal\":99,\"config\":{}}\n", "header of a journal"),
        ("{\"journal\":1}\n", "header of a journal"),
    ] {
        let done = replay_input(journal.as_bytes(), &[]);
        assert_eq!(done.status.code(), Some(1));
        assert!(text(&done.stderr).contains(why), "{}", text(&done.stderr));
    }
}

#[test]
fn a_journal_of_nothing_has_no_event_in_it() {
    let journal = std::fs::read_to_string("tests/traces/bad_day.journal").unwrap();
    let header = journal.lines().next().unwrap();
    for more in [&["--text"][..], &["--json"], &["--html", "-"]] {
        let done = replay_input(header.as_bytes(), more);
        assert_eq!(done.status.code(), Some(1), "{more:?}");
        assert!(text(&done.stderr).contains("has no event in it"));
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_recording() {
    for trace in ["bad_day.journal", "in_order.jsonl"] {
        let plain = std::fs::read(format!("tests/traces/{trace}")).unwrap();
        let marked = ["\u{feff}".as_bytes(), &plain].concat();
        let who: &[&str] = if trace.ends_with("jsonl") { &WHO } else { &[] };
        let [plain, marked] = [plain, marked].map(|input| replay_input(&input, who));
        assert_eq!(marked.status.code(), Some(0), "{}", text(&marked.stderr));
        assert!(
            plain.stdout == marked.stdout && !plain.stdout.is_empty(),
            "{trace}"
        );
    }
}

#[test]
fn a_page_and_a_picture_are_made() {
    let folder = std::env::temp_dir().join(format!("wellclient-ladder-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let [html, svg] = ["day.html", "day.svg"].map(|name| folder.join(name).to_str().unwrap().to_owned());
    let journal = "tests/traces/bad_day.journal";
    let done = run(&["replay", journal, "--html", &html, "--svg", &svg, "--lang", "zh"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(done.stdout.is_empty() && text(&done.stderr).contains("day.html: "));
    let [page, picture] = [&html, &svg].map(|file| std::fs::read_to_string(file).unwrap());
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"zh\">") && page.ends_with("</html>\n"));
    assert!(picture.starts_with("<svg ") && picture.contains("客户端"));
    // A journal that ends in the middle of a line: what came before is there, and the exit code tells.
    let whole = std::fs::read(journal).unwrap();
    let done = replay_input(&whole[..whole.len() - 20], &["--html", &html]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("line "));
    assert!(std::fs::read_to_string(&html).unwrap().ends_with("</html>\n"));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_picture_in_the_guide() {
    let done = run(&[
        "replay",
        "tests/traces/bad_day.journal",
        "--svg",
        "-",
        "--lang",
        "en",
    ]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let file = "../docs/pictures/ladder.svg";
    if std::env::var_os("UPDATE_SCREENS").is_some() {
        std::fs::write(file, &done.stdout).unwrap();
    }
    let is = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        is.replace("\r\n", "\n") == text(&done.stdout),
        "UPDATE_SCREENS=1 writes {file} anew"
    );
}

#[test]
fn a_recording_is_not_written_over() {
    let folder = std::env::temp_dir().join(format!("wellclient-own-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (journal, page, link) = (file("day.journal"), file("day.html"), file("link"));
    std::fs::copy("tests/traces/bad_day.journal", &journal).unwrap();
    std::fs::hard_link(&journal, &link).unwrap();
    for more in [
        ["--html", &*link, "--svg", &*page],
        ["--html", &*journal, "--svg", &*page],
        ["--html", &*page, "--svg", &*journal],
        ["--html", &*page, "--svg", &*page],
    ] {
        let done = run(&[&["replay", &*journal], &more[..]].concat());
        assert_eq!(done.status.code(), Some(2), "{more:?}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        let mut piped = program(&["replay", "-", "--html", &journal]);
        piped.stdin(std::fs::File::open(&journal).unwrap());
        assert_eq!(piped.finish().status.code(), Some(2));
        // Others might have read what was there before.
        std::fs::write(&page, "old").unwrap();
        std::fs::set_permissions(&page, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(run(&["replay", &journal, "--html", &page]).status.success());
        let mode = std::fs::metadata(&page).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let is = std::fs::read(&journal).unwrap();
    assert!(is == std::fs::read("tests/traces/bad_day.journal").unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_file_with_nothing_in_it_has_no_event() {
    let done = replay_input(b"", &[]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("no event in it"));
}

#[test]
fn what_page_and_picture_cannot_be_is_said() {
    let journal = "tests/traces/bad_day.journal";
    for (more, code, why) in [
        (&["--mask"][..], 2, "--mask is for --html and --svg"),
        (&["--html", "-", "--text"], 2, "cannot be used with"),
        (
            &["--html", "no/such/folder/day.html"],
            1,
            "day.html cannot be written",
        ),
    ] {
        let done = run(&[&["replay", journal], more].concat());
        assert_eq!(done.status.code(), Some(code), "{more:?}");
        assert!(text(&done.stderr).contains(why), "{}", text(&done.stderr));
    }
    let event = "{\"eventName\":\"x\"}\n".repeat(1001);
    let done = replay_input(event.as_bytes(), &[&WHO[..], &["--svg", "-"]].concat());
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("too many for a picture"));
    // The page is made all the same.
    let done = replay_input(
        event.as_bytes(),
        &[&WHO[..], &["--svg", "no.svg", "--html", "-"]].concat(),
    );
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stdout).ends_with("</html>\n"));
}
