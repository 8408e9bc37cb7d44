//! Numbers, times, spans, money and counts as Chinese texts write them.
//!
//! Every finder reads a whole text and gives what it found from left to right, none
//! overlapping another. It never fails: what cannot be read is not found. Width and
//! Traditional forms do not matter. Time is linear in the text's length.

mod counts;
mod line;
mod money;
mod numbers;
mod ranges;
mod spans;
mod times;

pub use counts::counts;
pub use money::money;
pub use numbers::{numbers, parse_number};
pub use ranges::time_ranges;
pub use spans::spans;
pub use times::times;

use line::Line;

/// Something found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// What it says.
    pub value: T,
    /// Its first byte, on a character's boundary.
    pub start: usize,
    /// The byte after it, on a character's boundary.
    pub end: usize,
}

/// Tries every place of a text in turn. `read` looks at a place and gives what begins there
/// and the place after it. Nothing is found in a text that lacks a character of one of the sorts
/// `needed`: most have no number.
fn find<T>(
    text: &str,
    needed: &[fn(char) -> bool],
    mut read: impl FnMut(&Line, usize) -> Option<(T, usize)>,
) -> Vec<Found<T>> {
    if !needed.iter().all(|sort| text.chars().any(|c| sort(line::normal(c)))) {
        return Vec::new();
    }
    let line = Line::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        match read(&line, at) {
            Some((value, end)) if end > at => {
                found.push(Found { value, start: line.byte(at), end: line.byte(end) });
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// That offsets are on boundaries, in order, within the text.
    fn check<T>(text: &str, found: &[Found<T>]) -> Result<(), TestCaseError> {
        let mut last = 0;
        for one in found {
            prop_assert!(last <= one.start && one.start < one.end);
            prop_assert!(text.get(one.start..one.end).is_some());
            last = one.end;
        }
        Ok(())
    }

    fn check_all(text: &str) -> Result<(), TestCaseError> {
        check(text, &numbers(text))?;
        check(text, &times(text))?;
        check(text, &time_ranges(text))?;
        check(text, &spans(text))?;
        check(text, &money(text))?;
        check(text, &counts(text))?;
        let _ = parse_number(text);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn no_finder_panics_on_any_text(text in "\\PC{0,80}") {
            check_all(&text)?;
        }

        #[test]
        fn nor_on_texts_like_those_they_read(
            text in "[0-9０-９：:.,，点點时半一二两三十百千万亿零〇壹拾元块￥角毛分钟小天日周月年个工作早晚上下午中夜凌晨次第至到～—\\- 字人名后前当]{0,60}"
        ) {
            check_all(&text)?;
        }
    }

    #[test]
    fn long_runs_are_read_in_linear_time() {
        for unit in ["一", "9", "十", "晚上", "1:", "半", "个", "￥", "次日", "1,"] {
            check_all(&unit.repeat(20_000)).unwrap();
        }
    }
}
