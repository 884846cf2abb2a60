//! The library against real brokers: RabbitMQ's Web-STOMP and ActiveMQ Artemis, started by the test and ended with it.
//!
//! `cargo xtask test brokers` gets what is needed and runs them. Each test runs with each broker; all but one share a
//! broker, so each has agents of its own.

#![cfg(unix)]

mod bodies;
mod broker;
mod calls;
mod link;
mod program;
mod raw;
mod refusals;
mod relay;
mod restart;
mod suite;
#[path = "../support/mod.rs"]
mod support;
mod versions;

/// A test with each broker.
macro_rules! with_each_broker {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use $crate::broker::{Broker, Kind};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn rabbitmq() {
                super::$name(&*Broker::shared(Kind::RabbitMq).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn artemis() {
                super::$name(&*Broker::shared(Kind::Artemis).await).await;
            }
        }
    )+};
}

pub(crate) use with_each_broker;
