//! Late events: how late one can be and still be put in its place, what it corrects, and that a doubt stays until the
//! server has been asked.

use crate::trace;
use std::sync::Arc;
use std::time::Duration;

use crate::words::{CUSTOMER, ME, answered, held, recording, retrieved, rings};
use serde_json::{Value, json};
use wellclient_core::event::{AnomalyKind, Event, decode};
use wellclient_core::id::CallId;
use wellclient_core::model::{ConnectionState, Offered, REORDER_AGE, REORDER_WINDOW, Tracker, Verdict};
use wellclient_core::time::Now;

/// 8001's model, and a clock.
struct Desk {
    tracker: Tracker,
    now: Duration,
}

impl Desk {
    fn new() -> Self {
        let tracker = trace::scene("inbound: 8001 not answered").tracker();
        let now = Duration::from_secs(1000);
        Self { tracker, now }
    }

    /// 8001 talks to a customer, by the events 1 and 2.
    fn talking() -> Self {
        let mut desk = Self::new();
        desk.tells(1, rings("C1", CUSTOMER, ME));
        desk.tells(2, answered("C1", CUSTOMER, ME));
        desk
    }

    fn tells(&mut self, serial: u64, event: Value) -> Offered {
        self.offers(numbered(serial, event))
    }

    fn offers(&mut self, event: Arc<Event>) -> Offered {
        self.tracker.offer(Now::at(self.now, 1_500_000_000_000), &event)
    }

    fn leg(&self) -> ConnectionState {
        let call = self.tracker.model().call("C1").expect("the call is there");
        call.leg(&trace::device("8001"))
    }
}

fn decoded(event: &Value) -> Arc<Event> {
    Arc::new(decode(event.to_string().as_bytes()).unwrap())
}

fn numbered(serial: u64, mut event: Value) -> Arc<Event> {
    event["serial"] = serial.into();
    event["topics"] = json!(["CtiWorker_31dv7"]);
    decoded(&event)
}

fn at(second: u64, mut event: Value) -> Arc<Event> {
    event["eventTime"] = format!("2017.03.18 14:13:{second:02}").into();
    decoded(&event)
}

fn kinds(offered: &Offered) -> Vec<AnomalyKind> {
    offered.anomalies.iter().map(|anomaly| anomaly.kind).collect()
}

/// As many later ones as the limit says may have come before it, and not one more.
#[test]
fn an_event_is_put_in_its_place_after_so_many_later_ones() {
    let window = u64::try_from(REORDER_WINDOW).unwrap();
    for (later, verdict) in [(window, Verdict::Late), (window + 1, Verdict::Refused)] {
        let mut desk = Desk::talking();
        for serial in 0..later {
            desk.tells(100 + serial, recording("C1", serial % 2 == 0));
        }
        let offered = desk.tells(50, held("C1"));
        assert_eq!(offered.verdict, verdict, "{later}");
        assert_eq!(desk.tracker.is_doubtful(), verdict == Verdict::Refused);
    }
}

/// Of the later ones some can have been late themselves.
#[test]
fn an_event_is_put_in_its_place_after_late_ones() {
    let window = u64::try_from(REORDER_WINDOW).unwrap();
    let mut desk = Desk::new();
    desk.tells(50, answered("C1", CUSTOMER, ME));
    for serial in 0..window - 2 {
        desk.tells(100 + serial, recording("C1", serial % 2 == 0));
    }
    assert_eq!(desk.tells(99, recording("C1", false)).verdict, Verdict::Late);
    assert_eq!(desk.tells(11, rings("C1", CUSTOMER, ME)).verdict, Verdict::Late);
    assert!(!desk.tracker.is_doubtful(), "now it has been seen to ring");
}

/// Nor, among events that go on, when it is older than the limit of time.
#[test]
fn an_event_is_put_in_its_place_for_so_long() {
    let moment = Duration::from_millis(1);
    for (wait, verdict) in [
        (REORDER_AGE, Verdict::Late),
        (REORDER_AGE + moment, Verdict::Refused),
    ] {
        let mut desk = Desk::talking();
        desk.tells(30, recording("C1", true));
        desk.now += wait;
        desk.tells(40, recording("C1", false));
        assert_eq!(desk.tells(20, held("C1")).verdict, verdict, "{wait:?}");
    }
}

/// A lower number long after is no late event: its producer was started anew.
#[test]
fn after_the_limit_of_time_a_lower_number_is_a_new_beginning() {
    let moment = Duration::from_millis(1);
    for (wait, is_late) in [(REORDER_AGE, true), (REORDER_AGE + moment, false)] {
        let mut desk = Desk::new();
        desk.tells(10, rings("C1", CUSTOMER, ME));
        desk.tells(30, answered("C1", CUSTOMER, ME));
        desk.now += wait;
        let offered = desk.tells(20, recording("C1", true));
        assert_eq!(offered.verdict == Verdict::Late, is_late, "{wait:?}");
        assert_eq!(
            kinds(&offered) == [AnomalyKind::SerialReset],
            !is_late,
            "{wait:?}"
        );
        // What may have come meanwhile is to be asked for.
        assert_eq!(desk.tracker.is_doubtful(), !is_late);
    }
    let mut desk = Desk::talking();
    desk.now += REORDER_AGE * 10;
    let rings =
        json!({"eventName": "delivered", "callId": "C2", "callingDevice": CUSTOMER, "alertingDevice": ME});
    desk.tells(1, rings);
    assert!(desk.tracker.model().call("C2").is_some());
}

/// For as long as it may be late, an agent's mode that nothing puts after the one before is one to ask about.
#[test]
fn a_mode_that_may_be_late_is_doubted_for_that_time() {
    let mode =
        |name: &str, mode: &str| json!({"eventName": name, "agentId": "5001@test.cc", "agentMode": mode});
    let moment = Duration::from_millis(1);
    for (wait, doubted) in [(REORDER_AGE, true), (REORDER_AGE + moment, false)] {
        let mut desk = Desk::new();
        desk.offers(decoded(&mode("agentReady", "Ready")));
        desk.now += wait;
        let offered = desk.offers(decoded(&mode("agentNotReady", "NotReady")));
        assert_eq!(kinds(&offered) == [AnomalyKind::Unordered], doubted, "{wait:?}");
        assert_eq!(desk.tracker.is_doubtful(), doubted, "{wait:?}");
    }
}

/// Two events under one number: the one that came first was first, whether or not a later one came between.
#[test]
fn events_of_one_number_keep_the_order_in_which_they_came() {
    let mut between = Desk::talking();
    between.tells(5, held("C1"));
    between.tells(6, recording("C1", true));
    between.tells(5, retrieved("C1"));
    assert_eq!(between.leg(), ConnectionState::Connected);
    let mut together = Desk::talking();
    together.tells(5, held("C1"));
    together.tells(5, retrieved("C1"));
    together.tells(6, recording("C1", true));
    assert!(between.tracker.model().agrees_with(together.tracker.model()));
}

/// The application is told which calls are not what the events in their coming made of them, and of no others.
#[test]
fn a_late_event_tells_the_calls_that_it_corrects() {
    let mut desk = Desk::talking();
    desk.tells(6, retrieved("C1"));
    let offered = desk.tells(5, held("C1"));
    assert_eq!(offered.verdict, Verdict::Late);
    assert_eq!(
        desk.leg(),
        ConnectionState::Connected,
        "on hold by the order of coming"
    );
    assert_eq!(offered.corrected, [CallId::from("C1")]);

    let mut desk = Desk::talking();
    desk.tells(6, recording("C1", true));
    let offered = desk.tells(5, held("C1"));
    assert_eq!(
        (offered.verdict, desk.leg()),
        (Verdict::Late, ConnectionState::Hold)
    );
    assert!(
        offered.corrected.is_empty(),
        "it says all that has changed itself"
    );
}

/// A call that a late event brings in and that has ended since is one that it corrects.
#[test]
fn a_late_beginning_of_a_call_that_is_over_corrects_it() {
    let mut desk = Desk::new();
    desk.tells(
        2,
        json!({"eventName": "connectionCleared", "callId": "C1", "releasingDevice": ME}),
    );
    let offered = desk.tells(1, rings("C1", CUSTOMER, ME));
    assert_eq!(offered.verdict, Verdict::Late);
    assert!(desk.tracker.model().calls().is_empty());
    assert!(!desk.tracker.is_doubtful(), "now it has been seen to begin");
}

/// What did not fit is to be asked about, also when it is too old to be reordered and what comes after it fits.
#[test]
fn a_doubt_outlives_the_event_that_raised_it() {
    let mut desk = Desk::new();
    desk.tells(10, answered("C1", CUSTOMER, ME));
    assert!(desk.tracker.is_doubtful(), "nothing was seen to ring");
    desk.now += REORDER_AGE * 2;
    desk.tells(20, recording("C1", true));
    desk.tells(22, recording("C1", true));
    assert_eq!(desk.tells(21, recording("C1", false)).verdict, Verdict::Late);
    assert!(desk.tracker.is_doubtful());
    desk.tracker.clear_doubt();
    assert!(!desk.tracker.is_doubtful());

    let mut desk = Desk::talking();
    desk.tracker.doubt_all();
    desk.now += REORDER_AGE * 2;
    desk.tracker.tidy(Now::at(desk.now, 1_500_000_000_000));
    assert!(desk.tracker.is_doubtful());
}

/// Without a number an earlier time tells that an event is late, also where it does not contradict what is known.
#[test]
fn an_event_of_an_earlier_time_is_to_be_asked_about() {
    let events = |last: u64| {
        let mut desk = Desk::new();
        desk.offers(at(10, rings("C1", CUSTOMER, ME)));
        desk.offers(at(12, answered("C1", CUSTOMER, ME)));
        desk.offers(at(16, recording("C1", false)));
        desk.offers(at(last, recording("C1", true)));
        desk
    };
    assert!(events(14).tracker.is_doubtful(), "is it recorded?");
    for in_order in [16, 18] {
        assert!(!events(in_order).tracker.is_doubtful(), "{in_order}");
    }
}

/// What is remembered has an end: a copy that comes after very many others is not known as one any more. It is refused
/// all the same.
#[test]
fn copies_are_known_for_a_while() {
    let window = u64::try_from(REORDER_WINDOW).unwrap();
    for (others, verdict) in [(window, Verdict::Duplicate), (3 * window, Verdict::Refused)] {
        let mut desk = Desk::talking();
        for serial in 0..others {
            desk.tells(100 + serial, recording("C1", serial % 2 == 0));
        }
        assert_eq!(
            desk.tells(2, answered("C1", CUSTOMER, ME)).verdict,
            verdict,
            "{others}"
        );
    }
}
