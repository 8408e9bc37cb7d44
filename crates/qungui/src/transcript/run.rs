//! Running examples, and what came out otherwise than expected.

use std::sync::Arc;

use engine::{Engine, Program};
use model::event::ORG;
use model::{Decision, Event, Zone};
use serde_json::{Map, Value, json};

use super::expect::{Expectation, describe};
use super::{NEWEST_CASE, Problem, Scene, Step, id_of};

/// What the examples of a file came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Lines that say what should follow.
    pub checked: usize,
    /// Lines after which something else followed.
    pub differing: Vec<Difference>,
    /// Lines that are no event after all.
    pub problems: Vec<Problem>,
}

/// One line after which something else followed.
#[derive(Debug)]
pub struct Difference {
    /// The line, from 1.
    pub line: usize,
    /// The line as it is written.
    pub shown: String,
    /// What should follow, as it is written.
    pub wanted: String,
    /// What was decided, each in the form of the expectations; empty: nothing.
    pub got: Vec<String>,
    /// How many expected decisions are missing, and how many came that nobody expected.
    pub missing: usize,
    /// See `missing`.
    pub more: usize,
}

/// Runs a scene on an engine of its own.
pub fn run(program: &Arc<Program>, scene: &Scene, outcome: &mut Outcome) {
    let zone = program.zone().clone();
    let mut runner =
        Runner { engine: Engine::new(Arc::clone(program)), zone, scene, cases: Vec::new() };
    let mut decisions = Vec::new();
    let first = scene.steps.first();
    if let Some(first) = first.filter(|_| scene.group == ORG) {
        // The organisation has a personnel list, no members.
        for member in &scene.members {
            runner.feed(&on_staff(member, &runner.zone.rfc3339(first.at)), &mut decisions);
        }
    } else if let Some(first) = first {
        let snapshot = json!({
            "at": runner.zone.rfc3339(first.at),
            "group": scene.group,
            "kind": "group",
            "name": scene.group,
            "members": scene.members,
        });
        runner.feed(&snapshot.to_string(), &mut decisions);
    }
    for step in &scene.steps {
        decisions.clear();
        if let Err(message) = runner.step(step, &mut decisions) {
            outcome.problems.push(Problem { line: step.line, message });
            continue;
        }
        let Some(expected) = &step.expected else { continue };
        outcome.checked += 1;
        outcome.differing.extend(runner.difference(step, expected, &decisions));
    }
}

/// Somebody of a scene's people, as the personnel list has them.
fn on_staff(member: &Value, at: &str) -> String {
    let mut fields = member.as_object().cloned().unwrap_or_default();
    let id = fields.remove("id").unwrap_or_default();
    fields.entry("status").or_insert_with(|| json!("active"));
    fields.extend([
        ("at".to_owned(), json!(at)),
        ("group".to_owned(), json!(ORG)),
        ("kind".to_owned(), json!("staff")),
        ("member".to_owned(), id),
    ]);
    Value::Object(fields).to_string()
}

struct Runner<'a> {
    engine: Engine,
    zone: Zone,
    scene: &'a Scene,
    /// The cases that the steps brought about, as decisions name them: 第1件 is the first.
    cases: Vec<String>,
}

impl Runner<'_> {
    fn feed(&mut self, line: &str, out: &mut Vec<Decision>) -> Option<String> {
        match Event::parse(line) {
            Ok(event) => {
                self.engine.handle_event(&event, out);
                None
            }
            Err(error) => Some(error.to_string()),
        }
    }

    fn step(&mut self, step: &Step, out: &mut Vec<Decision>) -> Result<(), String> {
        let mut fields: Map<String, Value> = step.fields.clone();
        let mut set = |key: &str, value: String| {
            fields.entry(key).or_insert(Value::String(value));
        };
        set("at", self.zone.rfc3339(step.at));
        set("group", self.scene.group.clone());
        set("id", id_of(step.line));
        if let Some(Value::String(case)) = fields.get_mut("case") {
            let found = match case.parse::<usize>() {
                Ok(number) => number.checked_sub(1).and_then(|at| self.cases.get(at)),
                Err(_) if case == NEWEST_CASE => self.cases.last(),
                // As an event names it.
                Err(_) => Some(&*case),
            };
            *case = found.cloned().ok_or("前面还没有这一件,不知道说的是哪个处理")?;
        }
        let line = Value::Object(fields).to_string();
        if let Some(error) = self.feed(&line, out) {
            return Err(error);
        }
        for case in out.iter().filter_map(|decision| decision.case.as_ref()) {
            if !self.cases.contains(case) {
                self.cases.push(case.clone());
            }
        }
        Ok(())
    }

    /// What came otherwise than expected.
    fn difference(
        &self,
        step: &Step,
        expected: &[Expectation],
        decisions: &[Decision],
    ) -> Option<Difference> {
        let mut left: Vec<&Decision> = decisions.iter().filter(|one| !one.merged).collect();
        let got = left.iter().map(|decision| self.describe(decision)).collect();
        let mut sought: Vec<&Expectation> = expected.iter().collect();
        sought.sort_by_key(|one| std::cmp::Reverse(one.weight()));
        let mut missing = 0;
        for one in sought {
            match left.iter().position(|decision| one.fits(decision, &self.zone)) {
                Some(at) => drop(left.remove(at)),
                None => missing += 1,
            }
        }
        let more = left.len();
        let (line, shown, wanted) = (step.line, step.shown.clone(), step.wanted.clone());
        (missing + more > 0).then_some(Difference { line, shown, wanted, got, missing, more })
    }

    /// A decision in words, with the number by which people may speak of it.
    fn describe(&self, decision: &Decision) -> String {
        let case = decision.case.as_ref();
        let number = case.and_then(|case| self.cases.iter().position(|known| known == case));
        let number = number.map_or_else(String::new, |at| format!("(第{}件)", at + 1));
        describe(decision, &self.zone) + &number
    }
}
