//! Peers: plain `serde_json`, and a client as one writes it by hand in an afternoon. The latter has none of this library's
//! promises: no order, no copies found, no log, no derived events.

use std::collections::{HashMap, VecDeque};
use std::hint::black_box;
use std::sync::{Arc, Mutex};

use serde::Deserialize;
use serde_json::value::RawValue;

/// An event as a derived struct that borrows everything, and so reads no text with an escape in it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Plain<'a> {
    pub event_name: &'a str,
    pub event_time: Option<&'a str>,
    pub event_type: Option<&'a str>,
    pub serial: Option<u64>,
    #[serde(borrow)]
    pub topics: Option<Vec<&'a str>>,
    pub namespace: Option<&'a str>,
    pub src_device_id: Option<&'a str>,
    pub device_id: Option<&'a str>,
    pub call_id: Option<&'a str>,
    pub connection_id: Option<&'a str>,
    pub local_state: Option<&'a str>,
    pub agent_status: Option<&'a str>,
    pub cause: Option<&'a str>,
    #[serde(borrow)]
    pub origin_call_info: Option<PlainOrigin<'a>>,
    pub calling_device: Option<&'a str>,
    pub called_device: Option<&'a str>,
    pub alerting_device: Option<&'a str>,
    pub answering_device: Option<&'a str>,
    pub releasing_device: Option<&'a str>,
    pub hangup_device: Option<&'a str>,
    pub split: Option<&'a str>,
    #[serde(borrow)]
    pub user_data: Option<&'a RawValue>,
}

/// `originCallInfo` of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct PlainOrigin<'a> {
    pub call_id: Option<&'a str>,
    pub calling_device: Option<&'a str>,
    pub called_device: Option<&'a str>,
}

/// An event of the client by hand: what it keeps, owned, with its JSON.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct ByHandEvent {
    pub name: String,
    pub call: Option<String>,
    pub raw: String,
}

/// A client by hand: headers split, JSON read into a struct, the legs of each call in a map, a queue for the subscriber.
#[derive(Debug, Default)]
pub struct ByHand {
    calls: HashMap<String, Vec<(String, String)>>,
    queue: Mutex<VecDeque<Arc<ByHandEvent>>>,
}

impl ByHand {
    /// One frame all the way.
    pub fn pass(&mut self, frame: &[u8]) {
        let Some(body) = body_of(frame) else { return };
        let Ok(plain) = serde_json::from_str::<Plain<'_>>(body) else {
            return;
        };
        let device = plain
            .releasing_device
            .or(plain.answering_device)
            .or(plain.alerting_device);
        if let (Some(call), Some(device)) = (plain.call_id, device) {
            let legs = self.calls.entry(call.to_owned()).or_default();
            legs.retain(|(leg, _)| leg != device);
            if plain.event_name != "connectionCleared" {
                legs.push((device.to_owned(), plain.event_name.to_owned()));
            } else if plain.src_device_id == Some(device) {
                self.calls.remove(call);
            }
        }
        let event = Arc::new(ByHandEvent {
            name: plain.event_name.to_owned(),
            call: plain.call_id.map(str::to_owned),
            raw: body.to_owned(),
        });
        let mut queue = self.queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        queue.push_back(event);
        if let Some(event) = queue.pop_front() {
            black_box(event.call.as_deref());
        }
    }
}

/// The body of a MESSAGE.
fn body_of(frame: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(frame).ok()?.strip_suffix('\0')?;
    let (head, body) = text.split_once("\n\n")?;
    let mut lines = head.lines();
    if lines.next() != Some("MESSAGE") {
        return None;
    }
    lines
        .any(|line| line.starts_with("subscription:"))
        .then_some(body)
}
