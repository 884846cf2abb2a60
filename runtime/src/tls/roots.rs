//! The platform's roots, read when the first certificate is to be verified: there may be hundreds of files, and many a client
//! speaks no TLS.

use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

#[cfg(target_os = "android")]
use super::android::verifier as platform_verifier;

/// Verifies by the platform's roots and further ones.
#[derive(Debug)]
pub(super) struct PlatformRoots {
    extra: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
    /// Without any root it is none.
    verifier: OnceLock<Option<Arc<dyn ServerCertVerifier>>>,
}

impl PlatformRoots {
    pub(super) fn new(extra: Vec<CertificateDer<'static>>, provider: Arc<CryptoProvider>) -> Self {
        Self {
            extra,
            provider,
            verifier: OnceLock::new(),
        }
    }

    fn verifier(&self) -> Option<&Arc<dyn ServerCertVerifier>> {
        self.verifier.get_or_init(|| self.read()).as_ref()
    }

    fn read(&self) -> Option<Arc<dyn ServerCertVerifier>> {
        let provider = Arc::clone(&self.provider);
        match platform_verifier(self.extra.clone(), provider) {
            Ok(verifier) => return Some(verifier),
            // A machine without roots can still speak http, and https by extra roots.
            Err(error) => tracing::warn!(%error, "the platform's TLS roots cannot be used"),
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(self.extra.iter().cloned());
        let verifier =
            WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(&self.provider)).build();
        verifier.ok().map(|verifier| verifier as _)
    }
}

impl ServerCertVerifier for PlatformRoots {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verifier = self.verifier();
        let verifier = verifier.ok_or(Error::InvalidCertificate(CertificateError::UnknownIssuer))?;
        verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// The platform's own, which trusts `extra` too.
#[cfg(not(target_os = "android"))]
fn platform_verifier(
    extra: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider)?;
    Ok(Arc::new(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_before_a_certificate_is_to_be_verified() {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots = PlatformRoots::new(Vec::new(), provider);
        assert!(!roots.supported_verify_schemes().is_empty());
        assert!(roots.verifier.get().is_none());
        let name = ServerName::try_from("localhost").unwrap();
        let nobodys = CertificateDer::from(vec![0; 16]);
        let verdict = roots.verify_server_cert(&nobodys, &[], &name, &[], UnixTime::now());
        assert!(verdict.is_err() && roots.verifier.get().is_some());
    }
}
