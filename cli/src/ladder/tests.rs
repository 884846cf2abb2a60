//! The ladder of recordings.
