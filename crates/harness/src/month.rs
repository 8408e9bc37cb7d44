//! A store with a month of the sample company's groups: made once, then copied.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use model::time::MINUTE_MS;
use model::{Event, EventKind, Timestamp};
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
/// What is asked from here on waits for whoever looks at it: nobody of the sample answers.
const UNANSWERED_FROM: &str = "2026-03-25T00:00:00+08:00";
/// What also happens on the last morning, so that every sort of thing waits.
const LAST_MORNING: [&str; 5] = [
    r#"{"at":"2026-03-31T09:12:00+08:00","id":"x1","group":"project","kind":"join-request","member":"n001","name":"石榴","answer":"仓储部-石磊,来对接安装"}"#,
    r#"{"at":"2026-03-31T09:40:00+08:00","id":"x2","group":"sales","kind":"join-request","member":"n002","name":"Lily","answer":""}"#,
    r#"{"at":"2026-03-31T10:05:00+08:00","id":"x3","group":"all","kind":"report","member":"u012","target":"u058","reason":"一直在群里推销自家的茶叶,说过也不听"}"#,
    r#"{"at":"2026-03-31T10:20:00+08:00","id":"x4","group":"all","kind":"request","member":"u033","what":"publish","title":"清明值班安排","text":"清明三天各部门留一人值班,名单见附件。"}"#,
    r#"{"at":"2026-03-31T10:31:00+08:00","id":"x5","group":"all","kind":"request","member":"u045","what":"exit","text":"调去外地项目,申请退出全员群"}"#,
];
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

fn is_answer(line: &str) -> bool {
    use EventKind::{Answer, Approve, Done, Reject};
    let event = Event::parse(line);
    event.is_ok_and(|event| matches!(event.kind(), Approve | Reject | Answer | Done))
}

/// Runs the month, with the people of the sample answering what is asked of them.
fn run(folder: &Path) {
    let mut coming = Coming { queue: BTreeMap::new(), order: 0 };
    company::month(SEED).into_iter().for_each(|line| coming.push(line));
    LAST_MORNING.iter().for_each(|line| coming.push((*line).to_owned()));
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
            for line in decisions.iter().flat_map(|decision| reactor.react(decision)) {
                if at < unanswered || !is_answer(&line) {
                    coming.push(line);
                }
            }
        }
    }
    clock.advance(now());
    drop(runtime);
}
