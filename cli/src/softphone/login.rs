//! The log-in form.

use crossterm::event::{KeyCode, KeyEvent};
use wellclient::Secret;

use super::words::Word;
use crate::editor::Editor;
use crate::said::Said;

/// The fields, from top to bottom.
pub(crate) const FIELDS: [(Word, bool); 4] = [
    (Word::Server, false),
    (Word::Agent, false),
    (Word::Extension, false),
    (Word::Password, true),
];

/// The index of what follows the fields: whether to be ready.
pub(crate) const READY: usize = FIELDS.len();

/// What is typed in before anybody has typed.
#[derive(Clone, Default)]
pub(crate) struct Known {
    pub(crate) server: String,
    pub(crate) agent: String,
    pub(crate) ext: String,
    pub(crate) password: Option<Secret>,
    pub(crate) ready: bool,
}

impl Known {
    /// Whether nothing need be asked.
    pub(crate) fn is_all(&self) -> bool {
        let password = self.password.is_some();
        password
            && [&self.server, &self.agent, &self.ext]
                .iter()
                .all(|text| !text.is_empty())
    }
}

/// What is sent off.
pub(crate) struct Filled {
    pub(crate) server: String,
    pub(crate) agent: String,
    pub(crate) ext: String,
    pub(crate) password: Secret,
    pub(crate) ready: bool,
}

/// The form.
pub(crate) struct Login {
    pub(crate) fields: [Editor; FIELDS.len()],
    pub(crate) ready: bool,
    /// A field, or [`READY`].
    pub(crate) focus: usize,
    pub(crate) under_way: bool,
    /// Why it has not worked.
    pub(crate) trouble: Option<Said>,
}

/// What a key brings about.
pub(crate) enum Asked {
    Nothing,
    LogIn,
}

impl Login {
    pub(crate) fn new(known: &Known) -> Self {
        let password = known.password.as_ref().map_or("", |password| password.expose());
        let fields = [&known.server, &known.agent, &known.ext].map(|text| Editor::new(text));
        let [server, agent, ext] = fields;
        let fields = [server, agent, ext, Editor::new(password)];
        let focus = fields.iter().position(|field| field.text().is_empty());
        Self {
            focus: focus.unwrap_or(FIELDS.len() - 1),
            fields,
            ready: known.ready,
            under_way: false,
            trouble: None,
        }
    }

    pub(crate) fn key(&mut self, key: KeyEvent) -> Asked {
        match key.code {
            KeyCode::Enter => return Asked::LogIn,
            KeyCode::Tab | KeyCode::Down => self.focus = (self.focus + 1) % (READY + 1),
            KeyCode::BackTab | KeyCode::Up => self.focus = (self.focus + READY) % (READY + 1),
            KeyCode::Char(' ') if self.focus == READY => self.ready = !self.ready,
            _ => {
                if let Some(field) = self.fields.get_mut(self.focus) {
                    field.key(key);
                }
            }
        }
        Asked::Nothing
    }

    pub(crate) fn paste(&mut self, text: &str) {
        if let Some(field) = self.fields.get_mut(self.focus) {
            field.insert(text);
        }
    }

    /// What to log in with; the first field that is empty is chosen where there is one.
    pub(crate) fn filled(&mut self) -> Option<Filled> {
        if let Some(empty) = self
            .fields
            .iter()
            .position(|field| field.text().trim().is_empty())
        {
            self.focus = empty;
            return None;
        }
        let [server, agent, ext, password] = &self.fields;
        let trimmed = |field: &Editor| field.text().trim().to_owned();
        Some(Filled {
            server: trimmed(server),
            agent: trimmed(agent),
            ext: trimmed(ext),
            password: Secret::from(password.text().to_owned()),
            ready: self.ready,
        })
    }

    /// The password is needed no more, or was wrong.
    pub(crate) fn forget_password(&mut self) {
        if let Some(password) = self.fields.last_mut() {
            password.set("");
        }
        self.focus = FIELDS.len() - 1;
    }
}
