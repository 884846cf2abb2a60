//! A telephone as the page draws it: the session's snapshot, with short names of calls, reasons in both languages, and
//! moments in place of spans, so that it changes only where something has happened.

use std::time::Duration;

use serde_json::{Value, json};
use wellclient::{Action, Snapshot};

use crate::link::Link;
use crate::said::Said;
use crate::softphone::calls::{Calls, Shown};
use crate::softphone::words;

/// What there is besides the snapshot.
pub(super) struct Beside<'a> {
    pub(super) id: &'a str,
    pub(super) ext: &'a str,
    pub(super) link: &'a Link,
    /// The agent is logged in elsewhere, which was said so.
    pub(super) asks: Option<&'a Said>,
    /// Why the last log-in has failed.
    pub(super) trouble: Option<&'a Said>,
    /// Why the pending mode was asked for.
    pub(super) pending_reason: Option<&'a str>,
    /// Verbs that are not settled yet.
    pub(super) under_way: Vec<&'static str>,
}

pub(super) fn view(snapshot: &Snapshot, calls: &Calls, beside: &Beside<'_>) -> Value {
    let mut view = json!(snapshot);
    let shown: Vec<Value> = calls.shown.iter().map(call).collect();
    let pair = calls.consultation();
    put(&mut view, "calls", shown.into());
    put(&mut view, "actions", actions(&snapshot.actions));
    put(
        &mut view,
        "consultation",
        json!(pair.map(|(held, consulted)| json!({ "held": held, "consulted": consulted }))),
    );
    let end = snapshot.session_end;
    let end = end.map(|end| Said::of(|language| words::session_end(end, language).to_owned()));
    put(&mut view, "sessionEnd", json!(end));
    if let Some(agent) = view.get_mut("agent").and_then(Value::as_object_mut) {
        agent.remove("inModeMs");
        agent.insert("pendingReason".to_owned(), json!(beside.pending_reason));
    }
    let attempts = beside.link.attempts();
    put(
        &mut view,
        "attempt",
        json!(attempts.map(|(number, of)| json!({ "number": number, "of": of }))),
    );
    put(&mut view, "id", beside.id.into());
    put(&mut view, "ext", beside.ext.into());
    put(&mut view, "asks", json!(beside.asks));
    put(&mut view, "trouble", json!(beside.trouble));
    put(&mut view, "underWay", json!(beside.under_way));
    view
}

fn call(shown: &Shown) -> Value {
    let mut call = json!(shown.call);
    let held = shown.held_since.map(millis);
    if let Some(fields) = call.as_object_mut() {
        fields.remove("ageMs");
        fields.remove("talkingMs");
    }
    // As an object, where it is one.
    let data = shown.call.data.as_deref();
    let data: Option<Value> = data.and_then(|data| serde_json::from_str(data).ok());
    put(&mut call, "data", json!(data));
    put(&mut call, "name", shown.name().into());
    put(&mut call, "heldSince", json!(held));
    put(&mut call, "actions", actions(&shown.call.actions));
    call
}

/// Each verb, and why not.
fn actions(actions: &[Action]) -> Value {
    let actions = actions.iter().map(|action| {
        let refusal = action.permission.as_ref().err();
        let why = refusal.map(|refusal| Said::of(|language| words::refusal(refusal, language)));
        json!({ "verb": action.verb.name(), "why": why })
    });
    actions.collect()
}

fn put(value: &mut Value, name: &str, field: Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.insert(name.to_owned(), field);
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
