//! How a session is to be. What is left out is the library's default.

use std::time::Duration;

use client::core::numbers::InternalNumbers as CoreNumbers;
use client::{
    ConfigError, Dialect as CoreDialect, ReconnectPolicy as CorePolicy, SessionConfig,
    Settings as CoreSettings, Timing as CoreTiming,
};

use crate::dialect::Dialect;
use crate::environment::Environment;
use crate::error::WellError;
use crate::number::{count, size};
use crate::recovery::SessionStore;

/// When to try again after the event channel is lost. Delays are counted from the loss, or from the failed attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum ReconnectPolicy {
    /// So many times, so far apart, without any randomness, as the manual's client does it (3.2.3).
    Fixed {
        /// How often.
        attempts: i32,
        /// How far apart.
        delay: Duration,
    },
    /// Exponential with full jitter: a random delay up to `base · 2ⁿ`, at most `cap`.
    Backoff {
        /// The first attempt's longest delay.
        base: Duration,
        /// No delay is longer.
        cap: Duration,
        /// How often; without it, for ever.
        attempts: Option<i32>,
    },
    /// For a server that many sessions lose at once: the first attempt at any time within `window`, each further one
    /// after one to one and a half windows, or one to two where the link was up again for a moment. So no second sees
    /// more than a share of 1 s / `window` of them. A log-in's first link is tried again after 1 to 2 s, then after
    /// twice as long each time, up to `window`.
    Spread {
        /// How far the first attempts are spread. That of the default is 25 s.
        window: Duration,
        /// How long after the loss it is told to be lost, though never before an attempt has failed. Without it
        /// when the manual's client told it: 5 s (2.x), 90 s (4.x).
        give_up_after: Option<Duration>,
    },
    /// The manual's client of releases 2.x: 5 times, 1 s apart.
    Manual2,
    /// The manual's client of releases 4.0 to 4.2: 10 times, 3 s apart.
    Manual4,
    /// The manual's client since October 2018: 30 times, 3 s apart.
    Manual2018,
}

impl ReconnectPolicy {
    fn of(self, dialect: CoreDialect) -> CorePolicy {
        match self {
            Self::Fixed { attempts, delay } => CorePolicy::Fixed {
                attempts: count(attempts),
                delay,
            },
            Self::Backoff { base, cap, attempts } => CorePolicy::Backoff {
                base,
                cap,
                attempts: attempts.map(count),
            },
            Self::Spread {
                window,
                give_up_after,
            } => CorePolicy::Spread {
                window,
                give_up_after: give_up_after.unwrap_or(CorePolicy::give_up_after(dialect)),
            },
            Self::Manual2 => CorePolicy::MANUAL_2,
            Self::Manual4 => CorePolicy::MANUAL_4_0,
            Self::Manual2018 => CorePolicy::MANUAL_2018,
        }
    }
}

/// The settings of `setConfig` (manual 2.1).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Settings {
    /// Log in detail.
    #[uniffi(default = false)]
    pub debug: bool,
    /// Log each STOMP frame.
    #[uniffi(default = false)]
    pub use_ws_log: bool,
    /// Answer an incoming call at once.
    #[uniffi(default = true)]
    pub auto_answer: bool,
    /// Report failures also as log lines of kind `Alert`, for a program that shows them.
    #[uniffi(default = true)]
    pub use_error_alert: bool,
    /// Belongs to a web page and has no meaning here; kept so that settings can be read and written back.
    #[uniffi(default = "well-canBeCalled")]
    pub click_call_class: String,
}

impl From<CoreSettings> for Settings {
    fn from(core: CoreSettings) -> Self {
        Self {
            debug: core.debug,
            use_ws_log: core.use_ws_log,
            auto_answer: core.auto_answer,
            use_error_alert: core.use_error_alert,
            click_call_class: core.click_call_class,
        }
    }
}

impl From<Settings> for CoreSettings {
    fn from(settings: Settings) -> Self {
        Self {
            debug: settings.debug,
            use_ws_log: settings.use_ws_log,
            auto_answer: settings.auto_answer,
            use_error_alert: settings.use_error_alert,
            click_call_class: settings.click_call_class,
        }
    }
}

/// Which numbers are the tenant's own extensions: a prefix with a count of digits, and a list.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct InternalNumbers {
    /// What an extension begins with, any text; empty for no such rule.
    #[uniffi(default = "8")]
    pub prefix: String,
    /// The fewest digits after the prefix.
    #[uniffi(default = 3)]
    pub min_digits: i32,
    /// The most digits after the prefix.
    #[uniffi(default = 5)]
    pub max_digits: i32,
    /// Further internal numbers, without a domain.
    #[uniffi(default = [])]
    pub listed: Vec<String>,
}

impl From<InternalNumbers> for CoreNumbers {
    fn from(numbers: InternalNumbers) -> Self {
        Self {
            prefix: numbers.prefix,
            min_digits: size(numbers.min_digits),
            max_digits: size(numbers.max_digits),
            listed: numbers.listed,
        }
    }
}

macro_rules! timing {
    ($($(#[$doc:meta])* $time:ident,)+) => {
        /// A session's times; what is left out has its default.
        #[derive(Clone, PartialEq, Eq, Debug, Default, uniffi::Record)]
        pub struct Timing {
            $(
                $(#[$doc])*
                #[uniffi(default = None)]
                pub $time: Option<Duration>,
            )+
        }

        impl Timing {
            fn apply(self, timing: &mut CoreTiming) {
                $(
                    if let Some(time) = self.$time {
                        timing.$time = time;
                    }
                )+
            }
        }
    };
}

timing! {
    /// The time between two heartbeats of the agent, from 100 ms to 170 s: the server logs the agent out after 3 minutes
    /// without one. Default 60 s.
    heartbeat,
    /// The longest that a log-in or the recovery of a saved session may take. Default 30 s.
    login,
    /// How long the application may take to answer in log-in mode `ask`. After that, the log-in fails. Default 60 s.
    ask,
    /// The longest that a command may take. Default 15 s.
    command,
    /// How long the event that confirms a command may take after the reply, before the server is asked; with
    /// as much as `command`, or more, it is not. Default 5 s.
    confirm,
    /// The longest that each step of opening the event channel may take: WebSocket, STOMP. Default 10 s.
    connect,
    /// How long to wait for a RECEIPT before the subscription counts as active. Default 500 ms.
    settle,
    /// The STOMP heart-beat to ask for, in both directions; zero for none. Default 10 s.
    stomp_heartbeat,
    /// The time between two WebSocket pings, where the server sends no heart-beats. Default 20 s.
    ping,
    /// The time between finding the model doubtful and asking the server. Default 1 s.
    doubt,
    /// A wall clock that runs ahead of the monotonic one by this much means that the machine slept. Default 15 s.
    clock_jump,
    /// The least time between two calls that are made. Default 2 s.
    between_calls,
    /// An event channel that is lost again within this time counts as a failed attempt: attempts and delays go on where
    /// they were. Default 30 s.
    stable,
    /// After `wsDisconnected`, attempts go on about this often: each after half to one and a half times this. Zero
    /// makes no attempt before `reconnect()`. Default 60 s.
    slow_retry,
}

/// The options of a session: its server, and what differs from the defaults.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct SessionOptions {
    /// Which server.
    pub environment: Environment,
    /// Which release of the manual's client to speak like, with the reconnecting that belongs to it. Default: 4.x.
    #[uniffi(default = None)]
    pub dialect: Option<Dialect>,
    /// The manual's `setConfig`. Default: its defaults, answering at once as the environment says.
    #[uniffi(default = None)]
    pub settings: Option<Settings>,
    /// The `host` header of STOMP's CONNECT, without control characters. Default: none, which is the broker's default virtual
    /// host.
    #[uniffi(default = None)]
    pub virtual_host: Option<String>,
    /// When to try again after the event channel is lost. Default: `Spread` over 25 s.
    #[uniffi(default = None)]
    pub reconnect: Option<ReconnectPolicy>,
    /// How long things may take. What is left out has its default.
    #[uniffi(default = None)]
    pub timing: Option<Timing>,
    /// Which numbers are internal. Default: `8` and 3–5 more digits.
    #[uniffi(default = None)]
    pub internal: Option<InternalNumbers>,
    /// When the consulted party hangs up and the first call is still held, retrieve it.
    #[uniffi(default = false)]
    pub retrieve_after_consultation: bool,
    /// With `auto_answer`: answer a second call automatically too, while the agent is talking in another.
    #[uniffi(default = false)]
    pub answer_second_call: bool,
    /// What a log-in in mode `force` does where the agent is logged in already, and in a call by the server's account.
    /// True (default) logs nobody out of a call: on the same extension (454) the log-in takes the session over with its
    /// call, on another one (455) it fails. Taking over leaves the agent's mode as it is at the server, whatever mode
    /// the log-in asks for. False logs the agent out in any case.
    #[uniffi(default = true)]
    pub take_over_call: bool,
    /// Refuse a number that is neither digits only nor the manual's dial form (5.4, 8.7), wherever one is dialled, and a
    /// prefix that is not digits. Otherwise any text of at most 128 bytes, with its prefix, without control characters is
    /// sent, `*72` and `+8613800000000` too.
    #[uniffi(default = false)]
    pub phone_numbers_only: bool,
    /// Compare the model with the server's account at heartbeats.
    #[uniffi(default = true)]
    pub verify_with_heartbeat: bool,
    /// Keep the event log (manual 5.5).
    #[uniffi(default = true)]
    pub event_log: bool,
    /// Log the agent out when the session is closed, or let go of (manual 8.4).
    #[uniffi(default = false)]
    pub logout_on_close: bool,
    /// The file to write the journal to, which can be replayed. It must be new or empty, and no other session may be
    /// writing to it. It holds telephone numbers and call data, but no secrets.
    #[uniffi(default = None)]
    pub journal: Option<String>,
    /// Keeps the session, so that it can be resumed after a restart, whatever has ended the application: load it first,
    /// then `recover`. While an agent is logged in the file is kept current: written within 200 ms of each change, and
    /// never where events wait for it. It is removed when the agent is logged out, by own wish or not, and stays when
    /// the session is closed without a log-out. Where it cannot be written, a log line of kind `Error` says so.
    #[uniffi(default = None)]
    pub store: Option<SessionStore>,
    /// Seed of the random delays; 0 lets the library choose.
    #[uniffi(default = 0)]
    pub seed: i64,
}

/// The configuration, whether to log out at the end, and the journal's file, which is made once everything is checked, by
/// `check`, too.
pub(crate) fn session_config(
    options: SessionOptions,
    check: impl FnOnce(&SessionConfig) -> Result<(), ConfigError>,
) -> Result<(SessionConfig, client::SessionOptions), WellError> {
    let mut config = SessionConfig::new(options.environment.try_into()?);
    if let Some(dialect) = options.dialect {
        config = config.with_dialect(dialect.into());
    }
    if let Some(settings) = options.settings {
        config.settings = settings.into();
    }
    if let Some(policy) = options.reconnect {
        config.reconnect = policy.of(config.dialect);
    }
    if let Some(timing) = options.timing {
        timing.apply(&mut config.timing);
    }
    if let Some(internal) = options.internal {
        config.internal = internal.into();
    }
    config.virtual_host = options.virtual_host;
    config.retrieve_after_consultation = options.retrieve_after_consultation;
    config.answer_second_call = options.answer_second_call;
    config.take_over_call = options.take_over_call;
    config.phone_numbers_only = options.phone_numbers_only;
    config.verify_with_heartbeat = options.verify_with_heartbeat;
    config.event_log = options.event_log;
    config.seed = options.seed.cast_unsigned();
    // Before a file is made.
    config.check().map_err(WellError::config)?;
    check(&config).map_err(WellError::config)?;
    let mut more = client::SessionOptions {
        logout_on_close: options.logout_on_close,
        store: options
            .store
            .as_ref()
            .map(SessionStore::for_session)
            .transpose()?,
        journal: None,
    };
    if let Some(path) = options.journal {
        let file = client::create_journal(&path).map_err(|error| WellError::journal(&path, &error))?;
        more.journal = Some(Box::new(file));
    }
    Ok((config, more))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> InternalNumbers {
        InternalNumbers {
            prefix: "8".to_owned(),
            min_digits: 3,
            max_digits: 5,
            listed: Vec::new(),
        }
    }

    #[test]
    fn the_defaults_of_the_records_are_the_library_s() {
        assert_eq!(CoreNumbers::from(numbers()), CoreNumbers::default());
        let settings = Settings {
            debug: false,
            use_ws_log: false,
            auto_answer: true,
            use_error_alert: true,
            click_call_class: "well-canBeCalled".to_owned(),
        };
        assert_eq!(CoreSettings::from(settings), CoreSettings::default());
    }

    #[test]
    fn policies_are_the_library_s() {
        let spread = ReconnectPolicy::Spread {
            window: CorePolicy::WINDOW,
            give_up_after: None,
        };
        for dialect in [CoreDialect::V2, CoreDialect::V4] {
            assert_eq!(spread.of(dialect), CorePolicy::spread(dialect));
        }
        let manual = [
            ReconnectPolicy::Manual2,
            ReconnectPolicy::Manual4,
            ReconnectPolicy::Manual2018,
        ];
        assert_eq!(
            manual.map(|policy| policy.of(CoreDialect::V4)),
            [
                CorePolicy::MANUAL_2,
                CorePolicy::MANUAL_4_0,
                CorePolicy::MANUAL_2018
            ]
        );
    }

    #[test]
    fn what_is_left_out_stays_as_it_is() {
        let mut timing = CoreTiming::default();
        let command = Some(Duration::from_secs(1));
        Timing {
            command,
            ..Timing::default()
        }
        .apply(&mut timing);
        let expected = CoreTiming {
            command: Duration::from_secs(1),
            ..CoreTiming::default()
        };
        assert_eq!(timing, expected);
    }
}
