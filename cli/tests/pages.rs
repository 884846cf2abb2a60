//! Completions for shells, and the manual pages: of every command, and such that their readers take them.

mod common;

use std::fs;

const COMMANDS: [&str; 9] = [
    "demo",
    "simulate",
    "softphone",
    "tail",
    "wallboard",
    "replay",
    "doctor",
    "completions",
    "man",
];

fn completions(shell: &str) -> String {
    let output = common::run(&["completions", shell]);
    assert!(output.status.success(), "{shell}");
    common::text(&output.stdout)
}

#[test]
fn every_shell_completes_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = completions(shell);
        for command in COMMANDS {
            assert!(script.contains(command), "{shell}: {command}");
        }
        assert!(script.contains("no-auto-answer"), "{shell}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn bash_completes_a_command_and_an_option() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    let ask = |words: &str, at: usize| {
        let script = format!(
            "{}\nCOMP_WORDS=({words}); COMP_CWORD={at}; _wellclient wellclient \"${{COMP_WORDS[{at}]}}\" x; \
             echo \"${{COMPREPLY[@]}}\"",
            completions("bash")
        );
        let mut bash = Command::new("bash")
            .args(["--noprofile", "--norc"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = bash.wait_with_output().unwrap();
        common::text(&output.stdout).trim().to_owned()
    };
    assert_eq!(ask("wellclient rep", 1), "replay");
    assert_eq!(ask("wellclient demo --sp", 2), "--speed");
}

#[test]
fn an_unknown_shell_is_refused_with_the_known_ones() {
    let output = common::run(&["completions", "csh"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(common::text(&output.stderr).contains("bash"));
}

#[test]
fn every_command_has_a_page_whose_examples_keep_their_lines() {
    let folder = std::env::temp_dir().join(format!("wellclient-pages-{}", std::process::id()));
    let output = common::run(&["man", "--out", folder.to_str().unwrap()]);
    assert!(output.status.success(), "{}", common::text(&output.stderr));
    let mut files: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut expected: Vec<String> = COMMANDS.map(|command| format!("wellclient-{command}.1")).to_vec();
    expected.push("wellclient.1".to_owned());
    expected.sort();
    assert_eq!(files, expected);
    let page = fs::read_to_string(folder.join("wellclient-demo.1")).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    let (_, notes) = page
        .split_once(".SH EXAMPLES AND NOTES\nExamples:\n.nf\n")
        .unwrap();
    assert!(notes.contains("\n  wellclient demo \\-\\-speed 0.3"), "{page}");
    assert!(notes.contains("\n.fi\n"), "{page}");
}

#[test]
fn the_page_of_the_program_is_printed() {
    let output = common::run(&["man"]);
    assert!(output.status.success());
    assert!(common::text(&output.stdout).contains(".TH wellclient 1"));
}

#[test]
fn a_folder_that_cannot_be_is_named() {
    let output = common::run(&["man", "--out", "Cargo.toml/man1"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(common::text(&output.stderr).contains("Cargo.toml/man1"));
}
