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
    /// How often the session had been renewed when it was sent.
    pub(super) renewals: u64,
}

#[derive(Default, Debug)]
pub(super) struct Requests {
    next: u64,
    in_flight: BTreeMap<RequestId, Sent>,
    waiting: VecDeque<(RequestId, Sent)>,
    /// How often the session has been renewed.
    renewals: u64,
    /// Answered 426; to be sent again with the new session.
    expired: VecDeque<(RequestId, Sent)>,
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

    /// To be sent again once the session is renewed. Answers whether it is the first.
    pub(super) fn expire(&mut self, id: RequestId, sent: Sent) -> bool {
        self.expired.push_back((id, sent));
        self.expired.len() == 1
    }

    /// The session has been renewed since this was sent.
    pub(super) fn is_of_earlier_session(&self, sent: &Sent) -> bool {
        sent.renewals < self.renewals
    }

    pub(super) fn count_renewal(&mut self) {
        self.renewals += 1;
    }

    /// The session is a new one: what had expired goes out again, before all that waits.
    pub(super) fn send_again(&mut self, rebuild: impl Fn(&Sent) -> Option<HttpRequest>) {
        while let Some((id, mut sent)) = self.expired.pop_back() {
            sent.again = true;
            if let Some(request) = rebuild(&sent) {
                sent.request = request;
            }
            self.waiting.push_front((id, sent));
        }
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
