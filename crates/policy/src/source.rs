//! A file's text with its lines, for pointing at places in it.

use std::ops::Range;

use crate::diagnostic::Spot;
use crate::document::Place;

/// Longest stretch of a line that a diagnostic shows, in characters.
const SHOWN_MAX: usize = 160;
/// How much of it stands before the place.
const BEFORE_MAX: usize = 60;

/// A file's text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
    /// Where each line starts, in bytes.
    pub lines: &'a [usize],
}

/// Where each line of a text starts, in bytes.
pub(crate) fn line_starts(text: &str) -> Vec<usize> {
    let after = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(after).collect()
}

impl Source<'_> {
    /// The line with its number from 0, its start, and its text without the line end.
    fn line_of(&self, byte: usize) -> (usize, usize, &str) {
        let number = self.lines.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.lines.get(number).copied().unwrap_or(0);
        let end = self.lines.get(number + 1).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..end).unwrap_or_default();
        (number, start, line.trim_end_matches(['\n', '\r']))
    }

    pub(crate) fn place(&self, byte: usize) -> Place {
        let (number, start, line) = self.line_of(byte);
        let from = line.floor_char_boundary(byte.saturating_sub(start));
        let before = line.get(..from).unwrap_or_default().chars().count();
        Place { line: small(number + 1), column: small(before + 1) }
    }

    /// The first line of a stretch of the text; an empty stretch is shown as one character.
    pub(crate) fn spot(&self, bytes: Range<usize>) -> Spot {
        let (number, start, line) = self.line_of(bytes.start);
        let from = line.floor_char_boundary(bytes.start.saturating_sub(start));
        let to = line.floor_char_boundary(bytes.end.saturating_sub(start)).max(from);
        let before = line.get(..from).unwrap_or_default().chars().count();
        let count = line.get(from..to).unwrap_or_default().chars().count().max(1);
        let skipped = before.saturating_sub(BEFORE_MAX);
        let shown: String = line.chars().skip(skipped).take(SHOWN_MAX).collect();
        let at = before - skipped;
        let end = (at + count).min(shown.chars().count().max(at + 1));
        Spot {
            file: self.file.to_owned(),
            place: Place { line: small(number + 1), column: small(before + 1) },
            source: shown,
            underline: small(at)..small(end),
        }
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "一行\r\n第二行 from = 1\n";
        let lines = line_starts(text);
        let source = Source { file: "a.md", text, lines: &lines };
        let at = text.find("from").unwrap();
        let spot = source.spot(at..at + 4);
        assert_eq!(spot.place, Place { line: 2, column: 5 });
        assert_eq!(spot.source, "第二行 from = 1");
        assert_eq!(spot.underline, 4..8);
        assert_eq!(source.place(text.len()), Place { line: 3, column: 1 });
    }

    #[test]
    fn long_lines_are_shown_in_part() {
        let text = format!("{}from{}", "字".repeat(500), "x".repeat(500));
        let lines = line_starts(&text);
        let spot = Source { file: "a.md", text: &text, lines: &lines }.spot(1500..1504);
        assert_eq!(spot.place.column, 501);
        assert_eq!(spot.source.chars().count(), SHOWN_MAX);
        assert_eq!(spot.underline, 60..64);
    }
}
