//! A look at a server without logging in: what is to be asked when nothing works.

use std::time::Duration;

use client::core::http::Method;
use client::{EventsProbe as CoreEvents, ProbeError as CoreError, TransportError};

use crate::client::Client;
use crate::mirror::mirror;

/// With which HTTP method.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum ProbeMethod {
    /// Read.
    Get,
    /// Do: a form without fields.
    Post,
}

impl From<ProbeMethod> for Method {
    fn from(method: ProbeMethod) -> Self {
        match method {
            ProbeMethod::Get => Self::Get,
            ProbeMethod::Post => Self::Post,
        }
    }
}

mirror! {
    /// A version of STOMP.
    StompVersion of client::core::stomp::Version {
        /// STOMP 1.0.
        V1_0,
        /// STOMP 1.1.
        V1_1,
        /// STOMP 1.2.
        V1_2,
    }
}

/// What an event channel says of itself when it is opened.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct EventsProbe {
    /// The STOMP version that it chose.
    pub version: StompVersion,
    /// How often it offers to send a heart-beat; zero is never.
    pub heartbeat_send: Duration,
    /// How often it wants one; zero is never.
    pub heartbeat_receive: Duration,
    /// Its `server` header.
    pub server: Option<String>,
}

impl From<CoreEvents> for EventsProbe {
    fn from(core: CoreEvents) -> Self {
        Self {
            version: core.version.into(),
            heartbeat_send: core.heartbeat_send,
            heartbeat_receive: core.heartbeat_receive,
            server: core.server,
        }
    }
}

/// How far the look came.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, uniffi::Error)]
pub enum ProbeError {
    /// No connection, or no TLS: nothing was sent.
    #[error("{reason}")]
    NotSent {
        /// Why.
        reason: String,
    },
    /// It was sent, and there was no reply, or none that is HTTP.
    #[error("{reason}")]
    NoReply {
        /// What there was.
        reason: String,
    },
    /// It did not become a WebSocket.
    #[error("{reason}")]
    WebSocket {
        /// Why.
        reason: String,
    },
    /// It is a WebSocket, but did not answer CONNECT as STOMP does.
    #[error("{reason}")]
    Stomp {
        /// What it did.
        reason: String,
    },
}

impl From<TransportError> for ProbeError {
    fn from(error: TransportError) -> Self {
        let reason = error.message;
        match error.never_sent {
            true => Self::NotSent { reason },
            false => Self::NoReply { reason },
        }
    }
}

impl From<CoreError> for ProbeError {
    fn from(error: CoreError) -> Self {
        match error {
            CoreError::Stomp(reason) | CoreError::Refused(reason) => Self::Stomp { reason },
            error => Self::WebSocket {
                reason: error.to_string(),
            },
        }
    }
}

#[uniffi::export]
impl Client {
    /// Sends one request without a session: the reply's status, whatever it is. A server that is there refuses: 401,
    /// 426 or the like. Fails with `NotSent`, `NoReply`.
    pub async fn probe_http(
        &self,
        method: ProbeMethod,
        url: String,
        timeout: Duration,
    ) -> Result<i32, ProbeError> {
        self.check_open().map_err(|closed| ProbeError::NotSent {
            reason: closed.to_string(),
        })?;
        let probe = self.host.client().probe_http(method.into(), &url, timeout);
        Ok(self.settle(probe).await?.into())
    }

    /// Opens an event channel (`ws://` or `wss://`), and closes it again. Each of the two steps, WebSocket and STOMP, may
    /// take `timeout`. Fails with the step that failed.
    pub async fn probe_events(&self, url: String, timeout: Duration) -> Result<EventsProbe, ProbeError> {
        self.check_open().map_err(|closed| ProbeError::WebSocket {
            reason: closed.to_string(),
        })?;
        let probe = self.host.client().probe_events(&url, timeout);
        Ok(self.settle(probe).await?.into())
    }
}
