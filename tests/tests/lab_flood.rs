//! One message full of small frames: all of it is taken in, and little memory is needed for what comes of it.

#[path = "../../core/tests/desk/mod.rs"]
mod desk;

use std::alloc::System;

use desk::{Desk, config};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use wellclient_core::session::{Input, Output};
use wellclient_core::vocabulary::LinkState;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes that are allocated now.
fn allocated() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

const MESSAGE: usize = 16 << 20;

/// Feeds one message and takes the outputs one by one, as a driver does; how many events there were, and how much more memory
/// was needed at most than before.
fn flooded(desk: &mut Desk, frame: &str) -> (usize, usize) {
    let count = MESSAGE / frame.len();
    let message = frame.repeat(count).into_bytes();
    let before = allocated();
    let (socket, now) = (desk.open[0], desk.moment());
    let bytes = &message;
    desk.session.handle_input(now, Input::Received { socket, bytes });
    let (mut events, mut most) = (0, 0);
    loop {
        most = most.max(allocated().saturating_sub(before));
        match desk.session.poll_output() {
            Output::Event(_) => events += 1,
            Output::Timeout(_) => break,
            _ => {}
        }
    }
    (events, most)
}

#[test]
fn a_message_of_small_frames_needs_little_more_than_itself() {
    let head = "MESSAGE\nsubscription:sub-0\n\n";
    for (body, each) in [
        (r#"{"eventName":"x"}"#, 1),
        // Something is missing: an anomaly for each.
        (r#"{"eventName":"delivered"}"#, 2),
        // Another agent's.
        (
            r#"{"eventName":"agentReady","agentId":"1@2","agentMode":"Ready"}"#,
            2,
        ),
        // The agent comes and goes.
        (r#"{"eventName":"agentReady","agentMode":"Ready"}"#, 1),
    ] {
        let mut desk = Desk::logged_in(config());
        let frame = format!("{head}{body}\0");
        let (events, most) = flooded(&mut desk, &frame);
        let expected = MESSAGE / frame.len();
        // Copies of the last are dropped.
        if !body.contains("agentReady\",\"agentMode") {
            assert!(events >= expected * each, "{body}: {events} of {expected}");
        }
        assert!(most < 3 * MESSAGE, "{body}: {most}");
        assert_eq!(desk.snapshot().link, LinkState::Active, "{body}");
        // Nothing of it stays.
        desk.seconds(60);
        assert!(desk.session.metrics().events >= expected as u64);
    }
}

/// What is done before all of it is taken in comes after it all the same.
#[test]
fn an_input_comes_after_all_that_was_received() {
    let mut desk = Desk::logged_in(config());
    let (socket, now) = (desk.open[0], desk.moment());
    let frame = "MESSAGE\nsubscription:sub-0\n\n{\"eventName\":\"x\"}\0";
    let message = frame.repeat(5000);
    let bytes = message.as_bytes();
    desk.session.handle_input(now, Input::Received { socket, bytes });
    let reason = "cut".to_owned().into();
    desk.session.handle_input(
        now,
        Input::Disconnected {
            socket,
            reason,
            retry_after: None,
        },
    );
    let mut names = Vec::new();
    loop {
        match desk.session.poll_output() {
            Output::Event(event) => names.push(event.name().to_owned()),
            Output::Timeout(_) => break,
            _ => {}
        }
    }
    assert_eq!(names.iter().filter(|name| *name == "x").count(), 5000);
    assert_eq!(names.iter().position(|name| name == "linkChanged"), Some(5000));
}
