//! Which server a session is for, and what is told it beside the protocol.

use client::core::environment::{EnvironmentError, UrlField};
use client::{Dialect, Environment, Secret};

use crate::session_options::well_session_options_t;
use crate::status::Failure;
use crate::status::well_status::*;
use crate::text::{optional, texts};

impl well_session_options_t {
    /// # Safety
    /// Its pointers are NULL or point to what they say.
    pub(crate) unsafe fn environment(&self, dialect: Dialect) -> Result<Environment, Failure> {
        // SAFETY: the caller's word.
        unsafe { self.whole_environment(dialect) }.map_err(|fault| match fault {
            Fault::Environment(error) => Failure::new(WELL_BAD_ENVIRONMENT, named(&error)),
            Fault::Text(failure) => failure,
        })
    }

    /// # Safety
    /// As [`Self::environment`].
    unsafe fn whole_environment(&self, dialect: Dialect) -> Result<Environment, Fault> {
        let named = [
            ("preset", self.preset),
            ("api_url", self.api_url),
            ("events_url", self.events_url),
            ("login_url", self.login_url),
        ];
        // SAFETY: the caller's word, for all of these.
        let [preset, api, events, login] = named.map(|(name, text)| unsafe { optional(name, text) });
        let (preset, api, events, login) = (preset?, api?, events?, login?);
        let mut environment = match (preset, api) {
            (Some(preset), None) => Environment::preset(preset, dialect)?,
            (None, Some(api)) => Environment::custom(api, None)?,
            (Some(_), Some(_)) => {
                return Err(
                    Failure::new(WELL_BAD_ENVIRONMENT, "preset and api_url exclude each other").into(),
                );
            }
            (None, None) => {
                return Err(Failure::new(WELL_BAD_ENVIRONMENT, "neither preset nor api_url is given").into());
            }
        };
        if let Some(events) = events {
            environment = environment.with_events(events)?;
        }
        if let Some(login) = login {
            environment = environment.with_login(login)?;
        }
        // SAFETY: as above.
        if let Some(origin) = unsafe { optional("origin", self.origin) }? {
            environment = environment.with_origin(origin)?;
        }
        // SAFETY: as above.
        let headers = unsafe { texts("headers", self.headers, self.headers_count) }?;
        for (index, header) in headers.into_iter().enumerate() {
            let refused = |why: &str| Failure::new(WELL_BAD_ENVIRONMENT, format!("headers[{index}] {why}"));
            let parts = header.split_once(':');
            let (name, value) = parts.ok_or_else(|| refused("has no colon: it must be \"Name: value\""))?;
            environment = environment
                .with_header(name, value.trim_matches([' ', '\t']))
                .map_err(|error| refused(&format!("is refused: {error}")))?;
        }
        // SAFETY: as above.
        let (login, passcode) = unsafe {
            (
                optional("broker_login", self.broker_login)?,
                optional("broker_passcode", self.broker_passcode)?,
            )
        };
        Ok(environment.with_broker_login(login, passcode.map(Secret::from))?)
    }
}

/// By the names of the C options.
fn named(error: &EnvironmentError) -> String {
    match error {
        EnvironmentError::UnknownPreset(_) => format!("preset: {error}"),
        EnvironmentError::Url { field, problem } => {
            let name = match field {
                UrlField::Api => "api_url",
                UrlField::Events => "events_url",
                UrlField::Login => "login_url",
            };
            format!("{name} {problem}")
        }
        EnvironmentError::BrokerLogin(_) | EnvironmentError::BrokerPasscode => {
            error.to_string().replacen("the broker's ", "broker_", 1)
        }
        error => error.to_string(),
    }
}

/// Why there is no environment.
enum Fault {
    Environment(EnvironmentError),
    Text(Failure),
}

impl From<EnvironmentError> for Fault {
    fn from(error: EnvironmentError) -> Self {
        Self::Environment(error)
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::Text(failure)
    }
}
