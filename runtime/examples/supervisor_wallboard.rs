//! A wallboard: many agents in one process, a line for each change, and a supervisor who listens in.
//!
//! `cargo run -p wellclient --example supervisor_wallboard [URL]`

mod common;

use std::error::Error;

use wellclient::{
    AgentMode, AgentModeRequest, CallRef, Client, EventKind, LoginRequest, Session, SessionConfig,
};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let server = common::Server::from_arguments().await?;
    let client = Client::new()?;
    let mut sessions = Vec::new();
    for (job_number, ext) in [("5003", "8003"), ("5004", "8004")] {
        let session = client.session(SessionConfig::new(server.environment()?))?;
        let board = session.clone();
        session.on_any(move |_| show(&board)).detach();
        let agent_mode = AgentModeRequest::Ready;
        session
            .agent_login(LoginRequest {
                agent_mode,
                ..server.agent(job_number, ext)
            })
            .await?;
        sessions.push(session);
    }
    let [supervisor, agent] = sessions.as_slice() else {
        return Err("two sessions were made".into());
    };

    let mut calls = agent.subscribe().kinds([EventKind::Established]).stream();
    let mut modes = agent.subscribe().kinds([EventKind::AgentNotReady]).stream();
    server.customer_calls("8004")?;
    let call = calls
        .wait_for(EventKind::Established)
        .await
        .and_then(|event| event.call_id().map(CallRef::to_owned))
        .ok_or("no call")?;
    let (_, own) = supervisor.identity().ok_or("not logged in")?;
    supervisor.force_listen(&call, &own).await?;
    supervisor.drop_connection(Some(call)).await?;
    agent.drop_connection(None).await?;
    let (id, device) = agent.identity().ok_or("not logged in")?;
    supervisor.force_not_ready(&id, &device).await?;
    modes
        .wait_for(EventKind::AgentNotReady)
        .await
        .ok_or("the agent is as ready as before")?;
    for session in &sessions {
        session.logout().await?;
    }
    client.close().await;
    Ok(())
}

/// One line of the board.
fn show(session: &Session) {
    let snapshot = session.snapshot();
    let Some(agent) = snapshot.agent.filter(|agent| agent.mode != AgentMode::Unknown) else {
        return;
    };
    let calls: Vec<String> = snapshot
        .calls
        .iter()
        .map(|call| format!("{} parties, {}", call.parties.len(), call.leg.as_str()))
        .collect();
    println!(
        "{:<14} {:<10} {}",
        agent.id.as_str(),
        agent.mode,
        calls.join(" | ")
    );
}
