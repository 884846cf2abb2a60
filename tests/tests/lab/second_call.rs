//! A second call that rings beside the first: what is allowed then the switch accepts, and the other way round.

use std::time::Duration;

use wellclient_core::command::{Command, MakeCallOptions, Participation, Verb};
use wellclient_core::http::Api;
use wellclient_core::id::CallId;
use wellclient_core::model::ConnectionState;
use wellclient_core::session::Outcome;
use wellclient_simulator::PbxConfig;
use wellclient_tests::lab::{Lab, api_request};

const VERBS: [Verb; 12] = [
    Verb::Answer,
    Verb::Drop,
    Verb::Hold,
    Verb::Retrieve,
    Verb::SingleStepTransfer,
    Verb::SingleStepConference,
    Verb::Consult,
    Verb::SingleTransferWaitReturn,
    Verb::Conference,
    Verb::CancelConsult,
    Verb::Transfer,
    Verb::TransferWaitReturn,
];

/// What is allowed while a second call rings, as `first: …; second: …`.
fn offered(lab: &Lab, seat: usize) -> Vec<String> {
    let shown = lab.seats[seat].snapshot(lab.now());
    let calls = shown.calls.iter().map(|call| {
        let allowed = call.actions.iter().filter(|action| action.is_allowed());
        let verbs = allowed.map(|action| action.verb.name());
        let verbs = verbs.filter(|verb| !["setCallData", "getCallData", "agentGreeting"].contains(verb));
        verbs.collect::<Vec<_>>().join(" ")
    });
    calls.collect()
}

fn command(verb: Verb, call: CallId, held: Option<CallId>, consulted: Option<CallId>) -> Option<Command> {
    let number = "13600136000".to_owned();
    let pair = held.zip(consulted);
    Some(match verb {
        Verb::Answer => Command::Answer { call },
        Verb::Drop => Command::Drop { call: Some(call) },
        Verb::Hold => Command::Hold { call },
        Verb::Retrieve => Command::Retrieve { call },
        Verb::SingleStepTransfer => Command::SingleStepTransfer { call, number },
        Verb::SingleStepConference => Command::SingleStepConference {
            call,
            number,
            participation: Participation::Active,
        },
        Verb::Consult => Command::Consult { call, number },
        Verb::SingleTransferWaitReturn => Command::SingleTransferWaitReturn { call, number },
        Verb::Conference => pair.map(|(held, consulted)| Command::Conference { held, consulted })?,
        Verb::CancelConsult => pair.map(|(held, consulted)| Command::CancelConsult { held, consulted })?,
        Verb::Transfer => pair.map(|(held, consulted)| Command::Transfer { held, consulted })?,
        Verb::TransferWaitReturn => {
            pair.map(|(held, consulted)| Command::TransferWaitReturn { held, consulted })?
        }
        _ => return None,
    })
}

/// Each verb that is allowed a copy of the switch accepts, and something comes of it.
fn is_accepted(lab: &Lab, seat: usize, about: &str) {
    let chair = &lab.seats[seat];
    let shown = chair.snapshot(lab.now());
    let saved = chair.session.saved().expect("an agent is logged in");
    let config = chair.session.config();
    let environment = config.environment.clone();
    let api = Api::new(environment, config.dialect, saved.agent, saved.device).expect("an API");
    let leg = |state| {
        let mut calls = shown.calls.iter().filter(|call| call.leg == state);
        calls.next().map(|call| call.call_id.clone())
    };
    let (held, consulted) = (leg(ConnectionState::Hold), leg(ConnectionState::Connected));
    for call in &shown.calls {
        for verb in VERBS {
            let allowed = call
                .actions
                .iter()
                .any(|action| action.verb == verb && action.is_allowed());
            let id = call.call_id.clone();
            let Some(command) = command(verb, id, held.clone(), consulted.clone()) else {
                assert!(!allowed, "{about}: {verb}");
                continue;
            };
            if allowed {
                let request = api.request(&command).expect("a request");
                let request = request.with_session(saved.session_id.clone());
                let status = lab.pbx.clone().handle(lab.now(), &api_request(&request)).status;
                assert!(
                    (200..300).contains(&status),
                    "{about}: {verb} on a call that is {:?}: {status}",
                    call.leg
                );
            }
        }
    }
}

fn done(lab: &mut Lab, seat: usize, command: Command) {
    let outcome = lab.settle(seat, command);
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    lab.run_for(Duration::from_secs(2));
}

/// An agent talks, and a second call rings.
fn ringing() -> (Lab, usize, CallId, CallId) {
    let config = PbxConfig {
        call_waiting: true,
        ..PbxConfig::default()
    };
    let mut lab = Lab::with(config, 12);
    let seat = lab.logged_in(1, Lab::config(1));
    let first = CallId::from(lab.call_in("13800000000", "8001"));
    lab.run_for(Duration::from_secs(1));
    done(&mut lab, seat, Command::Answer { call: first.clone() });
    let second = CallId::from(lab.call_in("13900000000", "8001"));
    lab.run_for(Duration::from_secs(2));
    (lab, seat, first, second)
}

#[test]
fn an_agent_goes_on_working_with_the_first_call() {
    let talking =
        "dropConnection holdCall singleStepTransfer singleStepConference consult singleTransferWaitReturn";
    let (mut lab, seat, first, second) = ringing();
    assert_eq!(offered(&lab, seat), [talking, "answerCall dropConnection"]);
    is_accepted(&lab, seat, "talking");
    assert!(lab.seats[seat].snapshot(lab.now()).verified);

    done(&mut lab, seat, Command::Hold { call: first.clone() });
    assert_eq!(offered(&lab, seat), ["retrieveCall", "answerCall dropConnection"]);
    is_accepted(&lab, seat, "on hold");
    done(&mut lab, seat, Command::Retrieve { call: first.clone() });

    let number = "13600000000".to_owned();
    let outcome = lab.command(
        seat,
        Command::Consult {
            call: first.clone(),
            number,
        },
    );
    lab.run_for(Duration::from_millis(500));
    is_accepted(&lab, seat, "dialling");
    assert_eq!(
        offered(&lab, seat)[1],
        "dropConnection",
        "what is being made is not left for what rings"
    );
    assert!(matches!(lab.outcome(seat, outcome), Outcome::Confirmed(_)));
    lab.run_for(Duration::from_secs(2));
    let of_two = "conference cancelConsult transferCall transferWaitReturn";
    let both = [
        format!("retrieveCall {of_two}"),
        "answerCall dropConnection".to_owned(),
        of_two.to_owned(),
    ];
    assert_eq!(offered(&lab, seat), both);
    is_accepted(&lab, seat, "consulting");

    let consulted = lab.seats[seat].snapshot(lab.now()).calls[2].call_id.clone();
    done(
        &mut lab,
        seat,
        Command::Transfer {
            held: first,
            consulted,
        },
    );
    assert_eq!(offered(&lab, seat), ["answerCall dropConnection"]);
    done(&mut lab, seat, Command::Answer { call: second });
    assert_eq!(offered(&lab, seat), [talking]);
    lab.run_for(Duration::from_secs(120));
    assert!(lab.seats[seat].snapshot(lab.now()).verified);
}

/// The server's account shows the call in which the agent talks, and says nothing against the one that rings.
#[test]
fn what_rings_beside_stays_after_a_look_at_the_account() {
    let (mut lab, seat, first, second) = ringing();
    lab.cut(seat);
    lab.run_for(Duration::from_secs(20));
    let shown = lab.seats[seat].snapshot(lab.now());
    let legs: Vec<_> = shown
        .calls
        .iter()
        .map(|call| (call.call_id.clone(), call.leg))
        .collect();
    assert_eq!(
        legs,
        [
            (first, ConnectionState::Connected),
            (second, ConnectionState::Alerting)
        ]
    );
}

/// Nothing is dialled by hand beside a call.
#[test]
fn no_call_is_made_while_one_rings() {
    let (mut lab, seat, first, _) = ringing();
    done(&mut lab, seat, Command::Drop { call: Some(first) });
    let options = MakeCallOptions::default();
    let number = "13600000000".to_owned();
    let outcome = lab.settle(seat, Command::MakeCall { number, options });
    assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
}
