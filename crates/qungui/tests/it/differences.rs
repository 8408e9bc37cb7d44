//! `qungui diff` and the figures of a replay.

use serde_json::Value;

use crate::{POLICY, file, message, qungui};

fn events(name: &str) -> String {
    let lines = [
        message("m1", "21:40", "sales", "u7", "在吗"),
        message("m2", "22:15", "sales", "u7", "有人吗"),
        message("m3", "22:20", "sales", "u7", "在不在"),
        message("m4", "22:30", "sales", "u8", "晚安"),
        message("m5", "12:00", "sales", "u9", "吃饭"),
    ];
    file(name, lines.join("\n"))
}

#[test]
fn who_is_treated_differently_is_told_with_article_and_words() {
    let old = file("diff-old.md", POLICY);
    let new = POLICY.replace("from = \"22:00\"", "from = \"21:30\"");
    let new =
        file("diff-new.md", new.replace("[\"remind\", \"warn\"]", "[\"remind\", \"mute 10m\"]"));
    let events = events("diff.ndjson");
    let said = qungui(&["diff", &old, &new, &events]);
    assert_eq!(said.status, 0, "{}", said.err);
    for part in [
        "看了 5 个事件",
        "处理不同的有 1 人,涉及 3 个事件",
        "u7(群 sales),3 处",
        "2026-03-02 21:40 “在吗”",
        "旧:不处理",
        "新:提醒(一、1;按 二、1)",
        "休息时间",
        "新:禁言(一、1",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(!said.out.contains("u8(") && !said.out.contains("u9("), "{}", said.out);
    let said = qungui(&["diff", &old, &new, &events, "--format", "json"]);
    let told: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(told["differing_members"], 1);
    assert_eq!(told["members"][0]["member"], "u7");
    let first = &told["members"][0]["differences"][0];
    assert_eq!(first["event"], "m1");
    assert_eq!(first["old"], Value::Array(vec![]));
    assert_eq!(first["new"][0]["action"], "remind");
    let said = qungui(&["diff", &old, &old, &events]);
    assert!(said.out.contains("没有不同"), "{}", said.out);
    // The same by an article of another number.
    let moved = file("diff-moved.md", POLICY.replace("1、夜里", "2、夜里"));
    let said = qungui(&["diff", &old, &moved, &events]);
    assert!(said.out.contains("只是依据的条款不同的有 3 个事件"), "{}", said.out);
}

#[test]
fn bad_lines_are_told_and_the_rest_is_compared() {
    let policy = file("diff-bad.md", POLICY);
    let lines = format!("{{}}\n{}\n", message("m1", "22:15", "g", "u7", "在吗"));
    let said = qungui(&["diff", &policy, &policy, &file("diff-bad.ndjson", lines)]);
    assert_eq!(said.status, 1);
    assert!(said.out.contains("看了 1 个事件"), "{}", said.out);
    assert!(said.err.contains("diff-bad.ndjson:1:"), "{}", said.err);
}

#[test]
fn a_summary_tells_of_each_article_whom_it_hit_and_what_was_overturned() {
    let policy =
        file("figures.md", POLICY.replace("[\"remind\", \"warn\"]", "[\"remind\", \"remove\"]"));
    let members = r#"{"at":"2026-03-02T08:00:00+08:00","group":"g","kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"bob","roles":["admin"]},{"id":"u7"},{"id":"u8"}]}"#;
    let act = |time: &str, who: &str, kind: &str, case: &str| {
        format!(
            r#"{{"at":"2026-03-02T{time}:00+08:00","group":"g","kind":"{kind}","member":"{who}","case":"{case}"}}"#
        )
    };
    let lines = [
        members.to_owned(),
        message("m1", "22:15", "g", "u7", "在吗"),
        message("m2", "22:16", "g", "u8", "在"),
        message("m3", "22:17", "g", "u7", "好"),
        act("22:18", "ann", "approve", "g-3"),
        act("22:30", "u8", "appeal", "g-2"),
        act("22:31", "ann", "approve", "g-4"),
    ];
    let events = file("figures.ndjson", lines.join("\n"));
    let said = qungui(&["replay", "--policy", &policy, &events, "--format", "summary"]);
    assert!(
        said.out.contains("处理 3 件,涉及 2 人,移出 1 人次,申诉后撤销 1 件(34%)"),
        "{}",
        said.out
    );
    let said = qungui(&["replay", "--policy", &policy, &events, "--format", "json"]);
    let told: Value = serde_json::from_str(&said.out).unwrap();
    let articles = told["articles"].as_array().unwrap();
    let quiet = articles.iter().find(|one| one["kind"] == "quiet-hours").unwrap();
    assert_eq!((&quiet["cases"], &quiet["people"]), (&Value::from(3), &Value::from(2)), "{told}");
    assert_eq!(quiet["removals"], 1, "{told}");
    assert_eq!(quiet["overturned"], 1, "{told}");
}
