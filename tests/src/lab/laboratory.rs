//! What a laboratory consists of, and what can be going to happen in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use wellclient_core::id::RequestId;
use wellclient_core::session::{HttpResponse, SocketId, TransportError};
use wellclient_simulator::pbx::{ApiRequest, Pbx};

use super::broker::Broker;
use super::facts::Facts;
use super::lagging::Lagging;
use super::ledger::Ledger;
use super::network::Network;
use super::seat::Seat;
use super::witness::Witness;

/// Everybody's password.
pub const PASSWORD: &str = "Pa55-w0rd&more";

/// How long the client waits for a reply before it gives up, and says so to the session.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Sessions, the switch, and what is between them.
pub struct Lab {
    /// The switch.
    pub pbx: Pbx,
    /// The sessions.
    pub seats: Vec<Seat>,
    /// What is between them.
    pub network: Network,
    /// How the broker behaves.
    pub broker: Broker,
    /// What has been true of the switch; kept only if it is there.
    pub facts: Option<Facts>,
    /// What the switch has been and told; kept only if it is there.
    pub ledger: Option<Ledger>,
    /// Which request has changed what; kept only if it is there.
    pub witness: Option<Witness>,
    /// How far the account is behind; not at all if it is not there.
    pub(super) lagging: Option<Lagging>,
    /// Corrections of a model that no synthesized event has told of.
    pub untold: Vec<String>,
    /// How requests fared, with their seats, for a story; kept only where it is asked for.
    pub fared: Option<Vec<(usize, String)>>,
    /// Whether corrections are watched for that.
    pub watches: bool,
    pub(super) now: Duration,
    pub(super) queue: BTreeMap<(Duration, u64), Happening>,
    pub(super) happenings: u64,
    /// For when a look at the switch's timers is queued.
    pub(super) switch_wakes: BTreeSet<Duration>,
    /// Sessions that something went into.
    pub(super) touched: BTreeSet<usize>,
    /// How many events the switch has told.
    pub(super) told: u64,
    pub(super) topics: HashMap<String, Vec<(usize, SocketId)>>,
    /// Requests that a session does not want any more.
    pub(super) cancelled: BTreeSet<(usize, RequestId)>,
}

/// Something that is going to happen.
#[derive(Debug)]
pub(super) enum Happening {
    Wake(usize),
    Switch,
    Request {
        seat: usize,
        id: RequestId,
        request: Box<ApiRequest>,
        answer: Answer,
    },
    Reply {
        seat: usize,
        id: RequestId,
        about_state: bool,
        result: Result<HttpResponse, TransportError>,
    },
    Opened {
        seat: usize,
        socket: SocketId,
    },
    Closed {
        seat: usize,
        socket: SocketId,
        retry_after: Option<String>,
    },
    ToBroker {
        seat: usize,
        socket: SocketId,
        bytes: Vec<u8>,
    },
    ToClient {
        seat: usize,
        socket: SocketId,
        bytes: Vec<u8>,
        /// The number of the event that it carries.
        event: Option<u64>,
    },
    Cut {
        seat: usize,
        socket: SocketId,
    },
    Dies {
        seat: usize,
        socket: SocketId,
    },
    Pong {
        seat: usize,
        socket: SocketId,
    },
    BrokerBeats {
        seat: usize,
        socket: SocketId,
    },
    BrokerListens {
        seat: usize,
        socket: SocketId,
    },
}

impl Happening {
    /// Whose it is; 0 for what is the switch's.
    pub(super) fn seat(&self) -> usize {
        match self {
            Self::Switch => 0,
            Self::Wake(seat)
            | Self::Request { seat, .. }
            | Self::Reply { seat, .. }
            | Self::Opened { seat, .. }
            | Self::Closed { seat, .. }
            | Self::ToBroker { seat, .. }
            | Self::ToClient { seat, .. }
            | Self::Cut { seat, .. }
            | Self::Dies { seat, .. }
            | Self::Pong { seat, .. }
            | Self::BrokerBeats { seat, .. }
            | Self::BrokerListens { seat, .. } => *seat,
        }
    }
}

/// What becomes of a reply.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Answer {
    Give(Duration),
    /// Something on the way puts this status in its place.
    Instead(u16),
    Lose,
    Never,
}
