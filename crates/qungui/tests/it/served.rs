//! `qungui serve` with a small QQ, killed at random moments under load and started again: no
//! event that was acknowledged is lost or doubled, and nothing is said or done twice.
//!
//! `KILLS=50 cargo test --release -p qungui --test it served` kills more often.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use store::Sqlite;
use store::dialect::{Dialect, Reader};
use store::rows::EffectState;
use tempfile::TempDir;

use crate::qq::{self, Habits, Qq, wire};

const US: u64 = 10_000;
const GROUPS: [u64; 3] = [20_001, 20_002, 20_003];
const TOKEN: &str = "token-of-the-tests";
const POLICY: &str = "+++\nid = \"chat\"\ntitle = \"交流群公约\"\n+++\n\n# 交流群公约\n\n\
    一、不许发广告,违者警告。\n\n```rule\n[ads]\nallow = \"never\"\n\n[sanction]\n\
    actions = [\"warn\"]\n```\n\n二、一条消息不超过三十字,超过的撤回。\n\n```rule\n\
    [message-length]\nmax = 30\n\n[sanction]\nactions = [\"delete\"]\n```\n";

struct Serving {
    child: Child,
    port: u16,
}

impl Serving {
    fn start(folder: &Path, port: u16) -> Serving {
        let mut log = std::fs::File::options();
        let log = log.create(true).append(true).open(folder.join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_qungui"))
            .args(["serve", "--config"])
            .arg(folder.join("qungui.toml"))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut serving = Serving { child, port };
        let began = Instant::now();
        let url = format!("http://127.0.0.1:{port}/ready");
        while ureq::get(&url).call().is_err() {
            assert!(serving.child.try_wait().unwrap().is_none(), "{}", log_of(folder));
            assert!(began.elapsed() < Duration::from_secs(30), "{}", log_of(folder));
            std::thread::sleep(Duration::from_millis(10));
        }
        serving
    }

    fn kill(mut self) {
        // On Unix that is signal 9.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn log_of(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}

fn set_up(folder: &Path, port: u16) {
    std::fs::write(folder.join("chat.md"), POLICY).unwrap();
    let config = format!(
        "data = {:?}\nlisten = \"127.0.0.1:{port}\"\npolicies = [{:?}]\n[log]\nlevel = \"warn\"\n\
         [onebot]\naction_ms = 2000\nconfirm_ms = 300\naccount_every_ms = 1\n\
         group_every_ms = 1\nbetween_groups_ms = 1\nlook_again_ms = 0\n\
         [[onebot.accounts]]\nid = \"{US}\"\ntoken = \"{TOKEN}\"\n",
        folder.join("data"),
        folder.join("chat.md"),
    );
    std::fs::write(folder.join("qungui.toml"), config).unwrap();
}

/// Keeps a line for actions open, however often the server goes away.
async fn keep_connected(qq: Qq, port: u16, ends: Arc<AtomicBool>) {
    let url = format!("ws://127.0.0.1:{port}/onebot/v11/ws/api");
    while !ends.load(Ordering::Acquire) {
        if let Ok(line) = wire::dial(&qq, US, &url, TOKEN, "API").await {
            let _ = line.await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Says things in the groups one after another, each pushed until it is acknowledged: as a
/// program does that keeps what was not taken. How many there were.
async fn push_all(qq: Qq, port: u16, ends: Arc<AtomicBool>) -> usize {
    let mut heard = qq.listen(US);
    let url = format!("http://127.0.0.1:{port}/onebot/v11/http");
    let mut count = 0;
    let long =
        "今天开会的时候大家讨论了下个月的值班安排,具体怎样分组请各组组长明天来登记".to_owned();
    while !ends.load(Ordering::Acquire) {
        let group = GROUPS[count % GROUPS.len()];
        let text = match count % 4 {
            0 => "本店新到优惠券,加微信 abc12345 领取返利".to_owned(),
            1 => format!("{long},第{count}条"),
            _ => format!("第{count}句话"),
        };
        let member = 10_001 + (count % 3) as u64;
        qq.say(group, member, &qq::text(&text));
        count += 1;
        while let Ok(event) = heard.try_recv() {
            if event["post_type"] != "message" {
                continue;
            }
            let body = event.to_string().into_bytes();
            let began = Instant::now();
            while wire::post_event(&url, &US.to_string(), TOKEN, body.clone()).await != 204 {
                assert!(began.elapsed() < Duration::from_secs(60), "never acknowledged");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    count
}

/// The ids of all messages that the store has, with how often.
fn kept(reader: &mut dyn Reader) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for group in GROUPS {
        let mut before = u64::MAX;
        loop {
            let page = store::feed::page(reader, &group.to_string(), before, 500).unwrap();
            for happened in &page.events {
                let event: Value = serde_json::from_str(&happened.line).unwrap();
                if event["kind"] == "message" && !event["member"].to_string().contains('@') {
                    *found.entry(event["id"].as_str().unwrap().to_owned()).or_default() += 1;
                }
            }
            match page.next {
                Some(next) => before = next,
                None => break,
            }
        }
    }
    found
}

#[test]
fn killed_under_load_it_loses_nothing_and_does_nothing_twice() {
    let kills: u64 = std::env::var("KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(4);
    let folder = TempDir::new().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    set_up(folder.path(), port);
    let qq = Qq::default();
    for group in GROUPS {
        qq.group(group, 10_004, &[US], &[10_001, 10_002, 10_003]);
    }
    qq.habits(US, Habits::default());
    let threads = tokio::runtime::Builder::new_multi_thread();
    let runtime = { threads }.worker_threads(2).enable_all().build().unwrap();
    let mut serving = Serving::start(folder.path(), port);
    let (ends, hangs_up) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let line = runtime.spawn(keep_connected(qq.clone(), port, Arc::clone(&hangs_up)));
    let load = runtime.spawn(push_all(qq.clone(), port, Arc::clone(&ends)));
    for kill in 0..kills {
        // Moments that differ, without a source of chance: a failing run can be repeated.
        std::thread::sleep(Duration::from_millis(400 + kill * 7_919 % 900));
        serving.kill();
        serving = Serving::start(folder.path(), port);
    }
    std::thread::sleep(Duration::from_millis(500));
    ends.store(true, Ordering::Release);
    let said = runtime.block_on(load).unwrap();

    // Everything that is open is settled, with the server running.
    let dialect = Sqlite::in_folder(&folder.path().join("data"));
    let mut reader = dialect.reader().unwrap();
    let began = Instant::now();
    loop {
        let mut open = reader.effects(Some(EffectState::Pending), None, 9).unwrap();
        open.extend(reader.effects(Some(EffectState::InFlight), None, 9).unwrap());
        if open.is_empty() {
            break;
        }
        let late = began.elapsed() > Duration::from_secs(60);
        assert!(!late, "{} {open:#?} {:?}", log_of(folder.path()), reader.effect_counts());
        std::thread::sleep(Duration::from_millis(50));
    }
    let found = kept(reader.as_mut());
    assert_eq!(found.len(), said, "every acknowledged event is there");
    assert!(found.values().all(|count| *count == 1), "none twice");

    // Nothing that is no state was done twice, and what counts as done was done.
    let world = qq.world();
    let mut words: BTreeMap<String, usize> = BTreeMap::new();
    for message in GROUPS.iter().flat_map(|group| &world.groups[group].messages) {
        if message.sender == US {
            *words.entry(message.segments.to_string()).or_default() += 1;
        }
    }
    assert!(words.values().all(|count| *count == 1), "said twice: {words:#?}");
    let rows = reader.effects(None, None, 1_000_000).unwrap();
    let warned = rows.iter().filter(|row| row.action == "warn");
    let (done, other): (Vec<_>, Vec<_>) = warned.partition(|row| row.state == EffectState::Done);
    let told = |row: &store::rows::EffectRow| {
        let decision: Value = serde_json::from_str(&row.decision).unwrap();
        let text = json!(decision["text"]).to_string();
        let text = text.trim_matches('"');
        words.keys().any(|said| said.contains(text))
    };
    assert!(done.len() > 3 && done.iter().all(|row| told(row)), "{}", done.len());
    // Where nobody knows, that is said.
    assert!(other.iter().all(|row| row.state == EffectState::Unknown), "{other:#?}");
    drop(world);
    hangs_up.store(true, Ordering::Release);
    serving.kill();
    runtime.block_on(line).unwrap();
}

/// Whether the port that a killed server had is taken again at once.
#[test]
fn a_stopped_server_says_that_everything_is_kept() {
    let folder = TempDir::new().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    set_up(folder.path(), port);
    let mut serving = Serving::start(folder.path(), port);
    let id = serving.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let began = Instant::now();
    let status = loop {
        if let Some(status) = serving.child.try_wait().unwrap() {
            break status;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{}", log_of(folder.path()));
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success(), "{}", log_of(folder.path()));
    assert!(log_of(folder.path()).contains("数据都已存好"));
    assert_eq!(serving.port, port);
}
