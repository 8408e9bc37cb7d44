//! The report as one HTML page: article text on the left, what it does on the right. No
//! scripts, nothing from elsewhere, light and dark, fit to print. Every text is escaped.

use std::fmt::Write as _;

use policy::spec::Level;

use super::{Does, Report, Row, State, level_words};
use crate::About;

const STYLE: &str = include_str!("page.css");

pub(super) fn write(report: &Report<'_>) -> String {
    let title = escaped(&report.compiled.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}:逐条说明</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>{title}</h1>\n<p class=\"sub\">逐条说明:哪些由系统执行,哪些要由人来办</p>\n"
    );
    figures(report, &mut out);
    out.push_str("</header>\n<main>\n");
    lists(report, &mut out);
    out.push_str(
        "<section>\n<h2>逐条</h2>\n<div class=\"cols\" aria-hidden=\"true\">\
         <span>条文</span><span>怎样执行</span></div>\n",
    );
    for row in &report.rows {
        clause(report, row, &mut out);
    }
    out.push_str("</section>\n</main>\n</body>\n</html>\n");
    out
}

/// The level's name in the style sheet, and the sign that shows without colours.
fn look(level: Option<Level>) -> (&'static str, &'static str) {
    match level {
        Some(Level::Auto) => ("auto", "●"),
        Some(Level::Assisted) => ("assisted", "◐"),
        Some(Level::Duty) => ("duty", "○"),
        Some(Level::Note) => ("note", "–"),
        None => ("unread", "?"),
    }
}

fn badge(level: Option<Level>) -> String {
    let (class, sign) = look(level);
    let words = level_words(level);
    format!("<span class=\"badge {class}\"><span class=\"sign\">{sign}</span>{words}</span>")
}

fn figures(report: &Report<'_>, out: &mut String) {
    let c = &report.compiled.coverage;
    let _ = writeln!(
        out,
        "<p class=\"share\"><strong>{}%</strong> 的条款能执行:共 {} 条,能执行的 {} 条,其中 {} 条现在就能运行。</p>",
        c.runs_percent(),
        c.clauses,
        c.runs(),
        report.running
    );
    let levels = [
        (Some(Level::Auto), c.auto),
        (Some(Level::Assisted), c.assisted),
        (Some(Level::Duty), c.duty),
        (Some(Level::Note), c.note),
        (None, c.unread),
    ];
    out.push_str("<div class=\"bar\" aria-hidden=\"true\">");
    for (level, count) in levels {
        if count > 0 {
            let _ = write!(out, "<i class=\"{}\" style=\"flex-grow:{count}\"></i>", look(level).0);
        }
    }
    out.push_str("</div>\n<ul class=\"legend\">\n");
    for (level, count) in levels {
        let _ = writeln!(out, "<li>{} {count} 条</li>", badge(level));
    }
    out.push_str("</ul>\n");
    for platform in report.silent_platforms() {
        let _ = writeln!(
            out,
            "<p class=\"note\">在平台 {} 上系统不能在群里说话,各项处理都会请人办理。</p>",
            escaped(platform.name())
        );
    }
}

/// What people should look at first.
fn lists(report: &Report<'_>, out: &mut String) {
    let cited = |cite: Option<&str>, text: &str| match cite {
        Some(cite) => format!("<b>{}</b> {}", escaped(cite), escaped(text)),
        None => escaped(text),
    };
    let warnings = |about| {
        let all = report.warnings(about);
        all.map(|one| cited(one.cite.as_deref(), &one.message)).collect::<Vec<_>>()
    };
    let doubtful = report.doubtful().map(|(cite, does)| cited(Some(cite), &does.reading()));
    let open = report
        .rows
        .iter()
        .flat_map(|row| row.open.iter().map(|open| cited(Some(&row.clause.cite), &open.message)));
    let by_hand = report.rows.iter().filter(|row| !row.by_hand.is_empty()).map(|row| {
        let words: Vec<&str> = row.by_hand.iter().map(|action| action.in_words()).collect();
        cited(Some(&row.clause.cite), &words.join("、"))
    });
    let mut confirm = warnings(About::Document);
    confirm.extend(warnings(About::NotRunning));
    list(out, "互相矛盾的", "后面的一条在文件里只作为注释保留。", warnings(About::Contradiction));
    list(out, "请看一眼", "这些条款读得没有把握。", doubtful.collect());
    list(out, "没有写明的", "系统不猜,请在制度里补上。", open.collect());
    list(out, "请确认", "", confirm);
    list(out, "会请人办理的", "所用的平台不能自动执行这些处理。", by_hand.collect());
    if !report.advice.is_empty() {
        out.push_str(
            "<section class=\"advice\">\n<h2>法律和公平方面的建议</h2>\n\
             <p class=\"hint\">供参考,不影响运行,也不是法律意见。</p>\n<ul>\n",
        );
        for one in &report.advice {
            let cite = Some(one.cite.as_str()).filter(|cite| !cite.is_empty());
            let _ = writeln!(
                out,
                "<li>{}。<br>建议:{}。<br><small>依据:{}</small></li>",
                cited(cite, &one.message),
                escaped(one.suggestion),
                escaped(one.basis)
            );
        }
        out.push_str("</ul>\n</section>\n");
    }
}

fn list(out: &mut String, title: &str, hint: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    let _ =
        writeln!(out, "<section>\n<h2>{title}<span class=\"count\">{}</span></h2>", lines.len());
    if !hint.is_empty() {
        let _ = writeln!(out, "<p class=\"hint\">{hint}</p>");
    }
    out.push_str("<ul>\n");
    for line in lines {
        let _ = writeln!(out, "<li>{line}</li>");
    }
    out.push_str("</ul>\n</section>\n");
}

fn clause(report: &Report<'_>, row: &Row<'_>, out: &mut String) {
    for heading in &row.headings {
        let _ = writeln!(out, "<h3>{}</h3>", escaped(heading));
    }
    let class = look(row.clause.level).0;
    let _ = writeln!(
        out,
        "<article class=\"row {class}\">\n<div class=\"text\"><b class=\"cite\">{}</b>",
        escaped(&row.clause.cite)
    );
    for line in row.clause.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let _ = writeln!(out, "<p>{}</p>", escaped(line));
    }
    let _ = writeln!(out, "</div>\n<div class=\"does\">{}", badge(row.clause.level));
    if row.does.is_empty() {
        out.push_str("<p class=\"hint\">留作原文,系统不执行</p>\n");
    }
    for one in &row.does {
        does(one, row.clause.level, out);
    }
    for one in &row.suggested {
        let (by, words) = (one.by.in_words(), escaped(&one.in_words()));
        let _ = writeln!(out, "<p class=\"tip\">{by}(请确认,现在不运行):{words}</p>");
    }
    for open in &row.open {
        let _ = writeln!(out, "<p class=\"open\">没有写明:{}</p>", escaped(&open.message));
    }
    if !row.by_hand.is_empty() {
        let words: Vec<&str> = row.by_hand.iter().map(|action| action.in_words()).collect();
        let _ = writeln!(out, "<p class=\"open\">会请人办理:{}</p>", words.join("、"));
    }
    for advice in report.advice_on(&row.clause.cite) {
        let _ = writeln!(out, "<p class=\"tip\">建议:{}</p>", escaped(&advice.message));
    }
    out.push_str("</div>\n</article>\n");
}

fn does(one: &Does, of_clause: Option<Level>, out: &mut String) {
    let level = Some(one.level);
    let own = if level == of_clause { String::new() } else { format!(" {}", badge(level)) };
    let _ = writeln!(
        out,
        "<p class=\"what\">{}{own} <small>把握 {}%</small>{}</p>",
        escaped(one.summary),
        one.confidence,
        if one.is_doubtful() { " <span class=\"look\">请看一眼</span>" } else { "" }
    );
    if !one.terms.is_empty() {
        out.push_str("<ul class=\"terms\">");
        for term in &one.terms {
            let _ = write!(out, "<li>{}</li>", escaped(term));
        }
        out.push_str("</ul>\n");
    }
    match &one.state {
        State::Runs | State::Kept => {}
        State::Rests => {
            out.push_str("<p class=\"open\">缺少必须写明的内容,现在不运行</p>\n");
        }
        State::Comment(why) => {
            let _ = writeln!(out, "<p class=\"open\">现在不运行:{}</p>", escaped(why));
        }
    }
}

/// A text in which no character means anything to HTML, in an element or in quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if policy::diagnostic::unseen(c) => out.push(' '),
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
        assert_eq!(escaped("<a href=\"x\">'&\u{202e}"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp; ");
    }
}
