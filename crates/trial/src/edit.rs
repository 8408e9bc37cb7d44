//! Small changes to a policy file that leave everything else as its author wrote it: a rule's
//! parameters, and what stands at the top.

use std::ops::Range;

use policy::param::{ParamType as _, Shape};
use policy::toml::Value;
use policy::{Policy, RuleDecl};

use crate::held::replaced;

/// A parameter as it is to stand: none takes it away.
pub type Change<'a> = (&'a str, Option<Value>);

/// The file with a rule's parameters changed. What stands already stays as it is written.
#[must_use]
pub fn with_parameters(policy: &Policy, rule: &RuleDecl, changes: &[Change<'_>]) -> String {
    let text = policy.text.as_str();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let header = line_end(text, rule.bytes.end);
    // Each place with its words; from the last to the first, so that places stay right.
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut added = String::new();
    for (name, value) in changes {
        let at = rule.values.get(*name);
        let same = value.as_ref() == rule.params.get(*name);
        match (at, value) {
            _ if same => {}
            (Some(at), Some(value)) => edits.push((at.clone(), inline(value))),
            (Some(at), None) => {
                edits.push((line_start(text, at.start)..line_end(text, at.end), String::new()));
            }
            (None, Some(value)) => added += &format!("{name} = {}{newline}", inline(value)),
            (None, None) => {}
        }
    }
    if !added.is_empty() {
        edits.push((header..header, added));
    }
    edits.sort_by_key(|(at, _)| at.start);
    let mut out = text.to_owned();
    for (at, words) in edits.into_iter().rev() {
        out = replaced(&out, at, &words);
    }
    out
}

/// The file without a rule; the block's other rules stay.
#[must_use]
pub fn without_rule(policy: &Policy, rule: &RuleDecl) -> String {
    let text = policy.text.as_str();
    let from = line_start(text, rule.bytes.start);
    let ends = rule.values.values().map(|at| at.end);
    let to = line_end(text, ends.chain([rule.bytes.end]).max().unwrap_or(rule.bytes.end));
    replaced(text, from..to, "")
}

/// The file with a key of its head set. Only keys whose values stand on one line.
#[must_use]
pub fn with_head(text: &str, key: &str, value: &str) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = format!("{key} = {value}{newline}");
    let mut at = 0;
    let mut inside = false;
    for one in text.split_inclusive('\n') {
        let start = at;
        at += one.len();
        let words = one.trim_start_matches('\u{feff}').trim();
        match (inside, words) {
            (false, "+++") => inside = true,
            (false, "") => {}
            (false, _) => break,
            (true, "+++") => return replaced(text, start..start, &line),
            (true, words) => {
                let name = words.split_once('=').map(|(name, _)| name.trim());
                if name == Some(key) {
                    return replaced(text, start..at, &line);
                }
            }
        }
    }
    format!("+++{newline}{line}+++{newline}{newline}{text}")
}

/// The file without a key of its head.
#[must_use]
pub fn without_head(text: &str, key: &str) -> String {
    let mut at = 0;
    let mut inside = false;
    for one in text.split_inclusive('\n') {
        let start = at;
        at += one.len();
        let words = one.trim_start_matches('\u{feff}').trim();
        match (inside, words) {
            (false, "+++") => inside = true,
            (false, "") => {}
            (false, _) | (true, "+++") => break,
            (true, words) => {
                if words.split_once('=').is_some_and(|(name, _)| name.trim() == key) {
                    return replaced(text, start..at, "");
                }
            }
        }
    }
    text.to_owned()
}

/// A value on one line.
#[must_use]
pub fn inline(value: &Value) -> String {
    value.to_string().replace('\n', " ")
}

/// What somebody wrote in a field, as a value of that shape; empty: none.
///
/// # Errors
/// It is no such value; what is expected, in Chinese.
pub fn value_of(shape: Shape, written: &str) -> Result<Option<Value>, String> {
    let written = written.trim();
    if written.is_empty() {
        return Ok(None);
    }
    let parts = |signs: &[char]| -> Vec<&str> {
        let parts = written.split(signs).map(str::trim);
        parts.filter(|part| !part.is_empty()).collect()
    };
    let list = |parts: Vec<&str>| Value::Array(parts.into_iter().map(Value::from).collect());
    const SIGNS: &[char] = &['、', ',', ',', ';', ';', '\n'];
    let value = match shape {
        Shape::Count(..) | Shape::Whole => {
            written.parse().map_or_else(|_| written.into(), Value::Integer)
        }
        Shape::Flag => written.parse().map_or_else(|_| written.into(), Value::Boolean),
        Shape::Money => number(written),
        Shape::SomeOf(_)
        | Shape::Days
        | Shape::Categories
        | Shape::Actions
        | Shape::WhoList
        | Shape::Kinds => list(parts(SIGNS)),
        Shape::Texts => list(parts(&['\n', '、', ';', ';'])),
        Shape::Every => {
            let single = Value::from(written);
            if policy::param::Every::read(&single).is_some() { single } else { list(parts(SIGNS)) }
        }
        Shape::Steps => {
            let step = |line: &str| {
                let acts: Vec<&str> = line.split('+').map(str::trim).collect();
                match acts.as_slice() {
                    [one] => Value::from(*one),
                    all => list(all.to_vec()),
                }
            };
            Value::Array(parts(&['\n', ';', ';']).into_iter().map(step).collect())
        }
        Shape::Time | Shape::Span | Shape::Share | Shape::OneOf(_) | Shape::Who => written.into(),
        Shape::Text | Shape::CardFormat => written.into(),
    };
    if shape.accepts(&value) { Ok(Some(value)) } else { Err(shape.expected()) }
}

/// A sum as a number where it is one.
fn number(written: &str) -> Value {
    let parsed: Option<policy::toml::Table> =
        policy::toml::from_str(&format!("x = {written}")).ok();
    let value = parsed.and_then(|mut table| table.remove("x"));
    value.filter(|value| value.is_integer() || value.is_float()).unwrap_or_else(|| written.into())
}

/// A value as a field shows it, so that [`value_of`] reads the same again.
#[must_use]
pub fn written(value: &Value) -> String {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Array(list) => {
            let nested = list.iter().any(Value::is_array);
            let one = |value: &Value| match value {
                Value::Array(acts) => acts.iter().map(plain).collect::<Vec<_>>().join(" + "),
                value => plain(value),
            };
            let sign = if nested { "\n" } else { "、" };
            list.iter().map(one).collect::<Vec<_>>().join(sign)
        }
        value => plain(value),
    }
}

/// The same for a list of steps, each on its line.
#[must_use]
pub fn written_steps(value: &Value) -> String {
    let each = value.as_array().map(|list| list.iter().map(written));
    let lines = each.map(|lines| lines.map(|line| line.replace('、', " + ")).collect::<Vec<_>>());
    lines.map_or_else(|| written(value), |lines| lines.join("\n"))
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1)
}

/// The byte behind the line on which a byte stands.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).unwrap_or_default().find('\n').map_or(text.len(), |found| at + found + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "+++\nid = \"a\"\nversion = 2\n+++\n\n# 约定\n\n一、不要刷屏。\n\n\
        ```rule\n[flood] # 见上\nrepeats = 3 # 三遍\n\n[ladder]\nsteps = [\"remind\"]\n```\n";

    fn read(text: &str) -> Policy {
        let parsed = policy::parse("a.md", text, &rules::specs());
        assert!(!parsed.has_errors(), "{text}\n{:#?}", parsed.diagnostics);
        parsed.policy
    }

    #[test]
    fn parameters_change_and_the_rest_stays() {
        let policy = read(FILE);
        let flood = &policy.rules[0];
        let changes = [("repeats", Some(Value::Integer(5))), ("window", Some("10m".into()))];
        let changed = with_parameters(&policy, flood, &changes);
        assert!(
            changed.contains("[flood] # 见上\nwindow = \"10m\"\nrepeats = 5 # 三遍\n"),
            "{changed}"
        );
        let policy = read(&changed);
        let changed =
            with_parameters(&policy, &policy.rules[0], &[("window", None), ("repeats", None)]);
        assert!(changed.contains("[flood] # 见上\n\n[ladder]"), "{changed}");
        let without = without_rule(&policy, &policy.rules[0]);
        assert!(without.contains("```rule\n\n[ladder]"), "{without}");
        assert_eq!(with_parameters(&policy, &policy.rules[0], &[]), policy.text);
    }

    #[test]
    fn the_head_is_set_added_to_and_made() {
        assert!(with_head(FILE, "version", "3").contains("id = \"a\"\nversion = 3\n+++"));
        assert!(
            with_head(FILE, "mode", "\"observe\"").contains("version = 2\nmode = \"observe\"\n+++")
        );
        assert!(without_head(FILE, "version").contains("id = \"a\"\n+++"));
        assert_eq!(without_head(FILE, "repeats"), FILE);
        assert_eq!(with_head("# 约定\n", "version", "1"), "+++\nversion = 1\n+++\n\n# 约定\n");
    }

    #[test]
    fn what_is_shown_is_read_again() {
        let steps = Value::Array(vec![
            "warn".into(),
            Value::Array(vec!["delete".into(), "mute 1d".into()]),
        ]);
        for (shape, value) in [
            (Shape::Count(1, 9), Value::Integer(3)),
            (Shape::Flag, Value::Boolean(true)),
            (Shape::Time, "22:00".into()),
            (Shape::Money, Value::Integer(5)),
            (Shape::Days, Value::Array(vec!["mon".into(), "workday".into()])),
            (Shape::Texts, Value::Array(vec!["甲, 乙".into(), "丙".into()])),
        ] {
            assert_eq!(value_of(shape, &written(&value)), Ok(Some(value)), "{shape:?}");
        }
        assert_eq!(value_of(Shape::Steps, &written_steps(&steps)), Ok(Some(steps)));
        assert_eq!(value_of(Shape::Time, " "), Ok(None));
        assert!(value_of(Shape::Time, "晚上").is_err());
        assert!(value_of(Shape::Count(1, 9), "10").is_err());
    }
}
