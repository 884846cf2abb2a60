//! Through a proxy: HTTP's CONNECT, and SOCKS.

use std::net::SocketAddr;

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HOST, LOCATION, PROXY_AUTHORIZATION};
use hyper::http::response::Parts;
use hyper::{Method, Request};
use tokio_socks::tcp::{Socks4Stream, Socks5Stream};
use tokio_socks::{Error as SocksError, TargetAddr};
use wellclient_core::http::{Obstacle, Unreached};

use super::exchange::exchange;
use super::proxy::{Kind, Proxy};
use super::target::Target;
use super::trouble;
use super::wire::Wire;

/// Asks an HTTP proxy for a tunnel.
pub(super) async fn connect(wire: Wire, target: &Target, proxy: &Proxy) -> Result<Wire, Unreached> {
    let authority = target.authority();
    let mut request = Request::builder()
        .method(Method::CONNECT)
        .uri(&authority)
        .header(HOST, &authority);
    if let Some(value) = proxy.authorization() {
        request = request.header(PROXY_AUTHORIZATION, value);
    }
    let request = request.body(Empty::<Bytes>::new());
    let request = request.map_err(|error| Unreached::from(error.to_string()))?;
    let refused = |detail: &dyn std::fmt::Display| {
        Unreached::by(Obstacle::ProxyRefused, format_args!("{proxy}: {detail}"))
    };
    match exchange(wire, request).await {
        Ok((_, Some((wire, early)))) if early.is_empty() => Ok(wire),
        // A server of HTTP or TLS does not speak first.
        Ok((_, Some(_))) => Err(refused(&"it says something in the server's place")),
        Ok((head, None)) => Err(no_tunnel(&head, proxy)),
        Err(error) => Err(refused(&trouble::words(&error))),
    }
}

/// What the answer of a proxy says that gives no tunnel.
fn no_tunnel(head: &Parts, proxy: &Proxy) -> Unreached {
    let status = head.status.as_u16();
    let obstacle = match status {
        // Some say 401: that of a server cannot come here.
        401 | 407 => Obstacle::ProxyCredentials,
        _ if is_portal(head) => Obstacle::Portal,
        _ => Obstacle::ProxyRefused,
    };
    let to = place(head).map_or(String::new(), |place| format!(" and points to {place}"));
    Unreached::by(obstacle, format_args!("{proxy} answers {status}{to}"))
}

/// Whether an answer looks like a sign-in page's, or leads to one.
pub(crate) fn is_portal(head: &Parts) -> bool {
    let status = head.status;
    let content_type = head.headers.get(CONTENT_TYPE);
    let is_page = content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    status.is_redirection() || status.as_u16() == 511 || (status.is_success() && is_page)
}

/// The host that an answer points to, without a path, which may hold a secret. It is told as it is written: a secret in it
/// that is read as a host's name, in small letters, would not be found by who masks it.
pub(crate) fn place(head: &Parts) -> Option<String> {
    let location = head.headers.get(LOCATION)?.to_str().ok()?.trim();
    let url = url::Url::parse(location).ok()?;
    let (_, rest) = location.split_once("//").filter(|_| url.origin().is_tuple())?;
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let is_plain = host.chars().all(|c| c.is_ascii_graphic());
    is_plain.then(|| {
        let host: String = host.chars().take(16 * 1024).collect();
        format!("{}://{host}", url.scheme())
    })
}

/// Asks a SOCKS proxy; by `address`, or by the name.
pub(super) async fn socks(
    wire: Wire,
    target: &Target,
    address: Option<SocketAddr>,
    proxy: &Proxy,
) -> Result<Wire, Unreached> {
    let credentials = proxy.credentials.as_ref();
    let credentials = credentials.map(|(name, password)| (name.as_str(), password.as_str()));
    let address = address.or_else(|| Some(SocketAddr::new(target.host.parse().ok()?, target.port)));
    let target = match address {
        Some(address) => TargetAddr::Ip(address),
        None => TargetAddr::Domain(target.host.as_str().into(), target.port),
    };
    let led = match (proxy.kind, credentials) {
        (Kind::Socks4 { .. }, None) => Socks4Stream::connect_with_socket(wire, target)
            .await
            .map(Socks4Stream::into_inner),
        (Kind::Socks4 { .. }, Some((name, _))) => {
            Socks4Stream::connect_with_userid_and_socket(wire, target, name)
                .await
                .map(Socks4Stream::into_inner)
        }
        (_, None) => Socks5Stream::connect_with_socket(wire, target)
            .await
            .map(Socks5Stream::into_inner),
        (_, Some((name, password))) => {
            Socks5Stream::connect_with_password_and_socket(wire, target, name, password)
                .await
                .map(Socks5Stream::into_inner)
        }
    };
    led.map_err(|error| {
        let obstacle = match &error {
            SocksError::PasswordAuthFailure(_)
            | SocksError::NoAcceptableAuthMethods
            | SocksError::AuthorizationRequired
            | SocksError::InvalidUserIdAuthFailure
            | SocksError::IdentdAuthFailure => Obstacle::ProxyCredentials,
            _ => Obstacle::ProxyRefused,
        };
        match error {
            SocksError::UnknownAuthMethod => Unreached::by(
                obstacle,
                format_args!("{proxy}: its answer is none that SOCKS has"),
            ),
            error => Unreached::by(obstacle, format_args!("{proxy}: {error}")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(location: &str) -> Option<String> {
        let response = hyper::Response::builder().header(LOCATION, location).body(());
        place(&response.unwrap().into_parts().0)
    }

    /// Whatever is quoted in it, so that it is found where secrets are masked.
    #[test]
    fn a_place_is_told_as_it_is_written() {
        for (location, told) in [
            (
                "http://Portal.example:8080/in?s=1",
                Some("http://Portal.example:8080"),
            ),
            ("https://u:p@AbC%44eF.example#x", Some("https://AbC%44eF.example")),
            ("HTTP://[::1]\\x", Some("http://[::1]")),
            ("http://Ab\tCd.example/", None),
            ("/elsewhere", None),
            ("//portal.example/", None),
            ("mailto:a@b.example", None),
        ] {
            assert_eq!(place_of(location).as_deref(), told, "{location}");
        }
    }
}
