//! How much fifty verdicts of each kind teach a judge, on messages that it has not seen.

use text::Judge;
use training::Numbers;
use training::figures::Answers;
use training::messages::{Material, Sample, Seer, Writer, adapt, examples, label, make, sources};

use crate::judging::{HARMS, samples};

/// How many verdicts of each kind there are.
const EACH: usize = 50;
/// How many messages of a kind are asked about.
const ASKED: usize = 700;
/// Shorter messages say nothing by themselves.
const CHARS_MIN: usize = 8;
const TURNS: u64 = 3;

/// Prints everything.
pub fn run() {
    collections();
    patterns();
}

/// Harmless chat, to which a judge owes what it knows before there are verdicts.
fn chat(material: &mut Material) {
    for path in ["ham-weibo-chat/train.txt", "ham-kdconv/dev.txt"] {
        material.add("harmless", samples("harmless", path));
    }
}

/// Which of the kinds each message is, the last being none: the best topic, or none.
fn measure(judge: &Judge, kinds: &[&str], asked: &[Sample]) -> Answers {
    let mut seer = Seer::default();
    let mut answers = Answers::new(kinds.len());
    for sample in asked {
        let names = sources::names(&sample.labels);
        let Some(truth) = kinds.iter().position(|kind| *kind == names) else { continue };
        let scores = judge.model().scores(&seer.see(&sample.text));
        let of = |kind: &&str| scores.get(usize::from(label(kind)?)).copied();
        let best = kinds.iter().enumerate().filter_map(|(at, kind)| Some((of(kind)?, at))).max();
        let best = best.filter(|(score, _)| *score > 0);
        answers.count(truth, best.map_or(kinds.len() - 1, |(_, at)| at));
    }
    answers
}

fn tell(name: &str, before: &Answers, after: &[Answers]) {
    let mean = |of: &dyn Fn(&Answers) -> usize| {
        after.iter().map(of).sum::<usize>().checked_div(after.len()).unwrap_or(0)
    };
    let (f1, right) = (mean(&Answers::macro_f1), mean(&|one| one.right().per_ten_thousand()));
    println!(
        "{name}: macro-F1 before 0.{:04}, after 0.{f1:04} (right {}.{:02} %)",
        before.macro_f1(),
        right / 100,
        right % 100
    );
}

/// Insults, advertisements and neither, from collections of others: the judge to begin with has
/// seen neither of them, verdicts are from their train parts, questions from their dev parts.
fn collections() {
    let mut material = Material::own(1);
    chat(&mut material);
    let Ok(base) = make(&material, &Writer::new(), 1) else { return };
    let kinds = ["insult", "ads", "ok"];
    let all = |part: &str| {
        let path = |name: &str, ending: &str| format!("{name}/{part}.{ending}");
        let mut all = samples("insult", &path("cold", "csv"));
        all.extend(samples("ads", &path("antispam-msglog", "tsv")));
        all.retain(|sample| sample.text.chars().count() >= CHARS_MIN);
        all
    };
    let (told, asked) = (all("train"), all("dev"));
    if told.is_empty() || asked.is_empty() {
        println!("collections of others: no data at hand");
        return;
    }
    let pick = |from: &[Sample], kind: &str, count: usize, seed: u64| {
        let is = |sample: &&Sample| sources::names(&sample.labels) == kind;
        let mut of: Vec<Sample> = from
            .iter()
            .filter(is)
            .map(|sample| Sample::new(&sample.text, sample.labels.clone()))
            .collect();
        Numbers::new(seed).shuffle(&mut of);
        of.truncate(count);
        of
    };
    let asked: Vec<Sample> = kinds.iter().flat_map(|kind| pick(&asked, kind, ASKED, 1)).collect();
    let turn = |seed: u64| {
        let verdicts: Vec<Sample> =
            kinds.iter().flat_map(|kind| pick(&told, kind, EACH, seed)).collect();
        let judge = adapt(&base, &verdicts, &material.for_marks, &Writer::new(), 1).ok()?;
        Some(measure(&judge, &kinds, &asked))
    };
    let after: Vec<Answers> = (0..TURNS).filter_map(turn).collect();
    tell("three kinds from collections of others", &measure(&base, &kinds, &asked), &after);
}

/// Verdicts and questions are made of different patterns of ours, so that nothing is asked that
/// was told; the judge to begin with knows our words and no pattern.
fn patterns() {
    let mut material = Material::default();
    material.add("own", examples::words(50));
    chat(&mut material);
    let Ok(base) = make(&material, &Writer::new(), 1) else { return };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let half = |one: &Sample| (text::key_of(&one.text) / (turn + 1)).is_multiple_of(2);
        let (told, asked): (Vec<_>, Vec<_>) = examples::patterns().into_iter().partition(half);
        let mut numbers = Numbers::new(11 + turn);
        let mut verdicts = Vec::new();
        for harm in HARMS {
            let is = |one: &&Sample| sources::names(&one.labels) == harm;
            let of: Vec<Sample> = told.iter().filter(is).cloned().collect();
            let mut made = examples::expand(&of, EACH.div_ceil(of.len().max(1)), &mut numbers);
            // Of every pattern some, not all of the first ones.
            numbers.shuffle(&mut made);
            made.truncate(EACH);
            verdicts.extend(made);
        }
        let asked = examples::expand(&asked, 4, &mut numbers);
        before.push(measure(&base, &HARMS, &asked));
        if let Ok(judge) = adapt(&base, &verdicts, &material.for_marks, &Writer::new(), 1) {
            after.push(measure(&judge, &HARMS, &asked));
        }
    }
    if let Some(first) = before.first() {
        tell("six kinds from halves of our own patterns", first, &after);
    }
}
