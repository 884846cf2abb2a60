//! An event's fields by name, each with its type: what a binding hands on to a language without sum types.

use std::borrow::Cow;

use super::{Body, CallInfo, Event};

/// The value of a [`Field`].
#[derive(Clone, PartialEq, Debug)]
pub enum FieldValue<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A number; times are milliseconds since 1970 UTC.
    Integer(i64),
    /// Yes or no.
    Truth(bool),
    /// A structure, as JSON.
    Json(Cow<'a, str>),
}

/// What type a [`Field`] has; the same in every event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FieldType {
    /// [`FieldValue::Text`].
    Text,
    /// [`FieldValue::Integer`].
    Integer,
    /// [`FieldValue::Truth`].
    Truth,
    /// [`FieldValue::Json`].
    Json,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident: $type:ident = $name:literal,)*) => {
        /// A field that an event can have, by the manual's name (chapter 6, and 3.2 for the derived events).
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[non_exhaustive]
        pub enum Field {
            $($(#[$doc])* $field,)*
        }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$field),*];

            /// The manual's name of it; a field of an inner object by its path, `originCallInfo.callId`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$field => $name,)*
                }
            }

            /// The type of its values.
            pub const fn field_type(self) -> FieldType {
                match self {
                    $(Self::$field => FieldType::$type,)*
                }
            }
        }
    };
}

fields! {
    /// `eventName`.
    EventName: Text = "eventName",
    /// `eventTime`: `YYYY.MM.DD hh:mm:ss` in the server's zone, which it does not tell.
    EventTime: Text = "eventTime",
    /// `eventType`: `agent` or `csta`.
    EventType: Text = "eventType",
    /// `serial`.
    Serial: Integer = "serial",
    /// The worker that numbered it, an entry of `topics`.
    Producer: Text = "producer",
    /// `namespace`: the tenant's domain.
    Namespace: Text = "namespace",
    /// `srcDeviceId`: the device whose subscription delivered this copy.
    SrcDevice: Text = "srcDeviceId",
    /// `deviceId`: the device that changed.
    Device: Text = "deviceId",
    /// `agentId`.
    Agent: Text = "agentId",
    /// `agentMode`.
    AgentMode: Text = "agentMode",
    /// `devices`: where the agent is logged in, by medium.
    Devices: Json = "devices",
    /// `queueId`.
    Queue: Text = "queueId",
    /// `reason`: of `agentNotReady`; why, of a `linkChanged` that tells a loss.
    Reason: Text = "reason",
    /// `callId`.
    Call: Text = "callId",
    /// `connectionId`.
    Connection: Text = "connectionId",
    /// `localState`.
    LocalState: Text = "localState",
    /// `agentStatus`.
    AgentStatus: Text = "agentStatus",
    /// `originCallInfo.callId`.
    OriginCall: Text = "originCallInfo.callId",
    /// `originCallInfo.callingDevice`.
    OriginCalling: Text = "originCallInfo.callingDevice",
    /// `originCallInfo.calledDevice`.
    OriginCalled: Text = "originCallInfo.calledDevice",
    /// `cause`.
    Cause: Text = "cause",
    /// `initiatedDevice`.
    InitiatedDevice: Text = "initiatedDevice",
    /// `callingDevice`.
    CallingDevice: Text = "callingDevice",
    /// `calledDevice`.
    CalledDevice: Text = "calledDevice",
    /// `alertingDevice`.
    AlertingDevice: Text = "alertingDevice",
    /// `lastRedirectionDevice`.
    LastRedirectionDevice: Text = "lastRedirectionDevice",
    /// `trunkGroup`.
    TrunkGroup: Text = "trunkGroup",
    /// `trunkMember`.
    TrunkMember: Text = "trunkMember",
    /// `originalCallId`.
    OriginalCall: Text = "originalCallId",
    /// `userData`: call data.
    UserData: Json = "userData",
    /// `split`: the queue that the call came by.
    Split: Text = "split",
    /// `callCause`.
    CallCause: Text = "callCause",
    /// `answeringDevice`.
    AnsweringDevice: Text = "answeringDevice",
    /// `sipCallId`.
    SipCall: Text = "sipCallId",
    /// `releasingDevice`.
    ReleasingDevice: Text = "releasingDevice",
    /// `hangupDevice`.
    HangupDevice: Text = "hangupDevice",
    /// `holdingDevice`.
    HoldingDevice: Text = "holdingDevice",
    /// `retrievingDevice`.
    RetrievingDevice: Text = "retrievingDevice",
    /// `primaryOldCall`; the server's `"0"` is none.
    PrimaryOldCall: Text = "primaryOldCall",
    /// `secondaryOldCall`; the server's `"0"` is none.
    SecondaryOldCall: Text = "secondaryOldCall",
    /// `transferringDevice`.
    TransferringDevice: Text = "transferringDevice",
    /// `transferredToDevice`.
    TransferredToDevice: Text = "transferredToDevice",
    /// `newCall`; the server's `"0"` is none.
    NewCall: Text = "newCall",
    /// `conferencingDevice`.
    ConferencingDevice: Text = "conferencingDevice",
    /// `addedParty`.
    AddedParty: Text = "addedParty",
    /// `failedCode`.
    FailedCode: Text = "failedCode",
    /// `failedMsg`.
    FailedMessage: Text = "failedMsg",
    /// `recordId`.
    Record: Text = "recordId",
    /// `fileName`.
    FileName: Text = "fileName",
    /// `isSuccess`.
    IsSuccess: Truth = "isSuccess",
    /// `isEstablished` (the manual's `isEstatblished`), of the derived `connectionCleared`.
    IsEstablished: Truth = "isEstablished",
    /// `createTimeId`, of the derived `connectionCleared`.
    CreateTime: Integer = "createTimeId",
    /// `establishedTimeId`, of the derived `connectionCleared`.
    EstablishedTime: Integer = "establishedTimeId",
    /// `partyDevice`, of the derived `connectionCleared`.
    PartyDevice: Text = "partyDevice",
    /// `isCaller`, of the derived `connectionCleared`.
    IsCaller: Truth = "isCaller",
    /// `isOutCall`, of the derived `connectionCleared`.
    IsOutCall: Truth = "isOutCall",
    /// Whether the party that left is the own device, of the derived `connectionCleared`.
    IsOwn: Truth = "isOwn",
    /// `data`, of the derived `connectionCleared`: the event that it was derived from.
    Data: Json = "data",
    /// `status` of `loginFailed`; 0 where the server was not reached.
    Status: Integer = "status",
    /// `responseText` of `loginFailed`.
    ResponseText: Text = "responseText",
    /// `activeCall` of `wsReconnectSucceed`.
    ActiveCall: Json = "activeCall",
    /// `extensionId` of `recoverStateSuccess`.
    Extension: Text = "extensionId",
    /// `agentName` of `recoverStateSuccess`.
    AgentName: Text = "agentName",
    /// `state`: of `linkChanged`, and of the call of `recoverStateSuccess` (`delivered` or `established`).
    State: Text = "state",
    /// `calls` of `modelCorrected`: the ids of the calls that changed.
    Calls: Json = "calls",
    /// `kind` of `anomaly`: [`super::AnomalyKind`].
    AnomalyKind: Text = "kind",
    /// `event` of `anomaly`: the event that did not fit, by name.
    AnomalyEvent: Text = "event",
    /// `detail` of `anomaly`, for people.
    Detail: Text = "detail",
}

fn text<'a, T: ?Sized + AsRef<str>>(text: &'a T) -> Option<FieldValue<'a>> {
    Some(FieldValue::Text(Cow::Borrowed(text.as_ref())))
}

/// The text of an id or a word.
macro_rules! word {
    ($of:expr) => {
        text($of.as_str())
    };
}

/// The text of an id or a word that may be absent.
macro_rules! optional {
    ($of:expr) => {
        $of.as_ref().and_then(|value| text(value.as_str()))
    };
}

impl Event {
    /// The fields that this event has, in the order of [`Field::ALL`].
    pub fn fields(&self) -> impl Iterator<Item = (Field, FieldValue<'_>)> {
        Field::ALL
            .iter()
            .filter_map(|field| Some((*field, self.field(*field)?)))
    }

    /// One field; `None` where this event does not have it.
    pub fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::EventName => text(self.name()).filter(|_| !self.name().is_empty()),
            Field::EventTime => self
                .meta
                .time
                .map(|time| FieldValue::Text(Cow::Owned(time.to_string()))),
            Field::EventType => optional!(self.meta.event_type),
            Field::Serial => self
                .meta
                .serial
                .and_then(|serial| i64::try_from(serial).ok())
                .map(FieldValue::Integer),
            Field::Producer => optional!(self.meta.producer),
            Field::Namespace => optional!(self.meta.namespace),
            Field::SrcDevice => optional!(self.meta.src_device),
            Field::Device => optional!(self.meta.device),
            Field::Call => self
                .call_id()
                .and_then(|call| word!(call))
                .or_else(|| self.body.field(field)),
            _ => self.body.field(field),
        }
    }
}

impl Body {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        let common = self.call_info().and_then(|info| info.field(field));
        common.or_else(|| self.own_field(field))
    }

    fn own_field(&self, field: Field) -> Option<FieldValue<'_>> {
        if let Some(event) = self.agent_event() {
            return match field {
                Field::Agent => optional!(event.agent),
                Field::AgentMode => optional!(event.mode),
                Field::Devices => {
                    let devices: serde_json::Map<_, _> = event
                        .devices
                        .iter()
                        .map(|(medium, device)| (medium.to_string(), device.as_str().into()))
                        .collect();
                    (!devices.is_empty()).then(|| json(devices))
                }
                Field::Queue => optional!(event.queue),
                Field::Reason => optional!(event.reason),
                _ => None,
            };
        }
        match self {
            Self::ServiceInitiated(event) => match field {
                Field::InitiatedDevice => word!(event.initiated),
                _ => None,
            },
            Self::Originated(event) => match field {
                Field::CallingDevice => word!(event.calling),
                Field::CalledDevice => optional!(event.called),
                _ => None,
            },
            Self::Delivered(event) => match field {
                Field::AlertingDevice => word!(event.alerting),
                Field::CallingDevice => optional!(event.calling),
                Field::CalledDevice => optional!(event.called),
                Field::LastRedirectionDevice => optional!(event.last_redirection),
                Field::TrunkGroup => optional!(event.trunk_group),
                Field::TrunkMember => optional!(event.trunk_member),
                Field::OriginalCall => optional!(event.original_call),
                Field::UserData => event.user_data.as_deref().map(as_json),
                Field::Split => optional!(event.split),
                Field::CallCause => optional!(event.call_cause),
                _ => None,
            },
            Self::Established(event) => match field {
                Field::AnsweringDevice => word!(event.answering),
                Field::CallingDevice => optional!(event.calling),
                Field::CalledDevice => optional!(event.called),
                Field::TrunkGroup => optional!(event.trunk_group),
                Field::TrunkMember => optional!(event.trunk_member),
                Field::Split => optional!(event.split),
                Field::UserData => event.user_data.as_deref().map(as_json),
                Field::SipCall => optional!(event.sip_call),
                _ => None,
            },
            Self::ConnectionCleared(event) => match field {
                Field::ReleasingDevice => word!(event.releasing),
                Field::HangupDevice => optional!(event.hangup),
                _ => None,
            },
            Self::Held(event) => match field {
                Field::HoldingDevice => word!(event.holding),
                _ => None,
            },
            Self::Retrieved(event) => match field {
                Field::RetrievingDevice => word!(event.retrieving),
                Field::SipCall => optional!(event.sip_call),
                _ => None,
            },
            Self::Transferred(event) => match field {
                Field::PrimaryOldCall => optional!(event.primary_old),
                Field::SecondaryOldCall => optional!(event.secondary_old),
                Field::TransferringDevice => optional!(event.transferring),
                Field::TransferredToDevice => optional!(event.transferred_to),
                Field::NewCall => optional!(event.new_call),
                _ => None,
            },
            Self::Conferenced(event) => match field {
                Field::PrimaryOldCall => optional!(event.primary_old),
                Field::SecondaryOldCall => optional!(event.secondary_old),
                Field::ConferencingDevice => optional!(event.conferencing),
                Field::AddedParty => optional!(event.added),
                Field::NewCall => optional!(event.new_call),
                _ => None,
            },
            Self::Failed(event) => match field {
                Field::FailedCode => optional!(event.code),
                Field::FailedMessage => optional!(event.message),
                Field::CalledDevice => optional!(event.called),
                _ => None,
            },
            Self::RecordStarted(super::RecordStarted {
                record,
                file_name,
                success,
                ..
            })
            | Self::RecordStopped(super::RecordStopped {
                record,
                file_name,
                success,
                ..
            }) => match field {
                Field::Record => optional!(record),
                Field::FileName => optional!(file_name),
                Field::IsSuccess => success.map(FieldValue::Truth),
                _ => None,
            },
            Self::CallCleared(event) => match field {
                Field::IsEstablished => Some(FieldValue::Truth(event.is_established)),
                Field::CreateTime => Some(FieldValue::Integer(event.create_time_id)),
                Field::EstablishedTime => event.established_time_id.map(FieldValue::Integer),
                Field::PartyDevice => optional!(event.party_device),
                Field::IsCaller => event.is_caller.map(FieldValue::Truth),
                Field::IsOutCall => Some(FieldValue::Truth(event.is_out_call)),
                Field::IsOwn => Some(FieldValue::Truth(event.is_own)),
                Field::Data => Some(as_json(event.event.raw())),
                // Who left and why is in the event that it was derived from.
                Field::ReleasingDevice | Field::HangupDevice | Field::Cause => event.event.field(field),
                _ => None,
            },
            Self::LoginFailed(event) => match field {
                Field::Status => Some(FieldValue::Integer(event.status.into())),
                Field::ResponseText => text(&event.response_text),
                _ => None,
            },
            Self::WsReconnectSucceed(event) => match field {
                Field::AgentMode => word!(event.agent_mode),
                Field::ActiveCall => event.active_call.as_ref().map(|call| as_json(&call.json)),
                Field::Call => event.active_call.as_ref().and_then(|call| word!(call.call)),
                _ => None,
            },
            Self::RecoverStateSuccess(event) => match (field, &event.call) {
                (Field::Agent, _) => word!(event.agent),
                (Field::Extension, _) => word!(event.extension),
                (Field::AgentMode, _) => word!(event.agent_mode),
                (Field::AgentName, _) => optional!(event.agent_name),
                (Field::Call, Some(call)) => word!(call.call),
                (Field::CallingDevice, Some(call)) => optional!(call.calling),
                (Field::CalledDevice, Some(call)) => optional!(call.called),
                (Field::State, Some(call)) => text(call.state()),
                _ => None,
            },
            Self::LinkChanged(event) => match field {
                Field::State => text(event.state),
                Field::Reason => optional!(event.reason),
                _ => None,
            },
            Self::ModelCorrected(event) => match field {
                Field::Calls => Some(json(
                    event.calls.iter().map(|call| call.as_str()).collect::<Vec<_>>(),
                )),
                _ => None,
            },
            Self::Anomaly(event) => match field {
                Field::AnomalyKind => text(event.kind.as_str()),
                Field::AnomalyEvent => word!(event.event),
                Field::Detail => text(&event.detail),
                _ => None,
            },
            _ => None,
        }
    }
}

impl CallInfo {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        let origin = self.origin.as_ref();
        match field {
            Field::Call => word!(self.call),
            Field::Connection => optional!(self.connection),
            Field::LocalState => optional!(self.local_state),
            Field::AgentStatus => optional!(self.agent_status),
            Field::OriginCall => origin.and_then(|origin| optional!(origin.call)),
            Field::OriginCalling => origin.and_then(|origin| optional!(origin.calling)),
            Field::OriginCalled => origin.and_then(|origin| optional!(origin.called)),
            Field::Cause => optional!(self.cause),
            _ => None,
        }
    }
}

fn as_json(json: &str) -> FieldValue<'_> {
    FieldValue::Json(Cow::Borrowed(json))
}

fn json<'a>(value: impl Into<serde_json::Value>) -> FieldValue<'a> {
    FieldValue::Json(Cow::Owned(value.into().to_string()))
}
