//! Faults on demand: what can go wrong between a client and its CTI server, as data.
//!
//! A [`Fault`] is JSON (`{"kind":"drop","how":"abrupt"}`) or the enum itself. Some act once, at once (drop,
//! half-open, inject); the others stand as a rule until they are used up ([`Events::times`],
//! [`Requests::times`]) or removed. Everything random in them comes from the simulator's seed, so a run can
//! be repeated.

mod shaper;
mod table;

use serde::{Deserialize, Serialize};

pub(crate) use table::{Demand, FaultTable, HttpFault, Refusal, Subscribing, Withheld};

/// The largest injection, in bytes.
pub const MAX_INJECTION: usize = 64 * 1024 * 1024;

/// One fault.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// Ends event connections, at once.
    Drop {
        /// With a closing handshake or without.
        #[serde(default)]
        how: DropHow,
        /// Only connections subscribed to this agent's events; all if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// Leaves event connections open but dead, from now on: nothing more is sent, what comes is swallowed,
    /// pings too.
    HalfOpen {
        /// Only connections subscribed to this agent's events; all if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// Sends a WebSocket message of one's own making, at once, past the STOMP session.
    Inject {
        /// The payload as text: a text message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// The payload as hexadecimal digits: a binary message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hex: Option<String>,
        /// Only connections subscribed to this agent's events; all if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// Sends a binary WebSocket message of random bytes, at once.
    Garbage {
        /// How many, at most [`MAX_INJECTION`].
        bytes: usize,
        /// Only connections subscribed to this agent's events; all if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// Sends every subscription a well-formed MESSAGE whose body has this size, at once.
    HugeFrame {
        /// Size of the body, at most [`MAX_INJECTION`].
        bytes: usize,
        /// Only connections subscribed to this agent's events; all if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// Spoils the next WebSocket frame, and sends one, at once: its reserved bits are set, which no extension allows
    /// (RFC 6455 paragraph 5.2).
    BrokenFraming {
        /// Only connections subscribed to this agent's events; all if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// Refuses new event connections with an HTTP status in place of the WebSocket upgrade.
    Refuse {
        /// 300–599.
        status: u16,
        /// Seconds, sent as `Retry-After`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_s: Option<u64>,
        /// How many to refuse; no limit if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
        /// For how long, in ms; no limit if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_ms: Option<u64>,
    },
    /// Does not answer CONNECT.
    NoConnected {
        /// How many; no limit if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
    },
    /// Does not send RECEIPT.
    NoReceipt {
        /// How many; no limit if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
    },
    /// A subscription stands, and is confirmed, so much later; the connection says nothing meanwhile.
    LateSubscription {
        /// Milliseconds.
        ms: u64,
        /// How many; no limit if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
    },
    /// Answers SUBSCRIBE with ERROR, and closes.
    RefuseSubscription {
        /// How many; no limit if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
    },
    /// Resets event connections so long after they were opened.
    Flap {
        /// Milliseconds.
        after_ms: u64,
        /// How many; no limit if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
    },
    /// As behind a load balancer with sticky sessions: the login URL sets a cookie, and what comes without it, a request
    /// or a WebSocket, is refused.
    DemandCookies {
        /// With this status, 300–599; 403 if absent.
        #[serde(default = "forbidden")]
        status: u16,
    },
    /// Refuses WebSockets without an `Origin`, as some Spring endpoints do.
    DemandOrigin {
        /// With this status, 300–599; 403 if absent.
        #[serde(default = "forbidden")]
        status: u16,
    },
    /// Loses events.
    Lose {
        /// Which.
        #[serde(default)]
        on: Events,
    },
    /// Delivers events late. Later events that are not delayed overtake them.
    Delay {
        /// Milliseconds.
        ms: u64,
        /// Which.
        #[serde(default)]
        on: Events,
    },
    /// Delivers events more than once, one copy right after the other.
    Duplicate {
        /// How many more; 1 if absent, at most 100.
        #[serde(default = "one")]
        copies: u32,
        /// Which.
        #[serde(default)]
        on: Events,
    },
    /// Holds events back until there are `window` of them, then delivers them in another order.
    Reorder {
        /// 2–1000.
        window: usize,
        /// The longest that the first is held, in ms; 1000 if absent. What is there then goes out, in another
        /// order.
        #[serde(default = "thousand")]
        flush_ms: u64,
        /// Which.
        #[serde(default)]
        on: Events,
    },
    /// Something else than the right answer to an HTTP request.
    Http {
        /// Which.
        #[serde(default)]
        on: Requests,
        /// How long to wait before the reply, in ms.
        #[serde(default, skip_serializing_if = "is_zero")]
        delay_ms: u64,
        /// Whether the server does what the request asks, before the delay; false if absent.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        carried_out: bool,
        /// What is answered.
        #[serde(default)]
        reply: HttpReply,
    },
}

/// How an event connection is dropped.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DropHow {
    /// By a WebSocket close, code 1001 (RFC 6455 paragraph 7.4.1).
    Clean,
    /// By a TCP reset.
    #[default]
    Abrupt,
}

/// Which events a fault strikes. Empty: all.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Events {
    /// Only those for this agent, `5001@test.cc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// Only those of this name, `established`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Of those, only each `every`-th; 1 or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<u32>,
    /// Of those, only this part, by chance: 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Of those, only the first so many: then the fault is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// Which HTTP requests a fault strikes. Empty: all of the protocol's (not those of the control API).
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Requests {
    /// Only this method, `POST`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only paths that contain this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_contains: Option<String>,
    /// Only this verb: `session` (the login URL), `login`, `setAgentMode`, `answerCall`, … as the log names
    /// them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verb: Option<String>,
    /// Only the first so many: then the fault is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// What a struck HTTP request gets.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HttpReply {
    /// The right answer (late, if the fault has a delay).
    #[default]
    Right,
    /// A status.
    Status {
        /// 200–599.
        code: u16,
        /// The body, sent as JSON; empty if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// Seconds, sent as `Retry-After`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_s: Option<u64>,
    },
    /// Nothing, ever: the request hangs until the client gives up.
    Hang,
    /// The connection is reset without an answer.
    Cut,
    /// A redirect (307) to the same place, without end as long as the fault stands.
    Redirect,
    /// 200 with a web page in place of JSON, as a captive portal or a broken proxy sends.
    Html,
    /// 200 with an empty body.
    Empty,
}

/// Why a fault was not accepted.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FaultError {
    /// A number is outside its range.
    #[error("{0} is out of range")]
    OutOfRange(&'static str),
    /// What is to be injected is longer than may be.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// An injection has neither `text` nor `hex`, or both.
    #[error("inject needs either text or hex")]
    NoPayload,
    /// `hex` is not pairs of hexadecimal digits.
    #[error("hex is not pairs of hexadecimal digits")]
    NotHex,
    /// As many faults stand as may.
    #[error("too many faults stand")]
    TooMany,
}

impl FaultError {
    /// Its name for programs, `out_of_range`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OutOfRange(_) => "out_of_range",
            Self::TooLong(_) => "too_long",
            Self::NoPayload => "no_payload",
            Self::NotHex => "not_hex",
            Self::TooMany => "too_many_faults",
        }
    }

    /// The field that it is about, where the name alone does not say it.
    pub const fn of(&self) -> Option<&'static str> {
        match self {
            Self::OutOfRange(field) | Self::TooLong(field) => Some(*field),
            Self::NoPayload | Self::NotHex | Self::TooMany => None,
        }
    }
}

/// A standing fault, as `faults().list()` and the control API show it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct StandingFault {
    /// Its id.
    pub id: u64,
    /// How often it has struck.
    pub struck: u64,
    /// What it is.
    pub fault: Fault,
}

impl Fault {
    /// Its name in JSON, `half_open`.
    pub fn kind(&self) -> &'static str {
        match self {
            Fault::Drop { .. } => "drop",
            Fault::HalfOpen { .. } => "half_open",
            Fault::Inject { .. } => "inject",
            Fault::Garbage { .. } => "garbage",
            Fault::HugeFrame { .. } => "huge_frame",
            Fault::Refuse { .. } => "refuse",
            Fault::NoConnected { .. } => "no_connected",
            Fault::NoReceipt { .. } => "no_receipt",
            Fault::BrokenFraming { .. } => "broken_framing",
            Fault::LateSubscription { .. } => "late_subscription",
            Fault::RefuseSubscription { .. } => "refuse_subscription",
            Fault::Flap { .. } => "flap",
            Fault::DemandCookies { .. } => "demand_cookies",
            Fault::DemandOrigin { .. } => "demand_origin",
            Fault::Lose { .. } => "lose",
            Fault::Delay { .. } => "delay",
            Fault::Duplicate { .. } => "duplicate",
            Fault::Reorder { .. } => "reorder",
            Fault::Http { .. } => "http",
        }
    }

    /// Whether every number is in its range and every text has its form.
    pub fn check(&self) -> Result<(), FaultError> {
        let in_range = |holds: bool, what| {
            if holds {
                Ok(())
            } else {
                Err(FaultError::OutOfRange(what))
            }
        };
        match self {
            Fault::Inject {
                text: Some(text),
                hex: None,
                ..
            } => fits("text", text.len()),
            Fault::Inject {
                text: None,
                hex: Some(hex),
                ..
            } => {
                fits("hex", hex.len() / 2)?;
                unhex(hex).map(|_| ()).ok_or(FaultError::NotHex)
            }
            Fault::Inject { .. } => Err(FaultError::NoPayload),
            Fault::Garbage { bytes, .. } | Fault::HugeFrame { bytes, .. } => {
                in_range(*bytes <= MAX_INJECTION, "bytes")
            }
            Fault::Refuse { status, .. }
            | Fault::DemandCookies { status }
            | Fault::DemandOrigin { status } => in_range((300..=599).contains(status), "status"),
            Fault::Lose { on } | Fault::Delay { on, .. } => on.check(),
            Fault::Duplicate { copies, on } => {
                in_range((1..=100).contains(copies), "copies")?;
                on.check()
            }
            Fault::Reorder { window, on, .. } => {
                in_range((2..=1000).contains(window), "window")?;
                on.check()
            }
            Fault::Http {
                reply: HttpReply::Status { code, .. },
                ..
            } => in_range((200..=599).contains(code), "code"),
            Fault::Drop { .. }
            | Fault::HalfOpen { .. }
            | Fault::NoConnected { .. }
            | Fault::NoReceipt { .. }
            | Fault::BrokenFraming { .. }
            | Fault::LateSubscription { .. }
            | Fault::RefuseSubscription { .. }
            | Fault::Flap { .. }
            | Fault::Http { .. } => Ok(()),
        }
    }
}

impl Events {
    fn check(&self) -> Result<(), FaultError> {
        if self.every == Some(0) {
            return Err(FaultError::OutOfRange("every"));
        }
        match self.probability {
            Some(part) if !(0.0..=1.0).contains(&part) => Err(FaultError::OutOfRange("probability")),
            _ => Ok(()),
        }
    }
}

/// The bytes that pairs of hexadecimal digits stand for.
pub(crate) fn unhex(digits: &str) -> Option<Vec<u8>> {
    let nibble = |byte: u8| char::from(byte).to_digit(16).map(|value| value as u8);
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?))
        .collect()
}

/// Whether what is injected, so many bytes of this field, is short enough.
fn fits(field: &'static str, bytes: usize) -> Result<(), FaultError> {
    if bytes <= MAX_INJECTION {
        Ok(())
    } else {
        Err(FaultError::TooLong(field))
    }
}

fn forbidden() -> u16 {
    403
}

fn one() -> u32 {
    1
}

fn thousand() -> u64 {
    1000
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
