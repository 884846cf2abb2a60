//! HTTP requests of the core, sent by hyper.

mod gzip;
mod line;
mod pool;

use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, DATE, HOST, HeaderMap, HeaderName, HeaderValue,
    PROXY_AUTHORIZATION, RETRY_AFTER, SET_COOKIE, USER_AGENT,
};
use hyper::{Request, Response, Uri};
use wellclient_core::http::reply::MAX_REPLY_BYTES;
use wellclient_core::http::{HttpRequest, Method, Obstacle, Unreached, retry_after_in_seconds};
use wellclient_core::secret::Secret;
use wellclient_core::session::{HttpResponse, TransportError};

use self::gzip::Gunzip;
use self::line::{Failed, Line, Sent};
use self::pool::Pool;
use crate::net::{self, Connector, Target};

/// A reply's body is read up to this many bytes, by which the core sees that it is too long.
const MAX_BODY: usize = MAX_REPLY_BYTES + 1;

/// What all requests are sent with, and WebSockets opened.
pub(crate) struct Http {
    pool: Pool,
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
        Self {
            pool: Pool::default(),
            connector,
            user_agent,
        }
    }

    /// What must not be said of the proxies on the way to these URLs.
    pub(crate) fn proxy_secrets<'a>(&self, urls: impl IntoIterator<Item = &'a str>) -> Vec<Secret> {
        let targets = urls.into_iter().filter_map(|url| Target::of(&url.parse().ok()?));
        targets
            .flat_map(|target| self.connector.proxy_secrets(&target))
            .collect()
    }

    /// Sends a request. The cookies that its reply sets are given to `cookies`, before the body is read.
    pub(crate) async fn send(
        &self,
        request: &HttpRequest,
        timeout: Duration,
        cookies: impl FnOnce(Vec<Secret>),
    ) -> Result<HttpResponse, TransportError> {
        let url: Uri = request.url.parse().map_err(|_| unusable())?;
        let target = Target::of(&url).ok_or_else(unusable)?;
        let doubt = self.pool.doubt(&target);
        let answer = tokio::time::timeout(timeout, self.answer(request, &url, &target, cookies)).await;
        let answer = answer.unwrap_or_else(|_| Err(lost("timed out")))?;
        doubt.lift();
        Ok(answer)
    }

    /// Closes the connections that wait.
    pub(crate) fn close(&self) {
        self.pool.close();
    }

    async fn answer(
        &self,
        request: &HttpRequest,
        url: &Uri,
        target: &Target,
        cookies: impl FnOnce(Vec<Secret>),
    ) -> Result<HttpResponse, TransportError> {
        let (mut response, mut line) = self.head(request, url, target).await?;
        let status = response.status().as_u16();
        if status == 407 {
            // Nobody but a proxy says so, and it has passed nothing on.
            let why = Unreached::by(Obstacle::ProxyCredentials, "it answers 407");
            return Err(not_sent(why));
        }
        let retry_after = retry_after(response.headers());
        cookies(set_cookies(response.headers()));
        let body = match line.drive(body(&mut response)).await {
            Ok((body, is_whole)) => {
                if is_whole {
                    self.pool.keep(target.clone(), line).await;
                }
                body
            }
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

    /// The answer's head, and what its body comes by. A server may close a connection that was kept just when a request goes out
    /// on it. Where nothing of the request has gone, or it may be repeated and not a byte of an answer has come, it goes out
    /// once more, on a new connection: others that wait may have died together with this one.
    async fn head(
        &self,
        request: &HttpRequest,
        url: &Uri,
        target: &Target,
    ) -> Result<(Response<Incoming>, Line), TransportError> {
        let mut made = self.request(request, url, target)?;
        if let Some(mut line) = self.pool.take(target) {
            match line.ask(made, url).await {
                Ok(response) => return Ok((response, line)),
                Err(Failed {
                    sent: Sent::Nothing, ..
                }) => {}
                Err(Failed {
                    sent: Sent::Unanswered,
                    ..
                }) if request.may_be_repeated() => {}
                Err(Failed { error, .. }) => return Err(lost(net::unreached(&error))),
            }
            made = self.request(request, url, target)?;
        }
        let mut line = self.connect(target).await?;
        match line.ask(made, url).await {
            Ok(response) => Ok((response, line)),
            Err(Failed { error, .. }) => Err(lost(net::unreached(&error))),
        }
    }

    async fn connect(&self, target: &Target) -> Result<Line, TransportError> {
        let wire = self.connector.for_requests(target).await.map_err(not_sent)?;
        let line = Line::over(wire).await;
        line.map_err(|error| not_sent(net::unreached(&error)))
    }

    fn request(
        &self,
        request: &HttpRequest,
        url: &Uri,
        target: &Target,
    ) -> Result<Request<Full<Bytes>>, TransportError> {
        let method = match request.method {
            Method::Get => hyper::Method::GET,
            Method::Post => hyper::Method::POST,
            Method::Delete => hyper::Method::DELETE,
        };
        let body = Bytes::copy_from_slice(request.body.as_str().unwrap_or_default().as_bytes());
        let mut made = Request::new(Full::new(body));
        *made.method_mut() = method;
        let headers = made.headers_mut();
        headers.insert(USER_AGENT, self.user_agent.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        if let Some(value) = self.connector.proxy_authorization(target) {
            headers.insert(PROXY_AUTHORIZATION, value);
        }
        headers.extend(head(request.headers())?);
        let host = host(url, target).parse().map_err(|_| unusable())?;
        headers.entry(HOST).or_insert(host);
        Ok(made)
    }
}

/// The server's name, with its port where that is not what the scheme has anyway.
fn host(url: &Uri, target: &Target) -> String {
    let name = url.host().unwrap_or_default();
    match (target.secure, target.port) {
        (false, 80) | (true, 443) => name.to_owned(),
        (_, port) => format!("{name}:{port}"),
    }
}

/// The beginning of the body, unpacked, and whether that is all of it.
async fn body(response: &mut Response<Incoming>) -> Result<(Vec<u8>, bool), TransportError> {
    let encoding = response.headers().get(CONTENT_ENCODING);
    let is_packed = encoding.is_some_and(|encoding| {
        let encoding = encoding.as_bytes();
        encoding.eq_ignore_ascii_case(b"gzip") || encoding.eq_ignore_ascii_case(b"x-gzip")
    });
    let mut unpacked = is_packed.then(|| Gunzip::new(MAX_BODY));
    let mut body = Vec::new();
    let mut is_whole = true;
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
            is_whole = false;
            break;
        }
    }
    let body = match unpacked {
        Some(unpacked) => unpacked.finish().map_err(|error| lost(error.as_str()))?,
        None => body,
    };
    Ok((body, is_whole))
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

fn unusable() -> TransportError {
    not_sent("the URL cannot be used".into())
}

fn unsendable(name: &str) -> TransportError {
    not_sent(format!("the header {name} cannot be sent").into())
}
