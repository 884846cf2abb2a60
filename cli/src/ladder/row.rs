//! One row of the ladder: something that happened, between whom, and what is conspicuous about it.

use std::fmt;

/// What kind of thing happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The application asks for something.
    Command,
    /// What became of it.
    Outcome,
    /// A request goes to the server.
    Request,
    /// The server answers it.
    Reply,
    /// The server, or the library in its words, tells of something.
    Event,
    /// The library says what follows.
    Derived,
    /// The event channel, or the session, has changed.
    Link,
    /// Something does not fit.
    Anomaly,
    /// The model is compared with the server's account.
    Resync,
    /// A line of the log, or an input that is no command.
    Note,
}

impl Kind {
    /// As the page knows it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Outcome => "outcome",
            Self::Request => "request",
            Self::Reply => "reply",
            Self::Event => "event",
            Self::Derived => "derived",
            Self::Link => "link",
            Self::Anomaly => "anomaly",
            Self::Resync => "resync",
            Self::Note => "note",
        }
    }
}

/// What is conspicuous about a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Mark {
    /// A copy of an event that was seen: dropped.
    Duplicate,
    /// It came after events that the server had sent later.
    Late,
    /// A step before it was not seen.
    Gap,
    /// The model was compared with the server's account.
    Resync,
    /// The library has put its model right.
    Corrected,
    /// Something else does not fit, or was not applied.
    Odd,
    /// It was refused, failed, or nobody knows.
    Failed,
    /// The event channel was lost.
    Lost,
}

impl Mark {
    /// All of them, by their numbers.
    pub(crate) const ALL: [Self; 8] = [
        Self::Duplicate,
        Self::Late,
        Self::Gap,
        Self::Resync,
        Self::Corrected,
        Self::Odd,
        Self::Failed,
        Self::Lost,
    ];

    /// As the page knows it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Late => "late",
            Self::Gap => "gap",
            Self::Resync => "resync",
            Self::Corrected => "corrected",
            Self::Odd => "odd",
            Self::Failed => "failed",
            Self::Lost => "lost",
        }
    }

    /// The sign that stands for it in a picture.
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Duplicate => "=",
            Self::Late => "↷",
            Self::Gap => "…",
            Self::Resync => "⟳",
            Self::Corrected => "✎",
            Self::Odd => "!",
            Self::Failed => "✗",
            Self::Lost => "⚡",
        }
    }
}

/// A set of marks.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks(u8);

impl Marks {
    pub(crate) fn add(&mut self, mark: Mark) {
        self.0 |= 1 << mark as u8;
    }

    pub(crate) fn has(self, mark: Mark) -> bool {
        self.0 & (1 << mark as u8) != 0
    }

    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Mark> {
        Mark::ALL.into_iter().filter(move |mark| self.has(*mark))
    }
}

impl From<Mark> for Marks {
    fn from(mark: Mark) -> Self {
        let mut marks = Self::default();
        marks.add(mark);
        marks
    }
}

impl fmt::Debug for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(Mark::word)).finish()
    }
}

/// Who takes part, by number: see [`super::Ladder::names`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Party(pub(crate) usize);

impl Party {
    /// The library, and the application behind it.
    pub(crate) const CLIENT: Self = Self(0);
    /// The CTI server.
    pub(crate) const SERVER: Self = Self(1);
    /// The agent's own device.
    pub(crate) const OWN: Self = Self(2);
}

/// A text for people, in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Said {
    pub(crate) en: String,
    /// Empty where it is the same.
    pub(crate) zh: String,
}

impl From<String> for Said {
    fn from(en: String) -> Self {
        let zh = String::new();
        Self { en, zh }
    }
}

/// Something that happened.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// When, in milliseconds since 1970 by the clock on the wall where it was recorded; never before an earlier row.
    pub(crate) at: i64,
    pub(crate) kind: Kind,
    pub(crate) marks: Marks,
    pub(crate) from: Party,
    /// The same where it concerns only one.
    pub(crate) to: Party,
    /// The event's name, the verb, the request's method and path.
    pub(crate) name: String,
    /// The number of its command.
    pub(crate) command: Option<u64>,
    /// The call it is about, by number: see [`super::Ladder::calls`].
    pub(crate) call: Option<usize>,
    /// The other calls that it is about.
    pub(crate) also: Vec<usize>,
    /// A word that the page has in both languages: an outcome's, a link's state.
    pub(crate) word: &'static str,
    /// What more is to be said.
    pub(crate) said: Said,
    /// Milliseconds since what it answers.
    pub(crate) took: Option<i64>,
    /// Seconds that it was on its way longer than the fastest event, by the server's clock.
    pub(crate) lag: Option<i64>,
    /// The row that it answers.
    pub(crate) answers: Option<usize>,
    /// How it looked on the wire.
    pub(crate) raw: String,
    /// The model after it, by number: see [`super::Ladder::moments`].
    pub(crate) moment: usize,
}

impl Row {
    /// A row that concerns the client only, of a moment that is to be filled in.
    pub(crate) fn new(kind: Kind, name: impl Into<String>) -> Self {
        Self {
            at: 0,
            kind,
            marks: Marks::default(),
            from: Party::CLIENT,
            to: Party::CLIENT,
            name: name.into(),
            command: None,
            call: None,
            also: Vec::new(),
            word: "",
            said: Said::default(),
            took: None,
            lag: None,
            answers: None,
            raw: String::new(),
            moment: 0,
        }
    }

    pub(crate) fn between(mut self, from: Party, to: Party) -> Self {
        (self.from, self.to) = (from, to);
        self
    }

    pub(crate) fn marked(mut self, mark: Mark) -> Self {
        self.marks.add(mark);
        self
    }

    pub(crate) fn saying(mut self, said: impl Into<Said>) -> Self {
        self.said = said.into();
        self
    }

    pub(crate) fn raw(mut self, raw: impl Into<String>) -> Self {
        self.raw = raw.into();
        self
    }
}
