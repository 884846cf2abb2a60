//! HTTP requests of the core, sent by hyper.

mod gzip;

use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue,
    PROXY_AUTHORIZATION, RETRY_AFTER, SET_COOKIE, USER_AGENT,
};
use hyper::http::Extensions;
use hyper::{Request, Response, Uri};
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use wellclient_core::http::reply::MAX_REPLY_BYTES;
use wellclient_core::http::{HttpRequest, Method, Obstacle, Unreached, retry_after_in_seconds};
use wellclient_core::secret::Secret;
use wellclient_core::session::{HttpResponse, TransportError};

use self::gzip::Gunzip;
use crate::net::{self, Connector, Pulse, Target};

/// A reply's body is read up to this many bytes, by which the core sees that it is too long.
const MAX_BODY: usize = MAX_REPLY_BYTES + 1;

/// How long a connection is kept that nothing goes over.
const IDLE: Duration = Duration::from_secs(30);

/// How many of those to one server.
const MOST_IDLE: usize = 64;

/// What all requests are sent with, and WebSockets opened.
pub(crate) struct Http {
    client: Client<Connector, Full<Bytes>>,
    pub(crate) connector: Connector,
    pub(crate) user_agent: HeaderValue,
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Http").finish_non_exhaustive()
    }
}

impl Http {
    pub(crate) fn new(connector: Connector, user_agent: HeaderValue) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(MOST_IDLE)
            .build(connector.clone());
        Self {
            client,
            connector,
            user_agent,
        }
    }

    /// Sends a request. The cookies that its reply sets are given to `cookies`, before the body is read.
    pub(crate) async fn send(
        &self,
        request: &HttpRequest,
        timeout: Duration,
        cookies: impl FnOnce(Vec<Secret>),
    ) -> Result<HttpResponse, TransportError> {
        match tokio::time::timeout(timeout, self.answer(request, cookies)).await {
            Ok(answer) => answer,
            Err(_) => Err(lost("timed out")),
        }
    }

    async fn answer(
        &self,
        request: &HttpRequest,
        cookies: impl FnOnce(Vec<Secret>),
    ) -> Result<HttpResponse, TransportError> {
        let mut response = self.head(request).await?;
        let status = response.status().as_u16();
        if status == 407 {
            // Nobody but a proxy says so, and it has passed nothing on.
            let why = Unreached::by(Obstacle::ProxyCredentials, "it answers 407");
            return Err(not_sent(why));
        }
        let retry_after = retry_after(response.headers());
        cookies(set_cookies(response.headers()));
        let body = match body(&mut response).await {
            Ok(body) => body,
            // A refusal is one whatever becomes of its words.
            Err(_) if !(200..300).contains(&status) => Vec::new(),
            Err(error) => return Err(error),
        };
        Ok(HttpResponse {
            status,
            retry_after,
            body,
        })
    }

    /// The answer's head. A server may close a connection just when a request goes out on it, which it then has not
    /// seen, as far as can be told: one that may be repeated is, once.
    async fn head(&self, request: &HttpRequest) -> Result<Response<Incoming>, TransportError> {
        let sent = self.client.request(self.request(request)?).await;
        match sent {
            Err(error) if request.may_be_repeated() && is_race(&error) => {
                self.client.request(self.request(request)?).await
            }
            sent => sent,
        }
        .map_err(|error| TransportError {
            never_sent: error.is_connect(),
            ..lost(net::unreached(&error))
        })
    }

    fn request(&self, request: &HttpRequest) -> Result<Request<Full<Bytes>>, TransportError> {
        let method = match request.method {
            Method::Get => hyper::Method::GET,
            Method::Post => hyper::Method::POST,
            Method::Delete => hyper::Method::DELETE,
        };
        let url: Uri = request
            .url
            .parse()
            .map_err(|_| not_sent("the URL cannot be used".into()))?;
        let target = Target::of(&url);
        let body = Bytes::copy_from_slice(request.body.as_str().unwrap_or_default().as_bytes());
        let mut made = Request::new(Full::new(body));
        *made.method_mut() = method;
        *made.uri_mut() = url;
        let headers = made.headers_mut();
        headers.insert(USER_AGENT, self.user_agent.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        if let Some(value) = target.and_then(|target| self.connector.proxy_authorization(&target)) {
            headers.insert(PROXY_AUTHORIZATION, value);
        }
        headers.extend(head(request.headers())?);
        Ok(made)
    }
}

/// Whether a connection that had served before was closed before a byte of this answer came.
fn is_race(error: &Error) -> bool {
    let mut extras = Extensions::new();
    if let Some(connected) = error.connect_info() {
        connected.get_extras(&mut extras);
    }
    extras.get::<Pulse>().is_some_and(Pulse::is_unanswered)
}

/// The beginning of the body, unpacked.
async fn body(response: &mut Response<Incoming>) -> Result<Vec<u8>, TransportError> {
    let encoding = response.headers().get(CONTENT_ENCODING);
    let is_packed = encoding.is_some_and(|encoding| {
        let encoding = encoding.as_bytes();
        encoding.eq_ignore_ascii_case(b"gzip") || encoding.eq_ignore_ascii_case(b"x-gzip")
    });
    let mut unpacked = is_packed.then(|| Gunzip::new(MAX_BODY));
    let mut body = Vec::new();
    while let Some(frame) = response.body_mut().frame().await {
        let frame = frame.map_err(|error| lost(net::unreached(&error)))?;
        let Ok(chunk) = frame.into_data() else { continue };
        let is_full = match &mut unpacked {
            Some(unpacked) => unpacked.feed(&chunk).map_err(|error| lost(error.as_str()))?,
            None => {
                let room = MAX_BODY.saturating_sub(body.len());
                body.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
                body.len() >= MAX_BODY
            }
        };
        if is_full {
            break;
        }
    }
    match unpacked {
        Some(unpacked) => unpacked.finish().map_err(|error| lost(error.as_str())),
        None => Ok(body),
    }
}

/// A packed body that comes in pieces of so many bytes.
#[cfg(any(test, fuzzing))]
pub(crate) fn gunzipped(packed: &[u8], step: usize, most: usize) -> Result<Vec<u8>, String> {
    let mut unpacked = Gunzip::new(most);
    for piece in packed.chunks(step) {
        if unpacked.feed(piece)? {
            break;
        }
    }
    unpacked.finish()
}

pub(crate) fn retry_after(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    text(RETRY_AFTER).map(|value| retry_after_in_seconds(value, text(DATE)))
}

/// The values of the `Set-Cookie` headers that are texts.
pub(crate) fn set_cookies(headers: &HeaderMap) -> Vec<Secret> {
    let headers = headers.get_all(SET_COOKIE).into_iter();
    let texts = headers.filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
    texts.map(Secret::from).collect()
}

/// It may have been sent.
fn lost(why: impl Into<Unreached>) -> TransportError {
    TransportError {
        never_sent: false,
        ..not_sent(why.into())
    }
}

fn not_sent(why: Unreached) -> TransportError {
    TransportError {
        never_sent: true,
        message: why.text,
        obstacle: why.obstacle,
    }
}

/// The head of a request.
///
/// # Errors
/// Something in it cannot be sent.
pub(crate) fn head<'a>(
    headers: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<HeaderMap, TransportError> {
    let mut head = HeaderMap::new();
    for (name, value) in headers {
        let parsed: HeaderName = name.parse().map_err(|_| unsendable(name))?;
        let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| unsendable(name))?;
        value.set_sensitive(parsed != CONTENT_TYPE);
        head.append(parsed, value);
    }
    Ok(head)
}

fn unsendable(name: &str) -> TransportError {
    not_sent(format!("the header {name} cannot be sent").into())
}
