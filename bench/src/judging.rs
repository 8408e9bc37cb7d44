//! How well messages are judged, and how fast, on the data of others where it is at hand.
//!
//! Everything is measured on what was not learned from. Where data is missing the line says so.

use std::path::{Path, PathBuf};

use text::{ACT, ASK, Judge, Lexicon, Reader, Reading, Scratch, Strictness, Topic};
use training::figures::{Answers, Share};
use training::messages::{Evasion, Material, Sample, Writer, examples, make, sources};
use training::{Numbers, messages};

use crate::judging_verdicts;

/// The folder of shared data, by `QUNGUI_SHARED` or beside the checkout.
fn shared() -> PathBuf {
    let named = std::env::var_os("QUNGUI_SHARED").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    named.unwrap_or_else(beside).join("data")
}

/// A file of the shared data.
pub fn file(name: &str) -> Option<String> {
    std::fs::read_to_string(shared().join(name)).ok()
}

pub fn samples(name: &str, path: &str) -> Vec<Sample> {
    file(path).map_or_else(Vec::new, |text| sources::read(name, &text))
}

/// Harmless chat that was neither learned from nor used to set marks, by its collection.
fn chat() -> Vec<(&'static str, Vec<Sample>)> {
    [("ham-weibo-chat", "ham-weibo-chat/train.txt"), ("ham-kdconv", "ham-kdconv/dev.txt")]
        .into_iter()
        .map(|(name, path)| {
            let mut material = Material::default();
            material.add("harmless", samples("harmless", path));
            (name, material.for_measure)
        })
        .collect()
}

fn reader(strictness: Strictness) -> Reader {
    Reader::new(&Lexicon::builtin()).judging(Judge::builtin(), strictness)
}

/// The best topic of a reading.
fn best(reading: &Reading) -> (u32, Option<Topic>) {
    Topic::all().map(|topic| (reading.score(topic), Some(topic))).max().unwrap_or((0, None))
}

/// What is no advertisement and lives on none: that collection does not say whether it is there.
const NOT_SOLD: [&str; 7] =
    ["insult", "vulgar", "defame", "discord", "politics", "religion", "violence"];

/// The best of what is sold or leads to it.
fn sold(reading: &Reading) -> u32 {
    let topics = Topic::all().filter(|topic| !NOT_SOLD.contains(&topic.name()));
    topics.map(|topic| reading.score(topic)).max().unwrap_or(0)
}

fn topic(name: &str) -> Topic {
    Topic::all().find(|topic| topic.name() == name).expect("a topic")
}

/// Prints everything.
pub fn run() {
    println!("false alarms on everyday chat (acted on, asked about), by strictness");
    false_alarms();
    println!("\nagainst collections that were learned from (their dev parts, which were not)");
    collections();
    println!("\nevasions: what is still caught of what is caught as it was written");
    evasions();
    println!("\nsix kinds of harm from our own words and examples alone");
    harms();
    println!("\nafter 50 verdicts of each kind");
    judging_verdicts::run();
}

fn false_alarms() {
    for strictness in Strictness::ALL {
        let reader = reader(strictness);
        let mut scratch = Scratch::new();
        for (name, chat) in chat() {
            let (mut act, mut ask) = (Share::default(), Share::default());
            for sample in &chat {
                let reading = reader.read(&sample.text, &[], &mut scratch);
                let (score, topic) = best(&reading);
                act.count(score >= ACT);
                ask.count(score >= ASK);
                if std::env::var("SHOW").is_ok() && score >= ASK {
                    println!("   {score} {} {}", topic.map_or("", Topic::name), sample.text);
                }
            }
            println!("{:<9} {name:<15} act {act}, ask or act {ask}", strictness.name());
        }
    }
}

/// A score of the model alone, above or below even odds.
fn fits(judge: &Judge, seer: &mut messages::Seer, text: &str, label: &str) -> bool {
    let at = judge.model().label(label).expect("a label");
    judge.model().scores(&seer.see(text)).get(at).is_some_and(|score| *score > 0)
}

fn collections() {
    let judge = Judge::builtin().expect("a judge");
    let mut seer = messages::Seer::default();
    for (name, path, topic_name, label) in [
        ("COLD", "cold/dev.csv", "insult", "insult"),
        ("msglog", "antispam-msglog/dev.tsv", "ads", "bulk"),
    ] {
        let samples = samples(topic_name, path);
        if samples.is_empty() {
            println!("{name}: no data at hand");
            continue;
        }
        let wanted = messages::label(topic_name).expect("a label");
        let truth = |sample: &Sample| usize::from(sample.labels.contains(&wanted));
        let mut answers = Answers::new(2);
        for sample in &samples {
            answers.count(truth(sample), usize::from(fits(&judge, &mut seer, &sample.text, label)));
        }
        let f1 = answers.macro_f1();
        println!(
            "{name}, as its labels ask, model ({label}): right {}, macro-F1 0.{f1:04}",
            answers.right()
        );
        for strictness in Strictness::ALL {
            let reader = reader(strictness);
            let mut scratch = Scratch::new();
            let (mut asked, mut acted) = (Answers::new(2), Answers::new(2));
            for sample in &samples {
                let reading = reader.read(&sample.text, &[], &mut scratch);
                let score = match topic_name {
                    // A message of that collection may be any sort of advertisement.
                    "ads" => sold(&reading),
                    _ => reading.score(topic(topic_name)),
                };
                asked.count(truth(sample), usize::from(score >= ASK));
                acted.count(truth(sample), usize::from(score >= ACT));
            }
            println!(
                "{name}, judged {:<9} macro-F1 0.{:04}, caught {}, of them acted on {}, wrongly asked about {}",
                strictness.name(),
                asked.macro_f1(),
                asked.recall(1),
                acted.of(1, 1),
                asked.of(0, 1)
            );
        }
    }
}

fn writer() -> Writer {
    let mut writer = Writer::new();
    if let Some(lines) = file("variant-opencc/STCharacters.txt") {
        writer = writer.with_traditional(&lines);
    }
    if let Some(lines) = file("variant-chaizi/chaizi-jt.txt") {
        writer = writer.with_pieces(&lines);
    }
    writer
}

fn evasions() {
    let judge = Judge::builtin().expect("a judge");
    let mut seer = messages::Seer::default();
    let writer = writer();
    for (name, path, topic_name, label) in [
        ("COLD", "cold/dev.csv", "insult", "insult"),
        ("msglog", "antispam-msglog/dev.tsv", "ads", "ads"),
    ] {
        let wanted = messages::label(topic_name).expect("a label");
        let mut harmful = samples(topic_name, path);
        harmful.retain(|sample| sample.labels.contains(&wanted));
        let reader = reader(Strictness::Balanced);
        let mut scratch = Scratch::new();
        let mut count = |evasion: Option<Evasion>| {
            let mut numbers = Numbers::new(99);
            let (mut model, mut judged) = (0_usize, 0_usize);
            for sample in &harmful {
                let text = evasion.map_or_else(
                    || sample.text.clone(),
                    |way| writer.write(&sample.text, way, &mut numbers),
                );
                model += usize::from(fits(&judge, &mut seer, &text, label));
                let reading = reader.read(&text, &[], &mut scratch);
                let score = if topic_name == "ads" { sold(&reading) } else { best(&reading).0 };
                judged += usize::from(score >= ASK);
            }
            (model, judged)
        };
        let (model, judged) = count(None);
        println!(
            "{name}: as written, of {} the model finds {model}, {judged} are judged",
            harmful.len()
        );
        for evasion in Evasion::ALL {
            let (found, asked) = count(Some(evasion));
            println!(
                "{name}: {:<22} model {}, judged {}",
                format!("{evasion:?}"),
                part(found, model),
                part(asked, judged)
            );
        }
    }
}

fn part(part: usize, whole: usize) -> String {
    let thousandths = (part * 1_000).checked_div(whole).unwrap_or(0);
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

/// The kinds of harm that platforms meet most; the last is none.
pub const HARMS: [&str; 6] = ["gambling", "porn", "insult", "fraud", "illegal", "ok"];

/// Which of [`HARMS`] a message is judged to be.
fn harm_of(reading: &Reading, least: u32) -> usize {
    let scored = HARMS.iter().take(5).enumerate();
    let best = scored.map(|(at, name)| (reading.score(topic(name)), at)).max();
    best.filter(|(score, _)| *score >= least).map_or(5, |(_, at)| at)
}

/// Patterns are held back by turns: a judge that learned from four fifths of our patterns and
/// nothing of others reads the last fifth. Chat only sets its marks.
fn harms() {
    let mut answers = Answers::new(HARMS.len());
    let mut any = Share::default();
    let (mut alarms, mut chat_count) = (0, 0);
    let chat = chat();
    for turn in 0..5 {
        let patterns = examples::patterns();
        let (held, taught): (Vec<_>, Vec<_>) =
            patterns.into_iter().partition(|one| text::key_of(&one.text) % 5 == turn);
        let mut numbers = Numbers::new(turn);
        let mut material = Material::default();
        material.add("own", examples::expand(&taught, 8, &mut numbers));
        material.add("own", examples::words(50));
        for path in ["ham-weibo-chat/train.txt", "ham-kdconv/dev.txt"] {
            material.add("harmless", samples("harmless", path));
        }
        let Ok(judge) = make(&material, &Writer::new(), 1) else { continue };
        let reader =
            Reader::new(&Lexicon::builtin()).judging(Some(judge.into()), Strictness::Balanced);
        let mut scratch = Scratch::new();
        for sample in examples::expand(&held, 4, &mut numbers) {
            let names = sources::names(&sample.labels);
            let Some(truth) = HARMS.iter().position(|name| *name == names) else { continue };
            let reading = reader.read(&sample.text, &[], &mut scratch);
            answers.count(truth, harm_of(&reading, ASK));
            if truth < 5 {
                any.count(best(&reading).0 >= ASK);
            }
        }
        for sample in chat.iter().flat_map(|(_, chat)| chat) {
            let reading = reader.read(&sample.text, &[], &mut scratch);
            alarms += usize::from(best(&reading).0 >= ASK);
            chat_count += 1;
        }
    }
    for (at, name) in HARMS.iter().enumerate() {
        let f1 = answers.f1(at);
        println!("{name:<9} found as such {}, F1 0.{f1:04}", answers.recall(at));
    }
    let alarms = Share { part: alarms, whole: chat_count };
    println!("any harm found {any}, false alarms on everyday chat {alarms}");
}
