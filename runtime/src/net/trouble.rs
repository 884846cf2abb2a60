//! What went wrong on the way to a server, from the errors of those who know.

use std::error::Error;
use std::io;
use std::time::Duration;

use jiff::Timestamp;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError};
use wellclient_core::http::{Obstacle, Unreached};
use wellclient_core::one_line::is_unseen;

/// What is behind an error, of all that caused it what says most.
pub(crate) fn unreached(error: &(dyn Error + 'static)) -> Unreached {
    let mut cause = Some(error);
    while let Some(at) = cause {
        if let Some(why) = at.downcast_ref::<io::Error>().and_then(of_tls) {
            return why;
        }
        cause = at.source();
    }
    words(error).into()
}

/// The deepest cause, which says most, without the URL, which is in the log already.
pub(crate) fn words(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    // Of TLS, whose words for it are an address of its manual.
    let is_cut = cause
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof);
    match error.downcast_ref::<hyper::Error>() {
        Some(http) if http.is_parse() => format!("the answer is not HTTP: {cause}"),
        _ if is_cut => "the connection was cut".to_owned(),
        _ => cause.to_string(),
    }
}

/// Why TLS did not come about. Where the server `wanted` a certificate and had none, 1.2 has but this one alert for it
/// (RFC 5246, 7.4.6), and some servers just cut.
pub(super) fn tls_failed(error: &io::Error, wanted: bool) -> Unreached {
    use io::ErrorKind as K;
    let is_general = || {
        let error = error.get_ref().and_then(|error| error.downcast_ref());
        let general = rustls::Error::AlertReceived(AlertDescription::HandshakeFailure);
        error == Some(&general)
    };
    let is_cut = || {
        let kind = error.kind();
        matches!(
            kind,
            K::UnexpectedEof | K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe
        )
    };
    if wanted && (is_general() || is_cut()) {
        return Unreached::by(Obstacle::ClientCertificate, words(error));
    }
    of_tls(error).unwrap_or_else(|| Unreached::by(Obstacle::TlsFailed, words(error)))
}

fn of_tls(error: &io::Error) -> Option<Unreached> {
    let error = error.get_ref()?.downcast_ref::<rustls::Error>()?;
    Some(match error {
        rustls::Error::InvalidCertificate(why) => of_certificate(why),
        rustls::Error::NoCertificatesPresented => {
            Unreached::by(Obstacle::CertificateRefused, "it shows none")
        }
        rustls::Error::AlertReceived(alert) => Unreached::by(of_alert(*alert), error),
        rustls::Error::InvalidMessage(_) => Unreached::by(Obstacle::NotTls, ""),
        error => Unreached::by(Obstacle::TlsFailed, error),
    })
}

/// What the server refuses about this client.
fn of_alert(alert: AlertDescription) -> Obstacle {
    match alert {
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied
        | AlertDescription::CertificateRequired => Obstacle::ClientCertificate,
        _ => Obstacle::TlsFailed,
    }
}

fn of_certificate(error: &CertificateError) -> Unreached {
    use CertificateError as E;
    match error {
        E::ExpiredContext { time, not_after } => {
            let detail = format!("at {}; the clock here says {}", utc(*not_after), utc(*time));
            Unreached::by(Obstacle::CertificateExpired, detail)
        }
        E::Expired => Unreached::by(Obstacle::CertificateExpired, ""),
        E::NotValidYetContext { time, not_before } => {
            let detail = format!("before {}; the clock here says {}", utc(*not_before), utc(*time));
            Unreached::by(Obstacle::CertificateNotYetValid, detail)
        }
        E::NotValidYet => Unreached::by(Obstacle::CertificateNotYetValid, ""),
        E::NotValidForNameContext { expected, presented } => {
            let names = presented.iter().map(|name| plain(name));
            let names: Vec<_> = names.take(3).collect();
            let detail = format!("for {}, not for {}", names.join(", "), expected.to_str());
            match names.is_empty() {
                true => Unreached::by(Obstacle::CertificateWrongHost, "it names none"),
                false => Unreached::by(Obstacle::CertificateWrongHost, detail),
            }
        }
        E::NotValidForName => Unreached::by(Obstacle::CertificateWrongHost, ""),
        E::UnknownIssuer => Unreached::by(Obstacle::CertificateUnknownIssuer, ""),
        E::BadSignature => {
            let detail = "its signature is not that of the issuer that it names";
            Unreached::by(Obstacle::CertificateUnknownIssuer, detail)
        }
        E::Revoked => Unreached::by(Obstacle::CertificateRevoked, ""),
        // The verifier's own error, which has no other place.
        E::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            Unreached::by(Obstacle::CertificateIsAuthority, "")
        }
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => not_for_servers(),
        E::Other(other) if format!("{other:?}").contains("EkuError") => not_for_servers(),
        error => Unreached::by(Obstacle::CertificateRefused, error),
    }
}

fn not_for_servers() -> Unreached {
    Unreached::by(Obstacle::CertificateRefused, "it is not made for servers")
}

/// A name in a certificate, as `DnsName("cti.example")`, without its kind and what does not belong on one line.
fn plain(name: &str) -> String {
    let inside = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    let name = inside.unwrap_or(name).trim_matches('"');
    name.chars().filter(|c| !is_unseen(*c)).take(100).collect()
}

fn utc(time: UnixTime) -> String {
    let since = Duration::from_secs(time.as_secs());
    let time = Timestamp::UNIX_EPOCH.checked_add(since);
    time.map_or_else(|_| "a time far off".to_owned(), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_general_alert_is_about_the_certificate_where_one_was_wanted() {
        let alert = |alert| io::Error::other(rustls::Error::AlertReceived(alert));
        let general = alert(AlertDescription::HandshakeFailure);
        for (error, wanted, obstacle) in [
            (&general, true, Obstacle::ClientCertificate),
            (&general, false, Obstacle::TlsFailed),
            (
                &alert(AlertDescription::ProtocolVersion),
                true,
                Obstacle::TlsFailed,
            ),
            (
                &alert(AlertDescription::CertificateRequired),
                false,
                Obstacle::ClientCertificate,
            ),
        ] {
            assert_eq!(tls_failed(error, wanted).obstacle, Some(obstacle), "{error}");
        }
        let cuts = [
            io::ErrorKind::UnexpectedEof,
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::BrokenPipe,
        ];
        for cut in cuts.map(io::Error::from) {
            assert_eq!(
                tls_failed(&cut, true).obstacle,
                Some(Obstacle::ClientCertificate),
                "{cut}"
            );
            assert_eq!(
                tls_failed(&cut, false).obstacle,
                Some(Obstacle::TlsFailed),
                "{cut}"
            );
        }
    }

    #[test]
    fn a_cut_is_told_in_words() {
        let cut = io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "peer closed connection: https://docs.rs/",
        );
        let told = tls_failed(&cut, false);
        assert_eq!(
            (told.obstacle, told.text.contains("docs.rs")),
            (Some(Obstacle::TlsFailed), false)
        );
        assert_eq!(unreached(&cut).text, "the connection was cut");
    }
}
