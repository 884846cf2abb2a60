//! Golden screens: in both languages, in several sizes, without colours.

use std::fmt::Write as _;

use crossterm::event::KeyCode;
use unicode_width::UnicodeWidthStr as _;
use wellclient::{AgentMode, ConnectionState, Language, LinkState, Verb};

use super::super::app::{App, Dialog, Input, Press};
use super::super::leaving::Leaving;
use super::fixture::{
    agent, at, call, consulting, control, desk, drawn, form, idle, key, letter, link, ringing, state,
    talking, type_in,
};
use crate::said::Said;
use crate::screen::golden::{compare, compare_picture, has_colour, reversed, screen};
use crate::screen::theme::Theme;

const FOLDER: &str = "src/softphone/tests/golden";
const SIZES: [(u16, u16); 6] = [(124, 34), (80, 24), (60, 18), (36, 14), (40, 10), (24, 7)];

type Scene = (&'static str, fn(Language) -> App);

const SCENES: [Scene; 12] = [
    ("form", |language| {
        let mut app = form(language);
        for text in ["http://127.0.0.1:8080", "5001@test.cc", "8001", "123456"] {
            type_in(&mut app, text);
            app.handle(at(0), key(KeyCode::Tab));
        }
        app.handle(at(0), letter(' '));
        app.login.trouble = Some(Said::as_is(
            "The job number, the password or the domain is wrong.",
        ));
        app
    }),
    ("take-over", |language| {
        let mut app = form(language);
        let sentence = match language {
            Language::En => "The agent is already logged in on another extension, 8009@test.cc.",
            Language::Zh => "座席已登录另外一个分机：8009@test.cc。",
        };
        app.dialog = Some(Dialog::TakeOver(Said::as_is(sentence)));
        app
    }),
    ("idle", |language| desk(language, idle())),
    ("ringing", |language| desk(language, ringing())),
    ("consulting", |language| {
        let mut app = desk(language, talking());
        app.handle(at(10), state(consulting()));
        app.handle(at(22), state(consulting()));
        app
    }),
    ("pending-mode", |language| {
        let mut snapshot = talking();
        let agent = snapshot.agent.as_mut().unwrap();
        agent.mode = AgentMode::NotReady;
        agent.reason = Some("午餐".to_owned());
        agent.pending_mode = Some("Ready".to_owned());
        desk(language, snapshot)
    }),
    ("link-lost", |language| {
        let mut app = desk(language, talking());
        for second in [40, 43, 46] {
            app.handle(at(second), link(LinkState::Waiting));
            app.handle(at(second + 1), link(LinkState::Connecting));
        }
        let mut snapshot = talking();
        snapshot.link = LinkState::Connecting;
        app.handle(at(47), state(snapshot));
        app
    }),
    ("dialling", |language| {
        let mut app = desk(language, idle());
        for number in ["13800138000", "8002"] {
            app.handle(at(3), letter('d'));
            type_in(&mut app, number);
            app.handle(at(3), key(KeyCode::Enter));
        }
        app.handle(at(4), letter('d'));
        app.handle(at(4), key(KeyCode::Up));
        app.handle(at(4), key(KeyCode::Up));
        app.handle(at(4), key(KeyCode::Tab));
        app
    }),
    ("leaving", |language| {
        let mut app = desk(language, talking());
        app.handle(at(3), control('c'));
        app
    }),
    ("ends-when-over", |language| {
        let mut app = desk(language, talking());
        app.handle(at(3), Input::ToldToEnd);
        assert_eq!(app.leaving, Leaving::WhenOver);
        app
    }),
    ("team", |language| {
        let mut app = desk(language, idle());
        app.handle(at(3), letter('2'));
        app.handle(at(4), Input::Watching(Ok(())));
        let mut unknown = agent("5002", "8002", AgentMode::Unknown, 0, Vec::new());
        let nobody = unknown.agent.as_mut().unwrap();
        nobody.device = wellclient::DeviceId::from("");
        nobody.in_mode = None;
        let talks = call("c", "02155550100", ConnectionState::Connected, &[]);
        let mut rings = call("d", "8001", ConnectionState::Alerting, &[]);
        rings.unverified = true;
        let rows = vec![
            unknown,
            agent("5003", "8003", AgentMode::Ready, 3_700, vec![talks]),
            agent("5004", "8004", AgentMode::NotReady, 12, vec![rings]),
            agent("5005", "8005", AgentMode::WorkNotReady, 4, Vec::new()),
        ];
        app.handle(at(5), Input::Team(rows));
        app.handle(at(5), key(KeyCode::Down));
        app
    }),
    ("help", |language| {
        let mut app = desk(language, idle());
        app.demo = true;
        app.handle(at(3), key(KeyCode::F(1)));
        app
    }),
];

#[test]
fn the_picture_in_the_guide() {
    let (_, consulting) = SCENES[4];
    let (buffer, _) = drawn(&consulting(Language::En), Theme::COLOURS, 124, 34);
    compare_picture("softphone", &buffer);
}

#[test]
fn golden_screens() {
    for (name, scene) in SCENES {
        let mut text = String::new();
        for language in [Language::En, Language::Zh] {
            let app = scene(language);
            for (width, height) in SIZES {
                let (buffer, _) = drawn(&app, Theme::PLAIN, width, height);
                assert!(!has_colour(&buffer), "{name}");
                let (coloured, _) = drawn(&app, Theme::COLOURS, width, height);
                assert_eq!(screen(&buffer), screen(&coloured), "{name}");
                let _ = writeln!(text, "# {language:?} {width}x{height}\n{}", screen(&buffer));
            }
        }
        compare(FOLDER, name, &text);
    }
}

/// A wide character's second column belongs to nobody else, and what is framed ends where its frame does.
#[test]
fn wide_characters_align_in_every_size() {
    for (name, scene) in SCENES {
        for language in [Language::En, Language::Zh] {
            let app = scene(language);
            for (width, height) in (1..130)
                .step_by(3)
                .flat_map(|w| [(w, w / 3 + 1), (w, 40), (w, 7)])
            {
                let (buffer, drawn) = drawn(&app, Theme::PLAIN, width, height);
                for y in 0..height {
                    for x in 0..width {
                        let symbol = buffer[(x, y)].symbol();
                        if symbol.width() < 2 {
                            continue;
                        }
                        let next = buffer.cell((x + 1, y)).map(|cell| cell.symbol());
                        assert!(
                            matches!(next, Some(" " | "")),
                            "{name} {width}x{height}: {symbol} at {x},{y} before {next:?}"
                        );
                    }
                }
                for (area, _) in drawn.areas {
                    assert!(
                        area.right() <= width && area.bottom() <= height,
                        "{name} {width}x{height}"
                    );
                }
            }
        }
    }
}

/// What cannot be done is in nobody's way.
#[test]
fn what_can_be_done_is_seen_before_what_cannot() {
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let mut app = scene(Language::En);
            for _ in 0..3 {
                let (_, drawn) = drawn(&app, Theme::PLAIN, width, height);
                let pressed = drawn.areas.iter().filter_map(|(_, press)| match press {
                    Press::Button(index) => Some(*index),
                    _ => None,
                });
                let seen: Vec<usize> = pressed.collect();
                let offers = app.offers();
                let can = |index: &usize| offers[*index].refusal.is_none();
                let is_hidden = (0..offers.len()).any(|index| can(&index) && !seen.contains(&index));
                let in_the_way = seen
                    .iter()
                    .find(|index| !can(index) && app.chosen().button != Some(**index));
                assert!(
                    seen.is_empty() || !is_hidden || in_the_way.is_none(),
                    "{name} {width}x{height}: {:?} hides what can be done",
                    in_the_way.map(|index| offers[*index].label)
                );
                app.handle(at(30), key(KeyCode::Right));
            }
        }
    }
}

/// What rang and was answered by itself leaves its button to those that can be used.
#[test]
fn what_can_be_done_is_seen_when_a_call_has_changed_by_itself() {
    for (width, height) in [(24, 7), (30, 10), (40, 12), (80, 24)] {
        // Chosen unasked, or by the arrows: to hang up.
        for steps in [0, 1] {
            let mut app = desk(Language::En, idle());
            app.handle(at(3), state(ringing()));
            for _ in 0..steps {
                app.handle(at(3), key(KeyCode::Right));
            }
            let chosen = app.chosen().button.unwrap();
            assert!(app.offers()[chosen].refusal.is_none());
            app.handle(at(4), state(talking()));
            app.handle(at(4), state(talking()));
            let shown = screen(&drawn(&app, Theme::PLAIN, width, height).0);
            assert!(shown.contains("[x]"), "{width}x{height} {steps}\n{shown}");
            assert!(!shown.contains("Answer: "), "{shown}");
            // Pressed, it says why.
            app.handle(at(5), letter('a'));
            let shown = screen(&drawn(&app, Theme::PLAIN, width, height).0);
            assert!(shown.contains("Not for a call"), "{width}x{height}\n{shown}");
        }
    }
}

#[test]
fn the_password_is_never_on_the_screen() {
    let mut app = form(Language::En);
    for _ in 0..3 {
        app.handle(at(0), key(KeyCode::Tab));
    }
    type_in(&mut app, "tops3cret");
    let (buffer, drawn) = drawn(&app, Theme::PLAIN, 80, 24);
    let text = screen(&buffer);
    assert!(text.contains("*********") && !text.contains("tops3cret"));
    assert!(drawn.cursor.is_some());
}

#[test]
fn without_colours_the_chosen_button_and_what_rings_are_reversed() {
    let app = desk(Language::En, ringing());
    let (buffer, _) = drawn(&app, Theme::PLAIN, 80, 24);
    let reversed = reversed(&buffer);
    assert!(
        reversed.contains("[a] Answer") && reversed.contains("ringing"),
        "{reversed}"
    );
}

#[test]
fn control_characters_from_outside_do_not_reach_the_terminal() {
    let mut snapshot = ringing();
    if let Some(call) = snapshot.calls.first_mut() {
        call.data = Some("{\"a\":\"x\\u001b[2Jy\"}".into());
        call.queue = Some("\u{7}bell".to_owned());
    }
    if let Some(agent) = &mut snapshot.agent {
        agent.reason = Some("\u{1b}]0;title\u{7}".to_owned());
    }
    let app = desk(Language::En, snapshot);
    for (width, height) in SIZES {
        let (buffer, _) = drawn(&app, Theme::PLAIN, width, height);
        let text = screen(&buffer);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    }
}

#[test]
fn what_is_pressed_with_the_mouse_is_what_is_drawn_there() {
    let mut app = desk(Language::En, talking());
    let (buffer, drawn) = drawn(&app, Theme::PLAIN, 124, 34);
    let text = screen(&buffer);
    let (row, line) = text
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains("[h] Hold"))
        .unwrap();
    let column = line.find("[h]").map(|at| line[..at].width()).unwrap();
    let (column, row) = (u16::try_from(column).unwrap(), u16::try_from(row).unwrap());
    let press = drawn.at(column + 1, row).unwrap();
    let commands = super::fixture::commands(app.handle(at(9), Input::Press(press)));
    assert!(matches!(commands.as_slice(), [command] if command.verb() == Verb::Hold));
    assert!(drawn.at(0, 33).is_none());
}
