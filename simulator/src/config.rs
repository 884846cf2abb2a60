//! How a simulator is set up.

use std::net::{Ipv4Addr, SocketAddr};

use serde::Deserialize;

use crate::pbx::{Password, PbxConfig};
use crate::token::Token;

/// How a [`Simulator`](crate::Simulator) is set up. In JSON every field may be absent.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SimulatorConfig {
    /// Where to listen; port 0 lets the system choose. `127.0.0.1:0` by default.
    pub listen: SocketAddr,
    /// Agents, extensions, outside lines and their habits.
    pub pbx: PbxConfig,
    /// The event channel.
    pub stomp: StompConfig,
    /// A real broker, through which the events go. None by default: the simulator is the broker.
    pub broker: Option<BrokerConfig>,
    /// What all that is random in the faults comes from. 1 by default.
    pub fault_seed: u64,
    /// What whoever uses the control API must show. None by default: then whoever reaches it can use it.
    pub token: Option<Token>,
}

/// A broker that speaks STOMP over WebSocket. The simulator publishes its events there, and its own event channel is a way
/// through to it, so that clients need no other address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BrokerConfig {
    /// Where it is: `ws://127.0.0.1:15674/ws`.
    pub url: String,
    /// The `login` of the simulator's own CONNECT. None by default; clients bring theirs.
    pub login: Option<String>,
    /// Its `passcode`.
    pub passcode: Option<Password>,
    /// Its `host`.
    pub virtual_host: Option<String>,
}

/// How the event channel behaves: brokers differ.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StompConfig {
    /// Whether a `receipt` header is answered by RECEIPT. True by default; some brokers send none.
    pub receipts: bool,
    /// How often the server offers to send a heart-beat, in ms; 0: never. 10 000 by default.
    pub heartbeat_send_ms: u32,
    /// How often the server wants the client's heart-beat, in ms; 0: never. 10 000 by default.
    pub heartbeat_receive_ms: u32,
    /// Whether frames go out in binary WebSocket messages. False by default: in text messages.
    pub binary: bool,
    /// How many frames go into one WebSocket message; it waits up to 20 ms for them. 1 by default.
    pub pack: usize,
    /// The largest WebSocket message in bytes; a longer frame is split over several. No limit by default.
    pub split: Option<usize>,
    /// Whether an EOL follows each frame's NUL, as with RabbitMQ. False by default.
    pub trailing_newline: bool,
    /// To how many agents' events one connection may subscribe, as of a broker that lets nobody watch others: what goes
    /// beyond is refused with ERROR. 4096 by default.
    pub agents_per_connection: usize,
    /// How many events may wait for a client that does not read, before it is cut. 1024 by default.
    pub queue: usize,
    /// How long a new connection may take to send CONNECT, in ms. 30 000 by default.
    pub connect_timeout_ms: u64,
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            pbx: PbxConfig::default(),
            stomp: StompConfig::default(),
            broker: None,
            fault_seed: 1,
            token: None,
        }
    }
}

impl Default for StompConfig {
    fn default() -> Self {
        Self {
            receipts: true,
            heartbeat_send_ms: 10_000,
            heartbeat_receive_ms: 10_000,
            binary: false,
            pack: 1,
            split: None,
            trailing_newline: false,
            agents_per_connection: 4096,
            queue: 1024,
            connect_timeout_ms: 30_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_json_is_the_default_and_unknown_fields_are_refused() {
        let config: SimulatorConfig = serde_json::from_str(r#"{"stomp":{"pack":3}}"#).unwrap();
        assert_eq!(
            (config.listen, config.stomp.pack),
            (SimulatorConfig::default().listen, 3)
        );
        assert!(config.stomp.receipts);
        assert!(serde_json::from_str::<SimulatorConfig>(r#"{"stomp":{"packs":3}}"#).is_err());
    }
}
