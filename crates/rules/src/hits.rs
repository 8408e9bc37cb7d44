//! What the words of a message come to, for those who run the group.

use std::fmt::Write as _;

use model::EventBody;
use text::Topic;

use crate::finder::Certainty;
use crate::scene::Scene;

/// The most words that a reason names.
const WORDS_MAX: usize = 5;
/// The most characters of one word that a reason shows.
const WORD_CHARS_MAX: usize = 20;

/// How sure the words of a topic are: enough to act, enough to ask, or none.
#[must_use]
pub fn certainty(score: u32) -> Option<Certainty> {
    match score {
        text::ACT.. => Some(Certainty::Act),
        text::ASK.. => Some(Certainty::Ask),
        _ => None,
    }
}

/// The words of a topic with their places and their sum: `“加微信”(第3–5字),共 120 分`.
#[must_use]
pub fn in_words(scene: &Scene<'_>, topic: Topic) -> String {
    let mut words = String::new();
    let hits = scene.reading.hits.iter().filter(|hit| hit.topic == topic);
    for (index, hit) in hits.clone().take(WORDS_MAX).enumerate() {
        let comma = if index == 0 { "" } else { "、" };
        if hit.attached {
            let _ = write!(words, "{comma}所附的图片或文件({} 分)", hit.weight);
            continue;
        }
        let (from, to) = (hit.word.start + 1, hit.word.end);
        // Writing to a string cannot fail.
        let shown = original(scene, hit.word.clone());
        // What was learned has no word of its own: it is how this stretch is written.
        let like = if hit.learned { "像这类写法的" } else { "" };
        let _ = write!(words, "{comma}{like}“{shown}”(第{from}–{to}字)");
    }
    if hits.count() > WORDS_MAX {
        words.push('等');
    }
    let _ = write!(words, ",共 {} 分", scene.reading.score(topic));
    words
}

/// The characters of what was written.
fn original(scene: &Scene<'_>, word: std::ops::Range<u32>) -> String {
    let from = usize::try_from(word.start).unwrap_or(usize::MAX);
    let length = usize::try_from(word.end.saturating_sub(word.start)).unwrap_or(0);
    let shown = length.min(WORD_CHARS_MAX);
    written(scene).chars().skip(from).take(shown).filter(|c| !c.is_control()).collect()
}

/// The text of a message or request.
#[must_use]
pub fn written<'a>(scene: &Scene<'a>) -> &'a str {
    match &scene.event.body {
        EventBody::Message { text, .. } | EventBody::Request { text: Some(text), .. } => text,
        _ => "",
    }
}
