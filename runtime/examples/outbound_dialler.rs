//! A dialler: calls a list of numbers, one after the other, and notes what became of each.
//!
//! `cargo run -p wellclient --example outbound_dialler [URL]`

mod common;

use std::error::Error;

use wellclient::{Body, Client, Events, MakeCallOptions, Notice, Session, SessionConfig};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let server = common::Server::from_arguments().await?;
    let session = Client::new()?.session(SessionConfig::new(server.environment()?))?;
    session.agent_login(server.agent("5002", "8002")).await?;
    let mut results = Vec::new();
    for number in ["5550100", "5550101"] {
        let result = dial(&session, number).await?;
        println!("{number}: {result}");
        results.push(result);
    }
    session.logout().await?;
    (results == ["answered", "busy or out of reach"])
        .then_some(())
        .ok_or_else(|| "not as the simulator has it".into())
}

async fn dial(session: &Session, number: &str) -> Result<&'static str, Box<dyn Error>> {
    let mut events = session.events();
    // With call progress analysis the server says why a call could not be put through.
    let options = MakeCallOptions {
        cpa: Some(true),
        ..MakeCallOptions::default()
    };
    // A guard of the protocol: two seconds between two calls.
    while let Err(error) = session.make_call(number, options.clone()).await {
        tokio::time::sleep(error.retry_after().ok_or(error)?).await;
    }
    Ok(outcome(&mut events).await.unwrap_or("the session was closed"))
}

/// What became of the call, once it is over.
async fn outcome(events: &mut Events) -> Option<&'static str> {
    let mut outcome = "no answer";
    loop {
        let Notice::Event(event) = events.next().await? else {
            continue;
        };
        match event.body() {
            Body::Established(_) => outcome = "answered",
            Body::Failed(_) => outcome = "busy or out of reach",
            Body::CallCleared(call) if call.is_own => return Some(outcome),
            _ => {}
        }
    }
}
