//! What people found to be no breach: the same words are not asked about again in that group.
//!
//! Exactly the same words are passed over; words that are nearly the same are asked about where
//! they would have been acted on, and passed over where they would have been asked about.

use model::{Category, Timestamp};
use rules::finder::{Certainty, Finding};
use serde::{Deserialize, Serialize};
use text::Sketch;

use crate::program::Program;
use crate::step::{Found, Step, Trigger};

/// The most texts that a group keeps; the one judged longest ago makes room.
const TEXTS_MAX: usize = 128;

/// What a text is told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    /// Of the same words, however they are spaced.
    key: u64,
    /// Of the page that is shared with them; 0 for none.
    link: u64,
    sketch: Option<Sketch>,
}

impl Print {
    /// Of a text as the reader folded it, and the page shared with it; none without words.
    pub fn of(words: &str, link: u64) -> Option<Print> {
        let print = || Print { key: text::key_of(words), link, sketch: Sketch::of(words) };
        (!words.is_empty()).then(print)
    }

    fn is_same(&self, other: &Print) -> bool {
        (self.key, self.link) == (other.key, other.link)
    }

    fn is_near(&self, other: &Print) -> bool {
        let sketches = self.sketch.as_ref().zip(other.sketch.as_ref());
        self.link == other.link && sketches.is_some_and(|(one, other)| one.is_near(other))
    }
}

/// A text that a person found harmless, and in what regard.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Text {
    print: Print,
    /// A rule kind with its category, as a hash.
    regard: u64,
    at: Timestamp,
}

/// The texts of a group that people found harmless, the last judged behind.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Allowed {
    texts: Vec<Text>,
}

/// How a text stands to those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Same,
    Near,
    New,
}

impl Allowed {
    fn allow(&mut self, print: Print, regard: u64, at: Timestamp) {
        self.forbid(&print, regard);
        if self.texts.len() >= TEXTS_MAX {
            self.texts.remove(0);
        }
        self.texts.push(Text { print, regard, at });
    }

    fn forbid(&mut self, print: &Print, regard: u64) {
        self.texts.retain(|one| one.regard != regard || !one.print.is_same(print));
    }

    fn knows(&self, print: &Print, regard: u64) -> Known {
        let mut alike = self.texts.iter().filter(|one| one.regard == regard);
        if alike.clone().any(|one| one.print.is_same(print)) {
            return Known::Same;
        }
        if alike.any(|one| one.print.is_near(print)) { Known::Near } else { Known::New }
    }

    /// Bytes held, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.texts.capacity() * size_of::<Text>()
    }
}

/// In what regard a finding is judged: by its kind and category, whichever article it is. None
/// where a rule's doubts depend on more than the words.
fn regard(program: &Program, found: &Found) -> Option<u64> {
    regard_of(program, found.rule, found.finding.category)
}

fn regard_of(
    program: &Program,
    rule: crate::program::RuleId,
    category: Option<Category>,
) -> Option<u64> {
    let rule = program.rule(rule)?;
    let judges = rule.finder().is_some_and(|finder| finder.judges_words());
    let name = category.map_or("", Category::name);
    judges.then(|| text::key_of(&format!("{}/{name}", rule.kind)))
}

impl Step<'_> {
    /// What is left of findings about an event after what people found harmless.
    pub(crate) fn without_allowed(&self, trigger: &Trigger, found: Vec<Found>) -> Vec<Found> {
        if self.group.allowed.texts.is_empty() {
            return found;
        }
        let Some(print) = self.print_of(trigger) else { return found };
        let judged = |mut one: Found| {
            let Some(regard) = regard(self.program, &one) else { return Some(one) };
            let asks = one.finding.certainty == Certainty::Ask;
            match self.group.allowed.knows(&print, regard) {
                Known::Same => None,
                Known::Near if asks => None,
                Known::Near => {
                    let Finding { certainty, fact, .. } = &mut one.finding;
                    *certainty = Certainty::Ask;
                    fact.reason.push_str(",和经人判断没有违规的一段话很像,先请人看");
                    Some(one)
                }
                Known::New => Some(one),
            }
        };
        found.into_iter().filter_map(judged).collect()
    }

    /// What tells the words of the event at hand, where it is what set off a decision.
    pub(crate) fn print_of(&self, trigger: &Trigger) -> Option<Print> {
        match trigger {
            Trigger::Event(_) => Print::of(self.words?, self.link),
            Trigger::Due(_) => None,
        }
    }

    /// A person found that what a case is about is no breach: not asked about again.
    pub(crate) fn allow_case(&mut self, number: u32, at: Timestamp) {
        for (print, regard) in self.doubted(number) {
            self.group.allowed.allow(print, regard, at);
        }
    }

    /// It is to be judged once more.
    pub(crate) fn forget_allowed(&mut self, number: u32) {
        for (print, regard) in self.doubted(number) {
            self.group.allowed.forbid(&print, regard);
        }
    }

    fn doubted(&self, number: u32) -> Vec<(Print, u64)> {
        let Some(case) = self.group.cases.get(number) else { return Vec::new() };
        let Some(print) = case.of_course(|course| course.print).flatten() else {
            return Vec::new();
        };
        let of = |doubt: &crate::cases::Doubt| regard_of(self.program, doubt.rule, doubt.category);
        case.doubts.iter().filter_map(|doubt| Some((print, of(doubt)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let mut allowed = Allowed::default();
        let print = |n: usize| Print::of(&format!("第{n}次通知今天下午两点开会"), 0).unwrap();
        for n in 0..2 * TEXTS_MAX {
            allowed.allow(print(n), 7, Timestamp(0));
            allowed.allow(print(n), 7, Timestamp(1));
        }
        assert_eq!(allowed.texts.len(), TEXTS_MAX);
        assert_eq!(allowed.knows(&print(2 * TEXTS_MAX - 1), 7), Known::Same);
        assert_eq!(allowed.knows(&print(2 * TEXTS_MAX - 1), 8), Known::New);
        allowed.forbid(&print(2 * TEXTS_MAX - 1), 7);
        assert_ne!(allowed.knows(&print(2 * TEXTS_MAX - 1), 7), Known::Same);
    }
}
