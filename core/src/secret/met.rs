//! The secrets that a session has met, also in earlier log-ins: what must not be said.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Mask, Secret};
use crate::one_line::one_line;

/// Of those that are its own, and of those that replies have brought, as many are remembered, the latest.
const REMEMBERED: usize = 32;

/// And as many cookies: all that are kept, and some of those that were.
const COOKIES: usize = 64;

/// Characters of one line for people that is made of what comes from outside.
const LINE_CHARS: usize = 500;

#[derive(Default, Debug)]
pub(crate) struct Met {
    /// Passwords and session ids.
    own: VecDeque<Secret>,
    cookies: VecDeque<Secret>,
    /// Those of the environment and of the way to it.
    given: Vec<Secret>,
    /// Tokens and the like.
    found: VecDeque<Secret>,
    /// Ids that are none, though a password may be the same.
    ids: Vec<String>,
    mask: Arc<Mask>,
    /// The mask before something was forgotten.
    before: Option<Arc<Mask>>,
    /// All that comes in is masked already.
    off: bool,
}

impl Met {
    /// Minds nothing: all that comes in is masked already.
    pub(crate) fn turn_off(&mut self) {
        *self = Self {
            off: true,
            ..Self::default()
        };
    }

    /// Those of the environment, which stay.
    pub(crate) fn of(given: Vec<Secret>) -> Self {
        let mut met = Self {
            given,
            ..Self::default()
        };
        met.make_mask();
        met
    }

    /// And so do these.
    pub(crate) fn also(&mut self, given: impl IntoIterator<Item = Secret>) {
        let before = self.given.len();
        self.given.extend(given);
        if self.given.len() > before {
            self.make_mask();
        }
    }

    /// A password or a session id is met, maybe again.
    pub(crate) fn meet(&mut self, secret: &Secret) {
        self.remember(|met| &mut met.own, secret, REMEMBERED);
    }

    /// So is a cookie.
    pub(crate) fn carry(&mut self, cookie: &Secret) {
        self.remember(|met| &mut met.cookies, cookie, COOKIES);
    }

    /// A reply has brought what may be a secret.
    pub(crate) fn find(&mut self, secret: &Secret) {
        self.remember(|met| &mut met.found, secret, REMEMBERED);
    }

    /// If a secret has been forgotten since this was last asked: the mask that still knew all of them.
    pub(crate) fn forgotten(&mut self) -> Option<Arc<Mask>> {
        self.before.take()
    }

    fn remember(&mut self, of: fn(&mut Self) -> &mut VecDeque<Secret>, secret: &Secret, most: usize) {
        let known = of(self);
        let before = known.len();
        known.retain(|known| known != secret);
        let is_new = known.len() == before;
        known.push_back(secret.clone());
        if known.len() > most {
            known.pop_front();
            self.before.get_or_insert_with(|| Arc::clone(&self.mask));
        }
        if is_new {
            self.make_mask();
        }
    }

    /// The agent and the device are known.
    pub(crate) fn is_about(&mut self, ids: [&str; 2]) {
        if self.ids != ids {
            self.ids = ids.map(str::to_owned).to_vec();
            self.make_mask();
        }
    }

    fn make_mask(&mut self) {
        if !self.off {
            let own = self.given.iter().chain(&self.own);
            let all = own.chain(&self.cookies).chain(&self.found);
            self.mask = Arc::new(Mask::new(all, &self.ids));
        }
    }

    pub(crate) fn mask(&self) -> &Arc<Mask> {
        &self.mask
    }

    /// The beginning of a text for people, on one line, without secrets: masked before it is changed or cut, so that none is cut
    /// in two.
    pub(crate) fn hide_in_line(&self, text: String) -> String {
        let mut text = one_line(&self.hide(text)).into_owned();
        if let Some((end, _)) = text.char_indices().nth(LINE_CHARS) {
            text.truncate(end);
        }
        text
    }

    /// The text without secrets.
    pub(crate) fn hide(&self, text: String) -> String {
        self.mask.hide(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_met_is_hidden() {
        let mut met = Met::default();
        for secret in ["Pa55&!", "密码密码", "1", "5001"] {
            met.meet(&Secret::from(secret));
        }
        met.is_about(["5001@test.cc", "8001@test.cc"]);
        let text = r"user 1 5001@test.cc: Pa55&! Pa55%26%21 \u5bc6\u7801密码.".to_owned();
        let hidden = r"user 1 5001@test.cc: Xx10** Xx10*00*00 \u1111\u1111※※.";
        assert_eq!(met.hide(text), hidden);
        for number in 0..40 {
            met.meet(&Secret::from(format!("session-{number}")));
            met.meet(&Secret::from("Pa55&!"));
        }
        assert_eq!(
            met.hide("Pa55&! session-0 session-39".into()),
            "Xx10** session-0 xxxxxxx*10"
        );
        met.turn_off();
        met.meet(&Secret::from("Pa55&!"));
        assert_eq!(met.hide("Pa55&!".into()), "Pa55&!");
    }

    #[test]
    fn no_more_than_some_are_remembered() {
        let mut met = Met::default();
        for number in 0..100 {
            let secret = Secret::from(format!("secret-{number}"));
            met.meet(&secret);
            met.find(&secret);
            met.carry(&secret);
        }
        let remembered = [&met.own, &met.found, &met.cookies].map(VecDeque::len);
        assert_eq!(remembered, [REMEMBERED, REMEMBERED, COOKIES]);
    }
}
