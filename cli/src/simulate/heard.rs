//! What the simulator hears and does, as lines.

use wellclient_simulator::{Heard, Observation};

use crate::endings;
use crate::failure::Failure;
use crate::language::{pick, say};
use crate::print::{BAD, BOLD, DIM, DOES, GOOD, NOTE, Out, clean};
use crate::screen::text::fit;

pub(super) fn show(observation: &Observation, json: bool, out: &mut Out) -> Result<(), Failure> {
    if json {
        return out.json(observation);
    }
    let at = observation.at_ms as f64 / 1000.0;
    let (style, what) = words(&observation.heard);
    out.under(
        &format!("{DIM}{at:9.3}{DIM:#}"),
        &format!("{style}{what}{style:#}"),
    )
}

/// The first column: what it is about.
fn head(word: &str) -> String {
    fit(word, 9)
}

fn words(heard: &Heard) -> (anstyle::Style, String) {
    let plain = anstyle::Style::new();
    match heard {
        Heard::Request {
            method,
            path,
            verb,
            status,
            fault,
            ..
        } => {
            let status_text = match status {
                Some(status) => status.to_string(),
                None => pick("no answer", "无应答").to_owned(),
            };
            let fault = match fault {
                Some(fault) => say!(", fault {fault}", "，故障 {fault}"),
                None => String::new(),
            };
            let style = match status {
                Some(200..=299) => GOOD,
                _ => BAD,
            };
            let (status, path) = (head(&status_text), clean(path));
            (style, format!("{status} {verb:<22} {method} {path}{fault}"))
        }
        Heard::Opened { connection } => (
            DOES,
            say!("WebSocket {connection} opened", "WebSocket {connection} 已打开"),
        ),
        Heard::Refused { status, fault } => (
            BAD,
            say!(
                "WebSocket refused with {status}, fault {fault}",
                "WebSocket 被拒绝：{status}，故障 {fault}"
            ),
        ),
        Heard::FrameIn {
            connection,
            command,
            destination,
        } => {
            let destination = destination
                .as_deref()
                .map_or_else(String::new, |to| format!(" {}", clean(to)));
            (DOES, format!("WebSocket {connection} → {command}{destination}"))
        }
        Heard::FrameOut { connection, command } => (DIM, format!("WebSocket {connection} ← {command}")),
        Heard::FrameWithheld {
            connection,
            command,
            fault,
        } => (
            BAD,
            say!(
                "WebSocket {connection} ← {command} withheld, fault {fault}",
                "WebSocket {connection} ← {command} 被扣下，故障 {fault}"
            ),
        ),
        Heard::Closed { connection, reason } => {
            let reason = clean(endings::word(reason));
            (
                DOES,
                say!(
                    "WebSocket {connection} closed: {reason}",
                    "WebSocket {connection} 已关闭：{reason}"
                ),
            )
        }
        Heard::Event { agent, event } => {
            let (head, agent) = (head(pick("event", "事件")), clean(agent));
            (plain, format!("{head} {event:<22} {agent}"))
        }
        Heard::BrokerJoined { version, slashes } => {
            let topics = match slashes {
                true => pick("of 2.x and 4.x", "2.x 和 4.x"),
                false => pick("of 4.x only", "仅 4.x"),
            };
            let what = say!(
                "joined, STOMP {version}, topics {topics}",
                "已接入，STOMP {version}，主题：{topics}"
            );
            (GOOD, broker(&what))
        }
        Heard::BrokerLost { reason } => {
            let reason = clean(endings::word(reason));
            (BAD, broker(&say!("{reason}; trying again", "{reason}；正在重试")))
        }
        Heard::BrokerMissed { agent, event } => {
            let agent = clean(agent);
            let what = say!(
                "away for too long: {event} of {agent} is lost",
                "离开过久：{agent} 的 {event} 已丢失"
            );
            (BAD, broker(&what))
        }
        Heard::FaultAdded { fault, kind } => (
            NOTE,
            say!("fault {fault} added: {kind}", "添加故障 {fault}：{kind}"),
        ),
        Heard::FaultRemoved { fault: Some(fault) } => {
            (NOTE, say!("fault {fault} removed", "移除故障 {fault}"))
        }
        Heard::FaultRemoved { fault: None } => (NOTE, pick("all faults removed", "移除全部故障").to_owned()),
        Heard::Note { text } => (BOLD, clean(text)),
        other => (plain, serde_json::to_string(other).unwrap_or_default()),
    }
}

fn broker(what: &str) -> String {
    format!("{} {what}", head(pick("broker", "代理")))
}
