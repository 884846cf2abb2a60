//! Each kind of event from the core's.

use client::core::event as core;
use client::core::event::Body;

use super::body::EventBody;
use super::parts::{ActiveCall, CallInfo, RecordingInfo, RecoveredCall};
use super::text::text;
use crate::time::moment;
use crate::vocabulary::AgentMode;

impl From<Body<'_>> for EventBody {
    fn from(body: Body<'_>) -> Self {
        match body {
            Body::AgentLoggedOn(event) => Self::AgentLoggedOn { agent: event.into() },
            Body::AgentLoggedOff(event) => Self::AgentLoggedOff { agent: event.into() },
            Body::AgentReady(event) => Self::AgentReady { agent: event.into() },
            Body::AgentNotReady(event) => Self::AgentNotReady { agent: event.into() },
            Body::AgentWorkingAfterCall(event) => Self::AgentWorkingAfterCall { agent: event.into() },
            Body::AgentAllocated(event) => Self::AgentAllocated { agent: event.into() },
            Body::ServiceInitiated(event) => Self::ServiceInitiated {
                call: CallInfo::from(event.info),
                initiated: event.initiated.into(),
            },
            Body::Originated(event) => Self::Originated {
                call: CallInfo::from(event.info),
                calling: event.calling.into(),
                called: event.called.map(Into::into),
            },
            Body::Delivered(event) => Self::Delivered {
                call: CallInfo::from(event.info),
                alerting: event.alerting.into(),
                is_own: event.is_own,
                calling: event.calling.map(Into::into),
                called: event.called.map(Into::into),
                last_redirection: event.last_redirection.map(Into::into),
                trunk_group: text(&event.trunk_group),
                trunk_member: text(&event.trunk_member),
                original_call: event.original_call.map(Into::into),
                user_data: text(&event.user_data),
                split: text(&event.split),
                call_cause: text(&event.call_cause),
                call_type: text(&event.call_type),
            },
            Body::Established(event) => Self::Established {
                call: CallInfo::from(event.info),
                answering: event.answering.into(),
                calling: event.calling.map(Into::into),
                called: event.called.map(Into::into),
                trunk_group: text(&event.trunk_group),
                trunk_member: text(&event.trunk_member),
                split: text(&event.split),
                user_data: text(&event.user_data),
                sip_call: text(&event.sip_call),
            },
            Body::ConnectionCleared(event) => Self::ConnectionCleared {
                call: CallInfo::from(event.info),
                releasing: event.releasing.into(),
                hangup: event.hangup.map(Into::into),
            },
            Body::Held(event) => Self::Held {
                call: CallInfo::from(event.info),
                holding: event.holding.into(),
            },
            Body::Retrieved(event) => Self::Retrieved {
                call: CallInfo::from(event.info),
                retrieving: event.retrieving.into(),
                sip_call: text(&event.sip_call),
            },
            Body::Transferred(event) => Self::Transferred {
                call: CallInfo::from(event.info),
                primary_old: event.primary_old.map(Into::into),
                secondary_old: event.secondary_old.map(Into::into),
                transferring: event.transferring.map(Into::into),
                transferred_to: event.transferred_to.map(Into::into),
                new_call: event.new_call.map(Into::into),
            },
            Body::Conferenced(event) => Self::Conferenced {
                call: CallInfo::from(event.info),
                primary_old: event.primary_old.map(Into::into),
                secondary_old: event.secondary_old.map(Into::into),
                conferencing: event.conferencing.map(Into::into),
                added: event.added.map(Into::into),
                new_call: event.new_call.map(Into::into),
            },
            Body::Failed(event) => Self::Failed {
                call: CallInfo::from(event.info),
                failed_code: text(&event.failed_code()),
                failed_msg: text(&event.failed_msg),
                called: event.called.map(Into::into),
            },
            Body::RecordStarted(event) => Self::RecordStarted {
                recording: RecordingInfo {
                    call: event.info.map(CallInfo::from),
                    record: text(&event.record),
                    file_name: text(&event.file_name),
                    success: event.success,
                },
            },
            Body::RecordStopped(event) => Self::RecordStopped {
                recording: RecordingInfo {
                    call: event.info.map(CallInfo::from),
                    record: text(&event.record),
                    file_name: text(&event.file_name),
                    success: event.success,
                },
            },
            Body::CallCleared(event) => Self::cleared(event),
            Body::LoginFailed(event) => Self::LoginFailed {
                status: event.status.into(),
                response_text: event.response_text.clone(),
            },
            Body::WsDisconnected => Self::WsDisconnected,
            Body::WsReconnectSucceed(event) => Self::WsReconnectSucceed {
                agent_mode: AgentMode::from(&event.agent_mode),
                active_call: event.active_call.as_ref().map(|active| ActiveCall {
                    call: active.call.clone(),
                    json: active.json.to_string(),
                }),
            },
            Body::RecoverStateSuccess(event) => Self::RecoverStateSuccess {
                agent: event.agent.clone(),
                extension: event.extension.clone(),
                agent_mode: AgentMode::from(&event.agent_mode),
                agent_name: event.agent_name.clone(),
                call: event.call.as_ref().map(|call| RecoveredCall {
                    call: call.call.clone(),
                    calling: call.calling.clone(),
                    called: call.called.clone(),
                    established: call.established,
                }),
            },
            Body::LinkChanged(event) => Self::LinkChanged {
                state: event.state.into(),
                reason: event.reason.clone(),
                end_reason: event.end.map(Into::into),
            },
            Body::SessionEnded(event) => Self::SessionEnded {
                end_reason: event.end.into(),
            },
            Body::ModelCorrected(event) => Self::ModelCorrected {
                calls: event.calls.clone(),
            },
            Body::Anomaly(event) => Self::Anomaly {
                kind: event.kind.into(),
                call: event.call.clone(),
                event: event.event.to_string(),
                detail: event.detail.clone(),
            },
            _ => Self::Other,
        }
    }
}

impl EventBody {
    fn cleared(event: &core::CallCleared) -> Self {
        let (releasing, hangup, cause) = match event.event.body() {
            Body::ConnectionCleared(cleared) => (
                Some(cleared.releasing.into()),
                cleared.hangup.map(Into::into),
                text(&cleared.info.cause),
            ),
            _ => (None, None, None),
        };
        Self::CallCleared {
            call: event.call.clone(),
            releasing,
            hangup,
            cause,
            is_established: event.is_established,
            created: moment(event.create_time_id),
            established: event.established_time_id.map(moment),
            party: event.party_device.clone(),
            is_caller: event.is_caller,
            is_out_call: event.is_out_call,
            is_own: event.is_own,
            data: event.event.raw().to_owned(),
            end_reason: event.end.map(Into::into),
            failed_code: text(&event.failed_code),
            failed_msg: text(&event.failed_msg),
        }
    }
}
