//! HTTP requests under way: intents, kept in order where order matters, held back while the session is renewed, and made
//! into requests only when they leave.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use crate::command::Command;
use crate::id::{CallId, CommandId, RequestId};

/// What a request is for.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Intent {
    /// The log-in URL, at the start.
    Authenticate,
    /// The log-in URL again: the session has expired (426).
    Renew,
    /// 2.x: a heartbeat before the event channel is opened.
    Announce,
    /// `Login`.
    Login,
    /// `Logout` of wherever the agent is logged in.
    ForcedLogout,
    /// `Logout` before closing.
    Leave,
    Prefixes,
    Heartbeat,
    /// The server's account of its state; the model's generation when it was asked for.
    Account {
        generation: u64,
    },
    /// A call's data: whether the server knows the call, and what the data is now.
    CallData(CallId),
    Command(CommandId, Command),
    AutoAnswer(CallId),
    AutoRetrieve(CallId),
}

/// Requests of one lane are sent one after the other.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Lane {
    Free,
    Agent,
    Call(CallId),
}

/// A request on its way.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) intent: Intent,
    pub(super) lane: Lane,
    /// It has been sent again after the session was renewed.
    pub(super) again: bool,
    /// How often the session had been renewed when it went out.
    renewals: u32,
    /// Method and URL, for the log; empty before it has gone out.
    pub(super) line: String,
    /// When it went out.
    pub(super) left: Duration,
}

#[derive(Default, Debug)]
pub(super) struct Requests {
    next: u64,
    in_flight: BTreeMap<RequestId, Sent>,
    waiting: VecDeque<(RequestId, Sent)>,
    /// Answered 426; to be sent again with the new session.
    expired: VecDeque<(RequestId, Sent)>,
    /// How often the session has been renewed.
    renewals: u32,
}

impl Requests {
    /// Takes an intent; [`Requests::next_ready`] gives it back when it may go out.
    pub(super) fn submit(&mut self, intent: Intent, lane: Lane) {
        self.next += 1;
        let sent = Sent {
            intent,
            lane,
            again: false,
            renewals: 0,
            line: String::new(),
            left: Duration::ZERO,
        };
        self.waiting.push_back((RequestId(self.next), sent));
    }

    /// The next that may go out now. It counts as under way.
    pub(super) fn next_ready(&mut self, now: Duration) -> Option<(RequestId, &mut Sent)> {
        let index = self.ready()?;
        let (id, mut sent) = self.waiting.remove(index)?;
        sent.renewals = self.renewals;
        sent.left = now;
        Some((id, self.in_flight.entry(id).or_insert(sent)))
    }

    fn ready(&self) -> Option<usize> {
        if self.waiting.is_empty() {
            return None;
        }
        let renewing = self.is_renewing();
        let mut busy = Busy::default();
        let expired = self.expired.iter().map(|(_, sent)| sent);
        for sent in self.in_flight.values().chain(expired) {
            busy.enter(&sent.lane);
        }
        self.waiting.iter().position(|(_, sent)| {
            let may_go = sent.intent == Intent::Renew || !renewing;
            busy.enter(&sent.lane) && may_go
        })
    }

    /// Notes what a request that has gone out is, for the log.
    pub(super) fn note_line(&mut self, id: RequestId, line: String) {
        if let Some(sent) = self.in_flight.get_mut(&id) {
            sent.line = line;
        }
    }

    /// Where a request that has gone out went to.
    pub(super) fn url(&self, id: RequestId) -> Option<&str> {
        let (_, url) = self.in_flight.get(&id)?.line.split_once(' ')?;
        Some(url)
    }

    pub(super) fn finished(&mut self, id: RequestId) -> Option<Sent> {
        let sent = self.in_flight.remove(&id);
        self.give_back();
        sent
    }

    /// An idle session keeps no room for requests.
    fn give_back(&mut self) {
        if self.in_flight.is_empty() {
            self.in_flight = BTreeMap::new();
        }
        if self.waiting.is_empty() {
            self.waiting = VecDeque::new();
        }
    }

    /// Answered 426: to be sent again, once the session is renewed or, if it was renewed meanwhile, at once. Answers
    /// whether renewing is to be started.
    pub(super) fn expire(&mut self, id: RequestId, sent: Sent) -> bool {
        if self.is_outdated(&sent) {
            self.send_again(id, sent);
            return false;
        }
        self.expired.push_back((id, sent));
        !self.is_renewing()
    }

    /// Whether the session has been renewed since it went out.
    pub(super) fn is_outdated(&self, sent: &Sent) -> bool {
        sent.renewals < self.renewals
    }

    pub(super) fn is_renewing(&self) -> bool {
        self.is_under_way(|intent| *intent == Intent::Renew)
    }

    /// The session is renewed: what had expired goes out again, before all that waits.
    pub(super) fn renewed(&mut self) {
        self.renewals += 1;
        while let Some((id, sent)) = self.expired.pop_back() {
            self.send_again(id, sent);
        }
    }

    fn send_again(&mut self, id: RequestId, sent: Sent) {
        self.waiting.push_front((id, Sent { again: true, ..sent }));
    }

    /// The session could not be renewed.
    pub(super) fn not_renewed(&mut self) -> VecDeque<(RequestId, Sent)> {
        std::mem::take(&mut self.expired)
    }

    /// Takes a command's request back. Answers its number if it is with the driver, where it is to be cancelled.
    pub(super) fn withdraw(&mut self, command: CommandId) -> Option<RequestId> {
        let is_its = |sent: &Sent| matches!(sent.intent, Intent::Command(id, _) if id == command);
        self.waiting.retain(|(_, sent)| !is_its(sent));
        self.expired.retain(|(_, sent)| !is_its(sent));
        let (id, _) = self.in_flight.iter().find(|(_, sent)| is_its(sent))?;
        let id = *id;
        self.in_flight.remove(&id);
        self.give_back();
        Some(id)
    }

    /// Whether a command's request is still here, so that the server has carried nothing out.
    pub(super) fn is_unsent(&self, command: CommandId) -> bool {
        let mut unsent = self.waiting.iter().chain(&self.expired);
        unsent.any(|(_, sent)| matches!(sent.intent, Intent::Command(id, _) if id == command))
    }

    /// Whether the reply to a request brings a session id.
    pub(super) fn is_login(&self, id: RequestId) -> bool {
        let sent = self.in_flight.get(&id);
        sent.is_some_and(|sent| matches!(sent.intent, Intent::Authenticate | Intent::Renew))
    }

    pub(super) fn is_under_way(&self, intent: impl Fn(&Intent) -> bool) -> bool {
        let waiting = self.waiting.iter().chain(&self.expired).map(|(_, sent)| sent);
        self.in_flight
            .values()
            .chain(waiting)
            .any(|sent| intent(&sent.intent))
    }

    /// Forgets everything: replies that still come are ignored. Answers what is with the driver.
    pub(super) fn clear(&mut self) -> impl Iterator<Item = (RequestId, Intent)> + use<> {
        self.waiting.clear();
        self.expired.clear();
        let in_flight = std::mem::take(&mut self.in_flight);
        in_flight.into_iter().map(|(id, sent)| (id, sent.intent))
    }

    /// Whether its reply is waited for.
    pub(super) fn is_in_flight(&self, id: RequestId) -> bool {
        self.in_flight.contains_key(&id)
    }
}

/// The lanes that something is in.
#[derive(Default)]
struct Busy<'a> {
    agent: bool,
    calls: BTreeSet<&'a CallId>,
}

impl<'a> Busy<'a> {
    /// Whether a lane is free; from then on it is not.
    fn enter(&mut self, lane: &'a Lane) -> bool {
        match lane {
            Lane::Free => true,
            Lane::Agent => !std::mem::replace(&mut self.agent, true),
            Lane::Call(call) => self.calls.insert(call),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(requests: &mut Requests) -> Option<(RequestId, Sent)> {
        requests
            .next_ready(Duration::ZERO)
            .map(|(id, sent)| (id, sent.clone()))
    }

    #[test]
    fn what_expires_after_the_session_was_renewed_needs_no_further_renewal() {
        let mut requests = Requests::default();
        requests.submit(Intent::Prefixes, Lane::Free);
        requests.submit(Intent::Prefixes, Lane::Free);
        let (first, _) = next(&mut requests).unwrap();
        let (second, _) = next(&mut requests).unwrap();
        let expired = requests.finished(first).unwrap();
        assert!(requests.expire(first, expired), "renew");
        requests.submit(Intent::Renew, Lane::Free);
        let (renew, _) = next(&mut requests).unwrap();
        assert!(next(&mut requests).is_none(), "nothing goes out meanwhile");
        requests.finished(renew);
        requests.renewed();
        let expired = requests.finished(second).unwrap();
        assert!(!requests.expire(second, expired), "no second time");
        let again: Vec<bool> = std::iter::from_fn(|| next(&mut requests))
            .map(|(_, sent)| sent.again)
            .collect();
        assert_eq!(again, [true, true]);
    }

    #[test]
    fn a_renewal_under_way_is_waited_for_though_its_cause_is_withdrawn() {
        let mut requests = Requests::default();
        requests.submit(Intent::Command(CommandId(1), Command::GetMyPrefix), Lane::Free);
        requests.submit(Intent::Prefixes, Lane::Free);
        let (first, _) = next(&mut requests).unwrap();
        let (second, _) = next(&mut requests).unwrap();
        let expired = requests.finished(first).unwrap();
        assert!(requests.expire(first, expired), "renew");
        requests.submit(Intent::Renew, Lane::Free);
        next(&mut requests).unwrap();
        assert_eq!(requests.withdraw(CommandId(1)), None);
        requests.submit(Intent::Heartbeat, Lane::Free);
        assert!(next(&mut requests).is_none(), "nothing goes out meanwhile");
        let expired = requests.finished(second).unwrap();
        assert!(!requests.expire(second, expired), "no second renewal");
    }

    #[test]
    fn a_lane_is_one_at_a_time_and_others_do_not_wait() {
        let mut requests = Requests::default();
        for lane in [Lane::Agent, Lane::Agent, Lane::Call("C1".into())] {
            requests.submit(Intent::Prefixes, lane);
        }
        let (first, _) = next(&mut requests).unwrap();
        assert_eq!(next(&mut requests).unwrap().1.lane, Lane::Call("C1".into()));
        assert!(next(&mut requests).is_none());
        requests.finished(first);
        assert_eq!(next(&mut requests).unwrap().1.lane, Lane::Agent);
    }

    #[test]
    fn what_is_withdrawn_does_not_go_out() {
        let mut requests = Requests::default();
        let command = |id| Intent::Command(CommandId(id), Command::Logout);
        requests.submit(command(1), Lane::Agent);
        requests.submit(command(2), Lane::Agent);
        let (first, _) = next(&mut requests).unwrap();
        assert!(requests.is_unsent(CommandId(2)) && !requests.is_unsent(CommandId(1)));
        assert_eq!(requests.withdraw(CommandId(2)), None);
        assert_eq!(requests.withdraw(CommandId(1)), Some(first));
        assert!(next(&mut requests).is_none());
        assert!(requests.finished(first).is_none());
    }
}
