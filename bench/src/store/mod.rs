//! What the store and the running engine can do: `--only store`.
//!
//! One process: the load is made beforehand where it can be, and handed over as HTTP handlers
//! would. Everything is on disk, synchronous=FULL, before it is answered.

pub(crate) mod figures;

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
use store::rows::Outcome;

use figures::{Spent, disk_mb, memory_mb, quantiles, shown, syncs};

/// Sizes of the measurement of the store.
#[derive(Args)]
pub struct StoreArguments {
    /// 存储:写多少事件后测启动
    #[arg(long, default_value_t = 10_000_000)]
    journal: usize,
    /// 存储、服务:连续写多少秒
    #[arg(long, default_value_t = 60)]
    pub(crate) seconds: u64,
    /// 存储:单条消息每种速度测多少秒
    #[arg(long, default_value_t = 15)]
    singles: u64,
    /// 存储:每次发送多少行
    #[arg(long, default_value_t = 100)]
    lines: usize,
    /// 存储:数据放在哪个文件夹(默认为临时文件夹)
    #[arg(long)]
    folder: Option<PathBuf>,
    /// 存储:只测在 --folder 已有的数据上启动
    #[arg(long, requires = "folder")]
    start_only: bool,
}

/// Deliveries that may be on their way at once.
const WINDOW: usize = 64;

/// Runs everything and prints it: each figure, and behind it in brackets what it should be.
pub fn measure(arguments: &StoreArguments, groups: u32, members: u32) {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = arguments.folder.clone().unwrap_or_else(|| temporary.path().to_path_buf());
    if arguments.start_only {
        restart(&folder, &Arc::new(CrowdClock::default()));
        println!("memory: {} MB [600 MB]", memory_mb());
        state(&folder);
        return;
    }
    println!("store: {groups} groups of {members} members, synchronous=FULL");
    idle();
    let crowd = Crowd::new(groups, members, 7).per_day(100_000);
    let clock = Arc::new(CrowdClock::default());
    let (runtime, _) = start(&folder, &clock);
    runtime.activate("crowd.md", crowd::POLICY, "bench").expect("a sound policy");
    let began = Instant::now();
    let mut lists = crowd.snapshots().peekable();
    while lists.peek().is_some() {
        let some: Vec<String> = lists.by_ref().take(50).collect();
        kept(&runtime.ingest_and_wait(some.join("\n")).expect("stored"));
    }
    println!("group lists: {:.1} s, memory {} MB", began.elapsed().as_secs_f64(), memory_mb());

    let runtime = Arc::new(runtime);
    hand_to_people(Arc::clone(&runtime));
    let mut messages = crowd.stream();
    let length = Duration::from_secs(arguments.singles);
    for (rate, bar) in [(1_000, "p50 1 ms, p99 10 ms"), (10_000, "p99 25 ms")] {
        println!("bare appends of 4 KiB with fdatasync: {}", shown(&quantiles(syncs(&folder))));
        let (latencies, late) = singles((&runtime, &clock), &mut messages, rate, length);
        let told = shown(&quantiles(latencies));
        println!("single messages at {rate}/s: {told}, missed {late} [{bar}]");
    }
    sustained((&runtime, &clock), &mut messages, arguments);
    println!("memory after: {} MB [600 MB]; on disk {} MB", memory_mb(), disk_mb(&folder));
    // As a crash leaves it: no last snapshot.
    std::mem::forget(runtime);
    restart(&folder, &clock);
}

/// Takes what is decided and hands it to people, as a server without connectors does: at once
/// where there is more. It goes on until the process ends.
fn hand_to_people(runtime: Arc<Runtime>) {
    std::thread::spawn(move || {
        loop {
            let handed = runtime.settle_next("people", 500, |_| (Outcome::People, ""));
            let more = handed.expect("stored").len() >= 500;
            std::thread::sleep(Duration::from_millis(if more { 10 } else { 100 }));
        }
    });
}

/// A server with the sample company's policy and day, at rest.
fn idle() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(CrowdClock::default());
    let (runtime, _) = start(folder.path(), &clock);
    let compiled = compiler::compile("company.txt", sample::company::POLICY);
    runtime.activate("company.md", &compiled.policy_file, "bench").expect("a sound policy");
    drop(compiled);
    std::thread::sleep(Duration::from_secs(1));
    println!("memory idle with the sample: {} MB [60 MB]", memory_mb());
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

/// After how many events figures are printed in between.
const STAGE: u64 = 1_000_000;

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
    let began = Instant::now();
    let before = Spent::now(0);
    let mut stage = before.clone();
    let mut rates: Vec<f64> = Vec::new();
    let latencies = Arc::new(Mutex::new(Vec::new()));
    let wanted = arguments.journal as u64;
    let mut second = (Instant::now(), 0_u64);
    loop {
        let now = events.load(Ordering::Acquire);
        if second.0.elapsed() >= Duration::from_secs(1) {
            rates.push((now - second.1) as f64 / second.0.elapsed().as_secs_f64());
            second = (Instant::now(), now);
        }
        if now / STAGE > stage.events / STAGE {
            let spent = Spent::now(now);
            println!("  {:>3} million: {}", now / STAGE, spent.since(&stage));
            stage = spent;
        }
        if now >= wanted && began.elapsed().as_secs() >= arguments.seconds {
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
    let all = events.load(Ordering::Acquire);
    let spent = Spent::now(all);
    ended.store(true, Ordering::Relaxed);
    drop(bodies);
    *messages = maker.join().expect("no panic");
    while open.load(Ordering::Acquire) > 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    println!(
        "batches of {}: {} events, {} decisions, {} [100000/s, 60000/s the least]",
        arguments.lines,
        all,
        decisions.load(Ordering::Acquire),
        spent.since(&before)
    );
    let tenth = rates.len() / 10 + 1;
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
    println!(
        "first tenth {:.0}/s, last tenth {:.0}/s [not less], slowest second {:.0}/s; {}",
        mean(rates.get(..tenth).unwrap_or_default()),
        mean(rates.get(rates.len().saturating_sub(tenth)..).unwrap_or_default()),
        rates.iter().copied().fold(f64::INFINITY, f64::min),
        shown(&quantiles(std::mem::take(&mut *latencies.lock().expect("no panic")))),
    );
}

/// What the engine keeps, by what it is for.
fn state(folder: &std::path::Path) {
    let store = Sqlite::in_folder(folder);
    let recovered =
        runtime::recover::recover(&store, &runtime::Settings::default(), 1 << 40, false);
    let (core, _) = recovered.expect("a store");
    let (parts, members) = core.engine().state_size();
    let all: Vec<String> =
        parts.iter().map(|(name, bytes)| format!("{name} {} MB", bytes >> 20)).collect();
    println!("state of {members} members: {}", all.join(", "));
}

/// Starts on what a crash left behind, in another process so that the lock is free.
fn restart(folder: &std::path::Path, clock: &Arc<CrowdClock>) {
    let copy = tempfile::tempdir_in(folder).expect("a folder");
    // Whoever reads keeps the log from beginning anew meanwhile: file and log are of one moment.
    let reader = rusqlite::Connection::open(folder.join("qungui.db")).expect("a store");
    reader.execute_batch("BEGIN; SELECT count(*) FROM setting").expect("a moment");
    for name in ["qungui.db", "qungui.db-wal"] {
        let from = folder.join(name);
        if from.exists() {
            std::fs::copy(&from, copy.path().join(name)).expect("room");
        }
    }
    drop(reader);
    let began = Instant::now();
    let (runtime, recovered) = start(copy.path(), clock);
    println!(
        "start after a crash: {:.2} s [5 s] ({} records behind the snapshot of record {}, {} \
         decided otherwise; of which the engine {:.2} s)",
        began.elapsed().as_secs_f64(),
        recovered.records,
        recovered.from,
        recovered.differing,
        recovered.took_ms as f64 / 1_000.0,
    );
    std::mem::forget(runtime);
}
