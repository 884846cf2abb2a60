//! How a session is to be.

use std::ffi::c_char;
use std::path::PathBuf;
use std::time::Duration;

use client::core::numbers::InternalNumbers;
use client::core::session::Timing;
use client::{Dialect, ReconnectPolicy, SessionConfig, SessionStore, Settings};

use crate::codes::{well_delivery_t, well_dialect_t, well_reconnect_t};
use crate::numbers::{DeliveryIn, DialectIn, ReconnectIn};
use crate::sized::*;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::store::store;
use crate::text::{optional, texts};

/// The options of a session. Fill them in with `well_session_options_default`, then name a server (`preset` or
/// `api_url`) and change what you need. Times are in milliseconds; texts are NUL-terminated UTF-8, and may be NULL.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_session_options_t {
    /// `sizeof(well_session_options_t)`.
    pub struct_size: usize,
    /// The environment that the manual's `useConfig` picks by this name (manual 2.1): `"CMB-PRO"`, `"AWS-HTTPS"`, …
    pub preset: *const c_char,
    /// For a server without a preset: `http` or `https`, host, port and base path of its CSTA API.
    pub api_url: *const c_char,
    /// Where the event channel is, `ws` or `wss`; NULL for `<api_url>/mvc/stomp/websocket`.
    pub events_url: *const c_char,
    /// Where user name and password are exchanged for a session id; NULL for `<api_url>/login`.
    pub login_url: *const c_char,
    /// The `host` header of STOMP's CONNECT, without control characters; NULL for none, which is the broker's default virtual
    /// host.
    pub virtual_host: *const c_char,
    /// Which release of the reference client to speak like. Default 4.x.
    pub dialect: DialectIn,
    /// Where callbacks are called. Default: on the client's dispatcher thread.
    pub delivery: DeliveryIn,
    /// The manual's `autoAnswer` (2.1): 1 answers a call that comes in at once, 0 does not, -1 (default) is the
    /// environment's choice.
    pub auto_answer: i8,
    /// The manual's `debug`. Default 0.
    pub debug: u8,
    /// The manual's `useWsLog`: log each STOMP frame. Default 0.
    pub use_ws_log: u8,
    /// The manual's `useErrorAlert`: report failures as log lines of kind `WELL_LOG_ALERT` too. Default 1.
    pub use_error_alert: u8,
    /// When the consulted party hangs up and the first call is still held, retrieve it. Default 0.
    pub retrieve_after_consultation: u8,
    /// With `auto_answer`: answer a second call automatically too, while the agent is talking in another. Default 0.
    pub answer_second_call: u8,
    /// What a log-in in mode `force` does where the agent is logged in already and, as the server says, in a call.
    /// 1 (default) logs nobody out of a call: on the same extension (454) the log-in takes the session over with its
    /// call, on another one (455) it fails. Taking over leaves the agent's mode as it is at the server, whatever
    /// mode the log-in asks for. 0 logs the agent out in any case.
    pub take_over_call: u8,
    /// Ask the server for the agent's state at each heartbeat, and compare it with what is known. Default 1.
    pub verify_with_heartbeat: u8,
    /// Keep the event log (manual 5.5). Default 1.
    pub event_log: u8,
    /// Log the agent out when the session is closed or freed (manual 8.4). Default 0.
    pub logout_on_close: u8,
    /// Refuse a number that is neither digits only nor the manual's dial form (5.4, 8.7), wherever one is dialled, and a
    /// prefix that is not digits. Default 0: any text of at most 128 bytes, with its prefix, without control characters is
    /// sent, `*72` and `+8613800000000` too.
    pub phone_numbers_only: u8,
    /// When to try again after the event channel is lost. Default `WELL_RECONNECT_SPREAD`.
    pub reconnect: ReconnectIn,
    /// How often `WELL_RECONNECT_FIXED` and `WELL_RECONNECT_BACKOFF` try before they report `wsDisconnected`. 0 is for ever with
    /// `WELL_RECONNECT_BACKOFF`, and not once with `WELL_RECONNECT_FIXED`.
    pub reconnect_attempts: u32,
    /// The time between two attempts of `WELL_RECONNECT_FIXED`; the first of the growing delays of
    /// `WELL_RECONNECT_BACKOFF`.
    pub reconnect_delay_ms: u32,
    /// The longest delay of `WELL_RECONNECT_BACKOFF`.
    pub reconnect_cap_ms: u32,
    /// Within how long `WELL_RECONNECT_SPREAD` makes its first attempt. Default 25000.
    pub reconnect_window_ms: u32,
    /// How long after the loss `WELL_RECONNECT_SPREAD` reports `wsDisconnected`. Default 0: when the manual's client
    /// gave up, 5000 (2.x) or 90000 (4.x).
    pub reconnect_give_up_ms: u32,
    /// The time between two heartbeats of the agent, from 100 to 170000: the server logs an agent out after 180000 without one.
    /// Default 60000.
    pub heartbeat_ms: u32,
    /// The longest that a log-in or recovery may take. Default 30000.
    pub login_ms: u32,
    /// The longest that the answer to a log-in's question may take. Default 60000.
    pub ask_ms: u32,
    /// The longest that a command may take. Default 15000.
    pub command_ms: u32,
    /// How long the event that confirms a command may take after the reply, before the server is asked; with `command_ms` or
    /// more it is not asked. Default 5000.
    pub confirm_ms: u32,
    /// The longest that opening the event channel may take. Default 10000.
    pub connect_ms: u32,
    /// How long to wait after SUBSCRIBE where the broker sends no RECEIPT. Default 500.
    pub settle_ms: u32,
    /// The STOMP heart-beat offered and wanted. Default 10000; 0 is none.
    pub stomp_heartbeat_ms: u32,
    /// The time between two WebSocket pings, where the server sends no heart-beats. Default 20000.
    pub ping_ms: u32,
    /// The time between finding the model doubtful and asking the server. Default 1000.
    pub doubt_ms: u32,
    /// A wall clock that runs ahead by this much means that the machine slept. At least 1000; default 15000.
    pub clock_jump_ms: u32,
    /// The least time between two calls that are made. Default 2000.
    pub between_calls_ms: u32,
    /// An event channel that is lost again within this time counts as a failed attempt: attempts and delays go on where
    /// they were. Default 30000.
    pub stable_ms: u32,
    /// After `wsDisconnected`, attempts go on about this often: each after half to one and a half times this. Default
    /// 60000; 0 makes no attempt before `well_session_reconnect`.
    pub slow_retry_ms: u32,
    /// What an internal number begins with, any text; NULL for `"8"`, `""` for no such rule.
    pub internal_prefix: *const c_char,
    /// The fewest digits after it, at most `internal_max_digits`. Default 3.
    pub internal_min_digits: u32,
    /// The most digits after it; `UINT32_MAX` is any number of them. Default 5.
    pub internal_max_digits: u32,
    /// Further internal numbers; may be NULL.
    pub internal_numbers: *const *const c_char,
    /// How many `internal_numbers` there are.
    pub internal_numbers_count: usize,
    /// How many events may wait for a callback or to be polled, at least 1. One more drops all that wait, and one
    /// `WELL_EVENT_LAGGED` comes in their place. Default 1024.
    pub queue_capacity: u32,
    /// Reserved; 0.
    pub reserved: u32,
    /// The seed of the random delays; 0 chooses one at random.
    pub seed: u64,
    /// Writes a journal to this file, which can be replayed; NULL for none. The file must be new or empty, and no other
    /// session may be writing to it: else `WELL_IO`.
    pub journal_path: *const c_char,
    /// Keeps the session in this file, so that it can be resumed after a restart (`well_store_load`,
    /// `well_session_recover_bytes`); NULL for none. While an agent is logged in, the file is written within 200 ms of
    /// each change; events do not wait for that. It is removed when the agent is logged out, and stays when the session
    /// is closed without a log-out. If it cannot be written, a log line of kind `WELL_LOG_ERROR` says so. A watch has none.
    pub store_path: *const c_char,
    /// The key that the file is sealed with (ChaCha20-Poly1305), 32 bytes; NULL for none.
    pub store_key: *const u8,
    /// The length of `store_key`: 32, or 0 if there is no key.
    pub store_key_len: usize,
    /// `Origin`, sent with the WebSocket and with each request, with GET to another server than its own only, as a page does:
    /// `scheme://host[:port]`, or `"null"`. NULL for that of the API, as a page of that server sends it; `""` for none.
    pub origin: *const c_char,
    /// Further headers of each request and of the WebSocket, each `"Name: value"`; may be NULL. A name that no header can
    /// have, a control character, or a header that the library sets itself (`Cookie`, `Host`, `sessionId`, …) is
    /// `WELL_BAD_ENVIRONMENT`.
    pub headers: *const *const c_char,
    /// How many `headers` there are.
    pub headers_count: usize,
    /// `login` of STOMP's CONNECT; NULL for none.
    pub broker_login: *const c_char,
    /// `passcode` of STOMP's CONNECT, a secret, with `broker_login`; NULL for none.
    pub broker_passcode: *const c_char,
}

// SAFETY: it begins with the size, and numbers and pointers take any bytes.
unsafe impl Sized_ for well_session_options_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

/// Fills in the defaults: `well_session_options_default(&options, sizeof options)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_options_default(
    options: *mut well_session_options_t,
    size: usize,
) -> well_status {
    // SAFETY: the caller's word that there is room for `size` bytes.
    entry(|| unsafe { write_sized(options, size, well_session_options_t::default_values()) })
}

/// What a session is made of.
pub(crate) struct Plan {
    pub(crate) config: SessionConfig,
    pub(crate) logout_on_close: bool,
    pub(crate) journal_path: Option<PathBuf>,
    pub(crate) store: Option<SessionStore>,
    pub(crate) pumped: bool,
    pub(crate) capacity: usize,
}

impl well_session_options_t {
    pub(crate) fn default_values() -> Self {
        let timing = Timing::default();
        let internal = InternalNumbers::default();
        let settings = Settings::default();
        Self {
            struct_size: size_of::<Self>(),
            preset: std::ptr::null(),
            api_url: std::ptr::null(),
            events_url: std::ptr::null(),
            login_url: std::ptr::null(),
            virtual_host: std::ptr::null(),
            dialect: well_dialect_t::WELL_DIALECT_V4 as i32,
            delivery: well_delivery_t::WELL_DELIVERY_DISPATCHER as i32,
            auto_answer: -1,
            debug: settings.debug.into(),
            use_ws_log: settings.use_ws_log.into(),
            use_error_alert: settings.use_error_alert.into(),
            retrieve_after_consultation: 0,
            answer_second_call: 0,
            take_over_call: 1,
            verify_with_heartbeat: 1,
            event_log: 1,
            logout_on_close: 0,
            phone_numbers_only: 0,
            reconnect: well_reconnect_t::WELL_RECONNECT_SPREAD as i32,
            reconnect_attempts: 0,
            reconnect_delay_ms: 1000,
            reconnect_cap_ms: 30_000,
            reconnect_window_ms: in_millis(ReconnectPolicy::WINDOW),
            reconnect_give_up_ms: 0,
            heartbeat_ms: in_millis(timing.heartbeat),
            login_ms: in_millis(timing.login),
            ask_ms: in_millis(timing.ask),
            command_ms: in_millis(timing.command),
            confirm_ms: in_millis(timing.confirm),
            connect_ms: in_millis(timing.connect),
            settle_ms: in_millis(timing.settle),
            stomp_heartbeat_ms: in_millis(timing.stomp_heartbeat),
            ping_ms: in_millis(timing.ping),
            doubt_ms: in_millis(timing.doubt),
            clock_jump_ms: in_millis(timing.clock_jump),
            between_calls_ms: in_millis(timing.between_calls),
            stable_ms: in_millis(timing.stable),
            slow_retry_ms: in_millis(timing.slow_retry),
            internal_prefix: std::ptr::null(),
            internal_min_digits: u32::try_from(internal.min_digits).unwrap_or(u32::MAX),
            internal_max_digits: u32::try_from(internal.max_digits).unwrap_or(u32::MAX),
            internal_numbers: std::ptr::null(),
            internal_numbers_count: 0,
            queue_capacity: 1024,
            reserved: 0,
            seed: 0,
            journal_path: std::ptr::null(),
            store_path: std::ptr::null(),
            store_key: std::ptr::null(),
            store_key_len: 0,
            origin: std::ptr::null(),
            headers: std::ptr::null(),
            headers_count: 0,
            broker_login: std::ptr::null(),
            broker_passcode: std::ptr::null(),
        }
    }

    /// # Safety
    /// Its pointers are NULL or point to what they say.
    pub(crate) unsafe fn plan(&self) -> Result<Plan, Failure> {
        let dialect = well_dialect_t::read(self.dialect)
            .ok_or_else(|| Failure::unlisted("dialect", self.dialect, "well_dialect_t"))?;
        // SAFETY: the caller's word, here and below.
        let environment = unsafe { self.environment(dialect) }?;
        let mut config = SessionConfig::new(environment).with_dialect(dialect);
        config.settings = Settings {
            debug: self.debug != 0,
            use_ws_log: self.use_ws_log != 0,
            use_error_alert: self.use_error_alert != 0,
            auto_answer: choice("auto_answer", self.auto_answer)?.unwrap_or(config.settings.auto_answer),
            ..config.settings
        };
        config.retrieve_after_consultation = self.retrieve_after_consultation != 0;
        config.answer_second_call = self.answer_second_call != 0;
        config.take_over_call = self.take_over_call != 0;
        config.phone_numbers_only = self.phone_numbers_only != 0;
        config.verify_with_heartbeat = self.verify_with_heartbeat != 0;
        config.event_log = self.event_log != 0;
        config.seed = self.seed;
        // SAFETY: as above.
        config.virtual_host = unsafe { optional("virtual_host", self.virtual_host) }?.map(str::to_owned);
        config.timing = self.timing();
        config.reconnect = self.policy(dialect)?;
        // SAFETY: as above.
        config.internal = unsafe { self.internal() }?;
        self.check()?;
        let pumped = match self.delivery {
            n if n == well_delivery_t::WELL_DELIVERY_DISPATCHER as i32 => false,
            n if n == well_delivery_t::WELL_DELIVERY_PUMPED as i32 => true,
            other => return Err(Failure::unlisted("delivery", other, "well_delivery_t")),
        };
        Ok(Plan {
            config,
            logout_on_close: self.logout_on_close != 0,
            // SAFETY: as above.
            journal_path: unsafe { optional("journal_path", self.journal_path) }?.map(PathBuf::from),
            store: match self.store_path.is_null() {
                true => None,
                // SAFETY: as above.
                false => Some(unsafe {
                    store(
                        "store_path",
                        self.store_path,
                        "store_key",
                        self.store_key,
                        self.store_key_len,
                    )
                }?),
            },
            pumped,
            capacity: usize::try_from(self.queue_capacity).unwrap_or(usize::MAX),
        })
    }

    /// Whether what the core does not look at can be so.
    fn check(&self) -> Result<(), Failure> {
        let wrong = if self.queue_capacity == 0 {
            "queue_capacity must be at least 1, not 0"
        } else if self.store_key_len > 0 && self.store_path.is_null() {
            "store_key is only for a store_path"
        } else {
            return reserved(self.reserved);
        };
        Err(Failure::new(WELL_BAD_ARGUMENT, wrong))
    }

    fn timing(&self) -> Timing {
        Timing {
            heartbeat: millis(self.heartbeat_ms),
            login: millis(self.login_ms),
            ask: millis(self.ask_ms),
            command: millis(self.command_ms),
            confirm: millis(self.confirm_ms),
            connect: millis(self.connect_ms),
            settle: millis(self.settle_ms),
            stomp_heartbeat: millis(self.stomp_heartbeat_ms),
            ping: millis(self.ping_ms),
            doubt: millis(self.doubt_ms),
            clock_jump: millis(self.clock_jump_ms),
            between_calls: millis(self.between_calls_ms),
            stable: millis(self.stable_ms),
            slow_retry: millis(self.slow_retry_ms),
        }
    }

    fn policy(&self, dialect: Dialect) -> Result<ReconnectPolicy, Failure> {
        use well_reconnect_t::*;
        let (attempts, delay) = (self.reconnect_attempts, millis(self.reconnect_delay_ms));
        Ok(match self.reconnect {
            n if n == WELL_RECONNECT_MANUAL as i32 => ReconnectPolicy::manual(dialect),
            n if n == WELL_RECONNECT_MANUAL_2 as i32 => ReconnectPolicy::MANUAL_2,
            n if n == WELL_RECONNECT_MANUAL_4_0 as i32 => ReconnectPolicy::MANUAL_4_0,
            n if n == WELL_RECONNECT_MANUAL_2018 as i32 => ReconnectPolicy::MANUAL_2018,
            n if n == WELL_RECONNECT_FIXED as i32 => ReconnectPolicy::Fixed { attempts, delay },
            n if n == WELL_RECONNECT_BACKOFF as i32 => ReconnectPolicy::Backoff {
                base: delay,
                cap: millis(self.reconnect_cap_ms),
                attempts: (attempts > 0).then_some(attempts),
            },
            n if n == WELL_RECONNECT_SPREAD as i32 => ReconnectPolicy::Spread {
                window: millis(self.reconnect_window_ms),
                give_up_after: match self.reconnect_give_up_ms {
                    0 => ReconnectPolicy::give_up_after(dialect),
                    time => millis(time),
                },
            },
            other => return Err(Failure::unlisted("reconnect", other, "well_reconnect_t")),
        })
    }

    /// # Safety
    /// As [`Self::plan`].
    unsafe fn internal(&self) -> Result<InternalNumbers, Failure> {
        let default = InternalNumbers::default();
        // SAFETY: the caller's word.
        let listed = unsafe {
            texts(
                "internal_numbers",
                self.internal_numbers,
                self.internal_numbers_count,
            )
        }?;
        let digits = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        Ok(InternalNumbers {
            // SAFETY: as above.
            prefix: unsafe { optional("internal_prefix", self.internal_prefix) }?
                .map_or(default.prefix, str::to_owned),
            min_digits: digits(self.internal_min_digits),
            max_digits: digits(self.internal_max_digits),
            listed: listed.into_iter().map(str::to_owned).collect(),
        })
    }
}

fn in_millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
