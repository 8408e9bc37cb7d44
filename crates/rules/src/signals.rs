//! What several kinds use that only suspect: words of a message, doubts put to a person, and
//! asking about the same matter only once in a while.

use crate::clause::Words;
use model::{Role, Span};
use policy::param::Who;
use text::{Skeleton, fold_into};

use crate::finder::{Certainty, Fact, Finding, Outcome, Outcomes};
use crate::hits;
use crate::register::Entry;
use crate::scene::{MemberIx, Scene};

/// The most words that a reason names.
const NAMED_MAX: usize = 5;

/// The speaker's own words without quotations, folded: no spaces, no marks, lower case.
#[must_use]
pub fn folded(scene: &Scene<'_>) -> String {
    let fold_own = || fold(text::quote::split(hits::written(scene)).1);
    scene.folded.get_or_init(fold_own).clone()
}

/// A text folded as messages are.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut skeleton = Skeleton::new();
    fold_into(text, &mut skeleton);
    skeleton.text
}

/// Those of the words that a folded text has, in the order of the list, none within a longer
/// one that was found.
#[must_use]
pub fn named<'w>(folded: &str, words: &[&'w str]) -> Vec<&'w str> {
    let marks = Marks::of(folded);
    let has = |word: &&str| marks.may_have(word) && folded.has_word(word);
    let mut found: Vec<&'w str> = words.iter().copied().filter(has).collect();
    if found.len() < 2 {
        return found;
    }
    let all = found.clone();
    found.retain(|word| !all.iter().any(|longer| longer != word && longer.has_word(word)));
    found
}

/// Which characters a text has, roughly: most words of a list are not in a message, and their
/// first two characters show it.
struct Marks([u64; 16]);

impl Marks {
    fn of(text: &str) -> Marks {
        let mut marks = Marks([0; 16]);
        for char in text.chars() {
            let (word, bit) = Marks::place(char);
            if let Some(bits) = marks.0.get_mut(word) {
                *bits |= bit;
            }
        }
        marks
    }

    fn place(char: char) -> (usize, u64) {
        let number = u32::from(char);
        ((number >> 6) as usize % 16, 1 << (number % 64))
    }

    fn may_have(&self, word: &str) -> bool {
        word.chars().take(2).all(|char| {
            let (word, bit) = Marks::place(char);
            self.0.get(word).is_some_and(|bits| bits & bit != 0)
        })
    }
}

/// Words in quotation marks, the first few of them: “甲”、“乙”.
#[must_use]
pub fn quoted<T: AsRef<str>>(words: &[T]) -> String {
    let shown: Vec<String> =
        words.iter().take(NAMED_MAX).map(|word| format!("“{}”", word.as_ref())).collect();
    let more = if words.len() > NAMED_MAX { "等" } else { "" };
    format!("{}{more}", shown.join("、"))
}

/// A finding about the acting member.
#[must_use]
pub fn found(
    scene: &Scene<'_>,
    certainty: Certainty,
    reason: impl Into<String>,
    said: impl Into<String>,
) -> Outcome {
    Outcome::Breach(Finding {
        member: scene.actor,
        category: None,
        fact: Fact { reason: reason.into(), said: said.into() },
        certainty,
        resets_window: false,
    })
}

/// A doubt about the acting member: a person is asked before anything is done.
#[must_use]
pub fn doubt(scene: &Scene<'_>, reason: impl Into<String>, said: impl Into<String>) -> Outcome {
    found(scene, Certainty::Ask, reason, said)
}

/// Whether this is the first of its sort within a span; if so, it is entered in the register.
pub fn first_within(
    scene: &Scene<'_>,
    list: &str,
    key: &str,
    span: Span,
    out: &mut Outcomes,
) -> bool {
    let free_from = |entry: &Entry| scene.zone.add(entry.at, span);
    if scene.group.entry(list, key).is_some_and(|entry| scene.now < free_from(entry)) {
        return false;
    }
    let due = scene.zone.add(scene.now, span);
    out.push(Outcome::Enter(Entry::new(list, key).of(scene.actor).due(due)));
    true
}

/// Whether a member is the owner or an administrator.
#[must_use]
pub fn runs_group(scene: &Scene<'_>, ix: MemberIx) -> bool {
    [Role::Owner, Role::Admin].iter().any(|role| scene.group.is(ix, &Who::Role(*role)))
}

/// Whether whoever acts may give out things on behalf of the group: owner, administrator,
/// secretary, leader.
#[must_use]
pub fn speaks_for_group(scene: &Scene<'_>) -> bool {
    const OTHERS: [Role; 2] = [Role::Secretary, Role::Leader];
    scene.actor.is_some_and(|ix| {
        runs_group(scene, ix) || OTHERS.iter().any(|role| scene.group.is(ix, &Who::Role(*role)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_of_words() {
        assert_eq!(named("截图发朋友圈了", &["截图", "朋友圈", "截图发朋友圈"]), ["截图发朋友圈"]);
        assert!(named("", &["截图"]).is_empty());
        assert_eq!(quoted(&["甲", "乙"]), "“甲”、“乙”");
        assert_eq!(quoted(&["一"; 6]), "“一”、“一”、“一”、“一”、“一”等");
    }
}
