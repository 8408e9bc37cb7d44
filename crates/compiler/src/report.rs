//! What `compile` says to people: how much is carried out, and clause by clause how.

use std::fmt::Write as _;

use crate::{Compiled, CompiledClause};

/// How many characters of a clause are shown.
const SHOWN: usize = 24;

/// The report as plain text, one line for each clause.
#[must_use]
pub fn report(compiled: &Compiled) -> String {
    let mut out = String::new();
    let c = &compiled.coverage;
    let _ = writeln!(out, "{}", compiled.title);
    let _ = writeln!(
        out,
        "共 {} 条,能执行的 {} 条({}%):自动执行 {},系统发现、由人决定 {},由人办理、系统提醒 {};\
         只作说明 {},没有读出规则 {}",
        c.clauses,
        c.runs(),
        c.runs_percent(),
        c.auto,
        c.assisted,
        c.duty,
        c.note,
        c.unread,
    );
    out.push('\n');
    for clause in &compiled.clauses {
        let _ = writeln!(out, "{}", line(clause));
    }
    if !compiled.warnings.is_empty() {
        let _ = writeln!(out, "\n请确认:");
        for warning in &compiled.warnings {
            let cite = warning.cite.as_ref().map(|cite| format!("{cite}:")).unwrap_or_default();
            let _ = writeln!(out, "- {cite}{}", warning.message);
        }
    }
    out
}

fn line(clause: &CompiledClause) -> String {
    let level = clause.level.map_or("没有读出规则", policy::spec::Level::in_words);
    let kinds: Vec<String> = clause
        .norms
        .iter()
        .map(|norm| match rules::kind_named(norm.kind) {
            Some(kind) => format!("{}({})", kind.spec.name, kind.spec.summary),
            None => norm.kind.to_owned(),
        })
        .collect();
    let words: String = clause.text.split_whitespace().collect();
    let shown: String = words.chars().take(SHOWN).collect();
    let more = if words.chars().nth(SHOWN).is_some() { "…" } else { "" };
    let kinds = if kinds.is_empty() { String::new() } else { format!("  {}", kinds.join(",")) };
    format!("{}  {level}{kinds}  {shown}{more}", clause.cite)
}
