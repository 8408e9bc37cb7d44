//! What is wrong in a policy file, where, and what to do about it.
//!
//! A message is one sentence in Chinese that makes sense alone; what the author wrote stands
//! in backticks; no final stop. `help` says what to do. Warnings are the same thing with
//! another severity. [`codes`] is the closed list of codes with their explanations.

pub mod codes;
pub mod render;

use std::ops::Range;

use crate::document::Place;

pub use codes::{CODES, Code, explain};

/// Most diagnostics of one file; how many more there are is said in one further.
pub const DIAGNOSTICS_MAX: usize = 200;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing runs on a policy that has it.
    Error,
    /// It may not be what was meant.
    Warning,
    /// It reads well and may yet be unlawful or unfair: for people to weigh, never a verdict.
    Advice,
}

impl Severity {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        }
    }

    /// What people read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Severity::Error => "错误",
            Severity::Warning => "警告",
            Severity::Advice => "建议",
        }
    }
}

/// A stretch of one line of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The file's name.
    pub file: String,
    /// Where the stretch begins.
    pub place: Place,
    /// The line that it is on; of a very long line the part around it.
    pub source: String,
    /// The stretch, in characters of `source`, from 0.
    pub underline: Range<u32>,
}

/// Another place that a diagnostic points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub spot: Spot,
    /// What stands there, such as an article and what it says.
    pub note: String,
}

/// One mistake, or one thing that is likely to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code, `policy/…`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub spot: Spot,
    /// The article that it concerns.
    pub cite: Option<String>,
    /// What was expected, in words that finish “应为…”.
    pub expected: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// The nearest valid name.
    pub nearest: Option<String>,
    /// Of advice, what it rests on: a law with its article, a judgment, or plain fairness.
    pub basis: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// An error.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>, spot: Spot) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            spot,
            cite: None,
            expected: None,
            help: None,
            nearest: None,
            basis: None,
            related: Vec::new(),
        }
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>, spot: Spot) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message, spot) }
    }

    /// Advice, with what it rests on.
    #[must_use]
    pub fn advice(
        code: &'static str,
        message: impl Into<String>,
        basis: impl Into<String>,
        spot: Spot,
    ) -> Diagnostic {
        let basis = Some(basis.into());
        Diagnostic { severity: Severity::Advice, basis, ..Diagnostic::error(code, message, spot) }
    }

    /// With the article that it concerns.
    #[must_use]
    pub fn cite(mut self, cite: &str) -> Diagnostic {
        self.cite = Some(cite.to_owned()).filter(|cite| !cite.is_empty());
        self
    }

    /// With what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Diagnostic {
        self.expected = Some(expected.into());
        self
    }

    /// With what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// With the nearest of several valid names, where one is near.
    #[must_use]
    pub fn nearest<'a>(
        mut self,
        written: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Diagnostic {
        self.nearest = model::nearest::nearest(written, names).map(str::to_owned);
        self
    }

    /// With another place that belongs to it.
    #[must_use]
    pub fn related(mut self, spot: Spot, note: impl Into<String>) -> Diagnostic {
        self.related.push(Related { spot, note: note.into() });
        self
    }

    /// Whether nothing runs because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Sorts diagnostics by file and place, and keeps the first of them with a word on the rest.
#[must_use]
pub fn in_order(mut all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let order = |d: &Diagnostic| (d.spot.file.clone(), d.spot.place, d.severity, d.code);
    all.sort_by_cached_key(order);
    all.dedup();
    let rest = all.split_off(all.len().min(DIAGNOSTICS_MAX));
    if let Some(first) = rest.first() {
        let message = format!("还有 {} 处问题没有列出", rest.len());
        let spot = first.spot.clone();
        all.push(if rest.iter().any(Diagnostic::is_error) {
            Diagnostic::error(codes::MORE, message, spot)
        } else {
            Diagnostic::warning(codes::MORE, message, spot)
        });
    }
    all
}

/// What the author wrote, in backticks: on one line, not too long, nothing invisible.
#[must_use]
pub fn quoted(written: &str) -> String {
    const LONGEST: usize = 40;
    let mut out = String::from("`");
    let mut chars = written.trim().chars();
    for c in chars.by_ref().take(LONGEST) {
        out.push(match c {
            '`' => '\'',
            c if unseen(c) => '\u{fffd}',
            c => c,
        });
    }
    if chars.next().is_some() {
        out.push('…');
    }
    out.push('`');
    out
}

/// Whether a character shows nothing, or changes how others show.
#[must_use]
pub fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}
