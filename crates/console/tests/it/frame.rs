//! What every page has.

use crate::office::{empty, page, send, text, with_month};

#[test]
fn who_is_not_signed_in_is_asked_to_and_comes_back() {
    let harness = empty();
    let answer = page(&harness, "", "/groups?a=1");
    assert_eq!(answer.status, 303);
    assert_eq!(answer.headers["location"], "/login?next=%2Fgroups%3Fa%3D1");
    let answer = page(&harness, "", "/login?next=%2Fgroups%3Fa%3D1");
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains(r#"name="next" value="/groups?a=1""#), "{}", answer.body);
    let answer = page(&harness, "", "/login?next=https%3A%2F%2Fevil.example");
    assert!(answer.body.contains(r#"name="next" value="/""#), "{}", answer.body);
}

#[test]
fn programs_read_problems_and_people_read_pages() {
    let harness = empty();
    let user = harness.user("li", &[]);
    let cookie = harness.session(user);
    let answer = page(&harness, &cookie, "/groups");
    assert_eq!(answer.status, 403);
    assert!(text(&answer.body).contains("您没有“查看群和成员”的权限"), "{}", answer.body);
    let answer = page(&harness, &cookie, "/nowhere/%3Cb%3E");
    assert_eq!(answer.status, 404);
    assert!(!answer.body.contains("<b>"), "{}", answer.body);
    for path in ["/groups", "/api/v1/nothing"] {
        let answer = harness.as_browser(&cookie, "GET", path, "");
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{path}");
    }
    let answer = page(&harness, &cookie, "/api/v1/nothing");
    assert_eq!(answer.headers["content-type"], "application/problem+json");
}

#[test]
fn language_and_theme_are_kept_in_cookies() {
    let harness = empty();
    let answer = send(&harness, "", "/display", "language=en&back=/login");
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/login"));
    assert!(answer.headers["set-cookie"].starts_with("qungui_language=en;"));
    let answer = page(&harness, "qungui_language=en; qungui_theme=dark", "/login");
    assert!(answer.body.contains(r#"<html lang="en" data-theme="dark">"#), "{}", answer.body);
    assert!(answer.body.contains("One-time code"));
    let answer = send(&harness, "", "/display", "language=xx&theme=%22%3E&back=//evil");
    assert_eq!(answer.headers["location"], "/");
    assert!(!answer.headers.contains_key("set-cookie"));
}

#[test]
fn another_site_sends_no_forms() {
    let harness = empty();
    let headers = [("sec-fetch-site", "cross-site"), ("accept", "text/html")];
    let answer = harness.ask("POST", "/display", &headers, "language=en");
    assert_eq!(answer.status, 403);
    assert!(text(&answer.body).contains("这个操作来自别的网站"), "{}", answer.body);
}

#[test]
fn what_pages_load_is_small_and_kept() {
    let harness = empty();
    let body = page(&harness, "", "/login").body;
    let mut bytes = body.len();
    let parts = body.split('"').filter(|part| part.starts_with("/assets/"));
    let mut names: Vec<&str> = parts.map(|part| part.split('#').next().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 4, "{names:?}");
    for name in names {
        let answer = harness.ask("GET", name, &[], "");
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
        bytes += answer.body.len();
        let tag = answer.headers["etag"].clone();
        let again = harness.ask("GET", name, &[("if-none-match", &tag)], "");
        assert_eq!((again.status, again.body.as_str()), (304, ""));
    }
    // Even before they are compressed.
    assert!(bytes < 200 << 10, "{bytes} bytes");
    assert_eq!(harness.ask("GET", "/assets/console.css", &[], "").status, 404);
}

#[test]
fn signing_out_ends_the_session() {
    let harness = empty();
    let user = harness.user("li", &[("admin", None)]);
    let cookie = harness.session(user);
    assert_eq!(page(&harness, &cookie, "/groups").status, 200);
    let answer = send(&harness, &cookie, "/logout", "");
    assert_eq!((answer.status, answer.headers["location"].as_str()), (303, "/login"));
    assert_eq!(page(&harness, &cookie, "/groups").status, 303);
}

#[test]
fn what_stays_chinese_on_english_pages_says_that_it_is() {
    let harness = with_month();
    let cookie = harness.session(harness.person("li", Some("u081"), &[("admin", None)]));
    let english = format!("{cookie}; qungui_language=en");
    let marked = |cookie: &str, path: &str| {
        let body = page(&harness, cookie, path).body;
        let main = body.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
        main.matches("lang=\"zh-CN\"").count()
    };
    for path in
        ["/queue?sort=doubt", "/groups/sales", "/groups/sales?view=decisions", "/people/u021"]
    {
        let count = marked(&english, path);
        assert!(count >= 3, "{path}: {count}");
        assert_eq!(marked(&cookie, path), 0, "{path}: on a Chinese page it goes without saying");
    }
    let answer = page(&harness, &english, "/groups/nothing");
    let said = "<h1>There is no such thing here.</h1><p lang=\"zh-CN\">没有找到";
    assert!(answer.body.contains(said), "{}", text(&answer.body));
}
