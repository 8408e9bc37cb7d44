//! The number of threads never shows in the output.

use sample::crowd::{self, Crowd};

use crate::{file, qungui};

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let policy = file("threads.md", crowd::POLICY);
    let crowd = Crowd::new(12, 20, 3).per_day(400);
    let mut lines: Vec<String> = crowd.snapshots().collect();
    for (number, line) in crowd.messages(6_000).enumerate() {
        // The whole organisation's events, and damage, in between.
        if number % 500 == 250 {
            let event = serde_json::from_str::<serde_json::Value>(&line).unwrap();
            let (at, member) = (&event["at"], &event["member"]);
            lines.push(format!(
                r#"{{"kind":"staff","group":"@org","at":{at},"member":{member},"status":"left"}}"#
            ));
            lines.push("{\"broken\":".to_owned());
        }
        lines.push(line);
    }
    let events = file("threads.ndjson", lines.join("\n"));
    let run =
        |threads: &str| qungui(&["replay", "--policy", &policy, "--threads", threads, &events]);
    let one = run("1");
    assert_eq!(one.status, 1, "there are broken lines");
    assert!(one.out.lines().count() > 100);
    assert!(one.out.contains("offboarding"));
    for threads in ["2", "3", "8"] {
        let many = run(threads);
        assert!(many.out == one.out, "{threads} threads: other decisions");
        assert!(many.err == one.err, "{threads} threads: other complaints");
    }
}
