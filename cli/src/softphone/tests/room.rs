//! Where there is little room: what is most wanted stays, what is left out is marked, and reasons are whole.

use wellclient::{AgentMode, ConnectionState, Language, Verb};

use super::super::app::{App, Input};
use super::fixture::{
    agent, at, call, consulting, desk, drawn, ended_busy, idle, letter, said, state, talking,
};
use crate::screen::golden::screen;
use crate::screen::theme::Theme;

fn shown(app: &App, width: u16, height: u16) -> String {
    screen(&drawn(app, Theme::PLAIN, width, height).0)
}

/// Without spaces and frames: a text that is wrapped is one text.
fn together(text: &str) -> String {
    text.replace([' ', '\n', '│', '|'], "")
}

#[test]
fn a_consultation_shows_the_customer_and_what_is_known_of_them() {
    let mut snapshot = consulting();
    snapshot.calls[1].data = Some(
        r#"{"originalANI":"8001","originalDNIS":"8002","originalCallId":"a-very-long-id-of-the-switch"}"#
            .into(),
    );
    let app = desk(Language::En, snapshot);
    let text = shown(&app, 80, 24);
    for what in [
        "13800138000 calling connected",
        "order=2967",
        "8002",
        "Calls 2 of 2",
    ] {
        assert!(text.contains(what), "{what}: {text}");
    }
}

#[test]
fn a_call_that_does_not_fit_in_is_counted() {
    for (width, height) in [(24, 7), (40, 12), (40, 9), (60, 8)] {
        let app = desk(Language::En, consulting());
        let text = shown(&app, width, height);
        let both = text.contains("C1 ") && text.contains("C2 ");
        assert!(text.contains("2 of 2") || both, "{width}x{height}: {text}");
    }
}

#[test]
fn a_call_has_its_clocks_in_every_width() {
    for width in 24..=120 {
        let app = desk(Language::En, talking());
        let text = shown(&app, width, 24);
        assert!(text.contains("01:23"), "{width}: {text}");
        let recorded = width < 38 || text.contains("REC");
        assert!(recorded, "{width}: {text}");
    }
}

#[test]
fn why_something_cannot_be_done_is_readable_whole() {
    for (language, why) in [
        (Language::En, "Answer: Not for a call that is connected."),
        (Language::Zh, "接听："),
    ] {
        for (width, height) in [(24, 7), (40, 16), (40, 24), (80, 24), (120, 40)] {
            let mut app = desk(language, talking());
            app.handle(at(3), letter('a'));
            let whole = said(&app).to_owned();
            assert!(whole.starts_with(why), "{whole}");
            let text = shown(&app, width, height);
            assert!(
                together(&text).contains(&together(&whole)),
                "{width}x{height}: {whole}: {text}"
            );
        }
    }
}

#[test]
fn a_sign_stands_beside_a_clock_and_not_in_it() {
    for (width, height) in [(24, 7), (24, 10), (30, 8), (40, 10), (40, 16), (60, 12), (60, 16)] {
        let text = shown(&desk(Language::En, consulting()), width, height);
        for line in text
            .lines()
            .filter(|line| line.contains('…') && !line.contains('['))
        {
            let before = line.rsplit_once('…').unwrap().0.trim_end();
            let last = before.rsplit(' ').next().unwrap();
            let is_cut = last.contains(':') && last.len() < "00:00".len();
            assert!(!is_cut, "{width}x{height}: {line}");
        }
    }
}

#[test]
fn the_team_shows_a_clock_whole_or_not_at_all() {
    let busy = |calls| agent("5002", "8002", AgentMode::Ready, 5, calls);
    let one = call("c", "02155550100", ConnectionState::Connected, &[]);
    let two = call("d", "13800138000", ConnectionState::Hold, &[]);
    for calls in [vec![one.clone()], vec![one, two]] {
        let mut shows = 0;
        for width in 24..=140 {
            let mut app = desk(Language::En, idle());
            app.handle(at(3), letter('2'));
            app.handle(at(4), Input::Watching(Ok(())));
            app.handle(at(4), Input::Team(vec![busy(calls.clone())]));
            let text = shown(&app, width, 24);
            let row = text.lines().find(|line| line.contains("> 5002")).unwrap();
            let said = row.trim_end_matches(['│', ' ']);
            let ends = ["01:23", "connected", "on hold", "…"];
            assert!(ends.iter().any(|end| said.ends_with(end)), "{width}: {row}");
            // What a wider window shows less of, is a second call.
            let clocks = row.matches("01:23").count();
            assert!(clocks >= shows || calls.len() > 1, "{width}: {row}");
            shows = clocks;
        }
        assert_eq!(shows, calls.len());
    }
}

#[test]
fn what_is_too_long_to_be_said_is_marked() {
    let may = [Verb::Drop];
    let long = "1380013800".repeat(20);
    let snapshot = agent(
        "5001",
        "8001",
        AgentMode::Ready,
        5,
        vec![call("a", &long, ConnectionState::Connected, &may)],
    );
    for width in [24, 40, 80] {
        let text = shown(&desk(Language::En, snapshot.clone()), width, 12);
        assert!(text.contains('…') && text.contains("01:23"), "{width}: {text}");
    }
}

#[test]
fn the_end_of_a_call_names_the_call() {
    let mut app = desk(Language::En, consulting());
    app.handle(at(3), state(idle()));
    app.handle(at(3), ended_busy("b", "8002"));
    assert!(said(&app).starts_with("C2 8002: "), "{}", said(&app));
    let last = app.events.lines.back().map(|line| line.text.en.clone());
    assert!(
        last.as_ref().is_some_and(|text| text.ends_with(" C2")),
        "{last:?}"
    );
}
