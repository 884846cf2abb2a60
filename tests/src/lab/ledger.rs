//! What the switch has been, what it has told of that, and what of it has reached each session: how far a session
//! can know better.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use wellclient_core::id::RequestId;
use wellclient_core::session::HttpResponse;
use wellclient_simulator::PbxState;
use wellclient_simulator::pbx::PublishedEvent;

/// An event that the switch has told an agent of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Telling {
    /// `eventName`.
    pub name: String,
    /// The call; `None` for an event about the agent.
    pub call: Option<String>,
    /// The version of the switch that it tells of.
    pub version: usize,
    /// How much of it is still open.
    pub open: Open,
    /// It is on its way, and will arrive.
    pub flies: bool,
    /// The session has subscribed anew since, and knows that something may be missing.
    pub gap: bool,
}

/// How much of an event that has not arrived is still open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Open {
    /// Everything.
    All,
    /// An account was read since, which showed another call: what became of this one it did not say.
    Unshown,
    /// An account was read since, which showed the call, or the mode: nothing is open but what no account says.
    Hidden,
}

/// The versions of the switch, and what each session has not heard of yet.
#[derive(Debug)]
pub struct Ledger {
    versions: Vec<Rc<PbxState>>,
    seats: BTreeMap<usize, Heard>,
}

#[derive(Default, Debug)]
struct Heard {
    waits_for: BTreeMap<u64, Telling>,
    /// Versions of which something has arrived, and their calls.
    arrived: Vec<(usize, Option<String>)>,
    arrivals: u64,
    /// When an account was asked for: how much had arrived.
    asked: BTreeMap<RequestId, u64>,
    /// As of which version an account was given.
    served: BTreeMap<RequestId, usize>,
    /// An account that has arrived, and the call that it shows: taken, unless the session asks again at once.
    account: Option<(usize, Option<String>)>,
    /// Calls that go on as another for this session, by what the switch has told it of.
    renamed: Vec<(String, String)>,
    /// Versions of which something was lost on its way.
    lost: BTreeSet<usize>,
    /// Calls that have come to the agent's device.
    stays: BTreeMap<String, Stay>,
}

/// How often a call has come to a device.
#[derive(Default, Debug)]
struct Stay {
    /// How often it has ended there.
    ends: usize,
    /// The event that it rings there now, and whether that has arrived.
    rings: Option<(u64, bool)>,
}

impl Ledger {
    pub(crate) fn new(state: PbxState) -> Self {
        Self {
            versions: vec![Rc::new(state)],
            seats: BTreeMap::new(),
        }
    }

    /// The number of the present version.
    pub fn version(&self) -> usize {
        self.versions.len() - 1
    }

    /// The present version.
    pub fn now(&self) -> &Rc<PbxState> {
        &self.versions[self.version()]
    }

    /// The versions from this one on.
    pub fn since(&self, version: usize) -> &[Rc<PbxState>] {
        &self.versions[version.min(self.version())..]
    }

    /// What a session has not heard of.
    pub fn waits_for(&self, seat: usize) -> impl Iterator<Item = &Telling> {
        self.seats
            .get(&seat)
            .into_iter()
            .flat_map(|heard| heard.waits_for.values())
    }

    /// The ids that a call of a session's has had and has, the given one first: a transfer or a conference gives it another.
    pub fn ids_of<'a>(&'a self, seat: usize, call: &'a str) -> Vec<&'a str> {
        let mut ids = vec![call];
        for (old, new) in self.seats.get(&seat).iter().flat_map(|heard| &heard.renamed) {
            if ids.contains(&old.as_str()) && !ids.contains(&new.as_str()) {
                ids.push(new);
            }
        }
        ids
    }

    /// How often the call that an event is about has ended for a session before that, as far as events tell.
    pub(super) fn stays(&self, seat: usize, json: &str) -> usize {
        let stay = self.seats.get(&seat).zip(call_of(json));
        let ends = stay.and_then(|(heard, call)| Some(heard.stays.get(call)?.ends));
        ends.unwrap_or(0) - usize::from(is_own(json, "connectionCleared", "releasingDevice"))
    }

    /// Whether a call rings at a session's device, or is up since, and the session has heard it ring.
    pub fn has_heard_ring(&self, seat: usize, call: &str) -> bool {
        let stay = self.seats.get(&seat).and_then(|heard| heard.stays.get(call));
        stay.is_some_and(|stay| stay.rings.is_some_and(|(_, heard)| heard))
    }

    /// Whether something of this version or a later one was lost on its way to a session.
    pub fn lost_since(&self, seat: usize, version: usize) -> bool {
        let heard = self.seats.get(&seat);
        heard.is_some_and(|heard| heard.lost.range(version..).next().is_some())
    }

    /// A call, or the agent, of whose last change the session has heard a part: no version is like that. A change of
    /// several calls is one.
    pub fn in_passage(&self, seat: usize, call: Option<&str>) -> bool {
        let Some(heard) = self.seats.get(&seat) else {
            return false;
        };
        let alike = |of: &Option<String>| of.is_some() == call.is_some();
        let waits = heard.waits_for.values().filter(|telling| alike(&telling.call));
        let mut waits = waits.map(|telling| (telling.version, &telling.call));
        waits.any(|(version, waiting)| {
            heard.arrived.iter().any(|(of, arrived)| {
                let about = waiting.as_deref() == call || arrived.as_deref() == call;
                *of == version && alike(arrived) && about
            })
        })
    }

    /// The switch has changed.
    pub(super) fn note(&mut self, state: PbxState) {
        let same = |known: &PbxState| {
            known.agents == state.agents && known.calls == state.calls && known.extensions == state.extensions
        };
        if !same(self.now()) {
            self.versions.push(Rc::new(state));
        }
    }

    /// The switch has forgotten everything, and told nobody. `number` is the first that no event has had.
    pub(super) fn forgot(&mut self, seats: usize, number: u64, state: PbxState) {
        let before = Rc::clone(self.now());
        self.versions.push(Rc::new(state));
        let version = self.version();
        let calls = before.calls.iter().map(|call| Some(call.call_id.clone()));
        for (number, call) in (number..).zip(std::iter::once(None).chain(calls)) {
            let telling = Telling {
                name: "everything is forgotten".to_owned(),
                call,
                version,
                open: Open::All,
                flies: false,
                gap: false,
            };
            for seat in 0..seats {
                let heard = self.seats.entry(seat).or_default();
                heard.waits_for.insert(number, telling.clone());
            }
        }
    }

    /// It has told an agent of something; `version` is what it is since.
    pub(super) fn told(&mut self, seat: usize, number: u64, version: usize, event: &PublishedEvent) {
        let telling = Telling {
            name: event.name.clone(),
            call: call_of(&event.json).map(str::to_owned),
            version,
            open: Open::All,
            flies: false,
            gap: false,
        };
        let heard = self.seats.entry(seat).or_default();
        if let ("transferred" | "conferenced", Some(_), Some(new)) =
            (event.name.as_str(), &telling.call, field(&event.json, "newCall"))
        {
            let old = ["primaryOldCall", "secondaryOldCall"].map(|name| field(&event.json, name));
            let old = old.into_iter().flatten().filter(|old| *old != "0" && *old != new);
            heard
                .renamed
                .extend(old.map(|old| (old.to_owned(), new.to_owned())));
        }
        if let Some(call) = &telling.call {
            let stay = heard.stays.entry(call.clone()).or_default();
            if is_own(&event.json, "connectionCleared", "releasingDevice") {
                stay.ends += 1;
                stay.rings = None;
            } else if is_own(&event.json, "delivered", "alertingDevice") {
                stay.rings = Some((number, false));
            }
        } else if ["agentLoggedOn", "agentLoggedOff"].contains(&telling.name.as_str()) {
            heard.stays.values_mut().for_each(|stay| stay.rings = None);
        }
        heard.waits_for.insert(number, telling);
    }

    /// An event has arrived at a session.
    pub(super) fn arrived(&mut self, seat: usize, number: u64) {
        let heard = self.seats.entry(seat).or_default();
        heard.arrivals += 1;
        let rings = heard.stays.values_mut().filter_map(|stay| stay.rings.as_mut());
        rings
            .filter(|(ring, _)| *ring == number)
            .for_each(|ring| ring.1 = true);
        let Some(telling) = heard.waits_for.remove(&number) else {
            return;
        };
        if telling.name == "agentLoggedOn" {
            heard.waits_for = heard.waits_for.split_off(&number);
        }
        if telling.call.is_none() {
            heard
                .waits_for
                .retain(|_, other| other.call.is_some() || other.open != Open::Hidden);
        }
        heard.arrived.push((telling.version, telling.call));
        let oldest = heard.waits_for.values().map(|telling| telling.version).min();
        heard
            .arrived
            .retain(|(version, _)| oldest.is_some_and(|oldest| *version >= oldest));
    }

    /// An event is on its way to a session, or, in the end, is not.
    pub(super) fn flies(&mut self, seat: usize, number: u64, flies: bool) {
        let heard = self.seats.entry(seat).or_default();
        if let Some(telling) = heard.waits_for.get_mut(&number) {
            telling.flies = flies;
            if !flies {
                heard.lost.insert(telling.version);
            }
        }
    }

    /// A session has subscribed, the first time or anew.
    pub(super) fn subscribed(&mut self, seat: usize) {
        let heard = self.seats.entry(seat).or_default();
        heard
            .waits_for
            .values_mut()
            .for_each(|telling| telling.gap = true);
    }

    pub(super) fn asked(&mut self, seat: usize, id: RequestId) {
        let heard = self.seats.entry(seat).or_default();
        heard.asked.insert(id, heard.arrivals);
        heard.account = None;
    }

    /// An account has been given, as of this version.
    pub(super) fn served(&mut self, seat: usize, id: RequestId, version: usize) {
        self.seats.entry(seat).or_default().served.insert(id, version);
    }

    /// An account has arrived.
    pub(super) fn account(&mut self, seat: usize, id: RequestId, response: &HttpResponse) {
        let heard = self.seats.entry(seat).or_default();
        let asked = heard.asked.remove(&id);
        let Some(version) = heard.served.remove(&id) else {
            return;
        };
        // One that events have overtaken settles nothing; nor does one that overtakes events.
        let overtakes = heard
            .waits_for
            .values()
            .any(|telling| telling.flies && telling.version <= version);
        if asked != Some(heard.arrivals) || overtakes || !response.is_success() {
            return;
        }
        let account: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let shown = account["agent"]["activeCall"]["callId"].as_str();
        heard.account = Some((version, shown.map(str::to_owned)));
    }

    /// A session has done with what has arrived.
    pub(super) fn settle(&mut self, seat: usize) {
        let Some(heard) = self.seats.get_mut(&seat) else {
            return;
        };
        let Some((version, shown)) = heard.account.take() else {
            return;
        };
        heard.waits_for.retain(|_, telling| {
            if telling.version > version {
                return true;
            }
            match (&telling.call, &shown) {
                (None, _) => telling.open = Open::Hidden,
                (Some(_), None) => return false,
                (Some(call), Some(shown)) if call == shown => telling.open = Open::Hidden,
                (Some(_), Some(_)) => telling.open = Open::Unshown,
            }
            true
        });
    }
}

/// The first `callId` of an event.
pub(crate) fn call_of(json: &str) -> Option<&str> {
    field(json, "callId")
}

/// Whether an event of this name tells of the device to whose agent it is told.
fn is_own(json: &str, name: &str, device: &str) -> bool {
    let told_to = field(json, "srcDeviceId");
    field(json, "eventName") == Some(name) && told_to.is_some() && field(json, device) == told_to
}

/// A text of an event.
fn field<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(&format!("\"{name}\":\""))?;
    rest.split('"').next()
}
