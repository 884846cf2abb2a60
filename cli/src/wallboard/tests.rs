//! The wallboard against golden screens, and against the simulator.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use jiff::civil::date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use wellclient::event::{CallCleared, Derived};
use wellclient::{
    AgentId, AgentMode, AgentSnapshot, CallEnd, CallId, CallSnapshot, Client, ConnectionState, DeviceId,
    Doubts, Environment, Event, Language, LinkState, Notice, PartySnapshot, Role, SessionConfig,
    SessionPhase, Snapshot, WatchAccount,
};

use super::board::{Board, Counts, Now};
use super::view;
use super::words::Word;
use crate::screen::golden::{compare, compare_picture, has_colour, screen};
use crate::screen::theme::Theme;
use crate::softphone::demo::{self, Demo};
use crate::softphone::login::Known;

const SIZES: [(u16, u16); 4] = [(110, 24), (80, 10), (40, 8), (24, 7)];

/// So many minutes after eight in the morning.
fn at(minutes: u64) -> Now {
    let later = jiff::SignedDuration::from_mins(i64::try_from(minutes).unwrap());
    Now {
        monotonic: Duration::from_secs(minutes * 60),
        wall: date(2026, 3, 2).at(8, 0, 0, 0).checked_add(later).unwrap(),
        unix_ms: i64::try_from(minutes).unwrap() * 60_000,
    }
}

fn agent(job_number: &str, mode: AgentMode, seconds: u64, calls: Vec<CallSnapshot>) -> Snapshot {
    Snapshot {
        phase: SessionPhase::LoggedIn,
        link: LinkState::Active,
        verified: true,
        calls_complete: true,
        session_end: None,
        credentials_refused: false,
        agent: Some(AgentSnapshot {
            id: AgentId::new(job_number, "test.cc"),
            device: DeviceId::new(&job_number.replacen('5', "8", 1), "test.cc"),
            mode,
            reason: None,
            pending_mode: None,
            in_mode: Some(Duration::from_secs(seconds)),
            since: None,
            doubts: Doubts::default(),
        }),
        calls,
        actions: Vec::new(),
        prefixes: Vec::new(),
    }
}

fn call(other: &str, leg: ConnectionState, seconds: u64) -> CallSnapshot {
    let time = Duration::from_secs(seconds);
    CallSnapshot {
        call_id: CallId::from(other),
        former_ids: Vec::new(),
        leg,
        outgoing: Some(false),
        conference: false,
        parties: vec![PartySnapshot {
            device: DeviceId::from(other),
            role: Role::Calling,
            leg: ConnectionState::Connected,
            own: false,
            verified: true,
        }],
        calling: None,
        called: None,
        consultation_of: None,
        created: 0,
        established: None,
        age: time,
        talking: (leg == ConnectionState::Connected).then_some(time),
        data: None,
        queue: None,
        recording: false,
        failed_code: None,
        unverified: false,
        doubts: Doubts::default(),
        actions: Vec::new(),
    }
}

fn rows() -> Vec<Snapshot> {
    vec![
        agent(
            "5001",
            AgentMode::Ready,
            3_700,
            vec![call("13800138000", ConnectionState::Connected, 62)],
        ),
        agent(
            "5002",
            AgentMode::Ready,
            25,
            vec![call("02155550100", ConnectionState::Alerting, 25)],
        ),
        agent("5003", AgentMode::NotReady, 600, Vec::new()),
        agent("5004", AgentMode::WorkNotReady, 4, Vec::new()),
        agent("5005", AgentMode::Logout, 0, Vec::new()),
    ]
}

/// A call of this agent is over that rang from the minute's beginning until so many seconds later.
fn ended(job_number: &str, minute: i64, is_caller: bool, answered: Option<i64>, end: CallEnd) -> Event {
    let created = minute * 60_000;
    let cleared = CallCleared {
        call_id: CallId::from("c"),
        event: Event::derived(Derived::WsDisconnected).into(),
        is_established: answered.is_some(),
        create_time_id: created,
        established_time_id: answered.map(|seconds| created + seconds * 1000),
        party_device: None,
        is_caller: Some(is_caller),
        is_out_call: true,
        is_own: true,
        end_reason: Some(end),
        failed_code: None,
        failed_msg: None,
    };
    let mut event = Event::derived(Derived::CallCleared(cleared));
    event.watched = Some(AgentId::new(job_number, "test.cc").into());
    event
}

fn day(language: Language) -> Board {
    let mut board = Board::new(language, at(0));
    board.opening = false;
    for minute in 0..95 {
        let talking = usize::try_from(minute * 7 % 5).unwrap();
        board.are(
            rows().into_iter().take(1).cycle().take(talking).collect(),
            LinkState::Active,
            at(minute),
        );
        if minute % 3 == 0 {
            let minute = i64::try_from(minute).unwrap();
            board.event(
                &ended("5001", minute, false, Some(4), CallEnd::HungUpByOther),
                at(minute as u64 + 1),
            );
        }
    }
    board.event(&ended("5002", 95, false, None, CallEnd::CallerGaveUp), at(96));
    board.event(&ended("5003", 95, true, Some(2), CallEnd::HungUp), at(96));
    board.event(
        &ended("5004", 95, false, None, CallEnd::AnsweredElsewhere),
        at(96),
    );
    board.are(rows(), LinkState::Active, at(97));
    board
}

fn drawn(board: &Board, theme: Theme, width: u16, height: u16) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    view::draw(board, theme, area, &mut buffer);
    buffer
}

#[test]
fn the_picture_in_the_guide() {
    compare_picture("wallboard", &drawn(&day(Language::En), Theme::COLOURS, 110, 24));
}

#[test]
fn golden_screens() {
    let mut text = String::new();
    for language in [Language::En, Language::Zh] {
        let mut board = day(language);
        for (width, height) in SIZES {
            let buffer = drawn(&board, Theme::PLAIN, width, height);
            assert!(!has_colour(&buffer));
            assert_eq!(
                screen(&buffer),
                screen(&drawn(&board, Theme::COLOURS, width, height))
            );
            let _ = writeln!(text, "# {language:?} {width}x{height}\n{}", screen(&buffer));
        }
        board.trouble = Some("The user name, the password or the domain is wrong.".to_owned());
        let _ = writeln!(
            text,
            "# {language:?} refused\n{}",
            screen(&drawn(&board, Theme::PLAIN, 60, 8))
        );
    }
    compare("src/wallboard/golden", "wallboard", &text);
}

#[test]
fn everything_is_said_in_both_languages() {
    for word in Word::ALL {
        for language in [Language::En, Language::Zh] {
            assert!(!word.of(language).is_empty(), "{word:?}");
        }
    }
}

#[test]
fn no_size_is_too_small_to_be_drawn() {
    let mut board = day(Language::Zh);
    for _ in 0..20 {
        board.scroll(true);
    }
    for width in 0..60 {
        for height in 0..30 {
            drawn(&board, Theme::COLOURS, width, height);
        }
    }
}

#[test]
fn calls_are_counted_once_and_from_midnight_anew() {
    let mut board = day(Language::En);
    let counts = |answered, missed, made| Counts {
        answered,
        missed,
        made,
    };
    assert_eq!(board.total, counts(32, 1, 1));
    assert_eq!(board.counts(&AgentId::new("5002", "test.cc")), counts(0, 1, 0));
    assert_eq!(board.counts(&AgentId::new("5004", "test.cc")), counts(0, 0, 0));
    // The one who gave up has waited for a minute.
    assert_eq!(board.longest, Duration::from_secs(60));
    assert_eq!(board.longest_now(), Duration::from_secs(25));
    board.are(Vec::new(), LinkState::Active, at(16 * 60));
    assert_eq!((board.total, board.longest), (Counts::default(), Duration::ZERO));
}

/// Beside the demo's call center: what it shows comes from a real watch.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_center_is_watched() {
    let mut known = Known::default();
    let demo = Demo::start(&mut known).await.unwrap();
    let client = Client::builder().no_proxy().build().unwrap();
    let environment = Environment::custom(&known.server, None).unwrap();
    let account = WatchAccount::new("5009", "123456", "test.cc");
    let watch = client
        .watch(SessionConfig::new(environment), account, demo::team())
        .unwrap();
    let mut events = watch.events();
    watch.open().await.unwrap();
    let began = Instant::now();
    let mut board = Board::new(Language::En, at(0));
    board.opening = false;
    while board.total.answered == 0 {
        assert!(began.elapsed() < Duration::from_secs(90), "no call has ended");
        if let Ok(Some(Notice::Event(event))) =
            tokio::time::timeout(Duration::from_millis(200), events.next()).await
        {
            board.event(&event, at(0));
        }
        board.are(watch.snapshots(), watch.link(), at(0));
    }
    let text = screen(&drawn(&board, Theme::PLAIN, 110, 30));
    assert!(
        text.contains("1 answered") && text.contains("link active"),
        "{text}"
    );
    watch.close().await;
    demo.end().await;
}

#[test]
fn an_agent_whose_events_are_refused_is_told_from_one_who_is_not_known() {
    let mut refused = agent("5001", AgentMode::Unknown, 0, Vec::new());
    refused.link = LinkState::Lost;
    for (language, words) in [(Language::En, "not allowed"), (Language::Zh, "不允许")] {
        let mut board = Board::new(language, at(0));
        board.opening = false;
        board.are(vec![refused.clone()], LinkState::Active, at(0));
        assert!(screen(&drawn(&board, Theme::PLAIN, 110, 24)).contains(words));
        // A channel that is lost for all of them is told once.
        board.are(vec![refused.clone()], LinkState::Lost, at(0));
        assert!(!screen(&drawn(&board, Theme::PLAIN, 110, 24)).contains(words));
    }
}
