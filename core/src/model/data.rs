//! Call data as the entries that it consists of.

use serde_json::{Map, Value};

/// Call data, which is an object; anything else is none.
pub(super) fn entries(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}
