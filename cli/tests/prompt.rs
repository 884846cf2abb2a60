//! Ended at the question for a password, a program leaves the terminal as it was, and has not worked.
#![cfg(target_os = "linux")]

mod common;

use common::terminal::Terminal;
use common::{as_agent, simulator};

/// Each command that asks.
fn commands(url: &str) -> [Vec<&str>; 4] {
    let board = [
        "wallboard",
        "--env",
        url,
        "--account",
        "5001@test.cc",
        "--agents",
        "5001",
    ];
    [
        as_agent("tail", url, &[]),
        as_agent("doctor", url, &[]),
        board.to_vec(),
        [&board[..], &["--listen", "127.0.0.1:0"]].concat(),
    ]
}

/// Waits for the end; with `code`, and an echo.
fn ended(mut terminal: Terminal, command: &[&str], code: i32) {
    let ended = terminal.child.wait().unwrap();
    assert_eq!(ended.code(), Some(code), "{command:?} {ended:?}");
    assert!(terminal.echoes() && !terminal.is_raw(), "{command:?}");
}

#[test]
fn ctrl_c_and_sigterm_at_the_first_question_end_alike() {
    let (_server, url) = simulator(&[]);
    for command in commands(&url) {
        for how in ["Ctrl-C", "INT", "TERM", "HUP"] {
            let mut terminal = Terminal::of_session(&command);
            terminal.see("Password of 5001");
            terminal.wait_until(|terminal| !terminal.echoes());
            match how {
                "Ctrl-C" => terminal.press("\u{3}"),
                signal => terminal.signal(signal),
            }
            terminal.see("ended before the log-in");
            ended(terminal, &command, 1);
        }
    }
}

#[test]
fn ctrl_c_at_a_later_question_is_no_success() {
    let (_server, url) = simulator(&[]);
    for command in commands(&url) {
        let mut terminal = Terminal::of_session(&command);
        terminal.type_password("5001", "wrong");
        terminal.see("Password of 5001");
        terminal.wait_until(|terminal| !terminal.echoes());
        terminal.press("\u{3}");
        ended(terminal, &command, 1);
    }
}

#[test]
fn no_password_is_a_call_that_makes_no_sense() {
    let (_server, url) = simulator(&[]);
    for (command, language) in commands(&url).into_iter().zip(["en", "zh", "en", "zh"]) {
        let command = [&command[..], &["--lang", language]].concat();
        let (question, told) = match language {
            "en" => ("Password of 5001", "\nwellclient: no password was typed\r\n"),
            _ => ("5001@test.cc 的密码：", "\nwellclient: 没有输入密码\r\n"),
        };
        for key in ["\u{4}", "\r"] {
            let mut terminal = Terminal::of_session(&command);
            terminal.see(question);
            terminal.wait_until(|terminal| !terminal.echoes());
            terminal.press(key);
            terminal.see(told);
            ended(terminal, &command, 2);
        }
    }
}
