//! Events: their kinds and their fields.

use client::core::event::{EventKind, Field, FieldType};

use crate::numbers::FieldIn;

use well_event_kind_t::*;
use well_field_t::*;

/// What kind of event it is.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_event_kind_t {
    /// A name that this version does not know: see `well_event_name` and `well_event_raw`.
    WELL_EVENT_OTHER = 0,
    /// `agentLoggedOn`: the log-in has succeeded (manual 6.1).
    WELL_EVENT_AGENT_LOGGED_ON = 1,
    /// `agentLoggedOff`: the agent is logged out (6.2).
    WELL_EVENT_AGENT_LOGGED_OFF = 2,
    /// `agentReady`: 6.3.
    WELL_EVENT_AGENT_READY = 3,
    /// `agentNotReady`: 6.4.
    WELL_EVENT_AGENT_NOT_READY = 4,
    /// `agentWorkingAfterCall`: 6.14.
    WELL_EVENT_AGENT_WORKING_AFTER_CALL = 5,
    /// `agentAllocated`: reserved for an outbound task (6.15).
    WELL_EVENT_AGENT_ALLOCATED = 6,
    /// `serviceInitiated`: off hook (6.5).
    WELL_EVENT_SERVICE_INITIATED = 20,
    /// `originated`: dialled (6.6).
    WELL_EVENT_ORIGINATED = 21,
    /// `delivered`: a device rings (6.7).
    WELL_EVENT_DELIVERED = 22,
    /// `established`: a device has answered (6.8).
    WELL_EVENT_ESTABLISHED = 23,
    /// `connectionCleared`: a party has left the call (6.9).
    WELL_EVENT_CONNECTION_CLEARED = 24,
    /// `held`: 6.13.
    WELL_EVENT_HELD = 25,
    /// `retrieved`: 6.12.
    WELL_EVENT_RETRIEVED = 26,
    /// `transferred`: 6.10.
    WELL_EVENT_TRANSFERRED = 27,
    /// `conferenced`: 6.11.
    WELL_EVENT_CONFERENCED = 28,
    /// `failed`: the call could not be put through (4.x).
    WELL_EVENT_FAILED = 29,
    /// `recordStarted`: 4.x.
    WELL_EVENT_RECORD_STARTED = 30,
    /// `recordStopped`: 4.x.
    WELL_EVENT_RECORD_STOPPED = 31,
    /// The derived `connectionCleared`: what the call was when a party left it (manual 3.2.1).
    WELL_EVENT_CALL_CLEARED = 60,
    /// `loginFailed`: derived (3.2.2).
    WELL_EVENT_LOGIN_FAILED = 61,
    /// `wsDisconnected`: derived: the attempts to reconnect are used up (3.2.3).
    WELL_EVENT_WS_DISCONNECTED = 62,
    /// `wsReconnectSucceed`: derived: the event channel is back and the model corrected.
    WELL_EVENT_WS_RECONNECT_SUCCEED = 63,
    /// `recoverStateSuccess`: derived: a saved session was taken up again.
    WELL_EVENT_RECOVER_STATE_SUCCESS = 64,
    /// `linkChanged`: derived: the state of the event channel.
    WELL_EVENT_LINK_CHANGED = 80,
    /// `modelCorrected`: derived: a late event changed more than its own call's last state.
    WELL_EVENT_MODEL_CORRECTED = 81,
    /// `anomaly`: derived: something did not fit; the model is being checked.
    WELL_EVENT_ANOMALY = 82,
    /// `sessionEnded`: derived: the agent is not logged in here any more.
    WELL_EVENT_SESSION_ENDED = 83,
    /// This subscriber was too slow: `well_event_missed` says how many were dropped; take a snapshot.
    WELL_EVENT_LAGGED = 100,
    /// A log line, to `well_session_poll_event` only; callbacks get them by `well_session_on_log`.
    WELL_EVENT_LOG = 101,
}

/// A field that an event can have, by the manual's name (chapter 6, and 3.2 for the derived events). `well_event_text` and
/// its like read it.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_field_t {
    /// Text: `eventName`.
    WELL_FIELD_EVENT_NAME = 1,
    /// Text: `eventTime`: `YYYY.MM.DD hh:mm:ss` in the server's zone, which it does not tell.
    WELL_FIELD_EVENT_TIME = 2,
    /// Text: `eventType`: `agent` or `csta`.
    WELL_FIELD_EVENT_TYPE = 3,
    /// Integer: `serial`.
    WELL_FIELD_SERIAL = 4,
    /// Text: The worker that numbered it, an entry of `topics`.
    WELL_FIELD_PRODUCER = 5,
    /// Text: `namespace`: the tenant's domain.
    WELL_FIELD_NAMESPACE = 6,
    /// Text: `srcDeviceId`: the device whose subscription delivered this copy.
    WELL_FIELD_SRC_DEVICE = 7,
    /// Text: `deviceId`: the device that changed.
    WELL_FIELD_DEVICE = 8,
    /// Text: `agentId`.
    WELL_FIELD_AGENT = 20,
    /// Text: `agentMode`.
    WELL_FIELD_AGENT_MODE = 21,
    /// JSON: `devices`: where the agent is logged in, by medium.
    WELL_FIELD_DEVICES = 22,
    /// Text: `queueId`.
    WELL_FIELD_QUEUE = 23,
    /// Text: `reason`: of `agentNotReady`; why, of a `linkChanged` that tells a loss.
    WELL_FIELD_REASON = 24,
    /// Text: `callId`.
    WELL_FIELD_CALL = 40,
    /// Text: `connectionId`.
    WELL_FIELD_CONNECTION = 41,
    /// Text: `localState`.
    WELL_FIELD_LOCAL_STATE = 42,
    /// Text: `agentStatus`.
    WELL_FIELD_AGENT_STATUS = 43,
    /// Text: `originCallInfo.callId`.
    WELL_FIELD_ORIGIN_CALL = 44,
    /// Text: `originCallInfo.callingDevice`.
    WELL_FIELD_ORIGIN_CALLING = 45,
    /// Text: `originCallInfo.calledDevice`.
    WELL_FIELD_ORIGIN_CALLED = 46,
    /// Text: `cause`.
    WELL_FIELD_CAUSE = 47,
    /// Text: `initiatedDevice`.
    WELL_FIELD_INITIATED_DEVICE = 60,
    /// Text: `callingDevice`.
    WELL_FIELD_CALLING_DEVICE = 61,
    /// Text: `calledDevice`.
    WELL_FIELD_CALLED_DEVICE = 62,
    /// Text: `alertingDevice`.
    WELL_FIELD_ALERTING_DEVICE = 63,
    /// Text: `lastRedirectionDevice`.
    WELL_FIELD_LAST_REDIRECTION_DEVICE = 64,
    /// Text: `trunkGroup`.
    WELL_FIELD_TRUNK_GROUP = 65,
    /// Text: `trunkMember`.
    WELL_FIELD_TRUNK_MEMBER = 66,
    /// Text: `originalCallId`.
    WELL_FIELD_ORIGINAL_CALL = 67,
    /// JSON: `userData`: call data.
    WELL_FIELD_USER_DATA = 68,
    /// Text: `split`: the queue that the call came by.
    WELL_FIELD_SPLIT = 69,
    /// Text: `callCause`.
    WELL_FIELD_CALL_CAUSE = 70,
    /// Text: `answeringDevice`.
    WELL_FIELD_ANSWERING_DEVICE = 71,
    /// Text: `sipCallId`.
    WELL_FIELD_SIP_CALL = 72,
    /// Text: `releasingDevice`.
    WELL_FIELD_RELEASING_DEVICE = 73,
    /// Text: `hangupDevice`.
    WELL_FIELD_HANGUP_DEVICE = 74,
    /// Text: `holdingDevice`.
    WELL_FIELD_HOLDING_DEVICE = 75,
    /// Text: `retrievingDevice`.
    WELL_FIELD_RETRIEVING_DEVICE = 76,
    /// Text: `primaryOldCall`; the server's `"0"` is none.
    WELL_FIELD_PRIMARY_OLD_CALL = 77,
    /// Text: `secondaryOldCall`; the server's `"0"` is none.
    WELL_FIELD_SECONDARY_OLD_CALL = 78,
    /// Text: `transferringDevice`.
    WELL_FIELD_TRANSFERRING_DEVICE = 79,
    /// Text: `transferredToDevice`.
    WELL_FIELD_TRANSFERRED_TO_DEVICE = 80,
    /// Text: `newCall`; the server's `"0"` is none.
    WELL_FIELD_NEW_CALL = 81,
    /// Text: `conferencingDevice`.
    WELL_FIELD_CONFERENCING_DEVICE = 82,
    /// Text: `addedParty`.
    WELL_FIELD_ADDED_PARTY = 83,
    /// Text: `failedCode`.
    WELL_FIELD_FAILED_CODE = 84,
    /// Text: `failedMsg`.
    WELL_FIELD_FAILED_MESSAGE = 85,
    /// Text: `recordId`.
    WELL_FIELD_RECORD = 86,
    /// Text: `fileName`.
    WELL_FIELD_FILE_NAME = 87,
    /// Truth: `isSuccess`.
    WELL_FIELD_IS_SUCCESS = 88,
    /// Text: `callType`: `Inbound`, `Outbound`, `Internal`, `PreDictive`, …
    WELL_FIELD_CALL_TYPE = 89,
    /// Truth: `isEstablished` (the manual's `isEstatblished`), of the derived `connectionCleared`.
    WELL_FIELD_IS_ESTABLISHED = 120,
    /// Integer: `createTimeId`, of the derived `connectionCleared`.
    WELL_FIELD_CREATE_TIME = 121,
    /// Integer: `establishedTimeId`, of the derived `connectionCleared`.
    WELL_FIELD_ESTABLISHED_TIME = 122,
    /// Text: `partyDevice`, of the derived `connectionCleared`.
    WELL_FIELD_PARTY_DEVICE = 123,
    /// Truth: `isCaller`, of the derived `connectionCleared`.
    WELL_FIELD_IS_CALLER = 124,
    /// Truth: `isOutCall`, of the derived `connectionCleared`.
    WELL_FIELD_IS_OUT_CALL = 125,
    /// Truth: whether it is the own device that rings (`delivered`), or that left (the derived `connectionCleared`).
    WELL_FIELD_IS_OWN = 126,
    /// JSON: `data`, of the derived `connectionCleared`: the event that it was derived from.
    WELL_FIELD_DATA = 127,
    /// Integer: `status` of `loginFailed`; 0 where the server was not reached.
    WELL_FIELD_STATUS = 140,
    /// Text: `responseText` of `loginFailed`.
    WELL_FIELD_RESPONSE_TEXT = 141,
    /// JSON: `activeCall` of `wsReconnectSucceed`.
    WELL_FIELD_ACTIVE_CALL = 142,
    /// Text: `extensionId` of `recoverStateSuccess`.
    WELL_FIELD_EXTENSION = 143,
    /// Text: `agentName` of `recoverStateSuccess`.
    WELL_FIELD_AGENT_NAME = 144,
    /// Text: `state`: of `linkChanged`, and of the call of `recoverStateSuccess` (`delivered` or `established`).
    WELL_FIELD_STATE = 145,
    /// JSON: `calls` of `modelCorrected`: the ids of the calls that changed.
    WELL_FIELD_CALLS = 146,
    /// Text: `kind` of `anomaly`: what did not fit, in a word.
    WELL_FIELD_ANOMALY_KIND = 147,
    /// Text: `event` of `anomaly`: the event that did not fit, by name.
    WELL_FIELD_ANOMALY_EVENT = 148,
    /// Text: `detail` of `anomaly`, for people.
    WELL_FIELD_DETAIL = 149,
    /// Text: `endReason`: why it has ended, in a word: of `sessionEnded`, of a `linkChanged` that tells a loss, of the derived
    /// `connectionCleared` with `isOwn`.
    WELL_FIELD_END_REASON = 150,
}

/// What type a field has.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_field_type_t {
    /// A text.
    WELL_TYPE_TEXT = 0,
    /// A number; times are milliseconds since 1970 UTC.
    WELL_TYPE_INTEGER = 1,
    /// Yes or no.
    WELL_TYPE_TRUTH = 2,
    /// A structure, as JSON.
    WELL_TYPE_JSON = 3,
}

/// Each kind with its number.
const KINDS: &[(EventKind, well_event_kind_t)] = &[
    (EventKind::AgentLoggedOn, WELL_EVENT_AGENT_LOGGED_ON),
    (EventKind::AgentLoggedOff, WELL_EVENT_AGENT_LOGGED_OFF),
    (EventKind::AgentReady, WELL_EVENT_AGENT_READY),
    (EventKind::AgentNotReady, WELL_EVENT_AGENT_NOT_READY),
    (
        EventKind::AgentWorkingAfterCall,
        WELL_EVENT_AGENT_WORKING_AFTER_CALL,
    ),
    (EventKind::AgentAllocated, WELL_EVENT_AGENT_ALLOCATED),
    (EventKind::ServiceInitiated, WELL_EVENT_SERVICE_INITIATED),
    (EventKind::Originated, WELL_EVENT_ORIGINATED),
    (EventKind::Delivered, WELL_EVENT_DELIVERED),
    (EventKind::Established, WELL_EVENT_ESTABLISHED),
    (EventKind::ConnectionCleared, WELL_EVENT_CONNECTION_CLEARED),
    (EventKind::Held, WELL_EVENT_HELD),
    (EventKind::Retrieved, WELL_EVENT_RETRIEVED),
    (EventKind::Transferred, WELL_EVENT_TRANSFERRED),
    (EventKind::Conferenced, WELL_EVENT_CONFERENCED),
    (EventKind::Failed, WELL_EVENT_FAILED),
    (EventKind::RecordStarted, WELL_EVENT_RECORD_STARTED),
    (EventKind::RecordStopped, WELL_EVENT_RECORD_STOPPED),
    (EventKind::CallCleared, WELL_EVENT_CALL_CLEARED),
    (EventKind::LoginFailed, WELL_EVENT_LOGIN_FAILED),
    (EventKind::WsDisconnected, WELL_EVENT_WS_DISCONNECTED),
    (EventKind::WsReconnectSucceed, WELL_EVENT_WS_RECONNECT_SUCCEED),
    (EventKind::RecoverStateSuccess, WELL_EVENT_RECOVER_STATE_SUCCESS),
    (EventKind::LinkChanged, WELL_EVENT_LINK_CHANGED),
    (EventKind::SessionEnded, WELL_EVENT_SESSION_ENDED),
    (EventKind::ModelCorrected, WELL_EVENT_MODEL_CORRECTED),
    (EventKind::Anomaly, WELL_EVENT_ANOMALY),
    (EventKind::Other, WELL_EVENT_OTHER),
];

/// Each field with its number.
const FIELDS: &[(Field, well_field_t)] = &[
    (Field::EventName, WELL_FIELD_EVENT_NAME),
    (Field::EventTime, WELL_FIELD_EVENT_TIME),
    (Field::EventType, WELL_FIELD_EVENT_TYPE),
    (Field::Serial, WELL_FIELD_SERIAL),
    (Field::Producer, WELL_FIELD_PRODUCER),
    (Field::Namespace, WELL_FIELD_NAMESPACE),
    (Field::SrcDevice, WELL_FIELD_SRC_DEVICE),
    (Field::Device, WELL_FIELD_DEVICE),
    (Field::Agent, WELL_FIELD_AGENT),
    (Field::AgentMode, WELL_FIELD_AGENT_MODE),
    (Field::Devices, WELL_FIELD_DEVICES),
    (Field::Queue, WELL_FIELD_QUEUE),
    (Field::Reason, WELL_FIELD_REASON),
    (Field::Call, WELL_FIELD_CALL),
    (Field::Connection, WELL_FIELD_CONNECTION),
    (Field::LocalState, WELL_FIELD_LOCAL_STATE),
    (Field::AgentStatus, WELL_FIELD_AGENT_STATUS),
    (Field::OriginCall, WELL_FIELD_ORIGIN_CALL),
    (Field::OriginCalling, WELL_FIELD_ORIGIN_CALLING),
    (Field::OriginCalled, WELL_FIELD_ORIGIN_CALLED),
    (Field::Cause, WELL_FIELD_CAUSE),
    (Field::InitiatedDevice, WELL_FIELD_INITIATED_DEVICE),
    (Field::CallingDevice, WELL_FIELD_CALLING_DEVICE),
    (Field::CalledDevice, WELL_FIELD_CALLED_DEVICE),
    (Field::AlertingDevice, WELL_FIELD_ALERTING_DEVICE),
    (Field::LastRedirectionDevice, WELL_FIELD_LAST_REDIRECTION_DEVICE),
    (Field::TrunkGroup, WELL_FIELD_TRUNK_GROUP),
    (Field::TrunkMember, WELL_FIELD_TRUNK_MEMBER),
    (Field::OriginalCall, WELL_FIELD_ORIGINAL_CALL),
    (Field::UserData, WELL_FIELD_USER_DATA),
    (Field::Split, WELL_FIELD_SPLIT),
    (Field::CallCause, WELL_FIELD_CALL_CAUSE),
    (Field::CallType, WELL_FIELD_CALL_TYPE),
    (Field::AnsweringDevice, WELL_FIELD_ANSWERING_DEVICE),
    (Field::SipCall, WELL_FIELD_SIP_CALL),
    (Field::ReleasingDevice, WELL_FIELD_RELEASING_DEVICE),
    (Field::HangupDevice, WELL_FIELD_HANGUP_DEVICE),
    (Field::HoldingDevice, WELL_FIELD_HOLDING_DEVICE),
    (Field::RetrievingDevice, WELL_FIELD_RETRIEVING_DEVICE),
    (Field::PrimaryOldCall, WELL_FIELD_PRIMARY_OLD_CALL),
    (Field::SecondaryOldCall, WELL_FIELD_SECONDARY_OLD_CALL),
    (Field::TransferringDevice, WELL_FIELD_TRANSFERRING_DEVICE),
    (Field::TransferredToDevice, WELL_FIELD_TRANSFERRED_TO_DEVICE),
    (Field::NewCall, WELL_FIELD_NEW_CALL),
    (Field::ConferencingDevice, WELL_FIELD_CONFERENCING_DEVICE),
    (Field::AddedParty, WELL_FIELD_ADDED_PARTY),
    (Field::FailedCode, WELL_FIELD_FAILED_CODE),
    (Field::FailedMessage, WELL_FIELD_FAILED_MESSAGE),
    (Field::Record, WELL_FIELD_RECORD),
    (Field::FileName, WELL_FIELD_FILE_NAME),
    (Field::IsSuccess, WELL_FIELD_IS_SUCCESS),
    (Field::IsEstablished, WELL_FIELD_IS_ESTABLISHED),
    (Field::CreateTime, WELL_FIELD_CREATE_TIME),
    (Field::EstablishedTime, WELL_FIELD_ESTABLISHED_TIME),
    (Field::PartyDevice, WELL_FIELD_PARTY_DEVICE),
    (Field::IsCaller, WELL_FIELD_IS_CALLER),
    (Field::IsOutCall, WELL_FIELD_IS_OUT_CALL),
    (Field::IsOwn, WELL_FIELD_IS_OWN),
    (Field::Data, WELL_FIELD_DATA),
    (Field::Status, WELL_FIELD_STATUS),
    (Field::ResponseText, WELL_FIELD_RESPONSE_TEXT),
    (Field::ActiveCall, WELL_FIELD_ACTIVE_CALL),
    (Field::Extension, WELL_FIELD_EXTENSION),
    (Field::AgentName, WELL_FIELD_AGENT_NAME),
    (Field::State, WELL_FIELD_STATE),
    (Field::Calls, WELL_FIELD_CALLS),
    (Field::AnomalyKind, WELL_FIELD_ANOMALY_KIND),
    (Field::AnomalyEvent, WELL_FIELD_ANOMALY_EVENT),
    (Field::Detail, WELL_FIELD_DETAIL),
    (Field::EndReason, WELL_FIELD_END_REASON),
];

impl From<EventKind> for well_event_kind_t {
    fn from(kind: EventKind) -> Self {
        let found = KINDS.iter().find(|(known, _)| *known == kind);
        found.map_or(WELL_EVENT_OTHER, |(_, number)| *number)
    }
}

impl well_field_t {
    pub(crate) fn read(number: FieldIn) -> Option<Field> {
        let found = FIELDS.iter().find(|(_, known)| *known as i32 == number);
        found.map(|(field, _)| *field)
    }

    /// The field after this one in the list; the first, after 0.
    pub(crate) fn after(number: FieldIn) -> Option<Self> {
        let later = FIELDS.iter().map(|(_, known)| *known);
        later
            .filter(|known| *known as i32 > number)
            .min_by_key(|known| *known as i32)
    }
}

impl From<FieldType> for well_field_type_t {
    fn from(value: FieldType) -> Self {
        match value {
            FieldType::Text => Self::WELL_TYPE_TEXT,
            FieldType::Integer => Self::WELL_TYPE_INTEGER,
            FieldType::Truth => Self::WELL_TYPE_TRUTH,
            FieldType::Json => Self::WELL_TYPE_JSON,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_kind_and_field_has_its_number() {
        for kind in EventKind::ALL {
            assert!(KINDS.iter().any(|(known, _)| known == kind), "{kind:?}");
        }
        for field in Field::ALL {
            assert!(FIELDS.iter().any(|(known, _)| known == field), "{field:?}");
        }
        let numbers: HashSet<i32> = FIELDS.iter().map(|(_, field)| *field as i32).collect();
        assert_eq!(numbers.len(), Field::ALL.len());
    }

    #[test]
    fn fields_can_be_walked() {
        let mut count = 0;
        let mut at = 0;
        while let Some(field) = well_field_t::after(at) {
            at = field as i32;
            count += 1;
        }
        assert_eq!(count, Field::ALL.len());
    }
}
