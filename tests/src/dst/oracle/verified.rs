//! What is verified is the server's; and after a quiet, all that can be is verified.
//!
//! A session cannot know what has not reached it. So what it claims must have been so at one of the moments since just
//! before the oldest event that it still waits for; where it waits for none, it must be so now.

use std::rc::Rc;

use wellclient_core::model::ConnectionState;
use wellclient_core::snapshot::{CallSnapshot, LinkState, SessionPhase, Snapshot};
use wellclient_simulator::PbxState;

use super::claims::{CallClaim, Claims};
use super::found::Found;
use super::server;
use crate::dst::known::{Known, Passes};
use crate::lab::{Deed, Lab, Ledger, Open, Telling};

pub(super) fn check(
    lab: &Lab,
    seat: usize,
    desk: usize,
    snapshot: &Snapshot,
    hides_held: bool,
    passes: &mut Passes,
) -> Vec<Found> {
    let (Some(ledger), Some(claims)) = (&lab.ledger, Claims::of(snapshot)) else {
        return Vec::new();
    };
    let mut look = Look {
        lab,
        ledger,
        seat,
        desk,
        hides_held,
        passes,
        found: Vec::new(),
    };
    look.agent(&claims);
    look.completeness(&claims);
    claims.calls.iter().for_each(|call| look.call(call));
    look.found
}

/// A look at one session.
pub(super) struct Look<'a> {
    pub(super) lab: &'a Lab,
    pub(super) ledger: &'a Ledger,
    pub(super) seat: usize,
    pub(super) desk: usize,
    /// The account leaves calls on hold out.
    hides_held: bool,
    pub(super) passes: &'a mut Passes,
    found: Vec<Found>,
}

impl Look<'_> {
    /// Whether something was so at a moment that the session may still believe in.
    pub(super) fn was(&mut self, waits: impl Fn(&Telling) -> bool, so: impl Fn(&PbxState) -> bool) -> bool {
        if so(self.ledger.now()) {
            return true;
        }
        let open = self.ledger.waits_for(self.seat).filter(|telling| waits(telling));
        let Some(oldest) = open.map(|telling| telling.version).min() else {
            return false;
        };
        let versions = self.ledger.since(oldest.saturating_sub(1));
        let was = versions.iter().any(|state| so(state));
        if was {
            self.passes.note(Known::OnItsWay);
        }
        was
    }

    pub(super) fn say(&mut self, kind: &str, detail: String) {
        self.found.push((format!("verified: {kind}"), detail));
    }

    fn agent(&mut self, claims: &Claims<'_>) {
        let desk = self.desk;
        if self.ledger.in_passage(self.seat, None) {
            return self.passes.note(Known::InPassage);
        }
        let of_agent = |telling: &Telling| telling.call.is_none() && telling.open == Open::All;
        if claims.mode.is_some() && !self.was(of_agent, |state| server::is_in(state, desk)) {
            self.say("logged in", "the agent is not logged in at the switch".to_owned());
        } else if let Some(mode) = claims.mode
            && !self.was(of_agent, |state| {
                server::agent(state, desk).is_some_and(|agent| agent.agent_mode == mode)
            })
        {
            let truth = server::agent(self.ledger.now(), desk).map(|agent| agent.agent_mode);
            self.say("mode", format!("{mode} is claimed, the switch says {truth:?}"));
        } else {
            self.reason(claims);
        }
    }

    fn completeness(&mut self, claims: &Claims<'_>) {
        if !claims.complete {
            return;
        }
        let (ledger, desk) = (self.ledger, self.desk);
        let known = |id: &str| claims.calls.iter().any(|claim| claim.call.call_id.as_str() == id);
        let there = |state: &PbxState, id: &str| {
            server::calls(state, desk)
                .iter()
                .any(|(call, _)| call.call_id == id)
        };
        for (call, leg) in server::calls(ledger.now(), desk) {
            let id = call.call_id.as_str();
            if known(id) || ledger.in_passage(self.seat, Some(id)) {
                continue;
            }
            if self.hides_held && leg.state == "hold" {
                self.passes.note(Known::HeldHidden);
                continue;
            }
            // An account that shows another says nothing of it; after a gap the session has to know that.
            let unshown = |telling: &Telling| {
                telling.open == Open::Unshown && telling.call.as_deref() == Some(id) && !telling.gap
            };
            let waits = |telling: &Telling| telling.open == Open::All || unshown(telling);
            if !self.was(waits, |state| !there(state, id)) {
                self.say("calls complete", format!("the switch has {id}, too"));
            }
        }
    }

    fn call(&mut self, claim: &CallClaim<'_>) {
        let Some(mine) = claim.leg else { return };
        let id = claim.call.call_id.as_str();
        let desk = self.desk;
        if self.ledger.in_passage(self.seat, Some(id)) {
            return self.passes.note(Known::InPassage);
        }
        // It may go on as another, which nobody has heard of.
        let ledger = self.ledger;
        let ids = ledger.ids_of(self.seat, id);
        let about = |telling: &Telling| match telling.open {
            Open::All => true,
            Open::Unshown => telling.call.as_deref().is_some_and(|call| ids.contains(&call)),
            Open::Hidden => false,
        };
        // Before a transfer or a conference it went by another id.
        let former = &claim.call.former_ids;
        let is = |other: &str| other == id || former.iter().any(|former| former.as_str() == other);
        let truth = |state: &PbxState| {
            let calls = server::calls(state, desk);
            let leg = calls.iter().find(|(call, _)| is(&call.call_id));
            leg.map(|(_, leg)| leg.state)
        };
        if self.was(about, |state| truth(state).is_some_and(|leg| agree(mine, leg))) {
            self.details(claim);
        } else {
            let truth = truth(self.ledger.now());
            // It was there before, and an event that tells of another is taken for its beginning.
            if self.hides_held && truth == Some("hold") {
                return self.passes.note(Known::HeldHidden);
            }
            let kind = if truth.is_none() { "ghost call" } else { "own leg" };
            let mine = mine.as_str();
            self.say(
                kind,
                format!("call {id}: {mine} is claimed, the switch says {truth:?}"),
            );
        }
    }
}

/// See [`Known::CallerConnected`].
pub(super) fn agree(mine: ConnectionState, truth: &str) -> bool {
    match truth {
        "initiated" => matches!(mine, ConnectionState::Initiated | ConnectionState::Connected),
        truth => mine.as_str() == truth,
    }
}

/// After a quiet: nothing is on its way, and all that can be verified is.
pub(super) fn after_quiet(
    lab: &Lab,
    seat: usize,
    desk: usize,
    snapshot: &Snapshot,
    (no_account, hides_held): (Option<Known>, bool),
    passes: &mut Passes,
) -> Vec<Found> {
    let say = |kind: &str, detail: String| vec![(format!("quiet: {kind}"), detail)];
    match snapshot.phase {
        SessionPhase::LoggedOut | SessionPhase::Closed => return Vec::new(),
        SessionPhase::LoggedIn => {}
        phase => return say("phase", format!("still {phase:?}")),
    }
    if snapshot.link != LinkState::Active {
        return say("link", format!("the channel is {:?}", snapshot.link));
    }
    let Some(ledger) = &lab.ledger else {
        return Vec::new();
    };
    if let Some((kind, detail)) = untrue(ledger, seat, desk, snapshot, no_account.is_none()) {
        return say(kind, detail);
    }
    if let Some(found) = pending(lab, seat, desk, snapshot, passes) {
        // That the agent is out was lost, and no account tells; or there is a call that nobody here knows of.
        let calls = server::calls(ledger.now(), desk);
        let is_hidden = hides_held && calls.iter().any(|(_, leg)| leg.state == "hold");
        return match no_account.or(is_hidden.then_some(Known::HeldHidden)) {
            Some(known) => {
                passes.note(known);
                Vec::new()
            }
            None => vec![found],
        };
    }
    if snapshot.verified {
        let waits = ledger.waits_for(seat).find(|telling| telling.open == Open::All);
        return match (waits, no_account) {
            (Some(telling), None) => say("unheard", format!("never heard of {telling:?}")),
            (Some(_), Some(known)) => {
                passes.note(known);
                Vec::new()
            }
            (None, _) => Vec::new(),
        };
    }
    if let Some(known) = no_account {
        passes.note(known);
        return Vec::new();
    }
    // The account shows one call. Of another it says nothing; nor, while it shows one, that there is no other.
    let is_held = |id: &&str| {
        let calls = server::calls(ledger.now(), desk);
        let mut legs = calls.iter().filter(|(call, _)| call.call_id == **id);
        legs.any(|(_, leg)| leg.state == "hold")
    };
    let shown = server::shown(ledger.now(), desk).filter(|id| !(hides_held && is_held(id)));
    for doubtful in snapshot.calls.iter().filter(|call| call.unverified) {
        let id = doubtful.call_id.as_str();
        if Some(id) == shown {
            return say("not verified", format!("the account shows {id}"));
        }
    }
    if snapshot.calls.is_empty() {
        return say("not verified", "nothing has gone wrong for long".to_owned());
    }
    passes.note(Known::HeldBeside);
    Vec::new()
}

/// A call that has been heard to ring, and is up, is shown; and none is that the switch does not know: a 404 to its data is its
/// word, whatever the account shows.
fn untrue(
    ledger: &Ledger,
    seat: usize,
    desk: usize,
    snapshot: &Snapshot,
    can_be_asked: bool,
) -> Option<(&'static str, String)> {
    let now = ledger.now();
    let is_it = |call: &CallSnapshot, id: &str| {
        call.call_id.as_str() == id || call.former_ids.iter().any(|former| former.as_str() == id)
    };
    for (call, _) in server::calls(now, desk) {
        let id = call.call_id.as_str();
        let is_shown = snapshot.calls.iter().any(|call| is_it(call, id));
        if !is_shown && ledger.has_heard_ring(seat, id) {
            return Some(("not shown", format!("{id} has been told to ring, and is up")));
        }
    }
    let is_over = |call: &&CallSnapshot| !now.calls.iter().any(|known| is_it(call, &known.call_id));
    let ghost = snapshot.calls.iter().filter(|_| can_be_asked).find(is_over)?;
    Some((
        "a ghost stays",
        format!("the switch has no {} any more", ghost.call_id),
    ))
}

/// The mode that comes after the call: the own one, unless somebody else has asked for another.
fn pending(lab: &Lab, seat: usize, desk: usize, snapshot: &Snapshot, passes: &mut Passes) -> Option<Found> {
    let (ledger, witness) = (lab.ledger.as_ref()?, lab.witness.as_ref()?);
    let claimed = Claims::of(snapshot)?.pending?;
    let of = |state: &PbxState| server::agent(state, desk).and_then(|agent| agent.pending_mode);
    let truth = of(ledger.now());
    if claimed == truth {
        return None;
    }
    // When it became so: by a request of the own?
    let versions = ledger.since(0);
    let became = (1..versions.len())
        .rev()
        .find(|at| of(&versions[*at]) == truth && of(&versions[*at - 1]) != truth);
    let commands = lab.seats[seat].issued.keys();
    let mut deeds = commands.flat_map(|id| witness.deeds(seat, *id));
    let is_it =
        |deed: &Deed| became.is_some_and(|at| deed.changed() && Rc::ptr_eq(&deed.after, &versions[at]));
    let own = deeds.any(is_it);
    let by_others = witness.deeds_of_others(seat).any(is_it);
    if by_others || (truth.is_some() && !own) {
        passes.note(Known::PendingByOthers);
        return None;
    }
    let detail = format!("{claimed:?} is claimed, the switch says {truth:?}");
    Some(("quiet: pending mode".to_owned(), detail))
}
