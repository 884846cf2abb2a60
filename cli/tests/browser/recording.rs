//! The journal of a bad quarter of an hour, made with the simulator: calls, copies, a late event, a lost one, a refusal,
//! and a line that is cut while a customer hangs up.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use wellclient::{
    AgentModeRequest, CallId, CallSnapshot, Client, Command, Environment, LoginRequest, MakeCallOptions,
    Outcome, ReconnectPolicy, Session, SessionConfig, SessionOptions, create_journal,
};
use wellclient_simulator::{Control, Simulator, SimulatorConfig};

use crate::common::{PASSWORD, PATIENCE};

/// The customer who calls.
pub(crate) const CUSTOMER: &str = "13955550133";

/// Another, who is called.
const OTHER: &str = "13800000000";

struct Desk {
    simulator: Simulator,
    session: Session,
}

/// Records it into a file.
pub(crate) async fn record(path: &Path) {
    let mut config = SimulatorConfig::default();
    config.pbx.outside = serde_json::from_value(json!([{ "pattern": "?????*", "then": "manual" }])).unwrap();
    let simulator = Simulator::start(config).await.unwrap();
    let client = Client::new().unwrap();
    let mut config = SessionConfig::new(Environment::custom(&simulator.base_url(), None).unwrap());
    config.settings.auto_answer = false;
    config.reconnect = ReconnectPolicy::Fixed {
        attempts: 20,
        delay: Duration::from_millis(150),
    };
    config.timing.confirm = Duration::from_millis(400);
    // One of a run before stays otherwise.
    let _ = std::fs::remove_file(path);
    let journal: Box<dyn Write + Send> = Box::new(create_journal(path).unwrap());
    let options = SessionOptions {
        journal: Some(journal),
        ..SessionOptions::default()
    };
    let session = client.session_with(config, options).unwrap();
    let desk = Desk { simulator, session };
    desk.play().await;
    desk.session.close().await;
    client.close().await;
    desk.simulator.shutdown().await;
}

impl Desk {
    async fn play(&self) {
        self.does(Command::Login(LoginRequest::new(
            "5001", PASSWORD, "test.cc", "8001",
        )))
        .await;
        let ready = Command::SetAgentMode {
            mode: AgentModeRequest::Ready,
            reason: None,
        };
        self.does(ready).await;
        self.inbound().await;
        self.consultation().await;
        self.bad_network().await;
        self.cut_line().await;
        self.does(Command::Logout).await;
    }

    /// A customer calls, is put on hold and taken back, and hangs up.
    async fn inbound(&self) {
        let data = json!({ "customerName": "Ms </script><img src=x onerror=alert(1)> Zhang 张" });
        self.control(json!({ "do": "call_in", "from": CUSTOMER, "to": "8001", "user_data": data }))
            .await;
        let call = self.call(|call| call.parties.len() == 2).await;
        self.does(Command::Answer { call: call.clone() }).await;
        self.does(Command::Hold { call: call.clone() }).await;
        self.does(Command::Retrieve { call: call.clone() }).await;
        self.control(json!({ "do": "hang_up", "device": CUSTOMER })).await;
        self.no_call().await;
    }

    /// A second call from the first one, and the two brought together; who is not there is refused.
    async fn consultation(&self) {
        let call = self.dial(OTHER).await;
        let consult = Command::Consult {
            call: call.clone(),
            number: "8002".to_owned(),
        };
        self.does(consult).await;
        self.control(json!({ "do": "answer", "device": "8002" })).await;
        let consulted = self
            .call(|other| other.call_id != call && other.established.is_some())
            .await;
        let confer = Command::Conference {
            held: call,
            consulted,
        };
        self.does(confer).await;
        let refused = self.session.command(Command::Logout).await;
        assert!(matches!(refused, Outcome::Rejected(_)), "{refused:?}");
        let call = self.call(|call| call.conference).await;
        self.does(Command::Drop { call: Some(call) }).await;
        self.no_call().await;
    }

    /// Every event comes twice and one late; another never comes.
    async fn bad_network(&self) {
        self.fault(json!({ "kind": "delay", "ms": 60, "on": { "event": "originated" } }));
        self.fault(json!({ "kind": "duplicate", "copies": 1 }));
        let call = self.dial(OTHER).await;
        self.fault(json!({ "kind": "lose", "on": { "event": "held", "times": 1 } }));
        self.does(Command::Hold { call: call.clone() }).await;
        self.does(Command::Retrieve { call }).await;
        self.simulator.faults().clear();
    }

    /// The line is cut, and the customer hangs up before it is back.
    async fn cut_line(&self) {
        self.fault(json!({ "kind": "refuse", "status": 503, "times": 1 }));
        self.fault(json!({ "kind": "drop", "how": "abrupt" }));
        self.until("the line is cut", |session| !session.snapshot().verified)
            .await;
        self.control(json!({ "do": "hang_up", "device": OTHER })).await;
        self.no_call().await;
        self.until("all is known again", |session| session.snapshot().verified)
            .await;
        self.simulator.faults().clear();
    }

    async fn dial(&self, number: &str) -> CallId {
        // No two calls within two seconds.
        tokio::time::sleep(Duration::from_millis(2100)).await;
        let make_call = Command::MakeCall {
            number: number.to_owned(),
            options: MakeCallOptions::default(),
        };
        self.does(make_call).await;
        self.control(json!({ "do": "answer", "device": number })).await;
        self.call(|call| call.established.is_some()).await
    }

    async fn does(&self, command: Command) {
        let outcome = self.session.command(command.clone()).await;
        assert!(outcome.is_good(), "{command:?}: {outcome:?}");
        // Nobody works without a pause; and states that last are seen.
        tokio::time::sleep(Duration::from_millis(80)).await;
    }

    /// Does something at another device, as soon as that can be done there.
    async fn control(&self, action: serde_json::Value) {
        let action: Control = serde_json::from_value(action).unwrap();
        self.until("it can be done", |_| {
            self.simulator.control(action.clone()).is_ok()
        })
        .await;
    }

    fn fault(&self, fault: serde_json::Value) {
        self.simulator
            .faults()
            .add(serde_json::from_value(fault).unwrap())
            .unwrap();
    }

    async fn call(&self, test: impl Fn(&CallSnapshot) -> bool) -> CallId {
        let found = |session: &Session| session.snapshot().calls.into_iter().find(&test);
        self.until("there is such a call", |session| found(session).is_some())
            .await;
        found(&self.session).unwrap().call_id
    }

    async fn no_call(&self) {
        self.until("there is no call", |session| session.snapshot().calls.is_empty())
            .await;
    }

    async fn until(&self, what: &str, holds: impl Fn(&Session) -> bool) {
        let looking = async {
            while !holds(&self.session) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let looked = tokio::time::timeout(PATIENCE, looking).await;
        assert!(looked.is_ok(), "this should be so by now: {what}");
    }
}
