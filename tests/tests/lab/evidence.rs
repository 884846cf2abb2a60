//! What ends a call, corrects a party, or confirms a command is evidence from the server, and nothing else.

use std::time::Duration;

use wellclient_core::command::{AgentModeRequest, Command, LoginRequest, MakeCallOptions, Participation};
use wellclient_core::doubt::Doubt;
use wellclient_core::environment::Dialect;
use wellclient_core::id::CallId;
use wellclient_core::model::{ConnectionState, Role};
use wellclient_core::session::{CommandError, Outcome, SessionConfig};
use wellclient_core::snapshot::{CallSnapshot, SessionPhase, Snapshot};
use wellclient_simulator::Control;
use wellclient_tests::lab::{ConnectFate, EventFate, EventRule, Fate, Lab, RequestRule};

const CUSTOMER: &str = "13800000000";
const EXPERT: &str = "13911111111";

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn rule(lab: &mut Lab, text: &str, times: u32, fate: Fate) {
    lab.network.requests.push(RequestRule {
        seat: None,
        text: text.into(),
        times,
        fate,
    });
}

fn snapshot(lab: &Lab, seat: usize) -> Snapshot {
    lab.seats[seat].snapshot(lab.now())
}

fn call(lab: &Lab, seat: usize, id: &CallId) -> Option<CallSnapshot> {
    let snapshot = snapshot(lab, seat);
    snapshot.calls.into_iter().find(|call| call.call_id == *id)
}

fn confirmed(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
}

fn hang_up(lab: &mut Lab, device: &str) {
    lab.outside(Control::HangUp {
        device: device.into(),
        call_id: None,
    });
}

fn answers(lab: &mut Lab, device: &str) {
    lab.outside(Control::Answer {
        device: device.into(),
        call_id: None,
    });
}

/// 5001 talks to the customer.
fn talking(lab: &mut Lab, config: SessionConfig) -> (usize, CallId) {
    let seat = lab.logged_in(1, config);
    let call = CallId::from(lab.call_in(CUSTOMER, "8001"));
    lab.run_for(seconds(1));
    confirmed(&lab.settle(seat, Command::Answer { call: call.clone() }));
    (seat, call)
}

/// 8002 is busy.
fn busy(lab: &mut Lab) {
    let seat = lab.logged_in(2, Lab::config(2));
    let number = EXPERT.to_owned();
    let options = MakeCallOptions::default();
    confirmed(&lab.settle(seat, Command::MakeCall { number, options }));
}

/// 5001 has the customer on hold and talks to the expert.
fn consulting(lab: &mut Lab, config: SessionConfig) -> (usize, CallId, CallId) {
    let (seat, held) = talking(lab, config);
    let number = EXPERT.to_owned();
    confirmed(&lab.settle(
        seat,
        Command::Consult {
            call: held.clone(),
            number,
        },
    ));
    answers(lab, EXPERT);
    lab.run_for(seconds(6));
    let calls = snapshot(lab, seat).calls;
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[1].leg, ConnectionState::Connected);
    (seat, held, calls[1].call_id.clone())
}

/// What is given while the channel is down is seen at the switch only.
fn without_a_channel(lab: &mut Lab, seat: usize, act: impl FnOnce(&mut Lab)) {
    lab.network.connect = ConnectFate::Refused(None);
    lab.cut(seat);
    lab.run_for(seconds(1));
    act(lab);
    lab.run_for(seconds(1));
    lab.network.calm();
    lab.run_for(seconds(14));
}

#[test]
fn a_call_that_the_account_cannot_show_is_not_ended_by_its_absence() {
    let mut lab = Lab::new(1);
    let (seat, first, second) = consulting(&mut lab, Lab::config(1));
    without_a_channel(&mut lab, seat, |lab| {
        // The switch puts the other call on hold first.
        confirmed(&lab.settle(seat, Command::Retrieve { call: first.clone() }));
    });
    let shown = call(&lab, seat, &first).expect("the account shows it");
    assert_eq!((shown.leg, shown.unverified), (ConnectionState::Connected, false));
    assert!(call(&lab, seat, &second).is_some_and(|call| call.unverified));
    assert!(!snapshot(&lab, seat).verified && !snapshot(&lab, seat).calls_complete);
    // When the first has ended, the account shows the other.
    hang_up(&mut lab, CUSTOMER);
    lab.run_for(seconds(2));
    let left = call(&lab, seat, &second).expect("it is still there, on hold");
    assert_eq!((left.leg, left.unverified), (ConnectionState::Hold, false));
    hang_up(&mut lab, EXPERT);
    lab.run_for(seconds(2));
    assert!(snapshot(&lab, seat).verified && snapshot(&lab, seat).calls.is_empty());
}

#[test]
fn a_call_beside_the_shown_one_that_has_gone_ends_by_the_servers_word() {
    let mut lab = Lab::new(2);
    let (seat, held, second) = consulting(&mut lab, Lab::config(1));
    without_a_channel(&mut lab, seat, |lab| hang_up(lab, CUSTOMER));
    assert!(call(&lab, seat, &second).is_some_and(|call| !call.unverified));
    assert_eq!(call(&lab, seat, &held), None);
    let told = lab.seats[seat].synthesized();
    let ended: Vec<_> = told
        .iter()
        .filter(|event| event.name() == "connectionCleared")
        .collect();
    assert_eq!(ended.len(), 1, "{told:?}");
}

#[test]
fn one_404_about_a_call_is_not_its_end() {
    let mut lab = Lab::new(3);
    let (seat, held, _) = consulting(&mut lab, Lab::config(1));
    rule(&mut lab, &format!("{held}/user-data"), 1, Fate::status(404));
    lab.network.connect = ConnectFate::Refused(None);
    lab.cut(seat);
    lab.run_for(seconds(1));
    lab.network.connect = ConnectFate::Opens;
    lab.run_for(seconds(60));
    assert!(call(&lab, seat, &held).is_some(), "the server knows it");
}

/// A server of 2.x has no account: its word on a call is all there is.
#[test]
fn a_ghost_goes_when_the_server_does_not_know_it() {
    for gap in [true, false] {
        let mut lab = Lab::new(4);
        rule(&mut lab, "/client-state", u32::MAX, Fate::status(404));
        let config = SessionConfig {
            dialect: Dialect::V2,
            ..Lab::config(1)
        };
        let (seat, ghost) = talking(&mut lab, config);
        if gap {
            lab.network.connect = ConnectFate::Refused(None);
            lab.cut(seat);
            lab.run_for(Duration::from_millis(500));
            hang_up(&mut lab, CUSTOMER);
            lab.network.connect = ConnectFate::Opens;
            lab.run_for(seconds(20));
        } else {
            lab.network.events.push(wellclient_tests::lab::EventRule {
                seat: Some(seat),
                name: "connectionCleared".into(),
                times: 2,
                fate: wellclient_tests::lab::EventFate::Lost,
            });
            hang_up(&mut lab, CUSTOMER);
            lab.run_for(seconds(1));
            let drop = Command::Drop {
                call: Some(ghost.clone()),
            };
            let outcome = lab.settle(seat, drop);
            assert!(!matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
            lab.run_for(seconds(8));
        }
        assert!(snapshot(&lab, seat).calls.is_empty(), "gap {gap}");
        let number = EXPERT.to_owned();
        let options = MakeCallOptions::default();
        confirmed(&lab.settle(seat, Command::MakeCall { number, options }));
    }
}

#[test]
fn what_happened_to_parties_in_a_gap_is_in_doubt() {
    let mut lab = Lab::new(5);
    let (seat, id) = talking(&mut lab, Lab::config(1));
    without_a_channel(&mut lab, seat, |lab| {
        lab.outside(Control::Hold {
            device: CUSTOMER.into(),
            call_id: None,
        });
    });
    let shown = call(&lab, seat, &id).unwrap();
    let customer = shown.parties.iter().find(|party| !party.own).unwrap();
    assert!(
        !customer.verified,
        "its leg is on hold at the switch, and nobody tells"
    );
    assert!(shown.doubts.has(Doubt::Parties) && !shown.unverified);
    // An event about it vouches for it again.
    lab.outside(Control::Retrieve {
        device: CUSTOMER.into(),
        call_id: None,
    });
    lab.run_for(seconds(1));
    let shown = call(&lab, seat, &id).unwrap();
    assert!(shown.parties.iter().all(|party| party.verified));
}

#[test]
fn who_could_not_be_invited_touches_nobody_else() {
    let mut lab = Lab::new(6);
    let (seat, id) = talking(&mut lab, Lab::config(1));
    busy(&mut lab);
    let before = call(&lab, seat, &id).unwrap();
    // Called in, and gone at once.
    confirmed(&lab.settle(
        seat,
        Command::SingleStepConference {
            call: id.clone(),
            number: "8002".into(),
            participation: Participation::Active,
        },
    ));
    lab.run_for(seconds(1));
    let after = call(&lab, seat, &id).unwrap();
    assert_eq!(before.parties, after.parties);
    assert_eq!(after.failed_code, None);
}

#[test]
fn the_customer_takes_the_place_of_who_transferred() {
    let mut lab = Lab::new(7);
    let (seat, held) = talking(&mut lab, Lab::config(1));
    let mut config = Lab::config(2);
    config.settings.auto_answer = true;
    let target = lab.logged_in(2, config);
    let number = "8002".to_owned();
    confirmed(&lab.settle(
        seat,
        Command::Consult {
            call: held.clone(),
            number,
        },
    ));
    lab.run_for(seconds(1));
    let consulted = snapshot(&lab, seat).calls[1].call_id.clone();
    confirmed(&lab.settle(seat, Command::Transfer { held, consulted }));
    lab.run_for(seconds(3));
    let shown = &snapshot(&lab, target).calls[0];
    assert_eq!(shown.calling.as_ref().unwrap().number(), CUSTOMER);
    assert_eq!(shown.called.as_ref().unwrap().number(), "8002");
    let customer = shown.parties.iter().find(|party| !party.own).unwrap();
    assert_eq!(
        (customer.device.number(), customer.role),
        (CUSTOMER, Role::Calling)
    );
}

type Make = fn(CallId) -> Command;

/// Accepted, and then the caller hangs up before it is carried out: it is over, and says so at once.
#[test]
fn a_command_whose_call_ends_under_it_ends_with_it() {
    let verbs: [(&str, Make); 5] = [
        ("/answer", |call| Command::Answer { call }),
        ("/hold", |call| Command::Hold { call }),
        ("/consult", |call| Command::Consult {
            call,
            number: EXPERT.into(),
        }),
        ("/singleStepConference", |call| Command::SingleStepConference {
            call,
            number: EXPERT.into(),
            participation: Participation::Active,
        }),
        ("/singleStepTransfer", |call| Command::SingleStepTransfer {
            call,
            number: EXPERT.into(),
        }),
    ];
    for (path, command) in verbs {
        let mut lab = Lab::new(8);
        let (seat, id) = if path == "/answer" {
            let seat = lab.logged_in(1, Lab::config(1));
            let id = CallId::from(lab.call_in(CUSTOMER, "8001"));
            lab.run_for(seconds(1));
            (seat, id)
        } else {
            talking(&mut lab, Lab::config(1))
        };
        rule(&mut lab, path, 1, Fate::status(204));
        let given = lab.now();
        let number = lab.command(seat, command(id));
        lab.run_for(Duration::from_millis(200));
        hang_up(&mut lab, CUSTOMER);
        let outcome = lab.outcome(seat, number);
        assert!(
            matches!(outcome, Outcome::Rejected(CommandError::CallEnded { .. })),
            "{path}: {outcome:?}"
        );
        assert!(lab.now() - given < seconds(6), "{path}");
    }
}

/// What somebody else does is no evidence.
#[test]
fn another_s_doing_confirms_nothing() {
    // The customer puts the call on hold, and then hangs up.
    let mut lab = Lab::new(9);
    let (seat, call) = talking(&mut lab, Lab::config(1));
    rule(&mut lab, "/singleStepTransferCallAndWait", 1, Fate::status(204));
    let number = EXPERT.to_owned();
    let given = lab.command(seat, Command::SingleTransferWaitReturn { call, number });
    lab.run_for(seconds(1));
    lab.outside(Control::Hold {
        device: CUSTOMER.into(),
        call_id: None,
    });
    lab.run_for(seconds(1));
    assert_eq!(lab.seats[seat].outcome(given), None);
    hang_up(&mut lab, CUSTOMER);
    let outcome = lab.outcome(seat, given);
    assert!(!matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");

    // Who answers was invited before.
    let mut lab = Lab::new(10);
    let (seat, call) = talking(&mut lab, Lab::config(1));
    lab.logged_in(7, Lab::config(7));
    let invite = |number: &str| Command::SingleStepConference {
        call: call.clone(),
        number: number.into(),
        participation: Participation::Active,
    };
    confirmed(&lab.settle(seat, invite("8007")));
    rule(&mut lab, "/singleStepConference", 1, Fate::status(204));
    let given = lab.command(seat, invite("8008"));
    lab.run_for(seconds(1));
    lab.settle(1, Command::Answer { call: call.clone() });
    lab.run_for(seconds(1));
    assert_eq!(lab.seats[seat].outcome(given), None);

    // The caller hanging up is no transfer.
    let mut lab = Lab::new(11);
    let (seat, held, consulted) = consulting(&mut lab, Lab::config(1));
    rule(&mut lab, "/transfer", 1, Fate::status(204));
    let given = lab.command(seat, Command::Transfer { held, consulted });
    lab.run_for(seconds(1));
    hang_up(&mut lab, CUSTOMER);
    let outcome = lab.outcome(seat, given);
    assert!(
        matches!(outcome, Outcome::Rejected(CommandError::CallEnded { .. })),
        "{outcome:?}"
    );
}

#[test]
fn a_mode_that_was_so_before_confirms_no_reason() {
    let mut lab = Lab::new(12);
    let seat = lab.logged_in(1, Lab::config(1));
    rule(&mut lab, "lunch", 1, Fate::status(204));
    let mode = AgentModeRequest::NotReady;
    let reason = Some("lunch".to_owned());
    let given = lab.command(seat, Command::SetAgentMode { mode, reason });
    lab.run_for(seconds(1));
    let reason = Some("meeting".to_owned());
    confirmed(&lab.settle(seat, Command::SetAgentMode { mode, reason }));
    assert_eq!(lab.seats[seat].outcome(given), None, "that was another reason");
}

/// The server makes the call, tells nothing of its beginning, and it fails at once.
#[test]
fn a_call_that_fails_at_once_says_so_now() {
    use serde_json::json;
    for failed in [true, false] {
        let mut lab = Lab::new(13);
        let seat = lab.logged_in(1, Lab::config(1));
        rule(
            &mut lab,
            "/callControl/calls",
            1,
            Fate::Instead {
                status: 200,
                retry_after: None,
                body: r#"{"callId":"X1"}"#.into(),
            },
        );
        let number = CUSTOMER.to_owned();
        let options = MakeCallOptions::default();
        let given = lab.command(seat, Command::MakeCall { number, options });
        lab.run_for(seconds(1));
        let common = json!({"eventType": "csta", "srcDeviceId": "8001@test.cc", "callId": "X1",
            "topics": ["CtiWorker_x"]});
        let event = |name: &str, serial: u64, more: serde_json::Value| {
            let mut event = common.clone();
            let fields = event.as_object_mut().unwrap();
            fields.insert("eventName".into(), name.into());
            fields.insert("serial".into(), serial.into());
            fields.extend(more.as_object().unwrap().clone());
            event.to_string()
        };
        if failed {
            let more = json!({"calledDevice": "13800000000@test.cc", "failedCode": "8"});
            lab.inject(seat, "failed", &event("failed", 1, more));
        }
        let more = json!({"releasingDevice": "8001@test.cc", "cause": "UNALLOCATED_NUMBER"});
        lab.inject(seat, "connectionCleared", &event("connectionCleared", 3, more));
        lab.run_for(seconds(5));
        match lab.seats[seat].outcome(given) {
            Some(Outcome::Rejected(CommandError::Failed {
                failed_code: code, ..
            })) if failed => {
                assert_eq!(code.as_ref().unwrap().as_str(), "8");
            }
            Some(Outcome::Rejected(CommandError::CallEnded { cause })) if !failed => {
                assert_eq!(cause.as_deref(), Some("UNALLOCATED_NUMBER"));
            }
            other => panic!("{failed}: {other:?}"),
        }
    }
}

#[test]
fn a_consultation_that_leads_nowhere_brings_the_first_call_back() {
    let mut lab = Lab::new(14);
    let config = SessionConfig {
        retrieve_after_consultation: true,
        ..Lab::config(1)
    };
    let (seat, held) = talking(&mut lab, config);
    busy(&mut lab);
    let number = "8002".to_owned();
    lab.settle(
        seat,
        Command::Consult {
            call: held.clone(),
            number,
        },
    );
    lab.run_for(seconds(3));
    let shown = call(&lab, seat, &held).unwrap();
    assert_eq!(shown.leg, ConnectionState::Connected);
}

#[test]
fn a_former_id_is_understood() {
    let mut lab = Lab::new(15);
    let (seat, held, consulted) = consulting(&mut lab, Lab::config(1));
    confirmed(&lab.settle(
        seat,
        Command::Conference {
            held,
            consulted: consulted.clone(),
        },
    ));
    lab.run_for(seconds(1));
    confirmed(&lab.settle(
        seat,
        Command::Drop {
            call: Some(consulted),
        },
    ));
    lab.run_for(seconds(1));
    assert!(snapshot(&lab, seat).calls.is_empty());
}

#[test]
fn a_listener_takes_no_part_and_answers_nothing() {
    let mut lab = Lab::new(16);
    let (_, id) = talking(&mut lab, Lab::config(1));
    let mut config = Lab::config(9);
    config.settings.auto_answer = true;
    let listener = lab.logged_in(9, config);
    let device = "8009@test.cc".into();
    lab.settle(
        listener,
        Command::ForceListen {
            call: id.clone(),
            device,
        },
    );
    lab.run_for(seconds(3));
    assert!(lab.seats[listener].requests("/answer").is_empty());
    let shown = call(&lab, listener, &id).unwrap();
    assert!(shown.parties.iter().any(|party| party.device.number() == "8001"));
    let allowed: Vec<_> = shown
        .actions
        .iter()
        .filter(|action| action.is_allowed())
        .collect();
    let names: Vec<&str> = allowed.iter().map(|action| action.verb.name()).collect();
    assert_eq!(names, ["dropConnection", "setCallData", "getCallData"]);
}

#[test]
fn a_second_call_is_answered_by_itself_only_if_wanted() {
    for wanted in [false, true] {
        let mut lab = Lab::new(17);
        let mut config = Lab::config(1);
        config.settings.auto_answer = true;
        config.answer_second_call = wanted;
        let seat = lab.logged_in(1, config);
        lab.call_in(CUSTOMER, "8001");
        lab.run_for(seconds(1));
        let second = serde_json::json!({"eventName": "delivered", "eventType": "csta", "callId": "S2",
            "srcDeviceId": "8001@test.cc", "alertingDevice": "8001@test.cc", "callingDevice": "1370@test.cc",
            "serial": 1, "topics": ["CtiWorker_y"]});
        lab.inject(seat, "delivered", &second.to_string());
        lab.run_for(seconds(1));
        let answered =
            lab.seats[seat].requests("S2/answer").len() + lab.seats[seat].requests("S2/connections").len();
        assert_eq!(answered > 0, wanted);
    }
}

#[test]
fn a_restart_in_a_consultation_forgets_nobody() {
    for with_state in [true, false] {
        let mut lab = Lab::new(18);
        let (seat, held, consulted) = consulting(&mut lab, Lab::config(1));
        lab.run_for(seconds(20));
        let before = snapshot(&lab, seat);
        let mut saved = lab.seats[seat].session.saved().unwrap();
        if !with_state {
            saved.state = None;
        }
        lab.cut(seat);
        lab.seats[seat].crashed = true;
        lab.run_for(seconds(5));
        let seat = lab.sit(Lab::config(2));
        confirmed(&lab.recover(seat, saved));
        lab.run_for(seconds(1));
        let after = snapshot(&lab, seat);
        assert!(!after.verified && !after.calls_complete);
        assert_eq!(after.calls.len(), if with_state { 2 } else { 1 });
        assert!(call(&lab, seat, &consulted).is_some_and(|call| !call.unverified));
        if with_state {
            let first = call(&lab, seat, &held).unwrap();
            assert!(first.unverified, "nobody shows it");
            assert_eq!(first.leg, ConnectionState::Hold);
            let talked = before.calls[0].talking.unwrap();
            assert!(first.talking.unwrap() >= talked + seconds(5), "{first:?}");
            assert_eq!(after.prefixes, before.prefixes);
        }
        let drop = Command::Drop {
            call: Some(consulted.clone()),
        };
        confirmed(&lab.settle(seat, drop));
        lab.run_for(seconds(1));
        let left = call(&lab, seat, &held).expect("the customer is still on hold");
        assert!(!left.unverified);
        assert!(lab.seats[seat].requests("/login").is_empty());
    }
}

#[test]
fn talk_time_goes_on_after_a_restart_or_is_not_told() {
    for with_state in [true, false] {
        let mut lab = Lab::new(19);
        let (seat, _) = talking(&mut lab, Lab::config(1));
        lab.run_for(seconds(100));
        let mut saved = lab.seats[seat].session.saved().unwrap();
        if !with_state {
            saved.state = None;
        }
        lab.cut(seat);
        lab.seats[seat].crashed = true;
        lab.run_for(seconds(5));
        let seat = lab.sit(Lab::config(2));
        confirmed(&lab.recover(seat, saved));
        let shown = &snapshot(&lab, seat).calls[0];
        match shown.talking {
            Some(talking) => assert!((103..=108).contains(&talking.as_secs()), "{talking:?}"),
            None => assert!(!with_state && shown.doubts.has(Doubt::Established)),
        }
    }
}

/// The desktop was killed and has saved nothing: the log-in finds the agent there, in a call.
#[test]
fn a_log_in_takes_over_the_call_that_goes_on() {
    for take_over_call in [true, false] {
        let mut lab = Lab::new(20);
        let (seat, id) = talking(&mut lab, Lab::config(1));
        lab.cut(seat);
        lab.seats[seat].crashed = true;
        lab.run_for(seconds(5));
        let seat = lab.sit(SessionConfig {
            take_over_call,
            ..Lab::config(2)
        });
        let outcome = lab.settle(seat, Command::Login(Lab::request(1)));
        lab.run_for(seconds(2));
        if take_over_call {
            confirmed(&outcome);
            assert_eq!(lab.seats[seat].named("recoverStateSuccess").len(), 1);
            let shown = call(&lab, seat, &id).unwrap();
            assert_eq!((shown.leg, shown.unverified), (ConnectionState::Connected, false));
            confirmed(&lab.settle(seat, Command::Hold { call: id }));
        } else {
            assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
            assert_eq!(snapshot(&lab, seat).phase, SessionPhase::LoggedOut);
        }
    }
}

/// The agent's call goes on at another extension: nothing can take it over here, and nothing cuts it.
#[test]
fn a_forced_log_in_cuts_no_call_that_is_up_elsewhere() {
    for take_over_call in [true, false] {
        let mut lab = Lab::new(22);
        let (there, id) = talking(&mut lab, Lab::config(1));
        let seat = lab.sit(SessionConfig {
            take_over_call,
            ..Lab::config(2)
        });
        let request = LoginRequest {
            ext: "8002".into(),
            ..Lab::request(1)
        };
        let outcome = lab.settle(seat, Command::Login(request));
        let Outcome::Rejected(CommandError::Rejected(why)) = outcome else {
            panic!("{outcome:?}")
        };
        // Told to, it is sent; this switch refuses it.
        let asked = lab.seats[seat].requests("/agent/state").len();
        let expected = if take_over_call { (455, 1) } else { (460, 2) };
        assert_eq!((why.status.unwrap(), asked), expected);
        lab.run_for(seconds(2));
        assert!(lab.seats[seat].is_unplugged());
        assert_eq!(call(&lab, there, &id).unwrap().leg, ConnectionState::Connected);
    }
}

#[test]
fn a_pending_mode_is_the_servers_or_in_doubt() {
    let mut lab = Lab::new(21);
    let (seat, _) = talking(&mut lab, Lab::config(1));
    let mode = AgentModeRequest::Ready;
    confirmed(&lab.settle(seat, Command::SetAgentMode { mode, reason: None }));
    let agent = snapshot(&lab, seat).agent.unwrap();
    assert_eq!(agent.pending_mode.as_deref(), Some("Ready"));
    assert!(!agent.doubts.has(Doubt::PendingMode));
    without_a_channel(&mut lab, seat, |_| {});
    let agent = snapshot(&lab, seat).agent.unwrap();
    assert!(agent.doubts.has(Doubt::PendingMode));
    without_a_channel(&mut lab, seat, |lab| hang_up(lab, CUSTOMER));
    let agent = snapshot(&lab, seat).agent.unwrap();
    assert_eq!(agent.pending_mode, None, "the call has ended");
    assert!(!agent.doubts.has(Doubt::Mode) && agent.doubts.has(Doubt::Reason));
}

/// A server that has no call data says of every call that it does not know it; of one that its account shows that cannot be
/// so, and then it is its word on no other call either.
#[test]
fn a_server_without_call_data_ends_no_call_by_that() {
    let mut lab = Lab::new(31);
    let (seat, held, second) = consulting(&mut lab, Lab::config(1));
    rule(&mut lab, "/user-data", u32::MAX, Fate::status(404));
    lab.cut(seat);
    lab.run_for(seconds(300));
    assert!(call(&lab, seat, &second).is_some_and(|call| !call.unverified));
    assert!(
        call(&lab, seat, &held).is_some_and(|call| call.unverified),
        "nobody tells of it"
    );
}

/// Somebody else is invited into the call meanwhile, by the agent's other program: that is not who was asked for.
#[test]
fn another_who_is_invited_is_not_the_one_who_was_asked_for() {
    let mut lab = Lab::new(32);
    let (seat, id) = talking(&mut lab, Lab::config(1));
    let invite = |number: &str| Command::SingleStepConference {
        call: id.clone(),
        number: number.into(),
        participation: Participation::Active,
    };
    rule(&mut lab, "13722222222", 1, Fate::Silence { carried_out: false });
    let asked = lab.command(seat, invite("13722222222"));
    lab.run_for(seconds(1));
    assert_eq!(lab.elsewhere(seat, &invite(EXPERT)) / 100, 2);
    lab.run_for(seconds(3));
    let parties = call(&lab, seat, &id).map(|call| call.parties.len());
    assert_eq!(parties, Some(3), "the expert has come in");
    assert!(!matches!(
        lab.seats[seat].outcome(asked),
        Some(Outcome::Confirmed(_))
    ));
    let outcome = lab.outcome(seat, asked);
    assert!(!matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
}

/// What the account corrects is told in events, and each is counted.
#[test]
fn corrections_are_counted() {
    let mut lab = Lab::new(33);
    let (seat, _) = talking(&mut lab, Lab::config(1));
    let corrections = |lab: &Lab| lab.seats[seat].session.metrics().corrections;
    let before = (corrections(&lab), lab.seats[seat].synthesized().len());
    without_a_channel(&mut lab, seat, |lab| hang_up(lab, CUSTOMER));
    let told = lab.seats[seat].synthesized().len() - before.1;
    assert!(told > 0);
    assert_eq!(corrections(&lab) - before.0, told as u64);
}

/// Every event of it is lost: what the account shows then, the first call connected and the other gone, is what was asked for.
#[test]
fn a_consultation_that_is_cancelled_unseen_is_confirmed_by_the_account() {
    let mut lab = Lab::new(34);
    let (seat, held, consulted) = consulting(&mut lab, Lab::config(1));
    lab.network.events.push(EventRule {
        seat: Some(seat),
        name: String::new(),
        times: u32::MAX,
        fate: EventFate::Lost,
    });
    let cancel = Command::CancelConsult { held, consulted };
    confirmed(&lab.settle(seat, cancel));
    assert_eq!(snapshot(&lab, seat).calls.len(), 1);
}
