//! What sessions share: connections, TLS, proxies, threads.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use client::{ClientBuilder, TlsOptions as CoreTls};
use wellclient_foreign::{Host, woken_aside};

use crate::config::{SessionOptions, session_config};
use crate::error::WellError;
use crate::metrics::Metrics;
use crate::number::{count, size};
use crate::session::Session;

/// What TLS is to trust and to show. Its text shows no key.
#[derive(Clone, PartialEq, Eq, Default, uniffi::Record)]
#[uniffi::export(Display)]
pub struct TlsOptions {
    /// Further roots to trust, PEM. They add to the platform's; on Android those are the system's, without what users
    /// and administrators have added (see `Roots`).
    #[uniffi(default = None)]
    pub extra_roots_pem: Option<Vec<u8>>,
    /// The client's certificate chain, PEM, with the key.
    #[uniffi(default = None)]
    pub client_certificate_pem: Option<Vec<u8>>,
    /// The client's private key, PEM: a secret.
    #[uniffi(default = None)]
    pub client_key_pem: Option<Vec<u8>>,
    /// Trusts no root of the platform's, only the extra ones.
    #[uniffi(default = false)]
    pub without_platform_roots: bool,
    /// **Dangerous**: accepts any certificate, so anyone on the way can read passwords and control calls. For a
    /// laboratory only.
    #[uniffi(default = false)]
    pub danger_accept_any_certificate: bool,
}

impl From<TlsOptions> for CoreTls {
    fn from(options: TlsOptions) -> Self {
        Self {
            extra_roots_pem: options.extra_roots_pem.unwrap_or_default(),
            client_certificate_pem: options.client_certificate_pem.unwrap_or_default(),
            client_key_pem: options.client_key_pem.unwrap_or_default(),
            without_platform_roots: options.without_platform_roots,
            danger_accept_any_certificate: options.danger_accept_any_certificate,
        }
    }
}

impl fmt::Display for TlsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&CoreTls::from(self.clone()), f)
    }
}

impl fmt::Debug for TlsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The options of a client. What is left out has its default. Its text shows no secret.
#[derive(Clone, PartialEq, Eq, Default, uniffi::Record)]
#[uniffi::export(Display)]
pub struct ClientOptions {
    /// Threads for the network; there is one more for listeners. Default 1.
    #[uniffi(default = None)]
    pub threads: Option<i32>,
    /// What TLS is to trust and to show.
    #[uniffi(default = None)]
    pub tls: Option<TlsOptions>,
    /// Sends everything through this proxy: `http://…`, `https://…` or `socks5://…`. Default: as the system says.
    #[uniffi(default = None)]
    pub proxy: Option<String>,
    /// Uses no proxy, whatever the system says.
    #[uniffi(default = false)]
    pub no_proxy: bool,
    /// How long a TCP and TLS connection may take. Default 5 s.
    #[uniffi(default = None)]
    pub connect_timeout: Option<Duration>,
    /// How long a request may take, reply and all; keep it below `Timing.command`. Default 10 s.
    #[uniffi(default = None)]
    pub request_timeout: Option<Duration>,
    /// How many event channels may be opening at once, over all sessions. At least 1; default 64.
    #[uniffi(default = None)]
    pub connecting_at_once: Option<i32>,
    /// How many event channels may begin to open in a second, and how many HTTP log-ins, over all sessions and evenly
    /// spaced. At least 1; default 250.
    #[uniffi(default = None)]
    pub connecting_per_second: Option<i32>,
    /// The `user-agent` header: printable ASCII and tabs.
    #[uniffi(default = None)]
    pub user_agent: Option<String>,
}

impl fmt::Display for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientOptions")
            .field("threads", &self.threads)
            .field("tls", &self.tls)
            // Its URL may have a password in it.
            .field("proxy", &self.proxy.is_some())
            .field("no_proxy", &self.no_proxy)
            .field("connect_timeout", &self.connect_timeout)
            .field("request_timeout", &self.request_timeout)
            .field("connecting_at_once", &self.connecting_at_once)
            .field("connecting_per_second", &self.connecting_per_second)
            .field("user_agent", &self.user_agent)
            .finish()
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<ClientOptions> for ClientBuilder {
    fn from(options: ClientOptions) -> Self {
        let mut builder = client::Client::builder();
        if let Some(tls) = options.tls {
            builder = builder.tls(tls.into());
        }
        if let Some(url) = options.proxy {
            builder = builder.proxy(url);
        }
        if options.no_proxy {
            builder = builder.no_proxy();
        }
        if let Some(timeout) = options.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(timeout) = options.request_timeout {
            builder = builder.request_timeout(timeout);
        }
        if let Some(number) = options.connecting_at_once {
            builder = builder.connecting_at_once(size(number));
        }
        if let Some(number) = options.connecting_per_second {
            builder = builder.connecting_per_second(count(number));
        }
        if let Some(user_agent) = options.user_agent {
            builder = builder.user_agent(user_agent);
        }
        builder
    }
}

/// The shared part of all sessions, with threads of its own. One for a process.
#[derive(Debug, uniffi::Object)]
pub struct Client {
    pub(crate) host: Arc<Host>,
    closing: AtomicBool,
}

impl Client {
    pub(crate) fn check_open(&self) -> Result<(), WellError> {
        if self.closing.load(Ordering::Acquire) {
            return Err(WellError::Closed {
                reason: "the client is closed".to_owned(),
            });
        }
        Ok(())
    }

    /// Awaits for a language whose code runs where it is woken.
    pub(crate) async fn settle<F: Future>(&self, future: F) -> F::Output {
        woken_aside(self.host.handle(), future).await
    }
}

#[uniffi::export]
impl Client {
    /// Makes a client. Fails with `Setup` if TLS, the proxy or threads cannot be set up.
    #[uniffi::constructor(default(options = None))]
    pub fn new(options: Option<ClientOptions>) -> Result<Self, WellError> {
        let options = options.unwrap_or_default();
        let threads = options.threads.map_or(1, size);
        let host = Arc::new(Host::start(threads, options.into())?);
        Ok(Self {
            host,
            closing: AtomicBool::new(false),
        })
    }

    /// A session that is logged out. Fails with `Environment`, with `Setup` for an option that cannot be, with
    /// `File` for the journal, or with `Closed`.
    pub fn open_session(&self, options: SessionOptions) -> Result<Session, WellError> {
        self.check_open()?;
        let (config, more) = session_config(options, |_| Ok(()))?;
        let session = self.host.client().session_with(config, more);
        let session = session.map_err(WellError::config)?;
        Ok(Session::new(Arc::clone(&self.host), session))
    }

    /// The counters of all open sessions, added up; `command_ms_longest` is the longest of all.
    pub fn metrics(&self) -> Metrics {
        self.host.client().metrics().into()
    }

    /// Closes all sessions, tells listeners what is still to be told, and ends all threads; blocks until then. After it
    /// nothing is called back. Fails with `TimedOut`: it goes on; and with `InCallback`.
    pub fn shut_down(&self, timeout: Duration) -> Result<(), WellError> {
        WellError::check_outside()?;
        self.closing.store(true, Ordering::Release);
        Ok(self.host.close(timeout)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_the_options_shows_a_secret() {
        let options = ClientOptions {
            proxy: Some("http://me:hunter2@127.0.0.1:1".to_owned()),
            tls: Some(TlsOptions {
                client_key_pem: Some(b"hunter3".to_vec()),
                ..TlsOptions::default()
            }),
            ..ClientOptions::default()
        };
        let texts = format!("{options} {options:?}");
        assert!(!texts.contains("hunter"), "{texts}");
        assert!(!texts.contains("104"), "{texts}");
    }
}
