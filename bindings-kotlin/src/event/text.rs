//! Words of the server, as text.

/// A word or text that may be absent.
pub(super) fn text<T: ToString>(of: &Option<T>) -> Option<String> {
    of.as_ref().map(ToString::to_string)
}
