//! Running events through engines, one for each core, with the output of a single one.
//!
//! Events are dealt out by group; events of the whole organisation go to every engine. What
//! comes back is put in the order of the input's lines again, so that the number of threads
//! never shows.

mod deal;
mod merge;
mod worker;

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use engine::Program;

use crate::command::Told;
use crate::console::{Failure, complain};
use crate::summary::Summary;
use deal::{Batch, Dealer, Reader};
use worker::{Done, Worker};

/// What is wanted of a replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// One line for each decision.
    Lines,
    /// The figures alone.
    Summary,
}

/// How many batches may wait for an engine.
const AHEAD: usize = 2;
/// The most bad lines that are told one by one.
const TOLD_MAX: u64 = 100;

/// Runs events from a reader.
pub struct Replayer {
    program: Arc<Program>,
    threads: usize,
    output: Output,
}

/// One engine on its own thread.
struct Lane {
    to: SyncSender<Arc<Batch>>,
    from: Receiver<Done>,
}

impl Replayer {
    /// A replayer with so many engines.
    pub fn new(program: Arc<Program>, threads: usize, output: Output) -> Replayer {
        // Groups that learn of one another have one order of events.
        let threads = if program.joins_groups() { 1 } else { threads };
        Replayer { program, threads, output }
    }

    /// Runs every event of `input` and writes what was decided to `out`.
    pub fn run(
        self,
        input: Box<dyn Read + Send>,
        out: &mut impl Write,
        name: &str,
    ) -> Result<Told, Failure> {
        let mut told = Told { lines: 0, bad_lines: 0, summary: Summary::default() };
        let mut reader = Reader::new(input, name);
        if self.threads == 1 {
            let mut worker = Worker::new(self.program, self.output, 0);
            while let Some(block) = reader.next_block()? {
                let batch = Dealer::new(1).deal(block);
                let mut done = worker.work(&batch);
                tell(&mut told, &batch, std::slice::from_mut(&mut done), out, name)?;
            }
            told.summary.merge(worker.into_summary());
            return Ok(told);
        }
        self.run_lanes(&mut reader, out, name, told)
    }

    fn run_lanes(
        self,
        reader: &mut Reader,
        out: &mut impl Write,
        name: &str,
        mut told: Told,
    ) -> Result<Told, Failure> {
        thread::scope(|scope| {
            let mut lanes = Vec::new();
            let mut handles = Vec::new();
            for index in 0..self.threads {
                let (to, batches) = sync_channel::<Arc<Batch>>(AHEAD);
                let (results, from) = sync_channel::<Done>(AHEAD);
                let mut worker = Worker::new(Arc::clone(&self.program), self.output, index);
                handles.push(scope.spawn(move || {
                    for batch in batches {
                        if results.send(worker.work(&batch)).is_err() {
                            break;
                        }
                    }
                    worker.into_summary()
                }));
                lanes.push(Lane { to, from });
            }
            let dealer = Dealer::new(self.threads);
            let mut waiting: Vec<Arc<Batch>> = Vec::new();
            while let Some(block) = reader.next_block()? {
                let batch = Arc::new(dealer.deal(block));
                for lane in &lanes {
                    // An engine ends early only with this scope.
                    let _ = lane.to.send(Arc::clone(&batch));
                }
                waiting.push(batch);
                if waiting.len() > 1 {
                    let oldest = waiting.remove(0);
                    collect(&mut told, &oldest, &lanes, out, name)?;
                }
            }
            for batch in waiting {
                collect(&mut told, &batch, &lanes, out, name)?;
            }
            drop(lanes);
            for handle in handles {
                if let Ok(summary) = handle.join() {
                    told.summary.merge(summary);
                }
            }
            Ok(told)
        })
    }
}

fn collect(
    told: &mut Told,
    batch: &Batch,
    lanes: &[Lane],
    out: &mut impl Write,
    name: &str,
) -> Result<(), Failure> {
    let mut done = Vec::with_capacity(lanes.len());
    for lane in lanes {
        let one = lane.from.recv();
        done.push(one.map_err(|_| Failure::Input("内部错误:处理线程意外结束".to_owned()))?);
    }
    tell(told, batch, &mut done, out, name)
}

/// Writes what a batch came to: decisions in the order of the lines, complaints likewise.
fn tell(
    told: &mut Told,
    batch: &Batch,
    done: &mut [Done],
    out: &mut impl Write,
    name: &str,
) -> Result<(), Failure> {
    told.lines += batch.lines;
    let mut bad: Vec<(u64, String)> =
        done.iter_mut().flat_map(|one| std::mem::take(&mut one.bad)).collect();
    bad.sort();
    bad.dedup();
    for (line, why) in bad {
        told.bad_lines += 1;
        match told.bad_lines.cmp(&TOLD_MAX) {
            std::cmp::Ordering::Less => complain(&format!("{name}:{line}: {why}")),
            std::cmp::Ordering::Equal => {
                complain(&format!("{name}:{line}: {why}(此后的错误行只计数,不再逐行列出)"));
            }
            std::cmp::Ordering::Greater => {}
        }
    }
    merge::write(done, out)?;
    Ok(())
}
