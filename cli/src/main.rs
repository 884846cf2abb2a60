//! The `wellclient` program.
fn main() {}
