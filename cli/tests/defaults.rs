//! Variables and the file that give arguments their defaults.

mod common;

use common::{PASSWORD, Running, Runs as _, program, run, simulator, text};

/// A file of this content, which goes with the test.
struct File(std::path::PathBuf);

impl File {
    fn new(name: &str, content: &str) -> Self {
        let path = std::env::temp_dir().join(format!("wellclient-{}-{name}.toml", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn an_agent_logs_in_by_the_file_a_variable_goes_before_it_and_an_argument_before_both() {
    let (_server, url) = simulator(&[]);
    let file = File::new(
        "agent",
        // As Notepad writes it.
        &format!("\u{feff}env = \"{url}\"\nagent = \"5003@test.cc\"\next = \"8003\"\n"),
    );
    for (variable, arguments, agent) in [
        (None, &[][..], "5003@test.cc"),
        (Some("5002@test.cc"), &[], "5002@test.cc"),
        (Some("5002@test.cc"), &["--agent", "5001@test.cc"], "5001@test.cc"),
    ] {
        let mut command = program(&["tail", "--stdin", "--json"]);
        command.args(arguments).env("WELLCLIENT_CONFIG", &file.0);
        command.env("WELLCLIENT_PASSWORD", PASSWORD);
        if let Some(agent) = variable {
            command.env("WELLCLIENT_AGENT", agent);
        }
        let mut running = Running::start(command);
        let event = running.event("agentLoggedOn");
        assert_eq!(event["event"]["agentId"], agent);
        assert_eq!(running.end(), 0);
    }
}

#[test]
fn a_language_that_is_there_by_default_hinders_nothing() {
    let mut command = program(&["replay", "tests/traces/bad_day.journal", "--text"]);
    let done = command.env("WELLCLIENT_LANG", "zh").finish();
    assert!(done.status.success(), "{}", text(&done.stderr));
}

#[test]
fn help_helps_with_a_file_that_makes_no_sense() {
    let file = File::new("bogus", "bogus = 1\n");
    for arguments in [
        &["--help"][..],
        &["tail", "--help"],
        &["--version"],
        &["completions", "bash"],
    ] {
        let done = program(arguments).env("WELLCLIENT_CONFIG", &file.0).finish();
        assert!(done.status.success(), "{arguments:?}");
    }
    let done = program(&["tail"]).env("WELLCLIENT_CONFIG", &file.0).finish();
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("there is no \"bogus\""));
}

#[test]
fn a_list_is_one_and_a_default_conflicts_with_nothing() {
    let file = File::new(
        "list",
        "env = \"http://127.0.0.1:1\"\naccount = \"5009@test.cc\"\nagents = [\"5001\", \"5002\"]\nproxy = \"http://u:hunter2@127.0.0.1:1\"\n",
    );
    let with = |arguments: &[&str]| {
        let mut command = program(arguments);
        command
            .env("WELLCLIENT_CONFIG", &file.0)
            .env("WELLCLIENT_PASSWORD", PASSWORD);
        command.finish()
    };
    // It gets as far as the terminal that it does not have.
    for arguments in [
        &["wallboard"][..],
        &["wallboard", "--demo"],
        &["softphone", "--demo"],
    ] {
        let told = with(arguments);
        assert_eq!(told.status.code(), Some(2), "{arguments:?}");
        let told = text(&told.stderr);
        assert!(told.contains("terminal"), "{arguments:?}: {told}");
    }
    let help = text(&with(&["wallboard", "--help"]).stdout);
    assert!(help.contains("[default: 5001,5002]"), "{help}");
    assert!(!help.contains("hunter2"), "{help}");
}

#[test]
fn a_file_that_makes_no_sense_is_a_usage_error_and_shows_no_value() {
    let file = File::new("wrong", "password = \"hunter2\"\n");
    let mut command = program(&["doctor"]);
    command.env("WELLCLIENT_CONFIG", &file.0);
    let told = command.finish();
    assert_eq!(told.status.code(), Some(2));
    let told = text(&told.stderr);
    assert!(
        told.contains("password-file") && !told.contains("hunter2"),
        "{told}"
    );

    let mut command = program(&["doctor"]);
    command.env("WELLCLIENT_CONFIG", "/no/such/file");
    assert_eq!(command.finish().status.code(), Some(2));
    // Without one, what is needed is missing.
    assert_eq!(run(&["tail"]).status.code(), Some(2));
}
