//! JSON Schema of a rule block, for editors and the console's forms.

use serde_json::{Map, Value, json};

use crate::document::Mode;
use crate::param::Shape;
use crate::spec::{KindSpec, Part};
use model::{Action, Category, Days};

/// The schema of a rule block's TOML, by JSON Schema 2020-12. The same kinds give the same
/// bytes.
#[must_use]
pub fn json_schema(kinds: &[&'static KindSpec]) -> Value {
    let mut properties = Map::new();
    properties.insert(
        "cite".to_owned(),
        json!({"type": "string", "description": "依据的条文;不写时取块上面的条文"}),
    );
    for spec in kinds {
        let rule = rule_schema(spec, kinds);
        properties.insert(
            spec.name.to_owned(),
            json!({"oneOf": [rule, {"type": "array", "items": rule, "minItems": 1}]}),
        );
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "群规规则块",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn rule_schema(spec: &KindSpec, kinds: &[&'static KindSpec]) -> Value {
    let mut properties = Map::new();
    let whom = if spec.for_names_kinds() {
        ("处理哪些规则的违规", Shape::Kinds)
    } else {
        ("管哪些人", Shape::WhoList)
    };
    let common = [
        ("for", whom.0, whom.1),
        ("except", "不管哪些人", Shape::WhoList),
        ("groups", "在哪些群有效,可以用 * 和 ?", Shape::Texts),
        ("mode", "执行,或只记录", Shape::OneOf(Mode::NAMES)),
        ("during", "只在这些时段有效:文件开头 periods 里的名字", Shape::Texts),
    ];
    for (name, doc, shape) in common {
        properties.insert(name.to_owned(), described(value_schema(shape, kinds), doc, None));
    }
    for param in spec.params {
        let schema = described(value_schema(param.shape, kinds), param.doc, param.default);
        properties.insert(param.name.to_owned(), schema);
    }
    let needed: Vec<&str> =
        spec.params.iter().filter(|param| param.needed).map(|param| param.name).collect();
    json!({
        "type": "object",
        "description": format!("{}({})", spec.summary, spec.level.in_words()),
        "properties": properties,
        "required": needed,
        "additionalProperties": false,
    })
}

fn described(mut schema: Value, doc: &str, default: Option<&str>) -> Value {
    if let Some(map) = schema.as_object_mut() {
        map.insert("description".to_owned(), json!(doc));
        if let Some(default) = default {
            map.insert("x-default".to_owned(), json!(default));
        }
    }
    schema
}

fn value_schema(shape: Shape, kinds: &[&'static KindSpec]) -> Value {
    let text = || json!({"type": "string", "minLength": 1});
    match shape {
        Shape::Time => {
            json!({"type": "string", "pattern": "^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$"})
        }
        Shape::Span => {
            json!({"type": "string", "pattern": "^([1-9][0-9]*(s|m|h|d|w|mo|y)|day)$"})
        }
        Shape::Days => one_or_several(&json!({"enum": Days::NAMES})),
        Shape::Every => json!({"anyOf": [
            value_schema(Shape::Span, kinds),
            value_schema(Shape::Days, kinds),
        ]}),
        Shape::Count(min, max) => json!({"type": "integer", "minimum": min, "maximum": max}),
        Shape::Money => json!({"type": ["number", "string"], "minimum": 0}),
        Shape::Share => json!({"type": "string", "pattern": "^([1-9][0-9]?|100)%$"}),
        Shape::OneOf(words) => json!({"enum": words}),
        Shape::SomeOf(words) => one_or_several(&json!({"enum": words})),
        Shape::Categories => {
            let names: Vec<&str> = Category::ALL.iter().map(|category| category.name()).collect();
            one_or_several(&json!({"enum": names}))
        }
        Shape::Steps => {
            let step = step_schema();
            let steps = json!({"oneOf": [step, {"type": "array", "items": step, "minItems": 1}]});
            one_or_several(&steps)
        }
        Shape::Actions => one_or_several(&step_schema()),
        Shape::WhoList | Shape::Texts => one_or_several(&text()),
        Shape::Who | Shape::Text | Shape::CardFormat => text(),
        Shape::Kinds => one_or_several(&json!({"enum": punishable(kinds)})),
        Shape::Flag => json!({"type": "boolean"}),
    }
}

fn one_or_several(one: &Value) -> Value {
    json!({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})
}

fn step_schema() -> Value {
    let names: Vec<&str> = Action::SANCTIONS.iter().map(|action| action.name()).collect();
    let span = "( ([1-9][0-9]*(s|m|h|d|w|mo|y)|day))?";
    json!({"type": "string", "pattern": format!("^({}){span}$", names.join("|"))})
}

/// What a sanction's `for` may name.
fn punishable(kinds: &[&'static KindSpec]) -> Vec<String> {
    let mut names = Vec::new();
    for spec in kinds.iter().filter(|spec| spec.part == Part::Finds) {
        names.push(spec.name.to_owned());
        if spec.params.iter().any(|param| param.shape == Shape::Categories) {
            let category = |it: &Category| format!("{}.{}", spec.name, it.name());
            names.extend(Category::ALL.iter().map(category));
        }
    }
    names
}
