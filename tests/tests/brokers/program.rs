//! The program: `wellclient simulate --broker`, and `doctor` through it.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::broker::{Broker, Kind};
use crate::raw::USER;
use crate::support::soon;

crate::with_each_broker!(it_publishes_through_the_broker);

/// Built beside this test, in the folder above.
fn program() -> Command {
    let here = std::env::current_exe().unwrap();
    let program: PathBuf = here.ancestors().nth(2).unwrap().join("wellclient");
    assert!(
        program.is_file(),
        "this test needs the program: cargo build -p wellclient-cli"
    );
    Command::new(program)
}

/// The simulator as a program, and its address.
async fn simulate(broker: &Broker) -> (Child, String, impl AsyncFnMut(&str) -> Value) {
    let arguments = [
        "simulate",
        "--json",
        "--listen",
        "127.0.0.1:0",
        "--broker-login",
        USER,
    ];
    let mut child = program()
        .args(arguments)
        .args(["--broker", &broker.url()])
        .env("WELLCLIENT_BROKER_PASSCODE", USER)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut until = async move |what: &str| loop {
        let line = soon(lines.next_line()).await.unwrap().expect("it has ended");
        let line: Value = serde_json::from_str(&line).unwrap();
        if line["what"] == what {
            return line;
        }
    };
    let listening = until("listening").await;
    let url = listening["url"].as_str().unwrap().to_owned();
    (child, url, until)
}

async fn it_publishes_through_the_broker(broker: &Broker) {
    let (child, url, mut until) = simulate(broker).await;
    let joined = until("broker_joined").await;
    assert_eq!(joined["version"], "1.2");
    assert_eq!(joined["slashes"], broker.kind == Kind::Artemis);
    let arguments = [
        "doctor",
        "--json",
        "--env",
        &url,
        "--agent",
        "5061@test.cc",
        "--ext",
        "8061",
    ];
    let examined = program()
        .args(arguments)
        .env("WELLCLIENT_PASSWORD", crate::support::PASSWORD)
        .output();
    let examined = soon(examined).await.unwrap();
    let said = String::from_utf8(examined.stdout).unwrap();
    match broker.kind {
        // A RabbitMQ as it comes lets in who says nothing.
        Kind::RabbitMq => assert!(examined.status.success(), "{said}"),
        Kind::Artemis => {
            assert_eq!(examined.status.code(), Some(1), "{said}");
            assert!(said.contains("a broker is there, and refuses"), "{said}");
        }
    }
    drop(child);
}
