//! What crosses crates; see the folder `tests/`.
