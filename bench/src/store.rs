//! What the store and the running engine can do: `--only store`.
//!
//! One process: the load is made beforehand where it can be, and handed over as HTTP handlers
//! would. Everything is on disk, synchronous=FULL, before it is answered.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::Args;
use model::Timestamp;
use runtime::service::LineAnswer;
use runtime::{Clock, MachineClock, Options, Runtime, RuntimeError};
use sample::crowd::{self, Crowd};
use store::Sqlite;

/// Sizes of the measurement of the store.
#[derive(Args)]
pub struct StoreArguments {
    /// 存储:写多少事件后测启动
    #[arg(long, default_value_t = 10_000_000)]
    journal: usize,
    /// 存储:连续写多少秒
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// 存储:每次发送多少行
    #[arg(long, default_value_t = 100)]
    lines: usize,
    /// 存储:数据放在哪个文件夹(默认为临时文件夹)
    #[arg(long)]
    folder: Option<PathBuf>,
}

/// Deliveries that may be on their way at once.
const WINDOW: usize = 64;

/// Runs everything and prints it.
pub fn measure(arguments: &StoreArguments, groups: u32, members: u32) {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = arguments.folder.clone().unwrap_or_else(|| temporary.path().to_path_buf());
    let crowd = Crowd::new(groups, members, 7).per_day(100_000);
    println!("store: {groups} groups of {members} members, synchronous=FULL");
    let clock = Arc::new(CrowdClock::default());
    let (runtime, _) = start(&folder, &clock);
    println!("memory idle: {} MB", memory_mb());
    runtime.activate("crowd.md", crowd::POLICY, "bench").expect("a sound policy");
    let began = Instant::now();
    for snapshots in crowd.snapshots().collect::<Vec<_>>().chunks(50) {
        kept(&runtime.ingest_and_wait(snapshots.join("\n")).expect("stored"));
    }
    println!("group lists: {:.1} s, memory {} MB", began.elapsed().as_secs_f64(), memory_mb());

    let mut messages = crowd.stream();
    let length = Duration::from_secs(15);
    for rate in [1_000, 10_000] {
        println!("bare appends of 4 KiB with fdatasync: {}", quantiles(syncs(&folder)));
        let (latencies, late) = singles((&runtime, &clock), &mut messages, rate, length);
        println!("single messages at {rate}/s: {}, missed {late}", quantiles(latencies));
    }
    sustained((&runtime, &clock), &mut messages, arguments);
    println!("memory after: {} MB; on disk {} MB", memory_mb(), disk_mb(&folder));
    // As a crash leaves it: no last snapshot.
    std::mem::forget(runtime);
    restart(&folder, &clock);
}

/// A clock that shows the time at which the crowd talks: it goes with the machine's, and with
/// the messages where those are ahead.
#[derive(Default)]
pub(crate) struct CrowdClock {
    machine: MachineClock,
    newest_ms: AtomicI64,
}

impl CrowdClock {
    /// Time has come to the last of these lines.
    pub(crate) fn follow(&self, lines: &str) {
        let last = lines.trim_end().rsplit('\n').next().unwrap_or_default();
        let at = model::Event::parse(last).map_or(0, |event| event.at.0);
        self.newest_ms.fetch_max(at, Ordering::AcqRel);
    }
}

/// 2026-03-02T08:05:00+08:00, a little after the crowd begins.
const BEGIN_MS: i64 = 1_772_409_900_000;

impl Clock for CrowdClock {
    fn wall(&self) -> Timestamp {
        let passed = BEGIN_MS + self.machine.steady_ms();
        Timestamp(passed.max(self.newest_ms.load(Ordering::Acquire)))
    }

    fn steady_ms(&self) -> i64 {
        self.machine.steady_ms()
    }
}

fn start(
    folder: &std::path::Path,
    clock: &Arc<CrowdClock>,
) -> (Runtime, runtime::recover::Recovered) {
    let sqlite = Arc::new(Sqlite::in_folder(folder));
    let clock = Arc::clone(clock);
    Runtime::start(sqlite, clock, Options::default()).expect("a store")
}

/// How many lines were kept; a refused line ends the run.
fn kept(answers: &[LineAnswer]) -> usize {
    let one = |answer: &LineAnswer| match answer {
        LineAnswer::Kept { .. } => 1,
        LineAnswer::Refused(why) => panic_with(why),
        LineAnswer::Duplicate { .. } | LineAnswer::Empty => 0,
    };
    answers.iter().map(one).sum()
}

#[expect(clippy::panic, reason = "a benchmark stops at the first thing that is wrong")]
fn panic_with(why: &str) -> usize {
    panic!("{why}")
}

/// One message after another at an even rate, whether or not answers are back.
fn singles(
    (runtime, clock): (&Runtime, &CrowdClock),
    messages: &mut crowd::Messages,
    rate: u32,
    length: Duration,
) -> (Vec<Duration>, u64) {
    let count = u64::from(rate) * length.as_secs();
    let lines: Vec<String> = messages.take(usize::try_from(count).unwrap_or(0)).collect();
    let latencies = Arc::new(Mutex::new(Vec::with_capacity(lines.len())));
    let done = Arc::new(AtomicU64::new(0));
    let late = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    for (number, line) in (0_u32..).zip(lines) {
        let due = began + Duration::from_secs(1) * number / rate;
        let now = Instant::now();
        if due > now {
            std::thread::sleep(due - now);
        }
        let (latencies, done) = (Arc::clone(&latencies), Arc::clone(&done));
        clock.follow(&line);
        let sent = runtime.ingest(
            line,
            Box::new(move |answer| {
                let took = due.elapsed();
                kept(&answer.expect("stored"));
                latencies.lock().expect("no panic").push(took);
                done.fetch_add(1, Ordering::Release);
            }),
        );
        if let Err(RuntimeError::Busy) = sent {
            late.fetch_add(1, Ordering::Relaxed);
            // The reply was dropped unanswered.
        }
    }
    while done.load(Ordering::Acquire) + late.load(Ordering::Acquire) < count {
        std::thread::sleep(Duration::from_millis(5));
    }
    let latencies = std::mem::take(&mut *latencies.lock().expect("no panic"));
    (latencies, late.load(Ordering::Acquire))
}

/// What the disk takes at the moment to have a page written: what no commit can be quicker than.
fn syncs(folder: &std::path::Path) -> Vec<Duration> {
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

pub(crate) fn quantiles(mut latencies: Vec<Duration>) -> String {
    latencies.sort_unstable();
    let at = |share: usize| {
        let place = (latencies.len() * share / 1_000).min(latencies.len().saturating_sub(1));
        latencies.get(place).map_or(0.0, |took| took.as_secs_f64() * 1_000.0)
    };
    format!(
        "p50 {:.2} ms, p90 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms",
        at(500),
        at(900),
        at(990),
        at(999)
    )
}

/// Batches of lines as fast as they are answered, second by second.
fn sustained(
    (runtime, clock): (&Runtime, &CrowdClock),
    messages: &mut crowd::Messages,
    arguments: &StoreArguments,
) {
    let (send, bodies) = sync_channel::<String>(256);
    let lines = arguments.lines;
    let mut stream = messages.clone();
    let ended = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let stop = Arc::clone(&ended);
    let maker = std::thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            let mut body = String::with_capacity(lines * 300);
            for _ in 0..lines {
                stream.write_message(&mut body);
                body.push('\n');
            }
            if send.send(body).is_err() {
                break;
            }
        }
        stream
    });
    let events = Arc::new(AtomicU64::new(0));
    let decisions = Arc::new(AtomicU64::new(0));
    let open = Arc::new(AtomicU64::new(0));
    let (began, cpu_before) = (Instant::now(), cpu_seconds());
    let threads_before = [thread_seconds("engine"), thread_seconds("writer")];
    let mut seconds: Vec<u64> = Vec::new();
    let latencies = Arc::new(Mutex::new(Vec::new()));
    let wanted = arguments.journal as u64;
    loop {
        let second = usize::try_from(began.elapsed().as_secs()).unwrap_or(0);
        if seconds.len() <= second {
            seconds.resize(second + 1, events.load(Ordering::Acquire));
        }
        let enough = events.load(Ordering::Acquire) >= wanted;
        if enough && began.elapsed().as_secs() >= arguments.seconds {
            break;
        }
        while open.load(Ordering::Acquire) >= WINDOW as u64 {
            std::thread::sleep(Duration::from_micros(200));
        }
        let Ok(body) = bodies.recv() else { break };
        open.fetch_add(1, Ordering::AcqRel);
        let (events, open, latencies) =
            (Arc::clone(&events), Arc::clone(&open), Arc::clone(&latencies));
        let decisions = Arc::clone(&decisions);
        clock.follow(&body);
        let sent = Instant::now();
        let reply = move |answer: runtime::Answer| {
            let answers = answer.expect("stored");
            events.fetch_add(kept(&answers) as u64, Ordering::AcqRel);
            let count = |answer: &LineAnswer| match answer {
                LineAnswer::Kept { decisions, .. } => decisions.len() as u64,
                _ => 0,
            };
            decisions.fetch_add(answers.iter().map(count).sum(), Ordering::AcqRel);
            latencies.lock().expect("no panic").push(sent.elapsed());
            open.fetch_sub(1, Ordering::AcqRel);
        };
        runtime.ingest(body, Box::new(reply)).expect("room");
    }
    let took = began.elapsed().as_secs_f64();
    let cpu = cpu_seconds() - cpu_before;
    ended.store(true, Ordering::Relaxed);
    drop(bodies);
    *messages = maker.join().expect("no panic");
    while open.load(Ordering::Acquire) > 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let all = events.load(Ordering::Acquire);
    let rates: Vec<u64> =
        seconds.iter().skip(1).zip(&seconds).map(|(to, from)| to - from).collect();
    let tenth = rates.len() / 10 + 1;
    let mean = |part: &[u64]| part.iter().sum::<u64>() / part.len().max(1) as u64;
    let [engine, writer] = threads_before;
    let of = |name: &str, before: f64| (thread_seconds(name) - before) * 1e6 / all as f64;
    println!(
        "CPU an event: engine's thread {:.1} µs, writer's {:.1} µs, all with the load's {:.1} µs; \
         {:.2} cores",
        of("engine", engine),
        of("writer", writer),
        cpu * 1e6 / all as f64,
        cpu / took
    );
    println!(
        "batches of {}: {} events in {took:.1} s, {:.0}/s ({} decisions); first tenth {}/s, last \
         tenth {}/s, slowest second {}/s; {}",
        arguments.lines,
        all,
        all as f64 / took,
        decisions.load(Ordering::Acquire),
        mean(rates.get(..tenth).unwrap_or_default()),
        mean(rates.get(rates.len().saturating_sub(tenth)..).unwrap_or_default()),
        rates.iter().min().copied().unwrap_or(0),
        quantiles(std::mem::take(&mut *latencies.lock().expect("no panic"))),
    );
}

/// Starts on what a crash left behind, in another process so that the lock is free.
fn restart(folder: &std::path::Path, clock: &Arc<CrowdClock>) {
    let copy = tempfile::tempdir_in(folder).expect("a folder");
    for name in ["qungui.db", "qungui.db-wal"] {
        let from = folder.join(name);
        if from.exists() {
            std::fs::copy(&from, copy.path().join(name)).expect("room");
        }
    }
    let began = Instant::now();
    let (runtime, recovered) = start(copy.path(), clock);
    println!(
        "start after a crash: {:.2} s ({} records behind the snapshot of record {}, {} decided \
         otherwise; of which the engine {:.2} s)",
        began.elapsed().as_secs_f64(),
        recovered.records,
        recovered.from,
        recovered.differing,
        recovered.took_ms as f64 / 1_000.0,
    );
    drop(runtime);
}

/// CPU time of this process, in seconds; the kernel counts it in hundredths.
fn cpu_seconds() -> f64 {
    stat_seconds(std::path::Path::new("/proc/self/stat"))
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

fn stat_seconds(path: &std::path::Path) -> f64 {
    let stat = std::fs::read_to_string(path).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks.filter_map(|text| text.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    let kib: u64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
    kib >> 10
}

fn disk_mb(folder: &std::path::Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum::<u64>() >> 20
}
