//! The stages of `cargo xtask test`. A new language is one file here and its rows in [`ALL`].

mod android;
mod c;
mod conformance;
mod demo;
mod hygiene;
pub(crate) mod kotlin;
mod python;
mod rust;
mod stage;
mod swift;
mod windows;

pub(crate) use stage::Stage;

/// In the order in which they run: first what fails fast.
pub(crate) static ALL: &[Stage] = &[
    rust::FORMAT,
    hygiene::HYGIENE,
    rust::LINT,
    rust::DOC,
    rust::RUST,
    rust::EXAMPLES,
    rust::BENCHES,
    demo::DEMO,
    python::PYTHON_PACKAGE,
    kotlin::KOTLIN,
    android::ANDROID,
    swift::SWIFT,
    c::C,
    c::MEMCHECK,
    c::SANITIZE,
    windows::WINDOWS,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_cannot_be_taken_for_options() {
        for (at, stage) in ALL.iter().enumerate() {
            assert!(!stage.name.starts_with('-'));
            assert!(
                ALL.iter().skip(at + 1).all(|other| other != stage),
                "{}",
                stage.name
            );
        }
    }
}
