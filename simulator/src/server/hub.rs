//! Who listens to whose events: the event connections by the agents they subscribed to.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;

use super::socket::Switch;
use super::topic::{Topic, agent_key};
use crate::pbx::PublishedEvent;

/// What a connection's task is told.
pub(crate) enum Order {
    /// Publish this event to the subscriptions that want it.
    Publish(Arc<PublishedEvent>),
    /// Send this WebSocket message.
    Inject { payload: Bytes, binary: bool },
    /// Send every subscription a MESSAGE with a body of so many bytes.
    PublishHuge(usize),
    /// Close the WebSocket with this code.
    Close(u16),
}

#[derive(Default)]
pub(crate) struct Hub {
    connections: HashMap<u64, Entry>,
    /// By [`agent_key`]; subscriptions open to several agents under `None`.
    listeners: HashMap<Option<String>, Vec<u64>>,
}

struct Entry {
    switch: Arc<Switch>,
    orders: mpsc::Sender<Order>,
    /// As many times as it has subscriptions of that key.
    keys: Vec<Option<String>>,
}

impl Hub {
    pub(crate) fn join(&mut self, id: u64, switch: Arc<Switch>, orders: mpsc::Sender<Order>) {
        self.connections.insert(
            id,
            Entry {
                switch,
                orders,
                keys: Vec::new(),
            },
        );
    }

    pub(crate) fn leave(&mut self, id: u64) {
        let Some(entry) = self.connections.remove(&id) else {
            return;
        };
        for key in entry.keys {
            self.forget(id, &key);
        }
    }

    pub(crate) fn subscribe(&mut self, id: u64, topic: &Topic) {
        let Some(entry) = self.connections.get_mut(&id) else {
            return;
        };
        let key = topic.agent_key();
        let ids = self.listeners.entry(key.clone()).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
        entry.keys.push(key);
    }

    pub(crate) fn unsubscribe(&mut self, id: u64, topic: &Topic) {
        let Some(entry) = self.connections.get_mut(&id) else {
            return;
        };
        let key = topic.agent_key();
        if let Some(at) = entry.keys.iter().position(|known| *known == key) {
            entry.keys.swap_remove(at);
        }
        if !entry.keys.contains(&key) {
            self.forget(id, &key);
        }
    }

    /// Hands the event to all who may want it.
    pub(crate) fn publish(&mut self, event: &Arc<PublishedEvent>) {
        let ids = self.interested(Some(&event.agent));
        for id in ids {
            self.order(id, Order::Publish(event.clone()));
        }
    }

    /// The connections that listen to `agent`, or all.
    pub(crate) fn interested(&self, agent: Option<&str>) -> Vec<u64> {
        let mut ids: Vec<u64> = match agent {
            None => self.connections.keys().copied().collect(),
            Some(agent) => {
                let to_one = self.listeners.get(&Some(agent_key(agent)));
                let to_many = self.listeners.get(&None);
                to_one.into_iter().chain(to_many).flatten().copied().collect()
            }
        };
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Spoils the next frame of a connection, and sends one.
    pub(crate) fn spoil(&mut self, id: u64) {
        if let Some(entry) = self.connections.get(&id) {
            entry.switch.spoil();
        }
        let payload = Bytes::new();
        self.order(
            id,
            Order::Inject {
                payload,
                binary: false,
            },
        );
    }

    /// Tells a connection's task. One whose client does not read, so that its queue is full, is cut.
    pub(crate) fn order(&mut self, id: u64, order: Order) {
        let Some(entry) = self.connections.get(&id) else {
            return;
        };
        if entry.orders.try_send(order).is_err() {
            entry.switch.reset();
            self.leave(id);
        }
    }

    pub(crate) fn reset(&mut self, id: u64) {
        if let Some(entry) = self.connections.get(&id) {
            entry.switch.reset();
            self.leave(id);
        }
    }

    /// Leaves the connection open and dead.
    pub(crate) fn mute(&mut self, id: u64) {
        if let Some(entry) = self.connections.get(&id) {
            entry.switch.mute();
            self.leave(id);
        }
    }

    fn forget(&mut self, id: u64, key: &Option<String>) {
        if let Some(ids) = self.listeners.get_mut(key) {
            ids.retain(|known| *known != id);
            if ids.is_empty() {
                self.listeners.remove(key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_found_by_agent_until_they_leave() {
        let mut hub = Hub::default();
        let (orders, _held) = mpsc::channel(1);
        for id in 1..=3 {
            hub.join(id, Arc::default(), orders.clone());
        }
        let dotted = Topic::parse("/topic/event.agent.*.5001@test_cc").unwrap();
        let plain = Topic::parse("/topic/csta/agent/5001@test.cc").unwrap();
        let every = Topic::parse("/topic/event.#").unwrap();
        hub.subscribe(1, &dotted);
        hub.subscribe(1, &plain);
        hub.subscribe(2, &every);
        assert_eq!(hub.interested(Some("5001@test.cc")), [1, 2]);
        assert_eq!(hub.interested(Some("5002@test.cc")), [2]);
        assert_eq!(hub.interested(None), [1, 2, 3]);
        hub.unsubscribe(1, &dotted);
        assert_eq!(hub.interested(Some("5001@test.cc")), [1, 2]);
        hub.unsubscribe(1, &plain);
        hub.leave(2);
        assert!(hub.interested(Some("5001@test.cc")).is_empty());
        assert!(hub.listeners.is_empty());
    }
}
