//! All telephones of the floor: one for each agent who works here.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use wellclient::{
    AgentModeRequest, Client, Command, Environment, LoginMode, LoginRequest, ReconnectPolicy, Refusal,
    Secret, Session, SessionConfig, SessionOptions, SessionPhase,
};
use wellclient_simulator::PbxConfig;

use super::board::Board;
use super::desk::{Desk, Seat};
use crate::said::Said;
use crate::server::identity;
use crate::softphone::words::{self, Word};

/// Nobody looks at more.
const MOST: usize = 100;

/// Between two attempts to have a link back, and how many are counted: quick, for those who look on.
const POLICY: ReconnectPolicy = ReconnectPolicy::Fixed {
    attempts: 10,
    delay: Duration::from_secs(1),
};

/// The telephones.
pub(super) struct Desks {
    client: Client,
    url: String,
    pbx: PbxConfig,
    board: Arc<Board>,
    serial: AtomicU64,
    all: Mutex<BTreeMap<String, Arc<Desk>>>,
}

impl Desks {
    pub(super) fn new(client: Client, url: String, pbx: PbxConfig, board: Arc<Board>) -> Self {
        Self {
            client,
            url,
            pbx,
            board,
            serial: AtomicU64::default(),
            all: Mutex::default(),
        }
    }

    /// Begins to log an agent in on an extension; the telephone's id.
    ///
    /// # Errors
    /// Why that makes no sense.
    pub(super) fn log_in(&self, agent: &str, ext: &str, ready: bool) -> Result<String, Said> {
        let said = |word: Word| Said::of(|language| word.of(language).to_owned());
        let mut environment =
            Environment::custom(&self.url, None).map_err(|error| Said::as_is(&error.to_string()))?;
        environment.default_domain = self.pbx.domains.first().cloned();
        let (agent, device) =
            identity(agent.trim(), ext.trim(), &environment).map_err(|_| said(Word::BadAgent))?;
        let id = agent.as_str().to_owned();
        let request = LoginRequest {
            login_mode: LoginMode::Ask,
            agent_mode: match ready {
                true => AgentModeRequest::Ready,
                false => AgentModeRequest::NotReady,
            },
            ..LoginRequest::new(
                agent.job_number(),
                self.password(agent.job_number()),
                agent.domain(),
                device.number(),
            )
        };
        let mut all = self.lock();
        if let Some(desk) = all.get(&id) {
            let phase = desk.session.snapshot().phase;
            if !matches!(phase, SessionPhase::LoggedOut | SessionPhase::Closed) {
                return Err(Said {
                    en: format!("{id} works at a telephone of this page already."),
                    zh: format!("{id} 已在本页面的一部话机上工作。"),
                });
            }
        } else if all.len() >= MOST {
            return Err(Said {
                en: format!("There are {MOST} telephones already."),
                zh: format!("已有 {MOST} 部话机。"),
            });
        }
        let session = self.session(environment).map_err(|error| Said::as_is(&error))?;
        let seat = Seat {
            id: id.clone(),
            ext: device.as_str().to_owned(),
            serial: self.serial.fetch_add(1, Ordering::Relaxed),
        };
        let desk = Desk::new(session, seat, &POLICY, self.board.clone());
        desk.begin(Command::Login(request));
        if let Some(former) = all.insert(id.clone(), Arc::new(desk)) {
            close(former.session.clone());
        }
        Ok(id)
    }

    fn session(&self, environment: Environment) -> Result<Session, String> {
        let mut config = SessionConfig::new(environment);
        config.settings.auto_answer = false;
        // Each would be an error line, too.
        config.settings.use_error_alert = false;
        config.reconnect = POLICY;
        let options = SessionOptions {
            logout_on_close: true,
            ..SessionOptions::default()
        };
        let session = self.client.session_with(config, options);
        session.map_err(|error| error.to_string())
    }

    /// The switch's own, so that nobody has to type it; an agent whom it does not know has none.
    fn password(&self, job_number: &str) -> Secret {
        let number = job_number.parse::<u64>().ok();
        let range = self
            .pbx
            .agents
            .iter()
            .find(|range| number.is_some_and(|number| (range.from..=range.to).contains(&number)));
        range.map_or("-", |range| range.password.reveal()).into()
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<Desk>> {
        self.lock().get(id).cloned()
    }

    /// Takes a telephone away, which logs its agent out; whether it was there.
    ///
    /// # Errors
    /// A call is up: nobody is logged out of one.
    pub(super) fn remove(&self, id: &str) -> Result<bool, Said> {
        let mut all = self.lock();
        let Some(desk) = all.get(id) else {
            return Ok(false);
        };
        if !desk.session.snapshot().calls.is_empty() {
            return Err(words::refused(&Refusal::CallUp));
        }
        close(desk.session.clone());
        all.remove(id);
        self.board.gone(id);
        Ok(true)
    }

    /// Logs everybody out.
    pub(super) async fn close(&self) {
        self.lock().clear();
        self.client.close().await;
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Desk>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nobody waits for it.
fn close(session: Session) {
    tokio::spawn(async move { session.close().await });
}
