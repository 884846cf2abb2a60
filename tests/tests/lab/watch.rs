//! Watching in virtual time: whatever the agents do and whatever the lines suffer, what a watch is sure of is so at the
//! switch, and it does nothing to anybody.

use std::time::Duration;

use wellclient_core::command::{AgentModeRequest, Command};
use wellclient_core::doubt::Doubt;
use wellclient_core::event::Origin;
use wellclient_core::id::{AgentId, CommandId};
use wellclient_core::session::{Input, Outcome, Unknown, WatchAccount};
use wellclient_core::snapshot::Snapshot;
use wellclient_simulator::pbx::{CallState, PbxState};
use wellclient_simulator::{Control, PbxConfig};
use wellclient_tests::lab::{ConnectFate, Lab, Said, Traffic, Weather, seeds};

const AGENTS: usize = 4;
/// Longer than any message is under way.
const PASSAGE: Duration = Duration::from_millis(400);

fn agents() -> Vec<AgentId> {
    let ids = (0..AGENTS).map(|number| AgentId::from(format!("{}@test.cc", 5000 + number)));
    ids.collect()
}

/// Agents at work, and one who watches them: the last seat.
fn floor(seed: u64) -> (Lab, usize) {
    let mut lab = Lab::with(
        PbxConfig {
            seed: Some(seed),
            ..PbxConfig::default()
        },
        seed,
    );
    for number in 0..AGENTS {
        lab.logged_in(number, Lab::config(seed));
    }
    let watcher = lab.sit(Lab::config(seed + 1));
    let id = lab.seats[watcher].session.next_command();
    let account = WatchAccount::new("5009", Lab::request(9).password, "test.cc");
    let agents = agents();
    lab.input(watcher, Input::Watch { id, account, agents });
    lab.run_for(Duration::from_secs(2));
    let opened = lab.seats[watcher]
        .heard
        .iter()
        .any(|(_, said)| matches!(said, Said::Settled(settled, Outcome::Confirmed(_)) if *settled == id));
    assert!(opened, "the watch does not stand: {:?}", lab.seats[watcher].heard);
    (lab, watcher)
}

/// What a watch is sure of, and is not so.
fn lies(lab: &Lab, watcher: usize) -> Vec<String> {
    let chair = &lab.seats[watcher];
    let state = lab.pbx.state();
    let shown = chair.session.watched_snapshots(chair.clock(lab.now()));
    assert_eq!(shown.len(), AGENTS);
    shown
        .iter()
        .flat_map(|snapshot| lies_of(snapshot, &state))
        .collect()
}

fn lies_of(snapshot: &Snapshot, state: &PbxState) -> Vec<String> {
    let Some(agent) = &snapshot.agent else {
        return vec!["no agent".to_owned()];
    };
    let there = state
        .agents
        .iter()
        .find(|known| known.agent_id == agent.id.as_str());
    let mode = there.map_or("Logout", |known| known.agent_mode);
    let mut lies = Vec::new();
    let is_sure = !agent.doubts.has(Doubt::Mode) && snapshot.calls_complete;
    let may_be = is_sure && snapshot.calls.iter().all(|call| !call.unverified);
    let must_be = is_sure && snapshot.calls.is_empty();
    if snapshot.verified && !may_be || must_be && !snapshot.verified {
        lies.push(format!("{}: verified is {}", agent.id, snapshot.verified));
    }
    if !agent.doubts.has(Doubt::Mode) && agent.mode.as_str() != mode {
        lies.push(format!("{} is {}, not {mode}", agent.id, agent.mode.as_str()));
    }
    let device = there.and_then(|known| known.device_id.as_deref());
    for call in snapshot.calls.iter().filter(|call| !call.doubts.has(Doubt::Leg)) {
        let at_switch = state
            .calls
            .iter()
            .find(|known| known.call_id == call.call_id.as_str());
        // Who calls the own number is in the call twice.
        let legs = at_switch.into_iter().flat_map(|call| &call.legs);
        let legs: Vec<_> = legs
            .filter(|leg| Some(&*leg.device_id) == device)
            .flat_map(|leg| also_called(leg.state))
            .collect();
        if !legs.contains(&call.leg.as_str()) {
            lies.push(format!(
                "{}: {} is {}, not {legs:?}",
                agent.id,
                call.call_id,
                call.leg.as_str()
            ));
        }
    }
    if snapshot.calls_complete {
        let own = |call: &&CallState| call.legs.iter().any(|leg| Some(&*leg.device_id) == device);
        let missing = state.calls.iter().filter(own).filter(|call| {
            snapshot
                .calls
                .iter()
                .all(|known| known.call_id.as_str() != call.call_id)
        });
        lies.extend(missing.map(|call| format!("{}: nothing of {}", agent.id, call.call_id)));
    }
    lies
}

/// At the switch a leg has dialled only when somebody answers; its events say so when the number is complete.
fn also_called(leg: &'static str) -> impl Iterator<Item = &'static str> {
    let dialled = (leg == "initiated").then_some("connected");
    std::iter::once(leg).chain(dialled)
}

#[test]
fn what_a_watch_is_sure_of_is_so() {
    let mut sure = 0;
    let mut cut = 0;
    for seed in seeds(40) {
        let (mut lab, watcher) = floor(seed);
        let mut traffic = Traffic::new(seed);
        for _ in 0..12 {
            lab.network.weather = Weather {
                double_event: 50,
                break_socket: 5,
                refuse_connect: 100,
                ..Weather::default()
            };
            traffic.run(&mut lab, 6);
            lab.network.calm();
            let before = lies(&lab, watcher);
            lab.run_for(PASSAGE);
            let after = lies(&lab, watcher);
            let lies: Vec<_> = after.iter().filter(|lie| before.contains(lie)).collect();
            assert!(lies.is_empty(), "seed {seed}: {lies:?}");
            let chair = &lab.seats[watcher];
            let shown = chair.session.watched_snapshots(chair.clock(lab.now()));
            let modes = shown.iter().filter_map(|snapshot| snapshot.agent.as_ref());
            sure += modes.filter(|agent| !agent.doubts.has(Doubt::Mode)).count();
            let calls = shown.iter().flat_map(|snapshot| &snapshot.calls);
            sure += calls.filter(|call| !call.doubts.has(Doubt::Leg)).count();
        }
        let opened = lab.seats[watcher].heard.iter();
        cut += opened.filter(|(_, said)| matches!(said, Said::Open(_))).count() - 1;
        does_no_harm(&lab, watcher);
    }
    // Else nothing has been shown.
    assert!(sure > 300, "sure of {sure} modes and legs");
    assert!(cut > 10, "opened anew {cut} times");
}

/// Of an agent no verb was sent, and nobody was logged in or out.
fn does_no_harm(lab: &Lab, watcher: usize) {
    let asked = lab.seats[watcher]
        .heard
        .iter()
        .filter_map(|(_, said)| match said {
            Said::Request(line) => Some(line),
            _ => None,
        });
    let harmless = |line: &String| line.contains("/login") || line.contains("/heartbeat/");
    let harm: Vec<_> = asked.filter(|line| !harmless(line)).collect();
    assert!(harm.is_empty(), "{harm:?}");
}

#[test]
fn after_a_cut_a_watch_doubts_until_it_is_told() {
    let (mut lab, watcher) = floor(7);
    let mode = |lab: &Lab| {
        let chair = &lab.seats[watcher];
        let now = chair.clock(lab.now());
        chair
            .session
            .watched_snapshot(now, &agents()[0])
            .and_then(|shown| shown.agent)
    };
    let ready = Command::SetAgentMode {
        mode: AgentModeRequest::Ready,
        reason: None,
    };
    let not_ready = Command::SetAgentMode {
        mode: AgentModeRequest::NotReady,
        reason: None,
    };
    lab.settle(0, not_ready.clone());
    lab.settle(0, ready.clone());
    lab.run_for(PASSAGE);
    let agent = mode(&lab).unwrap();
    assert_eq!(
        (agent.mode.as_str(), agent.doubts.has(Doubt::Mode)),
        ("Ready", false)
    );
    lab.cut(watcher);
    // While nobody looks.
    lab.settle(0, not_ready);
    lab.run_for(Duration::from_secs(30));
    let agent = mode(&lab).unwrap();
    assert!(agent.doubts.has(Doubt::Mode), "nobody has told");
    lab.settle(0, ready);
    lab.run_for(PASSAGE);
    let agent = mode(&lab).unwrap();
    assert_eq!(
        (agent.mode.as_str(), agent.doubts.has(Doubt::Mode)),
        ("Ready", false)
    );
    // Whatever it was told came from the server.
    let made_up = lab.seats[watcher]
        .heard
        .iter()
        .filter(|(_, said)| matches!(said, Said::Event(event) if event.origin == Origin::Synthesized));
    assert_eq!(made_up.count(), 0);
}

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

/// How a command of the watch has ended, and when.
fn settled(lab: &Lab, watcher: usize, id: CommandId) -> Option<(Duration, Outcome)> {
    let heard = lab.seats[watcher].heard.iter();
    let mut ends = heard.filter_map(|(at, said)| match said {
        Said::Settled(settled, outcome) if *settled == id => Some((*at, outcome.clone())),
        _ => None,
    });
    ends.next()
}

#[test]
fn a_channel_that_comes_back_is_counted() {
    let (mut lab, watcher) = floor(31);
    for times in 1..=3 {
        lab.cut(watcher);
        lab.run_for(seconds(60));
        assert_eq!(lab.seats[watcher].session.metrics().reconnects, times);
    }
}

#[test]
fn who_watches_nobody_yet_has_a_channel_all_the_same() {
    let mut lab = Lab::new(32);
    let watcher = lab.sit(Lab::config(32));
    let id = lab.seats[watcher].session.next_command();
    let account = WatchAccount::new("5009", Lab::request(9).password, "test.cc");
    let agents = Vec::new();
    lab.input(watcher, Input::Watch { id, account, agents });
    lab.run_for(seconds(5));
    let end = settled(&lab, watcher, id);
    assert!(matches!(end, Some((_, Outcome::Confirmed(_)))), "{end:?}");
}

#[test]
fn one_more_who_cannot_be_followed_yet_is_told_after_the_time_of_a_command() {
    let (mut lab, watcher) = floor(33);
    lab.network.connect = ConnectFate::Refused(None);
    lab.cut(watcher);
    lab.run_for(seconds(1));
    let id = lab.seats[watcher].session.next_command();
    let asked = lab.now();
    let agent = AgentId::from("5008@test.cc");
    lab.input(watcher, Input::Follow { id, agent });
    lab.run_for(seconds(60));
    let expected = Outcome::Unknown(Unknown::LinkLost);
    assert_eq!(settled(&lab, watcher, id), Some((asked + seconds(15), expected)));
}

/// The agent was logged out while the channel was down: the call of before is not this log-in's.
#[test]
fn who_logs_on_again_has_no_call_of_before() {
    let (mut lab, watcher) = floor(34);
    lab.call_in("13800000000", "8001");
    lab.run_for(seconds(2));
    let calls = |lab: &Lab| {
        let chair = &lab.seats[watcher];
        let agent = AgentId::from("5001@test.cc");
        let shown = chair.session.watched_snapshot(chair.clock(lab.now()), &agent);
        shown.map_or(0, |snapshot| snapshot.calls.len())
    };
    assert_eq!(calls(&lab), 1);
    lab.network.connect = ConnectFate::Refused(None);
    lab.cut(watcher);
    lab.outside(Control::KickAgent { agent: "5001".into() });
    let device = "13800000000".into();
    lab.outside(Control::HangUp {
        device,
        call_id: None,
    });
    lab.run_for(seconds(5));
    lab.network.calm();
    lab.run_for(seconds(60));
    assert_eq!(calls(&lab), 1, "nobody has told what has become of it");
    let login = Command::Login(Lab::request(1));
    assert!(matches!(lab.settle(1, login), Outcome::Confirmed(_)));
    lab.run_for(seconds(2));
    assert_eq!(calls(&lab), 0);
}

/// A watch cannot tell a consultation that was hung up from one that was handed on, to have the call back: it is in doubt until
/// the agent is back.
#[test]
fn a_call_that_an_agent_has_handed_on_is_in_doubt() {
    let (mut lab, watcher) = floor(5);
    let parties_are_known = |lab: &Lab| {
        let chair = &lab.seats[watcher];
        let shown = chair.session.watched_snapshots(chair.clock(lab.now()));
        shown.iter().all(|snapshot| {
            let mut calls = snapshot.calls.iter();
            calls.all(|call| !call.doubts.has(Doubt::Parties))
        })
    };
    let held = lab.call_in("13800000000", "8001").into();
    lab.run_for(seconds(2));
    let command = |lab: &mut Lab, seat: usize, command: Command| {
        lab.command(seat, command);
        lab.run_for(seconds(2));
        assert_eq!(lies(lab, watcher), Vec::<String>::new());
    };
    command(&mut lab, 1, Command::Answer { call: held });
    let held = lab.seats[1].snapshot(lab.now()).calls[0].call_id.clone();
    for hands_on in [false, true] {
        let number = "8002".to_owned();
        let call = held.clone();
        command(&mut lab, 1, Command::Consult { call, number });
        let consulted = lab.seats[2].snapshot(lab.now()).calls[0].call_id.clone();
        let call = consulted.clone();
        command(&mut lab, 2, Command::Answer { call });
        assert!(parties_are_known(&lab));
        let held = held.clone();
        match hands_on {
            false => {
                command(&mut lab, 1, Command::CancelConsult { held, consulted });
                assert!(parties_are_known(&lab));
            }
            true => {
                let call = held.clone();
                command(&mut lab, 1, Command::TransferWaitReturn { held, consulted });
                assert!(!parties_are_known(&lab));
                command(&mut lab, 2, Command::Drop { call: Some(call) });
                assert!(parties_are_known(&lab));
            }
        }
    }
}
