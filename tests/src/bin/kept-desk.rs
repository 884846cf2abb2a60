//! A desk with a session store, as a process of its own that can be killed: `kept-desk <server> <store> [auto-answer]`.
//!
//! It logs agent 5001 in on 8001, or takes up what is in the store, and says `ready`. Then each line of its input is a
//! command as JSON, answered by its outcome, or `snapshot`. At the end of the input it closes the session.

use std::error::Error;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, stdin};
use wellclient::{
    AgentModeRequest, Client, Command, Environment, LoginRequest, SessionConfig, SessionOptions, SessionStore,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let server = arguments.next().ok_or("which server?")?;
    let store = SessionStore::new(arguments.next().ok_or("which store?")?, [7; 32]);
    let mut config = SessionConfig::new(Environment::custom(&server, None)?);
    config.settings.auto_answer = arguments.next().is_some();
    config.timing.between_calls = Duration::ZERO;
    let saved = store.load()?;
    let options = SessionOptions {
        store: Some(store),
        ..SessionOptions::default()
    };
    let client = Client::builder().no_proxy().build()?;
    let session = client.session_with(config, options)?;
    match saved {
        Some(saved) => session.recover(saved).await?,
        None => {
            let mut request = LoginRequest::new("5001", "123456", "test.cc", "8001");
            request.agent_mode = AgentModeRequest::Ready;
            session.agent_login(request).await?
        }
    };
    println!("ready");
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        match line.as_str() {
            "snapshot" => println!("{}", serde_json::to_string(&session.snapshot())?),
            command => {
                let outcome = session.command(Command::from_json(command)?).await;
                println!("{}", serde_json::Value::from(outcome.to_json()));
            }
        }
    }
    session.close().await;
    Ok(())
}
