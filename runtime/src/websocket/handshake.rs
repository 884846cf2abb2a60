//! The opening handshake of a WebSocket (RFC 6455, 4.1), and why it fails.

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::header::{
    CONNECTION, HOST, HeaderMap, HeaderName, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS,
    SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE, USER_AGENT,
};
use hyper::http::response::Parts;
use hyper::{Request, StatusCode, Uri, Version};
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};
use wellclient_core::http::{Header, Obstacle, Unreached};
use wellclient_core::secret::Secret;

use crate::http::{self, Http};
use crate::net::{self, Target, Wire};

/// What is offered, the best first.
const PROTOCOLS: [&str; 3] = ["v12.stomp", "v11.stomp", "v10.stomp"];

/// Why a WebSocket could not be opened.
pub(crate) struct Refused {
    pub(crate) reason: Unreached,
    /// The server's answer, where it was another than 101.
    pub(crate) status: Option<u16>,
    pub(crate) retry_after: Option<String>,
}

impl Refused {
    pub(crate) fn because(reason: Unreached) -> Self {
        Self {
            reason,
            status: None,
            retry_after: None,
        }
    }
}

/// The connection, with what the server has sent on it since. The cookies that its answer sets are given to `cookies`.
pub(super) async fn handshake(
    http: &Http,
    url: &str,
    headers: &[Header],
    cookies: impl FnOnce(Vec<Secret>),
) -> Result<(Wire, Bytes), Refused> {
    let unusable = || Refused::because(Unreached::from("the WebSocket's URL cannot be used"));
    let url: Uri = url.parse().map_err(|_| unusable())?;
    let target = Target::of(&url).ok_or_else(unusable)?;
    let key = generate_key();
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::builder().uri(path).body(Empty::new());
    let Ok(request) = &mut request else {
        return Err(unusable());
    };
    let mut request = std::mem::take(request);
    let further = headers.iter();
    let further = further.map(|header| (header.name.as_str(), header.value.expose()));
    let host = url.authority().map_or("", |authority| authority.as_str());
    let own = [
        (HOST.as_str(), host),
        (CONNECTION.as_str(), "Upgrade"),
        (UPGRADE.as_str(), "websocket"),
        (SEC_WEBSOCKET_VERSION.as_str(), "13"),
        (SEC_WEBSOCKET_KEY.as_str(), &key),
        (SEC_WEBSOCKET_PROTOCOL.as_str(), &PROTOCOLS.join(", ")),
    ];
    let head = http::head(own.into_iter().chain(further));
    *request.headers_mut() = head.map_err(|error| Refused::because(error.into()))?;
    let user_agent = request.headers_mut().entry(USER_AGENT);
    user_agent.or_insert_with(|| http.user_agent.clone());

    let wire = http.connector.tunnel(&target).await.map_err(Refused::because)?;
    let answer = net::exchange(wire, request).await;
    let (head, given) = answer.map_err(|error| Refused::because(net::unreached(&error)))?;
    cookies(http::set_cookies(&head.headers));
    if head.status != StatusCode::SWITCHING_PROTOCOLS {
        return Err(refused(&head));
    }
    if head.version != Version::HTTP_11 {
        let detail = format!("the answer is of {:?}", head.version);
        return Err(Refused::because(Unreached::by(Obstacle::NotAWebSocket, detail)));
    }
    check(&head.headers, &key).map_err(Refused::because)?;
    given.ok_or_else(|| Refused::because(Unreached::by(Obstacle::NotAWebSocket, "")))
}

/// Another answer than 101.
fn refused(head: &Parts) -> Refused {
    let status = head.status.as_u16();
    let to = net::place(head).map_or(String::new(), |place| format!(" and points to {place}"));
    let detail = format!("the server answers {status} to a WebSocket{to}");
    let reason = match status {
        407 => Unreached::by(Obstacle::ProxyCredentials, detail),
        300..400 => Unreached::by(Obstacle::Redirected, detail),
        _ if net::is_portal(head) => Unreached::by(Obstacle::Portal, detail),
        _ => detail.into(),
    };
    Refused {
        reason,
        status: Some(status),
        retry_after: http::retry_after(&head.headers),
    }
}

/// What a client must look at in the answer (RFC 6455, 4.1, the second list).
fn check(headers: &HeaderMap, key: &str) -> Result<(), Unreached> {
    let wrong = |detail: &str| Err(Unreached::by(Obstacle::NotAWebSocket, detail));
    let mut upgrades = tokens(headers, &UPGRADE).peekable();
    if upgrades.peek().is_none() {
        return wrong("no Upgrade: websocket");
    }
    // Any other value than this one is no match.
    if !upgrades.all(|token| token.eq_ignore_ascii_case("websocket")) {
        return wrong("another Upgrade than websocket");
    }
    if !tokens(headers, &CONNECTION).any(|token| token.eq_ignore_ascii_case("upgrade")) {
        return wrong("no Connection: Upgrade");
    }
    let accept: Vec<_> = tokens(headers, &SEC_WEBSOCKET_ACCEPT).collect();
    match accept.as_slice() {
        [] => return wrong("no Sec-WebSocket-Accept"),
        [accept] if *accept == derive_accept_key(key.as_bytes()) => {}
        _ => return wrong("another Sec-WebSocket-Accept than that of the key"),
    }
    if let Some(extension) = tokens(headers, &SEC_WEBSOCKET_EXTENSIONS).next() {
        return Err(Unreached::by(Obstacle::UnofferedExtension, excerpt(extension)));
    }
    let chosen: Vec<_> = tokens(headers, &SEC_WEBSOCKET_PROTOCOL).collect();
    match chosen.as_slice() {
        // None at all is for the client to judge: STOMP's own negotiation follows.
        [] => Ok(()),
        [one] if PROTOCOLS.contains(one) => Ok(()),
        several => Err(Unreached::by(
            Obstacle::UnofferedSubprotocol,
            excerpt(&several.join(", ")),
        )),
    }
}

/// The members of a list that may be spread over several headers. What is no text is a member like none that is known.
fn tokens<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter();
    let lists = values.map(|value| value.to_str().unwrap_or("?"));
    let tokens = lists.flat_map(|list| list.split(',')).map(str::trim);
    tokens.filter(|token| !token.is_empty())
}

/// The core cuts what is shown, once secrets are masked in it.
fn excerpt(text: &str) -> String {
    text.chars().take(16 * 1024).collect()
}
