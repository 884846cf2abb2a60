//! Writing a journal: each input becomes a line without secrets.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::line::{Bytes, Entry, Header, Line, VERSION, json};
use crate::command::Command;
use crate::http::{covered_header, named_secrets, reply, retry_after};
use crate::id::CommandId;
use crate::secret::{Mask, cover};
use crate::session::{HttpResponse, Input, SavedState, SessionConfig, SocketId};
use crate::time::Now;

/// Lines that wait for the rest of a message, beside as many as a secret has octets.
const HELD: usize = 64;

/// Octets that are kept of what was written, to know what stands before the next.
const BEFORE: usize = 64;

/// Writes the lines, if a journal is wanted.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    wanted: bool,
    /// A message whose end may be the beginning of a secret, and what came after it.
    held: VecDeque<Held>,
    /// The end of what was written of its stream.
    before: Vec<u8>,
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

/// What is known of one input.
pub(crate) struct Known {
    pub(crate) mask: Arc<Mask>,
    /// The input is the reply of the log-in URL.
    pub(crate) is_login_reply: bool,
    /// The input is a reply that nobody waits for.
    pub(crate) is_late_reply: bool,
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
    pub(crate) fn input(&mut self, now: Now, input: &Input<'_>, known: &Known) -> Vec<String> {
        let mask = &known.mask;
        match input {
            Input::Received { socket, bytes } => self.received(now, *socket, bytes, mask),
            input => {
                let line = json(&Line::new(now, entry(now, input, known)));
                let ends = matches!(
                    input,
                    Input::Disconnected { .. } | Input::Refused { .. } | Input::Close { .. }
                );
                if self.held.is_empty() {
                    return vec![line];
                }
                self.held.push_back(Held::Line(line));
                if ends || self.held.len() > HELD + mask.longest() {
                    self.release_all(mask)
                } else {
                    Vec::new()
                }
            }
        }
    }

    /// A secret can be cut in two: what may be the beginning of one waits for the rest.
    fn received(&mut self, now: Now, socket: SocketId, bytes: &[u8], mask: &Mask) -> Vec<String> {
        let mut lines = Vec::new();
        if self.socket != Some(socket) {
            lines = self.release_all(mask);
            self.socket = Some(socket);
            self.before.clear();
        }
        self.held.push_back(Held::Part(now, Secrecy(bytes.to_vec())));
        if self.held.len() > HELD + mask.longest() {
            lines.extend(self.release_all(mask));
            return lines;
        }
        let (mut joined, from) = self.joined();
        let unfinished = mask.apply_from(&mut joined, from, true);
        self.put_back(&joined, from);
        lines.extend(self.release(joined.len() - from - unfinished));
        lines
    }

    /// All parts that are held, in one piece with what came before, and where they begin.
    fn joined(&self) -> (Vec<u8>, usize) {
        let parts = self.held.iter().filter_map(Held::part).flatten();
        (
            self.before.iter().chain(parts).copied().collect(),
            self.before.len(),
        )
    }

    /// Cuts what was joined into the parts again.
    fn put_back(&mut self, joined: &[u8], from: usize) {
        let mut joined = joined.get(from..).unwrap_or_default();
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
                    self.before.extend_from_slice(&part.0);
                    let socket = self.socket.unwrap_or(SocketId(0));
                    json(&Line::new(now, Entry::Received(socket, part.0.into())))
                }
            });
        }
        let long_ago = self.before.len().saturating_sub(BEFORE);
        self.before.drain(..long_ago);
        lines
    }

    /// Writes all that is held. What may have been the beginning of a secret is taken for one.
    fn release_all(&mut self, mask: &Mask) -> Vec<String> {
        let (mut joined, from) = self.joined();
        let open = mask.apply_from(&mut joined, from, true);
        let end = joined.len();
        cover(&mut joined, end - open..end);
        self.put_back(&joined, from);
        self.release(end - from)
    }
}

fn entry<'a>(now: Now, input: &'a Input<'_>, known: &Known) -> Entry<'a> {
    let mask = &known.mask;
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
            reason: reason.text.as_str().into(),
            obstacle: reason.obstacle,
            retry_after: retry_after.as_deref().map(|value| header(value, now, mask)),
        },
        Input::Refused {
            socket,
            status,
            reason,
            retry_after,
        } => Entry::Refused {
            socket: *socket,
            status: *status,
            reason: reason.text.as_str().into(),
            obstacle: reason.obstacle,
            retry_after: retry_after.as_deref().map(|value| header(value, now, mask)),
        },
        Input::Watch { id, account, agents } => Entry::Watch {
            command: *id,
            job_number: account.job_number.as_str().into(),
            domain: account.domain.as_str().into(),
            agents: agents.clone(),
        },
        Input::Follow { id, agent } => Entry::Follow {
            command: *id,
            agent: agent.clone(),
        },
        Input::Unfollow { agent } => Entry::Unfollow(agent.clone()),
        Input::SetCookies { to, set_cookies } => Entry::SetCookies {
            to: *to,
            set_cookies: set_cookies
                .iter()
                .map(|header| mask.text(&covered_header(header.expose())))
                .collect(),
        },
        Input::Response {
            id,
            result: Ok(response),
        } => Entry::Response {
            id: *id,
            status: response.status,
            retry_after: response
                .retry_after
                .as_deref()
                .map(|value| header(value, now, mask)),
            body: body(response, known),
        },
        Input::Response {
            id,
            result: Err(error),
        } => Entry::NoResponse {
            id: *id,
            error: error.clone(),
        },
        Input::Timeout => Entry::Timeout,
        Input::Command { id, command } => Entry::Command(Cow::Owned(numbered(*id, command, mask))),
        Input::AnswerAsk { force } => Entry::AnswerAsk { force: *force },
        Input::Recover { id, saved } => Entry::Recover {
            command: Some(*id),
            agent: saved.agent.clone(),
            device: saved.device.clone(),
            has_password: saved.password.is_some(),
            state: saved
                .state
                .as_ref()
                .and_then(|state| masked(state, mask))
                .map(Box::new),
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

fn masked(state: &SavedState, mask: &Mask) -> Option<SavedState> {
    let state = SavedState {
        cookies: state.cookies.covered(),
        ..state.clone()
    };
    let json = serde_json::to_string(&state).ok()?;
    serde_json::from_str(&mask.text(&json)).ok()
}

/// The command's JSON, which shows no password, with its number.
fn numbered(id: CommandId, command: &Command, mask: &Mask) -> Box<RawValue> {
    let json = match command {
        // Who logs in where, and no password.
        Command::Login(_) => command.to_json(),
        command => masked_values(&command.to_json(), mask),
    };
    let rest = json.strip_prefix('{').unwrap_or_default();
    let raw = RawValue::from_string(format!("{{\"id\":{},{rest}", id.0));
    raw.unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// Masks what the application has given: not the names of arguments, and not the words that it had to choose from.
fn masked_values(json: &str, mask: &Mask) -> String {
    const CHOSEN: [&str; 5] = ["verb", "mode", "loginMode", "agentMode", "type"];
    let (mut out, mut at, mut depth, mut argument) = (String::new(), 0, 0, "");
    while let Some(octet) = json.as_bytes().get(at) {
        let end = if *octet == b'"' {
            text_end(json.as_bytes(), at)
        } else {
            at + 1
        };
        let token = json.get(at..end).unwrap_or_default();
        let is_name = json.as_bytes().get(end) == Some(&b':');
        match octet {
            b'"' => {
                if is_name && depth == 1 {
                    argument = token.trim_matches('"');
                }
                let is_given = if is_name {
                    argument == "data" && depth > 1
                } else {
                    !CHOSEN.contains(&argument)
                };
                match serde_json::from_str::<String>(token) {
                    Ok(text) if is_given => {
                        out.push_str(&serde_json::Value::from(mask.text(&text)).to_string())
                    }
                    _ => out.push_str(token),
                }
            }
            octet => {
                depth += i32::from(*octet == b'{') - i32::from(*octet == b'}');
                out.push_str(token);
            }
        }
        at = end;
    }
    out
}

/// A `Retry-After` that can be read is no secret, and it is lived by.
fn header(value: &str, now: Now, mask: &Mask) -> String {
    match retry_after(value, now.wall) {
        Some(_) => value.to_owned(),
        None => mask.text(value),
    }
}

/// Nothing is decided by the values that are masked, nor by a reply that nobody waits for.
fn body(response: &HttpResponse, known: &Known) -> Bytes<'static> {
    if known.is_late_reply {
        return Vec::new().into();
    }
    if known.is_login_reply && response.is_success() {
        return login_reply(&response.body).into();
    }
    let mut octets = response.body.clone();
    for place in named_secrets(&octets) {
        cover_value(&mut octets, place);
    }
    known.mask.apply(&mut octets);
    octets.into()
}

/// Covers a value so that JSON stays JSON.
fn cover_value(octets: &mut [u8], place: Range<usize>) {
    let value = octets.get(place.clone()).unwrap_or_default();
    let is_plain = !place
        .start
        .checked_sub(1)
        .is_some_and(|at| matches!(octets.get(at), Some(b'"' | b'\'')));
    let is_number = || serde_json::from_slice::<serde_json::Number>(value).is_ok();
    match value.first() {
        Some(b'{' | b'[') if is_plain => cover_texts(octets, place),
        Some(_) if is_plain && is_number() => cover_texts(octets, place),
        _ => cover(octets, place),
    }
}

/// Only the session id is read of a log-in's reply, and whatever stands beside it can be another secret. Of one that cannot
/// be read, a reply stays that cannot be read either, and for the same reason.
fn login_reply(octets: &[u8]) -> Vec<u8> {
    match reply::session_id(octets) {
        Ok(session_id) => {
            let mut id = session_id.expose().as_bytes().to_vec();
            let length = id.len();
            cover(&mut id, 0..length);
            let id = serde_json::to_string(&String::from_utf8_lossy(&id)).unwrap_or_default();
            format!("{{\"sessionId\":{id}}}").into_bytes()
        }
        Err(error) => reply::as_unreadable(&error),
    }
}

/// Covers texts and numbers.
fn cover_texts(octets: &mut [u8], place: Range<usize>) {
    let mut at = place.start;
    while let Some(octet) = octets.get(at).copied().filter(|_| at < place.end) {
        let end = match octet {
            b'"' => text_end(octets, at),
            b'0'..=b'9' => digits_end(octets, at),
            _ => at + 1,
        };
        let end = end.min(place.end);
        match octet {
            b'"' => cover(octets, at + 1..end.saturating_sub(1).max(at + 1)),
            b'0'..=b'9' => cover(octets, at..end),
            _ => {}
        }
        at = end;
    }
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
        let long = "qwertzui".repeat(reply::MAX_REPLY_BYTES);
        for body in [
            r#"{"sessionId":"ab-9","jwt":"qwertzui"}"#,
            r#"{"sessionId":"qwertzui"}"#,
            r#"{"data":{"sid":"qwertzui"}}"#,
            r#"{"sessionId":12345678,"x":"qwertzui"}"#,
            r#"{"sessionId":"qwertzui qwertzui"}"#,
            r#"{"sessionId":""}"#,
            r#""qwertzui""#,
            r#"[1,"qwertzui"]"#,
            "qwertzui",
            " qwertzui\n",
            "no such user: qwertzui",
            "true qwertzui",
            "{sessionId:qwertzui}",
            r#"{"sessionId":"S1","x":"qwertzui"} qwertzui"#,
            r#"{"password":"qwertzui"#,
            "{\n\"password\":\n\t\"qwertzui\",\n",
            "{\n\"password\":\n\t\"qwertzui\n",
            "[\n\n",
            "\u{feff}<html>qwertzui</html>",
            "<input name=password value=qwertzui>",
            "\u{feff} ",
            "密码是 qwertzui",
            "",
            &long,
        ] {
            let kept = login_reply(body.as_bytes());
            let error = |body| reply::session_id(body).map(|_| ());
            assert_eq!(error(&kept), error(body.as_bytes()), "{body:.60}");
            assert_eq!(
                reply::is_page(&kept),
                reply::is_page(body.as_bytes()),
                "{body:.60}"
            );
            let kept = String::from_utf8(kept).unwrap();
            assert!(
                !kept.contains("qwertzui") && !kept.contains("12345678"),
                "{kept:.60}"
            );
        }
        let no_text = login_reply(b"qwertzui\xff");
        assert_eq!(reply::session_id(&no_text), Err(reply::ReplyError::NotUtf8));
        assert!(!no_text.starts_with(b"qwertzui"));
    }
}
