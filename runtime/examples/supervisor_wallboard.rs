//! A wallboard: agents watched by the account of a supervisor, a line for each change. Nobody is logged in or out by it.
//!
//! `cargo run -p wellclient --example supervisor_wallboard [URL AGENT…]`, the supervisor being 5009. Without a URL there are
//! a simulator and two agents at work, and it ends when they have gone home.

mod common;

use std::error::Error;

use wellclient::{
    AgentMode, AgentModeRequest, Client, EventKind, Events, LoginRequest, SessionConfig, Snapshot, Watch,
};

const TEAM: [(&str, &str); 2] = [("5003", "8003"), ("5004", "8004")];

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let server = common::Server::from_arguments().await?;
    let client = Client::new()?;
    let team: Vec<String> = match server.is_simulated() {
        true => TEAM.iter().map(|(agent, _)| format!("{agent}@test.cc")).collect(),
        false => std::env::args().skip(2).collect(),
    };
    let config = SessionConfig::new(server.environment()?);
    let watch = client.watch(config, server.supervisor("5009"), team)?;
    // Before it is opened, so that nothing is missed.
    let events = watch.events();
    watch.open().await?;
    if server.is_simulated() {
        tokio::try_join!(show(&watch, events, true), work(&client, &server))?;
    } else {
        show(&watch, events, false).await?;
    }
    client.close().await;
    Ok(())
}

/// A line for whatever has changed.
async fn show(watch: &Watch, mut events: Events, until_all_are_gone: bool) -> Result<(), Box<dyn Error>> {
    while events.next().await.is_some() {
        let board = watch.snapshots();
        board.iter().for_each(print);
        println!();
        if until_all_are_gone && board.iter().all(is_gone) {
            break;
        }
    }
    Ok(())
}

fn print(snapshot: &Snapshot) {
    let Some(agent) = &snapshot.agent else { return };
    let calls: Vec<String> = snapshot
        .calls
        .iter()
        .map(|call| {
            // What may have changed unseen is shown as such.
            let doubt = if call.unverified { "?" } else { "" };
            format!("{} parties, {}{doubt}", call.parties.len(), call.leg.as_str())
        })
        .collect();
    println!(
        "{:<14} {:<10} {}",
        agent.id.as_str(),
        agent.mode,
        calls.join(" | ")
    );
}

fn is_gone(snapshot: &Snapshot) -> bool {
    let agent = snapshot.agent.as_ref();
    agent.is_some_and(|agent| agent.mode == AgentMode::Logout)
}

/// The agents of the simulator's: they log in, one talks with a customer, and they go home.
async fn work(client: &Client, server: &common::Server) -> Result<(), Box<dyn Error>> {
    let mut sessions = Vec::new();
    for (job_number, ext) in TEAM {
        let session = client.session(SessionConfig::new(server.environment()?))?;
        session
            .agent_login(LoginRequest {
                agent_mode: AgentModeRequest::Ready,
                ..server.agent(job_number, ext)
            })
            .await?;
        sessions.push(session);
    }
    if let Some(agent) = sessions.last() {
        let mut calls = agent.subscribe().kinds([EventKind::Established]).stream();
        server.customer_calls("8004")?;
        calls.wait_for(EventKind::Established).await.ok_or("no call")?;
        agent.drop_connection(None).await?;
    }
    for session in &sessions {
        session.logout().await?;
    }
    Ok(())
}
