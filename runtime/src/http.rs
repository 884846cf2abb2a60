//! HTTP requests of the core, sent by reqwest.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use wellclient_core::http::{HttpRequest, Method};
use wellclient_core::session::{HttpResponse, TransportError};

/// A reply's body is read up to this many bytes; what the server has to say is far shorter.
const MAX_BODY: usize = 1 << 20;

pub(crate) async fn send(
    http: &reqwest::Client,
    request: &HttpRequest,
    timeout: Duration,
) -> Result<HttpResponse, TransportError> {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Delete => reqwest::Method::DELETE,
    };
    let mut builder = http.request(method, &request.url).timeout(timeout);
    for (name, value) in request.headers() {
        builder = builder.header(header_name(name)?, header_value(name, value)?);
    }
    if let Some(body) = request.body.as_str() {
        builder = builder.body(body.to_owned());
    }
    let mut response = builder.send().await.map_err(|error| transport(&error))?;
    let status = response.status().as_u16();
    let retry_after = retry_after(&response);
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

fn header_name(name: &'static str) -> Result<HeaderName, TransportError> {
    if name == "content-type" {
        return Ok(CONTENT_TYPE);
    }
    name.parse().map_err(|_| unsendable(name))
}

fn header_value(name: &str, value: &str) -> Result<HeaderValue, TransportError> {
    let mut header = HeaderValue::from_str(value).map_err(|_| unsendable(name))?;
    header.set_sensitive(name != "content-type");
    Ok(header)
}

fn unsendable(name: &str) -> TransportError {
    TransportError {
        never_sent: true,
        message: format!("the header {name} cannot be sent"),
    }
}
