//! An agent's desktop: log in, be called, see what the buttons may do, talk, hang up, log out.
//!
//! `cargo run -p wellclient --example inbound_desktop [URL]`

mod common;

use std::error::Error;

use wellclient::{AgentModeRequest, Body, Client, LoginRequest, Notice, SessionConfig};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let server = common::Server::from_arguments().await?;
    let session = Client::new()?.session(SessionConfig::new(server.environment()?))?;
    let mut events = session.events();
    let agent = server.agent("5001", "8001");
    session
        .agent_login(LoginRequest {
            agent_mode: AgentModeRequest::Ready,
            ..agent
        })
        .await?;
    println!("ready for calls");
    server.customer_calls("8001")?;

    while let Some(notice) = events.next().await {
        let Notice::Event(event) = notice else { continue };
        match event.body() {
            Body::Delivered(ringing) => {
                println!("{} calls", ringing.calling.map_or("somebody", |d| d.number()))
            }
            Body::Established(answered) => {
                println!("talking");
                for call in session.snapshot().calls {
                    for action in call.actions.iter().filter(|action| action.is_allowed()) {
                        println!("  [{}]", action.verb);
                    }
                }
                session
                    .drop_connection(Some(answered.info.call.to_owned()))
                    .await?;
            }
            Body::CallCleared(call) if call.is_own => {
                println!("the call is over; with an outside line: {}", call.is_out_call);
                break;
            }
            _ => {}
        }
    }
    session.logout().await?;
    println!("logged out");
    Ok(())
}
