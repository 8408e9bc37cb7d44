//! A compiled document as JSON, in the form of `compile --format json`.

use policy::toml;
use rules::clause::Norm;
use serde_json::{Map, Value, json};

use crate::{Compiled, CompiledClause, Report, Suggestion, level_of};

/// `{"title","clauses":[{"cite","span","text","level","norms":[{"kind","params","level",`
/// `"confidence"}]}],"coverage":{…},"open":[…],"advice":[…],"warnings":[{"cite","kind",`
/// `"message"}]}`; spans count Unicode characters of the
/// document's text, end exclusive.
#[must_use]
pub fn to_json(compiled: &Compiled) -> Value {
    let coverage = &compiled.coverage;
    let warning = |warning: &crate::Warning| json!({"cite": warning.cite, "kind": warning.kind, "message": warning.message});
    let report = Report::new(compiled, &[]);
    let open = report.rows.iter().flat_map(|row| {
        row.open.iter().map(|open| {
            json!({
                "cite": row.clause.cite,
                "kind": open.kind,
                "param": open.param,
                "word": open.word,
                "needed": open.needed,
                "message": open.message,
            })
        })
    });
    let advice = report.advice.iter().map(|one| {
        json!({
            "code": one.code,
            "cite": one.cite,
            "message": one.message,
            "suggestion": one.suggestion,
            "basis": one.basis,
        })
    });
    json!({
        "title": compiled.title,
        "clauses": compiled.clauses.iter().map(clause).collect::<Vec<_>>(),
        "coverage": {
            "clauses": coverage.clauses,
            "with_norms": coverage.with_norms,
            "auto": coverage.auto,
            "assisted": coverage.assisted,
            "duty": coverage.duty,
            "note": coverage.note,
            "unread": coverage.unread,
            "runs": coverage.runs(),
            "runs_percent": coverage.runs_percent(),
            "running": report.running,
        },
        "open": open.collect::<Vec<_>>(),
        "advice": advice.collect::<Vec<_>>(),
        "warnings": compiled.warnings.iter().map(warning).collect::<Vec<_>>(),
    })
}

/// The same with the document's text as `text`, for documents whose text nobody can see in
/// the file.
#[must_use]
pub fn with_text(mut compiled: Value, text: &str) -> Value {
    if let Value::Object(fields) = &mut compiled {
        fields.insert("text".to_owned(), Value::from(text));
    }
    compiled
}

fn clause(clause: &CompiledClause) -> Value {
    let norms: Vec<Value> = clause
        .norms
        .iter()
        .map(|norm| {
            json!({
                "kind": norm.kind,
                "params": params(norm),
                "level": level_of(norm).name(),
                "confidence": norm.confidence,
            })
        })
        .collect();
    let mut out = json!({
        "cite": clause.cite,
        "span": [clause.span.0, clause.span.1],
        "text": clause.text,
        "level": clause.level.map(policy::spec::Level::name),
        "norms": norms,
    });
    if let (Some(fields), false) = (out.as_object_mut(), clause.suggestions.is_empty()) {
        let suggestions = clause.suggestions.iter().map(suggestion).collect();
        fields.insert("suggestions".to_owned(), suggestions);
    }
    out
}

/// What the clause may state: never among what was read.
fn suggestion(suggestion: &Suggestion) -> Value {
    let Suggestion { norm, by } = suggestion;
    json!({
        "kind": norm.kind,
        "params": params(norm),
        "level": level_of(norm).name(),
        "by": by.name(),
    })
}

fn params(norm: &Norm) -> Map<String, Value> {
    norm.params.iter().map(|(name, v)| (name.clone(), value(v))).collect()
}

fn value(value_of: &toml::Value) -> Value {
    match value_of {
        toml::Value::String(text) => Value::String(text.clone()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(flag) => Value::Bool(*flag),
        toml::Value::Datetime(at) => Value::String(at.to_string()),
        toml::Value::Array(list) => list.iter().map(value).collect(),
        toml::Value::Table(table) => {
            table.iter().map(|(name, one)| (name.clone(), value(one))).collect()
        }
    }
}
