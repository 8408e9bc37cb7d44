//! What became no event and why, and what else a reader of the result should know.

use std::collections::BTreeMap;

/// The most skipped rows that are kept with their reasons; the rest is counted.
pub const SKIPPED_MAX: usize = 10_000;

/// A row that became no event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Its line in the file, from 1.
    pub line: usize,
    /// Why, and what to do where there is something to do.
    pub reason: String,
}

/// Collects what is to be told.
#[derive(Debug, Default)]
pub(super) struct Report {
    skipped: Vec<Skipped>,
    total: usize,
    /// Whole notes, in order.
    pub notes: Vec<String>,
    /// What happened to many rows alike: the first line and how many.
    tallies: BTreeMap<&'static str, (usize, usize)>,
}

impl Report {
    /// A row became no event.
    pub fn skip(&mut self, line: usize, reason: impl Into<String>) {
        self.total += 1;
        if self.skipped.len() < SKIPPED_MAX {
            self.skipped.push(Skipped { line, reason: reason.into() });
        }
    }

    /// A row was taken, with something that the reader should know; said once for all rows.
    pub fn tally(&mut self, line: usize, what: &'static str) {
        let (first, count) = self.tallies.entry(what).or_insert((line, 0));
        *first = line.min(*first);
        *count += 1;
    }

    /// Takes over what another report has collected.
    pub fn append(&mut self, other: Report) {
        self.total += other.total;
        let room = SKIPPED_MAX.saturating_sub(self.skipped.len());
        self.skipped.extend(other.skipped.into_iter().take(room));
        self.notes.extend(other.notes);
        for (what, (first, count)) in other.tallies {
            let tally = self.tallies.entry(what).or_insert((first, 0));
            *tally = (tally.0.min(first), tally.1 + count);
        }
    }

    /// How many rows became no event.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The first row that became no event.
    pub fn first(&self) -> Option<Skipped> {
        self.skipped.iter().min_by_key(|skipped| skipped.line).cloned()
    }

    /// Skipped rows in the order of the file, their number, and the notes.
    pub fn finish(mut self) -> (Vec<Skipped>, usize, Vec<String>) {
        self.skipped.sort_by_key(|skipped| skipped.line);
        let mut notes = self.notes;
        for (what, (first, count)) in self.tallies {
            notes.push(format!("{count} 行(第 {first} 行起):{what}"));
        }
        (self.skipped, self.total, notes)
    }
}
