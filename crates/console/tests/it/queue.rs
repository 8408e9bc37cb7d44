//! Deciding in the queue: by forms, as browsers send them.

use harness::Harness;
use store::rows::CaseFilter;

use crate::office::{page, send, text, with_month};

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
