//! The commands of client and server frames.

use std::fmt;
use std::str::FromStr;

/// What a frame asks for or reports: its first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Client: open a session.
    Connect,
    /// Client: open a session, by a name that tells STOMP from HTTP (since 1.1).
    Stomp,
    /// Server: the session is open.
    Connected,
    /// Client: a message for a destination.
    Send,
    /// Client: listen to a destination.
    Subscribe,
    /// Client: end a subscription.
    Unsubscribe,
    /// Client: a message was consumed.
    Ack,
    /// Client: a message was not consumed (since 1.1).
    Nack,
    /// Client: begin a transaction.
    Begin,
    /// Client: commit a transaction.
    Commit,
    /// Client: roll a transaction back.
    Abort,
    /// Client: end the session.
    Disconnect,
    /// Server: a message of a subscription.
    Message,
    /// Server: a frame that asked for a receipt was handled.
    Receipt,
    /// Server: something went wrong, and the connection is about to be closed.
    Error,
}

/// The text is not one of STOMP's commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a STOMP command")]
pub struct UnknownCommand;

impl Command {
    /// Every command.
    pub const ALL: [Self; 15] = [
        Self::Connect,
        Self::Stomp,
        Self::Connected,
        Self::Send,
        Self::Subscribe,
        Self::Unsubscribe,
        Self::Ack,
        Self::Nack,
        Self::Begin,
        Self::Commit,
        Self::Abort,
        Self::Disconnect,
        Self::Message,
        Self::Receipt,
        Self::Error,
    ];

    /// Octets of the longest command.
    pub(super) const LONGEST: usize = "UNSUBSCRIBE".len();

    /// The command as it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "CONNECT",
            Self::Stomp => "STOMP",
            Self::Connected => "CONNECTED",
            Self::Send => "SEND",
            Self::Subscribe => "SUBSCRIBE",
            Self::Unsubscribe => "UNSUBSCRIBE",
            Self::Ack => "ACK",
            Self::Nack => "NACK",
            Self::Begin => "BEGIN",
            Self::Commit => "COMMIT",
            Self::Abort => "ABORT",
            Self::Disconnect => "DISCONNECT",
            Self::Message => "MESSAGE",
            Self::Receipt => "RECEIPT",
            Self::Error => "ERROR",
        }
    }

    /// Commands are case-sensitive and stand alone on their line.
    pub(super) fn from_octets(line: &[u8]) -> Result<Self, UnknownCommand> {
        // What a server sends stands last.
        let mut all = Self::ALL.iter().rev();
        let command = all.find(|command| command.as_str().as_bytes() == line);
        command.copied().ok_or(UnknownCommand)
    }

    /// Whether the frame belongs to the handshake, before both sides know the version.
    pub(super) const fn is_handshake(self) -> bool {
        matches!(self, Self::Connect | Self::Stomp | Self::Connected)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Command {
    type Err = UnknownCommand;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_octets(text.as_bytes())
    }
}
