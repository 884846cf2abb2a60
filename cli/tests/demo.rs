//! The demo ends well, and shows what it says it shows.

mod common;

use common::{Runs as _, json_lines, program, run, text};
use serde_json::Value;

fn claims(lines: &[Value]) -> Vec<(String, String)> {
    let claims = lines.iter().filter(|line| line["type"] == "claim");
    claims
        .map(|line| (line["agent"].to_string(), line["claim"].to_string()))
        .collect()
}

#[test]
fn the_day_is_told_for_people() {
    let done = run(&["demo", "--speed", "1000"]);
    let told = text(&done.stdout);
    assert!(done.status.success(), "{told}{}", text(&done.stderr));
    for chapter in [
        "Signing on",
        "An outside call",
        "Consulting and transferring",
        "A conference",
        "A call that comes back",
        "Data that travels with a call",
        "A supervisor steps in",
        "Calling out, and recording",
        "A wallboard looks on",
        "What may not be done",
        "Events twice and out of order",
        "An event is lost",
        "The line is cut",
        "Signing off",
        "The day in numbers",
        "What to try next",
    ] {
        assert!(told.contains(chapter), "{chapter} is missing in\n{told}");
    }
    assert!(told.contains("(synthesized)"));
    assert!(!told.contains('\u{1b}'), "colours belong on terminals");
    assert!(!told.contains('✗'));
}

#[test]
fn the_day_is_told_for_programs_and_goes_the_same_way_each_time() {
    let run_once = || {
        let done = run(&["demo", "--json", "--speed", "1000", "--seed", "7"]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        json_lines(&done.stdout)
    };
    let (first, second) = (run_once(), run_once());
    assert!(
        first
            .iter()
            .all(|line| line["ms"].is_u64() && line["type"].is_string())
    );
    assert!(
        first
            .iter()
            .filter(|line| line["type"] == "claim")
            .all(|line| line["ok"] == true)
    );
    assert!(claims(&first).len() > 60);
    assert_eq!(claims(&first), claims(&second));
    let summary = first.last().unwrap();
    assert_eq!(
        (&summary["type"], &summary["ok"]),
        (&"summary".into(), &true.into())
    );
    assert_eq!(summary["claims"], claims(&first).len());
    let metrics = &summary["metrics"];
    assert!(metrics["duplicates"].as_u64() > Some(0) && metrics["corrections"].as_u64() >= Some(2));
    assert_eq!(metrics["reconnects"], 1);
}

/// What the column beside an event shows is how things are at the event.
#[test]
fn at_every_speed_the_calls_are_shown_as_they_are_at_the_event() {
    for speed in ["1000", "3"] {
        let done = run(&["demo", "--json", "--speed", speed]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        let lines = json_lines(&done.stdout);
        let mut seen = 0;
        for line in lines
            .iter()
            .filter(|line| line["type"] == "event" && line["late"] == false)
        {
            let state = match line["event"].as_str().unwrap() {
                "held" => "hold",
                "retrieved" => "connected",
                _ => continue,
            };
            let parties = &line["calls"][line["callId"].as_str().unwrap()]["parties"];
            let mut states = parties.as_object().unwrap().values().map(|party| &party["state"]);
            assert!(states.any(|shown| shown == state), "{line}");
            seen += 1;
        }
        assert!(seen >= 8, "{seen}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::io::{BufRead as _, BufReader};
    let mut child = program(&["demo", "--speed", "1000"]).begin();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    let done = child.wait_with_output().unwrap();
    assert_eq!(first, "A day at the call center\n");
    assert_eq!((done.status.code(), text(&done.stderr).as_str()), (Some(0), ""));
}

#[test]
fn wrong_usage_has_its_own_exit_code() {
    for arguments in [
        &["demo", "--speed", "0"][..],
        &["nonsense"],
        &["tail"],
        &["replay"],
    ] {
        let done = run(arguments);
        assert_eq!(done.status.code(), Some(2), "{arguments:?}");
        assert!(!done.stderr.is_empty());
    }
    for arguments in [
        &["--help"][..],
        &["demo", "--help"],
        &["tail", "--help"],
        &["replay", "--help"],
        &["doctor", "--help"],
    ] {
        let done = run(arguments);
        assert!(done.status.success());
        assert!(
            text(&done.stdout).lines().all(|line| line.chars().count() <= 100),
            "{arguments:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_line_is_wider_than_the_terminal() {
    use unicode_width::UnicodeWidthStr as _;

    for (columns, lang) in [(40, "en"), (40, "zh"), (80, "en")] {
        let told = common::terminal::Terminal::all_in(columns, &["demo", "--speed", "1000", "--lang", lang]);
        let wide: Vec<&str> = told
            .lines()
            .map(|line| line.trim_end_matches('\r'))
            .filter(|line| line.width() > usize::from(columns))
            .collect();
        assert!(wide.is_empty(), "{columns} {lang}: {wide:#?}");
    }
}
