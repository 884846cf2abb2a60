//! Environments: where a CTI server's API, its event channel and its login are, and which dialect it speaks.

mod head;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::http::Header;
use crate::secret::Secret;

/// Which release of the manual's client the server expects.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub enum Dialect {
    /// Releases 2.x (2017): topics `/topic/csta/agent/…`, a bare `|` in connection ids.
    #[serde(rename = "2.x")]
    V2,
    /// Releases 4.x (2019): topics `/topic/event.agent.*.…`, more verbs.
    #[default]
    #[serde(rename = "4.x")]
    V4,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V2 => "2.x",
            Self::V4 => "4.x",
        })
    }
}

impl FromStr for Dialect {
    type Err = EnvironmentError;

    /// Reads `2.x`, `2`, `v2`, `4.x`, `4` or `v4`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "2.x" | "2" | "v2" => Ok(Self::V2),
            "4.x" | "4" | "v4" => Ok(Self::V4),
            _ => Err(EnvironmentError::UnknownDialect),
        }
    }
}

/// One CTI server: its addresses, and what goes without saying there.
///
/// In JSON only `api` is required; the rest is derived from it as [`Environment::custom`] does:
///
/// ```
/// # use wellclient_core::environment::Environment;
/// let text = r#"{"api":"https://cti.example/sdk"}"#;
/// let environment: Environment = serde_json::from_str(text)?;
/// assert_eq!(environment.events.as_str(), "wss://cti.example/sdk/mvc/stomp/websocket");
/// assert_eq!(environment.login.as_str(), "https://cti.example/sdk/login");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "EnvironmentFile", into = "EnvironmentFile")]
#[non_exhaustive]
pub struct Environment {
    /// What people call it: the manual's `useConfig` name, or `custom`.
    pub name: String,
    /// `http` or `https`, host, port and base path of the CSTA API.
    pub api: Url,
    /// The event channel: `ws` or `wss`.
    pub events: Url,
    /// Where user name and password are exchanged for a session id: `http` or `https`.
    pub login: Url,
    /// The domain of agents who give none.
    pub default_domain: Option<String>,
    /// Whether incoming calls are answered at once here, where the application does not say.
    pub auto_answer: bool,
    /// None is that of the API; empty is not to be sent.
    origin: Option<String>,
    headers: Vec<Header>,
    broker_login: Option<String>,
    broker_passcode: Option<Secret>,
}

/// The environments of the manual's `useConfig` (section 2.1).
struct Preset {
    name: &'static str,
    api: &'static str,
    /// `None`: not in the releases 2.x.
    login_v2: Option<&'static str>,
    login_v4: &'static str,
    default_domain: Option<&'static str>,
    auto_answer: bool,
}

const PRESETS: [Preset; 5] = [
    Preset {
        name: "CMB-PRO",
        api: "https://mbsdk.wellcloud.cc:5088",
        login_v2: Some("https://mbsdk.wellcloud.cc:5088/login"),
        login_v4: "https://mbsdk.wellcloud.cc:5088/loginTrusted",
        default_domain: Some("cmb.cc"),
        auto_answer: true,
    },
    Preset {
        name: "CMB-DEV",
        api: "https://uatsdk.wellcloud.cc",
        login_v2: Some("https://uattpi.wellcloud.cc/login"),
        login_v4: "https://uatsdk.wellcloud.cc/loginTrusted",
        default_domain: Some("cmbyc.cc"),
        auto_answer: true,
    },
    Preset {
        name: "CMB-PRO2",
        api: "http://prd2sdk.wellcloud.cc:5082",
        login_v2: Some("http://prd2tpi.wellcloud.cc:5081/login"),
        login_v4: "http://prd2tpi.wellcloud.cc:5081/login",
        default_domain: None,
        auto_answer: true,
    },
    Preset {
        name: "AWS-PRO",
        api: "http://tpisdk.wellcloud.cc",
        login_v2: Some("http://tpi.wellcloud.cc/login"),
        login_v4: "http://tpi.wellcloud.cc/login",
        default_domain: None,
        auto_answer: false,
    },
    Preset {
        name: "AWS-HTTPS",
        api: "https://api.wellcloud.cc/sdk",
        login_v2: None,
        login_v4: "https://api.wellcloud.cc/agent/login",
        default_domain: None,
        auto_answer: false,
    },
];

/// The manual's section 1.4 calls CMB-PRO2 by this name in its example.
const ALIAS: (&str, &str) = ("CMB-PRD2", "CMB-PRO2");

impl Environment {
    /// The environment that the manual's `useConfig(name)` picks.
    ///
    /// # Errors
    /// [`EnvironmentError::UnknownPreset`], or [`EnvironmentError::NotInDialect`] for one that the releases
    /// 2.x do not have.
    pub fn preset(name: &str, dialect: Dialect) -> Result<Self, EnvironmentError> {
        let name = if name == ALIAS.0 { ALIAS.1 } else { name };
        let preset = PRESETS
            .iter()
            .find(|p| p.name == name)
            .ok_or_else(|| EnvironmentError::UnknownPreset(name_of(name)))?;
        let in_v2 = || EnvironmentError::NotInDialect(preset.name, dialect);
        let login = match dialect {
            Dialect::V2 => preset.login_v2.ok_or_else(in_v2)?,
            Dialect::V4 => preset.login_v4,
        };
        let environment = Self::custom(preset.api, Some(login))?
            .with_name(preset.name)
            .with_default_domain(preset.default_domain)
            .with_auto_answer(preset.auto_answer);
        Ok(environment)
    }

    /// The names that [`Environment::preset`] knows.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|preset| preset.name)
    }

    /// A server of one's own: `api_base` is scheme, host, port and base path of its CSTA API. The event
    /// channel is `<api_base>/mvc/stomp/websocket` over `ws` or `wss`, the login `login_url`, else
    /// `<api_base>/login`.
    ///
    /// # Errors
    /// A URL that cannot be used; see [`UrlProblem`].
    pub fn custom(api_base: &str, login_url: Option<&str>) -> Result<Self, EnvironmentError> {
        let api = checked(UrlField::Api, api_base)?;
        let login = match login_url {
            Some(url) => checked(UrlField::Login, url)?,
            None => below(&api, "/login"),
        };
        let events = events_of(&api);
        Ok(Self {
            name: "custom".into(),
            api,
            events,
            login,
            default_domain: None,
            auto_answer: true,
            origin: None,
            headers: Vec::new(),
            broker_login: None,
            broker_passcode: None,
        })
    }

    /// With another name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// With the CSTA API at `api_base`; the event channel and the login stay where they are.
    ///
    /// # Errors
    /// A URL that cannot be used; see [`UrlProblem`].
    pub fn with_api(mut self, api_base: &str) -> Result<Self, EnvironmentError> {
        self.api = checked(UrlField::Api, api_base)?;
        Ok(self)
    }

    /// With the event channel at `url`, `ws` or `wss`.
    ///
    /// # Errors
    /// A URL that cannot be used; see [`UrlProblem`].
    pub fn with_events(mut self, url: &str) -> Result<Self, EnvironmentError> {
        self.events = checked(UrlField::Events, url)?;
        Ok(self)
    }

    /// With the login at `url`.
    ///
    /// # Errors
    /// A URL that cannot be used; see [`UrlProblem`].
    pub fn with_login(mut self, url: &str) -> Result<Self, EnvironmentError> {
        self.login = checked(UrlField::Login, url)?;
        Ok(self)
    }

    /// With another domain, or none, for agents who give none.
    #[must_use]
    pub fn with_default_domain(mut self, domain: Option<&str>) -> Self {
        self.default_domain = domain.map(str::to_owned);
        self
    }

    /// With incoming calls answered at once, or not.
    #[must_use]
    pub fn with_auto_answer(mut self, auto_answer: bool) -> Self {
        self.auto_answer = auto_answer;
        self
    }
}

/// The same host, port and base path, over a WebSocket.
fn events_of(api: &Url) -> Url {
    let mut events = below(api, "/mvc/stomp/websocket");
    let scheme = if api.scheme() == "https" { "wss" } else { "ws" };
    // All four are special schemes of the URL standard, so that this change is always allowed.
    let changed = events.set_scheme(scheme);
    debug_assert!(changed.is_ok());
    events
}

fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url
}

/// Which of an environment's URLs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UrlField {
    /// The CSTA API.
    Api,
    /// The event channel.
    Events,
    /// The login.
    Login,
}

impl fmt::Display for UrlField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Api => "API",
            Self::Events => "event channel",
            Self::Login => "login",
        })
    }
}

/// Why a URL cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UrlProblem {
    /// It does not parse.
    #[error("is not a URL: {0}")]
    Unreadable(#[from] url::ParseError),
    /// It is empty.
    #[error("is empty")]
    Empty,
    /// Not `http` or `https`; for the event channel not `ws` or `wss`.
    #[error("must begin with {0}:// or {0}s://")]
    Scheme(&'static str),
    /// It has a control character in it, such as a tab or the end of a line.
    #[error("has a control character in it")]
    ControlCharacter,
    /// It names no host.
    #[error("has no host")]
    NoHost,
    /// Its port is 0.
    #[error("has port 0, which is none")]
    Port,
    /// It carries a user name or a password, which would end up in logs.
    #[error("carries credentials")]
    Credentials,
    /// It has a query or a fragment, which paths cannot be appended to.
    #[error("has a query or a fragment")]
    QueryOrFragment,
}

/// Why a further header cannot be sent. Its value is never part of it: it may be a secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum HeaderProblem {
    /// Its name is empty, or has something in it that no name can have (RFC 9110, 5.6.2).
    #[error("has a name that no header can have: only letters, digits and !#$%&'*+-.^_`|~ stand in one")]
    Name,
    /// Its value has a control character in it.
    #[error("has a control character in its value")]
    ControlCharacter,
    /// The library sets it itself.
    #[error("is one that the library sets itself")]
    Own,
}

/// Why there is no such environment. The text of a URL is never part of it: it may hold a password.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// No environment of this name, or of this beginning of one; [`Environment::presets`] lists them.
    #[error("there is no environment \"{0}\"; there are {known}", known = known())]
    UnknownPreset(String),
    /// The environment is there, but not in this dialect.
    #[error("the environment {0} does not exist in dialect {1}")]
    NotInDialect(&'static str, Dialect),
    /// Not a dialect.
    #[error("the dialect must be 2.x or 4.x")]
    UnknownDialect,
    /// One of the URLs cannot be used.
    #[error("the {field} URL {problem}")]
    Url {
        /// Which one.
        field: UrlField,
        /// Why.
        problem: UrlProblem,
    },
    /// A further header cannot be sent.
    #[error("the header \"{name}\" {problem}")]
    Header {
        /// Its name, in small letters; where no header can have it, as much of it as one could have.
        name: String,
        /// Why.
        problem: HeaderProblem,
    },
    /// More, or less, than scheme, host and port.
    #[error("the origin is not scheme://host:port")]
    Origin,
    /// STOMP's CONNECT cannot carry it: `login` or `passcode`.
    #[error("the broker's {0} contains a control character")]
    BrokerLogin(&'static str),
    /// A passcode, and nobody whose it is.
    #[error("the broker's passcode is given without a login")]
    BrokerPasscode,
}

fn known() -> String {
    Environment::presets().collect::<Vec<_>>().join(", ")
}

/// As much of a text as can be a name: where something else was given in its place, it may hold a secret.
fn name_of(text: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "-_.".contains(*c);
    let name: String = text.chars().take_while(is_plain).take(40).collect();
    match name.len() == text.len() {
        true => name,
        false => name + "…",
    }
}

fn checked(field: UrlField, text: &str) -> Result<Url, EnvironmentError> {
    usable(field, text).map_err(|problem| EnvironmentError::Url { field, problem })
}

fn usable(field: UrlField, text: &str) -> Result<Url, UrlProblem> {
    if text.is_empty() {
        return Err(UrlProblem::Empty);
    }
    if text.contains(char::is_control) {
        return Err(UrlProblem::ControlCharacter);
    }
    let scheme = match field {
        UrlField::Events => "ws",
        UrlField::Api | UrlField::Login => "http",
    };
    let url = match Url::parse(text) {
        Err(url::ParseError::RelativeUrlWithoutBase) => return Err(UrlProblem::Scheme(scheme)),
        url => url?,
    };
    let given = url.scheme();
    if given != scheme && given.strip_suffix('s') != Some(scheme) {
        return Err(UrlProblem::Scheme(scheme));
    }
    // `http:h` and `http:///h` parse, too.
    let after_scheme = text.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//"));
    if after_scheme.is_none_or(|rest| rest.starts_with(['/', '\\']))
        || url.host_str().is_none_or(str::is_empty)
    {
        return Err(UrlProblem::NoHost);
    }
    if url.port() == Some(0) {
        return Err(UrlProblem::Port);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlProblem::Credentials);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(UrlProblem::QueryOrFragment);
    }
    Ok(url)
}

/// An environment as it stands in a file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EnvironmentFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    api: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_domain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_answer: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    /// Read, and never written: they may be secret.
    #[serde(default, skip_serializing)]
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    broker_login: Option<String>,
    #[serde(default, skip_serializing)]
    broker_passcode: Option<String>,
}

impl TryFrom<EnvironmentFile> for Environment {
    type Error = EnvironmentError;

    fn try_from(file: EnvironmentFile) -> Result<Self, Self::Error> {
        let mut environment = Self::custom(&file.api, file.login.as_deref())?;
        if let Some(events) = &file.events {
            environment = environment.with_events(events)?;
        }
        if let Some(origin) = &file.origin {
            environment = environment.with_origin(origin)?;
        }
        for (name, value) in file.headers {
            environment = environment.with_header(&name, value)?;
        }
        let passcode = file.broker_passcode.map(Secret::from);
        environment = environment.with_broker_login(file.broker_login.as_deref(), passcode)?;
        environment.name = file.name.unwrap_or(environment.name);
        environment.default_domain = file.default_domain;
        environment.auto_answer = file.auto_answer.unwrap_or(environment.auto_answer);
        Ok(environment)
    }
}

impl From<Environment> for EnvironmentFile {
    fn from(environment: Environment) -> Self {
        Self {
            name: Some(environment.name),
            api: environment.api.into(),
            events: Some(environment.events.into()),
            login: Some(environment.login.into()),
            default_domain: environment.default_domain,
            auto_answer: Some(environment.auto_answer),
            origin: environment.origin,
            headers: BTreeMap::new(),
            broker_login: environment.broker_login,
            broker_passcode: None,
        }
    }
}

#[cfg(test)]
mod tests;
