//! What the server can do over HTTP: `--only serve`. Load generator, server and disk share the
//! machine; every answer is given after its events are on disk.

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

use crate::store::CrowdClock;
use crate::store::figures::{quantiles, shown};

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

const LOADS: [Load; 4] = [
    Load { rate: 1_000, lines: 1, bar: "p50 ≤ 1 ms, p99 ≤ 10 ms" },
    Load { rate: 10_000, lines: 1, bar: "p99 ≤ 25 ms" },
    Load { rate: 20_000, lines: 100, bar: "" },
    Load { rate: 60_000, lines: 100, bar: "" },
];

/// Runs everything and prints it.
pub fn measure(groups: u32, members: u32) {
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    threads.expect("threads").block_on(run(groups, members));
}

async fn run(groups: u32, members: u32) {
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
    for snapshots in crowd.snapshots().collect::<Vec<_>>().chunks(50) {
        app.ingest(snapshots.join("\n")).await.expect("stored");
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
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let (bodies, next, latencies) =
            (Arc::clone(&bodies), Arc::clone(&next), Arc::clone(&latencies));
        let (token, clock) = (Arc::clone(token), Arc::clone(clock));
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.expect("it listens");
            stream.set_nodelay(true).expect("a socket");
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(body) = bodies.get(number) else { return };
                let due = began + Duration::from_secs_f64(number as f64 / per_second as f64);
                tokio::time::sleep_until(due.into()).await;
                clock.follow(body);
                ask(&mut stream, &token, body).await;
                latencies.lock().expect("no panic").push(due.elapsed());
            }
        }));
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    let mut latencies = latencies.lock().expect("no panic");
    std::mem::take(&mut *latencies)
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
