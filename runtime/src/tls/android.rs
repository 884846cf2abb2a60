//! TLS roots on Android: the system's, which are files that every program may read. The platform's verifier is Java's,
//! and a library could reach it only after the program has handed over its VM and its context.

use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;

/// Where they are, the newest first.
const FOLDERS: [&str; 2] = [
    // Of Android 14 and later: updated without the system.
    "/apex/com.android.conscrypt/cacerts",
    "/system/etc/security/cacerts",
];

/// Trusts them, and `extra`.
pub(super) fn verifier(
    extra: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, rustls::Error> {
    let mut roots = roots(&FOLDERS);
    for root in extra {
        roots.add(root)?;
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .map_err(|error| rustls::Error::General(error.to_string()))
}

/// The roots of the first folder that has any; without one, Mozilla's.
fn roots(folders: &[impl AsRef<Path>]) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    for folder in folders {
        // Files that are no certificates, or cannot be read, are passed over.
        let found = rustls_native_certs::load_certs_from_paths(None, Some(folder.as_ref())).certs;
        if roots.add_parsable_certificates(found).0 > 0 {
            return roots;
        }
    }
    tracing::warn!("the system's TLS roots are not found: Mozilla's are used");
    roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    roots
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    use rustls::client::danger::ServerCertVerifier as _;
    use rustls::pki_types::{ServerName, UnixTime};

    use super::*;

    type Authority = CertifiedIssuer<'static, KeyPair>;

    fn authority() -> Authority {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    }

    /// A folder of files, gone with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
            let path = std::env::temp_dir().join(format!("wellclient-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            for (file, content) in files {
                fs::write(path.join(file), content).unwrap();
            }
            Self(path)
        }
    }

    impl AsRef<Path> for Folder {
        fn as_ref(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn count(folders: &[&Path]) -> usize {
        roots(folders).len()
    }

    #[test]
    fn what_is_no_certificate_is_passed_over() {
        // As the system's files are: the PEM, and what it says in words.
        let good = format!(
            "{}Certificate:\n    Data:\n        Version: 3\n",
            authority().pem()
        );
        let broken = "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n";
        let no_root = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let folder = Folder::new(
            "garbage",
            &[
                ("5ed36f99.0", good.as_bytes()),
                ("6b03dec0.0", authority().pem().as_bytes()),
                ("broken.0", broken.as_bytes()),
                ("no-root.0", no_root.as_bytes()),
                ("binary", &[0xff, 0, 0xfe]),
                ("empty", b""),
            ],
        );
        fs::create_dir(folder.0.join("folder")).unwrap();
        assert_eq!(count(&[folder.as_ref()]), 2);
    }

    #[test]
    fn the_first_folder_with_roots_counts() {
        let empty = Folder::new("empty", &[]);
        let pem = authority().pem();
        let one = Folder::new("one", &[("a.0", pem.as_bytes())]);
        let two = Folder::new(
            "two",
            &[("a.0", pem.as_bytes()), ("b.0", authority().pem().as_bytes())],
        );
        let absent = Path::new("/no/such/folder");
        assert_eq!(count(&[absent, empty.as_ref(), one.as_ref(), two.as_ref()]), 1);
        assert_eq!(count(&[two.as_ref(), one.as_ref()]), 2);
    }

    #[test]
    fn without_any_folder_the_web_is_still_trusted() {
        let empty = Folder::new("none", &[]);
        assert!(count(&[empty.as_ref()]) > 100);
    }

    #[test]
    fn extra_roots_are_trusted_and_others_are_not() {
        let (known, unknown) = (authority(), authority());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = verifier(vec![known.der().clone()], provider).unwrap();
        let verified = |issuer: &Authority| {
            let params = CertificateParams::new(vec!["cti.test".to_owned()]).unwrap();
            let leaf = params.signed_by(&KeyPair::generate().unwrap(), issuer).unwrap();
            let name = ServerName::try_from("cti.test").unwrap();
            verifier
                .verify_server_cert(leaf.der(), &[], &name, &[], UnixTime::now())
                .is_ok()
        };
        assert!(verified(&known));
        assert!(!verified(&unknown));
    }

    #[test]
    fn an_extra_root_that_is_none_is_an_error() {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        assert!(verifier(vec![vec![0].into()], provider).is_err());
    }
}
