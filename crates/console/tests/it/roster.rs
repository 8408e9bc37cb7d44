//! Handing in the organisation's list of people: looked at line by line, then kept.

use harness::{Answer, Harness};

use crate::office::{empty, page, send, send_parts, text};

/// Two people in a group, one of whom is the administrator.
fn group() -> (Harness, String) {
    let harness = empty();
    let at = harness.app.zone.rfc3339(harness.app.now().plus_ms(-60_000));
    let line = format!(
        r#"{{"at":"{at}","group":"g1","kind":"group","name":"销售群","members":[{{"id":"10001","name":"小静","card":"销售部-陈静","roles":["admin"]}},{{"id":"10009","name":"过客"}}]}}"#
    );
    harness.app.runtime.ingest_and_wait(line).unwrap();
    let cookie = harness.session(harness.user("wen", &[("admin", None), ("auditor", None)]));
    (harness, cookie)
}

fn looked(harness: &Harness, cookie: &str, list: &str) -> Answer {
    send_parts(harness, cookie, "/groups/g1/roster", &[("text", list)])
}

fn kept(harness: &Harness, cookie: &str, list: &str, gone: bool) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("text", list);
    if gone {
        form.append_pair("gone", "on");
    }
    let answer = send(harness, cookie, "/groups/g1/roster/keep", &form.finish());
    assert_eq!(answer.status, 303, "{}", text(&answer.body));
    let flash = answer.cookies.iter().find(|line| line.starts_with("qungui_flash=")).unwrap();
    let flash = flash.split(';').next().unwrap();
    text(&page(harness, &format!("{cookie}; {flash}"), "/groups/g1?view=roster").body)
}

fn has(told: &str, parts: &[&str]) {
    for part in parts {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_list_is_looked_at_line_by_line_and_then_kept() {
    let (harness, cookie) = group();
    let roster = "/groups/g1?view=roster";
    has(&text(&page(&harness, &cookie, roster).body), &["还没有单位的人员名单", "贴名单"]);
    let list = "陈静,销售部\n\n李想,10002,工程部\n孙七\n赵四,10004,10005";
    let answer = looked(&harness, &cookie, list);
    let told = text(&answer.body);
    has(&told, &["读懂 2 人,没有读懂 2 行", "4 孙七 没有号码", "5 赵四,10004,10005 有几个号码"]);
    has(&told, &["1 陈静 10001 销售部 加到名单上", "3 李想 10002 工程部 加到名单上"]);
    has(&told, &["存下(改动 2 人)"]);
    // What was sent stands in the form, line for line, to be corrected.
    assert!(
        answer
            .body
            .contains(&format!("<textarea name=\"text\" hidden aria-hidden=\"true\">\n{list}"))
    );
    has(&text(&page(&harness, &cookie, roster).body), &["还没有单位的人员名单"]);

    let told = kept(&harness, &cookie, list, false);
    has(&told, &["存下了:加 2 人,改 0 人,记为离开 0 人", "单位的人员名单有 2 人,群里有 2 人"]);
    has(&told, &["在群里,不在名单上 1", "过客", "在名单上,不在群里 1", "李想"]);
    let audits = harness.ask("GET", "/api/v1/audits", &[("cookie", &cookie)], "").body;
    has(&audits, &["roster.change", "新增 2,改动 0,离开 0", "\"g1\""]);
    has(&kept(&harness, &cookie, list, false), &["没有要改的,名单没有变"]);
}

#[test]
fn what_is_known_stays_and_who_is_missing_has_left_only_where_that_is_said() {
    let (harness, cookie) = group();
    kept(&harness, &cookie, "陈静,10001,销售部\n李想,10002,工程部\n周林,10003", false);
    // Without departments: those that are known stay.
    let told = text(&looked(&harness, &cookie, "陈小静,10001\n李想,10002 ").body);
    has(&told, &["10001 改动", "10002 不变", "1 人不在这一份里", "周林", "他们都已经离开单位"]);
    let told = kept(&harness, &cookie, "陈小静,10001\n李想,10002", false);
    has(&told, &["加 0 人,改 1 人,记为离开 0 人", "名单有 3 人"]);
    let listed = |harness: &Harness| harness.app.runtime.reader().unwrap().members("@org").unwrap();
    let first = listed(&harness).remove(0);
    assert_eq!((first.name.as_deref(), first.tags.as_str()), (Some("陈小静"), "销售部"));
    // A list of which a line is not understood may have them there.
    let broken = "陈小静,10001\n李想,10002\n孙七";
    has(&text(&looked(&harness, &cookie, broken).body), &["请先让整份名单都读懂"]);
    has(&kept(&harness, &cookie, broken, true), &["没有要改的"]);
    let told = kept(&harness, &cookie, "陈小静,10001\n李想,10002,离职", true);
    has(&told, &["加 0 人,改 0 人,记为离开 2 人", "名单有 1 人"]);
    assert_eq!(listed(&harness).iter().filter(|row| row.present).count(), 1);
}

#[test]
fn a_sheet_is_read_by_its_heads_and_what_is_no_list_says_so() {
    let (harness, cookie) = group();
    let file = |bytes: &[u8]| {
        let head = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        let body = [head.as_bytes(), bytes, b"\r\n--x--\r\n"].concat();
        let headers = [
            ("cookie", cookie.as_str()),
            ("accept", "text/html"),
            ("content-type", "multipart/form-data; boundary=x"),
            ("sec-fetch-site", "same-origin"),
        ];
        text(&harness.ask_with("POST", "/groups/g1/roster", &headers, &body).body)
    };
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in [(0, "序号"), (1, "姓名"), (2, "QQ号"), (3, "部门")] {
        sheet.write(0, column, head).unwrap();
    }
    sheet.write(1, 0, 1).unwrap();
    sheet.write(1, 1, "<script>alert(1)</script>").unwrap();
    sheet.write(1, 2, 10_002).unwrap();
    sheet.write(1, 3, "工程部、一组").unwrap();
    let told = file(&book.save_to_buffer().unwrap());
    has(&told, &["读懂 1 人,没有读懂 0 行", "&#60;script&#62;", "10002 工程部 · 一组 加到名单上"]);
    has(&file(b"\x89PNG\r\n\x1a\n\0"), &["这个文件读不了", "图片"]);
    has(&file(b""), &["还没有名单", "请把名单贴进来"]);
    has(&file("长".repeat(200_000).as_bytes()), &["名单太长"]);
}

#[test]
fn only_who_decides_in_every_group_changes_the_list_and_no_other_site_does() {
    let (harness, cookie) = group();
    let own = harness.session(harness.user("li", &[("admin", Some("g1"))]));
    assert!(!page(&harness, &own, "/groups/g1?view=roster").body.contains("贴名单"));
    assert_eq!(looked(&harness, &own, "陈静,10001").status, 403);
    let form = "text=10001";
    assert_eq!(send(&harness, &own, "/groups/g1/roster/keep", form).status, 403);
    let headers = [
        ("cookie", cookie.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "cross-site"),
    ];
    assert_eq!(harness.ask("POST", "/groups/g1/roster/keep", &headers, form).status, 403);
    // Whoever decides everywhere and may see nobody learns no names.
    let blind = harness.session(harness.user("blind", &[("decide", None)]));
    assert_eq!(looked(&harness, &blind, "陈静").status, 403);
    assert_eq!(send(&harness, &cookie, "/groups/g9/roster/keep", form).status, 404);
}
