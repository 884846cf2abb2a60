//! Where a connection is to lead.

use hyper::Uri;

use super::proxy;

/// A server, by name or address.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Target {
    /// By TLS.
    pub(crate) secure: bool,
    /// Without the brackets of an IPv6 address.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Target {
    /// Of a URL: `http`, `ws`, `https` or `wss`.
    pub(crate) fn of(url: &Uri) -> Option<Self> {
        let secure = matches!(url.scheme_str()?, "https" | "wss");
        let host = proxy::bare(url.host()?).to_owned();
        let port = url.port_u16().unwrap_or(if secure { 443 } else { 80 });
        Some(Self { secure, host, port })
    }

    /// `host:port`, with brackets where they belong.
    pub(super) fn authority(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        }
    }

    pub(super) fn url(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}/", self.authority())
    }
}
