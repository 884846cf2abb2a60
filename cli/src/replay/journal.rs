//! A session's journal, fed to the session again.

use serde_json::json;
use wellclient::{Language, Notice};
use wellclient_core::journal::{JournalError, Replay};
use wellclient_core::session::Output;

use crate::calls::CallNames;
use crate::failure::Failure;
use crate::language::{pick, say, spoken};
use crate::lines::Line;
use crate::print::{BAD, BOLD, DIM, Out, clean};
use crate::softphone::words;
use crate::{notice, outcome};

/// Replays all lines after the header, and shows the state at the end; how many lines there were.
pub(super) fn replay(
    header: &str,
    mut next: impl FnMut() -> Result<Option<Line>, Failure>,
    text: bool,
    out: &mut Out,
) -> Result<usize, Failure> {
    let mut replay = Replay::new(header).map_err(Failure::failed)?;
    let mut names = CallNames::default();
    let mut line = 1;
    while let Some(read) = next()? {
        line += 1;
        let entry = match read {
            Line::Text(entry) => entry,
            Line::TooLong => return Err(bad(line, "longer than 1 MiB")),
            Line::NotUtf8 => return Err(bad(line, "not UTF-8")),
        };
        let mut outputs = Vec::new();
        // The last line may be cut short: whoever wrote it was ended.
        if let Err(error) = replay.feed(&entry, |output| outputs.push(output)) {
            finish(&replay, &mut names, text, out)?;
            return Err(Failure::failed(error));
        }
        for output in outputs {
            show(&replay, &output, &mut names, text, out)?;
        }
    }
    finish(&replay, &mut names, text, out)?;
    Ok(line - 1)
}

fn bad(line: usize, why: &str) -> Failure {
    Failure::failed(JournalError::Line {
        line,
        why: why.to_owned(),
    })
}

fn show(
    replay: &Replay,
    output: &Output,
    names: &mut CallNames,
    text: bool,
    out: &mut Out,
) -> Result<(), Failure> {
    match output {
        Output::Event(event) if text => {
            let snapshot = replay.session().snapshot(replay.now());
            notice::say(
                &Notice::Event(event.clone()),
                &clock(replay),
                &snapshot,
                names,
                out,
            )
        }
        Output::Event(event) => notice::write(&Notice::Event(event.clone()), replay.now().wall.unix_ms, out),
        Output::Settled { id, outcome } if text => {
            let style = if outcome.is_good() {
                anstyle::Style::new()
            } else {
                BAD
            };
            let (number, words) = (id.0, outcome::words(outcome, spoken()));
            let settled = say!("= command {number}: {words}", "= 命令 {number}：{words}");
            out.under(&clock(replay), &format!("{style}{settled}{style:#}"))
        }
        Output::Settled { id, outcome } => {
            let mut fields = outcome.to_json();
            fields.insert("type".into(), "outcome".into());
            fields.insert("command".into(), id.0.into());
            fields.insert("at".into(), replay.now().wall.unix_ms.into());
            out.json(&fields)
        }
        _ => Ok(()),
    }
}

fn finish(replay: &Replay, names: &mut CallNames, text: bool, out: &mut Out) -> Result<(), Failure> {
    let snapshot = replay.session().snapshot(replay.now());
    if !text {
        return out.json(
            &json!({ "type": "snapshot", "snapshot": snapshot, "metrics": replay.session().metrics() }),
        );
    }
    let agent = snapshot.agent.as_ref().map_or_else(
        || pick("nobody logged in", "没有座席登录").to_owned(),
        |agent| {
            let (id, device) = (clean(agent.id.as_str()), clean(agent.device.as_str()));
            let mode = pick(agent.mode.as_str(), words::mode(&agent.mode, Language::Zh));
            let doubt = if words::is_mode_doubtful(agent) { "?" } else { "" };
            say!(
                "{id} on {device}, {mode}{doubt}",
                "{id} 在 {device}，{mode}{doubt}"
            )
        },
    );
    let mut calls = names.legs(&snapshot);
    if snapshot.calls.is_empty() {
        pick("no calls", "没有通话").clone_into(&mut calls);
    }
    if snapshot.agent.is_some() && !snapshot.calls_complete {
        calls.push_str(pick(", perhaps more", "，可能还有其他通话"));
    }
    out.line(&say!(
        "\n{BOLD}At the end{BOLD:#} {agent}; {calls}",
        "\n{BOLD}结束时{BOLD:#}：{agent}；{calls}"
    ))
}

fn clock(replay: &Replay) -> String {
    let time = replay.now().wall.local();
    let ms = time.subsec_nanosecond() / 1_000_000;
    format!(
        "{DIM}{:02}:{:02}:{:02}.{ms:03}{DIM:#}",
        time.hour(),
        time.minute(),
        time.second()
    )
}
