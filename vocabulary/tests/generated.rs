//! What is committed is what the generator makes.

#[test]
fn every_generated_file_is_what_the_tables_say() {
    for (path, text) in wellclient_vocabulary::generate().unwrap() {
        let there = std::fs::read_to_string(wellclient_vocabulary::root().join(path)).unwrap_or_default();
        let other = there.lines().zip(text.lines()).position(|(is, made)| is != made);
        assert!(
            there == text,
            "{path} differs from the tables, first in line {}: `cargo xtask generate` writes it",
            other.map_or(there.lines().count().min(text.lines().count()), |line| line) + 1
        );
    }
}
