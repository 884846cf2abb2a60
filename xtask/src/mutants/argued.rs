//! Mutants that are no faults: the list in `argued.txt`, each with the reason why no test can tell it from the code.
//!
//! A mutant is known by its file, what it changes, and the function; of several that read alike there, by which of how many
//! it is. So the list outlives other changes of a file, and an entry that is not true any more is an error.

/// An entry is a line `<file>: <mutation>`, with ` (<which> of <how many>)` where there are several, and an indented line
/// that says why.
const LIST: &str = include_str!("argued.txt");

/// One entry.
#[derive(Debug, PartialEq)]
struct Argued<'a> {
    /// As cargo-mutants names it, but without line and column.
    name: &'a str,
    /// Which of how many.
    place: (usize, usize),
}

/// Takes out of all mutants, which are in the order of their places, those of the list.
///
/// # Errors
/// An entry is not of this form, has no reason, or is none of these mutants.
pub(super) fn without_argued(all: Vec<String>) -> Result<Vec<String>, String> {
    subtract(all, LIST)
}

fn subtract(mut all: Vec<String>, list: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> = all.iter().map(|mutant| without_place(mutant)).collect();
    let mut argued = Vec::new();
    for entry in read(list)? {
        let is_it = |(_, name): &(usize, &String)| **name == entry.name;
        let alike: Vec<usize> = names
            .iter()
            .enumerate()
            .filter(is_it)
            .map(|(index, _)| index)
            .collect();
        let (which, of) = entry.place;
        match alike.get(which.wrapping_sub(1)) {
            Some(index) if of == alike.len() => argued.push(*index),
            _ => {
                let found = alike.len();
                return Err(format!(
                    "argued.txt: {} ({which} of {of}): there are {found} such mutants. Look at it anew",
                    entry.name
                ));
            }
        }
    }
    let mut index = 0..;
    all.retain(|_| index.next().is_some_and(|index| !argued.contains(&index)));
    Ok(all)
}

/// `<file>:<line>:<column>: <mutation>` without line and column.
fn without_place(mutant: &str) -> String {
    let mut parts = mutant.splitn(4, ':');
    let file = parts.next().unwrap_or_default();
    format!("{file}:{}", parts.nth(2).unwrap_or_default())
}

fn read(list: &str) -> Result<Vec<Argued<'_>>, String> {
    let is_text = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let mut lines = list.lines().filter(is_text);
    let mut entries = Vec::new();
    while let Some(line) = lines.next() {
        let reason = lines.next().filter(|reason| reason.starts_with("    "));
        if line.starts_with(' ') || reason.is_none() {
            return Err(format!(
                "argued.txt: {line}: an entry is a mutant, and an indented line that says why"
            ));
        }
        entries.push(entry(line).unwrap_or(Argued {
            name: line,
            place: (1, 1),
        }));
    }
    Ok(entries)
}

/// An entry that tells which of how many.
fn entry(line: &str) -> Option<Argued<'_>> {
    let (name, place) = line.strip_suffix(')')?.rsplit_once(" (")?;
    let (which, of) = place.split_once(" of ")?;
    let place = (which.parse().ok()?, of.parse().ok()?);
    Some(Argued { name, place })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MUTANTS: [&str; 4] = [
        "core/src/a.rs:3:9: replace A::b -> Option<(u8)> with None",
        "core/src/a.rs:4:12: replace < with <= in A::b",
        "core/src/a.rs:7:12: replace < with <= in A::b",
        "core/src/b.rs:4:12: replace < with <= in A::b",
    ];

    fn left(list: &str) -> Result<Vec<String>, String> {
        subtract(MUTANTS.map(str::to_owned).to_vec(), list)
    }

    #[test]
    fn what_is_argued_is_not_tried() {
        let list = "# why\n\ncore/src/a.rs: replace A::b -> Option<(u8)> with None\n    It is.\n\
            core/src/a.rs: replace < with <= in A::b (2 of 2)\n    The same.\n";
        assert_eq!(left(list).unwrap(), [MUTANTS[1], MUTANTS[3]]);
        assert_eq!(left("").unwrap(), MUTANTS);
    }

    #[test]
    fn an_entry_that_is_no_mutant_any_more_is_an_error() {
        for entry in [
            "core/src/a.rs: replace < with <= in A::c",
            "core/src/a.rs: replace < with <= in A::b",
            "core/src/a.rs: replace < with <= in A::b (2 of 3)",
            "core/src/b.rs: replace < with <= in A::b (0 of 1)",
        ] {
            let error = left(&format!("{entry}\n    The same.\n")).unwrap_err();
            assert!(error.contains("Look at it anew"), "{error}");
        }
    }

    #[test]
    fn an_entry_has_a_reason() {
        for list in [
            "core/src/b.rs: replace < with <= in A::b\n",
            "    The same.\n",
            "core/src/b.rs: replace < with <= in A::b\nThe same.\n",
        ] {
            assert!(left(list).unwrap_err().contains("says why"), "{list}");
        }
    }

    #[test]
    fn the_list_can_be_read() {
        read(LIST).unwrap();
    }
}
