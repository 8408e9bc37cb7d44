//! `docs/rule-schema.json`: the JSON Schema of a rule block, for editors.

/// The schema, indented.
pub(super) fn json() -> String {
    format!("{:#}\n", policy::schema::json_schema(&rules::specs()))
}
