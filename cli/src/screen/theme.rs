//! How things look, with colours and without: what colour says is said by words or brackets, too.

use ratatui::style::{Color, Modifier, Style};

/// How things look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Theme {
    colour: bool,
}

impl Theme {
    pub(crate) const COLOURS: Self = Self { colour: true };
    pub(crate) const PLAIN: Self = Self { colour: false };

    /// Without colours where `NO_COLOR` is set to anything, and on a terminal that has none: a VT100 and its like.
    pub(crate) fn of_environment() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let has_none = std::env::var("TERM").is_ok_and(|term| term.starts_with("vt"));
        match unwanted || has_none {
            true => Self::PLAIN,
            false => Self::COLOURS,
        }
    }

    fn coloured(self, colour: Color, plain: Modifier) -> Style {
        match self.colour {
            true => Style::new().fg(colour),
            false => Style::new().add_modifier(plain),
        }
    }

    /// Headings, and what is meant.
    pub(crate) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What matters less.
    pub(crate) fn dim(self) -> Style {
        self.coloured(Color::DarkGray, Modifier::DIM)
    }

    /// What is as it should be.
    pub(crate) fn good(self) -> Style {
        self.coloured(Color::Green, Modifier::BOLD)
    }

    /// What is not.
    pub(crate) fn bad(self) -> Style {
        self.coloured(Color::Red, Modifier::BOLD)
            .add_modifier(Modifier::BOLD)
    }

    /// What deserves a look.
    pub(crate) fn note(self) -> Style {
        self.coloured(Color::Yellow, Modifier::empty())
    }

    /// What can be done.
    pub(crate) fn key(self) -> Style {
        self.coloured(Color::Cyan, Modifier::BOLD)
    }

    /// What is chosen.
    pub(crate) fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// What wants an answer now.
    pub(crate) fn urgent(self) -> Style {
        match self.colour {
            true => Style::new()
                .fg(Color::Black)
                .bg(Color::Yellow)
                .add_modifier(Modifier::BOLD),
            false => Style::new().add_modifier(Modifier::BOLD.union(Modifier::REVERSED)),
        }
    }

    /// The lines around things.
    pub(crate) fn frame(self) -> Style {
        self.dim()
    }
}
