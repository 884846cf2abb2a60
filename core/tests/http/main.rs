//! Requests and replies.

mod hostile_ids;
mod replies;
mod requests;
