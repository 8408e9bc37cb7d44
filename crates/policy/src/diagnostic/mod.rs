//! What is wrong in a policy file, where, and what to do about it.
//!
//! Every message is written by the rules in [`codes`]: one sentence in Chinese that makes
//! sense alone, what the author wrote in backticks, no final stop. Warnings are the same thing
//! with another severity.

pub mod codes;
pub mod render;

use std::ops::Range;

use crate::document::Place;

pub use codes::{CODES, Code};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing runs on a policy that has it.
    Error,
    /// It may not be what was meant.
    Warning,
}

impl Severity {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }

    /// What people read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Severity::Error => "错误",
            Severity::Warning => "警告",
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
    /// The line that it is on.
    pub source: String,
    /// The stretch, in characters of `source`, from 0.
    pub underline: Range<u32>,
}

// `Range` has no order of its own; spots are sorted by file and place.
impl Spot {
    pub(crate) fn key(&self) -> (&str, Place) {
        (&self.file, self.place)
    }
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
    /// Other places that belong to it.
    pub related: Vec<Related>,
}
