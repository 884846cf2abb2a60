//! `wellclient wallboard --listen`: what becomes of a server that is not there yet, and of an account that is refused.

mod common;

use common::{PASSWORD, Running, Runs as _, program, simulator};

fn wallboard(url: &str, password: &str) -> Running {
    let mut command = program(&["wallboard", "--env", url, "--account", "5009@test.cc"]);
    command.args([
        "--agents",
        "5001,5002,",
        "--listen",
        "127.0.0.1:0",
        "--lang",
        "en",
    ]);
    command.env("WELLCLIENT_PASSWORD", password);
    Running::start(command)
}

#[test]
fn a_server_that_comes_later_is_watched() {
    // Nothing listens there any more.
    let (gone, url) = simulator(&[]);
    drop(gone);
    let mut board = wallboard(&url, PASSWORD);
    board.line("its address", |line| line.contains("Open http://127.0.0.1:"));
    let address = url.strip_prefix("http://").unwrap();
    let mut server = Running::start(program(&["simulate", "--listen", address, "--json"]));
    server.json("the event channel", |line| line["what"] == "opened");
}

#[test]
fn without_a_terminal_there_is_the_page() {
    let mut command = program(&["wallboard", "--demo", "--lang", "en"]);
    let done = command.stdin(std::process::Stdio::null()).finish();
    assert_eq!(done.status.code(), Some(2));
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(told.contains("--listen") && !told.contains("tail"), "{told}");
}

#[test]
fn an_account_that_is_refused_ends_it() {
    let (_server, url) = simulator(&[]);
    let mut board = wallboard(&url, "not-the-password");
    assert_eq!(board.end(), 1);
    let told = board.printed.join("\n");
    assert!(told.contains("the log-in failed (401)"), "{told}");
    assert!(!told.contains("not-the-password"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_mistyped_password_is_asked_for_again() {
    use common::terminal::Terminal;

    let (mut server, url) = simulator(&[]);
    let arguments = [
        "wallboard",
        "--env",
        &url,
        "--account",
        "5009@test.cc",
        "--agents",
        "5001",
        "--lang",
        "en",
    ];
    let mut terminal = Terminal::of_session(&arguments);
    for password in ["wrong", PASSWORD] {
        terminal.type_password("5009@test.cc", password);
    }
    server.json("the event channel", |line| line["what"] == "opened");
    terminal.wait_until(|terminal| terminal.is_raw());
    // Once the watch is open its agents are there: before that, to be ended is no success.
    terminal.see("5001");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}
