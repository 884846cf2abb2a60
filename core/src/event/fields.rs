//! An event's fields by name, each with its type: what a binding hands on to a language without sum types.

use std::borrow::Cow;

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
        #[repr(u8)]
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

            /// The field of this name.
            pub(super) fn named(name: &str) -> Option<Self> {
                let mut at = place(name.as_bytes());
                loop {
                    // Some places are free: a name that is not there comes to one.
                    let number = BY_NAME.get(at)?.checked_sub(1)?;
                    let field = *Self::ALL.get(usize::from(number))?;
                    if field.name() == name {
                        return Some(field);
                    }
                    at = (at + 1) % PLACES;
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
    /// `callType`: `Inbound`, `Outbound`, `Internal`, `PreDictive`, …
    CallType: Text = "callType",
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
    /// Of the derived `connectionCleared`: whether the party that left is the own device. Of `delivered`: whether the device that
    /// rings is the own one.
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
    /// Why it has ended: [`SessionEnd`](crate::ends::SessionEnd) of `sessionEnded`,
    /// [`LinkEnd`](crate::ends::LinkEnd) of a `linkChanged` that tells a loss, [`CallEnd`](crate::ends::CallEnd) of the
    /// derived `connectionCleared` with `isOwn`.
    EndReason: Text = "endReason",
}

/// Places in the table of names: many more than there are fields, so that few come to the same.
const PLACES: usize = 256;

/// Where in the table a name's place is, or comes before it. By these numbers few names come to the same.
const fn place(name: &[u8]) -> usize {
    let [first, .., last] = name else { return 0 };
    let [_, middle, ..] = name.split_at(name.len() / 2).1 else {
        return name.len();
    };
    (*first as usize * 36 + *middle as usize * 39 + *last as usize * 27 + name.len() * 54) % PLACES
}

/// One more than the number of each field, by its name's place or the next free one; zero is free.
static BY_NAME: [u8; PLACES] = {
    let mut table = [0; PLACES];
    let mut number = 0;
    while number < Field::ALL.len() {
        let mut at = place(Field::ALL[number].name().as_bytes());
        while table[at] != 0 {
            at = (at + 1) % PLACES;
        }
        number += 1;
        table[at] = number as u8;
    }
    table
};

/// How many fields a server's event can have: the first ones of [`Field::ALL`].
pub(super) const WIRE_FIELDS: usize = Field::IsSuccess as usize + 1;

/// Some of the fields that a server's event can have.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct FieldSet(u64);

impl FieldSet {
    pub(super) const fn of(fields: &[Field]) -> Self {
        let mut set = Self(0);
        let mut rest = fields;
        while let [field, others @ ..] = rest {
            set.0 |= Self::bit(*field);
            rest = others;
        }
        set
    }

    /// None for a field that only derived events have.
    const fn bit(field: Field) -> u64 {
        if (field as usize) < WIRE_FIELDS {
            1 << field as u32
        } else {
            0
        }
    }

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn has(self, field: Field) -> bool {
        self.0 & Self::bit(field) != 0
    }

    pub(super) const fn has_number(self, number: usize) -> bool {
        number < WIRE_FIELDS && self.0 & (1 << number) != 0
    }

    pub(super) const fn has_all(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    pub(super) const fn add(&mut self, field: Field) {
        self.0 |= Self::bit(field);
    }

    pub(super) const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The numbers of its fields, rising.
    pub(super) fn numbers(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let number = rest.trailing_zeros() as usize;
            rest &= rest.checked_sub(1)?;
            Some(number)
        })
    }

    /// The place of this field among those of the set, counted in the order of [`Field::ALL`]; `None` if it is
    /// not in the set.
    pub(super) const fn place(self, field: Field) -> Option<usize> {
        let bit = Self::bit(field);
        if self.0 & bit == 0 {
            return None;
        }
        Some((self.0 & (bit - 1)).count_ones() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_number() {
        for (number, field) in Field::ALL.iter().enumerate() {
            assert_eq!(*field as usize, number);
            assert_eq!(Field::named(field.name()), Some(*field));
        }
        // The last bit is for a key that is no field.
        const { assert!(WIRE_FIELDS < 64) };
    }

    #[test]
    fn a_set_counts_its_fields_in_order() {
        let all = FieldSet::of(Field::ALL);
        assert_eq!(all.len(), WIRE_FIELDS);
        for (number, field) in Field::ALL.iter().enumerate() {
            assert_eq!(all.place(*field), (number < WIRE_FIELDS).then_some(number));
        }
        let two = FieldSet::of(&[Field::IsSuccess, Field::EventName]);
        assert_eq!(
            (
                two.place(Field::EventName),
                two.place(Field::Call),
                two.place(Field::IsSuccess)
            ),
            (Some(0), None, Some(1))
        );
        assert!(two.numbers().eq([0, WIRE_FIELDS - 1]) && FieldSet::default().numbers().next().is_none());
        assert!(two.has(Field::IsSuccess) && !two.has(Field::Data) && all.has_all(two) && !two.has_all(all));
    }
}
