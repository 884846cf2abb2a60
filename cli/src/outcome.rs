//! How a command ended, in a few words.

use wellclient::{Evidence, Language, Outcome};

use crate::print::clean;

/// In a few words.
pub(crate) fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Confirmed(confirmation) => {
            format!("confirmed by {}", evidence_words(&confirmation.evidence))
        }
        Outcome::AlreadySo => "already so".to_owned(),
        Outcome::Rejected(error) => {
            let status = error
                .status()
                .map_or_else(String::new, |status| format!(" {status}"));
            format!("rejected{status}: {}", clean(&error.sentence(Language::En)))
        }
        Outcome::Unknown(unknown) => format!("unknown: {}", clean(&unknown.sentence(Language::En))),
    }
}

fn evidence_words(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Event(name) => clean(name),
        Evidence::Reply => "the reply".to_owned(),
        Evidence::State => "the server's account of its state".to_owned(),
    }
}
