//! Who may use the control API, and the pages beside it: nobody else's web page, and beyond this machine whoever has the
//! token.
//!
//! A web page from anywhere can send requests to this machine. Its browser says where it is from (`Origin`), and a name that
//! was made to point here (DNS rebinding) stands in `Host`.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE, WWW_AUTHENTICATE};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

use super::control_api::{Refused, refuse};
use super::no_token;
use crate::token::Token;

/// What requests must meet.
pub(crate) struct Guard {
    /// It listens on this machine only: then whoever is here calls it by no other name.
    local: bool,
    token: Option<Token>,
    /// Cookies know no ports: each simulator of a machine has its own.
    cookie: String,
}

impl Guard {
    pub(crate) fn new(addr: SocketAddr, token: Option<Token>) -> Self {
        Self {
            local: addr.ip().is_loopback(),
            token,
            cookie: format!("wellclient_token_{}", addr.port()),
        }
    }

    /// These routes, behind it.
    pub(crate) fn over(self, routes: Router) -> Router {
        routes.layer(from_fn_with_state(Arc::new(self), check))
    }

    fn is_shown(&self, token: &Token, headers: &HeaderMap) -> bool {
        // The scheme's case does not matter (RFC 9110, 11.1).
        let bearer = text(headers, AUTHORIZATION)
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim_start());
        let cookies = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .filter(|(name, _)| *name == self.cookie)
            .map(|(_, value)| value);
        bearer.into_iter().chain(cookies).any(|shown| token.is(shown))
    }
}

/// Routes of a server of one's own at `addr`, guarded as the control API is: closed to web pages from elsewhere, to names that
/// were made to point to this machine, and, where there is a token, to those who do not have it.
pub fn guarded(routes: Router, addr: SocketAddr, token: Option<Token>) -> Router {
    Guard::new(addr, token).over(routes)
}

/// Lets a request pass, or refuses it.
async fn check(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let host = text(headers, HOST).or_else(|| request.uri().authority().map(Authority::as_str));
    if guard.local && !host.is_some_and(is_of_this_machine) {
        let why = "this is for this machine: call it 127.0.0.1 or localhost";
        return refuse(StatusCode::FORBIDDEN, Refused::new("other_name", why));
    }
    if headers.contains_key(ORIGIN) && !is_own_page(text(headers, ORIGIN), host) {
        let why = "this is not for other web pages";
        return refuse(StatusCode::FORBIDDEN, Refused::new("other_page", why));
    }
    let Some(token) = &guard.token else {
        return next.run(request).await;
    };
    if guard.is_shown(token, headers) {
        return next.run(request).await;
    }
    let asked = in_query(&request).filter(|shown| token.is(shown));
    if let Some(shown) = asked {
        return remember(&guard.cookie, &shown, request.uri().path());
    }
    let mut response = no_token::page(headers).unwrap_or_else(|| {
        let why = "this takes the token: open the whole address that was printed at the start, or send Authorization: Bearer";
        refuse(StatusCode::UNAUTHORIZED, Refused::new("no_token", why))
    });
    let bearer = HeaderValue::from_static("Bearer");
    response.headers_mut().insert(WWW_AUTHENTICATE, bearer);
    response
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Whether a `Host` is no name that others could let point here.
fn is_of_this_machine(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host();
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    match bare.unwrap_or(name).parse::<IpAddr>() {
        Ok(ip) => ip.is_loopback(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether a page is of this server: its origin is the host that was asked, behind a proxy with TLS, too.
fn is_own_page(origin: Option<&str>, host: Option<&str>) -> bool {
    let of_origin = origin.and_then(|origin| {
        origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))
    });
    of_origin.is_some() && of_origin == host
}

/// The token, where the address of a page has it.
fn in_query(request: &Request) -> Option<String> {
    let pairs = request.uri().query()?.split('&');
    let mut values = pairs.filter_map(|pair| pair.strip_prefix("token="));
    let shown = values.next().filter(|_| request.method() == Method::GET)?;
    percent_decode_str(shown).decode_utf8().ok().map(Into::into)
}

/// The same page again, with the token in a cookie that no script reads, and not in the address.
fn remember(cookie: &str, token: &str, path: &str) -> Response {
    let cookie = format!("{cookie}={token}; Path=/; HttpOnly; SameSite=Lax");
    let headers = [(SET_COOKIE, cookie), (LOCATION, path.to_owned())];
    (StatusCode::SEE_OTHER, headers).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine() {
        for host in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1:8080",
            "127.9.9.9",
            "[::1]:8080",
            "[::1]",
        ] {
            assert!(is_of_this_machine(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "10.0.0.1",
            "0.0.0.0:8080",
            "[::1",
            "::1",
            "\u{fffd}",
            "a b",
        ] {
            assert!(!is_of_this_machine(host), "{host}");
        }
    }

    #[test]
    fn own_pages() {
        let host = Some("127.0.0.1:8080");
        assert!(is_own_page(Some("http://127.0.0.1:8080"), host));
        for origin in [
            None,
            Some("null"),
            Some(""),
            Some("http://127.0.0.1"),
            Some("http://127.0.0.1:8081"),
            Some("http://evil.example"),
            Some("file://127.0.0.1:8080"),
        ] {
            assert!(!is_own_page(origin, host), "{origin:?}");
        }
        assert!(!is_own_page(Some("http://"), None));
    }
}
