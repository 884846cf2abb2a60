//! Something on the way answers 5xx: that nothing was carried out is told only where something would have told that it was.

use std::time::Duration;

use wellclient_core::command::{AgentModeRequest, Command};
use wellclient_core::environment::Dialect;
use wellclient_core::session::{Outcome, Unknown};
use wellclient_tests::lab::{EventFate, EventRule, Fate, Lab, RequestRule};

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn request(lab: &mut Lab, text: &str, times: u32, fate: Fate) {
    lab.network.requests.push(RequestRule {
        seat: None,
        text: text.into(),
        times,
        fate,
    });
}

fn not_ready() -> Command {
    Command::SetAgentMode {
        mode: AgentModeRequest::NotReady,
        reason: None,
    }
}

fn confirmed(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
}

fn unknown(outcome: &Outcome) {
    let is_unknown = matches!(outcome, Outcome::Unknown(Unknown::NoReply(_)));
    assert!(is_unknown, "{outcome:?}");
}

/// A server without an account, an agent who is ready, and a gateway that will not pass on the reply to the next change of mode,
/// or not the request.
fn gateway(carries_out: bool) -> (Lab, usize) {
    let mut lab = Lab::new(1);
    request(&mut lab, "/client-state", u32::MAX, Fate::status(404));
    let seat = lab.logged_in(1, Lab::config(1).with_dialect(Dialect::V2));
    let mode = AgentModeRequest::Ready;
    let reason = None;
    confirmed(&lab.settle(seat, Command::SetAgentMode { mode, reason }));
    lab.run_for(seconds(3));
    let fate = match carries_out {
        true => Fate::CarriedOut { status: 502 },
        false => Fate::status(502),
    };
    request(&mut lab, "SetState", 1, fate);
    (lab, seat)
}

/// The next event gets lost with the channel, and nobody learns of that.
fn goes_dead(lab: &mut Lab, seat: usize) {
    lab.network.events.push(EventRule {
        seat: Some(seat),
        name: String::new(),
        times: 1,
        fate: EventFate::Dead { arrives: false },
    });
}

#[test]
fn an_event_shows_that_it_was_and_an_answer_on_the_channel_that_it_was_not() {
    let (mut lab, seat) = gateway(true);
    confirmed(&lab.settle(seat, not_ready()));
    let (mut lab, seat) = gateway(false);
    let outcome = lab.settle(seat, not_ready());
    assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
}

#[test]
fn a_channel_that_says_nothing_any_more_shows_nothing() {
    let (mut lab, seat) = gateway(true);
    goes_dead(&mut lab, seat);
    unknown(&lab.settle(seat, not_ready()));
}

/// In a call the mode waits for its end, of which nothing is told; when the call ends, something else may come.
#[test]
fn a_mode_that_may_have_waited_for_the_end_of_a_call_may_have_been_noted() {
    let (mut lab, seat) = gateway(false);
    let call = lab.call_in("13800000000", "8001");
    lab.run_for(seconds(1));
    let answer = Command::Answer {
        call: call.as_str().into(),
    };
    confirmed(&lab.settle(seat, answer));
    let asked = lab.command(seat, not_ready());
    lab.run_for(seconds(1));
    confirmed(&lab.settle(seat, Command::Drop { call: None }));
    unknown(&lab.outcome(seat, asked));
}
