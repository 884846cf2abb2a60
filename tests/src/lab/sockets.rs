//! WebSockets between sessions and the broker: opened, told events, kept alive, cut.

use jiff::ToSpan;
use jiff::civil::DateTime;
use wellclient_core::session::SocketId;
use wellclient_core::stomp::HEARTBEAT;
use wellclient_simulator::pbx::PublishedEvent;

use super::broker::Connection;
use super::laboratory::{Happening, Lab};
use super::network::{ConnectFate, EventFate, SecondWorker};

impl Lab {
    /// An event that the switch has not sent, to a seat.
    pub fn inject(&mut self, seat: usize, name: &str, json: &str) {
        let event = PublishedEvent {
            agent: String::new(),
            name: name.to_owned(),
            json: json.to_owned(),
            json_2x: None,
            at: self.now,
        };
        let sockets = self.seats[seat].sockets.iter();
        let topics: Vec<_> = sockets
            .filter_map(|(socket, line)| Some((*socket, line.subscriptions.first()?.1.clone())))
            .collect();
        for (socket, topic) in topics {
            self.tell(seat, socket, &topic, &event);
        }
    }

    /// An event, the last that was told, goes to one who listens.
    pub(super) fn tell(&mut self, seat: usize, socket: SocketId, topic: &str, event: &PublishedEvent) {
        let number = self.told;
        if self.network.dice.chance(self.network.weather.break_socket) {
            return self.hang_up(seat, socket);
        }
        let goes_dead = self.network.dice.chance(self.network.weather.half_open);
        let fate = self.network.fate_of_event(seat, &event.name);
        let delay = self.network.delay(self.now, seat);
        let Some(connection) = self.seats[seat].sockets.get_mut(&socket) else {
            return;
        };
        connection.dead |= goes_dead;
        let json = event.json_for(topic);
        let stays = self
            .ledger
            .as_ref()
            .map_or(0, |ledger| ledger.stays(seat, &event.json));
        let second = self.network.second_worker.filter(|_| stays % 2 == 1);
        let retold = match second {
            _ if self.network.bare => Some(bare(json)),
            Some(worker) => Some(retold(json, worker)),
            None => None,
        };
        let Some(bytes) = connection.message(topic, retold.as_deref().unwrap_or(json)) else {
            return;
        };
        let in_turn = connection.last_arrival.max(self.now + delay);
        let lost = matches!(
            fate,
            EventFate::Lost | EventFate::Cut { arrives: false } | EventFate::Dead { arrives: false }
        );
        if let Some(ledger) = &mut self.ledger {
            ledger.flies(seat, number, !lost);
        }
        let message = |bytes| Happening::ToClient {
            seat,
            socket,
            bytes,
            event: Some(number),
        };
        match fate {
            EventFate::Lost => return,
            EventFate::Late(more) => return self.push(in_turn + more, message(bytes)),
            EventFate::Cut { arrives: false } => return self.hang_up(seat, socket),
            EventFate::Dead { arrives: false } => {
                connection.dead = true;
                return;
            }
            _ => connection.last_arrival = in_turn,
        }
        match fate {
            EventFate::Twice => self.push(in_turn, message(bytes.clone())),
            EventFate::Again(later) => self.push(in_turn + later, message(bytes.clone())),
            _ => {}
        }
        self.push(in_turn, message(bytes));
        match fate {
            EventFate::Cut { .. } => self.push(in_turn, Happening::Cut { seat, socket }),
            EventFate::Dead { .. } => self.push(in_turn, Happening::Dies { seat, socket }),
            _ => {}
        }
    }

    pub(super) fn open(&mut self, seat: usize, socket: SocketId) {
        match self.network.fate_of_connect(self.now) {
            ConnectFate::Opens => {
                self.seats[seat].sockets.insert(socket, Connection::new(self.now));
                self.soon(Happening::Opened { seat, socket });
            }
            ConnectFate::Refused(retry_after) => self.soon(Happening::Closed {
                seat,
                socket,
                retry_after,
            }),
            ConnectFate::Hangs => {}
        }
    }

    pub(super) fn ping(&mut self, seat: usize, socket: SocketId) {
        if self.is_alive(seat, socket) {
            self.soon(Happening::Pong { seat, socket });
        }
    }

    pub(super) fn broker_hears(&mut self, seat: usize, socket: SocketId, bytes: &[u8]) {
        let (now, broker) = (self.now, &self.broker);
        let Some(connection) = self.seats[seat]
            .sockets
            .get_mut(&socket)
            .filter(|connection| !connection.dead)
        else {
            return;
        };
        connection.last_heard = now;
        let answered = connection.receive(broker, bytes);
        let mut at = connection.last_arrival;
        let plan = connection.plan;
        for bytes in answered.frames {
            at = at.max(now + self.network.delay(now, seat));
            let event = None;
            self.push(
                at,
                Happening::ToClient {
                    seat,
                    socket,
                    bytes,
                    event,
                },
            );
        }
        if let Some(connection) = self.seats[seat].sockets.get_mut(&socket) {
            connection.last_arrival = at;
        }
        for topic in answered.subscribed {
            if let Some(ledger) = &mut self.ledger {
                ledger.subscribed(seat);
            }
            self.topics.entry(topic).or_default().push((seat, socket));
        }
        if answered.connected {
            if let Some(every) = plan.send_every {
                self.push(now + every, Happening::BrokerBeats { seat, socket });
            }
            if let Some((every, times)) = plan.expect_every.zip(self.broker.cut_after) {
                self.push(
                    now + every.mul_f64(times),
                    Happening::BrokerListens { seat, socket },
                );
            }
        }
        if answered.closes {
            self.hang_up(seat, socket);
        }
    }

    pub(super) fn broker_beats(&mut self, seat: usize, socket: SocketId) {
        let Some(connection) = self.seats[seat].sockets.get(&socket) else {
            return;
        };
        let Some(every) = connection.plan.send_every else {
            return;
        };
        let at = connection
            .last_arrival
            .max(self.now + self.network.delay(self.now, seat));
        self.push(
            at,
            Happening::ToClient {
                seat,
                socket,
                bytes: HEARTBEAT.as_bytes().to_vec(),
                event: None,
            },
        );
        self.push(self.now + every, Happening::BrokerBeats { seat, socket });
    }

    /// Cuts a client that has been silent for too long.
    pub(super) fn broker_listens(&mut self, seat: usize, socket: SocketId) {
        let Some(connection) = self.seats[seat].sockets.get(&socket) else {
            return;
        };
        let Some((every, times)) = connection.plan.expect_every.zip(self.broker.cut_after) else {
            return;
        };
        let due = connection.last_heard + every.mul_f64(times);
        if due > self.now {
            return self.push(due, Happening::BrokerListens { seat, socket });
        }
        if connection.dead {
            return self.forget(seat, socket);
        }
        self.hang_up(seat, socket);
    }

    /// The server's end closes, and the client learns of it.
    pub(super) fn hang_up(&mut self, seat: usize, socket: SocketId) {
        let dead = self.seats[seat]
            .sockets
            .get(&socket)
            .is_none_or(|connection| connection.dead);
        self.forget(seat, socket);
        if !dead {
            self.soon(Happening::Closed {
                seat,
                socket,
                retry_after: None,
            });
        }
    }

    pub(super) fn forget(&mut self, seat: usize, socket: SocketId) {
        let Some(connection) = self.seats[seat].sockets.remove(&socket) else {
            return;
        };
        for (_, topic) in connection.subscriptions {
            if let Some(listeners) = self.topics.get_mut(&topic) {
                listeners.retain(|listener| *listener != (seat, socket));
            }
        }
    }
}

/// An event without what tells its place among others.
fn bare(json: &str) -> String {
    let mut event: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    if let Some(fields) = event.as_object_mut() {
        fields.retain(|name, _| !["serial", "eventTime", "topics", "eventTopics"].contains(&name.as_str()));
    }
    event.to_string()
}

/// The same, as another worker tells it.
fn retold(json: &str, worker: SecondWorker) -> String {
    let mut event: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let Some(fields) = event.as_object_mut() else {
        return json.to_owned();
    };
    for topics in ["topics", "eventTopics"] {
        if let Some(topics) = fields.get_mut(topics).and_then(|topics| topics.as_array_mut()) {
            let is_worker = |topic: &&mut serde_json::Value| {
                topic
                    .as_str()
                    .is_some_and(|topic| topic.starts_with("CtiWorker_"))
            };
            topics
                .iter_mut()
                .filter(is_worker)
                .for_each(|topic| *topic = "CtiWorker_second".into());
        }
    }
    if !worker.numbers {
        fields.remove("serial");
    }
    let form = "%Y.%m.%d %H:%M:%S";
    let time = fields.get("eventTime").and_then(|time| time.as_str());
    let time = time.and_then(|time| DateTime::strptime(form, time).ok());
    if let Some(time) = time {
        let shown = time.saturating_add(worker.ahead.seconds());
        fields.insert("eventTime".to_owned(), shown.strftime(form).to_string().into());
    }
    event.to_string()
}
