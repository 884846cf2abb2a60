//! HTTP: every path of the protocol goes to the PBX, unless a fault strikes it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, RETRY_AFTER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};

use super::control_api::{self, MAX_BODY};
use super::exchange::{Exchange, Shared};
use super::guard::Guard;
use super::socket::Connection;
use super::{broker, cors, websocket};
use crate::fault::{Demand, HttpFault, HttpReply, Refusal};
use crate::observe::Heard;
use crate::pbx::{ApiReply, ApiRequest};
use crate::verb::verb_of;

const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");
/// The cookie of a load balancer with sticky sessions.
const NODE: &str = "SIMULATOR_NODE=n1";
const WEB_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head>\
                        <body><h1>Please sign in to the network</h1></body></html>\n";

/// All that the simulator answers.
pub(crate) fn router(shared: Arc<Shared>, guard: Guard, pages: Router) -> Router {
    let protocol = Router::new().fallback(protocol).layer(from_fn(cors::open));
    let levers = control_api::routes().with_state(shared.clone());
    protocol.with_state(shared).merge(guard.over(levers.merge(pages)))
}

/// The protocol's own paths: the event channel, and all the others.
async fn protocol(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if parts.uri.path().ends_with(websocket::PATH) {
        return event_channel(shared, connection, &mut parts).await;
    }
    match to_bytes(body, MAX_BODY).await {
        Ok(body) => api(&shared, &connection, &parts, body).await,
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}

async fn event_channel(shared: Arc<Shared>, connection: Connection, parts: &mut Parts) -> Response {
    let refusal = shared.with(|exchange, now| {
        let refusal = exchange
            .faults
            .refusal(now)
            .or_else(|| unmet(exchange, now, parts, &[Demand::Cookie, Demand::Origin]))?;
        shared.observer.tell(
            now,
            Heard::Refused {
                status: refusal.status,
                fault: refusal.fault,
            },
        );
        Some(refusal)
    });
    if let Some(refusal) = refusal {
        return status(refusal.status, None, refusal.retry_after_s);
    }
    match WebSocketUpgrade::from_request_parts(parts, &shared).await {
        Ok(upgrade) if shared.broker.is_some() => broker::upgrade(upgrade, parts, shared, connection).await,
        Ok(upgrade) => websocket::upgrade(upgrade, shared, connection),
        Err(rejection) => rejection.into_response(),
    }
}

/// The refusal that a demand of the faults brings, which the request does not meet.
fn unmet(exchange: &mut Exchange, now: Duration, parts: &Parts, demands: &[Demand]) -> Option<Refusal> {
    let meets = |demand: &Demand| match demand {
        Demand::Cookie => parts.headers.get_all(COOKIE).iter().any(has_cookie),
        Demand::Origin => parts.headers.contains_key(ORIGIN),
    };
    let unmet = demands.iter().filter(|demand| !meets(demand));
    unmet
        .copied()
        .find_map(|missing| exchange.faults.refusal_of(now, missing))
}

fn has_cookie(header: &HeaderValue) -> bool {
    let cookies = header.to_str().unwrap_or_default();
    cookies.split(';').any(|cookie| cookie.trim() == NODE)
}

/// A request to the PBX.
async fn api(shared: &Shared, connection: &Connection, parts: &Parts, body: Bytes) -> Response {
    let request = api_request(parts, body);
    let verb = verb_of(&request.method, &request.path, &request.body);
    // Before it is carried out: it may end the session.
    let agent = shared.read(|exchange| exchange.pbx.whose(request.session_id.as_deref()?));
    let fault = shared.with(|exchange, now| exchange.faults.http(now, &request.method, &request.path, verb));
    let fault_id = fault.as_ref().map(|fault| fault.fault);
    let hangs = matches!(
        fault,
        Some(HttpFault {
            reply: HttpReply::Hang,
            ..
        })
    );
    let cut = matches!(
        fault,
        Some(HttpFault {
            reply: HttpReply::Cut,
            ..
        })
    );
    let unmet = shared.with(|exchange, now| match verb {
        "session" => None,
        _ => unmet(exchange, now, parts, &[Demand::Cookie]),
    });
    let fault_id = fault_id.or(unmet.as_ref().map(|refusal| refusal.fault));
    let response = match fault {
        _ if unmet.is_some() => status(unmet.map_or(403, |refusal| refusal.status), None, None),
        None if verb == "session" => with_cookie(shared, handle(shared, &request)),
        None if verb == "login" => {
            api_response(shared.with_reply_first(|exchange, now| exchange.pbx.handle(now, &request)))
        }
        None => handle(shared, &request),
        Some(fault) => struck(shared, fault, &request, parts).await,
    };
    shared.observer.tell(
        shared.now(),
        Heard::Request {
            status: (!hangs && !cut).then_some(response.status().as_u16()),
            verb,
            agent,
            fault: fault_id,
            method: request.method,
            path: request.path,
        },
    );
    if cut {
        // What is returned below never reaches the wire.
        connection.switch.reset();
    }
    if hangs {
        shared.stopped().await;
    }
    response
}

fn api_request(parts: &Parts, body: Bytes) -> ApiRequest {
    let header = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    ApiRequest {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        session_id: header("sessionid"),
        content_type: header("content-type"),
        body: body.into(),
    }
}

/// The log-in's reply names the node that has the session, where a fault has it so.
fn with_cookie(shared: &Shared, mut response: Response) -> Response {
    if shared.read(|exchange| exchange.faults.sets_cookie()) {
        let cookie = HeaderValue::from_static("SIMULATOR_NODE=n1; Path=/; HttpOnly");
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn handle(shared: &Shared, request: &ApiRequest) -> Response {
    api_response(shared.with(|exchange, now| exchange.pbx.handle(now, request)))
}

async fn struck(shared: &Shared, fault: HttpFault, request: &ApiRequest, parts: &Parts) -> Response {
    let early = fault.carried_out.then(|| handle(shared, request));
    if !fault.delay.is_zero() {
        tokio::select! {
            () = tokio::time::sleep(fault.delay) => {}
            () = shared.stopped() => {}
        }
    }
    match fault.reply {
        HttpReply::Right => early.unwrap_or_else(|| handle(shared, request)),
        HttpReply::Status {
            code,
            body,
            retry_after_s,
        } => status(code, body, retry_after_s),
        HttpReply::Redirect => match HeaderValue::from_str(&parts.uri.to_string()) {
            Ok(same_place) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, same_place)]).into_response(),
            Err(_) => StatusCode::LOOP_DETECTED.into_response(),
        },
        HttpReply::Html => {
            let web_page = HeaderValue::from_static("text/html;charset=UTF-8");
            ([(CONTENT_TYPE, web_page)], WEB_PAGE).into_response()
        }
        HttpReply::Empty | HttpReply::Hang | HttpReply::Cut => StatusCode::OK.into_response(),
    }
}

fn status(code: u16, body: Option<String>, retry_after_s: Option<u64>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(seconds) = retry_after_s {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(body) = body {
        response.headers_mut().insert(CONTENT_TYPE, JSON);
        *response.body_mut() = Body::from(body);
    }
    response
}

fn api_response(reply: ApiReply) -> Response {
    let mut response = status(reply.status, reply.body, None);
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
