//! Where the day is played: the simulator, three desks, and the words that the chapters are written in.

use std::pin::pin;
use std::time::{Duration, Instant};

use wellclient::{
    CallId, Client, Command, Environment, Notice, Outcome, Refusal, Reply, SessionConfig, Verb, Watch,
    WatchAccount,
};
use wellclient_simulator::pbx::{FarEnd, OutsideRule};
use wellclient_simulator::{Control, Fault, Heard, Observation, PbxState, Simulator, SimulatorConfig};

use super::board::words;
use super::desk::{DOMAIN, Desk, Seat};
use super::tell::Tell;
use crate::failure::Failure;
use crate::language::say;
use crate::refused;
use crate::said::{Said, said};

/// A claim has this long to come true.
const PATIENCE: Duration = Duration::from_secs(8);
/// Between two looks at what comes true without a notice.
const LOOK: Duration = Duration::from_millis(20);

/// How soon an outside line answers.
const ANSWERS: u64 = 150;

pub(super) struct Stage {
    simulator: Simulator,
    client: Client,
    ann: Desk,
    ben: Desk,
    supervisor: Desk,
    tell: Tell,
    pause: Duration,
}

impl Stage {
    pub(super) async fn set(json: bool, seed: u64, pause: Duration) -> Result<Self, Failure> {
        let mut config = SimulatorConfig {
            fault_seed: seed,
            ..SimulatorConfig::default()
        };
        config.pbx.seed = Some(seed);
        let line = FarEnd::Answer {
            after_ms: ANSWERS,
            hang_up_after_ms: None,
        };
        config.pbx.outside = vec![OutsideRule {
            pattern: "?????*".to_owned(),
            line,
        }];
        let simulator = Simulator::start(config).await.map_err(|error| {
            Failure::Failed(say!(
                "the simulator cannot be started: {error}",
                "模拟器无法启动：{error}"
            ))
        })?;
        let environment = Environment::custom(&simulator.base_url(), None).map_err(Failure::failed)?;
        let client = Client::builder().no_proxy().build().map_err(Failure::failed)?;
        let desk = |seat| Desk::new(&client, &environment, seat, seed).map_err(Failure::failed);
        let (ann, ben, supervisor) = (desk(Seat::Ann)?, desk(Seat::Ben)?, desk(Seat::Supervisor)?);
        let mut tell = Tell::new(json);
        tell.opening(&simulator.base_url())?;
        Ok(Self {
            simulator,
            client,
            ann,
            ben,
            supervisor,
            tell,
            pause,
        })
    }

    /// Sums up, and ends all that runs.
    pub(super) async fn finish(mut self, good: bool) -> Result<(), Failure> {
        let metrics = self.client.metrics();
        let summed = self.tell.summary(metrics, good);
        self.client.close().await;
        self.simulator.shutdown().await;
        summed
    }

    pub(super) fn desk(&self, seat: Seat) -> &Desk {
        match seat {
            Seat::Ann => &self.ann,
            Seat::Ben => &self.ben,
            Seat::Supervisor => &self.supervisor,
        }
    }

    fn desk_mut(&mut self, seat: Seat) -> &mut Desk {
        match seat {
            Seat::Ann => &mut self.ann,
            Seat::Ben => &mut self.ben,
            Seat::Supervisor => &mut self.supervisor,
        }
    }

    /// A new chapter: what is going to happen, in a sentence.
    pub(super) async fn chapter(&mut self, title: Said, text: Said) -> Result<(), Failure> {
        self.take_what_waits().await?;
        for seat in SEATS {
            self.desk_mut(seat).heard.clear();
        }
        self.tell.chapter(&title, &text)?;
        self.look(self.pause * 4).await
    }

    /// An agent does something, and it succeeds.
    pub(super) async fn act(&mut self, seat: Seat, command: Command) -> Result<Reply, Failure> {
        let verb = command.verb();
        match self.perform(seat, command, wellclient::Outcome::is_good).await? {
            Outcome::Confirmed(confirmation) => Ok(confirmation.reply),
            Outcome::AlreadySo => Ok(Reply::None),
            outcome => {
                let why = Said::of(|language| crate::outcome::words(&outcome, language));
                let (agent, Said { en, zh }) = (seat.job_number(), why);
                Err(failed(&said!(
                    "{verb} of agent {agent} was {en}",
                    "座席 {agent} 的 {verb}：{zh}"
                )))
            }
        }
    }

    /// An agent makes a call, or consults.
    pub(super) async fn call(&mut self, seat: Seat, command: Command) -> Result<CallId, Failure> {
        let verb = command.verb();
        match self.act(seat, command).await? {
            Reply::Call(call) => Ok(call),
            _ => Err(failed(&said!("{verb} named no call", "{verb} 没有给出通话"))),
        }
    }

    /// An agent asks for something that the library itself refuses.
    pub(super) async fn refused(
        &mut self,
        seat: Seat,
        command: Command,
        why: Refusal,
    ) -> Result<(), Failure> {
        let (verb, code) = (command.verb(), why.code());
        let claim = said!(
            "{verb} is refused, and nothing is sent: {code}",
            "{verb} 被拒绝，没有发送任何请求：{code}"
        );
        let refused = |outcome: &Outcome| match outcome {
            Outcome::Rejected(wellclient::CommandError::Refused(refusal)) => {
                std::mem::discriminant(refusal) == std::mem::discriminant(&why)
            }
            _ => false,
        };
        let requests = self.requests(verb);
        let outcome = self.perform(seat, command, refused).await?;
        let holds = refused(&outcome) && self.requests(verb) == requests;
        self.claimed(seat.job_number(), &claim, holds)
    }

    /// An agent asks for something that the server refuses with this status.
    pub(super) async fn rejected(
        &mut self,
        seat: Seat,
        command: Command,
        status: u16,
    ) -> Result<(), Failure> {
        let verb = command.verb();
        let claim = said!(
            "the server answers {status} to {verb}",
            "服务器对 {verb} 应答 {status}"
        );
        let rejected =
            |outcome: &Outcome| matches!(outcome, Outcome::Rejected(error) if error.status() == Some(status));
        let outcome = self.perform(seat, command, rejected).await?;
        self.claimed(seat.job_number(), &claim, rejected(&outcome))
    }

    async fn perform(
        &mut self,
        seat: Seat,
        command: Command,
        expected: impl Fn(&Outcome) -> bool,
    ) -> Result<Outcome, Failure> {
        self.look(self.pause).await?;
        self.tell.action(seat.job_number(), &command)?;
        let session = self.desk(seat).session.clone();
        let began = Instant::now();
        let mut settled = pin!(session.command(command.clone()));
        let outcome = loop {
            tokio::select! {
                biased;
                outcome = &mut settled => break outcome,
                (from, notice) = next(&mut self.ann, &mut self.ben, &mut self.supervisor) => {
                    self.note(from, notice).await?;
                }
            }
        };
        let took_ms = began.elapsed().as_secs_f64() * 1000.0;
        self.take_what_waits().await?;
        let expected = expected(&outcome);
        self.tell
            .outcome(seat.job_number(), &command, &outcome, took_ms, expected)?;
        Ok(outcome)
    }

    /// What is true on an agent's desk, now or within moments.
    pub(super) async fn claim(
        &mut self,
        seat: Seat,
        claim: Said,
        holds: impl Fn(&Desk) -> bool,
    ) -> Result<(), Failure> {
        let came_true = self.comes_true(|stage| holds(stage.desk(seat))).await?;
        self.claimed(seat.job_number(), &claim, came_true)
    }

    /// A watch of these agents, by an account of its own.
    pub(super) async fn watch(&mut self, supervisor: &str, agents: &[Seat]) -> Result<Watch, Failure> {
        self.look(self.pause).await?;
        let environment = Environment::custom(&self.simulator.base_url(), None).map_err(Failure::failed)?;
        let account = WatchAccount::new(supervisor, "123456", DOMAIN);
        let agents = agents.iter().map(|seat| seat.agent());
        let watch = self
            .client
            .watch(SessionConfig::new(environment), account, agents);
        let watch = watch.map_err(Failure::failed)?;
        self.tell.outside(supervisor, &said!("watches", "开始监看"))?;
        watch.open().await.map_err(Failure::failed)?;
        Ok(watch)
    }

    /// What is true on a wallboard, now or within moments.
    pub(super) async fn claim_board(
        &mut self,
        watch: &Watch,
        claim: Said,
        holds: impl Fn(&Watch) -> bool,
    ) -> Result<(), Failure> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !holds(watch) && tokio::time::Instant::now() < deadline {
            self.look(Duration::from_millis(5)).await?;
        }
        self.claimed("board", &claim, holds(watch))
    }

    /// Shows a wallboard's rows.
    pub(super) fn show_board(&mut self, watch: &Watch) -> Result<(), Failure> {
        for row in watch.snapshots() {
            if let Some(agent) = &row.agent {
                let agent = agent.id.job_number();
                let row = Said::of(|language| words(&row, language));
                let Said { en, zh } = row;
                self.tell
                    .outside("board", &said!("{agent}: {en}", "{agent}：{zh}"))?;
            }
        }
        Ok(())
    }

    /// That what all three clients know is what the switch itself knows.
    pub(super) async fn claim_truth(&mut self) -> Result<(), Failure> {
        let came_true = self
            .comes_true(|stage| SEATS.into_iter().all(|seat| stage.knows_the_truth(seat)))
            .await?;
        let claim = said!(
            "the clients' calls and modes are the switch's",
            "各客户端的通话和状态与交换机一致"
        );
        self.claimed("all", &claim, came_true)
    }

    fn knows_the_truth(&self, seat: Seat) -> bool {
        let (state, snapshot) = (self.simulator.state(), self.desk(seat).now());
        let device = seat.device();
        let legs = state
            .calls
            .iter()
            .flat_map(|call| call.legs.iter().map(move |leg| (call, leg)));
        let mut theirs: Vec<(String, &str)> = legs
            .filter(|(_, leg)| leg.device_id == device.as_str())
            .map(|(call, leg)| (call.call_id.clone(), leg.state))
            .collect();
        let mut ours: Vec<(String, &str)> = snapshot
            .calls
            .iter()
            .map(|call| (call.call_id.as_str().to_owned(), call.leg.as_str()))
            .collect();
        theirs.sort();
        ours.sort();
        let agent = seat.agent();
        let their_mode = state
            .agents
            .iter()
            .find(|known| known.agent_id == agent.as_str())
            .map(|known| known.agent_mode);
        let our_mode = snapshot.agent.map(|agent| agent.mode);
        ours == theirs
            && our_mode.as_ref().map_or("Logout", |mode| mode.as_str()) == their_mode.unwrap_or("Logout")
    }

    /// What the switch itself knows.
    pub(super) async fn claim_switch(
        &mut self,
        claim: Said,
        holds: impl Fn(&PbxState) -> bool,
    ) -> Result<(), Failure> {
        let came_true = self.comes_true(|stage| holds(&stage.simulator.state())).await?;
        self.claimed("switch", &claim, came_true)
    }

    async fn comes_true(&mut self, holds: impl Fn(&Self) -> bool) -> Result<bool, Failure> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            self.take_what_waits().await?;
            if holds(self) {
                return Ok(true);
            }
            if tokio::time::Instant::now() >= deadline {
                return Ok(false);
            }
            // What a reply tells may be seen in the state without a notice.
            let next = next(&mut self.ann, &mut self.ben, &mut self.supervisor);
            if let Ok((seat, notice)) = tokio::time::timeout(LOOK, next).await {
                self.note(seat, notice).await?;
            }
        }
    }

    fn claimed(&mut self, who: &str, claim: &Said, holds: bool) -> Result<(), Failure> {
        self.tell.claim(who, claim, holds)?;
        if holds {
            return Ok(());
        }
        let Said { en, zh } = claim;
        Err(failed(&said!(
            "it is not true that {en} ({who})",
            "这不成立：{zh}（{who}）"
        )))
    }

    /// Shows what an agent may do now.
    pub(super) fn show_actions(&mut self, seat: Seat) -> Result<(), Failure> {
        let snapshot = self.desk(seat).now();
        self.tell.actions(seat.job_number(), &snapshot)
    }

    /// An outside party calls an extension.
    pub(super) async fn call_in(&mut self, from: &str, to: &str) -> Result<CallId, Failure> {
        let action = Control::CallIn {
            from: from.to_owned(),
            to: to.to_owned(),
            user_data: Default::default(),
            split: None,
            trunk_group: None,
            trunk_member: None,
            hang_up_after_ms: None,
            give_up_after_ms: None,
        };
        self.outside(from, said!("calls {to}", "呼叫 {to}"), action)
            .await?
            .ok_or_else(|| failed(&said!("no call came in", "没有来电")))
    }

    /// An outside party hangs up.
    pub(super) async fn hang_up(&mut self, who: &str) -> Result<(), Failure> {
        let action = Control::HangUp {
            device: who.to_owned(),
            call_id: None,
        };
        self.outside(who, said!("hangs up", "挂断"), action)
            .await
            .map(|_| ())
    }

    async fn outside(&mut self, who: &str, what: Said, action: Control) -> Result<Option<CallId>, Failure> {
        self.look(self.pause).await?;
        self.tell.outside(who, &what)?;
        let done = self.simulator.control(action);
        let reply = done.map_err(|error| {
            let why = refused::control(&error);
            failed(&Said {
                en: format!("{who} {}: {}", what.en, why.en),
                zh: format!("{who} {}：{}", what.zh, why.zh),
            })
        })?;
        Ok(reply.call_id.map(CallId::from))
    }

    /// Something goes wrong with the network.
    pub(super) async fn fault(&mut self, what: Said, fault: Fault) -> Result<(), Failure> {
        self.look(self.pause).await?;
        self.tell.outside("network", &what)?;
        let added = self.simulator.faults().add(fault);
        added.map(|_| ()).map_err(|error| failed(&refused::fault(&error)))
    }

    /// All that stands wrong is right again.
    pub(super) fn repair(&mut self, what: Said) -> Result<(), Failure> {
        self.simulator.faults().clear();
        self.tell.outside("network", &what)
    }

    /// How many requests of a verb the server has had; others come of themselves.
    fn requests(&self, of: Verb) -> usize {
        let is_request = |seen: &Observation| match &seen.heard {
            Heard::Request { verb, .. } => *verb == of.name(),
            _ => false,
        };
        self.simulator
            .log()
            .iter()
            .filter(|seen| is_request(seen))
            .count()
    }

    /// Shows what comes for this long.
    async fn look(&mut self, time: Duration) -> Result<(), Failure> {
        let until = tokio::time::Instant::now() + time;
        loop {
            let next = next(&mut self.ann, &mut self.ben, &mut self.supervisor);
            match tokio::time::timeout_at(until, next).await {
                Ok((seat, notice)) => self.note(seat, notice).await?,
                Err(_) => return Ok(()),
            }
        }
    }

    async fn take_what_waits(&mut self) -> Result<(), Failure> {
        for seat in SEATS {
            while let Some(notice) = self.desk_mut(seat).waiting() {
                self.note(seat, notice).await?;
            }
        }
        Ok(())
    }

    async fn note(&mut self, seat: Seat, notice: Notice) -> Result<(), Failure> {
        match notice {
            Notice::Event(event) => {
                let desk = self.desk_mut(seat);
                desk.heard.push(event.clone());
                let snapshot = desk.moments.at(&event).await.ok_or_else(|| {
                    failed(&said!(
                        "a journal has ended before its session",
                        "日志在会话之前结束"
                    ))
                })?;
                self.tell.event(seat.job_number(), &event, &snapshot)
            }
            Notice::Log(line) => self.tell.log(seat.job_number(), &line),
            Notice::Lagged { missed, .. } => {
                Err(failed(&said!("{missed} events missed", "漏掉 {missed} 个事件")))
            }
            // The outcomes of commands are awaited.
            _ => Ok(()),
        }
    }
}

/// The day cannot go on.
pub(super) fn failed(why: &Said) -> Failure {
    Failure::Failed(say!("the demo failed: {why}", "演示失败：{why}"))
}

const SEATS: [Seat; 3] = [Seat::Ann, Seat::Ben, Seat::Supervisor];

/// Whatever comes next on any of the desks.
async fn next(ann: &mut Desk, ben: &mut Desk, supervisor: &mut Desk) -> (Seat, Notice) {
    // A stream ends only with its session, which the stage holds.
    let (seat, notice) = tokio::select! {
        biased;
        notice = ann.events.next() => (ann.seat, notice),
        notice = ben.events.next() => (ben.seat, notice),
        notice = supervisor.events.next() => (supervisor.seat, notice),
    };
    match notice {
        Some(notice) => (seat, notice),
        None => std::future::pending().await,
    }
}
