//! Where in its life a session is. What exists only in a state is part of it, so a state that is left takes with it all
//! that belongs to it.

use std::time::Duration;

use super::answering::Answering;
use super::context::Context;
use super::link::Link;
use super::online::Online;
use super::outcome::CommandError;
use super::pending_mode::PendingMode;
use super::requests::{Intent, Lane};
use super::saved::SavedState;
use super::silence::Silence;
use super::to_retrieve::Retrieving;
use super::watch_state::Watching;
use crate::command::LoginRequest;
use crate::http::{Api, Rejection};
use crate::id::{CallId, CommandId};
use crate::refusal::Refusal;
use crate::secret::Secret;
use crate::snapshot::SessionPhase;
use crate::vocabulary::SessionEnd;

/// Where in its life a session is.
#[derive(Debug)]
pub(super) enum Life {
    LoggedOut,
    LoggingIn(Box<Login>, LoginStep),
    Recovering(Box<Recovery>, RecoveryStep),
    LoggedIn(Box<LoggedIn>),
    /// The agent was logged out by somebody else: for a while the events tell whether a log-in elsewhere was why.
    Parted(Box<Online>),
    /// Closing, having asked to be logged out.
    Leaving(Box<LoggedIn>),
    /// Agents are watched, and nobody is logged in.
    Watching(Box<Watching>),
    Closed,
}

/// A log-in under way.
#[derive(Debug)]
pub(super) struct Login {
    pub(super) command: CommandId,
    pub(super) issued: Duration,
    pub(super) api: Api,
    pub(super) request: LoginRequest,
    /// `Login` is being sent a second time.
    pub(super) forced: bool,
    /// What answered `Login` was trouble on the way: it may have been carried out all the same.
    pub(super) trouble: Option<Rejection>,
    /// How often the account could not be had.
    pub(super) tries: u32,
}

#[derive(Debug)]
pub(super) enum LoginStep {
    /// At the log-in URL.
    Authenticate,
    /// 2.x: the first heartbeat.
    Announce(Secret),
    /// Opening the event channel.
    Link(Box<Online>),
    /// `Login` is sent. `agentLoggedOn` can arrive before its reply.
    Request { online: Box<Online>, logged_on: bool },
    /// The agent is logged in elsewhere; the application is asked what to do.
    Ask(Box<Online>, Box<Rejection>),
    /// The agent is logged in already, as this refusal says: asking for the account, for a call that goes on there.
    Look(Box<Online>, Box<Rejection>),
    /// `Logout` of there is sent.
    Force(Box<Online>),
    /// Accepted; waiting for `agentLoggedOn`.
    Confirm(Box<Online>),
}

/// A saved session being taken up.
#[derive(Debug)]
pub(super) struct Recovery {
    pub(super) command: CommandId,
    pub(super) issued: Duration,
    pub(super) api: Api,
    pub(super) credentials: Option<LoginRequest>,
    pub(super) state: SavedState,
    /// How often the account could not be had, and why, the last time.
    pub(super) tries: u32,
    pub(super) trouble: Option<CommandError>,
    /// There is no account (2.x), and the server knows a call of the saved ones.
    pub(super) knows_a_call: bool,
    /// Of a saved call it has said neither that it knows it nor that it does not.
    pub(super) is_untold: bool,
}

#[derive(Debug)]
pub(super) enum RecoveryStep {
    /// Asking for the account: is it usable?
    Check(Secret),
    /// There is none (2.x): asking about each of the saved calls, of which these are open.
    Calls(Secret, Vec<CallId>),
    /// It is; opening the event channel, and asking once more when it stands.
    Link(Box<Online>),
}

/// An agent is logged in.
#[derive(Debug)]
pub(super) struct LoggedIn {
    pub(super) api: Api,
    /// To log in again when the HTTP session expires; a recovered session may have none.
    pub(super) credentials: Option<LoginRequest>,
    pub(super) online: Online,
    /// The server does not accept the password any more.
    pub(super) credentials_refused: bool,
    /// And whatever is asked is answered by 426.
    pub(super) is_refused: bool,
    /// There never was a password, so that none was refused.
    pub(super) is_without_password: bool,
    pub(super) silence: Silence,
    /// The server's account says that the agent is out, and why as far as it shows.
    pub(super) told_out: Option<SessionEnd>,
    /// When the agent was told to have logged in on another extension.
    pub(super) seen_elsewhere: Option<Duration>,
    pub(super) prefixes: Vec<String>,
    pub(super) pending_mode: PendingMode,
    pub(super) last_call_made: Option<Duration>,
    pub(super) answering: Answering,
    /// What is to be taken back after a consultation.
    pub(super) to_retrieve: Option<Retrieving>,
}

/// Who is logged in or about to be, and what requests are made with.
pub(super) struct Account<'a> {
    pub(super) api: &'a Api,
    pub(super) session_id: Option<&'a Secret>,
    pub(super) credentials: Option<&'a LoginRequest>,
}

impl Life {
    pub(super) fn phase(&self) -> SessionPhase {
        match self {
            Self::LoggedOut | Self::Parted(_) => SessionPhase::LoggedOut,
            Self::Watching(watching) if watching.opening.is_some() => SessionPhase::LoggingIn,
            Self::Watching(_) => SessionPhase::LoggedIn,
            Self::LoggingIn(..) => SessionPhase::LoggingIn,
            Self::Recovering(..) => SessionPhase::Recovering,
            Self::LoggedIn(_) => SessionPhase::LoggedIn,
            Self::Leaving(_) => SessionPhase::LoggingOut,
            Self::Closed => SessionPhase::Closed,
        }
    }

    /// Why no log-in can begin.
    pub(super) fn busy(&self) -> Refusal {
        match self {
            Self::LoggedOut | Self::Parted(_) => Refusal::NotLoggedIn,
            Self::LoggedIn(_) => Refusal::AlreadyLoggedIn,
            Self::Watching(_) => Refusal::Watching,
            Self::Closed => Refusal::Closed,
            Self::LoggingIn(..) | Self::Recovering(..) | Self::Leaving(_) => Refusal::Busy,
        }
    }

    /// The agent who is logged in.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn logged_in(&self) -> Result<&LoggedIn, Refusal> {
        match self {
            Self::LoggedIn(agent) => Ok(agent),
            life => Err(life.busy()),
        }
    }

    /// As [`Life::logged_in`], to be changed.
    pub(super) fn logged_in_now(&mut self) -> Result<&mut LoggedIn, Refusal> {
        match self {
            Self::LoggedIn(agent) => Ok(agent),
            life => Err(life.busy()),
        }
    }

    /// The agent who is logged in, or is leaving.
    pub(super) fn agent_mut(&mut self) -> Option<&mut LoggedIn> {
        match self {
            Self::LoggedIn(agent) | Self::Leaving(agent) => Some(agent),
            _ => None,
        }
    }

    pub(super) fn online(&self) -> Option<&Online> {
        match self {
            Self::LoggingIn(_, step) => step.online(),
            Self::Recovering(_, RecoveryStep::Link(online)) => Some(online),
            Self::LoggedIn(agent) | Self::Leaving(agent) => Some(&agent.online),
            Self::LoggedOut
            | Self::Parted(_)
            | Self::Watching(_)
            | Self::Closed
            | Self::Recovering(_, RecoveryStep::Check(_) | RecoveryStep::Calls(..)) => None,
        }
    }

    pub(super) fn online_mut(&mut self) -> Option<&mut Online> {
        match self {
            Self::LoggingIn(_, step) => step.online_mut(),
            Self::Recovering(_, RecoveryStep::Link(online)) => Some(online),
            Self::LoggedIn(agent) | Self::Leaving(agent) => Some(&mut agent.online),
            Self::LoggedOut
            | Self::Parted(_)
            | Self::Watching(_)
            | Self::Closed
            | Self::Recovering(_, RecoveryStep::Check(_) | RecoveryStep::Calls(..)) => None,
        }
    }

    /// Asks for the server's account.
    pub(super) fn ask(&mut self, cx: &mut Context) {
        match self {
            Self::Recovering(_, RecoveryStep::Check(_)) => {
                cx.submit(Intent::Account { generation: 0 }, Lane::Free)
            }
            Self::Recovering(recovery, RecoveryStep::Calls(_, open)) => *open = recovery.ask_about_calls(cx),
            life => {
                if let Some(online) = life.online_mut() {
                    online.ask(cx);
                }
            }
        }
    }

    /// Whatever event channel there is.
    pub(super) fn link(&self) -> Option<&Link> {
        match self {
            Self::Parted(online) => Some(online.link()),
            Self::Watching(watching) => watching.link(),
            life => life.online().map(Online::link),
        }
    }

    pub(super) fn link_mut(&mut self) -> Option<&mut Link> {
        match self {
            Self::Parted(online) => Some(online.link_mut()),
            Self::Watching(watching) => watching.link_mut(),
            life => life.online_mut().map(Online::link_mut),
        }
    }

    /// Whether nothing has been asked of the server yet that an event would confirm, so that without an event channel
    /// nothing comes of it all.
    pub(super) fn waits_for_link(&self) -> bool {
        match self {
            Self::LoggingIn(_, step) => match step {
                LoginStep::Link(_) | LoginStep::Ask(..) | LoginStep::Look(..) | LoginStep::Force(_) => true,
                LoginStep::Authenticate
                | LoginStep::Announce(_)
                | LoginStep::Request { .. }
                | LoginStep::Confirm(_) => false,
            },
            Self::Recovering(_, RecoveryStep::Link(_)) => true,
            Self::Watching(watching) => watching.opening.is_some(),
            _ => false,
        }
    }

    /// There is a gap: whatever is known may change unseen.
    pub(super) fn doubt(&mut self) {
        match self {
            Self::Watching(watching) => watching.doubt(),
            life => {
                if let Some(online) = life.online_mut() {
                    online.tracker.mark_unverified();
                }
            }
        }
    }

    /// The server does not accept the password any more. False where there is nothing that it would be needed for.
    pub(super) fn credentials_refused(&mut self) -> bool {
        let is_told = self.session_refused();
        match self {
            Self::Watching(watching) => watching.credentials = None,
            life => {
                if let Some(agent) = life.agent_mut() {
                    agent.credentials = None;
                }
            }
        }
        is_told
    }

    /// It accepts the password, or not, and no session. False where nobody is logged in, or watches.
    pub(super) fn session_refused(&mut self) -> bool {
        match self {
            Self::Watching(watching) => watching.credentials_refused = true,
            life => match life.agent_mut() {
                Some(agent) => (agent.credentials_refused, agent.is_refused) = (true, true),
                None => return false,
            },
        }
        true
    }

    /// It accepts the session. A password that it has refused is not taken for a good one by that.
    pub(super) fn session_accepted(&mut self) {
        match self {
            Self::Watching(watching) => watching.credentials_refused &= watching.credentials.is_none(),
            life => {
                if let Some(agent) = life.agent_mut() {
                    agent.is_refused = false;
                    let was_password = agent.credentials.is_none() && !agent.is_without_password;
                    agent.credentials_refused &= was_password;
                }
            }
        }
    }

    /// What requests are made with.
    pub(super) fn account(&self) -> Option<Account<'_>> {
        let (api, credentials, session_id) = match self {
            Self::LoggedOut | Self::Parted(_) | Self::Closed => return None,
            Self::Watching(watching) => {
                let credentials = watching.credentials.as_ref();
                (&watching.api, credentials, watching.session_id())
            }
            Self::LoggingIn(login, step) => (&login.api, Some(&login.request), step.session_id()),
            Self::Recovering(recovery, step) => {
                let session_id = match step {
                    RecoveryStep::Check(session_id) | RecoveryStep::Calls(session_id, _) => session_id,
                    RecoveryStep::Link(online) => &online.session_id,
                };
                (&recovery.api, recovery.credentials.as_ref(), Some(session_id))
            }
            Self::LoggedIn(agent) | Self::Leaving(agent) => (
                &agent.api,
                agent.credentials.as_ref(),
                Some(&agent.online.session_id),
            ),
        };
        Some(Account {
            api,
            session_id,
            credentials,
        })
    }
    /// The HTTP session has been renewed.
    pub(super) fn renewed(&mut self, session_id: Secret) {
        let old = match self {
            Self::LoggingIn(_, LoginStep::Announce(old))
            | Self::Recovering(_, RecoveryStep::Check(old) | RecoveryStep::Calls(old, _)) => Some(old),
            Self::Watching(watching) => watching.session_id_mut(),
            life => life.online_mut().map(|online| &mut online.session_id),
        };
        if let Some(old) = old {
            *old = session_id;
        }
    }
}

impl LoginStep {
    pub(super) fn online(&self) -> Option<&Online> {
        match self {
            Self::Authenticate | Self::Announce(_) => None,
            Self::Link(online)
            | Self::Request { online, .. }
            | Self::Ask(online, _)
            | Self::Look(online, _)
            | Self::Force(online)
            | Self::Confirm(online) => Some(online),
        }
    }

    pub(super) fn online_mut(&mut self) -> Option<&mut Online> {
        match self {
            Self::Authenticate | Self::Announce(_) => None,
            Self::Link(online)
            | Self::Request { online, .. }
            | Self::Ask(online, _)
            | Self::Look(online, _)
            | Self::Force(online)
            | Self::Confirm(online) => Some(online),
        }
    }

    pub(super) fn into_online(self) -> Option<Box<Online>> {
        match self {
            Self::Authenticate | Self::Announce(_) => None,
            Self::Link(online)
            | Self::Request { online, .. }
            | Self::Ask(online, _)
            | Self::Look(online, _)
            | Self::Force(online)
            | Self::Confirm(online) => Some(online),
        }
    }

    fn session_id(&self) -> Option<&Secret> {
        match self {
            Self::Announce(session_id) => Some(session_id),
            step => step.online().map(|online| &online.session_id),
        }
    }
}

impl RecoveryStep {
    pub(super) fn into_online(self) -> Option<Box<Online>> {
        match self {
            Self::Check(_) | Self::Calls(..) => None,
            Self::Link(online) => Some(online),
        }
    }
}
