//! What may be done now: each verb allowed, or why not.

use std::fmt;

use client::{Action as Core, Verb as CoreVerb};

use crate::reason::Reason;

macro_rules! verbs {
    ($($(#[$doc:meta])* $verb:ident,)+) => {
        /// A command, by its kind. Its text is the manual's name: `makeCall`.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
        #[uniffi::export(Display)]
        pub enum Verb {
            $($(#[$doc])* $verb,)+
        }

        impl Verb {
            fn of(core: CoreVerb) -> Option<Self> {
                match core {
                    $(CoreVerb::$verb => Some(Self::$verb),)+
                    _ => None,
                }
            }
        }

        impl From<Verb> for CoreVerb {
            fn from(verb: Verb) -> Self {
                match verb {
                    $(Verb::$verb => Self::$verb,)+
                }
            }
        }
    };
}

verbs! {
    /// `agentLogin` (manual 2.2).
    Login,
    /// `logout` (manual 2.3).
    Logout,
    /// `setAgentMode` (manual 2.4).
    SetAgentMode,
    /// `makeCall` (manual 2.5).
    MakeCall,
    /// `answerCall` (manual 2.6).
    Answer,
    /// `dropConnection` (manual 2.7).
    Drop,
    /// `holdCall` (manual 2.8).
    Hold,
    /// `retrieveCall` (manual 2.9).
    Retrieve,
    /// `singleStepTransfer` (manual 2.10).
    SingleStepTransfer,
    /// `singleStepConference` (manual 2.11).
    SingleStepConference,
    /// `consult` (manual 2.12).
    Consult,
    /// `conference` (manual 2.13).
    Conference,
    /// `cancelConsult` (manual 2.14).
    CancelConsult,
    /// `transferCall` (manual 2.15).
    Transfer,
    /// `transferWaitReturn` (4.x).
    TransferWaitReturn,
    /// `singleTransferWaitReturn` (4.x).
    SingleTransferWaitReturn,
    /// `setCallData` (manual 2.16).
    SetCallData,
    /// `getCallData` (manual 2.17).
    GetCallData,
    /// `forceDrop` (manual 4.1).
    ForceDrop,
    /// `forceJoin` (manual 4.2).
    ForceJoin,
    /// `forceTake` (manual 4.3).
    ForceTake,
    /// `forceListen` (manual 4.4).
    ForceListen,
    /// `forceReady` (manual 4.5).
    ForceReady,
    /// `forceNotReady` (manual 4.6).
    ForceNotReady,
    /// `forceLogout` (manual 4.7).
    ForceLogout,
    /// `superLogout`.
    SuperLogout,
    /// `releaseAllocatedAgent`.
    ReleaseAllocatedAgent,
    /// `agentGreeting` (4.x).
    AgentGreeting,
    /// `startRecording` (4.x).
    StartRecording,
    /// `stopRecording` (4.x).
    StopRecording,
    /// `getClientState` (4.x).
    GetClientState,
    /// `getMyPrefix` (4.x).
    GetMyPrefix,
    /// `uploadLog` (manual 8.11).
    UploadLog,
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&CoreVerb::from(*self), f)
    }
}

/// The verb of this name in the manual; none if there is no such verb.
#[uniffi::export]
pub fn verb_named(name: &str) -> Option<Verb> {
    Verb::of(name.parse().ok()?)
}

/// A verb, and whether it may be used now. Advice for a desktop's buttons: the server has the last word.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct Action {
    /// The verb.
    pub verb: Verb,
    /// Whether it is allowed.
    pub allowed: bool,
    /// Why not.
    pub reason: Option<Reason>,
}

pub(crate) fn actions(core: Vec<Core>) -> Vec<Action> {
    let action = |core: Core| {
        Some(Action {
            verb: Verb::of(core.verb)?,
            allowed: core.is_allowed(),
            reason: core.permission.err().map(Reason::from),
        })
    };
    core.into_iter().filter_map(action).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_is_there_by_its_name() {
        for verb in CoreVerb::ALL {
            let ours = verb_named(verb.name()).unwrap();
            assert_eq!(ours.to_string(), verb.name());
            assert_eq!(CoreVerb::from(ours), *verb);
        }
        assert_eq!(verb_named("heartbeat"), None);
    }
}
