//! The floor itself: a simulator, a client, and the desks at it.

use serde_json::{Value, json};
use wellclient::{CallId, Client, Dialect, SessionConfig};
use wellclient_simulator::{Control, ControlReply, Simulator, SimulatorConfig, StompConfig};

use super::desk::Desk;
use super::{
    Names, OUTSIDE, config, fault, manual_pbx, mode_at, number_of, requests, simulator, simulator_with,
};

/// A simulator, a client, and the names of calls.
pub(crate) struct Floor {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
    pub(crate) names: Names,
    pub(crate) dialect: Dialect,
}

impl Floor {
    pub(crate) async fn new() -> Self {
        Self::with(json!({})).await
    }

    pub(crate) async fn with(pbx: Value) -> Self {
        Self {
            simulator: simulator(pbx).await,
            client: Client::builder().no_proxy().build().unwrap(),
            names: Names::default(),
            dialect: Dialect::V4,
        }
    }

    /// With an event channel that behaves so.
    pub(crate) async fn with_stomp(stomp: StompConfig) -> Self {
        let pbx = manual_pbx(json!({}));
        let simulator = simulator_with(SimulatorConfig {
            pbx,
            stomp,
            ..SimulatorConfig::default()
        })
        .await;
        Self {
            simulator,
            ..Self::new().await
        }
    }

    pub(crate) fn speaking(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    pub(crate) fn config(&self) -> SessionConfig {
        config(&self.simulator).with_dialect(self.dialect)
    }

    /// Agents 5001, 5002, … at 8001, 8002, …, ready.
    pub(crate) async fn desks<const COUNT: usize>(&self) -> [Desk; COUNT] {
        let mut desks = Vec::new();
        for number in 1..=COUNT {
            desks.push(self.desk(u32::try_from(number).unwrap(), self.config()).await);
        }
        desks.try_into().unwrap_or_else(|_| unreachable!())
    }

    pub(crate) async fn desk(&self, number: u32, config: SessionConfig) -> Desk {
        let mut desk = Desk::new(self.client.session(config).unwrap(), self.names.clone(), number);
        desk.log_in().await;
        desk
    }

    /// An agent in a call with the outside, on C1.
    pub(crate) async fn desk_in_a_call(&self, config: SessionConfig) -> (Desk, CallId) {
        let mut desk = self.desk(1, config).await;
        let call = self.call_in("8001");
        desk.answers(&call).await;
        desk.sees("delivered(C1) established(C1)").await;
        (desk, call)
    }

    pub(crate) fn control(&self, action: Control) -> ControlReply {
        self.simulator.control(action).unwrap()
    }

    /// An outside party calls; the call gets its name.
    pub(crate) fn call_in(&self, to: &str) -> CallId {
        self.call_in_with(to, json!({}))
    }

    pub(crate) fn call_in_with(&self, to: &str, more: Value) -> CallId {
        let mut action = json!({"do": "call_in", "from": OUTSIDE, "to": to});
        action
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let reply = self.control(serde_json::from_value(action).unwrap());
        let call = CallId::from(reply.call_id.unwrap());
        self.names.give(&call);
        call
    }

    pub(crate) fn outside_answers(&self) {
        self.control(Control::Answer {
            device: OUTSIDE.into(),
            call_id: None,
        });
    }

    pub(crate) fn outside_hangs_up(&self) {
        self.control(Control::HangUp {
            device: OUTSIDE.into(),
            call_id: None,
        });
    }

    pub(crate) fn add_fault(&self, json: Value) -> u64 {
        self.simulator.faults().add(fault(json)).unwrap()
    }

    /// The legs of a call as the switch has them: `8001:connected 8002:hold`; empty if there is no such call.
    pub(crate) fn legs(&self, call: &CallId) -> String {
        let state = self.simulator.state();
        let Some(call) = state.calls.iter().find(|known| known.call_id == call.as_str()) else {
            return String::new();
        };
        let legs = call
            .legs
            .iter()
            .map(|leg| format!("{}:{}", number_of(&leg.device_id), leg.state));
        legs.collect::<Vec<_>>().join(" ")
    }

    /// Nothing is left of any call; nobody has seen anything beyond what the test looked at, and no model
    /// had to be put right.
    pub(crate) async fn ends_quietly<const COUNT: usize>(&self, desks: [&mut Desk; COUNT]) {
        assert_eq!(self.simulator.state().calls, [], "calls are left at the switch");
        for desk in desks {
            desk.ends_quietly().await;
        }
    }

    /// How many requests of a verb the simulator has answered.
    pub(crate) fn requests(&self, verb: &str) -> usize {
        requests(&self.simulator, verb)
    }

    /// What an agent's mode is at the switch.
    pub(crate) fn mode(&self, number: u32) -> String {
        mode_at(&self.simulator, number)
    }
}
