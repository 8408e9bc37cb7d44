//! A month of the sample as a report.

use std::path::Path;
use std::sync::Arc;

use engine::{Engine, Program};
use model::{Calendar, Decision, Event, Platform};
use sample::company;
use text::Lexicon;

use super::story::Story;
use crate::console::{Failure, write};
use crate::summary::Summary;

/// Runs the month and says what came of it.
pub fn run(seed: u64, folder: Option<&Path>) -> Result<(), Failure> {
    let compiled = super::compiled();
    let parsed = policy::parse(super::POLICY_NAME, &compiled.policy_file, &::rules::specs());
    let wrong = parsed.diagnostics.iter().find(|one| one.severity == policy::Severity::Error);
    if let Some(wrong) = wrong {
        let wrong = std::slice::from_ref(wrong);
        return Err(Failure::Input(policy::diagnostic::render::text(wrong)));
    }
    let calendar = Calendar::published();
    let program = Program::new(&[parsed.policy], calendar, Platform::All, &Lexicon::builtin())
        .map_err(|error| Failure::Input(error.to_string()))?;
    let month = run_month(program, seed);
    let mut page = String::from("样例单位的制度\n\n");
    page.push_str(&compiler::report(&compiled));
    page.push_str("\n一个月的群聊\n\n");
    page.push_str(&month.summary.render());
    page.push_str(&in_words(&month));
    write(None, page.as_bytes())?;
    match folder {
        Some(folder) => keep(folder, &compiled.policy_file, &month),
        None => Ok(()),
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
    let mut story = Story::new(seed);
    let mut month = Month {
        summary: Summary::default(),
        events: Vec::new(),
        decisions: Vec::new(),
        samples: Vec::new(),
    };
    let mut decisions = Vec::new();
    while let Some(line) = story.pop() {
        let Ok(event) = Event::parse(&line) else { continue };
        engine.handle_event(&event, &mut decisions);
        month.summary.add_event();
        for decision in decisions.drain(..) {
            month.summary.add(&decision);
            let start = month.decisions.len();
            decision.write_ndjson(&zone, &mut month.decisions);
            let written = month.decisions.get(start..).unwrap_or_default();
            story.decided(&String::from_utf8_lossy(written));
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

fn keep(folder: &Path, policy_file: &str, month: &Month) -> Result<(), Failure> {
    let failure = |source| Failure::Write { path: folder.display().to_string(), source };
    std::fs::create_dir_all(folder).map_err(failure)?;
    write(Some(&folder.join("policy.txt")), company::POLICY.as_bytes())?;
    write(Some(&folder.join("policy.md")), policy_file.as_bytes())?;
    write(Some(&folder.join("events.ndjson")), (month.events.join("\n") + "\n").as_bytes())?;
    write(Some(&folder.join("decisions.ndjson")), &month.decisions)
}
