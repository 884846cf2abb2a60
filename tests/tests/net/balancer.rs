//! Behind a load balancer with sticky sessions: a real haproxy before two servers that know only their own sessions.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::Stdio;

use crate::support::{
    self, Desk, Floor, OUTSIDE, PASSWORD, agent, config_at, persistent, requests, simulator, soon, until,
};
use serde_json::json;
use tokio::process::{Child, Command};
use wellclient::{AgentModeRequest, Client, Dialect, EventKind, SessionConfig, WatchAccount};
use wellclient_simulator::{Heard, Simulator};

/// Two servers, and haproxy before them, which ends with the test.
struct Balanced {
    nodes: [Simulator; 2],
    url: String,
    client: Client,
    process: Child,
    file: PathBuf,
}

impl Balanced {
    async fn new(name: &str) -> Self {
        let nodes = [simulator(json!({})).await, simulator(json!({})).await];
        let file = std::env::temp_dir().join(format!("wellclient-balancer-{}-{name}", std::process::id()));
        // haproxy is given the listener, as its standard input: nobody else can be at its port, and what comes
        // before it accepts waits.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let servers = nodes
            .iter()
            .enumerate()
            .map(|(number, node)| format!("  server n{number} {} cookie n{number}\n", node.addr()));
        let config = format!(
            "defaults\n  mode http\n  timeout connect 2s\n  timeout client 100s\n  timeout server 100s\n\
             listen all\n  bind fd@0\n  balance roundrobin\n  cookie SERVERID insert indirect nocache\n{}",
            servers.collect::<String>()
        );
        std::fs::write(&file, config).unwrap();
        let process = Command::new("haproxy")
            .args(["-db", "-f"])
            .arg(&file)
            .stdin(OwnedFd::from(listener))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("this test needs haproxy: apt-get install -y --no-install-recommends haproxy");
        Self {
            nodes,
            url: format!("http://{address}"),
            client: Client::builder().no_proxy().build().unwrap(),
            process,
            file,
        }
    }

    fn config(&self, dialect: Dialect) -> SessionConfig {
        persistent(config_at(&self.url).with_dialect(dialect))
    }

    /// How many requests of a verb each server has answered.
    fn requests(&self, verb: &str) -> [usize; 2] {
        [&self.nodes[0], &self.nodes[1]].map(|node| requests(node, verb))
    }

    fn refusals(&self) -> usize {
        let logs = self.nodes.iter().map(Simulator::log);
        let refused = |heard: &Heard| {
            matches!(
                heard,
                Heard::Request {
                    status: Some(400..),
                    ..
                }
            )
        };
        logs.flatten().filter(|seen| refused(&seen.heard)).count()
    }
}

impl Drop for Balanced {
    fn drop(&mut self) {
        let _ = self.process.start_kill();
        let _ = std::fs::remove_file(&self.file);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_session_stays_with_its_server() {
    for dialect in [Dialect::V4, Dialect::V2] {
        let balanced = Balanced::new("stays").await;
        let floor = Floor::new().await;
        // Two sessions of one client at each server.
        let mut desks = Vec::new();
        for number in 1..=4 {
            let session = balanced.client.session(balanced.config(dialect)).unwrap();
            let mut desk = Desk::new(session, floor.names.clone(), number);
            desk.log_in().await;
            desks.push(desk);
        }
        assert_eq!(balanced.requests("session"), [2, 2]);
        assert_eq!(balanced.requests("login"), [2, 2]);
        for desk in &mut desks {
            desk.works().await;
        }
        // The channels are opened anew, with an account after it.
        for node in &balanced.nodes {
            node.faults()
                .add(support::fault(json!({"kind": "drop"})))
                .unwrap();
        }
        for desk in &mut desks {
            desk.until_told(EventKind::WsReconnectSucceed).await;
            desk.works().await;
            assert_eq!(desk.session.metrics().renewals, 0);
            soon(desk.session.logout()).await.unwrap();
        }
        assert_eq!(balanced.requests("logout"), [2, 2]);
        // Out, nothing leads to the old server any more: the next log-ins take their turns again.
        for desk in &desks[..2] {
            soon(desk.session.agent_login(agent(1))).await.unwrap();
            soon(desk.session.logout()).await.unwrap();
        }
        assert_eq!(balanced.requests("session"), [3, 3]);
        assert_eq!(balanced.refusals(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resumed_session_and_a_renewed_one_reach_the_same_server() {
    let balanced = Balanced::new("resumed").await;
    let mut request = agent(1);
    request.agent_mode = AgentModeRequest::Ready;
    let first = balanced.client.session(balanced.config(Dialect::V4)).unwrap();
    soon(first.agent_login(request)).await.unwrap();
    let call = soon(first.make_call(OUTSIDE, Default::default())).await.unwrap();
    let mut saved = first.saved().unwrap();
    saved.password = Some(PASSWORD.into());
    soon(first.close()).await;
    let home = usize::from(balanced.requests("session")[1] == 1);

    // As often as there are servers, and once more.
    for _ in 0..3 {
        let client = Client::builder().no_proxy().build().unwrap();
        let next = client.session(balanced.config(Dialect::V4)).unwrap();
        soon(next.recover(saved.clone())).await.unwrap();
        assert_eq!(next.snapshot().calls[0].call_id, call);
        soon(next.close()).await;
    }
    let next = balanced.client.session(balanced.config(Dialect::V4)).unwrap();
    soon(next.recover(saved)).await.unwrap();
    let expire = wellclient_simulator::Control::ExpireSessions { agent: None };
    balanced.nodes[home].control(expire).unwrap();
    soon(next.drop_connection(Some(call))).await.unwrap();
    assert_eq!(next.metrics().renewals, 1);
    until("all is done at one server", || {
        balanced.requests("session")[home] == 2 && balanced.requests("dropConnection")[home] >= 1
    })
    .await;
    assert_eq!(balanced.nodes[1 - home].log().len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watch_stays_with_its_server() {
    let balanced = Balanced::new("watch").await;
    for turn in 0..2 {
        let account = WatchAccount::new("5003", PASSWORD, "test.cc");
        let config = balanced.config(Dialect::V4);
        let watch = balanced.client.watch(config, account, ["5001@test.cc"]).unwrap();
        soon(watch.open()).await.unwrap();
        let opened = |node: &Simulator| {
            let log = node.log();
            log.iter()
                .filter(|seen| matches!(seen.heard, Heard::Opened { .. }))
                .count()
        };
        let channels = [&balanced.nodes[0], &balanced.nodes[1]].map(opened);
        assert_eq!(balanced.requests("session"), channels, "turn {turn}");
        soon(watch.close()).await;
    }
    assert_eq!(balanced.requests("session"), [1, 1]);
}
