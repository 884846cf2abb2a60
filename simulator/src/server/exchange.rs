//! The PBX, the faults and the event connections behind one lock, and the task that keeps their time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;

use super::broker::Broker;
use super::hub::{Hub, Order};
use super::socket::Connections;
use crate::config::StompConfig;
use crate::fault::{DropHow, Fault, FaultError, FaultTable, unhex};
use crate::observe::{Heard, Observer};
use crate::pbx::{Pbx, PublishedEvent};

/// The WebSocket close code of a server that goes away (RFC 6455 paragraph 7.4.1).
const GOING_AWAY: u16 = 1001;

/// Timers are no finer; and a deadline that stays due must not keep the driver spinning.
const TICK: Duration = Duration::from_millis(1);

/// So much later than its reply is a log-in told of: the original client has the session only with that reply, and sends its
/// first heartbeat on the event.
const BEHIND_REPLY: Duration = Duration::from_millis(20);

/// What all tasks of a simulator share. The lock is never held across an await.
pub(crate) struct Shared {
    pub(crate) stomp: StompConfig,
    /// The real broker that events go through, if there is one.
    pub(crate) broker: Option<Broker>,
    pub(crate) observer: Observer,
    pub(crate) connections: Arc<Connections>,
    started: Instant,
    exchange: Mutex<Exchange>,
    /// Something is due before the time the driver sleeps to.
    earlier: Notify,
    stopped: watch::Sender<bool>,
}

pub(crate) struct Exchange {
    pub(crate) pbx: Pbx,
    pub(crate) faults: FaultTable,
    pub(crate) hub: Hub,
    /// Events that follow a reply, and what their agents are told since; with the time.
    behind: VecDeque<(Duration, Arc<PublishedEvent>)>,
    /// What is to be published at the real broker, if there is one.
    outbox: Option<mpsc::Sender<Arc<PublishedEvent>>>,
    /// What the driver sleeps to.
    armed: Option<Duration>,
}

impl Shared {
    pub(crate) fn new(pbx: Pbx, fault_seed: u64, stomp: StompConfig, connections: Arc<Connections>) -> Self {
        let faults = FaultTable::new(fault_seed);
        Self {
            stomp,
            broker: None,
            observer: Observer::new(),
            connections,
            started: Instant::now(),
            exchange: Mutex::new(Exchange {
                pbx,
                faults,
                hub: Hub::default(),
                behind: VecDeque::new(),
                outbox: None,
                armed: None,
            }),
            earlier: Notify::new(),
            stopped: watch::Sender::new(false),
        }
    }

    /// With a real broker in the middle, which gets what `outbox` is given.
    pub(crate) fn with_broker(mut self, broker: Broker, outbox: mpsc::Sender<Arc<PublishedEvent>>) -> Self {
        self.broker = Some(broker);
        self.lock().outbox = Some(outbox);
        self
    }

    /// Time since the start.
    pub(crate) fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// The moment `at` after the start.
    pub(crate) fn instant(&self, at: Duration) -> Instant {
        // A time too far to be told apart from never.
        self.started
            .checked_add(at)
            .unwrap_or_else(|| Instant::now() + Duration::from_secs(86_400 * 365))
    }

    /// Runs `act`, after all that was due by now and before all that comes of it is delivered.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut Exchange, Duration) -> T) -> T {
        self.with_events_at(Duration::ZERO, act)
    }

    /// So, but what comes of it is delivered after the reply to it.
    pub(crate) fn with_reply_first<T>(&self, act: impl FnOnce(&mut Exchange, Duration) -> T) -> T {
        self.with_events_at(BEHIND_REPLY, act)
    }

    fn with_events_at<T>(&self, later: Duration, act: impl FnOnce(&mut Exchange, Duration) -> T) -> T {
        let mut exchange = self.lock();
        let now = self.now();
        exchange.pbx.advance(now);
        if !later.is_zero() {
            exchange.deliver(now, now, &self.observer);
        }
        let result = act(&mut exchange, now);
        exchange.deliver(now, now.saturating_add(later), &self.observer);
        let next = exchange.next_deadline().map(|at| at.max(now + TICK));
        if next.is_some_and(|next| exchange.armed.is_none_or(|armed| next < armed)) {
            self.earlier.notify_one();
        }
        result
    }

    /// Reads without touching.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Exchange) -> T) -> T {
        look(&self.lock())
    }

    pub(crate) fn add_fault(&self, fault: Fault) -> Result<u64, FaultError> {
        fault.check()?;
        let kind = fault.kind();
        self.with(|exchange, now| {
            let id = exchange.add_fault(now, fault)?;
            self.observer.tell(now, Heard::FaultAdded { fault: id, kind });
            Ok(id)
        })
    }

    /// Whether it stood.
    pub(crate) fn remove_fault(&self, id: u64) -> bool {
        self.with(|exchange, now| {
            let stood = exchange.faults.remove(now, id);
            if stood {
                self.observer.tell(now, Heard::FaultRemoved { fault: Some(id) });
            }
            stood
        })
    }

    pub(crate) fn clear_faults(&self) {
        self.with(|exchange, now| {
            exchange.faults.clear(now);
            self.observer.tell(now, Heard::FaultRemoved { fault: None });
        });
    }

    /// Tells all tasks to end.
    pub(crate) fn stop(&self) {
        // First the connections: what a task that ends still answers must not reach the wire.
        self.connections.stop();
        self.stopped.send_replace(true);
    }

    /// Waits for [`Shared::stop`].
    pub(crate) async fn stopped(&self) {
        // An error means that the sender is gone, which is in `self`.
        let _ = self.stopped.subscribe().wait_for(|stopped| *stopped).await;
    }

    /// Keeps the PBX's and the faults' time, until the simulator stops.
    pub(crate) async fn drive(&self) {
        loop {
            self.with(|_, _| ());
            let next = self.arm();
            tokio::select! {
                () = self.stopped() => return,
                () = self.earlier.notified() => {}
                () = sleep_until(next.map(|at| self.instant(at))) => {}
            }
        }
    }

    fn arm(&self) -> Option<Duration> {
        let mut exchange = self.lock();
        let soonest = self.now() + TICK;
        exchange.armed = exchange.next_deadline().map(|at| at.max(soonest));
        exchange.armed
    }

    fn lock(&self) -> MutexGuard<'_, Exchange> {
        self.exchange.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sleeps to `at`; for ever if there is none.
pub(crate) async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

impl Exchange {
    fn next_deadline(&self) -> Option<Duration> {
        let behind = self.behind.front().map(|(due, _)| *due);
        [self.pbx.next_deadline(), self.faults.next_deadline(), behind]
            .into_iter()
            .flatten()
            .min()
    }

    /// From the PBX, from `due` on, through the faults to the connections.
    fn deliver(&mut self, now: Duration, due: Duration, observer: &Observer) {
        while let Some(event) = self.pbx.poll_event() {
            observer.tell(
                now,
                Heard::Event {
                    agent: event.agent.clone(),
                    event: event.name.clone(),
                },
            );
            let waits = self.behind.iter().any(|(_, before)| before.agent == event.agent);
            match waits || due > now {
                true => self.behind.push_back((due, Arc::new(event))),
                false => self.faults.publish(now, Arc::new(event)),
            }
        }
        let is_due = |(due, _): &(Duration, _)| *due <= now;
        while self.behind.front().is_some_and(is_due)
            && let Some((_, event)) = self.behind.pop_front()
        {
            self.faults.publish(now, event);
        }
        while let Some(event) = self.faults.poll_due(now) {
            let Some(outbox) = &self.outbox else {
                self.hub.publish(&event);
                continue;
            };
            if outbox.try_send(event.clone()).is_err() {
                let (agent, event) = (event.agent.clone(), event.name.clone());
                observer.tell(now, Heard::BrokerMissed { agent, event });
            }
        }
    }

    fn add_fault(&mut self, now: Duration, fault: Fault) -> Result<u64, FaultError> {
        match fault {
            Fault::Drop {
                how: DropHow::Clean,
                agent,
            } => Ok(self.order_all(&agent, || Order::Close(GOING_AWAY))),
            Fault::Drop {
                how: DropHow::Abrupt,
                agent,
            } => {
                self.hub
                    .interested(agent.as_deref())
                    .into_iter()
                    .for_each(|id| self.hub.reset(id));
                Ok(self.faults.take_id())
            }
            Fault::HalfOpen { agent } => {
                self.hub
                    .interested(agent.as_deref())
                    .into_iter()
                    .for_each(|id| self.hub.mute(id));
                Ok(self.faults.take_id())
            }
            Fault::BrokenFraming { agent } => {
                let ids = self.hub.interested(agent.as_deref());
                ids.into_iter().for_each(|id| self.hub.spoil(id));
                Ok(self.faults.take_id())
            }
            Fault::Inject { text, hex, agent } => {
                let binary = text.is_none();
                let payload = match (text, hex) {
                    (Some(text), _) => Bytes::from(text),
                    (None, Some(hex)) => unhex(&hex).ok_or(FaultError::NotHex)?.into(),
                    (None, None) => return Err(FaultError::NoPayload),
                };
                Ok(self.order_all(&agent, || Order::Inject {
                    payload: payload.clone(),
                    binary,
                }))
            }
            Fault::Garbage { bytes, agent } => {
                let id = self.faults.take_id();
                let payload = Bytes::from(self.faults.rng(id).bytes(bytes));
                for connection in self.hub.interested(agent.as_deref()) {
                    self.hub.order(
                        connection,
                        Order::Inject {
                            payload: payload.clone(),
                            binary: true,
                        },
                    );
                }
                Ok(id)
            }
            Fault::HugeFrame { bytes, agent } => Ok(self.order_all(&agent, || Order::PublishHuge(bytes))),
            standing => self.faults.stand(now, standing),
        }
    }

    fn order_all(&mut self, agent: &Option<String>, order: impl Fn() -> Order) -> u64 {
        for connection in self.hub.interested(agent.as_deref()) {
            self.hub.order(connection, order());
        }
        self.faults.take_id()
    }
}
