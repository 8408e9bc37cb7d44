//! The report as Markdown, for a document system or a printer.

use std::fmt::Write as _;

use super::{Report, Row, State, level_words};
use crate::About;

pub(super) fn write(report: &Report<'_>) -> String {
    let mut out = String::new();
    let c = &report.compiled.coverage;
    let _ = writeln!(out, "# {}:逐条说明\n", escaped(&report.compiled.title));
    let _ = writeln!(
        out,
        "共 {} 条,能执行的 {} 条({}%),其中 {} 条现在就能运行。\n",
        c.clauses,
        c.runs(),
        c.runs_percent(),
        report.running
    );
    out.push_str("| 怎样执行 | 条数 |\n| --- | ---: |\n");
    for (words, count) in [
        ("自动执行", c.auto),
        ("系统发现由人决定", c.assisted),
        ("由人办理", c.duty),
        ("只作说明", c.note),
        ("没有读懂", c.unread),
    ] {
        let _ = writeln!(out, "| {words} | {count} |");
    }
    for platform in report.silent_platforms() {
        let _ = writeln!(
            out,
            "\n在平台 {} 上系统不能在群里说话,各项处理都会请人办理。",
            platform.name()
        );
    }
    summary_lists(report, &mut out);
    out.push_str("\n## 逐条\n");
    for row in &report.rows {
        clause(report, row, &mut out);
    }
    out
}

fn summary_lists(report: &Report<'_>, out: &mut String) {
    let list = |out: &mut String, title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n## {title}\n");
            for line in lines {
                let _ = writeln!(out, "- {line}");
            }
        }
    };
    let cited = |cite: Option<&str>, message: &str| match cite {
        Some(cite) => format!("**{}**:{}", escaped(cite), escaped(message)),
        None => escaped(message),
    };
    let warnings = |about| {
        let all = report.warnings(about);
        all.map(|one| cited(one.cite.as_deref(), &one.message)).collect::<Vec<_>>()
    };
    let doubtful = report.doubtful().map(|(cite, does)| cited(Some(cite), &does.reading()));
    list(out, "请看一眼:读得没有把握的", doubtful.collect());
    list(out, "互相矛盾的", warnings(About::Contradiction));
    let mut others = warnings(About::Document);
    others.extend(warnings(About::NotRunning));
    list(out, "请确认", others);
    let advice = report.advice.iter().map(|one| {
        let words = format!("{}。建议:{}。依据:{}", one.message, one.suggestion, one.basis);
        cited(Some(&one.cite).filter(|cite| !cite.is_empty()).map(String::as_str), &words)
    });
    list(out, "法律和公平方面的建议(供参考)", advice.collect());
}

fn clause(report: &Report<'_>, row: &Row<'_>, out: &mut String) {
    for heading in &row.headings {
        let _ = writeln!(out, "\n### {}", escaped(heading));
    }
    let level = level_words(row.clause.level);
    let _ = writeln!(out, "\n**{}** 〔{level}〕\n", escaped(&row.clause.cite));
    let text = row.clause.text.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in text {
        let _ = writeln!(out, "> {}", escaped(line));
    }
    out.push('\n');
    for does in &row.does {
        let terms = if does.terms.is_empty() {
            String::new()
        } else {
            format!(":{}", does.terms.join(";"))
        };
        let look = if does.is_doubtful() { ",请看一眼" } else { "" };
        let state = match &does.state {
            State::Runs | State::Kept => String::new(),
            State::Rests => "。缺少必须写明的内容,现在不运行".to_owned(),
            State::Comment(why) => format!("。现在不运行:{why}"),
        };
        let line = format!("{}{terms}(把握 {}%{look}){state}", does.summary, does.confidence);
        let _ = writeln!(out, "- {}", escaped(&line));
    }
    for one in &row.suggested {
        let line = format!("{}(请确认,现在不运行):{}", one.by.in_words(), one.in_words());
        let _ = writeln!(out, "- {}", escaped(&line));
    }
    for open in &row.open {
        let _ = writeln!(out, "- 没有写明:{}", escaped(&open.message));
    }
    if !row.by_hand.is_empty() {
        let words: Vec<&str> = row.by_hand.iter().map(|action| action.in_words()).collect();
        let _ = writeln!(out, "- 平台不能自动执行,会请人办理:{}", words.join("、"));
    }
    for advice in report.advice_on(&row.clause.cite) {
        let _ = writeln!(out, "- 建议:{}", escaped(&advice.message));
    }
}

/// A text in which no character means anything to Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '>' | '!' | '+' | '-' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_of_the_text_is_markup() {
        assert_eq!(escaped("# <b>*1*|\n"), "\\# &lt;b\\>\\*1\\*\\| ");
    }
}
