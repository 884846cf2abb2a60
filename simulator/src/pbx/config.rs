//! What the switch is made of and how it behaves. Every field has a default, so `{}` is a whole call center.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What log-in URLs end in (protocol, section 3).
const LOGIN_PATHS: [&str; 5] = [
    "/login",
    "/loginTrusted",
    "/agent/login",
    "/api/security/login",
    "/api/security/loginTrusted",
];

/// The switch's configuration. Times are in milliseconds.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PbxConfig {
    /// Tenants; each has every agent and every extension.
    pub domains: Vec<String>,
    /// Agents, by job number.
    pub agents: Vec<AgentRange>,
    /// Extensions, by number.
    pub extensions: Vec<ExtensionRange>,
    /// What is wrong with single agents, by agent id (`5001@test.cc`).
    pub agent_conditions: BTreeMap<String, AgentCondition>,
    /// What is wrong with single extensions, by device id (`8001@test.cc`).
    pub extension_conditions: BTreeMap<String, ExtensionCondition>,
    /// Path prefixes that are cut off before routing (`/sdk`).
    pub base_paths: Vec<String>,
    /// Paths of the form login.
    pub login_paths: Vec<String>,
    /// How many agents of one tenant may be logged in; more get 461.
    pub agent_limit: Option<usize>,
    /// An agent silent for longer is logged out; `None` never.
    pub heartbeat_limit_ms: Option<u64>,
    /// HTTP sessions older than this get 426; `None` never.
    pub session_lifetime_ms: Option<u64>,
    /// How many HTTP sessions an agent can have, at least one: whoever logs in at the log-in URL beyond that ends the oldest,
    /// which gets 426.
    pub sessions_per_agent: usize,
    /// Outside lines; the first matching rule counts, none means that the number does not exist.
    pub outside: Vec<OutsideRule>,
    /// How long anything rings before it is cleared with `NO_ANSWER`.
    pub ring_timeout_ms: u64,
    /// How long `agentWorkingAfterCall` lasts; 0 switches it off.
    pub wrap_up_ms: u64,
    /// The tenants' trunk prefixes (`agentTrunks`).
    pub agent_trunks: Vec<String>,
    /// Wall time of the switch's start, milliseconds since 1970 UTC; `eventTime` shows it at +08:00. `None`: the beginning of
    /// 2026, for a switch asks no machine for the time. `wellclient simulate` takes its machine's.
    pub wall_start_ms: Option<i64>,
    /// Whether callers get `serviceInitiated` and `originated`; some servers skip them.
    pub service_initiated: bool,
    /// Whether calls are recorded from their start, as servers of the 4.x releases do.
    pub record_calls: bool,
    /// Recording cannot be switched: 466. Calls are recorded all the same.
    pub recording_disabled: bool,
    /// Whether an extension that is in one call rings for a second.
    pub call_waiting: bool,
    /// Whether the client state shows a call on hold where there is no other.
    pub shows_held: bool,
    /// Whether who waits for a call that was handed on may take it back before it comes.
    pub takes_back_early: bool,
    /// A conference made from a consultation ends when its maker hangs up (manual section 6.11).
    pub owner_ends_conference: bool,
    /// What the ids of calls and sessions, serials and the names of producers come from; the same gives the same. `None` is
    /// 1; `wellclient simulate` takes another in each run, as a server that is started anew does not begin its ids again.
    pub seed: Option<u64>,
}

impl Default for PbxConfig {
    fn default() -> Self {
        Self {
            domains: vec!["test.cc".into()],
            agents: vec![AgentRange::default()],
            extensions: vec![ExtensionRange::default()],
            agent_conditions: BTreeMap::new(),
            extension_conditions: BTreeMap::new(),
            base_paths: vec!["/sdk".into()],
            login_paths: LOGIN_PATHS.map(str::to_owned).to_vec(),
            agent_limit: None,
            heartbeat_limit_ms: Some(180_000),
            session_lifetime_ms: None,
            sessions_per_agent: 100,
            outside: vec![OutsideRule {
                pattern: "?????*".into(),
                line: FarEnd::Answer {
                    after_ms: 1_000,
                    hang_up_after_ms: None,
                },
            }],
            ring_timeout_ms: 60_000,
            wrap_up_ms: 0,
            agent_trunks: vec!["9".into()],
            wall_start_ms: None,
            service_initiated: true,
            record_calls: true,
            recording_disabled: false,
            call_waiting: false,
            shows_held: true,
            takes_back_early: false,
            owner_ends_conference: true,
            seed: None,
        }
    }
}

/// Agents with adjacent job numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgentRange {
    /// First job number.
    pub from: u64,
    /// Last job number.
    pub to: u64,
    /// Everybody's password.
    pub password: Password,
}

impl Default for AgentRange {
    fn default() -> Self {
        Self {
            from: 5000,
            to: 5999,
            password: Password::new("123456"),
        }
    }
}

/// Extensions with adjacent numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExtensionRange {
    /// First number.
    pub from: u64,
    /// Last number.
    pub to: u64,
    /// Whether a phone is online.
    pub registered: bool,
    /// What the phone does while no agent is logged in on it.
    pub phone: FarEnd,
}

impl Default for ExtensionRange {
    fn default() -> Self {
        Self {
            from: 8000,
            to: 8999,
            registered: true,
            phone: FarEnd::Manual,
        }
    }
}

/// What an outside line, or a phone with no agent, does when it is called.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "then", rename_all = "snake_case", from = "WrittenFarEnd")]
pub enum FarEnd {
    /// Rings, then answers.
    Answer {
        /// Ringing time.
        after_ms: u64,
        /// Hangs up so long after it answered; never if absent.
        hang_up_after_ms: Option<u64>,
    },
    /// Busy: failed code 1, it never rings.
    Busy,
    /// Rings, then the network gives up: failed code 11.
    NoAnswer {
        /// Ringing time.
        after_ms: u64,
    },
    /// Rings until somebody acts for it, or the ring time is over.
    Manual,
    /// Cannot be reached; it never rings.
    Failed {
        /// `failedCode`: `3` not reachable, `6` power off, `8` does not exist, …
        code: String,
    },
}

/// A [`FarEnd`] as it is read: where nothing belongs to one, nothing may stand there.
#[derive(Deserialize)]
#[serde(tag = "then", rename_all = "snake_case", deny_unknown_fields)]
enum WrittenFarEnd {
    Answer {
        after_ms: u64,
        #[serde(default)]
        hang_up_after_ms: Option<u64>,
    },
    Busy {},
    NoAnswer {
        after_ms: u64,
    },
    #[serde(alias = "never")]
    Manual {},
    Failed {
        code: String,
    },
}

impl From<WrittenFarEnd> for FarEnd {
    fn from(written: WrittenFarEnd) -> Self {
        match written {
            WrittenFarEnd::Answer {
                after_ms,
                hang_up_after_ms,
            } => Self::Answer {
                after_ms,
                hang_up_after_ms,
            },
            WrittenFarEnd::Busy {} => Self::Busy,
            WrittenFarEnd::NoAnswer { after_ms } => Self::NoAnswer { after_ms },
            WrittenFarEnd::Manual {} => Self::Manual,
            WrittenFarEnd::Failed { code } => Self::Failed { code },
        }
    }
}

/// Outside numbers of one pattern, and what they do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OutsideRule {
    /// The number as dialled, prefix included; `?` is one character, `*` any number of them.
    pub pattern: String,
    /// What the line does. It stands beside the pattern, and refuses all that is neither.
    #[serde(flatten)]
    pub line: FarEnd,
}

/// Why an agent cannot do something.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentCondition {
    /// Nothing is wrong.
    #[default]
    Normal,
    /// Login: 423.
    Deleted,
    /// Login: 423.
    Disabled,
    /// Login: 452, though the password is right.
    Illegal,
    /// Login: 462.
    AllocationFails,
    /// SetState Ready: 465.
    QuotaReached,
    /// Login and SetState Ready: 483.
    TaskNotAssigned,
}

/// What is wrong with an extension.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionCondition {
    /// Nothing.
    #[default]
    Normal,
    /// Login: 456.
    IllegalState,
    /// Login: 457.
    NotAuthorised,
    /// Recording: 466.
    RecordingDisabled,
}

/// A password; never shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// Wraps the text.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text, for those who log in with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.0 == text
    }

    /// The text itself, for the one that it is meant for.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl PbxConfig {
    pub(super) fn seed(&self) -> u64 {
        self.seed.unwrap_or(1)
    }

    pub(super) fn wall_start_ms(&self) -> i64 {
        self.wall_start_ms.unwrap_or(1_767_225_600_000)
    }

    pub(super) fn has_domain(&self, domain: &str) -> bool {
        self.domains.iter().any(|known| known == domain)
    }

    pub(super) fn agents_of(&self, job_number: &str) -> Option<&AgentRange> {
        self.agents
            .iter()
            .find(|range| in_range(job_number, range.from, range.to))
    }

    pub(super) fn extensions_of(&self, number: &str) -> Option<&ExtensionRange> {
        self.extensions
            .iter()
            .find(|range| in_range(number, range.from, range.to))
    }

    pub(super) fn outside_line(&self, number: &str) -> Option<&FarEnd> {
        self.outside
            .iter()
            .find(|rule| matches(rule.pattern.as_bytes(), number.as_bytes()))
            .map(|rule| &rule.line)
    }
}

/// Whether `text` is one of `from..=to`, written in the plain way: no sign, no leading zero.
fn in_range(text: &str, from: u64, to: u64) -> bool {
    text.parse::<u64>()
        .is_ok_and(|number| (from..=to).contains(&number) && number.to_string() == text)
}

/// Glob match in linear space: remembers only the last `*`.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == b'?' || Some(&c) == text.get(t) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((star_p, star_t)) => {
                    star = Some((star_p, star_t + 1));
                    p = star_p + 1;
                    t = star_t + 1;
                }
                None => return false,
            },
        }
    }
    pattern
        .get(p..)
        .is_none_or(|rest| rest.iter().all(|&c| c == b'*'))
}

#[cfg(test)]
mod tests {
    use super::{PbxConfig, in_range, matches};

    #[test]
    fn numbers_are_plain() {
        assert!(in_range("8001", 8000, 8999));
        for odd in ["08001", "+8001", "9000", "", "8001 ", "99999999999999999999999"] {
            assert!(!in_range(odd, 8000, 8999), "{odd}");
        }
    }

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("138*", "13800000000", true),
            ("138*", "13900000000", false),
            ("*00?", "13800000001", true),
            ("*0*1", "1380000", false),
            ("*", "", true),
            ("?", "", false),
            ("", "1", false),
        ] {
            assert_eq!(
                matches(pattern.as_bytes(), text.as_bytes()),
                expected,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn empty_json_is_the_default_and_passwords_stay_hidden() {
        let config: PbxConfig = serde_json::from_str("{}").unwrap();
        assert_eq!(config.domains, ["test.cc"]);
        assert!(!format!("{config:?}").contains("123456"));
    }

    #[test]
    fn rules_read_flat() {
        let text = r#"{"outside":[{"pattern":"1*","then":"answer","after_ms":5},
            {"pattern":"2*","then":"busy"},
            {"pattern":"3*","then":"failed","code":"6"},{"pattern":"4*","then":"never"}]}"#;
        let config: PbxConfig = serde_json::from_str(text).unwrap();
        assert_eq!(config.outside.len(), 4);
        assert!(serde_json::from_str::<PbxConfig>(r#"{"no_such_field":1}"#).is_err());
        for rest in [
            r#""then":"busy","after_ms":5"#,
            r#""then":"answer","after_ms":5,"code":"1""#,
        ] {
            let text = format!(r#"{{"outside":[{{"pattern":"1*",{rest}}}]}}"#);
            assert!(serde_json::from_str::<PbxConfig>(&text).is_err(), "{text}");
        }
    }
}
