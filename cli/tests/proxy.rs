//! Proxies as the environment and the command line name them.

mod common;

use common::{Runs as _, json_lines, program, simulator, text};
use serde_json::Value;

const SECRET: &str = "pr0xy-s3cret";

/// Nobody is there.
const DEAD: &str = "http://clerk:pr0xy-s3cret@127.0.0.1:1";

/// What `doctor` says of a step, in this environment, and all that it says.
fn examined(url: &str, arguments: &[&str], environment: &[(&str, &str)], step: &str) -> (String, String) {
    let all = [&["doctor", "--env", url, "--json"], arguments].concat();
    let mut command = program(&all);
    command.env_remove("no_proxy").env_remove("NO_PROXY");
    let done = command.envs(environment.iter().copied()).finish();
    let said = text(&done.stdout) + &text(&done.stderr);
    assert!(!said.contains(SECRET), "{said}");
    let lines: Vec<Value> = json_lines(&done.stdout);
    let found = lines.iter().find(|line| line["step"] == step);
    let result = found.map_or("", |line| line["result"].as_str().unwrap());
    (result.to_owned(), said)
}

#[test]
fn what_no_proxy_names_is_reached_directly() {
    let (_server, url) = simulator(&[]);
    let port = url.rsplit(':').next().unwrap().trim_end_matches('/');
    let with_port = format!("127.0.0.1:{port}");
    let reached = |variables: &[(&str, &str)]| examined(&url, &[], variables, "STOMP").0 == "ok";
    assert!(reached(&[]));
    assert!(!reached(&[("http_proxy", DEAD)]));
    assert!(!reached(&[("ALL_PROXY", DEAD)]));
    assert!(reached(&[("https_proxy", DEAD)]), "of other URLs");
    for list in [
        "127.0.0.1",
        "127.0.0.0/8",
        "*",
        "localhost, 127.0.0.1",
        &with_port,
    ] {
        assert!(reached(&[("http_proxy", DEAD), ("NO_PROXY", list)]), "{list}");
        assert!(reached(&[("HTTP_PROXY", DEAD), ("no_proxy", list)]), "{list}");
    }
    for list in ["", ".0.0.1", "localhost", "127.0.0.1:1"] {
        assert!(!reached(&[("http_proxy", DEAD), ("NO_PROXY", list)]), "{list}");
    }
}

#[test]
fn a_proxy_that_cannot_be_used_is_not_gone_around() {
    let (_server, url) = simulator(&[]);
    for proxy in [
        "ftp://u:pr0xy-s3cret@127.0.0.1",
        "http://u:pr0xy-s3cret@[::bad",
        "http//u:pr0xy-s3cret@127.0.0.1:9",
    ] {
        let (result, said) = examined(&url, &[], &[("http_proxy", proxy)], "API");
        assert_eq!(result, "failed", "{said}");
        assert!(
            said.contains("http_proxy") && said.contains("cannot be used"),
            "{said}"
        );
        let done = program(&["doctor", "--env", &url, "--proxy", proxy]).finish();
        let said = text(&done.stdout) + &text(&done.stderr);
        assert!(
            !done.status.success() && said.contains("cannot be used"),
            "{said}"
        );
        assert!(!said.contains(SECRET), "{said}");
    }
}

/// As a password in Latin-1.
#[cfg(unix)]
#[test]
fn nor_is_one_that_is_not_utf_8() {
    use std::os::unix::ffi::OsStrExt as _;
    let (_server, url) = simulator(&[]);
    let proxy = std::ffi::OsStr::from_bytes(b"http://clerk:pr0xy-s3cret\xe4@127.0.0.1:1");
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        let mut command = program(&["doctor", "--env", &url, "--json"]);
        command
            .env_remove("no_proxy")
            .env_remove("NO_PROXY")
            .env(name, proxy);
        let done = command.finish();
        let said = text(&done.stdout) + &text(&done.stderr);
        assert!(said.contains(name) && said.contains("cannot be used"), "{said}");
        assert!(!done.status.success() && !said.contains(SECRET), "{said}");
    }
}
