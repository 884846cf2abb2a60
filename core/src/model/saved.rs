//! The model in a form that can be kept: to go on from when the application is started again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::call::{Call, ConnectionState, Party, Role};
use super::limits::{MAX_CALLS, MAX_PARTIES, REMEMBERED};
use super::order::Order;
use super::perspective::Moment;
use super::server_clock::ServerClock;
use super::state::{Listening, Returning};
use super::tracker::Tracker;
use crate::event::AgentMode;
use crate::id::{CallId, CommandId, DeviceId};
use crate::time::Now;

/// The model as it was when it was saved. Times are milliseconds since 1970 UTC.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SavedModel {
    mode: Option<SmolStr>,
    reason: Option<SmolStr>,
    since: Option<i64>,
    /// Who told of the mode, and by which number: a later one is newer.
    told: Option<(SmolStr, u64)>,
    calls: Vec<SavedCall>,
    /// Calls that are to come back.
    returning: Vec<SavedReturn>,
    /// Calls that the device was asked to listen to.
    listening: Vec<CallId>,
    /// How far the server's clock was ahead, milliseconds.
    server_ahead_ms: Option<i64>,
}

/// A call that was handed on, to be taken back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedReturn {
    call: CallId,
    consultation: Option<CallId>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedCall {
    id: CallId,
    parties: Vec<SavedParty>,
    created: i64,
    established: Option<i64>,
    conference: bool,
    calling: Option<DeviceId>,
    called: Option<DeviceId>,
    data: Option<String>,
    /// Whose data that is, and whether it has the server's own keys; not told by what was saved before.
    #[serde(default)]
    data_is: Option<SavedData>,
    trunk: Option<(SmolStr, Option<SmolStr>)>,
    split: Option<SmolStr>,
    sip_call: Option<SmolStr>,
    recording: bool,
    former_ids: Vec<CallId>,
    listens: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedData {
    foreign: bool,
    lacks_keys: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct SavedParty {
    device: DeviceId,
    role: SmolStr,
    leg: SmolStr,
}

impl SavedModel {
    /// The calls that were up.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &CallId> {
        self.calls.iter().take(MAX_CALLS).map(|call| &call.id)
    }
}

impl Tracker {
    /// The model as it can be kept.
    pub fn save(&self) -> SavedModel {
        let model = self.model();
        let agent = model.agent();
        SavedModel {
            mode: Some(agent.mode.as_str().into()),
            reason: agent.reason.clone(),
            since: agent.since.map(|since| since.wall.unix_ms),
            told: model.agent_order.producer.clone().zip(model.agent_order.serial),
            calls: model.calls().iter().map(saved_call).collect(),
            returning: model.returning.iter().map(saved_return).collect(),
            listening: model.listening.iter().map(|known| known.call.clone()).collect(),
            server_ahead_ms: self.clock().ahead_ms(),
        }
    }

    /// A model that was kept: whatever it says may have changed since.
    pub fn restore(&mut self, now: Now, saved: &SavedModel) {
        self.set_clock(ServerClock::restored(saved.server_ahead_ms));
        self.change(|model| {
            if let Some(mode) = &saved.mode {
                model.agent.mode = AgentMode::from(mode.as_str());
                model.agent.reason.clone_from(&saved.reason);
                model.agent.since = saved.since.map(|since| moment(now, since));
            }
            if let Some((producer, serial)) = saved.told.clone() {
                model.agent_order = Order {
                    producer: Some(producer),
                    serial: Some(serial),
                    time: None,
                };
            }
            for call in saved.calls.iter().take(MAX_CALLS) {
                for old in &call.former_ids {
                    model.remember_rename(old.clone(), call.id.clone());
                }
                if model.calls.iter().all(|known| known.id != call.id) {
                    model.calls.push(restored_call(now, call));
                }
            }
            // Those commands were another process's.
            let mut by = (0..=u64::MAX).rev().map(CommandId);
            for (call, by) in saved.listening.iter().zip(&mut by).take(REMEMBERED) {
                model.listening.push_back(Listening {
                    by,
                    call: call.clone(),
                    in_doubt: !model.call(call).is_some_and(|call| call.listens),
                });
            }
            for (saved, by) in saved.returning.iter().zip(by).take(REMEMBERED) {
                model.returning.push_back(Returning {
                    by,
                    call: saved.call.clone(),
                    consultation: saved.consultation.clone(),
                    since: now.monotonic,
                    left_by: None,
                });
            }
        });
        self.mark_unverified();
    }
}

fn saved_return(returning: &Returning) -> SavedReturn {
    SavedReturn {
        call: returning.call.clone(),
        consultation: returning.consultation.clone(),
    }
}

fn saved_call(call: &Call) -> SavedCall {
    let parties = call.parties.iter().map(|party| SavedParty {
        device: party.device.clone(),
        role: party.role.as_str().into(),
        leg: party.leg.as_str().into(),
    });
    SavedCall {
        id: call.id.clone(),
        parties: parties.collect(),
        created: call.created.wall.unix_ms,
        established: call.established.map(|at| at.wall.unix_ms),
        conference: call.conference,
        calling: call.calling.clone(),
        called: call.called.clone(),
        data: call.data.as_deref().map(str::to_owned),
        data_is: Some(SavedData {
            foreign: call.foreign_data,
            lacks_keys: call.lacks_keys,
        }),
        trunk: call.trunk.clone(),
        split: call.split.clone(),
        sip_call: call.sip_call.clone(),
        recording: call.recording,
        former_ids: call.former_ids.clone(),
        listens: call.listens,
    }
}

fn restored_call(now: Now, saved: &SavedCall) -> Call {
    let parties = saved.parties.iter().take(MAX_PARTIES).map(|party| Party {
        device: party.device.clone(),
        role: role(&party.role),
        leg: leg(&party.leg),
        leaving: false,
        verified: false,
    });
    let mut call = Call::new(saved.id.clone(), moment(now, saved.created));
    call.parties = parties.collect();
    call.established = saved.established.map(|at| moment(now, at));
    call.beginning.own_leg_is_known();
    call.listens = saved.listens;
    call.conference = saved.conference;
    call.calling.clone_from(&saved.calling);
    call.called.clone_from(&saved.called);
    call.data = saved.data.as_deref().map(Arc::from);
    call.trunk.clone_from(&saved.trunk);
    call.split.clone_from(&saved.split);
    call.sip_call.clone_from(&saved.sip_call);
    call.recording = saved.recording;
    call.former_ids.clone_from(&saved.former_ids);
    // If nothing tells, the server's own keys may be those of the other call.
    let has_been_another = !saved.former_ids.is_empty();
    let data_is = saved.data_is.unwrap_or(SavedData {
        foreign: has_been_another,
        lacks_keys: has_been_another,
    });
    call.foreign_data = data_is.foreign;
    call.lacks_keys = data_is.lacks_keys;
    call
}

fn moment(now: Now, unix_ms: i64) -> Moment {
    let ago = now.wall.unix_ms.saturating_sub(unix_ms);
    Moment::ago(
        now,
        std::time::Duration::from_millis(u64::try_from(ago).unwrap_or(0)),
    )
}

fn role(word: &str) -> Role {
    let all = [Role::Calling, Role::Called, Role::Listening];
    all.into_iter()
        .find(|role| role.as_str() == word)
        .unwrap_or(Role::Unknown)
}

fn leg(word: &str) -> ConnectionState {
    use ConnectionState::{Alerting, Connected, Fail, Hold, Initiated, Queued};
    let all = [Alerting, Connected, Fail, Hold, Initiated, Queued];
    all.into_iter()
        .find(|leg| leg.as_str() == word)
        .unwrap_or(ConnectionState::Null)
}
