//! The replies to commands: what the server has accepted, refused, or may have done.

use std::time::Duration;

use super::Session;
use super::life::Step;
use super::needs::ReplyKind;
use super::outcome::{CommandError, Outcome, Reply, Unknown};
use super::pending::LATE;
use super::replies::Ended;
use super::timers::Timer;
use crate::actions::CALL_VERBS;
use crate::command::{Command, Verb};
use crate::event::{AgentMode, Derived, ModelCorrected};
use crate::http::Reason;
use crate::http::reply::{self, ClientState, ReplyError};
use crate::id::{CallId, CommandId};
use crate::time::Now;

impl Session {
    /// What a call's data is by the reply to a question, or after it was set.
    pub(super) fn note_data(&mut self, now: Now, asked: Duration, command: &Command, ended: &Ended) {
        let Ended::Success(body) = ended else { return };
        match command {
            _ if reply::is_page(body) => {}
            Command::GetCallData { call } => {
                let data = reply::call_data(body).map(|data| data.to_object());
                self.known(asked, call, data.ok().as_deref());
            }
            Command::SetCallData { call, entries } => {
                let entries = entries.iter();
                let entries = entries.map(|entry| (entry.key.clone(), entry.value.clone().into()));
                let data = serde_json::Value::Object(entries.collect());
                self.known(asked, call, Some(&data.to_string()));
                // Others may have set something too.
                if let Some(agent) = self.life.agent_mut() {
                    agent.online.tracker.note_set_data(now.monotonic, call);
                }
                self.ask_about_calls();
            }
            _ => {}
        }
    }

    /// A supervisor can ask for a mode of the own agent, too: whether it waits for the end of a call, no account shows.
    pub(super) fn note_forced_mode(&mut self, now: Now, command: &Command, ended: &Ended) {
        let (Command::ForceReady { agent, .. } | Command::ForceNotReady { agent, .. }) = command else {
            return;
        };
        let is_refused = matches!(ended, Ended::Refused(why) if !why.may_be_done());
        if let Some(own) = self.life.agent_mut()
            && own.online.tracker.perspective().agent == *agent
            && !is_refused
        {
            own.pending_mode.doubt(now.monotonic);
        }
    }

    pub(super) fn command_ended(&mut self, now: Now, id: CommandId, ended: Ended) {
        let Some(pending) = self.cx.commands.get_mut(id) else {
            return;
        };
        let (verb, calls) = (pending.verb, pending.calls());
        match ended {
            Ended::Success(body) => match read_reply(pending.reply, &body) {
                Ok(reply) => self.command_accepted(now, id, reply),
                Err(error) => self.end(now, id, Outcome::Rejected(CommandError::BadReply(error))),
            },
            Ended::Refused(why) if verb == Verb::Logout && why.reason == Reason::AlreadyLoggedOut => {
                self.end(now, id, Outcome::AlreadySo);
                self.step(now, Step::LoggedOff);
            }
            // It was so by another's doing, and the call has changed again since.
            Ended::Refused(why) if pending.has_been_so() && matches!(why.status, Some(404 | 409)) => {
                self.end(now, id, Outcome::AlreadySo);
            }
            // The call has ended before it got there: for a drop that is what was asked for.
            Ended::Refused(why) if pending.is_over() && matches!(why.status, Some(404 | 409)) => {
                let outcome = pending.not_done();
                self.end(now, id, outcome.unwrap_or(Outcome::Rejected(why.into())));
            }
            Ended::Refused(why) if pending.has_come_about() && matches!(why.status, Some(404 | 409)) => {
                self.end(now, id, Outcome::AlreadySo);
            }
            Ended::Refused(why) if pending.is_query() && !asks(verb) && why.may_be_done() => {
                self.end(now, id, Outcome::Unknown(Unknown::NoReply(why.to_string())));
            }
            // It may have been carried out all the same: an event of it would come soon.
            Ended::Refused(why) if !pending.is_query() && why.may_be_done() => {
                let gap = pending.has_gap();
                let is_about_mode = pending.reply == ReplyKind::PendingMode;
                pending.perhaps_refused(now.monotonic, why);
                if let Some(agent) = self.life.agent_mut().filter(|_| is_about_mode) {
                    agent.pending_mode.doubt(now.monotonic);
                }
                if !gap {
                    self.cx.timers.arm_by(Timer::Deadline(id), now.monotonic + LATE);
                }
                let soon = now.monotonic + self.cx.config.timing.doubt;
                self.cx.timers.arm(Timer::Check(id), soon);
                if let Some(link) = self.life.link_mut() {
                    link.probe();
                }
                self.settle_ready(now);
                self.ask_for_unseen(id);
            }
            Ended::Refused(rejection) => {
                // The server does not know the call, or not in this state: which is it in?
                let not_so = rejection.status == Some(409);
                let status = rejection.status.filter(|_| not_so || rejection.is_not_found());
                self.end(now, id, Outcome::Rejected(CommandError::Rejected(rejection)));
                if let Some(status) = status.filter(|_| CALL_VERBS.contains(&verb)) {
                    self.refused_about(now, &calls, verb, status);
                }
            }
            Ended::Lost(error) if error.never_sent => {
                let error = CommandError::Unreachable(error.into());
                self.end(now, id, Outcome::Rejected(error));
            }
            Ended::Lost(error) if pending.is_query() => {
                self.end(now, id, Outcome::Unknown(Unknown::NoReply(error.message)));
            }
            Ended::Lost(error) => {
                pending.lost(error.message);
                let is_about_mode = pending.reply == ReplyKind::PendingMode;
                // Its event may be on its way; the server's account would overtake it.
                let soon = now.monotonic + self.cx.config.timing.doubt;
                self.cx.timers.arm(Timer::Check(id), soon);
                // A mode may have been noted for the end of the call.
                if let Some(agent) = self.life.agent_mut().filter(|_| is_about_mode) {
                    agent.pending_mode.doubt(now.monotonic);
                }
                self.settle_ready(now);
                self.ask_for_unseen(id);
            }
        }
    }

    fn command_accepted(&mut self, now: Now, id: CommandId, reply: Reply) {
        let pending = self.cx.commands.get(id);
        let issued = pending.map_or(now.monotonic, |pending| pending.issued);
        let is_about_mode = pending.is_some_and(|pending| pending.reply == ReplyKind::PendingMode);
        if let Some(agent) = self.life.agent_mut() {
            match &reply {
                // The call may have ended meanwhile, and the mode come; another call may be up by now.
                Reply::PendingMode(mode) => {
                    let model = agent.online.model();
                    let known = model.agent();
                    let lately = known.since.is_some_and(|since| since.monotonic >= issued);
                    let may_have_come = known.mode.as_str() == mode && lately;
                    let waits = !model.calls().is_empty() || known.mode == AgentMode::Allocated;
                    let noted = Some(mode.clone()).filter(|_| waits || !may_have_come);
                    agent.pending_mode.is(now.monotonic, noted);
                    // Without anything to wait for, that was missed.
                    if waits == may_have_come {
                        agent.pending_mode.doubt(now.monotonic);
                    }
                }
                Reply::None if is_about_mode => agent.pending_mode.has_come(),
                Reply::Prefixes(prefixes) => agent.prefixes = prefixes.clone(),
                _ => {}
            }
        }
        if let Reply::Call(call) = &reply {
            self.cx.commands.name(id, call);
            self.is_made_here(call);
        }
        if let Some(online) = self.life.online() {
            let own = online.tracker.perspective();
            self.cx.commands.accepted(id, reply, online.model(), own);
            // After a reply that was slow, the server is to be asked only later.
            let check = Timer::Check(id);
            if self.cx.timers.at(check).is_none() {
                self.cx
                    .timers
                    .arm(check, now.monotonic + self.cx.config.timing.confirm);
            }
        }
        let own = self.life.online().map(|online| online.tracker.perspective());
        let pending = self.cx.commands.get(id);
        if own
            .zip(pending)
            .is_some_and(|(own, pending)| pending.has_ended_unseen(own))
        {
            self.cx.timers.arm_by(Timer::Deadline(id), now.monotonic + LATE);
        }
        self.settle_ready(now);
        self.ask_for_unseen(id);
    }

    /// The reply names the call that a command has made: what was told of it before is seen anew.
    fn is_made_here(&mut self, call: &CallId) {
        if let Some(online) = self.life.online_mut()
            && online.tracker.is_made_here(call)
        {
            let calls = vec![call.clone()];
            self.cx.report(Derived::ModelCorrected(ModelCorrected { calls }));
        }
    }

    /// While the event channel is down no event will come: asks what has become of a command.
    fn ask_for_unseen(&mut self, id: CommandId) {
        let open = self.cx.commands.get(id).is_some();
        let is_down = self
            .life
            .online()
            .is_some_and(|online| !online.link().is_active());
        if open && is_down {
            self.ask_account();
        }
    }
}

/// Whether a verb changes nothing at the server.
fn asks(verb: Verb) -> bool {
    use Verb::{GetCallData, GetClientState, GetMyPrefix, UploadLog};
    matches!(verb, GetCallData | GetClientState | GetMyPrefix | UploadLog)
}

fn read_reply(kind: ReplyKind, body: &[u8]) -> Result<Reply, ReplyError> {
    if reply::is_page(body) {
        return Err(ReplyError::Html);
    }
    Ok(match kind {
        ReplyKind::Nothing => Reply::None,
        ReplyKind::Call => reply::made_call(body).map_or(Reply::None, Reply::Call),
        ReplyKind::PendingMode => reply::pending_mode(body).map_or(Reply::None, Reply::PendingMode),
        ReplyKind::CallData => Reply::CallData(reply::call_data(body)?),
        ReplyKind::ClientState => Reply::ClientState(Box::new(ClientState::from_reply(body)?)),
        ReplyKind::Prefixes => Reply::Prefixes(reply::prefixes(body)?),
    })
}
