//! Writing a journal: each input becomes a line without secrets.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::line::{Bytes, Entry, Header, Line, VERSION, json};
use super::mask::{Mask, cover};
use crate::command::Command;
use crate::http::{named_secrets, reply};
use crate::id::CommandId;
use crate::secret::Secret;
use crate::session::{HttpResponse, Input, SessionConfig, SocketId};
use crate::time::Now;

/// Secrets that were found in replies and are remembered.
const FOUND: usize = 32;

/// Of what is named like a secret in a reply, less than this is not looked for elsewhere.
const WORTH_REMEMBERING: usize = 6;

/// Lines that wait for the rest of a message.
const HELD: usize = 64;

/// What stands for the session id in the reply to a log-in.
const SESSION_ID: &str = "sessionId";

/// Writes the lines, if a journal is wanted.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    wanted: bool,
    /// Made anew only when there are other secrets.
    mask: Arc<Mask>,
    masked: Vec<Secret>,
    /// Tokens and the like that replies have brought, the oldest first.
    found: VecDeque<Secret>,
    /// A message whose end may be the beginning of a secret, and what came after it.
    held: VecDeque<Held>,
    socket: Option<SocketId>,
}

#[derive(Debug)]
enum Held {
    /// A part of a message, unmasked.
    Part(Now, Secrecy),
    Line(String),
}

impl Held {
    fn part(&self) -> Option<&Vec<u8>> {
        match self {
            Self::Part(_, part) => Some(&part.0),
            Self::Line(_) => None,
        }
    }
}

/// Octets that `Debug` does not show.
struct Secrecy(Vec<u8>);

impl std::fmt::Debug for Secrecy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} octets", self.0.len())
    }
}

/// Who the secrets are of, for one input.
pub(crate) struct Known<'a> {
    /// Password and session id.
    pub(crate) secrets: Vec<&'a Secret>,
    /// The own ids, which are none.
    pub(crate) own: Vec<&'a str>,
    /// The input is the reply of the log-in URL.
    pub(crate) is_login_reply: bool,
}

impl Writer {
    pub(crate) fn new(config: &SessionConfig) -> Self {
        Self {
            wanted: config.journal,
            ..Self::default()
        }
    }

    pub(crate) fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// The first line.
    pub(crate) fn header(&self, config: &SessionConfig) -> Option<String> {
        let header = Header {
            journal: VERSION,
            config: Cow::Borrowed(config),
        };
        self.wanted.then(|| json(&header))
    }

    /// The lines that can be written once this input has come.
    pub(crate) fn input(&mut self, now: Now, input: &Input<'_>, known: &Known<'_>) -> Vec<String> {
        if let Input::Response {
            result: Ok(response), ..
        } = input
        {
            self.learn(response);
        }
        self.renew_mask(known);
        let mask = Arc::clone(&self.mask);
        match input {
            Input::Received { socket, bytes } => self.received(now, *socket, bytes, &mask),
            input => {
                let line = json(&Line::new(now, entry(input, &mask, known.is_login_reply)));
                let ends = matches!(input, Input::Disconnected { .. } | Input::Close { .. });
                if self.held.is_empty() {
                    return vec![line];
                }
                self.held.push_back(Held::Line(line));
                if ends || self.held.len() > HELD {
                    self.release_all(&mask)
                } else {
                    Vec::new()
                }
            }
        }
    }

    fn renew_mask(&mut self, known: &Known<'_>) {
        let secrets = || known.secrets.iter().copied().chain(&self.found);
        if !secrets().eq(&self.masked) {
            self.mask = Arc::new(Mask::new(secrets(), &known.own));
            self.masked = secrets().cloned().collect();
        }
    }

    /// A secret can be cut in two: what may be the beginning of one waits for the rest.
    fn received(&mut self, now: Now, socket: SocketId, bytes: &[u8], mask: &Mask) -> Vec<String> {
        let mut lines = Vec::new();
        if self.socket != Some(socket) {
            lines = self.release_all(mask);
            self.socket = Some(socket);
        }
        self.held.push_back(Held::Part(now, Secrecy(bytes.to_vec())));
        if self.held.len() > HELD {
            lines.extend(self.release_all(mask));
            return lines;
        }
        let mut joined = self.joined();
        mask.apply(&mut joined);
        let unfinished = mask.unfinished(&joined);
        self.put_back(&joined);
        lines.extend(self.release(joined.len() - unfinished));
        lines
    }

    /// All parts that are held, in one piece.
    fn joined(&self) -> Vec<u8> {
        let parts = self.held.iter().filter_map(Held::part);
        parts.flatten().copied().collect()
    }

    /// Cuts what was joined into the parts again.
    fn put_back(&mut self, mut joined: &[u8]) {
        for held in &mut self.held {
            if let Held::Part(_, part) = held
                && let Some((first, rest)) = joined.split_at_checked(part.0.len())
            {
                part.0.copy_from_slice(first);
                joined = rest;
            }
        }
    }

    /// Writes what is held, up to the part that ends after so many octets.
    fn release(&mut self, done: usize) -> Vec<String> {
        let (mut lines, mut end) = (Vec::new(), 0);
        while let Some(held) = self.held.pop_front() {
            end += held.part().map_or(0, |part| part.len());
            if end > done {
                self.held.push_front(held);
                break;
            }
            lines.push(match held {
                Held::Line(line) => line,
                Held::Part(now, part) => {
                    let socket = self.socket.unwrap_or(SocketId(0));
                    json(&Line::new(now, Entry::Received(socket, part.0.into())))
                }
            });
        }
        lines
    }

    /// Writes all that is held. What may have been the beginning of a secret is taken for one.
    fn release_all(&mut self, mask: &Mask) -> Vec<String> {
        let mut joined = self.joined();
        mask.apply(&mut joined);
        let open = mask.unfinished(&joined);
        let end = joined.len();
        cover(&mut joined, end - open..end);
        self.put_back(&joined);
        self.release(end)
    }

    /// A reply can bring secrets that are not known yet.
    fn learn(&mut self, response: &HttpResponse) {
        let body = &response.body;
        let named = named_secrets(body)
            .into_iter()
            .filter_map(|place| std::str::from_utf8(body.get(place)?).ok())
            .filter(|value| value.len() >= WORTH_REMEMBERING)
            .map(Secret::from);
        for secret in reply::session_id(body).into_iter().chain(named) {
            if !self.found.contains(&secret) {
                if self.found.len() == FOUND {
                    self.found.pop_front();
                }
                self.found.push_back(secret);
            }
        }
    }
}

fn entry<'a>(input: &'a Input<'_>, mask: &Mask, is_login_reply: bool) -> Entry<'a> {
    match input {
        Input::Opening { socket } => Entry::Opening(*socket),
        Input::Connected { socket } => Entry::Connected(*socket),
        Input::Received { socket, bytes } => {
            let mut octets = bytes.to_vec();
            mask.apply(&mut octets);
            Entry::Received(*socket, octets.into())
        }
        Input::Pong { socket } => Entry::Pong(*socket),
        Input::Disconnected {
            socket,
            reason,
            retry_after,
        } => Entry::Disconnected {
            socket: *socket,
            reason: mask.text(reason).into(),
            retry_after: retry_after.as_deref().map(|value| mask.text(value)),
        },
        Input::Response {
            id,
            result: Ok(response),
        } => Entry::Response {
            id: *id,
            status: response.status,
            retry_after: response.retry_after.as_deref().map(|value| mask.text(value)),
            body: body(response, mask, is_login_reply),
        },
        Input::Response {
            id,
            result: Err(error),
        } => {
            let mut error = error.clone();
            error.message = mask.text(&error.message);
            Entry::NoResponse { id: *id, error }
        }
        Input::Timeout => Entry::Timeout,
        Input::Command { id, command } => Entry::Command(Cow::Owned(numbered(*id, command, mask))),
        Input::AnswerAsk { force } => Entry::AnswerAsk { force: *force },
        Input::Recover { id, saved } => Entry::Recover {
            command: Some(*id),
            agent: saved.agent.clone(),
            device: saved.device.clone(),
            has_password: saved.password.is_some(),
        },
        Input::Reconnect => Entry::Reconnect,
        Input::Settings(settings) => Entry::Settings(settings.clone()),
        Input::RetrieveAfterConsultation(retrieve) => Entry::RetrieveAfterConsultation(*retrieve),
        Input::Log { kind, text } => Entry::Log {
            kind: *kind,
            text: mask.text(text).into(),
        },
        Input::EventLog(change) => Entry::EventLog(*change),
        Input::Close { logout } => Entry::Close { logout: *logout },
    }
}

/// The command's JSON, which shows no password, with its number.
fn numbered(id: CommandId, command: &Command, mask: &Mask) -> Box<RawValue> {
    let json = mask.text(&command.to_json());
    let rest = json.strip_prefix('{').unwrap_or_default();
    let raw = RawValue::from_string(format!("{{\"id\":{},{rest}", id.0));
    raw.unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// Nothing is decided by the values that are masked.
fn body(response: &HttpResponse, mask: &Mask, is_login_reply: bool) -> Bytes<'static> {
    let mut octets = response.body.clone();
    if is_login_reply && response.is_success() {
        return login_reply(octets).into();
    }
    for place in named_secrets(&octets) {
        cover(&mut octets, place);
    }
    mask.apply(&mut octets);
    octets.into()
}

/// Only the session id is read of a log-in's reply, and whatever stands beside it can be another secret.
fn login_reply(mut octets: Vec<u8>) -> Vec<u8> {
    if let Ok(session_id) = reply::session_id(&octets) {
        let mut id = session_id.expose().as_bytes().to_vec();
        let length = id.len();
        cover(&mut id, 0..length);
        let id = serde_json::to_string(&String::from_utf8_lossy(&id)).unwrap_or_default();
        return format!("{{\"{SESSION_ID}\":{id}}}").into_bytes();
    }
    // Why it could not be read must stay: texts and numbers are covered, and the one name that is looked for is not.
    let mut at = 0;
    while let Some(octet) = octets.get(at).copied() {
        let end = match octet {
            b'"' => text_end(&octets, at),
            b'0'..=b'9' => digits_end(&octets, at),
            _ => at + 1,
        };
        let inside = at + 1..end.saturating_sub(1).max(at + 1);
        match octet {
            b'"' if octets.get(inside.clone()) != Some(SESSION_ID.as_bytes()) => cover(&mut octets, inside),
            b'0'..=b'9' => cover(&mut octets, at..end),
            _ => {}
        }
        at = end;
    }
    octets
}

/// Where the JSON text that begins here ends.
fn text_end(octets: &[u8], at: usize) -> usize {
    let mut escaped = false;
    let rest = octets.get(at + 1..).unwrap_or_default();
    let length = rest.iter().position(|octet| {
        let ends = *octet == b'"' && !escaped;
        escaped = *octet == b'\\' && !escaped;
        ends
    });
    at + 2 + length.unwrap_or(rest.len())
}

fn digits_end(octets: &[u8], at: usize) -> usize {
    let digits = octets.iter().skip(at).take_while(|octet| octet.is_ascii_digit());
    at + digits.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_s_reply_keeps_only_what_is_decided_by() {
        for (body, expected) in [
            (r#"{"sessionId":"ab-9","jwt":"x.y.z"}"#, r#"{"sessionId":"xx*1"}"#),
            (r#"{"data":{"sid":"abc9"}}"#, r#"{"xxxx":{"xxx":"xxx1"}}"#),
            (r#"{"sessionId":123456}"#, r#"{"sessionId":100000}"#),
            (r#"{"sessionId":"a b"}"#, r#"{"sessionId":"x x"}"#),
            (r#""tok\"en9""#, r#""xxx**xx1""#),
            ("", ""),
        ] {
            let read = login_reply(body.as_bytes().to_vec());
            let read = String::from_utf8(read).unwrap();
            assert_eq!(
                reply::session_id(read.as_bytes()).map(|_| ()),
                reply::session_id(body.as_bytes()).map(|_| ()),
                "{body}"
            );
            assert_eq!(read, expected);
        }
    }
}
