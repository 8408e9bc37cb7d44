//! Bad input gets a clear message, the rest goes on, nothing panics.

use proptest::prelude::*;

use crate::{POLICY, file, message, qungui, qungui_with};

#[test]
fn bad_lines_are_told_by_number_and_the_rest_goes_on() {
    let policy = file("bad-lines.md", POLICY);
    let mut events = Vec::new();
    events.extend(message("m1", "22:15", "g", "u7", "在吗").into_bytes());
    for line in [
        &b"\n{\"broken\n"[..],
        b"{}\n",
        b"{\"kind\":\"mesage\",\"group\":\"g\",\"at\":\"2026-03-02T22:15:00+08:00\"}\n",
        b"{\"kind\":\"message\",\"group\":\"g\",\"at\":\"2026-03-02T22:15:00+08:00\"}\n",
        b"\n   \n\xff\xfe\n",
        b"null\n",
    ] {
        events.extend(line);
    }
    events.extend(message("m2", "22:15", "g", "u7", "好").into_bytes());
    let said = qungui_with(&["replay", "--policy", &policy, "-"], &events);
    assert_eq!(said.status, 1);
    assert_eq!(said.out.lines().count(), 2, "{}", said.out);
    for part in [
        "-:2: ",
        "-:3: ",
        "-:4: ",
        "是不是 `message`",
        "-:5: ",
        "`member`",
        "-:8: ",
        "UTF-8",
        "-:9: ",
    ] {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    assert!(said.err.contains("6 行有错误"), "{}", said.err);
}

#[test]
fn times_out_of_order_are_taken_as_they_come() {
    let policy = file("order.md", POLICY);
    let events = [
        message("m1", "23:15", "g", "u7", "在吗"),
        message("m2", "12:00", "g", "u7", "早就说过"),
        message("m3", "23:16", "g", "u7", "晚安"),
    ]
    .join("\n");
    let said = qungui_with(&["replay", "--policy", &policy, "-"], events.as_bytes());
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(said.out.lines().count(), 2, "the late message was said at noon");
}

#[test]
fn wrong_usage_is_told_apart_from_wrong_input() {
    let policy = file("usage.md", POLICY);
    for arguments in [
        &[][..],
        &["frobnicate"],
        &["replay"],
        &["replay", "--policy", &policy],
        &["replay", "--policy", &policy, "--platform", "irc", "x"],
        &["check"],
        &["rules", "nothing"],
        &["import", "--format", "nothing", "x"],
        &["compile", &policy, "--report", "report.doc"],
        &["test", &policy],
        &["diff", &policy, &policy],
    ] {
        let said = qungui(arguments);
        assert_eq!(said.status, 2, "{arguments:?}: {}", said.err);
        assert!(!said.err.contains("panicked"));
    }
    for arguments in [
        &["check", "no-such-file.md"][..],
        &["compile", "no-such-file.txt"],
        &["replay", "--policy", &policy, "no-such-file.ndjson"],
        &["import", "no-such-file.csv"],
    ] {
        let said = qungui(arguments);
        assert_eq!(said.status, 1, "{arguments:?}");
        assert!(said.err.contains("no-such-file"), "{}", said.err);
    }
}

#[test]
fn huge_and_hostile_files_end_well() {
    let policy = file("hostile.md", POLICY);
    let long = format!("{{\"kind\":\"message\",\"text\":\"{}\"}}", "长".repeat(2_000_000));
    let events = [long, message("m1", "22:15", "g", "u7", "在吗")].join("\n");
    let said = qungui_with(&["replay", "--policy", &policy, "-"], events.as_bytes());
    assert_eq!((said.status, said.out.lines().count()), (1, 1), "{}", said.err);
    assert!(said.err.contains("超过上限"), "{}", said.err);
    let deep = "[".repeat(100_000);
    let said = qungui_with(&["replay", "--policy", &policy, "-"], deep.as_bytes());
    assert_eq!(said.status, 1);
    for (name, bytes) in [
        ("megabyte.md", "1、不要刷屏。\n```rule\n[flood]\n```\n".repeat(30_000).into_bytes()),
        ("binary.md", (0..=255u8).cycle().take(100_000).collect()),
        ("fences.md", "```rule\n".repeat(10_000).into_bytes()),
    ] {
        let said = qungui(&["check", &file(name, bytes)]);
        assert!(said.status <= 1 && !said.err.contains("panicked"), "{name}: {}", said.err);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let path = file("any.bin", &bytes);
        let policy = file("any.md", POLICY);
        let report = policy.replace("any.md", "any.html");
        for arguments in [
            &["check", &path][..],
            &["compile", &path],
            &["compile", &path, "--report", &report],
            &["explain", &path],
            &["test", &policy, &path],
            &["diff", &policy, &policy, &path],
            &["replay", "--policy", &policy, &path],
            &["import", &path],
        ] {
            let said = qungui(arguments);
            prop_assert!(said.status <= 1, "{:?}: {}", arguments, said.err);
            prop_assert!(!said.err.contains("panicked"), "{:?}: {}", arguments, said.err);
        }
    }
}
