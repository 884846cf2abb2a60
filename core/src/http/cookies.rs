//! The cookies that a session's servers have set, kept and sent as a browser does (RFC 6265).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};

use super::cookie_date;
use crate::secret::{Secret, cover};
use crate::time::Wall;

/// More are not kept: the oldest goes (RFC 6265, 6.1).
const MOST: usize = 50;

/// A longer one, name and value, is not taken (RFC 6265, 6.1).
const LONGEST: usize = 4096;

/// The cookies of one session, the oldest first. Each is as secret as a session id, so `Debug` only counts them; what
/// serde writes, as a part of what is saved for recovery, shows them.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cookies {
    all: Vec<Cookie>,
}

/// One of them, as it is saved.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cookie {
    name: String,
    #[serde(serialize_with = "written", deserialize_with = "read")]
    value: Secret,
    /// Where it came from, or the domain that it is for.
    host: String,
    /// Hosts below that get it, too.
    #[serde(default)]
    below: bool,
    path: String,
    #[serde(default)]
    secure: bool,
    /// Milliseconds since 1970; none is the session's end.
    #[serde(default)]
    expires: Option<i64>,
}

impl Cookies {
    /// Takes in the `Set-Cookie` headers of a reply to `url`. One that cannot be read, or is not for that host, is passed
    /// over, as a browser does.
    pub(crate) fn take(&mut self, url: &Url, set_cookies: &[Secret], now: Wall) {
        for header in set_cookies {
            let Some(mut cookie) = Cookie::read(url, header.expose(), now) else {
                continue;
            };
            let same = self.all.iter().position(|known| known.is_replaced_by(&cookie));
            match same {
                _ if cookie.is_over(now) => self.all.retain(|known| !known.is_replaced_by(&cookie)),
                Some(place) => {
                    if let Some(known) = self.all.get_mut(place) {
                        std::mem::swap(known, &mut cookie);
                    }
                }
                None => {
                    if self.all.len() == MOST {
                        self.all.remove(0);
                    }
                    self.all.push(cookie);
                }
            }
        }
    }

    /// The `Cookie` header of a request to `url`; longer paths come first (RFC 6265, 5.4).
    pub(crate) fn header(&self, url: &Url, now: Wall) -> Option<Secret> {
        let mut sent: Vec<&Cookie> = self
            .all
            .iter()
            .filter(|cookie| cookie.goes_to(url, now))
            .collect();
        sent.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        // Room for all of them, so that none is left behind in a buffer that grew.
        let room = sent
            .iter()
            .map(|cookie| cookie.name.len() + cookie.value.expose().len() + 3);
        let mut header = String::with_capacity(room.sum());
        for cookie in sent {
            if !header.is_empty() {
                header.push_str("; ");
            }
            header.push_str(&cookie.name);
            header.push('=');
            header.push_str(cookie.value.expose());
        }
        (!header.is_empty()).then(|| Secret::from(header))
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = Secret> {
        self.all.iter().map(|cookie| secret_in(cookie.value.expose()))
    }

    /// The same with other values of the same length.
    pub(crate) fn covered(&self) -> Self {
        let mut cookies = self.clone();
        for cookie in &mut cookies.all {
            cookie.value = covered(cookie.value.expose()).into();
        }
        cookies
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cookies({})", self.all.len())
    }
}

/// The last `Expires` that is a date.
fn expires(set_cookie: &str) -> Option<i64> {
    let attributes = set_cookie
        .split(';')
        .skip(1)
        .filter_map(|attribute| attribute.split_once('='));
    let dates = attributes.filter(|(name, _)| name.trim().eq_ignore_ascii_case("expires"));
    dates.filter_map(|(_, date)| cookie_date::read(date)).last()
}

/// What is secret in a `Set-Cookie` header.
pub(crate) fn secret_of(set_cookie: &str) -> Secret {
    let (start, end) = value_of(set_cookie);
    secret_in(set_cookie.get(start..end).unwrap_or_default())
}

/// The header with another value of the same length.
pub(crate) fn covered_header(set_cookie: &str) -> String {
    let (start, end) = value_of(set_cookie);
    let (before, rest) = set_cookie.split_at_checked(start).unwrap_or_default();
    let (value, after) = rest.split_at_checked(end - start).unwrap_or_default();
    format!("{before}{}{after}", covered(value))
}

/// Where the value stands.
fn value_of(set_cookie: &str) -> (usize, usize) {
    let end = set_cookie.find(';').unwrap_or(set_cookie.len());
    let pair = set_cookie.get(..end).unwrap_or_default();
    (pair.find('=').map_or(0, |sign| sign + 1), end)
}

/// A value may stand in quotes, and be echoed without.
fn secret_in(value: &str) -> Secret {
    Secret::from(value.trim().trim_matches('"'))
}

fn covered(value: &str) -> String {
    let mut octets = value.as_bytes().to_vec();
    let all = 0..octets.len();
    cover(&mut octets, all);
    // Characters are covered by characters of the same length.
    String::from_utf8(octets).unwrap_or_default()
}

impl Cookie {
    /// RFC 6265, 5.3.
    fn read(url: &Url, header: &str, now: Wall) -> Option<Self> {
        let read = cookie::Cookie::parse(header).ok()?;
        let (name, value) = (read.name(), read.value());
        let is_clean = |text: &str| !text.chars().any(char::is_control);
        if name.len() + value.len() > LONGEST || !is_clean(name) || !is_clean(value) {
            return None;
        }
        let host = url.host_str()?;
        let domain = read.domain().map(str::to_ascii_lowercase);
        let (host, below) = match domain.filter(|domain| domain != host) {
            None => (
                host.to_owned(),
                read.domain().is_some() && is_name(url) && !is_public(host),
            ),
            Some(domain) if is_name(url) && !is_public(&domain) && is_below(host, &domain) => (domain, true),
            Some(_) => return None,
        };
        let is_secure_only = read.secure() == Some(true);
        if is_secure_only && !is_secure(url) {
            return None;
        }
        let path = read.path().filter(|path| path.starts_with('/') && is_clean(path));
        let lives = read.max_age().map(|age| age.whole_milliseconds());
        let lives = lives.map(|ms| now.unix_ms.saturating_add(i64::try_from(ms).unwrap_or(i64::MAX)));
        Some(Self {
            name: name.to_owned(),
            value: Secret::from(value),
            host,
            below,
            path: path.map_or_else(|| default_path(url), str::to_owned),
            secure: is_secure_only,
            expires: lives.or_else(|| expires(header)),
        })
    }

    fn is_replaced_by(&self, other: &Self) -> bool {
        self.name == other.name && self.host == other.host && self.path == other.path
    }

    fn is_over(&self, now: Wall) -> bool {
        self.expires.is_some_and(|at| at <= now.unix_ms)
    }

    fn goes_to(&self, url: &Url, now: Wall) -> bool {
        let is_host = url.host_str().is_some_and(|host| {
            host == self.host || (self.below && is_name(url) && is_below(host, &self.host))
        });
        let rest = url.path().strip_prefix(self.path.as_str());
        let is_path =
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || self.path.ends_with('/'));
        is_host && is_path && (!self.secure || is_secure(url)) && !self.is_over(now)
    }
}

/// Whether `host` is below `domain` (RFC 6265, 5.1.3).
fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// A domain below which anyone can have a name: a whole top level, or what most countries have in its place, `co.uk`. Of
/// the others (`github.io`) there is a list, which is not kept here.
fn is_public(domain: &str) -> bool {
    const KINDS: [&str; 13] = [
        "ac", "co", "com", "edu", "go", "gob", "gov", "mil", "ne", "net", "nom", "or", "org",
    ];
    match domain.split_once('.') {
        None => true,
        Some((kind, country)) => country.len() == 2 && KINDS.contains(&kind),
    }
}

/// A name and no address: only names have names below them.
fn is_name(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Domain(_)))
}

fn is_secure(url: &Url) -> bool {
    matches!(url.scheme(), "https" | "wss")
}

/// RFC 6265, 5.1.4.
fn default_path(url: &Url) -> String {
    match url.path().rsplit_once('/') {
        Some((folder, _)) if !folder.is_empty() => folder.to_owned(),
        _ => "/".to_owned(),
    }
}

fn written<S: Serializer>(value: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.expose())
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Wall = Wall {
        unix_ms: 1_800_000_000_000,
        utc_offset_s: 0,
    };

    fn at(seconds: i64) -> Wall {
        Wall {
            unix_ms: NOON.unix_ms + seconds * 1000,
            ..NOON
        }
    }

    fn set(cookies: &mut Cookies, url: &str, headers: &[&str]) {
        let headers: Vec<Secret> = headers.iter().copied().map(Secret::from).collect();
        cookies.take(&url.parse().unwrap(), &headers, NOON);
    }

    fn sent(cookies: &Cookies, url: &str, now: Wall) -> String {
        let header = cookies.header(&url.parse().unwrap(), now);
        header.map_or_else(String::new, |header| header.expose().to_owned())
    }

    #[test]
    fn to_the_host_and_the_path_that_they_are_for() {
        let mut cookies = Cookies::default();
        let login = "https://tpi.cti.example/sdk/login";
        set(
            &mut cookies,
            login,
            &[
                "own=1",
                "root=2; Path=/",
                "deep=3; path=/sdk/api",
                "all=4; Domain=.CTI.example; Path=/",
            ],
        );
        for (url, expected) in [
            (login, "own=1; root=2; all=4"),
            ("https://tpi.cti.example:8443/sdk", "own=1; root=2; all=4"),
            ("wss://tpi.cti.example/sdk/api/x", "deep=3; own=1; root=2; all=4"),
            ("https://tpi.cti.example/sdkx", "root=2; all=4"),
            ("https://sdk.cti.example/sdk/api", "all=4"),
            ("https://cti.example/", "all=4"),
            ("https://xcti.example/", ""),
            ("https://example/", ""),
        ] {
            assert_eq!(sent(&cookies, url, NOON), expected, "{url}");
        }
    }

    #[test]
    fn never_from_a_host_for_another() {
        let mut cookies = Cookies::default();
        for domain in [
            "other.example",
            "x.tpi.cti.example",
            "example",
            "127.0.0.1",
            "i.example",
        ] {
            set(
                &mut cookies,
                "http://tpi.cti.example/login",
                &[&format!("a=1; Domain={domain}")],
            );
        }
        for (host, domain) in [("login.shop.co.uk", "co.uk"), ("cti.bank.com.cn", ".com.cn")] {
            let cookie = format!("a=1; Domain={domain}");
            set(&mut cookies, &format!("http://{host}/login"), &[&cookie]);
        }
        set(&mut cookies, "http://127.0.0.1/login", &["a=1; Domain=0.0.1"]);
        assert!(cookies.is_empty(), "{cookies:?}");
        set(&mut cookies, "http://127.0.0.1/login", &["a=1; Domain=127.0.0.1"]);
        assert_eq!(sent(&cookies, "http://127.0.0.1:1/", NOON), "a=1");
        assert_eq!(sent(&cookies, "http://x.127.0.0.1.example/", NOON), "");
    }

    #[test]
    fn until_they_expire_or_are_taken_back() {
        let mut cookies = Cookies::default();
        let url = "http://cti.example/login";
        set(
            &mut cookies,
            url,
            &[
                "a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                "b=2",
                "c=3",
            ],
        );
        set(
            &mut cookies,
            url,
            &["d=4; Expires=Fri, 15 Jan 2027 08:01:00 GMT", "b=5"],
        );
        assert_eq!(sent(&cookies, url, at(59)), "a=1; b=5; c=3; d=4");
        assert_eq!(sent(&cookies, url, at(60)), "b=5; c=3");
        set(
            &mut cookies,
            url,
            &["b=; Max-Age=0", "c=; Expires=Thu, 01-Jan-1970 00:00:01 GMT"],
        );
        assert_eq!(sent(&cookies, url, at(0)), "a=1; d=4");
        let javascript = "a=; expires=Thu Jan 01 1970 00:00:00 GMT+0000 (UTC); expires=never; path=/";
        set(
            &mut cookies,
            url,
            &[javascript, "d=deleted; EXPIRES = 1 Jan 1970 0:00:00"],
        );
        assert_eq!(sent(&cookies, url, at(0)), "");
    }

    #[test]
    fn secure_ones_only_over_tls() {
        let mut cookies = Cookies::default();
        set(&mut cookies, "https://cti.example/login", &["a=1; Secure"]);
        set(&mut cookies, "http://cti.example/login", &["b=2; Secure", "c=3"]);
        assert_eq!(sent(&cookies, "http://cti.example/", NOON), "c=3");
        assert_eq!(sent(&cookies, "ws://cti.example/", NOON), "c=3");
        assert_eq!(sent(&cookies, "wss://cti.example/", NOON), "a=1; c=3");
    }

    #[test]
    fn what_cannot_be_sent_is_not_kept_and_not_more_than_enough() {
        let mut cookies = Cookies::default();
        let url = "http://cti.example/login";
        let long = format!("a={}", "x".repeat(LONGEST));
        set(
            &mut cookies,
            url,
            &[
                "",
                "=",
                "=1",
                "a",
                ";",
                "a=\u{1}",
                "a\u{7f}=1",
                "a=1\r\nx: 2",
                &long,
            ],
        );
        assert!(cookies.is_empty());
        for number in 0..MOST + 10 {
            set(&mut cookies, url, &[&format!("n{number}=1")]);
        }
        assert_eq!(cookies.all.len(), MOST);
        assert!(!sent(&cookies, url, NOON).contains("n9=") && sent(&cookies, url, NOON).contains("n10="));
    }

    #[test]
    fn debug_shows_no_cookie() {
        let mut cookies = Cookies::default();
        set(&mut cookies, "http://cti.example/login", &["node=c0ffee"]);
        assert_eq!(format!("{cookies:?}"), "Cookies(1)");
        for (header, secret, covered) in [
            ("node = c0ffee; Path=/", "c0ffee", "node = x1xxxx; Path=/"),
            ("c0ffee", "c0ffee", "x1xxxx"),
            ("a=\"c0ffee\"", "c0ffee", "a=\"x1xxxx\""),
            ("", "", ""),
        ] {
            assert_eq!(secret_of(header), Secret::from(secret));
            assert_eq!(covered_header(header), covered);
        }
    }
}
