//! A whole shift of a large call center, in seconds.

use std::time::Duration;

use wellclient_core::command::{Command, MakeCallOptions};
use wellclient_core::snapshot::SessionPhase;
use wellclient_core::stomp::HeartbeatOffer;
use wellclient_simulator::pbx::{ExtensionRange, FarEnd, OutsideRule};
use wellclient_simulator::{Control, PbxConfig};
use wellclient_tests::lab::{Dice, Lab, Weather, disagreement};

const AGENTS: usize = 2_000;
const SHIFT: Duration = Duration::from_secs(8 * 3600);

/// The default switch with a desk for everybody. Heartbeats are rarer than in life: they are most of what an
/// idle session does, and say nothing new.
fn center() -> Lab {
    let talks = FarEnd::Answer {
        after_ms: 4_000,
        hang_up_after_ms: Some(180_000),
    };
    let mut lab = Lab::with(
        PbxConfig {
            extensions: vec![ExtensionRange {
                to: 10_999,
                ..ExtensionRange::default()
            }],
            outside: vec![OutsideRule {
                pattern: "?????*".into(),
                line: talks,
            }],
            ..PbxConfig::default()
        },
        1,
    );
    let rare = Duration::from_secs(3_600);
    lab.broker.heartbeat = HeartbeatOffer {
        send: rare,
        receive: rare,
    };
    for number in 0..AGENTS {
        let mut config = Lab::config(u64::try_from(number).unwrap());
        config.settings.auto_answer = true;
        config.timing.heartbeat = Duration::from_secs(170);
        config.timing.stomp_heartbeat = rare;
        let seat = lab.sit(config);
        lab.seats[seat].records = false;
        lab.command(seat, Command::Login(Lab::request(number)));
    }
    lab.run_for(Duration::from_secs(30));
    lab
}

#[test]
fn two_thousand_agents_for_eight_hours() {
    let mut lab = center();
    let logged_in = |lab: &Lab| {
        lab.seats
            .iter()
            .filter(|chair| chair.session.phase() == SessionPhase::LoggedIn)
            .count()
    };
    assert_eq!(logged_in(&lab), AGENTS);
    lab.network.weather = Weather {
        lose_event: 2,
        double_event: 5,
        delay_event: 10,
        break_socket: 1,
        ..Weather::default()
    };
    let mut dice = Dice::new(7);
    let mut calls = 0;
    let shift = lab.now() + SHIFT;
    while lab.now() < shift {
        let seat = dice.below(AGENTS);
        let pause = dice.between((Duration::from_millis(500), Duration::from_secs(20)));
        lab.run_for(pause);
        calls += 1;
        match dice.below(3) {
            0 => {
                let from = format!("139{calls:08}");
                let to = (8_000 + seat).to_string();
                let call = serde_json::json!({ "do": "call_in", "from": from, "to": to });
                lab.outside(serde_json::from_value(call).unwrap());
                // The call before last has lasted long enough.
                let device = format!("139{:08}", calls - 20);
                lab.outside(Control::HangUp {
                    device,
                    call_id: None,
                });
            }
            1 => {
                let number = "13800138000".to_owned();
                lab.command(
                    seat,
                    Command::MakeCall {
                        number,
                        options: MakeCallOptions::default(),
                    },
                );
            }
            _ => {
                let busy = lab.seats[seat]
                    .session
                    .model()
                    .is_some_and(|model| !model.calls().is_empty());
                let number = (8_000 + dice.below(AGENTS)).to_string();
                let options = MakeCallOptions::default();
                let command = if busy {
                    Command::Drop { call: None }
                } else {
                    Command::MakeCall { number, options }
                };
                lab.command(seat, command);
            }
        }
    }
    lab.network.calm();
    // The next heartbeat finds whatever was lost.
    lab.run_for(Duration::from_secs(2_500));
    assert!(calls > 2_000, "{calls}");
    assert_eq!(logged_in(&lab), AGENTS);
    let state = lab.pbx.state();
    assert_eq!(
        state
            .agents
            .iter()
            .filter(|agent| agent.device_id.is_some())
            .count(),
        AGENTS
    );
    assert_eq!(lab.complaints(), Vec::<String>::new());
    // Whoever is in a call, at the switch or in the model, is looked at one by one.
    for seat in 0..AGENTS {
        let device = format!("{}@test.cc", 8_000 + seat);
        let known = lab.seats[seat]
            .session
            .model()
            .is_some_and(|model| !model.calls().is_empty());
        if known
            || state
                .calls
                .iter()
                .any(|call| call.legs.iter().any(|leg| leg.device_id == device))
        {
            assert_eq!(disagreement(&lab, seat, true), None);
        }
        let snapshot = lab.seats[seat].snapshot(lab.now());
        assert!(snapshot.verified || known, "seat {seat} {snapshot:?}");
    }
    let total = lab.seats.iter().fold(
        Default::default(),
        |sum: wellclient_core::metrics::Metrics, chair| sum.plus(chair.session.metrics()),
    );
    assert!(
        total.events > 10_000 && total.corrections > 0 && total.reconnects > 0,
        "{total:?}"
    );
}
