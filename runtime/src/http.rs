//! HTTP requests of the core, sent by reqwest.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, SET_COOKIE};
use wellclient_core::http::{HttpRequest, Method};
use wellclient_core::secret::Secret;
use wellclient_core::session::{HttpResponse, TransportError};

/// A reply's body is read up to this many bytes; what the server has to say is far shorter.
const MAX_BODY: usize = 1 << 20;

/// Sends a request. The cookies that its reply sets are given to `cookies`, before the body is read.
pub(crate) async fn send(
    http: &reqwest::Client,
    request: &HttpRequest,
    timeout: Duration,
    cookies: impl FnOnce(Vec<Secret>),
) -> Result<HttpResponse, TransportError> {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Delete => reqwest::Method::DELETE,
    };
    let mut builder = http.request(method, &request.url).timeout(timeout);
    builder = builder.headers(head(request.headers())?);
    if let Some(body) = request.body.as_str() {
        builder = builder.body(body.to_owned());
    }
    let mut response = builder.send().await.map_err(|error| transport(&error))?;
    let status = response.status().as_u16();
    let retry_after = retry_after(&response);
    cookies(set_cookies(&response));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| transport(&error))? {
        let room = MAX_BODY.saturating_sub(body.len());
        body.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
        if body.len() >= MAX_BODY {
            break;
        }
    }
    Ok(HttpResponse {
        status,
        retry_after,
        body,
    })
}

pub(crate) fn retry_after(response: &reqwest::Response) -> Option<String> {
    response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
}

/// The values of the `Set-Cookie` headers that are texts.
pub(crate) fn set_cookies(response: &reqwest::Response) -> Vec<Secret> {
    let headers = response.headers().get_all(SET_COOKIE).into_iter();
    let texts = headers.filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
    texts.map(Secret::from).collect()
}

/// What went wrong, with its causes and without the URL, which is in the log already.
pub(crate) fn describe(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "timed out".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

fn transport(error: &reqwest::Error) -> TransportError {
    TransportError {
        never_sent: error.is_connect() || error.is_builder(),
        message: describe(error),
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
    TransportError {
        never_sent: true,
        message: format!("the header {name} cannot be sent"),
    }
}
