//! A server that is gone for good: how long whoever is told to end waits for it, and that `--reconnect` goes on. The server is
//! a real one; once it is gone, the clock runs by itself.

use wellclient::{
    Client, Command, Environment, LoginRequest, MakeCallOptions, ReconnectPolicy, SessionConfig,
};
use wellclient_simulator::{Simulator, SimulatorConfig};

use super::*;

/// An agent who is followed, and the server; with a call up or without.
async fn followed(in_a_call: bool, unreachable: bool) -> (Follower, Client, Simulator) {
    let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
    let environment = Environment::custom(&simulator.base_url(), None).unwrap();
    let client = Client::builder().no_proxy().build().unwrap();
    let mut config = SessionConfig::new(environment);
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 2,
        delay: Duration::from_secs(3),
    };
    let link = Link::new(&config.reconnect, config.timing.stable);
    let session = client.session(config).unwrap();
    session.agent_login(login()).await.unwrap();
    if in_a_call {
        let call = Command::MakeCall {
            number: "5550100".to_owned(),
            options: MakeCallOptions::default(),
        };
        assert!(session.command(call).await.is_good());
    }
    let how = How {
        json: true,
        stdin: false,
        again: Again {
            unreachable,
            password: false,
        },
    };
    let mut follower = Follower::new(session, how, link, None);
    follower.logging_in = false;
    (follower, client, simulator)
}

fn login() -> LoginRequest {
    LoginRequest::new("5001", "123456", "test.cc", "8001")
}

/// Follows it with the server gone.
async fn alone(follower: &mut Follower, simulator: Simulator) -> Result<(), Failure> {
    let mut signals = Signals::new().unwrap();
    simulator.shutdown().await;
    tokio::time::pause();
    follower.until_the_end(login(), &mut signals).await
}

#[tokio::test]
async fn told_to_end_in_a_call_it_waits_as_long_as_the_server_for_the_agent() {
    for unreachable in [false, true] {
        let (mut follower, client, simulator) = followed(true, unreachable).await;
        follower.end().unwrap();
        let began = Instant::now();
        let ended = alone(&mut follower, simulator).await;
        let waited = began.elapsed();
        tokio::time::resume();
        match ended {
            Err(Failure::Failed(why)) => assert_eq!(why, Word::GivenUp.of(spoken())),
            other => panic!("{other:?}"),
        }
        assert!((180..190).contains(&waited.as_secs()), "{waited:?}");
        client.close().await;
    }
}

#[tokio::test]
async fn with_reconnect_it_goes_on_after_the_last_counted_attempt() {
    for in_a_call in [false, true] {
        let (mut follower, client, simulator) = followed(in_a_call, true).await;
        let hour = Duration::from_secs(3600);
        let ended = tokio::time::timeout(hour, alone(&mut follower, simulator)).await;
        tokio::time::resume();
        assert!(ended.is_err(), "{ended:?}");
        client.close().await;
    }
}
