//! One agent on one extension: everything but the verbs.

use std::sync::Arc;

use client::{CallId, Command, EventKind, SubscriptionBuilder};
use wellclient_foreign::{Host, woken_aside};

use crate::config::Settings;
use crate::error::WellError;
use crate::metrics::Metrics;
use crate::notice::{EventStream, NoticeListener, Subscription, listen};
use crate::number::size;
use crate::reason::Reason;
use crate::recovery::{Identity, SavedSession};
use crate::snapshot::Snapshot;
use crate::vocabulary::Verb;

/// Notices that may wait to be taken.
const CAPACITY: usize = 1024;

/// Texts and numbers, which JSON can always say.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// One agent on one extension. Let go of, it is closed in the background.
#[derive(Debug, uniffi::Object)]
pub struct Session {
    pub(crate) session: client::Session,
    pub(crate) host: Arc<Host>,
}

impl Session {
    pub(crate) fn new(host: Arc<Host>, session: client::Session) -> Self {
        Self { session, host }
    }

    /// Events of these kinds, or of all where none is named. Only they take a place among those that wait.
    fn chosen(&self, kinds: &[String], logs: bool) -> SubscriptionBuilder<'_> {
        let events = self.session.subscribe().logs(logs);
        if kinds.is_empty() {
            return events;
        }
        events.kinds(kinds.iter().filter_map(|kind| EventKind::from_name(kind)))
    }

    /// Awaits for a language whose code runs where it is woken.
    pub(crate) async fn settle<F: Future>(&self, future: F) -> F::Output {
        woken_aside(self.host.handle(), future).await
    }
}

#[uniffi::export]
impl Session {
    /// What happens from now on, as a stream of which at most `capacity` notices wait (default 1024): a reader that is
    /// slower gets `Lagged`. With `kinds`, only the events of these kinds, by their words; with `logs`, log lines too.
    #[uniffi::method(default(capacity = None))]
    pub fn event_stream(&self, kinds: Vec<String>, logs: bool, capacity: Option<i32>) -> Arc<EventStream> {
        let capacity = capacity.map_or(CAPACITY, size);
        let events = self.chosen(&kinds, logs).capacity(capacity).stream();
        Arc::new(EventStream::new(Arc::clone(&self.host), events))
    }

    /// Tells `listener` what happens from now on (manual 3.1, 3.3, 3.4); with `kinds`, only the events of these kinds, by
    /// their words; with `logs`, log lines too.
    pub fn listen_to(
        &self,
        kinds: Vec<String>,
        logs: bool,
        listener: Box<dyn NoticeListener>,
    ) -> Arc<Subscription> {
        let events = self.chosen(&kinds, logs).stream();
        Arc::new(listen(&self.host, events, listener))
    }

    /// The state now.
    pub fn snapshot(&self) -> Snapshot {
        self.session.snapshot().into()
    }

    /// The state now as JSON, in the fields' names here: for what is shown elsewhere.
    pub fn snapshot_json(&self) -> String {
        json(&self.session.snapshot())
    }

    /// Any verb, from a JSON object with the verb and its arguments by the manual's names:
    /// `{"verb":"holdCall","callId":"…"}`. For programs that host scripts. Returns the outcome as JSON, whatever it is:
    /// `{"outcome":"rejected","error":"noCall", …}`. In log-in mode `ask` nobody is asked, and the log-in fails.
    ///
    /// Fails with `Argument` if there is no such verb, or if an argument is missing, unknown or of the wrong type.
    pub async fn command_json(&self, command: String) -> Result<String, WellError> {
        let command = Command::from_json(&command).map_err(WellError::argument)?;
        Ok(json(&self.settle(self.session.command(command)).await.to_json()))
    }

    /// Why a verb may not be used on a call now; none where it may. A verb that is about none of the agent's own calls does not
    /// look at the call.
    pub fn refusal(&self, verb: Verb, call: CallId) -> Option<Reason> {
        self.session.may(verb.into(), &call).err().map(Into::into)
    }

    /// Why a verb may not be used now that needs no call; none where it may.
    ///
    /// Fails with `Argument` if it is about one of the agent's own calls; `dropConnection` is about the only one.
    pub fn refusal_without_call(&self, verb: Verb) -> Result<Option<Reason>, WellError> {
        let verb = client::Verb::from(verb);
        if verb.needs_call() {
            let missing = format!("{} needs a call: the argument `call` is missing", verb.name());
            return Err(WellError::argument(missing));
        }
        Ok(self.session.may(verb, None).err().map(Into::into))
    }

    /// The agent and the device, once a log-in has begun.
    pub fn identity(&self) -> Option<Identity> {
        let (agent, device) = self.session.identity()?;
        Some(Identity { agent, device })
    }

    /// What `recover` needs; none unless an agent is logged in.
    pub fn saved(&self) -> Option<SavedSession> {
        self.session.saved().map(Into::into)
    }

    /// Tries to open the event channel at once, after `wsDisconnected` or while the next attempt is waited for; not
    /// before the time that the server has asked for. For programs that know that the network is back.
    pub fn reconnect(&self) {
        self.session.reconnect();
    }

    /// The model as JSON, as the manual's client shows it (manual 5.1).
    pub fn get_call_memory(&self) -> String {
        self.session.get_call_memory()
    }

    /// The counters.
    pub fn metrics(&self) -> Metrics {
        self.session.metrics().into()
    }

    /// The present settings (`setConfig`, manual 2.1).
    pub fn settings(&self) -> Settings {
        self.session.settings().into()
    }

    /// Changes the settings (`setConfig`, manual 2.1).
    pub fn set_config(&self, settings: Settings) {
        self.session.set_config(settings.into());
    }

    /// Turns detailed logging on or off (`setDebug`, manual 5.3).
    pub fn set_debug(&self, debug: bool) {
        self.session.set_debug(debug);
    }

    /// Sets whether to retrieve the first call when the consulted party hangs up.
    pub fn set_retrieve_after_consultation(&self, retrieve: bool) {
        self.session.set_retrieve_after_consultation(retrieve);
    }

    /// Writes a line of the application's into the event log (manual 5.2).
    pub fn log(&self, text: &str) {
        self.session.log(text);
    }

    /// Writes an error of the application's into the event log (manual 5.3).
    pub fn error(&self, text: &str) {
        self.session.error(text);
    }

    /// The event log, with the lines of the session's start and end (manual 5.5.1).
    pub fn get_log(&self) -> String {
        self.session.event_log().get_log()
    }

    /// Writes the event log to a file (manual 5.5.2). Fails with `File`.
    pub fn download_log(&self, path: &str) -> Result<(), WellError> {
        self.session
            .event_log()
            .download_log(path)
            .map_err(|error| WellError::file(path, &error))
    }

    /// The lines of the event log with this text in them (4.x).
    pub fn search_log(&self, text: &str) -> Vec<String> {
        self.session.event_log().search_log(text)
    }

    /// Keeps lines in the event log again (manual 5.5.3).
    pub fn enable_log(&self) {
        self.session.event_log().enable_log();
    }

    /// Stops keeping lines in the event log (manual 5.5.4).
    pub fn disable_log(&self) {
        self.session.event_log().disable_log();
    }

    /// Deletes all lines of the event log (4.x).
    pub fn clear_log(&self) {
        self.session.event_log().clear_log();
    }

    /// Closes the session, and ends when it is closed, its socket and its journal too. Commands that are not settled
    /// end as unknown, streams of events end. Logs the agent out first if `logoutOnClose` is set, which takes up to 3
    /// s.
    pub async fn shut_down(&self) {
        self.settle(self.session.close()).await;
    }
}
