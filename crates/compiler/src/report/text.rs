//! The report as short plain text, one line for each clause.

use std::fmt::Write as _;

use super::{Report, Row, State, level_words};
use crate::{About, Reader};

/// How many characters of a clause are shown.
const SHOWN: usize = 24;

// Writing to a String cannot fail: the results of `write!` below are dropped.

pub(super) fn write(report: &Report<'_>) -> String {
    let mut out = String::new();
    let c = &report.compiled.coverage;
    let _ = writeln!(out, "{}", report.compiled.title);
    let _ = writeln!(
        out,
        "共 {} 条,能执行的 {} 条({}%):自动执行 {},系统发现由人决定 {},由人办理 {};\
         只作说明 {},没有读懂 {}",
        c.clauses,
        c.runs(),
        c.runs_percent(),
        c.auto,
        c.assisted,
        c.duty,
        c.note,
        c.unread,
    );
    if report.running < c.runs() {
        let _ = writeln!(out, "其中 {} 条现在就能运行,其余的要先补充或确认,见下面", report.running);
    }
    for platform in report.silent_platforms() {
        let _ =
            writeln!(out, "在平台 {} 上系统不能在群里说话,各项处理都会请人办理", platform.name());
    }
    out.push('\n');
    for row in &report.rows {
        let _ = writeln!(out, "{}", line(row));
    }
    lists(report, &mut out);
    out
}

fn line(row: &Row<'_>) -> String {
    let clause = row.clause;
    let kinds: Vec<String> = row
        .does
        .iter()
        .map(|does| {
            let rests = if does.state == State::Rests { ",待补充" } else { "" };
            let look = if does.is_doubtful() {
                format!(",请看一眼,把握 {}%", does.confidence)
            } else {
                String::new()
            };
            format!("{}({}{rests}{look})", does.kind, does.summary)
        })
        .collect();
    let words: String = clause.text.split_whitespace().collect();
    let shown: String = words.chars().take(SHOWN).collect();
    let more = if words.chars().nth(SHOWN).is_some() { "…" } else { "" };
    let kinds = if kinds.is_empty() { String::new() } else { format!("  {}", kinds.join(",")) };
    format!("{}  {}{kinds}  {shown}{more}", clause.cite, level_words(clause.level))
}

fn lists(report: &Report<'_>, out: &mut String) {
    let list = |out: &mut String, title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n{title}");
            for line in lines {
                let _ = writeln!(out, "- {line}");
            }
        }
    };
    let open = report.rows.iter().flat_map(|row| {
        row.open.iter().map(|open| format!("{}:{}", row.clause.cite, open.message))
    });
    list(out, "没有写明的(系统不猜):", open.collect());
    for by in Reader::ALL {
        let suggested = report.rows.iter().flat_map(|row| {
            let cite = &row.clause.cite;
            let own = row.suggested.iter().filter(move |one| one.by == by);
            own.map(move |one| format!("{cite}:{}({})", one.kind, one.in_words()))
        });
        list(out, &format!("{}(请确认,现在都不运行):", by.in_words()), suggested.collect());
    }
    let by_hand = report.rows.iter().filter(|row| !row.by_hand.is_empty()).map(|row| {
        let words: Vec<&str> = row.by_hand.iter().map(|action| action.in_words()).collect();
        format!("{}:{}", row.clause.cite, words.join("、"))
    });
    list(out, "平台不能自动执行、会请人办理的:", by_hand.collect());
    let warnings = [About::Document, About::Contradiction, About::NotRunning]
        .into_iter()
        .flat_map(|about| report.warnings(about))
        .map(|warning| {
            let cite = warning.cite.as_ref().map(|cite| format!("{cite}:")).unwrap_or_default();
            format!("{cite}{}", warning.message)
        });
    list(out, "请确认:", warnings.collect());
    let advice = report.advice.iter().map(|advice| {
        format!("{}:{}。{}({})", advice.cite, advice.message, advice.suggestion, advice.basis)
    });
    list(out, "法律和公平方面的建议(供参考,不影响运行):", advice.collect());
}
