//! Watching in virtual time: whatever the agents do and whatever the lines suffer, what a watch is sure of is so at the
//! switch, and it does nothing to anybody.

use std::time::Duration;

use wellclient_core::command::{AgentModeRequest, Command};
use wellclient_core::doubt::Doubt;
use wellclient_core::event::Origin;
use wellclient_core::id::AgentId;
use wellclient_core::session::{Input, Outcome, WatchAccount};
use wellclient_core::snapshot::Snapshot;
use wellclient_simulator::PbxConfig;
use wellclient_simulator::pbx::{CallState, PbxState};
use wellclient_tests::lab::{Lab, Said, Traffic, Weather, seeds};

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
