//! STOMP on a link: what is agreed on, and what each frame leads to.

use std::collections::VecDeque;
use std::sync::Arc;

use super::io::{LinkOutput, LinkTarget, Loss, Nonsense};
use super::stage::{Next, Stage, Terms};
use crate::event;
use crate::session::topics::Topics;
use crate::stomp::{Command, FrameRef, HeartbeatOffer, Version, negotiate};
use crate::vocabulary::LinkEnd;

/// Takes in one frame.
pub(super) fn take(
    stage: &mut Stage,
    frame: &FrameRef<'_>,
    target: &LinkTarget,
    topics: &mut Topics,
    outputs: &mut VecDeque<LinkOutput>,
) -> Next {
    match (*stage, frame.command()) {
        (Stage::Handshaking, Command::Connected) => match target.agree(frame) {
            Ok(terms) => {
                *stage = Stage::Subscribing(terms);
                Next::DecodeBy(terms.version)
            }
            Err(reason) => Next::Fail(Loss::new(LinkEnd::Protocol, reason)),
        },
        (Stage::Subscribing(_) | Stage::Active(_), Command::Receipt) => {
            let receipt = frame.header("receipt-id");
            let topic = receipt.and_then(|receipt| topics.with_receipt(&receipt));
            topic.map_or(Next::Go, |id| Next::Stands(id, None))
        }
        // The destination of a MESSAGE is where it was published, so only the subscription tells whose it is. An event is as
        // good as a receipt.
        (Stage::Subscribing(_) | Stage::Active(_), Command::Message) => {
            let topic = topics.named(frame.header("subscription").as_deref());
            let event = event::decode_terminated(frame.body_and_nul()).map(Arc::new);
            let event = event.map_err(|why| Nonsense {
                why,
                text: excerpt(&String::from_utf8_lossy(frame.body())),
            });
            topic.map_or(Next::Go, |id| {
                Next::Stands(id, Some(LinkOutput::Event(id, event)))
            })
        }
        (_, Command::Error) => {
            let words = words(frame);
            match topics.refused(frame.header("receipt-id").as_deref()) {
                Some(id) => Next::Refused(id, words),
                None => {
                    let why = format!("the broker reports an error: {words}");
                    let is_too_early = topics.has_assumed();
                    let loss = Loss {
                        is_final: match stage {
                            Stage::Handshaking => true,
                            Stage::Subscribing(_) => !topics.can_do_without(),
                            Stage::Active(_) => is_too_early && !topics.can_do_without(),
                        },
                        ..Loss::new(LinkEnd::BrokerError, why)
                    };
                    match is_too_early {
                        true => Next::TooEarly(loss),
                        false => Next::Fail(loss),
                    }
                }
            }
        }
        (_, command) => {
            let reason = format!("{} out of place", command.as_str());
            outputs.push_back(LinkOutput::Violation(reason.clone()));
            Next::Fail(Loss::new(LinkEnd::Protocol, reason))
        }
    }
}

impl LinkTarget {
    pub(super) fn offer(&self) -> HeartbeatOffer {
        HeartbeatOffer {
            send: self.timing.stomp_heartbeat,
            receive: self.timing.stomp_heartbeat,
        }
    }

    /// What CONNECTED comes to; why not, where the version is none of ours.
    fn agree(&self, frame: &FrameRef<'_>) -> Result<Terms, String> {
        let version = match frame.header("version") {
            // A server of STOMP 1.0 does not say.
            None => Version::V1_0,
            Some(text) => text
                .parse()
                .map_err(|_| format!("STOMP version {} is not known", excerpt(&text)))?,
        };
        let theirs = frame
            .header("heart-beat")
            .and_then(|text| text.parse().ok())
            .unwrap_or_default();
        let plan = negotiate(self.offer(), theirs);
        Ok(Terms { version, plan })
    }
}

/// What an ERROR says: some brokers say why only in its body.
fn words(frame: &FrameRef<'_>) -> String {
    let message = excerpt(&frame.header("message").unwrap_or_default());
    let body = excerpt(String::from_utf8_lossy(frame.body()).trim());
    match (message.as_str(), body.as_str()) {
        (_, "") => message,
        ("", _) => body,
        _ if message.contains(&body) => message,
        _ => format!("{message}: {body}"),
    }
}

/// Characters that are looked at of a text from outside. What is shown is cut again, once secrets are masked in it.
const EXCERPT: usize = 16 * 1024;

/// The beginning of a text from outside, on one line.
fn excerpt(text: &str) -> String {
    text.chars()
        .take(EXCERPT)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
