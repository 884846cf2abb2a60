//! The tables of the guide: what stands between two marks in a page.

use std::fmt::Write as _;
use std::path::Path;

use crate::table::{Reason, Vocabulary};

pub(crate) fn files(vocabulary: &Vocabulary, root: &Path) -> Result<Vec<(&'static str, String)>, String> {
    let path = "docs/errors.md";
    let page = std::fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
    let reasons = &vocabulary.reasons;
    let page = put(&page, "refusals", &refusals(&reasons.refusal))?;
    let page = put(&page, "statuses", &statuses(&reasons.status))?;
    let page = put(&page, "unknown", &refusals(&reasons.unknown))?;
    for list in vocabulary.lists.iter().filter(|list| list.name == "AnomalyKind") {
        if let Some(word) = list
            .words
            .iter()
            .find(|word| !page.contains(&format!("`{}`", word.word)))
        {
            return Err(format!("{path} says nothing of the anomaly `{}`", word.word));
        }
    }
    Ok(vec![(path, page)])
}

/// The page with this between `<!-- name -->` and `<!-- /name -->`.
pub(crate) fn put(page: &str, name: &str, text: &str) -> Result<String, String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let parts = page
        .split_once(&begin)
        .and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("no marks of `{name}` in the page"))?;
    Ok(format!("{before}{begin}\n{text}\n{end}{after}"))
}

fn refusals(reasons: &[Reason]) -> String {
    let mut out = String::from("| in Rust | code | meaning | what to do |\n|---|---|---|---|\n");
    for reason in reasons {
        let with = match &reason.with {
            Some(with) => match &with.name {
                Some(name) => format!(" {{ {name} }}"),
                None => "(text)".to_owned(),
            },
            None => String::new(),
        };
        let doc = reason.doc.trim_start_matches("Unknown: ");
        let _ = writeln!(
            out,
            "| `{}{with}` | `{}` | {} | {} |",
            reason.id,
            reason.code,
            sentence(doc),
            reason.todo
        );
    }
    out
}

fn statuses(reasons: &[Reason]) -> String {
    let mut out = String::from("| status | in Rust | code | meaning | what to do |\n|---|---|---|---|---|\n");
    for reason in reasons {
        let (status, doc) = match (reason.doc.split_once(": "), reason.statuses) {
            (Some((status, doc)), Some(_)) => (status, doc),
            _ if reason.code == "other" => ("other, none", reason.doc.as_str()),
            _ => ("2xx", reason.doc.as_str()),
        };
        let (id, code, todo) = (&reason.id, &reason.code, &reason.todo);
        let _ = writeln!(
            out,
            "| {status} | `{id}` | `{code}` | {} | {todo} |",
            sentence(doc)
        );
    }
    out
}

/// One sentence in a table's cell has no capital and no full stop.
fn sentence(text: &str) -> String {
    let one = text.strip_suffix('.').filter(|one| !one.contains(". "));
    let Some(text) = one else {
        return text.to_owned();
    };
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}
