//! TLS in front of a server: authorities, certificates, and what ends TLS.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use wellclient::TlsOptions;

pub(crate) type Authority = CertifiedIssuer<'static, KeyPair>;

pub(crate) fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for these names and its key, both as PEM.
pub(crate) fn issued_by(authority: &Authority, names: &[&str]) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let certificate = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, authority)
        .unwrap();
    (certificate, key)
}

/// Of a server that shows this certificate, and wants one of this authority's.
pub(crate) fn server_config(
    certificate: CertificateDer<'static>,
    key: &KeyPair,
    clients: Option<&Authority>,
    versions: &[&'static SupportedProtocolVersion],
) -> ServerConfig {
    let provider = Arc::new(ring::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let config = config.with_protocol_versions(versions).unwrap();
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(clients) => {
            let mut roots = RootCertStore::empty();
            roots.add(clients.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            config.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    config.with_single_cert(vec![certificate], key).unwrap()
}

/// A TLS terminator in front of a server.
pub(crate) struct Front {
    pub(crate) addr: SocketAddr,
    /// For each connection that was accepted, how many certificates the client has shown.
    pub(crate) shown: Arc<Mutex<Vec<usize>>>,
}

impl Front {
    pub(crate) async fn start(
        server: SocketAddr,
        authority: &Authority,
        names: &[&str],
        clients: Option<&Authority>,
    ) -> Self {
        let (certificate, key) = issued_by(authority, names);
        Self::showing(server, certificate.der().clone(), &key, clients).await
    }

    /// With any certificate.
    pub(crate) async fn showing(
        server: SocketAddr,
        certificate: CertificateDer<'static>,
        key: &KeyPair,
        clients: Option<&Authority>,
    ) -> Self {
        let config = server_config(certificate, key, clients, rustls::ALL_VERSIONS);
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let shown = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&shown);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, seen) = (acceptor.clone(), Arc::clone(&seen));
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let certificates = stream.get_ref().1.peer_certificates().map_or(0, <[_]>::len);
                    seen.lock().unwrap().push(certificates);
                    let mut server = TcpStream::connect(server).await.unwrap();
                    // Either side may end it.
                    let _ = copy_bidirectional(&mut stream, &mut server).await;
                });
            }
        });
        Self { addr, shown }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.addr)
    }
}

pub(crate) fn trusting(authority: &Authority) -> TlsOptions {
    TlsOptions {
        extra_roots_pem: authority.pem().into_bytes(),
        ..TlsOptions::default()
    }
}
