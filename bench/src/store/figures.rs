//! What the machine says of a running measurement.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What the disk takes at the moment to have a page written: what no commit can be quicker than.
pub fn syncs(folder: &Path) -> Vec<Duration> {
    use std::io::Write;
    let path = folder.join("bare");
    let mut file = std::fs::File::create(&path).expect("room");
    let mut one = || {
        let began = Instant::now();
        file.write_all(&[7; 4_096]).and_then(|()| file.sync_data()).expect("room");
        began.elapsed()
    };
    let took = (0..500).map(|_| one()).collect();
    std::fs::remove_file(&path).expect("it was there");
    took
}

/// The shares of latencies that are told, in thousandths.
const SHARES: [(usize, &str); 4] = [(500, "p50"), (900, "p90"), (990, "p99"), (999, "p99.9")];

/// Latencies at those shares, in milliseconds.
pub fn quantiles(mut latencies: Vec<Duration>) -> Vec<(&'static str, f64)> {
    latencies.sort_unstable();
    let at = |share: usize| {
        let place = (latencies.len() * share / 1_000).min(latencies.len().saturating_sub(1));
        latencies.get(place).map_or(0.0, |took| took.as_secs_f64() * 1_000.0)
    };
    SHARES.iter().map(|&(share, name)| (name, at(share))).collect()
}

/// The same as text.
pub fn shown(quantiles: &[(&str, f64)]) -> String {
    let all: Vec<String> =
        quantiles.iter().map(|(name, ms)| format!("{name} {ms:.2} ms")).collect();
    all.join(", ")
}

/// What was spent up to a moment.
#[derive(Clone, Debug)]
pub struct Spent {
    /// Events so far.
    pub events: u64,
    at: Instant,
    cpu: f64,
    engine: f64,
    writer: f64,
    written: u64,
}

impl Spent {
    /// Up to now.
    pub fn now(events: u64) -> Spent {
        Spent {
            events,
            at: Instant::now(),
            cpu: cpu_seconds(),
            engine: thread_seconds("engine"),
            writer: thread_seconds("writer"),
            written: written_bytes(),
        }
    }

    /// What an event cost since then.
    pub fn since(&self, before: &Spent) -> String {
        let events = (self.events - before.events).max(1) as f64;
        let took = self.at.duration_since(before.at).as_secs_f64();
        let us = |now: f64, before: f64| (now - before) * 1e6 / events;
        format!(
            "{:.0}/s; CPU an event: engine's thread {:.1} µs, writer's {:.1} µs, all with the \
             load's {:.1} µs ({:.2} cores); written {:.0} B an event; memory {} MB",
            events / took,
            us(self.engine, before.engine),
            us(self.writer, before.writer),
            us(self.cpu, before.cpu),
            (self.cpu - before.cpu) / took,
            (self.written - before.written) as f64 / events,
            memory_mb()
        )
    }
}

/// CPU time of this process, in seconds; the kernel counts it in hundredths.
fn cpu_seconds() -> f64 {
    stat_seconds(Path::new("/proc/self/stat"))
}

/// CPU time of the thread of that name.
fn thread_seconds(name: &str) -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let named = |path: &PathBuf| {
        std::fs::read_to_string(path.join("comm")).is_ok_and(|known| known.trim() == name)
    };
    let mut found = threads.map(|thread| thread.path()).filter(named);
    found.next().map_or(0.0, |path| stat_seconds(&path.join("stat")))
}

fn stat_seconds(path: &Path) -> f64 {
    let stat = std::fs::read_to_string(path).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks.filter_map(|text| text.parse::<f64>().ok()).sum::<f64>() / 100.0
}

pub fn memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    let kib: u64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
    kib >> 10
}

pub fn disk_mb(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum::<u64>() >> 20
}

/// Bytes that this process has had written to disk.
fn written_bytes() -> u64 {
    let io = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = io.lines().find(|line| line.starts_with("write_bytes:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}
