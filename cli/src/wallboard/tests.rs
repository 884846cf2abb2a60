//! The wallboard against golden screens, and against the simulator.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use jiff::civil::date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use wellclient::event::{CallCleared, Derived};
use wellclient::{
    AgentId, AgentMode, AgentSnapshot, CallEnd, CallId, CallSnapshot, Client, ConnectionState, DeviceId,
    Doubt, Doubts, Environment, Event, Events, Language, LinkState, LoginRequest, Notice, PartySnapshot,
    ReconnectPolicy, Role, SessionConfig, SessionPhase, Snapshot, Watch, WatchAccount,
};
use wellclient_simulator::fault::DropHow;
use wellclient_simulator::{Control, Fault, Simulator, SimulatorConfig};

use super::board::{Board, Count, Counts, Now};
use super::page::picture;
use super::view;
use super::words::Word;
use crate::screen::golden::{compare, compare_picture, has_colour, screen};
use crate::screen::theme::Theme;
use crate::softphone::demo::{self, Demo};
use crate::softphone::login::Known;

const SIZES: [(u16, u16); 7] = [
    (110, 24),
    (105, 10),
    (80, 10),
    (60, 10),
    (40, 8),
    (30, 9),
    (24, 7),
];

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

/// A call that rang from the minute's beginning until so many seconds later.
fn cleared(minute: i64, is_caller: bool, answered: Option<i64>, end: CallEnd) -> CallCleared {
    let created = minute * 60_000;
    CallCleared {
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
    }
}

/// It is over for this agent.
fn of(job_number: &str, cleared: CallCleared) -> Event {
    let mut event = Event::derived(Derived::CallCleared(cleared));
    event.watched = Some(AgentId::new(job_number, "test.cc").into());
    event
}

fn ended(job_number: &str, minute: i64, is_caller: bool, answered: Option<i64>, end: CallEnd) -> Event {
    of(job_number, cleared(minute, is_caller, answered, end))
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

/// As after a gap: of two who talk one may have ended it unseen, of two who ring one may not any more, and a mode may be another.
fn after_a_gap(language: Language) -> Board {
    let unseen = |mut call: CallSnapshot| {
        call.unverified = true;
        call.doubts = Doubts::from(Doubt::Leg);
        call
    };
    let mut rows = rows();
    let doubted = unseen(call("01055550199", ConnectionState::Hold, 300));
    rows[2].calls.push(doubted);
    let doubted = unseen(call("13912345678", ConnectionState::Alerting, 90));
    rows[3].calls.push(doubted);
    rows[3].agent.as_mut().unwrap().doubts = Doubts::from(Doubt::Mode);
    let mut board = Board::new(language, at(0));
    board.opening = false;
    for minute in 0..40 {
        let talking = match minute {
            0..10 => &rows[..1],
            10..20 => &rows[..3],
            20..30 => &rows[2..3],
            _ => &rows[..],
        };
        board.are(talking.to_vec(), LinkState::Active, at(minute));
    }
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
        let doubted = drawn(&after_a_gap(language), Theme::PLAIN, 110, 24);
        let _ = writeln!(text, "# {language:?} after a gap\n{}", screen(&doubted));
        board.trouble = Some("The job number, the password or the domain is wrong.".to_owned());
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
    board.turn(true, (2, 3));
    for width in 0..60 {
        for height in 0..30 {
            drawn(&board, Theme::COLOURS, width, height);
        }
    }
}

#[test]
fn what_a_call_is_and_how_the_link_is_are_whole_in_every_width() {
    for language in [Language::En, Language::Zh] {
        let board = day(language);
        for width in 24..300 {
            let shown = screen(&drawn(&board, Theme::PLAIN, width, 20));
            let lines = shown.lines().filter(|line| line.starts_with("500"));
            let calls: Vec<&str> = lines.take(2).collect();
            let (connected, ringing) = match language {
                Language::En => ("connected", "ringing"),
                Language::Zh => ("接通", "振铃"),
            };
            assert!(
                calls[0].contains(connected) && calls[0].contains("01:02"),
                "{width}: {shown}"
            );
            assert!(
                calls[1].contains(ringing) && calls[1].contains("00:25"),
                "{width}: {shown}"
            );
            let is_whole = calls[0].contains("13800138000");
            assert!(is_whole || calls[0].ends_with('…'), "{width}: {shown}");
            assert!(is_whole || width < 51, "{width}: {shown}");
            let link = match language {
                Language::En => "link active",
                Language::Zh => "连接 正常",
            };
            assert!(shown.lines().next().unwrap().contains(link), "{width}: {shown}");
        }
    }
}

/// More agents than there are lines for; two of them ring.
fn crowd(seconds: u64) -> Board {
    let mut rows: Vec<Snapshot> = (0..62)
        .map(|number| agent(&format!("{}", 5000 + number), AgentMode::Ready, 60, Vec::new()))
        .collect();
    for (row, seconds) in [(40, 3), (61, 30)] {
        rows[row]
            .calls
            .push(call("13800138000", ConnectionState::Alerting, seconds));
    }
    let mut board = Board::new(Language::En, at(0));
    board.opening = false;
    let now = Now {
        monotonic: Duration::from_secs(seconds),
        ..at(0)
    };
    board.are(rows, LinkState::Active, now);
    board
}

/// The job numbers that are shown, and what the last line says of pages.
fn shown(board: &Board, width: u16, height: u16) -> (Vec<u32>, String) {
    let screen = screen(&drawn(board, Theme::PLAIN, width, height));
    let numbers = screen.match_indices("50").filter_map(|(at, _)| {
        let number = screen.get(at..at + 4)?.parse().ok()?;
        let starts = at == 0 || screen.as_bytes()[at - 1].is_ascii_whitespace();
        starts.then_some(number)
    });
    let numbers = numbers.collect();
    let last = screen.lines().last().unwrap();
    let page = last.split(' ').next_back().filter(|page| page.contains('/'));
    (numbers, page.unwrap_or_default().to_owned())
}

#[test]
fn where_there_are_more_agents_than_lines_pages_turn_and_who_rings_is_on_each() {
    let mut seen = std::collections::BTreeSet::new();
    for page in 0..60 {
        let (numbers, said) = shown(&crowd(page * 10), 80, 12);
        assert_eq!(numbers[..2], [5061, 5040]);
        assert_eq!(numbers.len(), 5);
        assert_eq!(said, format!("{}/20", page % 20 + 1));
        seen.extend(numbers);
    }
    assert_eq!(seen.len(), 62);
    // Half of the smallest window is for those who wait.
    let (numbers, said) = shown(&crowd(0), 24, 6);
    assert_eq!(
        (numbers[..3].to_vec(), said.as_str()),
        (vec![5061, 5040, 5000], "1/30")
    );
}

#[test]
fn a_page_that_is_turned_to_stays_for_a_minute() {
    let mut board = crowd(0);
    let page = |board: &Board| shown(board, 80, 12).1;
    board.turn(true, (1, 20));
    assert_eq!(page(&board), "2/20");
    board.turn(false, (2, 20));
    board.turn(false, (1, 20));
    assert_eq!(page(&board), "20/20");
    let rows = board.rows.clone();
    let at = |seconds| Now {
        monotonic: Duration::from_secs(seconds),
        ..at(0)
    };
    board.are(rows.clone(), LinkState::Active, at(59));
    assert_eq!(page(&board), "20/20");
    board.are(rows, LinkState::Active, at(60));
    assert_eq!(page(&board), "7/20");
}

#[test]
fn a_wide_window_has_agents_side_by_side() {
    let (numbers, said) = shown(&crowd(0), 300, 50);
    assert_eq!((numbers.len(), said.as_str()), (62, ""));
    let (numbers, _) = shown(&crowd(0), 140, 30);
    assert_eq!(numbers.len(), 46);
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
    let rings = board.rings_longest().unwrap();
    assert_eq!((rings.age, rings.unverified), (Duration::from_secs(25), false));
    board.are(Vec::new(), LinkState::Active, at(16 * 60));
    assert_eq!((board.total, board.longest), (Counts::default(), Duration::ZERO));
}

#[test]
fn what_is_in_doubt_is_counted_apart() {
    let board = after_a_gap(Language::En);
    let count = |all, doubtful| Count { all, doubtful };
    assert_eq!(board.talking_now(), count(2, 1));
    assert_eq!(board.waiting(), count(2, 1));
    assert_eq!(board.in_mode(&AgentMode::Ready), count(1, 0));
    assert_eq!(board.in_mode(&AgentMode::WorkNotReady), count(1, 1));
    // The one that may have been answered long ago is not waited for.
    assert_eq!(board.longest, Duration::from_secs(25));
    let columns = |from: usize, series: Vec<u64>| [series[from], series[from + 10], series[from + 20]];
    assert_eq!(columns(9, board.talking.columns(60)), [1, 1, 0]);
    assert_eq!(columns(9, board.perhaps_talking.columns(60)), [1, 2, 1]);

    // One certain call will do.
    let mut both = agent(
        "5001",
        AgentMode::Ready,
        1,
        vec![call("1", ConnectionState::Hold, 9)],
    );
    both.calls.push(CallSnapshot {
        unverified: true,
        ..call("2", ConnectionState::Connected, 9)
    });
    let mut board = Board::new(Language::En, at(0));
    board.are(vec![both], LinkState::Active, at(0));
    assert_eq!(board.talking_now(), count(1, 0));

    // The page has the same.
    let page = picture(&after_a_gap(Language::En), None);
    for (name, all, doubtful) in [("talking", 2, 1), ("waiting", 2, 1)] {
        assert_eq!(page[name]["all"], all, "{name}");
        assert_eq!(page[name]["doubtful"], doubtful, "{name}");
    }
    assert_eq!(page["ringsInDoubt"], false);
    assert_eq!(page["modes"][2][0], "WorkNotReady");
    assert_eq!(page["modes"][2][1]["doubtful"], 1);
    assert_eq!(page["rows"][3]["modeInDoubt"], true);
    assert_eq!(page["talkingByMinute"][25], 0);
    assert_eq!(page["perhapsTalkingByMinute"][25], 1);
}

/// However low a plot is beside its highest column, what is in doubt has a mark.
#[test]
fn every_column_in_doubt_has_a_mark() {
    for certain in 0..20 {
        let mut rows: Vec<Snapshot> = (0..certain).map(|_| who_talks(false)).collect();
        rows.push(who_talks(true));
        let mut board = Board::new(Language::En, at(0));
        board.opening = false;
        board.are(rows.clone(), LinkState::Active, at(0));
        board.are(rows[..rows.len() - 1].to_vec(), LinkState::Active, at(1));
        board.are(Vec::new(), LinkState::Active, at(2));
        let text = screen(&drawn(&board, Theme::PLAIN, 110, 24));
        let plot = text.split("Agents talking").nth(1).unwrap();
        let plot = plot.split("Calls that ended").next().unwrap();
        let marks = plot.lines().skip(1).flat_map(str::chars).filter(|c| *c == '?');
        assert!(
            marks.count() >= 1 && plot.contains("? in doubt"),
            "{certain}\n{text}"
        );
    }
}

/// Somebody who talks, of which it is in doubt or not.
fn who_talks(unverified: bool) -> Snapshot {
    let call = CallSnapshot {
        unverified,
        ..call("1", ConnectionState::Connected, 1)
    };
    agent("5001", AgentMode::Ready, 1, vec![call])
}

#[test]
fn what_nobody_has_seen_is_not_missed_and_has_not_waited() {
    let mut board = Board::new(Language::En, at(0));
    // It rang before a gap, and was gone some hours later.
    board.event(&ended("5001", 0, false, None, CallEnd::Unseen), at(180));
    assert_eq!((board.total, board.longest), (Counts::default(), Duration::ZERO));
    // It was up when it was first heard of.
    let met = CallCleared {
        established_time_id: None,
        ..cleared(180, false, Some(0), CallEnd::HungUp)
    };
    board.event(&of("5001", met), at(200));
    assert_eq!((board.total.answered, board.longest), (1, Duration::ZERO));
}

/// Waits for something, and lets the board hear of all of it.
async fn until(board: &mut Board, watch: &Watch, events: &mut Events, is_so: impl Fn(&Board) -> bool) {
    let began = Instant::now();
    loop {
        board.are(watch.snapshots(), watch.link(), at(0));
        if is_so(board) {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "it never comes");
        let next = tokio::time::timeout(Duration::from_millis(50), events.next()).await;
        if let Ok(Some(notice)) = next {
            board.take(&notice, at(0));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_may_have_ended_in_a_gap_is_marked() {
    let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
    let client = Client::builder().no_proxy().build().unwrap();
    let environment = Environment::custom(&simulator.base_url(), None).unwrap();
    let mut config = SessionConfig::new(environment);
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 100,
        delay: Duration::from_millis(200),
    };
    let account = WatchAccount::new("5009", "123456", "test.cc");
    let watch = client.watch(config.clone(), account, ["5001@test.cc"]).unwrap();
    let mut events = watch.events();
    watch.open().await.unwrap();
    let session = client.session(config).unwrap();
    session
        .agent_login(LoginRequest::new("5001", "123456", "test.cc", "8001"))
        .await
        .unwrap();
    let mut board = Board::new(Language::En, at(0));
    board.opening = false;
    let call_in = Control::CallIn {
        from: "13800138000".to_owned(),
        to: "8001".to_owned(),
        user_data: BTreeMap::new(),
        split: None,
        trunk_group: None,
        trunk_member: None,
        hang_up_after_ms: None,
        give_up_after_ms: None,
    };
    simulator.control(call_in).unwrap();
    let talking = |all, doubtful| move |board: &Board| board.talking_now() == Count { all, doubtful };
    until(&mut board, &watch, &mut events, talking(1, 0)).await;

    let faults = simulator.faults();
    let refuse = Fault::Refuse {
        status: 503,
        retry_after_s: None,
        times: None,
        for_ms: None,
    };
    faults.add(refuse).unwrap();
    let drop = Fault::Drop {
        how: DropHow::Abrupt,
        agent: None,
    };
    faults.add(drop).unwrap();
    let is_cut = |board: &Board| board.link != LinkState::Active;
    until(&mut board, &watch, &mut events, is_cut).await;
    let hang_up = Control::HangUp {
        device: "13800138000".to_owned(),
        call_id: None,
    };
    simulator.control(hang_up).unwrap();
    faults.clear();
    let is_back = |board: &Board| board.link == LinkState::Active;
    until(&mut board, &watch, &mut events, is_back).await;
    assert!(talking(1, 1)(&board), "{:?}", board.talking_now());
    let text = screen(&drawn(&board, Theme::PLAIN, 110, 30));
    assert!(text.contains("1 talking (1?)"), "{text}");
    // Who is logged out is in no call, and nobody has missed it. The agent's own session has asked the server.
    let is_free = async {
        while !session.snapshot().calls.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), is_free)
        .await
        .unwrap();
    session.logout().await.unwrap();
    until(&mut board, &watch, &mut events, talking(0, 0)).await;
    assert_eq!(board.total.missed, 0);
    watch.close().await;
    simulator.shutdown().await;
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
