//! Which request changed what at the switch: whether a command has come true by its own doing.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use wellclient_core::command::Command;
use wellclient_core::http::{Api, HttpRequest, Method};
use wellclient_core::id::{CommandId, RequestId};
use wellclient_simulator::PbxState;

use super::seat::Seat;

/// One request, carried out at the switch.
#[derive(Clone, Debug)]
pub struct Deed {
    /// The call in its address.
    pub call: Option<String>,
    /// What the switch answered, whether or not that arrived.
    pub status: u16,
    /// The switch before it.
    pub before: Rc<PbxState>,
    /// The switch after it.
    pub after: Rc<PbxState>,
    /// What was told while it was carried out: `eventName`, and the call.
    pub told: Vec<(String, Option<String>)>,
    /// Another verb had become the same request, or the session does the same by itself: nobody can tell whose it was.
    pub shared: bool,
}

impl Deed {
    /// Whether the switch is another since.
    pub fn changed(&self) -> bool {
        !Rc::ptr_eq(&self.before, &self.after)
    }
}

/// Who asked for what, and what came of it.
#[derive(Default, Debug)]
pub struct Witness {
    of: BTreeMap<(usize, RequestId), Vec<CommandId>>,
    /// Requests that the session may have made by its own will.
    unasked: BTreeSet<(usize, RequestId)>,
    left: BTreeSet<(usize, RequestId)>,
    sent: BTreeMap<(usize, CommandId), u32>,
    deeds: BTreeMap<(usize, CommandId), Vec<Deed>>,
}

impl Witness {
    /// What has been done at the switch by a command's own requests.
    pub fn deeds(&self, seat: usize, command: CommandId) -> &[Deed] {
        self.deeds.get(&(seat, command)).map_or(&[], Vec::as_slice)
    }

    /// What all others have done.
    pub fn deeds_of_others(&self, seat: usize) -> impl Iterator<Item = &Deed> {
        let others = self.deeds.iter().filter(move |((of, _), _)| *of != seat);
        others.flat_map(|(_, deeds)| deeds)
    }

    /// Whether a request of a command is on its way or done.
    pub fn sent(&self, seat: usize, command: CommandId) -> bool {
        self.sent.contains_key(&(seat, command))
    }

    /// Whether a request was made for a command, and not by the session's own will.
    pub fn is_commanded(&self, seat: usize, id: RequestId) -> bool {
        self.of.contains_key(&(seat, id))
    }

    /// A request leaves: of the oldest command that is not settled and becomes just this request, one that was sent already
    /// being the last to be taken.
    pub(super) fn leaves(&mut self, seat: usize, chair: &Seat, id: RequestId, request: &HttpRequest) {
        // Again, within another HTTP session: for whom it was the first time.
        if !self.left.insert((seat, id)) {
            return;
        }
        let Some((agent, device)) = chair.session.identity() else {
            return;
        };
        let config = chair.session.config();
        let Ok(api) = Api::new(
            config.environment.clone(),
            config.dialect,
            agent.clone(),
            device.clone(),
        ) else {
            return;
        };
        let open = chair
            .issued
            .iter()
            .filter(|(_, issued)| issued.outcome.is_none())
            .filter_map(|(id, _)| Some((*id, chair.commands.get(id)?)));
        let fitting: Vec<CommandId> = open
            .filter(|(_, command)| becomes(&api, chair, command, request))
            .map(|(id, _)| id)
            .collect();
        let first = fitting
            .iter()
            .min_by_key(|id| self.sent.get(&(seat, **id)).copied().unwrap_or(0));
        let Some(first) = first else { return };
        // Of two verbs that are the same request, nobody can tell whose it is.
        let verb = |id: &CommandId| chair.commands.get(id).map(Command::verb);
        let twins = fitting.iter().filter(|id| verb(id) != verb(first)).copied();
        let all: Vec<CommandId> = std::iter::once(*first).chain(twins).collect();
        for command in &all {
            *self.sent.entry((seat, *command)).or_default() += 1;
        }
        if chair
            .commands
            .get(first)
            .is_some_and(|command| does_itself(chair, command))
        {
            self.unasked.insert((seat, id));
        }
        self.of.insert((seat, id), all);
    }

    pub(super) fn done(&mut self, seat: usize, id: RequestId, deed: Deed) {
        let commands = self.of.get(&(seat, id)).map_or(&[][..], Vec::as_slice);
        for command in commands {
            let shared = commands.len() > 1 || self.unasked.contains(&(seat, id));
            let deed = Deed {
                shared,
                ..deed.clone()
            };
            self.deeds.entry((seat, *command)).or_default().push(deed);
        }
    }
}

/// Whether the session is set to do by itself what the command asks for, by the very same request.
fn does_itself(chair: &Seat, command: &Command) -> bool {
    let config = chair.session.config();
    match command {
        Command::Answer { .. } => config.settings.auto_answer,
        Command::Retrieve { .. } => config.retrieve_after_consultation,
        _ => false,
    }
}

/// Whether a command becomes this request; a log-in several.
fn becomes(api: &Api, chair: &Seat, command: &Command, request: &HttpRequest) -> bool {
    let body = request.body.as_str().unwrap_or_default();
    match command {
        Command::Login(_) => {
            request.url.ends_with("/agent/state")
                && (body.contains("\"Login\"") || body.contains("\"Logout\""))
        }
        Command::Drop { call: None } => request.method == Method::Delete,
        Command::UploadLog => request.url.contains("/client-log/upload"),
        command => api.request(command).is_ok_and(|twin| {
            let plain = twin.body.as_str().unwrap_or_default() == body;
            twin.method == request.method && present(chair, command, &twin.url) == request.url && plain
        }),
    }
}

/// The address of a request with the ids that its calls have now.
fn present(chair: &Seat, command: &Command, url: &str) -> String {
    let mut url = url.to_owned();
    for call in command.calls() {
        if let Some(now) = chair.session.model().and_then(|model| model.call(call)) {
            url = url.replace(call.as_str(), now.id.as_str());
        }
    }
    url
}
