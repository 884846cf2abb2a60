//! A call center to play in: customers who call, colleagues who answer, a line that can be cut.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::task::JoinHandle;
use wellclient::{AgentId, AgentModeRequest, Client, Environment, LoginRequest, Session, SessionConfig};
use wellclient_simulator::fault::DropHow;
use wellclient_simulator::pbx::{FarEnd, OutsideRule};
use wellclient_simulator::{Control, Fault, PbxState, Simulator, SimulatorConfig};

use super::login::Known;
use crate::failure::Failure;
use crate::language::{pick, say};
use crate::refused;
use crate::said::Said;

/// How often a lost link is tried again.
pub(crate) const ATTEMPTS: u32 = 10;

const DOMAIN: &str = "test.cc";
const PASSWORD: &str = "123456";
/// The one who is played, if nobody else is chosen.
const AGENT: (&str, &str) = ("5001", "8001");
/// Who is there to be consulted: nobody from outside calls this one.
const CONSULTANT: (&str, &str) = ("5002", "8002");
/// Who has customers of their own.
const BUSY: [(&str, &str); 3] = [("5003", "8003"), ("5004", "8004"), ("5005", "8005")];
/// In English and in Chinese.
type Both = (&'static str, &'static str);
/// Who calls: number, name and what about.
const CUSTOMERS: [(&str, Both, Both); 5] = [
    ("13800138000", ("Wang Fang", "王芳"), ("order", "订单")),
    ("13912345678", ("Li Wei", "李伟"), ("invoice", "发票")),
    ("02155550100", ("Zhang Min", "张敏"), ("delivery", "送货")),
    ("18655550123", ("Liu Yang", "刘洋"), ("complaint", "投诉")),
    ("01055550199", ("Chen Jing", "陈静"), ("order", "订单")),
];

/// After so long without a call the next customer calls a ready agent.
const BETWEEN_CALLS: Duration = Duration::from_secs(6);
/// How often it is looked what can happen next.
const PULSE: Duration = Duration::from_millis(500);

/// The call center.
pub(crate) struct Demo {
    simulator: std::sync::Arc<Simulator>,
    client: Client,
    colleagues: Vec<Session>,
    life: JoinHandle<()>,
}

/// Who is watched.
pub(crate) fn team() -> Vec<AgentId> {
    let colleagues = [CONSULTANT].into_iter().chain(BUSY);
    colleagues.map(|(agent, _)| AgentId::new(agent, DOMAIN)).collect()
}

impl Demo {
    /// Starts it with everybody at work, and fills in the form.
    pub(crate) async fn start(known: &mut Known) -> Result<Self, Failure> {
        let mut demo = Self::before_work(known).await?;
        demo.begin_work().await?;
        Ok(demo)
    }

    /// Starts it with nobody there yet, and fills in the form.
    pub(crate) async fn before_work(known: &mut Known) -> Result<Self, Failure> {
        let mut config = SimulatorConfig::default();
        config.pbx.wrap_up_ms = 4_000;
        config.pbx.outside = outside_lines();
        let simulator = Simulator::start(config).await;
        let simulator = simulator.map_err(|error| {
            Failure::Failed(say!(
                "the simulator cannot be started: {error}",
                "模拟器无法启动：{error}"
            ))
        })?;
        let simulator = std::sync::Arc::new(simulator);
        fill_in(known, &simulator.base_url());
        let life = tokio::spawn(live(std::sync::Arc::downgrade(&simulator)));
        Ok(Self {
            simulator,
            client: Client::builder().no_proxy().build().map_err(Failure::failed)?,
            colleagues: Vec::new(),
            life,
        })
    }

    /// The colleagues log in.
    pub(crate) async fn begin_work(&mut self) -> Result<(), Failure> {
        let environment = Environment::custom(&self.simulator.base_url(), None).map_err(Failure::failed)?;
        for (agent, ext) in [CONSULTANT].into_iter().chain(BUSY) {
            let session = self.client.session(SessionConfig::new(environment.clone()));
            let session = session.map_err(Failure::failed)?;
            let request = LoginRequest {
                agent_mode: AgentModeRequest::Ready,
                ..LoginRequest::new(agent, PASSWORD, DOMAIN, ext)
            };
            session.agent_login(request).await.map_err(Failure::failed)?;
            self.colleagues.push(session);
        }
        Ok(())
    }

    /// A customer calls this agent.
    pub(crate) fn call_in(&self, agent: &AgentId) -> Result<(), Said> {
        let state = self.simulator.state();
        let control = call(agent.job_number(), &state, state.now_ms, None);
        let called = self.simulator.control(control);
        called.map(|_| ()).map_err(|error| refused::control(&error))
    }

    /// The agent's event channel is cut, and for a while nobody can open one.
    pub(crate) fn cut_line(&self, agent: &AgentId) -> Result<(), Said> {
        let faults = self.simulator.faults();
        let refuse = Fault::Refuse {
            status: 503,
            retry_after_s: None,
            times: None,
            for_ms: Some(10_000),
        };
        let drop = Fault::Drop {
            how: DropHow::Abrupt,
            agent: Some(agent.as_str().to_owned()),
        };
        for fault in [refuse, drop] {
            faults.add(fault).map_err(|error| refused::fault(&error))?;
        }
        Ok(())
    }

    /// Sends everybody home.
    pub(crate) async fn end(self) {
        self.life.abort();
        self.client.close().await;
        if let Ok(simulator) = std::sync::Arc::try_unwrap(self.simulator) {
            simulator.shutdown().await;
        }
    }
}

fn fill_in(known: &mut Known, server: &str) {
    known.server = server.to_owned();
    for (text, default) in [
        (&mut known.agent, format!("{}@{DOMAIN}", AGENT.0)),
        (&mut known.ext, AGENT.1.to_owned()),
    ] {
        if text.is_empty() {
            *text = default;
        }
    }
    if known.password.is_none() {
        known.password = Some(PASSWORD.into());
    }
}

/// A number that ends in 0000 is busy, in 1111 nobody answers; the others answer.
fn outside_lines() -> Vec<OutsideRule> {
    let rule = |pattern: &str, line| OutsideRule {
        pattern: pattern.to_owned(),
        line,
    };
    let answers = FarEnd::Answer {
        after_ms: 2_000,
        hang_up_after_ms: Some(180_000),
    };
    vec![
        rule("*0000", FarEnd::Busy),
        rule("*1111", FarEnd::NoAnswer { after_ms: 8_000 }),
        rule("?????*", answers),
    ]
}

/// Customers call whoever is ready and has had no call for a while.
async fn live(simulator: std::sync::Weak<Simulator>) {
    let mut free_since: BTreeMap<String, u64> = BTreeMap::new();
    loop {
        tokio::time::sleep(PULSE).await;
        let Some(simulator) = simulator.upgrade() else {
            return;
        };
        let state = simulator.state();
        for agent in &state.agents {
            let job_number = job_number(&agent.agent_id);
            let is_free = agent.agent_mode == "Ready" && !is_in_a_call(&state, agent.device_id.as_deref());
            if !is_free || job_number == CONSULTANT.0 {
                free_since.remove(job_number);
                continue;
            }
            let since = *free_since.entry(job_number.to_owned()).or_insert(state.now_ms);
            // Not all at the same moment.
            let number: u64 = job_number.parse().unwrap_or(0);
            let wait = BETWEEN_CALLS + Duration::from_millis(number % 7 * 700);
            if state.now_ms.saturating_sub(since) >= u64::try_from(wait.as_millis()).unwrap_or(u64::MAX) {
                free_since.remove(job_number);
                let is_colleague = BUSY.iter().any(|(busy, _)| *busy == job_number);
                let patience = is_colleague.then(|| 12_000 + state.now_ms % 20_000);
                // Somebody else may have called a moment ago.
                let seed = state.now_ms + number;
                let _ = simulator.control(call(job_number, &simulator.state(), seed, patience));
            }
        }
    }
}

fn job_number(agent_id: &str) -> &str {
    agent_id.split('@').next().unwrap_or(agent_id)
}

fn is_in_a_call(state: &PbxState, device: Option<&str>) -> bool {
    let mut legs = state.calls.iter().flat_map(|call| &call.legs);
    device.is_some_and(|device| legs.any(|leg| leg.device_id == device))
}

/// One of the customers who are in no call calls; which one, and about what, is drawn from `seed`.
fn call(agent: &str, state: &PbxState, seed: u64, hang_up_after_ms: Option<u64>) -> Control {
    let at = usize::try_from(seed / 97 % CUSTOMERS.len() as u64).unwrap_or(0);
    let device = |number: &str| format!("{number}@{DOMAIN}");
    let mut drawn = CUSTOMERS.iter().cycle().skip(at).take(CUSTOMERS.len());
    let idle = drawn.find(|(number, ..)| !is_in_a_call(state, Some(&device(number))));
    let (from, name, about) = idle.or(CUSTOMERS.first()).copied().unwrap_or_default();
    let data = [
        (pick("customer", "客户"), pick(name.0, name.1).to_owned()),
        (pick("about", "事由"), pick(about.0, about.1).to_owned()),
        (pick("number", "编号"), format!("{}", 1000 + seed / 13 % 9000)),
    ];
    Control::CallIn {
        from: from.to_owned(),
        to: agent.to_owned(),
        user_data: data.map(|(key, value)| (key.to_owned(), value.into())).into(),
        split: Some("service".to_owned()),
        trunk_group: None,
        trunk_member: None,
        hang_up_after_ms: hang_up_after_ms.or(Some(120_000)),
        give_up_after_ms: Some(40_000),
    }
}
