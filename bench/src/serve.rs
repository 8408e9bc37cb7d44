//! What the server can do over HTTP: `--only serve`. Load generator, server and disk share the
//! machine; every answer is given after its events are on disk. First at even rates, then as fast
//! as it is answered.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use runtime::Clock;
use sample::crowd::{self, Crowd};
use server::access::secret;
use server::{App, Config, Server};
use store::people::{GrantRow, PeopleChange, TokenRow, UserRow};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::store::CrowdClock;
use crate::store::figures::{memory_mb, quantiles, shown};

/// Connections that are kept open.
const CONNECTIONS: usize = 32;
/// How long each rate is kept up.
const LENGTH: Duration = Duration::from_secs(10);

/// One load: how many events a second, and how many of them in a request.
struct Load {
    rate: u32,
    lines: usize,
    bar: &'static str,
}

/// Lines of a request as fast as it is answered.
const BATCH: usize = 500;

const LOADS: [Load; 4] = [
    Load { rate: 1_000, lines: 1, bar: "p50 ≤ 1 ms, p99 ≤ 10 ms" },
    Load { rate: 10_000, lines: 1, bar: "p99 ≤ 25 ms" },
    Load { rate: 20_000, lines: 100, bar: "" },
    Load { rate: 60_000, lines: 100, bar: "" },
];

/// Runs everything and prints it.
pub fn measure(groups: u32, members: u32, seconds: u64) {
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    threads.expect("threads").block_on(run(groups, members, Duration::from_secs(seconds)));
}

async fn run(groups: u32, members: u32, length: Duration) {
    println!("serve: HTTP/1.1, {CONNECTIONS} connections, {groups} groups of {members} members");
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(CrowdClock::default());
    let config = Config {
        data: folder.path().to_path_buf(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        ..Config::default()
    };
    let ticking: Arc<dyn Clock> = Arc::<CrowdClock>::clone(&clock);
    let server = Server::start(config, ticking, Vec::new()).await.expect("a server");
    let app = Arc::clone(server.app());
    let address = server.address().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(server.run(async {
        let _ = stopped.await;
    }));
    app.runtime.activate("crowd.md", crowd::POLICY, "bench").expect("a sound policy");
    let crowd = Crowd::new(groups, members, 7).per_day(100_000);
    let mut lists = crowd.snapshots().peekable();
    while lists.peek().is_some() {
        let some: Vec<String> = lists.by_ref().take(50).collect();
        app.ingest(some.join("\n")).await.expect("stored");
    }
    let token = Arc::new(token(&app));
    let mut messages = crowd.stream();
    for load in LOADS {
        let requests = load.rate as usize * LENGTH.as_secs() as usize / load.lines;
        let bodies: Vec<String> = (0..requests)
            .map(|_| {
                let mut body = String::new();
                for _ in 0..load.lines {
                    messages.write_message(&mut body);
                    body.push('\n');
                }
                body
            })
            .collect();
        let latencies = send(address, &token, &clock, bodies, load.rate as usize / load.lines);
        let latencies = latencies.await;
        println!(
            "{:>6} events/s, {:>3} a request: {}{}",
            load.rate,
            load.lines,
            shown(&quantiles(latencies)),
            if load.bar.is_empty() { String::new() } else { format!(" ({})", load.bar) }
        );
    }
    sustained(address, &token, &clock, messages, length).await;
    println!("memory after, with the load's: {} MB", memory_mb());
    drop(app);
    let _ = stop.send(());
    let _ = serving.await;
}

/// Somebody who may send events.
fn token(app: &App) -> String {
    let secret = secret::fresh("qgt").expect("random numbers");
    let key = secret::hash(&secret).to_vec();
    let created = app.now();
    let written = app.runtime.write(move |session| {
        let row = UserRow { name: "bench".to_owned(), ..UserRow::default() };
        let user = session.writer.people(&PeopleChange::User(row))?;
        let role = "send-events".to_owned();
        session.writer.people(&PeopleChange::Grant(GrantRow { user, role, group: None }))?;
        session.writer.people(&PeopleChange::Token(TokenRow {
            key,
            user,
            name: "bench".to_owned(),
            scopes: "send-events".to_owned(),
            created,
            expires: None,
            seen: None,
        }))
    });
    written.expect("stored");
    secret
}

/// Sends bodies at an even rate, whether or not answers are back, and tells how long each took
/// from when it was due.
async fn send(
    address: SocketAddr,
    token: &Arc<String>,
    clock: &Arc<CrowdClock>,
    bodies: Vec<String>,
    per_second: usize,
) -> Vec<Duration> {
    let bodies = Arc::new(bodies);
    let next = Arc::new(AtomicUsize::new(0));
    let latencies = Arc::new(Mutex::new(Vec::with_capacity(bodies.len())));
    let began = Instant::now();
    let due = move |number| began + Duration::from_secs_f64(number as f64 / per_second as f64);
    let ready = Arc::new(Semaphore::new(0));
    let (count, tick) = (bodies.len(), Arc::clone(&ready));
    // On a thread of its own: timers of tasks are exact to a millisecond only.
    let ticking = std::thread::spawn(move || {
        for number in 0..count {
            std::thread::sleep(due(number).saturating_duration_since(Instant::now()));
            tick.add_permits(1);
        }
        tick.close();
    });
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let (bodies, next, latencies) =
            (Arc::clone(&bodies), Arc::clone(&next), Arc::clone(&latencies));
        let (token, clock, ready) = (Arc::clone(token), Arc::clone(clock), Arc::clone(&ready));
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.expect("it listens");
            stream.set_nodelay(true).expect("a socket");
            loop {
                // Closed: all are due, and whoever is free takes what is left.
                if let Ok(ready) = ready.acquire().await {
                    ready.forget();
                }
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(body) = bodies.get(number) else { return };
                clock.follow(body);
                ask(&mut stream, &token, body).await;
                latencies.lock().expect("no panic").push(due(number).elapsed());
            }
        }));
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    ticking.join().expect("no panic");
    let mut latencies = latencies.lock().expect("no panic");
    std::mem::take(&mut *latencies)
}

/// Batches of lines as fast as they are answered, second by second.
async fn sustained(
    address: SocketAddr,
    token: &Arc<String>,
    clock: &Arc<CrowdClock>,
    mut messages: crowd::Messages,
    length: Duration,
) {
    let (made, bodies) = tokio::sync::mpsc::channel::<String>(CONNECTIONS);
    std::thread::spawn(move || {
        loop {
            let mut body = String::with_capacity(BATCH * 300);
            for _ in 0..BATCH {
                messages.write_message(&mut body);
                body.push('\n');
            }
            if made.blocking_send(body).is_err() {
                break;
            }
        }
    });
    let bodies = Arc::new(tokio::sync::Mutex::new(bodies));
    let answered = Arc::new(Mutex::new(Vec::<(Duration, Duration)>::new()));
    let began = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let (bodies, answered) = (Arc::clone(&bodies), Arc::clone(&answered));
        let (token, clock) = (Arc::clone(token), Arc::clone(clock));
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.expect("it listens");
            stream.set_nodelay(true).expect("a socket");
            while began.elapsed() < length {
                let Some(body) = bodies.lock().await.recv().await else { return };
                clock.follow(&body);
                let sent = Instant::now();
                ask(&mut stream, &token, &body).await;
                answered.lock().expect("no panic").push((began.elapsed(), sent.elapsed()));
            }
        }));
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    let answered = std::mem::take(&mut *answered.lock().expect("no panic"));
    let seconds = length.as_secs_f64();
    let rate = |from: f64, to: f64| {
        let within = |(at, _): &&(Duration, Duration)| (from..to).contains(&at.as_secs_f64());
        (answered.iter().filter(within).count() * BATCH) as f64 / (to - from)
    };
    println!(
        "as fast as answered, {BATCH} a request, {seconds} s: {:.0} events/s; first tenth {:.0}, \
        last tenth {:.0}; {} [100000/s, 60000/s the least]",
        rate(0.0, seconds),
        rate(0.0, seconds / 10.0),
        rate(seconds * 0.9, seconds),
        shown(&quantiles(answered.iter().map(|(_, took)| *took).collect())),
    );
}

/// One request and its whole answer.
async fn ask(stream: &mut TcpStream, token: &str, body: &str) {
    let head = format!(
        "POST /api/v1/events HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + body).as_bytes()).await.expect("it listens");
    let mut answer: Vec<u8> = Vec::with_capacity(4_096);
    loop {
        stream.read_buf(&mut answer).await.expect("an answer");
        let text = String::from_utf8_lossy(&answer);
        let Some((head, rest)) = text.split_once("\r\n\r\n") else { continue };
        assert!(head.starts_with("HTTP/1.1 200"), "{text}");
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        let whole: usize = length.expect("a length");
        if rest.len() >= whole {
            assert!(!rest.contains("refused"), "{rest}");
            return;
        }
    }
}
