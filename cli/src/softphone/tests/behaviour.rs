//! What keys, signals and outcomes do to the softphone.

use crossterm::event::KeyCode;
use wellclient::{
    AgentModeRequest, Command, CommandError, CommandId, Confirmation, ConnectionState, Evidence, Language,
    LinkState, Notice, Outcome, Participation, Refusal, Reply, SessionEnd, SessionPhase, Verb,
};
use wellclient_core::event::decode;

use super::super::app::{App, Dialog, Effect, Input};
use super::super::leaving::Leaving;
use super::fixture::{
    agent, at, call, commands, consulting, control, desk, drawn, ended_busy, form, id, idle, key, letter,
    link, ringing, said, state, talking, type_in,
};
use crate::said::Said;
use crate::screen::golden::screen;
use crate::screen::theme::Theme;
use crate::softphone::offers::is_of_phone;

fn trouble(app: &App) -> Option<&str> {
    let trouble = app.login.trouble.as_ref();
    trouble.map(|trouble| trouble.in_language(app.language))
}

#[test]
fn the_buttons_are_exactly_the_actions() {
    for snapshot in [idle(), ringing(), talking(), consulting()] {
        let app = desk(Language::En, snapshot.clone());
        let chosen = app.calls.chosen().map(|shown| shown.call.clone());
        let of_call = chosen.iter().flat_map(|call| &call.actions);
        let actions = of_call
            .chain(&snapshot.actions)
            .filter(|action| is_of_phone(action.verb));
        let mut expected: Vec<(Verb, bool)> = actions.map(|a| (a.verb, a.is_allowed())).collect();
        let mut offered: Vec<_> = app
            .offers()
            .iter()
            .map(|o| (o.verb, o.refusal.is_none()))
            .collect();
        // It has a button for each of its modes.
        for all in [&mut offered, &mut expected] {
            all.sort_by_key(|(verb, _)| verb.name());
            all.dedup();
        }
        assert_eq!(offered, expected);
        let mut keys: Vec<char> = app.offers().iter().map(|offer| offer.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), app.offers().len());
    }
}

#[test]
fn what_is_refused_says_why_and_begins_nothing() {
    let mut app = desk(Language::En, ringing());
    assert!(app.handle(at(3), letter('h')).is_empty());
    assert_eq!(said(&app), "Hold: Not for a call that is ringing.");
    let mut app = desk(Language::Zh, ringing());
    assert!(app.handle(at(3), letter('L')).is_empty());
    assert_eq!(said(&app), "登出：通话中不能执行此操作。");
}

#[test]
fn each_verb_gets_what_it_needs() {
    let mut app = desk(Language::En, consulting());
    let (held, consulted) = (id("a"), id("b"));
    for (c, expected) in [
        (
            'm',
            Command::Conference {
                held: held.clone(),
                consulted: consulted.clone(),
            },
        ),
        (
            'b',
            Command::CancelConsult {
                held: held.clone(),
                consulted: consulted.clone(),
            },
        ),
        (
            'f',
            Command::Transfer {
                held: held.clone(),
                consulted: consulted.clone(),
            },
        ),
        (
            'w',
            Command::TransferWaitReturn {
                held,
                consulted: consulted.clone(),
            },
        ),
        ('g', Command::GetCallData { call: consulted }),
        (
            'r',
            Command::SetAgentMode {
                mode: AgentModeRequest::Ready,
                reason: None,
            },
        ),
    ] {
        assert_eq!(commands(app.handle(at(3), letter(c))), [expected]);
    }
    // Up goes to the held call.
    app.handle(at(4), key(KeyCode::Up));
    assert_eq!(
        commands(app.handle(at(4), letter('g'))),
        [Command::GetCallData { call: id("a") }]
    );
}

#[test]
fn a_number_is_asked_for_and_remembered() {
    let mut app = desk(Language::En, talking());
    assert!(app.handle(at(3), letter('j')).is_empty());
    assert!(app.handle(at(3), key(KeyCode::Enter)).is_empty());
    assert!(matches!(&app.dialog, Some(Dialog::Ask(ask)) if ask.trouble.is_some()));
    type_in(&mut app, "8002");
    app.handle(at(3), key(KeyCode::Tab));
    let expected = Command::SingleStepConference {
        call: id("a"),
        number: "8002".to_owned(),
        participation: Participation::Silent,
    };
    assert_eq!(commands(app.handle(at(3), key(KeyCode::Enter))), [expected]);
    app.handle(at(4), letter('c'));
    app.handle(at(4), key(KeyCode::Up));
    let expected = Command::Consult {
        call: id("a"),
        number: "8002".to_owned(),
    };
    assert_eq!(commands(app.handle(at(4), key(KeyCode::Enter))), [expected]);
    app.handle(at(5), letter('e'));
    type_in(&mut app, "order = 42=x");
    let done = commands(app.handle(at(5), key(KeyCode::Enter)));
    assert!(matches!(done.as_slice(), [Command::SetCallData { entries, .. }]
        if entries.iter().all(|e| e.key == "order" && e.value == "42=x")));
    app.handle(at(6), letter('n'));
    type_in(&mut app, "lunch");
    let reason = Some("lunch".to_owned());
    let expected = Command::SetAgentMode {
        mode: AgentModeRequest::NotReady,
        reason,
    };
    assert_eq!(commands(app.handle(at(6), key(KeyCode::Enter))), [expected]);
}

#[test]
fn letters_typed_into_a_question_are_no_commands() {
    let mut app = desk(Language::En, idle());
    app.handle(at(3), letter('d'));
    for c in "q1h?".chars() {
        assert!(app.handle(at(3), letter(c)).is_empty());
    }
    assert!(matches!(&app.dialog, Some(Dialog::Ask(ask)) if ask.editor.text() == "q1h?"));
    assert!(app.handle(at(3), Input::Paste("+86 138".to_owned())).is_empty());
    app.handle(at(3), key(KeyCode::Esc));
    assert!(app.dialog.is_none());
}

#[test]
fn a_failure_is_a_sentence_in_the_agents_language() {
    for (language, expected) in [
        (Language::En, "Consult: This is your own extension."),
        (Language::Zh, "咨询：不能拨打自己的分机。"),
    ] {
        let mut app = desk(language, talking());
        app.handle(
            at(3),
            Input::Begun {
                id: CommandId(7),
                verb: Verb::Consult,
                reason: None,
            },
        );
        assert!(
            app.offers()
                .iter()
                .any(|offer| offer.verb == Verb::Consult && offer.under_way)
        );
        let outcome = Outcome::Rejected(CommandError::Refused(Refusal::OwnExtension));
        app.handle(
            at(4),
            Input::Notice(Notice::Settled {
                id: CommandId(7),
                outcome,
            }),
        );
        assert_eq!(said(&app), expected);
        assert!(!app.is_under_way(Verb::Consult));
        app.handle(at(60), Input::Tick);
        assert_eq!(said(&app), "");
    }
}

#[test]
fn a_take_over_is_answered_by_yes_or_no_and_by_nothing_else() {
    for (c, expected) in [('y', true), ('n', false)] {
        let mut app = form(Language::En);
        app.dialog = Some(Dialog::TakeOver(Said::as_is("")));
        assert!(app.handle(at(1), key(KeyCode::Enter)).is_empty());
        assert!(app.handle(at(1), letter('x')).is_empty());
        let effects = app.handle(at(1), letter(c));
        assert!(matches!(effects.as_slice(), [Effect::AnswerAsk(force)] if *force == expected));
        assert!(app.dialog.is_none());
    }
}

/// What has been said is in the language that is spoken now.
#[test]
fn what_stands_there_changes_its_language_too() {
    let mut app = form(Language::En);
    app.handle(at(1), key(KeyCode::Enter));
    assert_eq!(trouble(&app), Some("Fill in every field."));
    app.handle(at(1), key(KeyCode::F(2)));
    assert_eq!(trouble(&app), Some("请填写每一项。"));

    let mut app = desk(Language::En, ringing());
    app.handle(at(2), letter('h'));
    assert_eq!(said(&app), "Hold: Not for a call that is ringing.");
    app.handle(at(2), key(KeyCode::F(2)));
    assert_eq!(said(&app), "保持：“振铃”状态不能执行此操作。");
}

#[test]
fn the_form_wants_every_field() {
    let mut app = form(Language::En);
    assert!(app.handle(at(1), key(KeyCode::Enter)).is_empty());
    assert_eq!(trouble(&app), Some("Fill in every field."));
    for text in ["http://127.0.0.1:1", "5001@test.cc", "8001", "secret"] {
        type_in(&mut app, text);
        app.handle(at(1), key(KeyCode::Tab));
    }
    let effects = app.handle(at(2), key(KeyCode::Enter));
    assert!(matches!(effects.as_slice(), [Effect::LogIn(_)]));
    assert!(!format!("{effects:?}").contains("secret"));
    // It is under way: a second one is not begun.
    assert!(app.handle(at(2), key(KeyCode::Enter)).is_empty());
}

#[test]
fn without_a_call_control_c_logs_out_and_ends() {
    let mut app = desk(Language::En, idle());
    assert!(matches!(
        app.handle(at(3), control('c')).as_slice(),
        [Effect::End]
    ));
    // Closing hangs: it is left at once.
    assert!(matches!(
        app.handle(at(4), control('c')).as_slice(),
        [Effect::Leave]
    ));
    assert!(matches!(
        form(Language::En).handle(at(3), control('c')).as_slice(),
        [Effect::End]
    ));
}

#[test]
fn in_a_call_control_c_asks_then_hangs_up_then_leaves() {
    let mut app = desk(Language::En, talking());
    assert!(app.handle(at(3), control('c')).is_empty());
    assert!(matches!(app.dialog, Some(Dialog::Leave)));
    let hung_up = commands(app.handle(at(4), control('c')));
    assert_eq!(hung_up, [Command::Drop { call: Some(id("a")) }]);
    assert!(app.handle(at(4), Input::Tick).is_empty());
    let mut gone = desk(Language::En, talking());
    for second in 3..5 {
        gone.handle(at(second), control('c'));
    }
    // The customer has gone: it logs out.
    assert!(matches!(
        gone.handle(at(6), state(idle())).as_slice(),
        [Effect::End]
    ));
    assert!(matches!(
        app.handle(at(5), control('c')).as_slice(),
        [Effect::Leave]
    ));
}

#[test]
fn enter_does_nothing_that_was_not_chosen() {
    let mut app = desk(Language::En, idle());
    assert!(app.handle(at(3), key(KeyCode::Enter)).is_empty());
    app.handle(at(3), key(KeyCode::Right));
    assert_eq!(
        commands(app.handle(at(3), key(KeyCode::Enter))),
        [Command::SetAgentMode {
            mode: AgentModeRequest::Ready,
            reason: None,
        }]
    );
    // A call that rings is answered by it; hanging up wants to be chosen.
    app.handle(at(4), state(ringing()));
    let answered = commands(app.handle(at(4), key(KeyCode::Enter)));
    assert_eq!(answered, [Command::Answer { call: id("a") }]);
    app.handle(at(5), state(talking()));
    assert!(app.handle(at(5), key(KeyCode::Enter)).is_empty());
    app.handle(at(6), state(idle()));
    assert!(app.handle(at(6), key(KeyCode::Enter)).is_empty());
}

#[test]
fn it_stays_until_the_call_is_over_unless_told_otherwise() {
    let mut app = desk(Language::En, talking());
    app.handle(at(3), control('c'));
    assert!(app.handle(at(3), letter('w')).is_empty());
    assert!(app.handle(at(4), Input::Tick).is_empty());
    app.handle(at(5), key(KeyCode::Esc));
    assert_eq!(app.leaving, Leaving::No);
    assert!(app.handle(at(6), state(idle())).is_empty());
    let mut app = desk(Language::En, talking());
    app.handle(at(3), control('c'));
    app.handle(at(3), letter('w'));
    assert!(matches!(
        app.handle(at(9), state(idle())).as_slice(),
        [Effect::End]
    ));
}

#[test]
fn a_signal_leaves_no_customer_in_a_call() {
    let mut app = desk(Language::En, talking());
    assert!(app.handle(at(3), Input::ToldToEnd).is_empty());
    assert_eq!(app.leaving, Leaving::WhenOver);
    let hung_up = commands(app.handle(at(4), Input::ToldToEnd));
    assert_eq!(hung_up, [Command::Drop { call: Some(id("a")) }]);
    assert!(matches!(
        app.handle(at(4), Input::ToldToEnd).as_slice(),
        [Effect::Leave]
    ));
    let mut app = desk(Language::En, idle());
    assert!(matches!(
        app.handle(at(3), Input::ToldToEnd).as_slice(),
        [Effect::End]
    ));
}

/// A consultation is ended first, then the held call is taken back, then it is hung up.
#[test]
fn hanging_up_goes_step_by_step() {
    let mut app = desk(Language::En, consulting());
    app.handle(at(3), control('c'));
    let first = commands(app.handle(at(3), letter('h')));
    let (held, consulted) = (id("a"), id("b"));
    assert_eq!(first, [Command::CancelConsult { held, consulted }]);
    app.handle(
        at(3),
        Input::Begun {
            id: CommandId(1),
            verb: Verb::CancelConsult,
            reason: None,
        },
    );
    assert!(app.handle(at(9), Input::Tick).is_empty());
    let held = call("a", "13800138000", ConnectionState::Hold, &[Verb::Retrieve]);
    let snapshot = agent("5001", "8001", wellclient::AgentMode::Ready, 1, vec![held]);
    app.handle(at(10), state(snapshot));
    let outcome = Outcome::AlreadySo;
    let settled = Input::Notice(Notice::Settled {
        id: CommandId(1),
        outcome,
    });
    assert_eq!(
        commands(app.handle(at(10), settled)),
        [Command::Retrieve { call: id("a") }]
    );
    app.handle(at(10), state(talking()));
    assert_eq!(
        commands(app.handle(at(12), Input::Tick)),
        [Command::Drop { call: Some(id("a")) }]
    );
}

#[test]
fn logged_out_by_somebody_else_it_is_back_at_the_form_and_says_why() {
    let mut app = desk(Language::En, talking());
    app.handle(at(2), control('c'));
    let mut snapshot = idle();
    snapshot.phase = SessionPhase::LoggedOut;
    snapshot.session_end = Some(SessionEnd::Forced);
    app.handle(at(3), state(snapshot));
    assert!(!app.at_desk && app.dialog.is_none());
    assert_eq!(
        trouble(&app),
        Some("The server, or somebody else, has logged you out.")
    );
}

#[test]
fn a_call_keeps_its_name_when_its_id_changes() {
    let mut app = desk(Language::En, talking());
    let mut merged = talking();
    if let Some(call) = merged.calls.first_mut() {
        call.call_id = id("new");
        call.former_ids = vec![id("a")];
    }
    app.handle(at(3), state(merged));
    assert_eq!(app.calls.chosen().unwrap().name(), "C1");
    app.handle(at(4), state(idle()));
    app.handle(at(5), state(ringing()));
    assert_eq!(app.calls.chosen().unwrap().name(), "C2");
}

#[test]
fn the_language_changes_while_it_runs() {
    let mut app = desk(Language::En, idle());
    app.handle(at(3), key(KeyCode::F(2)));
    assert_eq!(app.language, Language::Zh);
    assert!(app.offers().iter().any(|offer| offer.label == "拨号…"));
}

#[test]
fn why_it_cannot_be_done_again_is_told_when_it_is_asked() {
    let mut app = desk(Language::En, ringing());
    assert_eq!(commands(app.handle(at(3), letter('a'))).len(), 1);
    app.handle(at(4), state(talking()));
    let answer_again = "Answer: Not for a call that is connected.";
    let shown = |app: &App| {
        let (buffer, _) = drawn(app, Theme::PLAIN, 80, 24);
        screen(&buffer).contains(answer_again)
    };
    assert!(!shown(&app), "it was answered");
    assert!(app.handle(at(5), letter('a')).is_empty());
    assert_eq!(said(&app), answer_again);
    assert!(shown(&app));
}

#[test]
fn who_is_busy_is_told_although_the_call_was_made() {
    let mut app = desk(Language::En, idle());
    app.handle(
        at(3),
        Input::Begun {
            id: CommandId(1),
            verb: Verb::MakeCall,
            reason: None,
        },
    );
    app.handle(at(4), ended_busy("a", "13500000000"));
    let confirmed = Confirmation {
        evidence: Evidence::Reply,
        reply: Reply::None,
    };
    app.handle(
        at(5),
        Input::Notice(Notice::Settled {
            id: CommandId(1),
            outcome: Outcome::Confirmed(confirmed),
        }),
    );
    assert_eq!(said(&app), "13500000000: busy");
}

#[test]
fn why_a_mode_is_pending_stands_beside_it() {
    let head = |app: &App| {
        let shown = screen(&drawn(app, Theme::PLAIN, 100, 24).0);
        shown.lines().next().unwrap().to_owned()
    };
    for (reason, expected) in [
        (Some("lunch"), "then Not ready (lunch) "),
        (None, "then Not ready  "),
    ] {
        let mut app = desk(Language::En, talking());
        app.handle(
            at(3),
            Input::Begun {
                id: CommandId(1),
                verb: Verb::SetAgentMode,
                reason: reason.map(str::to_owned),
            },
        );
        let mut pending = talking();
        pending.agent.as_mut().unwrap().pending_mode = Some("NotReady".to_owned());
        app.handle(at(3), state(pending.clone()));
        assert!(head(&app).contains("then Not ready  "), "{}", head(&app));
        let confirmed = Confirmation {
            evidence: Evidence::Reply,
            reply: Reply::PendingMode("NotReady".to_owned()),
        };
        let outcome = Outcome::Confirmed(confirmed);
        let id = CommandId(1);
        app.handle(at(4), Input::Notice(Notice::Settled { id, outcome }));
        assert!(head(&app).contains(expected), "{}", head(&app));
        // Over, it does not come back with another pending mode.
        app.handle(at(5), state(talking()));
        app.handle(at(6), state(pending));
        assert!(head(&app).contains("then Not ready  "), "{}", head(&app));
    }
}

#[test]
fn a_mode_that_holds_is_told_by_its_word() {
    for (language, expected) in [
        (Language::En, "Mode: already so"),
        (Language::Zh, "状态：已是如此"),
    ] {
        let mut app = desk(language, idle());
        let (id, verb) = (CommandId(1), Verb::SetAgentMode);
        app.handle(
            at(3),
            Input::Begun {
                id,
                verb,
                reason: None,
            },
        );
        let outcome = Outcome::AlreadySo;
        app.handle(at(3), Input::Notice(Notice::Settled { id, outcome }));
        assert_eq!(said(&app), expected);
    }
}

#[test]
fn asked_for_attempts_are_counted_anew() {
    let mut app = desk(Language::En, idle());
    for second in 40..45 {
        app.handle(at(second), link(LinkState::Waiting));
        app.handle(at(second), link(LinkState::Connecting));
    }
    assert_eq!(app.link.attempts(), Some((5, Some(10))));
    for state in [LinkState::Waiting, LinkState::Lost] {
        app.handle(at(46), link(state));
        let effects = app.handle(at(46), control('r'));
        assert!(matches!(effects.as_slice(), [Effect::Reconnect]));
        app.handle(at(46), link(LinkState::Connecting));
        assert_eq!(app.link.attempts(), Some((1, Some(10))));
    }
}

#[test]
fn what_is_told_of_a_call_that_is_over_still_names_it() {
    let mut app = desk(Language::En, talking());
    app.handle(at(3), state(idle()));
    let raw = r#"{"eventName":"connectionCleared","eventType":"csta","callId":"a","releasingDevice":"8001@test.cc"}"#;
    let event = decode(raw.as_bytes()).unwrap();
    app.handle(at(3), Input::Notice(Notice::Event(event.into())));
    let told = app.events.lines.back().unwrap();
    assert_eq!(told.text.in_language(Language::En), "connectionCleared C1");
}
