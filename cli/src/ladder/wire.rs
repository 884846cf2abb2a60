//! What a journal's line says went in, beside what the replay makes of it: the events in what was received, and the words
//! for an input.

use super::words;
use serde::Deserialize;
use serde_json::{Map, Value};
use wellclient_core::stomp::{Command, Decoder, Item, Limits, Version};

/// A line of a journal.
#[derive(Deserialize)]
pub(crate) struct Line {
    pub(crate) wall: i64,
    pub(crate) offset: i32,
    input: Value,
}

/// What went in.
pub(crate) enum Input<'a> {
    /// Octets, on a socket.
    Received(u64, Vec<u8>),
    /// A reply to a request.
    Response { id: u64, status: u64, body: String },
    /// None came.
    NoResponse { id: u64, why: &'a str },
    /// The application wants something, under a number where it has one.
    Command {
        id: Option<u64>,
        verb: &'a str,
        arguments: &'a Map<String, Value>,
    },
    /// Something else that a person may want to see.
    Note(&'a str, String),
    /// Nothing to be shown: what comes of it is.
    Quiet,
}

impl Line {
    pub(crate) fn read(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }

    pub(crate) fn input(&self) -> Input<'_> {
        let (name, value) = match &self.input {
            Value::String(name) => (name.as_str(), &Value::Null),
            Value::Object(fields) => match fields.iter().next() {
                Some((name, value)) => (name.as_str(), value),
                None => return Input::Quiet,
            },
            _ => return Input::Quiet,
        };
        match name {
            "received" => Input::Received(value[0].as_u64().unwrap_or(0), octets(&value[1])),
            "response" => Input::Response {
                id: value["id"].as_u64().unwrap_or(0),
                status: value["status"].as_u64().unwrap_or(0),
                body: String::from_utf8_lossy(&octets(&value["body"])).into_owned(),
            },
            "noResponse" => Input::NoResponse {
                id: value["id"].as_u64().unwrap_or(0),
                why: value["error"]["message"].as_str().unwrap_or_default(),
            },
            "command" | "recover" | "watch" | "follow" => {
                let Some(arguments) = value.as_object() else {
                    return Input::Quiet;
                };
                let id = ["id", "command"]
                    .iter()
                    .find_map(|name| arguments.get(*name)?.as_u64());
                let verb = arguments.get("verb").and_then(Value::as_str).unwrap_or(name);
                Input::Command { id, verb, arguments }
            }
            "log" => Input::Note("log", value["text"].as_str().unwrap_or_default().to_owned()),
            "reconnect"
            | "answerAsk"
            | "close"
            | "settings"
            | "unfollow"
            | "eventLog"
            | "retrieveAfterConsultation" => {
                let said = match value {
                    Value::Null => String::new(),
                    value => value.to_string(),
                };
                Input::Note(name, said)
            }
            _ => Input::Quiet,
        }
    }
}

fn octets(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.as_bytes().to_vec(),
        Value::Array(octets) => {
            let octets = octets.iter().map(|octet| octet.as_u64().unwrap_or(0));
            octets.map(|octet| u8::try_from(octet).unwrap_or(0)).collect()
        }
        _ => Vec::new(),
    }
}

/// What a command was given, in few words: all but its verb, its number, and the call that it is shown with.
pub(crate) fn arguments(
    given: &Map<String, Value>,
    shown_with: Option<usize>,
    mut call: impl FnMut(&str) -> Option<usize>,
) -> String {
    let shown = given
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "verb" | "id" | "command" | "password" | "state"));
    let words = shown.filter_map(|(name, value)| match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => match call(text) {
            Some(number) => (Some(number) != shown_with).then(|| words::call(number)),
            None => Some(text.clone()),
        },
        Value::Bool(true) => Some(name.clone()),
        Value::Bool(false) => None,
        other => Some(other.to_string()),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The event channel's octets, put together to messages.
pub(crate) struct Channel {
    socket: Option<u64>,
    decoder: Decoder,
}

impl Channel {
    pub(crate) fn new() -> Self {
        Self {
            socket: None,
            decoder: Decoder::new(Limits::default()),
        }
    }

    /// The bodies of the messages that are whole with these octets.
    pub(crate) fn messages(&mut self, socket: u64, octets: &[u8]) -> Vec<String> {
        if self.socket != Some(socket) {
            self.socket = Some(socket);
            self.decoder = Decoder::new(Limits::default());
        }
        self.decoder.feed(octets);
        let mut bodies = Vec::new();
        loop {
            let mut version = None;
            match self.decoder.next_item() {
                Ok(Some(Item::Frame(frame))) => match frame.command() {
                    Command::Message => bodies.push(String::from_utf8_lossy(frame.body()).into_owned()),
                    Command::Connected => {
                        version = frame
                            .header("version")
                            .and_then(|text| text.parse::<Version>().ok());
                    }
                    _ => {}
                },
                Ok(Some(_)) => {}
                Ok(None) => return bodies,
                Err(_) => {
                    self.decoder = Decoder::new(Limits::default());
                    return bodies;
                }
            }
            if let Some(version) = version {
                self.decoder.set_version(version);
            }
        }
    }
}
