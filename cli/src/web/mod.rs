//! What the program's pages have in common: their files, what a browser is told of them, and the token for those beyond this
//! machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::failure::Failure;

pub(crate) mod words;

/// What every page has, by name.
pub(crate) const FILES: [(&str, &str); 4] = [
    ("base.css", include_str!("base.css")),
    ("dom.js", include_str!("dom.js")),
    ("say.js", include_str!("say.js")),
    ("icon.svg", include_str!("icon.svg")),
];

/// Only its own files count, nothing of others is fetched, and nobody shows it inside of another page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The browser is told to let nothing else in.
pub(crate) async fn sealed(mut response: Response) -> Response {
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        // Another version may answer at the same address tomorrow.
        (CACHE_CONTROL, "no-store"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A file of a page.
pub(crate) fn file(name: &str, text: &str) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
    ([(CONTENT_TYPE, kind)], text.to_owned()).into_response()
}

/// The page at `/` whose files are below `/<at>/`; these lines stand below its main part.
pub(crate) fn page(at: &str, more: &str) -> Response {
    let page = include_str!("page.html");
    file("page.html", &page.replace("{at}", at).replace("{more}", more))
}

/// Where a server at `addr` is opened in a browser.
pub(crate) fn address(addr: SocketAddr, token: Option<&str>) -> String {
    let ip = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let url = format!("http://{}/", SocketAddr::new(ip, addr.port()));
    token.map_or(url.clone(), |token| format!("{url}?token={token}"))
}

/// A token for whoever is beyond this machine: 144 bits that nobody guesses.
pub(crate) fn new_token() -> Result<String, Failure> {
    let mut octets = [0; 18];
    SystemRandom::new()
        .fill(&mut octets)
        .map_err(|_| Failure::Failed("the system has no random numbers for a token".to_owned()))?;
    Ok(URL_SAFE_NO_PAD.encode(octets))
}
