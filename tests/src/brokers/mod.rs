//! Real brokers on this machine.

mod group;
pub mod rabbitmq;

pub use group::Group;
