//! The standing faults: which of them strikes what, and how often it has.

use std::sync::Arc;
use std::time::Duration;

use super::shaper::Shaper;
use super::{Events, Fault, FaultError, HttpReply, Requests, StandingFault};
use crate::pbx::PublishedEvent;
use crate::rng::Rng;

const MAX_RULES: usize = 1000;

/// All standing faults, and the events that they hold back.
pub(crate) struct FaultTable {
    rules: Vec<Rule>,
    next_id: u64,
    seed: u64,
    shaper: Shaper,
}

struct Rule {
    id: u64,
    fault: Fault,
    since: Duration,
    /// What it could have struck, by agent and name.
    seen: u64,
    struck: u64,
    rng: Rng,
}

/// An event connection is refused.
pub(crate) struct Refusal {
    pub(crate) fault: u64,
    pub(crate) status: u16,
    pub(crate) retry_after_s: Option<u64>,
}

/// A frame that can be kept from the client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Withheld {
    Connected,
    Receipt,
}

/// What is demanded of a client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    Cookie,
    Origin,
}

/// What becomes of a subscription.
pub(crate) enum Subscribing {
    Late(Duration),
    Refused,
}

/// An HTTP request is struck.
pub(crate) struct HttpFault {
    pub(crate) fault: u64,
    pub(crate) delay: Duration,
    pub(crate) carried_out: bool,
    pub(crate) reply: HttpReply,
}

impl FaultTable {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            rules: Vec::new(),
            next_id: 1,
            seed,
            shaper: Shaper::new(seed),
        }
    }

    /// The next id, for a fault that acts at once and does not stand.
    pub(crate) fn take_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// A random source of its own for fault `id`.
    pub(crate) fn rng(&self, id: u64) -> Rng {
        Rng::new(self.seed ^ id.wrapping_mul(0xd134_2543_de82_ef95))
    }

    pub(crate) fn stand(&mut self, now: Duration, fault: Fault) -> Result<u64, FaultError> {
        if self.rules.len() >= MAX_RULES {
            return Err(FaultError::TooMany);
        }
        let id = self.take_id();
        let rng = self.rng(id);
        self.rules.push(Rule {
            id,
            fault,
            since: now,
            seen: 0,
            struck: 0,
            rng,
        });
        self.drop_used_up(now);
        Ok(id)
    }

    /// Whether it stood.
    pub(crate) fn remove(&mut self, now: Duration, id: u64) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.id != id);
        self.shaper.release_window(now, id);
        self.rules.len() < before
    }

    pub(crate) fn clear(&mut self, now: Duration) {
        self.rules.clear();
        self.shaper.release_all(now);
    }

    pub(crate) fn list(&self) -> Vec<StandingFault> {
        let show = |rule: &Rule| StandingFault {
            id: rule.id,
            struck: rule.struck,
            fault: rule.fault.clone(),
        };
        self.rules.iter().map(show).collect()
    }

    /// Whether a new event connection is refused.
    pub(crate) fn refusal(&mut self, now: Duration) -> Option<Refusal> {
        self.drop_used_up(now);
        let refusal = self.rules.iter_mut().find_map(|rule| match &rule.fault {
            Fault::Refuse {
                status,
                retry_after_s,
                ..
            } => {
                rule.struck += 1;
                Some(Refusal {
                    fault: rule.id,
                    status: *status,
                    retry_after_s: *retry_after_s,
                })
            }
            _ => None,
        });
        self.drop_used_up(now);
        refusal
    }

    /// Which fault keeps this frame from the client, if one does.
    pub(crate) fn withholds(&mut self, now: Duration, frame: Withheld) -> Option<u64> {
        let rule = self.rules.iter_mut().find(|rule| match rule.fault {
            Fault::NoConnected { .. } => frame == Withheld::Connected,
            Fault::NoReceipt { .. } => frame == Withheld::Receipt,
            _ => false,
        })?;
        rule.struck += 1;
        let id = rule.id;
        self.drop_used_up(now);
        Some(id)
    }

    /// What becomes of a new subscription, if a fault strikes it, and which.
    pub(crate) fn subscribing(&mut self, now: Duration) -> Option<(u64, Subscribing)> {
        self.strike(now, |fault| match fault {
            Fault::LateSubscription { ms, .. } => Some(Subscribing::Late(Duration::from_millis(*ms))),
            Fault::RefuseSubscription { .. } => Some(Subscribing::Refused),
            _ => None,
        })
    }

    /// When a new event connection is reset, if a fault strikes it.
    pub(crate) fn flap(&mut self, now: Duration) -> Option<Duration> {
        let after = self.strike(now, |fault| match fault {
            Fault::Flap { after_ms, .. } => Some(Duration::from_millis(*after_ms)),
            _ => None,
        });
        after.map(|(_, after)| after)
    }

    /// Whether a cookie is to be set at the login URL.
    pub(crate) fn sets_cookie(&self) -> bool {
        self.rules
            .iter()
            .any(|rule| matches!(rule.fault, Fault::DemandCookies { .. }))
    }

    /// How who does not meet a demand is refused, if a fault makes it.
    pub(crate) fn refusal_of(&mut self, now: Duration, missing: Demand) -> Option<Refusal> {
        let refused = self.strike(now, |fault| match (fault, missing) {
            (Fault::DemandCookies { status }, Demand::Cookie)
            | (Fault::DemandOrigin { status }, Demand::Origin) => Some(*status),
            _ => None,
        });
        refused.map(|(fault, status)| Refusal {
            fault,
            status,
            retry_after_s: None,
        })
    }

    /// The oldest fault that strikes, and what it does.
    fn strike<T>(&mut self, now: Duration, does: impl Fn(&Fault) -> Option<T>) -> Option<(u64, T)> {
        let struck = self.rules.iter_mut().find_map(|rule| {
            let deed = does(&rule.fault)?;
            rule.struck += 1;
            Some((rule.id, deed))
        });
        self.drop_used_up(now);
        struck
    }

    /// What happens to a request, if a fault strikes it: the oldest that applies.
    pub(crate) fn http(&mut self, now: Duration, method: &str, path: &str, verb: &str) -> Option<HttpFault> {
        let struck = self.rules.iter_mut().find_map(|rule| match &rule.fault {
            Fault::Http {
                on,
                delay_ms,
                carried_out,
                reply,
            } if on.covers(method, path, verb) => {
                rule.struck += 1;
                Some(HttpFault {
                    fault: rule.id,
                    delay: Duration::from_millis(*delay_ms),
                    carried_out: *carried_out,
                    reply: reply.clone(),
                })
            }
            _ => None,
        });
        self.drop_used_up(now);
        struck
    }

    /// An event was published: each standing fault, oldest first, has its turn with it.
    pub(crate) fn publish(&mut self, now: Duration, event: Arc<PublishedEvent>) {
        let mut copies = 1;
        let mut at = now;
        let mut window = None;
        for rule in &mut self.rules {
            let Some(on) = rule.fault.events() else { continue };
            if !on.covers(&event) {
                continue;
            }
            rule.seen += 1;
            if on
                .every
                .is_some_and(|every| rule.seen % u64::from(every.max(1)) != 0)
                || on.probability.is_some_and(|part| !rule.rng.chance(part))
            {
                continue;
            }
            rule.struck += 1;
            match &rule.fault {
                Fault::Lose { .. } => copies = 0,
                Fault::Duplicate { copies: more, .. } => copies += copies.min(1) * more,
                Fault::Delay { ms, .. } => at = at.saturating_add(Duration::from_millis(*ms)),
                Fault::Reorder {
                    window: size,
                    flush_ms,
                    ..
                } => {
                    window = Some((rule.id, *size, Duration::from_millis(*flush_ms)));
                }
                _ => {}
            }
        }
        match window {
            Some((rule, size, hold)) => {
                for _ in 0..copies {
                    self.shaper.hold(now, at, event.clone(), rule, size, hold);
                }
            }
            None => (0..copies).for_each(|_| self.shaper.schedule(at, event.clone())),
        }
        self.drop_used_up(now);
    }

    /// The next event to deliver, of those that are due.
    pub(crate) fn poll_due(&mut self, now: Duration) -> Option<Arc<PublishedEvent>> {
        self.shaper.poll_due(now)
    }

    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        self.shaper.next_deadline()
    }

    fn drop_used_up(&mut self, now: Duration) {
        let Self { rules, shaper, .. } = self;
        rules.retain(|rule| {
            let over = rule.is_over(now);
            if over {
                shaper.release_window(now, rule.id);
            }
            !over
        });
    }
}

impl Rule {
    fn is_over(&self, now: Duration) -> bool {
        let (times, until) = match &self.fault {
            Fault::Refuse { times, for_ms, .. } => (
                times,
                for_ms.map(|ms| self.since.saturating_add(Duration::from_millis(ms))),
            ),
            Fault::NoConnected { times }
            | Fault::NoReceipt { times }
            | Fault::RefuseSubscription { times }
            | Fault::LateSubscription { times, .. }
            | Fault::Flap { times, .. } => (times, None),
            Fault::Http { on, .. } => (&on.times, None),
            fault => match fault.events() {
                Some(on) => (&on.times, None),
                None => (&None, None),
            },
        };
        times.is_some_and(|times| self.struck >= u64::from(times)) || until.is_some_and(|until| now >= until)
    }
}

impl Fault {
    fn events(&self) -> Option<&Events> {
        match self {
            Fault::Lose { on }
            | Fault::Delay { on, .. }
            | Fault::Duplicate { on, .. }
            | Fault::Reorder { on, .. } => Some(on),
            _ => None,
        }
    }
}

impl Events {
    fn covers(&self, event: &PublishedEvent) -> bool {
        self.agent.as_ref().is_none_or(|agent| *agent == event.agent)
            && self.event.as_ref().is_none_or(|name| *name == event.name)
    }
}

impl Requests {
    fn covers(&self, method: &str, path: &str, verb: &str) -> bool {
        self.method
            .as_ref()
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self
                .path_contains
                .as_ref()
                .is_none_or(|part| path.contains(part.as_str()))
            && self.verb.as_ref().is_none_or(|wanted| wanted == verb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn table(faults: &[&str]) -> FaultTable {
        let mut table = FaultTable::new(1);
        for fault in faults {
            let fault: Fault = serde_json::from_str(fault).unwrap();
            fault.check().unwrap();
            table.stand(Duration::ZERO, fault).unwrap();
        }
        table
    }

    /// Publishes `names` as events of 5001 at `now`, and takes what is due.
    fn publish(table: &mut FaultTable, now: Duration, names: &[&str]) -> Vec<String> {
        for name in names {
            let (agent, name) = ("5001@test.cc".to_owned(), name.to_string());
            table.publish(
                now,
                Arc::new(PublishedEvent {
                    agent,
                    name,
                    json: String::new(),
                    json_2x: None,
                    at: now,
                }),
            );
        }
        due(table, now)
    }

    fn due(table: &mut FaultTable, now: Duration) -> Vec<String> {
        std::iter::from_fn(|| table.poll_due(now))
            .map(|event| event.name.clone())
            .collect()
    }

    #[test]
    fn without_faults_all_goes_straight_through() {
        assert_eq!(publish(&mut table(&[]), MS, &["a", "b", "a"]), ["a", "b", "a"]);
    }

    #[test]
    fn lose_by_name_and_number() {
        let mut table = table(&[r#"{"kind":"lose","on":{"event":"a","times":2}}"#]);
        assert_eq!(publish(&mut table, MS, &["a", "b", "a", "a"]), ["b", "a"]);
        assert!(table.list().is_empty());
        let mut other = super::tests::table(&[r#"{"kind":"lose","on":{"agent":"5002@test.cc"}}"#]);
        assert_eq!(publish(&mut other, MS, &["a"]), ["a"]);
    }

    #[test]
    fn duplicate_every_other() {
        let mut table = table(&[r#"{"kind":"duplicate","copies":2,"on":{"every":2}}"#]);
        assert_eq!(
            publish(&mut table, MS, &["a", "b", "c"]),
            ["a", "b", "b", "b", "c"]
        );
        assert_eq!(table.list().first().map(|fault| fault.struck), Some(1));
    }

    #[test]
    fn chance_repeats_with_the_seed() {
        let run = || {
            let mut table = table(&[r#"{"kind":"lose","on":{"probability":0.5}}"#]);
            publish(
                &mut table,
                MS,
                &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"],
            )
        };
        assert_eq!(run(), run());
        assert!((1..12).contains(&run().len()));
    }

    #[test]
    fn delay_lets_others_overtake() {
        let mut table = table(&[r#"{"kind":"delay","ms":50,"on":{"event":"a"}}"#]);
        assert_eq!(publish(&mut table, MS, &["a", "b"]), ["b"]);
        assert_eq!(table.next_deadline(), Some(51 * MS));
        assert!(due(&mut table, 50 * MS).is_empty());
        assert_eq!(due(&mut table, 51 * MS), ["a"]);
    }

    #[test]
    fn reorder_fills_its_window_or_gives_up() {
        let mut table = table(&[r#"{"kind":"reorder","window":3,"flush_ms":100}"#]);
        assert!(publish(&mut table, MS, &["a", "b"]).is_empty());
        let mut shuffled = publish(&mut table, MS, &["c"]);
        assert_ne!(shuffled, ["a", "b", "c"]);
        shuffled.sort();
        assert_eq!(shuffled, ["a", "b", "c"]);
        assert!(publish(&mut table, 2 * MS, &["d", "e"]).is_empty());
        assert_eq!(table.next_deadline(), Some(102 * MS));
        assert_eq!(due(&mut table, 102 * MS), ["e", "d"]);
    }

    #[test]
    fn nothing_held_is_lost_when_faults_go() {
        let mut by_id = table(&[r#"{"kind":"reorder","window":9}"#]);
        assert!(publish(&mut by_id, MS, &["a", "b"]).is_empty());
        assert!(by_id.remove(MS, 1) && !by_id.remove(MS, 1));
        assert_eq!(due(&mut by_id, MS), ["b", "a"]);
        let mut all = table(&[r#"{"kind":"delay","ms":5000}"#]);
        assert!(publish(&mut all, MS, &["a", "b"]).is_empty());
        all.clear(MS);
        assert_eq!(due(&mut all, MS), ["a", "b"]);
        let mut used_up = table(&[r#"{"kind":"reorder","window":9,"on":{"times":2}}"#]);
        assert_eq!(publish(&mut used_up, MS, &["a", "b", "c"]), ["b", "a", "c"]);
    }

    #[test]
    fn refusals_end_by_number_or_time() {
        let mut table = table(&[
            r#"{"kind":"refuse","status":503,"retry_after_s":3,"times":1}"#,
            r#"{"kind":"refuse","status":401,"for_ms":10}"#,
        ]);
        let refusal = table.refusal(MS).unwrap();
        assert_eq!((refusal.status, refusal.retry_after_s), (503, Some(3)));
        assert_eq!(table.refusal(9 * MS).map(|refusal| refusal.status), Some(401));
        assert!(table.refusal(10 * MS).is_none());
    }

    #[test]
    fn http_faults_take_what_they_cover() {
        let mut table = table(&[
            r#"{"kind":"http","on":{"method":"post","verb":"heartbeat","times":1},"reply":"hang"}"#,
            r#"{"kind":"http","on":{"path_contains":"/calls"},"reply":{"status":{"code":500}},"delay_ms":3}"#,
        ]);
        assert!(table.http(MS, "GET", "/x", "heartbeat").is_none());
        let hang = table.http(MS, "POST", "/x", "heartbeat").unwrap();
        assert!(hang.reply == HttpReply::Hang && !hang.carried_out);
        assert!(table.http(MS, "POST", "/x", "heartbeat").is_none());
        let status = table.http(MS, "GET", "/calls/1", "unknown").unwrap();
        assert_eq!(status.delay, 3 * MS);
        assert!(matches!(status.reply, HttpReply::Status { code: 500, .. }));
    }

    #[test]
    fn rules_have_a_limit() {
        let mut table = FaultTable::new(1);
        let fault = Fault::NoReceipt { times: None };
        for _ in 0..MAX_RULES {
            table.stand(MS, fault.clone()).unwrap();
        }
        assert_eq!(table.stand(MS, fault), Err(FaultError::TooMany));
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        for (fault, error) in [
            (
                r#"{"kind":"refuse","status":200}"#,
                FaultError::OutOfRange("status"),
            ),
            (
                r#"{"kind":"lose","on":{"every":0}}"#,
                FaultError::OutOfRange("every"),
            ),
            (
                r#"{"kind":"delay","ms":1,"on":{"probability":1.5}}"#,
                FaultError::OutOfRange("probability"),
            ),
            (
                r#"{"kind":"duplicate","copies":0}"#,
                FaultError::OutOfRange("copies"),
            ),
            (
                r#"{"kind":"reorder","window":1}"#,
                FaultError::OutOfRange("window"),
            ),
            (
                r#"{"kind":"garbage","bytes":99999999999}"#,
                FaultError::OutOfRange("bytes"),
            ),
            (
                r#"{"kind":"http","reply":{"status":{"code":99}}}"#,
                FaultError::OutOfRange("code"),
            ),
            (r#"{"kind":"inject"}"#, FaultError::NoPayload),
            (
                r#"{"kind":"inject","text":"a","hex":"00"}"#,
                FaultError::NoPayload,
            ),
            (r#"{"kind":"inject","hex":"0"}"#, FaultError::NotHex),
            (r#"{"kind":"inject","hex":"0g"}"#, FaultError::NotHex),
        ] {
            let parsed: Fault = serde_json::from_str(fault).unwrap();
            assert_eq!(parsed.check(), Err(error), "{fault}");
            let again = serde_json::to_string(&parsed).unwrap();
            assert_eq!(serde_json::from_str::<Fault>(&again).unwrap(), parsed);
        }
        for unknown in [
            r#"{"kind":"fly"}"#,
            r#"{"kind":"drop","x":1}"#,
            r#"{"kind":"lose","on":{"x":1}}"#,
        ] {
            assert!(serde_json::from_str::<Fault>(unknown).is_err(), "{unknown}");
        }
    }
}
