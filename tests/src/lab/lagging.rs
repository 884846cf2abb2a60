//! A server whose account of where an agent stands is behind: it shows what was so a while before.

use std::collections::VecDeque;
use std::time::Duration;

use wellclient_simulator::pbx::{ApiReply, ApiRequest, Pbx};

/// What the switch was.
pub(super) struct Lagging {
    by: Duration,
    /// The oldest first, each with since when it was so, and as which version.
    past: VecDeque<(Duration, usize, Pbx)>,
}

impl Lagging {
    /// Accounts are so much behind.
    pub(super) fn by(by: Duration) -> Self {
        Self {
            by,
            past: VecDeque::new(),
        }
    }

    /// What the switch is now is shown by accounts later.
    pub(super) fn keep(&mut self, now: Duration, version: usize, pbx: &Pbx) {
        if self.past.back().is_some_and(|(_, last, _)| *last == version) {
            return;
        }
        self.past.push_back((now, version, pbx.clone()));
        let shown = |(since, ..): &(Duration, usize, Pbx)| *since + self.by <= now;
        while self.past.get(1).is_some_and(shown) {
            self.past.pop_front();
        }
    }

    /// What the account says, and of which version that is; never what is older than it has said before.
    pub(super) fn account(&self, now: Duration, request: &ApiRequest) -> Option<(ApiReply, usize)> {
        let shown = |(since, ..): &(Duration, usize, Pbx)| *since + self.by <= now;
        let first = self.past.iter().rposition(shown).unwrap_or(0);
        // Who was not there yet is shown as of when that one came.
        let mut replies = self.past.iter().skip(first).map(|(since, version, pbx)| {
            let reply = pbx.clone().handle(*since, request);
            (reply, *version)
        });
        replies.find(|(reply, _)| reply.status == 200)
    }

    /// The server begins anew, and has no past.
    pub(super) fn forget(&mut self) {
        self.past.clear();
    }
}
