//! A journal replays to the same outputs.

use wellclient_core::journal::Replay;

use super::found::Found;
use crate::lab::{Said, Seat};

pub(super) fn check(chair: &Seat) -> Option<Found> {
    let (header, inputs) = chair.journal.split_first()?;
    let say = |what: &str, detail: String| Some((format!("replay: {what}"), detail));
    let mut replay = match Replay::new(header) {
        Ok(replay) => replay,
        Err(error) => return say("unreadable", error.to_string()),
    };
    let mut live = chair.heard.iter().map(|(_, said)| said.line());
    for input in inputs {
        let mut differs = None;
        let fed = replay.feed(input, |output| {
            let Some(again) = Said::of(&output).map(|said| said.line()) else {
                return;
            };
            let once = live.next();
            if differs.is_none() && once.as_ref() != Some(&again) {
                differs = Some(format!("live {once:?}, replayed {again:?}"));
            }
        });
        if let Err(error) = fed {
            return say("unreadable", error.to_string());
        }
        if let Some(detail) = differs {
            return say("differs", detail);
        }
    }
    live.next()
        .and_then(|line| say("differs", format!("live {line}, replayed nothing")))
}
