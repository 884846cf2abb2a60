//! HTTP requests under way: numbered, kept in order where order matters, and held back while the session is renewed.

use std::collections::{BTreeMap, VecDeque};

use crate::http::HttpRequest;
use crate::id::{CallId, CommandId, RequestId};

/// What a request is for.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Purpose {
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
    /// The client state; the model's generation when it was asked for.
    ClientState {
        generation: u64,
    },
    Command(CommandId),
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

#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) purpose: Purpose,
    pub(super) request: HttpRequest,
    pub(super) lane: Lane,
    /// It has been sent again after the session was renewed.
    pub(super) again: bool,
    /// How often the session had been renewed when it went out.
    pub(super) renewals: u32,
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
    /// Takes a request; [`Requests::next_ready`] gives it back when it may go out.
    pub(super) fn submit(&mut self, sent: Sent) {
        self.next += 1;
        self.waiting.push_back((RequestId(self.next), sent));
    }

    /// The next request that may go out now.
    pub(super) fn next_ready(&mut self) -> Option<(RequestId, Sent)> {
        let renewing = !self.expired.is_empty();
        let index = self.waiting.iter().position(|(id, sent)| {
            let may_go = sent.purpose == Purpose::Renew || !renewing;
            may_go && !self.is_busy(&sent.lane, *id)
        })?;
        let (id, mut sent) = self.waiting.remove(index)?;
        sent.renewals = self.renewals;
        self.in_flight.insert(id, sent.clone());
        Some((id, sent))
    }

    fn is_busy(&self, lane: &Lane, id: RequestId) -> bool {
        let earlier = self
            .waiting
            .iter()
            .take_while(|(other, _)| *other != id)
            .map(|(_, sent)| sent);
        let expired = self.expired.iter().map(|(_, sent)| sent);
        *lane != Lane::Free
            && self
                .in_flight
                .values()
                .chain(earlier)
                .chain(expired)
                .any(|sent| sent.lane == *lane)
    }

    pub(super) fn finished(&mut self, id: RequestId) -> Option<Sent> {
        self.in_flight.remove(&id)
    }

    /// Answered 426: to be sent again, once the session is renewed or, if it was renewed meanwhile, at once. Answers
    /// whether renewing is to be started.
    pub(super) fn expire(&mut self, id: RequestId, sent: Sent) -> bool {
        if sent.renewals < self.renewals {
            self.send_again(id, sent);
            return false;
        }
        self.expired.push_back((id, sent));
        self.expired.len() == 1
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

    pub(super) fn is_under_way(&self, purpose: impl Fn(&Purpose) -> bool) -> bool {
        let waiting = self.waiting.iter().chain(&self.expired).map(|(_, sent)| sent);
        self.in_flight
            .values()
            .chain(waiting)
            .any(|sent| purpose(&sent.purpose))
    }

    /// Forgets everything: replies that still come are ignored.
    pub(super) fn clear(&mut self) {
        self.in_flight.clear();
        self.waiting.clear();
        self.expired.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Body, Method};

    fn sent(lane: Lane) -> Sent {
        let request = HttpRequest {
            method: Method::Get,
            url: String::new(),
            content_type: None,
            session_id: None,
            body: Body::Empty,
        };
        Sent {
            purpose: Purpose::Prefixes,
            request,
            lane,
            again: false,
            renewals: 0,
        }
    }

    #[test]
    fn what_expires_after_the_session_was_renewed_needs_no_further_renewal() {
        let mut requests = Requests::default();
        requests.submit(sent(Lane::Free));
        requests.submit(sent(Lane::Free));
        let (first, _) = requests.next_ready().unwrap();
        let (second, _) = requests.next_ready().unwrap();
        let expired = requests.finished(first).unwrap();
        assert!(requests.expire(first, expired), "renew");
        assert!(requests.next_ready().is_none(), "nothing goes out meanwhile");
        requests.renewed();
        let expired = requests.finished(second).unwrap();
        assert!(!requests.expire(second, expired), "no second time");
        let again: Vec<bool> = std::iter::from_fn(|| requests.next_ready())
            .map(|(_, sent)| sent.again)
            .collect();
        assert_eq!(again, [true, true]);
    }

    #[test]
    fn a_lane_is_one_at_a_time_and_others_do_not_wait() {
        let mut requests = Requests::default();
        for lane in [Lane::Agent, Lane::Agent, Lane::Call("C1".into())] {
            requests.submit(sent(lane));
        }
        let (first, _) = requests.next_ready().unwrap();
        assert_eq!(requests.next_ready().unwrap().1.lane, Lane::Call("C1".into()));
        assert!(requests.next_ready().is_none());
        requests.finished(first);
        assert_eq!(requests.next_ready().unwrap().1.lane, Lane::Agent);
    }
}
