//! `qungui demo`: a sample company's policy, compiled, and a month of its groups run by it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use clap::Args;
use engine::{Engine, Program};
use model::{Calendar, Decision, Event, EventKind, Platform, Timestamp};
use sample::company::{self, Reactor};
use text::Lexicon;

use crate::console::{Failure, write};
use crate::summary::Summary;

/// 用样例单位的制度和一个月的群聊演示。
#[derive(Args)]
pub struct Demo {
    /// 样例的种子;同一个种子结果相同
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 把样例制度、编译后的制度文件、事件和决定写到这个文件夹
    #[arg(long, value_name = "DIR")]
    keep: Option<std::path::PathBuf>,
}

impl Demo {
    pub fn run(self) -> Result<(), Failure> {
        let compiled = compiler::compile("样例单位工作群管理制度.txt", company::POLICY);
        let specs = ::rules::specs();
        let parsed = policy::parse("样例单位工作群管理制度.md", &compiled.policy_file, &specs);
        let wrong = parsed.diagnostics.iter().find(|one| one.severity == policy::Severity::Error);
        if let Some(wrong) = wrong {
            return Err(Failure::Input(policy::diagnostic::render::text(std::slice::from_ref(
                wrong,
            ))));
        }
        let program = Program::new(
            &[parsed.policy],
            Calendar::published(),
            Platform::All,
            &Lexicon::builtin(),
        )
        .map_err(|error| Failure::Input(error.to_string()))?;
        let run = run_month(Arc::clone(&program), self.seed);
        let mut page = String::from("样例单位的制度\n\n");
        page.push_str(&compiler::report(&compiled));
        page.push_str("\n一个月的群聊\n\n");
        page.push_str(&run.summary.render());
        page.push_str(&in_words(&run));
        write(None, page.as_bytes())?;
        match self.keep {
            Some(folder) => keep(&folder, &compiled.policy_file, &run),
            None => Ok(()),
        }
    }
}

/// What a month came to.
struct Month {
    summary: Summary,
    events: Vec<String>,
    decisions: Vec<u8>,
    samples: Vec<Decision>,
}

/// Runs a month, with the people of the sample answering what is asked of them.
fn run_month(program: Arc<Program>, seed: u64) -> Month {
    let zone = program.zone().clone();
    let mut engine = Engine::new(program);
    let reactor = Reactor::new(seed);
    // Events by time; those of one time in the order in which they came up.
    let mut queue: BTreeMap<(Timestamp, u64), String> = BTreeMap::new();
    let mut order = 0u64;
    let mut push = |queue: &mut BTreeMap<(Timestamp, u64), String>, line: String| {
        if let Ok(event) = Event::parse(&line) {
            order += 1;
            queue.insert((event.at, order), line);
        }
    };
    for line in company::month(seed) {
        push(&mut queue, line);
    }
    let mut month = Month {
        summary: Summary::default(),
        events: Vec::new(),
        decisions: Vec::new(),
        samples: Vec::new(),
    };
    let mut decisions = Vec::new();
    let mut gone: BTreeSet<(String, String)> = BTreeSet::new();
    while let Some((_, line)) = queue.pop_first() {
        let Ok(event) = Event::parse(&line) else { continue };
        // Who has been removed says nothing more, although the sample had them speak.
        let place = (event.group.to_string(), event.member.as_deref().unwrap_or("").to_owned());
        match event.kind() {
            EventKind::Leave => {
                gone.insert(place);
            }
            EventKind::Join => {
                gone.remove(&place);
            }
            EventKind::Message | EventKind::Card if gone.contains(&place) => continue,
            _ => {}
        }
        engine.handle_event(&event, &mut decisions);
        month.summary.add_event();
        for decision in decisions.drain(..) {
            month.summary.add(&decision);
            let start = month.decisions.len();
            decision.write_ndjson(&zone, &mut month.decisions);
            let written = month.decisions.get(start..).unwrap_or_default();
            for answer in reactor.react(&String::from_utf8_lossy(written)) {
                push(&mut queue, answer);
            }
            month.samples.push(decision);
        }
        month.events.push(line);
    }
    month.summary.set_waiting(engine.waiting());
    month
}

/// A few decisions as members and administrators read them: one of each action.
fn in_words(month: &Month) -> String {
    let mut page = String::from("\n群里的人看到的话(每种处理一例)\n");
    let mut shown = Vec::new();
    for decision in &month.samples {
        let Some(text) = &decision.text else { continue };
        if !shown.contains(&decision.action) {
            shown.push(decision.action);
            page.push_str(&format!("  [{}] {text}\n", decision.action.in_words()));
        }
    }
    page
}

fn keep(folder: &std::path::Path, policy_file: &str, month: &Month) -> Result<(), Failure> {
    let failure = |source| Failure::Write { path: folder.display().to_string(), source };
    std::fs::create_dir_all(folder).map_err(failure)?;
    write(Some(&folder.join("policy.txt")), company::POLICY.as_bytes())?;
    write(Some(&folder.join("policy.md")), policy_file.as_bytes())?;
    write(Some(&folder.join("events.ndjson")), (month.events.join("\n") + "\n").as_bytes())?;
    write(Some(&folder.join("decisions.ndjson")), &month.decisions)
}
