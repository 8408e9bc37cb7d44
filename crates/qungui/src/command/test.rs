//! `qungui test`: an author's own examples, and whether the policy decides as they say.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use engine::Program;
use model::Platform;
use model::zone::date_of_day;
use policy::Policy;

use super::{load, replay};
use crate::console::{Failure, read, write};
use crate::knowledge::Own;
use crate::transcript::{self, Outcome, Problem, Transcript};

/// The largest file of examples, in bytes.
const EXAMPLES_BYTES_MAX: u64 = 4 << 20;
/// The year of dates that name none, where the policy does not say from when it holds: the
/// last one whose working days are published.
const YEAR: i16 = 2026;

/// 用自己写的例子检验制度。
#[derive(Args)]
pub struct Test {
    /// 制度文件
    policy: PathBuf,
    /// 例子文件;不写就用制度文件里 examples 列出的
    transcripts: Vec<PathBuf>,
    /// 补充或替换工作日历的文件
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
    #[command(flatten)]
    own: Own,
}

impl Test {
    pub fn run(self) -> Result<(), Failure> {
        let policies = load::sound_policies(std::slice::from_ref(&self.policy))?;
        let Some(policy) = policies.first() else { return Ok(()) };
        let files = self.files(policy)?;
        let mut programs = Programs { test: &self, policies: &policies, ready: BTreeMap::new() };
        let mut page = String::new();
        let (mut checked, mut differing, mut problems) = (0, 0, 0);
        for file in &files {
            let name = file.display().to_string();
            let bytes = read(file, EXAMPLES_BYTES_MAX)?;
            let text = compiler::decode(&bytes)
                .map_err(|error| Failure::Input(format!("“{name}”:{error}")))?;
            let read = transcript::read(&text, &policy.zone, year(policy));
            let outcome = programs.run(&read)?;
            checked += outcome.checked;
            differing += outcome.differing.len();
            problems += read.problems.len() + outcome.problems.len();
            tell(&name, &read, &outcome, &mut page);
        }
        let _ = writeln!(page, "共检查 {checked} 处,相符 {} 处", checked - differing);
        write(None, page.as_bytes())?;
        match (differing, problems) {
            (0, 0) => Ok(()),
            (0, wrong) => Err(Failure::Input(format!("有 {wrong} 行看不懂"))),
            (other, 0) => Err(Failure::Input(format!("有 {other} 处与例子不符"))),
            (other, wrong) => {
                Err(Failure::Input(format!("有 {other} 处与例子不符,{wrong} 行看不懂")))
            }
        }
    }

    /// The files of examples: those given, else those that the policy names, beside it.
    fn files(&self, policy: &Policy) -> Result<Vec<PathBuf>, Failure> {
        if !self.transcripts.is_empty() {
            return Ok(self.transcripts.clone());
        }
        if policy.examples.is_empty() {
            let message = "请给出例子文件,或在制度文件开头写 examples = [\"文件名\"];写法见 docs/testing-a-policy.md";
            return Err(Failure::Usage(message.to_owned()));
        }
        let folder = self.policy.parent().unwrap_or(Path::new(""));
        Ok(policy.examples.iter().map(|name| folder.join(name)).collect())
    }
}

/// The policy made ready, once for each platform that the examples name.
struct Programs<'a> {
    test: &'a Test,
    policies: &'a [Policy],
    ready: BTreeMap<&'static str, Arc<Program>>,
}

impl Programs<'_> {
    fn run(&mut self, transcript: &Transcript) -> Result<Outcome, Failure> {
        let mut outcome = Outcome::default();
        for scene in &transcript.scenes {
            let program = self.on(scene.platform)?;
            transcript::run(&program, scene, &mut outcome);
        }
        Ok(outcome)
    }

    fn on(&mut self, platform: Platform) -> Result<Arc<Program>, Failure> {
        if let Some(program) = self.ready.get(platform.name()) {
            return Ok(Arc::clone(program));
        }
        let calendar = replay::calendar(self.test.calendar.as_ref())?;
        let program =
            Program::knowing(self.policies, calendar, platform, &self.test.own.knowledge()?)
                .map_err(|error| Failure::Input(error.to_string()))?;
        self.ready.insert(platform.name(), Arc::clone(&program));
        Ok(program)
    }
}

/// The year in which the policy begins to hold.
fn year(policy: &Policy) -> i16 {
    let date = policy.effective.map(date_of_day);
    date.and_then(|date| date.get(..4)?.parse().ok()).unwrap_or(YEAR)
}

fn tell(name: &str, read: &Transcript, outcome: &Outcome, page: &mut String) {
    let mut told: Vec<(usize, String)> = Vec::new();
    let problem = |problem: &Problem| {
        (problem.line, format!("{name}:{}: {}\n", problem.line, problem.message))
    };
    told.extend(read.problems.iter().chain(&outcome.problems).map(problem));
    for one in &outcome.differing {
        let counts: Vec<String> = [(one.missing, "少"), (one.more, "多")]
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{word} {count} 项"))
            .collect();
        let mut text = format!("{name}:{}: {}\n", one.line, one.shown);
        let _ = writeln!(text, "  应为:{}", one.wanted);
        let _ = writeln!(text, "  实际:{}", one.got.first().map_or("无", String::as_str));
        for more in one.got.iter().skip(1) {
            let _ = writeln!(text, "       {more}");
        }
        let _ = writeln!(text, "  差别:{}", counts.join(","));
        told.push((one.line, text));
    }
    told.sort_by_key(|(line, _)| *line);
    for (_, text) in told {
        page.push_str(&text);
        page.push('\n');
    }
}
