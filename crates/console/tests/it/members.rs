//! Members' own pages.

use harness::{Answer, Harness};
use server::access::member_link;

use crate::office::{page, send, text, with_month};

fn link(harness: &Harness, group: &str, member: &str) -> String {
    format!("/m/{}", member_link::write(&harness.app, group, member).unwrap())
}

/// Somebody about whom there is a breach: the group, the member, the case's number.
fn in_breach(harness: &Harness) -> (String, String, u32) {
    let mut reader = harness.app.runtime.reader().unwrap();
    let filter = store::rows::CaseFilter::default();
    let cases = reader.cases(&filter, 1_000).unwrap();
    let open = |row: &&store::rows::CaseRow| {
        row.about == "breach"
            && row.member.is_some()
            && row.state.contains("\"appealed\":false")
            && !row.state.contains("\"standing\":\"undone\"")
    };
    let row = cases.iter().find(open).unwrap();
    (row.group.clone(), row.member.clone().unwrap(), row.number)
}

fn say(answer: &Answer) -> String {
    format!("{} {}", answer.status, text(&answer.body))
}

#[test]
fn a_member_reads_asks_and_appeals_on_a_phone() {
    let harness = with_month();
    let (group, member, number) = in_breach(&harness);
    let own = link(&harness, &group, &member);
    for path in ["", "/policy", "/post", "/standing", "/report", "/leave", "/data"] {
        for cookie in ["", "qungui_language=en"] {
            let answer = page(&harness, cookie, &format!("{own}{path}"));
            assert_eq!(answer.status, 200, "{path}: {}", say(&answer));
        }
    }
    let rules = text(&page(&harness, "", &format!("{own}/policy")).body);
    assert!(rules.contains("第 1 版") && !rules.contains("```"), "{rules}");
    let last = || {
        let mut reader = harness.app.runtime.reader().unwrap();
        store::feed::page(reader.as_mut(), &group, u64::MAX, 1).unwrap().events
    };
    let before = last();
    let asked = "text=%E5%88%B7%E5%8D%95%E5%85%BC%E8%81%8C%EF%BC%8C%E6%97%A5%E8%B5%9A500";
    let answer = send(&harness, "", &format!("{own}/post"), asked);
    assert_eq!(answer.status, 200, "{}", say(&answer));
    assert!(text(&answer.body).contains('》'), "{}", say(&answer));
    assert_eq!(before, last(), "nothing is kept");
    let appeal = format!("{own}/appeal/{number}");
    assert_eq!(page(&harness, "", &appeal).status, 200);
    let answer = send(&harness, "", &appeal, "text=%E4%B8%8D%E6%98%AF%E6%88%91");
    assert_eq!(answer.status, 303, "{}", say(&answer));
    let case = harness.app.runtime.reader().unwrap().case(&group, number).unwrap().unwrap();
    assert!(case.state.contains("\"appealed\":true"), "{}", case.state);
    let file = send(&harness, "", &format!("{own}/data"), "");
    assert_eq!(file.status, 200);
    assert!(file.lines().iter().all(|line| line["data"].to_string().contains(&member)));
}

#[test]
fn a_link_opens_nothing_of_others_and_ends() {
    let harness = with_month();
    let (group, member, number) = in_breach(&harness);
    let other = link(&harness, &group, "somebody-else");
    for path in ["", "/standing"] {
        let answer = page(&harness, "", &format!("{other}{path}"));
        assert!(!answer.body.contains(&member), "{path}");
    }
    assert_eq!(page(&harness, "", &format!("{other}/appeal/{number}")).status, 404);
    let answer = send(&harness, "", &format!("{other}/appeal/{number}"), "text=x");
    assert_eq!(answer.status, 404);
    let own = link(&harness, &group, &member);
    // Another name under the same mark, a mark cut short, none.
    let (words, mark) = own.trim_start_matches("/m/").split_once('.').unwrap();
    let others = other.trim_start_matches("/m/").split_once('.').unwrap();
    for forged in [
        format!("{}.{mark}", others.0),
        format!("{words}.{}", mark.get(..20).unwrap()),
        words.to_owned(),
        format!("{words}."),
    ] {
        assert_eq!(page(&harness, "", &format!("/m/{forged}")).status, 410, "{forged}");
    }
    let read = member_link::read(&harness.app, own.trim_start_matches("/m/")).unwrap();
    assert_eq!((read.group, read.member), (group, member));
    assert_eq!(read.expires.since(harness.app.now()), member_link::LASTS_MS);
}

#[test]
fn nobody_asks_without_end_and_other_sites_not_at_all() {
    let harness = with_month();
    let (group, member, _) = in_breach(&harness);
    let own = link(&harness, &group, &member);
    let headers = [("sec-fetch-site", "cross-site"), ("accept", "text/html")];
    let answer = harness.ask("POST", &format!("{own}/sign"), &headers, "");
    assert_eq!(answer.status, 403);
    let report = format!("{own}/report");
    let answer = send(&harness, "", &report, "who=%3Cscript%3Ealert(1)&reason=%22%3E%3Cb%3E");
    assert_eq!(answer.status, 422);
    assert!(!answer.body.contains("<script>alert") && !answer.body.contains("\"><b>"));
    let statuses: Vec<u16> =
        (0..40).map(|_| send(&harness, "", &format!("{own}/sign"), "").status).collect();
    assert_eq!((statuses[0], statuses[39]), (303, 429), "{statuses:?}");
}

/// A group whose members sign in every day and must be quiet at all hours.
const HABITS: &str = "+++
id = \"habits\"
title = \"打卡办法\"
+++

# 打卡办法

一、每天打卡一次。

```rule
[check-in]
```

二、群里什么时候都不闲聊。

```rule
[quiet-hours]
from = \"00:00\"
to = \"23:59\"
```

三、活动先登记,再报名。

```rule
[event]
organiser = \"群主\"
```

四、有事可以请假。

```rule
[leave-of-absence]
```
";

fn habits(harness: &Harness) -> String {
    harness.app.runtime.activate("habits.md", HABITS, "test").unwrap();
    let at = harness.app.zone.rfc3339(harness.app.now().plus_ms(-60_000));
    let lines = serde_json::json!({"at": at, "group": "h", "kind": "group", "name": "早起群",
        "owner": "u1", "members": [{"id": "u1", "roles": ["owner"]}, {"id": "u2", "card": "小满"}]})
    .to_string()
        + "\n"
        + &serde_json::json!({"at": at, "group": "h", "kind": "request", "what": "event",
            "member": "u1", "title": "爬山", "id": "e1"})
        .to_string();
    for answer in harness.app.runtime.ingest_and_wait(lines).unwrap() {
        assert!(matches!(answer, runtime::service::LineAnswer::Kept { .. }), "{answer:?}");
    }
    link(harness, "h", "u2")
}

#[test]
fn what_is_done_on_the_pages_is_no_message_in_the_group() {
    let harness = crate::office::empty();
    let own = habits(&harness);
    let home = page(&harness, "", &own);
    assert!(text(&home.body).contains("打卡"), "{}", say(&home));
    for (path, fields) in [
        ("check-in", ""),
        ("sign-up", "do=up&what=%E7%88%AC%E5%B1%B1"),
        ("sign-up", "do=cancel&what=%E7%88%AC%E5%B1%B1"),
        ("leave", "text=%E5%9B%9E%E8%80%81%E5%AE%B6"),
    ] {
        let answer = send(&harness, "", &format!("{own}/{path}"), fields);
        assert_eq!(answer.status, 303, "{path}: {}", say(&answer));
    }
    let mut reader = harness.app.runtime.reader().unwrap();
    let events = store::feed::page(reader.as_mut(), "h", u64::MAX, 10).unwrap().events;
    let lines: Vec<String> = events.iter().map(|event| event.line.clone()).collect();
    assert!(lines.iter().all(|line| !line.contains("\"kind\":\"message\"")), "{lines:?}");
    for metric in ["打卡", "报名 爬山", "取消报名 爬山"] {
        assert!(lines.iter().any(|line| line.contains(metric)), "{metric}: {lines:?}");
    }
    // Nobody was disturbed, so that nobody is to blame.
    let cases = reader.cases(&store::rows::CaseFilter::default(), 10).unwrap();
    assert!(cases.iter().all(|row| row.about != "breach"), "{cases:?}");
    assert!(lines.iter().any(|line| line.contains("\"what\":\"leave\"")), "{lines:?}");
}

#[test]
fn a_link_ends_after_a_week() {
    let hands = std::sync::Arc::new(harness::clock::Hands::at(harness::month::now()));
    let folder = std::sync::Arc::new(tempfile::TempDir::new().unwrap());
    let harness = Harness::serving(folder, hands.clone(), console::endpoints(), |_| {});
    let own = habits(&harness);
    assert_eq!(page(&harness, "", &own).status, 200);
    hands.advance(harness.app.now().plus_ms(member_link::LASTS_MS - 1_000));
    assert_eq!(page(&harness, "", &own).status, 200);
    hands.advance(harness.app.now().plus_ms(1_000));
    let ended = page(&harness, "", &own);
    assert_eq!(ended.status, 410);
    assert!(ended.body.contains("过期"), "{}", say(&ended));
    assert_eq!(send(&harness, "", &format!("{own}/sign"), "").status, 410);
}
