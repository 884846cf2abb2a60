//! The parts of a line: which it must have, and which it may.

use crate::conformance::line::Line;

/// Or what is wrong.
pub(in crate::conformance) type Checked = Result<(), String>;

/// A line has these parts, may have those, and has no others; `#` stands for any number.
pub(super) fn parts(line: &Line, needed: &[&str], allowed: &[&str]) -> Checked {
    for name in needed {
        if line.get(name).is_none() {
            return Err(format!("`{}` without {name}", line.word()));
        }
    }
    for (name, _) in line.parts() {
        let general = without_numbers(name);
        let known = needed.contains(&name) || allowed.contains(&name) || allowed.contains(&&*general);
        if !known {
            return Err(format!("`{}` has no part {name}", line.word()));
        }
    }
    Ok(())
}

fn without_numbers(name: &str) -> String {
    let words = name.split('.').map(|word| match word.parse::<usize>() {
        Ok(_) => "#",
        Err(_) => word,
    });
    words.collect::<Vec<_>>().join(".")
}

/// A part that is one of these words.
pub(super) fn one_of(line: &Line, name: &str, words: &[&str]) -> Checked {
    match line.get(name) {
        Some(value) if words.contains(&value) => Ok(()),
        value => Err(format!("`{}`: {name} cannot be {value:?}", line.word())),
    }
}
