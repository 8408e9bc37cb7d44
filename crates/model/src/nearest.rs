//! The nearest valid name to one that is unknown, for "did you mean" in messages.

/// The candidate with the fewest edits to `name`, where that is close enough to be meant.
///
/// Close enough: at most one edit for each three characters, and at least one character
/// shared. Ties go to the first candidate.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.chars().take(64).collect();
    let limit = (wanted.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (edits(&wanted, candidate), candidate))
        .filter(|&(distance, candidate)| distance <= limit && distance < candidate.chars().count())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance between a name and a candidate, in characters.
fn edits(a: &[char], b: &str) -> usize {
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (j, cb) in b.chars().enumerate() {
        let mut diagonal = j;
        let mut left = j + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (ca, cell) in a.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            let change = diagonal + usize::from(*ca != cb);
            left = change.min(above + 1).min(left + 1);
            *cell = left;
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names = ["flood", "fine", "links", "quiet-hours"];
        assert_eq!(nearest("floood", names), Some("flood"));
        assert_eq!(nearest("quiet_hours", names), Some("quiet-hours"));
        assert_eq!(nearest("link", names), Some("links"));
        assert_eq!(nearest("something-else", names), None);
        assert_eq!(nearest("", names), None);
    }
}
