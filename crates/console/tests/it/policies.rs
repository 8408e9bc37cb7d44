//! From a document to a policy in use.

use harness::{Answer, Harness};

use crate::office::{empty, page, send, text, with_month};

/// A document of our own with everything a draft shows.
pub const DOCUMENT: &str = "合唱团群管理办法\n\n一、群里不发广告,违者先警告,再犯移出本群。\n\
    二、晚上十点到早上七点不在群里发消息。\n三、收到通知请及时回复。\n四、互相尊重,以诚待人。\n";

/// As a browser sends a file.
pub fn upload(harness: &Harness, cookie: &str, name: &str, bytes: &[u8]) -> Answer {
    let mut body = format!(
        "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let headers = [
        ("cookie", cookie),
        ("accept", "text/html"),
        ("content-type", "multipart/form-data; boundary=x"),
        ("sec-fetch-site", "same-origin"),
    ];
    harness.ask_with("POST", "/policies/upload", &headers, &body)
}

/// What stands in a hidden field.
pub fn hidden<'a>(body: &'a str, name: &str) -> &'a str {
    let after = body.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1;
    after.split('"').next().unwrap()
}

fn made(harness: &Harness, cookie: &str, document: &str) -> String {
    let answer = upload(harness, cookie, "合唱团.txt", document.as_bytes());
    assert_eq!(answer.status, 303, "{answer:?}");
    answer.headers.get("location").unwrap().clone()
}

#[test]
fn a_document_becomes_a_draft_is_changed_tried_and_published() {
    let harness = empty();
    let user = harness.user("wen", &[("office", None)]);
    let cookie = harness.session(user);
    let draft = made(&harness, &cookie, DOCUMENT);
    let body = page(&harness, &cookie, &draft).body;
    for line in DOCUMENT.lines().skip(2) {
        assert!(text(&body).contains(line), "{line}");
    }
    // A parameter that the text leaves open is filled in by a form.
    let rule = body.split("href=\"").find(|part| part.contains("/rule/")).unwrap();
    let rule = rule.split(['"', '?', '#']).next().unwrap().to_owned();
    assert_eq!(page(&harness, &cookie, &rule).status, 200);
    // The middle of the night.
    let tried = "text=%E6%99%9A%E5%AE%89&who=member&at=2026-03-02T23:30";
    let answer = send(&harness, &cookie, &format!("{draft}/try"), tried);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(text(&answer.body).contains("合唱团群管理办法》二"), "{}", text(&answer.body));
    let tried = tried.replace("T23:30", "T12:30");
    let answer = send(&harness, &cookie, &format!("{draft}/try"), &tried);
    assert!(text(&answer.body).contains("没有规定涉及这条消息"), "{}", text(&answer.body));
    // Nobody has read it meanwhile; what was made for an older state is refused.
    let form = page(&harness, &cookie, &format!("{draft}/publish")).body;
    let revision = hidden(&form, "revision").to_owned();
    let stale = format!("revision={}&mode=observe&where=all", revision.parse::<u32>().unwrap() - 1);
    assert_eq!(send(&harness, &cookie, &format!("{draft}/publish"), &stale).status, 400);
    let fields = format!("revision={revision}&mode=observe&where=all&from=2026-03-01");
    let answer = send(&harness, &cookie, &format!("{draft}/publish"), &fields);
    assert_eq!(answer.status, 303, "{answer:?}");
    let used = page(&harness, &cookie, &answer.headers["location"]);
    assert_eq!(used.status, 200);
    let list = page(&harness, &cookie, "/policies").body;
    assert!(
        text(&list).contains("只观察") && !list.contains("/policies/drafts/"),
        "{}",
        text(&list)
    );
    let rows = harness.app.runtime.reader().unwrap().policies().unwrap();
    assert!(rows[0].text.contains("effective = 2026-03-01"), "{}", rows[0].text);
    let audits = harness.app.runtime.reader().unwrap().audits(None, 10).unwrap();
    assert!(audits.iter().any(|row| row.entry.act == "policy.activate" && row.entry.who == "wen"));
    // The next version begins as it stands, and says what has changed.
    let answer = send(&harness, &cookie, &format!("{}/draft", answer.headers["location"]), "");
    let draft = answer.headers["location"].clone();
    let body = page(&harness, &cookie, &format!("{draft}/text")).body;
    let area = body.split_once("<textarea").unwrap().1.split_once('>').unwrap().1;
    let file = area.split_once("</textarea>").unwrap().0;
    let file = file.replace("&#34;", "\"").replace("&#38;", "&").replace("&quot;", "\"");
    let changed = file.replace("晚上十点到", "晚上九点半到");
    let changed: String = form_urlencoded::byte_serialize(changed.as_bytes()).collect();
    let fields = format!("revision={}&text={changed}", hidden(&body, "revision"));
    let answer = send(&harness, &cookie, &format!("{draft}/text"), &fields);
    assert_eq!(answer.status, 303, "{answer:?}");
    let body = page(&harness, &cookie, &format!("{draft}/changes")).body;
    assert!(body.contains("<ins>九点半</ins>"), "{}", text(&body));
    assert!(body.contains("<del>十点</del>"), "{}", text(&body));
}

#[test]
fn files_that_cannot_be_read_are_told_in_plain_words() {
    let harness = empty();
    let cookie = harness.session(harness.user("wen", &[("office", None)]));
    let inputs = concat!(env!("CARGO_MANIFEST_DIR"), "/../compiler/tests/inputs");
    for (name, said) in [("scanned.pdf", "多半是扫描件"), ("locked.pdf", "有密码")] {
        let bytes = std::fs::read(format!("{inputs}/{name}")).unwrap();
        let answer = upload(&harness, &cookie, name, &bytes);
        assert_eq!(answer.status, 400, "{name}");
        assert!(text(&answer.body).contains(said), "{}", text(&answer.body));
    }
    for bytes in [&b""[..], b"\x00\x01\x02", b"   \n"] {
        let answer = upload(&harness, &cookie, "a.txt", bytes);
        assert_eq!(answer.status, 400, "{bytes:?}: {answer:?}");
    }
    let headers = [("cookie", cookie.as_str()), ("accept", "text/html")];
    let answer = harness.ask("POST", "/policies/upload", &headers, "file=x");
    assert_eq!(answer.status, 400, "{answer:?}");
}

#[test]
fn of_several_policies_in_one_file_one_is_chosen() {
    let harness = empty();
    let cookie = harness.session(harness.user("wen", &[("office", None)]));
    let two = "业主群管理规定\n第一条 用真名。\n第二条 不发广告。\n\n\
        车位群管理办法\n第一条 只谈车位。\n第二条 不吵架。\n";
    let draft = made(&harness, &cookie, two);
    let body = page(&harness, &cookie, &draft).body;
    assert!(text(&body).contains("这个文件里有 2 份制度"), "{}", text(&body));
    let fields = format!("revision={}&part=1", hidden(&body, "revision"));
    assert_eq!(send(&harness, &cookie, &format!("{draft}/part"), &fields).status, 303);
    let body = page(&harness, &cookie, &draft).body;
    assert!(text(&body).contains("只谈车位") && !text(&body).contains("用真名"), "{}", text(&body));
}

#[test]
fn nothing_of_a_document_or_its_name_is_markup() {
    let harness = empty();
    let cookie = harness.session(harness.user("wen", &[("office", None)]));
    let document = "<script>alert(1)</script>群规\n\n一、不发广告<img src=x onerror=alert(1)>。\n\
        二、晚上十点后不发消息\"'><b>。\n";
    let name = "<b onclick=x>&.txt";
    let answer = upload(&harness, &cookie, name, document.as_bytes());
    assert_eq!(answer.status, 303, "{answer:?}");
    let draft = answer.headers["location"].clone();
    for path in ["", "/text", "/try", "/past", "/changes", "/publish"] {
        let body = page(&harness, &cookie, &format!("{draft}{path}")).body;
        for bad in ["<script>alert", "<img src=x", "<b onclick", "'><b>"] {
            assert!(!body.contains(bad), "{path}: {bad}");
        }
    }
}

#[test]
fn nobody_changes_alone_what_says_how_it_is_changed() {
    let harness = empty();
    let cookie = harness.session(harness.user("wen", &[("office", None)]));
    let other = harness.session(harness.user("li", &[("office", None)]));
    let document = "合唱团群规\n\n一、不发广告。\n二、本办法由群主修改,修改前三天公告。\n";
    let draft = made(&harness, &cookie, document);
    let publish = |draft: &str| {
        let body = page(&harness, &cookie, &format!("{draft}/publish")).body;
        let fields = format!("revision={}&mode=enforce&where=all", hidden(&body, "revision"));
        send(&harness, &cookie, &format!("{draft}/publish"), &fields)
    };
    let answer = publish(&draft);
    assert_eq!(answer.status, 303, "{answer:?}");
    let next = send(&harness, &cookie, &format!("{}/draft", answer.headers["location"]), "");
    let draft = next.headers["location"].clone();
    let answer = publish(&draft);
    assert_eq!(answer.status, 400, "{}", text(&answer.body));
    assert!(text(&answer.body).contains("还没有别人审核过"), "{}", text(&answer.body));
    let body = page(&harness, &other, &format!("{draft}/publish")).body;
    let fields = format!("revision={}&do=agree", hidden(&body, "revision"));
    let own = send(&harness, &cookie, &format!("{draft}/review"), &fields);
    assert_eq!(own.status, 403);
    assert_eq!(send(&harness, &other, &format!("{draft}/review"), &fields).status, 303);
    assert_eq!(publish(&draft).status, 303);
}

#[test]
fn the_next_version_starts_on_no_day_that_is_over() {
    let harness = empty();
    let cookie = harness.session(harness.user("wen", &[("office", None)]));
    let document = "合唱团群规\n\n自2026年1月5日起施行。\n\n一、不发广告。\n";
    let publish = |draft: &str, more: &str| {
        let body = page(&harness, &cookie, &format!("{draft}/publish")).body;
        let fields = format!("revision={}&mode=enforce{more}", hidden(&body, "revision"));
        send(&harness, &cookie, &format!("{draft}/publish"), &fields)
    };
    // A policy that nobody had yet may say since when it has been in force.
    let answer = publish(&made(&harness, &cookie, document), "&where=all&from=2026-01-05");
    assert_eq!(answer.status, 303, "{answer:?}");
    let used = answer.headers["location"].clone();
    let day = |days: i32| {
        let now = harness.app.zone.local(harness.app.now()).day;
        model::zone::date_of_day(now + days)
    };
    let draft = send(&harness, &cookie, &format!("{used}/draft"), "").headers["location"].clone();
    let body = page(&harness, &cookie, &format!("{draft}/publish")).body;
    let from = body.split_once("id=\"from\"").unwrap().1.split_once('>').unwrap().0;
    assert!(from.contains(&format!("value=\"{}\"", day(1))), "{from}");
    // A day that is over is refused, and what was entered stays.
    let entered = format!("&from={}&where=some&other-groups=%E4%BD%8E%E9%9F%B3%E7%BB%84", day(-2));
    let answer = publish(&draft, &entered);
    assert_eq!(answer.status, 400);
    assert!(text(&answer.body).contains("施行日期已经过去了"), "{}", text(&answer.body));
    let kept = [format!("value=\"{}\"", day(-2)), "value=\"低音组\"".to_owned()];
    for kept in kept.iter().map(String::as_str).chain(["value=\"some\" checked"]) {
        assert!(answer.body.contains(kept), "{kept}: {}", answer.body);
    }
    let answer = publish(&draft, "&where=all&from=%E6%98%8E%E5%A4%A9");
    assert!(text(&answer.body).contains("请写成 2026-03-01 这样"), "{}", text(&answer.body));
    // Without a day it starts today, not on the day of the version before.
    assert_eq!(publish(&draft, "&where=all").status, 303);
    let rows = harness.app.runtime.reader().unwrap().policies().unwrap();
    let newest = rows.iter().max_by_key(|row| row.version).unwrap();
    assert!(newest.text.contains(&format!("effective = {}", day(0))), "{}", newest.text);
}

#[test]
fn past_weeks_show_who_would_be_treated_otherwise() {
    let harness = with_month();
    let cookie = harness.session(harness.user("wen", &[("office", None)]));
    let document = "澄禾群约定\n\n一、群里不发图片和链接,违者提醒。\n二、每天二十点到早上八点不发消息,违者警告。\n";
    let draft = made(&harness, &cookie, document);
    let answer = send(&harness, &cookie, &format!("{draft}/past"), "weeks=2");
    assert_eq!(answer.status, 200, "{}", text(&answer.body));
    let shown = text(&answer.body);
    assert!(shown.contains("人会受到不同的处理"), "{shown}");
    assert!(shown.contains("只有草稿处理"), "{shown}");
    // Who writes policies does not read what was said.
    let chat = harness.session(harness.user("both", &[("office", None), ("read-chat", None)]));
    let more = send(&harness, &chat, &format!("{draft}/past"), "weeks=2").body;
    assert!(more.len() > answer.body.len());
}
