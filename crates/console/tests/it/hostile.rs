//! What people write is text, wherever it comes from: names, cards, groups, messages, policies.

use harness::Harness;

use crate::office::{empty, page, send};

const MARK: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=x>";

const POLICY: &str = "+++
id = \"team\"
title = \"<script>alert(3)</script>办法\"
+++

# 办法

一、群里不发广告<script>alert(4)</script>,违反的移出本群,移出要有两名管理员同意。

```rule
[ads]
allow = \"never\"

[sanction]
actions = [\"remove\"]
```
";

/// A group in which everything that people can write is hostile.
fn hostile() -> (Harness, String) {
    let harness = empty();
    harness.app.runtime.activate("team.md", POLICY, MARK).unwrap();
    let at = harness.app.zone.rfc3339(harness.app.now().plus_ms(-60_000));
    let mark = MARK.replace('"', "\\\"");
    let group = "g/../\\\"<b>";
    let event = |rest: &str| format!("{{\"at\":\"{at}\",\"group\":\"{group}\",{rest}}}\n");
    let people = format!(
        "\"kind\":\"group\",\"name\":\"{mark}\",\"purpose\":\"{mark}\",\"owner\":\"u1\",\"members\":[\
         {{\"id\":\"u1\",\"name\":\"{mark}\",\"card\":\"{mark}\",\"roles\":[\"owner\"],\"tags\":[\"{mark}\"]}},\
         {{\"id\":\"u2/{mark}\",\"name\":\"{mark}\",\"card\":\"{mark}\",\"roles\":[]}}]"
    );
    let message = format!(
        "\"kind\":\"message\",\"id\":\"{mark}\",\"member\":\"u2/{mark}\",\"text\":\"招聘兼职刷单日结,加微信 abc12345 {mark}\""
    );
    let joins = format!(
        "\"kind\":\"join-request\",\"id\":\"j\",\"member\":\"n{mark}\",\"name\":\"{mark}\",\"answer\":\"{mark}\""
    );
    let lines = event(&people) + &event(&message) + &event(&joins);
    for answer in harness.app.runtime.ingest_and_wait(lines).unwrap() {
        assert!(matches!(answer, runtime::service::LineAnswer::Kept { .. }), "{answer:?}");
    }
    let user = harness.person(MARK, Some("u1"), &[("admin", None), ("auditor", None)]);
    let cookie = harness.session(user);
    (harness, cookie)
}

#[test]
fn nothing_that_people_write_becomes_markup() {
    let (harness, cookie) = hostile();
    let group = "/groups/g%2F%2E%2E%2F%22%3Cb%3E";
    let mut paths: Vec<String> =
        ["/", "/groups", "/queue", "/people/u1", "/reports", "/accounts", "/calendar"]
            .map(str::to_owned)
            .to_vec();
    for view in ["feed", "members", "roster", "waiting", "decisions", "settings"] {
        paths.push(format!("{group}?view={view}"));
    }
    paths.push(format!("{group}?view=members&q=%3Cscript%3Ealert(1)"));
    let mut seen = 0;
    // Addresses that pages lead to are followed: what is written in them is hostile too.
    let mut at = 0;
    while let Some(path) = paths.get(at).cloned() {
        at += 1;
        let answer = page(&harness, &cookie, &path);
        // `/settings` leads on to the first of its sections.
        assert!(answer.status == 200 || path == "/settings", "{path}: {}", answer.status);
        let body = &answer.body;
        for markup in ["<script>", "<img src=x", "<svg onload", "<b>"] {
            assert!(!body.contains(markup), "{path}: {markup}\n{body}");
        }
        seen += body.matches("&#60;script&#62;").count();
        for link in body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let link = link.replace("&#38;", "&").replace("&amp;", "&");
            let link = link.split('#').next().unwrap_or("").to_owned();
            // Files for programs hold what people wrote as it is.
            let files = ["/assets/", "/api/"].iter().any(|path| link.starts_with(path));
            let ours = link.starts_with('/') && !files;
            if ours && !paths.contains(&link) && paths.len() < 90 {
                paths.push(link);
            }
        }
    }
    assert!(seen > 20, "the marks are shown as text: {seen}");
    assert!(paths.len() >= 20, "{paths:?}");
}

#[test]
fn nothing_becomes_markup_on_the_pages_of_members() {
    let (harness, _) = hostile();
    let own = |member: &str| {
        let secret = server::access::member_link::write(&harness.app, "g/../\"<b>", member);
        format!("/m/{}", secret.unwrap())
    };
    let mark: String = MARK.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mut seen = 0;
    for member in ["u1", &format!("u2/{MARK}")] {
        let own = own(member);
        let mut answers = Vec::new();
        for path in ["", "/policy", "/post", "/standing", "/report", "/leave", "/data"] {
            answers.push((path, page(&harness, "", &format!("{own}{path}"))));
        }
        for (path, fields) in [
            ("/post", format!("text={mark}&media={mark}")),
            ("/report", format!("who={mark}&reason={mark}")),
            ("/sign-up", format!("do={mark}&what={mark}")),
            ("/leave", format!("text={mark}&until={mark}")),
        ] {
            answers.push((path, send(&harness, "", &format!("{own}{path}"), &fields)));
        }
        for (path, answer) in answers {
            assert!(answer.status < 500, "{path}: {answer:?}");
            for markup in ["<script>", "<img src=x", "<svg onload", "<b>"] {
                assert!(!answer.body.contains(markup), "{path}: {markup}\n{}", answer.body);
            }
            seen += answer.body.matches("&#60;script&#62;").count();
        }
    }
    assert!(seen > 10, "the marks are shown as text: {seen}");
}

#[test]
fn pages_forbid_scripts_of_their_own() {
    let (harness, cookie) = hostile();
    for path in ["/", "/groups", "/queue", "/login", "/nowhere"] {
        let answer = page(&harness, &cookie, path);
        let policy = &answer.headers["content-security-policy"];
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
        for own in [" style=\"", "<style", " onclick", "javascript:"] {
            assert!(!answer.body.contains(own), "{path}: {own}");
        }
    }
}
