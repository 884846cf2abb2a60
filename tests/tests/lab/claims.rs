//! What two commands can have done: whose doing it was, the replies tell.

use std::time::Duration;

use wellclient_core::command::{Command, Participation};
use wellclient_core::id::CallId;
use wellclient_core::session::Outcome;
use wellclient_tests::lab::{EventFate, EventRule, Fate, Lab, RequestRule};

const CUSTOMER: &str = "13800000000";
const EXPERT: &str = "13911111111";

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

/// The next request with this in it.
fn request(lab: &mut Lab, text: &str, fate: Fate) {
    lab.network.requests.push(RequestRule {
        seat: None,
        text: text.into(),
        times: 1,
        fate,
    });
}

/// The next event of this name for a seat is so much later than others.
fn late(lab: &mut Lab, seat: usize, name: &str, by: Duration) {
    lab.network.events.push(EventRule {
        seat: Some(seat),
        name: name.into(),
        times: 1,
        fate: EventFate::Late(by),
    });
}

fn confirmed(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
}

/// 5001 talks to the customer.
fn talking(lab: &mut Lab) -> (usize, CallId) {
    let seat = lab.logged_in(1, Lab::config(1));
    let call = CallId::from(lab.call_in(CUSTOMER, "8001"));
    lab.run_for(seconds(1));
    confirmed(&lab.settle(seat, Command::Answer { call: call.clone() }));
    (seat, call)
}

/// Two ask for the same party; the second when the server has accepted the first, and before that is told.
#[test]
fn who_was_invited_by_a_command_that_is_accepted_was_invited_by_that() {
    let mut lab = Lab::new(35);
    let (seat, id) = talking(&mut lab);
    confirmed(&lab.settle(seat, Command::Hold { call: id.clone() }));
    late(&mut lab, seat, "delivered", seconds(1));
    let slow = Fate::Slow(seconds(3));
    request(&mut lab, "/singleStepTransferCallAndWait", slow);
    let (call, number) = (id.clone(), EXPERT.to_owned());
    let participation = Participation::Active;
    let invited = lab.command(
        seat,
        Command::SingleStepConference {
            call,
            number,
            participation,
        },
    );
    let (call, number) = (id, EXPERT.to_owned());
    let parked = lab.command(seat, Command::SingleTransferWaitReturn { call, number });
    confirmed(&lab.outcome(seat, invited));
    let outcome = lab.outcome(seat, parked);
    assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
}

/// A call is answered twice, under the id that it had and under the one that a transfer gave it. The first request comes to
/// nothing, and nobody knows when the event comes: the other's reply tells.
#[test]
fn what_two_can_have_done_was_done_by_the_one_that_is_accepted() {
    for (slower, later) in [(1, 0), (0, 1)] {
        let mut lab = Lab::new(36);
        let (first, held) = talking(&mut lab);
        let seat = lab.logged_in(2, Lab::config(2));
        let (call, number) = (held.clone(), "8002".to_owned());
        confirmed(&lab.settle(first, Command::Consult { call, number }));
        lab.run_for(seconds(1));
        let consulted = lab.seats[seat].snapshot(lab.now()).calls[0].call_id.clone();
        request(&mut lab, "/answer", Fate::Silence { carried_out: false });
        let call = consulted.clone();
        let lost = lab.command(seat, Command::Answer { call });
        lab.run_for(seconds(1));
        let transfer = Command::Transfer {
            held: held.clone(),
            consulted,
        };
        confirmed(&lab.settle(first, transfer));
        lab.run_for(seconds(1));
        request(&mut lab, "/answer", Fate::Slow(seconds(slower)));
        late(&mut lab, seat, "established", seconds(later));
        confirmed(&lab.settle(seat, Command::Answer { call: held }));
        let outcome = lab.outcome(seat, lost);
        assert!(!matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    }
}
