//! One event's way: STOMP frame, JSON, model, subscriber; and each part of it alone, with plain
//! `serde_json` as the peer. Every row does the same 256 calls, 1024 events of some 950 bytes; allocations
//! are counted for all of them.

use std::sync::Arc;

use divan::counter::{BytesCount, ItemsCount};
use divan::{AllocProfiler, Bencher, black_box};
use wellclient_benches::logged_in::{LoggedIn, now};
use wellclient_benches::peers::Plain;
use wellclient_benches::traffic::{bodies, frames};
use wellclient_core::event::{self, Event};
use wellclient_core::model::{Perspective, Tracker};
use wellclient_core::numbers::InternalNumbers;
use wellclient_core::stomp::{Decoder, Item, Limits};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// Counts every row alike: by events, and by the bytes of their JSON.
macro_rules! counted {
    ($bencher:expr) => {
        $bencher
            .counter(ItemsCount::new(bodies().len()))
            .counter(BytesCount::new(bodies().iter().map(String::len).sum::<usize>()))
    };
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
