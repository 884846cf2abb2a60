//! The softphone's hands: what the app wants done is done on a session and a watch, and what these tell becomes inputs. It
//! waits for nothing but for what comes next.

use tokio::sync::mpsc;
use wellclient::{
    AgentId, AgentModeRequest, Client, Command, Events, LoginMode, LoginRequest, Notice, ReconnectPolicy,
    Secret, Session, SessionConfig, SessionOptions, Verb, Watch, WatchAccount,
};

use super::app::{Effect, Input, LogIn};
use super::demo::Demo;
use super::words::{self, Word};
use crate::failure::Failure;
use crate::said::Said;
use crate::server::{Way, identity};

/// How a server is reached, and how a session on it is to be.
pub(crate) struct Plan {
    pub(crate) way: Way,
    pub(crate) auto_answer: bool,
    /// In place of the library's own.
    pub(crate) reconnect: Option<ReconnectPolicy>,
}

impl Plan {
    /// When a lost link is tried again.
    pub(crate) fn reconnect(&self) -> ReconnectPolicy {
        let own = ReconnectPolicy::spread(self.way.dialect);
        self.reconnect.unwrap_or(own)
    }

    /// How long a link must stand to count as one.
    pub(crate) fn stable() -> std::time::Duration {
        wellclient::Timing::default().stable
    }
}

/// Who is logged in where, which the watch needs to know again.
struct Account {
    config: SessionConfig,
    agent: AgentId,
    password: Secret,
}

/// Whether the softphone goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Next {
    GoOn,
    /// Close the session, and end.
    Close,
    /// End at once.
    Leave,
    /// Draw everything anew.
    Redraw,
}

/// The session, the watch, and the demo.
pub(crate) struct Engine {
    plan: Plan,
    client: Client,
    pub(crate) demo: Option<Demo>,
    account: Option<Account>,
    pub(crate) session: Option<Session>,
    events: Option<Events>,
    watch: Option<Watch>,
    watched: Option<Events>,
    /// What tasks that wait have to tell.
    tell: mpsc::UnboundedSender<Input>,
    told: mpsc::UnboundedReceiver<Input>,
}

impl Engine {
    /// On the current runtime.
    pub(crate) fn new(plan: Plan, demo: Option<Demo>) -> Result<Self, Failure> {
        let client = match demo {
            Some(_) => Client::builder().no_proxy().build().map_err(Failure::failed)?,
            None => plan.way.client()?,
        };
        let (tell, told) = mpsc::unbounded_channel();
        Ok(Self {
            plan,
            client,
            demo,
            account: None,
            session: None,
            events: None,
            watch: None,
            watched: None,
            tell,
            told,
        })
    }

    /// Does what the app wants; the inputs that come of it at once.
    pub(crate) fn carry_out(&mut self, effect: Effect) -> (Next, Option<Input>) {
        let input = match effect {
            Effect::LogIn(log_in) => return (Next::GoOn, Some(self.log_in(*log_in))),
            Effect::Begin(command) => self.begin(command),
            Effect::AnswerAsk(force) => {
                if let Some(session) = &self.session {
                    session.answer_ask(force);
                }
                None
            }
            Effect::Reconnect => {
                if let Some(session) = &self.session {
                    session.reconnect();
                }
                None
            }
            Effect::Watch(agents) => self.watch(agents),
            Effect::Unwatch(agent) => self.watch.as_ref().map(|watch| {
                watch.unfollow(agent);
                Input::Team(watch.snapshots())
            }),
            Effect::CallIn => self.demo(Demo::call_in),
            Effect::CutLine => self.demo(Demo::cut_line),
            Effect::Redraw => return (Next::Redraw, None),
            Effect::End => return (Next::Close, None),
            Effect::Leave => return (Next::Leave, None),
        };
        (Next::GoOn, input)
    }

    /// Has something happen in the demo to whoever is logged in.
    fn demo(&self, what: fn(&Demo, &AgentId) -> Result<(), Said>) -> Option<Input> {
        let (demo, account) = (self.demo.as_ref()?, self.account.as_ref()?);
        what(demo, &account.agent).err().map(Input::Trouble)
    }

    fn begin(&self, command: Command) -> Option<Input> {
        let verb = command.verb();
        let reason = reason(&command);
        let session = self.session.as_ref()?;
        // How it ends is among the notices.
        let id = session.begin(command).id();
        Some(Input::Begun { id, verb, reason })
    }

    fn log_in(&mut self, LogIn(filled): LogIn) -> Input {
        let Ok(environment) = self.plan.way.environment(&filled.server) else {
            return Input::NotBegun(Word::BadServer);
        };
        let Ok((agent, device)) = identity(&filled.agent, &filled.ext, &environment) else {
            return Input::NotBegun(Word::BadAgent);
        };
        let mut config = SessionConfig::new(environment).with_dialect(self.plan.way.dialect);
        config.settings.auto_answer &= self.plan.auto_answer;
        // Each would be an error line, too.
        config.settings.use_error_alert = false;
        config.reconnect = self.plan.reconnect();
        let options = SessionOptions {
            logout_on_close: true,
            ..SessionOptions::default()
        };
        let session = match self.client.session_with(config.clone(), options) {
            Ok(session) => session,
            Err(_) => return Input::NotBegun(Word::BadServer),
        };
        let request = LoginRequest {
            login_mode: LoginMode::Ask,
            agent_mode: match filled.ready {
                true => AgentModeRequest::Ready,
                false => AgentModeRequest::NotReady,
            },
            ..LoginRequest::new(
                agent.job_number(),
                filled.password.clone(),
                agent.domain(),
                device.number(),
            )
        };
        self.events = Some(session.subscribe().outcomes(true).stream());
        let id = session.begin(Command::Login(request)).id();
        self.session = Some(session);
        self.watch = None;
        self.watched = None;
        self.account = Some(Account {
            config,
            agent,
            password: filled.password,
        });
        Input::Begun {
            id,
            verb: Verb::Login,
            reason: None,
        }
    }

    /// Watches these agents, too.
    fn watch(&mut self, agents: Vec<AgentId>) -> Option<Input> {
        let tell = self.tell.clone();
        if let Some(watch) = &self.watch {
            let watch = watch.clone();
            tokio::spawn(async move {
                let opened = watch.open().await.map_err(|error| sentence(&error));
                let is_open = opened.is_ok();
                // Nobody waits any more if the softphone has ended.
                let _ = tell.send(Input::Watching(opened));
                for agent in agents.into_iter().filter(|_| is_open) {
                    if let Err(error) = watch.follow(agent.clone()).await {
                        let who = agent.job_number();
                        let why = Said::of(|language| words::about(who, &error.sentence(language), language));
                        let _ = tell.send(Input::Trouble(why));
                    }
                    let _ = tell.send(Input::Team(watch.snapshots()));
                }
            });
            return None;
        }
        let account = self.account.as_ref()?;
        let who = WatchAccount::new(
            account.agent.job_number(),
            account.password.clone(),
            account.agent.domain(),
        );
        let watch = match self.client.watch(account.config.clone(), who, agents) {
            Ok(watch) => watch,
            Err(error) => return Some(Input::Watching(Err(Said::as_is(&error.to_string())))),
        };
        self.watched = Some(watch.events());
        self.watch = Some(watch.clone());
        tokio::spawn(async move {
            let opened = watch.open().await.map_err(|error| sentence(&error));
            let _ = tell.send(Input::Watching(opened));
            let _ = tell.send(Input::Team(watch.snapshots()));
        });
        None
    }

    /// What comes next; it may be dropped and asked for again.
    pub(crate) async fn next(&mut self) -> Input {
        tokio::select! {
            biased;
            Some(input) = self.told.recv() => input,
            notice = next_notice(&mut self.events) => Input::Notice(notice),
            _ = next_notice(&mut self.watched) => self.team().unwrap_or(Input::Tick),
        }
    }

    /// What has come already, without waiting.
    pub(crate) fn waiting(&mut self) -> Option<Input> {
        let notice = self.events.as_mut().and_then(Events::try_next);
        notice.map(Input::Notice)
    }

    /// The state now.
    pub(crate) fn state(&self) -> Option<Input> {
        let session = self.session.as_ref()?;
        Some(Input::Snapshot(Box::new(session.snapshot())))
    }

    /// The team now.
    pub(crate) fn team(&self) -> Option<Input> {
        self.watch.as_ref().map(|watch| Input::Team(watch.snapshots()))
    }
}

/// The next notice of a stream, where there is one.
async fn next_notice(events: &mut Option<Events>) -> Notice {
    if let Some(stream) = events
        && let Some(notice) = stream.next().await
    {
        return notice;
    }
    // It has ended with its session, or there is none yet.
    *events = None;
    std::future::pending().await
}

/// Why another mode is asked for.
pub(crate) fn reason(command: &Command) -> Option<String> {
    match command {
        Command::SetAgentMode { reason, .. } => reason.clone(),
        _ => None,
    }
}

/// What has gone wrong, in both languages.
fn sentence(error: &wellclient::Error) -> Said {
    Said::of(|language| error.sentence(language))
}
