//! One engine and what it makes of a batch.

use std::sync::Arc;

use engine::{Engine, Program};
use model::event::ORG;
use model::{Decision, Event};

use super::Output;
use super::deal::Batch;
use crate::summary::Summary;

/// What one engine made of a batch.
#[derive(Default)]
pub struct Done {
    /// Decisions as lines.
    pub bytes: Vec<u8>,
    /// For each line with decisions: its number, the group's position, and where the decisions
    /// end in `bytes`.
    pub ends: Vec<End>,
    /// Lines that are no events, with the reason.
    pub bad: Vec<(u64, String)>,
}

/// Where the decisions on a line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The line's number.
    pub line: u64,
    /// The line with which the group began: decides the order where one line concerns several.
    pub group: u64,
    /// End in bytes.
    pub end: usize,
}

/// One engine.
pub struct Worker {
    engine: Engine,
    output: Output,
    index: usize,
    decisions: Vec<Decision>,
    summary: Summary,
    /// The line with which each group began, by the engine's position of the group.
    began: Vec<u64>,
}

impl Worker {
    pub fn new(program: Arc<Program>, output: Output, index: usize) -> Worker {
        Worker {
            engine: Engine::new(program),
            output,
            index,
            decisions: Vec::new(),
            summary: Summary::default(),
            began: Vec::new(),
        }
    }

    /// The figures so far.
    pub fn into_summary(self) -> Summary {
        self.summary
    }

    /// Runs the lines of a batch that are this engine's.
    pub fn work(&mut self, batch: &Batch) -> Done {
        let mut done = Done::default();
        for line in batch.lane(self.index) {
            let Some(text) = batch.text(line) else {
                done.bad.push((line.number, "不是 UTF-8 文本".to_owned()));
                continue;
            };
            let text = text.trim_end_matches('\r');
            if text.trim().is_empty() {
                continue;
            }
            match Event::parse(text) {
                Ok(event) => self.take(line.number, &event, &mut done),
                Err(error) => done.bad.push((line.number, error.to_string())),
            }
        }
        done
    }

    fn take(&mut self, line: u64, event: &Event<'_>, done: &mut Done) {
        self.engine.handle_event(event, &mut self.decisions);
        self.began.resize(self.engine.group_count(), line);
        // What concerns everybody is looked at by every engine, and told by the first.
        let everybody = event.group == ORG;
        if !everybody || self.index == 0 {
            self.summary.add_event();
        }
        for decision in &self.decisions {
            if decision.group == ORG && self.index != 0 {
                continue;
            }
            self.summary.add(decision);
            if self.output == Output::Lines {
                decision.write_ndjson(self.engine.program().zone(), &mut done.bytes);
                let group = if everybody { self.began_at(&decision.group) } else { 0 };
                done.ends.push(End { line, group, end: done.bytes.len() });
            }
        }
        self.decisions.clear();
    }

    fn began_at(&self, group: &str) -> u64 {
        let position = self.engine.position_of(group);
        position.and_then(|at| self.began.get(at)).copied().unwrap_or(0)
    }
}
