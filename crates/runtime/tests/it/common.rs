//! What the tests share: a policy, a crowd, a clock that is set by hand.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::Timestamp;
use runtime::{About, Change, Clock, LineAnswer, Options, Runtime};
use sample::crowd::Crowd;
use store::Sqlite;

/// 2026-03-02T08:00:00+08:00: when the crowd begins to talk.
pub const BEGIN: i64 = 1_772_409_600_000;

/// A clock that goes only when it is told to.
#[derive(Debug)]
pub struct Hands {
    wall: AtomicI64,
    steady: AtomicI64,
}

impl Hands {
    pub fn at(ms: i64) -> Arc<Hands> {
        Arc::new(Hands { wall: AtomicI64::new(ms), steady: AtomicI64::new(0) })
    }

    /// Time passes.
    pub fn pass(&self, ms: i64) {
        self.wall.fetch_add(ms, Ordering::SeqCst);
        self.steady.fetch_add(ms, Ordering::SeqCst);
    }

    /// The time of day is set to another one.
    pub fn leap(&self, ms: i64) {
        self.wall.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn wall(&self) -> Timestamp {
        Timestamp(self.wall.load(Ordering::SeqCst))
    }

    fn steady_ms(&self) -> i64 {
        self.steady.load(Ordering::SeqCst)
    }
}

/// Thirty rules that govern every group.
pub fn policy() -> String {
    sample::crowd::POLICY.replace("groups = [\"工作群*\"]\n", "")
}

/// A day's lines of a few groups: their lists first.
pub fn lines(groups: u32, members: u32, messages: usize, seed: u64) -> Vec<String> {
    let crowd = Crowd::new(groups, members, seed);
    crowd.snapshots().chain(crowd.messages(messages)).collect()
}

/// A message's line.
pub fn message(group: &str, id: &str, at_ms: i64, member: &str, text: &str) -> String {
    let at = model::Zone::named("Asia/Shanghai").unwrap().rfc3339(Timestamp(at_ms));
    serde_json::json!({"kind": "message", "id": id, "at": at, "group": group, "member": member,
        "text": text})
    .to_string()
}

/// Something of the organisation's own that comes into use, or goes.
pub fn change(about: About, name: &str, content: Option<&str>) -> Change {
    let content = content.map(|content| content.as_bytes().to_vec());
    Change { about, name: name.to_owned(), content, note: String::new() }
}

/// The time at which a line happened.
pub fn at_of(line: &str) -> i64 {
    model::Event::parse(line).unwrap().at.0
}

pub fn options() -> Options {
    Options { snapshot_every: 400, ..Options::default() }
}

pub fn start(folder: &Path, clock: Arc<dyn Clock>) -> Runtime {
    let store = Arc::new(Sqlite::in_folder(folder));
    let (runtime, recovered) = Runtime::start(store, clock, options()).unwrap();
    assert_eq!(recovered.differing, 0, "{recovered:?}");
    runtime
}

/// Decisions of an answer, in order.
pub fn decisions(answers: &[LineAnswer]) -> Vec<String> {
    let of = |answer: &LineAnswer| match answer {
        LineAnswer::Kept { decisions, .. } | LineAnswer::Duplicate { decisions } => {
            decisions.clone()
        }
        LineAnswer::Refused(why) => panic!("{why}"),
        LineAnswer::Empty => Vec::new(),
    };
    answers.iter().flat_map(of).collect()
}

/// Every kept decision, in order.
pub fn all_decisions(runtime: &Runtime) -> Vec<String> {
    let mut reader = runtime.reader().unwrap();
    let all = reader.decisions_of(1, 1 << 38).unwrap();
    all.into_iter().map(|decision| decision.line.line()).collect()
}
