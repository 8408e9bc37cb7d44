//! What several kinds use that only suspect: words of a message, doubts put to a person, and
//! asking about the same matter only once in a while.

use std::borrow::Cow;
use std::ops::Deref;

use model::event::MediaKind;
use model::{EventBody, Role, Span};
use policy::param::Who;
use text::{Skeleton, fold_into};

use crate::clause::{Characters, Words};
use crate::finder::{Certainty, Fact, Finding, Outcome, Outcomes, leads};
use crate::hits;
use crate::register::Entry;
use crate::scene::{MemberIx, Scene};

/// The most words that a reason names.
const NAMED_MAX: usize = 5;

/// The speaker's own words without quotations, folded: no spaces, no marks, lower case. Made
/// once for all rules that look at a message.
#[must_use]
pub fn folded<'s>(scene: &'s Scene<'_>) -> &'s Folded {
    let own = || match scene.words {
        Some(words) => {
            debug_assert_eq!(words, text::own_words(hits::written(scene)));
            words.to_owned()
        }
        None => text::own_words(hits::written(scene)),
    };
    scene.folded.get_or_init(|| Folded::new(own()))
}

/// The same with the titles of shared pages, which are what their sender wants read.
#[must_use]
pub fn folded_with_titles<'s>(scene: &'s Scene<'_>) -> Cow<'s, Folded> {
    let own = folded(scene);
    let EventBody::Message { media, .. } = &scene.event.body else { return Cow::Borrowed(own) };
    let shared = media.iter().filter(|one| one.kind == MediaKind::Link);
    let titles: String = shared.filter_map(|one| one.title.as_deref()).map(fold).collect();
    match titles.is_empty() {
        true => Cow::Borrowed(own),
        false => Cow::Owned(Folded::new(format!("{}{titles}", &**own))),
    }
}

/// A folded text, with its characters as a set: most words of a list are not in a message, and
/// their first two characters show it.
#[derive(Clone, Debug)]
pub struct Folded {
    text: String,
    characters: Characters,
}

impl Folded {
    /// A text that has been folded.
    #[must_use]
    pub fn new(text: String) -> Folded {
        Folded { characters: Characters::of(&text), text }
    }

    fn has_word(&self, word: &str) -> bool {
        self.characters.may_have(word) && self.text.has_word(word)
    }

    /// Whether it has one of the words.
    #[must_use]
    pub fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has_word(word))
    }

    /// Those of the words that it has, in the order of the list, none within a longer one that
    /// was found.
    #[must_use]
    pub fn named<'w>(&self, words: &[&'w str]) -> Vec<&'w str> {
        let mut found: Vec<&'w str> =
            words.iter().copied().filter(|word| self.has_word(word)).collect();
        if found.len() < 2 {
            return found;
        }
        let all = found.clone();
        found.retain(|word| !all.iter().any(|longer| longer != word && longer.has_word(word)));
        found
    }
}

impl Deref for Folded {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// A text folded as messages are.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut skeleton = Skeleton::new();
    fold_into(text, &mut skeleton);
    skeleton.text
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
    let member = scene.actor.and_then(|ix| scene.group.member(ix));
    member.is_some_and(|member| leads(member.roles))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_of_words() {
        let folded = |text: &str| Folded::new(text.to_owned());
        let all = ["截图", "朋友圈", "截图发朋友圈"];
        assert_eq!(folded("截图发朋友圈了").named(&all), ["截图发朋友圈"]);
        assert!(folded("").named(&["截图"]).is_empty());
        assert_eq!(quoted(&["甲", "乙"]), "“甲”、“乙”");
        assert_eq!(quoted(&["一"; 6]), "“一”、“一”、“一”、“一”、“一”等");
    }
}
