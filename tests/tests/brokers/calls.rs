//! A day's work with a real broker in the middle, in each style of topics that it takes.

use wellclient::{AgentMode, AgentModeRequest};

use crate::broker::Broker;
use crate::support::{OUTSIDE, persistent, soon, until};

crate::with_each_broker!(
    agents_work_together,
    the_simulator_is_a_way_through,
    others_are_watched
);

async fn agents_work_together(broker: &Broker) {
    for dialect in broker.dialects() {
        let floor = broker.floor().await.speaking(*dialect);
        let mut a = floor.desk(21, broker.config(&floor)).await;
        let mut b = floor.desk(22, broker.config(&floor)).await;
        let mut c = floor.desk(23, broker.config(&floor)).await;
        let first = a.talks_to(&mut b).await;
        soon(a.session.hold_call(&first)).await.unwrap();
        soon(a.session.retrieve_call(&first)).await.unwrap();
        a.sees("held(C1) retrieved(C1)").await;
        b.sees("held(C1) retrieved(C1)").await;
        let second = a.consults(&first, &mut c).await;
        b.sees("held(C1)").await;
        soon(a.session.drop_connection(Some(second))).await.unwrap();
        a.sees("connectionCleared(C2-8021)").await;
        c.sees("connectionCleared(C2-8021) connectionCleared(C2-8023)")
            .await;
        soon(a.session.retrieve_call(&first)).await.unwrap();
        a.sees("retrieved(C1)").await;
        b.sees("retrieved(C1)").await;
        a.shows("C1 connected [8021:connected 8022:connected]");
        b.hangs_up(&first).await;
        b.sees("connectionCleared(C1-8022)").await;
        a.sees("connectionCleared(C1-8022) connectionCleared(C1-8021)")
            .await;
        floor.ends_quietly([&mut a, &mut b, &mut c]).await;
        for desk in [&a, &b, &c] {
            soon(desk.session.logout()).await.unwrap();
        }
    }
}

/// Without a word of the broker's address: the simulator's own event channel leads there.
async fn the_simulator_is_a_way_through(broker: &Broker) {
    for dialect in broker.dialects() {
        let floor = broker.floor().await.speaking(*dialect);
        let mut config = persistent(floor.config());
        let environment = config
            .environment
            .with_broker_login(Some("guest"), Some("guest".into()));
        config.environment = environment.unwrap();
        let mut desk = floor.desk(26, config).await;
        let call = desk.calls(OUTSIDE).await;
        floor.outside_answers();
        desk.sees("serviceInitiated(C1) originated(C1) delivered(C1) established(C1)")
            .await;
        desk.hangs_up(&call).await;
        desk.sees("connectionCleared(C1-8026)").await;
        floor.ends_quietly([&mut desk]).await;
        // The simulator's faults strike what goes through it.
        floor.add_fault(serde_json::json!({"kind": "drop"}));
        desk.until_told(wellclient::EventKind::WsReconnectSucceed).await;
        desk.works().await;
    }
}

async fn others_are_watched(broker: &Broker) {
    for dialect in broker.dialects() {
        let floor = broker.floor().await.speaking(*dialect);
        let account = wellclient::WatchAccount::new("5027", crate::support::PASSWORD, crate::support::DOMAIN);
        let agents = ["5028@test.cc", "5029@test.cc"];
        let watch = floor
            .client
            .watch(broker.config(&floor), account, agents)
            .unwrap();
        soon(watch.open()).await.unwrap();
        let desk = floor.desk(28, broker.config(&floor)).await;
        let mode = || {
            let snapshot = watch.snapshot("5028@test.cc").expect("she is watched");
            snapshot.agent.map(|agent| agent.mode)
        };
        until("the agent is seen to be ready", || {
            mode() == Some(AgentMode::Ready)
        })
        .await;
        soon(
            desk.session
                .set_agent_mode(AgentModeRequest::NotReady, Some("lunch")),
        )
        .await
        .unwrap();
        until("and not to be", || mode() == Some(AgentMode::NotReady)).await;
        soon(watch.close()).await;
    }
}
