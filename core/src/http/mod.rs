//! HTTP: the requests that commands become, and what comes back.

mod address;
mod api;
mod argument_words;
mod cookie_date;
mod cookies;
mod obstacle;
pub mod reply;
mod status;

use std::fmt;

pub use address::{ArgumentError, Field, MAX_ID_BYTES, Problem};
pub use api::{Api, log_name};
pub use cookies::Cookies;
pub(crate) use cookies::{covered_header, secret_of};
pub use obstacle::{Obstacle, Unreached};
pub use status::{Language, MAX_REJECTION_BODY, Reason, Rejection, retry_after_in_seconds};
pub(crate) use status::{named_secrets, retry_after};

use crate::secret::Secret;

/// The content type of every request to the API.
pub const JSON: &str = "application/json; charset=UTF-8";
/// The content type of the login.
pub const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";
/// The content type of an uploaded event log.
pub const XML: &str = "text/xml";

/// The path of heartbeats; below it the agent.
const HEARTBEAT: &str = "/api/csta/agent/heartbeat";

/// The methods that the API uses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Method {
    /// Read.
    Get,
    /// Do.
    Post,
    /// End.
    Delete,
}

impl Method {
    /// As it stands in a request.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a request carries. `Debug` shows neither secrets nor long texts.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Body {
    /// Nothing.
    #[default]
    Empty,
    /// A text that anyone may see.
    Text(String),
    /// A text with a password or a session id in it.
    Secret(Secret),
}

impl Body {
    /// The bytes to send; `None` without a body.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Empty => None,
            Self::Text(text) => Some(text),
            Self::Secret(secret) => Some(secret.expose()),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Text(text) if text.len() > 512 => write!(f, "Text({} bytes)", text.len()),
            Self::Text(text) => write!(f, "Text({text:?})"),
            Self::Secret(_) => f.write_str("Secret(…)"),
        }
    }
}

/// One more header of a request. Its value may be a secret: a cookie is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// `cookie`, `origin`, …
    pub name: String,
    /// What it says.
    pub value: Secret,
}

/// A request that is ready to be sent. `Debug` shows no secret of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HttpRequest {
    /// GET, POST or DELETE.
    pub method: Method,
    /// The whole URL, percent-encoded.
    pub url: String,
    /// What the body is; the API wants it on requests without a body, too.
    pub content_type: Option<&'static str>,
    /// The session that the request belongs to.
    pub session_id: Option<Secret>,
    /// What else stands in its head: cookies.
    pub further: Vec<Header>,
    /// What is sent.
    pub body: Body,
}

impl HttpRequest {
    /// The same request within a session.
    #[must_use]
    pub fn with_session(mut self, session_id: Secret) -> Self {
        self.session_id = Some(session_id);
        self
    }

    /// Whether sending it twice does no more than sending it once, whatever comes of the first.
    pub fn may_be_repeated(&self) -> bool {
        self.method == Method::Get || (self.method == Method::Post && self.url.contains(HEARTBEAT))
    }

    /// Whether it asks for a session at the log-in URL, anew or once more.
    pub fn asks_for_session(&self) -> bool {
        self.content_type == Some(FORM)
    }

    /// The headers to send: `content-type` and `sessionId`, where they are set, and all further ones.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let content_type = self.content_type.map(|value| ("content-type", value));
        let session_id = self
            .session_id
            .as_ref()
            .map(|secret| ("sessionId", secret.expose()));
        let further = self.further.iter();
        let further = further.map(|header| (header.name.as_str(), header.value.expose()));
        content_type.into_iter().chain(session_id).chain(further)
    }
}
