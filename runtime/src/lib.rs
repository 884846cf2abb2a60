//! wellclient runtime.
