//! The stages of `cargo xtask test`. A new language is one file here and its rows in [`ALL`].

mod android;
mod brokers;
mod browser;
mod c;
mod conformance;
mod demo;
mod guide;
mod hygiene;
pub(crate) mod instructions;
pub(crate) mod kotlin;
mod linking;
mod package;
mod python;
mod rust;
mod snippets;
mod stage;
mod swift;
mod windows;

pub(crate) use brokers::RABBITMQ;
pub(crate) use rust::{AS_TESTED, C_COMPILER, CARGO};
pub(crate) use stage::Stage;

/// In the order in which they run: first what fails fast. Those of [`BESIDE`] are a row of their own.
pub(crate) static ALL: &[Stage] = &[
    rust::FORMAT,
    hygiene::HYGIENE,
    rust::LINT,
    rust::DOC,
    rust::RUST,
    rust::MODEL,
    rust::EXAMPLES,
    rust::BENCHES,
    instructions::INSTRUCTIONS,
    demo::DEMO,
    browser::BROWSER,
    python::PYTHON_PACKAGE,
    kotlin::KOTLIN,
    android::ANDROID,
    swift::SWIFT,
    c::C,
    c::MEMCHECK,
    // Late, when the other row is through: a broker that gets no processor for seconds takes its clients for dead.
    brokers::BROKERS,
    c::SANITIZE,
    windows::WINDOWS,
    package::PACKAGE,
];

/// Those that run beside the others, in the same order. They build in folders of their own, so that neither row finds replaced
/// what it is about to run, and have nothing to do with Maven, whose cache is for one at a time.
pub(crate) const BESIDE: [&str; 5] = ["model", "instructions", "sanitize", "windows", "package"];

/// Those of a newcomer's first run, in the same order: they need Rust, a C compiler, git, haproxy and tinyproxy.
pub(crate) const QUICK: [&str; 3] = ["format", "hygiene", "rust"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_stage_has_the_name_of_a_group() {
        assert!(ALL.iter().all(|stage| stage.name != "quick"));
    }

    #[test]
    fn those_beside_are_stages() {
        for name in BESIDE {
            assert!(ALL.iter().any(|stage| stage.name == name), "{name}");
        }
    }

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
