//! What a server wants to read in the head of each request beside what the protocol says, and its broker in CONNECT.

use url::Url;

use super::{Environment, EnvironmentError, HeaderProblem, name_of};
use crate::http::{Header, Method};
use crate::secret::Secret;

/// Headers that the library, or what carries its requests, sets itself; so are all of `sec-…`.
const OWN: [&str; 19] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "proxy-authorization",
    "proxy-connection",
    "sec-websocket-key",
    "sessionid",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

impl Environment {
    /// With this `Origin`: `https://desk.example`, or `null`. Without a word it is that of the API, as a page of that server
    /// sends it. Empty: none is sent.
    ///
    /// # Errors
    /// [`EnvironmentError::Origin`].
    pub fn with_origin(mut self, origin: &str) -> Result<Self, EnvironmentError> {
        self.origin = Some(match origin {
            "" | "null" => origin.to_owned(),
            text => as_origin(text).ok_or(EnvironmentError::Origin)?,
        });
        Ok(self)
    }

    /// What is sent as `Origin` with the WebSocket and with each request; with GET to another server than its own only, as a
    /// browser does (Fetch standard, "append a request `Origin` header").
    pub fn origin(&self) -> Option<String> {
        match self.origin.as_deref() {
            None => Some(self.api.origin().ascii_serialization()),
            Some("") => None,
            Some(origin) => Some(origin.to_owned()),
        }
    }

    /// What is sent as `Origin` with a request.
    pub(crate) fn origin_of(&self, method: Method, url: &str) -> Option<String> {
        let is_due = |origin: &String| method != Method::Get || !is_of(url, origin);
        self.origin().filter(is_due)
    }

    /// What [`Environment::with_origin`] was told.
    pub fn given_origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// With one more header, in each request and with the WebSocket, to every host of this environment. Its value is
    /// taken for a secret: neither `Debug` nor a serialized environment has it.
    ///
    /// # Errors
    /// [`EnvironmentError::Header`].
    pub fn with_header(mut self, name: &str, value: impl Into<Secret>) -> Result<Self, EnvironmentError> {
        let value = value.into();
        let name = name.to_ascii_lowercase();
        check(&name, &value).map_err(|problem| EnvironmentError::Header {
            name: name_of(&name),
            problem,
        })?;
        self.headers.push(Header { name, value });
        Ok(self)
    }

    /// The further headers.
    pub fn headers(&self) -> &[Header] {
        &self.headers
    }

    /// With this `login` and `passcode` in STOMP's CONNECT. A serialized environment has no passcode.
    ///
    /// # Errors
    /// [`EnvironmentError::BrokerLogin`]; [`EnvironmentError::BrokerPasscode`] for a passcode without a login.
    pub fn with_broker_login(
        mut self,
        login: Option<&str>,
        passcode: Option<Secret>,
    ) -> Result<Self, EnvironmentError> {
        // CONNECT knows no escapes (STOMP 1.2, "Value Encoding").
        let texts = [
            ("login", login),
            ("passcode", passcode.as_ref().map(Secret::expose)),
        ];
        for (what, text) in texts {
            if text.is_some_and(|text| text.contains(char::is_control)) {
                return Err(EnvironmentError::BrokerLogin(what));
            }
        }
        if passcode.is_some() && login.is_none() {
            return Err(EnvironmentError::BrokerPasscode);
        }
        self.broker_login = login.map(str::to_owned);
        self.broker_passcode = passcode;
        Ok(self)
    }

    /// `login` of CONNECT.
    pub fn broker_login(&self) -> Option<&str> {
        self.broker_login.as_deref()
    }

    /// `passcode` of CONNECT.
    pub fn broker_passcode(&self) -> Option<&Secret> {
        self.broker_passcode.as_ref()
    }

    /// What must not be said: the passcode, and those headers whose names say that they are secret.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        const NAMES: [&str; 6] = ["auth", "key", "token", "secret", "password", "session"];
        let is_secret = |header: &&Header| NAMES.iter().any(|name| header.name.contains(name));
        let headers = self.headers.iter().filter(is_secret);
        headers.map(|header| &header.value).chain(&self.broker_passcode)
    }
}

fn check(name: &str, value: &Secret) -> Result<(), HeaderProblem> {
    let is_token = |octet: u8| octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&octet);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(HeaderProblem::Name);
    }
    if OWN.contains(&name) || name.starts_with("sec-") {
        return Err(HeaderProblem::Own);
    }
    match value.expose().chars().any(char::is_control) {
        true => Err(HeaderProblem::ControlCharacter),
        false => Ok(()),
    }
}

/// Whether a URL has this origin. Most begin with it.
fn is_of(url: &str, origin: &str) -> bool {
    let is_begun = |rest: &str| rest.starts_with('/');
    let is_it = |url: Url| url.origin().ascii_serialization() == origin;
    url.strip_prefix(origin).is_some_and(is_begun) || Url::parse(url).is_ok_and(is_it)
}

/// Scheme, host and port, and nothing more, as a browser writes it.
fn as_origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_bare = matches!(url.path(), "" | "/")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let origin = url.origin();
    is_bare.then(|| match origin.is_tuple() {
        true => origin.ascii_serialization(),
        // Of an application with a scheme of its own.
        false => url.as_str().trim_end_matches('/').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        Environment::custom("https://cti.example:8443/sdk", Some("https://tpi.example/login")).unwrap()
    }

    #[test]
    fn the_origin_is_that_of_a_page_of_the_server_or_what_is_given() {
        assert_eq!(
            environment().origin().as_deref(),
            Some("https://cti.example:8443")
        );
        for (given, sent) in [
            ("https://desk.example", Some("https://desk.example")),
            ("HTTPS://Desk.Example:443/", Some("https://desk.example")),
            ("app://desk", Some("app://desk")),
            ("null", Some("null")),
            ("", None),
        ] {
            let origin = environment().with_origin(given).unwrap().origin();
            assert_eq!(origin.as_deref(), sent, "{given}");
        }
        for given in [
            "desk.example",
            "https://",
            "https://me@desk.example",
            "https://a/b",
            "https://a?b",
            "x\r\ny: z",
        ] {
            assert_eq!(
                environment().with_origin(given),
                Err(EnvironmentError::Origin),
                "{given}"
            );
        }
    }

    #[test]
    fn a_get_tells_the_origin_to_another_server_only() {
        let sent =
            |environment: &Environment, method| environment.origin_of(method, environment.api.as_str());
        let environment = environment();
        assert_eq!(sent(&environment, Method::Get), None);
        for given in ["https://desk.example", "https://cti.example", "null"] {
            let elsewhere = environment.clone().with_origin(given).unwrap();
            assert_eq!(sent(&elsewhere, Method::Get).as_deref(), Some(given));
            assert_eq!(sent(&elsewhere, Method::Delete).as_deref(), Some(given));
        }
        for (url, origin, is) in [
            ("https://cti.example:8443/sdk", "https://cti.example:8443", true),
            ("HTTPS://cti.example:443", "https://cti.example", true),
            ("https://cti.example.org/", "https://cti.example", false),
            ("https://cti.example:8443/", "https://cti.example", false),
            ("https://cti.example@else/", "https://cti.example", false),
        ] {
            assert_eq!(is_of(url, origin), is, "{url}");
        }
        let none = environment.with_origin("").unwrap();
        assert_eq!(sent(&none, Method::Get), None);
    }

    #[test]
    fn headers_that_cannot_be_sent_are_refused() {
        use HeaderProblem::{ControlCharacter, Name, Own};
        for (given, value, problem, name) in [
            ("", "1", Name, ""),
            ("x y", "1", Name, "x…"),
            ("Authorization: hunter2", "1", Name, "authorization…"),
            ("ü", "1", Name, "…"),
            ("x\n", "1", Name, "x…"),
            ("X-A", "1\r\nx-b: hunter2", ControlCharacter, "x-a"),
            ("x-a", "\0", ControlCharacter, "x-a"),
            ("Cookie", "a=hunter2", Own, "cookie"),
            ("sessionId", "1", Own, "sessionid"),
            ("Origin", "null", Own, "origin"),
            ("Host", "a", Own, "host"),
            ("Sec-Fetch-Mode", "cors", Own, "sec-fetch-mode"),
        ] {
            let refused = environment().with_header(given, value).unwrap_err();
            let said = refused.to_string();
            assert!(
                said.contains(&format!("\"{name}\"")) && !said.contains("hunter2"),
                "{said}"
            );
            let name = name.to_owned();
            assert_eq!(refused, EnvironmentError::Header { name, problem }, "{given:?}");
        }
        let environment = environment().with_header("X-Tenant", "租户 1").unwrap();
        assert_eq!(environment.headers()[0].name, "x-tenant");
    }

    #[test]
    fn a_broker_s_login_with_control_characters_is_refused() {
        for (login, passcode, what) in [
            ("a\nb", "c", "login"),
            ("a", "c\0", "passcode"),
            ("a", "c\r", "passcode"),
        ] {
            let refused = environment().with_broker_login(Some(login), Some(passcode.into()));
            assert_eq!(refused, Err(EnvironmentError::BrokerLogin(what)));
        }
        let refused = environment().with_broker_login(None, Some("c".into()));
        assert_eq!(refused, Err(EnvironmentError::BrokerPasscode));
    }

    #[test]
    fn what_is_secret_is_read_from_a_file_and_never_written() {
        let text = r#"{"api":"https://cti.example","origin":"https://desk.example","brokerLogin":"desk",
            "headers":{"X-Api-Key":"hunter2"},"brokerPasscode":"hunter3"}"#;
        let environment: Environment = serde_json::from_str(text).unwrap();
        assert_eq!(
            environment.secrets().map(Secret::expose).collect::<Vec<_>>(),
            ["hunter2", "hunter3"]
        );
        let written = serde_json::to_string(&environment).unwrap();
        let shown = format!("{environment:?} {written}");
        assert!(
            !shown.contains("hunter") && written.contains("desk.example"),
            "{shown}"
        );
        let again: Environment = serde_json::from_str(&written).unwrap();
        assert_eq!(
            (again.origin(), again.broker_login()),
            (environment.origin(), Some("desk"))
        );
        assert!(serde_json::from_str::<Environment>(r#"{"api":"http://a","headers":{"host":"b"}}"#).is_err());
    }
}
