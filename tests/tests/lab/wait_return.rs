//! A call that is handed on and comes back: who was in it when it ended, from each side; and a program that is started anew
//! while it is away.

use std::time::Duration;

use wellclient_core::command::{Command, Verb};
use wellclient_core::event::{Body, Origin};
use wellclient_core::id::CallId;
use wellclient_core::session::Outcome;
use wellclient_simulator::{Control, PbxConfig};
use wellclient_tests::lab::Lab;

const CUSTOMER: &str = "13800000000";

fn done(lab: &mut Lab, seat: usize, command: Command) {
    let outcome = lab.settle(seat, command);
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    lab.run_for(Duration::from_secs(2));
}

fn calls(lab: &Lab, seat: usize) -> Vec<CallId> {
    let shown = lab.seats[seat].snapshot(lab.now());
    shown.calls.iter().map(|call| call.call_id.clone()).collect()
}

/// Who calls the agent at 8001.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Caller {
    Outside,
    Colleague,
}

/// How the call is handed on.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Way {
    Consulted,
    SingleStep,
}

/// What happens before the end.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Then {
    /// It ends while it is away.
    Away,
    /// The other has rung, and has not answered.
    Rings,
    /// It has come back.
    Back,
    /// It was taken back early, so that three talk.
    Early,
}

/// 8001 hands the call on to 8002. Gives the seats: the agent, the colleague who calls (8003), the one it is handed to.
fn handed_on(caller: Caller, way: Way, then: Then) -> (Lab, [usize; 3], CallId) {
    let config = PbxConfig {
        seed: Some(21),
        takes_back_early: then == Then::Early,
        ..PbxConfig::default()
    };
    let mut lab = Lab::with(config, 21);
    let agent = lab.logged_in(1, Lab::config(1));
    let third = lab.logged_in(2, Lab::config(2));
    let colleague = lab.logged_in(3, Lab::config(3));
    match caller {
        Caller::Outside => drop(lab.call_in(CUSTOMER, "8001")),
        Caller::Colleague => {
            let (number, options) = ("8001".to_owned(), Default::default());
            lab.command(colleague, Command::MakeCall { number, options });
        }
    }
    lab.run_for(Duration::from_secs(2));
    let call = calls(&lab, agent).remove(0);
    done(&mut lab, agent, Command::Answer { call: call.clone() });
    let number = "8002".to_owned();
    match way {
        Way::Consulted => {
            lab.command(
                agent,
                Command::Consult {
                    call: call.clone(),
                    number,
                },
            );
            lab.run_for(Duration::from_secs(2));
            let consulted = calls(&lab, third).remove(0);
            done(
                &mut lab,
                third,
                Command::Answer {
                    call: consulted.clone(),
                },
            );
            let held = call.clone();
            done(&mut lab, agent, Command::TransferWaitReturn { held, consulted });
        }
        Way::SingleStep => {
            let handed = Command::SingleTransferWaitReturn {
                call: call.clone(),
                number,
            };
            done(&mut lab, agent, handed);
            if then != Then::Rings {
                done(&mut lab, third, Command::Answer { call: call.clone() });
            }
        }
    }
    match then {
        Then::Away | Then::Rings => {}
        Then::Back => {
            done(
                &mut lab,
                third,
                Command::Drop {
                    call: Some(call.clone()),
                },
            );
        }
        Then::Early => {
            done(&mut lab, agent, Command::Retrieve { call: call.clone() });
        }
    }
    lab.run_for(Duration::from_secs(5));
    (lab, [agent, colleague, third], call)
}

/// The parties of the call at the switch, but for one, and whether each still rings.
fn others(lab: &Lab, call: &CallId, but: &str) -> Vec<(String, bool)> {
    let state = lab.pbx.state();
    let call = state.calls.iter().find(|known| known.call_id == call.as_str());
    let legs = call.iter().flat_map(|call| &call.legs);
    legs.map(|leg| (leg.device_id.clone(), leg.state == "alerting"))
        .filter(|(device, _)| device != but)
        .collect()
}

/// The derived event of the call's end, the last that the seat was told: the other party, and whether the agent called.
fn ended(lab: &Lab, seat: usize, call: &CallId) -> Option<Option<String>> {
    let told = lab.seats[seat].named("connectionCleared");
    let mut derived = told
        .iter()
        .rev()
        .filter(|(_, event)| event.origin == Origin::Derived);
    let found = derived.find_map(|(_, event)| match event.body() {
        Body::CallCleared(cleared) if cleared.call_id == *call => Some(cleared.party_device.clone()),
        _ => None,
    });
    found.map(|party| party.map(|device| device.as_str().to_owned()))
}

/// A session's view of the call: whom the switch has beside it, and how many parties it shows itself.
fn view(lab: &Lab, seat: usize, device: &str, call: &CallId) -> Option<(Vec<(String, bool)>, usize)> {
    let shown = lab.seats[seat].snapshot(lab.now());
    let known = shown.calls.iter().find(|known| known.call_id == *call)?;
    Some((others(lab, call, device), known.parties.len() - 1))
}

/// Manual 3.2.1: who the other party was, and empty in a call of three or more. While one waits on hold it is a call of three,
/// for each of them, but for the target that still rings: it is no third party, and its other party is who calls it.
#[test]
fn the_other_party_at_the_end_is_whom_the_switch_had() {
    let devices = ["8001@test.cc", "8003@test.cc", "8002@test.cc"];
    let mut wrong = Vec::new();
    let mut looked_at = 0;
    for caller in [Caller::Outside, Caller::Colleague] {
        for way in [Way::Consulted, Way::SingleStep] {
            for then in [Then::Away, Then::Rings, Then::Back, Then::Early] {
                if way == Way::Consulted && then == Then::Rings {
                    continue;
                }
                let customer = match caller {
                    Caller::Outside => "13800000000@test.cc",
                    Caller::Colleague => devices[1],
                };
                for hangs_up in [devices[0], customer, devices[2]] {
                    let (mut lab, seats, call) = handed_on(caller, way, then);
                    let about = format!("{caller:?} {way:?} {then:?}, {hangs_up} hangs up");
                    let mut views = Vec::new();
                    for (device, seat) in devices.iter().zip(seats) {
                        views.extend(view(&lab, seat, device, &call).map(|view| (*device, seat, view)));
                    }
                    // Who is not in it cannot hang up.
                    let hang_up = Control::HangUp {
                        device: hangs_up.into(),
                        call_id: None,
                    };
                    if lab.outside(hang_up).is_none() {
                        continue;
                    }
                    lab.run_for(Duration::from_secs(2));
                    for (device, seat, (had, showed)) in views {
                        looked_at += 1;
                        if had.len() != showed {
                            wrong.push(format!(
                                "{about}: {device} showed {showed} others, the switch had {had:?}"
                            ));
                        }
                        let Some(party) = ended(&lab, seat, &call) else {
                            continue;
                        };
                        let had: Vec<&str> = had
                            .iter()
                            .filter(|(_, rings)| !rings)
                            .map(|(other, _)| other.as_str())
                            .collect();
                        // Who waited and is left by the one it waited for had that one.
                        let waited = device == devices[0] && matches!(then, Then::Away | Then::Rings);
                        let expected = match had.as_slice() {
                            [other] => Some(*other),
                            _ if waited && hangs_up == customer => Some(customer),
                            // It has only rung there: who called is the other party.
                            _ if device == devices[2] && then == Then::Rings => Some(customer),
                            _ => None,
                        };
                        let is_own = device == hangs_up || waited && hangs_up == customer;
                        if party.as_deref() != expected && (is_own || had.len() == 1) {
                            wrong.push(format!(
                                "{about}: {device} is told {party:?}, the switch had {had:?}"
                            ));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(looked_at > 80, "{looked_at}");
}

/// Who has taken the session up still waits for the call, and may hang up.
#[test]
fn a_program_that_is_started_anew_knows_that_a_call_is_away() {
    for way in [Way::Consulted, Way::SingleStep] {
        let (mut lab, [agent, _, third], call) = handed_on(Caller::Outside, way, Then::Away);
        let saved = lab.seats[agent].session.saved().expect("an agent is logged in");
        lab.cut(agent);
        lab.seats[agent].crashed = true;
        lab.run_for(Duration::from_secs(5));
        let saved = wellclient_core::session::SavedSession::from_bytes(saved.to_bytes().expose().as_bytes());
        let seat = lab.sit(Lab::config(9));
        let outcome = lab.recover(seat, saved.expect("a saved session"));
        assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
        lab.run_for(Duration::from_secs(5));
        let may = |lab: &Lab, verb| {
            let shown = lab.seats[seat].snapshot(lab.now());
            let known = shown
                .calls
                .iter()
                .find(|known| known.call_id == call)
                .expect("the call");
            known
                .actions
                .iter()
                .any(|action| action.verb == verb && action.is_allowed())
        };
        assert!(may(&lab, Verb::Drop) && !may(&lab, Verb::Retrieve), "{way:?}");
        // It comes back, and is a call like any other.
        done(
            &mut lab,
            third,
            Command::Drop {
                call: Some(call.clone()),
            },
        );
        lab.run_for(Duration::from_secs(5));
        assert!(may(&lab, Verb::Hold), "{way:?}");
        done(&mut lab, seat, Command::Hold { call: call.clone() });
        assert!(!may(&lab, Verb::Drop), "{way:?}: it does not come back by itself");
    }
}
