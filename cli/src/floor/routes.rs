//! What the floor answers: its files, the stream of what happens, and what is done at its telephones. What happens outside is
//! the simulator's control API.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use wellclient::{Command, Verb};

use super::shared::Shared;
use super::{lookout, stream, words};
use crate::refused;
use crate::said::{Said, said};
use crate::web::{self, file, live, sealed};

/// What somebody is asked for in.
const DIALOG: &str = "<dialog id=\"ask\" aria-labelledby=\"ask-title\"></dialog>\n";

/// The page's parts, by name.
const FILES: [(&str, &str); 7] = [
    ("page.css", include_str!("page/page.css")),
    ("main.js", include_str!("page/main.js")),
    ("store.js", include_str!("page/store.js")),
    ("phone.js", include_str!("page/phone.js")),
    ("floor.js", include_str!("page/floor.js")),
    ("outside.js", include_str!("page/outside.js")),
    ("timeline.js", include_str!("page/timeline.js")),
];

/// A script is the longest of what is sent.
const MAX_BODY: usize = 256 * 1024;

type Floor = State<Arc<Shared>>;

pub(super) fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(async || web::page("floor", DIALOG)))
        .route(
            "/floor/words.js",
            get(async || file("words.js", &words::module())),
        )
        .route("/floor/{file}", get(part))
        .route("/floor/events", get(events))
        .route("/floor/desks", post(log_in))
        .route("/floor/desks/{id}", delete(remove))
        .route("/floor/desks/{id}/verb", post(verb))
        .route("/floor/desks/{id}/answer", post(answer))
        .route("/floor/desks/{id}/reconnect", post(reconnect))
        .route("/floor/script", post(play).delete(stop))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(map_response(sealed))
        .with_state(shared)
}

async fn part(Path(name): Path<String>) -> Response {
    match FILES.iter().chain(&web::FILES).find(|(known, _)| *known == name) {
        Some((name, text)) => file(name, text),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn events(State(floor): Floor, asked: live::Asked) -> Response {
    // As it is now, for a page that is the first one.
    floor.board.state(&lookout::state(&floor.simulator));
    live::tell(asked, stream::stream(floor.board.clone()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogIn {
    agent: String,
    ext: String,
    #[serde(default)]
    ready: bool,
}

async fn log_in(State(floor): Floor, body: Bytes) -> Response {
    let asked: LogIn = match serde_json::from_slice(&body) {
        Ok(asked) => asked,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &refused::malformed(&error)),
    };
    match floor.desks.log_in(&asked.agent, &asked.ext, asked.ready) {
        Ok(id) => reply(StatusCode::CREATED, &json!({ "id": id })),
        Err(why) => refuse(StatusCode::CONFLICT, &why),
    }
}

async fn verb(State(floor): Floor, Path(id): Path<String>, body: Bytes) -> Response {
    let Some(desk) = floor.desks.get(&id) else {
        return no_desk();
    };
    match Command::from_json(&String::from_utf8_lossy(&body)) {
        // It would need a password, and none is ever sent here.
        Ok(command) if command.verb() == Verb::Login => {
            let why = said!("log in by POST /floor/desks", "请用 POST /floor/desks 登录");
            refuse(StatusCode::BAD_REQUEST, &why)
        }
        Ok(command) => {
            let id = desk.begin(command);
            reply(StatusCode::ACCEPTED, &json!({ "command": id.0 }))
        }
        Err(error) => refuse(StatusCode::BAD_REQUEST, &refused::command(&error)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    force: bool,
}

async fn answer(State(floor): Floor, Path(id): Path<String>, body: Bytes) -> Response {
    let Some(desk) = floor.desks.get(&id) else {
        return no_desk();
    };
    match serde_json::from_slice(&body) {
        Ok(Answer { force }) => {
            desk.session.answer_ask(force);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => refuse(StatusCode::BAD_REQUEST, &refused::malformed(&error)),
    }
}

async fn reconnect(State(floor): Floor, Path(id): Path<String>) -> Response {
    let Some(desk) = floor.desks.get(&id) else {
        return no_desk();
    };
    desk.reconnect();
    StatusCode::NO_CONTENT.into_response()
}

async fn remove(State(floor): Floor, Path(id): Path<String>) -> Response {
    match floor.desks.remove(&id) {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => no_desk(),
        Err(why) => refuse(StatusCode::CONFLICT, &why),
    }
}

async fn play(State(floor): Floor, body: Bytes) -> Response {
    let text = String::from_utf8_lossy(&body);
    match floor.scripts.play(&text, &floor.simulator, floor.board.clone()) {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(error) => refuse(StatusCode::BAD_REQUEST, &refused::script(&error)),
    }
}

async fn stop(State(floor): Floor) -> StatusCode {
    if floor.scripts.stop() {
        floor.board.script(&json!({ "state": "stopped" }));
    }
    StatusCode::NO_CONTENT
}

fn no_desk() -> Response {
    let why = said!("There is no such telephone.", "没有这部话机。");
    refuse(StatusCode::NOT_FOUND, &why)
}

fn refuse(status: StatusCode, why: &Said) -> Response {
    reply(status, &json!({ "error": why }))
}

fn reply(status: StatusCode, value: &Value) -> Response {
    let json = [(CONTENT_TYPE, "application/json")];
    (status, json, value.to_string()).into_response()
}
