//! Programs of others: aiocqhttp, nonebot2 and koishi with their OneBot adapters, from the
//! registries. Each is an application like ourselves, so each first shows that the small QQ
//! is one that they accept; then an account of theirs and one of ours are in a group together,
//! each hears what the other does, and both understand the same of what members say.
//!
//! `cargo xtask peers` runs these. Without python3, node or a registry they say so and pass;
//! with `QUNGUI_PEERS=required` that is a failure.

#[path = "installed.rs"]
mod installed;
#[path = "served.rs"]
mod served;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use onebot::Outcome;
use serde_json::{Value, json};

use self::installed::{free_port, installed, node, run, source, without};
use crate::office::{Office, Running, TOKEN, settings, start};
use crate::qq::{self, Qq, wire};

const US: u64 = 10_000;
const THEM: u64 = 10_077;
const GROUP: u64 = 20_001;

/// The longest that one of them may take for anything.
const PATIENCE: Duration = Duration::from_secs(20);

fn python() -> Result<PathBuf, String> {
    let install = |folder: &Path| {
        run(Path::new("python3"), &["-m", "venv", "venv"], folder)?;
        let list = source("requirements.txt").display().to_string();
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        let limits = ["--retries", "1", "--timeout", "15", "-r", &list];
        run(&folder.join("venv/bin/python"), &[&pip[..], &limits[..]].concat(), folder)
    };
    let folder = installed("python", "requirements.txt", install)?;
    Ok(folder.join("venv/bin/python"))
}

/// One of them, running.
struct Peer {
    child: Child,
    input: ChildStdin,
    lines: Arc<Mutex<Vec<Value>>>,
    asked: u64,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Peer {
    fn start(program: &Path, script: &Path, environment: &[(&str, String)]) -> Peer {
        let mut child = Command::new(program)
            .arg(script)
            .current_dir(script.parent().unwrap())
            .envs(environment.iter().map(|(key, value)| (key, value)))
            .env("PEER_TOKEN", TOKEN)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines: Arc<Mutex<Vec<Value>>> = Arc::default();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let heard = Arc::clone(&lines);
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // They also greet and log on the same output.
                if let Ok(value) = serde_json::from_str(&line) {
                    heard.lock().unwrap().push(value);
                }
            }
        });
        Peer { child, input, lines, asked: 0 }
    }

    async fn until(&self, what: &str, find: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let found = self.lines.lock().unwrap().iter().find(|line| find(line)).cloned();
            if let Some(found) = found {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no {what} in {:#?}", self.lines.lock().unwrap());
    }

    async fn event(&self, what: &str, key: &str, value: impl Into<Value>) -> Value {
        let value = value.into();
        let fits = |line: &Value| line["event"]["what"] == what && line["event"][key] == value;
        self.until(&format!("{what} {key}={value}"), fits).await["event"].clone()
    }

    async fn ask(&mut self, mut command: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        command["id"] = json!(id);
        writeln!(self.input, "{command}").unwrap();
        let answer = self.until(&format!("answer to {command}"), |line| line["answer"] == id).await;
        assert!(answer["error"].is_null(), "{command}: {answer}");
        answer["data"].clone()
    }

    async fn call(&mut self, action: &str, params: Value) -> Value {
        self.ask(json!({"do": "call", "action": action, "params": params})).await
    }
}

/// What members write that is hard to carry over.
const HARD: &[&str] = &[
    "价目表[第2版] & 说明,请看",
    "[CQ:at,qq=all] &#91;不是代码&#93; &amp;",
    "多行\n第二行 \\ \"引号\" 🙂",
];

async fn act(office: &Office, key: &str, action: &str, member: u64, event: &Value) -> Outcome {
    let until = crate::office::clock().plus_ms(120_000);
    office
        .carry(json!({"key": key, "group": GROUP.to_string(), "member": member.to_string(),
            "event": event, "action": action, "status": "done",
            "until": crate::recorded::zone().rfc3339(until)}))
        .await
}

/// The group of both, and our side of it.
async fn together() -> (Qq, Running) {
    let qq = Qq::default();
    qq.group(GROUP, 10_004, &[US, THEM], &[10_001, 10_002, 10_003, 10_005]);
    let running = start(settings(&[US])).await;
    let url = format!("ws://{}/onebot/v11/ws", running.at);
    wire::dial(&qq, US, &url, TOKEN, "Universal").await.unwrap();
    running.office.news("rights").await;
    (qq, running)
}

/// Both hear the same members, and each hears what the other does.
async fn talk(qq: &Qq, running: Running, mut peer: Peer) {
    let office = &running.office;
    peer.until("ready", |line| line["ready"] == true).await;
    let known =
        peer.call("get_group_member_info", json!({"group_id": GROUP, "user_id": 10_001})).await;
    assert_eq!(known["user_id"].as_u64().unwrap(), 10_001, "{known}");

    // What members say is understood alike.
    let first = qq.say(GROUP, 10_001, &qq::text("第一句"));
    for (n, text) in HARD.iter().enumerate() {
        let said = json!([{"type": "reply", "data": {"id": first.to_string()}},
            {"type": "at", "data": {"qq": "10003"}}, {"type": "text", "data": {"text": text}}]);
        let id = qq.say(GROUP, 10_002, &said);
        let theirs = peer.event("message", "message", id).await;
        let ours = office.event("message", "id", &format!("qq:{US}:{id}")).await;
        assert_eq!(theirs["text"], ours["text"], "{n}");
        assert_eq!(theirs["at"], ours["mentions"], "{n}");
        let reply = theirs["reply"].as_str().unwrap();
        assert_eq!(ours["reply_to"], format!("qq:{US}:{reply}"), "{n}");
        assert_eq!((&ours["text"], &*ours["member"].to_string()), (&json!(text), "\"10002\""));
    }

    // What they say and do, with their own builders and calls, reaches us.
    for text in HARD {
        let told = json!({"do": "say", "group": GROUP, "text": text, "at": "10001",
            "reply": first.to_string()});
        let id = peer.ask(told).await["message_id"].as_i64().unwrap();
        let ours = office.event("message", "id", &format!("qq:{US}:{id}")).await;
        assert_eq!(ours["text"].as_str().unwrap().trim(), *text);
        assert_eq!((&ours["mentions"], &ours["member"]), (&json!(["10001"]), &json!("10077")));
        assert_eq!(ours["reply_to"], format!("qq:{US}:{first}"));
    }
    peer.call("set_group_ban", json!({"group_id": GROUP, "user_id": 10_001, "duration": 60})).await;
    peer.event("group_ban", "user_id", 10_001).await;
    peer.call("delete_msg", json!({"message_id": first})).await;
    let recall = office.event("recall", "target", &format!("qq:{US}:{first}")).await;
    assert_eq!(recall["member"], "10077");
    peer.event("group_recall", "message_id", first).await;
    let card = json!({"group_id": GROUP, "user_id": 10_002, "card": "2栋[李]&"});
    peer.call("set_group_card", card).await;
    assert_eq!(office.event("card", "member", "10002").await["card"], "2栋[李]&");
    let kick = json!({"group_id": GROUP, "user_id": 10_003, "reject_add_request": false});
    peer.call("set_group_kick", kick).await;
    assert_eq!(office.event("leave", "member", "10003").await["by"], "10077");
    let flag = qq.ask_to_join(GROUP, 10_008, "我是新来的");
    let request = peer.event("request", "user_id", 10_008).await;
    assert_eq!((&request["flag"], &request["comment"]), (&json!(flag), &json!("我是新来的")));
    let yes = json!({"flag": flag, "sub_type": "add", "approve": true});
    peer.call("set_group_add_request", yes).await;
    assert_eq!(office.event("join", "member", "10008").await["by"], "10077");
    peer.event("group_increase", "user_id", 10_008).await;

    // What we do reaches them.
    for (n, text) in HARD.iter().enumerate() {
        let outcome = office
            .carry(json!({"key": format!("say{n}"), "group": GROUP.to_string(), "action": "send",
                "status": "done", "text": text}))
            .await;
        let Outcome::Done { message, .. } = outcome else { panic!("{outcome:?}") };
        let id: i64 = message.rsplit(':').next().unwrap().parse().unwrap();
        let theirs = peer.event("message", "message", id).await;
        assert_eq!((&theirs["text"], &theirs["user"]), (&json!(text), &json!(US)));
    }
    let second = qq.say(GROUP, 10_005, &qq::text("要撤回的"));
    let ours = office.event("message", "id", &format!("qq:{US}:{second}")).await;
    let done = |outcome: Outcome| assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    done(act(office, "d", "delete", 10_005, &ours["id"]).await);
    peer.event("group_recall", "message_id", second).await;
    done(act(office, "m", "mute", 10_005, &json!("")).await);
    peer.event("group_ban", "user_id", 10_005).await;
    done(act(office, "k", "ban", 10_005, &json!("")).await);
    peer.event("group_decrease", "user_id", 10_005).await;
    assert_eq!(qq.world().groups[&GROUP].blocked, [10_005]);
    qq.ask_to_join(GROUP, 10_009, "名单上有我");
    let request = office.event("join-request", "member", "10009").await;
    done(act(office, "a", "approve", 10_009, &request["id"]).await);
    peer.event("group_increase", "user_id", 10_009).await;
    // Against the other administrator nothing is possible.
    let outcome = act(office, "x", "remove", THEM, &json!("")).await;
    assert!(matches!(outcome, Outcome::NotPossible { .. }), "{outcome:?}");

    let faults: Vec<_> =
        running.connector.view().counts().iter().map(|(key, _)| key.to_owned()).collect();
    assert!(faults.iter().all(|key| key.starts_with("irrelevant:")), "{faults:?}");
    running.connector.stop().await;
}

/// Dials an application until it listens.
async fn dial(qq: &Qq, url: &str) {
    let began = Instant::now();
    while let Err(why) = wire::dial(qq, THEM, url, TOKEN, "Universal").await {
        assert!(began.elapsed() < PATIENCE, "{url}: {why}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
#[ignore = "needs programs of the registries: cargo xtask peers"]
async fn aiocqhttp_by_reverse_websocket() {
    let python = match python() {
        Ok(python) => python,
        Err(why) => return without("aiocqhttp", &why),
    };
    let (qq, running) = together().await;
    let port = free_port();
    let environment = [("PEER_PORT", port.to_string())];
    let peer = Peer::start(&python, &source("aiocqhttp_peer.py"), &environment);
    dial(&qq, &format!("ws://127.0.0.1:{port}/ws")).await;
    talk(&qq, running, peer).await;
}

#[tokio::test]
#[ignore = "needs programs of the registries: cargo xtask peers"]
async fn aiocqhttp_by_http() {
    let python = match python() {
        Ok(python) => python,
        Err(why) => return without("aiocqhttp", &why),
    };
    let (qq, running) = together().await;
    let (api, _served) = wire::serve(&qq, THEM, TOKEN).await;
    let port = free_port();
    let environment = [("PEER_PORT", port.to_string()), ("PEER_API", format!("http://{api}"))];
    let peer = Peer::start(&python, &source("aiocqhttp_peer.py"), &environment);
    let url = format!("http://127.0.0.1:{port}/");
    // By HTTP nothing tells that it is there but that it takes what is posted.
    let connect = json!({"post_type": "meta_event", "meta_event_type": "lifecycle",
        "sub_type": "connect", "time": qq::now(), "self_id": THEM});
    let began = Instant::now();
    let them = THEM.to_string();
    while wire::post_event(&url, &them, TOKEN, connect.to_string().into_bytes()).await != 204 {
        assert!(began.elapsed() < PATIENCE, "it does not take what is posted");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    wire::post_all(&qq, THEM, &url, TOKEN);
    talk(&qq, running, peer).await;
}

#[tokio::test]
#[ignore = "needs programs of the registries: cargo xtask peers"]
async fn nonebot_by_reverse_websocket() {
    let python = match python() {
        Ok(python) => python,
        Err(why) => return without("nonebot2", &why),
    };
    let (qq, running) = together().await;
    let port = free_port();
    let environment = [("PEER_PORT", port.to_string())];
    let peer = Peer::start(&python, &source("nonebot_peer.py"), &environment);
    dial(&qq, &format!("ws://127.0.0.1:{port}/onebot/v11/ws")).await;
    talk(&qq, running, peer).await;
}

#[tokio::test]
#[ignore = "needs programs of the registries: cargo xtask peers"]
async fn koishi_by_forward_websocket() {
    let folder = match node("node") {
        Ok(folder) => folder,
        Err(why) => return without("koishi", &why),
    };
    let (qq, running) = together().await;
    let (at, _served) = wire::serve(&qq, THEM, TOKEN).await;
    // Modules are looked for beside the script.
    let script = folder.join("koishi_peer.js");
    std::fs::copy(source("koishi_peer.js"), &script).unwrap();
    let environment = [("PEER_SELF", THEM.to_string()), ("PEER_WS", format!("ws://{at}/"))];
    let peer = Peer::start(Path::new("node"), &script, &environment);
    talk(&qq, running, peer).await;
}
