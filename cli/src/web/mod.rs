//! What the program's pages have in common: their files, what a browser is told of them, and the token for those beyond this
//! machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

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
use crate::language::{pick, say};

pub(crate) mod live;
pub(crate) mod words;

/// What every page has, by name.
pub(crate) const FILES: [(&str, &str); 5] = [
    ("base.css", include_str!("base.css")),
    ("dom.js", include_str!("dom.js")),
    ("live.js", include_str!("live.js")),
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

/// Where to listen, as an argument: `127.0.0.1:8080`, or a port of this machine alone.
pub(crate) fn listen_at(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost:").unwrap_or(text).parse::<u16>();
    let port = port
        .ok()
        .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let wrong = pick(
        "an address is 127.0.0.1:8080, or 0.0.0.0:8080 for other devices, too",
        "地址形如 127.0.0.1:8080；其他设备也要访问则用 0.0.0.0:8080",
    );
    text.parse().ok().or(port).ok_or_else(|| wrong.to_owned())
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

/// Where others open a server that listens at all of this machine's addresses, as a sentence; nothing where there is nothing to
/// add to [`address`].
pub(crate) fn for_others(addr: SocketAddr, token: Option<&str>) -> Option<String> {
    if !addr.ip().is_unspecified() {
        return None;
    }
    Some(match on_the_network(addr.ip()) {
        Some(ip) => {
            let url = address(SocketAddr::new(ip, addr.port()), token);
            say!("From another device: {url}", "从其他设备打开：{url}")
        }
        None => say!(
            "No other device reaches it: this machine has no address on a network now",
            "其他设备无法打开：本机目前没有网络地址"
        ),
    })
}

/// The address that others know this machine by. The system says from which one it would send; nothing is sent.
fn on_the_network(listens: IpAddr) -> Option<IpAddr> {
    // For documentation (RFC 3849, RFC 5737): nobody is there.
    let v6 = (IpAddr::from(Ipv6Addr::UNSPECIFIED), "[2001:db8::1]:9");
    let v4 = (IpAddr::from(Ipv4Addr::UNSPECIFIED), "192.0.2.1:9");
    // Where a system lets it, whoever listens by IPv6 listens by IPv4, too.
    let ways = match listens {
        IpAddr::V4(_) => [Some(v4), None],
        IpAddr::V6(_) => [Some(v6), cfg!(target_os = "linux").then_some(v4)],
    };
    ways.into_iter().flatten().find_map(|(from, to)| {
        let socket = UdpSocket::bind((from, 0)).ok()?;
        socket.connect(to).ok()?;
        let ip = socket.local_addr().ok()?.ip();
        (!ip.is_loopback() && !ip.is_unspecified()).then_some(ip)
    })
}

/// A token for whoever is beyond this machine: 144 bits that nobody guesses.
pub(crate) fn new_token() -> Result<String, Failure> {
    let mut octets = [0; 18];
    SystemRandom::new().fill(&mut octets).map_err(|_| {
        Failure::Failed(say!(
            "the system has no random numbers for a token",
            "系统没有可用于令牌的随机数"
        ))
    })?;
    Ok(URL_SAFE_NO_PAD.encode(octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_to_listen() {
        for (text, at) in [
            ("0.0.0.0:81", "0.0.0.0:81"),
            ("[::1]:82", "[::1]:82"),
            ("8080", "127.0.0.1:8080"),
            ("0", "127.0.0.1:0"),
            ("localhost:83", "127.0.0.1:83"),
        ] {
            assert_eq!(listen_at(text), Ok(at.parse().unwrap()), "{text}");
        }
        for text in ["", "127.0.0.1", "host:80", "80800", ":80", "localhost"] {
            assert!(listen_at(text).is_err(), "{text}");
        }
    }

    #[test]
    fn addresses_are_those_that_a_browser_opens() {
        let at = |text: &str| text.parse::<SocketAddr>().unwrap();
        for (listens, token, opens) in [
            ("127.0.0.1:80", None, "http://127.0.0.1:80/"),
            ("0.0.0.0:81", Some("x"), "http://127.0.0.1:81/?token=x"),
            ("[::]:82", None, "http://[::1]:82/"),
            ("192.168.1.5:83", Some("x"), "http://192.168.1.5:83/?token=x"),
        ] {
            assert_eq!(address(at(listens), token), opens);
        }
        assert_eq!(for_others(at("127.0.0.1:80"), None), None);
        assert_eq!(for_others(at("192.168.1.5:83"), Some("x")), None);
        // With a network or without one.
        let said = for_others(at("0.0.0.0:81"), Some("x")).unwrap();
        assert!(
            said.ends_with(":81/?token=x") && !said.contains("//0.0.0.0") && !said.contains("//127.")
                || said.starts_with("No other device"),
            "{said}"
        );
    }
}
