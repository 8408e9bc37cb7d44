//! An author's own examples of what a policy decides, in the words of an office: who said what
//! when, and what should follow. The form is described in docs/testing-a-policy.md.
//!
//! ```text
//! 人员:王主任(领导)、小李(管理员)、小王、小赵(客服)
//!
//! - 3月2日 22:15 小王:在吗 → 提醒(一、1)
//! - 22:20 小王:有人吗 → 警告(一、1),第2次
//! - 3月3日 9:00 小王:早上好 → 无
//! ```
//!
//! A file is Markdown: what begins with a time is a step, the rest is prose. Reading never
//! fails as a whole: what cannot be read is a [`Problem`] with its line.
//!
//! Suggested reading order: [`read()`] (lines and scenes), `moment` (times), `people`, `deed`
//! (what somebody did), `office` (requests and accounts), `expect` (what should follow), [`run()`].

mod deed;
mod expect;
mod moment;
mod office;
mod people;
mod posted;
mod read;
mod run;
mod words;

pub use read::read;
pub use run::{Outcome, run};

use expect::Expectation;
use model::{Platform, Timestamp};
use serde_json::{Map, Value};

/// Examples, read.
#[derive(Debug, Default)]
pub struct Transcript {
    /// The scenes, each of which begins with an empty memory.
    pub scenes: Vec<Scene>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// One story.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The group's name, which is its id too.
    pub group: String,
    /// The platform whose limits hold.
    pub platform: Platform,
    /// Who is in the group at the beginning, as a snapshot lists them.
    pub members: Vec<Value>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One thing that happens, or time that passes.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its line, from 1.
    pub line: usize,
    /// The line as it is written, without list signs and without what should follow.
    pub shown: String,
    /// What should follow, as it is written.
    pub wanted: String,
    /// When.
    pub at: Timestamp,
    /// The event's fields beside time, group and id.
    pub fields: Map<String, Value>,
    /// What should follow; none: the line is not checked.
    pub expected: Option<Vec<Expectation>>,
}

/// What cannot be read, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong, one sentence.
    pub message: String,
}

/// The case of a field that means the newest case.
const NEWEST_CASE: &str = "上一件";
/// A message's id is this and the number of its line.
const ID: &str = "第";

fn id_of(line: usize) -> String {
    format!("{ID}{line}行")
}
