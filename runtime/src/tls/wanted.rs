//! Whether a server has asked for a certificate that this client does not have.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, SignatureScheme};

/// Has none to show, and notes that one was wanted.
#[derive(Default, Debug)]
pub(crate) struct Wanted(AtomicBool);

impl Wanted {
    pub(crate) fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl ResolvesClientCert for Wanted {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}

/// The same, for one connection of which it is to be known.
pub(crate) fn noting_whether_one_is_wanted(config: &Arc<ClientConfig>) -> (Arc<ClientConfig>, Arc<Wanted>) {
    let wanted = Arc::new(Wanted::default());
    if config.client_auth_cert_resolver.has_certs() {
        return (Arc::clone(config), wanted);
    }
    let mut config = ClientConfig::clone(config);
    config.client_auth_cert_resolver = Arc::<Wanted>::clone(&wanted);
    (Arc::new(config), wanted)
}
