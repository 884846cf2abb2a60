//! Commands: guarded, sent, looked into, and ended, each exactly once.

use std::time::Duration;

use super::Session;
use super::context::Context;
use super::life::Step;
use super::needs::{Guard, Needs, ReplyKind};
use super::outcome::{CommandError, Outcome, Unknown};
use super::pending::Pending;
use super::requests::Intent;
use super::state::LoggedIn;
use super::timers::Timer;
use crate::actions::{logout_action, make_call_action};
use crate::command::{Command, Verb};
use crate::dial::is_phone_number;
use crate::event::{Anomaly, AnomalyKind};
use crate::id::{CallId, CommandId};
use crate::model::Model;
use crate::refusal::Refusal;
use crate::time::Now;

impl Session {
    /// Takes a command in.
    pub(super) fn give(&mut self, now: Now, id: CommandId, command: Command) {
        if !self.is_new(now, id) {
            return;
        }
        let verb = command.verb();
        self.cx
            .log
            .record(now.wall, format!("{} {}", verb.name(), command.to_json()));
        if let Command::Login(request) = command {
            return self.step(now, Step::Login(id, request));
        }
        let Some(command) = self.hold_for_login(now, id, command) else {
            return;
        };
        if let Err(error) = self.send(now, now.monotonic, id, command) {
            self.cx.refuse(now, id, verb.name(), error);
        }
    }

    /// The guards of the manual's client come first: nothing is sent if one of them refuses. It was given at `issued`.
    pub(super) fn send(
        &mut self,
        now: Now,
        issued: Duration,
        id: CommandId,
        command: Command,
    ) -> Result<(), CommandError> {
        let agent = self.life.logged_in_now()?;
        if self.cx.commands.is_full() {
            return Err(Refusal::TooManyCommands.into());
        }
        let (model, own) = (agent.online.model(), agent.online.own());
        let command = present(with_its_call(command, model)?, model);
        let Some(needs) = Needs::of(&command, model, own) else {
            return Err(Refusal::Busy.into());
        };
        match needs.guard {
            Guard::LoggedIn => {}
            Guard::Idle => {
                logout_action(model)?;
                self.cx.one_at_a_time()?;
            }
            Guard::Dialling => {
                make_call_action(model)?;
                check_dialling(&command, agent)?;
                check_pace(now.monotonic, agent, self.cx.config.timing.between_calls)?;
                self.cx.one_at_a_time()?;
            }
        }
        if self.cx.config.phone_numbers_only && !dials_a_phone_number(&command) {
            return Err(Refusal::BadNumber.into());
        }
        // What cannot be sent is said now. The request itself is made when it leaves.
        if command != Command::UploadLog {
            agent.api.request(&command)?;
        }
        let lane = needs.lane.clone();
        let mut pending = Pending::new(id, &command, needs, &agent.online.tracker, issued);
        if !agent.online.link().is_active() {
            pending.gap();
        }
        let timing = &self.cx.config.timing;
        self.cx.timers.arm(Timer::Deadline(id), issued + timing.command);
        if !pending.is_query() {
            self.cx
                .timers
                .arm(Timer::Check(id), now.monotonic + timing.confirm);
        }
        if let Command::MakeCall { .. } = &command {
            agent.last_call_made = Some(now.monotonic);
        }
        self.cx.commands.add(pending);
        self.cx.submit(Intent::Command(id, command), lane);
        Ok(())
    }

    /// The guards of `logout`.
    pub(super) fn may_leave(&self, agent: &LoggedIn) -> Result<(), Refusal> {
        logout_action(agent.online.model())?;
        self.cx.one_at_a_time()
    }

    /// The guards of `makeCall`, but for the number.
    pub(super) fn may_dial(&self, now: Now, agent: &LoggedIn) -> Result<(), Refusal> {
        make_call_action(agent.online.model())?;
        check_pace(now.monotonic, agent, self.cx.config.timing.between_calls)?;
        self.cx.one_at_a_time()
    }

    /// What was allowed when it was asked for may not be so any more when its request's turn comes.
    pub(super) fn still_may(&self, command: &Command) -> Result<(), Refusal> {
        match (command, self.life.logged_in()) {
            (Command::MakeCall { .. }, Ok(agent)) => make_call_action(agent.online.model()),
            _ => Ok(()),
        }
    }

    /// A command's request leaves: what comes of it from now on is what the model could not make out by itself. What came
    /// while it waited for its turn was of something else.
    pub(super) fn leaves(&mut self, now: Now, id: CommandId, command: &Command) {
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let tracker = &mut agent.online.tracker;
        match command {
            Command::Logout => tracker.will_log_off(),
            Command::ForceListen { call, device } if device == agent.api.device() => {
                tracker.will_listen(id, call);
            }
            Command::TransferWaitReturn { held, consulted } => {
                tracker.will_wait(id, now.monotonic, held, Some(consulted));
            }
            Command::SingleTransferWaitReturn { call, .. } => {
                tracker.will_wait(id, now.monotonic, call, None);
            }
            Command::Transfer { held: call, .. } | Command::SingleStepTransfer { call, .. } => {
                tracker.will_hand_over(id, call);
            }
            _ => {}
        }
    }

    /// Settles the commands whose outcome is known now.
    pub(super) fn settle_ready(&mut self, now: Now) {
        if !self.cx.commands.any(|_| true) {
            return;
        }
        let Some(online) = self.life.online() else { return };
        let own = online.tracker.perspective().clone();
        let settled = self.cx.commands.take_settled(online.model(), &own);
        for (pending, outcome) in settled {
            if let Some((replied, seen)) = pending.mismatch(&own) {
                let verb = pending.verb;
                let detail = format!("the reply to {verb} named the call {replied}, its events name {seen}");
                let anomaly = Anomaly {
                    kind: AnomalyKind::CallIdMismatch,
                    call_id: Some(seen.clone()),
                    event: Default::default(),
                    detail,
                };
                self.cx.anomaly(now, anomaly);
            }
            self.learn(&pending, &outcome);
            self.cx
                .settle(now, pending.id, pending.verb.name(), pending.issued, outcome);
        }
    }

    /// A server that accepts a recording command and tells nothing says that it was so: that is known from now on.
    fn learn(&mut self, pending: &Pending, outcome: &Outcome) {
        let is_last = !self.cx.commands.any(|other| other.recording().is_some());
        let was_so = *outcome == Outcome::AlreadySo && pending.is_accepted() && is_last;
        let recording = pending.recording().filter(|_| was_so && pending.holds_still());
        if let (Some((call, on)), Some(agent)) = (recording, self.life.agent_mut()) {
            agent.online.tracker.note_recording(&call, on);
        }
    }

    /// Ends a command, if it is not settled.
    pub(super) fn end(&mut self, now: Now, id: CommandId, outcome: Outcome) {
        if let Some(pending) = self.cx.commands.remove(id) {
            if matches!(outcome, Outcome::Confirmed(_)) {
                self.cx.commands.confirmed(id);
            }
            if let (Outcome::Rejected(_) | Outcome::Unknown(_), Some(agent)) =
                (&outcome, self.life.agent_mut())
            {
                let tracker = &mut agent.online.tracker;
                match pending.verb {
                    Verb::ForceListen if may_be_done(&outcome) => tracker.may_listen(id),
                    Verb::ForceListen => tracker.will_not_listen(id),
                    Verb::TransferWaitReturn | Verb::SingleTransferWaitReturn => tracker.will_not_wait(id),
                    Verb::Transfer | Verb::SingleStepTransfer => tracker.will_not_hand_over(id),
                    _ => {}
                }
            }
            let is_open = matches!(outcome, Outcome::Unknown(_)) && !pending.is_accepted();
            self.learn(&pending, &outcome);
            self.cx
                .settle(now, id, pending.verb.name(), pending.issued, outcome);
            if is_open {
                self.doubt_what_it_changes(now, &pending);
            }
            if pending.verb == Verb::ForceListen {
                self.answer_what_rings(now);
            }
        }
    }

    /// Nobody knows whether a command was carried out: what it would have changed, and no event tells, is in doubt.
    fn doubt_what_it_changes(&mut self, now: Now, pending: &Pending) {
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        if pending.reply == ReplyKind::PendingMode {
            agent.pending_mode.doubt(now.monotonic);
        }
        if pending.verb == Verb::SetCallData {
            let calls = pending.calls();
            calls
                .iter()
                .for_each(|call| agent.online.tracker.note_set_data(now.monotonic, call));
            self.ask_about_calls();
        }
    }

    /// The event that confirms a command has not come in time.
    pub(super) fn check(&mut self, id: CommandId) {
        if let Some(pending) = self.cx.commands.get_mut(id) {
            pending.is_overdue();
        }
        let answered = self.cx.commands.get(id).is_some_and(Pending::is_answered);
        if let Some(online) = self.life.online_mut().filter(|_| answered) {
            online.ask(&mut self.cx);
        }
    }

    /// A command's time is over.
    pub(super) fn expire(&mut self, now: Now, id: CommandId) {
        if let (Some(pending), Some(online)) = (self.cx.commands.get_mut(id), self.life.online()) {
            pending.is_past(online.model(), online.belief.unavailable);
        }
        let Some(pending) = self.cx.commands.get(id) else {
            return;
        };
        let online = self.life.online();
        let seen = online.and_then(|online| {
            let untold = || pending.was_so_untold(online.model(), online.link().heard());
            online.last_outcome(pending).or_else(untold)
        });
        let link_is_up = online.is_some_and(|online| online.link().is_active());
        let outcome = match (seen, pending.lost_reply()) {
            (Some(outcome), _) => outcome,
            (None, _) if self.cx.requests.is_unsent(id) => {
                let why = "requests before it have not been answered, so it was not sent".to_owned();
                Outcome::Rejected(CommandError::Unreachable(why.into()))
            }
            _ if !link_is_up => Outcome::Unknown(Unknown::LinkLost),
            (None, Some(message)) => Outcome::Unknown(Unknown::NoReply(message)),
            (None, None) if pending.is_answered() => Outcome::Unknown(Unknown::NotConfirmed),
            (None, None) => Outcome::Unknown(Unknown::NoReply("no reply in time".to_owned())),
        };
        self.end(now, id, outcome);
    }
}

impl Context {
    /// Which of two had made the call could not be told; and one that is being made is up.
    fn one_at_a_time(&self) -> Result<(), Refusal> {
        match self.commands.any(|pending| pending.verb == Verb::MakeCall) {
            true => Err(Refusal::CallUp),
            false => Ok(()),
        }
    }
}

/// Whether the server may have carried out what has ended so.
fn may_be_done(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Rejected(CommandError::Rejected(why)) => why.may_be_done(),
        Outcome::Rejected(_) => false,
        Outcome::Confirmed(_) | Outcome::AlreadySo | Outcome::Unknown(_) => true,
    }
}

/// A call that has another id since is meant by its former ones too.
pub(super) fn present(command: Command, model: &Model) -> Command {
    command.about(|call| model.call(call).map(|call| call.id.clone()))
}

/// `dropConnection` without a call, or with an empty id, is about the only one there is.
fn with_its_call(command: Command, model: &Model) -> Result<Command, Refusal> {
    let names_one = |call: &Option<CallId>| call.as_ref().is_some_and(|call| !call.as_str().is_empty());
    match (&command, model.calls()) {
        (Command::Drop { call }, _) if names_one(call) => Ok(command),
        (Command::Drop { .. }, []) => Err(Refusal::NoCall),
        (Command::Drop { .. }, [call]) => Ok(Command::Drop {
            call: Some(call.id.clone()),
        }),
        (Command::Drop { .. }, _) => Err(Refusal::SeveralCalls),
        _ => Ok(command),
    }
}

fn check_dialling(command: &Command, agent: &LoggedIn) -> Result<(), Refusal> {
    let Command::MakeCall { number, .. } = command else {
        return Ok(());
    };
    if number.is_empty() {
        return Err(Refusal::BadNumber);
    }
    let own = agent.api.device();
    let is_own = |text: &str| text == own.number() || text == own.as_str();
    if is_own(number) || command.dialled().is_some_and(|text| is_own(&text)) {
        return Err(Refusal::OwnExtension);
    }
    Ok(())
}

/// Whether it dials nothing else: a prefix of digits, and with it a number of the manual's form.
fn dials_a_phone_number(command: &Command) -> bool {
    let prefix = match command {
        Command::MakeCall { options, .. } => options.prefix.as_deref().unwrap_or_default(),
        _ => "",
    };
    prefix.bytes().all(|octet| octet.is_ascii_digit())
        && command.dialled().is_none_or(|text| is_phone_number(&text))
}

fn check_pace(now: Duration, agent: &LoggedIn, between_calls: Duration) -> Result<(), Refusal> {
    let next = agent.last_call_made.map(|last| last + between_calls);
    match next {
        Some(next) if now < next => Err(Refusal::TooSoon { wait: next - now }),
        _ => Ok(()),
    }
}
