//! What brokers refuse, and how the library says it.

use std::sync::atomic::Ordering;

use wellclient::{CommandError, Dialect, Error, SessionPhase, Unreached};

use crate::broker::{Broker, Kind, config_with};
use crate::raw::USER;
use crate::relay::Relay;
use crate::support::{agent, soon, until};

crate::with_each_broker!(
    a_wrong_passcode_ends_a_log_in_with_the_broker_s_words,
    a_topic_that_is_refused_ends_a_log_in,
    a_default_broker_is_examined_without_a_login,
);

/// Why the event channel is not there.
fn no_channel(outcome: Result<impl std::fmt::Debug, Error>) -> Unreached {
    match outcome {
        Err(Error::Rejected(CommandError::NoEventChannel(why))) => why,
        other => panic!("{other:?}"),
    }
}

async fn a_wrong_passcode_ends_a_log_in_with_the_broker_s_words(broker: &Broker) {
    let floor = broker.floor().await;
    let relay = Relay::new(broker, None).await;
    let config = config_with(&floor, &relay.url, USER, "s3cr3t-pass");
    let session = floor.client.session(config).unwrap();
    let why = no_channel(soon(session.agent_login(agent(41))).await);
    assert!(why.text.contains("the broker reports an error"), "{}", why.text);
    assert!(!why.text.contains("s3cr3t-pass"), "{}", why.text);
    // RabbitMQ leaves the WebSocket open: it is the library's to close. Either way it is not tried again.
    if broker.kind == Kind::RabbitMq {
        until("the WebSocket is closed here", || {
            relay.seen.closed_by_client.load(Ordering::SeqCst)
        })
        .await;
    }
    assert_eq!(relay.seen.connections.load(Ordering::SeqCst), 1);
    assert_eq!(session.snapshot().phase, SessionPhase::LoggedOut);
    assert_eq!(floor.mode(41), "Logout");
}

/// RabbitMQ refuses a name, Artemis a user.
async fn a_topic_that_is_refused_ends_a_log_in(broker: &Broker) {
    let (dialect, user) = match broker.kind {
        Kind::RabbitMq => (Dialect::V2, USER),
        Kind::Artemis => (Dialect::V4, "nobody"),
    };
    let floor = broker.floor().await.speaking(dialect);
    let session = floor
        .client
        .session(config_with(&floor, &broker.url(), user, user))
        .unwrap();
    let why = no_channel(soon(session.agent_login(agent(42))).await);
    let words = match broker.kind {
        Kind::RabbitMq => "Invalid destination",
        Kind::Artemis => "does not have permission",
    };
    assert!(why.text.contains(words), "{}", why.text);
    assert_eq!(session.snapshot().phase, SessionPhase::LoggedOut);
    assert_eq!(floor.mode(42), "Logout");
}

/// As `wellclient doctor` does: RabbitMQ lets in who says nothing, Artemis does not.
async fn a_default_broker_is_examined_without_a_login(broker: &Broker) {
    let floor = broker.floor().await;
    let probed = soon(
        floor
            .client
            .probe_events(&broker.url(), std::time::Duration::from_secs(10)),
    )
    .await;
    match broker.kind {
        Kind::RabbitMq => {
            let probe = probed.unwrap();
            assert_eq!(probe.version.as_str(), "1.2");
            assert!(probe.server.unwrap().starts_with("RabbitMQ/"));
        }
        Kind::Artemis => assert!(
            matches!(probed, Err(wellclient::ProbeError::Refused(_))),
            "{probed:?}"
        ),
    }
}
