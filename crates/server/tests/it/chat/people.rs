//! What no connector can do, and what members write to the account alone.

use serde_json::{Value, json};
use store::rows::EffectState;

use super::{AD, Chat, GROUP, LONG};
use crate::qq::Habits;

fn tasks(chat: &Chat, cookie: &str) -> Vec<Value> {
    let answer = chat.harness.as_browser(cookie, "GET", "/api/v1/tasks", "");
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"].as_array().unwrap().clone()
}

#[test]
fn where_the_account_is_no_administrator_people_are_asked_and_seen_to_act() {
    let chat = Chat::start("member", Habits::default());
    let group = GROUP.to_string();
    let here = chat.harness.user("chen", &[("admin", Some(&group))]);
    let here = chat.harness.session(here);
    let other = chat.harness.user("lin", &[("admin", Some("20002"))]);
    let other = chat.harness.session(other);

    // It is known beforehand.
    let path = format!("/api/v1/groups/{group}/possible");
    let possible = chat.harness.as_browser(&here, "GET", &path, "").json();
    let of = |action: &str| {
        let items = possible["items"].as_array().unwrap();
        items.iter().find(|item| item["action"] == action).unwrap().clone()
    };
    assert_eq!(of("warn")["possible"], true);
    assert_eq!(of("delete")["possible"], false);
    assert!(of("delete")["why"].as_str().unwrap().contains("管理员"), "{possible}");

    chat.say(10_002, LONG);
    let recall = chat.settled("delete", EffectState::People);
    let open = tasks(&chat, &here);
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!((&open[0]["member"], &open[0]["cite"]), (&json!("10002"), &json!("二")));
    assert!(open[0]["why"].as_str().unwrap().contains("管理员"), "{open:?}");
    assert_eq!(tasks(&chat, &other), Vec::<Value>::new());
    let path = format!("/api/v1/effects/{}/done", recall.key);
    assert_eq!(chat.harness.as_browser(&other, "POST", &path, "{}").status, 404);

    // An administrator recalls it by hand: it is seen, and the task is closed.
    let id = recall.decision.split("qq:10000:").nth(1).unwrap().split('"').next().unwrap();
    let id: i64 = id.parse().unwrap();
    chat.qq.tell(
        GROUP,
        json!({"post_type": "notice", "notice_type": "group_recall", "group_id": GROUP,
            "user_id": 10_002, "operator_id": 10_005, "message_id": id}),
    );
    let closed = chat.settled("delete", EffectState::Done);
    assert!(closed.detail.unwrap().contains("撤回"));

    // A mute is seen by its notice, a further one is closed by somebody's word.
    for _ in 0..2 {
        chat.say(10_001, AD);
    }
    chat.settled("mute", EffectState::People);
    chat.qq.tell(
        GROUP,
        json!({"post_type": "notice", "notice_type": "group_ban", "sub_type": "ban",
            "group_id": GROUP, "user_id": 10_001, "operator_id": 10_005, "duration": 600}),
    );
    chat.settled("mute", EffectState::Done);
    chat.say(10_002, LONG);
    let recall = chat.settled("delete", EffectState::People);
    let path = format!("/api/v1/effects/{}/done", recall.key);
    let answer = chat.harness.as_browser(&here, "POST", &path, r#"{"note":"已在手机上撤回"}"#);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(chat.harness.as_browser(&here, "POST", &path, "{}").status, 409, "once");
    let closed = chat.settled("delete", EffectState::Done);
    assert!(closed.detail.unwrap().contains("手机"));
    assert_eq!(tasks(&chat, &here), Vec::<Value>::new());
    let audits = chat.harness.app.runtime.reader().unwrap().audits(None, 10).unwrap();
    assert!(audits.iter().any(|row| row.entry.act == "effect.done" && row.entry.who == "chen"));
}

#[test]
fn somebody_appeals_in_private_and_nobody_else_reads_it() {
    let chat = Chat::start("admin", Habits::default());
    chat.say(10_001, AD);
    let warned = chat.settled("warn", EffectState::Done);
    let decision: Value = serde_json::from_str(&warned.decision).unwrap();
    let case = decision["case"].as_str().unwrap();
    let before = chat.said("");

    // Somebody else's case is none of theirs.
    chat.write(10_002, 901, &format!("申诉 {case} 我替他说"));
    let told = chat.until("an answer", || chat.told_alone(10_002).first().cloned());
    assert!(told.contains("没有找到"), "{told}");

    chat.write(10_001, 902, "我的情况");
    let told = chat.until("an answer", || chat.told_alone(10_001).first().cloned());
    assert!(told.contains(case) && told.contains("警告") && told.contains("一"), "{told}");
    chat.write(10_001, 903, "群规");
    let told = chat.until("rules", || chat.told_alone(10_001).get(1).cloned());
    assert!(told.contains("交流群公约"), "{told}");
    for id in 904..908 {
        chat.write(10_001, id, "在吗");
    }
    chat.write(10_001, 908, &format!("申诉 {case} 那是我们部门的活动通知"));
    let told = chat.until("the appeal's answer", || {
        chat.told_alone(10_001).into_iter().find(|told| told.contains("申诉已收到"))
    });
    assert!(!told.contains("@"), "{told}");
    let helped = chat.told_alone(10_001).iter().filter(|told| told.contains("自动管理")).count();
    assert_eq!(helped, 1, "once an hour");
    let rows = chat.harness.app.runtime.reader().unwrap();
    let rows = { rows }.cases(&Default::default(), 10).unwrap();
    assert!(rows.iter().any(|row| row.about == "appeal" && row.waits), "{rows:?}");
    assert_eq!(chat.said(""), before, "nothing of it in the group");

    // The same push again appeals once.
    chat.write(10_001, 908, &format!("申诉 {case} 那是我们部门的活动通知"));
    chat.write(10_003, 909, "我的情况");
    chat.until("no record", || chat.told_alone(10_003).first().cloned());
    let answers = chat.told_alone(10_001);
    assert_eq!(answers.iter().filter(|told| told.contains("申诉")).count(), 2, "{answers:?}");
}

#[test]
fn operators_see_how_connectors_are() {
    let mut chat = Chat::start("admin", Habits::default());
    let operator = chat.harness.user("wu", &[("operator", None)]);
    let operator = chat.harness.session(operator);
    let see =
        |chat: &Chat| chat.harness.as_browser(&operator, "GET", "/api/v1/connectors", "").json();
    let seen = see(&chat);
    assert_eq!(seen["accounts"][0]["connected"], true, "{seen}");
    assert_eq!(seen["accounts"][0]["groups"][GROUP.to_string()], "admin");
    assert!(!seen.to_string().contains("token-of-the-tests"));
    chat.hang_up();
    chat.until("the end of the line", || {
        (see(&chat)["accounts"][0]["connected"] == false).then_some(())
    });
    let news = see(&chat);
    assert_eq!(news["news"][0]["kind"], "disconnected", "{news}");
}
