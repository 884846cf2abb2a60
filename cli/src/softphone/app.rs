//! The softphone without a terminal and without a network: inputs go in, what is to be done comes out, and the view draws
//! what is left.

use std::time::Duration;

use crossterm::event::{KeyEvent, KeyModifiers};
use jiff::civil::Time;
use wellclient::{
    AgentId, Body, Command, CommandId, ConnectionState, Event, Language, LogKind, Notice, Outcome, Reply,
    SessionPhase, Snapshot, Verb,
};

use super::ask::Ask;
use super::calls::Calls;
use super::events::{self, Pane, Tone};
use super::leaving::Leaving;
use super::login::{Filled, Known, Login};
use super::team::{Team, Watching};
use super::words::{self, Word};
use crate::history::History;
use crate::library;
use crate::link::Link;
use crate::print::clean;
use crate::said::Said;

/// When an input comes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    /// By a clock that only goes on.
    pub(crate) monotonic: Duration,
    /// By the clock on the wall.
    pub(crate) clock: Time,
}

/// What happens to the softphone.
pub(crate) enum Input {
    Key(KeyEvent),
    Paste(String),
    /// The mouse was pressed on something that is drawn.
    Press(Press),
    /// The mouse's wheel: to older things, or to newer ones.
    Scroll {
        older: bool,
    },
    /// The session tells.
    Notice(Notice),
    /// The state now.
    Snapshot(Box<Snapshot>),
    /// A command has begun.
    Begun {
        id: CommandId,
        verb: Verb,
        /// Of `setAgentMode`.
        reason: Option<String>,
    },
    /// A log-in could not even begin.
    NotBegun(Word),
    /// The team as it is watched now.
    Team(Vec<Snapshot>),
    /// The watch stands, or why it does not.
    Watching(Result<(), Said>),
    /// Something that a person should read.
    Trouble(Said),
    /// A signal asks the program to end, or the terminal is gone.
    ToldToEnd,
    /// Time has passed.
    Tick,
}

/// What can be pressed with the mouse.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Press {
    Tab(Tab),
    Button(usize),
    Call(usize),
    Agent(usize),
    Field(usize),
    /// As if this key were pressed.
    Key(KeyEvent),
}

/// What is to be done.
#[derive(Debug)]
pub(crate) enum Effect {
    LogIn(Box<LogIn>),
    Begin(Command),
    AnswerAsk(bool),
    Reconnect,
    /// Watch these agents, besides those that are watched.
    Watch(Vec<AgentId>),
    Unwatch(AgentId),
    /// Draw everything anew.
    Redraw,
    /// In the demo: somebody calls, or the line is cut.
    CallIn,
    CutLine,
    /// Close the session, which logs out, and end.
    End,
    /// End at once, with the agent logged in and the call up.
    Leave,
}

/// With what to log in.
pub(crate) struct LogIn(pub(crate) Filled);

impl std::fmt::Debug for LogIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogIn")
            .field("agent", &self.0.agent)
            .finish_non_exhaustive()
    }
}

/// What of the desk is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tab {
    Phone,
    Team,
    Events,
}

impl Tab {
    pub(crate) const ALL: [(Self, Word); 3] = [
        (Self::Phone, Word::Phone),
        (Self::Team, Word::Team),
        (Self::Events, Word::Events),
    ];
}

/// The button that the arrows have chosen.
#[derive(Clone, Copy, Default)]
pub(crate) struct Chosen {
    pub(crate) button: Option<usize>,
    /// Its reason, where it cannot be pressed, is shown: not just after it was pressed, when it has done what it could.
    pub(crate) asks_why: bool,
}

/// What stands before everything else until it is answered.
pub(crate) enum Dialog {
    Help,
    /// The agent is logged in elsewhere: this sentence.
    TakeOver(Said),
    /// A call is up, and the agent wants to leave.
    Leave,
    Ask(Box<Ask>),
    /// Something that hurts others.
    Sure(Said, Command),
}

/// What is said at the bottom.
pub(crate) struct Message {
    pub(crate) text: Said,
    pub(crate) tone: Tone,
    /// Something has happened, which no success of a command makes old.
    is_news: bool,
    until: Duration,
}

/// The softphone.
pub(crate) struct App {
    pub(crate) language: Language,
    /// Whether the desk is shown, else the form.
    pub(crate) at_desk: bool,
    pub(crate) login: Login,
    pub(crate) tab: Tab,
    pub(crate) snapshot: Option<Box<Snapshot>>,
    pub(crate) calls: Calls,
    pub(crate) events: Pane,
    pub(crate) link: Link,
    pub(crate) dialog: Option<Dialog>,
    pub(crate) message: Option<Message>,
    pub(crate) history: History,
    pub(crate) team: Team,
    pub(crate) leaving: Leaving,
    pub(super) chosen: Chosen,
    pub(crate) demo: bool,
    under_way: Vec<(CommandId, Verb, Option<String>)>,
    /// Why the pending mode was asked for: no event tells it.
    pub(crate) pending_reason: Option<String>,
    pub(super) told_to_end: u32,
    pub(super) effects: Vec<Effect>,
    pub(crate) now: Now,
}

/// How long a message stays.
const SHOWN: Duration = Duration::from_secs(12);

impl App {
    pub(crate) fn new(language: Language, known: &Known, link: Link, team: Vec<AgentId>, now: Now) -> Self {
        Self {
            language,
            at_desk: false,
            login: Login::new(known),
            tab: Tab::Phone,
            snapshot: None,
            calls: Calls::default(),
            events: Pane::default(),
            link,
            dialog: None,
            message: None,
            history: History::default(),
            team: Team::new(team),
            leaving: Leaving::No,
            chosen: Chosen::default(),
            demo: false,
            under_way: Vec::new(),
            pending_reason: None,
            told_to_end: 0,
            effects: Vec::new(),
            now,
        }
    }

    /// Takes an input, and says what is to be done.
    pub(crate) fn handle(&mut self, now: Now, input: Input) -> Vec<Effect> {
        self.now = now;
        match input {
            Input::Key(key) => self.key(key),
            Input::Paste(text) => self.paste(&text),
            Input::Press(press) => self.press(press),
            Input::Scroll { older } => self.scroll(older),
            Input::Notice(notice) => self.notice(notice),
            Input::Snapshot(snapshot) => self.state_is(snapshot),
            Input::Begun { id, verb, reason } => self.under_way.push((id, verb, reason)),
            Input::NotBegun(why) => {
                self.login.under_way = false;
                self.login.trouble = Some(why.said());
            }
            Input::Team(rows) => self.team.are(rows),
            Input::Watching(Ok(())) => self.team.watching = Watching::Yes,
            Input::Watching(Err(why)) => self.team.watching = Watching::Failed(why),
            Input::Trouble(why) => self.say(Tone::Bad, why),
            Input::ToldToEnd => self.leave_as_told(),
            Input::Tick => {}
        }
        if self
            .message
            .as_ref()
            .is_some_and(|message| message.until <= now.monotonic)
        {
            self.message = None;
        }
        self.go_on_leaving();
        std::mem::take(&mut self.effects)
    }

    /// Whether a command of this kind is not settled yet.
    pub(crate) fn is_under_way(&self, verb: Verb) -> bool {
        self.under_way.iter().any(|(_, other, _)| *other == verb)
    }

    pub(crate) fn is_in_a_call(&self) -> bool {
        self.snapshot
            .as_ref()
            .is_some_and(|snapshot| !snapshot.calls.is_empty())
    }

    /// Says something at the bottom, and writes it among the events.
    pub(super) fn say(&mut self, tone: Tone, text: Said) {
        let text = Said::of(|language| clean(text.in_language(language)));
        self.events.add(self.now.clock, tone, text.clone());
        self.show(tone, text);
    }

    /// Says something at the bottom.
    pub(super) fn show(&mut self, tone: Tone, text: Said) {
        self.message = Some(Message {
            text,
            tone,
            is_news: false,
            until: self.now.monotonic + SHOWN,
        });
    }

    /// Says something at the bottom that stays when a command succeeds.
    fn tell(&mut self, text: Said) {
        self.show(Tone::Note, text);
        if let Some(message) = &mut self.message {
            message.is_news = true;
        }
    }

    /// The chosen button.
    pub(crate) fn chosen(&self) -> Chosen {
        self.chosen
    }

    pub(super) fn choose(&mut self, button: Option<usize>) {
        self.chosen = Chosen {
            button,
            asks_why: true,
        };
    }

    fn state_is(&mut self, snapshot: Box<Snapshot>) {
        let could = self.can_push();
        let before = self.calls.chosen().map(|shown| shown.number);
        self.calls.are(&snapshot.calls, self.now.monotonic);
        let chosen = self.calls.chosen();
        if chosen.map(|shown| shown.number) != before && self.tab == Tab::Phone {
            // Enter answers what rings; nothing else is chosen unasked.
            let rings = chosen.is_some_and(|shown| shown.call.leg == ConnectionState::Alerting);
            self.choose(rings.then_some(0));
        }
        let is_logged_in = matches!(snapshot.phase, SessionPhase::LoggedIn | SessionPhase::LoggingOut);
        if is_logged_in && !self.at_desk {
            self.at_desk = true;
            self.login.under_way = false;
            self.login.trouble = None;
            self.login.forget_password();
            self.message = None;
            // What is known of others comes by events alone: the sooner, the more.
            self.begin_to_watch();
        }
        if self.at_desk && snapshot.phase == SessionPhase::LoggedOut {
            self.at_desk = false;
            self.dialog = None;
            self.tab = Tab::Phone;
            self.team.watching = Watching::No;
            self.team.rows.clear();
            let end = snapshot.session_end;
            self.login.trouble = Some(Said::of(|language| {
                let end = end.map(|end| words::session_end(end, language));
                end.unwrap_or(Word::LogOutFirst.of(language)).to_owned()
            }));
        }
        let agent = snapshot.agent.as_ref();
        if agent.is_none_or(|agent| agent.pending_mode.is_none()) {
            self.pending_reason = None;
        }
        if matches!(self.dialog, Some(Dialog::Leave)) && snapshot.calls.is_empty() {
            self.dialog = None;
        }
        self.snapshot = Some(snapshot);
        // It was chosen to be done, and not to ask why not.
        if could && !self.can_push() {
            self.chosen.asks_why = false;
        }
    }

    /// Whether what the chosen button says can be done.
    fn can_push(&self) -> bool {
        let offers = self.offers();
        let chosen = self.chosen.button.and_then(|at| offers.get(at));
        chosen.is_some_and(|offer| offer.refusal.is_none())
    }

    fn notice(&mut self, notice: Notice) {
        match notice {
            Notice::Event(event) => self.event(&event),
            Notice::Log(line) if line.kind == LogKind::Log => {}
            Notice::Log(line) => self.events.add(self.now.clock, Tone::Bad, library::said(&line)),
            Notice::Settled { id, outcome } => self.settled(id, &outcome),
            Notice::AskLogin { rejection, .. } => {
                let sentence = |language| clean(&rejection.sentence(language));
                self.dialog = Some(Dialog::TakeOver(Said::of(sentence)));
            }
            Notice::Lagged { missed, .. } => {
                self.say(Tone::Bad, events::missed(missed));
            }
            _ => {}
        }
    }

    fn event(&mut self, event: &Event) {
        if let Body::LinkChanged(changed) = event.body() {
            self.link.changed(changed.state, self.now.monotonic);
        }
        let attempts = match event.body() {
            Body::LinkChanged(_) => self.link.attempts(),
            _ => None,
        };
        let cleared = match event.body() {
            Body::CallCleared(cleared) => Some(cleared),
            _ => None,
        };
        let end = cleared.and_then(|cleared| cleared.end_reason);
        let name = event.call_id().and_then(|id| self.calls.name(&id.to_owned()));
        if let Some(end) = end.filter(|end| words::is_news(*end)) {
            let who = cleared.and_then(|cleared| cleared.party_device.as_ref());
            let who = who.map(|who| clean(who.number()));
            // With two calls it matters which.
            let which: Vec<String> = name.iter().cloned().chain(who).collect();
            let which = which.join(" ");
            self.tell(Said::of(|language| match words::call_end(end, language) {
                end if which.is_empty() => end.to_owned(),
                end => words::about(&which, end, language),
            }));
        }
        let name = name.map_or_else(String::new, |name| format!(" {name}"));
        let (tone, _) = events::words(event, self.language);
        let text = Said::of(|language| {
            let what = match (end, attempts) {
                (Some(end), _) => words::call_end(end, language).to_owned(),
                (None, None) => events::words(event, language).1,
                (None, Some((number, of))) => {
                    let attempt = words::attempt(number, of, language);
                    format!("{}, {attempt}", events::words(event, language).1)
                }
            };
            format!("{what}{name}")
        });
        self.events.add(self.now.clock, tone, text);
    }

    fn settled(&mut self, id: CommandId, outcome: &Outcome) {
        let at = self.under_way.iter().position(|(known, ..)| *known == id);
        let Some((_, verb, reason)) = at.map(|at| self.under_way.remove(at)) else {
            return;
        };
        let labelled = |what: &dyn Fn(Language) -> String| {
            Said::of(|language| {
                let label = words::verb(verb, language).trim_end_matches('…');
                words::about(label, &what(language), language)
            })
        };
        let sentence = |language| match outcome {
            Outcome::Confirmed(_) | Outcome::AlreadySo => None,
            Outcome::Rejected(error) => {
                let status = error
                    .status()
                    .map_or_else(String::new, |status| format!(" ({status})"));
                Some(format!("{}{status}", error.sentence(language)))
            }
            Outcome::Unknown(unknown) => Some(unknown.sentence(language)),
        };
        let failure = |language| sentence(language).unwrap_or_default();
        if verb == Verb::Login {
            self.login.under_way = false;
            self.dialog = self
                .dialog
                .take()
                .filter(|dialog| !matches!(dialog, Dialog::TakeOver(_)));
            let refused = matches!(outcome, Outcome::Rejected(error) if error.status() == Some(401));
            if refused {
                self.login.forget_password();
            }
            if !outcome.is_good() {
                self.login.trouble = Some(Said::of(|language| clean(&failure(language))));
            }
            return;
        }
        match outcome {
            Outcome::Confirmed(confirmation) => {
                self.message = self.message.take().filter(|message| message.is_news);
                match &confirmation.reply {
                    Reply::CallData(data) => {
                        let entries = data.entries.iter();
                        let entries = entries.map(|entry| format!("{}={}", entry.key, entry.value));
                        let entries = entries.collect::<Vec<String>>().join("  ");
                        self.say(Tone::Good, labelled(&|_| entries.clone()));
                    }
                    Reply::PendingMode(_) => {
                        self.pending_reason = reason;
                        self.say(Tone::Good, Word::PendingMode.said());
                    }
                    _ => {
                        let done = labelled(&|language| Word::Done.of(language).to_owned());
                        self.events.add(self.now.clock, Tone::Good, done);
                    }
                }
            }
            Outcome::AlreadySo => {
                let already = labelled(&|language| Word::AlreadySo.of(language).to_owned());
                self.show(Tone::Note, already);
            }
            _ => self.say(Tone::Bad, labelled(&failure)),
        }
    }

    /// Whether it is to end, and nobody can tell it any more that the call is over.
    pub(super) fn is_given_up(&self) -> bool {
        let is_leaving = matches!(self.leaving, Leaving::WhenOver | Leaving::HangingUp { .. });
        let at = self.link.given_up_at().filter(|_| is_leaving);
        at.is_some_and(|at| at <= self.now.monotonic)
    }

    fn go_on_leaving(&mut self) {
        let Some(snapshot) = &self.snapshot else { return };
        if matches!(self.leaving, Leaving::WhenOver | Leaving::HangingUp { .. }) && snapshot.calls.is_empty()
        {
            self.end();
            return;
        }
        if self.is_given_up() {
            self.effects.push(Effect::Leave);
            return;
        }
        let busy = !self.under_way.is_empty();
        if let Some(command) = self.leaving.step(snapshot, busy, self.now.monotonic) {
            self.effects.push(Effect::Begin(command));
        }
    }

    /// Logs out and ends.
    pub(super) fn end(&mut self) {
        self.leaving = Leaving::LoggingOut;
        self.dialog = None;
        self.effects.push(Effect::End);
    }

    /// Whether an agent hears a call ring.
    pub(crate) fn rings(&self) -> bool {
        let mut calls = self.calls.shown.iter();
        calls.any(|shown| shown.call.leg == ConnectionState::Alerting)
    }
}

/// A key with Ctrl.
pub(super) fn is_control(key: &KeyEvent) -> bool {
    key.modifiers.contains(KeyModifiers::CONTROL)
}
