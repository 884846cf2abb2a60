//! What can be done with the calls and the agent: the snapshot's `actions`, each allowed or with the reason why not, but for
//! what an agent does not do at a telephone.

use wellclient::{Action, AgentModeRequest, Command, Refusal, Verb};

use super::app::App;
use super::ask::Ask;
use super::offer::Offer;
use super::words::{self, Word};
use crate::said::Said;

/// How a button's verb begins.
pub(crate) enum Start {
    Command(Command),
    Ask(Box<Ask>),
}

/// A verb's key.
pub(crate) fn key(verb: Verb) -> Option<char> {
    Some(match verb {
        Verb::MakeCall => 'd',
        Verb::Logout => 'L',
        Verb::StartRecording => 's',
        Verb::StopRecording => 'S',
        Verb::Answer => 'a',
        Verb::Drop => 'x',
        Verb::Hold => 'h',
        Verb::Retrieve => 'u',
        Verb::SingleStepTransfer => 't',
        Verb::SingleStepConference => 'j',
        Verb::Consult => 'c',
        Verb::Conference => 'm',
        Verb::CancelConsult => 'b',
        Verb::Transfer => 'f',
        Verb::TransferWaitReturn => 'w',
        Verb::SingleTransferWaitReturn => 'v',
        Verb::SetCallData => 'e',
        Verb::GetCallData => 'g',
        Verb::AgentGreeting => 'p',
        _ => return None,
    })
}

/// The buttons for the calls and the agent: the chosen call's first, where there is one.
pub(crate) fn of_phone(app: &App) -> Vec<Offer> {
    let Some(snapshot) = &app.snapshot else {
        return Vec::new();
    };
    let call = app.calls.chosen();
    let of_call = call.iter().flat_map(|shown| &shown.call.actions);
    // Modes first, leaving last.
    let mut of_agent: Vec<&Action> = snapshot.actions.iter().collect();
    of_agent.sort_by_key(|action| match action.verb {
        Verb::SetAgentMode => 0,
        Verb::Logout => 2,
        _ => 1,
    });
    of_call
        .chain(of_agent)
        .flat_map(|action| of_action(action, app))
        .collect()
}

/// Whether it is for an agent at a telephone.
pub(crate) fn is_of_phone(verb: Verb) -> bool {
    verb == Verb::SetAgentMode || key(verb).is_some()
}

fn of_action(action: &Action, app: &App) -> Vec<Offer> {
    let language = app.language;
    let offer = |key, mode, label| Offer {
        key,
        verb: action.verb,
        mode,
        label,
        refusal: action.permission.as_ref().err().map(words::refused),
        under_way: app.is_under_way(action.verb),
    };
    if action.verb == Verb::SetAgentMode {
        let ready = words::mode(&wellclient::AgentMode::Ready, language);
        let not_ready = Word::NotReadyAsk.of(language);
        let labels = [
            (ready, 'r', AgentModeRequest::Ready),
            (not_ready, 'n', AgentModeRequest::NotReady),
        ];
        return labels
            .into_iter()
            .map(|(label, key, mode)| offer(key, Some(mode), label))
            .collect();
    }
    key(action.verb)
        .map(|key| offer(key, None, words::verb(action.verb, language)))
        .into_iter()
        .collect()
}

/// What a button of the phone does; its command, or what is to be asked before.
///
/// # Errors
/// A sentence that says what is missing.
pub(crate) fn start(offer: &Offer, app: &App) -> Result<Start, Said> {
    let missing = |why: Refusal| words::refused(&why);
    let call = app.calls.chosen().map(|shown| shown.call.call_id.clone());
    let prefixes = app
        .snapshot
        .as_ref()
        .map_or(&[][..], |snapshot| &snapshot.prefixes);
    let ask = |call| Ok(Start::Ask(Box::new(Ask::new(offer.verb, call, prefixes))));
    let command = match offer.verb {
        Verb::MakeCall => return ask(None),
        Verb::SetAgentMode if offer.mode == Some(AgentModeRequest::NotReady) => return ask(None),
        Verb::SetAgentMode => Command::SetAgentMode {
            mode: AgentModeRequest::Ready,
            reason: None,
        },
        Verb::Logout => Command::Logout,
        Verb::StartRecording => Command::StartRecording,
        Verb::StopRecording => Command::StopRecording,
        Verb::Conference | Verb::CancelConsult | Verb::Transfer | Verb::TransferWaitReturn => {
            let pair = app.calls.consultation();
            let (held, consulted) = pair.ok_or_else(|| missing(Refusal::NeedsConsultation))?;
            let (held, consulted) = (held.clone(), consulted.clone());
            match offer.verb {
                Verb::Conference => Command::Conference { held, consulted },
                Verb::CancelConsult => Command::CancelConsult { held, consulted },
                Verb::Transfer => Command::Transfer { held, consulted },
                _ => Command::TransferWaitReturn { held, consulted },
            }
        }
        verb => {
            let call = call.ok_or_else(|| missing(Refusal::NoCall))?;
            match verb {
                Verb::Answer => Command::Answer { call },
                Verb::Drop => Command::Drop { call: Some(call) },
                Verb::Hold => Command::Hold { call },
                Verb::Retrieve => Command::Retrieve { call },
                Verb::GetCallData => Command::GetCallData { call },
                _ => return ask(Some(call)),
            }
        }
    };
    Ok(Start::Command(command))
}
