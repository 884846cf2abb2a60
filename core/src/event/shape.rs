//! Which fields each kind of the server's events has, and which it means nothing without (manual chapter 6).

use super::fields::{Field, FieldSet};
use super::kind::EventKind;

/// The fields that all events can have.
const COMMON: FieldSet = FieldSet::of(&[
    Field::EventName,
    Field::EventTime,
    Field::EventType,
    Field::Serial,
    Field::Producer,
    Field::Namespace,
    Field::SrcDevice,
    Field::Device,
]);

/// The fields that all call events can have.
pub(super) const CALL: FieldSet = FieldSet::of(&[
    Field::Call,
    Field::Connection,
    Field::LocalState,
    Field::AgentStatus,
    Field::OriginCall,
    Field::OriginCalling,
    Field::OriginCalled,
    Field::Cause,
]);

/// The fields of one kind, beside the common ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Those that it means nothing without.
    pub(super) needed: FieldSet,
    /// All that it can have.
    pub(super) fields: FieldSet,
    /// A field, and the one that stands for it where the server leaves it out.
    pub(super) stand_in: Option<(Field, Field)>,
}

impl Shape {
    const fn standing_in(self, absent: Field, other: Field) -> Self {
        Self {
            stand_in: Some((absent, other)),
            ..self
        }
    }
}

impl EventKind {
    /// The fields that an event's table has places for.
    pub(super) const fn layout(self) -> FieldSet {
        COMMON.with(self.shape().fields)
    }

    /// The place of a field in the tables of this kind's events. A field of none of them is a mistake of this
    /// library, found when it is compiled.
    pub(super) const fn place(self, field: Field) -> usize {
        match self.layout().place(field) {
            Some(place) => place,
            None => panic!("no event of this kind has this field"),
        }
    }

    pub(super) const fn shape(self) -> Shape {
        SHAPES[self as usize]
    }
}

/// By the kinds' numbers, put together when this is compiled.
static SHAPES: [Shape; EventKind::ALL.len()] = {
    let mut shapes = [free(FieldSet::of(&[])); EventKind::ALL.len()];
    let mut rest = EventKind::ALL;
    while let [kind, others @ ..] = rest {
        shapes[*kind as usize] = kind.described();
        rest = others;
    }
    shapes
};

impl EventKind {
    const fn described(self) -> Shape {
        match self {
            Self::AgentLoggedOn
            | Self::AgentLoggedOff
            | Self::AgentReady
            | Self::AgentNotReady
            | Self::AgentWorkingAfterCall
            | Self::AgentAllocated => free(FieldSet::of(&[
                Field::Agent,
                Field::AgentMode,
                Field::Devices,
                Field::Queue,
                Field::Reason,
            ])),
            Self::ServiceInitiated => {
                call(&[Field::InitiatedDevice], &[]).standing_in(Field::InitiatedDevice, Field::Device)
            }
            Self::Originated => call(&[Field::CallingDevice], &[Field::CalledDevice]),
            Self::Delivered => call(
                &[Field::AlertingDevice],
                &[
                    Field::CallingDevice,
                    Field::CalledDevice,
                    Field::LastRedirectionDevice,
                    Field::TrunkGroup,
                    Field::TrunkMember,
                    Field::OriginalCall,
                    Field::UserData,
                    Field::Split,
                    Field::CallCause,
                    Field::CallType,
                ],
            ),
            Self::Established => call(
                &[Field::AnsweringDevice],
                &[
                    Field::CallingDevice,
                    Field::CalledDevice,
                    Field::TrunkGroup,
                    Field::TrunkMember,
                    Field::Split,
                    Field::UserData,
                    Field::SipCall,
                ],
            ),
            Self::ConnectionCleared => call(&[Field::ReleasingDevice], &[Field::HangupDevice])
                .standing_in(Field::ReleasingDevice, Field::Device),
            Self::Held => call(&[Field::HoldingDevice], &[]),
            Self::Retrieved => call(&[Field::RetrievingDevice], &[Field::SipCall]),
            Self::Transferred => call(
                &[],
                &[
                    Field::PrimaryOldCall,
                    Field::SecondaryOldCall,
                    Field::TransferringDevice,
                    Field::TransferredToDevice,
                    Field::NewCall,
                ],
            )
            .standing_in(Field::Call, Field::NewCall),
            Self::Conferenced => call(
                &[],
                &[
                    Field::PrimaryOldCall,
                    Field::SecondaryOldCall,
                    Field::ConferencingDevice,
                    Field::AddedParty,
                    Field::NewCall,
                ],
            )
            .standing_in(Field::Call, Field::NewCall),
            Self::Failed => call(
                &[],
                &[Field::FailedCode, Field::FailedMessage, Field::CalledDevice],
            ),
            Self::RecordStarted | Self::RecordStopped => {
                free(CALL.with(FieldSet::of(&[Field::Record, Field::FileName, Field::IsSuccess])))
            }
            // Derived events have no JSON that is read, and of others nothing more is known.
            Self::CallCleared
            | Self::LoginFailed
            | Self::WsDisconnected
            | Self::WsReconnectSucceed
            | Self::RecoverStateSuccess
            | Self::LinkChanged
            | Self::SessionEnded
            | Self::ModelCorrected
            | Self::Anomaly
            | Self::Other => free(FieldSet::of(&[])),
        }
    }
}

/// A call event: it needs its call, too.
const fn call(needed: &[Field], more: &[Field]) -> Shape {
    let needed = FieldSet::of(needed).with(FieldSet::of(&[Field::Call]));
    Shape {
        needed,
        fields: CALL.with(needed).with(FieldSet::of(more)),
        stand_in: None,
    }
}

/// An event that is one without any of its fields.
const fn free(fields: FieldSet) -> Shape {
    Shape {
        needed: FieldSet::of(&[]),
        fields,
        stand_in: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Views look where the fields stand in one kind, for all kinds that share them.
    #[test]
    fn shared_fields_stand_in_the_same_places() {
        let alike = |set: FieldSet, one: EventKind, other: EventKind| {
            let mut fields = Field::ALL.iter().filter(|field| set.has(**field));
            fields.all(|field| one.layout().place(*field) == other.layout().place(*field))
        };
        for kind in EventKind::ALL.iter().copied() {
            assert!(alike(COMMON, kind, EventKind::Other));
            assert!(!kind.is_call_event() || alike(CALL, kind, EventKind::Held));
            assert!(!kind.is_agent_event() || kind.layout() == EventKind::AgentReady.layout());
            assert!(kind.layout().has_all(kind.shape().needed));
        }
    }
}
