//! `wellclient softphone`, run in a terminal of its own.

#![cfg(target_os = "linux")]

mod common;

use std::time::{Duration, Instant};

use common::http::post;
use common::terminal::Terminal;
use common::{PASSWORD, PATIENCE, as_agent, run, simulator, text};

/// Logs in, and answers the first call.
fn in_a_call() -> Terminal {
    let mut terminal = Terminal::new(&["softphone", "--demo"]);
    terminal.see("\u{1b}[?1049h");
    terminal.see("simulated");
    assert!(terminal.is_raw());
    terminal.press("\r");
    terminal.see("What can be done");
    // F8: a customer calls.
    terminal.press("\u{1b}[19~");
    terminal.see("ringing");
    terminal.press("a");
    terminal.see("talk");
    terminal
}

#[test]
fn control_c_in_a_call_asks_and_hangs_up_when_told() {
    let mut terminal = in_a_call();
    terminal.press("\u{3}");
    terminal.see("A call is up");
    terminal.press("h");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_signal_waits_for_the_end_of_the_call() {
    let mut terminal = in_a_call();
    terminal.signal("TERM");
    terminal.see("Ends when the call is over.");
    assert!(terminal.child.try_wait().unwrap().is_none());
    terminal.press("x");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn without_its_window_it_stays_until_the_call_is_over() {
    let mut terminal = in_a_call();
    terminal.close_window();
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert!(terminal.child.try_wait().unwrap().is_none());
    let before = terminal.ticks();
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert!(
        terminal.ticks() - before < 50,
        "it is busy with a terminal that is gone"
    );
    // Told again, it hangs up.
    terminal.signal("TERM");
    assert_eq!(terminal.child.wait().unwrap().code(), Some(0));
}

#[test]
fn sigquit_ends_at_once_and_gives_the_terminal_back() {
    let mut terminal = in_a_call();
    terminal.signal("QUIT");
    assert_eq!(terminal.end(), 1);
    terminal.see("the agent is still logged in");
}

#[test]
fn a_log_out_that_is_not_confirmed_is_no_success() {
    let (_server, url) = simulator(&[]);
    let arguments = as_agent("softphone", &url, &[]);
    let mut terminal = Terminal::with(&arguments, &[("WELLCLIENT_PASSWORD", PASSWORD)]);
    terminal.see("What can be done");
    let refused = r#"{"kind":"http","on":{"verb":"logout"},"reply":{"status":{"code":503}}}"#;
    post(&url, "/simulator/faults", refused);
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 1);
    terminal.see("has not confirmed");
}

#[test]
fn a_wrong_password_is_asked_for_again() {
    let mut terminal = Terminal::new(&["softphone", "--demo"]);
    terminal.see("simulated");
    terminal.press("x\r");
    terminal.see("is wrong.");
    terminal.press("123456\r");
    terminal.see("What can be done");
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_demo_has_a_password_of_its_own() {
    let mut terminal = Terminal::with(&["softphone", "--demo"], &[("WELLCLIENT_PASSWORD", "another")]);
    terminal.see("simulated");
    terminal.press("\r");
    terminal.see("What can be done");
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn without_a_terminal_it_says_so() {
    let output = run(&["softphone", "--demo"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("needs a terminal"));
    assert!(output.stdout.is_empty());
}

/// Full screens are for terminals that can show them.
#[test]
fn a_terminal_of_lines_gets_none() {
    for term in ["dumb", ""] {
        for (language, told) in [
            ("en", "this terminal shows lines only, as TERM says; "),
            ("zh", "TERM 表明此终端只能逐行显示；"),
        ] {
            for command in ["softphone", "wallboard"] {
                let arguments = [command, "--demo", "--lang", language];
                let mut terminal = Terminal::with(&arguments, &[("TERM", term)]);
                let all = terminal.up_to(told);
                assert!(!all.contains("\u{1b}["), "{all:?}");
                assert_eq!(
                    terminal.child.wait().unwrap().code(),
                    Some(2),
                    "{term:?} {command}"
                );
            }
        }
    }
}

#[test]
fn a_terminal_without_colours_gets_none() {
    for (term, is_coloured) in [("xterm", true), ("vt100", false)] {
        let variables = [("TERM", term), ("NO_COLOR", "")];
        let mut terminal = Terminal::with(&["softphone", "--demo"], &variables);
        let all = terminal.up_to("simulated");
        assert_eq!(all.contains("\u{1b}[38;5;"), is_coloured, "{term}: {all:?}");
    }
}

/// Signals of one moment are one wish, but not for as long as they go on: who never stops is heard in the end.
#[test]
fn signals_that_do_not_stop_end_it() {
    let mut terminal = in_a_call();
    let begun = Instant::now();
    while terminal.child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < PATIENCE, "it goes on");
        terminal.signal("TERM");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_team_without_a_domain_is_refused() {
    let output = run(&["softphone", "--team", "5002"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("5002@test.cc"));
}
