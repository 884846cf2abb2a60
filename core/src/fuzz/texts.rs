//! What is read as a whole: replies, numbers and addresses, journals.

use crate::dial::{DialString, MAX_DIAL_BYTES, is_phone_number};
use crate::environment::Environment;
use crate::http::reply::{self, ClientState};
use crate::http::{Cookies, MAX_ID_BYTES, Rejection, named_secrets, retry_after_in_seconds};
use crate::journal::Replay;
use crate::secret::Secret;
use crate::time::Wall;

const WALL: Wall = Wall {
    unix_ms: 1_500_000_000_000,
    utc_offset_s: 28_800,
};

/// As many lines of a journal are fed.
const MOST_LINES: usize = 400;

/// A reply: two octets for the status, a line that is a header's value, and the body.
///
/// # Panics
/// Something does not hold: a bug.
pub fn reply(data: &[u8]) {
    let [high, low, rest @ ..] = data else { return };
    let status = u16::from_be_bytes([*high, *low]);
    let mut parts = rest.splitn(2, |octet| *octet == b'\n');
    let header = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let body = parts.next().unwrap_or_default();

    let id = reply::session_id(body);
    assert!(
        id.is_ok_and(|id| !id.is_empty() && id.expose().len() <= 4096) || reply::session_id(body).is_err()
    );
    let made = reply::made_call(body);
    assert!(made.is_none_or(|call| call.as_str().len() <= MAX_ID_BYTES));
    let _ = (
        reply::is_page(body),
        reply::pending_mode(body),
        reply::prefixes(body),
    );
    if let Ok(data) = reply::call_data(body) {
        let object = data.to_object();
        assert!(
            serde_json::from_str::<serde_json::Value>(&object).is_ok_and(|value| value.is_object()),
            "{object}"
        );
    }
    if let Ok(state) = ClientState::from_reply(body)
        && let Some(agent) = &state.agent
        && let Some(call) = &agent.active_call
    {
        assert!(
            call.call_id
                .as_ref()
                .is_none_or(|id| id.as_str().len() <= MAX_ID_BYTES)
        );
    }
    let places = named_secrets(body);
    assert!(
        places
            .iter()
            .all(|place| place.end <= body.len() && place.start <= place.end)
    );
    assert!(places.windows(2).all(|two| two[0].end <= two[1].start));
    let rejection = Rejection::read(status, Some(&header), body, WALL);
    assert!(rejection.body.len() <= 2048 && rejection.to_string().len() < 8192);
    let again = retry_after_in_seconds(&header, Some("Sun, 06 Nov 1994 08:49:37 GMT"));
    assert!(again.len() <= header.len().max(20));

    let Ok(url) = url::Url::parse("https://a.cti.example/sdk/x") else {
        return;
    };
    let mut cookies = Cookies::default();
    let header = Secret::from(header);
    for _ in 0..2 {
        cookies.take(&url, std::slice::from_ref(&header), WALL);
    }
    let sent = cookies.header(&url, WALL);
    let text = sent.as_ref().map_or("", Secret::expose);
    assert!(!text.contains(['\r', '\n', '\0']), "{text:?}");
    // Never to another host.
    if let Ok(other) = url::Url::parse("https://other.example/sdk/x") {
        assert!(cookies.header(&other, WALL).is_none());
    }
    let covered = cookies.covered();
    assert!(serde_json::to_string(&covered).is_ok_and(|json| serde_json::from_str::<Cookies>(&json).is_ok()));
}

/// A number to dial; the same text as an address.
///
/// # Panics
/// Something does not hold: a bug.
pub fn dial(text: &str) {
    let read = DialString::parse(text);
    assert_eq!(read.is_ok(), is_phone_number(text));
    if let Ok(dial) = &read {
        assert!(text.len() <= MAX_DIAL_BYTES && !dial.main_number().is_empty());
        assert_eq!(dial.to_string(), text);
        assert_eq!(DialString::parse(&dial.to_string()).as_ref(), Ok(dial));
        let waits = text.len() - dial.main_number().len();
        assert!(dial.wait().as_secs() <= waits as u64);
    }
    if let Ok(environment) = Environment::custom(text, Some(text)) {
        assert!(matches!(environment.api.scheme(), "http" | "https"));
        let _ = (environment.origin(), environment.with_origin(text).map(drop));
    }
}

/// A journal: its header and its lines.
///
/// # Panics
/// Something does not hold: a bug.
pub fn journal(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let Ok(mut replay) = Replay::new(lines.next().unwrap_or_default()) else {
        return;
    };
    for line in lines.take(MOST_LINES) {
        let mut outputs = 0_usize;
        let fed = replay.feed(line, |_| outputs += 1);
        assert!(
            outputs <= 64 * (line.len() + 64),
            "{outputs} of {} octets",
            line.len()
        );
        if fed.is_err() {
            break;
        }
    }
    let _ = replay.session().snapshot(replay.now());
    let _ = replay.session().event_log().text(replay.now().wall);
}
