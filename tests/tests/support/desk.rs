//! One agent: her session, what she has seen, and what her screen shows.

use std::sync::Arc;

use wellclient::event::Event;
use wellclient::{
    AgentModeRequest, Body, CallId, ConnectionState, DeviceId, Doubt, EventKind, Events, LinkState,
    MakeCallOptions, Notice, Origin, PartySnapshot, Session, SessionPhase,
};

use super::{DOMAIN, Names, agent, number_of, soon, until};

pub(crate) struct Desk {
    pub(crate) session: Session,
    events: Events,
    names: Names,
    number: u32,
    /// The server's events, as they came.
    pub(crate) heard: Vec<Arc<Event>>,
    /// The library's own.
    pub(crate) derived: Vec<Arc<Event>>,
}

impl Desk {
    pub(crate) fn new(session: Session, names: Names, number: u32) -> Self {
        Self {
            events: session.events(),
            session,
            names,
            number,
            heard: Vec::new(),
            derived: Vec::new(),
        }
    }

    /// Logs in, ready, and takes note of what that brings.
    pub(crate) async fn log_in(&mut self) {
        let mut request = agent(self.number);
        request.agent_mode = AgentModeRequest::Ready;
        soon(self.session.agent_login(request)).await.unwrap();
        self.sees("agentLoggedOn agentReady").await;
    }

    /// Whether the server's account has been taken over: what it shows is believed, though there may be more.
    pub(crate) fn is_put_right(&self) -> bool {
        let snapshot = self.session.snapshot();
        let mode = snapshot.agent.is_some_and(|agent| !agent.doubts.has(Doubt::Mode));
        mode && snapshot.calls.iter().all(|call| !call.unverified)
    }

    pub(crate) fn device(&self) -> DeviceId {
        DeviceId::new(&self.ext(), DOMAIN)
    }

    pub(crate) fn ext(&self) -> String {
        (8000 + self.number).to_string()
    }

    /// The next event of the server; the library's own ones are put aside.
    pub(crate) async fn next(&mut self) -> Arc<Event> {
        loop {
            match soon(self.events.next()).await.expect("the session is closed") {
                Notice::Event(event) if event.origin == Origin::Server => {
                    self.heard.push(Arc::clone(&event));
                    return event;
                }
                Notice::Event(event) => self.derived.push(event),
                Notice::Log(_) => {}
                other => panic!("nobody lags here: {other}"),
            }
        }
    }

    /// The server's next events are these: `delivered(C1) connectionCleared(C1 8001)`.
    pub(crate) async fn sees(&mut self, expected: &str) {
        let mut seen = Vec::new();
        for _ in expected
            .split(' ')
            .filter(|word| word.starts_with(char::is_alphabetic))
        {
            let event = self.next().await;
            seen.push(self.word(&event));
        }
        assert_eq!(seen.join(" "), expected, "at {}", self.ext());
    }

    /// The library's own next event of this kind, of those that came since the last look.
    pub(crate) async fn derives(&mut self, kind: EventKind) -> Arc<Event> {
        loop {
            if let Some(at) = self.derived.iter().position(|event| event.kind() == kind) {
                return self.derived.drain(..=at).next_back().unwrap();
            }
            match soon(self.events.next()).await.expect("the session is closed") {
                Notice::Event(event) if event.origin == Origin::Server => {
                    panic!("{} came before {kind:?}", event.name())
                }
                Notice::Event(event) => self.derived.push(event),
                _ => {}
            }
        }
    }

    /// Passes over all events up to one of this kind that the library has made; gives it.
    pub(crate) async fn until_told(&mut self, kind: EventKind) -> Arc<Event> {
        loop {
            match soon(self.events.next()).await.expect("the session is closed") {
                Notice::Event(event) if event.origin == Origin::Server => self.heard.push(event),
                Notice::Event(event) if event.kind() == kind => return event,
                Notice::Event(event) => self.derived.push(event),
                _ => {}
            }
        }
    }

    /// Passes over all events up to the link's being in this state; gives the reason, if one was told.
    pub(crate) async fn until_link(&mut self, state: &str) -> String {
        loop {
            let event = self.until_told(EventKind::LinkChanged).await;
            match event.body() {
                Body::LinkChanged(change) if change.state.as_str() == state => {
                    return change.reason.clone().unwrap_or_default();
                }
                _ => {}
            }
        }
    }

    /// The last server's event of this name, as JSON.
    pub(crate) fn last(&self, name: &str) -> serde_json::Value {
        let event = self
            .heard
            .iter()
            .rfind(|event| event.name() == name)
            .expect("no such event");
        serde_json::from_str(event.raw()).unwrap()
    }

    fn word(&self, event: &Event) -> String {
        let Some(call) = event.call_id() else {
            return event.name().to_owned();
        };
        let call = self.names.of(call);
        match event.body() {
            Body::ConnectionCleared(cleared) => {
                format!(
                    "connectionCleared({call}-{})",
                    number_of(cleared.releasing_device.as_str())
                )
            }
            _ => format!("{}({call})", event.name()),
        }
    }

    /// What her screen shows of each call: `C1 connected [13800000000:connected 8001:connected]`.
    pub(crate) fn screen(&self) -> String {
        let calls = self.session.snapshot().calls;
        let lines = calls.iter().map(|call| {
            let party = |party: &PartySnapshot| {
                format!("{}:{}", number_of(party.device.as_str()), party.leg.as_str())
            };
            let mut parties: Vec<String> = call.parties.iter().map(party).collect();
            parties.sort();
            let parties = parties.join(" ");
            let conference = if call.conference { " conference" } else { "" };
            format!(
                "{} {}{conference} [{parties}]",
                self.names.of(&call.call_id),
                call.leg.as_str()
            )
        });
        lines.collect::<Vec<_>>().join("; ")
    }

    #[track_caller]
    pub(crate) fn shows(&self, expected: &str) {
        assert_eq!(self.screen(), expected, "at {}", self.ext());
        let doubtful = self.session.snapshot().calls.iter().any(|call| call.unverified);
        assert!(!doubtful, "something is in doubt at {}", self.ext());
    }

    pub(crate) fn leg(&self, call: &CallId) -> ConnectionState {
        let calls = self.session.snapshot().calls;
        calls
            .iter()
            .find(|known| known.call_id == *call)
            .map_or(ConnectionState::Null, |known| known.leg)
    }

    /// Makes a call, which gets its name.
    pub(crate) async fn calls(&mut self, number: &str) -> CallId {
        self.calls_with(number, MakeCallOptions::default()).await
    }

    /// The same, with call progress analysis.
    pub(crate) async fn calls_analysed(&mut self, number: &str) -> CallId {
        let options = MakeCallOptions {
            cpa: Some(true),
            ..MakeCallOptions::default()
        };
        self.calls_with(number, options).await
    }

    async fn calls_with(&mut self, number: &str, options: MakeCallOptions) -> CallId {
        let call = soon(self.session.make_call(number, options)).await.unwrap();
        self.names.give(&call);
        call
    }

    /// Calls another agent, who answers; both have seen it.
    pub(crate) async fn talks_to(&mut self, other: &mut Desk) -> CallId {
        let call = self.calls(&other.ext()).await;
        let name = self.names.of(&call);
        other.sees(&format!("delivered({name})")).await;
        other.answers(&call).await;
        self.sees(&format!(
            "serviceInitiated({name}) originated({name}) delivered({name}) established({name})"
        ))
        .await;
        other.sees(&format!("established({name})")).await;
        call
    }

    /// Consults another agent, who answers; both have seen it.
    pub(crate) async fn consults(&mut self, first: &CallId, other: &mut Desk) -> CallId {
        let call = soon(self.session.consult(first, &other.ext())).await.unwrap();
        let (held, name) = (self.names.of(first), self.names.give(&call));
        other.sees(&format!("delivered({name})")).await;
        other.answers(&call).await;
        self.sees(&format!(
            "held({held}) serviceInitiated({name}) originated({name}) delivered({name}) established({name})"
        ))
        .await;
        other.sees(&format!("established({name})")).await;
        call
    }

    pub(crate) async fn answers(&self, call: &CallId) {
        soon(self.session.answer_call(call)).await.unwrap();
    }

    pub(crate) async fn hangs_up(&self, call: &CallId) {
        soon(self.session.drop_connection(Some(call.clone())))
            .await
            .unwrap();
    }

    /// The session is as good as new: it makes a call and ends it.
    pub(crate) async fn works(&mut self) {
        until("the link is back and the model checked", || {
            let snapshot = self.session.snapshot();
            snapshot.link == LinkState::Active && snapshot.verified
        })
        .await;
        let call = self.calls("8009").await;
        self.hangs_up(&call).await;
        self.shows("");
    }

    /// Nothing has come beyond what the test looked at: a change of mode is the next event. The screen is
    /// empty, and the model has never been wrong.
    pub(crate) async fn ends_quietly(&mut self) {
        self.shows("");
        let snapshot = self.session.snapshot();
        assert_eq!(snapshot.phase, SessionPhase::LoggedIn);
        assert!(
            snapshot.verified,
            "something is in doubt at {}: {}",
            self.ext(),
            self.oddities()
        );
        // What the server's account shows of the change below may be here before its event.
        assert_eq!(
            self.session.metrics().corrections,
            0,
            "corrected at {}",
            self.ext()
        );
        soon(
            self.session
                .set_agent_mode(AgentModeRequest::NotReady, Some("over")),
        )
        .await
        .unwrap();
        self.sees("agentNotReady").await;
        let metrics = self.session.metrics();
        let odd = (
            metrics.anomalies,
            metrics.duplicates,
            metrics.refused,
            metrics.late,
        );
        assert_eq!(odd, (0, 0, 0, 0), "at {}: {}", self.ext(), self.oddities());
    }

    /// What the library has reported of events that did not fit.
    fn oddities(&mut self) -> String {
        while let Some(notice) = self.events.try_next() {
            if let Notice::Event(event) = notice {
                self.derived.push(event);
            }
        }
        let odd = self
            .derived
            .iter()
            .filter(|event| event.kind() == EventKind::Anomaly);
        odd.map(|event| event.raw()).collect()
    }
}
