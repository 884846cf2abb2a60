//! What the switch holds: agents, extensions, calls and who is in them, sessions, what is due.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use wellclient_core::id::{AgentId, CallId, DeviceId};

use super::agent::{Agent, Extension};
use super::api::PublishedEvent;
use super::call::{Call, LegId};
use super::config::PbxConfig;
use super::producer::Producer;
use super::seeded::Seeded;
use super::sessions::Sessions;
use super::state::LogState;
use super::timers::Timers;

/// The switch. A copy of it can be asked what would happen.
#[derive(Clone)]
pub struct Pbx {
    pub(super) config: PbxConfig,
    pub(super) now: Duration,
    pub(super) random: Seeded,
    pub(super) timers: Timers,
    /// Agents and extensions come into being when they are first used; the configuration bounds their number.
    pub(super) agents: BTreeMap<AgentId, Agent>,
    pub(super) extensions: BTreeMap<DeviceId, Extension>,
    pub(super) calls: BTreeMap<CallId, Call>,
    /// In which calls a device is.
    pub(super) presence: HashMap<DeviceId, Vec<CallId>>,
    /// In which call a leg is.
    pub(super) legs: HashMap<LegId, CallId>,
    pub(super) sessions: Sessions,
    pub(super) logs: VecDeque<LogState>,
    pub(super) events: VecDeque<PublishedEvent>,
    pub(super) worker: Producer,
    pub(super) router: Producer,
    pub(super) legs_made: u64,
    pub(super) calls_made: u64,
}

impl Pbx {
    /// A switch at time zero, with nobody logged in.
    pub fn new(config: PbxConfig) -> Self {
        let mut random = Seeded::new(config.seed());
        let worker = Producer {
            name: format!("CtiWorker_ctiworker-{}", random.suffix()),
            serial: 100_000 + random.step(99_999),
        };
        let router = Producer {
            name: format!("CtiRouter_ctirouter-{}", random.suffix()),
            serial: 11_000_000 + random.step(99_999),
        };
        Self {
            config,
            now: Duration::ZERO,
            random,
            timers: Timers::default(),
            agents: BTreeMap::new(),
            extensions: BTreeMap::new(),
            calls: BTreeMap::new(),
            presence: HashMap::new(),
            legs: HashMap::new(),
            sessions: Sessions::default(),
            logs: VecDeque::new(),
            events: VecDeque::new(),
            worker,
            router,
            legs_made: 0,
            calls_made: 0,
        }
    }

    /// The agent, if the tenant has one of that number.
    pub(super) fn agent(&mut self, id: &AgentId) -> Option<&mut Agent> {
        if !self.agents.contains_key(id) {
            let known =
                self.config.has_domain(id.domain()) && self.config.agents_of(id.job_number()).is_some();
            if !known {
                return None;
            }
            let condition = self
                .config
                .agent_conditions
                .get(id.as_str())
                .copied()
                .unwrap_or_default();
            self.agents.insert(id.clone(), Agent::new(condition));
        }
        self.agents.get_mut(id)
    }

    /// The extension, if the tenant has one of that number.
    pub(super) fn extension(&mut self, id: &DeviceId) -> Option<&mut Extension> {
        if !self.extensions.contains_key(id) {
            let range = self
                .config
                .extensions_of(id.number())
                .filter(|_| self.config.has_domain(id.domain()))?;
            let extension = Extension {
                registered: range.registered,
                condition: self
                    .config
                    .extension_conditions
                    .get(id.as_str())
                    .copied()
                    .unwrap_or_default(),
                phone: range.phone.clone(),
                agent: None,
                cross_ref: self.random.step(9_999),
            };
            self.extensions.insert(id.clone(), extension);
        }
        self.extensions.get_mut(id)
    }
}

/// Whole milliseconds.
pub(super) fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
