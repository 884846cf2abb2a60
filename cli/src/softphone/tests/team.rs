//! What a supervisor does with a team.

use crossterm::event::KeyCode;
use wellclient::{Command, ConnectionState, Language};

use super::super::app::{App, Dialog, Effect, Input, Tab};
use super::fixture::{
    agent, agent_id, at, call, commands, desk, device, drawn, form, id, idle, key, letter, said, state,
    talking, type_in,
};
use crate::screen::golden::screen;
use crate::screen::theme::Theme;

#[test]
fn a_supervisor_listens_joins_and_takes() {
    let mut app = form(Language::En);
    let effects = app.handle(at(2), state(idle()));
    assert!(matches!(effects.as_slice(), [Effect::Watch(agents)] if agents.len() == 2));
    assert!(app.handle(at(3), key(KeyCode::Tab)).is_empty());
    assert_eq!(app.tab, Tab::Team);
    app.handle(at(3), Input::Watching(Ok(())));
    let talks = call("t", "13912345678", ConnectionState::Connected, &[]);
    let row = agent("5003", "8003", wellclient::AgentMode::Ready, 9, vec![talks]);
    app.handle(at(4), Input::Team(vec![row]));
    let (whose, number) = (device("8003"), "8001".to_owned());
    for (c, expected) in [
        (
            'i',
            Command::ForceListen {
                call: id("t"),
                device: device("8001"),
            },
        ),
        (
            'j',
            Command::ForceJoin {
                device: whose.clone(),
                call: id("t"),
                number: number.clone(),
            },
        ),
        (
            't',
            Command::ForceTake {
                device: whose.clone(),
                call: id("t"),
                number,
            },
        ),
        (
            'n',
            Command::ForceNotReady {
                agent: agent_id("5003"),
                device: whose.clone(),
            },
        ),
    ] {
        assert_eq!(commands(app.handle(at(5), letter(c))), [expected]);
    }
    // What hurts is asked about.
    assert!(app.handle(at(6), letter('x')).is_empty());
    assert!(app.handle(at(6), key(KeyCode::Enter)).is_empty());
    let cut = commands(app.handle(at(6), letter('y')));
    assert_eq!(
        cut,
        [Command::ForceDrop {
            device: whose,
            call: id("t")
        }]
    );
    // In a call of one's own there is no listening.
    app.handle(at(7), state(talking()));
    assert!(app.handle(at(7), letter('i')).is_empty());
    assert_eq!(said(&app), "Listen: This cannot be done while a call is up.");
}

#[test]
fn several_agents_are_added_at_once() {
    let mut app = desk(Language::En, idle());
    app.handle(at(3), letter('2'));
    app.handle(at(3), letter('+'));
    type_in(&mut app, "5007, 5008");
    let effects = app.handle(at(3), key(KeyCode::Enter));
    let both = [agent_id("5007"), agent_id("5008")];
    assert!(matches!(effects.as_slice(), [Effect::Watch(agents)] if *agents == both));
    app.handle(at(4), letter('+'));
    type_in(&mut app, "5009,");
    let effects = app.handle(at(4), key(KeyCode::Enter));
    assert!(matches!(effects.as_slice(), [Effect::Watch(agents)] if *agents == [agent_id("5009")]));
    assert!(app.dialog.is_none());
}

#[test]
fn what_is_no_agent_stays_in_the_prompt_and_hides_nobody() {
    for (wrong, why) in [
        ("5*3", "5*3: *, #, / and a second @ cannot be in an agent's id"),
        ("5#", "5#: *"),
        ("50/3", "50/3: *"),
        ("5003@test.cc@x", "5003@test.cc@x: *"),
        ("5003@", "5003@: an agent is 5001@test.cc"),
        ("@test.cc", "@test.cc: an agent is"),
        ("50 03", "50 03: an agent is"),
    ] {
        let mut app = desk(Language::En, idle());
        app.handle(at(3), letter('2'));
        app.handle(at(3), Input::Watching(Ok(())));
        let row = agent("5004", "8004", wellclient::AgentMode::Ready, 9, Vec::new());
        app.handle(at(3), Input::Team(vec![row]));
        app.handle(at(3), letter('+'));
        type_in(&mut app, &format!("{wrong}, 5007"));
        // Who can be watched is.
        let effects = app.handle(at(3), key(KeyCode::Enter));
        assert!(matches!(effects.as_slice(), [Effect::Watch(agents)] if *agents == [agent_id("5007")]));
        let Some(Dialog::Ask(ask)) = &app.dialog else {
            panic!("{wrong}")
        };
        assert_eq!(ask.editor.text(), wrong);
        let told = ask.trouble.as_ref().unwrap();
        assert!(told.en.starts_with(why) && !told.zh.is_ascii(), "{told:?}");
        let shown = |app: &App| screen(&drawn(app, Theme::PLAIN, 100, 24).0);
        assert!(shown(&app).contains("5004"), "{wrong}");
        assert!(app.handle(at(3), key(KeyCode::Enter)).is_empty(), "{wrong}");
        app.handle(at(3), key(KeyCode::Esc));
        assert!(app.dialog.is_none() && shown(&app).contains("5004"));
    }
}

/// Keys act on who is on the screen, however the watch is.
#[test]
fn who_is_acted_on_is_shown_and_named() {
    let row = || {
        let talks = call("t", "13912345678", ConnectionState::Connected, &[]);
        agent("5003", "8003", wellclient::AgentMode::Ready, 9, vec![talks])
    };
    for (language, cut, out) in [
        (Language::En, "Cut 5003's call off?", "Log 5003 out?"),
        (
            Language::Zh,
            "确定强拆座席 5003 的通话？",
            "确定强制登出座席 5003？",
        ),
    ] {
        let watching = [
            Ok(()),
            Err(crate::said::Said::as_is("The server cannot be reached.")),
        ];
        for (is_there, told) in [true, false]
            .into_iter()
            .flat_map(|is| watching.clone().map(|told| (is, told)))
        {
            let mut app = desk(language, idle());
            app.handle(at(3), letter('2'));
            app.handle(at(3), Input::Watching(told));
            app.handle(
                at(3),
                Input::Team(if is_there { vec![row()] } else { Vec::new() }),
            );
            let shown = |app: &App| screen(&drawn(app, Theme::PLAIN, 100, 24).0);
            assert_eq!(shown(&app).contains("13912345678"), is_there);
            for (key, question) in [('x', cut), ('o', out)] {
                assert!(app.handle(at(4), letter(key)).is_empty());
                assert_eq!(shown(&app).contains(question), is_there, "{}", shown(&app));
                assert_eq!(app.handle(at(4), letter('y')).len(), usize::from(is_there));
            }
        }
    }
}

#[test]
fn an_agent_is_added_to_the_team_and_left_out() {
    let mut app = desk(Language::En, idle());
    app.handle(at(3), letter('2'));
    app.handle(at(3), letter('+'));
    type_in(&mut app, "5007");
    let effects = app.handle(at(3), key(KeyCode::Enter));
    assert!(matches!(effects.as_slice(), [Effect::Watch(agents)] if *agents == [agent_id("5007")]));
    app.handle(
        at(4),
        Input::Team(vec![agent(
            "5007",
            "8007",
            wellclient::AgentMode::Ready,
            1,
            Vec::new(),
        )]),
    );
    let effects = app.handle(at(4), letter('-'));
    assert!(matches!(effects.as_slice(), [Effect::Unwatch(agent)] if *agent == agent_id("5007")));
}

#[test]
fn a_team_that_does_not_fit_says_where_it_goes_on() {
    let row = |number: u32| {
        let ext = format!("{}", number + 3000);
        agent(
            &number.to_string(),
            &ext,
            wellclient::AgentMode::Ready,
            9,
            Vec::new(),
        )
    };
    for (width, height) in [(40, 12), (60, 15), (80, 24)] {
        let mut app = desk(Language::En, idle());
        app.handle(at(3), letter('2'));
        app.handle(at(3), Input::Watching(Ok(())));
        app.handle(at(4), Input::Team((5002..5032).map(row).collect()));
        let shown = |app: &App| screen(&drawn(app, Theme::PLAIN, width, height).0);
        let goes_on = |text: &str, sign: char| {
            let mut rows = text.lines().filter(|line| line.contains("Ready"));
            rows.any(|row| row.trim_end_matches(['│', '|', ' ']).ends_with(sign))
        };
        let first = shown(&app);
        assert!(goes_on(&first, '↓') && !goes_on(&first, '↑'), "{first}");
        assert!(first.matches("Ready").count() > 3, "{first}");
        for _ in 0..29 {
            app.handle(at(5), key(KeyCode::Down));
        }
        let last = shown(&app);
        assert!(last.contains("5031"), "{last}");
        assert!(goes_on(&last, '↑') && !goes_on(&last, '↓'), "{last}");
    }
}
