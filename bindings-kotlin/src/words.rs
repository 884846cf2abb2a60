//! What a failed code means, and the words of modes.

use client::core::event::FailedCode;

use crate::vocabulary::CallFailure;

/// What a `failedCode` means: that of the event `failed`, or of a call's snapshot.
#[uniffi::export]
pub fn call_failure(failed_code: &str) -> CallFailure {
    FailedCode::from(failed_code).into()
}

#[cfg(test)]
mod tests {
    use client::AgentMode as Mode;

    use super::*;
    use crate::vocabulary::AgentMode;

    #[test]
    fn a_failed_code_has_a_meaning() {
        assert_eq!(call_failure("11"), CallFailure::NoAnswer);
        assert_eq!(call_failure("14"), CallFailure::Unknown);
        assert_eq!(call_failure("99"), CallFailure::Other);
    }

    #[test]
    fn a_mode_s_text_is_the_server_s_word() {
        for word in [
            "Ready",
            "NotReady",
            "WorkNotReady",
            "Allocated",
            "Logout",
            "Unknown",
            "Lunch",
        ] {
            assert_eq!(AgentMode::from(&Mode::from(word)).to_string(), word);
        }
    }
}
