//! What somebody did, in Chinese words, as an event's fields.

use model::event::ORG;
use serde_json::{Map, Value, json};
use text::words::{numbers, times};

use super::people::person;
use super::words::{after, brackets, case_number, parts, split_colon, unquoted};
use super::{NEWEST_CASE, office, posted};

/// What the reader of a deed knows.
pub(super) struct Around<'a> {
    /// The names of the people so far.
    pub known: &'a [String],
    /// The id of the message, notice or request with which somebody spoke last.
    pub last_id_of: &'a dyn Fn(Option<&str>) -> Option<String>,
    /// The id of the newest notice.
    pub notice: Option<String>,
    /// The date of the line, as times of the same day need it: `2026-03-02`.
    pub date: String,
    /// The offset of the line's time: `+08:00`.
    pub offset: String,
    /// The time that words say, as events have it.
    pub when: &'a dyn Fn(&str) -> Option<String>,
}

/// Phrases that a message says when it is help: what can be written.
pub(super) const PHRASES: &[&str] = &[
    "进群",
    "退群",
    "移出",
    "邀请",
    "申请进群",
    "改群昵称为",
    "换头像",
    "发公告",
    "布置任务",
    "撤回上一条",
    "回复上一条",
    "同意",
    "不同意",
    "办完",
    "申诉",
    "投票",
    "举报",
    "请假",
    "申请退群",
    "申请发帖",
    "申请发布",
    "申请借用账号",
    "登记账号",
    "上报",
    "离职",
    "当管理员",
    "完成",
];

pub(super) type Fields = Map<String, Value>;

pub(super) fn fields(pairs: &[(&str, Value)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// The fields of what `actor` did; none where the words are not understood.
pub(super) fn deed(actor: Option<&str>, words: &str, around: &Around<'_>) -> Option<Fields> {
    let words = words.trim();
    if words.starts_with('{') {
        let Ok(Value::Object(mut found)) = serde_json::from_str(words) else { return None };
        if let Some(actor) = actor {
            found.entry("member").or_insert_with(|| json!(actor));
        }
        return Some(found);
    }
    let Some(actor) = actor else { return nobody(words, around) };
    let (head, tail) = split_colon(words).unwrap_or((words, ""));
    let mut found = said(actor, head, tail, around)
        .or_else(|| membership(actor, words, head, tail, around))
        .or_else(|| settled(head, tail))
        .or_else(|| office::asked(head, tail, around))
        .or_else(|| office::account(actor, words, around))
        .or_else(|| counted(words))?;
    found.entry("member").or_insert_with(|| json!(actor));
    Some(found)
}

/// What happens without anybody of the group.
fn nobody(words: &str, around: &Around<'_>) -> Option<Fields> {
    if matches!(words, "" | "时间到" | "到点" | "到时间" | "到了") {
        return Some(fields(&[("kind", json!("tick"))]));
    }
    let (head, tail) = split_colon(words)?;
    office::customer(head, tail, around)
}

/// Words in the group that are more than a plain message.
fn said(actor: &str, head: &str, tail: &str, around: &Around<'_>) -> Option<Fields> {
    let (plain, note) = brackets(head);
    if plain.is_empty() || matches!(plain, "说" | "发消息" | "发言") {
        return Some(posted::message(tail, around.known));
    }
    if let Some(whom) = after(plain, &["回复", "答复"]).filter(|_| !has_case(plain)) {
        let id = match whom {
            "公告" | "通知" | "任务" | "群公告" => around.notice.clone(),
            "上一条" | "" => (around.last_id_of)(None),
            name => (around.last_id_of)(Some(name)),
        }?;
        let mut message = posted::message(tail, around.known);
        message.insert("reply_to".to_owned(), json!(id));
        return Some(message);
    }
    if matches!(plain, "撤回上一条" | "撤回消息" | "撤回") {
        let id = (around.last_id_of)(Some(actor))?;
        return Some(fields(&[("kind", json!("recall")), ("target", json!(id))]));
    }
    let to = match plain {
        "发公告" | "发群公告" | "发通知" | "发布公告" | "发布通知" => "notice",
        "布置任务" | "派任务" | "安排任务" => "task",
        _ => return None,
    };
    let mut notice = fields(&[("kind", json!("notice")), ("text", json!(tail)), ("to", json!(to))]);
    // 发公告(18:00前回复):…
    if let Some(found) = note.and_then(|note| times(note).into_iter().next()) {
        let (hour, minute) = (found.value.0 / 60, found.value.0 % 60);
        let by = format!("{}T{hour:02}:{minute:02}:00{}", around.date, around.offset);
        notice.insert("answer_by".to_owned(), json!(by));
    }
    Some(notice)
}

/// Coming, going, and under which name and role.
fn membership(
    actor: &str,
    words: &str,
    head: &str,
    tail: &str,
    around: &Around<'_>,
) -> Option<Fields> {
    let named = |text: &str| {
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let (plain, note) = brackets(head);
    if let Some(whom) = after(plain, &["邀请", "拉"]) {
        let whom =
            whom.strip_suffix("进群").or_else(|| whom.strip_suffix("入群")).and_then(named)?;
        return Some(joined(&whom, Some(actor), note));
    }
    if let Some(by) = after(plain, &["被", "由"]) {
        let by = by.strip_suffix("进群").or_else(|| by.strip_suffix("入群"))?;
        let by = by.strip_suffix("邀请").or_else(|| by.strip_suffix("拉")).and_then(named)?;
        return Some(joined(actor, Some(&by), note));
    }
    if let Some(whom) = after(plain, &["移出", "踢出", "请出"]).and_then(named) {
        return Some(fields(&[
            ("kind", json!("leave")),
            ("member", json!(whom)),
            ("by", json!(actor)),
        ]));
    }
    match plain {
        "进群" | "入群" | "加入" | "加入群" => return Some(joined(actor, None, note)),
        "退群" | "退出" | "离开" | "离开群" => {
            return Some(fields(&[("kind", json!("leave"))]));
        }
        "申请进群" | "申请入群" | "申请加入" => {
            let mut found = fields(&[("kind", json!("join-request"))]);
            if !tail.is_empty() {
                found.insert("answer".to_owned(), json!(tail));
            }
            let by = note.and_then(|note| note.strip_suffix("邀请"));
            found.extend(by.map(|by| ("by".to_owned(), json!(by))));
            return Some(found);
        }
        "换头像" | "更换头像" | "改头像" => {
            let hash = if tail.is_empty() { words } else { tail };
            return Some(fields(&[("kind", json!("avatar")), ("hash", json!(hash))]));
        }
        "离职" | "离开单位" | "已离职" => return Some(staff("left")),
        "复职" | "入职" | "在职" => return Some(staff("active")),
        _ => {}
    }
    const CARD: &[&str] =
        &["把群昵称改", "把名片改", "改群昵称", "改名片", "改群名片", "改昵称", "将群昵称改"];
    const RENAME: &[&str] = &["把群名改", "改群名", "将群名改"];
    const TO: &[&str] = &["为", "成", "作", ":", "：", "到"];
    let renamed = |starts: &[&str]| {
        let rest = after(words, starts)?;
        named(unquoted(after(rest, TO).unwrap_or(rest)))
    };
    if let Some(card) = renamed(CARD) {
        return Some(fields(&[("kind", json!("card")), ("card", json!(card))]));
    }
    if let Some(name) = renamed(RENAME) {
        return Some(fields(&[("kind", json!("rename")), ("name", json!(name))]));
    }
    if let Some(role) = after(plain, &["当上", "当", "任", "成为", "改任"]) {
        let now = person(&format!("x({role})"));
        return Some(roles(&now.roles, &now.tags));
    }
    if after(plain, &["不再当", "不再是", "不再任", "卸任"]).is_some() {
        return Some(roles(&[], &[]));
    }
    let whom = after(plain, &["举报", "投诉"]).and_then(named)?;
    let target = match whom.as_str() {
        "上一条" => (around.last_id_of)(None)?,
        _ => whom,
    };
    let mut found = fields(&[("kind", json!("report")), ("target", json!(target))]);
    if !tail.is_empty() {
        found.insert("reason".to_owned(), json!(tail));
    }
    Some(found)
}

fn staff(status: &str) -> Fields {
    fields(&[("kind", json!("staff")), ("status", json!(status)), ("group", json!(ORG))])
}

fn roles(roles: &[&str], tags: &[String]) -> Fields {
    fields(&[("kind", json!("roles")), ("roles", json!(roles)), ("tags", json!(tags))])
}

/// Somebody is in the group now; in the brackets who invited them and what is known of them.
fn joined(name: &str, by: Option<&str>, note: Option<&str>) -> Fields {
    let mut by = by.map(str::to_owned);
    let mut known = Vec::new();
    for part in parts(note.unwrap_or_default(), &['、', ',', '，']) {
        match part.strip_suffix("邀请") {
            Some(inviter) => by = Some(inviter.to_owned()),
            None => known.push(part),
        }
    }
    let somebody = person(&format!("{name}({})", known.join(",")));
    let mut found = fields(&[
        ("kind", json!("join")),
        ("member", json!(name)),
        ("name", json!(name)),
        ("roles", json!(somebody.roles)),
        ("tags", json!(somebody.tags)),
    ]);
    found.extend(by.map(|by| ("by".to_owned(), json!(by))));
    found.extend(somebody.card.map(|card| ("card".to_owned(), json!(card))));
    found
}

fn has_case(text: &str) -> bool {
    case_number(text).is_some() || text.contains(NEWEST_CASE)
}

/// What people say to a case: 同意第2件, 申诉上一件:家里有急事. Without a number: the newest.
fn settled(head: &str, tail: &str) -> Option<Fields> {
    const VERBS: &[(&[&str], &str, &str)] = &[
        (&["不同意", "不批准", "驳回", "否决", "拒绝"], "reject", "reason"),
        (&["同意", "批准", "通过"], "approve", "reason"),
        (&["办完", "办好", "完成了", "已办", "交清", "缴清"], "done", "proof"),
        (&["申诉", "对"], "appeal", "text"),
        (&["投票", "就", "给"], "vote", "choice"),
        (&["答复", "判断", "认为"], "answer", "text"),
    ];
    let (plain, note) = brackets(head);
    let (verb, kind, field) = VERBS.iter().find_map(|(verbs, kind, field)| {
        let rest = after(plain, verbs)?;
        Some((rest, *kind, *field))
    })?;
    let number = case_number(verb);
    // 对 and 就 begin other sentences too.
    let plain_verb = verb.is_empty() || verb.contains(NEWEST_CASE);
    if number.is_none() && !plain_verb {
        return None;
    }
    let case = number.map_or_else(|| NEWEST_CASE.to_owned(), |number| number.to_string());
    let mut found = fields(&[("kind", json!(kind)), ("case", json!(case))]);
    let words = if tail.is_empty() { note.unwrap_or_default() } else { tail };
    if !words.is_empty() {
        found.insert(field.to_owned(), json!(words));
    }
    Some(found)
}

/// 完成拜访3次: something counted elsewhere.
fn counted(words: &str) -> Option<Fields> {
    let rest = after(words, &["完成", "做了"])?;
    let found = numbers(rest).into_iter().next()?;
    let metric = rest.get(..found.start)?.trim();
    let unit = |rest: &str| {
        rest.trim_start_matches(['次', '条', '个', '位', '篇', '份']).trim().to_owned()
    };
    let metric = match metric {
        "" => unit(rest.get(found.end..)?),
        named => named.to_owned(),
    };
    let known = !metric.is_empty();
    known.then(|| {
        fields(&[("kind", json!("fact")), ("metric", json!(metric)), ("value", json!(found.value))])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around<'a>(
        known: &'a [String],
        last: &'a dyn Fn(Option<&str>) -> Option<String>,
    ) -> Around<'a> {
        Around {
            known,
            last_id_of: last,
            notice: Some("第3行".to_owned()),
            date: "2026-03-02".to_owned(),
            offset: "+08:00".to_owned(),
            when: &|_| None,
        }
    }

    #[test]
    fn deeds_as_people_write_them() {
        let known = ["小王".to_owned(), "小李".to_owned()];
        let last = |who: Option<&str>| Some(who.map_or("第2行", |_| "第1行").to_owned());
        for (words, wanted) in [
            ("进群(小李邀请,客服)", json!({"kind": "join", "by": "小李", "tags": ["客服"]})),
            ("邀请小周进群", json!({"kind": "join", "member": "小周", "by": "小王"})),
            ("被小李邀请进群", json!({"kind": "join", "member": "小王", "by": "小李"})),
            ("申请进群:我是客服", json!({"kind": "join-request", "answer": "我是客服"})),
            ("退群", json!({"kind": "leave"})),
            ("移出小李", json!({"kind": "leave", "member": "小李", "by": "小王"})),
            ("改群昵称为“销售-王明”", json!({"kind": "card", "card": "销售-王明"})),
            ("改群名为销售一群", json!({"kind": "rename", "name": "销售一群"})),
            ("换头像", json!({"kind": "avatar"})),
            ("当管理员", json!({"kind": "roles", "roles": ["admin"]})),
            ("不再当管理员", json!({"kind": "roles", "roles": []})),
            ("离职", json!({"kind": "staff", "status": "left", "group": "@org"})),
            (
                "发公告(18:00前回复):开会",
                json!({"kind": "notice", "to": "notice", "answer_by": "2026-03-02T18:00:00+08:00"}),
            ),
            ("布置任务:交报表", json!({"kind": "notice", "to": "task", "text": "交报表"})),
            ("撤回上一条", json!({"kind": "recall", "target": "第1行"})),
            ("回复上一条:收到", json!({"kind": "message", "reply_to": "第2行", "text": "收到"})),
            ("回复公告:收到", json!({"kind": "message", "reply_to": "第3行"})),
            ("同意第2件", json!({"kind": "approve", "case": "2"})),
            ("不同意第二件:证据不足", json!({"kind": "reject", "case": "2", "reason": "证据不足"})),
            ("办完第2件:已补交", json!({"kind": "done", "case": "2", "proof": "已补交"})),
            ("申诉:有急事", json!({"kind": "appeal", "case": "上一件", "text": "有急事"})),
            ("投票第2件:赞成", json!({"kind": "vote", "case": "2", "choice": "赞成"})),
            ("举报小李:骂人", json!({"kind": "report", "target": "小李", "reason": "骂人"})),
            ("请假:看病", json!({"kind": "request", "what": "leave", "text": "看病"})),
            ("申请退群", json!({"kind": "request", "what": "exit"})),
            ("申请发帖:转让", json!({"kind": "request", "what": "post", "text": "转让"})),
            ("完成拜访3次", json!({"kind": "fact", "metric": "拜访", "value": 3})),
            ("完成3次拜访", json!({"kind": "fact", "metric": "拜访", "value": 3})),
            (r#"{"kind":"card","card":"x"}"#, json!({"kind": "card", "member": "小王"})),
        ] {
            let found = deed(Some("小王"), words, &around(&known, &last));
            let found = Value::Object(found.unwrap_or_default());
            for (name, value) in wanted.as_object().unwrap() {
                assert_eq!(&found[name], value, "{words}: {name}");
            }
        }
        for words in ["跳舞", "对大家说", "就这样", "给小李", "{坏的"] {
            assert_eq!(deed(Some("小王"), words, &around(&known, &last)), None, "{words}");
        }
        let customer = deed(None, "客户投诉:太慢", &around(&known, &last)).unwrap();
        assert_eq!(
            (&customer["kind"], &customer["what"]),
            (&json!("customer"), &json!("complaint"))
        );
    }

    /// What the help names can be written.
    #[test]
    fn phrases_of_the_help_are_understood() {
        let known = ["小王".to_owned(), "小李".to_owned()];
        let last = |_: Option<&str>| Some("第1行".to_owned());
        for phrase in PHRASES {
            let after = match *phrase {
                "移出" | "举报" => "小李",
                "邀请" => "小李进群",
                "改群昵称为" => "王明",
                "完成" => "拜访3次",
                "登记账号" => "客服01",
                _ => "",
            };
            let words = format!("{phrase}{after}");
            let found = deed(Some("小王"), &words, &around(&known, &last));
            assert!(found.is_some(), "{words}");
        }
    }
}
