//! What is decided is carried out, once, whatever breaks in between.

use serde_json::json;
use store::rows::EffectState;

use super::{AD, Chat, GROUP, LONG, US};
use crate::qq::{Fault, Habits};

#[test]
fn a_message_comes_in_and_a_warning_a_mute_and_a_removal_go_out() {
    let chat = Chat::start("admin", Habits::default());
    chat.say(10_001, AD);
    let warned = chat.settled("warn", EffectState::Done);
    assert!(warned.detail.unwrap().starts_with("qq:10000:"), "the message that was written");
    assert_eq!(chat.said("警告"), 1);

    chat.say(10_001, AD);
    chat.settled("mute", EffectState::Done);
    assert!(chat.qq.world().groups[&GROUP].members[&10_001].muted_until > crate::qq::now());
    // Longer than the platform mutes at once: it is kept when it is to be set again.
    let kept = chat.harness.app.runtime.reader().unwrap().setting("onebot.renewals").unwrap();
    assert!(kept.unwrap().contains("\"member\":\"10001\""));

    chat.say(10_002, LONG);
    chat.settled("delete", EffectState::Done);
    let recalled = chat.qq.world().groups[&GROUP].messages.iter().filter(|m| m.recalled).count();
    assert_eq!(recalled, 1);

    chat.say(10_001, AD);
    let waits = chat.until("a removal that waits", || chat.effect("remove"));
    assert!(waits.decision.contains("\"status\":\"pending\""), "{waits:?}");
    let decision: serde_json::Value = serde_json::from_str(&waits.decision).unwrap();
    let approve = |member: &str| {
        chat.ingest(json!({"at": chat.now(), "group": GROUP.to_string(), "kind": "approve",
            "id": format!("a{member}"), "member": member, "case": decision["case"]}))
    };
    approve("10005");
    assert!(chat.qq.world().groups[&GROUP].members.contains_key(&10_001));
    approve("10006");
    chat.until("the removal", || {
        let there = chat.qq.world().groups[&GROUP].members.contains_key(&10_001);
        (!there).then_some(())
    });
    chat.settled("remove", EffectState::Done);
    assert_eq!(chat.qq.count(US, "set_group_kick"), 1);
}

#[test]
fn a_connector_that_dies_in_the_middle_of_an_act_says_nothing_twice() {
    let mut chat = Chat::start("admin", Habits::default());
    chat.qq.fail_next("send_group_msg", Fault::SilentAfter);
    chat.say(10_001, AD);
    chat.until("words", || (chat.said("警告") == 1).then_some(()));
    chat.hang_up();
    chat.say(10_003, "没人听见");
    chat.connect();
    // It is looked up, and found to have been said.
    let warned = chat.settled("warn", EffectState::Done);
    assert_eq!((warned.attempt, chat.said("警告")), (2, 1));
    chat.say(10_003, "又在了");
    chat.until("what is said after it", || {
        let page = store::feed::page(
            chat.harness.app.runtime.reader().unwrap().as_mut(),
            &GROUP.to_string(),
            u64::MAX,
            10,
        );
        page.unwrap().events.iter().any(|one| one.line.contains("又在了")).then_some(())
    });
}

#[test]
fn the_same_push_twice_is_one_event_over_a_restart_too() {
    let chat = Chat::start("admin", Habits::default());
    let push = json!({"post_type": "message", "message_type": "group", "sub_type": "normal",
        "message_id": 77, "group_id": GROUP, "user_id": 10_002,
        "message": crate::qq::text(AD)});
    chat.qq.tell(GROUP, push.clone());
    chat.settled("warn", EffectState::Done);
    chat.qq.tell(GROUP, push.clone());
    let (qq, folder) = chat.stop();
    let chat = Chat::on(qq, folder);
    chat.qq.tell(GROUP, push);
    chat.say(10_003, LONG);
    chat.settled("delete", EffectState::Done);
    let warned = chat.effects().into_iter().filter(|row| row.action == "warn").count();
    assert_eq!((warned, chat.said("警告")), (1, 1));
}

#[test]
fn what_was_decided_while_nobody_was_connected_is_done_in_order_later() {
    let mut chat = Chat::start("admin", Habits::default());
    chat.hang_up();
    for (number, text) in [AD, LONG, AD].iter().enumerate() {
        chat.ingest(json!({"at": chat.now(), "group": GROUP.to_string(), "kind": "message",
            "id": format!("x{number}"), "member": "10001", "text": text}));
    }
    std::thread::sleep(std::time::Duration::from_millis(600));
    let waiting = chat.effects();
    assert!(waiting.iter().all(|row| row.attempt == 0), "no try is spent: {waiting:?}");
    chat.connect();
    chat.settled("mute", EffectState::Done);
    let world = chat.qq.world();
    let acts = world.log.iter().filter(|(by, ..)| *by == US).map(|(_, action, _)| action.as_str());
    let acts: Vec<&str> = acts.filter(|action| action.starts_with("se")).collect();
    assert_eq!(acts[0], "send_group_msg", "{acts:?}");
    assert_eq!(acts.iter().filter(|action| **action == "set_group_ban").count(), 1);
    drop(world);
    // A message that another source told of can't be recalled here: a person does.
    let recall = chat.settled("delete", EffectState::People);
    assert!(recall.detail.unwrap().contains("event"));
}
