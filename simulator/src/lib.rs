//! A CTI server in a box.
//!
//! [`pbx`] is the switch itself, with no sockets and no clock: requests and times go in, replies and events
//! come out.

pub mod pbx;
