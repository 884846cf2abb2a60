//! An agent's desk at one moment, made by hand.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use wellclient::event::{CallCleared, Derived};
use wellclient::{
    Action, AgentId, AgentMode, AgentSnapshot, CallEnd, CallId, CallSnapshot, ConnectionState, DeviceId,
    Doubts, Event, Language, LinkState, Notice, PartySnapshot, ReconnectPolicy, Refusal, Role, SessionPhase,
    Snapshot, Verb,
};
use wellclient_core::actions::{CALL_VERBS, OTHER_VERBS};
use wellclient_core::event::LinkChanged;

use super::super::app::{App, Effect, Input, Now};
use super::super::login::Known;
use super::super::view::{self, Drawn};
use crate::link::Link;
use crate::screen::theme::Theme;

pub(super) const DOMAIN: &str = "test.cc";

/// So many seconds after the start, and after half past nine.
pub(super) fn at(seconds: u64) -> Now {
    let clock = jiff::civil::time(9, 30, 0, 0);
    let later = jiff::SignedDuration::from_secs(i64::try_from(seconds).unwrap());
    Now {
        monotonic: Duration::from_secs(seconds),
        clock: clock.wrapping_add(later),
    }
}

pub(super) fn key(code: KeyCode) -> Input {
    Input::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

pub(super) fn letter(c: char) -> Input {
    key(KeyCode::Char(c))
}

pub(super) fn control(c: char) -> Input {
    Input::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL))
}

/// Types a text.
pub(super) fn type_in(app: &mut App, text: &str) {
    for c in text.chars() {
        app.handle(app.now, letter(c));
    }
}

/// At the form, with nothing filled in.
pub(super) fn form(language: Language) -> App {
    let policy = ReconnectPolicy::Fixed {
        attempts: 10,
        delay: Duration::from_secs(3),
    };
    let link = Link::new(&policy, Duration::from_secs(30));
    let team = vec![agent_id("5002"), agent_id("5003")];
    App::new(language, &Known::default(), link, team, at(0))
}

/// At the desk, with this state.
pub(super) fn desk(language: Language, snapshot: Snapshot) -> App {
    let mut app = form(language);
    app.handle(at(1), link(LinkState::Connecting));
    app.handle(at(1), link(LinkState::Active));
    app.handle(at(2), state(snapshot));
    app
}

pub(super) fn state(snapshot: Snapshot) -> Input {
    Input::Snapshot(Box::new(snapshot))
}

pub(super) fn link(state: LinkState) -> Input {
    let changed = LinkChanged {
        state,
        reason: None,
        end_reason: None,
    };
    let event = Event::derived(Derived::LinkChanged(changed));
    Input::Notice(Notice::Event(event.into()))
}

/// A call of the agent's own with this number is over: it was busy.
pub(super) fn ended_busy(call: &str, number: &str) -> Input {
    let cleared = CallCleared {
        call_id: id(call),
        event: Event::derived(Derived::WsDisconnected).into(),
        is_established: false,
        create_time_id: 0,
        established_time_id: None,
        party_device: Some(device(number)),
        is_caller: Some(true),
        is_out_call: true,
        is_own: true,
        end_reason: Some(CallEnd::Busy),
        failed_code: None,
        failed_msg: None,
    };
    let event = Event::derived(Derived::CallCleared(cleared));
    Input::Notice(Notice::Event(event.into()))
}

pub(super) fn agent_id(job_number: &str) -> AgentId {
    AgentId::new(job_number, DOMAIN)
}

pub(super) fn device(number: &str) -> DeviceId {
    DeviceId::new(number, DOMAIN)
}

/// 5001 on 8001, ready for 65 s, without a call.
pub(super) fn idle() -> Snapshot {
    agent("5001", "8001", AgentMode::Ready, 65, Vec::new())
}

pub(super) fn agent(
    job_number: &str,
    ext: &str,
    mode: AgentMode,
    seconds: u64,
    calls: Vec<CallSnapshot>,
) -> Snapshot {
    let in_a_call = !calls.is_empty();
    let permission = |verb| match verb {
        Verb::Login => Err(Refusal::AlreadyLoggedIn),
        Verb::Logout | Verb::MakeCall if in_a_call => Err(Refusal::CallUp),
        Verb::StartRecording if in_a_call => Err(Refusal::Recorded),
        Verb::StartRecording | Verb::StopRecording if !in_a_call => Err(Refusal::NoCall),
        _ => Ok(()),
    };
    Snapshot {
        phase: SessionPhase::LoggedIn,
        link: LinkState::Active,
        verified: true,
        calls_complete: true,
        session_end: None,
        credentials_refused: false,
        agent: Some(AgentSnapshot {
            id: agent_id(job_number),
            device: device(ext),
            mode,
            reason: None,
            pending_mode: None,
            in_mode: Some(Duration::from_secs(seconds)),
            since: None,
            doubts: Doubts::default(),
        }),
        calls,
        actions: OTHER_VERBS
            .into_iter()
            .map(|verb| Action {
                verb,
                permission: permission(verb),
            })
            .collect(),
        prefixes: vec!["9".to_owned()],
    }
}

/// A call with one other party, of which only these verbs may be used.
pub(super) fn call(id: &str, other: &str, leg: ConnectionState, may: &[Verb]) -> CallSnapshot {
    let party = |number: &str, role, leg, own| PartySnapshot {
        device: device(number),
        role,
        leg,
        own,
        verified: true,
    };
    let permission = |verb| match may.contains(&verb) {
        true => Ok(()),
        false => Err(Refusal::WrongState { leg }),
    };
    let is_up = leg != ConnectionState::Alerting;
    CallSnapshot {
        call_id: CallId::from(id),
        former_ids: Vec::new(),
        leg,
        outgoing: Some(false),
        conference: false,
        parties: vec![
            party(other, Role::Calling, ConnectionState::Connected, false),
            party("8001", Role::Called, leg, true),
        ],
        calling: Some(device(other)),
        called: Some(device("8001")),
        consultation_of: None,
        created: 0,
        established: is_up.then_some(0),
        age: Duration::from_secs(90),
        talking: is_up.then_some(Duration::from_secs(83)),
        data: None,
        queue: None,
        recording: is_up,
        failed_code: None,
        unverified: false,
        doubts: Doubts::default(),
        actions: CALL_VERBS
            .into_iter()
            .map(|verb| Action {
                verb,
                permission: permission(verb),
            })
            .collect(),
    }
}

/// A customer rings.
pub(super) fn ringing() -> Snapshot {
    let mut call = call(
        "a",
        "13800138000",
        ConnectionState::Alerting,
        &[Verb::Answer, Verb::Drop, Verb::GetCallData, Verb::SetCallData],
    );
    call.queue = Some("service".to_owned());
    call.data = Some(r#"{"data":{"customer":"王芳","order":"2967"}}"#.into());
    agent("5001", "8001", AgentMode::Ready, 70, vec![call])
}

/// A customer is talked with.
pub(super) fn talking() -> Snapshot {
    let may = [
        Verb::Drop,
        Verb::Hold,
        Verb::SingleStepTransfer,
        Verb::SingleStepConference,
        Verb::Consult,
        Verb::SetCallData,
        Verb::GetCallData,
    ];
    let call = call("a", "13800138000", ConnectionState::Connected, &may);
    agent("5001", "8001", AgentMode::Ready, 155, vec![call])
}

/// The customer is on hold, and a colleague is asked.
pub(crate) fn consulting() -> Snapshot {
    let may = [
        Verb::Conference,
        Verb::CancelConsult,
        Verb::Transfer,
        Verb::TransferWaitReturn,
        Verb::GetCallData,
    ];
    let mut held = call("a", "13800138000", ConnectionState::Hold, &may);
    held.data = Some(r#"{"customer":"王芳","order":2967}"#.into());
    let mut consulted = call("b", "8002", ConnectionState::Connected, &may);
    consulted.outgoing = Some(true);
    consulted.consultation_of = Some(held.call_id.clone());
    consulted.talking = Some(Duration::from_secs(12));
    agent("5001", "8001", AgentMode::Ready, 160, vec![held, consulted])
}

/// What is said at the bottom.
pub(super) fn said(app: &App) -> &str {
    app.message
        .as_ref()
        .map_or("", |message| message.text.in_language(app.language))
}

pub(super) fn id(text: &str) -> CallId {
    CallId::from(text)
}

/// Draws it.
pub(super) fn drawn(app: &App, theme: Theme, width: u16, height: u16) -> (Buffer, Drawn) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut drawn = Drawn::default();
    terminal
        .draw(|frame| {
            drawn = view::draw(app, theme, frame.area(), frame.buffer_mut());
            if let Some(cursor) = drawn.cursor {
                frame.set_cursor_position(cursor);
            }
        })
        .unwrap();
    (terminal.backend().buffer().clone(), drawn)
}

/// The commands among what is to be done.
pub(super) fn commands(effects: Vec<Effect>) -> Vec<wellclient::Command> {
    let commands = effects.into_iter().map(|effect| match effect {
        Effect::Begin(command) => command,
        other => panic!("not a command: {other:?}"),
    });
    commands.collect()
}
