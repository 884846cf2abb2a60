//! What the server replies with success: read strictly where something depends on it, tolerantly elsewhere.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::MAX_ID_BYTES;
use crate::command::CallDataEntry;
use crate::id::{AgentId, CallId, DeviceId};
use crate::json::with_whole_characters;
use crate::secret::Secret;

/// The longest reply that is read, in bytes.
pub const MAX_REPLY_BYTES: usize = 1024 * 1024;

/// The longest session id that is taken, in bytes.
pub const MAX_SESSION_ID_BYTES: usize = 4096;

/// Why a reply cannot be read. Nothing of the reply is part of it: it may hold a session id.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// There is none.
    #[error("the reply is empty")]
    Empty,
    /// More than [`MAX_REPLY_BYTES`].
    #[error("the reply is longer than {MAX_REPLY_BYTES} bytes")]
    TooLong,
    /// Not UTF-8.
    #[error("the reply is not UTF-8")]
    NotUtf8,
    /// A page for a browser: most likely of a proxy or a portal in between, or the address is wrong.
    #[error("the reply is an HTML page, not JSON: is the address right, or is there a proxy in between?")]
    Html,
    /// Not JSON.
    #[error("the reply is not JSON: line {line}, column {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1; 0 before the first character.
        column: usize,
    },
    /// A field is missing that something depends on.
    #[error("the reply has no {0}")]
    Missing(&'static str),
    /// A field, or the reply itself, is of another type than it must be.
    #[error("the reply's {0} is of the wrong type")]
    WrongType(&'static str),
    /// The session id is empty, too long, or cannot stand in a header.
    #[error("the reply's session id cannot be used")]
    BadSessionId,
}

/// The session id in the login's reply.
///
/// # Errors
/// A reply that is not JSON, has no `sessionId`, or one that cannot stand in a header.
pub fn session_id(body: &[u8]) -> Result<Secret, ReplyError> {
    // Overwritten when it is dropped.
    let text = Secret::from(with_whole_characters(text(body)?).into_owned());
    let raw = named(&pairs(text.expose())?, "sessionId");
    let raw = raw
        .filter(|raw| raw.get() != "null")
        .ok_or(ReplyError::Missing("sessionId"))?;
    let id = serde_json::from_str::<String>(raw.get()).map(Secret::from);
    let id = id.map_err(|_| ReplyError::WrongType("sessionId"))?;
    let fits = !id.is_empty() && id.expose().len() <= MAX_SESSION_ID_BYTES;
    if fits && id.expose().bytes().all(|b| b.is_ascii_graphic()) {
        Ok(id)
    } else {
        Err(ReplyError::BadSessionId)
    }
}

/// A reply to a log-in that cannot be read either, for the same reason, with nothing in it.
pub(crate) fn as_unreadable(error: &ReplyError) -> Vec<u8> {
    match error {
        ReplyError::Empty => "".into(),
        ReplyError::TooLong => vec![b' '; MAX_REPLY_BYTES + 1],
        ReplyError::NotUtf8 => b"\xff".into(),
        ReplyError::Html => "<".into(),
        ReplyError::Missing(_) => "{}".into(),
        ReplyError::WrongType("sessionId") => r#"{"sessionId":0}"#.into(),
        ReplyError::WrongType(_) => "0".into(),
        ReplyError::BadSessionId => r#"{"sessionId":""}"#.into(),
        ReplyError::NotJson { line: 1, column: 1 } => "x".into(),
        ReplyError::NotJson { line: 1, column } => format!("[{:>1$}", 'x', column - 1).into(),
        // A text with the end of a line in it.
        ReplyError::NotJson { line, column: 0 } => format!("[{}\"\n", "\n".repeat(line - 2)).into(),
        ReplyError::NotJson { line, column } => format!("[{}{:>column$}", "\n".repeat(line - 1), 'x').into(),
    }
}

/// Whether the reply is a page for a browser: then something on the way has answered, and the server has seen nothing.
pub fn is_page(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().first() == Some(&b'<')
}

/// The call that `makeCall` made, where the reply says so; `0` is the server's word for none.
pub fn made_call(body: &[u8]) -> Option<CallId> {
    let id = word(&object(body).ok()?, "callId");
    id.filter(|id| id != "0").map(Into::into)
}

/// The mode that a change of mode leads to when the present call has ended, where the reply says so.
pub fn pending_mode(body: &[u8]) -> Option<String> {
    field(&object(body).ok()?, "pendingMode").map(str::to_owned)
}

/// The outside-line prefixes of `getMyPrefix`: the distinct ones, in the reply's order.
///
/// # Errors
/// A reply that is not JSON, or whose `agentTrunks` is not a list.
pub fn prefixes(body: &[u8]) -> Result<Vec<String>, ReplyError> {
    let reply = object(body)?;
    let trunks = match reply.get("agentTrunks") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(trunks) => trunks.as_array().ok_or(ReplyError::WrongType("agentTrunks"))?,
    };
    let mut seen = std::collections::HashSet::new();
    let prefixes = trunks.iter().filter_map(|trunk| word(trunk, "scanPrefix"));
    Ok(prefixes.filter(|prefix| seen.insert(prefix.clone())).collect())
}

/// The data that travels with a call (manual, section 2.17).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CallData {
    /// The data, in the reply's order. A value that is not a text stands as its JSON; `null` as an empty
    /// text.
    pub entries: Vec<CallDataEntry>,
    /// The reply as it came.
    pub raw: String,
}

impl CallData {
    /// The first value named `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &*entry.value)
    }

    /// The data as one JSON object, the values as the server writes them: the form of an event's `userData`.
    pub fn to_object(&self) -> String {
        let raw = with_whole_characters(&self.raw);
        let fields = fields(&raw).unwrap_or_default();
        let fields = fields.into_iter().map(|(key, value)| {
            let value = value.map_or("null", RawValue::get);
            format!("{}:{value}", Value::from(key))
        });
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    }
}

/// The data that travels with a call: `{"entries":[{"key":…,"value":…},…]}`, such a list alone, `{"<key>":<value>}`, or
/// `{"data":{"<key>":<value>}}`. No reply at all is no data.
///
/// # Errors
/// A reply that is not JSON, or of another shape.
pub fn call_data(body: &[u8]) -> Result<CallData, ReplyError> {
    let raw = match text(body) {
        Err(ReplyError::Empty) => return Ok(CallData::default()),
        raw => raw?,
    };
    let whole = with_whole_characters(raw);
    let entries = fields(&whole)?.into_iter().map(|(key, value)| CallDataEntry {
        key,
        value: as_text(value),
    });
    Ok(CallData {
        entries: entries.collect(),
        raw: raw.to_owned(),
    })
}

/// What is in `{"data":{…}}`, the server's wrapping of call data; anything else as it is.
pub(crate) fn inner_data(json: &str) -> &str {
    #[derive(Deserialize)]
    struct Wrapped<'a> {
        #[serde(borrow)]
        data: &'a RawValue,
    }
    // A list would be taken for the fields in their order.
    if !json.trim_ascii_start().starts_with('{') {
        return json;
    }
    // A key is written as it is, or with an escape.
    if !json.contains("\"data\"") && !json.contains('\\') {
        return json;
    }
    let data = match serde_json::from_str::<Wrapped<'_>>(json) {
        Ok(wrapped) => Some(wrapped.data),
        // There is none, or it is there twice.
        Err(_) => pairs(json).ok().and_then(|pairs| named(&pairs, "data")),
    };
    match data {
        Some(data) if starts(data, b'{') => data.get(),
        Some(data) if data.get() == "null" => "{}",
        _ => json,
    }
}

/// Keys and values, in the reply's order.
type Fields<'a> = Vec<(String, Option<&'a RawValue>)>;

fn fields(raw: &str) -> Result<Fields<'_>, ReplyError> {
    let json: &RawValue = serde_json::from_str(raw).map_err(|e| unreadable(&e))?;
    let json: &RawValue = serde_json::from_str(inner_data(json.get())).map_err(|e| unreadable(&e))?;
    Ok(match json.get().as_bytes().first() {
        Some(b'[') => listed(json)?,
        Some(b'{') => {
            let pairs = pairs(json.get())?;
            match named(&pairs, "entries").filter(|list| starts(list, b'[')) {
                Some(list) => listed(list)?,
                None => pairs.into_iter().map(|(key, value)| (key, Some(value))).collect(),
            }
        }
        Some(b'n') => Vec::new(),
        _ => return Err(ReplyError::WrongType("call data")),
    })
}

fn starts(raw: &RawValue, with: u8) -> bool {
    raw.get().as_bytes().first() == Some(&with)
}

fn listed(list: &RawValue) -> Result<Fields<'_>, ReplyError> {
    #[derive(Deserialize)]
    struct Entry<'a> {
        key: String,
        #[serde(borrow, default)]
        value: Option<&'a RawValue>,
    }
    let entries: Vec<Entry<'_>> =
        serde_json::from_str(list.get()).map_err(|_| ReplyError::WrongType("list of call data"))?;
    Ok(entries
        .into_iter()
        .map(|entry| (entry.key, entry.value))
        .collect())
}

fn as_text(value: Option<&RawValue>) -> String {
    match value.map(RawValue::get) {
        None | Some("null") => String::new(),
        Some(json) => serde_json::from_str(json).unwrap_or_else(|_| json.to_owned()),
    }
}

fn named<'a>(pairs: &[(String, &'a RawValue)], name: &str) -> Option<&'a RawValue> {
    let named = pairs.iter().find(|(key, _)| key == name);
    named.map(|(_, value)| *value)
}

/// An object's fields in its own order. Of a key that comes again the last value holds, as with `JSON.parse`.
fn pairs(object: &str) -> Result<Vec<(String, &RawValue)>, ReplyError> {
    struct Pairs<'a>(Vec<(String, &'a RawValue)>);

    impl<'de> Deserialize<'de> for Pairs<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct InOrder;

            impl<'de> Visitor<'de> for InOrder {
                type Value = Pairs<'de>;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                    let mut pairs = Vec::new();
                    let mut places = HashMap::new();
                    while let Some((key, value)) = map.next_entry::<String, _>()? {
                        let place = *places.entry(key.clone()).or_insert(pairs.len());
                        match pairs.get_mut(place) {
                            Some(pair) => *pair = (key, value),
                            None => pairs.push((key, value)),
                        }
                    }
                    Ok(Pairs(pairs))
                }
            }

            deserializer.deserialize_map(InOrder)
        }
    }

    serde_json::from_str::<Pairs<'_>>(object)
        .map(|pairs| pairs.0)
        .map_err(|e| unreadable(&e))
}

/// The client state: who is logged in where, in which mode, with which call. It shows one call at most, even
/// where there are two.
///
/// Every field that is missing, or of another type than it should be, is absent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientState {
    /// The agent.
    pub agent: Option<ClientAgent>,
    /// What the server says about the extension, as JSON; its form is the server's own. Written as JSON it is an object.
    #[serde(with = "as_object")]
    pub extension: Option<String>,
}

/// The server's own JSON, in its place among ours.
mod as_object {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};
    use serde_json::Value;

    pub(super) fn serialize<S: Serializer>(json: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
        let value = json
            .as_deref()
            .map(|json| serde_json::from_str(json).unwrap_or(Value::Null));
        value.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<String>, D::Error> {
        let value = Option::<Value>::deserialize(deserializer)?;
        Ok(value.map(|value| value.to_string()))
    }
}

/// The agent's part of the client state.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientAgent {
    /// The agent.
    pub agent_id: Option<AgentId>,
    /// The extension that the agent is logged in on: `8001@test.cc`.
    pub extension_id: Option<DeviceId>,
    /// The agent's mode, in the server's word.
    pub agent_mode: Option<String>,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// The tenant's domain.
    pub namespace: Option<String>,
    /// The agent's call.
    pub active_call: Option<ActiveCall>,
}

/// A call in the client state.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActiveCall {
    /// The call; `None` where the server's word for it cannot be read.
    pub call_id: Option<CallId>,
    /// The calling device.
    pub ani: Option<DeviceId>,
    /// The called device.
    pub dnis: Option<DeviceId>,
    /// The agent's leg's state, in the words of an event's `localState`.
    pub state: Option<String>,
    /// Which way the call goes.
    pub direction: Option<CallDirection>,
    /// The other side.
    pub other_side: Option<DeviceId>,
    /// When it rang, in the words of an event's `eventTime`: `YYYY.MM.DD hh:mm:ss`, in the server's zone.
    pub ring_time: Option<String>,
    /// When it was answered, likewise.
    pub answer_time: Option<String>,
}

/// Which way a call goes, seen from the agent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum CallDirection {
    /// To the agent.
    In,
    /// From the agent.
    Out,
}

impl ClientState {
    /// Reads the reply to `getClientState`.
    ///
    /// # Errors
    /// A reply that is empty, not JSON, or not an object.
    pub fn from_reply(body: &[u8]) -> Result<Self, ReplyError> {
        let reply = object(body)?;
        let part = |name| reply.get(name).filter(|value| value.is_object());
        Ok(Self {
            agent: part("agent").map(ClientAgent::read),
            extension: part("extension").map(Value::to_string),
        })
    }

    /// Whether it says that `agent` is not logged in on `device`: logged out, or on another device. An account without the
    /// agent or the mode says neither.
    pub fn is_out(&self, agent: &AgentId, device: &DeviceId) -> bool {
        let Some(found) = &self.agent else { return false };
        let is_out = found.agent_mode.as_deref() == Some("Logout");
        let is_elsewhere = found.extension_id.as_ref().is_some_and(|other| other != device);
        found.agent_id.as_ref().is_none_or(|other| other == agent) && (is_out || is_elsewhere)
    }

    /// Whether it tells of this agent at all: an account without the agent or the mode says nothing.
    pub(crate) fn tells_of(&self, agent: &AgentId) -> bool {
        let found = self.agent.as_ref();
        found.is_some_and(|found| found.agent_id.as_ref() == Some(agent) && found.agent_mode.is_some())
    }

    /// Whether it shows a call of the agent, or something that cannot be read and may be one; `0` is the server's word for none.
    pub(crate) fn has_call(&self) -> bool {
        let call = self.agent.as_ref().and_then(|agent| agent.active_call.as_ref());
        call.is_some_and(|call| call.call_id.as_ref().is_none_or(|id| id.as_str() != "0"))
    }

    /// Whether a session of `agent` on `device` can go on from here: both parts are there, they name these
    /// two, and the agent is not logged out.
    pub fn is_usable_for(&self, agent: &AgentId, device: &DeviceId) -> bool {
        self.extension.is_some()
            && self.agent.as_ref().is_some_and(|found| {
                found.agent_id.as_ref() == Some(agent)
                    && found.extension_id.as_ref() == Some(device)
                    && found.agent_mode.as_deref().is_some_and(|mode| mode != "Logout")
            })
    }
}

impl ClientAgent {
    fn read(value: &Value) -> Self {
        let text = |name| field(value, name).map(str::to_owned);
        Self {
            agent_id: field(value, "agentId").map(Into::into),
            extension_id: field(value, "extensionId").map(Into::into),
            agent_mode: text("agentMode"),
            agent_name: text("agentName"),
            namespace: text("namespace"),
            active_call: value.get("activeCall").and_then(ActiveCall::read),
        }
    }
}

impl ActiveCall {
    /// `None` where there is none by the server's word. What cannot be read may be one: then it is there, without an id.
    fn read(value: &Value) -> Option<Self> {
        let is_nothing = |value: Option<&Value>| match value {
            None | Some(Value::Null | Value::Bool(false)) => true,
            Some(Value::String(text)) => matches!(text.as_str(), "" | "0"),
            Some(Value::Object(fields)) => fields.is_empty(),
            Some(other) => other == &Value::from(0),
        };
        let has_no_state =
            is_nothing(value.get("state")) || matches!(field(value, "state"), Some("None" | "Idle" | "Null"));
        if is_nothing(Some(value)) || (value.is_object() && is_nothing(value.get("callId")) && has_no_state) {
            return None;
        }
        let text = |name| field(value, name).map(str::to_owned);
        let device = |name| field(value, name).map(Into::into);
        Some(Self {
            call_id: word(value, "callId").filter(|id| id != "0").map(Into::into),
            ani: device("ani"),
            dnis: device("dnis"),
            state: text("state"),
            direction: match field(value, "direction") {
                Some("In") => Some(CallDirection::In),
                Some("Out") => Some(CallDirection::Out),
                _ => None,
            },
            other_side: device("otherSide"),
            ring_time: text("ringTime"),
            answer_time: text("answerTime"),
        })
    }
}

/// A field that is a text, not empty, and short enough to be kept.
pub(super) fn field<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object
        .get(name)?
        .as_str()
        .filter(|text| !text.is_empty() && text.len() <= MAX_ID_BYTES)
}

/// So, or a whole number, which stands for its text, as in an event.
pub(super) fn word(object: &Value, name: &str) -> Option<String> {
    match object.get(name)?.as_u64() {
        Some(number) => Some(number.to_string()),
        None => field(object, name).map(str::to_owned),
    }
}

/// The reply as a JSON object.
pub(super) fn object(body: &[u8]) -> Result<Value, ReplyError> {
    let json = with_whole_characters(text(body)?);
    let value: Value = serde_json::from_str(&json).map_err(|e| unreadable(&e))?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(ReplyError::WrongType("content"))
    }
}

/// The reply as a text that may be JSON.
fn text(body: &[u8]) -> Result<&str, ReplyError> {
    if body.len() > MAX_REPLY_BYTES {
        return Err(ReplyError::TooLong);
    }
    let text = std::str::from_utf8(body).map_err(|_| ReplyError::NotUtf8)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.chars().next() {
        None => Err(ReplyError::Empty),
        Some('<') => Err(ReplyError::Html),
        Some(_) => {
            // Told apart here, so that what reads a part of it only has to say that the part has the wrong
            // type.
            serde_json::from_str::<IgnoredAny>(text).map_err(|e| unreadable(&e))?;
            Ok(text)
        }
    }
}

fn unreadable(error: &serde_json::Error) -> ReplyError {
    if error.is_data() {
        ReplyError::WrongType("content")
    } else {
        ReplyError::NotJson {
            line: error.line(),
            column: error.column(),
        }
    }
}
