//! What type the values of a field have.

/// What type a [`Field`](super::Field) has; the same in every event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FieldType {
    /// A text.
    Text,
    /// A number; times are milliseconds since 1970 UTC.
    Integer,
    /// Yes or no.
    Truth,
    /// A structure, as JSON.
    Json,
}
