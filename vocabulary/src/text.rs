//! Names and comments as each language writes them.

/// `notReady` or `NotReady` as `not_ready`; a path's `.` is one, too.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.chars().enumerate() {
        if letter == '.' {
            out.push('_');
        } else if letter.is_uppercase() {
            if at > 0 {
                out.push('_');
            }
            out.extend(letter.to_lowercase());
        } else {
            out.push(letter);
        }
    }
    out
}

/// `notReady` as `NotReady`.
pub(crate) fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// `NotReady` as `NOT_READY`.
pub(crate) fn shout(name: &str) -> String {
    snake(name).to_uppercase()
}

/// A comment of one paragraph, in lines of at most 110 columns.
pub(crate) fn comment(indent: usize, mark: &str, text: &str) -> String {
    let width = 110 - indent - mark.len();
    let mut out = String::new();
    for line in wrap(text, width) {
        out += &format!("{:indent$}{mark}{line}\n", "");
    }
    out
}

/// Lines of at most so many columns.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is one from the start");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines
}

/// With a capital first.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_in_each_way() {
        assert_eq!(snake("originCallInfo.callId"), "origin_call_info_call_id");
        assert_eq!(
            (pascal("held"), shout("WorkNotReady")),
            ("Held".into(), "WORK_NOT_READY".into())
        );
    }

    #[test]
    fn comments_are_wrapped_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(comment(4, "/// ", "Done."), "    /// Done.\n");
    }
}
