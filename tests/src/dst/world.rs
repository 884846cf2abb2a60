//! A run: the plan carried out in the laboratory, with the oracle looking on.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use wellclient_core::command::Command;
use wellclient_core::http::Api;
use wellclient_core::session::{Input, ReconnectPolicy, SavedSession, SessionConfig};
use wellclient_core::snapshot::{LinkState, SessionPhase};
use wellclient_simulator::{Control, PbxConfig};

use super::Wants;
use super::actors;
use super::deeds::Deed;
use super::known::{Known, Passes};
use super::oracle::{Oracle, Violation};
use super::plan::Plan;
use super::story::Story;
use crate::lab::{Fate, Lab, RequestRule, api_request};

/// How long a quiet lasts: a dead socket is found, the channel opened again, an account that could not be had asked for
/// once more, and an event that was lost without a trace comes to light with the heartbeat.
const QUIET: Duration = Duration::from_secs(200);

/// More happenings than this at one moment are no progress.
const BUSY: u32 = 20_000;

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    /// The first thing that was wrong.
    pub violation: Option<Violation>,
    /// What was let pass.
    pub passes: Passes,
    /// What happened, if it was wanted.
    pub story: Vec<String>,
}

/// Carries a plan out.
pub fn run(plan: &Plan, wants: &Wants) -> Ran {
    let mut world = World::new(plan, wants);
    world.play();
    Ran {
        violation: world.oracle.violation.take(),
        passes: world.oracle.passes,
        story: world.story.into_lines(),
    }
}

/// A run under way.
pub(super) struct World<'a> {
    pub(super) plan: &'a Plan,
    pub(super) wants: &'a Wants,
    pub(super) lab: Lab,
    /// Which seat of the laboratory a desk is now: a program that was started anew is another.
    pub(super) desks: Vec<usize>,
    /// Which desk each seat was for.
    pub(super) places: Vec<usize>,
    /// Seats whose program has no password, or one that may be refused.
    pub(super) poor: BTreeSet<usize>,
    /// Programs that will be started again.
    pub(super) returns: Vec<(Duration, usize, Option<SavedSession>)>,
    /// What applications have saved, now and then.
    pub(super) saved: BTreeMap<usize, Option<SavedSession>>,
    pub(super) oracle: Oracle,
    pub(super) story: Story,
}

impl<'a> World<'a> {
    fn new(plan: &'a Plan, wants: &'a Wants) -> Self {
        let mut lab = Lab::with(switch_config(plan, plan.seed), plan.seed);
        lab.network.steady = Some(plan.seed);
        lab.broker.receipts = plan.switch.receipts;
        lab.network.bare = plan.switch.bare;
        lab.network.second_worker = plan.switch.second_worker;
        lab.keep_record();
        if !plan.switch.lag.is_zero() {
            lab.lag(plan.switch.lag);
        }
        let mut world = Self {
            plan,
            wants,
            lab,
            desks: Vec::new(),
            places: Vec::new(),
            poor: BTreeSet::new(),
            returns: Vec::new(),
            saved: BTreeMap::new(),
            oracle: Oracle::new(plan.profile.is_calm(), wants),
            story: Story::new(wants.story),
        };
        world.oracle.hides_held = !plan.switch.shows_held;
        world.lab.fared = wants.story.then(Vec::new);
        world.calm();
        for desk in 0..plan.desks.len() {
            let seat = world.lab.sit(world.config(desk));
            world.desks.push(seat);
            world.places.push(desk);
        }
        world
    }

    pub(super) fn config(&self, desk: usize) -> SessionConfig {
        let known = &self.plan.desks[desk];
        let mut config = Lab::config(self.plan.seed + u64::try_from(desk).unwrap_or(0));
        config = config.with_dialect(known.dialect);
        config.settings.auto_answer = known.auto_answer;
        config.answer_second_call = known.answers_second;
        config.retrieve_after_consultation = known.retrieves;
        config.journal = self.journals(desk);
        if known.patient {
            config.reconnect = ReconnectPolicy::Backoff {
                base: Duration::from_secs(1),
                cap: Duration::from_secs(10),
                attempts: None,
            };
        }
        config
    }

    /// Of some, what was said is compared with what the journal replays to.
    fn journals(&self, desk: usize) -> bool {
        desk == 0 && self.plan.seed.is_multiple_of(4)
    }

    fn play(&mut self) {
        for act in &self.plan.acts {
            while let Some((at, desk, saved)) = self.next_return(act.at) {
                self.run_to(at);
                self.come_back(desk, saved);
            }
            self.run_to(act.at);
            if self.oracle.violation.is_some() {
                return;
            }
            self.story.line(self.lab.now(), || format!("{:?}", act.deed));
            self.ask_what_is_allowed();
            self.save_now_and_then();
            self.act(&act.deed);
            self.look();
        }
        for seat in 0..self.lab.seats.len() {
            self.oracle.at_the_end(&self.lab, seat, self.places[seat]);
        }
    }

    fn next_return(&mut self, by: Duration) -> Option<(Duration, usize, Option<SavedSession>)> {
        let due = |(_, (at, ..)): &(usize, &(Duration, usize, Option<SavedSession>))| *at <= by;
        let first = self
            .returns
            .iter()
            .enumerate()
            .filter(due)
            .min_by_key(|(_, (at, ..))| *at);
        let index = first.map(|(index, _)| index)?;
        Some(self.returns.remove(index))
    }

    /// Lets time pass, and looks after every step.
    fn run_to(&mut self, until: Duration) {
        let (mut moment, mut steps) = (self.lab.now(), 0);
        while self.oracle.violation.is_none() && self.lab.step(until) {
            self.look();
            if self.lab.now() > moment + Duration::from_millis(1) {
                (moment, steps) = (self.lab.now(), 0);
            }
            steps += 1;
            if steps > BUSY {
                self.oracle.busy(moment);
            }
        }
        if self.oracle.violation.is_none() {
            self.lab.run_to(until.max(self.lab.now()));
        }
    }

    /// Looks at every session that something went into.
    pub(super) fn look(&mut self) {
        let at = self.lab.now();
        for (seat, text) in self.lab.fared.iter_mut().flatten() {
            self.story
                .line(at, || format!("  seat {seat}: {}", super::story::plain(text)));
        }
        self.lab.fared.iter_mut().for_each(Vec::clear);
        for seat in self.lab.take_touched() {
            let Some(desk) = self.desks.iter().position(|of| *of == seat) else {
                continue;
            };
            let news = self.oracle.step(&self.lab, seat, desk);
            let heard = &self.lab.seats[seat].heard;
            for (at, said) in &heard[news..] {
                self.story.said(*at, desk, said);
            }
        }
    }

    fn act(&mut self, deed: &Deed) {
        match deed {
            Deed::LogIn { desk, mode } => {
                let mut request = actors::log_in(*desk, self.plan.seed);
                request.login_mode = *mode;
                self.command(*desk, Command::Login(request));
            }
            Deed::Agent { desk, dice } => {
                if let Some(command) =
                    actors::agent(&self.lab, &self.plan.switch, *desk, self.desks[*desk], *dice)
                {
                    self.command(*desk, command);
                }
            }
            Deed::Supervisor { desk, dice } => {
                let identity = self.lab.seats[self.desks[*desk]].session.identity();
                if let Some(own) = identity.map(|(_, device)| device.clone()) {
                    let command = actors::supervisor(&self.lab, self.desks.len(), &own, *dice);
                    self.command(*desk, command);
                }
            }
            Deed::Caller { to, dice } => self.control(actors::caller(*to, *dice)),
            Deed::Outside { dice } => self.control(actors::outside(&self.lab.pbx.state(), *dice)),
            Deed::Allocate { desk } => self.control(Some(Control::AllocateAgent {
                agent: (5000 + desk).to_string(),
            })),
            Deed::Kick { desk } => self.control(Some(Control::KickAgent {
                agent: (5000 + desk).to_string(),
            })),
            Deed::Phone { desk, online } => {
                let device = (8000 + desk).to_string();
                let control = if *online {
                    Control::Register { device }
                } else {
                    Control::Unregister { device }
                };
                self.control(Some(control));
            }
            Deed::Reconnect { desk } => self.input(*desk, Input::Reconnect),
            Deed::AnswerAsk { desk, force } => self.input(*desk, Input::AnswerAsk { force: *force }),
            Deed::Quiet => self.quiet(),
            trouble => self.trouble(trouble),
        }
    }

    fn command(&mut self, desk: usize, command: Command) {
        let seat = self.desks[desk];
        let chair = &self.lab.seats[seat];
        if chair.crashed || chair.is_asleep() {
            return;
        }
        let text = format!("  desk {desk}: {command:?}");
        let id = self.lab.command(seat, command);
        self.story.line(self.lab.now(), || {
            format!("{} as {}", super::story::shorten(&text), id.0)
        });
        self.lab.touch(seat);
    }

    fn input(&mut self, desk: usize, input: Input<'_>) {
        let seat = self.desks[desk];
        if !self.lab.seats[seat].is_asleep() {
            self.lab.input(seat, input);
        }
    }

    pub(super) fn control(&mut self, control: Option<Control>) {
        if let Some(control) = control {
            self.story.line(self.lab.now(), || {
                super::story::shorten(&format!("  {control:?}"))
            });
            self.lab.outside(control);
        }
    }

    /// Nothing goes wrong but what always is so.
    pub(super) fn calm(&mut self) {
        self.lab.network.calm();
        if self.plan.switch.no_account {
            self.lab.network.requests.push(RequestRule {
                seat: None,
                text: "/client-state".to_owned(),
                times: u32::MAX,
                fate: Fate::status(404),
            });
        }
    }

    fn quiet(&mut self) {
        self.calm();
        while let Some((_, desk, saved)) = self.next_return(Duration::MAX) {
            self.come_back(desk, saved);
        }
        let mut until = self.lab.now() + QUIET;
        // Who sleeps through it has not had any.
        for chair in &self.lab.seats {
            until = until.max(chair.wakes_at().unwrap_or_default() + QUIET);
        }
        // An application whose channel was given up tries again.
        for _ in 0..4 {
            for desk in 0..self.desks.len() {
                let chair = &self.lab.seats[self.desks[desk]];
                if chair.snapshot(self.lab.now()).link == LinkState::Lost {
                    self.input(desk, Input::Reconnect);
                    until = until.max(self.lab.now() + QUIET);
                }
            }
            let part = (until - self.lab.now()) / 4;
            self.run_to(self.lab.now() + part);
        }
        self.run_to(until);
        for desk in 0..self.desks.len() {
            let seat = self.desks[desk];
            let none = if self.plan.switch.no_account {
                Some(Known::NoAccount)
            } else {
                self.is_shut_out(seat).then_some(Known::NoPassword)
            };
            self.oracle.quiet(&self.lab, seat, desk, none);
        }
        self.ask_what_is_allowed();
    }

    /// The HTTP session has expired, and there is no password to renew it with, or none that is good for it.
    fn is_shut_out(&self, seat: usize) -> bool {
        let chair = &self.lab.seats[seat];
        let config = chair.session.config();
        let saved = chair.session.saved().filter(|_| self.poor.contains(&seat));
        let Some(saved) = saved else { return false };
        let api = Api::new(
            config.environment.clone(),
            config.dialect,
            saved.agent,
            saved.device,
        );
        let request = api.map(|api| api.client_state().with_session(saved.session_id));
        request.is_ok_and(|request| {
            let mut copy = self.lab.pbx.clone();
            copy.handle(self.lab.now(), &api_request(&request)).status == 426
        })
    }

    fn ask_what_is_allowed(&mut self) {
        for (desk, seat) in self.desks.iter().enumerate().filter(|_| self.wants.allowed) {
            let chair = &self.lab.seats[*seat];
            // Told to be refused, by something on the way, it offers nothing until the server has taken a request again.
            if self.poor.contains(seat) && chair.snapshot(self.lab.now()).credentials_refused {
                self.oracle.passes.note(Known::NoPassword);
                continue;
            }
            let may_be_asked = !chair.crashed && !chair.is_asleep();
            if may_be_asked && chair.session.phase() == SessionPhase::LoggedIn {
                self.oracle.allowed(&self.lab, *seat, desk);
            }
        }
    }
}

pub(super) fn nanos(at: Duration) -> u64 {
    u64::try_from(at.as_nanos()).unwrap_or(u64::MAX)
}

pub(super) fn switch_config(plan: &Plan, seed: u64) -> PbxConfig {
    let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    PbxConfig {
        seed: Some(seed),
        wrap_up_ms: ms(plan.switch.wrap_up),
        service_initiated: plan.switch.announces,
        owner_ends_conference: plan.switch.owner_ends,
        call_waiting: plan.switch.call_waiting,
        shows_held: plan.switch.shows_held,
        takes_back_early: !seed.is_multiple_of(4),
        session_lifetime_ms: plan.switch.session_lifetime.map(ms),
        agents: Lab::agents(),
        ..PbxConfig::default()
    }
}
