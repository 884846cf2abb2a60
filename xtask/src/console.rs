//! What is shown, line by line. While stages run side by side, each line begins with the name of its stage.

use std::cell::Cell;
use std::fmt::Display;

thread_local! {
    static STAGE: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// From now on, what this thread shows is of `stage`, and others show something meanwhile.
pub(crate) fn share(stage: &'static str) {
    STAGE.set(Some(stage));
}

/// The stage of this thread, where others show something meanwhile.
pub(crate) fn stage() -> Option<&'static str> {
    STAGE.get()
}

/// Shows a text of one line or more.
pub(crate) fn show(text: impl Display) {
    show_of(stage(), text);
}

/// As [`show`], from a thread that works for a stage.
pub(crate) fn show_of(stage: Option<&'static str>, text: impl Display) {
    println!("{}", shown(stage, &text.to_string()));
}

fn shown(stage: Option<&'static str>, text: &str) -> String {
    match stage {
        None => text.to_owned(),
        Some(stage) => {
            let lines = text.split('\n').map(|line| format!("{stage:<12} {line}"));
            lines
                .map(|line| line.trim_end().to_owned())
                .collect::<Vec<_>>()
                .join("\n")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_shown_as_they_are_or_each_with_its_stage() {
        assert_eq!(shown(None, "a \n\nb"), "a \n\nb");
        assert_eq!(
            shown(Some("rust"), "a\n\nb"),
            "rust         a\nrust\nrust         b"
        );
    }
}
