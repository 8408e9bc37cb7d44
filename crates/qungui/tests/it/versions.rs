//! Versions of one policy on the command line: several files with one id.

use std::path::Path;

use super::{qungui, qungui_with};

/// A policy against flooding from a day on, with so many repeats.
fn version(name: &str, number: u8, day: &str, repeats: u8) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("versions");
    std::fs::create_dir_all(&folder).unwrap();
    let effective = if day.is_empty() { String::new() } else { format!("effective = {day}\n") };
    let text = format!(
        "+++\nid = \"talk\"\ntitle = \"约定\"\nversion = {number}\n{effective}groups = [\"*\"]\n+++\n\n\
         一、严禁刷屏。\n\n```rule\n[flood]\nrepeats = {repeats}\n```\n"
    );
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn flood(day: &str, minute: u8) -> String {
    format!(
        r#"{{"kind":"message","group":"g","member":"a","at":"{day}T10:0{minute}:00+08:00","id":"{day}{minute}","text":"收花生米吗"}}"#
    )
}

#[test]
fn each_act_is_judged_by_the_version_of_its_day() {
    let old = version("old.md", 1, "", 3);
    let new = version("new.md", 2, "2026-12-01", 2);
    assert_eq!(qungui(&["check", &old, &new]).status, 0);
    let lines: Vec<String> = ["2026-11-20", "2026-12-02"]
        .iter()
        .flat_map(|day| [0, 1].map(|minute| flood(day, minute)))
        .collect();
    let files = ["replay", "--policy", &old, "--policy", &new, "-"];
    let done = qungui_with(&files, lines.join("\n").as_bytes());
    assert_eq!(done.status, 0, "{}", done.err);
    assert!(!done.out.contains("2026-11-20"), "{}", done.out);
    assert!(done.out.contains("2026-12-02"), "{}", done.out);
}

#[test]
fn what_are_no_versions_is_refused() {
    let one = version("one.md", 1, "", 3);
    let same_number = version("number.md", 1, "2026-12-01", 2);
    let same_day = version("day.md", 2, "", 2);
    for (other, wanted) in [(&same_number, "这个版本已经用在"), (&same_day, "从同一天起施行")]
    {
        let done = qungui(&["check", &one, other]);
        assert_ne!(done.status, 0);
        assert!(
            done.err.contains(wanted) || done.out.contains(wanted),
            "{} {}",
            done.err,
            done.out
        );
    }
}
