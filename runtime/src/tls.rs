//! TLS: rustls with the platform's roots, and nothing process-wide.

#[cfg(any(target_os = "android", test))]
mod android;
mod roots;
mod wanted;

use std::sync::Arc;

use rustls::client::WantsClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ConfigBuilder, DigitallySignedStruct, RootCertStore, SignatureScheme, WantsVerifier,
};

use self::roots::PlatformRoots;
pub(crate) use self::wanted::noting_whether_one_is_wanted;

/// What TLS is to trust and to show.
#[derive(Clone, Default)]
pub struct TlsOptions {
    /// Further roots to trust, PEM. They add to the platform's; on Android those are the system's, without what users
    /// and administrators have added, or Mozilla's where they cannot be read.
    pub extra_roots_pem: Vec<u8>,
    /// The client's certificate chain, PEM, with [`TlsOptions::client_key_pem`].
    pub client_certificate_pem: Vec<u8>,
    /// The client's private key, PEM.
    pub client_key_pem: Vec<u8>,
    /// Trusts no root of the platform's, only [`TlsOptions::extra_roots_pem`].
    pub without_platform_roots: bool,
    /// **Dangerous**: accepts any certificate, so anyone on the way can read passwords and control calls. For a
    /// laboratory only.
    pub danger_accept_any_certificate: bool,
}

impl std::fmt::Debug for TlsOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TlsOptions")
            .field("extra_roots", &!self.extra_roots_pem.is_empty())
            .field("client_certificate", &!self.client_certificate_pem.is_empty())
            .field("without_platform_roots", &self.without_platform_roots)
            .field(
                "danger_accept_any_certificate",
                &self.danger_accept_any_certificate,
            )
            .finish_non_exhaustive()
    }
}

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The extra roots are no PEM certificates.
    #[error("the extra roots cannot be read: {0}")]
    ExtraRoots(String),
    /// The client's certificate and key cannot be used.
    #[error("the client certificate cannot be used: {0}")]
    ClientCertificate(String),
    /// Anything else.
    #[error("TLS cannot be set up: {0}")]
    Setup(String),
}

pub(crate) fn config(options: &TlsOptions) -> Result<ClientConfig, TlsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Setup(error.to_string()))?;
    let builder = trust(builder, options, provider)?;
    if options.client_certificate_pem.is_empty() {
        return match options.client_key_pem.is_empty() {
            true => Ok(builder.with_no_client_auth()),
            false => Err(TlsError::ClientCertificate(
                "its key is given, but not itself".to_owned(),
            )),
        };
    }
    let bad = |error: &dyn std::fmt::Display| TlsError::ClientCertificate(error.to_string());
    let chain = certificates(&options.client_certificate_pem).map_err(|error| bad(&error))?;
    let key = PrivateKeyDer::from_pem_slice(&options.client_key_pem).map_err(|error| bad(&error))?;
    builder
        .with_client_auth_cert(chain, key)
        .map_err(|error| bad(&error))
}

fn trust(
    builder: ConfigBuilder<ClientConfig, WantsVerifier>,
    options: &TlsOptions,
    provider: Arc<CryptoProvider>,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, TlsError> {
    if options.danger_accept_any_certificate {
        tracing::warn!("TLS certificates are not verified: danger_accept_any_certificate is set");
        let any = Arc::new(AcceptAny(provider));
        return Ok(builder.dangerous().with_custom_certificate_verifier(any));
    }
    let bad = |error: &dyn std::fmt::Display| TlsError::ExtraRoots(error.to_string());
    let extra = match options.extra_roots_pem.as_slice() {
        [] => Vec::new(),
        pem => certificates(pem).map_err(|error| bad(&error))?,
    };
    let mut roots = RootCertStore::empty();
    for root in &extra {
        roots.add(root.clone()).map_err(|error| bad(&error))?;
    }
    if !options.without_platform_roots {
        let verifier = Arc::new(PlatformRoots::new(extra, provider));
        return Ok(builder.dangerous().with_custom_certificate_verifier(verifier));
    }
    // Without any, every certificate is refused.
    Ok(builder.with_root_certificates(roots))
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if found.is_empty() => Err("no certificate in it".to_owned()),
        Ok(found) => Ok(found),
        Err(error) => Err(error.to_string()),
    }
}

/// Verifies signatures, but not whose they are.
#[derive(Debug)]
struct AcceptAny(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
