//! The same programs of others beside the real server: `QUNGUI_BIN` is its program, which
//! `cargo xtask peers` builds. They hear what it decides, and a library of others checks what it
//! signs.

use super::*;

/// A policy under which the server acts.
const POLICY: &str = "+++\nid = \"chat\"\ntitle = \"交流群公约\"\n+++\n\n# 交流群公约\n\n\
    一、一条消息不超过十五字,超过的撤回。\n\n```rule\n[message-length]\nmax = 15\n\n\
    [sanction]\nactions = [\"delete\"]\n```\n\n二、不许发广告,违者禁言十分钟。\n\n```rule\n\
    [ads]\nallow = \"never\"\n\n[sanction]\nactions = [\"mute 10m\"]\n```\n";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The server as a process, in a folder that goes with it.
struct Served {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Starts it; why not, where it is not to be had.
async fn serve(name: &str, webhook: Option<u16>) -> Result<Served, String> {
    let program = std::env::var_os("QUNGUI_BIN").ok_or("QUNGUI_BIN does not name the server")?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("served").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let port = free_port();
    std::fs::write(folder.join("chat.md"), POLICY).unwrap();
    let mut config = format!(
        "data = {:?}\nlisten = \"127.0.0.1:{port}\"\npolicies = [{:?}]\n[log]\nlevel = \"warn\"\n\
         [onebot]\ngroup_every_ms = 1\naccount_every_ms = 1\nbetween_groups_ms = 1\n\
         [[onebot.accounts]]\nid = \"{US}\"\ntoken = \"{TOKEN}\"\n",
        folder.join("data"),
        folder.join("chat.md"),
    );
    if let Some(port) = webhook {
        config += &format!(
            "[[webhooks]]\nname = \"peer\"\nurl = \"http://127.0.0.1:{port}/\"\n\
             secret = \"{SECRET}\"\nallow_private = true\n"
        );
    }
    let file = folder.join("qungui.toml");
    std::fs::write(&file, config).unwrap();
    let child = Command::new(program).args(["serve", "--config"]).arg(file).spawn();
    let served = Served { child: child.map_err(|error| error.to_string())?, folder, port };
    let began = Instant::now();
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        assert!(began.elapsed() < PATIENCE, "the server does not listen");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(served)
}

/// The group of both with the server's account connected.
async fn beside(served: &Served) -> Qq {
    let qq = Qq::default();
    qq.group(GROUP, 10_004, &[US], &[THEM, 10_001, 10_002, 10_003, 10_005]);
    let url = format!("ws://127.0.0.1:{}/onebot/v11/ws", served.port);
    wire::dial(&qq, US, &url, TOKEN, "Universal").await.unwrap();
    let began = Instant::now();
    while qq.count(US, "get_group_member_list") == 0 {
        assert!(began.elapsed() < PATIENCE, "the server does not look at the group");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    qq
}

/// They hear what the server does, and the server what they say.
async fn hear(qq: &Qq, peer: &mut Peer) {
    peer.until("ready", |line| line["ready"] == true).await;
    let long = qq.say(GROUP, 10_001, &qq::text("请大家明天上午九点以前把各组的名单交到办公室"));
    peer.event("group_recall", "message_id", long).await;
    qq.say(GROUP, 10_002, &qq::text("加微信领取优惠券,扫码有返利"));
    peer.event("group_ban", "user_id", 10_002).await;
    // The words name the member and the article.
    let words = |line: &Value| {
        let event = &line["event"];
        event["what"] == "message" && event["user"] == json!(US) && event["at"] == json!(["10002"])
    };
    let said = peer.until("the server's words", words).await;
    assert!(said["event"]["text"].as_str().unwrap().contains("禁言"), "{said}");
    // What they say is judged like anybody's.
    let theirs = json!({"do": "say", "group": GROUP, "at": "10001", "reply": "",
        "text": "这条消息由另一个程序发出而且超过了十五个字"});
    let id = peer.ask(theirs).await["message_id"].as_i64().unwrap();
    peer.event("group_recall", "message_id", id).await;
}

#[tokio::test]
#[ignore = "needs programs of the registries: cargo xtask peers"]
async fn nonebot_and_aiocqhttp_beside_the_server() {
    let python = match python() {
        Ok(python) => python,
        Err(why) => return without("nonebot2", &why),
    };
    for (script, path) in [("nonebot_peer.py", "onebot/v11/ws"), ("aiocqhttp_peer.py", "ws")] {
        let served = match serve(script, None).await {
            Ok(served) => served,
            Err(why) => return without("the server", &why),
        };
        let qq = beside(&served).await;
        let port = free_port();
        let environment = [("PEER_PORT", port.to_string())];
        let mut peer = Peer::start(&python, &source(script), &environment);
        dial(&qq, &format!("ws://127.0.0.1:{port}/{path}")).await;
        hear(&qq, &mut peer).await;
    }
}

#[tokio::test]
#[ignore = "needs programs of the registries: cargo xtask peers"]
async fn koishi_beside_the_server() {
    let folder = match node("node") {
        Ok(folder) => folder,
        Err(why) => return without("koishi", &why),
    };
    let served = match serve("koishi", None).await {
        Ok(served) => served,
        Err(why) => return without("the server", &why),
    };
    let qq = beside(&served).await;
    let (at, _served) = wire::serve(&qq, THEM, TOKEN).await;
    let script = folder.join("koishi_peer.js");
    std::fs::copy(source("koishi_peer.js"), &script).unwrap();
    let environment = [("PEER_SELF", THEM.to_string()), ("PEER_WS", format!("ws://{at}/"))];
    let mut peer = Peer::start(Path::new("node"), &script, &environment);
    hear(&qq, &mut peer).await;
}

#[tokio::test]
#[ignore = "needs programs of the registries: cargo xtask peers"]
async fn a_library_of_others_accepts_what_the_server_signs() {
    let python = match python() {
        Ok(python) => python,
        Err(why) => return without("standardwebhooks", &why),
    };
    let port = free_port();
    let environment = [("PEER_PORT", port.to_string()), ("PEER_SECRET", SECRET.to_owned())];
    let peer = Peer::start(&python, &source("webhook_peer.py"), &environment);
    peer.until("ready", |line| line["ready"] == true).await;
    let served = match serve("webhook", Some(port)).await {
        Ok(served) => served,
        Err(why) => return without("the server", &why),
    };
    let qq = beside(&served).await;
    qq.say(GROUP, 10_002, &qq::text("加微信领取优惠券,扫码有返利"));
    let taken = peer.until("a signed decision", |line| !line["event"]["data"].is_null()).await;
    let decision = &taken["event"]["data"]["decision"];
    assert_eq!((&decision["action"], &decision["member"]), (&json!("mute"), &json!("10002")));
    assert!(peer.lines.lock().unwrap().iter().all(|line| line["error"].is_null()), "{taken}");
}
