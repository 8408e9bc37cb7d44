//! How well answers fit the truth: accuracy, F1, and thresholds for a rate of false alarms.

use std::fmt;

/// A share, kept as two counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many of them.
    pub part: usize,
    /// Of how many.
    pub whole: usize,
}

impl Share {
    /// Counts one more; `is` says whether it belongs to the part.
    pub fn count(&mut self, is: bool) {
        self.whole += 1;
        self.part += usize::from(is);
    }

    /// In ten-thousandths, rounded down; 0 of nothing.
    #[must_use]
    pub fn per_ten_thousand(self) -> usize {
        (self.part * 10_000).checked_div(self.whole).unwrap_or(0)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = self.per_ten_thousand();
        write!(f, "{}.{:02} % ({}/{})", share / 100, share % 100, self.part, self.whole)
    }
}

/// Answers against the truth, class by class. Add them with [`Answers::count`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    classes: usize,
    /// Truth by truth, how often each answer was given.
    counts: Vec<usize>,
}

impl Answers {
    /// None yet, for so many classes.
    #[must_use]
    pub fn new(classes: usize) -> Answers {
        Answers { classes, counts: vec![0; classes * classes] }
    }

    /// Counts an answer. Classes that there are not are passed over.
    pub fn count(&mut self, truth: usize, answer: usize) {
        if answer < self.classes
            && let Some(count) = self.counts.get_mut(truth * self.classes + answer)
        {
            *count += 1;
        }
    }

    /// How often that answer was given where that was the truth.
    #[must_use]
    pub fn of(&self, truth: usize, answer: usize) -> usize {
        self.counts.get(truth * self.classes + answer).copied().unwrap_or(0)
    }

    /// How many answers were right.
    #[must_use]
    pub fn right(&self) -> Share {
        let part = (0..self.classes).map(|class| self.of(class, class)).sum();
        Share { part, whole: self.counts.iter().sum() }
    }

    /// How many of a class were found.
    #[must_use]
    pub fn recall(&self, class: usize) -> Share {
        let whole = (0..self.classes).map(|answer| self.of(class, answer)).sum();
        Share { part: self.of(class, class), whole }
    }

    /// F1 of a class, in ten-thousandths.
    #[must_use]
    pub fn f1(&self, class: usize) -> usize {
        let found = self.of(class, class);
        let truth: usize = (0..self.classes).map(|answer| self.of(class, answer)).sum();
        let said: usize = (0..self.classes).map(|truth| self.of(truth, class)).sum();
        (found * 20_000).checked_div(truth + said).unwrap_or(0)
    }

    /// The mean of F1 over all classes, in ten-thousandths.
    #[must_use]
    pub fn macro_f1(&self) -> usize {
        let sum: usize = (0..self.classes).map(|class| self.f1(class)).sum();
        sum.checked_div(self.classes).unwrap_or(0)
    }
}

/// The lowest threshold that at most so many of a hundred thousand harmless texts reach. Puts
/// the scores in order.
#[must_use]
pub fn threshold(harmless: &mut [i32], per_hundred_thousand: usize) -> i32 {
    harmless.sort_unstable_by(|a, b| b.cmp(a));
    let allowed = harmless.len() * per_hundred_thousand / 100_000;
    harmless.get(allowed).map_or(i32::MIN, |score| score.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted() {
        let mut answers = Answers::new(2);
        for (truth, answer) in [(0, 0), (0, 0), (0, 1), (1, 1), (1, 5)] {
            answers.count(truth, answer);
        }
        assert_eq!(answers.right(), Share { part: 3, whole: 4 });
        assert_eq!(answers.recall(0).to_string(), "66.66 % (2/3)");
        assert_eq!((answers.f1(0), answers.f1(1), answers.macro_f1()), (8_000, 6_666, 7_333));
    }

    #[test]
    fn thresholds_keep_to_their_rate() {
        let mut scores: Vec<i32> = (0..1_000).collect();
        let line = threshold(&mut scores, 500);
        assert_eq!(scores.iter().filter(|s| **s >= line).count(), 5);
        assert_eq!(threshold(&mut [], 500), i32::MIN);
    }
}
