//! The call model, told events and accounts.

#[path = "../trace/mod.rs"]
mod trace;
#[path = "../words/mod.rs"]
mod words;

mod actions;
mod clock;
mod defects;
mod ends;
mod forms;
mod late;
mod listening;
mod loss;
mod named;
mod order;
mod parties;
mod reconcile;
mod single_events;
mod traces;
mod two_calls;
mod unordered;
