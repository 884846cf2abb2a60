//! Commands: guarded, sent, and settled, each exactly once.

use std::time::Duration;

use super::login::Phase;
use super::pending::Pending;
use super::requests::{Lane, Purpose};
use super::{CommandError, LogKind, Outcome, Output, Session, Unknown};
use crate::actions::{logout_action, make_call_action};
use crate::command::{Command, LoginRequest, MakeCallOptions, Verb};
use crate::dial::{DialString, is_phone_number};
use crate::event::{Anomaly, AnomalyKind};
use crate::http::{HttpRequest, log_name};
use crate::id::{CallId, CommandId};
use crate::refusal::Refusal;
use crate::time::Now;

impl Session {
    /// Asks for something. Its [`Output::Settled`] comes exactly once, at the latest after [`super::Timing::command`]
    /// (for a log-in [`super::Timing::login`], with what the application takes to be asked).
    pub fn command(&mut self, now: Now, command: Command) -> CommandId {
        if self.config.journal {
            self.outputs
                .push_back(Output::Journal(crate::journal::command(now, &command)));
        }
        let now = self.tick(now);
        self.next_command += 1;
        let id = CommandId(self.next_command);
        self.log.record(
            now.wall,
            format!("{} {}", command.verb().name(), command.to_json()),
        );
        match command {
            Command::Login(request) => self.begin_login(now, id, request),
            command => {
                let verb = command.verb();
                if let Err(error) = self.send(now, id, command) {
                    self.refuse(now, id, verb.name(), error);
                }
            }
        }
        id
    }

    fn send(&mut self, now: Now, id: CommandId, command: Command) -> Result<(), CommandError> {
        let command = self.guard(now, command)?;
        let request = self.request_of(now, &command)?;
        let Some(identity) = &self.identity else {
            return Err(Refusal::NotLoggedIn.into());
        };
        let lane = lane_of(&command);
        let times = (self.config.timing.confirm, self.config.timing.command);
        let pending = Pending::new(
            id,
            &command,
            identity.model(),
            identity.own(),
            now.monotonic,
            times,
        );
        if command.verb() == Verb::MakeCall {
            self.last_call_made = Some(now.monotonic);
        }
        self.pending.push(pending);
        self.submit(Purpose::Command(id), request, lane);
        Ok(())
    }

    /// The guards of the manual's client: nothing is sent if one of them refuses.
    fn guard(&self, now: Now, command: Command) -> Result<Command, CommandError> {
        let identity = match (&self.phase, &self.identity) {
            (Phase::LoggedIn, Some(identity)) => identity,
            (Phase::Closed, _) => return Err(Refusal::Closed.into()),
            (Phase::LoggingIn(_) | Phase::Recovering(_) | Phase::LoggingOut(_), _) => {
                return Err(Refusal::Busy.into());
            }
            _ => return Err(Refusal::NotLoggedIn.into()),
        };
        match &command {
            Command::Logout => logout_action(identity.model())?,
            Command::MakeCall { number, options } => {
                make_call_action(identity.model())?;
                check_number(number, options)?;
                if number == identity.own().number() || number == identity.own().as_str() {
                    return Err(Refusal::OwnExtension.into());
                }
                self.check_pace(now.monotonic)?;
                // Which of two had made the call could not be told.
                if self.pending.iter().any(|pending| pending.verb == Verb::MakeCall) {
                    return Err(Refusal::CallUp.into());
                }
            }
            Command::Drop { call: None } => {
                return Ok(Command::Drop {
                    call: Some(self.only_call()?),
                });
            }
            _ => {}
        }
        Ok(command)
    }

    fn check_pace(&self, now: Duration) -> Result<(), Refusal> {
        let Some(last) = self.last_call_made else {
            return Ok(());
        };
        let next = last + self.config.timing.between_calls;
        if now < next {
            Err(Refusal::TooSoon { wait: next - now })
        } else {
            Ok(())
        }
    }

    fn only_call(&self) -> Result<CallId, Refusal> {
        let calls = self
            .identity
            .as_ref()
            .map(|identity| identity.model().calls())
            .unwrap_or_default();
        match calls {
            [] => Err(Refusal::NoCall),
            [call] => Ok(call.id.clone()),
            _ => Err(Refusal::SeveralCalls),
        }
    }

    fn request_of(&self, now: Now, command: &Command) -> Result<HttpRequest, CommandError> {
        let Some(identity) = &self.identity else {
            return Err(Refusal::NotLoggedIn.into());
        };
        if *command == Command::UploadLog {
            let agent = identity.api.agent();
            let name = log_name(agent.domain(), agent.job_number(), now.wall);
            return Ok(identity.api.upload_log(&name, self.log.text(now.wall))?);
        }
        Ok(identity.api.request(command)?)
    }

    /// Settles a command before anything was sent.
    pub(super) fn refuse(&mut self, now: Now, id: CommandId, what: &str, error: CommandError) {
        self.settle(now, id, what, now.monotonic, Outcome::Rejected(error));
    }

    /// Settles the pending commands whose outcome is known now.
    pub(super) fn settle_ready(&mut self, now: Now) {
        let Some(identity) = &self.identity else { return };
        let mut settled = Vec::new();
        self.pending.retain(
            |pending| match pending.outcome(identity.model(), identity.own()) {
                Some(outcome) => {
                    let mismatch = pending
                        .mismatch()
                        .map(|(replied, seen)| (replied.clone(), seen.clone()));
                    settled.push((pending.id, pending.verb, pending.issued, outcome, mismatch));
                    false
                }
                None => true,
            },
        );
        for (id, verb, issued, outcome, mismatch) in settled {
            if let Some((replied, seen)) = mismatch {
                let detail = format!("the reply to {verb} named the call {replied}, its events name {seen}");
                let kind = AnomalyKind::CallIdMismatch;
                self.anomaly(
                    now,
                    Anomaly {
                        kind,
                        call: Some(seen),
                        event: Default::default(),
                        detail,
                    },
                );
            }
            self.settle(now, id, verb.name(), issued, outcome);
        }
    }

    /// Ends a pending command that has failed.
    pub(super) fn fail_pending(&mut self, now: Now, id: CommandId, outcome: Outcome) {
        if let Some(index) = self.pending.iter().position(|pending| pending.id == id) {
            let pending = self.pending.remove(index);
            self.settle(now, id, pending.verb.name(), pending.issued, outcome);
        }
    }

    pub(super) fn pending_timeouts(&mut self, now: Now) {
        let at = now.monotonic;
        let mut check = false;
        for pending in &mut self.pending {
            if pending.check_at.is_some_and(|due| due <= at) {
                pending.check_at = None;
                check |= pending.is_answered();
            }
        }
        if check {
            self.ask_state();
        }
        let link_is_up = self
            .identity
            .as_ref()
            .is_some_and(|identity| identity.link.is_active());
        while let Some(index) = self.pending.iter().position(|pending| pending.deadline <= at) {
            let pending = self.pending.remove(index);
            if let Some(outcome) = self
                .identity
                .as_ref()
                .and_then(|identity| pending.last_outcome(identity.model(), identity.own()))
            {
                self.settle(now, pending.id, pending.verb.name(), pending.issued, outcome);
                continue;
            }
            let unknown = match pending.lost_reply() {
                _ if !link_is_up => Unknown::LinkLost,
                Some(message) => Unknown::NoReply(message.to_owned()),
                None if pending.is_answered() => Unknown::NotConfirmed,
                None => Unknown::NoReply("no reply in time".to_owned()),
            };
            self.settle(
                now,
                pending.id,
                pending.verb.name(),
                pending.issued,
                Outcome::Unknown(unknown),
            );
        }
    }

    pub(super) fn settle_all(&mut self, now: Now, unknown: Unknown) {
        for pending in std::mem::take(&mut self.pending) {
            // What was waited for may be the very thing that ends the session.
            let outcome = self
                .identity
                .as_ref()
                .and_then(|identity| pending.last_outcome(identity.model(), identity.own()))
                .unwrap_or_else(|| Outcome::Unknown(unknown.clone()));
            self.settle(now, pending.id, pending.verb.name(), pending.issued, outcome);
        }
    }

    pub(super) fn settle(&mut self, now: Now, id: CommandId, what: &str, issued: Duration, outcome: Outcome) {
        let good = matches!(outcome, Outcome::Confirmed(_) | Outcome::AlreadySo);
        self.metrics.settled(now.monotonic.saturating_sub(issued), good);
        let text = match &outcome {
            Outcome::Confirmed(_) => "confirmed".to_owned(),
            Outcome::AlreadySo => "already so".to_owned(),
            Outcome::Rejected(error) => format!("rejected: {error}"),
            Outcome::Unknown(unknown) => format!("unknown: {unknown}"),
        };
        let line = format!("{what} #{}: {text}", id.0);
        if good {
            self.say(now, LogKind::Log, line)
        } else {
            self.complain(now, line)
        }
        self.outputs.push_back(Output::Settled { id, outcome });
    }
}

/// Digits, or a dial string; the prefix counts.
fn check_number(number: &str, options: &MakeCallOptions) -> Result<(), Refusal> {
    let prefix = options.prefix.as_deref().unwrap_or_default();
    let good = (is_phone_number(number) || DialString::parse(number).is_ok())
        && (prefix.is_empty() || is_phone_number(prefix));
    if good { Ok(()) } else { Err(Refusal::BadNumber) }
}

/// Requests about one call, and about the agent's state, keep their order; others need not wait for them.
fn lane_of(command: &Command) -> Lane {
    match command {
        Command::Answer { call }
        | Command::Drop { call: Some(call) }
        | Command::Hold { call }
        | Command::Retrieve { call }
        | Command::SingleStepTransfer { call, .. }
        | Command::SingleStepConference { call, .. }
        | Command::Consult { call, .. }
        | Command::SingleTransferWaitReturn { call, .. }
        | Command::SetCallData { call, .. }
        | Command::GetCallData { call }
        | Command::Conference { held: call, .. }
        | Command::CancelConsult { held: call, .. }
        | Command::Transfer { held: call, .. }
        | Command::TransferWaitReturn { held: call, .. } => Lane::Call(call.clone()),
        Command::Logout
        | Command::SetAgentMode { .. }
        | Command::MakeCall { .. }
        | Command::StartRecording
        | Command::StopRecording => Lane::Agent,
        _ => Lane::Free,
    }
}

impl Session {
    /// A log-in, for short.
    pub fn login(&mut self, now: Now, request: LoginRequest) -> CommandId {
        self.command(now, Command::Login(request))
    }
}
