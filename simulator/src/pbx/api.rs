//! What crosses the switch's border: a request, its reply, an event for one agent.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// One HTTP request, stripped of its transport (manual section 2).
#[derive(Clone, Default)]
pub struct ApiRequest {
    /// `GET`, `POST`, `DELETE`, in capitals.
    pub method: String,
    /// The path as it came: still percent-encoded, without the query.
    pub path: String,
    /// The query as it came, without `?`.
    pub query: Option<String>,
    /// The `sessionId` header.
    pub session_id: Option<String>,
    /// The `content-type` header.
    pub content_type: Option<String>,
    /// The body; empty if there is none.
    pub body: Vec<u8>,
}

/// The answer to an [`ApiRequest`].
#[derive(Clone, PartialEq, Eq)]
pub struct ApiReply {
    /// HTTP status.
    pub status: u16,
    /// JSON, or nothing with 204.
    pub body: Option<String>,
    /// Headers beyond those of the transport.
    pub headers: Vec<(String, String)>,
}

/// One copy of an event, for the agent on one device.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublishedEvent {
    /// Whose subscription gets it: `5001@test.cc`.
    pub agent: String,
    /// `eventName`.
    pub name: String,
    /// The whole event.
    pub json: String,
    /// The whole event as it is published to the topics of 2.x, where those have another.
    pub json_2x: Option<String>,
    /// When it was published, since start.
    pub at: Duration,
}

impl PublishedEvent {
    /// What the topics of 2.x begin with.
    pub const TOPICS_2X: &str = "/topic/csta/agent/";

    /// What is published to this topic.
    pub fn json_for(&self, topic: &str) -> &str {
        let old = self.json_2x.as_deref();
        old.filter(|_| topic.starts_with(Self::TOPICS_2X))
            .unwrap_or(&self.json)
    }
}

impl ApiReply {
    /// 204, no body.
    pub(super) fn done() -> Self {
        Self {
            status: 204,
            body: None,
            headers: Vec::new(),
        }
    }

    /// 200 with a JSON body.
    pub(super) fn json(value: &impl Serialize) -> Self {
        Self::with(200, value)
    }

    pub(super) fn with(status: u16, value: &impl Serialize) -> Self {
        let body = serde_json::to_string(value).ok();
        Self {
            status,
            body,
            headers: vec![("content-type".into(), "application/json; charset=UTF-8".into())],
        }
    }
}

// Both can hold a password or a session id.
impl fmt::Debug for ApiRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ApiRequest({} {}, {} bytes)",
            self.method,
            self.path,
            self.body.len()
        )
    }
}

impl fmt::Debug for ApiReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ApiReply({}, {} bytes)",
            self.status,
            self.body.as_ref().map_or(0, String::len)
        )
    }
}
