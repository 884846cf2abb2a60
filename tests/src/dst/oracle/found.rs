//! What a check finds.

/// One thing that a check has found: kind and detail.
pub(super) type Found = (String, String);
