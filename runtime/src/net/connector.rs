//! Connections to servers, through whatever lies between.

use std::sync::Arc;
use std::time::Duration;

use hyper::header::HeaderValue;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use wellclient_core::http::{Obstacle, Unreached};
use wellclient_core::secret::Secret;

use super::addresses::Addresses;
use super::proxies::Proxies;
use super::proxy::{Kind, Proxy};
use super::target::Target;
use super::trouble;
use super::tunnel;
use super::wire::Wire;
use crate::tls;

/// What connections are made with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Connector(Arc<Ways>);

struct Ways {
    proxies: Proxies,
    addresses: Addresses,
    tls: Arc<ClientConfig>,
    timeout: Duration,
}

impl Connector {
    /// Each connection may take `timeout`, proxy, TLS and all.
    pub(crate) fn new(proxies: Proxies, mut tls: ClientConfig, timeout: Duration) -> Self {
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Self(Arc::new(Ways {
            proxies,
            addresses: Addresses::default(),
            tls: Arc::new(tls),
            timeout,
        }))
    }

    /// A connection that carries whatever one likes: through an HTTP proxy by CONNECT, whether it is encrypted or not.
    pub(crate) async fn tunnel(&self, target: &Target) -> Result<Wire, Unreached> {
        self.connect(target, false).await
    }

    /// A connection for requests, perhaps to a proxy that passes on what is not encrypted.
    pub(crate) async fn for_requests(&self, target: &Target) -> Result<Wire, Unreached> {
        self.connect(target, true).await
    }

    /// What is to be said to the proxy of `target` with a request that it passes on itself.
    pub(crate) fn proxy_authorization(&self, target: &Target) -> Option<HeaderValue> {
        if target.secure {
            return None;
        }
        let proxy = self.0.proxies.to(target).ok()??;
        proxy.authorization().filter(|_| proxy.takes_whole_urls())
    }

    /// What must not be said of the proxy on the way to `target`.
    pub(crate) fn proxy_secrets(&self, target: &Target) -> Vec<Secret> {
        let proxy = self.0.proxies.to(target).ok().flatten();
        proxy.map_or_else(Vec::new, |proxy| proxy.secrets())
    }

    /// Whole URLs may go to a proxy that `may_pass_on` what is not encrypted.
    async fn connect(&self, target: &Target, may_pass_on: bool) -> Result<Wire, Unreached> {
        let until = Instant::now() + self.0.timeout;
        match timeout_at(until, self.0.connect(target, may_pass_on, until)).await {
            Ok(connected) => connected,
            Err(_) => Err(match self.0.proxies.to(target) {
                Ok(Some(proxy)) => {
                    Unreached::by(Obstacle::ProxyRefused, format_args!("{proxy}: no answer in time"))
                }
                _ => Unreached::by(Obstacle::NoAnswer, "no connection in time"),
            }),
        }
    }
}

impl Ways {
    async fn connect(&self, target: &Target, may_pass_on: bool, until: Instant) -> Result<Wire, Unreached> {
        let Some(proxy) = self.proxies.to(target)? else {
            let stream = self.addresses.connect(&target.host, target.port, until).await?;
            return self.encrypted(Wire::new(stream), target).await;
        };
        let wire = self
            .to_proxy(&proxy, until)
            .await
            .map_err(|why| Unreached::by(Obstacle::ProxyNotReached, format_args!("{proxy}: {why}")))?;
        match proxy.kind {
            Kind::Http { .. } if may_pass_on && !target.secure => Ok(wire.wanting_whole_urls()),
            Kind::Http { .. } => {
                let wire = tunnel::connect(wire, target, &proxy).await?;
                self.encrypted(wire, target).await
            }
            Kind::Socks4 { resolves } | Kind::Socks5 { resolves } => {
                let address = match resolves {
                    true => None,
                    false => {
                        let found = self.addresses.resolve(&target.host, target.port, until);
                        found.await?.first().copied()
                    }
                };
                let wire = tunnel::socks(wire, target, address, &proxy).await?;
                self.encrypted(wire, target).await
            }
        }
    }

    async fn to_proxy(&self, proxy: &Proxy, until: Instant) -> Result<Wire, Unreached> {
        let stream = self.addresses.connect(&proxy.host, proxy.port, until).await?;
        let target = Target {
            secure: matches!(proxy.kind, Kind::Http { secure: true }),
            host: proxy.host.clone(),
            port: proxy.port,
        };
        self.encrypted(Wire::new(stream), &target).await
    }

    /// By TLS, where that is wanted.
    async fn encrypted(&self, wire: Wire, target: &Target) -> Result<Wire, Unreached> {
        if !target.secure {
            return Ok(wire);
        }
        let name = ServerName::try_from(target.host.clone());
        let name = name.map_err(|error| Unreached::from(format!("{}: {error}", target.host)))?;
        let (tls, wanted) = tls::noting_whether_one_is_wanted(&self.tls);
        let stream = TlsConnector::from(tls).connect(name, wire).await;
        stream
            .map(Wire::new)
            .map_err(|error| trouble::tls_failed(&error, wanted.is_so()))
    }
}
