//! The day itself: agents come, work and pause, and go; the broker dies once in between.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{interval, sleep, timeout};
use wellclient::{Client, Environment, Session, SessionPhase, Snapshot};
use wellclient_simulator::Control;

use super::center::Center;
use super::desk::{Desk, Order, Tally};
use super::gauge::Sample;
use super::judge::{Drift, drifts};
use super::rng::Rng;
use super::{Options, Quiet, Report, troubles};
use crate::brokers::{Group, rabbitmq};

/// A pause may take so long until nobody does anything any more: a command's deadline, and what follows of it.
const IDLE: Duration = Duration::from_secs(60);
/// After that, so long until every claim is so: two heart-beats to find a dead connection, the longest distance between
/// attempts, the account.
const QUIET: Duration = Duration::from_secs(90);

/// Runs it. `watch` is told a line now and then.
///
/// # Errors
/// Where the day could not be begun or measured; what the library does wrong is in the report.
pub async fn run(options: &Options, mut watch: impl FnMut(&str)) -> Result<Report, String> {
    let mut broker = options.broker.then(Broker::start).transpose()?;
    if let Some(broker) = &broker {
        broker.is_up().await?;
        watch("RabbitMQ is up");
    }
    let url = broker.as_ref().map(Broker::url);
    let center = Center::start(&options.server, url.as_deref())
        .await
        .map_err(said)?;
    let tally = Arc::new(Tally::default());
    let (orders, ordered) = watch::channel(Order::Work);
    let client = Client::builder().no_proxy().build().map_err(said)?;
    let environment = Environment::custom(&center.url, None).map_err(said)?;
    let mut crew = Crew::default();
    for number in 0..options.sessions {
        let seats = (number, options.sessions);
        let desk = Desk::new(
            &client,
            &environment,
            seats,
            options.seed,
            ordered.clone(),
            &tally,
        )?;
        crew.seat(desk);
    }
    let began = Instant::now();
    let mut day = Day {
        center: &center,
        crew: &crew,
        orders: &orders,
        tally: &tally,
        began,
        rng: Rng::new(options.seed),
        report: Report::default(),
    };
    while began.elapsed() < options.time {
        let shift = options.shift.min(options.time.saturating_sub(began.elapsed()));
        day.shift(options, shift).await?;
        let half = began.elapsed() * 2 >= options.time;
        if let Some(broker) = broker.as_mut().filter(|broker| half && !broker.restarted) {
            broker.restart().await?;
            watch("RabbitMQ was killed, and is up again");
        }
        // In turn with calls that go on, and without any.
        let order = match day.report.quiets.len() % 2 {
            0 => Order::HangUp,
            _ => Order::Pause,
        };
        day.pause(order, &mut watch).await?;
    }
    day.pause(Order::HangUp, &mut watch).await?;
    orders.send_replace(Order::GoHome);
    let mut report = day.report;
    for desk in crew.at_work {
        timeout(QUIET, desk)
            .await
            .map_err(|_| "an agent does not go home".to_owned())?
            .map_err(said)?;
    }
    let state = center.state().await.map_err(said)?;
    if state["calls"].as_array().is_none_or(|calls| !calls.is_empty()) {
        report
            .violations
            .push(format!("calls are left at the switch: {}", state["calls"]));
    }
    report.time = began.elapsed();
    report.calls += tally.calls.load(Ordering::Relaxed);
    report.events = tally.events.load(Ordering::Relaxed);
    report.violations.append(&mut tally.violations.lock());
    report.latencies = std::mem::take(&mut *tally.latencies.lock()).into_iter().collect();
    report.outcomes = std::mem::take(&mut *tally.outcomes.lock()).into_iter().collect();
    report.outcomes.sort_by(|(_, one), (_, other)| other.cmp(one));
    let growth = report.growth();
    report.violations.extend(growth);
    Ok(report)
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// All who work.
#[derive(Default)]
struct Crew {
    sessions: Vec<(u32, Session)>,
    followed: Vec<watch::Receiver<Order>>,
    at_work: Vec<tokio::task::JoinHandle<()>>,
}

impl Crew {
    fn seat(&mut self, desk: Desk) {
        self.sessions.push((desk.number, desk.session.clone()));
        self.followed.push(desk.followed());
        self.at_work.push(tokio::spawn(desk.work()));
    }

    async fn all_follow(&self, order: Order) -> bool {
        let all = async {
            for followed in &self.followed {
                if followed.clone().wait_for(|done| *done == order).await.is_err() {
                    return false;
                }
            }
            true
        };
        timeout(IDLE, all).await.unwrap_or(false)
    }
}

struct Day<'a> {
    center: &'a Center,
    crew: &'a Crew,
    orders: &'a watch::Sender<Order>,
    tally: &'a Tally,
    began: Instant,
    rng: Rng,
    report: Report,
}

impl Day<'_> {
    /// Work and troubles.
    async fn shift(&mut self, options: &Options, time: Duration) -> Result<(), String> {
        self.orders.send_replace(Order::Work);
        let center = self.center;
        let (mut trouble, mut callers) = (Rng::new(self.rng.next()), Rng::new(self.rng.next()));
        let (began, tally) = (self.began, self.tally);
        let samples = &mut self.report.samples;
        let measure = async {
            let mut second = interval(Duration::from_secs(1));
            loop {
                second.tick().await;
                samples.push(Sample::take(
                    began.elapsed(),
                    tally.events.load(Ordering::Relaxed),
                ));
            }
        };
        tokio::select! {
            () = sleep(time) => Ok(()),
            () = measure => Ok(()),
            failed = troubles::bring(center, &mut trouble, options.sessions) => failed,
            failed = outside(center, &mut callers, options, tally) => failed,
        }
    }

    /// Everybody stops; then every claim has to be so before long.
    async fn pause(&mut self, order: Order, watch: &mut impl FnMut(&str)) -> Result<(), String> {
        self.center.clear_faults().await.map_err(said)?;
        self.orders.send_replace(order);
        if !self.crew.all_follow(order).await {
            self.report
                .violations
                .push(format!("after {IDLE:?} somebody still does something"));
        }
        let quiet = Instant::now();
        // Where there are no calls, the account shows all that there is.
        let all = self.crew.sessions.len();
        let enough = |verified| order == Order::Pause || verified == all;
        let (mut drifts, verified) = loop {
            let found = self.look().await?;
            let late = quiet.elapsed() > QUIET;
            match found {
                Some((drifts, verified)) if late || (drifts.is_empty() && enough(verified)) => {
                    break (drifts, verified);
                }
                None if late => break (vec!["the switch does not come to rest".to_owned()], 0),
                _ => sleep(Duration::from_millis(250)).await,
            }
        };
        let at = self.began.elapsed();
        let sample = Sample::take(at, self.tally.events.load(Ordering::Relaxed));
        watch(&format!(
            "{:>5.0} s: {} events, {} calls, {verified} of {all} verified, {} drifts, quiet after {:.1} s, {} MiB",
            at.as_secs_f64(),
            sample.events,
            self.tally.calls.load(Ordering::Relaxed),
            drifts.len(),
            quiet.elapsed().as_secs_f64(),
            sample.resident_kib / 1024,
        ));
        if !enough(verified) {
            let mut unsure = self
                .crew
                .sessions
                .iter()
                .map(|(number, session)| (number, session.snapshot()));
            let example = unsure.find(|(_, snapshot)| !is_sure(snapshot));
            drifts.push(format!(
                "of {all} sessions without a call only {verified} verify that, and not {example:?}"
            ));
        }
        let when = |drift: Drift| format!("at {:.0} s: {drift}", at.as_secs_f64());
        self.report.violations.extend(drifts.into_iter().map(when));
        let took = quiet.elapsed();
        self.report.quiets.push(Quiet {
            at,
            took,
            verified,
            sample,
        });
        Ok(())
    }

    /// All that drifts, and how many sessions verify all that they show. `None` where the switch changed meanwhile.
    async fn look(&self) -> Result<Option<(Vec<Drift>, usize)>, String> {
        let state = async || -> Result<Value, String> {
            let mut state = self.center.state().await.map_err(said)?;
            state["nowMs"] = Value::Null;
            Ok(state)
        };
        let before = state().await?;
        let snapshots: Vec<_> = self
            .crew
            .sessions
            .iter()
            .map(|(number, session)| (*number, session.snapshot()))
            .collect();
        if before != state().await? {
            return Ok(None);
        }
        let verified = snapshots.iter().filter(|(_, snapshot)| is_sure(snapshot)).count();
        let found = snapshots.iter().flat_map(|(number, snapshot)| {
            let (agent, device) = (
                format!("{}@test.cc", 5000 + number),
                format!("{}@test.cc", 8000 + number),
            );
            drifts(snapshot, &before, &agent, &device)
        });
        Ok(Some((found.collect(), verified)))
    }
}

/// All that it shows is verified; who is logged out shows nothing.
fn is_sure(snapshot: &Snapshot) -> bool {
    snapshot.verified || snapshot.phase == SessionPhase::LoggedOut
}

/// Customers call.
async fn outside(center: &Center, rng: &mut Rng, options: &Options, tally: &Tally) -> Result<(), String> {
    if options.outside <= 0.0 {
        return std::future::pending().await;
    }
    let mut next = interval(Duration::from_secs_f64(1.0 / options.outside));
    loop {
        next.tick().await;
        let to = 8000 + rng.below(u64::from(options.sessions));
        let call = serde_json::json!({
            "do": "call_in", "from": format!("1380000{:04}", rng.below(10_000)), "to": to.to_string(),
            "give_up_after_ms": 3000, "hang_up_after_ms": 500 + rng.below(2500),
            "user_data": {"customer": rng.next()},
        });
        let call: Control = serde_json::from_value(call).map_err(said)?;
        if center.control(call).await.map_err(said)? {
            tally.calls.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// RabbitMQ, in a folder that goes with it.
struct Broker {
    folder: PathBuf,
    ports: [u16; 3],
    running: Option<Group>,
    restarted: bool,
}

impl Broker {
    fn start() -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("wellclient-soak-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(said)?;
        let mut free = Vec::new();
        for _ in 0..3 {
            free.push(TcpListener::bind("127.0.0.1:0").map_err(said)?);
        }
        let mut ports = [0; 3];
        for (port, listener) in ports.iter_mut().zip(free) {
            *port = listener.local_addr().map_err(said)?.port();
        }
        let mut broker = Self {
            folder,
            ports,
            running: None,
            restarted: false,
        };
        broker.run();
        Ok(broker)
    }

    fn run(&mut self) {
        let [port, others @ ..] = self.ports;
        self.running = Some(rabbitmq::start(&self.folder, port, others));
    }

    async fn is_up(&self) -> Result<(), String> {
        let listens = async {
            while TcpStream::connect(("127.0.0.1", self.ports[0])).await.is_err() {
                sleep(Duration::from_millis(100)).await;
            }
        };
        timeout(Duration::from_secs(120), listens)
            .await
            .map_err(|_| "RabbitMQ does not come up".to_owned())
    }

    /// As a cut of the power would.
    async fn restart(&mut self) -> Result<(), String> {
        self.running = None;
        self.restarted = true;
        sleep(Duration::from_secs(3)).await;
        self.run();
        self.is_up().await
    }

    fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/mvc/stomp/websocket", self.ports[0])
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.running = None;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
