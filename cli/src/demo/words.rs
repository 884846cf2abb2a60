//! Commands in few words, for the chapters.

use wellclient::{AgentModeRequest, CallId, Command, MakeCallOptions};

pub(super) fn ready() -> Command {
    Command::SetAgentMode {
        mode: AgentModeRequest::Ready,
        reason: None,
    }
}

pub(super) fn make_call(number: &str) -> Command {
    Command::MakeCall {
        number: number.to_owned(),
        options: MakeCallOptions::default(),
    }
}

pub(super) fn hold(call: &CallId) -> Command {
    Command::Hold { call: call.clone() }
}

pub(super) fn retrieve(call: &CallId) -> Command {
    Command::Retrieve { call: call.clone() }
}

pub(super) fn consult(call: &CallId, number: &str) -> Command {
    Command::Consult {
        call: call.clone(),
        number: number.to_owned(),
    }
}

pub(super) fn transfer(held: &CallId, consulted: &CallId) -> Command {
    Command::Transfer {
        held: held.clone(),
        consulted: consulted.clone(),
    }
}

/// Hands the held call on, to have it back when the others are done.
pub(super) fn lend(held: &CallId, consulted: &CallId) -> Command {
    Command::TransferWaitReturn {
        held: held.clone(),
        consulted: consulted.clone(),
    }
}

pub(super) fn confer(held: &CallId, consulted: &CallId) -> Command {
    Command::Conference {
        held: held.clone(),
        consulted: consulted.clone(),
    }
}

pub(super) fn leave(call: &CallId) -> Command {
    Command::Drop {
        call: Some(call.clone()),
    }
}

/// Leaves the only call there is.
pub(super) fn hang_up() -> Command {
    Command::Drop { call: None }
}
