//! Environments: which server, as data.

use client::Environment as Core;

use crate::dialect::Dialect;
use crate::error::WellError;

/// One CTI server: its addresses, and what goes without saying there. From [`preset_environment`] or
/// [`custom_environment`], and changed as a copy.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
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
}

impl From<Core> for Environment {
    fn from(core: Core) -> Self {
        Self {
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
        Ok(Core::custom(&environment.api, Some(&environment.login))?
            .with_events(&environment.events)?
            .with_name(environment.name)
            .with_default_domain(environment.default_domain.as_deref())
            .with_auto_answer(environment.auto_answer))
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

/// A server of one's own: `api_base` is scheme, host, port and base path of its CSTA API. The event channel is
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
    fn a_url_with_a_password_is_refused_and_not_told() {
        let error = custom_environment("http://me:hunter2@127.0.0.1", None).unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
    }
}
