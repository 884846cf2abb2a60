//! Every version of STOMP: the codec's frames as brokers read them, and the library on each.

use wellclient_core::stomp::{Command, Frame, Version};

use crate::broker::{Broker, config_with};
use crate::raw::{Raw, send};
use crate::relay::Relay;

crate::with_each_broker!(frames_come_as_they_were_sent, the_library_speaks_each_version);

const OFFERS: [(&str, Version); 3] = [
    ("1.0", Version::V1_0),
    ("1.1", Version::V1_1),
    ("1.2", Version::V1_2),
];

/// What a version can carry in a header comes back as it was sent; a body with NUL in it, too.
async fn frames_come_as_they_were_sent(broker: &Broker) {
    for (offer, version) in OFFERS {
        let mut raw = Raw::connect(&broker.url(), offer).await;
        assert_eq!(raw.version, version);
        let topic = format!("/topic/event.frames.v{}", offer.replace('.', "_"));
        raw.subscribe(&topic).await;
        let values: &[&str] = match version {
            Version::V1_0 => &["plain", "näïve 𝄞"],
            Version::V1_1 => &["a:b", "two\nlines", "back\\slash", "näïve 𝄞"],
            Version::V1_2 => &["a:b", "two\nlines", "back\\slash", "cr\rlf", "näïve 𝄞"],
        };
        for value in values {
            let body: &[u8] = "before\0after 𝄞".as_bytes();
            raw.send(&send(&topic, body).with_header("x-word", *value)).await;
            let message = raw.until(Command::Message).await;
            assert_eq!(message.header("x-word"), Some(*value), "{offer}");
            assert_eq!(message.body(), body, "{offer}");
            assert_eq!(message.header("destination"), Some(topic.as_str()));
        }
        raw.send(&Frame::new(Command::Unsubscribe).with_header("id", "s"))
            .await;
        raw.send(&Frame::new(Command::Disconnect)).await;
    }
}

/// A desk works on whatever the broker has chosen.
async fn the_library_speaks_each_version(broker: &Broker) {
    for (number, (offer, _)) in (11..).zip(OFFERS) {
        let floor = broker.floor().await;
        let relay = Relay::new(broker, Some(offer)).await;
        let config = config_with(&floor, &relay.url, "guest", "guest");
        let mut desk = floor.desk(number, config).await;
        let call = floor.call_in(&desk.ext());
        desk.answers(&call).await;
        desk.sees("delivered(C1) established(C1)").await;
        desk.hangs_up(&call).await;
        desk.sees(&format!("connectionCleared(C1-{})", desk.ext())).await;
        floor.ends_quietly([&mut desk]).await;
    }
}
