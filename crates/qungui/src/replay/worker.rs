//! One engine and what it makes of a batch.

use std::sync::Arc;

use engine::{Engine, Program};
use model::event::ORG;
use model::{Decision, Event};

use super::Output;
use super::deal::{Batch, Line};
use crate::summary::Summary;

/// How many events an engine takes together: enough for the waits for memory to overlap, few
/// enough for what was looked up to stay in the nearest cache.
const TOGETHER: usize = 16;

/// The event on a line, or none on an empty one.
fn read<'b>(batch: &'b Batch, line: &Line) -> Result<Option<Event<'b>>, String> {
    let text = batch.text(line).ok_or_else(|| "不是 UTF-8 文本".to_owned())?;
    let text = text.trim_end_matches('\r');
    if text.trim().is_empty() {
        return Ok(None);
    }
    Event::parse(text).map(Some).map_err(|error| error.to_string())
}

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
    pub fn into_summary(mut self) -> Summary {
        self.summary.set_waiting(self.engine.waiting());
        self.summary
    }

    /// Runs the lines of a batch that are this engine's.
    pub fn work(&mut self, batch: &Batch) -> Done {
        let mut done = Done::default();
        let mut numbers = Vec::with_capacity(TOGETHER);
        let mut events = Vec::with_capacity(TOGETHER);
        for lines in batch.lane(self.index).chunks(TOGETHER) {
            for line in lines {
                match read(batch, line) {
                    Ok(Some(event)) => {
                        numbers.push(line.number);
                        events.push(event);
                    }
                    Ok(None) => {}
                    Err(why) => done.bad.push((line.number, why)),
                }
            }
            self.take(&numbers, &events, &mut done);
            numbers.clear();
            events.clear();
        }
        done
    }

    fn take(&mut self, lines: &[u64], events: &[Event<'_>], done: &mut Done) {
        let Worker { engine, output, index, decisions, summary, began } = self;
        engine.handle_batch(events, decisions, |engine, at, decisions| {
            let (Some(event), Some(&line)) = (events.get(at), lines.get(at)) else { return };
            began.resize(engine.group_count(), line);
            // What concerns everybody is looked at by every engine, and told by the first.
            let everybody = event.group == ORG;
            if !everybody || *index == 0 {
                summary.add_event();
            }
            for decision in decisions.iter() {
                if decision.group == ORG && *index != 0 {
                    continue;
                }
                if *output == Output::Summary {
                    summary.add(decision);
                } else {
                    decision.write_ndjson(engine.program().zone(), &mut done.bytes);
                    let position = engine.position_of(&decision.group).filter(|_| everybody);
                    let group = position.and_then(|at| began.get(at)).copied().unwrap_or(0);
                    done.ends.push(End { line, group, end: done.bytes.len() });
                }
            }
        });
    }
}
