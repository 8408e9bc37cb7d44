//! A store with a month of the sample company's groups: made once, then copied.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use model::time::MINUTE_MS;
use model::{Event, Timestamp};
use runtime::service::LineAnswer;
use runtime::{Options, Runtime};
use sample::company::{self, Reactor};
use store::Sqlite;
use tempfile::TempDir;

use crate::clock::Hands;

/// The seed of the month.
const SEED: u64 = 1;
/// When the month's clock stops: the last day's noon.
pub const NOW: &str = "2026-03-31T12:00:00+08:00";
/// What is decided from here on waits for whoever looks at it.
const UNANSWERED_FROM: &str = "2026-03-28T00:00:00+08:00";
/// Events so near to each other are handed over together.
const TOGETHER_MS: i64 = 2 * MINUTE_MS;

/// The time at which the month's clock stops.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::parse(NOW).unwrap()
}

/// A copy of the month's store, in a folder of its own.
#[must_use]
pub fn folder() -> Arc<TempDir> {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = in_memory();
        run(folder.path());
        folder
    });
    let copy = in_memory();
    for entry in std::fs::read_dir(made.path()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    Arc::new(copy)
}

/// A folder in memory where the machine has such: a month is many commits.
fn in_memory() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

/// The month's events still to come, by time.
struct Coming {
    queue: BTreeMap<(Timestamp, u64), String>,
    order: u64,
}

impl Coming {
    fn push(&mut self, line: String) {
        if let Ok(event) = Event::parse(&line) {
            self.order += 1;
            self.queue.insert((event.at, self.order), line);
        }
    }

    /// The next events that are near to each other, with the last one's time.
    fn next(&mut self, until: Timestamp) -> Option<(Timestamp, String)> {
        let (&(first, _), _) = self.queue.first_key_value()?;
        let (mut last, mut lines) = (first, String::new());
        while let Some(entry) = self.queue.first_entry() {
            let at = entry.key().0;
            if at > until || at.since(first) > TOGETHER_MS {
                break;
            }
            last = at;
            lines.push_str(&entry.remove());
            lines.push('\n');
        }
        (!lines.is_empty()).then_some((last, lines))
    }
}

/// Runs the month, with the people of the sample answering what is asked of them.
fn run(folder: &Path) {
    let mut coming = Coming { queue: BTreeMap::new(), order: 0 };
    company::month(SEED).into_iter().for_each(|line| coming.push(line));
    let first = coming.queue.keys().next().map(|(at, _)| *at).unwrap();
    let clock = Arc::new(Hands::at(first));
    let store = Arc::new(Sqlite::in_folder(folder));
    let (runtime, _) = Runtime::start(store, Arc::clone(&clock) as _, Options::default()).unwrap();
    let compiled = compiler::compile("样例单位工作群管理制度.txt", company::POLICY);
    runtime.activate("样例单位工作群管理制度.md", &compiled.policy_file, "wang").unwrap();
    let reactor = Reactor::new(SEED);
    let unanswered = Timestamp::parse(UNANSWERED_FROM).unwrap();
    while let Some((at, lines)) = coming.next(now()) {
        clock.advance(at);
        for answer in runtime.ingest_and_wait(lines).unwrap() {
            let LineAnswer::Kept { decisions, .. } = answer else { continue };
            if at < unanswered {
                let answers = decisions.iter().flat_map(|decision| reactor.react(decision));
                answers.for_each(|line| coming.push(line));
            }
        }
    }
    clock.advance(now());
    drop(runtime);
}
