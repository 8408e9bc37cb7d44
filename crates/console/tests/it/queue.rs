//! Deciding in the queue: by forms, as browsers send them.

use harness::{Harness, POLICY};
use serde_json::json;
use store::rows::CaseFilter;

use crate::office::{empty, page, send, text, with_month};

/// A case of the sales group that waits for two administrators to agree to a removal.
fn removal(harness: &Harness) -> u32 {
    let mut reader = harness.app.runtime.reader().unwrap();
    let group = Some("sales".to_owned());
    let filter = CaseFilter { group, waits: Some(true), ..CaseFilter::default() };
    let rows = reader.cases(&filter, 100).unwrap();
    let found =
        rows.iter().find(|row| row.state.contains(r#""action":"remove","status":"pending""#));
    found.unwrap().number
}

fn said(harness: &Harness, cookie: &str, case: u32, fields: &str) -> (String, String) {
    let path = format!("/groups/sales/cases/{case}/say");
    let answer = send(harness, cookie, &path, &format!("{fields}&stay=/queue%3Fx&then=/queue"));
    assert_eq!(answer.status, 303, "{answer:?}");
    let flash = answer.headers["set-cookie"].split(';').next().unwrap().to_owned();
    let next = page(harness, &format!("{cookie}; {flash}"), "/queue");
    (answer.headers["location"].clone(), text(&next.body))
}

#[test]
fn two_agree_before_anybody_is_removed() {
    let harness = with_month();
    let sales: [(&str, Option<&str>); 1] = [("admin", Some("sales"))];
    let session = |name, member| harness.session(harness.person(name, member, &sales));
    let (first, second) = (session("liang", Some("u002")), session("xie", Some("u003")));
    let case = removal(&harness);
    let (to, page_text) = said(&harness, &first, case, "say=approve&reason=");
    assert_eq!(to, "/queue?x");
    assert!(page_text.starts_with("请先写明理由"), "{page_text}");
    let (to, page_text) = said(&harness, &first, case, "say=approve&reason=%E6%A0%B8%E5%AF%B9");
    assert_eq!(to, "/queue");
    assert!(page_text.contains("还需 1 人"), "{page_text}");
    let (_, page_text) = said(&harness, &first, case, "say=approve&reason=%E5%86%8D");
    assert!(page_text.starts_with("没有算数:您已经表过态"), "{page_text}");
    let key = format!("/queue?case=sales-{case}");
    let read = text(&page(&harness, &second, &key).body);
    assert!(read.contains("已经同意的人") && read.contains("核对"), "{read}");
    let (_, page_text) = said(&harness, &second, case, "say=approve&reason=%E5%90%8C");
    assert!(page_text.starts_with("已记录您的决定"), "{page_text}");
    let mut reader = harness.app.runtime.reader().unwrap();
    assert!(!reader.case("sales", case).unwrap().unwrap().waits);
}

#[test]
fn whoever_is_nobody_in_the_group_is_told_so() {
    let harness = with_month();
    let nobody = harness.session(harness.person("zhao", None, &[("admin", Some("sales"))]));
    let case = removal(&harness);
    let read = text(&page(&harness, &nobody, &format!("/queue?case=sales-{case}")).body);
    assert!(read.contains("您的账号没有对应到这个群的成员"), "{read}");
    let (_, read) = said(&harness, &nobody, case, "say=approve&reason=x");
    assert!(read.starts_with("没有算数"), "{read}");
}

#[test]
fn of_other_groups_nothing_is_seen() {
    let harness = with_month();
    let grants = [("admin", Some("project"))];
    let other = harness.session(harness.person("jiang", Some("u041"), &grants));
    let case = removal(&harness);
    for path in [
        "/groups/sales".to_owned(),
        format!("/groups/sales/cases/{case}"),
        "/groups/sales?view=decisions".to_owned(),
    ] {
        assert_eq!(page(&harness, &other, &path).status, 403, "{path}");
    }
    let queue = text(&page(&harness, &other, &format!("/queue?case=sales-{case}")).body);
    assert!(!queue.contains("澄禾销售群"), "{queue}");
    let person = page(&harness, &other, "/people/u021");
    assert_eq!(person.status, 404);
    let path = format!("/groups/sales/cases/{case}/say");
    assert_eq!(send(&harness, &other, &path, "say=approve&reason=x").status, 403);
}

#[test]
fn who_may_not_read_chat_reads_no_messages() {
    let harness = with_month();
    let auditor = harness.session(harness.person("auditor", None, &[("auditor", None)]));
    let admin = harness.session(harness.person("liang", Some("u002"), &[("admin", None)]));
    let case = removal(&harness);
    let path = format!("/groups/sales/cases/{case}");
    let (full, less) = (page(&harness, &admin, &path), page(&harness, &auditor, &path));
    assert!(text(&full.body).contains("原话和前后文"));
    let less = text(&less.body);
    assert!(!less.contains("原话和前后文") && less.contains("没有查看聊天内容的权限"), "{less}");
    let feed = page(&harness, &auditor, "/groups/sales?view=feed");
    assert!(!feed.body.contains("data-live"), "{}", feed.body);
}

#[test]
fn a_document_hides_third_parties_inside_texts_too() {
    let harness = empty();
    harness.app.runtime.activate("team.md", TEAM, "test").unwrap();
    let at = |ms: i64| harness.app.zone.rfc3339(harness.app.now().plus_ms(ms));
    let lines = [
        serde_json::json!({"at": at(-9_000), "group": "t", "kind": "group", "name": "车间群",
            "owner": "10001", "members": [
                {"id": "10001", "card": "主任-周全", "roles": ["owner"]},
                {"id": "10002", "card": "班长-方圆", "roles": ["admin"]},
                {"id": "10003", "card": "一班-江枫"}, {"id": "10004", "card": "二班-白露"}]}),
        serde_json::json!({"at": at(-8_000), "group": "t", "kind": "message", "id": "m0",
            "member": "10004", "text": "我是白露,明天谁换班"}),
        serde_json::json!({"at": at(-7_000), "group": "t", "kind": "propose", "id": "p1",
            "member": "10002", "target": "10003", "cite": "一",
            "reason": "江枫在群外给白露推销,白露的电话 13912345678"}),
        serde_json::json!({"at": at(-6_000), "group": "t", "kind": "approve", "id": "a1",
            "member": "10001", "case": "t-1", "reason": "问过白露(10004),属实"}),
    ];
    let lines = lines.map(|line| line.to_string()).join("\n");
    for answer in harness.app.runtime.ingest_and_wait(lines).unwrap() {
        assert!(matches!(answer, runtime::service::LineAnswer::Kept { .. }), "{answer:?}");
    }
    let user = harness.person("fang", Some("10002"), &[("admin", None)]);
    let cookie = harness.session(user);
    let read = |path: &str| text(&page(&harness, &cookie, path).body);
    let open = read("/groups/t/cases/1");
    assert!(open.contains("白露") && open.contains("13912345678"), "{open}");
    for case in [1, 2] {
        let hidden = read(&format!("/groups/t/cases/{case}?hide=others"));
        for name in ["白露", "10004", "13912345678"] {
            assert!(!hidden.contains(name), "{case} {name}: {hidden}");
        }
        assert!(hidden.contains("江枫"), "whom it is about stays: {hidden}");
    }
    let hidden = read("/groups/t/cases/1?hide=others");
    assert!(hidden.contains("给第三人 1推销") && hidden.contains("方圆"), "{hidden}");
    let hidden = read("/groups/t/cases/2?hide=others");
    assert!(hidden.contains("问过第三人 1(") && hidden.contains("周全"), "{hidden}");
}

#[test]
fn a_doubt_goes_to_another_article_or_a_colleague() {
    let harness = with_month();
    let mut reader = harness.app.runtime.reader().unwrap();
    let rows = reader.waiting_cases(1_000).unwrap();
    let doubt = rows.iter().find(|row| row.about == "judgement" && row.group == "project").unwrap();
    let grants: [(&str, Option<&str>); 1] = [("admin", Some("project"))];
    let cookie = harness.session(harness.person("jiang", Some("u041"), &grants));
    let path = format!("/groups/project/cases/{}/say", doubt.number);
    let say = |fields: &str| {
        let answer = send(&harness, &cookie, &path, &format!("{fields}&stay=/queue&then=/queue"));
        assert_eq!(answer.status, 303, "{answer:?}");
        let flash = answer.headers["set-cookie"].split(';').next().unwrap().to_owned();
        text(&page(&harness, &format!("{cookie}; {flash}"), "/queue").body)
    };
    let shown = page(&harness, &cookie, &format!("/queue?case=project-{}", doubt.number)).body;
    let options = |name: &str| {
        let from = shown.find(&format!("<select id=\"{name}\"")).unwrap();
        let select = shown[from..].split("</select>").next().unwrap();
        let values = select.split("value=\"").skip(2).filter_map(|one| one.split('"').next());
        values.map(str::to_owned).collect::<Vec<String>>()
    };
    let (article, colleague) = (options("article").remove(0), options("colleague").remove(0));
    assert!(say("say=other&article=&reason=x").starts_with("请先选是哪一条"));
    assert!(say(&format!("say=other&article={article}&reason=")).starts_with("请先写明理由"));
    assert!(say("say=ask&colleague=nobody").starts_with("请先选一位同事"));
    assert!(say(&format!("say=ask&colleague={colleague}&reason=x")).starts_with("已请"));
    let read = || harness.app.runtime.reader().unwrap().case("project", doubt.number).unwrap();
    let row = read().unwrap();
    assert!(row.waits && row.state.contains("看一下"), "{}", row.state);
    let told = say(&format!("say=other&article={article}&reason=x"));
    assert!(told.contains("由另一名管理员判断"), "{told}");
    assert!(!read().unwrap().waits);
    let rows = reader.waiting_cases(1_000).unwrap();
    let is_new = |row: &store::rows::CaseRow| {
        row.about == "judgement" && row.group == "project" && row.number > doubt.number
    };
    let new: Vec<_> = rows.iter().filter(|row| is_new(row)).collect();
    assert_eq!(new.last().unwrap().member, doubt.member, "{new:?}");
}

const TEAM: &str = "+++
id = \"team\"
title = \"车间群办法\"
+++

# 车间群办法

一、群里群外都不向同事推销。

```rule
[ads]
allow = \"never\"
```
";

#[test]
fn a_picture_is_entered_from_the_case_that_it_is_about() {
    let harness = empty();
    harness.app.runtime.activate("team.md", POLICY, "x").unwrap();
    let say = |line: serde_json::Value| {
        let mut line = line;
        line["at"] = harness.app.zone.rfc3339(harness.app.now()).into();
        line["group"] = "g1".into();
        harness.app.runtime.ingest_and_wait(line.to_string()).unwrap();
    };
    let print = "a".repeat(64);
    say(json!({"kind": "group", "members": [{"id": "u1"}, {"id": "u2", "roles": ["admin"]}]}));
    let picture = json!([{"kind": "image", "hash": print}]);
    say(json!({"kind": "message", "id": "m1", "member": "u1", "text": "", "media": picture}));
    let seen = json!([{"kind": "image", "hash": print, "categories": ["ads:70"]}]);
    let looked =
        json!({"kind": "looked", "id": "k1", "member": "u1", "target": "m1", "media": seen});
    say(looked);
    let filter = CaseFilter { waits: Some(true), ..CaseFilter::default() };
    let rows = harness.app.runtime.reader().unwrap().cases(&filter, 9).unwrap();
    assert_eq!(rows.len(), 1, "somebody is asked");
    let grants = [("admin", Some("g1")), ("office", None)];
    let both = harness.session(harness.person("wen", Some("u2"), &grants));
    let only = harness.session(harness.person("li", None, &[("admin", Some("g1"))]));
    let asked = |cookie: &str| page(&harness, cookie, "/queue").body;
    assert!(asked(&both).contains(&format!("name=\"print\" value=\"{print}\"")));
    assert!(!asked(&only).contains("name=\"print\""), "the office enters pictures");
    let fields = format!("print={print}&about=ads&note=%3Cb%3E&stay=/queue");
    assert_eq!(send(&harness, &only, "/settings/pictures", &fields).status, 403);
    let answer = send(&harness, &both, "/settings/pictures", &fields);
    assert_eq!((answer.status, &*answer.headers["location"]), (303, "/queue"));
    let list = page(&harness, &both, "/settings/pictures").body;
    assert!(list.contains(&print) && !list.contains("<b>"), "{list}");
    let elsewhere = fields.replace("stay=/queue", "stay=//evil.example");
    let answer = send(&harness, &both, "/settings/pictures", &elsewhere);
    assert!(!answer.headers["location"].contains("evil"), "{answer:?}");
    let fields = format!("print={print}");
    let answer = send(&harness, &both, "/settings/pictures/remove", &fields);
    assert_eq!(answer.status, 303);
    assert!(!page(&harness, &both, "/settings/pictures").body.contains(&print));
}
