//! The same story over every transport: events come in, decisions are carried out, and what
//! is not possible is known before it is tried.

use onebot::Outcome;
use onebot::settings::{Forward, Role, Settings};
use serde_json::{Value, json};

use crate::office::{Office, Running, TOKEN, settings, start};
use crate::qq::{self, Habits, Qq, wire};

const US: u64 = 10_000;
const OWNER: u64 = 10_004;
const ADMIN: u64 = 10_006;
const GROUP: u64 = 20_001;

fn world() -> Qq {
    let qq = Qq::default();
    qq.group(GROUP, OWNER, &[US, ADMIN], &[10_001, 10_002, 10_003]);
    // A group in which the account is nobody.
    qq.group(20_002, OWNER, &[], &[US, 10_001]);
    qq
}

fn effect(key: &str, action: &str, member: u64, event: &Value, text: &str) -> Value {
    json!({"key": key, "group": GROUP.to_string(), "member": member.to_string(),
        "event": event["id"], "action": action, "status": "done", "text": text})
}

fn is_done(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Done { .. })
}

/// What happens in a group, and what is done about it.
async fn story(qq: &Qq, office: &Office) {
    // Who is there, and what the account may do, is known before anything happens.
    let snapshot = office.event("group", "group", "20001").await;
    assert_eq!(snapshot["members"].as_array().unwrap().len(), 6);
    office.event("group", "group", "20002").await;
    let rights = |kept: &crate::office::Kept| {
        let told = |word: &str| {
            kept.news.iter().any(|(kind, text)| *kind == "rights" && text.contains(word))
        };
        (told("管理员:") && told("普通成员:")).then_some(())
    };
    office.until("rights", rights).await;

    // An advertisement is recalled, and its author reads why.
    let ad = qq.say(GROUP, 10_001, &qq::text("低价出售[CQ:at,qq=all],加我&领取"));
    let heard = office.event("message", "member", "10001").await;
    assert_eq!(heard["text"], "低价出售[CQ:at,qq=all],加我&领取");
    let outcome = office.carry(effect("e1", "delete", 10_001, &heard, "本群不发广告[1]。")).await;
    let Outcome::Done { message, .. } = outcome else { panic!("{outcome:?}") };
    {
        let world = qq.world();
        let messages = &world.groups[&GROUP].messages;
        assert!(messages.iter().any(|message| message.id == ad && message.recalled));
        let said = messages.last().unwrap();
        assert_eq!(said.sender, US);
        assert_eq!(message, format!("qq:{US}:{}", said.id));
        assert_eq!(said.segments[0]["data"]["qq"], "10001");
        assert_eq!(said.segments[1]["data"]["text"], " 本群不发广告[1]。");
    }
    let recall = office.event("recall", "target", heard["id"].as_str().unwrap()).await;
    assert_eq!(recall["member"], "@10000");

    // An answer to a message says to which.
    let reply = json!([{"type": "reply", "data": {"id": ad.to_string()}},
        {"type": "at", "data": {"qq": US.to_string()}},
        {"type": "text", "data": {"text": " 收到"}}]);
    qq.say(GROUP, 10_002, &reply);
    let answered = office.event("message", "member", "10002").await;
    assert_eq!(answered["reply_to"], heard["id"]);
    assert_eq!(answered["mentions"], json!(["@10000"]));
    assert_eq!(answered["text"], "收到");

    // Muted, for as long as it was decided.
    let mut mute = effect("e2", "mute", 10_002, &answered, "");
    let until = crate::office::clock().plus_ms(600_000);
    mute["until"] = json!(crate::recorded::zone().rfc3339(until));
    assert!(is_done(&office.carry(mute).await));
    let muted = qq.world().groups[&GROUP].members[&10_002].muted_until;
    assert!((599..=602).contains(&(muted - qq::now())), "{muted}");

    // Removed: the words come before, since afterwards the member reads nothing.
    assert!(is_done(&office.carry(effect("e3", "remove", 10_003, &answered, "移出。")).await));
    assert!(!qq.world().groups[&GROUP].members.contains_key(&10_003));
    let left = office.event("leave", "member", "10003").await;
    assert_eq!(left["by"], "@10000");
    assert!(qq.world().groups[&GROUP].blocked.is_empty());

    // A request to join is let in, and the newcomer's name is known.
    qq.ask_to_join(GROUP, 10_008, "问题:住几栋?\n答案:3栋");
    let request = office.event("join-request", "member", "10008").await;
    assert_eq!(request["answer"], "3栋");
    assert!(is_done(&office.carry(effect("e4", "approve", 10_008, &request, "")).await));
    let joined = office.event("join", "member", "10008").await;
    assert_eq!((&joined["name"], &joined["by"]), (&json!("昵称10008"), &json!("@10000")));

    let mut card = effect("e5", "set-card", 10_008, &Value::Null, "");
    card["event"] = json!("");
    card["card"] = json!("3栋-王");
    assert!(is_done(&office.carry(card).await));
    assert_eq!(qq.world().groups[&GROUP].members[&10_008].card, "3栋-王");
    assert_eq!(office.event("card", "member", "10008").await["card"], "3栋-王");

    // What is not possible is not tried.
    let before = qq.world().log.len();
    for (key, group, member, says) in [
        ("n1", GROUP, OWNER, "群主或管理员"),
        ("n2", GROUP, ADMIN, "群主或管理员"),
        ("n3", 20_002, 10_001, "不是这个群"),
        ("n4", 29_999, 10_001, "没有已连接的账号"),
    ] {
        let mut effect = effect(key, "remove", member, &Value::Null, "移出。");
        effect["event"] = json!("");
        effect["group"] = json!(group.to_string());
        let Outcome::NotPossible { reason } = office.carry(effect).await else { panic!("{key}") };
        assert!(reason.contains(says), "{reason}");
    }
    assert_eq!(qq.world().log.len(), before);
}

async fn reverse(roles: &[(&str, &str)], habits: Habits) {
    let qq = world();
    qq.habits(US, habits);
    let Running { connector, office, at } = start(settings(&[US])).await;
    for (path, role) in roles {
        let url = format!("ws://{at}/onebot/v11/{path}");
        wire::dial(&qq, US, &url, TOKEN, role).await.unwrap();
    }
    story(&qq, &office).await;
    let unknown: Vec<_> = connector.view().counts().iter().map(|(key, _)| key.to_owned()).collect();
    assert_eq!(unknown, ["irrelevant:group_ban"]);
    connector.stop().await;
    let hung_up = async {
        while qq.is_heard(US) {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), hung_up).await.unwrap();
}

#[tokio::test]
async fn reverse_universal() {
    reverse(&[("ws", "Universal")], Habits::default()).await;
}

#[tokio::test]
async fn reverse_with_codes_and_string_ids() {
    let habits = Habits { codes: true, string_ids: true, ..Habits::default() };
    reverse(&[("ws/", "Universal")], habits).await;
}

#[tokio::test]
async fn reverse_in_two() {
    let missing = &["get_group_msg_history"];
    let habits = Habits { tells_own: true, missing, ..Habits::default() };
    reverse(&[("ws/event", "Event"), ("ws/api", "API")], habits).await;
}

#[tokio::test]
async fn forward_universal_and_in_two() {
    for parts in [vec![("/", Role::Universal)], vec![("/event", Role::Event), ("/api", Role::Api)]]
    {
        let qq = world();
        let (at, _served) = wire::serve(&qq, US, TOKEN).await;
        let mut settings = settings(&[US]);
        settings.accounts[0].cq_codes = true;
        settings.accounts[0].forward = parts
            .iter()
            .map(|(path, role)| Forward { url: format!("ws://{at}{path}"), role: *role })
            .collect();
        let Running { connector, office, .. } = start(settings).await;
        let ready = async {
            while !(connector.view().accounts()[0].can_act && qq.is_heard(US)) {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(5), ready).await.unwrap();
        story(&qq, &office).await;
        connector.stop().await;
    }
}

#[tokio::test]
async fn http_both_ways() {
    let qq = world();
    let (at, _served) = wire::serve(&qq, US, TOKEN).await;
    let mut settings = settings(&[US]);
    settings.accounts[0].http_api = format!("http://{at}/");
    let Running { connector, office, at } = start(settings).await;
    wire::post_all(&qq, US, &format!("http://{at}/onebot/v11/http"), TOKEN);
    story(&qq, &office).await;
    connector.stop().await;
}

/// The settings that the pages show are ones that start once the token is put in.
#[test]
fn documented_settings_are_right() {
    #[derive(serde::Deserialize)]
    struct File {
        onebot: Settings,
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/connectors");
    for name in ["onebot.md", "onebot.zh-CN.md"] {
        let page = std::fs::read_to_string(folder.join(name)).unwrap();
        let (_, after) = page.split_once("```toml\n").unwrap();
        let (block, _) = after.split_once("```").unwrap();
        let comments = block.replace("# secret", "secret").replace("# http_api", "http_api");
        for block in [block.to_owned(), comments.replace("# forward", "forward")] {
            let file: File = toml::from_str(&block).unwrap();
            // The token of the pages is none, so that nobody runs with one that all know.
            let problems = file.onebot.problems();
            assert!(problems.len() == 1 && problems[0].contains("token"), "{problems:?}");
            assert_eq!(file.onebot.groups.len(), 2);
        }
        for default in ["connections_max", "account_burst", "group_burst", "action_ms"] {
            assert!(page.contains(default), "{name} does not name {default}");
        }
    }
    let defaults = Settings::default();
    assert_eq!((defaults.connections_max, defaults.account_burst), (64, 20));
    assert_eq!((defaults.group_burst, defaults.action_ms), (5, 15_000));
}

#[test]
fn bad_settings_do_not_start() {
    let mut settings = settings(&[US]);
    settings.accounts[0].id = "x".to_owned();
    assert!(onebot::Connector::start(settings, Office::default()).is_err());
    let read: Settings =
        serde_json::from_value(json!({"accounts": [{"id": "1", "token": "t"}]})).unwrap();
    assert_eq!(read.problems().len(), 1);
}
