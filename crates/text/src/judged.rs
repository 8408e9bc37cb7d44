//! What was learned, beside the words: when it counts for how much.

use std::cell::LazyCell;
use std::ops::Range;

use crate::judge::{Judge, Strictness};
use crate::reader::{ACT, ASK, Hit, Reading};
use crate::skeleton::Skeleton;
use crate::topic::Topic;
use crate::view::View;

/// Adds what the judge finds, for topics that then reach [`ASK`]. `told` says whether the
/// message has words that warn of something: then what was learned does not
/// count by itself, as the model sees what is spoken of and not what is said of it.
pub(crate) fn add(
    (judge, strictness): (&Judge, Strictness),
    skeleton: &Skeleton,
    view: &mut View,
    told: impl FnOnce() -> bool,
    reading: &mut Reading,
) {
    if skeleton.positions.len() < JUDGED_CHARS_MIN || reading.acknowledges {
        return;
    }
    let told = LazyCell::new(told);
    let likely = judge.likely(view.total(skeleton, judge.model()));
    for (topic, label, score) in likely {
        let mut points = judge.points(topic, score, strictness);
        if *told {
            points = (points / 2).min(TOLD_MAX);
        }
        let words = reading.score(topic);
        // A short message says little: there what was learned has to be surer, and surest where
        // no word says the same.
        let least = if words == 0 { SHORT_ALONE_MIN } else { SHORT_BESIDE_MIN };
        if skeleton.positions.len() < SHORT_CHARS && points < least {
            continue;
        }
        // A rough tone is not an insult: without a word for it a person looks first. And
        // whoever asks whether something is a fraud is no fraud.
        let alone = words == 0 && topic == INSULT;
        let sure = points >= SURE && !reading.question && !alone;
        let most = if sure { u32::MAX } else { (ACT - 1).saturating_sub(words) };
        let weight = points.min(most);
        // What words have settled needs no more.
        let (before, after) = (stage(words), stage(words + weight));
        if weight > 0 && after > before {
            let shares = view.shares(skeleton, |hash| judge.model().weight(label, hash).into());
            let word = skeleton.original_of(strongest(shares));
            reading.hits.push(Hit { topic, word, weight, learned: true, attached: false });
        }
    }
}

/// How far a score has come: nothing, enough to ask, enough to act.
fn stage(score: u32) -> u8 {
    u8::from(score >= ASK) + u8::from(score >= ACT)
}

/// The most points where the message warns of something or reports it.
const TOLD_MAX: u32 = ASK / 2;
/// Points with which what was learned may act; with fewer it only asks, as words and model
/// often see the same thing.
const SURE: u32 = 90;
const INSULT: Topic = Topic::Category(model::Category::Insult);
/// Messages of fewer characters than this say little, and so many points count there: where no
/// word of the topic was found, and where one was.
const SHORT_CHARS: usize = 20;
const SHORT_ALONE_MIN: u32 = 80;
const SHORT_BESIDE_MIN: u32 = 70;
/// Shorter messages say too little to be judged by more than their words.
const JUDGED_CHARS_MIN: usize = 8;

/// The stretch of shares with the greatest sum, as indices; never empty where there are any.
fn strongest(shares: &[i32]) -> Range<usize> {
    let (mut best, mut range) = (i32::MIN, 0..shares.len().min(1));
    let (mut sum, mut from) = (0_i32, 0);
    for (at, share) in shares.iter().enumerate() {
        if sum <= 0 {
            (sum, from) = (0, at);
        }
        sum = sum.saturating_add(*share);
        if sum > best {
            (best, range) = (sum, from..at + 1);
        }
    }
    range
}
