//! Threads and what they share, by one name: the model of the dispatcher (`fuzz/model`) has others of its own.

pub(crate) use std::sync::atomic::AtomicBool;
pub(crate) use std::thread::{Builder, JoinHandle};
pub(crate) use std::thread_local;
