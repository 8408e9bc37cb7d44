//! What is wrong between rules that are each right in themselves.
//!
//! One check is one file with one function, and one line in `EACH`. Kinds are known here by
//! name only; their parameters are read from the rules' tables.

mod beyond_platform;
mod conflicting_sanctions;
mod contradicting_rules;
mod duplicate_policy;
mod never_reached;
mod no_minute_left;
mod punishes_nothing;
mod unlawful_fine;
mod whole_day_window;

use std::ops::Range;

use model::{Days, Platform, TimeOfDay, time::DayWindow};

use crate::diagnostic::{Diagnostic, Spot, in_order};
use crate::document::{Policy, RuleDecl};
use crate::sanctions::Sanctions;
use crate::source::{Source, line_starts};

/// The checks of one policy.
const EACH: &[fn(&Checked<'_>, &mut Vec<Diagnostic>)] = &[
    beyond_platform::check,
    conflicting_sanctions::check,
    contradicting_rules::check,
    never_reached::check,
    no_minute_left::check,
    punishes_nothing::check,
    unlawful_fine::check,
    whole_day_window::check,
];

/// Checks policies that are in force together; with a platform, also what it can carry out.
#[must_use]
pub fn check(policies: &[&Policy], platform: Option<Platform>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let lines: Vec<Vec<usize>> = policies.iter().map(|policy| line_starts(&policy.text)).collect();
    let all: Vec<Checked<'_>> = policies
        .iter()
        .zip(&lines)
        .map(|(&policy, lines)| Checked {
            policy,
            source: Source { file: &policy.file, text: &policy.text, lines },
            sanctions: Sanctions::new(&policy.rules),
            platform,
        })
        .collect();
    for checked in &all {
        for check in EACH {
            check(checked, &mut found);
        }
    }
    duplicate_policy::check(&all, &mut found);
    in_order(found)
}

/// One policy while it is checked.
struct Checked<'a> {
    policy: &'a Policy,
    source: Source<'a>,
    sanctions: Sanctions<'a>,
    platform: Option<Platform>,
}

impl<'a> Checked<'a> {
    fn rules(&self) -> &'a [RuleDecl] {
        &self.policy.rules
    }

    /// Where a rule's name stands.
    fn spot(&self, rule: &RuleDecl) -> Spot {
        self.source.spot(rule.bytes.clone())
    }

    /// Where a key's value stands, or the rule's name where the key is not written.
    fn value_spot(&self, rule: &RuleDecl, key: &str) -> Spot {
        let bytes = rule.values.get(key).unwrap_or(&rule.bytes);
        self.source.spot(bytes.clone())
    }

    /// Where one word of a key's list stands, with its quotes.
    fn entry_spot(&self, rule: &RuleDecl, key: &str, word: &str) -> Spot {
        let bytes = rule.values.get(key).unwrap_or(&rule.bytes);
        self.source.spot(within(self.source.text, bytes, &format!("\"{word}\"")))
    }
}

/// Where a text stands within a stretch, or the stretch.
fn within(text: &str, stretch: &Range<usize>, wanted: &str) -> Range<usize> {
    match text.get(stretch.clone()).and_then(|value| value.find(wanted)) {
        Some(at) => stretch.start + at..stretch.start + at + wanted.len(),
        None => stretch.clone(),
    }
}

/// A rule as messages name it: `ads`(三、1).
fn named(rule: &RuleDecl) -> String {
    if rule.cite.is_empty() {
        format!("`{}`", rule.spec.name)
    } else {
        format!("`{}`({})", rule.spec.name, rule.cite)
    }
}

/// Whether two rules can hold in the same group: one holds in all, or they share a name.
fn share_groups(a: &RuleDecl, b: &RuleDecl) -> bool {
    a.groups.is_empty()
        || b.groups.is_empty()
        || a.groups.iter().any(|group| b.groups.contains(group))
}

/// The stretch of the day and the days that a rule names.
fn window(rule: &RuleDecl) -> Option<(DayWindow, Days)> {
    let from: TimeOfDay = rule.param("from")?;
    let to: TimeOfDay = rule.param("to")?;
    Some((DayWindow { from, to }, rule.param("days").unwrap_or_default()))
}
