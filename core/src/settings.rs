//! The application's settings: what the manual's `setConfig` takes.

use serde::{Deserialize, Serialize};

use crate::environment::Environment;

/// The settings of `setConfig` (manual, section 2.1), with its names in JSON and its defaults.
///
/// A field that is not given keeps its default; an unknown one is passed over, as the manual's client does.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Log in detail. Default: `false`.
    pub debug: bool,
    /// Log each STOMP frame. Default: `false`.
    pub use_ws_log: bool,
    /// Answer an incoming call at once. Default: `true`.
    pub auto_answer: bool,
    /// Report failures also as log events of type `alert`, for a program that shows them. Default: `true`.
    pub use_error_alert: bool,
    /// The CSS class of elements that are dialled when clicked. It belongs to a web page and has no meaning
    /// here; it is kept so that a settings file of such a page can be read and written back. Default:
    /// `well-canBeCalled`.
    pub click_call_class: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            debug: false,
            use_ws_log: false,
            auto_answer: true,
            use_error_alert: true,
            click_call_class: "well-canBeCalled".to_owned(),
        }
    }
}

impl Settings {
    /// The defaults, with the environment's own choice of answering at once.
    pub fn for_environment(environment: &Environment) -> Self {
        Self {
            auto_answer: environment.auto_answer,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Dialect;

    #[test]
    fn an_empty_object_is_the_defaults() {
        let read: Settings = serde_json::from_str("{}").unwrap();
        assert_eq!(read, Settings::default());
        assert!(!read.debug && !read.use_ws_log && read.auto_answer && read.use_error_alert);
    }

    #[test]
    fn the_manual_s_names_are_read_and_written() {
        let text =
            r#"{"debug":true,"useWsLog":true,"autoAnswer":false,"useErrorAlert":false,"clickCallClass":"x"}"#;
        let read: Settings = serde_json::from_str(text).unwrap();
        assert!(read.debug && read.use_ws_log && !read.auto_answer && !read.use_error_alert);
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        assert!(serde_json::from_str::<Settings>(r#"{"debug":"yes"}"#).is_err());
    }

    #[test]
    fn the_environment_chooses_auto_answer() {
        let aws = Environment::preset("AWS-PRO", Dialect::V4).unwrap();
        assert!(!Settings::for_environment(&aws).auto_answer);
    }
}
