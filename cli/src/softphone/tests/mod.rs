//! The softphone's tests: screens against golden files, what keys do, a team, and a session against the simulator.

mod behaviour;
pub(crate) mod fixture;
mod given_up;
mod room;
mod screens;
mod session;
mod team;
