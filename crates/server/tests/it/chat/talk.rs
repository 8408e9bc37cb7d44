//! Questions and commands in the group, by the keyword and by naming the account.

use std::sync::Arc;

use onebot::desk::{Delivery, Desk};
use serde_json::{Value, json};
use store::rows::EffectState;
use tempfile::TempDir;

use super::{AD, Chat, GROUP, US};
use crate::qq::{self, Habits};

const ANN: u64 = 10_005;
const BOB: u64 = 10_006;

fn at(who: u64, name: &str) -> Value {
    json!({"type": "at", "data": {"qq": who.to_string(), "name": name}})
}

fn words(text: &str) -> Value {
    json!({"type": "text", "data": {"text": text}})
}

/// What the account said in the group.
fn public(chat: &Chat) -> Vec<String> {
    let world = chat.qq.world();
    let ours = world.groups[&GROUP].messages.iter().filter(|message| message.sender == US);
    ours.map(|message| message.segments.to_string()).collect()
}

/// Waits until the account has said something of the sort in the group.
fn hears(chat: &Chat, what: &str) -> String {
    chat.until(&format!("{what} in the group"), || {
        public(chat).into_iter().find(|said| said.contains(what))
    })
}

/// Waits until the account has written something of the sort to somebody alone.
fn reads(chat: &Chat, who: u64, what: &str) -> String {
    chat.until(&format!("{what} alone"), || {
        chat.told_alone(who).into_iter().find(|said| said.contains(what))
    })
}

/// Lets everything that was said before be answered: what is asked last is answered last.
fn settle(chat: &Chat, id: i64) {
    let before = chat.told_alone(10_003).len();
    chat.write(10_003, id, "我的记录");
    chat.until("the last answer", || (chat.told_alone(10_003).len() > before).then_some(()));
}

#[test]
fn members_ask_which_article_says_so() {
    let chat = Chat::start("admin", Habits::default());
    chat.say(10_001, "@群规 能发广告吗");
    let said = hears(&chat, "不许发广告");
    assert!(said.contains("交流群公约"), "{said}");
    chat.qq.say(GROUP, 10_002, &json!([at(US, "小管家"), words(" 第三条")]));
    hears(&chat, "对处理有异议的");
    chat.say(10_002, "@群规 第九十九条");
    hears(&chat, "没有找到这一条");
    chat.say(10_001, "@群规 能发澳门赌场的东西吗");
    hears(&chat, "没有找到写明");
    chat.say(10_002, "@群规 帮助");
    let help = hears(&chat, "申诉 编号 理由");
    assert!(!help.contains("待办"), "what only those may who run the group: {help}");
    assert!(public(&chat).iter().all(|said| !said.contains("赌场")), "{:?}", public(&chat));
}

#[test]
fn what_concerns_one_person_is_told_to_them_alone() {
    let chat = Chat::start("admin", Habits::default());
    chat.say(10_001, AD);
    let warned = chat.settled("warn", EffectState::Done);
    let decision: Value = serde_json::from_str(&warned.decision).unwrap();
    let case = decision["case"].as_str().unwrap().to_owned();
    let before = public(&chat).len();
    chat.say(10_001, "@群规 我的记录");
    let told = reads(&chat, 10_001, &case);
    assert!(told.contains("警告"), "{told}");
    chat.say(10_001, &format!("@群规 申诉 {case} 那是部门的活动"));
    reads(&chat, 10_001, "申诉已收到");
    // Of somebody else nothing is told.
    chat.say(10_002, &format!("@群规 申诉 {case} 我替他说"));
    reads(&chat, 10_002, "没有找到");
    assert_eq!(public(&chat).len(), before, "nothing of it in the group: {:?}", public(&chat));
}

#[test]
fn whoever_answers_a_notice_is_not_pestered() {
    let chat = Chat::start("admin", Habits::default());
    chat.say(10_001, AD);
    chat.settled("warn", EffectState::Done);
    let notice = {
        let world = chat.qq.world();
        world.groups[&GROUP].messages.iter().rfind(|one| one.sender == US).unwrap().id
    };
    let before = public(&chat).len();
    let answer = |text: &str| {
        let reply = json!({"type": "reply", "data": {"id": notice.to_string()}});
        chat.qq.say(GROUP, 10_001, &json!([reply, at(US, "小管家"), words(text)]));
    };
    answer(" 收到,以后不发了");
    answer(" 为什么警告我");
    reads(&chat, 10_001, "与您有关的处理");
    settle(&chat, 956);
    assert_eq!(chat.told_alone(10_001).len(), 1, "{:?}", chat.told_alone(10_001));
    assert_eq!(public(&chat).len(), before, "{:?}", public(&chat));
    // Said in so many words it is an appeal against what the notice told of.
    answer(" 申诉 那是部门通知");
    reads(&chat, 10_001, "申诉已收到");
}

#[test]
fn where_nobody_can_be_told_alone_the_group_learns_nothing() {
    let habits = Habits { missing: &["send_private_msg"], ..Habits::default() };
    let chat = Chat::start("admin", habits);
    chat.say(10_001, AD);
    chat.settled("warn", EffectState::Done);
    let before = public(&chat).len();
    chat.say(10_001, "@群规 我的记录");
    let said = hears(&chat, "没能私信您");
    assert!(!said.contains("警告") && !said.contains("/m/"), "{said}");
    assert_eq!(public(&chat).len(), before + 1);
}

#[test]
fn a_link_is_for_one_member_and_never_in_the_group() {
    let chat = Chat::open(Arc::new(TempDir::new().unwrap()));
    chat.say(10_001, "@群规 链接");
    chat.say(10_002, "@群规 签到");
    let link = |who| {
        let told = reads(&chat, who, "http://qungui.test/m/");
        let from = told.find("/m/").unwrap();
        let end = told[from..].find(['"', '\\', ' ']).map_or(told.len(), |at| from + at);
        told[from..end].to_owned()
    };
    let (one, other) = (link(10_001), link(10_002));
    assert_ne!(one, other);
    assert!(public(&chat).iter().all(|said| !said.contains("/m/")), "{:?}", public(&chat));
    let read = |path: &str| {
        let secret = path.strip_prefix("/m/").unwrap();
        server::access::member_link::read(&chat.harness.app, secret)
    };
    let found = read(&one).unwrap();
    assert_eq!((found.group, found.member), (GROUP.to_string(), "10001".to_owned()));
    // Neither another's name nor a later end can be put into it.
    let (of_one, mark) = one.split_once('.').unwrap();
    let (of_other, _) = other.strip_prefix("/m/").unwrap().split_once('.').unwrap();
    assert!(read(&format!("/m/{of_other}.{mark}")).is_err());
    assert!(read(&format!("{of_one}.{}", &mark[1..])).is_err());
    assert!(read(&format!("{of_one}.")).is_err());
}

#[test]
fn whoever_runs_the_group_decides_from_the_chat_as_the_policy_has_it() {
    let chat = Chat::start("admin", Habits::default());
    chat.say(10_002, "大家好");
    // Somebody is named by a mention; another administrator judges.
    let segments =
        |what: &str| json!([words(what), at(10_002, "昵称10002"), words(" 第一条 私下推销")]);
    chat.qq.say(GROUP, ANN, &segments("@群规 移出 "));
    let told = reads(&chat, ANN, "等另一名管理员判断");
    let number = told.split("20001-").nth(1).unwrap();
    let number: String = number.chars().take_while(char::is_ascii_digit).collect();
    chat.say(ANN, &format!("@群规 同意 {number}"));
    reads(&chat, ANN, "与这件事有关的人不能表态");
    chat.say(10_001, &format!("@群规 同意 {number}"));
    reads(&chat, 10_001, "规定的人");
    chat.say(BOB, "@群规 待办");
    let list = reads(&chat, BOB, "等人处理的有 1 件");
    assert!(list.contains("昵称10002") && list.contains("交流群公约"), "{list}");
    let before = public(&chat).len();
    chat.say(BOB, &format!("@群规 同意 {number} 我也看到了"));
    // What follows is the first step of the article, not what was proposed.
    let warned = chat.settled("warn", EffectState::Done);
    assert!(warned.decision.contains("\"10002\""), "{}", warned.decision);
    let said = public(&chat)[before..].to_vec();
    assert!(said.iter().all(|one| !one.contains("推销") && !one.contains("看到")), "{said:?}");
    assert_eq!(chat.effect("remove"), None);
    reads(&chat, BOB, "已记下");
    // Members command nothing.
    for text in ["@群规 待办", "@群规 状态", "@群规 暂停 第一条"] {
        let before = chat.told_alone(10_001).len();
        chat.say(10_001, text);
        chat.until("no", || {
            let told = chat.told_alone(10_001);
            told.get(before).map(|told| assert!(told.contains("管理人员"), "{told}"))
        });
    }
    chat.qq.say(GROUP, 10_001, &segments("@群规 警告 "));
    settle(&chat, 951);
    let cases = chat.harness.app.runtime.reader().unwrap().cases(&Default::default(), 10).unwrap();
    assert_eq!(cases.len(), 2, "{cases:?}");
    chat.say(ANN, "@群规 暂停 第一条");
    reads(&chat, ANN, "控制台");
    chat.say(ANN, "@群规 状态");
    reads(&chat, ANN, "正在执行");
}

#[test]
fn what_is_only_passed_on_or_looks_alike_is_no_command() {
    let chat = Chat::start("admin", Habits::default());
    let before = public(&chat).len();
    // Quoted, passed on, in passing, to somebody of that name, and by the account itself.
    chat.say(ANN, "他刚才发的是:@群规 待办");
    chat.qq.say(GROUP, ANN, &json!([{"type": "forward", "data": {"id": "x"}}]));
    chat.qq.say(GROUP, ANN, &json!([words("有事可以问 "), at(US, "小管家"), words(" 待办")]));
    chat.qq.world().groups.get_mut(&GROUP).unwrap().members.get_mut(&10_003).unwrap().card =
        "群规".to_owned();
    chat.ingest(json!({"at": chat.now(), "group": GROUP.to_string(), "kind": "card",
        "id": "c1", "member": "10003", "card": "群规"}));
    chat.qq.say(GROUP, ANN, &json!([at(10_003, "群规"), words(" 待办")]));
    chat.qq.say(GROUP, US, &qq::text("@群规 待办"));
    // Whom a command is about can't be told by a name that somebody may have taken.
    chat.say(ANN, "@群规 警告 昵称10002 第一条 刷屏");
    settle(&chat, 952);
    let told = chat.told_alone(ANN);
    assert!(told.iter().all(|told| told.contains("@ 点出来")), "{told:?}");
    // One of them it has said itself.
    assert_eq!(public(&chat).len(), before + 1, "{:?}", public(&chat));
    let cases = chat.harness.app.runtime.reader().unwrap().cases(&Default::default(), 10).unwrap();
    assert!(cases.is_empty(), "{cases:?}");
}

#[test]
fn whoever_floods_the_account_is_not_answered() {
    let chat = Chat::start("admin", Habits::default());
    for _ in 0..30 {
        chat.say(10_001, "@群规 能发广告吗");
    }
    settle(&chat, 953);
    // What was decided may still be on its way to the account.
    hears(&chat, "公约");
    let answers = public(&chat).iter().filter(|said| said.contains("公约")).count();
    assert!((1..=6).contains(&answers), "{answers}");
    chat.say(10_002, "@群规 第二条");
    hears(&chat, "不超过五十字");
}

#[test]
fn an_organisation_has_its_own_words_and_a_link_after_an_act() {
    let chat = Chat::open(Arc::new(TempDir::new().unwrap()));
    let own = super::POLICY.replacen(
        "title = \"交流群公约\"",
        "version = 2\ntitle = \"交流群公约\"\ntexts = {\"chat-keyword\" = \"小管家\", \
         \"question-none\" = \"制度里没有,请问值班老师。\", \
         \"page-after-act\" = \"理由在这里:{link}\"}",
        1,
    );
    chat.harness.app.runtime.activate("chat.md", &own, "test").unwrap();
    chat.say(10_001, "小管家 能发广告吗");
    hears(&chat, "不许发广告");
    chat.say(10_002, "小管家,可以带宠物吗");
    hears(&chat, "请问值班老师");
    let before = public(&chat).len();
    chat.say(10_002, "@群规 能发广告吗");
    chat.say(10_002, AD);
    chat.settled("warn", EffectState::Done);
    reads(&chat, 10_002, "理由在这里:http://qungui.test/m/");
    let said = public(&chat)[before..].to_vec();
    assert!(said.iter().all(|one| !one.contains("请看") && !one.contains("/m/")), "{said:?}");
    // Whoever is warned again the same day has the link already.
    chat.say(10_002, AD);
    chat.settled("mute", EffectState::Done);
    settle(&chat, 954);
    let links = chat.told_alone(10_002).iter().filter(|told| told.contains("/m/")).count();
    assert_eq!(links, 1);
}

#[test]
fn whoever_runs_the_group_decides_alone_too_and_gives_reasons() {
    let chat = Chat::start("admin", Habits::default());
    let removal = |id: &str| {
        let at = chat.now();
        chat.ingest(json!({"at": at, "group": GROUP.to_string(), "kind": "message", "id": id,
            "member": "10003", "text": AD}))
    };
    removal("x1");
    removal("x2");
    let asked = removal("x3");
    let case = asked[0]["case"].as_str().unwrap().to_owned();
    assert_eq!((&asked[0]["action"], &asked[0]["status"]), (&json!("remove"), &json!("pending")));
    chat.write(ANN, 961, "待办");
    reads(&chat, ANN, "移出");
    chat.write(ANN, 962, &format!("同意 {case}"));
    reads(&chat, ANN, "请写上理由");
    chat.write(ANN, 963, &format!("同意 {case} 三次了"));
    reads(&chat, ANN, "已记下");
    // The same push again, and the same person again, count once.
    chat.write(ANN, 963, &format!("同意 {case} 三次了"));
    chat.write(ANN, 964, &format!("同意 {case} 三次了"));
    reads(&chat, ANN, "您已经表过态");
    assert_eq!(chat.qq.count(US, "set_group_kick"), 0);
    chat.write(BOB, 965, "同意 20002-1 别的群");
    reads(&chat, BOB, "没有找到这个编号");
    let number = case.rsplit('-').next().unwrap();
    chat.write(BOB, 966, &format!("同意 {number} 属实"));
    chat.until("the removal", || (chat.qq.count(US, "set_group_kick") == 1).then_some(()));
    assert!(public(&chat).iter().all(|said| !said.contains("三次了")), "{:?}", public(&chat));
}

#[test]
fn a_command_that_was_taken_back_is_none() {
    let mut chat = Chat::start("admin", Habits::default());
    // Said and recalled while nobody was connected: both come at once.
    let app = Arc::clone(&chat.harness.app);
    let at = chat.now();
    let line = |kind: &str, id: &str, rest: &str| {
        format!(
            "{{\"at\":\"{at}\",\"group\":\"{GROUP}\",\"kind\":\"{kind}\",\"id\":\"{id}\",\
             \"member\":\"10005\",{rest}}}"
        )
    };
    let batch = vec![
        Delivery::Event(line("message", "qq:10000:71", "\"text\":\"@群规 待办\"")),
        Delivery::Event(line("message", "qq:10000:72", "\"text\":\"@群规 状态\"")),
        Delivery::Event(line("recall", "r1", "\"target\":\"qq:10000:71\"")),
    ];
    let desk = server::dispatch::desk::OneBotDesk::new(app);
    chat.block_on(desk.take(batch.clone())).unwrap();
    reads(&chat, ANN, "正在执行");
    // What is brought again is answered once.
    chat.block_on(desk.take(batch)).unwrap();
    settle(&chat, 955);
    assert_eq!(chat.told_alone(ANN).len(), 1, "{:?}", chat.told_alone(ANN));
}
