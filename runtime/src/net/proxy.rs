//! A proxy, by its URL.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper::header::HeaderValue;
use percent_encoding::percent_decode_str;
use url::{Position, Url};
use wellclient_core::secret::Secret;
use zeroize::Zeroizing;

/// Why a proxy's URL cannot be used. It says nothing of the URL, which may have a password in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// It is no URL with a host.
    #[error("it is no URL with a host")]
    NoUrl,
    /// It is not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// Its port is 0.
    #[error("its port is 0, which is none")]
    Port,
    /// Its scheme is none of those that there are.
    #[error("its scheme is none of http, https, socks4, socks4a, socks5 and socks5h")]
    Scheme,
    /// It has more than a scheme, a name and a password, a host and a port.
    #[error("it has a path, a query or a fragment")]
    Path,
    /// The name or the password cannot be sent.
    #[error("its name or password is too long, or has characters that cannot be sent")]
    Credentials,
}

/// How a proxy is spoken to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// By HTTP, over TLS or not.
    Http { secure: bool },
    /// By SOCKS 4; whether it resolves names.
    Socks4 { resolves: bool },
    /// By SOCKS 5; whether it resolves names.
    Socks5 { resolves: bool },
}

/// A proxy that can be used. `Debug` and `Display` do not show the name and the password.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) kind: Kind,
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Name and password.
    pub(crate) credentials: Option<(String, Zeroizing<String>)>,
    shown: String,
}

impl Proxy {
    /// Reads the URL of a proxy; without a scheme it is an HTTP proxy, as curl reads it.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub(crate) fn read(url: &str) -> Result<Self, ProxyError> {
        let url = url.trim();
        let url = match url.contains("://") {
            true => Url::parse(url),
            false => Url::parse(&format!("http://{url}")),
        };
        let url = url.map_err(|_| ProxyError::NoUrl)?;
        let (kind, usual) = match url.scheme() {
            "http" => (Kind::Http { secure: false }, 80),
            "https" => (Kind::Http { secure: true }, 443),
            "socks4" => (Kind::Socks4 { resolves: false }, 1080),
            "socks4a" => (Kind::Socks4 { resolves: true }, 1080),
            "socks5" => (Kind::Socks5 { resolves: false }, 1080),
            "socks5h" => (Kind::Socks5 { resolves: true }, 1080),
            _ => return Err(ProxyError::Scheme),
        };
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or(ProxyError::NoUrl)?;
        if !matches!(&url[Position::BeforePath..], "" | "/") {
            return Err(ProxyError::Path);
        }
        let port = url.port().unwrap_or(usual);
        if port == 0 {
            return Err(ProxyError::Port);
        }
        Ok(Self {
            kind,
            host: bare(host).to_owned(),
            port,
            credentials: credentials(&url, kind)?,
            shown: format!("{}://{host}:{port}", url.scheme()),
        })
    }

    /// What `Proxy-Authorization` says to it.
    pub(crate) fn authorization(&self) -> Option<HeaderValue> {
        let (name, password) = self.credentials.as_ref()?;
        let both = Zeroizing::new(format!("{name}:{}", password.as_str()));
        let text = Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(both.as_bytes())));
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// What must not be said of it, though it may quote it: the password, and that with the name, which goes out in base64.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        let credentials = self
            .credentials
            .iter()
            .filter(|(_, password)| !password.is_empty());
        let secrets = credentials.flat_map(|(name, password)| {
            [password.to_string(), format!("{name}:{}", password.as_str())].map(Secret::from)
        });
        secrets.collect()
    }

    /// Whether it wants whole URLs of what is not encrypted, rather than a tunnel.
    pub(crate) fn takes_whole_urls(&self) -> bool {
        matches!(self.kind, Kind::Http { .. })
    }
}

/// A host without the brackets of an IPv6 address.
pub(crate) fn bare(host: &str) -> &str {
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    inside.unwrap_or(host)
}

fn credentials(url: &Url, kind: Kind) -> Result<Option<(String, Zeroizing<String>)>, ProxyError> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    let decoded = |text| {
        let text = percent_decode_str(text).decode_utf8();
        let text = text.map_err(|_| ProxyError::Credentials)?;
        let is_short = text.len() <= 255 || matches!(kind, Kind::Http { .. });
        let is_sendable = is_short && !text.contains(char::is_control);
        is_sendable
            .then(|| text.into_owned())
            .ok_or(ProxyError::Credentials)
    };
    let name = decoded(url.username())?;
    let password = Zeroizing::new(decoded(url.password().unwrap_or_default())?);
    match kind {
        // The name ends at the first colon.
        Kind::Http { .. } if name.contains(':') => Err(ProxyError::Credentials),
        Kind::Socks5 { .. } if name.is_empty() || password.is_empty() => Err(ProxyError::Credentials),
        _ => Ok(Some((name, password))),
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({}", self.shown)?;
        let and = self.credentials.as_ref().map_or("", |_| ", with a password");
        write!(f, "{and})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_used() {
        for (url, shown) in [
            ("http://proxy.example:3128", "http://proxy.example:3128"),
            ("http://proxy.example:3128/", "http://proxy.example:3128"),
            ("proxy.example", "http://proxy.example:80"),
            ("proxy.example:3128", "http://proxy.example:3128"),
            (" 127.0.0.1:3128 ", "http://127.0.0.1:3128"),
            ("HTTPS://proxy.example", "https://proxy.example:443"),
            ("http://[::1]:3128", "http://[::1]:3128"),
            ("socks5://proxy.example", "socks5://proxy.example:1080"),
            ("socks5h://proxy.example:9", "socks5h://proxy.example:9"),
            ("socks4a://proxy.example", "socks4a://proxy.example:1080"),
        ] {
            assert_eq!(Proxy::read(url).unwrap().to_string(), shown, "{url}");
        }
        assert_eq!(Proxy::read("http://[::1]:1").unwrap().host, "::1");
    }

    #[test]
    fn what_cannot() {
        for (url, error) in [
            ("", ProxyError::NoUrl),
            ("no proxy", ProxyError::NoUrl),
            ("http://", ProxyError::NoUrl),
            ("http://u:s3cret@[::bad", ProxyError::NoUrl),
            ("http://proxy.example:99999", ProxyError::NoUrl),
            ("http://proxy.example:0", ProxyError::Port),
            ("ftp://u:s3cret@proxy.example", ProxyError::Scheme),
            ("ws://proxy.example", ProxyError::Scheme),
            ("htp://127.0.0.1:9", ProxyError::Scheme),
            ("https//127.0.0.1:9", ProxyError::Path),
            ("http:/127.0.0.1:9", ProxyError::Path),
            ("http://proxy.example/path", ProxyError::Path),
            ("http://proxy.example?q", ProxyError::Path),
            ("http://proxy.example#f", ProxyError::Path),
            ("http://a%0db:s3cret@proxy.example", ProxyError::Credentials),
            ("http://a%3ab:s3cret@proxy.example", ProxyError::Credentials),
            ("http://a:%ff@proxy.example", ProxyError::Credentials),
            ("socks5://a@proxy.example", ProxyError::Credentials),
        ] {
            assert_eq!(Proxy::read(url).map(|_| ()), Err(error), "{url}");
            assert!(!error.to_string().contains("s3cret"));
        }
        let long = format!("socks5://a:{}@proxy.example", "x".repeat(256));
        assert_eq!(Proxy::read(&long).map(|_| ()), Err(ProxyError::Credentials));
    }

    #[test]
    fn the_name_and_the_password_are_decoded_and_not_shown() {
        let proxy = Proxy::read("clerk:s3%40cret%3A@proxy.example:3128").unwrap();
        let (name, password) = proxy.credentials.as_ref().unwrap();
        assert_eq!((name.as_str(), password.as_str()), ("clerk", "s3@cret:"));
        let value = proxy.authorization().unwrap();
        assert_eq!(value, "Basic Y2xlcms6czNAY3JldDo=");
        let shown = format!("{proxy:?} {proxy} {value:?}");
        for secret in ["s3", "clerk", "Y2xlcms"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
