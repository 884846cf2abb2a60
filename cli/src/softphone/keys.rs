//! What keys, the mouse and signals do.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use wellclient::{AgentId, Command, Verb};

use super::app::{App, Dialog, Effect, LogIn, Press, Tab, is_control};
use super::ask::{Answer, Ask};
use super::events::Tone;
use super::leaving::Leaving;
use super::login::Asked;
use super::offer::Offer;
use super::offers::{self, Start};
use super::team::Watching;
use super::words::{self, Word};
use crate::said::Said;
use crate::server;

/// Lines that PgUp goes back.
const PAGE: usize = 10;

impl App {
    pub(super) fn key(&mut self, key: KeyEvent) {
        match key.code {
            KeyCode::Char('c') if is_control(&key) => return self.interrupt(),
            KeyCode::Char('l') if is_control(&key) => return self.effects.push(Effect::Redraw),
            KeyCode::F(2) => {
                self.language = match self.language {
                    wellclient::Language::En => wellclient::Language::Zh,
                    wellclient::Language::Zh => wellclient::Language::En,
                };
                return;
            }
            KeyCode::F(8) if self.demo => return self.effects.push(Effect::CallIn),
            KeyCode::F(9) if self.demo => return self.effects.push(Effect::CutLine),
            _ => {}
        }
        if self.leaving == Leaving::LoggingOut {
            return;
        }
        match self.dialog.take() {
            Some(dialog) => self.dialog_key(dialog, key),
            None if key.code == KeyCode::F(1) => self.dialog = Some(Dialog::Help),
            None if self.at_desk => self.desk_key(key),
            None => self.form_key(key),
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match &mut self.dialog {
            Some(Dialog::Ask(ask)) => ask.editor.insert(text),
            Some(_) => {}
            None if self.at_desk => {}
            None => self.login.paste(text),
        }
    }

    pub(super) fn press(&mut self, press: Press) {
        match press {
            Press::Key(key) => self.key(key),
            // What lies behind a dialog is not pressed.
            _ if self.dialog.is_some() => {}
            Press::Tab(tab) => self.go_to(tab),
            Press::Call(index) => self.calls.choose(index),
            Press::Agent(index) => self.team.chosen = index,
            Press::Field(index) => self.login.focus = index,
            Press::Button(index) => {
                self.choose(Some(index));
                self.push_button();
            }
        }
    }

    pub(super) fn scroll(&mut self, older: bool) {
        self.events.scroll(older, 3);
    }

    fn form_key(&mut self, key: KeyEvent) {
        if self.login.under_way {
            return;
        }
        match self.login.key(key) {
            Asked::Nothing => {}
            Asked::LogIn => self.log_in(),
        }
    }

    /// Logs in with what the form says.
    pub(super) fn log_in(&mut self) {
        match self.login.filled() {
            Some(filled) => {
                self.login.under_way = true;
                self.link.begin_anew();
                self.login.trouble = None;
                self.effects.push(Effect::LogIn(Box::new(LogIn(filled))));
            }
            None => self.login.trouble = Some(Word::AllFields.said()),
        }
    }

    fn desk_key(&mut self, key: KeyEvent) {
        let down = key.code == KeyCode::Down;
        match key.code {
            KeyCode::Tab => self.go_to(self.neighbour(1)),
            KeyCode::BackTab => self.go_to(self.neighbour(2)),
            KeyCode::Char('1') => self.go_to(Tab::Phone),
            KeyCode::Char('2') => self.go_to(Tab::Team),
            KeyCode::Char('3') => self.go_to(Tab::Events),
            KeyCode::Char('r') if is_control(&key) => {
                self.link.asked();
                self.effects.push(Effect::Reconnect);
            }
            KeyCode::Up | KeyCode::Down => match self.tab {
                Tab::Phone => self.calls.step(down),
                Tab::Team => self.team.step(down),
                Tab::Events => self.events.scroll(!down, 1),
            },
            KeyCode::Left | KeyCode::Right => self.next_button(key.code == KeyCode::Right),
            KeyCode::PageUp => self.events.scroll(true, PAGE),
            KeyCode::PageDown => self.events.scroll(false, PAGE),
            KeyCode::Enter => self.push_button(),
            KeyCode::Esc if self.leaving == Leaving::WhenOver => {
                self.leaving = Leaving::No;
                self.told_to_end = 0;
            }
            KeyCode::Esc => self.message = None,
            KeyCode::Char('q') => self.interrupt(),
            KeyCode::Char('?') => self.dialog = Some(Dialog::Help),
            KeyCode::Char('+') if self.tab == Tab::Team => {
                self.dialog = Some(Dialog::Ask(Box::new(Ask::new(Verb::Login, None, &[]))));
            }
            KeyCode::Char('-') | KeyCode::Delete if self.tab == Tab::Team => self.leave_out(),
            KeyCode::Char(c)
                if !key
                    .modifiers
                    .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) =>
            {
                let found = self.offers().iter().position(|offer| offer.key == c);
                if let Some(index) = found {
                    self.choose(Some(index));
                    self.push_button();
                }
            }
            _ => {}
        }
    }

    /// The buttons of what is shown.
    pub(crate) fn offers(&self) -> Vec<Offer> {
        match self.tab {
            Tab::Phone => offers::of_phone(self),
            Tab::Team => {
                let own = self.snapshot.as_deref();
                self.team
                    .offers(own, self.language, |verb| self.is_under_way(verb))
            }
            Tab::Events => Vec::new(),
        }
    }

    fn next_button(&mut self, right: bool) {
        let count = self.offers().len();
        if count > 0 {
            let next = match (self.chosen.button, right) {
                (None, true) => 0,
                (None, false) => count - 1,
                (Some(at), true) => (at + 1) % count,
                (Some(at), false) => (at.min(count) + count - 1) % count,
            };
            self.choose(Some(next));
        }
    }

    /// Does what the chosen button says, or says why not.
    fn push_button(&mut self) {
        let offers = self.offers();
        let Some(offer) = self.chosen.button.and_then(|at| offers.get(at)) else {
            return;
        };
        self.chosen.asks_why = offer.refusal.is_some();
        if let Some(why) = &offer.refusal {
            let said =
                Said::of(|language| words::about(offer.name(language), why.in_language(language), language));
            return self.show(Tone::Note, said);
        }
        if offer.under_way && offer.mode.is_none() {
            let said = Said::of(|language| {
                words::about(offer.name(language), Word::UnderWay.of(language), language)
            });
            return self.show(Tone::Note, said);
        }
        match self.tab {
            Tab::Team => {
                let own = self
                    .snapshot
                    .as_ref()
                    .and_then(|snapshot| snapshot.agent.as_ref());
                let command = own.and_then(|own| self.team.command(offer.verb, &own.device));
                if let Some(command) = command {
                    match self.team.doubt(offer.verb) {
                        Some(question) => self.dialog = Some(Dialog::Sure(question, command)),
                        None => self.begin(command),
                    }
                }
            }
            _ => match offers::start(offer, self) {
                Ok(Start::Command(command)) => self.begin(command),
                Ok(Start::Ask(ask)) => self.dialog = Some(Dialog::Ask(ask)),
                Err(why) => self.show(Tone::Note, why),
            },
        }
    }

    fn begin(&mut self, command: Command) {
        if let Some(number) = command.number() {
            let is_own = matches!(command, Command::ForceJoin { .. } | Command::ForceTake { .. });
            if !is_own {
                self.history.add(number);
            }
        }
        self.effects.push(Effect::Begin(command));
    }

    fn neighbour(&self, step: usize) -> Tab {
        let at = Tab::ALL.iter().position(|(tab, _)| *tab == self.tab).unwrap_or(0);
        let next = Tab::ALL.iter().cycle().nth(at + step);
        next.map_or(Tab::Phone, |(tab, _)| *tab)
    }

    fn go_to(&mut self, tab: Tab) {
        if self.tab != tab {
            self.choose(None);
        }
        self.tab = tab;
        if tab == Tab::Team {
            self.begin_to_watch();
        }
    }

    /// Watches the team, if there is one and it is not watched already.
    pub(super) fn begin_to_watch(&mut self) {
        let begins = matches!(self.team.watching, Watching::No | Watching::Failed(_));
        if begins && !self.team.agents.is_empty() {
            self.team.watching = Watching::Opening;
            self.effects.push(Effect::Watch(self.team.agents.clone()));
        }
    }

    /// More agents for the team: `5002@test.cc`, or `5002` of the own domain; several with commas between.
    /// What cannot be one stays in the prompt, with the reason.
    fn add_agents(&mut self, ask: &mut Ask) -> Result<(), Said> {
        let own = self
            .snapshot
            .as_ref()
            .and_then(|snapshot| snapshot.agent.as_ref());
        let own_domain = own.map_or("", |own| own.id.domain());
        let text = ask.editor.text().to_owned();
        let named = text.split([',', '，']).map(str::trim);
        let (mut agents, mut left, mut why) = (Vec::new(), Vec::new(), None);
        for text in named.filter(|text| !text.is_empty()) {
            match server::agent(text, own_domain) {
                Ok(agent) => agents.push(agent),
                Err(wrong) => {
                    left.push(text);
                    why = why.or(Some(wrong));
                }
            }
        }
        if agents.is_empty() {
            return Err(why.unwrap_or_else(|| Word::BadAgent.said()));
        }
        let is_new = |agent: &&AgentId| !self.team.agents.contains(agent);
        let new: Vec<AgentId> = agents.iter().filter(is_new).cloned().collect();
        self.team.agents.extend(new);
        if !matches!(self.team.watching, Watching::Yes) {
            self.team.watching = Watching::Opening;
        }
        self.effects.push(Effect::Watch(agents));
        ask.editor.set(&left.join(","));
        why.map_or(Ok(()), Err)
    }

    fn leave_out(&mut self) {
        let agent = self.team.row().and_then(|row| row.agent.as_ref());
        if let Some(agent) = agent.map(|agent| agent.id.clone()) {
            self.team.agents.retain(|known| *known != agent);
            self.effects.push(Effect::Unwatch(agent));
        }
    }

    fn dialog_key(&mut self, dialog: Dialog, key: KeyEvent) {
        let yes = matches!(key.code, KeyCode::Char('y' | 'Y') | KeyCode::Enter);
        let no = matches!(key.code, KeyCode::Char('n' | 'N') | KeyCode::Esc);
        match dialog {
            Dialog::Help => {}
            // Enter alone takes nobody's place.
            Dialog::TakeOver(_) if no => self.effects.push(Effect::AnswerAsk(false)),
            Dialog::TakeOver(_) if key.code != KeyCode::Enter && yes => {
                self.effects.push(Effect::AnswerAsk(true));
            }
            Dialog::Sure(_, _) if no => {}
            Dialog::Sure(_, command) if key.code != KeyCode::Enter && yes => self.begin(command),
            Dialog::Leave => match key.code {
                KeyCode::Char('w' | 'W') => self.leaving = Leaving::WhenOver,
                KeyCode::Char('h' | 'H') => {
                    self.told_to_end = 2;
                    self.leaving = Leaving::hang_up(self.now.monotonic);
                }
                KeyCode::Esc => self.told_to_end = 0,
                _ => self.dialog = Some(Dialog::Leave),
            },
            Dialog::Ask(ask) => self.ask_key(ask, key),
            unanswered => self.dialog = Some(unanswered),
        }
    }

    fn ask_key(&mut self, mut ask: Box<Ask>, key: KeyEvent) {
        match ask.key(key, &self.history) {
            Answer::Cancelled => return,
            Answer::Nothing => ask.trouble = None,
            Answer::Given if ask.verb == Verb::Login => match self.add_agents(&mut ask) {
                Ok(()) => return,
                Err(why) => ask.trouble = Some(why),
            },
            Answer::Given => match ask.command() {
                Ok(command) => return self.begin(command),
                Err(why) => ask.trouble = Some(why),
            },
        }
        self.dialog = Some(Dialog::Ask(ask));
    }

    /// Ctrl-C: asks while a call is up; again, hangs up; and again, leaves at once.
    fn interrupt(&mut self) {
        if !self.is_in_a_call() {
            return match self.leaving {
                Leaving::LoggingOut => self.leave_at_once(),
                _ => self.end(),
            };
        }
        self.told_to_end += 1;
        match self.told_to_end {
            1 => self.dialog = Some(Dialog::Leave),
            2 => {
                self.dialog = None;
                self.leaving = Leaving::hang_up(self.now.monotonic);
            }
            _ => self.leave_at_once(),
        }
    }

    fn leave_at_once(&mut self) {
        self.leaving = Leaving::No;
        self.effects.push(Effect::Leave);
    }

    /// A signal: nobody can be asked, so it ends when the call is over; told again, it hangs up; and again, it leaves.
    pub(super) fn leave_as_told(&mut self) {
        if !self.is_in_a_call() {
            return self.interrupt();
        }
        self.told_to_end += 1;
        match self.told_to_end {
            1 => self.leaving = Leaving::WhenOver,
            2 => self.leaving = Leaving::hang_up(self.now.monotonic),
            _ => self.leave_at_once(),
        }
    }
}
