//! Environments: which server, as data.

use std::fmt;

use client::{Environment as Core, Secret};

use crate::dialect::Dialect;
use crate::error::WellError;

/// One CTI server: its addresses, and what goes without saying there. From [`preset_environment`] or
/// [`custom_environment`], and changed as a copy. Its text shows neither headers nor the passcode.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct Environment {
    /// What people call it: the manual's `useConfig` name, or `custom`.
    pub name: String,
    /// `http` or `https`, host, port and base path of the CSTA API.
    pub api: String,
    /// The event channel: `ws` or `wss`.
    pub events: String,
    /// Where user name and password are exchanged for a session id: `http` or `https`.
    pub login: String,
    /// The domain of agents who give none.
    pub default_domain: Option<String>,
    /// Whether incoming calls are answered at once here, where [`crate::SessionOptions`] does not say.
    pub auto_answer: bool,
    /// `Origin`, sent with the WebSocket and with each request, with GET to another server than its own only, as a page does:
    /// `scheme://host[:port]`, or `null`. Without a word it is that of the API, as a page of that server sends it; empty: none is sent.
    #[uniffi(default = None)]
    pub origin: Option<String>,
    /// Further headers of each request and of the WebSocket. One that cannot be sent, or that the library sets itself
    /// (`Cookie`, `Host`, `sessionId`, …), is refused with `Environment` when a session is made.
    #[uniffi(default = [])]
    pub headers: Vec<RequestHeader>,
    /// `login` of STOMP's CONNECT.
    #[uniffi(default = None)]
    pub broker_login: Option<String>,
    /// `passcode` of STOMP's CONNECT: a secret.
    #[uniffi(default = None)]
    pub broker_passcode: Option<String>,
}

/// One more header of a request. Its text shows no value, which may be a secret.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct RequestHeader {
    /// `X-Tenant`.
    pub name: String,
    /// What it says.
    pub value: String,
}

impl fmt::Display for RequestHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestHeader({})", self.name)
    }
}

impl fmt::Debug for RequestHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            api,
            events,
            login,
            ..
        } = self;
        write!(f, "Environment({name}: {api}, {events}, {login})")
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Core> for Environment {
    fn from(core: Core) -> Self {
        let header = |header: &client::core::http::Header| RequestHeader {
            name: header.name.clone(),
            value: header.value.expose().to_owned(),
        };
        Self {
            origin: core.given_origin().map(str::to_owned),
            headers: core.headers().iter().map(header).collect(),
            broker_login: core.broker_login().map(str::to_owned),
            broker_passcode: core
                .broker_passcode()
                .map(|passcode| passcode.expose().to_owned()),
            name: core.name,
            api: core.api.into(),
            events: core.events.into(),
            login: core.login.into(),
            default_domain: core.default_domain,
            auto_answer: core.auto_answer,
        }
    }
}

impl TryFrom<Environment> for Core {
    type Error = WellError;

    fn try_from(environment: Environment) -> Result<Self, WellError> {
        let passcode = environment.broker_passcode.map(Secret::from);
        let mut core = Core::custom(&environment.api, Some(&environment.login))?
            .with_events(&environment.events)?
            .with_name(environment.name)
            .with_default_domain(environment.default_domain.as_deref())
            .with_auto_answer(environment.auto_answer)
            .with_broker_login(environment.broker_login.as_deref(), passcode)?;
        if let Some(origin) = &environment.origin {
            core = core.with_origin(origin)?;
        }
        for RequestHeader { name, value } in environment.headers {
            core = core.with_header(&name, value)?;
        }
        Ok(core)
    }
}

/// The environment that the manual's `useConfig(name)` picks (manual 2.1); without a dialect, of 4.x.
///
/// Fails with `Environment`: there is none of this name, or not in this dialect.
#[uniffi::export(default(dialect = None))]
pub fn preset_environment(name: &str, dialect: Option<Dialect>) -> Result<Environment, WellError> {
    Ok(Core::preset(name, dialect.map(Into::into).unwrap_or_default())?.into())
}

/// The names that [`preset_environment`] knows.
#[uniffi::export]
pub fn environment_names() -> Vec<String> {
    Core::presets().map(str::to_owned).collect()
}

/// A server without a preset: `api_base` is scheme, host, port and base path of its CSTA API. The event channel is
/// `<api_base>/mvc/stomp/websocket`, the login `login_url`, else `<api_base>/login`.
///
/// Fails with `Environment`: a URL that cannot be used, because of its scheme, credentials, or a query.
#[uniffi::export(default(login_url = None))]
pub fn custom_environment(api_base: &str, login_url: Option<String>) -> Result<Environment, WellError> {
    Ok(Core::custom(api_base, login_url.as_deref())?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_survives_the_way_there_and_back() {
        for name in environment_names() {
            let preset = preset_environment(&name, None).unwrap();
            let core = Core::try_from(preset.clone()).unwrap();
            assert_eq!(Environment::from(core), preset);
        }
    }

    #[test]
    fn headers_and_the_broker_s_login_reach_the_core_and_are_not_shown() {
        let mut environment = custom_environment("http://127.0.0.1", None).unwrap();
        environment.origin = Some("https://desk.example".to_owned());
        environment.headers = vec![RequestHeader {
            name: "x-api-key".to_owned(),
            value: "hunter2".to_owned(),
        }];
        environment.broker_login = Some("desk".to_owned());
        environment.broker_passcode = Some("hunter3".to_owned());
        let core = Core::try_from(environment.clone()).unwrap();
        assert_eq!(Environment::from(core), environment);
        let shown = format!("{environment} {environment:?} {:?}", environment.headers);
        assert!(!shown.contains("hunter"), "{shown}");
        environment.headers[0].name = "Host".to_owned();
        assert!(matches!(
            Core::try_from(environment),
            Err(WellError::Environment { .. })
        ));
    }

    #[test]
    fn a_url_with_a_password_is_refused_and_not_told() {
        let error = custom_environment("http://me:hunter2@127.0.0.1", None).unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
    }
}
