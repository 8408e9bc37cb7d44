//! How fast messages are read and judged; matching beside other matchers on the same words and
//! messages in one run.

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, MatchKind};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use text::lexicon::plain_list;
use text::view::View;
use text::{Judge, Lexicon, Reader, Scratch, Skeleton, Strictness, Topic, fold_into};

use crate::judging::file;

/// How many words the large lexicon has.
const WORDS: usize = 50_000;
const ROUNDS: usize = 15;
const ROUND_MESSAGES: usize = 100_000;
const BATCH: usize = 20_000;

fn messages() -> Vec<String> {
    let mut all = Vec::new();
    for (path, column) in [
        ("ham-weibo-chat/train.txt", 0),
        ("ham-kdconv/dev.txt", 0),
        ("antispam-msglog/train.tsv", 1),
        ("cold/train.csv", 4),
    ] {
        let text = file(path).unwrap_or_default();
        let separator = if column == 1 { '\t' } else { ',' };
        let cell = |line: &str| line.splitn(column + 1, separator).nth(column).map(str::to_owned);
        all.extend(text.lines().filter_map(cell).filter(|text| !text.is_empty()));
    }
    // Evenly from all collections.
    let step = (all.len() / BATCH).max(1);
    all.into_iter().step_by(step).collect()
}

fn words(count: usize) -> Vec<String> {
    let lists = ["lexicon-houbb/dict_v20240407.txt", "lexicon-importcjj/dict.txt"];
    let mut words: Vec<String> =
        lists.iter().flat_map(|path| plain_list(&file(path).unwrap_or_default())).collect();
    words.sort();
    words.dedup();
    // As many as are missing are made from two of the others.
    let made: Vec<String> = words.windows(2).map(<[String]>::concat).collect();
    words.extend(made);
    words.truncate(count);
    words
}

/// What this thread has had of the processor: what a busy machine gives to others does not
/// count. By the clock where the system does not tell.
fn now(clock: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let used = told.split(' ').next().and_then(|used| used.parse().ok());
    used.map_or_else(|| clock.elapsed(), Duration::from_nanos)
}

/// The best of several rounds: the time of one message.
fn time(messages: &[String], mut work: impl FnMut(&str)) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let clock = Instant::now();
        let start = now(clock);
        // Long rounds: the system tells what a thread has had only every few milliseconds.
        let times = (ROUND_MESSAGES / messages.len().max(1)).clamp(1, 500);
        for _ in 0..times {
            for message in messages {
                work(black_box(message));
            }
        }
        let count = u32::try_from(messages.len().max(1) * times).expect("few messages");
        best = best.min(now(clock).saturating_sub(start) / count);
    }
    best
}

fn lexicon(words: &[String]) -> Lexicon {
    Lexicon::builtin().with_words(Topic::Ads, 20, words.iter().map(String::as_str))
}

/// Prints everything.
pub fn run() {
    let messages = messages();
    if messages.is_empty() {
        println!("no data at hand");
        return;
    }
    let chars: usize = messages.iter().map(|message| message.chars().count()).sum();
    println!("{} messages of {} characters on average", messages.len(), chars / messages.len());
    let mut scratch = Scratch::new();
    let mut read = |name: &str, reader: &Reader| {
        let each = time(&messages, |message| {
            let reading = black_box(reader.read(message, &[], &mut scratch));
            scratch.take_back(reading);
        });
        println!("{name:<44}{:>6} ns", each.as_nanos());
    };
    let judge = Judge::builtin();
    let strictness = Strictness::default();
    read("read, our words", &Reader::new(&Lexicon::builtin()));
    let judging = Reader::new(&Lexicon::builtin()).judging(judge.clone(), strictness);
    read("read and judged, our words", &judging);
    let many = words(WORDS);
    let start = Instant::now();
    let large = Reader::new(&lexicon(&many));
    println!("{} words ready in {} ms", many.len(), start.elapsed().as_millis());
    read("read, 50,000 words", &large);
    let large = large.judging(judge, strictness);
    read("read and judged, 50,000 words", &large);

    let mut skeleton = Skeleton::new();
    let mut view = View::new();
    let fold = time(&messages, |message| fold_into(message, &mut skeleton));
    println!("{:<44}{:>6} ns", "of that: fold", fold.as_nanos());
    let see = time(&messages, |message| {
        fold_into(message, &mut skeleton);
        view.see(&skeleton);
    });
    println!("{:<44}{:>6} ns", "fold and features", see.as_nanos());
    side_by_side(&messages, &many);

    let long: String = messages.iter().flat_map(|message| message.chars()).take(21_000).collect();
    let each = time(std::slice::from_ref(&long), |message| {
        black_box(large.read(message, &[], &mut scratch));
    });
    println!("a message of {} bytes: {} us", long.len(), each.as_micros());
    let start = Instant::now();
    let words = words(100_000);
    let ready = Reader::new(&lexicon(&words)).judging(Judge::builtin(), strictness);
    black_box(ready.read("早上好", &[], &mut scratch));
    println!("start-up with {} words, lists read: {} ms", words.len(), start.elapsed().as_millis());
}

/// All matches of the same words in the same folded messages, folding left out: by `daachorse`,
/// by `aho-corasick` with the automaton that it chooses itself, and by those that Python has. Ours
/// is what reading takes longer with many words than with few, weighing what was found included.
fn side_by_side(messages: &[String], words: &[String]) {
    let mut skeleton = Skeleton::new();
    let mut fold = |text: &String| {
        fold_into(text, &mut skeleton);
        skeleton.text.clone()
    };
    let mut words: Vec<String> = words.iter().map(&mut fold).collect();
    words.retain(|word| !word.is_empty());
    words.sort();
    words.dedup();
    let messages: Vec<String> = messages.iter().map(fold).collect();
    let tell = |name: &str, each: Duration, found: usize| {
        println!("{name:<44}{:>6} ns, {found} matches", each.as_nanos());
    };
    let charwise = CharwiseDoubleArrayAhoCorasick::<u32>::new(&words).expect("an automaton");
    let count = |message: &str| charwise.find_overlapping_iter(message).count();
    let each = time(&messages, |message| {
        black_box(count(message));
    });
    tell("daachorse, matching alone", each, messages.iter().map(|one| count(one)).sum());
    let theirs =
        AhoCorasick::builder().match_kind(MatchKind::Standard).build(&words).expect("an automaton");
    let count = |message: &str| theirs.find_overlapping_iter(message).count();
    let each = time(&messages, |message| {
        black_box(count(message));
    });
    tell("aho-corasick, matching alone", each, messages.iter().map(|one| count(one)).sum());
    match in_python(&messages, &words) {
        Some(lines) => print!("{lines}"),
        None => println!("pyahocorasick, hyperscan: no python3 at hand, not compared"),
    }
}

/// What `peers/words.py` prints, run by `$QUNGUI_PYTHON` or `python3`.
fn in_python(messages: &[String], words: &[String]) -> Option<String> {
    let folder = tempfile::tempdir().ok()?;
    let (of_words, of_messages) = (folder.path().join("words"), folder.path().join("messages"));
    std::fs::write(&of_words, words.join("\n")).ok()?;
    std::fs::write(&of_messages, messages.join("\n")).ok()?;
    let python = std::env::var_os("QUNGUI_PYTHON").unwrap_or_else(|| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/words.py");
    let run = Command::new(python).arg(script).args([of_words, of_messages]).output().ok()?;
    run.status.success().then(|| String::from_utf8_lossy(&run.stdout).into_owned())
}
