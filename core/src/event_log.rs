//! The event log: the last lines of what happened, for people and for support (manual, section 5.5).

use crate::one_line::is_unseen;
use crate::shared_text::SharedText;
use crate::time::Wall;
use std::collections::VecDeque;
use std::fmt::{self, Write as _};

/// The most lines that are kept; older ones make way.
pub const MAX_LINES: usize = 2500;

/// The most characters of a line, its time included.
pub const MAX_LINE_CHARS: usize = 1500;

/// `[YYYY-MM-DD hh:mm:ss]: `
pub(crate) const TIME_CHARS: usize = 23;

/// The last [`MAX_LINES`] lines of a session.
///
/// Storing a line keeps a reference to its text; it is put into words when it is read. Whoever records a line
/// sees to it that no password and no session id is in it. `Debug` shows no lines.
#[derive(Clone)]
pub struct EventLog {
    entries: VecDeque<Entry>,
    /// So many of the last lines have not been looked through for secrets.
    unseen: usize,
    enabled: bool,
    started: Option<Wall>,
    ended: Option<Wall>,
}

#[derive(Clone)]
struct Entry {
    at: Wall,
    text: SharedText,
}

impl fmt::Debug for EventLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventLog of {} lines", self.entries.len())
    }
}

impl Default for EventLog {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            unseen: 0,
            enabled: true,
            started: None,
            ended: None,
        }
    }
}

impl EventLog {
    /// An empty log, enabled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stores a line, unless the log is disabled. A text that is shared already (an `Arc<str>`, an event's) is
    /// not copied, except where it is too long: then only what is kept of it is stored.
    pub fn record(&mut self, at: Wall, text: impl Into<SharedText>) {
        if !self.enabled {
            return;
        }
        while self.entries.len() >= MAX_LINES {
            self.entries.pop_front();
        }
        let text = text.into();
        let text = match kept(text.as_str()) {
            Some(kept) => SharedText::from(kept),
            None => text,
        };
        self.entries.push_back(Entry { at, text });
        // They are counted from the first of them.
        if self.unseen > 0 {
            self.unseen = self.entries.len().min(self.unseen + 1);
        }
    }

    /// Stores a line that fits and that nobody has looked through for secrets: [`Self::revise`] has to, before it is read and
    /// before a secret is forgotten.
    pub(crate) fn record_unseen(&mut self, at: Wall, text: impl Into<SharedText>) {
        self.record(at, text);
        if self.enabled {
            self.unseen = self.unseen.max(1);
        }
    }

    /// Notes the start of a session: the first line of [`EventLog::text`].
    pub fn start_session(&mut self, at: Wall) {
        self.started = Some(at);
        self.ended = None;
    }

    /// Notes the end of the session: its duration grows no more.
    pub fn end_session(&mut self, at: Wall) {
        self.ended = Some(at);
    }

    /// Records from now on (`enableLog`).
    pub fn enable(&mut self) {
        self.enabled = true;
    }

    /// Records no more; what is there stays (`disableLog`).
    pub fn disable(&mut self) {
        self.enabled = false;
    }

    /// A copy in which lines are other than they were written.
    pub(crate) fn revised(&self, revise: impl Fn(&str) -> Option<String>) -> Self {
        let mut copy = self.clone();
        copy.unseen = copy.entries.len();
        copy.revise(revise);
        copy
    }

    /// Looks through the lines that nobody has looked through, and changes them.
    pub(crate) fn revise(&mut self, revise: impl Fn(&str) -> Option<String>) {
        for entry in self.entries.iter_mut().rev().take(self.unseen) {
            if let Some(text) = revise(entry.text.as_str()) {
                entry.text = text.into();
            }
        }
        self.unseen = 0;
    }

    /// Whether lines are recorded.
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// Forgets all lines and gives their memory back (`clearLog`).
    pub fn clear(&mut self) {
        self.entries = VecDeque::new();
        self.unseen = 0;
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The lines, the oldest first.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = Line<'_>> + ExactSizeIterator {
        self.entries.iter().map(|entry| Line {
            at: entry.at,
            text: entry.text.as_str(),
        })
    }

    /// The lines that hold `needle` in their time or text, the oldest first; upper and lower case are one
    /// (`searchLog`).
    pub fn search(&self, needle: &str) -> impl Iterator<Item = Line<'_>> {
        let needle = needle.to_lowercase();
        self.lines()
            .filter(move |line| line.to_string().to_lowercase().contains(&needle))
    }

    /// The whole log as the manual shows it (`getLog`, `downloadLog`, `uploadLog`), as of `now`.
    pub fn text(&self, now: Wall) -> String {
        let mut text = String::new();
        // Writing into a String does not fail.
        let _ = self.write(&mut text, now);
        text
    }

    fn write(&self, text: &mut String, now: Wall) -> fmt::Result {
        if let Some(started) = self.started {
            writeln!(text, "---- Session started: {} ----\n", Long(started))?;
        }
        for line in self.lines() {
            writeln!(text, "{line}\n")?;
        }
        if let Some(ended) = self.ended {
            writeln!(text, "---- Session ended: {} ----", Long(ended))?;
        }
        writeln!(text, "---- Log retrieved: {} ----", Long(now))?;
        if let Some(started) = self.started {
            let seconds = self
                .ended
                .unwrap_or(now)
                .unix_ms
                .saturating_sub(started.unix_ms)
                .max(0)
                / 1000;
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            writeln!(
                text,
                "---- Session duration: {hours:02}:{minutes:02}:{:02} ----",
                seconds % 60
            )?;
        }
        Ok(())
    }
}

/// What is kept of a text that is too long.
fn kept(text: &str) -> Option<&str> {
    let limit = MAX_LINE_CHARS - TIME_CHARS;
    // No text has more characters than bytes: most need no counting.
    if text.len() <= limit {
        return None;
    }
    let (end, _) = text.char_indices().nth(limit)?;
    text.get(..end)
}

/// One line of the log. `Display` writes `[YYYY-MM-DD hh:mm:ss]: text` in local time, and a space for each
/// character of the text that [is not seen](is_unseen), so that a line stays one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line<'a> {
    /// When it was recorded.
    pub at: Wall,
    /// What was recorded.
    pub text: &'a str,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]: ", self.at.local().strftime("%Y-%m-%d %H:%M:%S"))?;
        let mut parts = self.text.split(is_unseen);
        f.write_str(parts.next().unwrap_or_default())?;
        parts.try_for_each(|part| write!(f, " {part}"))
    }
}

/// A moment as the manual's first and last lines have it: `Wed May 17 2017 19:46:46 GMT+0800`.
struct Long(Wall);

impl fmt::Display for Long {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.0.utc_offset_s / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
        let local = self.0.local();
        write!(
            f,
            "{} GMT{sign}{hours:02}{minutes:02}",
            local.strftime("%a %b %d %Y %H:%M:%S")
        )
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use proptest::prelude::*;

    /// 2017-05-17 19:46:46 in China, as in the manual's example, and `seconds` more.
    fn china(seconds: i64) -> Wall {
        Wall {
            unix_ms: 1_495_021_606_000 + seconds * 1000,
            utc_offset_s: 8 * 3600,
        }
    }

    #[test]
    fn the_manual_s_example() {
        let mut log = EventLog::new();
        log.start_session(china(0));
        log.record(china(7), r#"{"eventName":"agentLoggedOn"}"#);
        log.record(china(7), r#"{"eventName":"agentNotReady"}"#);
        let expected = "\
---- Session started: Wed May 17 2017 19:46:46 GMT+0800 ----

[2017-05-17 19:46:53]: {\"eventName\":\"agentLoggedOn\"}

[2017-05-17 19:46:53]: {\"eventName\":\"agentNotReady\"}

---- Log retrieved: Wed May 17 2017 19:47:01 GMT+0800 ----
---- Session duration: 00:00:15 ----
";
        assert_eq!(log.text(china(15)), expected);
        log.end_session(china(3600 + 62));
        let text = log.text(china(9999));
        assert!(
            text.contains("\n---- Session ended: Wed May 17 2017 20:47:48 GMT+0800 ----\n"),
            "{text}"
        );
        assert!(text.ends_with("---- Session duration: 01:01:02 ----\n"), "{text}");
    }

    #[test]
    fn without_a_session_and_before_its_start() {
        let mut log = EventLog::new();
        assert_eq!(
            log.text(china(0)),
            "---- Log retrieved: Wed May 17 2017 19:46:46 GMT+0800 ----\n"
        );
        log.start_session(china(10));
        assert!(
            log.text(china(0))
                .ends_with("---- Session duration: 00:00:00 ----\n")
        );
        let west = Wall {
            unix_ms: 0,
            utc_offset_s: -(3 * 3600 + 1800),
        };
        assert_eq!(Long(west).to_string(), "Wed Dec 31 1969 20:30:00 GMT-0330");
    }

    #[test]
    fn the_oldest_lines_make_way() {
        let mut log = EventLog::new();
        for n in 0..MAX_LINES + 10 {
            log.record(china(0), n.to_string());
        }
        assert_eq!(log.len(), MAX_LINES);
        assert_eq!(log.lines().next().unwrap().text, "10");
        assert_eq!(log.lines().next_back().unwrap().text, "2509");
        assert!(log.entries.capacity() <= MAX_LINES.next_power_of_two());
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        let limit = MAX_LINE_CHARS - TIME_CHARS;
        for c in ['x', 'é', '席', '𝄞'] {
            let mut log = EventLog::new();
            for length in [limit - 1, limit, limit + 1, 10 * limit] {
                log.record(china(0), String::from(c).repeat(length));
            }
            let lengths: Vec<_> = log.lines().map(|line| line.to_string().chars().count()).collect();
            assert_eq!(
                lengths,
                [MAX_LINE_CHARS - 1, MAX_LINE_CHARS, MAX_LINE_CHARS, MAX_LINE_CHARS]
            );
        }
    }

    #[test]
    fn a_shared_text_is_not_copied_unless_it_is_cut() {
        let mut log = EventLog::new();
        let (short, long): (Arc<str>, Arc<str>) = ("event".into(), "x".repeat(100_000).into());
        log.record(china(0), short.clone());
        log.record(china(0), long.clone());
        assert_eq!((Arc::strong_count(&short), Arc::strong_count(&long)), (2, 1));
    }

    #[test]
    fn what_was_not_looked_through_is_once() {
        let mut log = EventLog::new();
        log.record(china(0), "seen");
        for n in 0..MAX_LINES + 10 {
            log.record_unseen(china(0), format!("secret {n}"));
            log.record(china(0), "secret");
        }
        log.revise(|text| Some(text.replace("secret", "***")));
        assert!(log.lines().all(|line| line.text.starts_with("***")));
        log.record(china(0), "seen too");
        log.record_unseen(china(0), "secret");
        let mut looked = Vec::new();
        let seen = std::cell::RefCell::new(&mut looked);
        log.revise(|text| {
            seen.borrow_mut().push(text.to_owned());
            None
        });
        assert_eq!(looked, ["secret"]);
        log.disable();
        log.record_unseen(china(0), "secret");
        log.revise(|_| panic!("nothing is new"));
    }

    #[test]
    fn enabled_disabled_cleared() {
        let mut log = EventLog::new();
        assert!(log.is_enabled() && log.is_empty() && log.entries.capacity() == 0);
        log.record(china(0), "one");
        log.disable();
        log.record(china(0), "two");
        assert_eq!((log.len(), log.is_enabled()), (1, false));
        log.enable();
        log.record(china(0), "three");
        assert!(log.lines().map(|line| line.text).eq(["one", "three"]));
        log.clear();
        assert!(log.is_empty() && log.entries.capacity() == 0);
        assert!(size_of::<EventLog>() <= 104);
    }

    #[test]
    fn searched_by_text_and_time_in_any_case() {
        let mut log = EventLog::new();
        log.record(china(0), "agentLoggedOn");
        log.record(china(60), "座席登录 ÄRGER");
        let found = |needle: &str| log.search(needle).map(|line| line.text).collect::<Vec<_>>();
        assert_eq!(found("LOGGED"), ["agentLoggedOn"]);
        assert_eq!(found("19:47"), ["座席登录 ÄRGER"]);
        assert_eq!(found("ärger"), ["座席登录 ÄRGER"]);
        assert_eq!(found("").len(), 2);
        assert!(found("nothing").is_empty());
    }

    #[test]
    fn a_line_stays_one_line() {
        let mut log = EventLog::new();
        log.record(china(0), "a\r\n[2020-01-01 00:00:00]: forged\n");
        let line = log.lines().next().unwrap().to_string();
        assert_eq!(line, "[2017-05-17 19:46:46]: a  [2020-01-01 00:00:00]: forged ");
    }

    proptest! {
        #[test]
        fn any_text_and_time_are_survived(
            text in any::<String>(), unix_ms in any::<i64>(), utc_offset_s in any::<i32>(),
        ) {
            let at = Wall { unix_ms, utc_offset_s };
            let mut log = EventLog::new();
            log.start_session(china(0));
            log.record(at, text);
            log.end_session(at);
            prop_assert!(log.text(at).starts_with("---- Session started"));
            prop_assert!(!log.lines().next().unwrap().to_string().contains(char::is_control));
        }
    }
}
