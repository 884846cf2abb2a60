//! What pages are told: all of it to a page that is opened, and from then on what changes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::broadcast;

/// So many of the simulator's last observations a page gets at first.
const HEARD: usize = 500;
/// So many of a telephone's last events.
const TOLD: usize = 60;
/// A page that falls so far behind is told everything anew.
const BACKLOG: usize = 1024;

/// One message to a page.
#[derive(Clone, Debug)]
pub(super) struct Message {
    /// Of which kind: what the page listens to.
    pub(super) kind: &'static str,
    /// JSON.
    pub(super) data: Arc<str>,
}

/// Where everything is noted that pages show.
pub(super) struct Board {
    noted: Mutex<Noted>,
    live: broadcast::Sender<Message>,
}

#[derive(Default)]
struct Noted {
    start: Option<Message>,
    state: Option<Message>,
    stays: Option<Message>,
    script: Option<Message>,
    heard: VecDeque<Message>,
    desks: BTreeMap<String, OfDesk>,
}

#[derive(Default)]
struct OfDesk {
    /// Which of the telephones that the agent has had.
    serial: u64,
    view: Option<Message>,
    told: VecDeque<Message>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            noted: Mutex::default(),
            live: broadcast::Sender::new(BACKLOG),
        }
    }
}

impl Board {
    /// Everything so far, and what comes from now on: nothing is missing in between, and nothing comes twice.
    pub(super) fn enter(&self) -> (Vec<Message>, broadcast::Receiver<Message>) {
        let noted = self.lock();
        let first = [&noted.start, &noted.state, &noted.stays, &noted.script];
        let mut all: Vec<Message> = first.into_iter().flatten().cloned().collect();
        all.extend(noted.heard.iter().cloned());
        for desk in noted.desks.values() {
            all.extend(desk.view.iter().chain(&desk.told).cloned());
        }
        (all, self.live.subscribe())
    }

    /// Whether a page is open.
    pub(super) fn is_watched(&self) -> bool {
        self.live.receiver_count() > 0
    }

    /// When the simulator was started.
    pub(super) fn starts(&self, data: &Value) {
        self.note("start", data, |noted, message| keep(&mut noted.start, message));
    }

    /// The switch's state.
    pub(super) fn state(&self, data: &Value) {
        self.note("state", data, |noted, message| keep(&mut noted.state, message));
    }

    /// What legs and agents were within the last minute.
    pub(super) fn stays(&self, data: &Value) {
        self.note("stays", data, |noted, message| keep(&mut noted.stays, message));
    }

    /// What the script does.
    pub(super) fn script(&self, data: &Value) {
        self.note("script", data, |noted, message| keep(&mut noted.script, message));
    }

    /// Something that the simulator has heard or done.
    pub(super) fn heard(&self, data: &Value) {
        self.note("heard", data, |noted, message| {
            push(&mut noted.heard, HEARD, message);
            true
        });
    }

    /// From now on the agent's telephone is this one.
    pub(super) fn seats(&self, id: &str, serial: u64) {
        let desk = OfDesk {
            serial,
            ..OfDesk::default()
        };
        self.lock().desks.insert(id.to_owned(), desk);
    }

    /// A telephone as it is now; one that has been replaced or taken away has nothing to say any more.
    pub(super) fn desk(&self, id: &str, serial: u64, data: &Value) {
        self.note("desk", data, |noted, message| {
            let desk = noted.desks.get_mut(id).filter(|desk| desk.serial == serial);
            desk.map(|desk| desk.view = Some(message)).is_some()
        });
    }

    /// Something that a telephone has to tell.
    pub(super) fn told(&self, id: &str, serial: u64, data: &Value) {
        self.note("told", data, |noted, message| {
            let desk = noted.desks.get_mut(id).filter(|desk| desk.serial == serial);
            desk.map(|desk| push(&mut desk.told, TOLD, message)).is_some()
        });
    }

    /// A telephone is no more.
    pub(super) fn gone(&self, id: &str) {
        self.note("gone", &Value::from(id), |noted, _| {
            noted.desks.remove(id).is_some()
        });
    }

    /// Tells it to all pages, if it was kept.
    fn note(&self, kind: &'static str, data: &Value, keep: impl FnOnce(&mut Noted, Message) -> bool) {
        let message = Message {
            kind,
            data: data.to_string().into(),
        };
        let mut noted = self.lock();
        if keep(&mut noted, message.clone()) {
            // Sent under the lock, so that all pages see one order. Without a page there is nobody to tell.
            let _ = self.live.send(message);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keep(place: &mut Option<Message>, message: Message) -> bool {
    *place = Some(message);
    true
}

fn push(list: &mut VecDeque<Message>, most: usize, message: Message) {
    if list.len() == most {
        list.pop_front();
    }
    list.push_back(message);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_is_told_everything_once() {
        let board = Board::default();
        board.state(&json!(1));
        board.state(&json!(2));
        board.stays(&json!(["connected"]));
        for number in 0..HEARD + 5 {
            board.heard(&json!(number));
        }
        board.seats("5001@test.cc", 1);
        board.told("5001@test.cc", 1, &json!("a"));
        board.desk("5001@test.cc", 1, &json!("view"));
        board.desk("5001@test.cc", 0, &json!("of one that was replaced"));
        board.seats("5002@test.cc", 2);
        board.desk("5002@test.cc", 2, &json!("other"));
        board.gone("5002@test.cc");
        board.desk("5002@test.cc", 2, &json!("of one that is gone"));
        let (all, mut live) = board.enter();
        let words = |kind: &str| -> Vec<String> {
            let of_kind = all.iter().filter(|message| message.kind == kind);
            of_kind.map(|message| message.data.to_string()).collect()
        };
        assert_eq!(words("state"), ["2"]);
        assert_eq!(words("stays"), ["[\"connected\"]"]);
        assert_eq!(words("heard").len(), HEARD);
        assert_eq!(words("heard")[0], "5");
        assert_eq!(words("desk"), ["\"view\""]);
        assert_eq!(words("told"), ["\"a\""]);
        assert!(live.try_recv().is_err());
        board.state(&json!(3));
        assert_eq!(&*live.try_recv().unwrap().data, "3");
    }
}
