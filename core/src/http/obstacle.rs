//! Why a server is not reached: what stands in the way, in words that a desk understands.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Language;

macro_rules! obstacles {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $en:literal, $zh:literal;)*) => {
        /// What stands in the way to a server, where that can be told.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub enum Obstacle {
            $($(#[$doc])* $variant,)*
        }

        impl Obstacle {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code, English, Chinese.
            const fn words(self) -> (&'static str, &'static str, &'static str) {
                match self {
                    $(Self::$variant => ($code, $en, $zh),)*
                }
            }
        }
    };
}

obstacles! {
    /// No such name.
    NameNotFound = "nameNotFound", "the server's name is not known here", "找不到服务器的域名";
    /// Nothing listens there.
    ConnectionRefused = "connectionRefused", "nothing listens at the server's address", "服务器地址拒绝连接";
    /// No answer in time.
    NoAnswer = "noAnswer", "the server does not answer", "服务器没有响应";

    /// The system's proxy has a URL that cannot be used. It is not gone around.
    ProxyUnusable = "proxyUnusable", "the system's proxy has an address that cannot be used", "系统代理的地址不可用";
    /// The proxy is not there.
    ProxyNotReached = "proxyNotReached", "the proxy cannot be reached", "无法连接代理服务器";
    /// The proxy wants a name and a password, or others (407).
    ProxyCredentials = "proxyCredentials",
        "the proxy refuses the name and the password, or wants some", "代理服务器要求身份验证，或用户名、密码有误";
    /// The proxy does not lead there.
    ProxyRefused = "proxyRefused", "the proxy refuses to lead to the server", "代理服务器拒绝连接目标服务器";
    /// Something on the way answers in the server's place: a portal where one has to sign in first.
    Portal = "portal",
        "something on the way answers in the server's place, such as a network's sign-in page",
        "应答来自网络登录页面（门户），而不是服务器";

    /// The certificate has expired, or the clock here is fast.
    CertificateExpired = "certificateExpired", "the server's certificate has expired", "服务器证书已过期";
    /// The certificate is not valid yet, or the clock here is slow.
    CertificateNotYetValid = "certificateNotYetValid",
        "the server's certificate is not valid yet", "服务器证书尚未生效";
    /// The certificate is for another host.
    CertificateWrongHost = "certificateWrongHost",
        "the server's certificate is for another host", "服务器证书与域名不匹配";
    /// Nobody who is trusted has issued the certificate.
    CertificateUnknownIssuer = "certificateUnknownIssuer",
        "the server's certificate is of an issuer that is not trusted here", "服务器证书的签发者不受信任";
    /// The certificate is that of an authority, and no server's.
    CertificateIsAuthority = "certificateIsAuthority",
        "the server shows the certificate of an authority in place of its own", "服务器错误地使用了CA证书";
    /// The certificate has been revoked.
    CertificateRevoked = "certificateRevoked", "the server's certificate has been revoked", "服务器证书已被吊销";
    /// The certificate is refused for another reason.
    CertificateRefused = "certificateRefused", "the server's certificate cannot be accepted", "服务器证书无效";
    /// The server wants a certificate of this client's, or another.
    ClientCertificate = "clientCertificate",
        "the server refuses this client's certificate, or wants one", "服务器要求客户端证书，或不接受该证书";
    /// The server does not speak TLS there.
    NotTls = "notTls", "the server does not speak TLS at this address", "该地址不支持TLS加密";
    /// TLS cannot be agreed on.
    TlsFailed = "tlsFailed", "no secure connection can be agreed on with the server", "无法与服务器建立安全连接";

    /// The answer is a redirect, which is not followed.
    Redirected = "redirected", "the server points to another address", "服务器返回了重定向";
    /// The answer to the wish for a WebSocket is no WebSocket handshake (RFC 6455, 4.1).
    NotAWebSocket = "notAWebSocket",
        "the server's answer is no WebSocket handshake", "服务器的应答不是WebSocket握手";
    /// The server has chosen a subprotocol that was not offered.
    UnofferedSubprotocol = "unofferedSubprotocol",
        "the server has chosen a WebSocket subprotocol that was not offered", "服务器选择了未提供的WebSocket子协议";
    /// The server uses a WebSocket extension that was not offered.
    UnofferedExtension = "unofferedExtension",
        "the server uses a WebSocket extension that was not offered", "服务器使用了未提供的WebSocket扩展";
}

impl Obstacle {
    /// A stable word for programs; the same in JSON.
    pub const fn code(self) -> &'static str {
        self.words().0
    }

    /// What stands in the way, as a part of a sentence.
    pub const fn message(self, language: Language) -> &'static str {
        match language {
            Language::En => self.words().1,
            Language::Zh => self.words().2,
        }
    }

    /// Whether trying again changes nothing: somebody has to set something right.
    pub const fn stays(self) -> bool {
        !matches!(
            self,
            Self::NameNotFound
                | Self::ConnectionRefused
                | Self::NoAnswer
                | Self::ProxyNotReached
                | Self::ProxyRefused
                | Self::Portal
                | Self::TlsFailed
        )
    }
}

/// Why there was no answer, or none that is of use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreached {
    /// What stands in the way, where that can be told.
    pub obstacle: Option<Obstacle>,
    /// For people, in English; no secrets.
    pub text: String,
}

impl Unreached {
    /// An obstacle, with what else there is to say.
    pub fn by(obstacle: Obstacle, detail: impl fmt::Display) -> Self {
        let words = obstacle.message(Language::En);
        let detail = detail.to_string();
        Self {
            obstacle: Some(obstacle),
            text: match detail.as_str() {
                "" => words.to_owned(),
                detail => format!("{words} ({detail})"),
            },
        }
    }

    /// What stands in the way, in Chinese, behind a sentence's beginning.
    pub(crate) fn after_zh(&self, beginning: &str) -> String {
        let Some(obstacle) = self.obstacle else {
            return format!("{beginning}。");
        };
        let what = obstacle.message(Language::Zh);
        match self.detail(obstacle).map(|detail| detail_zh(obstacle, detail)) {
            Some(detail) => format!("{beginning}：{what}（{detail}）。"),
            None => format!("{beginning}：{what}。"),
        }
    }

    /// What else there is to say. It is taken from the text, which is all that a journal has; there its end may be cut off.
    fn detail(&self, obstacle: Obstacle) -> Option<&str> {
        let rest = self.text.strip_prefix(obstacle.message(Language::En))?;
        let detail = rest.strip_prefix(" (")?;
        Some(detail.strip_suffix(')').unwrap_or(detail))
    }
}

/// Details in Chinese; what is of others, such as the system, is as they say it.
fn detail_zh(obstacle: Obstacle, detail: &str) -> String {
    let dates = |begin: &str| detail.strip_prefix(begin)?.split_once("; the clock here says ");
    let names = || detail.strip_prefix("for ")?.rsplit_once(", not for ");
    let translated = match obstacle {
        Obstacle::CertificateExpired => {
            dates("at ").map(|(end, now)| format!("到期时间 {end}，本机时间 {now}"))
        }
        Obstacle::CertificateNotYetValid => {
            dates("before ").map(|(begin, now)| format!("生效时间 {begin}，本机时间 {now}"))
        }
        Obstacle::CertificateWrongHost => {
            names().map(|(names, host)| format!("证书用于 {names}，要访问的是 {host}"))
        }
        // Of a proxy: why it is not reached.
        _ => Obstacle::ALL.iter().find_map(|why| {
            let begin = detail.strip_suffix(why.message(Language::En))?;
            Some(format!("{begin}{}", why.message(Language::Zh)))
        }),
    };
    translated.unwrap_or_else(|| detail.to_owned())
}

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for Unreached {
    fn from(text: String) -> Self {
        Self { obstacle: None, text }
    }
}

impl From<&str> for Unreached {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_word_of_its_own_and_both_languages() {
        let mut codes: Vec<_> = Obstacle::ALL.iter().map(|obstacle| obstacle.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Obstacle::ALL.len());
        for obstacle in Obstacle::ALL {
            assert_eq!(
                serde_json::to_value(obstacle).unwrap(),
                obstacle.code(),
                "{obstacle:?}"
            );
            assert!(!obstacle.message(Language::Zh).is_ascii(), "{obstacle:?}");
            assert!(obstacle.message(Language::En).is_ascii(), "{obstacle:?}");
        }
    }

    #[test]
    fn chinese_has_the_details_too() {
        for (obstacle, detail, said) in [
            (
                Obstacle::CertificateExpired,
                "at 2026-01-02T03:04:05Z; the clock here says 2026-11-29T10:00:00Z",
                "无法连接：服务器证书已过期（到期时间 2026-01-02T03:04:05Z，本机时间 2026-11-29T10:00:00Z）。",
            ),
            (
                Obstacle::CertificateNotYetValid,
                "before 2027-01-02T03:04:05Z; the clock here says 2026-11-29T10:00:00Z",
                "无法连接：服务器证书尚未生效（生效时间 2027-01-02T03:04:05Z，本机时间 2026-11-29T10:00:00Z）。",
            ),
            (
                Obstacle::CertificateWrongHost,
                "for a.example, b.example, not for localhost",
                "无法连接：服务器证书与域名不匹配（证书用于 a.example, b.example，要访问的是 localhost）。",
            ),
            (
                Obstacle::ProxyRefused,
                "http://proxy.example:3128 answers 403",
                "无法连接：代理服务器拒绝连接目标服务器（http://proxy.example:3128 answers 403）。",
            ),
            (
                Obstacle::ProxyNotReached,
                "http://proxy.example:9: nothing listens at the server's address",
                "无法连接：无法连接代理服务器（http://proxy.example:9: 服务器地址拒绝连接）。",
            ),
            (Obstacle::NotTls, "", "无法连接：该地址不支持TLS加密。"),
        ] {
            assert_eq!(Unreached::by(obstacle, detail).after_zh("无法连接"), said);
        }
    }
}
