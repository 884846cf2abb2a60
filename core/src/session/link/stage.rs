//! How far a link has come, and what a frame leads to.

use super::io::{LinkOutput, Loss};
use crate::session::topics::TopicId;
use crate::stomp::{HeartbeatPlan, Version};

#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    /// CONNECT is sent, CONNECTED awaited.
    Handshaking,
    /// SUBSCRIBE is sent for each topic; RECEIPT of each, or the settle time, awaited.
    Subscribing(Terms),
    /// Events arrive.
    Active(Terms),
}

/// What was agreed on by CONNECT and CONNECTED.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) version: Version,
    pub(super) plan: HeartbeatPlan,
}

/// What a frame leads to.
pub(super) enum Next {
    /// Nothing more.
    Go,
    /// The rest is to be decoded by this version.
    DecodeBy(Version),
    /// A subscription stands; what came with it.
    Stands(TopicId, Option<LinkOutput>),
    /// The broker refuses a subscription, and the channel goes on without it.
    Refused(TopicId, String),
    /// The broker may refuse a subscription that was taken to stand.
    TooEarly(Loss),
    /// The link is of no use any more.
    Fail(Loss),
}
