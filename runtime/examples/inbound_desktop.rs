//! An agent's desktop: log in, be called, see what the buttons may do, talk until the customer hangs up, log out.
//!
//! `cargo run -p wellclient --example inbound_desktop [URL]`

mod common;

use std::error::Error;

use wellclient::{AgentModeRequest, Body, Client, LoginRequest, Notice, Session, SessionConfig};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let server = common::Server::from_arguments().await?;
    let session = Client::new()?.session(SessionConfig::new(server.environment()?))?;
    let mut events = session.events();
    let mut interrupts = common::interrupts()?;
    let agent = server.agent("5001", "8001");
    session
        .agent_login(LoginRequest {
            agent_mode: AgentModeRequest::Ready,
            ..agent
        })
        .await?;
    println!("ready for calls");
    server.customer_calls("8001")?;

    let mut interruptions = 0;
    loop {
        let notice = tokio::select! {
            notice = events.next() => notice,
            _ = interrupts.recv() => {
                interruptions += 1;
                if session.snapshot().calls.is_empty() {
                    break;
                }
                interrupted(&session, interruptions).await;
                continue;
            }
        };
        let event = match notice {
            Some(Notice::Event(event)) => event,
            Some(_) => continue,
            None => return Ok(()),
        };
        match event.body() {
            // Other telephones ring too, such as the one that this agent calls.
            Body::Delivered(ringing) if ringing.is_own => {
                println!(
                    "{} calls",
                    ringing.calling_device.map_or("somebody", |d| d.number())
                );
            }
            Body::Established(_) => {
                println!("talking");
                for call in session.snapshot().calls {
                    for action in call.actions.iter().filter(|action| action.is_allowed()) {
                        println!("  [{}]", action.verb);
                    }
                }
                server.customer_hangs_up()?;
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

/// Ctrl-C in a call: the first ends after it, the second hangs up. Logging out now would leave the customer alone.
async fn interrupted(session: &Session, interruptions: u32) {
    if interruptions == 1 {
        println!("a call is up: ends when it is over; Ctrl-C again hangs up");
        return;
    }
    for call in session.snapshot().calls {
        if let Err(error) = session.drop_connection(Some(call.call_id)).await {
            println!("not hung up: {error}");
        }
    }
}
