//! The whole under simulation, without threads: a virtual clock, crashes before and after a
//! commit, deliveries that come twice, late or not at all, a connector that times out after it
//! has acted. A seed that fails fails again.
//!
//! `SEEDS=500 cargo test --release -p qungui-runtime --test it simulation` runs many; `SEED=17`
//! runs one.

use std::collections::{BTreeMap, BTreeSet};

use model::Timestamp;
use model::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use runtime::About;
use runtime::core::{Core, Taken};
use runtime::recover::recover;
use sample::random::Random;
use store::dialect::Dialect;
use store::people::AuditEntry;
use store::rows::{LeaseRequest, Outcome, Receipt};
use store::verify::verify;
use store::{Desk, Sqlite};

use crate::common::{BEGIN, at_of, change, lines, policy};

/// Seeds of the short form, and how often it crashes in them at least.
const SEEDS: u64 = 28;
const CRASHES_LEAST: u32 = 200;
const SNAPSHOT_EVERY: u64 = 150;

/// A process: what a crash takes away.
struct Process {
    desk: Desk,
    core: Core,
}

struct World {
    random: Random,
    store: Sqlite,
    now: i64,
    process: Option<Process>,
    /// Lines that were answered.
    answered: BTreeSet<usize>,
    /// What the platform saw done: how often, and whether that may be repeated.
    done: BTreeMap<String, (u32, bool)>,
    faults: bool,
    crashes: u32,
}

impl World {
    fn begin(seed: u64, folder: &std::path::Path) -> World {
        let store = Sqlite::in_folder(folder);
        let mut world = World {
            random: Random::new(seed),
            store,
            now: BEGIN,
            process: None,
            answered: BTreeSet::new(),
            done: BTreeMap::new(),
            faults: true,
            crashes: 0,
        };
        let now = Timestamp(world.now);
        let process = world.process();
        process.core.activate("crowd.md", &policy(), "x", now).unwrap();
        let append = process.core.hand_over().unwrap();
        process.desk.act(|session| session.append(&append, now)).unwrap();
        world
    }

    /// The process, started where none runs.
    fn process(&mut self) -> &mut Process {
        if self.process.is_none() {
            let desk = Desk::open(&self.store).unwrap();
            let (core, recovered) =
                recover(&self.store, &Default::default(), SNAPSHOT_EVERY, false).unwrap();
            assert_eq!(recovered.differing, 0, "{recovered:?}");
            self.process = Some(Process { desk, core });
        }
        self.process.as_mut().unwrap()
    }

    fn chance(&mut self, per_thousand: usize) -> bool {
        self.faults && self.random.below(1_000) < per_thousand
    }

    /// Delivers some lines; whether they were answered.
    fn deliver(&mut self, all: &[String], numbers: &[usize]) {
        let now = Timestamp(self.now);
        let body: Vec<&str> = numbers.iter().map(|&number| all[number].as_str()).collect();
        let (before, after) = (self.chance(100), self.chance(100));
        let process = self.process();
        while !process.core.take_time(now) {}
        let taken = process.core.take_lines(&body.join("\n"), now);
        assert!(!taken.iter().any(|one| matches!(one, Taken::Refused(_))), "{taken:?}");
        if before {
            return self.crash();
        }
        if let Some(append) = process.core.hand_over() {
            process.desk.act(|session| session.append(&append, now)).unwrap();
        }
        if after {
            return self.crash();
        }
        self.answered.extend(numbers);
    }

    fn crash(&mut self) {
        self.process = None;
        self.crashes += 1;
    }

    /// The connector takes what there is; now and then it is lost after it has acted.
    fn act(&mut self) {
        let now = Timestamp(self.now);
        let lease_ms = 30 * SECOND_MS;
        let request = LeaseRequest { connector: "qq".to_owned(), now, lease_ms, limit: 10 };
        let lost_before = self.chance(60);
        let process = self.process();
        let taken = process.desk.act(|session| session.writer.lease(&request)).unwrap();
        for effect in taken {
            if lost_before {
                continue;
            }
            let entry = self.done.entry(effect.key.clone()).or_insert((0, effect.repeatable));
            entry.0 += 1;
            if self.chance(20) {
                // It has acted, and nobody is there to be told.
                return self.crash();
            }
            if self.chance(100) {
                // It timed out after acting: nobody is told.
                continue;
            }
            let outcome = if self.chance(100) { Outcome::Again(5_000) } else { Outcome::Done };
            if outcome != Outcome::Done {
                // It was not done after all.
                self.done.get_mut(&effect.key).unwrap().0 -= 1;
            }
            let (key, attempt) = (effect.key, effect.attempt);
            let receipt = Receipt { key, attempt, outcome, detail: None };
            let process = self.process();
            process.desk.act(|session| session.receive(&receipt, now)).unwrap();
        }
    }

    /// Somebody changes what the organisation knows of its own: what is decided from then on is
    /// decided by it, whenever a crash comes.
    fn learn(&mut self) {
        let now = Timestamp(self.now);
        let word = ["收到", "好的", "明天", "群"][self.random.below(4)];
        let change = match self.random.below(5) {
            0 => change(About::Words, "一", None),
            1 => change(About::Words, "一", Some(&format!("{word}\tads\n"))),
            2 => change(About::Words, "二", Some(&format!("{word}\t放行\n"))),
            3 => change(About::Texts, "zh", Some("{\"hello\":\"各位同事,\"}")),
            _ => change(About::Calendar, "2026", Some("[2026]\nrest = [\"03-02\"]\n")),
        };
        let entry = AuditEntry { who: "x".to_owned(), ..AuditEntry::default() };
        let (before, after) = (self.chance(200), self.chance(200));
        let process = self.process();
        while !process.core.take_time(now) {}
        process.core.learn(vec![change], entry, now).unwrap();
        if before {
            return self.crash();
        }
        let append = process.core.hand_over().unwrap();
        process.desk.act(|session| session.append(&append, now)).unwrap();
        if after {
            self.crash();
        }
    }

    fn pass_time(&mut self, ms: i64) {
        self.now += ms;
        let now = Timestamp(self.now);
        let lost = self.chance(100);
        let process = self.process();
        while !process.core.take_time(now) {}
        if lost {
            // Deadlines ran out in memory only.
            return self.crash();
        }
        if let Some(append) = process.core.hand_over() {
            process.desk.act(|session| session.append(&append, now)).unwrap();
        }
    }
}

fn run(seed: u64) -> u32 {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::begin(seed, folder.path());
    let all = lines(3, 6, 400, seed);
    let mut late: Vec<usize> = Vec::new();
    let mut next = 0;
    while next < all.len() {
        let count = 1 + world.random.below(20);
        let mut numbers: Vec<usize> = (next..(next + count).min(all.len())).collect();
        next += numbers.len();
        // Some come later, some that came come again.
        let held: Vec<usize> = numbers.iter().copied().filter(|_| world.chance(30)).collect();
        numbers.retain(|number| !held.contains(number));
        late.extend(held);
        if world.chance(150) && !world.answered.is_empty() {
            let again = world.random.below(next);
            numbers.push(again);
        }
        let newest = numbers.iter().map(|&number| at_of(&all[number])).max();
        world.now = world.now.max(newest.unwrap_or(0));
        if !numbers.is_empty() {
            world.deliver(&all, &numbers);
        }
        if world.random.below(4) == 0 {
            world.act();
        }
        if world.random.below(20) == 0 {
            world.learn();
        }
        if world.random.below(10) == 0 {
            let minutes = i64::try_from(world.random.below(30)).unwrap();
            world.pass_time(minutes * MINUTE_MS);
        }
    }
    // Faults off: what was not answered is sent again until it is.
    world.faults = false;
    let open: Vec<usize> =
        (0..all.len()).filter(|number| !world.answered.contains(number)).collect();
    open.chunks(20).for_each(|numbers| world.deliver(&all, numbers));
    world.pass_time(HOUR_MS);
    for _ in 0..200 {
        world.act();
        world.pass_time(31 * SECOND_MS);
    }
    check(&mut world, &all);
    world.crashes
}

fn check(world: &mut World, all: &[String]) {
    // Liveness: everything is answered, nothing that is due waits.
    assert_eq!(world.answered.len(), all.len());
    let now = Timestamp(world.now);
    assert!(world.process().core.next_due().is_none_or(|due| due > now));
    let mut reader = world.store.reader().unwrap();
    let open = reader.effects(Some(store::rows::EffectState::Pending), None, 10).unwrap();
    assert_eq!(open, []);
    // Safety: no gap, no event twice, decisions equal to a replay, nothing done twice that shows.
    let proof = verify(reader.as_mut(), &[]).unwrap();
    assert_eq!(proof.faults, []);
    let segments = reader.segments(1, 100_000).unwrap();
    let records = segments.iter().flat_map(|segment| segment.unpack().unwrap());
    let events = records.filter(|record| record.kind == store::record::RecordKind::Event);
    let lines: Vec<String> = events.map(|record| record.line.line()).collect();
    assert_eq!(lines.len(), all.len());
    assert_eq!(lines.iter().collect::<BTreeSet<_>>().len(), all.len());
    for (key, (times, repeatable)) in &world.done {
        assert!(*repeatable || *times <= 1, "{key} was done {times} times");
    }
    let (again, recovered) =
        recover(&world.store, &Default::default(), SNAPSHOT_EVERY, true).unwrap();
    assert_eq!(recovered.differing, 0, "{recovered:?}");
    assert_eq!(again.engine().snapshot(), world.process().core.engine().snapshot());
    assert_eq!(again.next_due(), world.process().core.next_due(), "no deadline was forgotten");
}

#[test]
fn whatever_happens_nothing_is_lost_doubled_or_left() {
    let one = std::env::var("SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let count = std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(SEEDS);
    let seeds = one.map_or(0..count, |seed| seed..seed + 1);
    let mut crashes = 0;
    for seed in seeds {
        println!("seed {seed}");
        crashes += run(seed);
    }
    println!("{crashes} crashes");
    let least = u32::try_from(count * u64::from(CRASHES_LEAST) / SEEDS).unwrap();
    assert!(crashes >= least || one.is_some(), "it crashed only {crashes} times");
}
