//! JSON Schema of a rule block, for editors.

use crate::spec::KindSpec;

/// The schema of a rule block's TOML.
#[must_use]
pub fn json_schema(_kinds: &[&'static KindSpec]) -> serde_json::Value {
    serde_json::Value::Null
}
