//! The core against the switch, in virtual time.

mod auto_answer;
mod belief;
mod claims;
mod commands;
mod convergence;
mod data;
mod evidence;
mod gateway;
mod habits;
mod heartbeat;
mod herd;
mod journal;
mod lanes;
mod link;
mod login;
mod mask;
mod reconnect;
mod recovery;
mod scale;
mod second_call;
mod time;
mod wait_return;
mod watch;
