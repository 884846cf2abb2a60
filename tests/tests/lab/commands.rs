//! Every verb settles exactly once, in time, and as what it has come to, whatever goes wrong on the way.

use std::time::Duration;

use wellclient_core::command::{
    AgentModeRequest, CallDataEntry, Command, MakeCallOptions, Participation, Verb,
};
use wellclient_core::id::CallId;
use wellclient_core::session::{CommandError, Evidence, Input, Outcome, Reply, Unknown};
use wellclient_simulator::{Control, PbxConfig};
use wellclient_tests::lab::{ConnectFate, EventFate, EventRule, Facts, Fate, Lab, RequestRule};

const OWN: usize = 0;
const COLLEAGUE: usize = 1;

/// What the agent is in when the command is given.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Scene {
    Idle,
    Ringing,
    Talking,
    OnHold,
    /// One call on hold, one with the colleague.
    Consulting,
    /// The colleague talks to somebody outside.
    Watching,
    Recorded,
}

fn second() -> Duration {
    Duration::from_secs(1)
}

fn calls(lab: &Lab, seat: usize) -> Vec<CallId> {
    lab.seats[seat]
        .session
        .model()
        .unwrap()
        .calls()
        .iter()
        .map(|call| call.id.clone())
        .collect()
}

fn done(lab: &mut Lab, seat: usize, command: Command) {
    let outcome = lab.settle(seat, command);
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    lab.run_for(second());
}

fn talk(lab: &mut Lab, seat: usize) {
    let call = lab.call_in("13800000000", &(8001 + seat).to_string());
    lab.run_for(second());
    done(
        lab,
        seat,
        Command::Answer {
            call: call.as_str().into(),
        },
    );
}

fn set(scene: Scene) -> Lab {
    // Recording is on only where a scene says so.
    let mut lab = Lab::with(
        PbxConfig {
            record_calls: false,
            ..PbxConfig::default()
        },
        1,
    );
    lab.facts = Some(Facts::default());
    lab.watches = true;
    for number in 1..=3 {
        lab.logged_in(number, Lab::config(u64::try_from(number).unwrap()));
    }
    match scene {
        Scene::Idle => {}
        Scene::Ringing => {
            lab.call_in("13800000000", "8001");
        }
        Scene::Watching => talk(&mut lab, COLLEAGUE),
        Scene::Talking | Scene::OnHold | Scene::Consulting | Scene::Recorded => talk(&mut lab, OWN),
    }
    lab.run_for(second());
    match scene {
        Scene::OnHold => {
            let call = calls(&lab, OWN)[0].clone();
            done(&mut lab, OWN, Command::Hold { call });
        }
        Scene::Recorded => done(&mut lab, OWN, Command::StartRecording),
        Scene::Consulting => {
            let call = calls(&lab, OWN)[0].clone();
            done(
                &mut lab,
                OWN,
                Command::Consult {
                    call,
                    number: "8002".into(),
                },
            );
            let call = calls(&lab, COLLEAGUE)[0].clone();
            done(&mut lab, COLLEAGUE, Command::Answer { call });
        }
        _ => {}
    }
    lab
}

/// Where a verb makes sense, and the command.
fn play(verb: Verb) -> (Lab, Command) {
    let scene = match verb {
        Verb::Answer => Scene::Ringing,
        Verb::Drop | Verb::Hold | Verb::SingleStepTransfer | Verb::SingleStepConference | Verb::Consult => {
            Scene::Talking
        }
        Verb::SingleTransferWaitReturn | Verb::SetCallData | Verb::GetCallData | Verb::AgentGreeting => {
            Scene::Talking
        }
        Verb::StartRecording => Scene::Talking,
        Verb::Retrieve => Scene::OnHold,
        Verb::Conference | Verb::CancelConsult | Verb::Transfer | Verb::TransferWaitReturn => {
            Scene::Consulting
        }
        Verb::ForceDrop | Verb::ForceJoin | Verb::ForceTake | Verb::ForceListen => Scene::Watching,
        Verb::StopRecording => Scene::Recorded,
        _ => Scene::Idle,
    };
    let lab = set(scene);
    let from = if scene == Scene::Watching { COLLEAGUE } else { OWN };
    let ids = calls(&lab, from);
    let call = ids.first().cloned().unwrap_or_else(|| "none".into());
    let (held, consulted) = (call.clone(), ids.get(1).cloned().unwrap_or_else(|| "none".into()));
    let (agent, device) = ("5002@test.cc".into(), "8002@test.cc".into());
    let number = "8003".to_owned();
    let command = match verb {
        Verb::Logout => Command::Logout,
        Verb::SetAgentMode => Command::SetAgentMode {
            mode: AgentModeRequest::Ready,
            reason: None,
        },
        Verb::MakeCall => Command::MakeCall {
            number,
            options: MakeCallOptions::default(),
        },
        Verb::Answer => Command::Answer { call },
        Verb::Drop => Command::Drop { call: None },
        Verb::Hold => Command::Hold { call },
        Verb::Retrieve => Command::Retrieve { call },
        Verb::SingleStepTransfer => Command::SingleStepTransfer { call, number },
        Verb::SingleStepConference => Command::SingleStepConference {
            call,
            number,
            participation: Participation::Active,
        },
        Verb::Consult => Command::Consult { call, number },
        Verb::Conference => Command::Conference { held, consulted },
        Verb::CancelConsult => Command::CancelConsult { held, consulted },
        Verb::Transfer => Command::Transfer { held, consulted },
        Verb::TransferWaitReturn => Command::TransferWaitReturn { held, consulted },
        Verb::SingleTransferWaitReturn => Command::SingleTransferWaitReturn { call, number },
        Verb::SetCallData => Command::SetCallData {
            call,
            entries: vec![CallDataEntry::new("k", "v")],
        },
        Verb::GetCallData => Command::GetCallData { call },
        Verb::ForceDrop => Command::ForceDrop { device, call },
        Verb::ForceJoin => Command::ForceJoin { device, call, number },
        Verb::ForceTake => Command::ForceTake { device, call, number },
        Verb::ForceListen => Command::ForceListen {
            call,
            device: "8001@test.cc".into(),
        },
        Verb::ForceReady => Command::ForceReady { agent, device },
        Verb::ForceNotReady => Command::ForceNotReady { agent, device },
        Verb::ForceLogout => Command::ForceLogout { agent, device },
        Verb::SuperLogout => Command::SuperLogout {
            job_number: "5002".into(),
        },
        Verb::ReleaseAllocatedAgent => Command::ReleaseAllocatedAgent { agent },
        Verb::AgentGreeting => Command::AgentGreeting {
            call,
            message: "hello".into(),
        },
        Verb::StartRecording => Command::StartRecording,
        Verb::StopRecording => Command::StopRecording,
        Verb::GetClientState => Command::GetClientState,
        Verb::GetMyPrefix => Command::GetMyPrefix,
        Verb::UploadLog => Command::UploadLog,
        other => panic!("{other} has a test file of its own"),
    };
    (lab, command)
}

fn verbs() -> impl Iterator<Item = Verb> {
    Verb::ALL.iter().copied().filter(|verb| *verb != Verb::Login)
}

/// Whether the reply says it all.
fn by_reply(verb: Verb) -> bool {
    use Verb::*;
    matches!(
        verb,
        SetCallData
            | GetCallData
            | ForceDrop
            | ForceJoin
            | ForceTake
            | ForceListen
            | ForceReady
            | ForceNotReady
            | ForceLogout
            | SuperLogout
            | ReleaseAllocatedAgent
            | AgentGreeting
            | GetClientState
            | GetMyPrefix
            | UploadLog
    )
}

/// What the client state cannot show.
fn is_invisible(verb: Verb) -> bool {
    use Verb::*;
    matches!(
        verb,
        SingleStepConference
            | SingleStepTransfer
            | SingleTransferWaitReturn
            | Conference
            | Transfer
            | TransferWaitReturn
            | StartRecording
            | StopRecording
    )
}

/// It changes something at the server, and no event tells of it.
fn is_untold(verb: Verb) -> bool {
    use Verb::*;
    matches!(
        verb,
        SetCallData
            | AgentGreeting
            | ForceDrop
            | ForceJoin
            | ForceTake
            | ForceListen
            | ForceReady
            | ForceNotReady
            | ForceLogout
            | SuperLogout
            | ReleaseAllocatedAgent
    )
}

/// Gives the command of `verb` under one fault of its request, and its outcome.
fn under(verb: Verb, fate: Fate, times: u32) -> (Lab, Outcome) {
    under_with(verb, fate, times, |_| {})
}

fn under_with(verb: Verb, fate: Fate, times: u32, then: impl FnOnce(&mut Lab)) -> (Lab, Outcome) {
    let (mut lab, command) = play(verb);
    // The command's own request is the next one of this seat.
    lab.network.requests.push(RequestRule {
        seat: Some(OWN),
        text: String::new(),
        times,
        fate,
    });
    let id = lab.command(OWN, command);
    then(&mut lab);
    let outcome = lab.outcome(OWN, id);
    lab.network.calm();
    // Nothing comes twice, however long one waits.
    lab.run_for(Duration::from_secs(100));
    assert_eq!(lab.complaints(), Vec::<String>::new(), "{verb}");
    (lab, outcome)
}

fn evidence(outcome: &Outcome) -> Option<&Evidence> {
    match outcome {
        Outcome::Confirmed(confirmation) => Some(&confirmation.evidence),
        _ => None,
    }
}

#[test]
fn with_nothing_amiss_each_is_confirmed_by_what_shows_it() {
    for verb in verbs() {
        let (_, outcome) = under(verb, Fate::Fine, 0);
        match evidence(&outcome) {
            Some(Evidence::Event(_)) => assert!(!by_reply(verb), "{verb}: {outcome:?}"),
            Some(Evidence::Reply) => assert!(by_reply(verb), "{verb}: {outcome:?}"),
            _ => panic!("{verb}: {outcome:?}"),
        }
    }
}

#[test]
fn not_sent_is_rejected() {
    for verb in verbs() {
        let (_, outcome) = under(verb, Fate::NeverSent, 1);
        assert!(
            matches!(outcome, Outcome::Rejected(CommandError::Unreachable(_))),
            "{verb}: {outcome:?}"
        );
    }
}

#[test]
fn lost_before_it_was_carried_out_is_unknown() {
    for fate in [
        Fate::LostBefore,
        Fate::Silence { carried_out: false },
        Fate::NeverEnds,
    ] {
        for verb in verbs() {
            let (_, outcome) = under(verb, fate.clone(), 1);
            assert!(
                matches!(outcome, Outcome::Unknown(Unknown::NoReply(_))),
                "{verb}, {fate:?}: {outcome:?}"
            );
        }
    }
}

#[test]
fn lost_after_it_was_carried_out_is_confirmed_where_it_shows() {
    for fate in [Fate::LostAfter, Fate::Silence { carried_out: true }] {
        for verb in verbs() {
            let (_, outcome) = under(verb, fate.clone(), 1);
            if by_reply(verb) {
                assert!(
                    matches!(outcome, Outcome::Unknown(Unknown::NoReply(_))),
                    "{verb}, {fate:?}: {outcome:?}"
                );
            } else {
                assert!(
                    matches!(outcome, Outcome::Confirmed(_)),
                    "{verb}, {fate:?}: {outcome:?}"
                );
            }
        }
    }
}

#[test]
fn a_slow_reply_is_waited_for() {
    for verb in verbs() {
        let (_, outcome) = under(verb, Fate::Slow(Duration::from_secs(8)), 1);
        assert!(matches!(outcome, Outcome::Confirmed(_)), "{verb}: {outcome:?}");
    }
}

#[test]
fn refusals_are_typed() {
    for (fate, status) in [
        (Fate::status(500), 500),
        (Fate::status(502), 502),
        (Fate::status(403), 403),
    ] {
        for verb in verbs() {
            let (_, outcome) = under(verb, fate.clone(), 1);
            match outcome {
                Outcome::Rejected(CommandError::Rejected(why)) => assert_eq!(why.status, Some(status)),
                // Nothing tells whether that was carried out all the same.
                Outcome::Unknown(Unknown::NoReply(_)) if status >= 500 && is_untold(verb) => {}
                outcome => panic!("{verb}: {outcome:?}"),
            }
        }
    }
}

#[test]
fn an_expired_session_is_renewed_once_and_the_request_sent_again() {
    for verb in verbs() {
        let (lab, outcome) = under(verb, Fate::status(426), 1);
        assert!(matches!(outcome, Outcome::Confirmed(_)), "{verb}: {outcome:?}");
        assert_eq!(lab.seats[OWN].session.metrics().renewals, 1);
    }
}

#[test]
fn a_second_426_is_a_rejection() {
    for verb in verbs() {
        let (mut lab, command) = play(verb);
        let before = lab.seats[OWN].requests("/sdk/login").len();
        for text in ["/api/", "/client-log/"] {
            let rule = RequestRule {
                seat: Some(OWN),
                text: text.into(),
                times: 2,
                fate: Fate::status(426),
            };
            lab.network.requests.push(rule);
        }
        let outcome = lab.settle(OWN, command);
        let Outcome::Rejected(CommandError::Rejected(why)) = outcome else {
            panic!("{verb}: {outcome:?}")
        };
        assert_eq!(why.status, Some(426));
        assert_eq!(
            lab.seats[OWN].requests("/sdk/login").len() - before,
            1,
            "one renewal"
        );
    }
}

/// A portal that answers everything with its page has done nothing.
#[test]
fn a_page_of_html_confirms_nothing() {
    for verb in verbs() {
        let (_, outcome) = under(verb, Fate::html(), 1);
        assert!(
            matches!(outcome, Outcome::Rejected(CommandError::BadReply(_))),
            "{verb}: {outcome:?}"
        );
    }
}

#[test]
fn a_success_that_cannot_be_read_confirms_nothing_that_an_event_would_show() {
    for verb in verbs().filter(|verb| !by_reply(*verb)) {
        let (_, outcome) = under(verb, Fate::garbage(), 1);
        assert!(
            matches!(outcome, Outcome::Unknown(Unknown::NotConfirmed)),
            "{verb}: {outcome:?}"
        );
    }
    for verb in [Verb::GetCallData, Verb::GetClientState, Verb::GetMyPrefix] {
        let (_, outcome) = under(verb, Fate::garbage(), 1);
        assert!(
            matches!(outcome, Outcome::Rejected(CommandError::BadReply(_))),
            "{verb}: {outcome:?}"
        );
    }
}

#[test]
fn with_its_events_lost_the_servers_account_confirms_what_it_shows() {
    for verb in verbs() {
        let (mut lab, command) = play(verb);
        let rule = EventRule {
            seat: Some(OWN),
            name: String::new(),
            times: 100,
            fate: EventFate::Lost,
        };
        lab.network.events.push(rule);
        let outcome = lab.settle(OWN, command);
        if is_invisible(verb) {
            assert_eq!(outcome, Outcome::Unknown(Unknown::NotConfirmed), "{verb}");
        } else {
            assert!(matches!(outcome, Outcome::Confirmed(_)), "{verb}: {outcome:?}");
        }
        assert_eq!(lab.complaints(), Vec::<String>::new(), "{verb}");
    }
}

#[test]
fn with_the_socket_dead_or_gone_each_settles_all_the_same() {
    for dead in [true, false] {
        for verb in verbs() {
            let (mut lab, command) = play(verb);
            lab.network.connect = ConnectFate::Refused(None);
            if dead {
                lab.go_dead(OWN)
            } else {
                lab.cut(OWN)
            }
            let outcome = lab.settle(OWN, command);
            match &outcome {
                Outcome::Confirmed(_) => assert!(!is_invisible(verb), "{verb}: {outcome:?}"),
                Outcome::Unknown(Unknown::LinkLost | Unknown::NotConfirmed) => {
                    assert!(is_invisible(verb), "{verb}: {outcome:?}");
                }
                _ => panic!("{verb}: {outcome:?}"),
            }
            lab.run_for(Duration::from_secs(100));
            assert_eq!(lab.complaints(), Vec::<String>::new(), "{verb}");
        }
    }
}

#[test]
fn closed_or_logged_off_meanwhile_is_unknown() {
    for verb in verbs() {
        let silence = Fate::Silence { carried_out: false };
        let (_, outcome) = under_with(verb, silence.clone(), 1, |lab| {
            lab.input(OWN, Input::Close { logout: false });
        });
        assert_eq!(outcome, Outcome::Unknown(Unknown::Closed), "{verb}");
        let (_, outcome) = under_with(verb, silence, 1, |lab| {
            lab.outside(Control::KickAgent { agent: "5001".into() });
        });
        let logged_out = verb == Verb::Logout && matches!(outcome, Outcome::Confirmed(_));
        assert!(
            logged_out || outcome == Outcome::Unknown(Unknown::LoggedOff),
            "{verb}: {outcome:?}"
        );
    }
}

#[test]
fn what_is_so_already_is_said_to_be() {
    let already = |scene, command: fn(CallId) -> Command| {
        let mut lab = set(scene);
        let call = calls(&lab, OWN).first().cloned().unwrap_or_else(|| "none".into());
        let outcome = lab.settle(OWN, command(call));
        assert_eq!(lab.complaints(), Vec::<String>::new());
        outcome
    };
    let not_ready = |_| Command::SetAgentMode {
        mode: AgentModeRequest::NotReady,
        reason: None,
    };
    assert_eq!(already(Scene::Idle, not_ready), Outcome::AlreadySo);
    assert_eq!(
        already(Scene::Talking, |call| Command::Answer { call }),
        Outcome::AlreadySo
    );
    assert_eq!(
        already(Scene::OnHold, |call| Command::Hold { call }),
        Outcome::AlreadySo
    );
    assert_eq!(
        already(Scene::Talking, |call| Command::Retrieve { call }),
        Outcome::AlreadySo
    );
    assert_eq!(
        already(Scene::Recorded, |_| Command::StartRecording),
        Outcome::AlreadySo
    );
    assert_eq!(
        already(Scene::Talking, |_| Command::StopRecording),
        Outcome::AlreadySo
    );
}

#[test]
fn a_mode_that_must_wait_is_told_as_pending() {
    let mut lab = set(Scene::Talking);
    let outcome = lab.settle(
        OWN,
        Command::SetAgentMode {
            mode: AgentModeRequest::Ready,
            reason: None,
        },
    );
    let Outcome::Confirmed(confirmation) = &outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(confirmation.reply, Reply::PendingMode("Ready".into()));
    let pending = |lab: &Lab| lab.seats[OWN].snapshot(lab.now()).agent.unwrap().pending_mode;
    assert_eq!(pending(&lab).as_deref(), Some("Ready"));
    done(&mut lab, OWN, Command::Drop { call: None });
    assert_eq!(pending(&lab), None);
    assert_eq!(
        lab.seats[OWN].snapshot(lab.now()).agent.unwrap().mode.as_str(),
        "Ready"
    );
}
