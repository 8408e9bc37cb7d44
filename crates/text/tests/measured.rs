//! What the lexicon does on real chat: measured where `../shared` is at hand, else passed over.

#![expect(clippy::print_stdout, reason = "the figures are what these tests are for")]

use std::path::{Path, PathBuf};

use text::{ACT, ASK, Judge, Lexicon, Reader, Reading, Scratch, Strictness, Topic};

fn shared(path: &str) -> Option<String> {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?.to_path_buf();
    let named = std::env::var_os("QUNGUI_SHARED").map(PathBuf::from);
    let beside = [root.join("../shared"), root.join("../../shared")];
    let places: Vec<PathBuf> = named.into_iter().chain(beside).collect();
    places.iter().find_map(|place| std::fs::read_to_string(place.join("data").join(path)).ok())
}

fn best(reading: &Reading) -> (u32, Option<Topic>) {
    Topic::all().map(|topic| (reading.score(topic), Some(topic))).max().unwrap_or((0, None))
}

/// How many of a thousand messages reach the score to act on and the score to ask at.
fn per_mille<'a>(name: &str, messages: impl Iterator<Item = &'a str>) -> (usize, usize) {
    let reader = Reader::new(&Lexicon::builtin()).judging(Judge::builtin(), Strictness::default());
    let mut scratch = Scratch::new();
    let (mut all, mut act, mut ask) = (0, 0, 0);
    let show = std::env::var("SHOW").is_ok_and(|value| value == name);
    for message in messages {
        let reading = reader.read(message, &[], &mut scratch);
        let (score, topic) = best(&reading);
        all += 1;
        act += usize::from(score >= ACT);
        ask += usize::from(score >= ASK);
        if show && score >= ASK {
            let words: Vec<(String, u32)> = reading
                .hits
                .iter()
                .filter(|hit| Some(hit.topic) == topic)
                .map(|hit| {
                    let (from, to) = (hit.word.start as usize, hit.word.end as usize);
                    (message.chars().take(to).skip(from).collect(), hit.weight)
                })
                .collect();
            println!("{score} {} {words:?} | {message}", topic.map_or("", Topic::name));
        }
    }
    let all = all.max(1);
    println!(
        "{name}: {all} messages, act {act} ({:.2} %), ask {ask} ({:.2} %)",
        act as f64 * 100.0 / all as f64,
        ask as f64 * 100.0 / all as f64
    );
    (act * 1_000 / all, ask * 1_000 / all)
}

#[test]
fn everyday_chat_is_hardly_ever_hit() {
    for (name, file) in [("kdconv", "ham-kdconv/dev.txt"), ("weibo", "ham-weibo-chat/train.txt")] {
        let Some(chat) = shared(file) else { return };
        let (act, ask) = per_mille(name, chat.lines());
        assert!(act <= 3 && ask <= 15, "{name}: of a thousand, act {act}, ask {ask}");
    }
}

#[test]
fn spam_is_found() {
    let Some(file) = shared("antispam-msglog/dev.tsv") else { return };
    let of = |label: &'static str| {
        file.lines().filter_map(move |line| {
            line.split_once('\t').filter(|(is, _)| *is == label).map(|(_, text)| text)
        })
    };
    let (_, found) = per_mille("spam", of("1"));
    per_mille("no-spam", of("0"));
    assert!(found >= 850, "of a thousand, {found}");
}
