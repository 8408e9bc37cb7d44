//! A process that is killed at random moments under load. After each restart no event that was
//! answered is lost or doubled, every decision is what a replay decides, and nothing that would
//! show is carried out twice.
//!
//! `CRASHES=300 cargo test --release -p qungui-runtime --test it killed` kills more often.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use model::time::MINUTE_MS;
use runtime::recover::recover;
use runtime::{Clock, LineAnswer};
use sample::random::Random;
use store::Sqlite;
use store::dialect::Dialect;
use store::record::RecordKind;
use store::rows::{Outcome, Receipt};
use store::verify::verify;

use crate::common::{Hands, at_of, lines, policy, start};

/// How often it is killed in the short form.
const CRASHES: usize = 30;
const LINES: usize = 20_000;
const SEED: u64 = 17;

/// The process that is killed: this program again.
fn spawn(folder: &Path, round: usize, from: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::process_under_load", "--ignored", "--nocapture"])
        .env("CRASH_FOLDER", folder)
        .env("CRASH_ROUND", round.to_string())
        .env("CRASH_FROM", from.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// Not a test: what `spawn` starts.
#[test]
#[ignore = "the process that the test kills"]
fn process_under_load() {
    let Ok(folder) = std::env::var("CRASH_FOLDER") else { return };
    let number = |name: &str| std::env::var(name).unwrap().parse::<usize>().unwrap();
    let (round, from) = (number("CRASH_ROUND"), number("CRASH_FROM"));
    let lines = lines(20, 30, LINES, SEED);
    // The clock goes with the events, so that what is decided is still worth doing.
    let minutes = i64::try_from(round).unwrap() * MINUTE_MS;
    let clock = Hands::at(at_of(&lines[from]) + minutes);
    let runtime = Arc::new(start(Path::new(&folder), clock.clone()));
    if round == 0 {
        runtime.activate("crowd.md", &policy(), "x").unwrap();
    }
    let acting = Arc::clone(&runtime);
    std::thread::spawn(move || {
        loop {
            for effect in acting.lease("qq", 1_000, 20).unwrap() {
                // Told before it is done, as a platform would see it.
                println!("did {} {}", effect.key, effect.repeatable);
                let (key, attempt) = (effect.key, effect.attempt);
                let outcome = Outcome::Done;
                acting.receive(Receipt { key, attempt, outcome, detail: None }).unwrap();
            }
        }
    });
    println!("ready");
    let mut random = Random::new(u64::try_from(round).unwrap() + 1);
    let mut next = from;
    let open = Arc::new(AtomicUsize::new(0));
    while next < lines.len() {
        let count = 1 + random.below(40);
        let to = (next + count).min(lines.len());
        while open.load(Ordering::SeqCst) > 8 {
            std::thread::yield_now();
        }
        open.fetch_add(1, Ordering::SeqCst);
        let (begin, open) = (next, Arc::clone(&open));
        let ahead = at_of(&lines[to - 1]) - clock.wall().0;
        clock.pass(ahead.max(0));
        let reply = move |answer: runtime::Answer| {
            let answers = answer.unwrap();
            assert!(answers.iter().all(|one| !matches!(one, LineAnswer::Refused(_))));
            let mut out = std::io::stdout().lock();
            writeln!(out, "kept {begin} {to}").unwrap();
            out.flush().unwrap();
            open.fetch_sub(1, Ordering::SeqCst);
        };
        runtime.ingest(lines[next..to].join("\n"), Box::new(reply)).unwrap();
        next = to;
    }
}

#[test]
fn whoever_is_killed_goes_on_where_it_was() {
    let crashes = std::env::var("CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(CRASHES);
    let folder = tempfile::tempdir().unwrap();
    let lines = lines(20, 30, LINES, SEED);
    let mut random = Random::new(99);
    let mut kept = vec![false; lines.len()];
    let mut done: BTreeMap<String, (u32, bool)> = BTreeMap::new();
    for round in 0..crashes {
        let first_open = kept.iter().position(|kept| !kept).unwrap();
        // Some of what was answered is sent again.
        let from = first_open.saturating_sub(random.below(60));
        let mut child = spawn(folder.path(), round, from);
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(output.any(|line| line.ends_with("ready")), "it starts");
        let reading = std::thread::spawn(move || output.collect::<Vec<String>>());
        let ms = 5 + random.below(300);
        std::thread::sleep(Duration::from_millis(u64::try_from(ms).unwrap()));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in reading.join().unwrap() {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["kept", from, to] => {
                    let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
                    kept[from..to].fill(true);
                }
                ["did", key, repeatable] => {
                    let one = done.entry((*key).to_owned()).or_insert((0, *repeatable == "true"));
                    one.0 += 1;
                }
                _ => {}
            }
        }
        if kept[0] {
            check(folder.path(), &lines, &kept, round + 1 == crashes);
        }
    }
    let kept = kept.iter().filter(|kept| **kept).count();
    assert!(kept > 1_000, "{kept} lines were kept in {crashes} rounds");
    for (key, (times, repeatable)) in &done {
        assert!(*repeatable || *times == 1, "{key} was done {times} times");
    }
    assert!(!done.is_empty());
}

/// What must hold of the store whatever happened.
fn check(folder: &Path, lines: &[String], kept: &[bool], replays: bool) {
    let store = Sqlite::existing(folder).unwrap();
    let proof = verify(store.reader().unwrap().as_mut(), &[]).unwrap();
    assert_eq!(proof.faults, []);
    let mut reader = store.reader().unwrap();
    let mut seen = BTreeSet::new();
    let mut next = 1;
    loop {
        let segments = reader.segments(next, 100).unwrap();
        let Some(last) = segments.last() else { break };
        next = last.first + u64::from(last.records);
        for record in segments.iter().flat_map(|segment| segment.unpack().unwrap()) {
            if record.kind == RecordKind::Event {
                assert!(seen.insert(record.line.line()), "doubled: {}", record.line.line());
            }
        }
    }
    for (line, _) in lines.iter().zip(kept).filter(|(_, kept)| **kept) {
        assert!(seen.contains(line), "lost: {line}");
    }
    if replays {
        let (_, recovered) = recover(&store, &Default::default(), 1 << 40, true).unwrap();
        assert_eq!(recovered.differing, 0, "{recovered:?}");
        assert_eq!(recovered.records, proof.records);
    }
}
