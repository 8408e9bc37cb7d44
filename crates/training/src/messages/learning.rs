//! From samples to a model: what is known of them, evasions, and the settings that were found
//! best.

use text::linear::{BESIDE, BadModel, Linear};

use super::examples::words;
use super::{Evasion, LABELS, Sample, Seer, Writer, label};
use crate::{Example, Limit, Numbers, Settings, train};

/// The evasions that a model learns, beside plain text. Those that folding undoes are not
/// among them: a model never sees them.
const LEARNED: [Evasion; 6] = [
    Evasion::Pinyin(30),
    Evasion::Pinyin(100),
    Evasion::Homophones(30),
    Evasion::Homophones(100),
    Evasion::Homophones(60),
    Evasion::Split(30),
];

/// How many times each message is learned as somebody writes it who evades.
const WRITTEN: usize = 2;

/// How messages are learned.
#[must_use]
pub fn settings(seed: u64) -> Settings {
    // Signs and shape tell advertisements; what an insult is they do not tell, and whoever
    // writes dots between an insult's characters shall not gain by it.
    let labels = (0_u16..).zip(LABELS).filter(|(_, name)| *name != "insult");
    let limits = vec![Limit { hashes: BESIDE, labels: labels.map(|(number, _)| number).collect() }];
    Settings { bits: 16, epochs: 12, seed, rate: 0.15, decay: 1e-5, limits, ..Settings::default() }
}

/// Learns from samples, each as it stands and as somebody writes it who evades.
///
/// # Errors
///
/// As [`train`].
pub fn learn(
    samples: &[Sample],
    writer: &Writer,
    settings: &Settings,
    start: Option<&Linear>,
) -> Result<Linear, BadModel> {
    let mut numbers = Numbers::new(settings.seed ^ 0x5EED);
    let mut seer = Seer::default();
    let mut examples = Vec::with_capacity(samples.len() * 2);
    for sample in samples {
        let mut texts = vec![sample.text.clone()];
        for _ in 0..WRITTEN {
            let way = LEARNED.get(numbers.below(LEARNED.len()));
            texts.extend(way.map(|way| writer.write(&sample.text, *way, &mut numbers)));
        }
        for text in &texts {
            examples.push(Example {
                features: seer.see(text),
                labels: sample.labels.clone(),
                unknown: sample.unknown.clone(),
                weight_percent: sample.weight_percent,
            });
        }
    }
    train(&LABELS, &examples, settings, start)
}

/// How many times each verdict is learned as somebody writes it who evades. Many: few examples
/// have few characters in common with what comes, and readings of them more.
const VERDICTS_WRITTEN: usize = 6;
/// How much a verdict counts that finds nothing wrong: such messages have no label of their own,
/// and each pushes all labels down.
const HARMLESS_PERCENT: u32 = 75;

/// How much a word of the lexicon counts beside verdicts: what is known by words is not forgotten
/// for fifty messages that happen to be about something else.
const WORD_PERCENT: u32 = 100;

/// How verdicts are learned: few examples, so that each moves far, and what it says little about
/// hardly. Signs and shape tell any label here, insults too: of one organisation's messages they
/// say how its people write. Found best on halves of our own patterns and on fifty messages a
/// class of collections that the model to begin with had not seen, measured on a fifth of their
/// train parts; see `bench/src/judging_verdicts.rs`.
fn verdict_settings(seed: u64, bits: u32) -> Settings {
    Settings {
        bits,
        epochs: 30,
        rate: 5.0,
        calm: 1.0,
        decay: 0.0,
        exclusive: true,
        limits: Vec::new(),
        ..settings(seed)
    }
}

/// Goes on from a model by an organisation's verdicts: which of the topics fits best, or none.
///
/// # Errors
///
/// As [`train`].
pub fn adapt(
    start: &Linear,
    verdicts: &[Sample],
    writer: &Writer,
    seed: u64,
) -> Result<Linear, BadModel> {
    // Whether a message looks like those that are sent to many no verdict says.
    let bulk = label("bulk").unwrap_or(u16::MAX);
    let mut numbers = Numbers::new(seed ^ 0xADA7);
    let mut seer = Seer::default();
    let mut examples = Vec::new();
    for word in words(WORD_PERCENT) {
        // Which topic fits it best is known, else it would not be among the words.
        let unknown = vec![bulk];
        let (labels, weight_percent) = (word.labels, word.weight_percent);
        examples.push(Example { features: seer.see(&word.text), labels, unknown, weight_percent });
    }
    for verdict in verdicts {
        let mut texts = vec![verdict.text.clone()];
        for _ in 0..VERDICTS_WRITTEN {
            let way = LEARNED.get(numbers.below(LEARNED.len()));
            texts.extend(way.map(|way| writer.write(&verdict.text, *way, &mut numbers)));
        }
        let mut unknown = verdict.unknown.clone();
        unknown.push(bulk);
        let percent = if verdict.labels.is_empty() { HARMLESS_PERCENT } else { 100 };
        let weight_percent = verdict.weight_percent.saturating_mul(percent) / 100;
        for text in &texts {
            examples.push(Example {
                features: seer.see(text),
                labels: verdict.labels.clone(),
                unknown: unknown.clone(),
                weight_percent,
            });
        }
    }
    train(&LABELS, &examples, &verdict_settings(seed, start.bits()), Some(start))
}

/// Marks what collections by others leave open: only one that was collected as mass messages
/// and others tells what mass messages look like, and whether ordinary ones there insult
/// anybody was not looked at.
pub fn mark_collection(name: &str, samples: &mut [Sample]) {
    let (Some(bulk), Some(insult)) = (label("bulk"), label("insult")) else { return };
    for sample in samples {
        match name {
            "ads" if sample.labels.is_empty() => sample.unknown.push(insult),
            "ads" => sample.labels.push(bulk),
            _ => sample.unknown.push(bulk),
        }
    }
}
