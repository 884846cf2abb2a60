//! A session whose server is the test.

#[path = "../desk/mod.rs"]
mod desk;

mod absent;
mod accounts;
mod ahead;
mod answering;
mod back;
mod behind;
mod belief;
mod cookies;
mod copies;
mod data;
mod hangups;
mod heads;
mod late_subscription;
mod modes;
mod named;
mod nonsense;
mod outcomes;
mod refused;
mod refused_channel;
mod refusing_broker;
mod renewing;
mod ringing;
mod sent_before;
mod takes_over;
mod takes_up;
mod told;
mod unknown;
mod watched_hold;
mod whose;
mod window;
