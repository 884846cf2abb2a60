//! Which proxy leads to a server: one that was given, none, or the system's.

use std::ffi::OsString;

use hyper_util::client::proxy::matcher::Matcher;
use wellclient_core::http::{Obstacle, Unreached};

use super::no_proxy::NoProxy;
use super::proxy::{Proxy, ProxyError};
use super::target::Target;

/// The rule of a client.
#[derive(Debug)]
pub(crate) enum Proxies {
    /// Every way is direct.
    None,
    /// All goes through this one.
    One(Proxy),
    /// As the system says.
    System(Box<System>),
}

/// What the environment says, and else the settings of Windows or macOS.
#[derive(Debug)]
pub(crate) struct System {
    plain: Option<Variable>,
    secure: Option<Variable>,
    except: NoProxy,
    settings: Matcher,
}

/// A variable of the environment that names a proxy.
#[derive(Clone, Debug)]
struct Variable {
    name: &'static str,
    proxy: Result<Proxy, ProxyError>,
}

impl Proxies {
    /// As the system says now.
    pub(crate) fn system() -> Self {
        Self::System(Box::new(System {
            settings: Matcher::from_system(),
            ..System::of_variables(|name| std::env::var_os(name))
        }))
    }

    /// The proxy that leads there; `None` where the way is direct.
    ///
    /// # Errors
    /// The system has one, but it cannot be used. There is no way around it: what goes to a proxy may be meant for
    /// nobody else.
    pub(super) fn to(&self, target: &Target) -> Result<Option<Proxy>, Unreached> {
        match self {
            Self::None => Ok(None),
            Self::One(proxy) => Ok(Some(proxy.clone())),
            Self::System(system) => system.to(target),
        }
    }
}

impl System {
    /// A lower-case name goes before one in capitals, and one for a kind of URL before one for all. `HTTP_PROXY` is not
    /// read where requests are served by CGI, which puts a header of whoever asks there. Nothing at all is none; blanks, and
    /// what is not UTF-8, are a proxy that cannot be used.
    fn of_variables(value: impl Fn(&str) -> Option<OsString>) -> Self {
        let first = |names: &[&'static str]| {
            let mut set = names
                .iter()
                .filter_map(|name| Some((*name, value(name).filter(|value| !value.is_empty())?)));
            set.next()
        };
        let is_cgi = value("REQUEST_METHOD").is_some();
        let variable = |names: &[&'static str]| {
            first(names).map(|(name, url)| Variable {
                name,
                proxy: url.to_str().ok_or(ProxyError::NotUtf8).and_then(Proxy::read),
            })
        };
        let plain: &[&'static str] = match is_cgi {
            true => &["http_proxy", "all_proxy", "ALL_PROXY"],
            false => &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"],
        };
        // An entry that is not UTF-8 is of no host.
        let except = first(&["no_proxy", "NO_PROXY"]).map(|(_, list)| NoProxy::read(&list.to_string_lossy()));
        Self {
            plain: variable(plain),
            secure: variable(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            except: except.unwrap_or_default(),
            settings: Matcher::builder().build(),
        }
    }

    fn to(&self, target: &Target) -> Result<Option<Proxy>, Unreached> {
        if self.except.covers(&target.host, target.port) {
            return Ok(None);
        }
        let variable = match target.secure {
            true => &self.secure,
            false => &self.plain,
        };
        let unusable = |what: &str, error: ProxyError| {
            Unreached::by(Obstacle::ProxyUnusable, format_args!("{what}: {error}"))
        };
        if let Some(variable) = variable {
            let proxy = variable.proxy.clone();
            return proxy.map(Some).map_err(|error| unusable(variable.name, error));
        }
        let destination = target.url().parse();
        let found = destination.ok().and_then(|url| self.settings.intercept(&url));
        let Some(found) = found else { return Ok(None) };
        let proxy = Proxy::read(&found.uri().to_string());
        proxy
            .map(Some)
            .map_err(|error| unusable("the system's settings", error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What leads to a target, in an environment.
    fn to(variables: &[(&str, &str)], url: &str) -> Result<Option<String>, Unreached> {
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| (*name, OsString::from(value)))
            .collect();
        to_of(&variables, url)
    }

    fn to_of(variables: &[(&str, OsString)], url: &str) -> Result<Option<String>, Unreached> {
        let value = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        };
        let system = System::of_variables(value);
        let found = system.to(&Target::of(&url.parse().unwrap()).unwrap())?;
        Ok(found.map(|proxy| proxy.to_string()))
    }

    const PLAIN: &str = "http://cti.example:8080/x";
    const SECURE: &str = "https://cti.example/x";

    #[test]
    fn each_kind_of_url_has_its_variables() {
        let a = Ok(Some("http://a:1".to_owned()));
        assert_eq!(to(&[("http_proxy", "a:1")], PLAIN), a);
        assert_eq!(to(&[("http_proxy", "a:1")], SECURE), Ok(None));
        assert_eq!(to(&[("HTTPS_PROXY", "a:1")], SECURE), a);
        assert_eq!(to(&[("ALL_PROXY", "u:p@a:1")], SECURE), a);
        assert_eq!(to(&[("all_proxy", "b:1"), ("HTTP_PROXY", "a:1")], PLAIN), a);
        assert_eq!(to(&[("HTTP_PROXY", "b:1"), ("http_proxy", "a:1")], PLAIN), a);
        assert_eq!(to(&[("http_proxy", ""), ("HTTP_PROXY", "a:1")], PLAIN), a);
        assert_eq!(to(&[("http_proxy", "")], PLAIN), Ok(None));
        let cgi = ("REQUEST_METHOD", "GET");
        assert_eq!(to(&[cgi, ("HTTP_PROXY", "a:1")], PLAIN), Ok(None));
        assert_eq!(to(&[cgi, ("http_proxy", "a:1")], PLAIN), a);
    }

    #[test]
    fn one_that_cannot_be_used_is_not_gone_around() {
        for url in [
            "ftp://u:s3cret@a",
            "http://u:s3cret@[::bad",
            "http//u:s3cret@a",
            " ",
            "\n",
            "\t ",
        ] {
            let error = to(&[("http_proxy", url)], PLAIN).unwrap_err();
            assert_eq!(error.obstacle, Some(Obstacle::ProxyUnusable));
            assert!(error.text.contains("http_proxy"), "{error}");
            assert!(!error.text.contains("s3cret"), "{error}");
            // But it is of no consequence where it is not wanted.
            assert_eq!(to(&[("http_proxy", url)], SECURE), Ok(None));
            assert_eq!(
                to(&[("http_proxy", url), ("NO_PROXY", ".example:8080")], PLAIN),
                Ok(None)
            );
        }
    }

    /// As a name or a password in Latin-1 or GBK.
    #[cfg(unix)]
    #[test]
    fn nor_is_one_that_is_not_utf_8() {
        use std::os::unix::ffi::OsStringExt as _;
        let octets = |octets: &[u8]| OsString::from_vec(octets.to_vec());
        for value in [
            &b"http://u:s3cret\xe4@a:1"[..],
            b"http://\xc4\xe3:s3cret@a:1",
            b"\xff",
        ] {
            for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
                let error = to_of(&[(name, octets(value))], PLAIN).unwrap_err();
                assert_eq!(error.obstacle, Some(Obstacle::ProxyUnusable));
                assert!(
                    error.text.contains(name) && !error.text.contains("s3cret"),
                    "{error}"
                );
            }
            // The right one counts.
            let variables = [("http_proxy", octets(b"b:1")), ("HTTP_PROXY", octets(value))];
            assert_eq!(to_of(&variables, PLAIN), Ok(Some("http://b:1".to_owned())));
        }
        let except = [
            ("http_proxy", octets(b"a:1")),
            ("no_proxy", octets(b"\xff, cti.example")),
        ];
        assert_eq!(to_of(&except, PLAIN), Ok(None));
        let except = [("http_proxy", octets(b"a:1")), ("no_proxy", octets(b"\xff"))];
        assert_eq!(to_of(&except, PLAIN), Ok(Some("http://a:1".to_owned())));
    }
}
