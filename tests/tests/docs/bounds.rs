//! The table of bounds: each row names a test, and that test is there.

use std::path::Path;

#[test]
fn every_bound_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let page = std::fs::read_to_string(root.join("docs/bounds.md")).unwrap();
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| what |"))
        .collect();
    assert!(rows.len() > 40, "{}", rows.len());
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [_, _, _, test] = cells.as_slice() else {
            panic!("{row}")
        };
        let (file, name) = test.split_once(": ").unwrap_or_else(|| panic!("{row}"));
        let (file, name) = (file.trim_matches('`'), name.trim_matches('`'));
        let text = std::fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(text.contains(&format!("fn {name}(")), "no test {name} in {file}");
    }
}
