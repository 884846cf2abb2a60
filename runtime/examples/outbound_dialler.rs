//! A dialler: calls a list of numbers, one after the other, and notes what became of each. Ctrl-C ends after the call that
//! is up: a customer is never left alone with an agent who is logged out.
//!
//! `cargo run -p wellclient --example outbound_dialler [URL]`

mod common;

use std::error::Error;

use wellclient::{Body, CallId, Client, Events, MakeCallOptions, Notice, Session, SessionConfig};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let server = common::Server::from_arguments().await?;
    let ending = common::Ending::by_ctrl_c()?;
    let session = Client::new()?.session(SessionConfig::new(server.environment()?))?;
    session.agent_login(server.agent("5002", "8002")).await?;
    let mut results = Vec::new();
    for number in ["5550100", "5550101"] {
        let Some(result) = dial(&session, number, &ending).await? else {
            break;
        };
        println!("{number}: {result}");
        results.push(result);
    }
    session.logout().await?;
    println!("logged out");
    (!server.is_simulated() || results == ["answered", "busy or out of reach"])
        .then_some(())
        .ok_or_else(|| "not as the simulator has it".into())
}

/// Calls a number; `None` where it was to end before that.
async fn dial(
    session: &Session,
    number: &str,
    ending: &common::Ending,
) -> Result<Option<&'static str>, Box<dyn Error>> {
    let mut events = session.events();
    // With call progress analysis the server says why a call could not be put through.
    let options = MakeCallOptions {
        cpa: Some(true),
        ..MakeCallOptions::default()
    };
    // A guard of the protocol: two seconds between two calls.
    while !ending.is_wanted() {
        match session.make_call(number, options.clone()).await {
            Ok(call) => {
                let outcome = outcome(&mut events, &call).await;
                return Ok(Some(outcome.unwrap_or("the session was closed")));
            }
            Err(error) => tokio::time::sleep(error.retry_after().ok_or(error)?).await,
        }
    }
    Ok(None)
}

/// What became of the call, once it is over.
async fn outcome(events: &mut Events, call: &CallId) -> Option<&'static str> {
    let mut outcome = "no answer";
    loop {
        let Notice::Event(event) = events.next().await? else {
            continue;
        };
        match event.body() {
            Body::Established(_) => outcome = "answered",
            Body::Failed(_) => outcome = "busy or out of reach",
            Body::CallCleared(over) if over.is_own && over.call_id == *call => return Some(outcome),
            _ => {}
        }
    }
}
