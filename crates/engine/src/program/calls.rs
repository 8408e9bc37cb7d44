//! What calls rules: most messages concern few of them.

use rules::finder::{Cue, Finder};
use text::Knowledge;

use super::{Program, RuleId};
use crate::register::{Marks, watched};

/// What calls a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calls {
    /// Signs of a message, and its words.
    pub signs: u128,
    /// The lists of the register whose entries do.
    pub lists: Marks,
}

impl Calls {
    /// Whatever is said.
    pub const ALWAYS: Calls = Calls { signs: u128::MAX, lists: Marks::NONE };
    const NEVER: Calls = Calls { signs: 0, lists: Marks::NONE };

    /// Either of the two.
    fn or(self, other: Calls) -> Calls {
        Calls { signs: self.signs | other.signs, lists: self.lists.or(other.lists) }
    }
}

/// How many marks rules have.
const MARKS: usize = u64::BITS as usize;

/// Marks of rules, several rules to a mark.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RuleMarks(u64);

impl RuleMarks {
    /// What may be any rule.
    pub fn all() -> RuleMarks {
        RuleMarks(u64::MAX)
    }

    pub fn set(&mut self, rule: RuleId) {
        self.0 |= 1 << (usize::from(rule.0) % MARKS);
    }
}

/// What calls the rules of each mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallsOfMarks([Calls; MARKS]);

impl CallsOfMarks {
    pub const NONE: CallsOfMarks = CallsOfMarks([Calls::NEVER; MARKS]);
}

impl Program {
    /// Makes the reader, which listens for what calls rules as well.
    pub(super) fn listen(&mut self, knowledge: &Knowledge) {
        let mut cues: Vec<Cue> = Vec::new();
        for (place, rule) in self.rules.iter_mut().enumerate() {
            let Some(rule) = rule else { continue };
            if let Some(cue) = rule.finder().and_then(Finder::cue) {
                let mut lists = Marks::NONE;
                for list in cue.lists() {
                    lists.set(list);
                    lists.set(&watched(list));
                }
                if cue.listens_for().next().is_some() {
                    let number = cues.iter().position(|known| *known == cue);
                    let number = number.unwrap_or(cues.len());
                    rule.words = Cue::bit(u32::try_from(number).unwrap_or(u32::MAX));
                    if number == cues.len() {
                        cues.push(cue.clone());
                    }
                }
                rule.called_by = Calls { signs: cue.signs() | rule.words, lists };
            }
            if let Some(calls) = self.calls_of_marks.0.get_mut(place % MARKS) {
                *calls = calls.or(rule.called_by);
            }
        }
        let numbered = (0..).zip(&cues);
        let words = numbered
            .flat_map(|(number, cue)| cue.listens_for().map(move |word| (word, Cue::bit(number))));
        let reader = knowledge.reader();
        self.reader = reader.listening(words);
    }

    /// Whether one of the rules with these marks may be called.
    pub(crate) fn calls_any(&self, rules: RuleMarks, is_called: impl Fn(Calls) -> bool) -> bool {
        let mut left = rules.0;
        while left != 0 {
            let mark = left.trailing_zeros() as usize;
            if self.calls_of_marks.0.get(mark).is_some_and(|calls| is_called(*calls)) {
                return true;
            }
            left &= left - 1;
        }
        false
    }
}
