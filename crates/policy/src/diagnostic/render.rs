//! Diagnostics as text with the source line, as one line each, or as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthChar as _;

use super::{Diagnostic, Spot, unseen};

/// All diagnostics as text: each with its line and an underline below the words meant.
#[must_use]
pub fn text(all: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in all {
        one_as_text(diagnostic, &mut out);
        out.push('\n');
    }
    out
}

// Writing to a String cannot fail: the results of `write!` below are dropped.

fn one_as_text(diagnostic: &Diagnostic, out: &mut String) {
    let Diagnostic { severity, code, message, spot, .. } = diagnostic;
    let _ = writeln!(out, "{}[{code}]: {message}", severity.in_words());
    let margin = gutter(diagnostic);
    let article = diagnostic.cite.as_ref().map(|cite| format!("({cite})")).unwrap_or_default();
    let _ = writeln!(out, "{:margin$}--> {}{article}", "", position(spot));
    frame(spot, margin, "", out);
    for related in &diagnostic.related {
        let other = &related.spot;
        if other.file != spot.file {
            let _ = writeln!(out, "{:margin$}::: {}", "", position(other));
        }
        frame(other, margin, &related.note, out);
    }
    let notes = [
        ("应为", diagnostic.expected.as_deref()),
        ("相近", diagnostic.nearest.as_deref()),
        ("办法", diagnostic.help.as_deref()),
        ("依据", diagnostic.basis.as_deref()),
    ];
    for (label, note) in notes {
        if let Some(note) = note {
            let _ = writeln!(out, "{:margin$} = {label}: {note}", "");
        }
    }
}

/// How many digits the longest line number has.
fn gutter(diagnostic: &Diagnostic) -> usize {
    let others = diagnostic.related.iter().map(|related| related.spot.place.line);
    let largest = others.fold(diagnostic.spot.place.line, u32::max);
    largest.to_string().len()
}

fn position(spot: &Spot) -> String {
    format!("{}:{}:{}", spot.file, spot.place.line, spot.place.column)
}

/// The source line and the underline.
fn frame(spot: &Spot, margin: usize, note: &str, out: &mut String) {
    let shown: String = spot.source.chars().map(visible).collect();
    let width_of = |from: u32, to: u32| -> usize {
        let chars = shown.chars().skip(from as usize).take(to.saturating_sub(from) as usize);
        chars.map(|c| c.width().unwrap_or(1)).sum()
    };
    let before = width_of(0, spot.underline.start);
    let under = width_of(spot.underline.start, spot.underline.end).max(1);
    let _ = writeln!(out, "{:margin$} |", "");
    let _ = writeln!(out, "{:>margin$} | {}", spot.place.line, shown.trim_end());
    let line = format!("{:margin$} | {:before$}{} {note}", "", "", "^".repeat(under));
    let _ = writeln!(out, "{}", line.trim_end());
}

/// A character as it may be printed: nothing that moves the cursor or turns the line round.
fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        c if unseen(c) => '\u{fffd}',
        c => c,
    }
}

/// One line each: `file:line:column: 错误[code]: message`.
#[must_use]
pub fn short(all: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in all {
        let Diagnostic { severity, code, message, spot, .. } = diagnostic;
        let _ = writeln!(out, "{}: {}[{code}]: {message}", position(spot), severity.in_words());
    }
    out
}

/// One diagnostic as a JSON object; what is absent is null.
#[must_use]
pub fn json_value(diagnostic: &Diagnostic) -> Value {
    let Diagnostic { code, severity, message, spot, expected, .. } = diagnostic;
    let Diagnostic { help, nearest, basis, cite, related, .. } = diagnostic;
    let related: Vec<Value> = related
        .iter()
        .map(|other| {
            json!({
                "file": other.spot.file,
                "line": other.spot.place.line,
                "column": other.spot.place.column,
                "source": other.spot.source,
                "note": other.note,
            })
        })
        .collect();
    json!({
        "code": code,
        "severity": severity.name(),
        "file": spot.file,
        "line": spot.place.line,
        "column": spot.place.column,
        "length": spot.underline.end - spot.underline.start,
        "message": message,
        "source": spot.source,
        "expected": expected,
        "nearest": nearest,
        "help": help,
        "basis": basis,
        "cite": cite,
        "related": related,
    })
}

/// All diagnostics as a JSON array, one object on a line.
#[must_use]
pub fn json(all: &[Diagnostic]) -> String {
    let lines: Vec<String> = all.iter().map(|d| json_value(d).to_string()).collect();
    if lines.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", lines.join(",\n")) }
}
