//! A session's journal, fed to the session again.

use serde_json::json;
use wellclient::Notice;
use wellclient_core::journal::{JournalError, Replay};
use wellclient_core::session::Output;

use crate::calls::CallNames;
use crate::failure::Failure;
use crate::lines::Line;
use crate::print::{BAD, BOLD, DIM, Out, clean};
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
            out.line(&format!(
                "{} {style}= command {}: {}{style:#}",
                clock(replay),
                id.0,
                outcome::words(outcome)
            ))
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
        || "nobody logged in".to_owned(),
        |agent| {
            format!(
                "{} on {}, {}",
                clean(agent.id.as_str()),
                clean(agent.device.as_str()),
                agent.mode
            )
        },
    );
    let calls = if snapshot.calls.is_empty() {
        "no calls".to_owned()
    } else {
        names.legs(&snapshot)
    };
    out.line(&format!("\n{BOLD}At the end{BOLD:#} {agent}; {calls}"))
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
