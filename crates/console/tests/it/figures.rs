//! Accounts are registered and handed over; reports are for those whose rights allow.

use crate::office::{empty, page, send, text, with_month};

#[test]
fn an_account_is_registered_and_handed_over() {
    let harness = empty();
    let line = r#"{"at":"2026-03-02T08:00:00+08:00","group":"g1","kind":"group","name":"销售群",
        "members":[{"id":"u7","name":"小吴"},{"id":"u8","name":"小周"}]}"#;
    harness.app.runtime.ingest_and_wait(line.replace('\n', "")).unwrap();
    let user = harness.person("li", Some("u1"), &[("admin", None)]);
    let cookie = harness.session(user);
    let list = || {
        harness.app.runtime.count().unwrap();
        text(&page(&harness, &cookie, "/accounts").body)
    };
    assert!(list().contains("还没有登记账号"));
    let answer = send(&harness, &cookie, "/accounts", "account=wx-1&holder=u7");
    assert_eq!(answer.status, 303, "{answer:?}");
    assert!(list().contains("wx-1\n小吴"), "{}", list());
    let own = "/groups/@org/accounts/wx-1";
    // To nobody in particular nothing is handed over.
    assert_eq!(send(&harness, &cookie, own, "change=handed-over&to=").status, 303);
    assert!(list().contains("wx-1\n小吴"), "{}", list());
    assert_eq!(send(&harness, &cookie, own, "change=handed-over&to=u8").status, 303);
    assert!(list().contains("wx-1\n小周"), "{}", list());
    let steps = text(&page(&harness, &cookie, own).body);
    assert!(steps.contains("移交") && steps.contains("→ 小周"), "{steps}");
    assert_eq!(send(&harness, &cookie, own, "change=published").status, 400);
    let other = harness.person("wang", None, &[("admin", Some("g1"))]);
    let other = harness.session(other);
    assert!(!page(&harness, &other, "/accounts").body.contains("wx-1"));
    assert_eq!(page(&harness, &other, own).status, 403);
    assert_eq!(send(&harness, &other, "/accounts", "account=a&holder=u7").status, 403);
    assert_eq!(send(&harness, &other, "/accounts", "account=a&holder=u7&group=g1").status, 303);
}

#[test]
fn a_report_has_names_for_those_alone_who_may_see_who_is_there() {
    let harness = with_month();
    let of = "from=2026-03-23&to=2026-03-29&group=sales";
    let ask = |scopes: &str, path: &str| {
        let user = harness.user(&format!("{scopes} {path}"), &[("admin", None)]);
        let token = harness.token(user, scopes);
        harness.as_program(&token, "GET", path, "")
    };
    let whole = ask("read-groups read-cases", &format!("/api/v1/reports?{of}")).json();
    let figures = ask("read-cases", &format!("/api/v1/reports?{of}")).json();
    assert_eq!(whole["sums"], figures["sums"]);
    assert!(whole["sums"]["messages"].as_i64().unwrap() > 0, "{whole}");
    assert!(whole["people"].as_array().unwrap().len() > 10);
    assert!(figures.get("people").is_none() && figures.get("questions").is_none());
    // What is counted of people adds up to what is counted of the group.
    let people = whole["people"].as_array().unwrap().iter();
    let messages: i64 = people.map(|one| one["messages"].as_i64().unwrap()).sum();
    assert_eq!(messages, whole["sums"]["messages"].as_i64().unwrap());
    let question = &whole["questions"][0];
    assert!(!question["answered"].as_array().unwrap().is_empty(), "{question}");
    let none = ask("read-cases", &format!("/api/v1/reports.csv?{of}&table=people"));
    assert_eq!(none.status, 404);
    let table = ask("read-groups read-cases", &format!("/api/v1/reports.csv?{of}&table=people"));
    assert_eq!((table.status, table.body.starts_with('\u{feff}')), (200, true));
    for wrong in ["from=2026-01-01&to=2026-05-01", "from=x", "from=2026-03-09&to=2026-03-02"] {
        assert_eq!(ask("read-cases", &format!("/api/v1/reports?{wrong}")).status, 400, "{wrong}");
    }
    assert_eq!(ask("read-cases", "/api/v1/reports?group=none").status, 404);
}
