//! A cut before and after each event of each scenario of the protocol's section 7, with and without a word to the client: what is
//! verified is so at every moment, and after a quiet all is verified that the account can show.
//!
//! Three agents at the desks 0, 1 and 2 (`5000` on `8000`, and so on), the switch, and the outside. A scenario is a list of
//! acts, a second apart. It is played without a fault first, to count the events that each desk hears; then again for each
//! of them and each way of cutting, going on to its end, or no further than the cut.

use std::time::Duration;

use wellclient_core::command::{AgentModeRequest, Command, MakeCallOptions, Participation};
use wellclient_core::event::Origin;
use wellclient_core::id::CallId;
use wellclient_simulator::{Control, PbxConfig};
use wellclient_tests::dst::{Oracle, Wants};
use wellclient_tests::lab::{EventFate, EventRule, Lab, disagreement};

/// A customer, and somebody who can be asked.
const CUSTOMER: &str = "13800000000";
const EXPERT: &str = "13911111111";

/// A dead socket is found, the channel opened again, and an account that could not be had asked for once more.
const QUIET: Duration = Duration::from_secs(200);

/// Between two acts.
const PACE: Duration = Duration::from_secs(1);

/// Who carries out what agents do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum By {
    /// The session that is cut, if it can.
    Session,
    /// Their phones: the session only hears of it.
    Phone,
}

#[derive(Clone, Copy, Debug)]
enum Act {
    /// The customer calls.
    CallsIn(&'static str),
    /// Somebody outside, or a phone, answers or hangs up.
    Answers(&'static str),
    HangsUp(&'static str),
    /// An agent does something.
    Does(usize, Verb),
    Allocates(usize),
    Kicks(usize),
}

#[derive(Clone, Copy, Debug)]
enum Verb {
    Ready,
    NotReady(&'static str),
    Call(&'static str),
    Answer,
    Drop,
    Hold,
    Retrieve,
    Consult(&'static str),
    Cancel,
    Transfer,
    TransferWaitReturn,
    Conference,
    Passes(&'static str),
    PassesAndWaits(&'static str),
    Invites(&'static str),
}

use Act::{Allocates, Answers, CallsIn, Does, HangsUp, Kicks};

/// What is played, by name.
const SCENARIOS: [(&str, &[Act]); 27] = [
    (
        "modes, and logged out by a supervisor",
        &[
            Does(0, Verb::Ready),
            Does(0, Verb::NotReady("lunch")),
            Does(0, Verb::Ready),
            Kicks(0),
        ],
    ),
    ("allocated", &[Does(0, Verb::Ready), Allocates(0)]),
    (
        "outbound, the outside line hangs up",
        &[Does(0, Verb::Call(EXPERT)), Answers(EXPERT), HangsUp(EXPERT)],
    ),
    (
        "outbound, the agent hangs up",
        &[Does(0, Verb::Call(EXPERT)), Answers(EXPERT), Does(0, Verb::Drop)],
    ),
    (
        "outbound, not answered",
        &[Does(0, Verb::Call(EXPERT)), Does(0, Verb::Drop)],
    ),
    ("inbound, not answered", &[CallsIn("8000"), HangsUp(CUSTOMER)]),
    (
        "inbound, the outside line hangs up",
        &[CallsIn("8000"), Does(0, Verb::Answer), HangsUp(CUSTOMER)],
    ),
    (
        "inbound, the agent hangs up, and the next one rings",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::Drop),
            CallsIn("8000"),
            HangsUp(CUSTOMER),
        ],
    ),
    (
        "internal",
        &[
            Does(0, Verb::Call("8001")),
            Does(1, Verb::Answer),
            Does(0, Verb::Drop),
        ],
    ),
    (
        "hold and retrieve, both",
        &[
            Does(0, Verb::Call("8001")),
            Does(1, Verb::Answer),
            Does(1, Verb::Hold),
            Does(0, Verb::Hold),
            Does(1, Verb::Retrieve),
            Does(0, Verb::Retrieve),
            Does(1, Verb::Drop),
        ],
    ),
    (
        "single-step transfer",
        &[
            Does(0, Verb::Call("8001")),
            Does(1, Verb::Answer),
            Does(1, Verb::Passes("8002")),
            Does(2, Verb::Answer),
            Does(2, Verb::Drop),
        ],
    ),
    (
        "single-step transfer of a customer",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::Passes("8001")),
            Does(1, Verb::Answer),
            HangsUp(CUSTOMER),
        ],
    ),
    (
        "single-step transfer, the target rejects",
        &[
            Does(0, Verb::Call("8001")),
            Does(1, Verb::Answer),
            Does(1, Verb::Passes("8002")),
            Does(2, Verb::Drop),
        ],
    ),
    (
        "single-step transfer there and back",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::Passes("8001")),
            Does(1, Verb::Answer),
            Does(1, Verb::Passes("8000")),
            Does(0, Verb::Answer),
            Does(0, Verb::Drop),
        ],
    ),
    (
        "consultation, cancelled",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::Consult("8001")),
            Does(1, Verb::Answer),
            Does(0, Verb::Cancel),
            Does(0, Verb::Drop),
        ],
    ),
    (
        "consultation, the consulted party hangs up",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::Consult("8001")),
            Does(1, Verb::Answer),
            Does(1, Verb::Drop),
            Does(0, Verb::Retrieve),
            HangsUp(CUSTOMER),
        ],
    ),
    (
        "consultation, the held party hangs up",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::Consult("8001")),
            Does(1, Verb::Answer),
            HangsUp(CUSTOMER),
            Does(0, Verb::Drop),
        ],
    ),
    (
        "transfer after consultation",
        &[
            Does(0, Verb::Call("8001")),
            Does(1, Verb::Answer),
            Does(1, Verb::Consult("8002")),
            Does(2, Verb::Answer),
            Does(1, Verb::Transfer),
            Does(2, Verb::Drop),
        ],
    ),
    (
        "transfer after consultation of a customer",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::Consult("8001")),
            Does(1, Verb::Answer),
            Does(0, Verb::Transfer),
            HangsUp(CUSTOMER),
        ],
    ),
    (
        "transfer while the target rings",
        &[
            Does(0, Verb::Call("8001")),
            Does(1, Verb::Answer),
            Does(1, Verb::Consult("8002")),
            Does(1, Verb::Transfer),
            Does(2, Verb::Answer),
            Does(0, Verb::Drop),
        ],
    ),
    (
        "conference, who made it hangs up first",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::Consult("8001")),
            Does(1, Verb::Answer),
            Does(0, Verb::Conference),
            Does(0, Verb::Drop),
        ],
    ),
    (
        "conference, the consulted party first",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::Consult("8001")),
            Does(1, Verb::Answer),
            Does(0, Verb::Conference),
            Does(1, Verb::Drop),
            Does(0, Verb::Drop),
        ],
    ),
    (
        "conference of agents, held and taken back",
        &[
            Does(0, Verb::Call("8001")),
            Does(1, Verb::Answer),
            Does(1, Verb::Consult("8002")),
            Does(2, Verb::Answer),
            Does(1, Verb::Conference),
            Does(2, Verb::Hold),
            Does(2, Verb::Retrieve),
            Does(0, Verb::Drop),
            Does(2, Verb::Drop),
        ],
    ),
    (
        "single-step conference",
        &[
            Does(0, Verb::Call("8001")),
            Does(1, Verb::Answer),
            Does(1, Verb::Invites("8002")),
            Does(2, Verb::Answer),
            Does(1, Verb::Drop),
            Does(2, Verb::Drop),
        ],
    ),
    (
        "single-step conference, the invited does not answer",
        &[
            Does(0, Verb::Call("8001")),
            Does(1, Verb::Answer),
            Does(1, Verb::Invites("8002")),
            Does(2, Verb::Drop),
            Does(0, Verb::Drop),
        ],
    ),
    (
        "transferred, to come back",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::Consult("8001")),
            Does(1, Verb::Answer),
            Does(0, Verb::TransferWaitReturn),
            Does(1, Verb::Drop),
            Does(0, Verb::Drop),
        ],
    ),
    (
        "parked, to come back",
        &[
            CallsIn("8000"),
            Does(0, Verb::Answer),
            Does(0, Verb::PassesAndWaits(EXPERT)),
            Answers(EXPERT),
            HangsUp(EXPERT),
            HangsUp(CUSTOMER),
        ],
    ),
];

/// How the link is cut.
const CUTS: [EventFate; 4] = [
    EventFate::Cut { arrives: false },
    EventFate::Cut { arrives: true },
    EventFate::Dead { arrives: false },
    EventFate::Dead { arrives: true },
];

struct Play {
    lab: Lab,
    oracle: Oracle,
    by: By,
    /// The desk that is watched, and cut.
    desk: usize,
}

impl Play {
    fn new(desk: usize, by: By, wants: &Wants) -> Self {
        let config = PbxConfig {
            outside: vec![wellclient_simulator::pbx::OutsideRule {
                pattern: "?????*".into(),
                line: wellclient_simulator::pbx::FarEnd::Manual,
            }],
            ..PbxConfig::default()
        };
        let mut lab = Lab::with(config, 1);
        lab.network.steady = Some(1);
        lab.keep_record();
        for number in 0..3 {
            lab.logged_in(number, Lab::config(1));
        }
        let mut play = Self {
            lab,
            oracle: Oracle::new(false, wants),
            by,
            desk,
        };
        play.run_for(PACE);
        play
    }

    /// Lets time pass, and looks after every step.
    fn run_for(&mut self, time: Duration) {
        let until = self.lab.now() + time;
        loop {
            if self.lab.take_touched().contains(&self.desk) {
                self.oracle.step(&self.lab, self.desk, self.desk);
            }
            if !self.lab.step(until) {
                break;
            }
        }
        self.lab.run_to(until);
    }

    /// How many of the switch's events the desk has heard.
    fn heard(&self) -> usize {
        let events = self.lab.seats[self.desk].events();
        events.filter(|(_, event)| event.origin == Origin::Server).count()
    }

    /// The calls of a device at the switch: the one on hold, and the other.
    fn calls(&self, desk: usize) -> (Option<CallId>, Option<CallId>) {
        let device = format!("{}@test.cc", 8000 + desk);
        let (mut held, mut other) = (None, None);
        for call in self.lab.pbx.state().calls {
            match call.legs.iter().find(|leg| leg.device_id == device) {
                Some(leg) if leg.state == "hold" => held = Some(CallId::from(&call.call_id)),
                Some(_) => other = Some(CallId::from(&call.call_id)),
                None => {}
            }
        }
        (held, other)
    }

    fn command(&self, desk: usize, verb: Verb) -> Command {
        let (held, other) = self.calls(desk);
        let none = || CallId::from("none");
        let any = held.clone().or(other.clone());
        let (held, call) = (held.unwrap_or_else(none), other.unwrap_or_else(none));
        let consulted = call.clone();
        match verb {
            Verb::Ready => Command::SetAgentMode {
                mode: AgentModeRequest::Ready,
                reason: None,
            },
            Verb::NotReady(reason) => Command::SetAgentMode {
                mode: AgentModeRequest::NotReady,
                reason: Some(reason.into()),
            },
            Verb::Call(number) => Command::MakeCall {
                number: number.into(),
                options: MakeCallOptions::default(),
            },
            Verb::Answer => Command::Answer { call },
            Verb::Drop if call.as_str() == "none" => Command::Drop { call: any },
            Verb::Drop => Command::Drop { call: Some(call) },
            Verb::Hold => Command::Hold { call },
            Verb::Retrieve => Command::Retrieve { call: held },
            Verb::Consult(number) => Command::Consult {
                call,
                number: number.into(),
            },
            Verb::Cancel => Command::CancelConsult { held, consulted },
            Verb::Transfer => Command::Transfer { held, consulted },
            Verb::TransferWaitReturn => Command::TransferWaitReturn { held, consulted },
            Verb::Conference => Command::Conference { held, consulted },
            Verb::Passes(number) => Command::SingleStepTransfer {
                call,
                number: number.into(),
            },
            Verb::PassesAndWaits(number) => Command::SingleTransferWaitReturn {
                call,
                number: number.into(),
            },
            Verb::Invites(number) => Command::SingleStepConference {
                call,
                number: number.into(),
                participation: Participation::Active,
            },
        }
    }

    fn act(&mut self, act: Act) {
        let call_id = None;
        let control = match act {
            CallsIn(to) => {
                self.lab.call_in(CUSTOMER, to);
                return;
            }
            Does(desk, verb) => {
                let command = self.command(desk, verb);
                if self.by == By::Session && desk == self.desk {
                    self.lab.command(desk, command);
                } else {
                    let status = self.lab.elsewhere(desk, &command);
                    let open = self.by == By::Session;
                    assert!(open || (200..300).contains(&status), "{verb:?}: {status}");
                }
                return;
            }
            Answers(device) => Control::Answer {
                device: device.into(),
                call_id,
            },
            HangsUp(device) => Control::HangUp {
                device: device.into(),
                call_id,
            },
            Allocates(desk) => Control::AllocateAgent {
                agent: (5000 + desk).to_string(),
            },
            Kicks(desk) => Control::KickAgent {
                agent: (5000 + desk).to_string(),
            },
        };
        let reply = self.lab.outside(control);
        assert!(self.by == By::Session || reply.is_some(), "{act:?}");
    }

    /// The link is to be cut at an event that the desk would hear from now on.
    fn cut_at(&mut self, event: usize, fate: EventFate) {
        let rule = |times: usize, fate| EventRule {
            seat: Some(self.desk),
            name: String::new(),
            times: u32::try_from(times).unwrap(),
            fate,
        };
        let rules = [rule(event, EventFate::Arrives), rule(1, fate)];
        self.lab.network.events.extend(rules);
    }

    fn is_cut(&self) -> bool {
        self.lab.network.events.last().is_some_and(|rule| rule.times == 0)
    }

    /// All is quiet. What is wrong then, or was before.
    fn end(mut self) -> Option<String> {
        self.lab.network.calm();
        self.run_for(QUIET);
        self.oracle.quiet(&self.lab, self.desk, self.desk, None);
        self.oracle.at_the_end(&self.lab, self.desk, self.desk);
        if let Some(violation) = self.oracle.violation {
            return Some(violation.to_string());
        }
        disagreement(&self.lab, self.desk, true).or_else(|| self.lab.complaints().into_iter().next())
    }
}

/// Plays to the end, or until it is cut.
fn play(
    acts: &[Act],
    desk: usize,
    by: By,
    cut: Option<(usize, EventFate)>,
    goes_on: bool,
    wants: &Wants,
) -> (usize, Option<String>) {
    let mut play = Play::new(desk, by, wants);
    let before = play.heard();
    if let Some((event, fate)) = cut {
        play.cut_at(event, fate);
    }
    for act in acts {
        play.act(*act);
        play.run_for(PACE);
        if !goes_on && play.is_cut() {
            break;
        }
    }
    (play.heard() - before, play.end())
}

/// Every scenario from every desk, cut at every event.
fn every_cut(by: By) {
    let wants = Wants::default();
    let mut cuts = 0;
    for (name, acts) in SCENARIOS {
        for desk in 0..3 {
            let (events, wrong) = play(acts, desk, by, None, true, &wants);
            assert_eq!(wrong, None, "{name}, desk {desk}, never cut");
            for (event, fate) in (0..events).flat_map(|event| CUTS.map(|fate| (event, fate))) {
                for goes_on in [false, true] {
                    cuts += 1;
                    let (_, wrong) = play(acts, desk, by, Some((event, fate)), goes_on, &wants);
                    let on = if goes_on { "goes on" } else { "stops" };
                    assert!(
                        wrong.is_none(),
                        "{name}, desk {desk}, {by:?}, {fate:?} at event {event}, {on}: {wrong:?}"
                    );
                }
            }
        }
    }
    assert!(cuts > 2_500, "{cuts} are not all");
}

#[test]
fn cut_while_the_agent_uses_the_phone() {
    every_cut(By::Phone);
}

#[test]
fn cut_while_the_agent_uses_the_session() {
    every_cut(By::Session);
}
