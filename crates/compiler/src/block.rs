//! A rule block's lines: norms as TOML tables, each value on one line.

use std::fmt::Write as _;

use policy::toml::Value;
use rules::clause::Norm;

/// Under this confidence a norm is marked for a look.
const SURE: u8 = 60;
/// What a norm is trusted with whose clause says more than was read.
pub(crate) const DOUBTFUL: u8 = 55;

/// One norm of a block, and why it is switched off, where it is.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'a> {
    /// The norm.
    pub norm: &'a Norm,
    /// Written as a comment for this reason; none: it is a rule.
    pub muted: Option<String>,
}

/// The text of a norm's table. `many`: its kind occurs more than once in the block.
pub(crate) fn table(entry: &Entry<'_>, many: bool, newline: &str) -> String {
    let norm = entry.norm;
    let mut lines = Vec::new();
    if let Some(reason) = &entry.muted {
        lines.push(format!("# {}", one_line(reason)));
    } else if norm.confidence < SURE {
        lines.push("# 这一条的读法没有把握,请确认".to_owned());
    }
    let sign = if entry.muted.is_some() { "# " } else { "" };
    let kind = norm.kind;
    lines.push(if many { format!("{sign}[[{kind}]]") } else { format!("{sign}[{kind}]") });
    for (name, value) in &norm.params {
        lines.push(format!("{sign}{} = {}", key(name), inline(value)));
    }
    lines.iter().map(|line| format!("{line}{newline}")).collect()
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

/// A value on one line.
pub(crate) fn inline(value: &Value) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::String(text) => quoted(text),
        Value::Array(list) => format!("[{}]", join(list.iter().map(inline).collect())),
        Value::Table(table) => {
            let entry =
                |(name, value): (&String, &Value)| format!("{} = {}", key(name), inline(value));
            format!("{{ {} }}", join(table.iter().map(entry).collect()))
        }
        other => other.to_string(),
    }
}

/// A basic string: never more than one line, nothing invisible.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if policy::diagnostic::unseen(c) => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::toml::{self, Table};
    use proptest::prelude::*;

    #[test]
    fn tables_as_they_stand_in_a_block() {
        let norm = Norm::new("fine")
            .with("amount", Value::Integer(20))
            .with("form", "red-packet")
            .with("for", Value::Array(vec!["ads".into()]));
        let plain = table(&Entry { norm: &norm, muted: None }, false, "\n");
        assert_eq!(plain, "[fine]\namount = 20\nfor = [\"ads\"]\nform = \"red-packet\"\n");
        let muted =
            Entry { norm: &norm, muted: Some("与 一、2 不一致,请确认".to_owned()) };
        assert_eq!(
            table(&muted, true, "\n"),
            "# 与 一、2 不一致,请确认\n# [[fine]]\n# amount = 20\n# for = [\"ads\"]\n# form = \"red-packet\"\n"
        );
        let unsure = norm.sure(40);
        let unsure = table(&Entry { norm: &unsure, muted: None }, false, "\n");
        assert!(unsure.starts_with("# 这一条的读法没有把握,请确认\n[fine]\n"), "{unsure}");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let written = format!("x = {}", quoted(&text));
            prop_assert!(!written.contains('\n'));
            let table: Table = toml::from_str(&written).unwrap();
            prop_assert_eq!(table["x"].as_str(), Some(text.as_str()));
        }
    }
}
