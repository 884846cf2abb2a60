//! The wallboard as a page: what it is told, and what is served.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::unfold;
use serde_json::{Value, json};
use tokio::sync::watch;
use wellclient::{AgentSnapshot, CallSnapshot, Doubt, Snapshot};

use super::board::{Board, Count, Counts};
use crate::said::Said;
use crate::softphone::words::{MODES, is_mode_doubtful};
use crate::web::{self, file, live, sealed};

const FILES: [(&str, &str); 2] = [
    ("page.css", include_str!("page/page.css")),
    ("main.js", include_str!("page/main.js")),
];
/// The page's own words, by language.
pub(super) const WORDS: &str = include_str!("page/words.json");

/// So many columns a plot has at most.
const COLUMNS: usize = 240;

/// The newest picture of the board, for every page that is open.
#[derive(Clone)]
pub(super) struct Pages(Arc<watch::Sender<Arc<str>>>);

impl Pages {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new("null".into())))
    }

    /// Tells it to all, if it is another than before.
    pub(super) fn show(&self, picture: &Value) {
        let text: Arc<str> = picture.to_string().into();
        self.0.send_if_modified(|shown| {
            let differs = *shown != text;
            *shown = text;
            differs
        });
    }

    pub(super) fn routes(self) -> Router {
        Router::new()
            .route("/", get(async || web::page("wallboard", "")))
            .route("/wallboard/words.js", get(words))
            .route("/wallboard/events", get(events))
            .route("/wallboard/{file}", get(part))
            .layer(map_response(sealed))
            .with_state(self)
    }
}

async fn words() -> Response {
    let words = web::words::table(WORDS);
    file("words.js", &format!("export const WORDS = {words};\n"))
}

async fn part(Path(name): Path<String>) -> Response {
    match FILES.iter().chain(&web::FILES).find(|(known, _)| *known == name) {
        Some((name, text)) => file(name, text),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn events(State(pages): State<Pages>, asked: live::Asked) -> Response {
    let mut pictures = pages.0.subscribe();
    pictures.mark_changed();
    let now = jiff::Timestamp::now().as_millisecond().to_string();
    let events = unfold((Some(now), pictures), async |(now, mut pictures)| {
        let told = match now {
            Some(now) => live::message("now", &now),
            None => {
                pictures.changed().await.ok()?;
                live::message("board", &pictures.borrow_and_update().clone())
            }
        };
        Some((told, (None, pictures)))
    });
    live::tell(asked, events)
}

/// All of it, with moments in place of spans, so that it changes only where something has happened.
pub(super) fn picture(board: &Board, trouble: Option<&Said>) -> Value {
    let rings = board.rings_longest();
    let certainly = rings.filter(|call| !call.unverified);
    let longest_now = certainly.map_or(Duration::ZERO, |call| call.age);
    json!({
        "link": board.link,
        "opening": board.opening,
        "trouble": trouble,
        "since": board.since.strftime("%H:%M").to_string(),
        "talking": count(board.talking_now()),
        "waiting": count(board.waiting()),
        "ringsSince": rings.map(|call| call.created),
        "ringsInDoubt": rings.is_some_and(|call| call.unverified),
        // What goes on is told by its beginning.
        "longestMs": (certainly.is_none() || board.longest > longest_now).then_some(board.longest.as_millis() as u64),
        "modes": MODES.each_ref().map(|mode| json!([mode, count(board.in_mode(mode))])),
        "total": counts(board.total),
        "rows": board.rows.iter().filter_map(|row| agent(board, row)).collect::<Vec<_>>(),
        "minutes": board.talking.minutes(),
        "talkingByMinute": board.talking.columns(COLUMNS),
        "perhapsTalkingByMinute": board.perhaps_talking.columns(COLUMNS),
        "endedByMinute": board.ended.columns(COLUMNS),
    })
}

fn count(count: Count) -> Value {
    json!({ "all": count.all, "doubtful": count.doubtful })
}

fn counts(counts: Counts) -> Value {
    json!({ "answered": counts.answered, "missed": counts.missed, "made": counts.made })
}

fn agent(board: &Board, row: &Snapshot) -> Option<Value> {
    let agent: &AgentSnapshot = row.agent.as_ref()?;
    Some(json!({
        "id": agent.id,
        "device": agent.device.number(),
        "mode": agent.mode,
        "modeInDoubt": is_mode_doubtful(agent),
        "reason": agent.reason,
        "refused": board.is_refused(row),
        "since": agent.since,
        "sinceInDoubt": agent.doubts.has(Doubt::Since),
        "counts": counts(board.counts(&agent.id)),
        "calls": row.calls.iter().map(call).collect::<Vec<_>>(),
    }))
}

fn call(call: &CallSnapshot) -> Value {
    let others = call.parties.iter().filter(|party| !party.own);
    let others: Vec<&str> = others.map(|party| party.device.number()).collect();
    json!({
        "others": others,
        "leg": call.leg,
        "since": call.established.unwrap_or(call.created),
        "unverified": call.unverified,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn everything_is_said_in_both_languages() {
        crate::web::words::check(super::WORDS);
    }
}
