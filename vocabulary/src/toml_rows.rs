//! Tables of a file, and their rows in order.

use serde::Deserialize;
use toml::Table;

/// A file.
pub(crate) fn table(file: &str, text: &str) -> Result<Table, String> {
    text.parse().map_err(|error| format!("{file}: {error}"))
}

/// One table of a file.
pub(crate) fn take(table: &mut Table, key: &str) -> Result<Table, String> {
    match table.remove(key) {
        Some(toml::Value::Table(found)) => Ok(found),
        _ => Err(format!("there is no table [{key}]")),
    }
}

/// The rows of a table in their order, each with its key.
pub(crate) fn rows<T: for<'de> Deserialize<'de>>(
    table: Table,
    name: impl Fn(&mut T, String),
) -> Result<Vec<T>, String> {
    let rows = table.into_iter().map(|(key, row)| {
        let mut row: T = row.try_into().map_err(|error| format!("{key}: {error}"))?;
        name(&mut row, key);
        Ok(row)
    });
    rows.collect()
}
