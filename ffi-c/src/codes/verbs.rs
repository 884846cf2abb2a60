//! The verbs.

use client::Verb;

use crate::numbers::VerbIn;

use well_verb_t::*;

/// The verbs, by the manual's method names.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_verb_t {
    /// `agentLogin`.
    WELL_VERB_LOGIN = 1,
    /// `logout`.
    WELL_VERB_LOGOUT = 2,
    /// `setAgentMode`.
    WELL_VERB_SET_AGENT_MODE = 3,
    /// `makeCall`.
    WELL_VERB_MAKE_CALL = 4,
    /// `answerCall`.
    WELL_VERB_ANSWER = 5,
    /// `dropConnection`.
    WELL_VERB_DROP = 6,
    /// `holdCall`.
    WELL_VERB_HOLD = 7,
    /// `retrieveCall`.
    WELL_VERB_RETRIEVE = 8,
    /// `singleStepTransfer`.
    WELL_VERB_SINGLE_STEP_TRANSFER = 9,
    /// `singleStepConference`.
    WELL_VERB_SINGLE_STEP_CONFERENCE = 10,
    /// `consult`.
    WELL_VERB_CONSULT = 11,
    /// `conference`.
    WELL_VERB_CONFERENCE = 12,
    /// `cancelConsult`.
    WELL_VERB_CANCEL_CONSULT = 13,
    /// `transferCall`.
    WELL_VERB_TRANSFER = 14,
    /// `transferWaitReturn`.
    WELL_VERB_TRANSFER_WAIT_RETURN = 15,
    /// `singleTransferWaitReturn`.
    WELL_VERB_SINGLE_TRANSFER_WAIT_RETURN = 16,
    /// `setCallData`.
    WELL_VERB_SET_CALL_DATA = 30,
    /// `getCallData`.
    WELL_VERB_GET_CALL_DATA = 31,
    /// `forceDrop`.
    WELL_VERB_FORCE_DROP = 40,
    /// `forceJoin`.
    WELL_VERB_FORCE_JOIN = 41,
    /// `forceTake`.
    WELL_VERB_FORCE_TAKE = 42,
    /// `forceListen`.
    WELL_VERB_FORCE_LISTEN = 43,
    /// `forceReady`.
    WELL_VERB_FORCE_READY = 44,
    /// `forceNotReady`.
    WELL_VERB_FORCE_NOT_READY = 45,
    /// `forceLogout`.
    WELL_VERB_FORCE_LOGOUT = 46,
    /// `superLogout`.
    WELL_VERB_SUPER_LOGOUT = 47,
    /// `releaseAllocatedAgent`.
    WELL_VERB_RELEASE_ALLOCATED_AGENT = 48,
    /// `agentGreeting`.
    WELL_VERB_AGENT_GREETING = 60,
    /// `startRecording`.
    WELL_VERB_START_RECORDING = 61,
    /// `stopRecording`.
    WELL_VERB_STOP_RECORDING = 62,
    /// `getClientState`.
    WELL_VERB_GET_CLIENT_STATE = 63,
    /// `getMyPrefix`.
    WELL_VERB_GET_MY_PREFIX = 64,
    /// `uploadLog`.
    WELL_VERB_UPLOAD_LOG = 65,
}

/// Each verb with its number.
const VERBS: &[(Verb, well_verb_t)] = &[
    (Verb::Login, WELL_VERB_LOGIN),
    (Verb::Logout, WELL_VERB_LOGOUT),
    (Verb::SetAgentMode, WELL_VERB_SET_AGENT_MODE),
    (Verb::MakeCall, WELL_VERB_MAKE_CALL),
    (Verb::Answer, WELL_VERB_ANSWER),
    (Verb::Drop, WELL_VERB_DROP),
    (Verb::Hold, WELL_VERB_HOLD),
    (Verb::Retrieve, WELL_VERB_RETRIEVE),
    (Verb::SingleStepTransfer, WELL_VERB_SINGLE_STEP_TRANSFER),
    (Verb::SingleStepConference, WELL_VERB_SINGLE_STEP_CONFERENCE),
    (Verb::Consult, WELL_VERB_CONSULT),
    (Verb::Conference, WELL_VERB_CONFERENCE),
    (Verb::CancelConsult, WELL_VERB_CANCEL_CONSULT),
    (Verb::Transfer, WELL_VERB_TRANSFER),
    (Verb::TransferWaitReturn, WELL_VERB_TRANSFER_WAIT_RETURN),
    (
        Verb::SingleTransferWaitReturn,
        WELL_VERB_SINGLE_TRANSFER_WAIT_RETURN,
    ),
    (Verb::SetCallData, WELL_VERB_SET_CALL_DATA),
    (Verb::GetCallData, WELL_VERB_GET_CALL_DATA),
    (Verb::ForceDrop, WELL_VERB_FORCE_DROP),
    (Verb::ForceJoin, WELL_VERB_FORCE_JOIN),
    (Verb::ForceTake, WELL_VERB_FORCE_TAKE),
    (Verb::ForceListen, WELL_VERB_FORCE_LISTEN),
    (Verb::ForceReady, WELL_VERB_FORCE_READY),
    (Verb::ForceNotReady, WELL_VERB_FORCE_NOT_READY),
    (Verb::ForceLogout, WELL_VERB_FORCE_LOGOUT),
    (Verb::SuperLogout, WELL_VERB_SUPER_LOGOUT),
    (Verb::ReleaseAllocatedAgent, WELL_VERB_RELEASE_ALLOCATED_AGENT),
    (Verb::AgentGreeting, WELL_VERB_AGENT_GREETING),
    (Verb::StartRecording, WELL_VERB_START_RECORDING),
    (Verb::StopRecording, WELL_VERB_STOP_RECORDING),
    (Verb::GetClientState, WELL_VERB_GET_CLIENT_STATE),
    (Verb::GetMyPrefix, WELL_VERB_GET_MY_PREFIX),
    (Verb::UploadLog, WELL_VERB_UPLOAD_LOG),
];

impl well_verb_t {
    pub(crate) fn read(number: VerbIn) -> Option<Verb> {
        let found = VERBS.iter().find(|(_, known)| *known as i32 == number);
        found.map(|(verb, _)| *verb)
    }

    pub(crate) fn of(verb: Verb) -> Option<Self> {
        let found = VERBS.iter().find(|(known, _)| *known == verb);
        found.map(|(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_has_its_number() {
        for verb in Verb::ALL {
            let number = well_verb_t::of(*verb).unwrap();
            assert_eq!(well_verb_t::read(number as i32), Some(*verb));
        }
    }
}
