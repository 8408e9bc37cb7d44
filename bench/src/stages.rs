//! The stages that are timed: each does what the one before does, and one thing more.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use engine::{Engine, Program};
use model::{Calendar, Event, EventBody, Platform};
use sample::crowd::{self, Crowd};
use serde::Deserialize;
use text::{Lexicon, Reader, Scratch};

/// Events taken together, as `qungui replay` does.
const TOGETHER: usize = 16;

/// What is run over the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing: the cost of starting and of making the load.
    None,
    /// The lines into a struct of borrowed fields: what any reader must pay.
    Bare,
    /// The lines into events.
    Event,
    /// Events, and each message's reading.
    Reading,
    /// Events into the engine, decisions written as lines.
    Engine,
    /// The same under the policy with every rule kind.
    Everything,
}

impl Stage {
    const TIMED: [(Stage, &'static str); 5] = [
        (Stage::Bare, "bare parse"),
        (Stage::Event, "event"),
        (Stage::Reading, "event + reading"),
        (Stage::Engine, "whole: event + engine + output"),
        (Stage::Everything, "whole, with every rule kind"),
    ];

    /// The stage of that name.
    pub fn parse(name: &str) -> Option<Stage> {
        Some(match name {
            "none" => Stage::None,
            "bare" => Stage::Bare,
            "event" => Stage::Event,
            "reading" => Stage::Reading,
            "engine" => Stage::Engine,
            "everything" => Stage::Everything,
            _ => return None,
        })
    }
}

/// Lines to run, and the program that runs them.
pub struct Load {
    snapshots: Vec<String>,
    messages: String,
    count: usize,
    program: Arc<Program>,
    everything: Arc<Program>,
}

impl Load {
    /// So many groups with so many members and messages in all.
    pub fn new(groups: u32, members: u32, messages: usize, skewed: bool) -> Load {
        let crowd = Crowd::new(groups, members, 7).skewed(skewed);
        let mut lines = String::with_capacity(messages * 300);
        let mut stream = crowd.stream();
        for _ in 0..messages {
            stream.write_message(&mut lines);
            if !lines.ends_with('\n') {
                lines.push('\n');
            }
        }
        Load {
            snapshots: crowd.snapshots().collect(),
            messages: lines,
            count: messages,
            program: program(crowd::POLICY),
            everything: program(crowd::EVERYTHING),
        }
    }

    /// An engine that has seen every group's snapshot.
    fn engine(&self, stage: Stage) -> Engine {
        let program = if stage == Stage::Everything { &self.everything } else { &self.program };
        let mut engine = Engine::new(Arc::clone(program));
        let mut out = Vec::new();
        for line in &self.snapshots {
            let event = Event::parse(line).expect("a valid snapshot");
            engine.handle_event(&event, &mut out);
            out.clear();
        }
        engine
    }
}

fn program(policy: &str) -> Arc<Program> {
    let parsed = policy::parse("crowd.md", policy, &rules::specs());
    let wrong = parsed.diagnostics.iter().find(|one| one.severity == policy::Severity::Error);
    assert!(wrong.is_none(), "the policy has errors: {wrong:?}");
    let calendar = Calendar::published();
    Program::new(&[parsed.policy], calendar, Platform::All, &Lexicon::builtin()).expect("a program")
}

/// The fields that every message has.
#[derive(Deserialize)]
#[expect(dead_code, reason = "reading them is what is measured")]
struct Bare<'a> {
    id: &'a str,
    at: &'a str,
    group: &'a str,
    kind: &'a str,
    member: &'a str,
    text: std::borrow::Cow<'a, str>,
}

/// What a stage came to: events a second of the best round, and decisions made.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    name: &'static str,
    ns: f64,
    decisions: usize,
}

/// Runs every stage `rounds` times in turn and keeps the best of each.
pub fn measure(load: &Load, rounds: u32) -> Vec<Row> {
    let mut rows: Vec<Row> = Stage::TIMED
        .iter()
        .map(|&(_, name)| Row { name, ns: f64::INFINITY, decisions: 0 })
        .collect();
    for _ in 0..rounds {
        for (row, &(stage, _)) in rows.iter_mut().zip(&Stage::TIMED) {
            let (ns, decisions) = run_once(load, stage);
            row.ns = row.ns.min(ns);
            row.decisions = decisions;
        }
    }
    rows
}

/// Runs a stage once: nanoseconds per message, and decisions made.
pub fn run_once(load: &Load, stage: Stage) -> (f64, usize) {
    let mut engine = match stage {
        Stage::Engine | Stage::Everything => Some(load.engine(stage)),
        _ => None,
    };
    let reader = Reader::new(&Lexicon::builtin());
    let mut scratch = Scratch::new();
    let zone = load.program.zone().clone();
    let (mut out, mut decisions, mut written) = (Vec::new(), 0, Vec::new());
    let mut events = Vec::with_capacity(TOGETHER);
    let start = Instant::now();
    for line in load.messages.lines() {
        match stage {
            Stage::None => {}
            Stage::Bare => {
                black_box(serde_json::from_str::<Bare<'_>>(line).expect("a message"));
            }
            Stage::Event => {
                black_box(Event::parse(line).expect("an event"));
            }
            Stage::Reading => {
                let event = Event::parse(line).expect("an event");
                if let EventBody::Message { text, media, .. } = &event.body {
                    black_box(reader.read(text, media, &mut scratch));
                }
            }
            // As the program does it: a few at a time.
            Stage::Engine | Stage::Everything => {
                events.push(Event::parse(line).expect("an event"));
                if events.len() < TOGETHER {
                    continue;
                }
                if let Some(engine) = &mut engine {
                    engine.handle_batch(&events, &mut out, |_, _, out| {
                        decisions += out.len();
                        out.iter().for_each(|decision| decision.write_ndjson(&zone, &mut written));
                    });
                }
                events.clear();
                if written.len() > 1 << 20 {
                    black_box(&written);
                    written.clear();
                }
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let ns = start.elapsed().as_nanos() as f64 / load.count.max(1) as f64;
    (ns, decisions)
}

/// The table for people.
pub fn render(rows: &[Row]) -> String {
    let mut table = format!(
        "{:<32}{:>12}{:>16}{:>16}{:>12}\n",
        "stage (one core)", "ns/event", "events/s", "x bare parse", "decisions"
    );
    let bare = rows.first().map_or(1.0, |row| row.ns);
    for row in rows {
        let _ = writeln!(
            table,
            "{:<32}{:>12.0}{:>16.0}{:>16.2}{:>12}",
            row.name,
            row.ns,
            1e9 / row.ns,
            row.ns / bare,
            row.decisions
        );
    }
    if let [.., thirty, everything] = rows {
        let ratio = thirty.ns / everything.ns;
        let _ = writeln!(table, "every rule kind to thirty, in events/s: {ratio:.2} (target 0.70)");
    }
    table
}

/// The whole stage under thirty kinds in one line.
pub fn engine_line(rows: &[Row]) -> String {
    let bare = rows.first().map_or(1.0, |row| row.ns);
    rows.iter().rev().nth(1).map_or_else(String::new, |row| {
        format!(
            "{:>8.0} ns/event  {:>10.0} events/s  {:.2} x bare parse",
            row.ns,
            1e9 / row.ns,
            row.ns / bare
        )
    })
}

/// Bytes of state per member after all messages.
pub fn memory(load: &Load) -> String {
    let thirty = state(load, Stage::Engine, "thirty kinds (limit 120)");
    thirty + "\n" + &state(load, Stage::Everything, "every kind")
}

fn state(load: &Load, stage: Stage, name: &str) -> String {
    let mut engine = load.engine(stage);
    let mut out = Vec::new();
    for line in load.messages.lines() {
        engine.handle_event(&Event::parse(line).expect("an event"), &mut out);
        out.clear();
    }
    let (parts, members) = engine.state_size();
    let bytes: usize = parts.iter().map(|(_, bytes)| bytes).sum();
    let each: Vec<String> =
        parts.iter().map(|(name, bytes)| format!("{name} {}", bytes / members.max(1))).collect();
    format!(
        "state, {name}: {members} members, {} MiB, {} bytes per member: {}",
        bytes >> 20,
        bytes / members.max(1),
        each.join(", ")
    )
}
