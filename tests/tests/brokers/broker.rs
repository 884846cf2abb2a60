//! A real broker on free ports of this machine, in a folder of its own, which goes with it.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use wellclient::{Client, Dialect, SessionConfig};
use wellclient_simulator::pbx::Password;
use wellclient_simulator::{BrokerConfig, PbxConfig, Simulator, SimulatorConfig};
use wellclient_tests::brokers::{Group, rabbitmq};

use crate::raw::{Raw, USER};
use crate::support::{Floor, Names, config_at};

/// How long a broker may take to come up: with two cores, and all else that runs on them.
const START: Duration = Duration::from_secs(120);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    RabbitMq,
    Artemis,
}

pub(crate) struct Broker {
    pub(crate) kind: Kind,
    port: u16,
    /// RabbitMQ's port mapper, and the port between its nodes.
    others: [u16; 2],
    folder: PathBuf,
    running: Option<Group>,
}

impl Broker {
    /// That of all tests that need none of their own; it ends with the last of them that is under way.
    pub(crate) async fn shared(kind: Kind) -> Arc<Self> {
        static SHARED: Mutex<BTreeMap<Kind, Weak<Broker>>> = Mutex::const_new(BTreeMap::new());
        let mut shared = SHARED.lock().await;
        if let Some(broker) = shared.get(&kind).and_then(Weak::upgrade) {
            return broker;
        }
        let broker = Arc::new(Self::start(kind).await);
        shared.insert(kind, Arc::downgrade(&broker));
        broker
    }

    /// One that is up and takes STOMP.
    pub(crate) async fn start(kind: Kind) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("wellclient-broker-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        // All at once, so that they differ.
        let free: [TcpListener; 3] = std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").unwrap());
        let [port, epmd, between] = free.map(|free| free.local_addr().unwrap().port());
        let mut broker = Self {
            kind,
            port,
            others: [epmd, between],
            folder,
            running: None,
        };
        broker.start_again().await;
        broker
    }

    /// The same once more, at the same place.
    pub(crate) async fn start_again(&mut self) {
        self.running = Some(match self.kind {
            Kind::RabbitMq => rabbitmq::start(&self.folder, self.port, self.others),
            Kind::Artemis => self.artemis(),
        });
        let began = Instant::now();
        while Raw::try_connect(&self.url(), "1.2").await.is_none() {
            if began.elapsed() > START {
                let said = std::fs::read_to_string(self.folder.join("out")).unwrap_or_default();
                panic!("{:?} is not up after {START:?}; it says:\n{said}", self.kind);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Ends it as a cut of the power does.
    pub(crate) fn kill(&mut self) {
        self.running = None;
    }

    fn artemis(&self) -> Group {
        // cargo's folder for tests is target/tmp.
        let laid = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .unwrap()
            .join("brokers");
        assert!(
            laid.join("classes/Broker.class").is_file(),
            "these tests need ActiveMQ Artemis, which `cargo xtask test brokers` gets"
        );
        let classes = format!("{0}/classes:{0}/lib/*", laid.display());
        let port = self.port.to_string();
        let folder = self.folder.display().to_string();
        let words = [
            "java",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            &classes,
            "Broker",
            &port,
            &folder,
        ];
        Group::start(&self.folder, words, &[])
    }

    pub(crate) fn address(&self) -> (&'static str, u16) {
        ("127.0.0.1", self.port)
    }

    pub(crate) fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/mvc/stomp/websocket", self.port)
    }

    /// The dialects whose topics it takes: RabbitMQ wants no slash in a topic's name.
    pub(crate) fn dialects(&self) -> &'static [Dialect] {
        match self.kind {
            Kind::RabbitMq => &[Dialect::V4],
            Kind::Artemis => &[Dialect::V4, Dialect::V2],
        }
    }

    /// A simulator that publishes here.
    pub(crate) async fn floor(&self) -> Floor {
        let mut pbx = PbxConfig {
            record_calls: false,
            ..PbxConfig::default()
        };
        let manual = serde_json::json!([{"pattern": "?????*", "then": "manual"}]);
        pbx.outside = serde_json::from_value(manual).unwrap();
        let broker = Some(BrokerConfig {
            url: self.url(),
            login: Some(USER.to_owned()),
            passcode: Some(Password::new(USER)),
            virtual_host: None,
        });
        let config = SimulatorConfig {
            pbx,
            broker,
            ..SimulatorConfig::default()
        };
        Floor {
            simulator: Simulator::start(config).await.unwrap(),
            client: Client::builder().no_proxy().build().unwrap(),
            names: Names::default(),
            dialect: Dialect::V4,
        }
    }

    /// A session's: events come from here, without a way through the simulator.
    pub(crate) fn config(&self, floor: &Floor) -> SessionConfig {
        config_with(floor, &self.url(), USER, USER)
    }
}

/// A session's, with events from `url`.
pub(crate) fn config_with(floor: &Floor, url: &str, login: &str, passcode: &str) -> SessionConfig {
    let mut config = config_at(&floor.simulator.base_url());
    let environment = config.environment.with_events(url).unwrap();
    let environment = environment.with_broker_login(Some(login), Some(passcode.into()));
    config.environment = environment.unwrap();
    config.with_dialect(floor.dialect)
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
