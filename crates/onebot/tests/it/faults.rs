//! What goes wrong between us and the platform: answers that do not come, pushes that come
//! twice, connections that break, a desk that does not take anything.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use onebot::{Connector, Outcome};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::office::{Office, Running, TOKEN, clock, settings, start};
use crate::qq::{self, Fault, Habits, Qq, wire};

const US: u64 = 10_000;
const GROUP: u64 = 20_001;

async fn connected(habits: Habits) -> (Qq, Connector<Office>, Office, String) {
    let qq = Qq::default();
    qq.group(GROUP, 10_004, &[US, 10_009], &[10_001, 10_002]);
    qq.habits(US, habits);
    let mut settings = settings(&[US, 10_009]);
    // Silence is what many of these tests wait for.
    settings.action_ms = 1_000;
    let Running { connector, office, at } = start(settings).await;
    let url = format!("ws://{at}/onebot/v11/ws");
    wire::dial(&qq, US, &url, TOKEN, "Universal").await.unwrap();
    office.news("rights").await;
    (qq, connector, office, url)
}

fn effect(key: &str, action: &str, event: &str, text: &str) -> Value {
    let until = crate::recorded::zone().rfc3339(clock().plus_ms(60_000));
    json!({"key": key, "group": GROUP.to_string(), "member": "10001", "event": event,
        "action": action, "status": "done", "text": text, "until": until, "card": "一组-周"})
}

fn said(qq: &Qq, words: &str) -> usize {
    let world = qq.world();
    let messages = &world.groups[&GROUP].messages;
    messages.iter().filter(|message| message.segments.to_string().contains(words)).count()
}

#[tokio::test]
async fn an_act_without_answer_is_confirmed_by_its_notice() {
    let (qq, connector, office, _) =
        connected(Habits { tells_own: true, ..Habits::default() }).await;
    qq.say(GROUP, 10_001, &qq::text("广告"));
    let event = office.event("message", "member", "10001").await["id"].as_str().unwrap().to_owned();
    for (key, action, call, fault) in [
        ("a1", "mute", "set_group_ban", Fault::SilentAfter),
        ("a2", "mute", "set_group_ban", Fault::Accepted),
        ("a3", "mute", "set_group_ban", Fault::Refused(1200, "Timeout: EventChecker")),
        ("a4", "delete", "delete_msg", Fault::SilentAfter),
        ("a5", "send", "send_group_msg", Fault::SilentAfter),
        ("a6", "remove", "set_group_kick", Fault::SilentAfter),
    ] {
        qq.fail_next(call, fault.clone());
        let text = if action == "send" { "大家好" } else { "" };
        let outcome = office.carry(effect(key, action, &event, text)).await;
        if matches!(fault, Fault::Refused(..)) {
            // Nothing shows that it was done: nobody knows, and doing it again harms nobody.
            assert!(matches!(outcome, Outcome::Unknown { repeatable: true, .. }), "{outcome:?}");
        } else {
            assert!(matches!(outcome, Outcome::Done { .. }), "{key} {outcome:?}");
        }
    }
    assert_eq!(said(&qq, "大家好"), 1);
    connector.stop().await;
}

#[tokio::test]
async fn nothing_is_said_twice_where_the_platform_can_tell() {
    let (qq, connector, office, _) = connected(Habits::default()).await;
    qq.fail_next("send_group_msg", Fault::SilentAfter);
    let words = effect("s1", "send", "", "请大家修改群名片。");
    let first = office.carry(words.clone()).await;
    assert!(matches!(first, Outcome::Unknown { repeatable: false, .. }), "{first:?}");
    // Handed out again: it is found in the group's history.
    let second = office.carry_leased(words.clone(), 2, None).await;
    let Outcome::Done { message, .. } = second else { panic!("{second:?}") };
    assert!(message.starts_with("qq:10000:"));
    assert_eq!(said(&qq, "请大家修改群名片"), 1);
    // And once more, as after a lost receipt: the receipt is repeated, nothing else.
    let third = office.carry_leased(words, 3, None).await;
    assert!(matches!(third, Outcome::Done { .. }));
    assert_eq!(qq.count(US, "send_group_msg"), 1);

    // What was never said is said on the second try.
    qq.fail_next("send_group_msg", Fault::SilentBefore);
    let words = effect("s2", "send", "", "周五停电。");
    let first = office.carry(words.clone()).await;
    assert!(matches!(first, Outcome::Unknown { repeatable: false, .. }), "{first:?}");
    let second = office.carry_leased(words, 2, None).await;
    assert!(matches!(second, Outcome::Done { .. }), "{second:?}");
    assert_eq!(said(&qq, "周五停电"), 1);
    connector.stop().await;
}

#[tokio::test]
async fn without_a_history_nothing_is_said_on_suspicion() {
    let habits = Habits { missing: &["get_group_msg_history"], ..Habits::default() };
    let (qq, connector, office, _) = connected(habits).await;
    let words = effect("h1", "send", "", "请注意。");
    let outcome = office.carry_leased(words, 2, None).await;
    assert!(matches!(outcome, Outcome::Unknown { repeatable: false, .. }), "{outcome:?}");
    // Acts that are the same once and twice are done all the same.
    let outcome = office.carry_leased(effect("h2", "mute", "", ""), 2, None).await;
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    assert_eq!(qq.count(US, "send_group_msg"), 0);
    connector.stop().await;
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let habits = Habits { missing: &["set_group_card"], ..Habits::default() };
    let (qq, connector, office, _) = connected(habits).await;
    let none = "";
    for (key, action, call, code, words) in [
        ("r1", "mute", "set_group_ban", 1200, "ERR_NOT_GROUP_ADMIN"),
        ("r2", "mute", "set_group_ban", 100, "NOT_MANAGEABLE"),
    ] {
        qq.fail_next(call, Fault::Refused(code, words));
        let outcome = office.carry(effect(key, action, none, "")).await;
        assert!(matches!(outcome, Outcome::NotPossible { .. }), "{key} {outcome:?}");
    }
    // Nobody has to mute whoever is gone; a token may be mended.
    qq.fail_next("set_group_ban", Fault::Refused(1200, "user not in group"));
    let outcome = office.carry(effect("r3", "mute", none, "")).await;
    assert!(matches!(outcome, Outcome::Moot { .. }), "{outcome:?}");
    qq.fail_next("set_group_ban", Fault::Refused(1403, "token"));
    let outcome = office.carry(effect("r4", "mute", none, "")).await;
    assert!(matches!(outcome, Outcome::Failed { again: true, .. }), "{outcome:?}");
    // Whoever is gone needs no removal.
    qq.fail_next("set_group_kick", Fault::Refused(1200, "user not in group"));
    let outcome = office.carry(effect("r5", "remove", none, "")).await;
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    qq.fail_next("set_group_ban", Fault::Refused(1200, "数据库错误"));
    let outcome = office.carry(effect("r6", "mute", none, "")).await;
    assert!(matches!(outcome, Outcome::Failed { again: true, .. }), "{outcome:?}");
    // What is not offered is asked for once.
    for key in ["r7", "r8"] {
        let outcome = office.carry(effect(key, "set-card", none, "")).await;
        assert!(matches!(&outcome, Outcome::NotPossible { reason } if reason.contains("没有这项")));
    }
    assert_eq!(qq.count(US, "set_group_card"), 1);
    let outcome = office.carry(effect("r9", "restrict", none, "")).await;
    assert!(matches!(outcome, Outcome::NotPossible { .. }), "{outcome:?}");
    // Too late is not done any more. Other calls go on beside this: rights are looked at.
    let before = qq.count(US, "set_group_ban");
    let late = Some(clock().plus_ms(-1));
    let outcome = office.carry_leased(effect("r10", "mute", none, ""), 1, late).await;
    assert_eq!((outcome, qq.count(US, "set_group_ban")), (Outcome::Expired, before));
    connector.stop().await;
}

#[tokio::test]
async fn words_that_fail_do_not_undo_the_act() {
    let (qq, connector, office, _) = connected(Habits::default()).await;
    qq.fail_next("send_group_msg", Fault::Refused(1200, "发送失败"));
    let outcome = office.carry(effect("w1", "mute", "", "禁言一分钟。")).await;
    let Outcome::Done { note, .. } = outcome else { panic!("{outcome:?}") };
    assert!(note.contains("发送失败"), "{note}");
    // The other way round: where the act fails, nobody is told that it was done.
    qq.fail_next("set_group_ban", Fault::Refused(1200, "坏了"));
    let outcome = office.carry(effect("w2", "mute", "", "再次禁言。")).await;
    assert!(matches!(outcome, Outcome::Failed { .. }), "{outcome:?}");
    assert_eq!(said(&qq, "再次禁言"), 0);
    connector.stop().await;
}

#[tokio::test]
async fn pushes_come_once_whatever_is_repeated() {
    let (qq, connector, office, url) = connected(Habits::default()).await;
    let again = json!({"post_type": "notice", "notice_type": "group_card", "group_id": GROUP,
        "user_id": 10_002, "card_new": "2栋-李", "card_old": ""});
    let message = json!({"post_type": "message", "message_type": "group", "sub_type": "normal",
        "message_id": 77, "group_id": GROUP, "user_id": 10_002, "message": "只说一遍"});
    // The second within the same second, the third over a new connection, which takes the
    // place of the first.
    for _ in 0..2 {
        qq.tell(GROUP, again.clone());
        qq.tell(GROUP, message.clone());
    }
    office.event("message", "text", "只说一遍").await;
    wire::dial(&qq, US, &url, TOKEN, "Universal").await.unwrap();
    office
        .until("taken place", |kept| {
            let gone = kept.news.iter().any(|(_, text)| text.contains("取代"));
            gone.then_some(())
        })
        .await;
    qq.tell(GROUP, message);
    qq.say(GROUP, 10_001, &qq::text("最后"));
    office.event("message", "text", "最后").await;
    assert_eq!((office.count("text", "只说一遍"), office.count("card", "2栋-李")), (1, 1));
    assert!(connector.view().counts().get("repeated") >= 2);
    connector.stop().await;
}

#[tokio::test]
async fn a_desk_that_takes_nothing_loses_nothing() {
    let (qq, connector, office, _) = connected(Habits::default()).await;
    office.refuse(3);
    for n in 0..3_000 {
        qq.say(GROUP, 10_001, &qq::text(&format!("第{n}句")));
    }
    office.event("message", "text", "第2999句").await;
    let said = office.look(|kept| {
        let said = kept.events.iter().filter(|event| event["kind"] == "message");
        said.map(|event| event["text"].clone()).collect::<Vec<_>>()
    });
    assert_eq!(said.len(), 3_000);
    assert!(said.iter().enumerate().all(|(n, text)| *text == format!("第{n}句")));
    connector.stop().await;
}

#[tokio::test]
async fn two_accounts_in_a_group_tell_each_thing_once() {
    let (qq, connector, office, url) = connected(Habits::default()).await;
    let second = wire::dial(&qq, 10_009, &url, TOKEN, "Universal").await.unwrap();
    office
        .until("both", |kept| {
            (kept.news.iter().filter(|(kind, _)| *kind == "rights").count() >= 2).then_some(())
        })
        .await;
    qq.say(GROUP, 10_001, &qq::text("一次"));
    office.event("message", "text", "一次").await;
    qq.say(GROUP, 10_009, &qq::text("另一个账号"));
    let other = office.event("message", "text", "另一个账号").await;
    assert_eq!(other["member"], "@10009");
    // The reader loses its office and becomes an ordinary member: the other one reads.
    qq.set_role(GROUP, US, "member");
    office.event("roles", "member", "@10000").await;
    qq.say(GROUP, 10_001, &qq::text("换人"));
    let heard = office.event("message", "text", "换人").await;
    assert!(heard["id"].as_str().unwrap().starts_with("qq:10009:"), "{heard}");
    let outcome = office.carry(effect("t1", "mute", "", "")).await;
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    assert_eq!(qq.count(10_009, "set_group_ban"), 1);
    // It answers for the first one, which told of the message by an id that is its own.
    let first = office.look(|kept| {
        let first = kept.events.iter().find(|event| event["text"] == "一次");
        first.unwrap()["id"].as_str().unwrap().to_owned()
    });
    let outcome = office.carry(effect("t2", "remind", &first, "请看群规。")).await;
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    let last = qq.world().groups[&GROUP].messages.last().unwrap().clone();
    assert_eq!((last.sender, &last.segments[0]["type"]), (10_009, &json!("at")));
    // It goes away: the first one reads again.
    second.abort();
    office
        .until("gone", |kept| {
            kept.news.iter().any(|(kind, _)| *kind == "disconnected").then_some(())
        })
        .await;
    qq.say(GROUP, 10_001, &qq::text("又换回来"));
    let heard = office.event("message", "text", "又换回来").await;
    assert!(heard["id"].as_str().unwrap().starts_with("qq:10000:"), "{heard}");
    for text in ["一次", "换人", "又换回来"] {
        assert_eq!(office.count("text", text), 1, "{text}");
    }
    connector.stop().await;
}

/// An account whose program hangs tells nothing: what another one heard meanwhile is not lost.
#[tokio::test]
async fn what_a_hanging_account_missed_is_told_by_another() {
    let (qq, connector, office, url) = connected(Habits::default()).await;
    qq.say(GROUP, 10_001, &qq::text("先"));
    office.event("message", "text", "先").await;
    wire::dial(&qq, 10_009, &url, TOKEN, "Universal").await.unwrap();
    office
        .until("both", |kept| {
            (kept.news.iter().filter(|(kind, _)| *kind == "rights").count() >= 2).then_some(())
        })
        .await;
    // A connection of the first account that says nothing takes the place of its good one.
    let hanging = wire::hang(&url, US, TOKEN).await;
    office
        .until("hanging", |kept| {
            kept.news.iter().any(|(_, text)| text.contains("取代")).then_some(())
        })
        .await;
    qq.say(GROUP, 10_001, &qq::text("中"));
    sleep(Duration::from_millis(200)).await;
    assert_eq!(office.count("text", "中"), 0);
    drop(hanging);
    let heard = office.event("message", "text", "中").await;
    assert!(heard["id"].as_str().unwrap().starts_with("qq:10009:"), "{heard}");
    assert_eq!(office.count("text", "先"), 1);
    connector.stop().await;
}

#[tokio::test]
async fn forward_connections_come_back() {
    let qq = Qq::default();
    qq.group(GROUP, 10_004, &[US], &[10_001]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let mut settings = settings(&[US]);
    let url = format!("ws://{at}/");
    settings.accounts[0].forward = vec![onebot::settings::Forward { url, ..Default::default() }];
    let served = wire::serve_on(&qq, US, "another-token", listener);
    let Running { connector, office, .. } = start(settings).await;
    assert!(office.news("token").await.contains("令牌"));
    served.abort();
    let _ = served.await;
    // The same program with the right token, a while later.
    sleep(Duration::from_millis(100)).await;
    let listener = TcpListener::bind(at).await.unwrap();
    let _served = wire::serve_on(&qq, US, TOKEN, listener);
    office.news("rights").await;
    qq.say(GROUP, 10_001, &qq::text("回来了"));
    office.event("message", "text", "回来了").await;
    connector.stop().await;
}

/// What is under way when everything ends is finished, and its receipt is brought.
#[tokio::test]
async fn an_end_waits_for_what_is_under_way() {
    let (qq, connector, office, _) =
        connected(Habits { tells_own: true, ..Habits::default() }).await;
    qq.fail_next("set_group_ban", Fault::SilentAfter);
    let words = serde_json::from_value(effect("u1", "mute", "", "禁言一分钟。")).unwrap();
    office.hand_out(onebot::Leased { effect: words, attempt: 1, ..Default::default() });
    while qq.count(US, "set_group_ban") == 0 {
        sleep(Duration::from_millis(5)).await;
    }
    connector.stop().await;
    let receipts = office.look(|kept| kept.receipts.clone());
    assert!(matches!(receipts[0].outcome, Outcome::Done { .. }), "{receipts:?}");
    assert_eq!(said(&qq, "禁言一分钟"), 1);
}

/// Groups that are not governed are nobody's business here; what members write to the account
/// alone is handed on apart.
#[tokio::test]
async fn only_what_is_governed_is_read() {
    let qq = Qq::default();
    qq.group(GROUP, 10_004, &[US], &[10_001]);
    qq.group(20_002, 10_004, &[US], &[10_001]);
    let mut settings = settings(&[US]);
    settings.groups = vec![GROUP.to_string()];
    let Running { connector, office, at } = start(settings).await;
    let url = format!("ws://{at}/onebot/v11/ws");
    wire::dial(&qq, US, &url, TOKEN, "Universal").await.unwrap();
    office.news("rights").await;
    qq.say(20_002, 10_001, &qq::text("别的群"));
    for _ in 0..2 {
        qq.tell(
            GROUP,
            json!({"post_type": "message", "message_type": "private",
            "sub_type": "group", "message_id": 99, "user_id": 10_001, "message": "申诉",
            "sender": {"group_id": GROUP}}),
        );
    }
    qq.say(GROUP, 10_001, &qq::text("这个群"));
    office.event("message", "text", "这个群").await;
    assert_eq!(office.count("group", "20002"), 0);
    assert_eq!(office.look(|kept| kept.private.clone()), ["申诉"]);
    assert_eq!(connector.view().counts().get("irrelevant:other-group"), 1);
    connector.stop().await;
}

/// A secure connection to something that is none fails like any other, and is tried again.
#[tokio::test]
async fn a_secure_address_without_security() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings(&[US]);
    let url = format!("wss://{}/", listener.local_addr().unwrap());
    settings.accounts[0].forward = vec![onebot::settings::Forward { url, ..Default::default() }];
    let Running { connector, office, .. } = start(settings).await;
    for _ in 0..2 {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400\r\n\r\n").await;
    }
    assert!(office.news("disconnected").await.contains("连接不上"));
    connector.stop().await;
}

/// The connection lives, and nothing else does.
#[tokio::test]
async fn heartbeats_that_stop_are_told() {
    let mut settings = settings(&[US]);
    settings.ping_ms = 100;
    let Running { connector, office, at } = start(settings).await;
    let mut socket = wire::hang(&format!("ws://{at}/onebot/v11/ws"), US, TOKEN).await;
    let beat = |online: bool| {
        let beat = json!({"post_type": "meta_event", "meta_event_type": "heartbeat",
            "interval": 1_000, "status": {"online": online, "good": true}, "self_id": US,
            "time": qq::now()});
        tokio_tungstenite::tungstenite::Message::text(beat.to_string())
    };
    socket.send(beat(false)).await.unwrap();
    socket.send(beat(true)).await.unwrap();
    // Reading answers pings.
    let reading = tokio::spawn(async move { while let Some(Ok(_)) = socket.next().await {} });
    office.news("offline").await;
    office.news("online").await;
    assert!(office.news("silent").await.contains("心跳"));
    assert!(!reading.is_finished());
    connector.stop().await;
}

/// Effects of one group keep their order and pace, and groups do not wait for each other.
#[tokio::test]
async fn order_and_pace_are_kept() {
    let qq = Qq::default();
    qq.group(GROUP, US, &[], &[10_001]);
    qq.group(20_002, US, &[], &[10_001]);
    let mut settings = settings(&[US]);
    settings.group_burst = 2;
    settings.group_every_ms = 100;
    let Running { connector, office, at } = start(settings).await;
    let url = format!("ws://{at}/onebot/v11/ws");
    wire::dial(&qq, US, &url, TOKEN, "Universal").await.unwrap();
    office.news("rights").await;
    let began = std::time::Instant::now();
    for n in 0..6 {
        for group in [GROUP, 20_002] {
            let mut words = effect(&format!("{group}-{n}"), "send", "", &format!("第{n}句"));
            words["group"] = json!(group.to_string());
            let effect = serde_json::from_value(words).unwrap();
            office.hand_out(onebot::Leased { effect, attempt: 1, ..Default::default() });
        }
    }
    office.until("all", |kept| (kept.receipts.len() == 12).then_some(())).await;
    let took = began.elapsed();
    assert!((Duration::from_millis(380)..Duration::from_secs(9)).contains(&took), "{took:?}");
    for group in [GROUP, 20_002] {
        let world = qq.world();
        let said = world.groups[&group].messages.iter();
        let said: Vec<_> = said.map(|m| m.segments[0]["data"]["text"].clone()).collect();
        let right: Vec<_> = (0..6).map(|n| json!(format!("第{n}句"))).collect();
        assert_eq!(said, right);
    }
    connector.stop().await;
}

/// Things that happened while nobody looked are seen when somebody looks again.
#[tokio::test]
async fn an_office_that_was_lost_meanwhile_is_seen() {
    let (qq, connector, office, url) = connected(Habits::default()).await;
    office.event("group", "group", "20001").await;
    qq.world().groups.get_mut(&GROUP).unwrap().members.get_mut(&10_009).unwrap().role = "member";
    wire::dial(&qq, US, &url, TOKEN, "Universal").await.unwrap();
    let roles = office.event("roles", "member", "@10009").await;
    assert_eq!(roles["roles"], json!([]));
    // Invited into another group, and out of this one.
    qq.group(20_003, 10_004, &[US], &[]);
    qq.tell(
        20_003,
        json!({"post_type": "notice", "notice_type": "group_increase",
        "sub_type": "invite", "group_id": 20_003, "user_id": US, "operator_id": 10_004}),
    );
    office.event("group", "group", "20003").await;
    assert_eq!(connector.view().possible("20003", model::Action::Mute), Ok(()));
    assert!(connector.view().possible("20003", model::Action::Restrict).is_err());
    qq.tell(
        20_003,
        json!({"post_type": "notice", "notice_type": "group_decrease",
        "sub_type": "kick_me", "group_id": 20_003, "user_id": US, "operator_id": 10_004}),
    );
    office
        .until("gone", |kept| {
            kept.news
                .iter()
                .any(|(kind, text)| *kind == "rights" && text.contains("已不在"))
                .then_some(())
        })
        .await;
    assert!(connector.view().possible("20003", model::Action::Mute).is_err());
    connector.stop().await;
}
