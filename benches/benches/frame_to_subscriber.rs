//! One event's way: STOMP frame, JSON, model, subscriber; and each part of it alone, with plain
//! `serde_json` as the peer. Every row does the same 256 calls, 1024 events of some 950 bytes; allocations
//! are counted for all of them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use divan::counter::{BytesCount, ItemsCount};
use divan::{AllocProfiler, Bencher, black_box};
use serde::Deserialize;
use serde_json::value::RawValue;
use wellclient_core::command::{Command, LoginRequest};
use wellclient_core::environment::Environment;
use wellclient_core::event::{self, Event};
use wellclient_core::model::{Perspective, Tracker};
use wellclient_core::numbers::InternalNumbers;
use wellclient_core::session::{HttpResponse, Input, Output, Session, SessionConfig, SocketAction, SocketId};
use wellclient_core::stomp::{Decoder, Item, Limits};
use wellclient_core::time::{Now, Wall};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const CALLS: u64 = 256;

fn main() {
    divan::main();
}

/// The events of one inbound call as the server sends them, with what differs filled in.
fn call(number: u64) -> [String; 4] {
    let id = format!("6aee1dda-d4a2-4d3c-8fab-{number:012x}");
    let outside = "13800000000@test.cc";
    let event = |step: u64, name: &str, device: &str, fields: &str| {
        let serial = 100_000 + number * 8 + step;
        format!(
            concat!(
                r#"{{"eventName":"{name}","eventSrc":"8001@test.cc","eventTime":"2026.11.22 10:11:12","#,
                r#""eventType":"csta","serial":{serial},"params":{{"_amqpTopic":"event.csta.test.cc","#,
                r#""agent":"5001@test.cc","subscriptionId":"http%3A%2F%2Fsdkserver%3A58080%2Fevent-sink"}},"#,
                r#""_type":"component.cti.event.CallEvent","topics":["agent:5001@test.cc","extension","#,
                r#""crossRefId:4235","CtiWorker_ctiworker-57ubl","{name}","device:8001@test.cc","csta"],"#,
                r#""namespace":"test.cc","srcDeviceId":"8001@test.cc","callId":"{id}","#,
                r#""deviceId":"{device}","#,
                r#""localState":"Connect","connectionId":"{device}|{id}","cause":"NORMAL","#,
                r#""agentStatus":"OnCallIn","originCallInfo":{{"callId":"{id}","callingDevice":"{outside}","#,
                r#""calledDevice":"8001@test.cc"}},{fields}}}"#
            ),
            name = name,
            serial = serial,
            id = id,
            device = device,
            outside = outside,
            fields = fields,
        )
    };
    let ends = format!(
        concat!(
            r#""callingDevice":"{outside}","calledDevice":"8001@test.cc","trunkGroup":"1","#,
            r#""trunkMember":"7","split":"sales","userData":{{"customer":"42"}}"#
        ),
        outside = outside,
    );
    let cleared = |device: &str| format!(r#""releasingDevice":"{device}","hangupDevice":"{outside}""#);
    [
        event(
            1,
            "delivered",
            "8001@test.cc",
            &format!(r#""alertingDevice":"8001@test.cc",{ends}"#),
        ),
        event(
            2,
            "established",
            "8001@test.cc",
            &format!(r#""answeringDevice":"8001@test.cc",{ends}"#),
        ),
        event(3, "connectionCleared", outside, &cleared(outside)),
        event(4, "connectionCleared", "8001@test.cc", &cleared("8001@test.cc")),
    ]
}

fn bodies() -> Vec<String> {
    (1..=CALLS).flat_map(call).collect()
}

fn frame(body: &str, number: usize) -> Vec<u8> {
    format!(
        "MESSAGE\ndestination:/topic/event.agent.*.5001@test_cc\n\
         content-type:application/json;charset=UTF-8\n\
         subscription:sub-0\nmessage-id:T_sub-0@@session-{number}\ncontent-length:{}\n\n{body}\0",
        body.len()
    )
    .into_bytes()
}

fn frames() -> Vec<Vec<u8>> {
    bodies()
        .iter()
        .enumerate()
        .map(|(number, body)| frame(body, number))
        .collect()
}

/// Counts every row alike: by events, and by the bytes of their JSON.
macro_rules! counted {
    ($bencher:expr) => {
        $bencher
            .counter(ItemsCount::new(bodies().len()))
            .counter(BytesCount::new(bodies().iter().map(String::len).sum::<usize>()))
    };
}

fn now() -> Now {
    Now {
        monotonic: Duration::from_secs(1),
        wall: Wall {
            unix_ms: 1_795_391_543_961,
            utc_offset_s: 8 * 3600,
        },
    }
}

/// What waits for a subscriber: a queue behind a lock, as the runtime keeps one.
#[derive(Default)]
struct Subscriber(Mutex<VecDeque<Arc<Event>>>);

impl Subscriber {
    fn offer(&self, event: &Arc<Event>) {
        self.0.lock().unwrap().push_back(Arc::clone(event));
    }

    fn read(&self) {
        if let Some(event) = self.0.lock().unwrap().pop_front() {
            black_box(event.call_id());
        }
    }
}

/// A session with an agent logged in, brought there by a server that says yes to everything.
struct LoggedIn {
    session: Session,
    socket: SocketId,
    subscriber: Subscriber,
}

impl LoggedIn {
    fn new(event_log: bool) -> Self {
        let mut config = SessionConfig::new(Environment::custom("http://cti.example", None).unwrap());
        config.settings.auto_answer = false;
        config.event_log = event_log;
        let session = Session::new(config).unwrap();
        let mut logged_in = Self {
            session,
            socket: SocketId(0),
            subscriber: Subscriber::default(),
        };
        let login = LoginRequest::new("5001", "123456", "test.cc", "8001");
        logged_in.session.command(now(), Command::Login(login));
        while logged_in.answer() {}
        for name in ["agentLoggedOn", "agentReady"] {
            let body = format!(
                r#"{{"eventName":"{name}","agentId":"5001@test.cc","agentMode":"Ready","eventType":"agent"}}"#
            );
            logged_in.receive(&frame(&body, 0));
            while logged_in.answer() {}
        }
        assert!(logged_in.session.saved().is_some(), "the log-in is not over");
        logged_in
    }

    /// Does what the session wants done next; whether there was anything.
    fn answer(&mut self) -> bool {
        match self.session.poll_output() {
            Output::Timeout(_) => return false,
            Output::Request { id, request } => {
                let body = if request.url.ends_with("/login") {
                    &br#"{"sessionId":"s"}"#[..]
                } else {
                    b""
                };
                let response = HttpResponse {
                    status: 200,
                    retry_after: None,
                    body: body.to_vec(),
                };
                self.session.handle_input(
                    now(),
                    Input::Response {
                        id,
                        result: Ok(response),
                    },
                );
            }
            Output::Socket { socket, action } => match action {
                SocketAction::Open { .. } => {
                    self.socket = socket;
                    self.session.handle_input(now(), Input::Connected { socket });
                }
                SocketAction::Send(frame) if frame.starts_with("CONNECT") => {
                    self.receive(b"CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0");
                }
                SocketAction::Send(frame) if frame.starts_with("SUBSCRIBE") => {
                    self.receive(b"RECEIPT\nreceipt-id:subscribed\n\n\0");
                }
                _ => {}
            },
            _ => {}
        }
        true
    }

    fn receive(&mut self, bytes: &[u8]) {
        self.session.handle_input(
            now(),
            Input::Received {
                socket: self.socket,
                bytes,
            },
        );
    }

    /// One frame all the way: decoded, applied, what is derived from it too, and read by the subscriber.
    fn pass(&mut self, frame: &[u8]) {
        self.receive(frame);
        loop {
            match self.session.poll_output() {
                Output::Event(event) => {
                    self.subscriber.offer(&event);
                    self.subscriber.read();
                }
                Output::Timeout(_) => return,
                _ => {}
            }
        }
    }
}

/// All of it.
#[divan::bench(args = [true, false])]
fn frame_to_subscriber(bencher: Bencher<'_, '_>, event_log: bool) {
    let frames = frames();
    counted!(bencher)
        .with_inputs(|| LoggedIn::new(event_log))
        .bench_local_refs(|logged_in| {
            for frame in &frames {
                logged_in.pass(frame);
            }
        });
}

/// STOMP alone.
#[divan::bench]
fn frame_decode(bencher: Bencher<'_, '_>) {
    let frames = frames();
    counted!(bencher)
        .with_inputs(|| Decoder::new(Limits::default()))
        .bench_local_refs(|decoder| {
            for frame in &frames {
                decoder.feed(frame);
                while let Ok(Some(item)) = decoder.next_item() {
                    if let Item::Frame(frame) = item {
                        black_box(frame.body());
                    }
                }
            }
        });
}

/// JSON to the library's event alone.
#[divan::bench]
fn event_decode(bencher: Bencher<'_, '_>) {
    let bodies = bodies();
    counted!(bencher).bench_local(|| {
        for body in &bodies {
            black_box(event::decode(body.as_bytes()).unwrap());
        }
    });
}

/// The call model alone, with its order and its window for late events.
#[divan::bench]
fn tracker(bencher: Bencher<'_, '_>) {
    let events: Vec<Arc<Event>> = bodies()
        .iter()
        .map(|body| Arc::new(event::decode(body.as_bytes()).unwrap()))
        .collect();
    let perspective = || Perspective {
        agent: "5001@test.cc".into(),
        device: "8001@test.cc".into(),
        internal: InternalNumbers::default(),
    };
    counted!(bencher)
        .with_inputs(|| Tracker::new(perspective()))
        .bench_local_refs(|tracker| {
            for event in &events {
                black_box(tracker.offer(now(), event));
            }
        });
}

/// The peer: `serde_json` to a value of any shape.
#[divan::bench]
fn json_to_value(bencher: Bencher<'_, '_>) {
    let bodies = bodies();
    counted!(bencher).bench_local(|| {
        for body in &bodies {
            black_box(serde_json::from_slice::<serde_json::Value>(body.as_bytes()).unwrap());
        }
    });
}

/// The peer: `serde_json` to a derived struct that borrows everything, and so reads no text with an escape
/// in it.
#[divan::bench]
fn json_to_struct(bencher: Bencher<'_, '_>) {
    let bodies = bodies();
    counted!(bencher).bench_local(|| {
        for body in &bodies {
            black_box(serde_json::from_slice::<Plain<'_>>(body.as_bytes()).unwrap());
        }
    });
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is only read into")]
struct Plain<'a> {
    event_name: &'a str,
    event_time: Option<&'a str>,
    event_type: Option<&'a str>,
    serial: Option<u64>,
    #[serde(borrow)]
    topics: Option<Vec<&'a str>>,
    namespace: Option<&'a str>,
    src_device_id: Option<&'a str>,
    device_id: Option<&'a str>,
    call_id: Option<&'a str>,
    connection_id: Option<&'a str>,
    local_state: Option<&'a str>,
    agent_status: Option<&'a str>,
    cause: Option<&'a str>,
    #[serde(borrow)]
    origin_call_info: Option<PlainOrigin<'a>>,
    calling_device: Option<&'a str>,
    called_device: Option<&'a str>,
    alerting_device: Option<&'a str>,
    answering_device: Option<&'a str>,
    releasing_device: Option<&'a str>,
    hangup_device: Option<&'a str>,
    split: Option<&'a str>,
    #[serde(borrow)]
    user_data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is only read into")]
struct PlainOrigin<'a> {
    call_id: Option<&'a str>,
    calling_device: Option<&'a str>,
    called_device: Option<&'a str>,
}
