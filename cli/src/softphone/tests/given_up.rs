//! It is to end after the call, and the server is gone: it ends when the server would have given the agent up.

use wellclient::{Language, LinkState};

use super::super::app::{Effect, Input};
use super::super::leaving::Leaving;
use super::fixture::{at, desk, link, talking};

#[test]
fn whoever_is_to_end_waits_for_a_lost_server_as_long_as_it_waits_for_the_agent() {
    let mut app = desk(Language::En, talking());
    app.handle(at(100), link(LinkState::Waiting));
    app.handle(at(101), link(LinkState::Connecting));
    app.handle(at(102), link(LinkState::Waiting));
    assert!(app.handle(at(110), Input::ToldToEnd).is_empty());
    assert_eq!(app.leaving, Leaving::WhenOver);
    assert!(app.handle(at(279), Input::Tick).is_empty());
    let effects = app.handle(at(280), Input::Tick);
    assert!(matches!(effects.as_slice(), [Effect::Leave]), "{effects:?}");
    assert!(app.is_given_up());
}

#[test]
fn whoever_stays_or_has_the_server_back_goes_on() {
    let mut app = desk(Language::En, talking());
    app.handle(at(100), link(LinkState::Waiting));
    assert!(
        app.handle(at(1000), Input::Tick).is_empty(),
        "nobody told it to end"
    );
    app.handle(at(1001), link(LinkState::Active));
    app.handle(at(1002), Input::ToldToEnd);
    assert!(app.handle(at(2000), Input::Tick).is_empty(), "the link stands");
}
