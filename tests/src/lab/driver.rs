//! The driver of the sessions: carries out what they want done, and brings them what comes of it.

use std::rc::Rc;
use std::time::Duration;

use wellclient_core::http::HttpRequest;
use wellclient_core::id::RequestId;
use wellclient_core::session::{HttpResponse, Input, Output, SocketAction, SocketId, TransportError};
use wellclient_simulator::pbx::{ApiReply, ApiRequest};

use super::laboratory::{Answer, Happening, Lab, PATIENCE};
use super::network::Fate;
use super::untold::Before;
use super::witness::Deed;

impl Lab {
    /// What goes into a session; a machine that sleeps gets it when it wakes.
    pub(super) fn reach_session(&mut self, happening: Happening) {
        let seat = match &happening {
            Happening::Reply { seat, .. }
            | Happening::Opened { seat, .. }
            | Happening::Closed { seat, .. }
            | Happening::ToClient { seat, .. }
            | Happening::Pong { seat, .. } => *seat,
            _ => return,
        };
        if let Some(until) = self.seats[seat].asleep_until {
            return self.push(until, happening);
        }
        match happening {
            Happening::Reply {
                id,
                about_state,
                result,
                ..
            } => {
                if about_state && let (Some(ledger), Ok(response)) = (&mut self.ledger, &result) {
                    ledger.account(seat, id, response);
                }
                if let Some(fared) = &mut self.fared {
                    let end = result.as_ref().map(|response| response.status);
                    fared.push((seat, format!("{id:?} ends: {end:?}")));
                }
                let watch = about_state && self.watches;
                let before = watch.then(|| Before::of(&self.seats[seat])).flatten();
                self.input(seat, Input::Response { id, result });
                if let Some(before) = before {
                    self.untold.extend(before.untold(seat, &self.seats[seat]));
                }
            }
            Happening::Opened { socket, .. } if self.seats[seat].sockets.contains_key(&socket) => {
                self.input(seat, Input::Connected { socket });
            }
            Happening::Closed {
                socket, retry_after, ..
            } => {
                let reason = "the connection is broken".to_owned();
                self.input(
                    seat,
                    Input::Disconnected {
                        socket,
                        reason: reason.into(),
                        retry_after,
                    },
                );
            }
            Happening::ToClient {
                socket, bytes, event, ..
            } if self.is_alive(seat, socket) => {
                if let (Some(ledger), Some(number)) = (&mut self.ledger, event) {
                    ledger.arrived(seat, number);
                }
                self.input(
                    seat,
                    Input::Received {
                        socket,
                        bytes: &bytes,
                    },
                );
            }
            Happening::ToClient {
                event: Some(number), ..
            } => {
                if let Some(ledger) = &mut self.ledger {
                    ledger.flies(seat, number, false);
                }
            }
            Happening::Pong { socket, .. } => self.input(seat, Input::Pong { socket }),
            _ => {}
        }
    }

    pub(super) fn is_alive(&self, seat: usize, socket: SocketId) -> bool {
        self.seats[seat]
            .sockets
            .get(&socket)
            .is_some_and(|connection| !connection.dead)
    }

    /// Something goes into a session, unless its program has crashed.
    pub fn input(&mut self, seat: usize, input: Input<'_>) {
        self.touched.insert(seat);
        let (now, chair) = (self.now, &mut self.seats[seat]);
        if !chair.crashed {
            chair.session.handle_input(chair.clock(now), input);
            self.drain(seat);
            if let Some(ledger) = &mut self.ledger {
                ledger.settle(seat);
            }
        }
    }

    pub(super) fn wake(&mut self, seat: usize) {
        let (now, chair) = (self.now, &mut self.seats[seat]);
        chair.wakes = chair.wakes.split_off(&(now + Duration::from_nanos(1)));
        if chair.asleep_until.is_some_and(|until| until > now) {
            return;
        }
        if chair.asleep_until.take().is_some() || chair.due.is_some_and(|due| due <= now) {
            self.input(seat, Input::Timeout);
        } else {
            self.queue_wake(seat);
        }
    }

    /// Carries out all that a session wants done.
    pub(super) fn drain(&mut self, seat: usize) {
        loop {
            let output = self.seats[seat].session.poll_output();
            if let Output::Timeout(due) = output {
                return self.arm(seat, due);
            }
            let now = self.now;
            self.seats[seat].note(now, &output);
            match output {
                Output::Request { id, request } => self.send_request(seat, id, &request),
                Output::CancelRequest { id } => {
                    self.cancelled.insert((seat, id));
                }
                Output::Socket { socket, action } => match action {
                    SocketAction::Open { .. } => self.open(seat, socket),
                    SocketAction::Send(text) => self.soon(Happening::ToBroker {
                        seat,
                        socket,
                        bytes: text.into_bytes(),
                    }),
                    SocketAction::Ping => self.ping(seat, socket),
                    SocketAction::Close => self.forget(seat, socket),
                },
                Output::Journal(line) => self.seats[seat].journal.push(line),
                Output::Settled { id, outcome } => self.check_confirmed(seat, id, &outcome),
                _ => {}
            }
        }
    }

    pub(super) fn arm(&mut self, seat: usize, due: Option<Duration>) {
        let chair = &mut self.seats[seat];
        // A timer of the machine's own clock, which stood still while it slept.
        let due = due.map(|due| (due + chair.slept).max(self.now));
        chair.due = due;
        self.queue_wake(seat);
    }

    pub(super) fn queue_wake(&mut self, seat: usize) {
        let chair = &mut self.seats[seat];
        let Some(due) = chair.due.filter(|_| !chair.crashed) else {
            return;
        };
        if chair.wakes.first().is_none_or(|first| due < *first) {
            chair.wakes.insert(due);
            self.push(due, Happening::Wake(seat));
        }
    }

    pub(super) fn send_request(&mut self, seat: usize, id: RequestId, request: &HttpRequest) {
        let api = api_request(request);
        let text = format!(
            "{} {} {}",
            request.method,
            request.url,
            String::from_utf8_lossy(&api.body)
        );
        let about_state = request.url.ends_with("/client-state");
        let lost = |never_sent| {
            Err(TransportError {
                never_sent,
                message: "the connection broke".into(),
                obstacle: None,
            })
        };
        let reply = |result| Happening::Reply {
            seat,
            id,
            about_state,
            result,
        };
        let arrives = |answer| Happening::Request {
            seat,
            id,
            request: Box::new(api),
            answer,
        };
        if let (Some(ledger), Some(witness)) = (&mut self.ledger, &mut self.witness) {
            witness.leaves(seat, &self.seats[seat], id, request);
            if about_state && !witness.is_commanded(seat, id) {
                ledger.asked(seat, id);
            }
        }
        match self.network.fate_of_request(self.now, seat, &text) {
            Fate::Fine => self.soon(arrives(Answer::Give(Duration::ZERO))),
            Fate::Slow(more) if more < PATIENCE => self.soon(arrives(Answer::Give(more))),
            Fate::NeverEnds => {}
            Fate::NeverSent => self.soon(reply(lost(true))),
            Fate::LostBefore => self.soon(reply(lost(false))),
            Fate::LostAfter => self.soon(arrives(Answer::Lose)),
            Fate::CarriedOut { status } => self.soon(arrives(Answer::Instead(status))),
            Fate::Slow(_) | Fate::Silence { carried_out: true } => {
                let given_up = reply(lost(false));
                self.soon(arrives(Answer::Never));
                self.push(self.now + PATIENCE, given_up);
            }
            Fate::Silence { carried_out: false } => self.push(self.now + PATIENCE, reply(lost(false))),
            Fate::Instead {
                status,
                retry_after,
                body,
            } => {
                self.soon(reply(Ok(HttpResponse {
                    status,
                    retry_after,
                    body: body.into_bytes(),
                })));
            }
        }
    }

    pub(super) fn serve(&mut self, seat: usize, id: RequestId, request: &ApiRequest, answer: Answer) {
        // It was still on its way when it was cancelled.
        if self.cancelled.remove(&(seat, id)) {
            return;
        }
        // What was due before happens before.
        self.pbx.advance(self.now);
        self.publish();
        let before = self.ledger.as_ref().map(|ledger| Rc::clone(ledger.now()));
        let reply = self.pbx.handle(self.now, request);
        let status = reply.status;
        let told = self.publish();
        if let Some(fared) = &mut self.fared {
            fared.push((seat, format!("{id:?} at the switch: {} {status}", request.path)));
        }
        let about_state = request.path.ends_with("/client-state");
        let lagging = self.lagging.as_ref().filter(|_| about_state);
        let late = lagging.and_then(|lagging| lagging.account(self.now, request));
        let version = late.as_ref().map(|(_, version)| *version);
        let reply = late.map_or(reply, |(late, _)| late);
        if let (Some(ledger), Some(witness), Some(before)) = (&mut self.ledger, &mut self.witness, before) {
            if about_state {
                ledger.served(seat, id, version.unwrap_or(ledger.version()));
            }
            let deed = Deed {
                call: called(&request.path),
                status,
                before,
                after: Rc::clone(ledger.now()),
                told,
                shared: false,
            };
            witness.done(seat, id, deed);
        }
        let (result, more) = match answer {
            Answer::Give(more) => (Ok(http_response(reply)), more),
            Answer::Lose => (
                Err(TransportError {
                    never_sent: false,
                    message: "the connection broke".into(),
                    obstacle: None,
                }),
                Duration::ZERO,
            ),
            Answer::Instead(status) => {
                let response = HttpResponse {
                    status,
                    retry_after: None,
                    body: Vec::new(),
                };
                (Ok(response), Duration::ZERO)
            }
            Answer::Never => return,
        };
        let at = self.now + self.network.delay(self.now, seat * 2 + 1) + more;
        self.push(
            at,
            Happening::Reply {
                seat,
                id,
                about_state,
                result,
            },
        );
    }
}

/// A request without its transport.
/// A session's request as the switch takes it.
pub fn api_request(request: &HttpRequest) -> ApiRequest {
    let after_scheme = request
        .url
        .split_once("://")
        .map_or(request.url.as_str(), |(_, rest)| rest);
    let target = after_scheme.find('/').map_or("/", |at| &after_scheme[at..]);
    let (path, query) = target
        .split_once('?')
        .map_or((target, None), |(path, query)| (path, Some(query)));
    ApiRequest {
        method: request.method.name().to_owned(),
        path: path.to_owned(),
        query: query.map(str::to_owned),
        session_id: request
            .session_id
            .as_ref()
            .map(|secret| secret.expose().to_owned()),
        content_type: request.content_type.map(str::to_owned),
        body: request.body.as_str().unwrap_or_default().as_bytes().to_vec(),
    }
}

fn http_response(reply: ApiReply) -> HttpResponse {
    let retry_after = reply
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
    HttpResponse {
        status: reply.status,
        retry_after: retry_after.map(|(_, value)| value.clone()),
        body: reply.body.unwrap_or_default().into_bytes(),
    }
}

/// The call that a request is about.
fn called(path: &str) -> Option<String> {
    let (_, rest) = path.split_once("/calls/")?;
    rest.split('/').next().map(str::to_owned)
}
