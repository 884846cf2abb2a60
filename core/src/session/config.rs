//! What a session is told at the start.

use serde::{Deserialize, Serialize};

use super::config_error::ConfigError;
use super::reconnect::ReconnectPolicy;
use super::timing::{OutOfRange, Timing};
use crate::environment::{Dialect, Environment};
use crate::numbers::InternalNumbers;
use crate::settings::Settings;

/// How a session behaves. Serializable, so that an application can keep it in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionConfig {
    /// Which server.
    pub environment: Environment,
    /// Which release of the reference client to speak like.
    pub dialect: Dialect,
    /// The manual's `setConfig`.
    pub settings: Settings,
    /// The `host` header of STOMP's CONNECT. `None`, as the reference client does it, is the broker's default virtual
    /// host; RabbitMQ refuses a name that it does not have.
    #[serde(default)]
    pub virtual_host: Option<String>,
    /// When to try again after the event channel is lost. Default: the dialect's [`ReconnectPolicy::spread`].
    pub reconnect: ReconnectPolicy,
    /// Times.
    pub timing: Timing,
    /// Which numbers are internal.
    pub internal: InternalNumbers,
    /// When the consulted party hangs up and the first call is still held, retrieve it.
    pub retrieve_after_consultation: bool,
    /// Answer a second call automatically too, while the agent is talking in another. Default: no. One on hold is not talked in.
    #[serde(default)]
    pub answer_second_call: bool,
    /// A log-in in mode `force` that meets the agent logged in, and in a call by the server's account, logs nobody out of it:
    /// on the same extension (454) it takes the call over as a recovery does (`recoverStateSuccess`), on another one (455) it
    /// fails. Taking over leaves the agent's mode as it is at the server, whatever mode the log-in asks for. The log-in fails
    /// as well where the account cannot be had, but for a server of 2.x that has none. Default: yes. No: the agent is logged
    /// out, whatever goes on there.
    #[serde(default = "yes")]
    pub take_over_call: bool,
    /// Refuse a number that [`is_phone_number`](crate::dial::is_phone_number) does not take, wherever one is dialled, and a
    /// prefix that is not digits. Default: no; as the manual's client, send any text of at most
    /// [`MAX_DIAL_BYTES`](crate::dial::MAX_DIAL_BYTES), with its prefix, without control characters: `*72` and
    /// `+8613800000000` too.
    #[serde(default)]
    pub phone_numbers_only: bool,
    /// Compare the model with the server's account at each heartbeat but the first, so that even an event lost without
    /// a trace is found within a minute. A server that has no such account (404) is not asked again. Default: yes.
    #[serde(default = "yes")]
    pub verify_with_heartbeat: bool,
    /// Keep the event log (manual 5.5).
    pub event_log: bool,
    /// Record the inputs as journal lines, to be replayed.
    pub journal: bool,
    /// Seed of the random delays. The runtime puts one of its own in place of 0.
    pub seed: u64,
}

impl SessionConfig {
    /// The defaults for a server: dialect 4.x, its [`ReconnectPolicy::spread`], everything else as the manual says.
    pub fn new(environment: Environment) -> Self {
        let dialect = Dialect::default();
        Self {
            settings: Settings::for_environment(&environment),
            reconnect: ReconnectPolicy::spread(dialect),
            environment,
            dialect,
            virtual_host: None,
            timing: Timing::default(),
            internal: InternalNumbers::default(),
            retrieve_after_consultation: false,
            answer_second_call: false,
            take_over_call: true,
            phone_numbers_only: false,
            verify_with_heartbeat: true,
            event_log: true,
            journal: false,
            seed: 0,
        }
    }

    /// Another dialect, with the [`ReconnectPolicy::spread`] that belongs to it.
    #[must_use]
    pub fn with_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self.reconnect = ReconnectPolicy::spread(dialect);
        self
    }

    /// Whether every setting can be: is in its range, as [`Timing`], [`ReconnectPolicy`] and [`InternalNumbers`] state it, and can
    /// be sent.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.timing.check()?;
        self.reconnect.check()?;
        let InternalNumbers {
            min_digits,
            max_digits,
            ..
        } = self.internal;
        OutOfRange::check_count("internal.min_digits", min_digits, 0, max_digits)?;
        match &self.virtual_host {
            Some(host) if host.contains(char::is_control) => Err(ConfigError::VirtualHost),
            _ => Ok(()),
        }
    }
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::timing::LONGEST;
    use super::*;

    #[test]
    fn a_setting_out_of_its_range_is_named_with_its_range() {
        let environment = Environment::custom("http://127.0.0.1:1/", None).unwrap();
        let good = SessionConfig::new(environment);
        assert_eq!(good.check(), Ok(()));
        for (change, words) in [
            (
                (|config| config.timing.heartbeat = Duration::ZERO) as fn(&mut SessionConfig),
                "timing.heartbeat must be from 100ms to 170s, not 0",
            ),
            (
                |config| config.timing.login = Duration::MAX,
                "timing.login must be from 1ms to 100 years, not 18446744073709551615.999999999s",
            ),
            (
                |config| {
                    let delay = Duration::ZERO;
                    config.reconnect = ReconnectPolicy::Fixed { attempts: 1, delay };
                },
                "reconnect.delay must be from 1ms to 100 years, not 0",
            ),
            (
                |config| config.timing.heartbeat = Duration::from_secs(180),
                "timing.heartbeat must be from 100ms to 170s, not 180s",
            ),
            (
                |config| config.virtual_host = Some("a\nlogin:desk".to_owned()),
                "virtual_host contains a control character",
            ),
            (
                |config| config.virtual_host = Some("\0".to_owned()),
                "virtual_host contains a control character",
            ),
            (
                |config| config.internal.min_digits = 9,
                "internal.min_digits must be from 0 to 5, not 9",
            ),
        ] {
            let mut config = good.clone();
            change(&mut config);
            assert_eq!(config.check().unwrap_err().to_string(), words);
        }
        let mut most = good;
        most.timing.doubt = Duration::ZERO;
        most.timing.ask = LONGEST;
        assert_eq!(most.check(), Ok(()));
    }
}
