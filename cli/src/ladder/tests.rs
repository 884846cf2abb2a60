//! The ladder of recordings: what is read of a journal and of events, the page and the picture made of it.
//! `UPDATE_TRACES=1 cargo test -p wellclient-cli --lib ladder` writes what is read now beside the journal.

use std::fmt::Write as _;

use wellclient::Language;

use super::row::{Kind, Mark, Party};
use super::{Ladder, page, picture, read_events, read_journal, words};
use crate::lines::Line;

const BAD_DAY: &str = include_str!("../../tests/traces/bad_day.journal");

fn journal(text: &str) -> Ladder {
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    read_journal(header, || {
        Ok(lines.next().map(|line| Line::Text(line.to_owned())))
    })
    .unwrap()
}

fn events(text: &str) -> Ladder {
    let mut lines = text.lines();
    let next = || Ok(lines.next().map(|line| Line::Text(line.to_owned())));
    read_events("5001@test.cc", "8001@test.cc", next).unwrap()
}

/// A ladder as lines: when, what, between whom, and the legs after it.
fn told(ladder: &Ladder) -> String {
    let mut told = String::new();
    let start = ladder.rows.first().map_or(0, |row| row.at);
    let who = |Party(number): Party| match number {
        0 => "client",
        1 => "server",
        number => ladder.names[number].split('@').next().unwrap(),
    };
    for row in &ladder.rows {
        let marks: Vec<&str> = row.marks.iter().map(Mark::word).collect();
        let call = row.call.map(words::call).unwrap_or_default();
        let took = row.took.map(|ms| format!(" +{ms}")).unwrap_or_default();
        let moment = &ladder.moments[row.moment];
        let mode = moment.agent.as_ref().map_or("-", |agent| agent.mode.as_str());
        let calls = moment.calls.iter().map(|call| {
            let legs: Vec<String> = call
                .parties
                .iter()
                .map(|leg| format!("{} {}", who(Party(leg.0)), leg.1))
                .collect();
            format!("{} {}", words::call(call.call), legs.join(", "))
        });
        let parts = [
            format!("{:>5} {}", row.at - start, row.kind.word()),
            marks.join(" "),
            format!("{} > {}", who(row.from), who(row.to)),
            [row.name.as_str(), &call, row.word, &row.said.en].join(" ") + &took,
            format!("{mode} {} {}", moment.link, calls.collect::<Vec<_>>().join("; ")),
        ];
        writeln!(
            told,
            "{}",
            parts
                .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
                .join(" | ")
        )
        .unwrap();
    }
    told
}

#[test]
fn a_journal_is_read_as_it_always_was() {
    let told = told(&journal(BAD_DAY));
    if std::env::var_os("UPDATE_TRACES").is_some() {
        let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/traces/bad_day.ladder");
        return std::fs::write(golden, &told).unwrap();
    }
    let golden = include_str!("../../tests/traces/bad_day.ladder");
    assert_eq!(told, golden, "UPDATE_TRACES=1 writes it anew");
}

#[test]
fn a_bad_day_has_what_went_wrong_in_it() {
    let ladder = journal(BAD_DAY);
    for mark in Mark::ALL
        .into_iter()
        .filter(|mark| !matches!(mark, Mark::Gap | Mark::Odd))
    {
        let marked = ladder.rows.iter().filter(|row| row.marks.has(mark));
        assert!(marked.count() > 0, "{}", mark.word());
    }
    // Each command has its outcome, and what it took is known.
    let count = |kind| ladder.rows.iter().filter(move |row| row.kind == kind);
    assert_eq!(count(Kind::Command).count(), count(Kind::Outcome).count());
    assert!(count(Kind::Outcome).all(|row| row.took.is_some() && row.answers.is_some()));
    assert!(count(Kind::Reply).all(|row| row.answers.is_some()));
    // What a copy said is there, too.
    let copy = ladder
        .rows
        .iter()
        .find(|row| row.marks.has(Mark::Duplicate))
        .unwrap();
    assert!(copy.raw.contains("\"eventName\""));
    assert!(ladder.rows.windows(2).all(|rows| rows[0].at <= rows[1].at));
}

#[test]
fn a_journal_that_is_cut_short_is_read_up_to_there() {
    let cut = &BAD_DAY[..BAD_DAY.len() - 20];
    let ladder = journal(cut);
    assert!(ladder.broken.contains("line "), "{}", ladder.broken);
    assert!(ladder.rows.len() > 50);
}

#[test]
fn events_in_any_order_are_marked() {
    let shuffled = events(include_str!("../../tests/traces/shuffled.jsonl"));
    let marked = |ladder: &Ladder, mark| ladder.rows.iter().filter(|row| row.marks.has(mark)).count();
    assert_eq!(
        (marked(&shuffled, Mark::Late), marked(&shuffled, Mark::Corrected)),
        (3, 2)
    );
    assert!(marked(&shuffled, Mark::Gap) > 0);
    let doubled = events(include_str!("../../tests/traces/duplicated.jsonl"));
    assert_eq!(marked(&doubled, Mark::Duplicate), 8);
    let garbage = String::from_utf8_lossy(include_bytes!("../../tests/traces/garbage.jsonl"));
    let garbage = events(&garbage);
    let malformed = garbage.rows.iter().filter(|row| row.word == "malformed");
    assert_eq!(malformed.count(), 4);
}

#[test]
fn an_event_log_has_requests_and_outcomes_too() {
    let log = "[2026-01-01 08:00:00]: POST http://a/api/hold\n\
               [2026-01-01 08:00:01]: POST http://a/api/hold: accepted\n\
               [2026-01-01 08:00:02]: holdCall #3: confirmed\n";
    let ladder = events(log);
    let kinds: Vec<Kind> = ladder.rows.iter().map(|row| row.kind).collect();
    assert_eq!(kinds, [Kind::Request, Kind::Reply, Kind::Outcome]);
    assert_eq!(
        (ladder.rows[1].answers, ladder.rows[1].took),
        (Some(0), Some(1000))
    );
}

#[test]
fn an_event_that_was_long_on_its_way_says_so() {
    let line = |logged: u32, sent: u32, serial: u32| {
        format!(
            "[2026-01-01 08:00:{logged:02}]: {{\"eventName\":\"agentReady\",\"eventTime\":\"2026.01.01 00:00:{sent:02}\",\
             \"agentId\":\"5001@test.cc\",\"deviceId\":\"8001@test.cc\",\"serial\":{serial},\"topics\":[\"CtiRouter_r\"]}}\n"
        )
    };
    // The server's clock is eight hours behind.
    let ladder = events(&[line(1, 0, 1), line(9, 2, 2), line(10, 9, 3)].concat());
    let lags: Vec<Option<i64>> = ladder.rows.iter().map(|row| row.lag).collect();
    assert_eq!(lags, [None, Some(6), None]);
}

#[test]
fn calls_at_the_same_time_have_slots_and_devices_have_columns() {
    let ladder = journal(BAD_DAY);
    let bars = &ladder.bars.calls;
    assert!(ladder.bars.slots >= 2);
    for (at, one) in bars.iter().enumerate() {
        for other in bars.iter().skip(at + 1).filter(|other| other.slot == one.slot) {
            assert!(one.to <= other.from, "{one:?} {other:?}");
        }
    }
    for (at, one) in ladder.lanes.iter().enumerate() {
        for other in ladder
            .lanes
            .iter()
            .skip(at + 1)
            .filter(|other| other.lane == one.lane)
        {
            assert!(one.to < other.from, "{one:?} {other:?}");
        }
    }
    // Each row's ends have a column.
    for (at, row) in ladder.rows.iter().enumerate() {
        for party in [row.from, row.to] {
            let stays = ladder.lanes.iter();
            let mut stays = stays.filter(|stay| stay.party == party && (stay.from..=stay.to).contains(&at));
            assert!(party.0 < 3 || stays.next().is_some());
        }
    }
}

#[test]
fn page_and_picture_hold_texts_as_texts() {
    let event = serde_json::json!({
        "eventName": "delivered", "callId": "c", "deviceId": "8001@test.cc", "alertingDevice": "8001@test.cc",
        "callingDevice": "</script><img src=x>\u{1}@test.cc",
    });
    let mut ladder = events(&event.to_string());
    ladder.title = "<b>&\"'\u{0}".to_owned();
    for language in [Language::En, Language::Zh] {
        let page = page(&ladder, language).unwrap();
        assert!(page.contains("<title>&lt;b&gt;&amp;&quot;&#39;\u{fffd}</title>"));
        assert!(!page.contains("<img") && !page.contains("{{"));
        let picture = picture(&ladder, language);
        assert!(picture.contains("&lt;/script&gt;&lt;img src=x&gt;\u{fffd}") && !picture.contains("<img"));
    }
}

#[test]
fn nothing_is_fetched_and_both_languages_have_all_words() {
    let page = page(&journal(BAD_DAY), Language::En).unwrap();
    for part in ["src=", "href=", "@import", "url(http", "fetch("] {
        assert!(!page.contains(part), "{part}");
    }
    let words: serde_json::Value = serde_json::from_str(words::WORDS).unwrap();
    let names = |value: &serde_json::Value| -> Vec<String> {
        let top = value.as_object().unwrap().iter();
        top.flat_map(|(name, value)| match value.as_object() {
            Some(inner) => inner.keys().map(|key| format!("{name}.{key}")).collect(),
            None => vec![name.clone()],
        })
        .collect()
    };
    assert_eq!(names(&words["en"]), names(&words["zh"]));
    for mark in Mark::ALL {
        assert!(words["en"][mark.word()].is_string(), "{}", mark.word());
    }
    // An agent knows them from the softphone.
    let shared: serde_json::Value = crate::web::words::table("{\"zh\":{}}")["zh"].clone();
    for kind in ["mode", "leg"] {
        for (name, word) in words["zh"][kind].as_object().unwrap() {
            let same = shared[kind].as_object().unwrap().iter();
            let mut same = same.filter(|(known, _)| known.eq_ignore_ascii_case(name));
            assert_eq!(same.next().unwrap().1, word, "{name}");
        }
    }
    for (name, word) in shared["link"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| *name != "lost")
    {
        assert_eq!(&words["zh"][name], word);
    }
}

#[test]
fn secrets_of_another_client_s_log_are_covered() {
    let mut ladder = events(
        "[2026-01-01 08:00:00]: POST http://a/login?username=1&password=hunter2\n\
         {\"eventName\":\"x\",\"sessionId\":\"0123abcd\"}\n",
    );
    ladder.scrub();
    let all = format!("{ladder:?}");
    assert!(!all.contains("hunter2") && !all.contains("0123abcd"));
    assert!(all.contains("password=***"));
}

#[test]
fn a_mask_leaves_no_outside_number_anywhere() {
    let mut ladder = journal(BAD_DAY);
    assert!(format!("{ladder:?}").contains("13955550133"));
    ladder.mask();
    let all = format!("{ladder:?}");
    assert!(!all.contains("13955550133") && !all.contains("13800000000"));
    assert!(all.contains("tel-1@test.cc") && all.contains("8001@test.cc"));
}

#[test]
fn what_is_in_doubt_is_so_in_the_bars() {
    let ladder = journal(BAD_DAY);
    let legs = ladder.bars.calls.iter().flat_map(|call| &call.legs);
    let bars: Vec<_> = legs
        .flat_map(|(_, bars)| bars)
        .chain(&ladder.bars.agent)
        .collect();
    assert!(bars.iter().any(|bar| bar.doubt) && bars.iter().any(|bar| !bar.doubt));
    // Each bar is as the model was in its time.
    for row in &ladder.rows {
        let moment = &ladder.moments[row.moment];
        for call in &moment.calls {
            let known = ladder
                .bars
                .calls
                .iter()
                .find(|bars| bars.call == call.call)
                .unwrap();
            for leg in &call.parties {
                let (_, bars) = known.legs.iter().find(|(party, _)| *party == leg.0).unwrap();
                let then = |bar: &&super::bars::Bar| bar.from <= row.at && row.at <= bar.to;
                assert!(
                    bars.iter()
                        .filter(then)
                        .any(|bar| bar.what == leg.1 && bar.doubt != leg.3),
                    "{} {leg:?} {bars:?}",
                    row.at
                );
            }
        }
    }
    for (language, doubt) in [(Language::En, "? in doubt"), (Language::Zh, "? 存疑")] {
        let picture = picture(&ladder, language);
        assert!(picture.contains(doubt) && picture.contains("<rect class=\"doubt\""));
    }
}

#[test]
fn a_picture_explains_its_colours_and_names_each_leg() {
    let ladder = journal(BAD_DAY);
    let picture = picture(&ladder, Language::En);
    let (_, bars) = picture.split_once(">calls</text>").unwrap();
    for word in ["connected", "on hold", "ringing", "ready"] {
        assert!(bars.contains(&format!(">{word}</text>")), "{word}");
    }
    for call in &ladder.bars.calls {
        let name = words::call(call.call);
        assert!(bars.contains(&format!(">{name} ")), "{name}");
    }
}

/// The rows that `C1` or another name shows.
fn about(ladder: &Ladder, call: usize) -> Vec<&super::row::Row> {
    let is_about = |row: &&super::row::Row| row.call == Some(call) || row.also.contains(&call);
    ladder.rows.iter().filter(is_about).collect()
}

#[test]
fn a_call_has_all_of_its_rows() {
    let ladder = journal(BAD_DAY);
    for call in 0..ladder.calls.len() {
        let id = &ladder.calls[call];
        for row in &ladder.rows {
            let asks = matches!(row.kind, Kind::Command | Kind::Request);
            if asks && row.raw.contains(id.as_str()) {
                assert!(
                    about(&ladder, call).iter().any(|other| std::ptr::eq(*other, row)),
                    "{row:?}"
                );
            }
        }
        // What a command asked for is there with what came of it.
        let commands: Vec<u64> = about(&ladder, call)
            .iter()
            .filter(|row| row.kind == Kind::Command)
            .filter_map(|row| row.command)
            .collect();
        for kind in [Kind::Command, Kind::Outcome] {
            for command in &commands {
                let found = about(&ladder, call);
                assert!(
                    found
                        .iter()
                        .any(|row| row.kind == kind && row.command == Some(*command))
                );
            }
        }
    }
    let named = |name: &'static str| {
        ladder
            .rows
            .iter()
            .filter(move |row| row.kind == Kind::Command && row.name == name)
    };
    for name in ["makeCall", "dropConnection", "holdCall"] {
        assert!(named(name).all(|row| row.call.is_some()), "{name}");
    }
    // A conference is about two.
    assert!(named("conference").all(|row| row.also.len() == 1));
}

#[test]
fn anomalies_and_ends_have_chinese_words() {
    use wellclient_core::event::AnomalyKind;

    let page: serde_json::Value = serde_json::from_str(words::WORDS).unwrap();
    for kind in AnomalyKind::ALL {
        for (language, code) in [(Language::En, "en"), (Language::Zh, "zh")] {
            let word = crate::softphone::words::anomaly(*kind, language);
            assert_eq!(page[code]["anomalies"][kind.as_str()], word);
        }
    }
    let garbage = String::from_utf8_lossy(include_bytes!("../../tests/traces/garbage.jsonl"));
    let odd = events(&garbage);
    let odd = odd.rows.iter().filter(|row| row.kind == Kind::Anomaly);
    for row in odd {
        assert!(!row.said.zh.is_ascii(), "{row:?}");
    }
    let day = journal(BAD_DAY);
    let mut ends = day
        .rows
        .iter()
        .filter(|row| row.name == "connectionCleared" && row.kind == Kind::Derived);
    assert!(ends.any(|row| row.said.zh == "已挂断" || row.said.zh == "对方已挂断"));
}
