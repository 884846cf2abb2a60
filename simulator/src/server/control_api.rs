//! The control API, `/simulator/…`: the outside world, the faults and the truth, over HTTP.

use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::exchange::Shared;
use crate::fault::Fault;
use crate::pbx::Control;

/// What a request may carry, octets; the server's own requests, too.
pub(super) const MAX_BODY: usize = 1024 * 1024;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/simulator/state", get(state))
        .route("/simulator/control", post(control))
        .route(
            "/simulator/faults",
            get(faults).post(add_fault).delete(clear_faults),
        )
        .route("/simulator/faults/{id}", delete(remove_fault))
        .route("/simulator/log", get(log))
        .route("/simulator/{*rest}", axum::routing::any(unknown))
}

async fn state(State(shared): State<Arc<Shared>>) -> Response {
    reply(StatusCode::OK, &shared.with(|exchange, _| exchange.pbx.state()))
}

async fn control(State(shared): State<Arc<Shared>>, Json(action): Json<Control>) -> Response {
    match shared.with(|exchange, now| exchange.pbx.control(now, action)) {
        Ok(done) => reply(StatusCode::OK, &done),
        Err(error) => {
            let refused = Refused::new(error.name(), &error);
            refuse(StatusCode::CONFLICT, refused.about(error.of()))
        }
    }
}

async fn faults(State(shared): State<Arc<Shared>>) -> Response {
    reply(StatusCode::OK, &shared.read(|exchange| exchange.faults.list()))
}

async fn add_fault(State(shared): State<Arc<Shared>>, Json(fault): Json<Fault>) -> Response {
    match shared.add_fault(fault) {
        Ok(id) => reply(StatusCode::CREATED, &json!({ "id": id })),
        Err(error) => {
            let refused = Refused::new(error.name(), &error);
            refuse(StatusCode::BAD_REQUEST, refused.about(error.of()))
        }
    }
}

async fn clear_faults(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.clear_faults();
    StatusCode::NO_CONTENT
}

async fn remove_fault(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    match id.parse() {
        Ok(id) if shared.remove_fault(id) => StatusCode::NO_CONTENT.into_response(),
        _ => {
            let refused = Refused::new("no_such_fault", "no such fault stands");
            refuse(StatusCode::NOT_FOUND, refused)
        }
    }
}

async fn log(State(shared): State<Arc<Shared>>) -> Response {
    reply(StatusCode::OK, &shared.observer.log())
}

async fn unknown() -> Response {
    let has = "the control API has state, control, faults and log";
    refuse(StatusCode::NOT_FOUND, Refused::new("no_such_path", has))
}

/// A JSON body, whatever its content type says.
struct Json<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Response> {
        let body: Bytes = to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| {
            let refused = Refused::new("too_large", "the body is too large");
            refuse(StatusCode::PAYLOAD_TOO_LARGE, refused)
        })?;
        serde_json::from_slice(&body).map(Json).map_err(|error| {
            let refused = Refused::new("malformed", &error);
            refuse(StatusCode::BAD_REQUEST, refused.about(Some(error.to_string())))
        })
    }
}

fn reply(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_string(value) {
        Ok(body) => (status, [(CONTENT_TYPE, "application/json;charset=UTF-8")], body).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// Why something is refused, for people and for programs.
#[derive(Serialize)]
pub(super) struct Refused {
    error: String,
    why: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
}

impl Refused {
    pub(super) fn new(why: &'static str, error: impl ToString) -> Self {
        Self {
            error: error.to_string(),
            why,
            of: None,
        }
    }

    /// Whom or what it is about.
    fn about(self, of: Option<impl Into<String>>) -> Self {
        let of = of.map(Into::into);
        Self { of, ..self }
    }
}

pub(super) fn refuse(status: StatusCode, refused: Refused) -> Response {
    reply(status, &refused)
}
